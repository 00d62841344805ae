"""A study from results: arms, codes, files and key, so that nothing but the pixels tells one arm from another."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from itertools import count
from pathlib import Path
from random import SystemRandom
from typing import Any

import numpy as np
from numpy.typing import NDArray

import medadv_gui
from medadv_gui.core.errors import InputError, OutputError, SettingsError
from medadv_gui.core.files import write_atomic
from medadv_gui.core.policy import exporting
from medadv_gui.core.resources import resources
from medadv_gui.core.result import AttackResult, load_result
from medadv_gui.core.types import BoxPrediction, ClassPrediction, Prediction, Window
from medadv_gui.review.key import Key, key_path, write_key
from medadv_gui.review.picture import encoded
from medadv_gui.review.protocol import (
    MAX_PROTOCOL,
    PROTOCOL,
    Case,
    Consent,
    Display,
    Item,
    Order,
    Picture,
    Protocol,
    Task,
    contradictions,
    misfits,
    parse,
    schema_fault,
)
from medadv_gui.review.sham import SHAMS, Sham, shams
from medadv_gui.review.study import SUFFIX, Study, new_folder

# Whether the attacked model answers these stored values as it answers the result's original.
Unchanged = Callable[[AttackResult, NDArray[Any]], bool]
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without 0, O, 1 and I
_TYPES = ("uint8", "int8", "uint16", "int16", "uint32", "int32")


@dataclass(frozen=True)
class Arm:
    """What is shown of each case: which image, and which of the model's answers, if any."""

    image: str
    output: str | None = None

    @property
    def name(self) -> str:
        return self.image if self.output is None else f"{self.image} with the model's answer to the {self.output} image"


@dataclass(frozen=True)
class CaseDesign:
    """A case to be: the folder of a result, whose patient (a pseudonym; "" for a patient of its own), and by finding
    whether it is there."""

    folder: Path
    patient: str
    truth: Mapping[str, bool]
    practice: bool


@dataclass(frozen=True)
class Design:
    """What a study is made from."""

    title: str
    tasks: tuple[Task, ...]
    arms: tuple[Arm, ...]
    cases: tuple[CaseDesign, ...]
    order: Order
    consent: Consent
    display: Display
    margin: float | None

    @property
    def pairs(self) -> bool:
        """Whether two images are shown at once."""
        return self.tasks[0].kind == "2afc"


def read_design(path: Path) -> Design:
    """The design in a JSON file; its folders are looked for from the file's own folder on.

    Raises
    ------
    InputError
        If the file cannot be read or is no design; one line that names the field.
    SettingsError
        If tasks, arms and cases do not go together.
    """
    try:
        with path.open("rb") as stream:
            raw = parse(stream.read(MAX_PROTOCOL), path.name)
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read ({error.strerror or 'damaged'})") from None
    fault = _fault(raw)
    if fault is not None:
        raise InputError(f"{path.name}: {fault}")
    design = Design(
        raw["title"],
        tuple(Task(**{**task, "choices": tuple(task.get("choices", ()))}) for task in raw["tasks"]),
        tuple(Arm(arm) if isinstance(arm, str) else Arm(**arm) for arm in raw["arms"]),
        tuple(
            CaseDesign(
                path.parent / case["folder"],
                case.get("patient", ""),
                case.get("truth", {}),
                case.get("practice", False),
            )
            for case in raw["cases"]
        ),
        Order(**raw.get("order", {})),
        Consent(**raw.get("consent", {})),
        Display(**raw.get("display", {})),
        raw.get("margin"),
    )
    for reason in _contradictions(design):
        raise SettingsError(reason)
    return design


def _fault(raw: Any) -> str | None:
    """What is wrong with the JSON of a design, one line that names the field."""
    from jsonschema.exceptions import best_match

    return schema_fault(best_match(_validator().iter_errors(raw)), "the design")


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator

    schema = json.loads((resources() / "review" / "design.schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema)


def write_design(design: Design, path: Path) -> None:
    """Write a design as `read_design` reads it; folders beside or below the file are named from its own folder on.

    Raises OutputError where it cannot be written.
    """
    exporting(path, "design")
    with write_atomic(path) as stream:
        text = json.dumps(_document(design, path.parent), indent=1, ensure_ascii=False)
        stream.write(text.encode("utf-8"))


def _document(design: Design, place: Path) -> dict[str, Any]:
    def folder(of: Path) -> str:
        whole, start = of.resolve(), place.resolve()
        return (whole.relative_to(start) if whole.is_relative_to(start) else whole).as_posix()

    document: dict[str, Any] = json.loads(json.dumps({
        "title": design.title,
        "tasks": [asdict(task) for task in design.tasks],
        "arms": [arm.image if arm.output is None else asdict(arm) for arm in design.arms],
        "cases": [
            {
                "folder": folder(case.folder), **({"patient": case.patient} if case.patient else {}),
                "truth": dict(case.truth), "practice": case.practice,
            }
            for case in design.cases
        ],
        "order": asdict(design.order), "consent": asdict(design.consent), "display": asdict(design.display),
        "margin": design.margin,
    }))  # fmt: skip
    return document


def faults(design: Design) -> Iterator[str]:
    """All that is wrong with a design as far as it shows before any result is read, a line each that begins with the
    field: "title", "tasks", "arms", "cases", "order" and so on, with a colon behind it. A design without any may still
    name results that have no place in a study."""
    fault = _fault(_document(design, Path()))
    if fault is not None:
        yield fault
        return
    yield from _contradictions(design)
    likeness = _likeness(design)
    # Its cases are made here, one like the other: the schema need not go through all of them.
    misfit = list(misfits({**likeness, "cases": likeness["cases"][:1]}))
    yield from misfit or contradictions(likeness)


def _likeness(design: Design) -> dict[str, Any]:
    """The protocol that a design makes, with other codes, and nothing for images."""
    codes = (f"{number:08}" for number in count())
    arms = [arm for arm in design.arms if not (design.pairs and arm.image == "original")]
    is_open = design.tasks[0].kind == "open"
    cases = tuple(
        Case(
            next(codes), case.practice, 1, 1, False, "uint8", "", "", 1.0, 0.0, False, 0, 1, Window(0.0, 1.0), None,
            tuple(
                Item(
                    next(codes), tuple(Picture(next(codes), "0" * 64) for _ in range(2 if design.pairs else 1)),
                    None, arm.name if is_open else None,
                )
                for arm in arms
            ),
        )
        for case in design.cases
    )  # fmt: skip
    return Protocol(
        "study", design.title, medadv_gui.__version__, design.tasks, cases, design.order, design.consent,
        design.display, design.margin, "0" * 64,
    ).to_json()  # fmt: skip


def _contradictions(design: Design) -> Iterator[str]:
    images = [arm.image for arm in design.arms]
    if len(set(design.arms)) < len(design.arms):
        yield "arms: two arms are the same"
    if design.pairs and (images.count("original") != 1 or len(images) < 2 or any(a.output for a in design.arms)):
        yield "arms: a choice of two needs the arm original, one or more others, and no model's answers"
    for finding in (task.finding for task in design.tasks if task.finding):
        for case in design.cases:
            if not case.practice and finding not in case.truth:
                yield f"cases: {case.folder.name}: the truth of {finding!r} is missing"


@dataclass(frozen=True, eq=False)
class _Made:
    """One case with its images by name, before any code says which is which."""

    design: CaseDesign
    result: AttackResult
    images: dict[str, NDArray[Any]]
    shams: dict[str, Sham]


def build(
    design: Design, out: Path, unchanged: Unchanged | None = None, tell: Callable[[str], None] = lambda _: None
) -> Study:
    """Write the study into the new folder `out`, and its key beside it.

    Parameters
    ----------
    unchanged : asks the attacked model whether it answers a sham as it answers the original; the first sham that it
        does is taken. Without, the key says that nobody asked.
    tell : called with the name of each case before it is made.

    Raises
    ------
    InputError
        If a result cannot be read or has no place in a study, or no sham leaves the model's answer as it was.
    OutputError
        If the folder or the key is there already or cannot be written.
    """
    for path in (out, key_path(out)):
        if path.exists():
            raise OutputError(f"{path.name}: is there already; name another folder")
    exporting(out, "study")
    draw = SystemRandom()
    codes = _codes()
    places = _dealt(design, draw)
    files: dict[str, bytes] = {}
    kinds: dict[str, str] = {}
    arms: dict[str, str] = {}
    facts: dict[str, dict[str, Any]] = {}
    cases = []
    for number, planned in enumerate(design.cases):
        tell(planned.folder.name)
        made = _made(planned, design, unchanged, draw)
        items = []
        for shown in places[number]:
            pictures = []
            for name in [shown.image] if not design.pairs else draw.sample(["original", shown.image], 2):
                content, code = encoded(made.images[name]), next(codes)
                files[code], kinds[code] = content, name
                pictures.append(Picture(code, hashlib.sha256(content).hexdigest()))
            output = None if shown.output is None else in_words(made.result.predictions[shown.output])
            arm = shown.name if design.tasks[0].kind == "open" else None
            items.append(Item(next(codes), tuple(pictures), output, arm))
            arms[items[-1].code] = shown.name
        code = next(codes)
        cases.append(_case(code, made, tuple(items)))
        facts[code] = _facts(made, code, unchanged is not None)
    study = f"study-{next(codes)}"
    key = Key(study, secrets.token_hex(32), _sorted(arms), _sorted(kinds), _sorted(facts))
    draw.shuffle(cases)
    protocol = Protocol(
        study, design.title, medadv_gui.__version__, design.tasks, tuple(cases), design.order, design.consent,
        design.display, design.margin, key.sha256,
    )  # fmt: skip
    try:
        Protocol.from_json(protocol.to_json())
    except ValueError as error:
        raise SettingsError(f"the design makes no study: {error}") from None
    write_key(key, key_path(out))
    try:
        _write(protocol, files, out)
    except BaseException:
        key_path(out).unlink(missing_ok=True)
        raise
    return Study(out)


def _write(protocol: Protocol, files: Mapping[str, bytes], out: Path) -> None:
    text = json.dumps(protocol.to_json(), indent=1, ensure_ascii=False)
    try:
        with new_folder(out) as folder:
            (folder / PROTOCOL).write_text(text, encoding="utf-8", newline="\n")
            for code in sorted(files):  # in the order of the codes: the order on the disk says nothing either
                (folder / f"{code}{SUFFIX}").write_bytes(files[code])
    except OSError as error:
        raise OutputError(f"{out.name}: cannot be written ({error.strerror or type(error).__name__})") from None


def _codes() -> Iterator[str]:
    """Random codes, none twice."""
    used = set[str]()
    while True:
        code = "".join(secrets.choice(_ALPHABET) for _ in range(8))
        if code not in used:
            used.add(code)
            yield code


def _sorted(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in sorted(values)}


def _dealt(design: Design, draw: SystemRandom) -> list[list[Arm]]:
    """The arms of each case in the order of its items: a Latin square over as many cases as there are arms, again and
    again, so that each arm has each place equally often and the place tells nothing."""
    arms = [arm for arm in design.arms if not (design.pairs and arm.image == "original")]
    dealt: dict[int, list[Arm]] = {}
    for practice in (True, False):
        numbers = [n for n, case in enumerate(design.cases) if case.practice is practice]
        draw.shuffle(numbers)
        for first in range(0, len(numbers), len(arms)):
            row = draw.sample(arms, len(arms))
            for turn, number in enumerate(numbers[first : first + len(arms)]):
                dealt[number] = row[turn:] + row[:turn]
    return [dealt[number] for number in range(len(design.cases))]


def _made(planned: CaseDesign, design: Design, unchanged: Unchanged | None, draw: SystemRandom) -> _Made:
    name = planned.folder.name
    result = load_result(planned.folder)
    reason = unfit(result)
    if reason is not None:
        raise InputError(f"{name}: {reason}")
    images = {"original": result.original, "adversarial": result.adversarial}
    found: dict[str, Sham] = {}
    for kind in dict.fromkeys(arm.image for arm in design.arms if arm.image in SHAMS):
        found[kind] = _sham(planned, result, kind, unchanged, draw.randrange(1 << 32))
        images[kind] = found[kind].stored
    return _Made(planned, result, images, found)


def unfit(result: AttackResult) -> str | None:
    """Why a result has no place in a study; None where it has."""
    original = result.original
    if original.dtype.name not in _TYPES or original.ndim not in (2, 3):
        return "has no image of whole numbers"
    if original.ndim == 3 and original.shape[2] != 3:
        return "is a volume; a study shows single images"
    if not np.any(result.perturbation):
        return "the attack changed nothing, so its arms are the same"
    return None


def _sham(planned: CaseDesign, result: AttackResult, kind: str, unchanged: Unchanged | None, seed: int) -> Sham:
    for sham in shams(result, kind, seed):
        if unchanged is None or unchanged(result, sham.stored):
            return sham
    reason = "is stored at its full size" if unchanged is None else "leaves the model's answer as it was"
    raise InputError(f"{planned.folder.name}: no {kind} {reason}; leave this case or that arm out")


def _case(code: str, made: _Made, items: tuple[Item, ...]) -> Case:
    """What the original says of itself; no arm adds to it."""
    source, result = made.result.source, made.result
    return Case(
        code, made.design.practice, int(result.original.shape[0]), int(result.original.shape[1]),
        result.original.ndim == 3, result.original.dtype.name, str(source["modality"]), str(source["units"]),
        float(source["slope"]), float(source["intercept"]), bool(source["inverted"]), int(source["lowest"]),
        int(source["highest"]), result.window, result.geometry.spacing, items,
    )  # fmt: skip


def _facts(made: _Made, code: str, asked: bool) -> dict[str, Any]:
    """What the key says of a case."""
    result = made.result
    return {
        "patient": made.design.patient or code,
        "truth": dict(made.design.truth),
        "source_sha256": result.source["sha256"],
        "model": {name: result.model[name] for name in ("id", "version", "sha256", "task")},
        "attack": result.attack["name"],
        "norm": result.norm,
        "budget": {"requested": result.budget.requested, "of_255": result.budget.of_255},
        "succeeded": result.outcome.reread,
        "shams": {
            kind: {**sham.facts(), "model_unchanged": True if asked else None} for kind, sham in made.shams.items()
        },
    }


def in_words(prediction: Prediction) -> str:
    """A model's answer as a reader is shown it."""
    if isinstance(prediction, ClassPrediction):
        scores = ", ".join(f"{name} {score:.2f}" for name, score in prediction.scores.items())
        return f"{prediction.label} (model scores: {scores})"
    if isinstance(prediction, BoxPrediction):
        found = "; ".join(
            f"{box.label} {box.score:.2f} at {', '.join(f'{edge:.0f}' for edge in box.corners)}"
            for box in prediction.boxes
        )
        return found or "nothing found"
    return ", ".join(f"{name} {area} pixels" for name, area in prediction.area.items())
