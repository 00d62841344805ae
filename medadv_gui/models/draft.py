"""A model file or MONAI bundle without a card: what it is, what follows from it, and what its user has to say.

A process apart looks at it (`describe`); nothing of the file is run. Imports no torch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medadv_gui.core.errors import ModelError
from medadv_gui.models.card import ModelCard, parse_card
from medadv_gui.models.guard import Cancelled, ask
from medadv_gui.models.schema import lacking


@dataclass(frozen=True)
class Draft:
    """What was found at `path`: `kind` (of `sniff.KINDS`) and `found`, lines in words; `card`, the fields of a
    model_card.json so far; `missing`, those still to be filled in, such as "input.height"; `weights`, the member of a
    bundle that holds the weights or the program, empty for a single file; `tensors`, name and shape of the weights in a
    file of weights alone."""

    path: Path
    kind: str
    found: tuple[str, ...]
    card: Mapping[str, Any]
    missing: tuple[str, ...]
    weights: str = ""
    tensors: tuple[tuple[str, str], ...] = ()

    def filled(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The card's document with the user's `fields` in it, and over it; objects are merged, lists replaced."""
        return _merged(self.card, fields)

    def complete(self, fields: Mapping[str, Any], folder: Path) -> ModelCard:
        """The card that the user's `fields` complete; `folder` is where a test vector lies.

        Raises ModelError where fields are still missing, named, or misstated.
        """
        document = self.filled(fields)
        if missing := lacking(document):
            raise ModelError(f"{self.path.name}: its card still lacks {', '.join(missing)}")
        return parse_card(document, folder)


def draft(path: Path, cancelled: Cancelled | None = None) -> Draft:
    """What lies at `path`.

    Raises ModelError where it is refused or no model, with the reason.
    """
    answer = ask("draft", path, cancelled=cancelled)
    try:
        tensors = tuple((str(name), str(shape)) for name, shape in answer.pop("tensors"))
        found, missing = tuple(answer.pop("found")), tuple(answer.pop("missing"))
        return Draft(path, found=found, missing=missing, tensors=tensors, **answer)
    except (TypeError, KeyError, ValueError, AttributeError):
        raise ModelError(f"{path.name}: the process that looked at it gave no answer that can be read") from None


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(below)
    for key, value in above.items():
        old = found.get(key)
        found[key] = _merged(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return found
