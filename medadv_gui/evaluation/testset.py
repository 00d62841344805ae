"""The pictures that a model is measured on: the test rows of a labels.csv, their truth and whom they belong to."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from medadv_gui.core.errors import InputError
from medadv_gui.models.card import ModelCard
from medadv_gui.models.library import TWIN as TWIN

GROUPS = ("patient", "case", "group")
NEEDED = {"segmentation": ("mask",), "detection": ("label", "xmin", "ymin", "xmax", "ymax")}


@dataclass(frozen=True)
class Layout:
    """Where a bundled model's pictures lie in the data folder, and the column of their label. `graded` names the
    finding whose grades the labels are, the first of them "none"."""

    folder: str
    label: str = "label"
    graded: str = ""


LAYOUTS = {
    "ct-lung": Layout("ct_lung_seg"),
    "fundus-dr": Layout("fundus_dr", "dr_grade", "DR"),
    "endo-polyp": Layout("endo_polyp_boxes"),
    "ct-covid": Layout("ct_covid_cls", "covid"),
    "endo-artefact": Layout("endo_artefact_boxes"),
}


@dataclass(frozen=True)
class TestPicture:
    """A picture, its truth as `attack.truth.read_truth` takes it, and whom it belongs to ("" where unknown)."""

    __test__ = False  # no test of pytest's

    path: Path
    truth: str
    group: str


@dataclass(frozen=True)
class TestSet:
    """The pictures of one `split` of the data set `name`."""

    __test__ = False

    name: str
    split: str
    pictures: tuple[TestPicture, ...]
    graded: str = ""

    @property
    def groups(self) -> tuple[str, ...] | None:
        """Whom each picture belongs to, a number for a name; None where that is not known of all, or all are one's."""
        names = {name: str(i) for i, name in enumerate(sorted({picture.group for picture in self.pictures}))}
        if "" in names or len(names) < 2:
            return None
        return tuple(names[picture.group] for picture in self.pictures)

    @property
    def owners(self) -> int | None:
        """How many patients, cases or papers there are; None where that is not known."""
        names = {picture.group for picture in self.pictures}
        return None if "" in names else len(names)


def plain_id(name: str) -> str:
    """The id of the plain model whose hardened twin is called `name`; of any other model its own."""
    return name.removesuffix(TWIN)


def measurable(cards: Iterable[ModelCard], data: Path) -> tuple[ModelCard, ...]:
    """Those of the cards whose pictures lie in the data folder.

    Raises InputError where there are none.
    """
    layouts = ((card, LAYOUTS.get(plain_id(card.id))) for card in cards)
    found = tuple(card for card, layout in layouts if layout is not None and (data / layout.folder).is_dir())
    if not found:
        raise InputError(f"{data.name}: holds the pictures of no model; name one")
    return found


def read_testset(card: ModelCard, data: Path) -> TestSet:
    """The pictures to measure the card's model on.

    data : holds the folders of the bundled models' data sets; for any other model it is the data set itself: a
    labels.csv with a column `file`, for the task `mask`, `label`, or `label`, `xmin`, `ymin`, `xmax` and `ymax`; and
    perhaps `split` (the rows "test" are taken, else those that are not "train") and `patient`, `case` or `group`.

    Raises InputError where there is no such table, or a picture that it names is missing.
    """
    layout = LAYOUTS.get(plain_id(card.id), Layout("."))
    folder = (data / layout.folder).resolve()
    table = folder / "labels.csv"
    rows = _rows(table, ("file", *NEEDED.get(card.task, (layout.label,))))
    splits = {row.get("split", "") for row in rows}
    split = "test" if "test" in splits else ", ".join(sorted(splits - {"train", ""}))
    kept = [row for row in rows if not splits - {""} or row["split"] in split.split(", ")]
    if not kept:
        raise InputError(f"{table.name}: holds no test pictures")
    grouped = next((name for name in GROUPS if name in rows[0]), "")
    pictures: dict[str, TestPicture] = {}  # a detector's picture has a row for each box
    for row in kept:
        path = folder / row["file"]
        truth = {"segmentation": str(folder / row.get("mask", "")), "detection": str(table)}.get(
            card.task, row.get(layout.label, "")
        )
        if not path.is_file():
            raise InputError(f"{table.name}: the picture {path.name} is missing")
        pictures[row["file"]] = TestPicture(path, truth, row.get(grouped, ""))
    return TestSet(folder.name, split or "all", tuple(pictures.values()), layout.graded)


def _rows(table: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    try:
        with table.open(newline="", encoding="utf-8-sig") as stream:
            rows = list(csv.DictReader(stream, restval=""))
    except FileNotFoundError:
        raise InputError(f"{table.parent.name}: there is no labels.csv in this folder") from None
    except (OSError, ValueError, csv.Error) as error:
        raise InputError(f"{table.name}: cannot be read ({type(error).__name__})") from None
    missing = [name for name in columns if not rows or name not in rows[0]]
    if missing:
        raise InputError(f"{table.name}: there is no column {' and no '.join(missing)}")
    return rows


def spread(pictures: list[TestPicture], count: int) -> list[TestPicture]:
    """At most `count` of them, at even distances."""
    count = min(count, len(pictures))
    return [pictures[i * len(pictures) // count] for i in range(count)]
