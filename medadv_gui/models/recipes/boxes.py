"""Training a centre-point detector and reading its answers: what the polyp and the artefact recipe share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from medadv_gui.models.card import InputSpec, ModelCard
from medadv_gui.models.networks import CentreDetector
from medadv_gui.models.preprocess import Preprocess
from medadv_gui.models.recipes import augment, common
from medadv_gui.models.recipes.metrics import metric
from medadv_gui.models.recipes.training import Batch, Draw, Loss, choose, forward
from medadv_gui.models.tasks import Detection
from medadv_gui.stats.boxes import Found, average_precision, match

Array = NDArray[Any]
STRIDE = 4
NMS_IOU, MAX_BOXES = 0.4, 20
LOWEST = 0.02  # scores below are no answer, whatever the threshold


@dataclass(frozen=True)
class Pictures:
    """Pictures (N, 3, h, w) uint8 window positions and their boxes in network-input pixels.

    `boxes` (N, M, 4) as x0, y0, x1, y1 and `labels` (N, M), -1 where there is no box. `sizes` are the stored
    pictures' own (height, width).
    """

    names: tuple[str, ...]
    pixels: Tensor
    boxes: Array
    labels: Array
    sizes: tuple[tuple[int, int], ...]

    def truth(self, label: int) -> list[Array]:
        """Each picture's boxes (n, 4) of one label."""
        return [b[k == label] for b, k in zip(self.boxes, self.labels, strict=True)]


def output(threshold: float) -> dict[str, Any]:
    """The model card's `output`."""
    return {
        "kind": "logits",
        "activation": "sigmoid",
        "boxes": {
            "format": "centre-map",
            "stride": STRIDE,
            "score_threshold": threshold,
            "nms_iou": NMS_IOU,
            "max_boxes": MAX_BOXES,
        },
    }


def join(first: Pictures, second: Pictures) -> Pictures:
    """The pictures of both, on the first's device."""
    most = max(first.boxes.shape[1], second.boxes.shape[1])
    wide = [np.pad(p.boxes, ((0, 0), (0, most - p.boxes.shape[1]), (0, 0))) for p in (first, second)]
    labels = [np.pad(p.labels, ((0, 0), (0, most - p.labels.shape[1])), constant_values=-1) for p in (first, second)]
    return Pictures(
        first.names + second.names,
        torch.cat([first.pixels, second.pixels.to(first.pixels.device)]),
        np.concatenate(wide),
        np.concatenate(labels),
        first.sizes + second.sizes,
    )


def as_input(spec: InputSpec, stored: Sequence[tuple[str, Array, Array, Array]]) -> Pictures:
    """Named stored pictures (h, w, 3), their boxes (n, 4) and labels (n,), laid in the network's input."""
    prep = Preprocess(spec)
    most = max((len(boxes) for _, _, boxes, _ in stored), default=0)
    pixels, moved, labels = [], np.zeros((len(stored), most, 4)), np.full((len(stored), most), -1)
    for i, (_, picture, boxes, kinds) in enumerate(stored):
        top, left, h, w = prep.placement(*picture.shape[:2])
        scale = np.array([w / picture.shape[1], h / picture.shape[0]] * 2)
        pixels.append(torch.from_numpy(common.window_position(prep, picture)))
        moved[i, : len(boxes)] = boxes.reshape(-1, 4) * scale + (left, top, left, top)
        labels[i, : len(boxes)] = kinds
    names = tuple(name for name, *_ in stored)
    return Pictures(names, torch.stack(pixels), moved, labels, tuple(s[1].shape[:2] for s in stored))


def move_boxes(boxes: Array, maps: Array, size: tuple[int, int]) -> tuple[Array, Array]:
    """Boxes (N, M, 4) after a warp by `augment.affine`'s maps, cut to the picture's `size`, and which of them (N, M)
    still lie mostly inside."""
    h, w = size
    middle = np.array([w / 2, h / 2])
    # a turned ellipse's extent lies between its own axes' and the turned corners': take the ellipse's
    inverse = np.linalg.inv(maps[:, :, :2])
    centre = (boxes[..., :2] + boxes[..., 2:]) / 2 - middle - maps[:, None, :, 2]
    centre = centre @ inverse.transpose(0, 2, 1) + middle
    half = (boxes[..., 2:] - boxes[..., :2]) / 2
    reach = np.sqrt((half**2) @ (inverse**2).transpose(0, 2, 1))
    moved = np.concatenate([centre - reach, centre + reach], 2)
    inside = np.clip(moved, 0, (w, h, w, h))
    area = [np.prod(b[..., 2:] - b[..., :2], 2) for b in (inside, moved)]
    return inside, area[0] > 0.35 * area[1]


def mosaic(
    rng: np.random.Generator, x: Tensor, boxes: Array, labels: Array, chance: float
) -> tuple[Tensor, Array, Array]:
    """Some pictures of a batch (N, 3, h, w) replaced by four at half size side by side, with their boxes."""
    n, _, h, w = x.shape
    pick = rng.integers(n, size=(n, 4))
    tiled = rng.random(n) < chance
    small = F.avg_pool2d(x, 2)[torch.from_numpy(pick).to(x.device)]
    rows = [torch.cat([small[:, i], small[:, i + 1]], 3) for i in (0, 2)]
    whole = torch.where(torch.from_numpy(tiled).to(x.device)[:, None, None, None], torch.cat(rows, 2), x)
    steps = np.array([(w / 2 * (i % 2), h / 2 * (i // 2)) * 2 for i in range(4)])
    four = (boxes[pick] / 2 + steps[:, None]).reshape(n, -1, 4)
    one = np.concatenate([boxes, np.zeros((n, 3 * boxes.shape[1], 4))], 1)
    alone = np.concatenate([labels, np.full((n, 3 * labels.shape[1]), -1)], 1)
    kinds = np.where(tiled[:, None], labels[pick].reshape(n, -1), alone)
    return whole, np.where(tiled[:, None, None], four, one), kinds


def batches(
    spec: InputSpec,
    pictures: Pictures,
    chance: Array,
    warp: dict[str, Any],
    classes: int,
    tiled: float,
    rng: np.random.Generator,
) -> Draw:
    """Draws augmented batches: inputs (N, 3, h, w) and the targets of `targets`."""
    size = (spec.height, spec.width)

    def draw(count: int) -> Batch:
        pick = choose(rng, chance, count)
        maps = augment.affine(rng, size, count, **warp)
        x = augment.warp(pictures.pixels[torch.from_numpy(pick).to(pictures.pixels.device)].float() / 255, maps)
        boxes, inside = move_boxes(pictures.boxes[pick], maps, size)
        labels = np.where(inside, pictures.labels[pick], -1)
        x, boxes, labels = mosaic(rng, x, boxes, labels, tiled)
        x = augment.patches(rng, augment.colour(rng, x), 0.2)
        return common.normalise(spec, x), *targets(boxes, labels, classes, size, x.device)

    return draw


def targets(
    boxes: Array, labels: Array, classes: int, size: tuple[int, int], device: torch.device
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """What the detector should answer: heat (N, K, h, w), values (N, 4, h, w), their weight (N, h, w) and the boxes'
    extent (N, h, w), the share of ellipses that cover a cell.

    The heat is 1 in the cell of a box's centre and falls off as a Gaussian a tenth of the box wide.
    """
    h, w = size[0] // STRIDE, size[1] // STRIDE
    most = max(1, int((labels >= 0).sum(1).max()))
    order = np.argsort(labels < 0, axis=1, kind="stable")[:, :most]
    kinds = torch.from_numpy(np.take_along_axis(labels, order, 1)).to(device)[..., None, None]
    near = np.take_along_axis(boxes, order[..., None], 1).astype(np.float32) / STRIDE
    b = torch.from_numpy(near).to(device)
    sides = (b[..., 2:] - b[..., :2]).clamp(min=0.5)[..., None, None]
    limit = torch.tensor([w - 1e-3, h - 1e-3], device=device)
    middle = torch.minimum((b[..., :2] + b[..., 2:]) / 2, limit)[..., None, None]
    cell = middle.floor()
    y, x = (v.to(device) for v in torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij"))
    grid = torch.stack([x, y])
    spread = (sides / 10).clamp(min=0.6)
    bump = torch.exp(-(((grid - cell) / spread) ** 2).sum(2) / 2) * (kinds >= 0)
    heat = torch.stack([(bump * (kinds == k)).amax(1) for k in range(classes)], 1)
    strongest, owner = bump.max(1, keepdim=True)
    index = owner[:, :, None].expand(-1, -1, 2, -1, -1)
    log_sides = sides.log().expand(-1, -1, -1, h, w).gather(1, index)[:, 0]
    offset = (middle - grid).gather(1, index)[:, 0]
    weight = torch.where(strongest > 0.1, strongest, 0)[:, 0]
    away = ((((grid + 0.5 - middle) / (sides / 2)) ** 2).sum(2)).masked_fill(kinds < 0, 9.0)
    extent = torch.sigmoid(8 * (1 - away)).amax(1)
    return heat, torch.cat([log_sides, offset], 1), weight, extent


class WithExtent(nn.Module):
    """A detector and, for training alone, the extent of the boxes as a second answer of its neck."""

    def __init__(self, detector: CentreDetector, neck: int) -> None:
        super().__init__()
        self.detector, self.extent = detector, nn.Conv2d(neck, 1, 1)

    def both(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """The detector's maps and the extent's logits (N, h, w)."""
        fine = self.detector.neck(self.detector.encoder(x))
        return self.detector.head(fine).float(), self.extent(fine).float()[:, 0]

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.detector(x)
        return out


def loss(network: nn.Module, batch: Batch) -> Tensor:
    """The penalty-reduced focal loss of CenterNet; L1 and overlap of the boxes around the centres; the extent."""
    assert isinstance(network, WithExtent)
    return objective(*network.both(batch[0]), batch)


def objective(out: Tensor, seen: Tensor, batch: Batch) -> Tensor:
    """`loss` of answers already given."""
    _, heat, values, weight, extent = batch
    classes = heat.shape[1]
    logit, near = out[:, :classes], heat == 1
    p = torch.sigmoid(logit)
    hit = F.logsigmoid(logit) * (1 - p) ** 2
    miss = F.logsigmoid(-logit) * p**2 * (1 - heat) ** 4
    focal = -torch.where(near, hit, miss).sum() / near.sum().clamp(min=1)
    box = ((out[:, classes:] - values).abs().sum(1) + 2 * (1 - overlap(out[:, classes:], values))) * weight
    area = F.binary_cross_entropy_with_logits(seen, extent)
    total: Tensor = focal + 0.5 * box.sum() / weight.sum().clamp(min=1) + area
    return total


def overlap(a: Tensor, b: Tensor) -> Tensor:
    """Intersection over union (N, h, w) of the boxes that two value maps (N, 4, h, w) state for the same cells."""
    half = [v[:, :2].clamp(-4, 6).exp() / 2 for v in (a, b)]
    low = torch.maximum(a[:, 2:] - half[0], b[:, 2:] - half[1])
    high = torch.minimum(a[:, 2:] + half[0], b[:, 2:] + half[1])
    inner = (high - low).clamp(min=0).prod(1)
    return inner / (4 * half[0].prod(1) + 4 * half[1].prod(1) - inner + 1e-6)


def taught(teachers: Sequence[nn.Module], classes: int = 1) -> Loss:
    """The loss plus the distance to the teachers' mean answer on the same pictures."""

    def whole(network: nn.Module, batch: Batch) -> Tensor:
        assert isinstance(network, WithExtent)
        with torch.no_grad():
            answers = torch.stack([teacher(batch[0]).float() for teacher in teachers])
        sure = torch.sigmoid(answers[:, :, :classes])
        heat = sure.mean(0)
        trust = sure.amax(2, keepdim=True)
        values = (answers[:, :, classes:] * trust).sum(0) / trust.sum(0).clamp(min=1e-6)
        weight = torch.where(heat > 0.1, heat, 0).amax(1)
        out, seen = network.both(batch[0])
        p = torch.sigmoid(out[:, :classes])
        soft = F.binary_cross_entropy_with_logits(out[:, :classes], heat, reduction="none") * (p - heat).abs() ** 2
        box = ((out[:, classes:] - values).abs().sum(1) * weight).sum() / weight.sum().clamp(min=1)
        distance = 4 * soft.sum() / heat.amax((1, 2, 3)).sum().clamp(min=1) + 0.5 * box
        return objective(out, seen, batch) + distance

    return whole


def found(network: nn.Module, spec: InputSpec, card: ModelCard, pictures: Pictures) -> list[list[Found]]:
    """For each label the boxes and scores of each picture, decoded as in use, in network-input pixels."""
    prep = Preprocess(spec)
    classes = len(card.labels)
    answers: list[list[Found]] = [[] for _ in range(classes)]
    outputs = forward(network, common.normalise(spec, pictures.pixels.float() / 255)).cpu()
    for out, (rows, columns) in zip(outputs, pictures.sizes, strict=True):
        top, left, h, w = prep.placement(rows, columns)
        for label in range(classes):
            one = torch.cat([out[label : label + 1], out[classes:]])[None]
            boxes = Detection(card, prep, rows, columns).boxes(one, LOWEST)
            corners = np.array([(b.left, b.top, b.right, b.bottom) for b in boxes]).reshape(-1, 4)
            corners = corners * (w / columns, h / rows, w / columns, h / rows) + (left, top, left, top)
            answers[label].append((corners, np.array([b.score for b in boxes])))
    return answers


def ap50(answers: Sequence[Found], truth: Sequence[Array]) -> float:
    """Average precision at IoU 0.5 over all pictures."""
    matches = [match(a, t) for a, t in zip(answers, truth, strict=True)]
    return average_precision(matches, sum(map(len, truth)))


def best_threshold(answers: Sequence[Found], truth: Sequence[Array]) -> tuple[float, float]:
    """The score threshold of the best F1 at IoU 0.5, and that F1."""
    matches = [match(a, t) for a, t in zip(answers, truth, strict=True)]
    total = sum(map(len, truth))
    best = (0.0, 0.0)
    for threshold in np.arange(0.05, 0.9, 0.01):
        chosen = np.concatenate([hit[score >= threshold] for score, hit in matches])
        best = max(best, (2 * float(chosen.sum()) / (len(chosen) + total), float(threshold)))
    return round(best[1], 2), best[0]


def like(first: Sequence[Found], threshold: float, second: Sequence[Found]) -> float:
    """The threshold at which the second answers are as many boxes as the first at theirs."""
    count = sum(int((scores >= threshold).sum()) for _, scores in first)
    ordered = np.sort(np.concatenate([scores for _, scores in second]))[::-1]
    return round(float(ordered[min(count, len(ordered)) - 1]), 2)


def metrics(
    answers: Sequence[Found], truth: Sequence[Array], threshold: float, note: str, split: str = "test"
) -> list[dict[str, Any]]:
    """AP50 over all scores from `LOWEST` up; recall and precision at IoU 0.5 and the card's threshold."""
    matches = [match(answer, boxes) for answer, boxes in zip(answers, truth, strict=True)]
    hits = np.array([int(hit[score >= threshold].sum()) for score, hit in matches])
    shown = np.array([int((score >= threshold).sum()) for score, _ in matches])
    true = np.array([len(boxes) for boxes in truth])
    figures: dict[str, Callable[[Array], float]] = {
        "AP50": lambda pick: average_precision([matches[i] for i in pick], int(true[pick].sum())),
        "recall at IoU 0.5": lambda pick: float(hits[pick].sum() / max(true[pick].sum(), 1)),
        "precision at IoU 0.5": lambda pick: float(hits[pick].sum() / max(shown[pick].sum(), 1)),
    }
    return [metric(name, figure, len(matches), note, split) for name, figure in figures.items()]
