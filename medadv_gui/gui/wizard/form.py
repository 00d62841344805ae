"""The model card while it is being filled in: texts by field, what is wrong with each, and the card they make.

No Qt here: the wizard's second page shows it, tests fill it in without a widget.
"""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from medadv_gui.core.errors import ModelError
from medadv_gui.gui.wizard.fields import (
    BACKGROUND,
    BY_KEY,
    COLOURS,
    DROP,
    FIELDS,
    LABELS,
    PER_CHANNEL,
    SIZE,
    WINDOWS,
    Field,
)
from medadv_gui.models.card import ModelCard, parse_card
from medadv_gui.models.schema import SCHEMA_VERSION, faults, parse_json

# What a preview can do without: it needs no name to ask the network.
_UNSEEN = {"id": "preview", "name": "preview", "version": "preview"}


class CardForm:
    """The texts of all fields by key, and the labels; `base` is the card it began with, of which everything that has
    no field of its own stays as it is. `folder` holds the model's files; `taken` are the ids of other models."""

    def __init__(self, base: Mapping[str, Any], folder: Path, taken: frozenset[str] = frozenset()) -> None:
        self.base, self.folder, self.taken = copy.deepcopy(dict(base)), folder, taken
        self.texts = {"format": str(base["format"])} | {field.key: _text(field, self.base) for field in FIELDS}
        self.texts[SIZE] = "own" if _get(base, "input.multiple") and _get(base, "input.height") is None else "fixed"
        self.labels = [(str(item["name"]), str(item.get("colour", ""))) for item in base.get(LABELS) or ()]

    def asked(self, key: str) -> bool:
        """Whether this field belongs to the card as it is now."""
        return BY_KEY[key].asked(self.texts)

    def set(self, key: str, text: str) -> None:
        """What the user wrote or chose; fields that follow from it follow."""
        before, self.texts[key] = self.texts[key], text
        if key == "input.intensity.units":
            ends = "input.intensity.lower", "input.intensity.upper"
            if tuple(self.texts[end] for end in ends) in (WINDOWS.get(before), ("", "")):
                self.texts.update(zip(ends, WINDOWS[text], strict=True))
            if text == "RGB":
                self.set("input.channels", "3")
        elif key == "input.channels":
            for name in PER_CHANNEL:
                self.texts[name] = _spread(self.texts[name], int(text))

    def set_labels(self, labels: Sequence[tuple[str, str]]) -> None:
        """The labels, (name, colour), in the order of the outputs."""
        self.labels = list(labels)

    def new_colour(self) -> str:
        """A colour for one more label."""
        if not self.labels and self.texts["task"] == "segmentation":
            return BACKGROUND
        used = [colour.lower() for _, colour in self.labels]
        return next((c for c in COLOURS if c not in used), COLOURS[len(used) % len(COLOURS)])

    def document(self) -> tuple[dict[str, Any], dict[str, str]]:
        """The card as JSON, and why a text could not be read, by field."""
        card, wrong = copy.deepcopy(self.base), {}
        card["schema_version"] = SCHEMA_VERSION
        for field in FIELDS:
            if field.key == SIZE:
                continue
            if not field.asked(self.texts):
                _put(card, field.key, field.unasked)
                continue
            try:
                _put(card, field.key, self._value(field))
            except ValueError as error:
                wrong[field.key] = str(error)
        if not self.asked("output.boxes.format"):
            card["output"].pop("boxes", None)
        if self.texts["format"] not in ("safetensors", "state_dict"):
            card["architecture"] = None
        card[LABELS] = [{"name": name, "colour": colour} for name, colour in self.labels]
        return card, wrong

    def _value(self, field: Field) -> Any:
        value = _read(field, self.texts[field.key])
        if field.key in PER_CHANNEL:
            channels = int(self.texts["input.channels"]) if self.asked("input.channels") else 1
            if len(value) not in (1, channels):
                raise ValueError(f"one number is needed, or one for each of the {channels} channels")
            return value * channels if len(value) == 1 else value
        return value

    def faults(self) -> dict[str, str]:
        """What is wrong, by field; under an empty key what belongs to none."""
        card, wrong = self.document()
        for key in wrong:  # judged as it was in the beginning: it has its own words already
            known = _get(self.base, key)
            _put(card, key, _read(BY_KEY[key], BY_KEY[key].start or "1") if known is None else known)
        found = dict(wrong)
        if card["id"] in self.taken:
            found["id"] = "is another model's short name"
        for place, reason in faults(card):
            field = self._field_of(place)
            row = place.removeprefix("labels[").partition("]")[0] if place.startswith("labels[") else ""
            words = f"label {row}: {reason}" if row else reason
            found.setdefault(field, words if field else f"{place}: {reason}".removeprefix(": "))
        return found

    def _field_of(self, place: str) -> str:
        """The field that shows a fault at this place in the card; empty where none does."""
        name = place.split(",")[0].split("[")[0]
        if name == "input.height" and not self.asked(name):
            name = "input.multiple"  # what an image's own size needs instead
        if name == LABELS:
            return LABELS
        asked = [field.key for field in FIELDS if self.asked(field.key)]
        inside = [key for key in asked if key == name or name.startswith(f"{key}.") or key.startswith(f"{name}.")]
        return min(inside, key=lambda key: (key != name, asked.index(key))) if name and inside else ""

    def card(self) -> ModelCard:
        """The finished card. Raises ModelError where something is wrong with it."""
        found = self.faults()
        if found:
            key, reason = next(iter(found.items()))
            raise ModelError(f"{BY_KEY[key].title if key in BY_KEY else key or 'the card'}: {reason}")
        return parse_card(self.document()[0], self.folder)

    def preview_card(self) -> ModelCard | None:
        """The card as far as a preview needs it; None where that is not known yet."""
        card, wrong = self.document()
        if any(key not in _UNSEEN for key in wrong):
            return None
        try:
            return parse_card(card | _UNSEEN, self.folder)
        except ModelError:
            return None


def _get(document: Mapping[str, Any], key: str) -> Any:
    """What stands at `key`; None where nothing does."""
    value: Any = document
    for part in key.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _put(document: dict[str, Any], key: str, value: Any) -> None:
    *parents, last = key.split(".")
    for part in parents:
        if not isinstance(document.get(part), dict):
            if value is DROP:
                return
            document[part] = {}
        document = document[part]
    if value is DROP:
        document.pop(last, None)
    else:
        document[last] = value


def _text(field: Field, document: Mapping[str, Any]) -> str:
    """A field's text in a form that begins with this card."""
    value = _get(document, field.key)
    if value is None:
        return field.start
    if field.kind == "object":
        return json.dumps(value)
    if field.kind == "numbers":
        return ", ".join(_number(v) for v in value)
    if field.kind == "lines":
        return "\n".join(value)
    return _number(value) if isinstance(value, float) else str(value)


def _number(value: float) -> str:
    return f"{value:.15g}"


def _read(field: Field, text: str) -> Any:
    """A field's value in the card. Raises ValueError, in words, where the text does not say one."""
    plain = text.strip()
    if not plain and field.optional:
        return None
    if field.kind == "lines":
        return [line.strip() for line in text.splitlines() if line.strip()]
    if field.kind == "text":
        return plain
    if not plain:
        raise ValueError("is needed")
    if field.kind == "whole":
        return _whole(plain)
    if field.kind == "number":
        return _float(plain)
    if field.kind == "numbers":
        return [_float(part) for part in plain.split(",")]
    if field.kind == "select":
        return int(plain) if plain.isascii() and plain.isdigit() else plain
    if field.kind == "object":
        return _object(plain)
    return int(plain) if field.key in ("input.dimensions", "input.channels") else plain


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError("a whole number is needed") from None


def _float(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError("a number is needed, or several with commas between them, such as 0.485, 0.456, 0.406")
    return value


def _object(text: str) -> dict[str, Any]:
    try:
        value = parse_json(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise ValueError('a JSON object is needed, such as {"inputs": 1, "classes": 3}')
    return value


def _spread(text: str, channels: int) -> str:
    """A text with one number a channel, where it says the same for all channels; else as it is."""
    parts = [part.strip() for part in text.split(",")]
    return ", ".join(parts[:1] * channels) if len(set(parts)) == 1 else text
