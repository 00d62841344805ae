"""Copies of a finished perturbation at a share of its size: pictures of what lies between, not attacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from medadv_gui.attack.ball import to_lattice
from medadv_gui.attack.criterion import DICE_DROP, criterion
from medadv_gui.core.result import AttackResult
from medadv_gui.core.types import Image, MaskPrediction, Prediction
from medadv_gui.models.load import Model


@dataclass(frozen=True, eq=False)
class Scaled:
    """A copy of a result's perturbation at `share`, 0 to 1, of its size.

    stored : the storable image, of the original's shape and type. linf : its largest change, stored units. answer :
    the model's. success : whether the attack's criterion is met.
    """

    share: float
    stored: NDArray[Any]
    linf: float
    answer: Prediction
    success: bool


def scaled_copy(image: Image, adversarial: NDArray[Any], share: float) -> NDArray[Any]:
    """`image.stored` with `share`, 0 to 1, of its change to `adversarial` (stored values of the same shape), each cut
    off to a whole unit toward the original; none takes the padding value."""
    original = image.stored.astype(np.float64)
    # The small term forgives a share such as 0.29, of which 100 times is less than 29.
    units = np.trunc((adversarial - original) * share * (1 + 1e-12))
    moved = (original + units).astype(np.float32)
    channels_first = moved.transpose(2, 0, 1) if image.colour else moved[None]
    return to_lattice(torch.from_numpy(np.ascontiguousarray(channels_first)), image)


def scale(result: AttackResult, image: Image, model: Model, share: float) -> Scaled:
    """Ask the model about a scaled copy of the result's perturbation of `image`.

    Raises ModelError where the model answers with something that is no number.
    """
    stored = scaled_copy(image, result.adversarial, share)
    answer = model.predict(image.with_stored(stored))
    if isinstance(answer, MaskPrediction) and isinstance(result.reference, MaskPrediction):
        answer = answer.against(result.reference.mask)
    drop, invented = result.attack.get("drop", DICE_DROP), bool(result.attack.get("invented"))
    meant = criterion(
        result.predictions["original"], result.reference, result.attack.get("target"), drop, invented=invented
    )
    linf = float(np.abs(stored.astype(np.int64) - image.stored.astype(np.int64)).max())
    return Scaled(share, stored, linf, answer, linf > 0 and meant.met(answer))
