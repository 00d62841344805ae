"""Which pictures a model is measured on, from folders that the tests make."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from medadv_gui.core.errors import InputError
from medadv_gui.evaluation.testset import measurable, read_testset, spread
from tests.support import card


def table(folder: Path, text: str, *pictures: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "labels.csv").write_text(text)
    for name in pictures:
        (folder / name).write_bytes(b"")
    return folder


def test_the_test_rows_are_taken_and_owners_become_numbers(tmp_path: Path) -> None:
    text = (
        "file,label,patient,split\na.png,a,Mustermann,test\nb.png,b,Erika,train\nc.png,c,Adam,test\nd.png,a,Adam,test\n"
    )
    found = read_testset(card(), table(tmp_path, text, "a.png", "c.png", "d.png"))
    assert (found.split, found.owners, found.groups) == ("test", 2, ("1", "0", "0"))
    assert [(p.path.name, p.truth) for p in found.pictures] == [("a.png", "a"), ("c.png", "c"), ("d.png", "a")]


def test_one_owner_or_none_leaves_intervals_by_picture(tmp_path: Path) -> None:
    one = read_testset(card(), table(tmp_path / "one", "file,label,case\na.png,a,x\nb.png,b,x\n", "a.png", "b.png"))
    assert (one.split, one.owners, one.groups) == ("all", 1, None)
    none = read_testset(card(), table(tmp_path / "none", "file,label\na.png,a\n", "a.png"))
    assert (none.owners, none.groups) == (None, None)


def test_a_bundled_models_pictures_lie_in_its_own_folder(tmp_path: Path) -> None:
    table(tmp_path / "ct_covid_cls", "file,covid,group,split\na.png,1,g,test\nb.png,0,h,sample\n", "a.png", "b.png")
    model = replace(card(labels=("other", "COVID-19")), id="ct-covid")
    found = read_testset(model, tmp_path)
    assert [(p.path.name, p.truth) for p in found.pictures] == [("a.png", "1")]
    assert read_testset(replace(model, id="ct-covid-robust"), tmp_path) == found


def test_without_a_test_split_all_but_the_training_pictures_are_taken(tmp_path: Path) -> None:
    text = (
        "file,label,xmin,ymin,xmax,ymax,split\na.png,a,1,1,5,5,sample\na.png,b,2,2,6,6,sample\nb.png,a,1,1,2,2,train\n"
    )
    found = read_testset(card("detection"), table(tmp_path, text, "a.png"))
    assert (found.split, len(found.pictures)) == ("sample", 1)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "no labels.csv"),
        ("file,split\na.png,test\n", "no column label"),
        ("", "no column file and no label"),
        ("file,label,split\na.png,a,train\n", "no test pictures"),
        ("file,label\ngone.png,a\n", "picture gone.png is missing"),
    ],
)
def test_what_is_no_test_set_is_one_line(text: str | None, reason: str, tmp_path: Path) -> None:
    if text is not None:
        table(tmp_path, text)
    with pytest.raises(InputError, match=reason) as caught:
        read_testset(card(), tmp_path)
    assert "\n" not in str(caught.value)


def test_what_the_data_folder_holds_can_be_measured(tmp_path: Path) -> None:
    cards = [replace(card(), id=name) for name in ("ct-lung", "ct-lung-robust", "fundus-dr", "mine")]
    (tmp_path / "ct_lung_seg").mkdir()
    assert [found.id for found in measurable(cards, tmp_path)] == ["ct-lung", "ct-lung-robust"]
    with pytest.raises(InputError, match="holds the pictures of no model"):
        measurable(cards[2:], tmp_path)


def test_pictures_are_spread_evenly() -> None:
    assert spread(list(range(10)), 4) == [0, 2, 5, 7]  # type: ignore[arg-type]
    assert spread(list(range(3)), 12) == [0, 1, 2]  # type: ignore[arg-type]
