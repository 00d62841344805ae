"""An attack that goes on from another run's image."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from medadv_gui.attack.facts import attack_facts
from medadv_gui.attack.loop import problem
from medadv_gui.attack.run import AttackRun
from medadv_gui.attack.settings import ATTACKS, AttackSettings
from medadv_gui.core.errors import SettingsError
from medadv_gui.models.load import Model
from tests.attack.test_baselines import asked
from tests.attack.test_closed_forms import curved
from tests.attack.test_mathematics import grey
from tests.support import card, picture

RESUMING = [name for name, info in ATTACKS.items() if info.resumes]


def iterates(settings: AttackSettings) -> list[np.ndarray]:
    run = AttackRun(picture(grey(3)), curved("classification"), settings)
    return [run.image.stored + step.perturbation() for step in run.steps()]


@pytest.mark.parametrize("attack", ["ifgsm", "sma", "sma-perturbation"])
def test_two_halves_are_the_whole_bit_for_bit(attack: str) -> None:
    common = {"epsilon": "30", "step_size": 7.0, "restarts": 1}
    whole = iterates(asked(attack, steps=6, **common))
    half = whole[3].astype(np.uint8)
    assert np.array_equal(half, whole[3])
    rest = iterates(asked(attack, steps=3, start=half, **common))
    assert all(np.array_equal(a, b) for a, b in zip(whole[3:], rest, strict=True))


@pytest.mark.parametrize("attack", RESUMING)
def test_the_start_is_drawn_into_the_budget_and_comes_first(attack: str) -> None:
    original = grey(3)
    far = np.where(original < 128, 255, 0).astype(np.uint8)
    first = iterates(asked(attack, epsilon="5", steps=1, restarts=1, start=far))[0]
    expected = original.astype(int) + np.where(original < 128, 5, -5)
    assert np.array_equal(first, expected)


def test_starts_that_cannot_be() -> None:
    start = grey(3)
    for name in set(ATTACKS) - set(RESUMING):
        with pytest.raises(SettingsError, match="cannot begin"):
            AttackRun(picture(start), curved("segmentation" if name == "dag" else "classification"),
                      AttackSettings(attack=name, epsilon="5", start=start))  # fmt: skip
    for wrong in (start[:-1], start.astype(np.int16)):
        with pytest.raises(SettingsError, match="size and type"):
            AttackRun(picture(start), curved("classification"), asked("ifgsm", epsilon="5", start=wrong))


def test_the_result_says_where_it_began() -> None:
    settings = asked("ifgsm", epsilon="5", start=grey(3)).complete(ATTACKS["ifgsm"])
    assert attack_facts(settings, ATTACKS["ifgsm"], 5.0, "ifgsm")["start_sha256"] == picture(grey(3)).sha256()
    plain = asked("ifgsm", epsilon="5").complete(ATTACKS["ifgsm"])
    assert "start_sha256" not in attack_facts(plain, ATTACKS["ifgsm"], 5.0, "ifgsm")


def test_without_a_start_runs_begin_at_the_original() -> None:
    run = AttackRun(picture(grey(3)), curved("classification"), asked("ifgsm", epsilon="5"))
    assert problem([run], run.engine).start is None
    assert torch.equal(run.origin, run.model.tensor(run.image))


def test_colour_begins_at_colour() -> None:
    original = np.random.default_rng(0).integers(40, 200, (8, 8, 3), dtype=np.uint8)
    start = original + np.uint8(3)
    spec = Model(card(channels=3), nn.Sequential(nn.Flatten(), nn.Linear(192, 3)), torch.device("cpu"))
    run = AttackRun(picture(original), spec, asked("ifgsm", epsilon="5", steps=1, start=start))
    assert np.array_equal(next(run.steps()).perturbation(), np.full((8, 8, 3), 3))
