"""The long run of the fuzz test: as many damaged files as asked for.

python tests/benchmarks/fuzz_files.py --mutants 50000 [--first SEED]
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from medadv_gui.imaging.process import decoder
from tests.imaging.mutants import mutant
from tests.imaging.test_fuzz import check, peak


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mutants", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    options = parser.parse_args()
    outcomes, failures, slowest = Counter[str](), 0, (0.0, 0)
    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(options.first, options.first + options.mutants):
            start = time.monotonic()
            try:
                said = check(Path(folder) / "m.dcm", mutant(seed))
            except AssertionError as error:
                failures += 1
                said = f"FAILED {error!s:.100}"
                print(f"seed {seed}: {said}", file=sys.stderr)
            slowest = max(slowest, (time.monotonic() - start, seed))
            if "decoder failed" in said or "more than" in said:
                print(f"seed {seed}: {said}", file=sys.stderr)
            outcomes[re.sub(r"\d+", "N", said.removeprefix("m.dcm: "))[:70]] += 1
    for said, count in outcomes.most_common(40):
        print(f"{count:8} {said}")
    seconds = time.monotonic() - begin
    print(f"{options.mutants} mutants in {seconds:.0f} s; slowest {slowest[0]:.2f} s (seed {slowest[1]})")
    if sys.platform == "linux":
        print(f"most memory of a child that was not ended: {max(map(peak, decoder.pids()), default=0) >> 20} MiB")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
