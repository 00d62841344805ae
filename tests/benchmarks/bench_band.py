"""How often the band of an averaged ROC curve holds the truth at one point: python tests/benchmarks/bench_band.py

Reader studies by the model of Roe and Metz (1997), whose average curve is known in closed form, at several false
positive shares, in the structures with readers of high and of low spread. Prints one JSON object by structure, readers
and cases a class.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from pathlib import Path

import numpy as np
from scipy.stats import norm

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from medadv_gui.stats.average import average_curve  # noqa: E402
from tests.stats.roe_metz import READERS, simulate  # noqa: E402

AT = (0.05, 0.1, 0.2, 0.4, 0.7)
APART = (0.75, 1.5)


def coverage(structure: str, apart: float, readers: int, cases: int, count: int) -> dict[str, float]:
    """The share of studies whose band holds the truth, by false positive share; where there is no band it does not."""
    at = np.array(AT)
    truth_of = norm.cdf((apart + norm.ppf(at)) / math.sqrt(1 + 4 * READERS[apart][structure[1]]))
    rng, held = np.random.default_rng(7), []
    for _ in range(count):
        truth, ratings = simulate(rng, structure, (apart,), readers, cases, cases)
        band = average_curve(ratings[:, 0], truth, at=at)
        held.append((band.low <= truth_of) & (truth_of <= band.high))
    return {f"{x:g}": round(float(share), 3) for x, share in zip(AT, np.mean(held, axis=0), strict=True)}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--studies", type=int, default=500)
    count = parser.parse_args().studies
    found = {
        f"{structure}, {apart:g} apart, {readers} readers, {cases} a class": coverage(
            structure, apart, readers, cases, count
        )
        for structure in ("HH", "HL")
        for apart in APART
        for readers, cases in ((4, 30), (8, 100))
    }
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
