"""Where a model looked, against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from medadv_gui.attack.saliency import answer_score, grad_cam, input_gradient, look
from medadv_gui.core.errors import ModelError
from medadv_gui.models.load import Model
from medadv_gui.models.preprocess import Preprocess
from medadv_gui.models.tasks import task_of
from tests.attack.test_mathematics import Linear, Small, grey, model
from tests.attack.test_run import Pixelwise
from tests.support import card, picture


def task(kind: str = "classification", **output: object):
    made = card(kind, output=output or None)
    return task_of(made, Preprocess(made.input), 8, 8)


@pytest.mark.parametrize("seed", range(3))
def test_of_a_linear_model_the_gradient_is_its_weights(seed: int) -> None:
    network, u = Linear(seed), torch.rand(1, 1, 8, 8)
    label = int(network(u).argmax())
    found = input_gradient(network, u, lambda outputs: answer_score(outputs, task()))
    assert torch.equal(found, network.weight[label].reshape(8, 8).abs().detach())


class Toy(nn.Module):
    """Two maps, averaged, added up with weights 3 and -2."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(1, 2, 1, bias=False)
        self.maps = nn.Conv2d(2, 2, 2, 2, bias=False)

    def forward(self, u: torch.Tensor) -> torch.Tensor:
        means = self.maps(self.first(u)).mean((2, 3))
        return torch.stack([3 * means[:, 0] - 2 * means[:, 1], means[:, 0] * 0 - 100], 1)


def test_grad_cam_is_the_weighted_sum_of_the_last_map() -> None:
    torch.manual_seed(0)
    network, u = Toy(), torch.rand(1, 1, 8, 8)
    found = grad_cam(network, u, lambda outputs: answer_score(outputs, task()))
    maps = network.maps(network.first(u))[0]
    expected = ((3 * maps[0] - 2 * maps[1]) / 16).clamp(min=0)
    assert torch.allclose(found, expected.detach(), atol=1e-6)
    assert not network.maps._forward_hooks


class Pieces(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 3, 3)

    def forward(self, u: torch.Tensor) -> torch.Tensor:
        return sum(self.conv(half).mean((2, 3)) for half in (u[..., :4], u[..., 4:]))


def test_grad_cam_is_refused_in_words() -> None:
    for network, words in ((Linear(0), "looked into"), (Pieces(), "in one piece")):
        with pytest.raises(ModelError, match=words):
            grad_cam(network, torch.rand(1, 1, 8, 8), lambda outputs: answer_score(outputs, task()))


def test_the_score_of_each_task() -> None:
    outputs = torch.tensor([[1.0, 5.0, -2.0]])
    assert answer_score(outputs, task()) == 5
    assert answer_score(outputs, task("multilabel")) == 6
    assert answer_score(-outputs.abs(), task("multilabel")) == -1
    maps = torch.zeros(1, 3, 8, 8)
    maps[:, 0] = 1
    assert answer_score(maps, task("segmentation")) is None
    maps[0, 2, 3, 4] = 7
    assert answer_score(maps, task("segmentation")) == 7
    by_sigmoid = torch.full((1, 2, 8, 8), -1.0)
    by_sigmoid[0, 1, 0, :2] = 2
    assert answer_score(by_sigmoid, task("segmentation", activation="sigmoid")) == 4
    cells = torch.full((1, 7, 2, 2), -3.0)
    assert answer_score(cells, task("detection")) == -3
    cells[0, 1, 0, 0] = 4
    assert answer_score(cells, task("detection")) == 4


@pytest.mark.parametrize("size", [(8, 8), (20, 12)])
def test_a_look_has_the_images_size_and_follows_the_change(size: tuple[int, int]) -> None:
    stored = np.random.default_rng(0).integers(0, 256, size, dtype=np.uint8)
    spec = model(Small(), resize="fit") if size != (8, 8) else model(Small())
    for method in ("gradient", "grad-cam"):
        before = look(spec, picture(stored), None, method)
        after = look(spec, picture(stored), 255 - stored, method)
        assert before is not None
        assert before.shape == size
        assert (before >= 0).all()
        assert not np.array_equal(before, after)


def test_a_segmentation_that_finds_nothing_looked_nowhere() -> None:
    spec = Model(card("segmentation", ("background", "thing")), Pixelwise(), torch.device("cpu"))
    dark, bright = (np.full((8, 8), value, np.uint8) for value in (0, 255))
    assert look(spec, picture(dark), None, "gradient") is None
    found = look(spec, picture(dark), bright, "gradient")
    assert found is not None
    assert found.min() > 0


def test_the_network_is_left_as_it_was() -> None:
    spec = model(Small())
    look(spec, picture(grey()), None, "grad-cam")
    assert not any(p.requires_grad or p.grad is not None for p in spec.network.parameters())
    assert not any(m._forward_hooks for m in spec.network.modules())
