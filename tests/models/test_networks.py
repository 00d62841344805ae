"""The bundled networks: shapes, gradients, what they are built of."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch
from torch import nn

from medadv_gui.core.errors import ModelError
from medadv_gui.models.networks import ARCHITECTURES, build

SMALL = {
    "unet": ({"inputs": 1, "classes": 3, "widths": [4, 8, 8]}, (2, 1, 32, 48), (2, 3, 32, 48)),
    "centre-detector": (
        {"inputs": 3, "widths": [4, 8, 8], "blocks": [1, 2, 1], "neck": 6},
        (2, 3, 32, 48),
        (2, 5, 8, 12),
    ),
    "ordinal-grader": (
        {"classes": 5, "lesions": 4, "widths": [4, 8, 8], "blocks": [1, 1, 1], "neck": 6},
        (2, 3, 32, 48),
        (2, 5),
    ),
    "lung-reader": (
        {"classes": 2, "labels": 3, "widths": [4, 8, 8], "levels": 2, "bins": 8},
        (2, 1, 32, 48),
        (2, 2),
    ),
}


def test_every_architecture_is_covered() -> None:
    assert set(SMALL) == set(ARCHITECTURES)


@pytest.mark.parametrize("name", SMALL)
def test_output_shape_and_gradient(name: str) -> None:
    arguments, given, wanted = SMALL[name]
    torch.manual_seed(0)
    network = build(name, arguments).eval()
    x = torch.rand(given, requires_grad=True)
    out = network(x)
    assert out.shape == wanted
    (gradient,) = torch.autograd.grad(out.square().sum(), x)
    assert torch.isfinite(gradient).all()
    assert gradient.abs().sum() > 0


@pytest.mark.parametrize("name", SMALL)
def test_convolutions_before_a_norm_have_no_bias(name: str) -> None:
    for part in build(name, SMALL[name][0]).modules():
        if isinstance(part, nn.Sequential):
            for first, second in pairwise(part):
                if isinstance(first, nn.Conv2d) and isinstance(second, nn.BatchNorm2d):
                    assert first.bias is None


def test_lesion_maps_agree_with_the_answer() -> None:
    arguments, given, wanted = SMALL["ordinal-grader"]
    network = build("ordinal-grader", arguments).eval()
    x = torch.rand(given)
    features, lesions = network.pooled(x)
    grades, severity = network.grade(features)
    assert torch.equal(grades, network(x))
    assert lesions.shape == (2, 4, 8, 12)
    assert grades.shape == wanted
    # without the evidence for grade 0 the likeliest grade is the nearest to the severity
    nearest = severity.round().clamp(1, 4).long()
    assert torch.equal(grades[:, 1:].argmax(1) + 1, nearest)


def test_a_lung_reader_looks_into_the_lungs() -> None:
    """With a mask of one half of the slice, told by the segmentation's bias, the features are that half's figures."""
    network = build("lung-reader", SMALL["lung-reader"][0]).eval()

    class Half(nn.Module):
        def encode(self, x: torch.Tensor) -> list[torch.Tensor]:
            return [x, nn.functional.avg_pool2d(x, 2)]

        def decode(self, maps: list[torch.Tensor]) -> torch.Tensor:
            lung = torch.zeros_like(maps[0])
            lung[..., :24] = 1
            return torch.cat([20 - 40 * lung, lung, lung - 20], 1)

    network.lungs = Half()
    x = torch.rand(1, 1, 32, 48)
    found, half = network.features(x)[0], x[..., :24]
    assert found[0] == pytest.approx(half.mean().item(), abs=1e-4)
    assert found[1] == pytest.approx(half.std(correction=0).item(), abs=1e-3)
    assert found[2] == pytest.approx(half.mean().item(), abs=1e-4)
    assert found[-1] == pytest.approx(0.5, abs=1e-4)
    x[..., 24:] = 7.0
    assert torch.allclose(network.features(x)[0][: 4 + 8], found[: 4 + 8], atol=1e-3)


def test_unknown_or_misfit_architectures_are_refused() -> None:
    with pytest.raises(ModelError, match="unknown architecture"):
        build("resnet-9000", {})
    with pytest.raises(ModelError, match="does not fit"):
        build("unet", {"depth": 3})
