"""A result's figures and iterates as tables for other programs: CSV, no text of which a spreadsheet takes for a
formula. Yes and no are 1 and 0; what is not known is empty."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields
from typing import Any

from medadv_gui.core.result import AttackResult, StepRecord
from medadv_gui.core.text import no_formula

FIGURE = ("part", "figure", "label", "box", "value")
_PARTS = ("source", "model", "attack", "budget", "outcome", "metrics")
_ALONE = (
    "norm", "criterion", "truth_source", "noise_success", "clean_correct", "saturated_share", "changed_share",
    "stop_reason", "seconds", "device", "seed",
)  # fmt: skip
_BOX = ("score", "left", "top", "right", "bottom")


def steps_csv(result: AttackResult) -> str:
    """One line for each iterate, before its update: the fields of `core.result.StepRecord`."""
    return _csv([field.name for field in fields(StepRecord)], (asdict(step).values() for step in result.steps))


def figures_csv(result: AttackResult) -> str:
    """One line for each single value of result.json. `part` is its part there, "run" for what stands alone, "reference"
    or the image that is answered to; `label` is the class of an answer, and `box` counts its boxes from 1."""
    return _csv(FIGURE, _figures(result.to_json()))


def _figures(document: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    parts = {part: document[part] for part in _PARTS} | {"run": {name: document[name] for name in _ALONE}}
    for part, values in parts.items():
        for name, value in values.items():
            if not isinstance(value, Mapping | list):
                yield part, name, "", "", value
    for image, answer in {"reference": document["reference"], **document["prediction"]}.items():
        for many, one in (("probabilities", "probability"), ("area", "area"), ("dice", "dice")):
            for label, value in answer.get(many, {}).items():
                yield image, one, label, "", value
        if "mean_dice" in answer:
            yield image, "mean_dice", "", "", answer["mean_dice"]
        for number, box in enumerate(answer.get("boxes", ()), 1):
            for name, value in zip(_BOX, (box["score"], *box["box"]), strict=True):
                yield image, name, box["label"], number, value


def _csv(columns: Iterable[str], lines: Iterable[Iterable[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for line in lines:
        writer.writerow(int(value) if isinstance(value, bool) else no_formula(value) for value in line)
    return text.getvalue()
