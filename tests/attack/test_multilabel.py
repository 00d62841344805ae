"""Attacks on a multi-label model: truths, criterion, aim, and runs against the closed form of a linear one."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medadv_gui import cli
from medadv_gui.attack.criterion import LabelFlips, aim, criterion
from medadv_gui.attack.run import AttackRun
from medadv_gui.attack.settings import AttackSettings, Truth
from medadv_gui.attack.truth import match_labels, read_truth, reference
from medadv_gui.core.errors import SettingsError
from medadv_gui.core.result import load_result
from medadv_gui.core.types import ClassPrediction, Image, MultiLabelPrediction
from medadv_gui.imaging.write import write_like
from tests.models.test_multilabel import FINDINGS, findings_card, findings_folder, findings_model
from tests.support import picture

SETS = st.sets(st.sampled_from(FINDINGS))


def answer(present: set[str] | tuple[str, ...]) -> MultiLabelPrediction:
    return MultiLabelPrediction({name: float(name in present) for name in FINDINGS})


def rows(*balance: int) -> Image:
    """An 8 x 8 picture whose three pairs of rows differ by so many grey levels: the sign of each label's logit."""
    stored = np.full((8, 8), 128, np.uint8)
    for label, value in enumerate(balance):
        stored[2 * label] = 128 + value
    return picture(stored)


@pytest.mark.parametrize(
    ("text", "present"),
    [
        ("effusion", ("effusion",)), ("none", ()), (" None ", ()), ("nodule, Effusion", ("effusion", "nodule")),
        ("1,0,1", ("effusion", "nodule")), ("mass, solid", ("mass, solid",)), ("mass,eff", ("effusion", "mass, solid")),
        ("mass, solid; nodule", ("nodule", "mass, solid")),
    ],
)  # fmt: skip
def test_truths_in_words(text: str, present: tuple[str, ...]) -> None:
    truth = read_truth(text, findings_card(), rows(0))
    found, source = reference(answer(()), truth, findings_card(0.7), rows(0))
    assert isinstance(found, MultiLabelPrediction)
    assert (found.present, found.threshold, source) == (present, 0.7, "ground truth")
    assert set(found.scores.values()) <= {0.0, 1.0}


@pytest.mark.parametrize("text", ["", "liver", "effusion,", "effusion, liver", "3", "none, nodule"])
def test_truths_that_name_no_label(text: str) -> None:
    with pytest.raises(SettingsError):
        read_truth(text, findings_card(), rows(0))
    with pytest.raises(SettingsError):
        reference(answer(()), Truth(label=text), findings_card(), rows(0))


def test_a_label_called_none_is_a_label() -> None:
    assert match_labels("none", ("some", "None")) == ("None",)


@given(SETS)
def test_every_set_of_labels_has_a_text(present: set[str]) -> None:
    text = "; ".join(sorted(present)) or "none"
    assert set(match_labels(text, FINDINGS)) == present


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_the_models_own_answer_is_made_hard(scores: list[float]) -> None:
    clean = MultiLabelPrediction(dict(zip(FINDINGS, scores, strict=True)), threshold=0.3)
    found, source = reference(clean, Truth(), findings_card(0.3), rows(0))
    assert isinstance(found, MultiLabelPrediction)
    assert (found.present, source) == (clean.present, "model")
    assert set(found.scores.values()) <= {0.0, 1.0}


@given(SETS, SETS, SETS)
def test_any_flipped_label_is_a_success(right: set[str], clean: set[str], now: set[str]) -> None:
    rule = criterion(answer(clean), answer(right), None)
    assert isinstance(rule, LabelFlips)
    assert rule.met(answer(now)) == (now != right)
    assert rule.clean_correct(answer(clean)) == (clean == right)


@given(SETS, SETS, st.sampled_from(FINDINGS))
def test_a_target_is_to_become_present(right: set[str], now: set[str], target: str) -> None:
    rule = criterion(answer(right), answer(right), target)
    assert rule.met(answer(now)) == (target in now)
    assert rule.clean_correct(answer(now)) == (now == right)
    wanted = aim(answer(right), target, FINDINGS)
    assert set(wanted.present) == right | {target}
    assert rule.met(wanted)


def test_the_aim_of_a_classification_is_the_target_alone() -> None:
    wanted = aim(ClassPrediction({"a": 1.0, "b": 0.0}), "b", ("a", "b"))
    assert type(wanted) is ClassPrediction
    assert wanted.scores == {"a": 0.0, "b": 1.0}


def test_the_criterion_in_words() -> None:
    assert LabelFlips(("a", "b")).text == "the model no longer finds exactly 'a', 'b' present"
    assert LabelFlips(()).text == "the model finds a label present"
    assert LabelFlips(("a",), "b").text == "the model finds 'b' present"


@pytest.mark.parametrize("attack", ["ifgsm", "sma"])
def test_an_attack_flips_labels_and_is_read_again(attack: str, tmp_path: Path) -> None:
    run = AttackRun(rows(2, -9, 40), findings_model(), AttackSettings(attack, epsilon="4/255"))
    assert isinstance(run.clean, MultiLabelPrediction)
    assert run.clean.present == ("effusion", "mass, solid")
    assert run.clean_correct
    steps = list(run.steps())
    assert not steps[0].record.success
    result = run.finish(tmp_path)
    assert result.outcome.reread
    assert result.criterion == "the model no longer finds exactly 'effusion', 'mass, solid' present"
    kept = load_result(tmp_path)
    assert isinstance(kept.reference, MultiLabelPrediction)
    assert kept.reference.present == ("effusion", "mass, solid")
    for name, prediction in result.predictions.items():
        read = kept.predictions[name]
        assert isinstance(read, MultiLabelPrediction)
        assert read.to_json() == prediction.to_json()
    document = json.loads((tmp_path / "result.json").read_text())["prediction"]["original"]
    assert document["labels"] == ["effusion", "mass, solid"]
    assert (document["label"], document["threshold"]) == ("effusion + mass, solid", 0.5)


def test_a_linear_model_moves_every_label_to_the_end_of_the_budget() -> None:
    """No two labels share a pixel, so each row goes the way that flips its own label, whatever the others do."""
    run = AttackRun(rows(2, -9, 40), findings_model(), AttackSettings("ifgsm", epsilon="4/255"))
    *_, last = run.steps()
    assert last.perturbation()[:, 0].tolist() == [-4, 4, 4, -4, -4, 4, 0, 0]


def test_below_the_closed_form_budget_nothing_flips() -> None:
    """The nearest label lies 10 grey levels from its threshold: 5 in each of its two rows do it, 4 do not."""
    for budget, flips in ((4, False), (6, True)):
        run = AttackRun(rows(10, -40, 40), findings_model(), AttackSettings("ifgsm", epsilon=str(budget)))
        *_, last = run.steps()
        assert last.record.success is flips


def test_a_truth_that_the_model_misses_is_said_so() -> None:
    settings = AttackSettings(epsilon="1", steps=1, truth=Truth(label="none"))
    run = AttackRun(rows(9, -9, -9), findings_model(), settings)
    assert not run.clean_correct
    assert any("already wrong" in warning for warning in run.warnings)


def test_a_target_becomes_present_and_the_others_stay() -> None:
    run = AttackRun(rows(30, -6, -30), findings_model(), AttackSettings("ifgsm", epsilon="5", target="nodule"))
    *_, last = run.steps()
    assert isinstance(last.prediction, MultiLabelPrediction)
    assert last.prediction.present == ("effusion", "nodule")
    assert last.record.success


def test_a_target_that_is_present_already_is_refused() -> None:
    with pytest.raises(SettingsError, match="already"):
        AttackRun(rows(30, -6, -30), findings_model(), AttackSettings(target="effusion"))


def test_the_command_line_speaks_of_the_labels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = findings_folder(tmp_path / "findings", monkeypatch)
    for name, balance, words in (("some", (5, 5, -5), "effusion + nodule"), ("no", (-5, -5, -5), "no label")):
        image = rows(*balance)
        path = write_like(image, image.stored, tmp_path, name)
        assert cli.run(["predict", str(path), "--model", str(folder), "--device", "cpu"]) == 0
        assert f": {words} (model scores: effusion 0." in capsys.readouterr().out
    out = tmp_path / "out"
    arguments = ["attack", str(path), "--model", str(folder), "--truth", "none", "--epsilon", "6", "--device", "cpu"]
    assert cli.run([*arguments, "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "original:    no label" in printed
    assert "criterion (the model finds a label present): in memory yes, rounded yes, re-read yes" in printed
    assert (out / "report.pdf").stat().st_size > 10_000
