"""Load a model from its card: safetensors alone, checked against the card's SHA-256. Nothing is unpickled."""

from __future__ import annotations

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from medadv_gui.core.errors import ModelError
from medadv_gui.core.files import file_sha256
from medadv_gui.core.types import Image, Prediction
from medadv_gui.models import device as devices
from medadv_gui.models.adapt import adapted
from medadv_gui.models.card import ModelCard
from medadv_gui.models.library import fits, refusal, rescale, spacing_of
from medadv_gui.models.networks import build
from medadv_gui.models.preprocess import Preprocess
from medadv_gui.models.sliding import SlidingWindow
from medadv_gui.models.tasks import Task, outputs_fault, task_of

MAX_WEIGHTS = 4 << 30


class Model:
    """A frozen network on a device, with its card."""

    def __init__(self, card: ModelCard, network: nn.Module, device: torch.device) -> None:
        self.card, self.device = card, device
        self.network = network.to(device).eval().requires_grad_(False)

    @property
    def device_text(self) -> str:
        return devices.describe(self.device)

    def preprocess(self, image: Image) -> Preprocess:
        """The preprocessing of this image for this network.

        Raises ModelError where the model does not fit the image.
        """
        reason = fits(self.card, image)
        if reason is not None:
            raise ModelError(f"{self.card.id} does not fit {image.path.name}: {reason}")
        return Preprocess(self.card.input, *rescale(self.card, image), spacing_of(image)).to(self.device)

    def task(self, image: Image, preprocess: Preprocess) -> Task:
        """The card's task for an image of this size."""
        return task_of(self.card, preprocess, *image.shape)

    def tensor(self, image: Image) -> Tensor:
        """Stored values as (1, C, rows, columns), of a volume (1, 1, slices, rows, columns), float32 on the device."""
        array = image.stored.astype(np.float32)
        array = array.transpose(2, 0, 1) if image.colour else array[None]
        return torch.from_numpy(np.ascontiguousarray(array))[None].to(self.device)

    @torch.no_grad()
    def predict(self, image: Image) -> Prediction:
        """The model's answer to one image.

        Raises ModelError where the model does not fit it or answers with something that is no number.
        """
        preprocess = self.preprocess(image)
        outputs = self.network(preprocess(self.tensor(image)))
        check_outputs(outputs, self.card)
        return self.task(image, preprocess).decode(outputs)


def check_outputs(outputs: Tensor, card: ModelCard) -> None:
    """Raise ModelError unless `outputs` is finite and shaped as the card's task and labels ask."""
    fault = outputs_fault(outputs, card)
    if fault is not None:
        raise ModelError(f"{card.id}: {fault}")


def load_model(card: ModelCard, device: str = "auto") -> Model:
    """The card's network with its weights.

    Raises
    ------
    ModelError
        If the weight file is missing, too large, no safetensors, altered since the card was written, or does
        not match the architecture.
    """
    path = card.weights_path
    if not path.is_file():
        raise ModelError(f"{card.id}: the weight file {path.name} is missing")
    if path.stat().st_size > MAX_WEIGHTS:
        raise ModelError(f"{card.id}: the weight file {path.name} is larger than 4 GiB")
    if path.suffix != ".safetensors":
        raise ModelError(f"{card.id}: {path.name}: {refusal(path)}")
    if file_sha256(path) != card.sha256:
        raise ModelError(f"{card.id}: {path.name} is not the file its card was written for (SHA-256 differs)")
    devices.set_threads()
    try:
        network = build(card.architecture, dict(card.arguments))
        network.load_state_dict(load_file(path), strict=True)
    except (SafetensorError, RuntimeError, KeyError, TypeError, ValueError) as error:
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise ModelError(f"{card.id}: the weights do not fit the architecture ({reason})") from None
    network = adapted(network, card)
    if card.input.dimensions == 3:
        network = SlidingWindow(network, card.input)
    return Model(card, network, devices.pick(device))
