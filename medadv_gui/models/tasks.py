"""The tasks: how a network's outputs become distributions, losses and answers. One class a task.

Every task presents its outputs as categorical distributions along dimension 1, so that one cross-entropy and
one divergence serve them all: (N, K) for classification, (N, 2, K) (absent, present) for each label of a multi-label
model, (N, K, h, w) for segmentation, of volumes (N, K, d, h, w), (N, 2, h, w) (absent, present) for each cell of a
detector.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from medadv_gui.core.types import (
    Box,
    BoxPrediction,
    ClassPrediction,
    MaskPrediction,
    MultiLabelPrediction,
    Prediction,
)
from medadv_gui.models.card import ModelCard
from medadv_gui.models.preprocess import Preprocess


class Task(ABC):
    """What a network's outputs mean, after its card."""

    def __init__(self, card: ModelCard, preprocess: Preprocess, rows: int, columns: int) -> None:
        """`rows` and `columns` are the image's own size in pixels."""
        self.card, self.preprocess, self.rows, self.columns = card, preprocess, rows, columns
        self.labels = card.label_names

    @abstractmethod
    def log_probs(self, outputs: Tensor) -> Tensor:
        """Log-probabilities (nats) along dimension 1."""

    @abstractmethod
    def decode(self, outputs: Tensor) -> Prediction:
        """The answer of one image, at the image's own size."""

    @abstractmethod
    def target(self, reference: Prediction, outputs: Tensor) -> Tensor:
        """The reference answer as one-hot distributions of `log_probs(outputs)`'s shape."""

    def weights(self, target: Tensor) -> Tensor | None:
        """How much each position counts, (N, 1, ...), summing to one; None weighs all alike."""
        return None

    def soft(self, outputs: Tensor) -> Tensor:
        """The outputs as distributions, held constant."""
        return self.log_probs(outputs).detach().exp()

    def hard(self, outputs: Tensor) -> Tensor:
        """The decision alone: one-hot at the most probable entry of each position."""
        log_probs = self.log_probs(outputs).detach()
        return torch.zeros_like(log_probs).scatter_(1, log_probs.argmax(1, keepdim=True), 1.0)

    def _network_box(self) -> tuple[int, int, int, int]:
        return self.preprocess.placement(self.rows, self.columns)


class Classification(Task):
    """Single label: logits (N, K)."""

    def log_probs(self, outputs: Tensor) -> Tensor:
        return F.log_softmax(outputs, 1)

    def decode(self, outputs: Tensor) -> ClassPrediction:
        scores = F.softmax(outputs.detach().cpu().double(), 1)[0].tolist()
        return ClassPrediction(dict(zip(self.labels, scores, strict=True)))

    def target(self, reference: Prediction, outputs: Tensor) -> Tensor:
        assert isinstance(reference, ClassPrediction)
        index = torch.tensor([self.labels.index(reference.label)], device=outputs.device)
        return F.one_hot(index, len(self.labels)).to(outputs.dtype)


class MultiLabel(Task):
    """Several labels, each present or absent by its own sigmoid: logits (N, K)."""

    def log_probs(self, outputs: Tensor) -> Tensor:
        return _absent_present(outputs)

    def decode(self, outputs: Tensor) -> MultiLabelPrediction:
        scores = torch.sigmoid(outputs.detach().cpu().double())[0].tolist()
        return MultiLabelPrediction(dict(zip(self.labels, scores, strict=True)), threshold=self.card.threshold)

    def target(self, reference: Prediction, outputs: Tensor) -> Tensor:
        assert isinstance(reference, MultiLabelPrediction)
        present = [float(name in reference.present) for name in self.labels]
        return _one_hot(torch.tensor([present], device=outputs.device, dtype=outputs.dtype))

    def hard(self, outputs: Tensor) -> Tensor:
        """The decision alone: a label's most probable state is not its decision where the threshold is not 0.5."""
        threshold = self.card.threshold
        return _one_hot((outputs.detach() >= math.log(threshold / (1 - threshold))).to(outputs.dtype))


class Segmentation(Task):
    """A label for each pixel: logits (N, K, h, w) at the network's input size, background first; of a volume
    (N, K, d, h, w) at its own size."""

    def log_probs(self, outputs: Tensor) -> Tensor:
        return F.log_softmax(outputs, 1)

    def decode(self, outputs: Tensor) -> MaskPrediction:
        top, left, height, width = self._network_box()
        inside = outputs.detach()[:1, ..., top : top + height, left : left + width]
        if (height, width) != (self.rows, self.columns):
            inside = F.interpolate(inside, (self.rows, self.columns), mode="bilinear")
        return MaskPrediction(self.labels, inside.argmax(1)[0].to(torch.uint8).cpu().numpy())

    def target(self, reference: Prediction, outputs: Tensor) -> Tensor:
        assert isinstance(reference, MaskPrediction)
        top, left, height, width = self._network_box()
        labels = torch.zeros(outputs.shape[2:], dtype=torch.long)
        # The reference pixel at the centre of each network pixel.
        row = ((np.arange(height) + 0.5) * self.rows / height).astype(int)
        column = ((np.arange(width) + 0.5) * self.columns / width).astype(int)
        sampled: NDArray[np.int64] = reference.mask[..., row[:, None], column].astype(np.int64)
        labels[..., top : top + height, left : left + width] = torch.from_numpy(sampled)
        one_hot = F.one_hot(labels, len(self.labels)).movedim(-1, 0)[None]
        return one_hot.to(device=outputs.device, dtype=outputs.dtype)

    def weights(self, target: Tensor) -> Tensor | None:
        """The border around a fitted image is no part of it: only positions inside count."""
        top, left, height, width = self._network_box()
        if (height, width) == tuple(target.shape[-2:]):
            return None
        inside = torch.zeros_like(target[:, :1])
        inside[..., top : top + height, left : left + width] = 1.0 / (height * width)
        return inside


class Detection(Task):
    """Centre-point boxes: outputs (N, 5, h, w) at `stride`: presence logit, log width and log height in cells,
    the centre's offset in cells. After Zhou et al., "Objects as Points", arXiv 1904.07850."""

    def __init__(self, card: ModelCard, preprocess: Preprocess, rows: int, columns: int) -> None:
        super().__init__(card, preprocess, rows, columns)
        boxes = card.output.boxes
        assert boxes is not None
        self.stride, self.score_threshold = boxes.stride, boxes.score_threshold
        self.nms_iou, self.max_boxes = boxes.nms_iou, boxes.max_boxes

    def log_probs(self, outputs: Tensor) -> Tensor:
        return _absent_present(outputs[:, 0])

    def decode(self, outputs: Tensor) -> BoxPrediction:
        return BoxPrediction(self.boxes(outputs, self.score_threshold))

    def boxes(self, outputs: Tensor, threshold: float) -> tuple[Box, ...]:
        """Boxes of the first image with a score of at least `threshold`, after non-maximum suppression."""
        out = outputs.detach()[:1].float()
        score = torch.sigmoid(out[:, :1])
        peak = (score == F.max_pool2d(score, 3, 1, 1)) & (score >= threshold)
        rows, columns = torch.nonzero(peak[0, 0], as_tuple=True)
        values = out[0, 1:, rows, columns].cpu().double().numpy()
        scores = score[0, 0, rows, columns].cpu().numpy()
        x = (columns.cpu().numpy() + values[2]) * self.stride
        y = (rows.cpu().numpy() + values[3]) * self.stride
        half_w, half_h = (np.exp(np.clip(v, -10, 10)) * self.stride / 2 for v in values[:2])
        top, left, height, width = self._network_box()
        scale_x, scale_y = self.columns / width, self.rows / height
        found: list[Box] = []
        for i in np.argsort(-scores, kind="stable"):
            corners = (
                max(0.0, float((x[i] - half_w[i] - left) * scale_x)),
                max(0.0, float((y[i] - half_h[i] - top) * scale_y)),
                min(float(self.columns), float((x[i] + half_w[i] - left) * scale_x)),
                min(float(self.rows), float((y[i] + half_h[i] - top) * scale_y)),
            )
            box = Box(self.labels[0], float(scores[i]), *corners)
            if box.left < box.right and box.top < box.bottom and all(box.iou(o) < self.nms_iou for o in found):
                found.append(box)
            if len(found) == self.max_boxes:
                break
        return tuple(found)

    def target(self, reference: Prediction, outputs: Tensor) -> Tensor:
        """Present in the middle of each reference box (a fifth of its sides, at least 3 x 3 cells)."""
        assert isinstance(reference, BoxPrediction)
        present = torch.zeros(outputs.shape[-2:], device=outputs.device, dtype=outputs.dtype)
        top, left, height, width = self._network_box()
        for box in reference.boxes:
            to_x, to_y = width / self.columns / self.stride, height / self.rows / self.stride
            x = (box.left + box.right) / 2 * to_x + left / self.stride
            y = (box.top + box.bottom) / 2 * to_y + top / self.stride
            half_w = max(1.0, (box.right - box.left) * to_x / 10)
            half_h = max(1.0, (box.bottom - box.top) * to_y / 10)
            r0, r1 = max(0, int(y - half_h)), int(y + half_h) + 1
            c0, c1 = max(0, int(x - half_w)), int(x + half_w) + 1
            present[r0:r1, c0:c1] = 1.0
        return _one_hot(present[None])

    def weights(self, target: Tensor) -> Tensor:
        """Present and absent cells count alike, however few are present."""
        present = target[:, 1:]
        absent = 1 - present
        parts = [part / part.sum() for part in (present, absent) if part.sum() > 0]
        return torch.stack(parts).mean(0)


def _absent_present(logits: Tensor) -> Tensor:
    """Log-probabilities (N, 2, ...) of absent and present from the logits (N, ...) of present."""
    return torch.stack([F.logsigmoid(-logits), F.logsigmoid(logits)], 1)


def _one_hot(present: Tensor) -> Tensor:
    """Distributions (N, 2, ...) over absent and present from `present` (N, ...), 0 or 1."""
    return torch.stack([1 - present, present], 1)


TASKS: dict[str, type[Task]] = {
    "classification": Classification,
    "multilabel": MultiLabel,
    "segmentation": Segmentation,
    "detection": Detection,
}
