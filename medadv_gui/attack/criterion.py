"""What counts as success, as a recorded object, one a task."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

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


@dataclass(frozen=True)
class BoxVanishes:
    """A reference box that the clean answer holds has no match at IoU 0.5. Invented boxes are counted apart."""

    reference: tuple[Box, ...]
    missed_clean: frozenset[int] = field(default=frozenset())

    @property
    def text(self) -> str:
        return f"a reference box has no match at IoU {MATCH_IOU:g} (vanished)"

    def met(self, prediction: Prediction) -> bool:
        assert isinstance(prediction, BoxPrediction)
        vanished, _ = match_boxes(self.reference, prediction.boxes, MATCH_IOU)
        return bool(vanished - self.missed_clean)

    def clean_correct(self, clean: Prediction) -> bool:
        return bool(self.reference) and not self.missed_clean


Criterion = LabelChanges | LabelFlips | DiceFalls | BoxVanishes


def criterion(clean: Prediction, reference: Prediction, target: str | None, drop: float = DICE_DROP) -> Criterion:
    """The task's criterion of success against `reference`."""
    if isinstance(reference, MultiLabelPrediction):
        return LabelFlips(reference.present, target)
    if isinstance(reference, ClassPrediction):
        return LabelChanges(reference.label, target)
    if isinstance(reference, MaskPrediction):
        assert isinstance(clean, MaskPrediction)
        return DiceFalls(reference, clean.against(reference.mask).mean_dice, drop)
    assert isinstance(clean, BoxPrediction)
    missed, _ = match_boxes(reference.boxes, clean.boxes, MATCH_IOU)
    return BoxVanishes(reference.boxes, frozenset(missed))


def aim(reference: Prediction, target: str, labels: tuple[str, ...]) -> ClassPrediction:
    """The answer that an attack targeted at one of `labels` drives to: that label alone, or, in a multi-label model,
    the reference's labels and that one."""
    if isinstance(reference, MultiLabelPrediction):
        return replace(reference, scores={**reference.scores, target: 1.0})
    return ClassPrediction({name: float(name == target) for name in labels})
