"""The order of presentations, and what a reader's answers become."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from medadv_gui.core.errors import InputError, MedadvError, SettingsError
from medadv_gui.review.protocol import Order, Protocol
from medadv_gui.review.store import Mark, Store
from medadv_gui.review.worklist import Answer, Viewing, Worklist, arranged, reader_seed
from tests.review.made import protocol, task

VIEWING = Viewing("s1", "2026-01-01T10:00:00.000+00:00", 3.5, zoom=2.0, display={"scale": "1"})


@pytest.mark.parametrize("gap", [0, 3, 11])
@pytest.mark.parametrize("seed", range(5))
def test_an_order_is_whole_and_keeps_its_gap(gap: int, seed: int) -> None:
    made = protocol(cases=12, items=3, practice=2, order=Order(1, gap, 5))
    order = arranged(made, seed)
    assert [p.index for p in order] == list(range(12 * 3 + 2 * 3 + 5))
    assert [p.practice for p in order] == [True] * 6 + [False] * 41
    main = [p for p in order if not p.practice and not p.repeat]
    assert Counter(p.item for p in main) == Counter(item.code for case in made.main for item in case.items)
    for block in range(3):  # each case once a block
        assert len({p.case for p in main if p.block == block}) == 12
    repeats = [p for p in order if p.repeat]
    assert len({p.case for p in repeats}) == 5
    assert order[-5:] == tuple(repeats)
    last: dict[str, int] = {}
    for p in order[6:]:
        assert p.index - last.get(p.case, -99) > gap
        last[p.case] = p.index


def test_places_are_dealt_out_evenly_within_each_block() -> None:
    """The place of an item in its case stands for its arm where the builder deals the arms out evenly."""
    made = protocol(cases=9, items=3)
    place = {item.code: k for case in made.cases for k, item in enumerate(case.items)}
    for p, q in zip(arranged(made, 3)[:9], arranged(made, 3)[9:18], strict=True):
        assert place[p.item] == place[arranged(made, 3)[0].item]
        assert place[q.item] == (place[p.item] + 1) % 3


def test_readers_have_orders_of_their_own_which_stay() -> None:
    made = protocol(cases=20)
    anna, bert = (arranged(made, reader_seed(made, code)) for code in ("anna", "bert"))
    assert anna != bert
    assert anna == arranged(made, reader_seed(made, "anna"))
    other = replace(made, order=Order(2))
    assert reader_seed(other, "anna") != reader_seed(made, "anna")
    # Written down: a change here gives the readers of a study that is under way other orders than their colleagues'.
    assert [p.item for p in arranged(protocol(cases=4), 1)] == [
        "I000300", "I000200", "I000000", "I000100", "I000101", "I000201", "I000301", "I000001"
    ]  # fmt: skip


def test_sides_are_drawn_for_pairs_alone() -> None:
    pairs = protocol(cases=40, items=1, pictures=2, tasks=(task(kind="2afc", threshold=None),))
    swapped = [p.swapped for p in arranged(pairs, 1)]
    assert 8 < sum(swapped) < 32
    assert not any(p.swapped for p in arranged(protocol(cases=40), 1))


def begun(path: Path, made: Protocol) -> tuple[Store, Worklist]:
    store = Store(path, made.id, made.sha256)
    return store, Worklist.open(store, made, "anna", 4, "radiology")


def test_a_study_goes_on_at_the_same_case(tmp_path: Path) -> None:
    made = protocol(tasks=(task(), task(id="sure")))
    store, work = begun(tmp_path / "r.sqlite", made)
    assert work.left == 12
    for rating in (10, 90):
        assert work.next is not None
        work.record(work.next, [Answer("seen", rating), Answer("sure", 50)], VIEWING)
    order, following = work.presentations, work.next
    store.close()
    store, work = begun(tmp_path / "r.sqlite", made)
    assert (work.presentations, work.next, work.left) == (order, following, 10)
    assert following is not None
    assert following.index == 2
    first = store.readings()[0]
    assert (first.case, first.task, first.rating) == (order[0].item, "seen", 10)
    assert (first.years, first.specialty, first.zoom, first.display) == (4, "radiology", 2, (("scale", "1"),))
    work.record(order[0], [Answer("seen", 20), Answer("sure", 50)], VIEWING)  # a correction
    assert (len(store.readings()), work.left) == (6, 10)
    assert [r.rating for r in store.answers("anna") if r.task == "seen"] == [20, 90]
    while work.next is not None:
        work.record(work.next, [Answer("seen", 1), Answer("sure", 1)], VIEWING)
    assert work.left == 0
    store.close()


@pytest.mark.parametrize(
    ("changes", "answer", "message"),
    [
        ({}, Answer("seen"), "needs a rating"),
        ({}, Answer("seen", 101), "not on the scale"),
        ({}, Answer("seen", float("nan")), "not on the scale"),
        ({"scale": "1-6", "threshold": 4}, Answer("seen", 0), "from 1 to 6"),
        ({}, Answer("other", 5), "one answer"),
        ({}, Answer("seen", 5, side="left"), "no sides"),
        ({}, Answer("seen", 5, choice="yes"), "nothing"),
        ({}, Answer("seen", 5, marks=(Mark(1, 1),)), "takes no marks"),
        ({"kind": "open", "scale": None, "threshold": None, "choices": ("yes", "no")}, Answer("seen"), "yes, no"),
        ({"kind": "open", "scale": None, "threshold": None}, Answer("seen", 5), "takes no rating"),
    ],
)
def test_an_answer_is_what_its_task_asks_for(tmp_path: Path, changes: dict, answer: Answer, message: str) -> None:
    made = protocol(tasks=(task(**changes),))
    store, work = begun(tmp_path / "r.sqlite", made)
    assert work.next is not None
    with pytest.raises(SettingsError, match=message):
        work.record(work.next, [answer], VIEWING)
    assert store.readings() == ()
    store.close()


def test_a_choice_of_two_needs_a_side(tmp_path: Path) -> None:
    made = protocol(items=1, pictures=2, tasks=(task(kind="2afc", scale=None, threshold=None),))
    store, work = begun(tmp_path / "r.sqlite", made)
    assert work.next is not None
    with pytest.raises(SettingsError, match="left or right"):
        work.record(work.next, [Answer("seen")], VIEWING)
    work.record(work.next, [Answer("seen", side="left")], VIEWING)
    assert store.readings()[0].side == "left"
    store.close()


@pytest.mark.parametrize("code", ["", "a b", "ä", "../x", "x" * 33, "gone"])
def test_codes_that_are_refused(tmp_path: Path, code: str) -> None:
    made = protocol()
    with Store(tmp_path / "r.sqlite", made.id, made.sha256) as store:
        work = Worklist.open(store, made, "gone")
        assert work.next is not None
        work.record(work.next, [Answer("seen", 1)], VIEWING)
        store.remove("gone")
        with pytest.raises(InputError):
            Worklist.open(store, made, code)
        with pytest.raises(MedadvError):
            work.record(work.next, [Answer("seen", 1)], VIEWING)
