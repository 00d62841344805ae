"""The figures of a group, against values worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from medadv_gui.core.types import Box, match_boxes
from medadv_gui.evaluation.cohort.cases import Cases, lost
from medadv_gui.evaluation.cohort.figures import by_class, clean, figures
from medadv_gui.evaluation.cohort.row import Answer, Row
from medadv_gui.evaluation.tallies import average_precision, match
from tests.evaluation.cohort.made_rows import answer_of_class, made, row

CLASSES = ("no", "mild", "severe")


def classified(item: int, truth: str, before: str, after: str, **values: object) -> Row:
    return row(
        item=f"i{item}", reference=Answer((truth,)), original=answer_of_class(before, CLASSES, 0.8),
        attacked=answer_of_class(after, CLASSES, 0.6), clean_correct=truth == before, success=after != truth, **values,
    )  # fmt: skip


CLASSIFIED = [
    classified(0, "no", "no", "mild"),
    classified(1, "no", "no", "no", in_memory=True, rounded=False, after_jpeg_q90=False),
    classified(2, "mild", "mild", "severe", after_jpeg_q90=False, noise_success=True),
    classified(3, "mild", "severe", "mild"),  # wrong before, right after
    classified(4, "severe", "mild", "no"),  # wrong before and after
    classified(5, "severe", "severe", "no", after_jpeg_q90=True),
]


def test_classification() -> None:
    told = figures(Cases(CLASSIFIED))
    assert {name: (told[name]["hits"], told[name]["n"]) for name in told if "hits" in told[name]} == {
        "clean_accuracy": (4, 6),
        "robust_accuracy": (2, 6),
        "success": (3, 4),  # those wrong before do not count
        "success_in_memory": (4, 4),
        "success_rounded": (3, 4),
        "success_jpeg": (1, 3),  # of those of which it is known
        "noise_success": (1, 4),
    }
    assert told["accuracy_drop"]["value"] == pytest.approx(2 / 6, abs=1e-6)
    assert told["clean_accuracy"]["method"] == "Wilson"
    assert set(clean(Cases(CLASSIFIED))) == {"clean_accuracy"}


def test_a_classifications_classes_are_those_of_the_reference() -> None:
    parts = {part["name"]: part for part in by_class(Cases(CLASSIFIED))}
    assert {name: part["n"] for name, part in parts.items()} == {"mild": 2, "no": 2, "severe": 2}
    assert parts["mild"]["figures"]["robust_accuracy"]["hits"] == 1
    assert parts["severe"]["figures"]["success"]["hits"] == parts["severe"]["figures"]["success"]["n"] == 1
    assert parts["severe"]["figures"]["success"]["low"] is None  # one image: the number, and no interval


def masks(item: int, before: dict[str, float | None], after: dict[str, float | None], held: tuple[str, ...]) -> Row:
    def answer(dice: dict[str, float | None]) -> Answer:
        return Answer(
            dice=dice, iou={k: None if v is None else v / (2 - v) for k, v in dice.items()},
            hd95={k: None if not v or k not in held else 10 * (1 - v) for k, v in dice.items()},
        )  # fmt: skip

    reference = Answer(dice={k: 1.0 if k in held else None for k in before})
    return row(
        item=f"i{item}",
        task="segmentation",
        reference=reference,
        original=answer(before),
        attacked=answer(after),
        mm=True,
    )


MASKS = [
    masks(0, {"left": 0.9, "right": 0.8}, {"left": 0.5, "right": 0.0}, ("left", "right")),
    masks(1, {"left": 1.0, "right": 0.0}, {"left": 0.6, "right": 0.0}, ("left",)),  # a stray pixel on the right
    masks(2, {"left": None, "right": None}, {"left": None, "right": None}, ()),
]


def test_segmentation() -> None:
    """Mean over labels that the reference holds, then over images that hold one."""
    told = figures(Cases(MASKS))
    assert told["dice_before"]["value"] == pytest.approx((0.85 + 1.0) / 2)
    assert told["dice_after"]["value"] == pytest.approx((0.25 + 0.6) / 2)
    assert told["dice_drop"]["value"] == pytest.approx((0.6 + 0.4) / 2)
    assert told["dice_drop"]["n"] == 2
    assert told["iou_before"]["value"] == pytest.approx(((0.9 / 1.1 + 0.8 / 1.2) / 2 + 1) / 2, abs=1e-6)
    assert told["hd95_before"]["value"] == pytest.approx((1.5 + 0) / 2)
    assert told["hd95_after"]["value"] == pytest.approx((5.0 + 4.0) / 2)  # the right lung has no outline left
    assert told["outlines_lost"]["hits"] == 0
    parts = {part["name"]: part for part in by_class(Cases(MASKS))}
    assert (parts["left"]["n"], parts["right"]["n"]) == (2, 1)
    assert parts["right"]["figures"]["dice_drop"]["value"] == pytest.approx(0.8)
    assert parts["right"]["figures"]["outlines_lost"]["hits"] == 1
    assert parts["right"]["figures"]["hd95_rise"]["value"] is None


def test_distances_of_two_units_are_not_averaged() -> None:
    mixed = [MASKS[0], row(**{**vars(MASKS[1]), "mm": False})]
    assert "hd95_before" not in figures(Cases(mixed))


def box(x: float, score: float = 1.0, label: str = "polyp") -> tuple[str, float, float, float, float, float]:
    return label, score, x, 0.0, x + 10.0, 10.0


def detected(item: int, reference: list[float], before: list[object], after: list[object]) -> Row:
    return row(
        item=f"i{item}", task="detection", reference=Answer(boxes=tuple(map(box, reference))),
        original=Answer(boxes=tuple(before)), attacked=Answer(boxes=tuple(after)),  # type: ignore[arg-type]
    )  # fmt: skip


DETECTED = [
    # both found; then one vanishes and one is invented
    detected(0, [0, 100], [box(0, 0.9), box(101, 0.8)], [box(0, 0.4), box(300, 0.7)]),
    # one of two found, one wrong; the wrong one stays and does not count as invented
    detected(1, [0, 100], [box(1, 0.6), box(200, 0.5)], [box(200, 0.5)]),
    # nothing to find: one invented
    detected(2, [], [], [box(50, 0.9)]),
]


def test_detection() -> None:
    told = figures(Cases(DETECTED))
    # Before, by falling score: right .9, right .8, right .6, wrong .5, of four: 3 at precision 1.
    assert told["ap50_before"]["value"] == pytest.approx(3 / 4)
    # After: wrong .9, wrong .7, wrong .5, right .4: 1 of 4 at precision 1/4.
    assert told["ap50_after"]["value"] == pytest.approx(1 / 16)
    assert told["ap50_drop"]["value"] == pytest.approx(11 / 16)
    assert (told["vanished"]["hits"], told["vanished"]["n"]) == (2, 3)
    assert told["invented"]["value"] == pytest.approx(2 / 3, abs=1e-6)
    # One pixel of ten to the side is an IoU of 9/11: right up to 0.80. Those at 0.9 and 0.4 lie exact.
    lower = (7 * 3 + 3 * 1) / 10 / 4
    assert told["ap50_95_before"]["value"] == pytest.approx(lower)
    assert told["ap50_95_before"]["low"] is None
    (part,) = by_class(Cases(DETECTED))
    assert (part["name"], part["n"]) == ("polyp", 2)
    assert part["figures"]["ap50_before"] == told["ap50_before"]


def test_ap50_is_that_of_the_tallies() -> None:
    rows = [
        r for r in made(tasks=("detection",))[0] if r.attack == "fgsm" and r.of_255 == 2 and "robust" not in r.model
    ]
    told = figures(Cases(rows))
    pairs = [
        match(
            (np.array([b[2:] for b in r.attacked.boxes]).reshape(-1, 4), np.array([b[1] for b in r.attacked.boxes])),
            np.array([b[2:] for b in r.reference.boxes]),
        )
        for r in rows
    ]
    expected = average_precision(pairs, sum(len(r.reference.boxes) for r in rows))
    assert told["ap50_after"]["value"] == pytest.approx(expected, rel=1e-5)
    assert told["ap50_after"]["low"] < expected < told["ap50_after"]["high"]


def test_two_labels_of_boxes_have_the_mean_of_their_aps() -> None:
    both = Answer(boxes=(box(0), box(50, label="blur")))
    rows = [row(item=f"i{i}", task="detection", reference=both, original=both, attacked=Answer(boxes=(box(0, 0.9),)))
            for i in range(3)]  # fmt: skip
    told = figures(Cases(rows))
    assert (told["ap50_before"]["value"], told["ap50_after"]["value"]) == (1.0, 0.5)
    parts = {part["name"]: part["figures"]["ap50_after"]["value"] for part in by_class(Cases(rows))}
    assert parts == {"polyp": 1.0, "blur": 0.0}


def test_what_vanishes_is_what_the_criterion_calls_so() -> None:
    for one in made(items=15, tasks=("detection",))[0]:
        reference, after = (tuple(Box(*b) for b in a.boxes) for a in (one.reference, one.attacked))
        assert lost(one, "attacked") == match_boxes(reference, after)[0]


def test_several_labels() -> None:
    labels = ("a", "b", "c")

    def said(*present: str) -> Answer:
        return Answer(present, {name: 0.9 if name in present else 0.2 for name in labels})

    rows = [
        row(item="0", task="multilabel", reference=Answer(("a", "b")), original=said("a", "b"),
            attacked=said("a", "c")),
        row(item="1", task="multilabel", reference=Answer(), original=said(), attacked=said()),
        row(item="2", task="multilabel", reference=Answer(("a",)), original=said("b"), attacked=said("b"),
            clean_correct=False),
    ]  # fmt: skip
    told = figures(Cases(rows))
    assert (told["clean_accuracy"]["hits"], told["robust_accuracy"]["hits"]) == (2, 1)
    assert (told["vanished"]["hits"], told["vanished"]["n"]) == (1, 2)  # b of the first; a of the third was not found
    assert (told["invented_share"]["hits"], told["invented_share"]["n"]) == (1, 5)  # c of the first
    parts = {part["name"]: part for part in by_class(Cases(rows))}
    assert {name: part["n"] for name, part in parts.items()} == {"a": 2, "b": 1, "c": 0}
    assert parts["c"]["figures"]["invented_share"]["hits"] == 1
    effect = Cases(rows).effect()
    # of the first: b 0.1 -> 0.8 away, c 0.2 -> 0.9 away
    assert effect == pytest.approx([1.4 / 3, 0, 0])


def test_the_effect_of_an_attack() -> None:
    assert Cases(CLASSIFIED[:1]).effect()[0] == pytest.approx(0.8 - 0.2)
    assert Cases(MASKS).effect()[:2] == pytest.approx([0.6, 0.4])
    assert Cases(DETECTED).effect()[:2] == pytest.approx([0.5, 0.5])
    assert math.isnan(Cases(DETECTED).effect()[2])
