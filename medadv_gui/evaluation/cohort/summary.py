"""The short summary that stands at a run's end: success among the cases that the model had right before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from medadv_gui.evaluation.cohort.compare import success
from medadv_gui.evaluation.cohort.row import Row
from medadv_gui.evaluation.cohort.variants import attack_name


def summary(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """For each model, attack (as `analyse` has it, with its `name` and `variant`), norm and budget: cases, those
    `right` before, those of them that `succeeded`, the share (`value`, `low`, `high` as `sample.Sample` tells it: by
    patient, None of too few), and how often `noise` of the same size did; how many had `nothing_to_lose`, and in how
    many of these the attack `invented` something."""
    groups: dict[tuple[str, str, str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.model, attack_name(row), row.norm, row.epsilon), []).append(row)
    found = []
    for (model, attack, norm, epsilon), group in groups.items():
        share = success(group)
        found.append(
            {
                "model": model, "attack": attack, "name": group[0].attack, "variant": dict(group[0].variant),
                "norm": norm, "epsilon": epsilon, "cases": len(group),
                "right": share["n"], "succeeded": share["hits"],
                **{key: share[key] for key in ("value", "low", "high")},
                "noise": sum(row.noise_success for row in group if row.clean_correct),
                "nothing_to_lose": sum(row.nothing_to_lose for row in group),
                "invented": sum(bool(row.marked("attacked")) for row in group if row.nothing_to_lose),
            }
        )  # fmt: skip
    return found
