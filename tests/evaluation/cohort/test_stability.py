"""Size and spread of the changes."""

from __future__ import annotations

import numpy as np
import pytest

from medadv_gui.evaluation.cohort.cases import Cases
from medadv_gui.evaluation.cohort.row import Row
from medadv_gui.evaluation.cohort.sample import Sample
from medadv_gui.evaluation.cohort.stability import perturbation, ratios, variance
from tests.evaluation.cohort.made_rows import row


def sized(values: np.ndarray, **others: object) -> list[Row]:
    return [row(item=f"i{i}", l2=float(v), linf_of_255=3.0, **others) for i, v in enumerate(values)]


def test_variance_is_the_samples() -> None:
    values = np.random.default_rng(0).normal(1000, 3, 9)
    sample = Sample(list("aabbcddee"))
    listed = [np.repeat(values, w.astype(int)) for w in sample.weights]
    assert variance(sample, values) == pytest.approx([np.var(v, ddof=1) for v in listed])
    values[[0, 3, 4]] = np.nan
    listed = [v[np.isfinite(v)] for v in (np.repeat(values, w.astype(int)) for w in sample.weights)]
    expected = [np.var(v, ddof=1) if len(v) > 1 else np.nan for v in listed]
    assert variance(sample, values) == pytest.approx(expected, nan_ok=True)
    values[1:] = np.nan
    assert np.isnan(variance(sample, values)).all()


def test_sizes_and_quartiles() -> None:
    values = np.random.default_rng(1).normal(300, 20, 30)
    told = perturbation(Cases(sized(values)))
    assert told["l2"]["mean"]["value"] == pytest.approx(values.mean(), rel=1e-5)
    assert told["l2"]["variance"]["value"] == pytest.approx(values.var(ddof=1), rel=1e-5)
    assert told["l2"]["variance"]["low"] < values.var(ddof=1) < told["l2"]["variance"]["high"]
    assert told["l2"]["variation"] == pytest.approx(values.std(ddof=1) / values.mean(), rel=1e-5)
    assert told["linf_of_budget"]["mean"]["value"] == 0.75
    assert told["linf_of_budget"]["variance"]["value"] == 0
    psnr = [row(item=f"i{i}", psnr=v) for i, v in enumerate((30.0, None, 32.0, 34.0, 36.0, 38.0))]
    assert perturbation(Cases(psnr))["psnr"] == {"q1": 32.0, "median": 34.0, "q3": 36.0, "n": 5}


def test_the_ratio_of_variances_is_over_the_same_cases() -> None:
    rng = np.random.default_rng(2)
    steady, loose = rng.normal(300, 5, 40), rng.normal(300, 20, 40)
    told = ratios(sized(steady), sized(loose)[:35])
    expected = steady[:35].var(ddof=1) / loose[:35].var(ddof=1)
    assert told["l2"]["value"] == pytest.approx(expected, rel=1e-5)
    assert told["l2"]["n"] == 35
    assert told["l2"]["high"] < 0.3
    assert told["linf_of_budget"]["value"] is None  # the other knows no spread
    assert ratios(sized(steady), []) == {}
