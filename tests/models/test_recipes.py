"""The bundled models' folders, and the recipes' figures against values worked out by hand."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from medadv_gui.models.card import ModelCard, read_card
from medadv_gui.models.lungs import left_right
from medadv_gui.models.networks import build
from medadv_gui.models.preprocess import Preprocess
from medadv_gui.models.recipes import RECIPES, common, endo_polyp, fundus_dr
from medadv_gui.models.recipes.metrics import (
    auc,
    average_precision,
    bootstrap,
    box_iou,
    dice,
    match,
    quadratic_kappa,
)

MODELS = Path(__file__).parents[2] / "resources" / "models"


@pytest.fixture(params=sorted(RECIPES))
def card(request: pytest.FixtureRequest) -> ModelCard:
    return read_card(MODELS / request.param)


def test_weights_are_the_cards_and_fit(card: ModelCard) -> None:
    content = card.weights_path.read_bytes()
    assert len(content) <= 15e6
    assert hashlib.sha256(content).hexdigest() == card.sha256
    network = build(card.architecture, card.arguments).eval()
    network.load_state_dict(load_file(card.weights_path))
    prep = Preprocess(card.input)
    stored = torch.full((1, card.input.channels, 100, 120), card.input.upper / 2)
    with torch.inference_mode():
        out = network(prep(stored))
    size = (card.input.height, card.input.width)
    wanted = {
        "classification": (1, len(card.labels)),
        "segmentation": (1, len(card.labels), *size),
        "detection": (1, 5, size[0] // 4, size[1] // 4),
    }
    assert out.shape == wanted[card.task]
    assert torch.isfinite(out).all()


def test_card_states_its_figures(card: ModelCard) -> None:
    assert card.metrics
    for entry in card.metrics:
        assert entry["split"] == "test"
        assert entry["low"] <= entry["value"] <= entry["high"]
        assert entry["n"] > 0
    assert card.intended_use.startswith("demonstration only")
    recipe = json.loads((card.folder / "recipe.json").read_text(encoding="utf-8"))
    assert recipe["recipe"] == card.id
    assert recipe["training_seconds"] > 0


def test_auc() -> None:
    truth = np.array([0, 0, 1, 1])
    assert auc(truth, np.array([0.1, 0.4, 0.35, 0.8])) == 0.75
    assert auc(truth, np.array([1, 1, 1, 1])) == 0.5
    assert auc(truth, np.array([0, 1, 2, 3])) == 1.0
    assert np.isnan(auc(np.ones(3), np.arange(3)))


def test_quadratic_kappa() -> None:
    truth = np.array([0, 1, 2])
    assert quadratic_kappa(truth, truth, 3) == 1.0
    assert quadratic_kappa(truth, 2 - truth, 3) == pytest.approx(-1.0)
    # two classes: weights 0 and 1, so Cohen's kappa: agreement 3/4, chance 1/2
    assert quadratic_kappa(np.array([0, 0, 1, 1]), np.array([0, 0, 1, 0]), 2) == pytest.approx(0.5)


def test_dice_is_over_the_whole_volume() -> None:
    assert dice(np.array([0, 2]), np.array([1, 4]), np.array([0, 3])) == pytest.approx(0.5)
    assert np.isnan(dice(np.zeros(2), np.zeros(2), np.zeros(2)))


def test_box_iou() -> None:
    a = np.array([[0.0, 0.0, 2.0, 2.0]])
    b = np.array([[1.0, 0.0, 3.0, 2.0], [0.0, 0.0, 2.0, 2.0], [5.0, 5.0, 6.0, 6.0]])
    assert box_iou(a, b)[0] == pytest.approx([1 / 3, 1.0, 0.0])


def test_average_precision() -> None:
    box = np.array([[0.0, 0.0, 10.0, 10.0]])
    away = box + 50
    found = match((np.concatenate([box, box, away]), np.array([0.9, 0.8, 0.7])), np.concatenate([box, away]))
    assert found[1].tolist() == [True, False, True]  # the second box finds what was found already
    # recall 1/2 at precision 1, recall 1 at precision 2/3
    assert average_precision([found], 2) == pytest.approx(0.5 + 0.5 * 2 / 3)
    # the envelope: a late hit lifts what lies before it
    late = (np.array([0.9, 0.8, 0.7]), np.array([False, True, True]))
    assert average_precision([late], 2) == pytest.approx(2 / 3)
    assert average_precision([(np.zeros(0), np.zeros(0, bool))], 3) == 0.0


def test_bootstrap_of_a_mean() -> None:
    values = np.random.default_rng(1).normal(size=400)
    mean, low, high = bootstrap(lambda pick: float(values[pick].mean()), 400)
    assert mean == pytest.approx(values.mean())
    assert (high - low) / 2 == pytest.approx(1.96 * values.std() / 20, rel=0.1)


def test_left_lung_lies_on_the_pictures_right() -> None:
    body = np.zeros((60, 100), np.uint8)
    body[5:55, 10:90] = 160
    lung = np.zeros(body.shape, bool)
    lung[15:45, 20:45] = lung[15:45, 55:80] = True
    apart = left_right(lung, body)
    assert (apart[:, 55:80][lung[:, 55:80]] == 1).all()
    assert (apart[:, 20:45][lung[:, 20:45]] == 2).all()
    lung[20, 45:55] = True  # a bridge joins them: the cut is near the middle
    joined = left_right(lung, body)
    assert (joined[apart > 0] == apart[apart > 0]).all()


def test_warping_moves_pixels_and_boxes_alike() -> None:
    size = (endo_polyp.SPEC.height, endo_polyp.SPEC.width)
    box = np.array([[100.0, 80.0, 140.0, 120.0]])
    x = torch.zeros(1, 1, *size)
    x[..., 80:120, 100:140] = 1
    maps = common.affine(
        np.random.default_rng(5),
        size,
        1,
        scale=(0.7, 0.8),
        shift=0.1,
        degrees=0,
        stretch=0.2,
        flip=True,
        quarter_turns=True,
    )
    seen = common.warp(x, maps)[0, 0] > 0.5
    rows, columns = torch.nonzero(seen, as_tuple=True)
    moved = endo_polyp.move_boxes(box, maps[0])[0]
    shown = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
    assert moved == pytest.approx([float(v) for v in shown], abs=1.5)


def test_detection_targets_decode_to_their_boxes() -> None:
    card = read_card(MODELS / "endo-polyp")
    boxes = np.array([[40.0, 30.0, 90.0, 70.0], [150.0, 100.0, 170.0, 160.0]])
    heat, values, _ = endo_polyp.targets([boxes])
    out = torch.cat([torch.logit(heat[:, None].clamp(1e-4, 1 - 1e-4)), values], 1)[0]
    size = (endo_polyp.SPEC.height, endo_polyp.SPEC.width)
    pictures = endo_polyp.Pictures(np.zeros((1, 3, *size), np.uint8), (boxes,), (size,))

    class Fixed(torch.nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return out[None]

    answers = endo_polyp.found(Fixed(), pictures, card, 0.9)
    assert len(answers[0][0]) == 2
    assert endo_polyp.ap50(answers, [boxes]) == 1.0


def test_disease_logit_is_that_of_any_grade_but_none() -> None:
    logits = torch.tensor([[0.3, -1.0, 2.0, 0.5, 0.1]])
    p = logits.softmax(1)[:, 0]
    assert torch.sigmoid(fundus_dr.disease(logits)) == pytest.approx((1 - p).numpy())
