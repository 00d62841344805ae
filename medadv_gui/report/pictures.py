"""The pictures of a report: original, perturbation, adversarial, and what the model marked on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from medadv_gui.core.result import AttackResult
from medadv_gui.core.text import counted
from medadv_gui.core.types import Box, BoxPrediction, Image, MaskPrediction, Prediction
from medadv_gui.render import heatmap
from medadv_gui.render.chart import score_text
from medadv_gui.render.overlay import Colour, draw_boxes, draw_mask, draw_names
from medadv_gui.render.picture import ADVERSARIAL, PLAIN, RESEARCH_USE, STYLES, SYNTHETIC, banner, fit, png, scale_bar
from medadv_gui.render.window import display, shown
from medadv_gui.report.words import Units, label, lost_and_invented, number

LONGEST = 640
SMALLEST = 480
VANISHED, INVENTED, FOUND = "#ffe14d", "#f08cff", "#40c0ff"
LOST_PIXEL, GAINED_PIXEL = "#ff6b6b", "#4dabf7"


@dataclass(frozen=True)
class Figure:
    """A picture with its words: `png` of `width` x `height` pixels, `alt` for who cannot see it."""

    title: str
    caption: str
    alt: str
    png: bytes
    width: int
    height: int


def _figure(title: str, caption: str, alt: str, rgb: NDArray[np.uint8]) -> Figure:
    return Figure(title, caption, alt, png(rgb), int(rgb.shape[1]), int(rgb.shape[0]))


def _frame(
    rgb: NDArray[np.uint8],
    head: str,
    foot: NDArray[np.uint8] | str,
    synthetic: bool,
    scale: NDArray[np.uint8] | None = None,
) -> NDArray[np.uint8]:
    """The picture with its name and the research-use strip above, the `scale` bar, `foot` and the synthetic strip
    below."""
    style = STYLES[ADVERSARIAL] if ADVERSARIAL in head else PLAIN
    rgb = rgb if scale is None else np.concatenate([rgb, scale])
    rgb = banner(banner(rgb, RESEARCH_USE), head, style=style)
    rgb = banner(rgb, foot, below=True) if isinstance(foot, str) else np.concatenate([rgb, foot])
    return banner(rgb, SYNTHETIC, below=True) if synthetic else rgb


def _shown(result: AttackResult, stored: NDArray[np.generic]) -> NDArray[np.uint8]:
    source = result.source
    slope, intercept = float(source["slope"]), float(source["intercept"])
    return shown(stored, slope, intercept, result.window, bool(source["inverted"]))


def _page(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return fit(rgb, LONGEST, SMALLEST)


def heat_limit(result: AttackResult) -> float:
    """Full colour of the heat map in stored units: the budget for L-infinity; for L2, which bounds no single
    pixel, the largest change there is; at least a trifle where nothing changed."""
    limit = result.budget.stored_units if result.norm == "linf" else result.budget.realised_linf
    return limit if limit > 0 else 1.0


def _scale(result: AttackResult, rgb: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """The scale bar of a picture of the result, None where the pixels' spacing is not known."""
    spacing = result.geometry.spacing
    if spacing is None or not spacing[1] > 0:
        return None
    height = banner(rgb[:1], "1 cm", below=True).shape[0] - 1
    return scale_bar(rgb.shape[1], rgb.shape[1] / result.original.shape[1] / spacing[1], height)


def three_pictures(result: AttackResult, units: Units) -> tuple[Figure, ...]:
    """Original, perturbation and adversarial at the same size, each under its banners, with a scale bar where the
    spacing of the pixels is known."""
    synthetic = bool(result.source["synthetic"])
    window = units.window_shown(result)
    original = _page(_shown(result, result.original))
    adversarial = _page(_shown(result, result.adversarial))
    limit = heat_limit(result)
    factor = -(-max(result.original.shape[:2]) // LONGEST)
    heat = _resized(heatmap.printed(heatmap.strongest(result.perturbation, factor), limit), original.shape[:2])
    gain = heatmap.gain(limit, result.window.width / (abs(float(result.source["slope"])) or 1.0))
    height = banner(original[:1], window, below=True).shape[0] - 1
    strip = heatmap.colour_strip(units.short(limit), f"gain ×{number(round(gain))}", height, heat.shape[1])
    ends = units.natural(limit)
    scale = f"Orange, lighter: value raised; blue, darker: lowered; grey: no change. Full colour: ±{ends}."
    among = [f"{factor} × {factor} pixels"] * (factor > 1) + ["three colours"] * (result.original.ndim == 3)
    dot = f" Each dot is the largest change among {' and '.join(among)}." if among else ""
    title = _kind(result)
    bar = _scale(result, original)
    return (
        _figure(
            "Original",
            f"{title}, {window}.",
            f"The original image, {title}.",
            _frame(original, "ORIGINAL", window, synthetic, bar),
        ),
        _figure(
            "Perturbation",
            f"{scale}{dot} Fixed scale, gain ×{number(round(gain))} over the pictures beside it.",
            f"Heat map of the perturbation: {number(100 * result.changed_share)} % of the pixels changed, "
            f"by at most {units.natural(result.budget.realised_linf)}.",
            _frame(heat, f"{ADVERSARIAL} PERTURBATION", strip, synthetic, bar),
        ),
        _figure(
            "Adversarial",
            f"Original plus perturbation, as written to the file, {window}.",
            f"The adversarial image, {title}, shown like the original.",
            _frame(adversarial, ADVERSARIAL, window, synthetic, bar),
        ),
    )


@dataclass(frozen=True)
class Drawn:
    """The pictures of a result, drawn once for all of its reports: `three_pictures` and `overlays`."""

    three: tuple[Figure, ...]
    marked: tuple[Figure, ...]

    @classmethod
    def of(cls, result: AttackResult) -> Drawn:
        return cls(three_pictures(result, Units.of(result)), overlays(result))


def plain_pictures(result: AttackResult, units: Units, drawn: Drawn) -> tuple[Figure, ...]:
    """The three pictures in plain words; of a segmentation or a detection the first and the last with what the model
    marked on them."""
    original, perturbation, adversarial = drawn.three
    marked = drawn.marked
    titles = ("Before", "The change", "After")
    most = units.natural(result.budget.realised_linf)
    captions = (
        "The original image",
        f"The change alone, enlarged: light where it raised a pixel, dark where it lowered one. At most {most}",
        "The original with the change, as it was saved",
    )
    shown = units.window_shown(result)
    first, last = (f"{text}, {shown}." for text in (captions[0], captions[2]))
    figures = [original, perturbation, adversarial]
    if marked:
        figures[0], figures[2] = marked[:2]
        first, last = (f"{text[:-1]}, with what the model marks." for text in (first, last))
    return tuple(
        replace(figure, title=title, caption=caption)
        for figure, title, caption in zip(figures, titles, (first, f"{captions[1]}.", last), strict=True)
    )


def _kind(result: AttackResult) -> str:
    kind = str(result.source["kind"]).upper()
    modality = str(result.source["modality"])
    return f"{kind} {modality}".strip()


def overlays(result: AttackResult) -> tuple[Figure, ...]:
    """What the model marked before and after; empty for classification."""
    before, after = result.predictions["original"], result.predictions["reread"]
    if isinstance(before, MaskPrediction) and isinstance(after, MaskPrediction):
        return _mask_figures(result, before, after)
    if isinstance(before, BoxPrediction) and isinstance(after, BoxPrediction):
        return _box_figures(result, before, after)
    return ()


def _mask_figures(result: AttackResult, before: MaskPrediction, after: MaskPrediction) -> tuple[Figure, ...]:
    synthetic = bool(result.source["synthetic"])
    colours: list[Colour] = [str(colour) for colour in result.model["colours"]]
    names = [label(name) for name in before.labels]
    original, adversarial = _page(_shown(result, result.original)), _page(_shown(result, result.adversarial))
    shape, bar = original.shape[:2], _scale(result, original)
    masks = [_resized(p.mask, shape) for p in (before, after)]
    change = np.zeros(shape, dtype=np.uint8)
    change[(masks[0] > 0) & (masks[1] != masks[0])] = 1
    change[(masks[1] > 0) & (masks[0] == 0)] = 2
    lost = int(((before.mask > 0) & (after.mask != before.mask)).sum())
    gained = int(((after.mask > 0) & (before.mask == 0)).sum())
    dull = (original * 0.55).astype(np.uint8)
    difference = draw_mask(dull, change, ["#000000", LOST_PIXEL, GAINED_PIXEL], fill=0.6)

    def marked(rgb: NDArray[np.uint8], mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
        return draw_names(draw_mask(rgb, mask, colours, fill=0.3), mask, names, colours)

    return (
        _figure(
            "Outlined before",
            f"The model's outlines on the original: {', '.join(names[1:])}.",
            f"Original with the model's outlines: {_areas(before)}.",
            _frame(marked(original, masks[0]), "ORIGINAL", "model's outlines", synthetic, bar),
        ),
        _figure(
            "Outlined after",
            f"The model's outlines on the adversarial image: {', '.join(names[1:])}.",
            f"Adversarial image with the model's outlines: {_areas(after)}.",
            _frame(marked(adversarial, masks[1]), ADVERSARIAL, "model's outlines", synthetic, bar),
        ),
        _figure(
            "Lost and invented",
            f"Red: lost or given another label ({lost} pixels). Blue: invented ({gained} pixels).",
            f"Difference of the outlines: {lost} pixels lost or relabelled, {gained} pixels invented.",
            _frame(difference, f"{ADVERSARIAL}: DIFFERENCE", "red lost, blue invented", synthetic, bar),
        ),
    )


def _areas(prediction: MaskPrediction) -> str:
    return ", ".join(f"{label(name)} {pixels} pixels" for name, pixels in prediction.area.items())


def _resized(values: NDArray[np.uint8], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """A label map or picture at `shape` (rows, columns), nearest neighbour."""
    rows = ((np.arange(shape[0]) + 0.5) * values.shape[0] / shape[0]).astype(np.intp)
    columns = ((np.arange(shape[1]) + 0.5) * values.shape[1] / shape[1]).astype(np.intp)
    answer: NDArray[np.uint8] = values[rows[:, None], columns[None]]
    return answer


def _box_figures(result: AttackResult, before: BoxPrediction, after: BoxPrediction) -> tuple[Figure, ...]:
    if not isinstance(result.reference, BoxPrediction):
        raise ValueError("the reference is of another task")
    synthetic = bool(result.source["synthetic"])
    vanished, kept, invented = lost_and_invented(result.reference, after)
    original, adversarial = _page(_shown(result, result.original)), _page(_shown(result, result.adversarial))
    scale, bar = original.shape[1] / result.original.shape[1], _scale(result, original)
    tints = dict(zip(result.model["labels"], map(str, result.model["colours"]), strict=True))
    if len(tints) == 1:
        tints = dict.fromkeys(tints, FOUND)

    def found(boxes: Sequence[Box]) -> list[tuple[Sequence[Box], str, str]]:
        return [([box], tints[box.label], "") for box in boxes]

    first = _boxes(original, scale, found(before.boxes))
    second = _boxes(
        adversarial, scale, [*found(kept), (invented, INVENTED, "invented: "), (vanished, VANISHED, "vanished: ")]
    )
    return (
        _figure(
            "Found before",
            "What the model found on the original, with model scores.",
            f"Original with {counted(len(before.boxes), 'box', 'boxes')} found.",
            _frame(first, "ORIGINAL", "model's boxes", synthetic, bar),
        ),
        _figure(
            "Found after",
            "Solid: found on the adversarial image. Dashed yellow: a reference box that vanished. "
            "“invented” names a box that matches none of the reference.",
            f"Adversarial image: {counted(len(kept), 'box', 'boxes')} kept, {len(vanished)} vanished, {len(invented)} "
            "invented.",
            _frame(second, ADVERSARIAL, "model's boxes; dashed: vanished", synthetic, bar),
        ),
    )


def _boxes(rgb: NDArray[np.uint8], scale: float, groups: Sequence[tuple[Sequence[Box], str, str]]) -> NDArray[np.uint8]:
    boxes: list[Box] = []
    colours: list[str] = []
    captions: list[str] = []
    dashed: list[bool] = []
    for members, colour, prefix in groups:
        for box in members:
            boxes.append(Box(box.label, box.score, *(scale * corner for corner in box.corners)))
            colours.append(colour)
            lost = prefix.startswith(("vanished", "missed"))
            captions.append(f"{prefix}{box.label}" + ("" if lost else f" {score_text(box.score)}"))
            dashed.append(lost)
    return draw_boxes(rgb, boxes, colours, captions, dashed)


def answered(
    image: Image, answer: Prediction, reference: Prediction, colours: Sequence[str], title: str, words: str
) -> Figure:
    """One picture with what a model answered: its outlines, or its boxes and, dashed, those of the reference that it
    missed. `colours` : one for each label. `words` : the answer and the reference in words."""
    rgb, tints = _page(display(image)), list(colours)
    if isinstance(answer, MaskPrediction) and isinstance(reference, MaskPrediction):
        mask = _resized(answer.mask, rgb.shape[:2])
        names = [label(name) for name in answer.labels]
        rgb = draw_names(draw_mask(rgb, mask, tints, fill=0.3), mask, names, tints)
    elif isinstance(answer, BoxPrediction) and isinstance(reference, BoxPrediction):
        vanished, kept, invented = lost_and_invented(reference, answer)
        scale = rgb.shape[1] / image.columns
        groups = [(kept, FOUND, ""), (invented, INVENTED, "wrong: "), (vanished, VANISHED, "missed: ")]
        rgb = _boxes(rgb, scale, groups)
    return _figure(title, words, f"{title}: {words}", _frame(rgb, title.upper(), "model's answer", image.synthetic))
