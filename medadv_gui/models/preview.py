"""What a network is fed for one image, and what looks wrong about it: for a card that is being filled in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from medadv_gui.core.errors import ModelError
from medadv_gui.core.types import Image, Prediction, Volume
from medadv_gui.models.card import InputSpec, ModelCard
from medadv_gui.models.load import Model
from medadv_gui.models.preprocess import Preprocess

BINS = 64
# Above this share of a picture outside the window, it is a mistake and no choice: a lung window cuts off half a slice.
_CUT = 0.75
# A picture that takes up less of the window, or of the expected range, than this is nearly flat.
_NARROW = 0.05
# Networks are trained on numbers of about one; none of these is reached by a mean and deviation that belong together.
_LARGE, _GREY_LEVELS = 20.0, 2.0
_OUTSIDE = 1e-3
# How many times another spread than in training a normalisation layer may meet: pictures differ by less.
_FOREIGN = 8.0
_FAULTS = (RuntimeError, TypeError, ValueError, IndexError, KeyError, AttributeError)


@dataclass(frozen=True, eq=False)
class Look:
    """One image on its way into a network.

    counts : (channels, BINS) values by bin, `edges` (BINS + 1) their ends; both hold the expected range too.
    picture : uint8 (h, w) or (h, w, 3), the network's input with mean and deviation taken back: the window's lower end
    is black, its upper end white. low, high, mean, deviation : of all values.
    remarks : what looks wrong, a sentence each. problem : why the network gave no answer; empty where it did or where
    there is none to ask.
    """

    counts: NDArray[np.int64]
    edges: NDArray[np.float64]
    picture: NDArray[np.uint8]
    low: float
    high: float
    mean: float
    deviation: float
    remarks: tuple[str, ...] = ()
    prediction: Prediction | None = None
    problem: str = ""


@torch.no_grad()
def look(card: ModelCard, image: Image, network: nn.Module | None = None) -> Look:
    """The image as the card has it preprocessed, and the answer of `network` to it.

    A network in three dimensions is shown one slice and not asked. Raises ModelError where the card's model cannot
    look at this image at all.
    """
    volume = card.input.dimensions == 3
    model = Model(card, nn.Identity() if network is None else network, torch.device("cpu"))
    seen = Volume.of([image]) if volume else image
    preprocess = model.preprocess(seen)
    u = preprocess(model.tensor(seen))
    prediction, problem, met = None, "", Met()
    if volume:
        problem = "a network for whole series is not asked about one slice"
    elif network is not None:
        try:
            with watched(network) as met:
                prediction = model.predict(image)
        except ModelError as error:
            problem = str(error).removeprefix(f"{card.id}: ")
        except _FAULTS as error:
            problem = f"the network does not take this input ({next(iter(str(error).splitlines()), '')[:160]})"
    values = u[0].flatten(1).double().numpy()
    counts, edges = histogram(values, card.input.range)
    return Look(
        counts, edges, _picture(u, card.input), float(values.min()), float(values.max()), float(values.mean()),
        float(values.std()), tuple(_remarks(card.input, seen, preprocess, values, met)), prediction, problem,
    )  # fmt: skip


def histogram(
    values: NDArray[np.float64], expected: tuple[float, float] | None
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Counts (channels, BINS) of `values` (channels, n), and the bins' BINS + 1 ends, the expected range among them."""
    ends = [float(values.min()), float(values.max()), *(expected or ())]
    low, high = min(ends), max(ends)
    if high - low < 1e-6 * max(1.0, abs(low), abs(high)):
        low, high = low - 0.5, high + 0.5
    edges = np.linspace(low, high, BINS + 1)
    return np.stack([np.histogram(channel, edges)[0] for channel in values]).astype(np.int64), edges


def _picture(u: Tensor, spec: InputSpec) -> NDArray[np.uint8]:
    x = u[0] if u.dim() == 4 else u[0, :, u.shape[2] // 2]
    std, mean = (torch.tensor(numbers)[:, None, None] for numbers in (spec.std, spec.mean))
    x = (x * std + mean).clamp(0.0, 1.0)
    levels: NDArray[np.uint8] = torch.floor(255.0 * x + 0.5).to(torch.uint8).movedim(0, -1).numpy()
    return levels[..., 0] if levels.shape[-1] == 1 else levels


@dataclass
class Met:
    """What the first normalisation layer of a network was given, in its own terms: the root of the mean square, and the
    spread, both 1 where the values are as in training; empty where there is no such layer."""

    size: list[float] = field(default_factory=list)
    spread: list[float] = field(default_factory=list)


@contextmanager
def watched(network: nn.Module) -> Iterator[Met]:
    """What the first normalisation layer to be reached meets in the meantime."""
    met = Met()

    def hook(layer: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        mean, variance = layer.running_mean, layer.running_var
        if met.size or not isinstance(mean, Tensor) or not isinstance(variance, Tensor):
            return
        x = inputs[0].transpose(0, 1).flatten(1)
        deviation = variance.clamp_min(1e-12).sqrt()
        z = (x - mean[:, None]) / deviation[:, None]
        met.size.append(float(z.square().mean(1).sqrt().median()))
        met.spread.append(float((x.std(1) / deviation).median()))

    handles = [layer.register_forward_pre_hook(hook) for layer in network.modules() if isinstance(layer, _BatchNorm)]
    try:
        yield met
    finally:
        for handle in handles:
            handle.remove()


def _remarks(
    spec: InputSpec, image: Image, preprocess: Preprocess, values: NDArray[np.float64], met: Met
) -> Iterator[str]:
    """What looks wrong, the likely cause first."""
    low, high = float(values.min()), float(values.max())
    stored = image.stored if image.padding is None else image.stored[~image.padding]
    place = stored * (preprocess.slope / (spec.upper - spec.lower))
    place = place + (preprocess.intercept - spec.lower) / (spec.upper - spec.lower)
    below, above = float((place < 0).mean()), float((place > 1).mean())
    ends = [spec.lower + float(p) * (spec.upper - spec.lower) for p in (place.min(), place.max())]
    window = f"the window from {spec.lower:g} to {spec.upper:g}"
    goes = f"its values go from {ends[0]:.6g} to {ends[1]:.6g}{' HU' if spec.units == 'HU' else ''}"
    grey_levels = max(*map(abs, spec.mean), *map(abs, spec.std)) > _GREY_LEVELS
    flat = float(np.ptp(values, axis=1).max()) < 1e-6 * max(1.0, abs(low), abs(high))
    if flat:
        yield f"Every pixel is the same: the network sees nothing. Against {window}: {goes}."
    elif below + above > _CUT:
        yield f"{below + above:.0%} of this image is cut off at the ends of {window}: {goes}."
    elif place.max() - place.min() < _NARROW:
        yield f"This image fills only {float(place.max() - place.min()):.1%} of {window}: {goes}."
    if grey_levels:
        mean, std = (", ".join(f"{v / 255:.3g}" for v in numbers) for numbers in (spec.mean, spec.std))
        yield (
            "Mean and deviation look like grey levels from 0 to 255, but are applied to values from 0 to 1. "
            f"In that scale they are {mean} and {std}."
        )
    if spec.range is not None:
        yield from _against_range(values, spec.range, flat)
    elif max(abs(low), abs(high)) > _LARGE and not grey_levels:
        hint = "it was probably trained on 0 to 1" if met.size and met.size[0] > _FOREIGN else "few are trained on that"
        yield f"The network is given numbers from {low:.4g} to {high:.4g}: {hint}. Look at the deviation."
    if met.size and not flat:
        yield from _foreign(met)


def _against_range(values: NDArray[np.float64], expected: tuple[float, float], flat: bool) -> Iterator[str]:
    low, high = expected
    slack = 1e-3 * (high - low)
    outside = float(((values < low - slack) | (values > high + slack)).mean())
    if outside > _OUTSIDE:
        yield f"{outside:.1%} of the values lie outside the expected range from {low:g} to {high:g}."
    elif not flat and np.ptp(values) < _NARROW * (high - low):
        share = np.ptp(values) / (high - low)
        yield f"The values fill only {share:.1%} of the expected range from {low:g} to {high:g}."


def _foreign(met: Met) -> Iterator[str]:
    """What the network's own statistics of its training say."""
    if met.size[0] > _FOREIGN:
        yield (
            f"The network's first normalisation layer meets numbers {met.size[0]:.3g} times as large as in training: "
            "window, mean or deviation are not the ones it was trained with."
        )
    elif met.spread[0] < 1 / _FOREIGN:
        yield (
            f"The network's first normalisation layer meets contrasts {1 / met.spread[0]:.3g} times as small as in "
            "training: window, mean or deviation are not the ones it was trained with."
        )
