"""How often 95 % intervals hold the truth: python tests/benchmarks/bench_coverage.py [--studies N]

Reader studies by the model of Roe and Metz (1997), analysed by Obuchowski and Rockette: the difference of two arms and
one arm's area, in all four structures (ratings of high or low correlation, readers of high or low spread). Then one
reader's area at several sizes. An area has its interval on the logit; the plain one stands beside it.
Between the two: originals and altered pictures of the same cases, and how often equivalence shows that the change is
not seen, which it must not do in more than 5 % where the area is 0.05 from a half.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from pathlib import Path

import numpy as np
from scipy.stats import norm

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from medadv_gui.stats.intervals import equivalence  # noqa: E402
from medadv_gui.stats.readers import areas  # noqa: E402
from medadv_gui.stats.roc import area, delong  # noqa: E402
from tests.stats.roe_metz import simulate, true_areas  # noqa: E402

SPREAD = 0.1  # of readers, in how far they tell the altered from the originals
APART = ((0.75, 0.75), (1.5, 1.5), (2.5, 2.5), (1.5, 1.8))


def studies(structure: str, apart: tuple[float, float], readers: int, cases: int, count: int, seed: int) -> list[float]:
    """The share of intervals that hold the difference; one arm's area, on the logit and plain; and the share of
    differences called so."""
    rng, truth = np.random.default_rng(seed), true_areas(structure, apart)
    rows = []
    for _ in range(count):
        positive, ratings = simulate(rng, structure, apart, readers, cases, cases)
        inference = areas(ratings, positive).infer()
        difference = inference.differences[0, 1]
        rows.append(
            [
                _holds(difference.interval(), truth[0] - truth[1]),
                _holds(inference.arms[0].logit_interval(), truth[0]),
                _holds(inference.arms[0].interval(), truth[0]),
                difference.p() < 0.05,
            ]
        )
    return [float(share) for share in np.mean(rows, axis=0)]


def seen(auc: float, readers: int, cases: int, count: int, seed: int) -> list[float]:
    """Originals, and of each one something altered, which readers, some better than others, tell from originals of
    other cases as well as `auc` says: the share of intervals on the logit that hold it, and of studies that show by
    equivalence, with a margin of 0.05, that the change is not seen."""
    rng, truth = np.random.default_rng(seed), np.repeat([False, True], cases)
    apart = float(norm.ppf(auc)) * math.sqrt(2 + SPREAD**2)
    rows = []
    for _ in range(count):
        case = rng.normal(0, math.sqrt(0.6), cases) + rng.normal(0, math.sqrt(0.2), (readers, 1, cases))
        reader = rng.normal(apart, SPREAD, (readers, 1, 1))
        ratings = np.tile(case, 2) + reader * truth + rng.normal(0, math.sqrt(0.2), (readers, 1, 2 * cases))
        arm = areas(ratings, truth, np.tile(np.arange(cases), 2)).infer().arms[0]
        rows.append([_holds(arm.logit_interval(), auc), equivalence(arm, 0.05, null=0.5).shown])
    return [float(share) for share in np.mean(rows, axis=0)]


def one_reader(auc: float, cases: int, count: int, seed: int) -> list[float]:
    """The share of intervals on the logit, and of plain ones, that hold the area."""
    rng, truth = np.random.default_rng(seed), np.arange(2 * cases) < cases
    rows = []
    for _ in range(count):
        rating = rng.normal(size=2 * cases) + math.sqrt(2) * float(norm.ppf(auc)) * truth
        found = area(truth, rating)
        half = norm.ppf(0.975) * math.sqrt(delong(rating[None], truth)[1][0, 0])
        rows.append([_holds((found.low, found.high), auc), _holds((found.value - half, found.value + half), auc)])
    return [float(share) for share in np.mean(rows, axis=0)]


def _holds(interval: tuple[float, float], value: float) -> bool:
    return interval[0] <= value <= interval[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--studies", type=int, default=2000, help="simulated in each row")
    count = parser.parse_args().studies
    started = time.perf_counter()
    print(f"{count} studies a row; the standard error of a coverage of 95 % is {100 * math.sqrt(0.0475 / count):.2f} %")
    print(f"\n{'readers':>8} {'cases a class':>14} {'structure':>10} {'means apart':>14} {'AUCs':>14}"
          f" {'difference':>12} {'arm, logit':>12} {'arm, plain':>12} {'p < 0.05':>12}")  # fmt: skip
    sizes = [(5, 50, apart) for apart in APART] + [(10, 100, APART[-1])]
    rows = []
    for readers, cases, apart in sizes:
        for structure in ("HH", "HL", "LH", "LL"):
            rows.append(studies(structure, apart, readers, cases, count, seed=len(rows)))
            found = " ".join(f"{v:.3f}" for v in true_areas(structure, apart))
            print(f"{readers:8} {cases:14} {structure:>10} {apart[0]:>8} {apart[1]:>5} {found:>14} " +
                  " ".join(f"{100 * v:10.1f} %" for v in rows[-1]), flush=True)  # fmt: skip
    mean = " ".join(f"{100 * v:10.1f} %" for v in np.mean(rows, axis=0)[:3])
    print(f"{'mean':>64} {mean}")
    print(f"\n{'readers':>8} {'cases':>6} {'AUC':>6} {'arm, logit':>12} {'not seen, by equivalence':>26}")
    for readers, cases in ((4, 50), (6, 100), (10, 200)):
        for auc in (0.5, 0.53, 0.55):
            row = seen(auc, readers, cases, count, seed=cases)
            print(f"{readers:8} {cases:6} {auc:6} {100 * row[0]:10.1f} % {100 * row[1]:24.1f} %", flush=True)
    print(f"\n{'AUC':>8} {'cases a class':>14} {'logit':>8} {'plain':>8}")
    for auc in (0.5, 0.76, 0.9, 0.95):
        for cases in (15, 25, 50, 100):
            row = one_reader(auc, cases, count, seed=cases)
            print(f"{auc:8} {cases:14}" + "".join(f"{100 * v:6.1f} %" for v in row), flush=True)
    print(f"\n{time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
