"""How often a cohort's 95 % intervals hold the truth, how often its tests cry wolf, and how long 10,000 rows take:
python tests/benchmarks/bench_cohort_statistics.py [--studies N]

Images of patients with one to three each, those of one patient alike (a patient's own share of success is drawn from a
beta distribution, correlation 0.3; three in ten of its falls are the same). Beside the intervals by patient stand those
that take every image for a patient of its own, and beside those of a share the bootstrap's.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from medadv_gui.evaluation.cohort.sample import Sample  # noqa: E402
from medadv_gui.evaluation.cohort.stability import ratio  # noqa: E402
from medadv_gui.evaluation.cohort.statistics import analyse  # noqa: E402
from medadv_gui.stats.intervals import wilson  # noqa: E402
from medadv_gui.stats.paired import compare  # noqa: E402
from tests.evaluation.cohort.made_rows import made  # noqa: E402

ALIKE = 0.3


def patients(rng: np.random.Generator, units: int) -> np.ndarray:
    return np.repeat(np.arange(units), rng.integers(1, 4, units))


def shares(rng: np.random.Generator, p: float, of: np.ndarray) -> np.ndarray:
    """Success of each image, with the correlation ALIKE within a patient."""
    scale = (1 - ALIKE) / ALIKE
    own = rng.beta(p * scale, (1 - p) * scale, of.max() + 1)
    return rng.random(len(of)) < own[of]


def share_coverage(p: float, units: int, studies: int, seed: int) -> list[float]:
    rng, held = np.random.default_rng(seed), []
    for _ in range(studies):
        of = patients(rng, units)
        hits = shares(rng, p, of)
        found = Sample([str(k) for k in of]).share(hits)
        low, high = wilson(int(hits.sum()), len(hits))
        held.append([found["low"] <= p <= found["high"], found["high"] - found["low"], low <= p <= high])
        drawn = Sample([str(k) for k in of]).mean(hits)
        held[-1].append(drawn["low"] is not None and drawn["low"] <= p <= drawn["high"])
    return [float(v) for v in np.mean(held, axis=0)]


def mean_coverage(units: int, studies: int, seed: int) -> list[float]:
    """Of falls that are skewed, as those of Dice are: exponential, mean 1, patients alike."""
    rng, held = np.random.default_rng(seed), []
    for _ in range(studies):
        of = patients(rng, units)
        own = rng.exponential(1.0, units)
        values = np.where(rng.random(len(of)) < ALIKE, own[of], rng.exponential(1.0, len(of)))
        by_patient, by_image = (Sample([str(k) for k in v]).mean(values) for v in (of, range(len(of))))
        held.append([found["low"] <= 1 <= found["high"] for found in (by_patient, by_image)])
    return [float(v) for v in np.mean(held, axis=0)]


def ratio_coverage(units: int, studies: int, seed: int) -> float:
    """Of the ratio of two variances, truly a quarter, normal values."""
    rng, held = np.random.default_rng(seed), []
    for _ in range(studies):
        of = patients(rng, units)
        sample = Sample([str(k) for k in of])
        first, second = rng.normal(0, 1, len(of)), rng.normal(0, 2, len(of))
        found = sample.figure(ratio(sample, first, second), np.ones(len(of), bool))
        held.append(found["low"] <= 0.25 <= found["high"])
    return float(np.mean(held))


def level(p: float, units: int, studies: int, seed: int) -> list[float]:
    """How often two attacks that are as good as each other are told apart at 5 %, by patient and by image."""
    rng, called = np.random.default_rng(seed), []
    for _ in range(studies):
        of = patients(rng, units)
        # what turns an image depends on the patient, and which attack does, too
        first, second = (shares(rng, p, of) for _ in range(2))
        called.append([compare(first, second, of).p < 0.05, compare(first, second).p < 0.05])
    return [float(v) for v in np.mean(called, axis=0)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=2000)
    studies = parser.parse_args().studies
    print(f"{studies} studies each; the margin of error of a share near 0.95 is {1.96 * (0.0475 / studies) ** 0.5:.3f}")
    print("\nshare of success: Wilson by patient, its width; the bootstrap by patient; Wilson by image")
    for units in (10, 20, 40, 100):
        for p in (0.05, 0.2, 0.5, 0.9):
            ours, width, by_image, drawn = share_coverage(p, units, studies, units)
            told = f"{ours:.3f} (width {width:.2f}), bootstrap {drawn:.3f}, by image {by_image:.3f}"
            print(f"  {units:3d} patients, p {p:4.2f}: {told}")
    print("\nmean of a skewed fall: by patient, by image")
    for units in (10, 20, 40, 100):
        ours, by_image = mean_coverage(units, studies, units)
        print(f"  {units:3d} patients: {ours:.3f}, by image {by_image:.3f}")
    print("\nratio of variances")
    for units in (10, 20, 40, 100):
        print(f"  {units:3d} patients: {ratio_coverage(units, studies, units):.3f}")
    print("\ntwo attacks as good as each other, called different at 5 %: by patient, McNemar by image")
    for units in (10, 20, 40, 100):
        for p in (0.1, 0.5):
            ours, by_image = level(p, units, studies, units)
            print(f"  {units:3d} patients, p {p:3.1f}: {ours:.3f}, by image {by_image:.3f}")
    rows, transfers, failures = made(items=84)
    rows = rows[:10_000]
    began, cpu = time.perf_counter(), time.process_time()
    size = len(json.dumps(analyse(rows, transfers, failures))) / 1e6
    wall, busy = time.perf_counter() - began, time.process_time() - cpu
    print(f"\n{len(rows)} rows analysed in {wall:.1f} s ({busy:.1f} s of CPU), {size:.1f} MB of JSON")


if __name__ == "__main__":
    main()
