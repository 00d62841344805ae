"""Where a model looked: the gradient of its answer with respect to its input, and Grad-CAM.

Neither proves why a model answers as it does; they show what the answer hangs on near this image.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage
from torch import Tensor, nn
from torch.nn import functional as F

from medadv_gui.core.errors import ModelError
from medadv_gui.core.types import Image
from medadv_gui.models.load import Model
from medadv_gui.models.tasks import Classification, Detection, Task, presence

CONVOLUTIONS = (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.ConvTranspose2d)
SMOOTH = 1 / 64  # of the network input's shorter side: the gradient of single pixels is grainy
METHODS = ("gradient", "grad-cam")


def answer_score(outputs: Tensor, task: Task) -> Tensor | None:
    """The one number that the answer of the first image rests on, as the network gives it: the score of the label that
    it chooses; the sum over the labels that it finds present, or over the pixels or cells that it finds something in.
    Where a classifier or detector finds nothing present, its highest score; of a segmentation None."""
    if isinstance(task, Classification):
        if outputs.shape[1] > 1:
            return outputs[0].max()
        zero = 0.0 if task.logits else 0.5
        return outputs[0, 0] if float(outputs[0, 0]) >= zero else -outputs[0, 0]
    if isinstance(task, Detection):
        values = presence(outputs, task.card)[:1]
        found = values.detach() >= (task.decision if task.logits else task.score_threshold)
    else:
        hard = task.hard(outputs)
        by_label = hard.dim() > outputs.dim()  # absent and present of each label
        values, found = (outputs[:1], hard[:1, 1] > 0) if by_label else (outputs[:1, 1:], hard[:1, 1:] > 0)
    if bool(found.any()):
        return values[found].sum()
    return None if task.card.task == "segmentation" else values.max()


def input_gradient(network: nn.Module, u: Tensor, score: Callable[[Tensor], Tensor | None]) -> Tensor | None:
    """The largest magnitude over the channels of the gradient of `score` with respect to the network's input `u`
    (1, C, h, w): (h, w). After Simonyan, Vedaldi and Zisserman, "Deep Inside Convolutional Networks", 2014."""
    u = u.detach().requires_grad_(True)
    value = score(network(u))
    if value is None:
        return None
    (gradient,) = torch.autograd.grad(value, u)
    return gradient[0].abs().amax(0)


def grad_cam(network: nn.Module, u: Tensor, score: Callable[[Tensor], Tensor | None]) -> Tensor | None:
    """Grad-CAM, (h', w'): the convolutional maps of the coarsest size, the last of them, weighted by the mean gradient
    of `score` and summed, what is positive of it. After Selvaraju et al., ICCV 2017; of encoders and decoders the
    coarsest map is the one between them, after Vinogradova et al., AAAI 2020.

    Raises ModelError where the network has no such map.
    """
    maps: list[tuple[nn.Module, Tensor]] = []

    def keep(module: nn.Module, _: Any, output: Any) -> None:
        if isinstance(output, Tensor) and output.dim() == 4 and min(output.shape[2:]) > 1:
            maps.append((module, output))

    hooks = [m.register_forward_hook(keep) for m in network.modules() if isinstance(m, CONVOLUTIONS)]
    try:
        value = score(network(u.detach().requires_grad_(True)))
    finally:
        for hook in hooks:
            hook.remove()
    if not maps:
        raise ModelError("Grad-CAM needs a network whose convolutions can be looked into; this one's cannot")
    coarsest = min(output.shape[2] * output.shape[3] for _, output in maps)
    module, features = [pair for pair in maps if pair[1].shape[2] * pair[1].shape[3] == coarsest][-1]
    if sum(of is module for of, _ in maps) > 1 or features.shape[0] > 1:
        raise ModelError("Grad-CAM needs a network that sees the image in one piece; this one looks at parts")
    if value is None:
        return None
    (gradient,) = torch.autograd.grad(value, features, allow_unused=True)
    if gradient is None:
        raise ModelError("Grad-CAM finds no way from the last convolutional map to the answer")
    weights = gradient[0].mean((1, 2))
    return (weights[:, None, None] * features[0]).sum(0).clamp(min=0).detach()


def look(model: Model, image: Image, stored: NDArray[Any] | None, method: str) -> NDArray[np.float32] | None:
    """Where the model looked for its answer to `image`, or to other `stored` values of it: (rows, columns), 0 and more,
    in the method's own unit, so that two looks of one model can be compared. None where a segmentation finds nothing.

    method : one of METHODS.

    Raises
    ------
    ModelError
        If the model does not fit the image, or the method the model.
    """
    if model.card.input.dimensions != 2:
        raise ModelError("this view is for models of single images")
    shown = image if stored is None else image.with_stored(stored)
    preprocess = model.preprocess(image)
    task, found = model.task(image, preprocess), preprocess.place(image.shape)
    with torch.no_grad():
        u = preprocess(model.tensor(shown))

    def score(outputs: Tensor) -> Tensor | None:
        return answer_score(outputs, task)

    with torch.enable_grad():
        raw = (input_gradient if method == "gradient" else grad_cam)(model.network, u, score)
    if raw is None:
        return None
    (h, w), (top, left) = found.inside, (found.top, found.left)
    if method == "gradient":
        smooth = ndimage.gaussian_filter(raw.float().cpu().numpy(), max(1.0, min(u.shape[2:]) * SMOOTH))
        raw = torch.from_numpy(smooth)
    whole = F.interpolate(raw.float().cpu()[None, None], tuple(u.shape[2:]), mode="bilinear")
    inside = whole[..., top : top + h, left : left + w]
    answer: NDArray[np.float32] = F.interpolate(inside, image.shape, mode="bilinear")[0, 0].numpy()
    return answer
