"""What a network is fed for one image, and that a wrong scale is noticed: seeded networks, pictures drawn here."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from medadv_gui.core.errors import ModelError
from medadv_gui.core.types import Image
from medadv_gui.models.preview import BINS, histogram, look, watched
from tests.support import card, picture


def grey(size: int = 32, seed: int = 0) -> Image:
    return picture(np.random.default_rng(seed).integers(0, 256, (size, size), dtype=np.uint8))


def ct(low: int = -1000, high: int = 400, **changes: object) -> Image:
    stored = np.linspace(low, high, 32 * 32).astype(np.int16).reshape(32, 32)
    return picture(stored, kind="dicom", modality="CT", units="HU", lowest=-32768, highest=32767, **changes)


def trained(scale: float = 1.0) -> nn.Module:
    """A network whose normalisation has seen values from 0 to `scale`."""
    torch.manual_seed(0)
    norm = nn.BatchNorm2d(4, momentum=None)
    network = nn.Sequential(nn.Conv2d(1, 4, 3), norm, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 3))
    network(scale * torch.rand(8, 1, 8, 8))
    return network.eval()


def test_the_input_is_what_preprocessing_makes() -> None:
    image = grey(8)
    seen = look(card(mean=(0.5,), std=(0.25,)), image)
    x = image.stored / 255
    assert seen.low == pytest.approx((x.min() - 0.5) / 0.25, abs=1e-5)
    assert seen.mean == pytest.approx((x.mean() - 0.5) / 0.25, abs=1e-5)
    assert seen.deviation == pytest.approx(x.std() / 0.25, abs=1e-5)
    np.testing.assert_array_equal(seen.picture, image.stored)
    assert seen.counts.sum() == image.stored.size
    assert seen.prediction is None
    assert seen.remarks == ()


def test_the_histogram_holds_the_expected_range() -> None:
    values = np.array([[0.0, 0.5, 1.0]])
    counts, edges = histogram(values, (-1.0, 3.0))
    assert (edges[0], edges[-1], len(edges)) == (-1.0, 3.0, BINS + 1)
    assert counts.sum() == 3
    counts, edges = histogram(np.zeros((2, 5)), None)
    assert edges[0] < 0 < edges[-1]
    assert counts.sum(1).tolist() == [5, 5]


def test_a_right_card_is_not_complained_about() -> None:
    network = trained()
    seen = look(card(), grey(), network)
    assert seen.remarks == ()
    assert seen.prediction is not None
    assert look(card(units="HU", lower=-1000.0, upper=400.0), ct(), network).remarks == ()
    half = look(card(units="HU", lower=-300.0, upper=400.0), ct())  # half of the slice is cut off, as windows do
    assert half.remarks == ()


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({"std": (1 / 255,)}, "from 0 to 255: it was probably trained on 0 to 1"),
        ({"mean": (123.7,), "std": (58.4,)}, "In that scale they are 0.485 and 0.229"),
        ({"upper": 1.0}, "is cut off at the ends of the window from 0 to 1: its values go from 0 to 255"),
        ({"upper": 65535.0}, "fills only 0.4% of the window"),
        ({"range": (0.0, 0.5)}, "lie outside the expected range from 0 to 0.5"),
        ({"range": (-100.0, 100.0)}, "fill only 0.5% of the expected range"),
        ({"mean": (30.0,), "std": (1.9,)}, "from 0 to 255"),
    ],
)
def test_a_wrong_range_is_told(spec: dict[str, object], words: str) -> None:
    remarks = look(card(**{"height": 32, "width": 32, **spec}), grey(), trained()).remarks
    assert any(words in remark for remark in remarks), remarks


def test_hu_that_are_clipped_flat_are_told() -> None:
    spec = {"units": "HU", "lower": 2000.0, "upper": 3000.0}
    (remark,) = look(card(**spec), ct()).remarks
    assert "Every pixel is the same" in remark
    assert "from -1000 to 400 HU" in remark
    spec = {"units": "HU", "lower": 0.0, "upper": 255.0}
    assert "is cut off" in look(card(**spec), ct()).remarks[0]


def test_padding_is_no_part_of_the_picture() -> None:
    stored = ct().stored.copy()
    stored[:30] = -2000
    padded = ct(padding_range=(-2000, -2000)).with_stored(stored)
    assert look(card(units="HU", lower=-1000.0, upper=400.0), padded).remarks == ()


def test_the_networks_own_statistics_tell_its_scale() -> None:
    for scale, std in ((1.0, 1.0), (255.0, 1 / 255)):
        network = trained(scale)
        right = look(card(std=(std,), range=(0.0, scale)), grey(), network)
        assert right.remarks == ()
        other = look(card(std=(1 / 255 / std,)), grey(), network)
        assert any("normalisation layer meets" in remark for remark in other.remarks)
        assert not any(module._forward_pre_hooks for module in network.modules())


def test_only_the_first_normalisation_layer_is_listened_to() -> None:
    network = trained().append(nn.Unflatten(1, (3, 1, 1))).append(nn.BatchNorm2d(3))
    with watched(network) as met, torch.no_grad():
        network.eval()(torch.rand(1, 1, 8, 8))
    assert len(met.size) == 1


def test_why_there_is_no_answer() -> None:
    assert "labels" in look(card(labels=("a", "b")), grey(), trained()).problem
    wrong = look(card(), grey(), nn.Conv2d(3, 3, 1))
    assert wrong.prediction is None
    assert wrong.problem.startswith("the network does not take this input")
    with pytest.raises(ModelError, match="colour"):
        look(card(channels=3), grey())


def test_a_volume_is_shown_by_a_slice() -> None:
    spec = {"dimensions": 3, "depth": 4, "resize": "none", "units": "HU", "lower": -1000.0, "upper": 400.0}
    seen = look(card("segmentation", ("background", "a"), **spec), ct(), trained())
    assert seen.picture.shape == (32, 32)
    assert "whole series" in seen.problem
