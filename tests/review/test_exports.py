"""What other programs are given: read back by parsers of their own, and analysed again."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest

from medadv_gui.review.analysis import analyse
from medadv_gui.review.readings import _free, write_readings
from medadv_gui.review.study import Study
from medadv_gui.stats.roc import auc
from tests.review import simulated

MEANS = {"original": 40, "adversarial": 55, "sham-mirrored": 42}


@pytest.fixture(scope="module", params=["detection", "diagnosis"])
def read(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Study:
    study = simulated.made(tmp_path_factory.mktemp(request.param), request.param, cases=12)
    for code in ("-1", "bert"):  # -1 is a reader's code as well as any
        simulated.read(study, code, simulated.shifted(MEANS, lesion=20))
    return study


def written(study: Study, path: Path) -> str:
    with study.store() as store:
        write_readings(path, study.protocol, store, simulated.key_of(study))
    return path.read_text(encoding="utf-8")


def areas(study: Study) -> dict[tuple[str, str], float]:
    with study.store() as store:
        (task,) = analyse(study.protocol, store, simulated.key_of(study))["tasks"]
    return {
        (code, arm): curve["auc"]["value"]
        for code, reader in task["by_reader"].items() for arm, curve in reader["curves"].items()
    }  # fmt: skip


def imrmc(text: str) -> tuple[dict[str, int], dict[str, int], list[tuple[str, str, str, float]]]:
    """After iMRMC's user manual, 4.1.1: sizes, truth by case, and scores of reader, case, modality."""
    head, _, data = text.partition("BEGIN DATA:\n")
    sizes = {name: int(value) for name, value in re.findall(r"(N0|N1|NR|NM).*?(\d+)", head)}
    fields = [line.split(",") for line in data.splitlines()]
    assert all(len(line) == 4 and " " not in line[0] + line[1] for line in fields)
    truth: dict[str, int] = {}
    for reader, case, modality, value in fields:
        if reader == "-1":
            assert case not in truth, "the truth of a case is given once and only once"
            assert modality == "0"
            truth[case] = int(value)
    return sizes, truth, [(r, c, m, float(v)) for r, c, m, v in fields if r != "-1"]


def test_imrmc_gives_the_areas_of_the_analysis(read: Study, tmp_path: Path) -> None:
    sizes, truth, scores = imrmc(written(read, tmp_path / "r.imrmc"))
    readers, modalities = ({score[k] for score in scores} for k in (0, 2))
    assert sizes == {
        "NR": len(readers), "NM": len(modalities), "N1": sum(truth.values()), "N0": len(truth) - sum(truth.values())
    }  # fmt: skip
    assert all(case.isdigit() for case in truth)  # RJafroc reads numbers alone
    expected = areas(read)
    assert len(expected) == len(readers) * len(modalities)
    for (code, arm), area in expected.items():
        own = [(truth[c], v) for r, c, m, v in scores if (r, m) == (code.replace("-1", "reader-1"), arm)]
        assert auc(*map(np.array, zip(*own, strict=True))) == pytest.approx(area)


def test_mrmcaov_gives_them_too(read: Study, tmp_path: Path) -> None:
    rows = list(csv.DictReader(written(read, tmp_path / "r.mrmc.csv").splitlines()))
    for (code, arm), area in areas(read).items():
        own = [(int(r["truth"]), float(r["rating"])) for r in rows
               if (r["reader"].lstrip("'"), r["test"]) == (code, arm)]  # fmt: skip
        assert auc(*map(np.array, zip(*own, strict=True))) == pytest.approx(area)
    seen = [(r["reader"], r["test"], r["case"]) for r in rows]
    assert len(seen) == len(set(seen)), "one rating a reader, test and case"


def test_a_code_is_not_taken_for_a_size() -> None:
    assert _free("case 3 is ABNRXN1M") == "case 3 is ABN.RXN.1M"
    assert re.search("(?i)n[01rm]", _free("study-NMNR, n0")) is None
