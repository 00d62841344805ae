"""What cohort.json and sources.json must be: a folder of results may come from somebody else. Imports no torch."""

from __future__ import annotations

from functools import cache
from typing import Any

from medadv_gui.attack.settings import NORMS
from medadv_gui.core.text import one_line
from medadv_gui.evaluation.cohort.manifest import MOST_ITEMS
from medadv_gui.evaluation.cohort.spec import PARAMETERS
from medadv_gui.models.card import TASKS

SCHEMA_VERSION = 1
HASH = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_NO_HASH = {"type": "string", "pattern": "^([0-9a-f]{64})?$"}
_ID = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$"}
_WORDS = {"type": "string", "minLength": 1, "maxLength": 200}
_LINE = {"type": "string", "maxLength": 200}
_PATH = {"type": "string", "maxLength": 4096}
_COUNT = {"type": "integer", "minimum": 0, "maximum": 10_000_000}
_NUMBER = {"type": "number"}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object", "properties": properties, "required": list(properties), "additionalProperties": False,
    }  # fmt: skip


def _list(items: dict[str, Any], least: int, most: int) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


_BOX = {
    "type": "array", "prefixItems": [_WORDS, _NUMBER, _NUMBER, _NUMBER, _NUMBER], "items": False, "minItems": 5,
}  # fmt: skip
_SOURCE = _object(
    {
        "id": _ID, "sha256": HASH, "frame": _COUNT, "slice": _COUNT, "label": {"type": ["string", "null"],
        "maxLength": 200}, "mask_sha256": _NO_HASH, "boxes": {"type": ["array", "null"], "items": _BOX,
        "maxItems": 10_000}, "relative": {"type": "boolean"}, "patient": _LINE, "site": _LINE, "split": _LINE,
    }
)  # fmt: skip
# What the plan and the parameters hold is checked where they are taken (`Plan.from_json`, `Case`).
_SCALAR = {"type": ["string", "number", "boolean", "null"], "maxLength": 200}
_MODEL = _object(
    {
        "id": _ID, "version": _LINE, "sha256": HASH, "digest": HASH, "task": {"enum": list(TASKS)},
        "labels": _list(_WORDS, 1, 10_000), "answers": _COUNT, "epsilons": _list(_WORDS, 1, 1000),
        "plan": {"type": ["object", "null"], "additionalProperties": _SCALAR, "maxProperties": 20},
    }
)  # fmt: skip
_ATTACK = _object(
    {
        "name": _ID, "parameters": _object(
            dict.fromkeys(PARAMETERS, _SCALAR)
            | {"options": {"type": "object", "additionalProperties": _SCALAR, "maxProperties": 100}}
        ), "tasks": _list({"enum": list(TASKS)}, 0, len(TASKS)), "answers": _COUNT, "sha256": _NO_HASH,
    }
)  # fmt: skip
COHORT = _object(
    {
        "schema_version": {"const": SCHEMA_VERSION}, "sources": _list(_SOURCE, 1, MOST_ITEMS),
        "models": _list(_MODEL, 1, 1000), "attacks": _list(_ATTACK, 1, 1000), "norm": {"enum": list(NORMS)},
        "seed": {"type": "integer", "minimum": 0, "exclusiveMaximum": 1 << 63}, "transfer": {"type": "boolean"},
        "device": _WORDS, "threads": {"type": "integer", "minimum": 1, "maximum": 1024},
        "algorithm": _COUNT,
    }
)  # fmt: skip
SOURCES = _object(
    {
        "schema_version": {"const": SCHEMA_VERSION},
        "places": {
            "type": "object", "additionalProperties": _object({"path": _PATH, "member": _PATH, "mask": _PATH}),
            "maxProperties": MOST_ITEMS,
        },
        "folders": {"type": "object", "additionalProperties": _PATH, "maxProperties": 1000},
    }
)  # fmt: skip
# Not in cohorts that were begun before their sites had numbers.
SOURCES["properties"]["sites"] = {"type": "object", "additionalProperties": _LINE, "maxProperties": MOST_ITEMS}


def check(raw: Any, schema: dict[str, Any]) -> None:
    """Raise ValueError, one line that names the field, unless `raw` is what the schema says."""
    try:
        error = next(_validator(id(schema)).iter_errors(raw), None)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if error is not None:
        where = ".".join(map(str, error.absolute_path)) or "the document"
        raise ValueError(f"{one_line(where, 80)}: {one_line(error.message, 120)}")


@cache
def _validator(which: int) -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(next(schema for schema in (COHORT, SOURCES) if id(schema) == which))
