"""The protocol of a reader study: what is shown, in which order, and what is asked. It does not say which image is
which: that stands in the key."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from itertools import chain
from typing import Any, Self

from medadv_gui.core.errors import InputError
from medadv_gui.core.resources import resources
from medadv_gui.core.text import one_line
from medadv_gui.core.types import Window

SCHEMA_VERSION = 1
PROTOCOL = "protocol.json"
# Every arm carries it, originals too, in its file and outside the pixels on the screen.
BANNER = "READER STUDY - NOT FOR DIAGNOSIS"
SCALES = {"0-100": (0.0, 100.0), "1-6": (1.0, 6.0)}
KINDS = ("detection", "diagnosis", "2afc", "open")
MAX_PROTOCOL = 64 << 20
MAX_PIXELS = 100 << 20


@dataclass(frozen=True)
class Task:
    """One question. `kind` is "detection" (is the image altered), "diagnosis" (is the `finding` there), "2afc" (which
    of two images is the altered one; the rating is the confidence) or "open" (unblinded). `scale` is "0-100", "1-6" or
    None; a rating from `threshold` on counts as positive. `marks` : places may be marked."""

    id: str
    kind: str
    question: str
    scale: str | None = "0-100"
    threshold: float | None = None
    marks: bool = False
    finding: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picture:
    """One image file of the study, by its opaque code, and its SHA-256."""

    code: str
    sha256: str


@dataclass(frozen=True)
class Item:
    """What one presentation shows: an image, or two of them side by side, and the model's answer in words (`output`)
    where the reader is to see one. `arm` is named only in a study that is not blinded."""

    code: str
    pictures: tuple[Picture, ...]
    output: str | None = None
    arm: str | None = None


@dataclass(frozen=True)
class Case:
    """A case: what its stored values mean, the same for all its images, and the items that are shown of it.
    `core.types.Image` says what the fields are; `window` comes from the original alone."""

    code: str
    practice: bool
    rows: int
    columns: int
    colour: bool
    dtype: str
    modality: str
    units: str
    slope: float
    intercept: float
    inverted: bool
    lowest: int
    highest: int
    window: Window
    spacing: tuple[float, float] | None
    items: tuple[Item, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the stored values."""
        return (self.rows, self.columns, 3) if self.colour else (self.rows, self.columns)


@dataclass(frozen=True)
class Order:
    """`seed` of all orders; at least `gap` other cases stand between two presentations of one case; `repeats` cases are
    shown once more at the end."""

    seed: int = 0
    gap: int = 0
    repeats: int = 0


@dataclass(frozen=True)
class Consent:
    """The page before the first case, and the reference of the ethics committee."""

    text: str = ""
    ethics: str = ""


@dataclass(frozen=True)
class Display:
    """Whether one image pixel has to be one screen pixel, and whether enlarged pixels are interpolated."""

    one_to_one: bool = False
    smooth: bool = True


@dataclass(frozen=True)
class Protocol:
    """A whole study. `margin` is the difference of AUC within which two arms count as alike, None where no equivalence
    is tested. `key_sha256` is that of the key's file."""

    id: str
    title: str
    program: str
    tasks: tuple[Task, ...]
    cases: tuple[Case, ...]
    order: Order
    consent: Consent
    display: Display
    margin: float | None
    key_sha256: str

    @property
    def kind(self) -> str:
        """Of all tasks."""
        return self.tasks[0].kind

    @property
    def practice(self) -> tuple[Case, ...]:
        return tuple(case for case in self.cases if case.practice)

    @property
    def main(self) -> tuple[Case, ...]:
        """The cases that count."""
        return tuple(case for case in self.cases if not case.practice)

    def task(self, name: str) -> Task:
        """Raises KeyError where there is none of that id."""
        return {task.id: task for task in self.tasks}[name]

    def to_json(self) -> dict[str, Any]:
        """The document of protocol.json."""
        document: dict[str, Any] = json.loads(json.dumps({"schema_version": SCHEMA_VERSION, **asdict(self)}))
        return document

    @classmethod
    def from_json(cls, raw: Any) -> Self:
        """Raises ValueError, one line that names the field, where `raw` is no protocol."""
        check(raw)
        values = {name: value for name, value in raw.items() if name != "schema_version"}
        values["tasks"] = tuple(Task(**{**task, "choices": tuple(task["choices"])}) for task in raw["tasks"])
        values["cases"] = tuple(_case(case) for case in raw["cases"])
        values["order"], values["consent"] = Order(**raw["order"]), Consent(**raw["consent"])
        values["display"] = Display(**raw["display"])
        return cls(**values)

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the protocol as JSON with sorted keys, no spaces, UTF-8."""
        return canonical_sha256(self.to_json())


def canonical_sha256(document: Any) -> str:
    """SHA-256 of a JSON document, however its file is laid out."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def parse(text: bytes, name: str) -> Any:
    """JSON without infinities.

    Raises InputError where it is none, with the `name` of the file.
    """
    try:
        return json.loads(text.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name}: is no JSON ({one_line(str(error), 120)})") from None


def read_protocol(text: bytes) -> Protocol:
    """The protocol in the content of protocol.json.

    Raises InputError, one line that names the field, where it is none.
    """
    try:
        return Protocol.from_json(parse(text, PROTOCOL))
    except ValueError as error:
        raise InputError(f"{PROTOCOL}: {error}") from None


def _no_constant(text: str) -> float:
    raise ValueError(f"{text} is not a finite number")


def _case(raw: Mapping[str, Any]) -> Case:
    window = raw["window"]
    spacing = raw["spacing"]
    items = tuple(
        Item(item["code"], tuple(Picture(**p) for p in item["pictures"]), item["output"], item["arm"])
        for item in raw["items"]
    )
    return Case(
        **{
            **raw,
            "window": Window(**{**window, "table": tuple(window["table"])}),
            "spacing": None if spacing is None else (spacing[0], spacing[1]),
            "items": items,
        }
    )


def check(raw: Any) -> None:
    """Raise ValueError, one line that names the field, unless `raw` is a protocol of this schema version."""
    for fault in chain(misfits(raw), contradictions(raw)):
        raise ValueError(fault)


def misfits(raw: Any) -> Iterator[str]:
    """What the schema has against a protocol, at most one line, which names the field."""
    if not isinstance(raw, dict):
        yield "a protocol is a JSON object"
        return
    if raw.get("schema_version") != SCHEMA_VERSION:
        yield f"schema_version: {one_line(repr(raw.get('schema_version')), 40)} is not {SCHEMA_VERSION}"
        return
    from jsonschema.exceptions import best_match

    try:
        error = best_match(_validator().iter_errors(raw))
    except RecursionError:
        yield "it is nested too deeply"
        return
    fault = schema_fault(error, "the protocol")
    if fault is not None:
        yield fault


def schema_fault(error: Any, whole: str) -> str | None:
    """A jsonschema error as one line that names the field, or `whole` where it lies in none; None for None."""
    if error is None:
        return None
    place = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in error.absolute_path).lstrip(".")
    return f"{one_line(place or whole, 80)}: {one_line(error.message, 160)}"


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator  # a tenth of a second: only who opens a study pays

    path = resources() / "review" / "protocol.schema.json"
    return Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))


def contradictions(raw: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a protocol that the schema passes, a line each."""
    yield from _task_faults(raw["tasks"])
    kind, main = raw["tasks"][0]["kind"], [case for case in raw["cases"] if not case["practice"]]
    if not main:
        yield "cases: all are for practice"
    if len({len(case["items"]) for case in main}) > 1:
        yield "cases: each needs the same number of items"
    if raw["order"]["gap"] >= max(1, len(main)):
        yield f"order.gap: {raw['order']['gap']} is too many for {len(main)} cases"
    if raw["order"]["repeats"] > len(main):
        yield "order.repeats: more than there are cases"
    items = [item for case in raw["cases"] for item in case["items"]]
    for item in items:
        if len(item["pictures"]) != (2 if kind == "2afc" else 1):
            yield f"cases: item {item['code']} needs {'two pictures' if kind == '2afc' else 'one picture'}"
        if (item["arm"] is not None) != (kind == "open"):
            yield "cases: arms are named in an open review alone, and there they must be"
    codes = [c["code"] for c in raw["cases"]] + [i["code"] for i in items]
    codes += [picture["code"] for item in items for picture in item["pictures"]]
    twice = [code for code, count in Counter(codes).items() if count > 1]
    if twice:
        yield f"cases: the code {twice[0]} is there twice"
    for case in raw["cases"]:
        if case["rows"] * case["columns"] > MAX_PIXELS:
            yield f"cases: {case['code']} has more than {MAX_PIXELS >> 20} million pixels"
        if not case["lowest"] < case["highest"]:
            yield f"cases: lowest must be below highest in {case['code']}"
        if (case["window"]["function"] == "LUT") != bool(case["window"]["table"]):
            yield f"cases: a table belongs to the window function LUT, in {case['code']}"


def _task_faults(tasks: Any) -> Iterator[str]:
    if len({task["kind"] for task in tasks}) > 1:
        yield "tasks: all must be of one kind; another kind is another study"
    if len({task["id"] for task in tasks}) < len(tasks):
        yield "tasks: two have the same id"
    for task in tasks:
        name, kind, scale = task["id"], task["kind"], task["scale"]
        if scale is None and kind in ("detection", "diagnosis"):
            yield f"tasks: {name} needs a scale"
        if bool(task["finding"]) != (kind == "diagnosis"):
            yield f"tasks: a finding belongs to a diagnosis, and is needed there ({name})"
        if task["choices"] and kind != "open":
            yield f"tasks: choices belong to an open review ({name})"
        if task["threshold"] is not None and (
            scale is None or not SCALES[scale][0] <= task["threshold"] <= SCALES[scale][1]
        ):
            yield f"tasks: the threshold of {name} is not on its scale"
