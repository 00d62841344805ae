"""The reports of a cohort that was run."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from medadv_gui.cli import run
from medadv_gui.core.errors import InputError
from medadv_gui.evaluation.cohort.manifest import read_manifest
from medadv_gui.evaluation.cohort.reports import write_cohort_reports
from medadv_gui.evaluation.cohort.run import CohortRun
from medadv_gui.evaluation.cohort.spec import Attack, extended, new_spec
from medadv_gui.evaluation.cohort.store import read_rows, save_spec
from medadv_gui.models.library import find_card
from tests.evaluation.cohort import alone

DRAWN = ["cohort.pdf", "cohort.html", "figures.json", "rows.csv", "figures.csv"]


@pytest.fixture(scope="module")
def out(home: Path, pictures: Path, model: Path, request: pytest.FixtureRequest) -> Path:
    """A cohort of which everything is done."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
            patch.setenv(name, str(home / name.lower()))
        folder = home / "reported"
        attacks = [Attack.of(name, steps=2) for name in ("ifgsm", "noise")]
        spec, _ = extended(
            new_spec(device="cpu"), read_manifest([pictures]), [find_card(str(model))], attacks, ("4/255",)
        )
        list(CohortRun(folder, spec).events(alone.Alone()))
    return folder


def test_a_cohorts_folder_is_enough(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", str(out)]) == 0
    assert [Path(line).name for line in capsys.readouterr().out.splitlines()] == DRAWN
    rows, _, _, spec = read_rows(out)
    text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(out / "cohort.pdf").pages)
    page = (out / "cohort.html").read_text(encoding="utf-8")
    card = find_card(spec.folders["tiny"])
    for said in (card.sha256, "I-FGSM (BIM)", rows[0].image_sha256, "Every attack that was begun was done", "torch"):
        assert said in text
        assert said in page
    assert "was not at hand" not in page  # the user's own model has its card
    analysis = json.loads((out / "figures.json").read_text(encoding="utf-8"))
    assert analysis["rows"] == len(rows)
    with (out / "rows.csv").open(encoding="utf-8", newline="") as stream:
        assert [line["key"] for line in csv.DictReader(stream)] == [row.key for row in rows]


def test_no_report_names_a_file(out: Path, pictures: Path) -> None:
    write_cohort_reports(out)
    names = {path.name for path in pictures.rglob("*") if path.is_file() and path.suffix == ".png"}
    for name in DRAWN:
        if name.endswith(".pdf"):
            held = " ".join(page.extract_text() for page in PdfReader(out / name).pages)
        else:
            held = (out / name).read_text(encoding="utf-8")
        assert not [told for told in (*names, str(pictures.parent)) if told in held]


def test_a_cohort_that_is_not_done_says_so(out: Path, tmp_path: Path) -> None:
    spec = read_rows(out)[3]
    save_spec(spec, tmp_path)
    write_cohort_reports(tmp_path)
    page = (tmp_path / "cohort.html").read_text(encoding="utf-8")
    assert f"{len(spec.tasks)} of {len(spec.tasks)} attacks were not tried yet" in page
    assert "there is nothing to judge" in page


def test_what_is_no_cohort(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cohort\.json|sources\.json"):
        write_cohort_reports(tmp_path)
