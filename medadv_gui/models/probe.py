"""Probes that tell whether a model does what its card says and can be attacked. They load and run the model: of one
that is not the program's own in a process apart (`guard.check`)."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from medadv_gui.models import device as devices
from medadv_gui.models.card import ModelCard
from medadv_gui.models.foreign import Foreign
from medadv_gui.models.formats import network_of
from medadv_gui.models.guard import VECTOR, Probe
from medadv_gui.models.preprocess import Preprocess
from medadv_gui.models.sniff import KINDS
from medadv_gui.models.tasks import outputs_fault
from medadv_gui.models.vector import difference

# Central differences of a float32 network: the two sides carry about this much rounding.
_TOLERANCE, _WRONG = 0.05, 0.5
_STEPS = (1e-2, 1e-3)
_SAME = 1e-3  # of two runs with other neighbours in the batch, relative to the largest output


def probe(card: ModelCard) -> tuple[Probe, ...]:
    """What was found, in order; the last one is a failed one where it makes the rest meaningless.

    Raises ModelError, with the reason, where the model is refused or cannot be loaded or run.
    """
    devices.set_threads()
    network = network_of(card).eval().requires_grad_(False)
    return tuple(_probes(card, network))


def _probes(card: ModelCard, network: nn.Module) -> Iterator[Probe]:
    yield Probe("file", True, f"{KINDS[card.format]}; SHA-256 matches the card ({card.sha256[:12]})")
    generator = torch.Generator().manual_seed(0)
    preprocess = Preprocess(card.input)
    shape = (2, card.input.channels, *card.input.size)
    # What the card's window makes of any values, evenly spread.
    both = (torch.rand(shape, generator=generator) - preprocess.mean) / preprocess.std
    x = both[:1]
    with torch.no_grad():
        first, second = network(x), network(x)
    wrong = outputs_fault(first, card)
    if wrong is not None:
        yield Probe("outputs", False, wrong)
        return
    yield Probe("outputs", True, f"shape {tuple(first.shape)} matches {len(card.labels)} labels")
    yield from _determined(network, bool(torch.equal(first, second)))
    weights = torch.rand(first.shape, generator=generator)
    yield from _differentiable(network, x, weights)
    if card.input.dimensions == 2:
        yield _free_batch(network, both, first)
    yield _range(card, preprocess)
    yield _vector(card, network)


def _facts(network: nn.Module) -> Foreign | None:
    return next((part for part in network.modules() if isinstance(part, Foreign)), None)


def _determined(network: nn.Module, same: bool) -> Iterator[Probe]:
    if same:
        yield Probe("deterministic", True, "two runs on one input are equal")
        return
    foreign = _facts(network)
    training = foreign is not None and foreign.facts.training
    why = "it was exported in training mode, so export it after .eval()" if training else "attack it with --samples"
    yield Probe("deterministic", False, f"two runs on one input differ; {why}")


def _differentiable(network: nn.Module, x: Tensor, weights: Tensor) -> Iterator[Probe]:
    """The gradient of a random direction of the outputs, and its agreement with finite differences."""

    def scalar(v: Tensor) -> Tensor:
        value: Tensor = (network(v) * weights).sum()
        return value

    v = x.clone().requires_grad_(True)
    value = scalar(v)
    gradient = torch.autograd.grad(value, v, allow_unused=True)[0] if value.requires_grad else None
    reason = ""
    if gradient is None:
        reason = "no gradient reaches the input (a cast to whole numbers, or a detached part)"
    elif not torch.isfinite(gradient).all():
        reason = "the input gradient is not finite"
    elif not gradient.any():
        reason = "the input gradient is zero everywhere"
    if gradient is None or reason:
        yield Probe("input gradient", False, f"{reason}; gradient attacks cannot work")
        return
    yield Probe("input gradient", True, "finite and not zero")
    norm = float(gradient.norm())
    direction = gradient / norm
    with torch.no_grad():
        slopes = [float(scalar(x + h * direction) - scalar(x - h * direction)) / (2 * h) for h in _STEPS]
    error = min(abs(slope - norm) for slope in slopes) / norm
    if error > _WRONG:
        text = f"disagrees with the input gradient by {error:.0%}; gradient attacks would follow a wrong direction"
        yield Probe("finite difference", False, text)
        return
    off = f"off by {error:.1%}"
    text = f"agrees well enough ({off})" if error <= _TOLERANCE else f"agrees roughly ({off})"
    yield Probe("finite difference", True, text)


@torch.no_grad()
def _free_batch(network: nn.Module, both: Tensor, first: Tensor) -> Probe:
    """Whether two images at once are answered like each by itself."""
    outputs, second = network(both), network(both[1:])
    apart = torch.cat([first, second])
    if outputs.shape != apart.shape:
        return Probe("free batch", False, f"two images at once give outputs of shape {tuple(outputs.shape)}")
    off = float((outputs - apart).abs().max() / apart.abs().max().clamp(min=1e-12))
    if off > _SAME:
        return Probe("free batch", False, f"two images at once are answered differently than each alone ({off:.1%})")
    foreign = _facts(network)
    if foreign is not None and foreign.alone:
        return Probe("free batch", True, "made for one image at a time; several go one by one")
    return Probe("free batch", True, "two images at once are answered like each alone")


def _range(card: ModelCard, preprocess: Preprocess) -> Probe:
    """The input window's two ends, as the network sees them, against what the card says that it expects."""
    ends = torch.stack([(end - preprocess.mean) / preprocess.std for end in (0.0, 1.0)])
    low, high = float(ends.min()), float(ends.max())
    found = f"the network's input lies between {low:.3g} and {high:.3g}"
    if card.input.range is None:
        return Probe("expected range", True, f"{found}; the card does not say what it expects")
    wanted = f"the card expects {card.input.range[0]:.3g} to {card.input.range[1]:.3g}"
    slack = 1e-3 * (card.input.range[1] - card.input.range[0])
    inside = card.input.range[0] - slack <= low and high <= card.input.range[1] + slack
    return Probe("expected range", inside, f"{found}; {wanted}")


def _vector(card: ModelCard, network: nn.Module) -> Probe:
    """The card's stored image through preprocessing and network, against the outputs that belong to it."""
    if card.test_vector is None:
        return Probe(VECTOR, True, f"none; preprocessing {card.preprocessing}")
    off = difference(card, network)
    if off > card.test_vector.tolerance:
        text = f"off by {off:.3g}, more than {card.test_vector.tolerance:g}: preprocessing or weights differ"
        return Probe(VECTOR, False, text)
    return Probe(VECTOR, True, f"reproduced, off by {off:.2g} at most")
