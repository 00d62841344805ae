"""What is open: series, images read so far, models and results. No Qt here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.core.errors import InputError, ModelError
from medadv_gui.core.result import AttackResult
from medadv_gui.core.types import Image, Index, Prediction, Series, Skipped
from medadv_gui.gui.measure import Measurement
from medadv_gui.models.card import ModelCard
from medadv_gui.models.library import bundled_cards, fits, user_cards, without_twins

# Decoded slices of the open series are kept up to this many bytes; beyond it they are read when looked at.
CACHE_BYTES = 1_500_000_000

SERIES = "series-"  # how the folders of attacks on whole series begin
DEMO_NOTE = "A kind of picture drawn by this program, seen in training, chosen because the attack succeeds."


@dataclass(frozen=True)
class DemoCase:
    """A demo case as cases.json states it: `folder` holds it, `truth` is its ground truth as JSON."""

    folder: Path
    id: str
    title: str
    sentence: str
    path: str
    model: str
    slice_index: int | None
    budget: str
    truth: Mapping[str, Any]

    @property
    def source(self) -> Path:
        return self.folder / self.path

    @property
    def grade(self) -> int | None:
        """The true class of a classification case, by its number among the model's labels; else None."""
        return int(self.truth["grade"]) if "grade" in self.truth else None


def read_cases(folder: Path) -> tuple[DemoCase, ...]:
    """The demo cases in `folder`; none where there is no cases.json.

    Raises InputError where the file is damaged.
    """
    path = folder / "cases.json"
    if not path.is_file():
        return ()
    names = ("id", "title", "sentence", "path", "model", "slice_index", "budget", "truth")
    try:
        items = json.loads(path.read_text(encoding="utf-8"))
        return tuple(DemoCase(folder, **{name: item[name] for name in names}) for item in items)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"cases.json: not a list of demo cases ({type(error).__name__})") from None


@dataclass(frozen=True, eq=False)
class Outcome:
    """A finished attack as the window shows it: the result and the folder that holds its files.

    heats : the heat maps drawn so far, by mode (`render.heatmap.MODES`), at the image's size. tried : whether a copy of
    the perturbation at so many per cent still met the criterion, of those tried.
    """

    result: AttackResult
    folder: Path
    heats: dict[str, NDArray[np.uint8]] = field(default_factory=dict)
    tried: dict[int, bool] = field(default_factory=dict)


@dataclass(eq=False)
class SliceRows:
    """What became of the slices of a series that is or was attacked whole: the rows of series.json by slice; the
    results lie in `folder`. `search`: the budget of each was searched for. `asked`: the slices whose results have been
    asked for."""

    folder: Path
    search: bool
    rows: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)

    @classmethod
    def read(cls, folder: Path, *, search: bool) -> SliceRows:
        """What series.json in `folder` says, of slices whose results lie there.

        Raises InputError where it is missing or damaged.
        """
        try:
            document = json.loads((folder / "series.json").read_text(encoding="utf-8"))
            rows = {int(row["slice"]): row for row in document["results"] if _holds(folder, row)}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(f"{folder.name}/series.json: cannot be read ({type(error).__name__})") from None
        return cls(folder, search, rows)


def _holds(folder: Path, row: Mapping[str, Any]) -> bool:
    """Whether a row of series.json is well made and its result lies in `folder`; an error has none."""
    if "error" in row:
        return isinstance(row["error"], str)
    kinds = {"folder": str, "clean_correct": bool, "reread": bool, "stored_units": float, "realised_linf": float}
    good = all(type(row[name]) is kind for name, kind in kinds.items()) and Path(row["folder"]).name == row["folder"]
    return good and (folder / row["folder"]).is_dir()


@dataclass(eq=False)
class Entry:
    """One series in the window, with all that was read or found out about it.

    `answers`, `runs` (all finished attacks) and `outcomes` (the one of them on show) by model id and slice;
    `slices` by model id; `model` is the chosen model's id, `notes` are the user's. `region`, (rows, columns), is where
    an attack may change pixels, the same on every slice; None is everywhere. `measurements` by slice.
    """

    series: Series
    case: DemoCase | None = None
    images: dict[int, Image] = field(default_factory=dict)
    broken: dict[int, str] = field(default_factory=dict)
    answers: dict[tuple[str, int], Prediction] = field(default_factory=dict)
    outcomes: dict[tuple[str, int], Outcome] = field(default_factory=dict)
    runs: dict[tuple[str, int], list[Outcome]] = field(default_factory=dict)
    slices: dict[str, SliceRows] = field(default_factory=dict)
    slice: int = 0
    model: str | None = None
    notes: str = ""
    region: NDArray[np.bool_] | None = None
    measurements: dict[int, tuple[Measurement, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = self.case.slice_index if self.case else None
        self.slice = self.series.opening if known is None else min(known, len(self.series) - 1)

    @property
    def image(self) -> Image | None:
        return self.images.get(self.slice)

    @property
    def answer(self) -> Prediction | None:
        """The chosen model's answer to the slice on show."""
        return self.answers.get((self.model or "", self.slice))

    @property
    def outcome(self) -> Outcome | None:
        """The attack on the slice on show and the chosen model that is shown: the last one, or the one selected."""
        return self.outcomes.get(self.key)

    @property
    def key(self) -> tuple[str, int]:
        """The chosen model and the slice on show."""
        return self.model or "", self.slice

    @property
    def finished(self) -> list[Outcome]:
        """All attacks on the slice on show and the chosen model, in the order they ended."""
        return self.runs.get(self.key, [])

    def keep(self, key: tuple[str, int], outcome: Outcome, *, shown: bool = True) -> None:
        """Take over a finished attack and, if `shown`, show it from now on."""
        self.runs.setdefault(key, []).append(outcome)
        if shown or key not in self.outcomes:
            self.outcomes[key] = outcome

    def discard(self, outcome: Outcome) -> None:
        """Forget a finished attack; the last of the others is shown instead."""
        for key, runs in self.runs.items():
            if outcome in runs:
                runs.remove(outcome)
                if self.outcomes.get(key) is outcome:
                    del self.outcomes[key]
                    if runs:
                        self.outcomes[key] = runs[-1]

    @property
    def folders(self) -> list[Path]:
        """Where all its results lie."""
        of_runs = [outcome.folder for runs in self.runs.values() for outcome in runs]
        return [*of_runs, *(rows.folder for rows in self.slices.values())]

    @property
    def place(self) -> str:
        """The slice on show for people, counted from 1; empty for a single picture."""
        return f"{self.slice + 1} / {len(self.series)}" if len(self.series) > 1 else ""

    @property
    def title(self) -> str:
        """A title without anything from the file: alias and kind."""
        if self.case is not None:
            return self.case.title
        if self.series.modality:
            return f"{self.series.patient}, {self.series.study}, {self.series.modality}"
        return "picture"


class Session:
    """The open series and the models to choose from."""

    def __init__(self) -> None:
        self.cards = bundled_cards()
        self.bundled = {card.id for card in self.cards}
        self.problem = ""
        try:
            self.cards += user_cards()
        except ModelError as error:  # one damaged model of the user's must not keep the window from opening
            self.problem = str(error)
        self.entries: list[Entry] = []
        self.skipped: list[Skipped] = []
        self.current: Entry | None = None
        self._patients = 0

    def add(self, index: Index, cases: tuple[DemoCase, ...]) -> list[Entry]:
        """Take over what was found at a path; a series that is open already is not opened twice."""
        by_source = {case.source.resolve(): case for case in cases}
        known = {entry.series.instances: entry for entry in self.entries}
        aliases: dict[str, str] = {}
        found = []
        for series in index.series:
            entry = known.get(series.instances)
            if entry is None:
                first = series.instances[0].path.resolve() if by_source else Path()
                if series.modality:
                    # Each folder counts its patients from 1: two folders' "patient 1" are two people here.
                    if series.patient not in aliases:
                        self._patients += 1
                        aliases[series.patient] = f"patient {self._patients}"
                    series = replace(series, patient=aliases[series.patient])
                entry = Entry(series, by_source.get(first) or by_source.get(first.parent))
                self.entries.append(entry)
            found.append(entry)
        self.skipped = list(dict.fromkeys([*self.skipped, *index.skipped]))
        return found

    def close(self, entry: Entry) -> None:
        """Forget an entry and all that was decoded for it."""
        self.entries.remove(entry)
        if self.current is entry:
            self.current = None

    def show(self, entry: Entry) -> None:
        """Make `entry` the current one and drop the decoded slices of the one before."""
        if self.current is not None and self.current is not entry:
            keep = self.current.slice
            self.current.images = {k: v for k, v in self.current.images.items() if k == keep}
        self.current = entry

    def card(self, name: str | None) -> ModelCard | None:
        return next((card for card in self.cards if card.id == name), None)

    def choices(self, image: Image) -> list[tuple[ModelCard, str | None]]:
        """Every model with None where it fits the image, else the reason why not."""
        return [(card, fits(card, image)) for card in self.cards]

    def proposal(self, entry: Entry, image: Image) -> ModelCard | None:
        """The model chosen before, the demo case's own, or the only one that fits, hardened twins aside; None where the
        user must choose."""
        fitting = {card.id: card for card, reason in self.choices(image) if reason is None}
        for name in (entry.model, entry.case.model if entry.case else None):
            if name in fitting:
                return fitting[name]
        proposed = without_twins(list(fitting.values()))
        return proposed[0] if len(proposed) == 1 else None
