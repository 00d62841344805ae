"""The multi-label task: logits to labels present, targets, decisions; and its cards on disk."""

import json
import math
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import save_file
from torch import nn

from medadv_gui.core.errors import ModelError
from medadv_gui.core.files import file_sha256
from medadv_gui.core.types import MultiLabelPrediction
from medadv_gui.models import load, networks
from medadv_gui.models.card import ModelCard, read_card
from medadv_gui.models.load import Model, check_outputs, load_model
from medadv_gui.models.preprocess import Preprocess
from medadv_gui.models.probe import probe
from medadv_gui.models.tasks import TASKS, MultiLabel
from tests.support import card

FINDINGS = ("effusion", "nodule", "mass, solid")
LOGITS = st.lists(st.floats(-20, 20, width=32), min_size=3, max_size=3)
THRESHOLDS = st.floats(0.01, 0.99)


class Findings(nn.Module):
    """Three independent logits, linear in a grey 8 x 8 input: the balance of three pairs of its rows."""

    def __init__(self) -> None:
        super().__init__()
        weight = torch.zeros(3, 8, 8)
        for label in range(3):
            weight[label, 2 * label], weight[label, 2 * label + 1] = 1.0, -1.0
        self.weight = nn.Parameter(weight.flatten(1) * 4)

    def forward(self, u: torch.Tensor) -> torch.Tensor:
        return u.flatten(1) @ self.weight.T


def findings_card(threshold: float | None = None) -> ModelCard:
    return card("multilabel", FINDINGS, {} if threshold is None else {"threshold": threshold})


def findings_model(threshold: float | None = None) -> Model:
    return Model(findings_card(threshold), Findings(), torch.device("cpu"))


def findings_folder(folder: Path, monkeypatch: pytest.MonkeyPatch, **decoding: object) -> Path:
    """A folder with the card and the weights of `Findings`, which is made known as an architecture."""
    monkeypatch.setitem(networks.ARCHITECTURES, "findings", Findings)
    monkeypatch.setattr(load, "assure", lambda card, cancelled: ())  # in a process apart it would not be known
    folder.mkdir()
    save_file(Findings().state_dict(), folder / "model.safetensors")
    document = {
        "schema_version": 1, "id": "findings", "name": "Findings", "version": "1", "task": "multilabel",
        "labels": [{"name": name, "colour": "#40c057"} for name in FINDINGS],
        "architecture": {"name": "findings", "arguments": {}},
        "weights": {"file": "model.safetensors", "sha256": file_sha256(folder / "model.safetensors")},
        "input": {
            "channels": 1, "height": 8, "width": 8, "resize": "stretch", "units": "8-bit", "lower": 0, "upper": 255,
            "mean": [0], "std": [1],
        },
        "decoding": decoding, "metrics": [], "training_data": [], "licence": "", "citation": "",
        "intended_use": "tests", "out_of_scope": "", "demo": {},
    }  # fmt: skip
    (folder / "model_card.json").write_text(json.dumps(document))
    return folder


def task(threshold: float | None = None) -> MultiLabel:
    spec = findings_card(threshold)
    made = TASKS[spec.task](spec, Preprocess(spec.input), 8, 8)
    assert isinstance(made, MultiLabel)
    return made


@given(LOGITS, THRESHOLDS)
def test_the_labels_present_are_those_whose_sigmoid_reaches_the_threshold(logits: list[float], t: float) -> None:
    found = task(t).decode(torch.tensor([logits]))
    scores = [1 / (1 + math.exp(-v)) for v in logits]
    assert list(found.scores.values()) == pytest.approx(scores, abs=1e-12)
    assert set(found.present) == {name for name, score in found.scores.items() if score >= t}
    assert found.label == (" + ".join(found.present) or "no label")
    assert found.task == "multilabel"


@given(LOGITS)
def test_each_label_is_a_distribution_of_its_own(logits: list[float]) -> None:
    outputs = torch.tensor([logits], dtype=torch.float64)
    log_probs = task().log_probs(outputs)
    assert log_probs.shape == (1, 2, 3)
    assert torch.allclose(log_probs.exp().sum(1), torch.ones(1, 3, dtype=torch.float64), atol=1e-12)
    assert torch.allclose(log_probs[:, 1].exp(), torch.sigmoid(outputs), atol=1e-12)


@given(LOGITS, THRESHOLDS)
def test_the_hard_decision_is_the_decoded_one(logits: list[float], t: float) -> None:
    outputs = torch.tensor([logits])
    decoded = task(t).decode(outputs)
    if any(abs(score - t) < 1e-6 for score in decoded.scores.values()):
        return  # on the threshold to within float32
    hard = task(t).hard(outputs)
    assert torch.equal(hard, task(t).target(decoded, outputs))
    assert torch.equal(hard.sum(1), torch.ones(1, 3))


@given(st.sets(st.sampled_from(FINDINGS)))
def test_the_target_is_one_hot_at_absent_or_present(present: set[str]) -> None:
    reference = MultiLabelPrediction({name: float(name in present) for name in FINDINGS})
    assert set(reference.present) == present
    target = task().target(reference, torch.zeros(1, 3))
    assert target[0, 1].tolist() == [float(name in present) for name in FINDINGS]
    assert torch.equal(target.sum(1), torch.ones(1, 3))
    assert task().weights(target) is None


def test_outputs_must_be_one_logit_a_label() -> None:
    check_outputs(torch.zeros(1, 3), findings_card())
    for bad in (torch.zeros(1, 4), torch.zeros(1, 3, 1, 1), torch.full((1, 3), math.nan)):
        with pytest.raises(ModelError):
            check_outputs(bad, findings_card())


def test_a_card_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = read_card(findings_folder(tmp_path / "findings", monkeypatch, threshold=0.3))
    assert (read.task, read.threshold) == ("multilabel", 0.3)
    assert read_card(findings_folder(tmp_path / "plain", monkeypatch)).threshold == 0.5
    assert load_model(read, "cpu").card == read
    assert {one.name: one.text for one in probe(read)}["outputs"] == "shape (1, 3) matches 3 labels"


@pytest.mark.parametrize("threshold", [0, 1, -0.5, 1.5, "a", None, [], math.nan])
def test_a_threshold_that_decides_nothing_is_refused(
    threshold: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ModelError, match=r"model_card\.json"):
        read_card(findings_folder(tmp_path / "findings", monkeypatch, threshold=threshold))
