"""What counts as success, as a recorded object, one a task."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from medadv_gui.core.errors import SettingsError
from medadv_gui.core.types import (
    Box,
    BoxPrediction,
    ClassPrediction,
    MaskPrediction,
    MultiLabelPrediction,
    Prediction,
    match_boxes,
)

DICE_DROP = 0.3
CLEAN_DICE = 0.5
TURNED_SHARE = 0.5
MATCH_IOU = 0.5


@dataclass(frozen=True)
class LabelChanges:
    """The answer leaves the reference label, or becomes the target."""

    reference: str
    target: str | None = None

    @property
    def text(self) -> str:
        if self.target is not None:
            return f"the model answers {self.target!r}"
        return f"the model no longer answers {self.reference!r}"

    def met(self, prediction: Prediction) -> bool:
        assert isinstance(prediction, ClassPrediction)
        return prediction.label == self.target if self.target is not None else prediction.label != self.reference

    def clean_correct(self, clean: Prediction) -> bool:
        assert isinstance(clean, ClassPrediction)
        return clean.label == self.reference


@dataclass(frozen=True)
class LabelFlips:
    """The labels present, in the card's order, are no longer the reference's, or the target is among them."""

    reference: tuple[str, ...]
    target: str | None = None

    @property
    def text(self) -> str:
        if self.target is not None:
            return f"the model finds {self.target!r} present"
        if not self.reference:
            return "the model finds a label present"
        return f"the model no longer finds exactly {', '.join(map(repr, self.reference))} present"

    def met(self, prediction: Prediction) -> bool:
        assert isinstance(prediction, MultiLabelPrediction)
        present = prediction.present
        return self.target in present if self.target is not None else present != self.reference

    def clean_correct(self, clean: Prediction) -> bool:
        assert isinstance(clean, MultiLabelPrediction)
        return clean.present == self.reference


@dataclass(frozen=True, eq=False)
class DiceFalls:
    """The mean foreground Dice to the reference falls by at least `drop` from the clean answer's;
    None where the reference holds no foreground."""

    reference: MaskPrediction
    clean: float | None
    drop: float = DICE_DROP

    @property
    def text(self) -> str:
        return f"mean foreground Dice to the reference falls by at least {self.drop:g}"

    def met(self, prediction: Prediction) -> bool:
        assert isinstance(prediction, MaskPrediction)
        dice = prediction.against(self.reference.mask).mean_dice
        return dice is not None and self.clean is not None and dice <= self.clean - self.drop

    def clean_correct(self, clean: Prediction) -> bool:
        return self.clean is not None and self.clean >= CLEAN_DICE


@dataclass(frozen=True, eq=False)
class PixelsTurn:
    """At least `share` of the pixels that the target changes are answered as in the target. `clean` is the clean
    answer's mean foreground Dice to the reference, None where the reference holds no foreground."""

    reference: MaskPrediction
    target: str
    clean: float | None
    share: float = TURNED_SHARE

    @property
    def text(self) -> str:
        return (
            f"the model answers {self.target!r} at {self.share:.0%} or more of the pixels that the reference gives "
            "another foreground label"
        )

    def met(self, prediction: Prediction) -> bool:
        assert isinstance(prediction, MaskPrediction)
        turned = prediction.mask == self.reference.labels.index(self.target)
        changes = _changes(self.reference, self.target)
        return int((turned & changes).sum()) >= self.share * int(changes.sum())

    def clean_correct(self, clean: Prediction) -> bool:
        return self.clean is not None and self.clean >= CLEAN_DICE


@dataclass(frozen=True)
class BoxVanishes:
    """A reference box that the clean answer holds has no match at IoU 0.5, or, with `invented`, the answer holds a box
    that matches neither a reference box nor one of `invented_clean`, those that the clean answer had invented."""

    reference: tuple[Box, ...]
    missed_clean: frozenset[int] = field(default=frozenset())
    invented: bool = False
    invented_clean: tuple[Box, ...] = ()

    @property
    def text(self) -> str:
        vanished = f"a reference box has no match at IoU {MATCH_IOU:g} (vanished)"
        return f"{vanished}, or a box that matches none appears (invented)" if self.invented else vanished

    def met(self, prediction: Prediction) -> bool:
        assert isinstance(prediction, BoxPrediction)
        vanished, invented = match_boxes(self.reference, prediction.boxes, MATCH_IOU)
        if vanished - self.missed_clean:
            return True
        beyond = tuple(prediction.boxes[j] for j in sorted(invented))
        return self.invented and bool(match_boxes(self.invented_clean, beyond, MATCH_IOU)[1])

    def clean_correct(self, clean: Prediction) -> bool:
        if self.invented and not self.reference:  # a normal picture, in which there is a box to invent
            return not self.invented_clean
        return bool(self.reference) and not self.missed_clean


@dataclass(frozen=True)
class NoBoxLeft:
    """Of the reference boxes that the clean answer holds, one at least, none has a match at IoU 0.5."""

    reference: tuple[Box, ...]
    missed_clean: frozenset[int] = field(default=frozenset())

    @property
    def text(self) -> str:
        return f"no reference box that the model found has a match at IoU {MATCH_IOU:g} any more (all vanished)"

    def met(self, prediction: Prediction) -> bool:
        assert isinstance(prediction, BoxPrediction)
        vanished, _ = match_boxes(self.reference, prediction.boxes, MATCH_IOU)
        held = set(range(len(self.reference))) - self.missed_clean
        return bool(held) and held <= vanished

    def clean_correct(self, clean: Prediction) -> bool:
        return bool(self.reference) and not self.missed_clean


Criterion = LabelChanges | LabelFlips | DiceFalls | PixelsTurn | BoxVanishes | NoBoxLeft


def criterion(
    clean: Prediction, reference: Prediction, target: str | None, drop: float = DICE_DROP, invented: bool = False
) -> Criterion:
    """The task's criterion of success against `reference`; `invented` boxes count for a detector without a target.

    Raises SettingsError where the target leaves the reference as it is.
    """
    if isinstance(reference, MultiLabelPrediction):
        return LabelFlips(reference.present, target)
    if isinstance(reference, ClassPrediction):
        return LabelChanges(reference.label, target)
    if isinstance(reference, MaskPrediction):
        assert isinstance(clean, MaskPrediction)
        dice = clean.against(reference.mask).mean_dice
        if target is None:
            return DiceFalls(reference, dice, drop)
        if not _changes(reference, target).any():
            raise SettingsError(f"the target {target!r} changes no pixel: the reference holds no other foreground")
        return PixelsTurn(reference, target, dice)
    assert isinstance(clean, BoxPrediction)
    missed, beyond = match_boxes(reference.boxes, clean.boxes, MATCH_IOU)
    if target is None:
        invented_clean = tuple(clean.boxes[j] for j in sorted(beyond))
        return BoxVanishes(reference.boxes, frozenset(missed), invented, invented_clean)
    if not reference.boxes:
        raise SettingsError(f"the target {target!r} changes nothing: there is no reference box")
    return NoBoxLeft(reference.boxes, frozenset(missed))


def aim(reference: Prediction, target: str, labels: tuple[str, ...]) -> Prediction:
    """The answer that a targeted attack drives to: one of `labels` alone; in a multi-label model the reference's labels
    and that one; in a segmentation that label wherever the reference holds foreground; of a detector no box."""
    if isinstance(reference, MultiLabelPrediction):
        return replace(reference, scores={**reference.scores, target: 1.0})
    if isinstance(reference, MaskPrediction):
        mask = np.where(reference.mask > 0, np.uint8(labels.index(target)), reference.mask)
        return MaskPrediction(labels, mask)
    if isinstance(reference, BoxPrediction):
        return BoxPrediction(())
    return ClassPrediction({name: float(name == target) for name in labels})


def _changes(reference: MaskPrediction, target: str) -> NDArray[np.bool_]:
    """Where a target label differs from the reference: its foreground of other labels."""
    changes: NDArray[np.bool_] = (reference.mask > 0) & (reference.mask != reference.labels.index(target))
    return changes
