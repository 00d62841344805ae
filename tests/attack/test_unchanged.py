"""The attacked model is asked whether it answers another image as it answers the original."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from medadv_gui.attack import unchanged
from medadv_gui.attack.run import AttackRun
from medadv_gui.attack.settings import AttackSettings
from medadv_gui.attack.unchanged import Attacked
from medadv_gui.core.errors import ModelError
from medadv_gui.core.result import AttackResult, load_result
from medadv_gui.models.load import Model
from tests.support import PLAIN, card, picture


class Halves(nn.Module):
    """Class a where the left half is brighter than the right one, else b."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        difference = 40 * (x[..., :4].mean((1, 2, 3)) - x[..., 4:].mean((1, 2, 3)))
        return torch.stack([difference, -difference], 1)


@pytest.fixture
def attacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AttackResult:
    model = Model(card(labels=("a", "b")), Halves(), torch.device("cpu"))
    monkeypatch.setattr(unchanged, "find_card", lambda name: model.card)
    monkeypatch.setattr(unchanged, "load_model", lambda card, device: model)
    stored = np.full((8, 8), 100, np.uint8)
    stored[:, :4] += 4
    run = AttackRun(picture(stored), model, AttackSettings(epsilon="6/255", steps=4, plan=PLAIN))
    list(run.steps())
    run.finish(tmp_path / "result")
    result = load_result(tmp_path / "result")
    assert result.outcome.reread
    return result


def test_an_answer_that_stays_is_told_from_one_that_changes(attacked: AttackResult) -> None:
    model = Attacked()
    assert model.unchanged(attacked, attacked.original)
    assert not model.unchanged(attacked, attacked.adversarial)
    mirrored = attacked.original + np.flip(attacked.perturbation, 1).astype(np.uint8)
    assert model.unchanged(attacked, mirrored)


def test_another_model_is_not_asked(attacked: AttackResult) -> None:
    other = replace(attacked, model={**attacked.model, "sha256": "1" * 64})
    with pytest.raises(ModelError, match="not the version that was attacked"):
        Attacked().unchanged(other, attacked.original)
    answers = {**attacked.predictions, "original": attacked.predictions["adversarial"]}
    with pytest.raises(ModelError, match="no longer answers the original"):
        Attacked().unchanged(replace(attacked, predictions=answers), attacked.original)
