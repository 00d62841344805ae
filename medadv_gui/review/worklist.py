"""In which order one reader sees a study, what is still to be read, and how an answer becomes readings."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Self, TypeVar

from medadv_gui.core.errors import InputError, SettingsError
from medadv_gui.review.protocol import SCALES, Case, Item, Protocol, Task
from medadv_gui.review.store import Mark, Reader, Reading, Store, now

T = TypeVar("T")


@dataclass(frozen=True)
class Presentation:
    """One place in a reader's order. `case` and `item` are codes; `block` counts from 0, -1 is practice. `swapped` : of
    two pictures the second one is on the left. `repeat` : the item was shown before, to see how well the answers agree.
    """

    index: int
    block: int
    case: str
    item: str
    swapped: bool = False
    repeat: bool = False

    @property
    def practice(self) -> bool:
        return self.block < 0

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Answer:
    """The answer to one task: what the task asks for, and nothing else."""

    task: str
    rating: float | None = None
    choice: str | None = None
    side: str | None = None
    marks: tuple[Mark, ...] = ()
    comment: str = ""


@dataclass(frozen=True)
class Viewing:
    """How one presentation was looked at; `Reading` says what the fields are."""

    session: str
    shown: str
    active_seconds: float
    first_input: str | None = None
    window: tuple[float, float] | None = None
    zoom: float | None = None
    events: tuple[tuple[float, str], ...] = ()
    display: Mapping[str, str] | None = None


class _Draw:
    """Random choices that are the same in every version of Python, which promises that of `random.random` alone."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def below(self, count: int) -> int:
        return int(self._random.random() * count)

    def shuffled(self, things: Sequence[T]) -> list[T]:
        rest = list(things)
        return [rest.pop(self.below(len(rest))) for _ in range(len(rest))]


def reader_seed(protocol: Protocol, code: str) -> int:
    """The seed of one reader's order, from the protocol's and the reader's code."""
    digest = hashlib.sha256(f"{protocol.sha256}/{protocol.order.seed}/{code}".encode()).digest()
    return int.from_bytes(digest[:6], "big")


def arranged(protocol: Protocol, seed: int) -> tuple[Presentation, ...]:
    """The order of one reader: practice, then as many blocks as a case has items, then the repeated cases.

    In a block each case comes once. Which of its items that is goes round from block to block, so that the arms, which
    the builder has dealt out evenly over the places in `Case.items`, are even within each block too.
    """
    draw = _Draw(seed)
    shown: list[tuple[int, Case, Item, bool]] = []
    for case in draw.shuffled(protocol.practice):
        shown += [(-1, case, item, False) for item in draw.shuffled(case.items)]
    main, gap = protocol.main, protocol.order.gap
    count = len(main[0].items)
    start = draw.below(count)
    block: list[Case] = []
    for number in range(count):
        block = _block(draw, main, block, gap, len(main))
        shown += [(number, case, case.items[(start + number) % count], False) for case in block]
    for case in _block(draw, main, block, gap, protocol.order.repeats):
        shown.append((count, case, case.items[draw.below(count)], True))
    return tuple(
        Presentation(index, block, case.code, item.code, len(item.pictures) > 1 and draw.below(2) == 1, repeat)
        for index, (block, case, item, repeat) in enumerate(shown)
    )


def _block(draw: _Draw, cases: Sequence[Case], previous: Sequence[Case], gap: int, count: int) -> list[Case]:
    """`count` of the cases in a random order that keeps the gap to the block before. With a gap below the number of
    cases there always is one: at place q, at least q + 1 cases of the block before are far enough away."""
    last = {case.code: place - len(previous) for place, case in enumerate(previous)}
    rest, block = list(cases), list[Case]()
    for place in range(count):
        free = [case for case in rest if not last or place - last[case.code] > gap]
        chosen = free[draw.below(len(free))]
        rest.remove(chosen)
        block.append(chosen)
    return block


def known_reader(store: Store, code: str) -> Reader | None:
    """The reader of this code, None where nobody has read under it.

    Raises InputError where the code is not 1 to 32 letters, digits, dashes and underscores, or was removed.
    """
    if not (0 < len(code) <= 32 and code.isascii() and code.replace("-", "").replace("_", "").isalnum()):
        raise InputError("a reader's code is 1 to 32 letters, digits, dashes and underscores")
    if code in store.removed:
        raise InputError(f"the data of the reader {code} were removed; take another code")
    return store.readers().get(code)


class Worklist:
    """One reader's way through a study. It goes on where the store says that it ended."""

    def __init__(self, store: Store, protocol: Protocol, reader: Reader) -> None:
        self.protocol, self.reader, self._store = protocol, reader, store
        self.presentations = tuple(Presentation(**raw) for raw in reader.order)
        self._answered = {(r.presentation, r.task) for r in store.readings(reader.code)}

    @classmethod
    def open(cls, store: Store, protocol: Protocol, code: str, years: float | None = None, specialty: str = "") -> Self:
        """The worklist of a reader: as it was left, or a new one. To call this says that the consent page was accepted.

        Raises InputError where the code is not 1 to 32 letters, digits, dashes and underscores, or was removed.
        """
        reader = known_reader(store, code)
        if reader is None:
            seed = reader_seed(protocol, code)
            order = tuple(presentation.to_json() for presentation in arranged(protocol, seed))
            reader = Reader(code, years, specialty, seed, order, now())
        return cls(store, protocol, reader)

    @cached_property
    def _items(self) -> dict[str, tuple[Case, Item]]:
        return {item.code: (case, item) for case in self.protocol.cases for item in case.items}

    def shown(self, presentation: Presentation) -> tuple[Case, Item]:
        """What a presentation shows."""
        return self._items[presentation.item]

    def answered(self, presentation: Presentation) -> bool:
        return all((presentation.index, task.id) in self._answered for task in self.protocol.tasks)

    @property
    def next(self) -> Presentation | None:
        """The first presentation that has no answer; None where all have one."""
        return next((p for p in self.presentations if not self.answered(p)), None)

    @property
    def left(self) -> int:
        """How many presentations have no answer."""
        return sum(not self.answered(p) for p in self.presentations)

    def record(self, presentation: Presentation, answers: Sequence[Answer], viewing: Viewing) -> None:
        """Store the answers to all tasks at a presentation; where there are some already, as their correction.

        Raises SettingsError where an answer is not what its task asks for.
        """
        given = {answer.task: answer for answer in answers}
        if len(answers) != len(given) or given.keys() != {task.id for task in self.protocol.tasks}:
            raise SettingsError("each task needs one answer")
        for task in self.protocol.tasks:
            check_answer(task, given[task.id])
        _, item = self.shown(presentation)
        submitted = now()
        readings = [
            Reading(
                protocol=self.protocol.id, protocol_sha256=self.protocol.sha256, reader=self.reader.code,
                years=self.reader.years, specialty=self.reader.specialty, session=viewing.session, case=item.code,
                presentation=presentation.index, task=answer.task, rating=answer.rating, choice=answer.choice,
                side=answer.side, marks=answer.marks, comment=answer.comment, shown=viewing.shown,
                first_input=viewing.first_input, submitted=submitted, active_seconds=viewing.active_seconds,
                window=viewing.window, zoom=viewing.zoom, events=viewing.events,
                display=tuple((viewing.display or {}).items()),
            )
            for answer in answers
        ]  # fmt: skip
        self._store.add(self.reader, readings)
        self._answered |= {(presentation.index, answer.task) for answer in answers}


def check_answer(task: Task, answer: Answer) -> None:
    """Raise SettingsError unless `answer` is what `task` asks for."""
    if (answer.rating is None) != (task.scale is None):
        raise SettingsError(f"{task.id}: {'needs a' if task.scale else 'takes no'} rating")
    if task.scale is not None and answer.rating is not None:
        low, high = SCALES[task.scale]
        if not low <= answer.rating <= high:
            raise SettingsError(f"{task.id}: {answer.rating:g} is not on the scale from {low:g} to {high:g}")
    if (answer.side in ("left", "right")) != (task.kind == "2afc"):
        raise SettingsError(f"{task.id}: {'choose left or right' if task.kind == '2afc' else 'has no sides'}")
    if answer.choice not in (task.choices or (None,)):
        raise SettingsError(f"{task.id}: choose one of {', '.join(task.choices) or 'nothing'}")
    if answer.marks and not task.marks:
        raise SettingsError(f"{task.id}: takes no marks")
