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
    None where either is empty. area : of a segmentation, pixels by label; older rows have none. boxes : of a detector,
    those of the reference with score 1.
    """

    labels: tuple[str, ...] = ()
    scores: Mapping[str, float] = field(default_factory=dict)
    dice: Mapping[str, float | None] = field(default_factory=dict)
    iou: Mapping[str, float | None] = field(default_factory=dict)
    hd95: Mapping[str, float | None] = field(default_factory=dict)
    boxes: tuple[Box, ...] = ()
    area: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Self:
        return cls(
            tuple(raw["labels"]), raw["scores"], raw["dice"], raw["iou"], raw["hd95"],
            tuple(tuple(box) for box in raw["boxes"]), raw.get("area", {}),
        )  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One finished attack.

    key : of its task; its files lie in the folder of that name. item : the image's name in the cohort, no part of a
    file's name or of a header. patient, site : the cohort's numbers for them, "" where it has none. epsilon : as asked
    for; of_255 : the same in 255ths of the model's input window. variant : the parameters in which the attack differs
    from the cohort's others of its name, as the cohort is now (`variants`). truth_source : as in result.json. mm :
    whether hd95 is in mm. clean_correct : whether the model was right before on something
    that can be lost. success : the criterion is met by the
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

    @property
    def nothing_to_lose(self) -> bool:
        """As `AttackResult.nothing_to_lose` has it: reference and first answer are empty, and this does not count."""
        if self.clean_correct or self.task not in ("segmentation", "detection"):
            return False
        if self.task == "detection":
            return not self.reference.boxes and not self.original.boxes
        return all(value is None for value in self.original.dice.values())  # of what both lack there is no Dice

    @property
    def before(self) -> str:
        """What the answer was before the attack: "right", "wrong" or "nothing to lose"."""
        return "nothing to lose" if self.nothing_to_lose else "right" if self.clean_correct else "wrong"

    def marked(self, answer: str) -> int | None:
        """How much an answer, "original", "attacked" or "noise", marks: pixels of a segmentation, boxes of a detector;
        None where it is not known."""
        found: Answer = getattr(self, answer)
        if self.task == "detection":
            return len(found.boxes)
        return sum(found.area.values()) if found.area else None

    def to_json(self) -> dict[str, Any]:
        """Not by `asdict`, which copies every box: a report asks tens of thousands."""
        return {**vars(self), **{name: dict(vars(getattr(self, name))) for name in _ANSWERS}}

    def told(self) -> dict[str, Any]:
        """For a report: with what was `before`, and how much is `found` after."""
        return {**self.to_json(), "before": self.before, "found": self.marked("attacked")}

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
