"""How large the changes are and how much they vary from image to image: this program's reading of the stability that
Qi et al. (ICLR 2021) claim, "perturbations in small variance".

The paper's own formula is not known here. What is told instead, of one model, attack and budget, across images: the
mean and the variance (n - 1) of the realised L-infinity norm as a share of the budget, of the L2 norm in stored units,
and of what the attack did to the answers (`cases.EFFECTS`). Of two attacks on the same cases the ratio of variances,
with a bootstrap interval of whole patients: below 1 where the first is steadier.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.evaluation.cohort.cases import EFFECTS, Cases, case_key
from medadv_gui.evaluation.cohort.row import Row
from medadv_gui.evaluation.cohort.sample import Json, Sample, divide, number

Array = NDArray[Any]
STABILIZED = ("sma", "sma-perturbation", "sma-released")
QUANTITIES = ("linf_of_budget", "l2", "effect", "success")


def perturbation(cases: Cases) -> Json:
    """Size and spread of the changes, quartiles of what they do to the image, and the spread of their effect."""
    told: Json = {name: _spread(cases, values) for name, values in quantities(cases).items()}
    told["linf_of_255"] = _spread(cases, cases.array("linf_of_255"))
    for name in ("changed_share", "psnr", "ssim"):
        told[name] = _quartiles(cases.array(name))
    return told | {"effect_is": EFFECTS[cases.task]}


def quantities(cases: Cases) -> dict[str, Array]:
    """What the variances are of, by name; nan where it cannot be told. Success is that of cases right before."""
    budget = cases.array("of_255")
    return {
        "linf_of_budget": divide(cases.array("linf_of_255"), budget),
        "l2": cases.array("l2"),
        "effect": cases.effect(),
        "success": np.where(cases.array("clean_correct") > 0, cases.array("success"), np.nan),
    }


def ratios(first: Sequence[Row], second: Sequence[Row]) -> Json:
    """The variance of each of QUANTITIES under the first attack over that under the second, of the cases both have. A
    ratio is None where the second knows no spread."""
    others = {case_key(row): row for row in second}
    shared = [row for row in first if case_key(row) in others]
    if not shared:
        return {}
    one, two = Cases(shared), Cases([others[case_key(row)] for row in shared])
    others_quantities = quantities(two)
    told: Json = {}
    for name, a in quantities(one).items():
        b = others_quantities[name]
        known = np.isfinite(a) & np.isfinite(b)
        values = ratio(one.sample, np.where(known, a, np.nan), np.where(known, b, np.nan))
        told[name] = one.sample.figure(values, known)
    return told


def variance(sample: Sample, values: Array) -> Array:
    """The variances (1 + draws,) of those values (n,) that are numbers, by the sample's weights; nan of fewer than
    two."""
    known = np.isfinite(values)
    # About their mean, else rounding eats a small variance about a large one.
    off = np.where(known, values - (values[known].mean() if known.any() else 0.0), 0.0)
    n, sums, squares = sample.totals(known, off, off**2)
    return divide(np.maximum(squares - divide(sums**2, n), 0), np.where(n > 1, n - 1, 0))


def ratio(sample: Sample, first: Array, second: Array) -> Array:
    """The variance of the first values (n,) over that of the second, (1 + draws,); nan where the second knows no
    spread."""
    above, below = (variance(sample, values) for values in (first, second))
    largest = float(np.abs(second[np.isfinite(second)]).max(initial=0.0))
    small = 1e-15 * max(1.0, largest**2)  # no spread but that of rounding
    return divide(above, np.where(below > small, below, 0))


def _spread(cases: Cases, values: Array) -> Mapping[str, Any]:
    """Mean with its interval, variance with its own, and the coefficient of variation."""
    mean = cases.sample.mean(values)
    told = cases.sample.figure(variance(cases.sample, values), np.isfinite(values))
    relative = None
    if mean["value"] and told["value"] is not None:
        relative = number(float(np.sqrt(told["value"])) / abs(mean["value"]))
    return {"mean": mean, "variance": told, "variation": relative}


def _quartiles(values: Array) -> Json:
    known = values[np.isfinite(values)]
    ends = [number(float(q)) for q in np.percentile(known, [25, 50, 75])] if len(known) else [None] * 3
    return dict(zip(("q1", "median", "q3"), ends, strict=True)) | {"n": len(known)}
