"""Probes that tell whether a model can be attacked: deterministic, with a finite input gradient that is not zero and
agrees with a finite difference."""

from __future__ import annotations

import torch
from torch import Tensor

from medadv_gui.core.errors import ModelError
from medadv_gui.models.card import ModelCard
from medadv_gui.models.load import check_outputs, load_model

# Central differences of a float32 network: the two sides carry about this much rounding.
_TOLERANCE = 0.05


def probe(card: ModelCard) -> dict[str, str]:
    """What was found, by probe, in words.

    Raises ModelError, with the reason, where the model cannot be loaded or attacked.
    """
    model = load_model(card, "cpu")
    spec = card.input
    generator = torch.Generator().manual_seed(0)
    x = torch.rand((1, spec.channels, *spec.size), generator=generator)
    with torch.no_grad():
        first, second = model.network(x), model.network(x)
    check_outputs(first, card)
    same = torch.equal(first, second)
    weights = torch.rand(first.shape, generator=generator)

    def scalar(v: Tensor) -> Tensor:
        value: Tensor = (model.network(v) * weights).sum()
        return value

    v = x.clone().requires_grad_(True)
    value = scalar(v)
    if not value.requires_grad:
        raise ModelError(f"{card.id}: no gradient reaches the input; gradient attacks cannot work")
    (gradient,) = torch.autograd.grad(value, v, allow_unused=True)
    if gradient is None:
        raise ModelError(f"{card.id}: no gradient reaches the input; gradient attacks cannot work")
    if not torch.isfinite(gradient).all():
        raise ModelError(f"{card.id}: the input gradient is not finite")
    norm = float(gradient.norm())
    if norm == 0:
        raise ModelError(f"{card.id}: the input gradient is zero everywhere")
    direction = gradient / norm
    size = 1e-2
    with torch.no_grad():
        slope = float(scalar(x + size * direction) - scalar(x - size * direction)) / (2 * size)
    error = abs(slope - norm) / norm
    if error > 0.5:
        raise ModelError(f"{card.id}: the input gradient disagrees with a finite difference by {error:.0%}")
    agreement = "agrees" if error <= _TOLERANCE else "agrees roughly"
    return {
        "weights": f"SHA-256 matches the card ({card.sha256[:12]})",
        "outputs": f"shape {tuple(first.shape)} matches {len(card.labels)} labels",
        "deterministic": "two runs on one input are equal" if same else "no: two runs differ; attack it with --samples",
        "input gradient": "finite and not zero",
        "finite difference": f"{agreement} (off by {error:.1%})",
    }
