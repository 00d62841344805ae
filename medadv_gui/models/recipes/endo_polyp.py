"""Polyps in endoscopy pictures: a centre-point detector trained on Kvasir-SEG's boxes."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from medadv_gui.demo import endoscopy
from medadv_gui.models.card import InputSpec, ModelCard, read_card
from medadv_gui.models.networks import build
from medadv_gui.models.preprocess import Preprocess
from medadv_gui.models.recipes import common
from medadv_gui.models.recipes.metrics import Found, average_precision, match, metric
from medadv_gui.models.tasks import Detection

Array = NDArray[Any]

SPEC = InputSpec(3, 224, 256, "fit", "RGB", 0.0, 255.0, (0.5, 0.35, 0.3), (0.25, 0.2, 0.2))
STRIDE = 4
ARGUMENTS = {"inputs": 3, "widths": [24, 64, 128, 192], "blocks": [1, 2, 2, 2], "neck": 48}
SCHEDULE = common.Schedule(steps=2400, batch=16, rate=2e-3, decay=0.05, average=0.998)
PHANTOM_SCHEDULE = common.Schedule(steps=300, batch=16, rate=4e-4, decay=0.05, average=0.99)
SEED, PHANTOMS, PHANTOM_SHARE = 2, 200, 0.08
UNSEEN = 10_000  # seeds from here on are never trained on
NMS_IOU, MAX_BOXES = 0.4, 20
MOSAIC = 0.3
WARP: dict[str, Any] = {
    "scale": (0.6, 1.6), "shift": 0.2, "degrees": 12.0, "stretch": 0.25, "flip": True, "quarter_turns": True
}  # fmt: skip


@dataclass(frozen=True)
class Pictures:
    """Pictures (N, 3, 224, 256) uint8 window positions and each one's boxes (n, 4) in network-input pixels.

    `sizes` are the stored pictures' own (height, width).
    """

    pixels: Array
    boxes: tuple[Array, ...]
    sizes: tuple[tuple[int, int], ...]


def held_out(name: str) -> bool:
    """Whether a training picture is kept apart to choose the threshold (about one in eight)."""
    return common.share(name) < 0.125


def read_pictures(data: Path, keep: Callable[[dict[str, str]], bool]) -> Pictures:
    """The pictures of the rows that `keep` accepts, through the one preprocessing."""
    folder = data / "endo_polyp_boxes"
    found: dict[str, list[list[float]]] = {}
    for row in filter(keep, common.read_rows(folder / "labels.csv")):
        found.setdefault(row["file"], []).append([float(row[k]) for k in ("xmin", "ymin", "xmax", "ymax")])
    return as_input([(common.read_picture(folder / name), np.array(boxes)) for name, boxes in found.items()])


def as_input(stored: Sequence[tuple[Array, Array]]) -> Pictures:
    """Stored pictures (h, w, 3) and their boxes (n, 4), laid in the network's input."""
    prep = Preprocess(SPEC)
    pixels, moved = [], []
    for picture, boxes in stored:
        top, left, h, w = prep.placement(*picture.shape[:2])
        scale = np.array([w / picture.shape[1], h / picture.shape[0]] * 2)
        pixels.append(common.window_position(prep, picture))
        moved.append(boxes.reshape(-1, 4) * scale + (left, top, left, top))
    return Pictures(np.stack(pixels), tuple(moved), tuple(p.shape[:2] for p, _ in stored))


def move_boxes(boxes: Array, to_input: Array) -> Array:
    """Boxes (n, 4) after a warp by one of `common.affine`'s maps; those mostly outside fall away."""
    if not len(boxes):
        return boxes
    middle = np.array([SPEC.width / 2, SPEC.height / 2])
    corners = np.stack([boxes[:, [i, j]] for i in (0, 2) for j in (1, 3)], 1) - middle
    # a turned ellipse's extent lies between its own axes' and the turned corners': take the ellipse's
    inverse = np.linalg.inv(to_input[:, :2])
    centre = (corners.mean(1) - to_input[:, 2]) @ inverse.T + middle
    half = np.stack([boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]], 1) / 2
    reach = np.sqrt((half**2) @ (inverse**2).T)
    moved = np.concatenate([centre - reach, centre + reach], 1)
    inside = np.clip(moved, 0, [SPEC.width, SPEC.height] * 2)
    area = [np.prod(b[:, 2:] - b[:, :2], 1) for b in (inside, moved)]
    kept: Array = inside[area[0] > 0.35 * area[1]]
    return kept


def mosaic(pixels: Tensor, boxes: list[Array]) -> tuple[Tensor, Array]:
    """Four pictures (4, 3, h, w) at half size side by side as one (3, h, w), with their boxes."""
    small = F.avg_pool2d(pixels, 2)
    whole = torch.cat([torch.cat([small[0], small[1]], 2), torch.cat([small[2], small[3]], 2)], 1)
    steps = [(SPEC.width / 2 * (i % 2), SPEC.height / 2 * (i // 2)) * 2 for i in range(4)]
    return whole, np.concatenate([b / 2 + step for b, step in zip(boxes, steps, strict=True)])


def batches(pictures: Pictures, phantoms: Pictures | None, rng: np.random.Generator) -> Callable[[int], common.Batch]:
    """Draws augmented batches: inputs (N, 3, h, w) and the targets of `targets`."""

    def draw(count: int) -> common.Batch:
        chosen = []
        for _ in range(count):
            source = phantoms if phantoms is not None and rng.random() < PHANTOM_SHARE else pictures
            i = int(rng.integers(len(source.pixels)))
            chosen.append((source.pixels[i], source.boxes[i]))
        maps = common.affine(rng, (SPEC.height, SPEC.width), count, **WARP)
        x = common.warp(torch.from_numpy(np.stack([c[0] for c in chosen])).float() / 255, maps)
        boxes = [move_boxes(c[1], m) for c, m in zip(chosen, maps, strict=True)]
        tiled = [
            (mosaic(x[pick], [boxes[k] for k in pick]) if rng.random() < MOSAIC else (x[i], boxes[i]))
            for i, pick in enumerate(rng.integers(count, size=(count, 4)))
        ]
        x = common.colour(rng, torch.stack([t[0] for t in tiled]))
        return common.normalise(SPEC, x), *targets([t[1] for t in tiled])

    return draw


def targets(boxes: Sequence[Array]) -> tuple[Tensor, Tensor, Tensor]:
    """What the detector should answer: heat (N, h, w), values (N, 4, h, w) and their weight (N, h, w).

    The heat is 1 in the cell of a box's centre and falls off as a Gaussian a tenth of the box wide.
    """
    h, w = SPEC.height // STRIDE, SPEC.width // STRIDE
    heat = np.zeros((len(boxes), h, w), np.float32)
    values = np.zeros((len(boxes), 4, h, w), np.float32)
    y, x = np.mgrid[:h, :w]
    for i, found in enumerate(boxes):
        for x0, y0, x1, y1 in found / STRIDE:
            size = np.array([max(x1 - x0, 0.5), max(y1 - y0, 0.5)])
            centre = np.array([min((x0 + x1) / 2, w - 1e-3), min((y0 + y1) / 2, h - 1e-3)])
            col, row = centre.astype(int)
            spread = np.maximum(size / 10, 0.6)
            bump = np.exp(-(((x - col) / spread[0]) ** 2 + ((y - row) / spread[1]) ** 2) / 2)
            mine = (bump > heat[i]) & (bump > 0.3)
            values[i, :2, mine] = np.log(size)
            values[i, 2, mine], values[i, 3, mine] = centre[0] - col, centre[1] - row
            heat[i] = np.maximum(heat[i], bump)
    weight = np.where(heat > 0.3, heat, 0)
    return torch.from_numpy(heat), torch.from_numpy(values), torch.from_numpy(weight)


def loss(network: nn.Module, batch: common.Batch) -> Tensor:
    """The penalty-reduced focal loss of CenterNet, and L1 on sizes around and offsets at the centres."""
    x, heat, values, weight = batch
    out = network(x).float()
    p = torch.sigmoid(out[:, 0])
    here = heat == 1
    near = F.logsigmoid(out[:, 0]) * (1 - p) ** 2
    far = F.logsigmoid(-out[:, 0]) * p**2 * (1 - heat) ** 4
    count = here.sum().clamp(min=1)
    focal = -torch.where(here, near, far).sum() / count
    error = (out[:, 1:] - values).abs()
    size = (error[:, :2].sum(1) * weight).sum() / weight.sum().clamp(min=1)
    offset = (error[:, 2:].sum(1) * here).sum() / count
    total: Tensor = focal + size + 0.2 * offset
    return total


def found(network: nn.Module, pictures: Pictures, card: ModelCard, threshold: float) -> list[Found]:
    """Boxes and scores of each picture, decoded as in use, brought back to network-input pixels."""
    prep = Preprocess(card.input)
    answers = []
    outputs = common.predict(network, common.inputs(SPEC, pictures.pixels))
    for out, (rows, columns) in zip(outputs, pictures.sizes, strict=True):
        boxes = Detection(card, prep, rows, columns).boxes(out[None], threshold)
        top, left, h, w = prep.placement(rows, columns)
        corners = np.array([(b.left, b.top, b.right, b.bottom) for b in boxes]).reshape(-1, 4)
        corners = corners * (w / columns, h / rows, w / columns, h / rows) + (left, top, left, top)
        answers.append((corners, np.array([b.score for b in boxes])))
    return answers


def ap50(answers: Sequence[Found], truth: Sequence[Array]) -> float:
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


def metrics(
    network: nn.Module, pictures: Pictures, card: ModelCard, threshold: float, split: str = "test"
) -> list[dict[str, Any]]:
    """AP50 over all scores from 0.02 up; recall and precision at IoU 0.5 and the card's threshold."""
    pairs = zip(found(network, pictures, card, 0.02), pictures.boxes, strict=True)
    matches = [match(answer, truth) for answer, truth in pairs]
    hits = np.array([int(hit[score >= threshold].sum()) for score, hit in matches])
    shown = np.array([int((score >= threshold).sum()) for score, _ in matches])
    true = np.array([len(boxes) for boxes in pictures.boxes])
    note = (
        "drawn; interval by picture"
        if split == "phantoms"
        else "Kvasir-SEG boxes (patients unknown); interval by picture"
    )

    def ap(pick: Array) -> float:
        return average_precision([matches[i] for i in pick], int(true[pick].sum()))

    def recall(pick: Array) -> float:
        return float(hits[pick].sum() / max(true[pick].sum(), 1))

    def precision(pick: Array) -> float:
        return float(hits[pick].sum() / max(shown[pick].sum(), 1))

    named = (("AP50", ap), ("recall at IoU 0.5", recall), ("precision at IoU 0.5", precision))
    return [metric(name, figure, len(matches), note, split) for name, figure in named]


def draw_phantoms(first: int = 0, count: int = PHANTOMS) -> Pictures:
    """Drawn views of the seeds from `first` on, one or (every fourth) two polyps each."""
    drawn = [endoscopy.draw(seed, 2 if seed % 4 == 3 else 1) for seed in range(first, first + count)]
    return as_input([(view.rgb, np.asarray(view.boxes, float)) for view in drawn])


def fields(figures: list[dict[str, Any]], threshold: float) -> dict[str, Any]:
    """The model card's fields, without weights."""
    return {
        "id": "endo-polyp",
        "name": "Polyps in endoscopy",
        "version": "1.0.0",
        "task": "detection",
        "labels": [{"name": "polyp", "colour": "#009e73"}],
        "architecture": {"name": "centre-detector", "arguments": ARGUMENTS},
        "input": asdict(SPEC),
        "decoding": {
            "stride": STRIDE,
            "score_threshold": threshold,
            "nms_iou": NMS_IOU,
            "max_boxes": MAX_BOXES,
        },
        "metrics": figures,
        "training_data": [
            "Kvasir-SEG (Simula): boxes of 480 training pictures (one in eight held out), restricted to "
            "research and educational use; changed: at most 512 px, JPEG again",
            "drawn phantoms of this program (medadv_gui/demo/endoscopy.py)",
        ],
        "licence": "Weights: research and educational use only, as the terms of Kvasir-SEG ask "
        "(restricted for research and educational purposes)",
        "citation": "Jha D, Smedsrud PH, Riegler MA, et al. Kvasir-SEG: A Segmented Polyp Dataset. "
        "MultiMedia Modeling (MMM) 2020, LNCS 11962:451-462",
        "intended_use": common.INTENDED_USE,
        "out_of_scope": "Any clinical use; video; pictures other than white-light colonoscopy. Every "
        "training picture holds a polyp, so false alarms on clean mucosa are unmeasured",
    }


def train(data: Path, out: Path) -> None:
    """Trains on Kvasir, then with phantoms mixed in; measures, and writes `out`."""
    rng, started = common.seed_all(SEED), time.monotonic()
    pictures = read_pictures(data, lambda row: row["split"] == "train" and not held_out(row["file"]))
    network = common.fit(build("centre-detector", ARGUMENTS), SCHEDULE, batches(pictures, None, rng), loss)
    plain = copy.deepcopy(network)
    network = common.fit(network, PHANTOM_SCHEDULE, batches(pictures, draw_phantoms(), rng), loss)
    finish(network, plain, data, out, time.monotonic() - started)


def finish(network: nn.Module, plain: nn.Module, data: Path, out: Path, seconds: float) -> None:
    """Sets the threshold, measures with and without the phantom stage, and writes the folder."""
    kept = read_pictures(data, lambda row: row["split"] == "train" and held_out(row["file"]))
    test = read_pictures(data, lambda row: row["split"] == "test")
    common.write_model(out, network, fields([], 0.5), {})
    card = read_card(out)
    threshold, _ = best_threshold(found(network, kept, card, 0.02), kept.boxes)
    unseen = draw_phantoms(UNSEEN, 40)
    results = [
        {
            "held_out": metrics(net, kept, card, threshold, "held-out train"),
            "test": metrics(net, test, card, threshold),
            "phantoms": metrics(net, unseen, card, threshold, "phantoms"),
        }
        for net in (network, plain)
    ]
    recipe = {
        "recipe": "endo-polyp",
        "seed": SEED,
        "schedule": asdict(SCHEDULE),
        "phantom_schedule": asdict(PHANTOM_SCHEDULE),
        "phantoms": PHANTOMS,
        "phantom_share": PHANTOM_SHARE,
        "mosaic": MOSAIC,
        "augmentation": WARP,
        "data": ["endo_polyp_boxes"],
        "command": "medadv-gui models train endo-polyp --data DIR",
        "training_seconds": round(seconds),
        "with_phantoms": results[0],
        "without_phantoms": results[1],
    }
    common.write_model(out, network, fields(results[0]["test"], threshold), recipe)
