"""A result as a row: what the statistics of a cohort need of it, from result.json and case.npz alone. No torch."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from medadv_gui.core.result import AttackResult
from medadv_gui.core.types import BoxPrediction, ClassPrediction, MaskPrediction, Prediction
from medadv_gui.evaluation.cohort.row import Answer, Row
from medadv_gui.evaluation.cohort.spec import Source

Spacing = tuple[float, float] | None


def row_of(result: AttackResult, key: str, source: Source) -> Row:
    """The row of a result; what the manifest says comes from the `source`.

    `iterates` counts those of the best run, whose records the result holds: of an attack with restarts, one run's.
    """
    budget, outcome, metrics = result.budget, result.outcome, result.metrics
    spacing = result.geometry.spacing
    one_unit = budget.of_255 / budget.stored_units  # in 255ths of the input window
    answers = {name: answer_of(p, result.reference, spacing) for name, p in result.predictions.items()}
    return Row(
        key=key, item=source.id, image_sha256=result.source["sha256"], patient=source.patient, site=source.site,
        modality=result.source["modality"], model=result.model["id"], model_version=result.model["version"],
        model_sha256=result.model["sha256"], task=result.model["task"], attack=result.attack["name"],
        norm=result.norm, epsilon=budget.requested, of_255=budget.of_255, seed=result.seed,
        truth_source=result.truth_source, mm=spacing is not None, reference=reference_of(result.reference, spacing),
        original=answers["original"], attacked=answers["reread"], noise=answers["noise"],
        clean_correct=result.clean_correct, success=outcome.reread, in_memory=outcome.in_memory,
        rounded=outcome.rounded, after_jpeg_q90=outcome.after_jpeg_q90, noise_success=result.noise_success,
        linf=budget.realised_linf, l2=budget.realised_l2, linf_of_255=budget.realised_linf * one_unit,
        changed_share=result.changed_share, psnr=metrics["psnr"], ssim=metrics["ssim"], iterates=len(result.steps),
        seconds=result.seconds, warnings=result.warnings,
    )  # fmt: skip


def reference_of(reference: Prediction, spacing: Spacing = None) -> Answer:
    """The reference itself: its labels, or its boxes with score 1; of a segmentation beside itself, which tells the
    labels that it holds from those that it does not."""
    if isinstance(reference, ClassPrediction):
        return Answer(labels=reference.present)
    if isinstance(reference, BoxPrediction):
        return Answer(boxes=tuple((box.label, 1.0, *box.corners) for box in reference.boxes))
    return answer_of(reference, reference, spacing)


def answer_of(answer: Prediction, reference: Prediction, spacing: Spacing) -> Answer:
    """A model's answer beside the reference. spacing : (row, column) in mm, None where it is not known."""
    if isinstance(answer, ClassPrediction):
        return Answer(labels=answer.present, scores=dict(answer.scores))
    if isinstance(answer, BoxPrediction):
        return Answer(boxes=tuple((box.label, box.score, *box.corners) for box in answer.boxes))
    assert isinstance(answer, MaskPrediction)
    assert isinstance(reference, MaskPrediction)
    dice: dict[str, float | None] = {}
    iou: dict[str, float | None] = {}
    distance: dict[str, float | None] = {}
    for i, name in enumerate(answer.labels):
        if i:
            a, b = answer.mask == i, reference.mask == i
            both, total = int((a & b).sum()), int(a.sum()) + int(b.sum())
            dice[name] = 2 * both / total if total else None
            iou[name] = both / (total - both) if total else None
            distance[name] = hd95(a, b, spacing)
    return Answer(dice=dice, iou=iou, hd95=distance, area=answer.area)


def hd95(a: NDArray[np.bool_], b: NDArray[np.bool_], spacing: Spacing = None) -> float | None:
    """The larger of the 95th percentiles of the distances from each outline to the other, in mm, or in pixels without a
    spacing; None where a mask is empty.

    An outline is the pixels of the mask with a pixel beside them, or the edge of the image, that is not of it. As MONAI
    and medpy's relatives have it; scipy's k-d tree finds the nearest pixel, exactly and without a map of distances.
    """
    if not a.any() or not b.any():
        return None
    scale = np.array((1.0, 1.0) if spacing is None else spacing)
    ours, theirs = (np.argwhere(_outline(mask)) * scale for mask in (a, b))
    pairs = ((KDTree(theirs), ours), (KDTree(ours), theirs))
    return float(max(np.percentile(tree.query(points)[0], 95) for tree, points in pairs))


def _outline(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    padded = np.pad(mask, 1)
    within = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return mask & ~within
