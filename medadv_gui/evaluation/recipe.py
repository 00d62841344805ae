"""recipe.json: how a model was trained, beside its card. Reading it imports no torch.

resources/models/recipe.schema.json explains the fields that a model's page draws.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from medadv_gui.core.resources import resources
from medadv_gui.models.card import ModelCard
from medadv_gui.models.schema import parse_json

RECIPE = "recipe.json"
MAX_RECIPE = 1 << 20


def read_recipe(card: ModelCard) -> Mapping[str, Any]:
    """The recipe of the card's model; empty where there is none that can be read: no page needs it."""
    path = card.folder / RECIPE
    try:
        if path.stat().st_size > MAX_RECIPE:
            return {}
        recipe = parse_json(path.read_text(encoding="utf-8"))
        return dict(recipe) if _validator().is_valid(recipe) else {}
    except (OSError, ValueError, RecursionError):
        return {}


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator

    path = resources() / "models" / "recipe.schema.json"
    return Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))
