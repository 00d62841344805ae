"""The tasks: how a network's outputs become distributions, losses and answers. One class a task.

Every task presents its outputs as categorical distributions along dimension 1, so that one cross-entropy and
one divergence serve them all: (N, K) for classification, (N, 2, K) (absent, present) for each label of a multi-label
model, (N, K, h, w) for segmentation by softmax and (N, 2, K - 1, h, w) by sigmoid, for each label but the background,
of volumes with a depth before h, (N, 2, K, h, w) (absent, present) for each label and cell of a centre map, (N, 2, K,
rows) of a detector that answers rows.
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
from medadv_gui.models.placement import Placement
from medadv_gui.models.preprocess import Preprocess

_OVERLAP = 0.5  # of a row's box and a reference box, from which on the row stands for it


class Task(ABC):
    """What a network's outputs mean, after its card.

    decision : the logit from which a label is present, where it is present or absent.
    """

    decision = 0.0

    def __init__(self, card: ModelCard, preprocess: Preprocess, *shape: int) -> None:
        """`shape` is the image's own: (rows, columns) or (slices, rows, columns), in pixels."""
        self.card, self.preprocess, self.shape = card, preprocess, shape
        self.rows, self.columns = shape[-2:]
        self.labels = card.label_names
        self.logits = card.output.kind == "logits"

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

    def place(self) -> Placement:
        """Where the image lies in the network's input."""
        return self.preprocess.place(self.shape)

    def _softmax(self, outputs: Tensor) -> Tensor:
        """Log-probabilities of one label of several. A probability that is lost below the smallest number has none."""
        return F.log_softmax(outputs, 1) if self.logits else outputs.clamp(min=torch.finfo(outputs.dtype).tiny).log()

    def _sigmoid(self, outputs: Tensor) -> Tensor:
        """Log-probabilities (N, 2, ...) of absent and present from the outputs (N, ...) for present."""
        if self.logits:
            return torch.stack([F.logsigmoid(-outputs), F.logsigmoid(outputs)], 1)
        number = torch.finfo(outputs.dtype)
        inside = outputs.clamp(number.tiny, 1 - number.eps / 2)
        return torch.stack([torch.log1p(-inside), inside.log()], 1)

    def _scores(self, outputs: Tensor) -> Tensor:
        """The scores of outputs by sigmoid, 0 to 1."""
        return torch.sigmoid(outputs) if self.logits else outputs.clamp(0, 1)

    def _present(self, outputs: Tensor) -> Tensor:
        """Where outputs by sigmoid reach the card's threshold."""
        return outputs >= (_logit(self.card.threshold) if self.logits else self.card.threshold)


class Classification(Task):
    """Single label: (N, K) by softmax; of two labels (N, 1) by sigmoid, for the second one."""

    def log_probs(self, outputs: Tensor) -> Tensor:
        return self._sigmoid(outputs[:, 0]) if self.card.output.activation == "sigmoid" else self._softmax(outputs)

    def decode(self, outputs: Tensor) -> ClassPrediction:
        values = outputs.detach().cpu().double()
        if self.card.output.activation == "sigmoid":
            second = self._scores(values)
            values = torch.cat([1 - second, second], 1)
        elif self.logits:
            values = F.softmax(values, 1)
        return ClassPrediction(dict(zip(self.labels, values[0].tolist(), strict=True)))

    def target(self, reference: Prediction, outputs: Tensor) -> Tensor:
        assert isinstance(reference, ClassPrediction)
        index = torch.tensor([self.labels.index(reference.label)], device=outputs.device)
        return F.one_hot(index, len(self.labels)).to(outputs.dtype)


class MultiLabel(Task):
    """Several labels, each present or absent by its own sigmoid: (N, K)."""

    def __init__(self, card: ModelCard, preprocess: Preprocess, *shape: int) -> None:
        super().__init__(card, preprocess, *shape)
        self.decision = _logit(card.threshold)

    def log_probs(self, outputs: Tensor) -> Tensor:
        return self._sigmoid(outputs)

    def decode(self, outputs: Tensor) -> MultiLabelPrediction:
        scores = self._scores(outputs.detach().cpu().double())[0].tolist()
        return MultiLabelPrediction(dict(zip(self.labels, scores, strict=True)), threshold=self.card.threshold)

    def target(self, reference: Prediction, outputs: Tensor) -> Tensor:
        assert isinstance(reference, MultiLabelPrediction)
        present = [float(name in reference.present) for name in self.labels]
        return _one_hot(torch.tensor([present], device=outputs.device, dtype=outputs.dtype))

    def hard(self, outputs: Tensor) -> Tensor:
        """The decision alone: a label's most probable state is not its decision where the threshold is not 0.5."""
        return _one_hot(self._present(outputs.detach()).to(outputs.dtype))


class Segmentation(Task):
    """A label for each pixel at the network's input size, background first: (N, K, h, w) by softmax; by sigmoid (N,
    K - 1, h, w), one map for each label but the background: a pixel's label is the most probable of those that reach
    the card's threshold. Of a volume with a depth before h."""

    def __init__(self, card: ModelCard, preprocess: Preprocess, *shape: int) -> None:
        super().__init__(card, preprocess, *shape)
        self.by_sigmoid = card.output.activation == "sigmoid"
        self.decision = _logit(card.threshold) if self.by_sigmoid else 0.0

    def log_probs(self, outputs: Tensor) -> Tensor:
        return self._sigmoid(outputs) if self.by_sigmoid else self._softmax(outputs)

    def decode(self, outputs: Tensor) -> MaskPrediction:
        found = self.place()
        h, w = found.inside[-2:]
        inside = outputs.detach()[:1, ..., found.top : found.top + h, found.left : found.left + w]
        if found.inside != self.shape:
            mode = "bilinear" if len(self.shape) == 2 else "trilinear"
            inside = F.interpolate(inside, self.shape, mode=mode)
        mask = inside.argmax(1)[0]
        if self.by_sigmoid:
            best = inside.amax(1)[0]
            mask = torch.where(self._present(best), mask + 1, 0)
        return MaskPrediction(self.labels, mask.to(torch.uint8).cpu().numpy())

    def target(self, reference: Prediction, outputs: Tensor) -> Tensor:
        assert isinstance(reference, MaskPrediction)
        found = self.place()
        h, w = found.inside[-2:]
        labels = torch.zeros(outputs.shape[2:], dtype=torch.long)
        # The reference pixel at the centre of each network pixel.
        at = [
            ((np.arange(n) + 0.5) * own / n).astype(int) for n, own in zip(found.inside, self.shape, strict=True)
        ]  # fmt: skip
        sampled: NDArray[np.int64] = reference.mask[np.ix_(*at)].astype(np.int64)
        labels[..., found.top : found.top + h, found.left : found.left + w] = torch.from_numpy(sampled)
        one_hot = F.one_hot(labels, len(self.labels)).movedim(-1, 0)[None]
        one_hot = one_hot.to(device=outputs.device, dtype=outputs.dtype)
        return _one_hot(one_hot[:, 1:]) if self.by_sigmoid else one_hot

    def weights(self, target: Tensor) -> Tensor | None:
        """The border around an image is no part of it: only positions inside count."""
        found = self.place()
        if found.fills:
            return None
        h, w = found.inside[-2:]
        inside = torch.zeros_like(target[:, :1])
        inside[..., found.top : found.top + h, found.left : found.left + w] = 1.0
        return inside / inside[0].sum()

    def hard(self, outputs: Tensor) -> Tensor:
        """The decision alone; by sigmoid that of the threshold, for each label."""
        if not self.by_sigmoid:
            return super().hard(outputs)
        return _one_hot(self._present(outputs.detach()).to(outputs.dtype))


class Detection(Task):
    """Boxes from a centre map: outputs (N, K + 4, h, w) at `stride`: a presence of each label, then log width and log
    height in cells, and the centre's offset in cells. After Zhou et al., "Objects as Points", arXiv 1904.07850."""

    def __init__(self, card: ModelCard, preprocess: Preprocess, *shape: int) -> None:
        super().__init__(card, preprocess, *shape)
        boxes = card.output.boxes
        assert boxes is not None
        self.stride, self.score_threshold = boxes.stride, boxes.score_threshold
        self.nms_iou, self.max_boxes = boxes.nms_iou, boxes.max_boxes
        # A score of 0 or 1 is moved just inside.
        self.decision = _logit(min(max(self.score_threshold, 1e-6), 1 - 1e-6))

    def log_probs(self, outputs: Tensor) -> Tensor:
        return self._sigmoid(presence(outputs, self.card))

    def decode(self, outputs: Tensor) -> BoxPrediction:
        return BoxPrediction(self.boxes(outputs, self.score_threshold))

    def boxes(self, outputs: Tensor, threshold: float) -> tuple[Box, ...]:
        """Boxes of the first image with a score of at least `threshold`, after non-maximum suppression among those of
        the same label; the best first."""
        scores, labels, corners = self._candidates(outputs.detach()[:1].float(), threshold)
        found = self.place()
        scale = np.array([self.columns / found.inside[1], self.rows / found.inside[0]] * 2)
        corners = (corners - [found.left, found.top] * 2) * scale
        corners = np.clip(corners, 0.0, [self.columns, self.rows] * 2)
        kept: list[int] = []
        left = np.flatnonzero((corners[:, 0] < corners[:, 2]) & (corners[:, 1] < corners[:, 3]))
        left = left[np.argsort(-scores[left], kind="stable")]
        while len(left) and len(kept) < self.max_boxes:
            best, left = left[0], left[1:]
            kept.append(best)
            rivals = labels[left] == labels[best]
            left = left[~rivals | (_iou(corners[best], corners[left]) < self.nms_iou)]
        return tuple(Box(self.labels[labels[i]], float(scores[i]), *corners[i].tolist()) for i in kept)

    def _candidates(
        self, out: Tensor, threshold: float
    ) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.float64]]:
        """Scores, label indices and corners (n, 4) in network pixels, before suppression."""
        score = self._scores(presence(out, self.card))
        peak = (score == F.max_pool2d(score, 3, 1, 1)) & (score >= threshold)
        labels, rows, columns = torch.nonzero(peak[0], as_tuple=True)
        values = out[0, len(self.labels) :, rows, columns].cpu().double().numpy()
        x = (columns.cpu().numpy() + values[2]) * self.stride
        y = (rows.cpu().numpy() + values[3]) * self.stride
        half_w, half_h = (np.exp(np.clip(v, -10, 10)) * self.stride / 2 for v in values[:2])
        corners = np.stack([x - half_w, y - half_h, x + half_w, y + half_h], 1)
        return score[0, labels, rows, columns].cpu().numpy(), labels.cpu().numpy(), corners

    def target(self, reference: Prediction, outputs: Tensor) -> Tensor:
        """Present in the middle of each reference box (a fifth of its sides, at least 3 x 3 cells)."""
        assert isinstance(reference, BoxPrediction)
        present = torch.zeros_like(presence(outputs, self.card)[:1])
        for label, corners in self._in_network(reference):
            x, y, w, h = (v / self.stride for v in _centred(corners))
            half_w, half_h = max(1.0, w / 10), max(1.0, h / 10)
            r0, r1 = max(0, int(y - half_h)), int(y + half_h) + 1
            c0, c1 = max(0, int(x - half_w)), int(x + half_w) + 1
            present[:, label, r0:r1, c0:c1] = 1.0
        return _one_hot(present)

    def _in_network(self, reference: BoxPrediction) -> list[tuple[int, NDArray[np.float64]]]:
        """Label index and corners in network pixels of each reference box."""
        found = self.place()
        scale = np.array([found.inside[1] / self.columns, found.inside[0] / self.rows] * 2)
        return [
            (self.labels.index(box.label), np.array(box.corners) * scale + [found.left, found.top] * 2)
            for box in reference.boxes
        ]

    def weights(self, target: Tensor) -> Tensor:
        """Present and absent positions count alike, however few are present."""
        present = target[:, 1:]
        absent = 1 - present
        parts = [part / part.sum() for part in (present, absent) if part.sum() > 0]
        return torch.stack(parts).mean(0)


class BoxRows(Detection):
    """Boxes from rows: outputs (N, 4 + K, rows) or (N, rows, 4 + K), each a box in network pixels, by its centre and
    size or by its corners, and a score a label."""

    def _corners(self, outputs: Tensor) -> NDArray[np.float64]:
        """(rows, 4) of the first image."""
        boxes: NDArray[np.float64] = _rows(outputs.detach(), self.card)[0, :4].cpu().double().numpy().T
        assert self.card.output.boxes is not None
        if self.card.output.boxes.format == "xyxy":
            return boxes
        return np.concatenate([boxes[:, :2] - boxes[:, 2:] / 2, boxes[:, :2] + boxes[:, 2:] / 2], 1)

    def _candidates(
        self, out: Tensor, threshold: float
    ) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.float64]]:
        score = self._scores(presence(out, self.card))[0]
        labels, rows = torch.nonzero(score >= threshold, as_tuple=True)
        return score[labels, rows].cpu().numpy(), labels.cpu().numpy(), self._corners(out)[rows.cpu().numpy()]

    def target(self, reference: Prediction, outputs: Tensor) -> Tensor:
        """Present in the rows whose boxes, in `outputs`, overlap a reference box by half, or else the most."""
        assert isinstance(reference, BoxPrediction)
        present, corners = torch.zeros_like(presence(outputs, self.card)[:1]), self._corners(outputs)
        for label, wanted in self._in_network(reference):
            overlap = _iou(wanted, corners)
            rows = np.union1d(np.flatnonzero(overlap >= _OVERLAP), overlap.argmax())
            present[:, label, torch.from_numpy(rows)] = 1.0
        return _one_hot(present)


def presence(outputs: Tensor, card: ModelCard) -> Tensor:
    """What a detector's outputs say of each label's presence, (N, K, ...)."""
    assert card.output.boxes is not None
    if card.output.boxes.format == "centre-map":
        return outputs[:, : len(card.labels)]
    return _rows(outputs, card)[:, 4:]


def _rows(outputs: Tensor, card: ModelCard) -> Tensor:
    """(N, 4 + K, rows), whichever way round they come."""
    return outputs if outputs.shape[1] == 4 + len(card.labels) else outputs.movedim(2, 1)


def _one_hot(present: Tensor) -> Tensor:
    """Distributions (N, 2, ...) over absent and present from `present` (N, ...), 0 or 1."""
    return torch.stack([1 - present, present], 1)


def _logit(score: float) -> float:
    return math.log(score / (1 - score))


def _centred(corners: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """The middle and the sides of a box: x, y, width, height."""
    left, top, right, bottom = corners.tolist()
    return (left + right) / 2, (top + bottom) / 2, right - left, bottom - top


def _iou(box: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Intersection over union of corners (4,) with corners (n, 4); boxes without an area overlap nothing."""
    sides = np.minimum(box[2:], others[:, 2:]) - np.maximum(box[:2], others[:, :2])
    common = sides.clip(0).prod(1)
    areas = (box[2:] - box[:2]).clip(0).prod() + (others[:, 2:] - others[:, :2]).clip(0).prod(1)
    shares: NDArray[np.float64] = np.divide(common, areas - common, out=np.zeros(len(others)), where=areas > common)
    return shares


TASKS: dict[str, type[Task]] = {
    "classification": Classification,
    "multilabel": MultiLabel,
    "segmentation": Segmentation,
    "detection": Detection,
}


def task_of(card: ModelCard, preprocess: Preprocess, *shape: int) -> Task:
    """The card's task for an image of this shape."""
    boxes = card.output.boxes
    kind = BoxRows if boxes is not None and boxes.format != "centre-map" else TASKS[card.task]
    return kind(card, preprocess, *shape)


def outputs_fault(outputs: object, card: ModelCard) -> str | None:
    """What is wrong with a network's outputs, by its card's task, labels and output kind; None where nothing is."""
    if not isinstance(outputs, Tensor):
        return f"the network answers with a {type(outputs).__name__}, not one tensor"
    labels, shape, output = len(card.labels), tuple(outputs.shape), card.output
    by_sigmoid = output.activation == "sigmoid"
    if card.task == "detection":
        assert output.boxes is not None
        axes, channels = ((1,), 4) if output.boxes.format == "centre-map" else ((1, 2), 3)
        fits = len(shape) == channels and any(shape[axis] == labels + 4 for axis in axes)
        wanted = f"{labels} scores and 4 numbers of a box"
    else:
        channels = labels - 1 if by_sigmoid and card.task in ("classification", "segmentation") else labels
        fits = shape[1:2] == (channels,) and len(shape) == (
            2 + card.input.dimensions if card.task == "segmentation" else 2
        )
        wanted = f"{channels} {'map' if card.task == 'segmentation' else 'number'}{'' if channels == 1 else 's'}"
    if not fits:
        return f"outputs of shape {shape} do not match the card's labels ({wanted})"
    if not torch.isfinite(outputs).all():
        return "the network answers with numbers that are not finite"
    if output.kind == "probabilities":
        return _improbable(outputs, card)
    return None


def _improbable(outputs: Tensor, card: ModelCard) -> str | None:
    """Why these are no probabilities."""
    p = presence(outputs, card) if card.task == "detection" else outputs
    if p.min() < -1e-3 or p.max() > 1 + 1e-3:
        return f"output.kind: {float(p.min()):.3g} to {float(p.max()):.3g} are no probabilities"
    if card.output.activation == "softmax" and (p.sum(1) - 1).abs().max() > 1e-2:
        return f"output.activation: probabilities that add up to {float(p.sum(1).max()):.3g} are not softmax's"
    return None
