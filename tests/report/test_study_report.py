"""The report of a study: true sentences, nothing that names anybody, PDF and HTML by the command line."""

import re
from pathlib import Path

import pytest

from medadv_gui.report import study_plots, write_document
from medadv_gui.report.document import Charts, Document
from medadv_gui.report.html import to_html
from medadv_gui.report.pdf import to_pdf
from medadv_gui.report.plain import to_text
from medadv_gui.report.study import build_study
from medadv_gui.report.tables import Table
from medadv_gui.review.analysis import analyse
from medadv_gui.review.key import key_path
from medadv_gui.review.study import Study
from tests.forked import start
from tests.review import simulated
from tests.review.simulated import ARMS, made, read, shifted

SEEN = shifted({"original": 40, "adversarial": 60, "sham-mirrored": 41})
NOT_SEEN = shifted(dict.fromkeys(ARMS, 50))


def report(study: Study) -> Document:
    with study.store() as store:
        found = analyse(study.protocol, store, simulated.key_of(study))
    return build_study(study.protocol, simulated.key_of(study), found)


def tables(document: Document) -> dict[str, Table]:
    return {b.title: b for section in document.sections for b in section.blocks if isinstance(b, Table)}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Study:
    study = made(tmp_path_factory.mktemp("seen"), cases=20)
    for code in ("anna", "bert", "cleo"):
        read(study, code, SEEN, comment="Dr. Miller saw <b>this</b>")
    read(study, "dora", SEEN, 9)
    return study


def test_what_is_seen_is_said_to_be(seen: Study) -> None:
    document = report(seen)
    assert (document.verdict, document.tone) == ("seen", "changed")
    assert document.sentence.startswith("Readers see the change: they tell the adversarial images from the originals.")
    assert document.marks == ("INTERIM: 1 of 4 readers have not finished",)
    assert document.banner == "RESEARCH USE ONLY - NOT FOR DIAGNOSIS"
    text = to_text(document)
    assert "Reader dora has read 9 of 64 presentations and does not enter the figures over readers." in text
    for hashed in (seen.protocol.sha256, seen.protocol.key_sha256):
        assert hashed in text
    assert "The attacked model was not asked" in text
    assert len(tables(document)["By reader"].rows) == 4 * 2


@pytest.mark.parametrize(
    ("margin", "cases", "label", "claimed"),
    [
        (None, 12, "not shown to be seen", False),
        (0.02, 12, "not decided", False),
        (0.25, 60, "not seen, within the margin", True),
    ],
)
def test_not_seen_is_claimed_by_equivalence_alone(
    tmp_path: Path, margin: float | None, cases: int, label: str, claimed: bool
) -> None:
    study = made(tmp_path, cases=cases, repeats=0, **({} if margin is None else {"margin": margin}))
    for code in ("anna", "bert", "cleo"):
        read(study, code, NOT_SEEN, seed=2)
    document = report(study)
    assert document.verdict == label
    words = [document.sentence, *to_text(document).splitlines()]
    assert any("do not see the change" in line for line in words) == claimed
    assert (document.tone == "held") == claimed


def test_it_names_nobody(seen: Study) -> None:
    key = simulated.key_of(seen)
    page = to_html(report(seen))
    assert "Miller" not in page
    assert "radiology" not in page
    for code, facts in key.cases.items():
        assert code not in page
        assert facts["source_sha256"] not in page
    assert not re.search(r"\bp\d\b", page)  # the patients' pseudonyms
    assert "192 comments" in page  # that there are some is said
    assert 'src="http' not in page
    assert "<script" not in page


def test_a_reader_who_went_and_answers_that_were_corrected_are_departures(tmp_path: Path) -> None:
    study = made(tmp_path, cases=8)
    for code in ("anna", "bert", "cleo"):
        read(study, code, SEEN)
    with study.store() as store:
        reader = store.readers()["anna"]
        (last, *_) = store.readings("anna")
        row = {**vars(last), "uid": "f" * 32, "rating": 1.0, "display": (("scale", "2"),)}
        store.add(reader, [type(last)(**row)])
        store.remove("bert")
    document = report(study)
    text = to_text(document)
    assert document.marks == ("INCOMPLETE: a reader's data were removed",)
    assert "Reader bert took the data back" in text
    assert "Reader anna corrected 1 answers" in text
    assert "Reader anna read on 2 settings of the display" in text


def test_a_choice_of_two_a_diagnosis_and_an_open_review(tmp_path: Path) -> None:
    pairs = made(tmp_path / "2afc", "2afc", cases=30)
    for number in range(6):
        read(pairs, f"R{number}", shifted({"adversarial": 85, "sham-mirrored": 50}, 1))
    document = report(pairs)
    assert document.verdict == "seen"
    assert "share right" in document.sentence
    assert len(tables(document)["By reader"].rows) == 6 * 2

    diagnosis = made(tmp_path / "dx", "diagnosis", cases=40, arms=["original", "adversarial"])
    for code in ("anna", "bert", "cleo"):  # the attack turns the finding's ratings down
        read(diagnosis, code, lambda rng, arm, truth: float(rng.integers(30, 60) + 30 * truth * (arm == "original")))
    document = report(diagnosis)
    assert document.verdict == "differs"
    assert document.sentence.startswith("AUC is higher with the originals than with the adversarial images")

    opened = made(tmp_path / "open", "open", cases=6, arms=["original", "adversarial"])
    read(opened, "anna", shifted({"original": 100, "adversarial": 0}, 1), comment="odd")
    document = report(opened)
    assert (document.verdict, document.tone) == ("open review", "wrong")
    rows = tables(document)["What each reader chose"].rows
    assert rows[0][:3] == ("anna", "original", "6")
    assert "16 comments" in to_text(document)


def test_nobody_has_finished(tmp_path: Path) -> None:
    study = made(tmp_path, cases=6)
    read(study, "anna", SEEN, 4)
    document = report(study)
    assert (document.verdict, document.tone) == ("no reader has finished", "wrong")
    assert "nothing is said over readers" in document.sentence
    assert to_pdf(document).startswith(b"%PDF")


def test_many_readers_fit_on_pages(tmp_path: Path) -> None:
    study = made(tmp_path, cases=6, repeats=0)
    for number in range(45):
        read(study, f"a-reader-with-a-long-code-{number:02}", SEEN)
    document = report(study)
    forests = [
        drawing for section in document.sections for block in section.blocks if isinstance(block, Charts)
        for title, drawing in block.charts if "by arm and reader" in title
    ]  # fmt: skip
    assert len(forests) > 2
    assert all(drawing.height < 700 for drawing in forests)
    assert study_plots.MOST_ROWS < 45
    assert to_pdf(document).startswith(b"%PDF")


def test_the_command_line_writes_both(seen: Study, tmp_path: Path) -> None:
    for name in ("r.pdf", "r.html"):
        command = ["review", "report", seen.folder, "--key", key_path(seen.folder), "--out"]
        done = start(*command, tmp_path / name)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("Readers see the change")
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert page.count("<svg") > 6
    done = start(*command, tmp_path / "r.docx")
    assert (done.returncode, done.stderr.strip()) == (2, "medadv-gui: r.docx: a report is written as .pdf or .html")


def test_the_same_study_gives_the_same_bytes(seen: Study, tmp_path: Path) -> None:
    one, two = (write_document(report(seen), tmp_path / f"{n}.html").read_bytes() for n in "ab")
    assert one == two
