"""One attack of a cohort as its statistics see it: what there was, what was asked of it, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

_ANSWERS = ("reference", "original", "attacked", "noise")
Box = tuple[str, float, float, float, float, float]  # label, score, x0, y0, x1, y1 in image pixels


@dataclass(frozen=True)
class Answer:
    """A model's answer, or the reference, as far as figures need it.

    labels : the chosen label, or of a multi-label model those present, in the card's order. scores : by label, empty
    for a reference. dice, iou : of a segmentation against the reference, by label; None where both are empty. hd95 :
    the 95th percentile of the distances between the two outlines, in mm (in pixels where the spacing is not known);
    None where either is empty. boxes : of a detector, those of the reference with score 1.
    """

    labels: tuple[str, ...] = ()
    scores: Mapping[str, float] = field(default_factory=dict)
    dice: Mapping[str, float | None] = field(default_factory=dict)
    iou: Mapping[str, float | None] = field(default_factory=dict)
    hd95: Mapping[str, float | None] = field(default_factory=dict)
    boxes: tuple[Box, ...] = ()

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Self:
        return cls(
            tuple(raw["labels"]), raw["scores"], raw["dice"], raw["iou"], raw["hd95"],
            tuple(tuple(box) for box in raw["boxes"]),
        )  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One finished attack.

    key : of its task; its files lie in the folder of that name. item : the image's name in the cohort, no part of a
    file's name or of a header. patient, site : the cohort's numbers for them, "" where it has none. epsilon : as asked
    for; of_255 : the same in 255ths of the model's input window. variant : the parameters in which the attack differs
    from the cohort's others of its name, as the cohort is now (`variants`). truth_source : as in result.json. mm :
    whether hd95 is in mm. clean_correct : whether the model was right before. success : the criterion is met by the
    file as it was read again; in_memory, rounded, after_jpeg_q90 : at the other stages. noise_success : by noise of the
    same size. linf, l2 : of the written image, stored units; linf_of_255 : in 255ths of the input window. iterates,
    seconds : of the attack alone.
    """

    key: str
    item: str
    image_sha256: str
    patient: str
    site: str
    modality: str
    model: str
    model_version: str
    model_sha256: str
    task: str
    attack: str
    norm: str
    epsilon: str
    of_255: float
    seed: int
    truth_source: str
    mm: bool
    reference: Answer
    original: Answer
    attacked: Answer
    noise: Answer
    clean_correct: bool
    success: bool
    in_memory: bool
    rounded: bool
    after_jpeg_q90: bool | None
    noise_success: bool
    linf: float
    l2: float
    linf_of_255: float
    changed_share: float
    psnr: float | None
    ssim: float | None
    iterates: int
    seconds: float
    warnings: tuple[str, ...] = ()
    variant: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Not by `asdict`, which copies every box: a report asks tens of thousands."""
        return {**vars(self), **{name: dict(vars(getattr(self, name))) for name in _ANSWERS}}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Self:
        """Raises KeyError, TypeError where fields are missing or there are others."""
        answers = {name: Answer.from_json(raw[name]) for name in _ANSWERS}
        return cls(**{**raw, **answers, "warnings": tuple(raw["warnings"])})


@dataclass(frozen=True)
class Transfer:
    """An adversarial image of the task `key`, shown to another model: whether the criterion is met by its answer.
    clean_correct : whether that model was right on the original."""

    key: str
    model: str
    model_version: str
    model_sha256: str
    clean_correct: bool
    success: bool
    answer: Answer

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Self:
        """Raises KeyError, TypeError where fields are missing or there are others."""
        return cls(**{**raw, "answer": Answer.from_json(raw["answer"])})


@dataclass(frozen=True)
class Failure:
    """A task that could not be done: `reason` is one line that names no file; `variant` as of a Row."""

    key: str
    item: str
    model: str
    attack: str
    epsilon: str
    reason: str
    variant: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
