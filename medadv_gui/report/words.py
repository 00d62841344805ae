"""The words and numbers of a report: units, and one plain sentence for what happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from medadv_gui.core.result import ASSUMED, AttackResult
from medadv_gui.core.types import (
    Box,
    BoxPrediction,
    ClassPrediction,
    MaskPrediction,
    MultiLabelPrediction,
    Prediction,
    is_empty,
    match_boxes,
)
from medadv_gui.render.chart import score_text
from medadv_gui.render.text import clean

NOT_A_PROBABILITY = "Scores are model scores, not a probability of disease."
FAILED = "A failed attack does not show that the model is safe."
_LONGEST_LABEL = 60
_MOST_NAMED = 4
WHITE_BOX = "The attacker here knows the model (white-box)."
BLACK_BOX = "The attacker here asks the model for its scores alone (black-box)."
ABOUT_THE_MODEL = "This is about the model, not the patient."
# What a sentence is made of, in a reader's language: given an English template, the one to fill in.
Say = Callable[[str], str]


def number(value: float) -> str:
    """At most four significant digits, no exponent for everyday sizes, a true minus sign."""
    if value == int(value) and abs(value) < 1e9:
        text = f"{int(value)}"
    elif abs(value) >= 1000:
        text = f"{value:.0f}"
    else:
        text = f"{value:.3g}"
    return text.replace("-", "−")


def label(name: str) -> str:
    """A label as a report writes it: clean, and no longer than a line."""
    text = clean(name)
    return text if len(text) <= _LONGEST_LABEL else text[: _LONGEST_LABEL - 1].rstrip() + "…"


def yes_no(value: bool) -> str:
    return "yes" if value else "no"


@dataclass(frozen=True)
class Units:
    """What one stored unit of this image is in the other units.

    hu : HU for each stored unit, None off CT. of_255 : 255ths of the model's input window.
    displayed : grey levels of the 255 that the display window shows. plain : stored values are 8-bit levels.
    window : the model's input window in words.
    """

    hu: float | None
    of_255: float
    displayed: float
    plain: bool
    window: str

    @classmethod
    def of(cls, result: AttackResult) -> Units:
        budget, window = result.budget, result.model["input_window"]
        of_255 = budget.of_255 / budget.stored_units
        slope, unit = abs(float(result.source["slope"])), str(window["units"]).replace("stored", "stored values")
        return cls(
            hu=None if budget.hu is None else budget.hu / budget.stored_units,
            of_255=of_255,
            displayed=slope * 255.0 / result.window.width if result.window.width > 0 else 0.0,
            plain=budget.hu is None and of_255 == 1.0 and result.original.dtype.itemsize == 1,
            window=f"{number(window['lower'])} to {number(window['upper'])} {unit}",
        )

    def natural(self, stored: float, say: Say = str) -> str:
        """`stored` units in the unit a reader of this kind of image thinks in."""
        if self.hu is not None:
            return f"{number(stored * self.hu)} HU"
        if self.plain:
            return say("{0} of 255 grey levels").format(number(stored))
        return say("{0}/255 of the model's input window").format(number(stored * self.of_255))

    def window_shown(self, result: AttackResult) -> str:
        """How the pictures are shown: through which display window."""
        if self.plain and (result.window.lower, result.window.upper) == (0, 255):
            return "shown as stored"
        ends = f"{number(result.window.lower)} to {number(result.window.upper)}"
        return f"shown at {ends} {result.source['units']}".strip()

    def short(self, stored: float) -> str:
        """As `natural`, for a picture's margin."""
        return f"{number(stored * self.hu)} HU" if self.hu is not None else f"{number(stored * self.of_255)}/255"


@dataclass(frozen=True)
class Verdict:
    """`tone` is "changed", "held" or "wrong" (the case does not count); `label` a few words."""

    tone: str
    label: str


def verdict(result: AttackResult) -> Verdict:
    """What became of the attack after saving and re-reading."""
    if result.nothing_to_lose:
        return Verdict("wrong", "nothing to lose")
    if not result.clean_correct:
        return Verdict("wrong", "already wrong before the attack")
    if result.outcome.reread:
        return Verdict("changed", "attack succeeded")
    return Verdict("held", "attack failed")


def size_phrase(result: AttackResult, units: Units, say: Say = str) -> str:
    """ "a change of at most 2 of 255 grey levels", from what the written image differs by."""
    budget = result.budget
    if budget.realised_linf == 0:
        return say("an attack that left every pixel as it was")
    most = units.natural(budget.realised_linf, say)
    if result.norm == "l2":
        text = say("a change of at most {0} in any pixel (L2 norm {1} stored units)")
        return text.format(most, number(budget.realised_l2))
    return say("a change of at most {0}").format(most)


def lost_and_invented(reference: BoxPrediction, found: BoxPrediction) -> tuple[list[Box], list[Box], list[Box]]:
    """(reference boxes without a match, found boxes with one, found boxes without one)."""
    vanished, invented = match_boxes(reference.boxes, found.boxes)
    kept = [box for j, box in enumerate(found.boxes) if j not in invented]
    return [reference.boxes[i] for i in sorted(vanished)], kept, [found.boxes[j] for j in sorted(invented)]


def sentence(result: AttackResult, units: Units, say: Say = str) -> str:
    """What happened, in one plain sentence; two where the model was wrong before the attack. `say` translates."""
    before, after = result.predictions["original"], result.predictions["reread"]
    size = size_phrase(result, units, say)
    if isinstance(before, MultiLabelPrediction) and isinstance(after, MultiLabelPrediction):
        text = _labels_sentence(result, before, after, size, say)
    elif isinstance(before, ClassPrediction) and isinstance(after, ClassPrediction):
        text = _class_sentence(result, before, after, size, say)
    elif isinstance(before, MaskPrediction) and isinstance(after, MaskPrediction):
        text = _mask_sentence(result, before, after, size, say)
    elif isinstance(before, BoxPrediction) and isinstance(after, BoxPrediction):
        text = _box_sentence(result, after, size, say)
    else:
        raise ValueError("the predictions are of different tasks")
    if not result.clean_correct and not result.nothing_to_lose:
        wrong = say("The model was already wrong before the attack{0}.").format(_clean_error(result, say))
        return f"{wrong} {text}"
    return text


def _end(result: AttackResult, say: Say) -> str:
    """How a sentence ends that says what changed."""
    return "." if result.outcome.reread else say(", which does not meet the criterion.")


def _clean_error(result: AttackResult, say: Say) -> str:
    before, reference = result.predictions["original"], result.reference
    if isinstance(before, MultiLabelPrediction) and isinstance(reference, MultiLabelPrediction):
        missed = [name for name in reference.present if name not in before.present]
        beyond = [name for name in before.present if name not in reference.present]
        parts = [say("it missed {0}").format(_named(missed, say))] if missed else []
        parts += [say("it found {0} beyond the reference").format(_named(beyond, say))] if beyond else []
        return ": " + say(" and ").join(parts)
    if isinstance(before, ClassPrediction) and isinstance(reference, ClassPrediction):
        text = say(": it answered “{0}” where the reference is “{1}”")
        return text.format(label(before.label), label(reference.label))
    if is_empty(reference):
        return say(": it found {0} where the reference is empty").format(marked(before, say))
    return ""


def marked(answer: Prediction, say: Say = str) -> str:
    """How much an answer of outlines or boxes marks, as "9962 pixels", "2 boxes" or "nothing"."""
    if is_empty(answer):
        return say("nothing")
    if isinstance(answer, MaskPrediction):
        pixels = sum(answer.area.values())
        return say("1 pixel") if pixels == 1 else say("{0} pixels").format(pixels)
    assert isinstance(answer, BoxPrediction)
    return say("1 box") if len(answer.boxes) == 1 else say("{0} boxes").format(len(answer.boxes))


def _class_sentence(result: AttackResult, before: ClassPrediction, after: ClassPrediction, size: str, say: Say) -> str:
    first, second = (score_text(answer.scores[answer.label]) for answer in (before, after))
    if before.label == after.label:
        text = say("The model's answer stayed “{0}”: model score {1} before, {2} after {3}.")
        return text.format(label(before.label), first, second, size)
    text = say("The model's answer changed from “{0}” (model score {1}) to “{2}” ({3}) after {4}")
    return text.format(label(before.label), first, label(after.label), second, size) + _end(result, say)


def _labels_sentence(
    result: AttackResult, before: MultiLabelPrediction, after: MultiLabelPrediction, size: str, say: Say
) -> str:
    lost = [name for name in before.present if name not in after.present]
    new = [name for name in after.present if name not in before.present]
    if not lost and not new:
        found = _named(before.present, say, before, after) or say("no label")
        return say("The model finds {0} present before and after {1}.").format(found, size)
    parts = [say("{0} no longer present").format(_named(lost, say, before, after))] if lost else []
    parts += [say("{0} newly present").format(_named(new, say, before, after))] if new else []
    text = say("The labels that the model finds changed after {0}: {1}")
    return text.format(size, say(", and ").join(parts)) + _end(result, say)


def _named(names: Sequence[str], say: Say, *answers: ClassPrediction) -> str:
    """The first few labels in quotation marks, each with its model scores in `answers`."""

    def scores(name: str) -> str:
        if not answers:
            return ""
        return say(" (model score {0})").format(say(" to ").join(score_text(a.scores[name]) for a in answers))

    text = ", ".join(f"“{label(name)}”{scores(name)}" for name in names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return say("{0} and {1} more").format(text, more) if more > 0 else text


def _mask_sentence(result: AttackResult, before: MaskPrediction, after: MaskPrediction, size: str, say: Say) -> str:
    if is_empty(result.reference):
        return _empty_sentence(result, before, after, size, say)
    if before.mean_dice is None or after.mean_dice is None:
        text = say("The model outlined {0} pixels before and {1} pixels after {2}.")
        return text.format(sum(before.area.values()), sum(after.area.values()), size)
    first, second = score_text(before.mean_dice), score_text(after.mean_dice)
    reference = say("its own clean answer") if result.truth_source == "model" else say("the reference")
    if result.outcome.reread or result.attack.get("target") is not None:
        if after.mean_dice < before.mean_dice:
            text = say("The model's outlines fell from Dice {0} to Dice {1} with {2} after {3}")
        else:
            text = say("The model's outlines went from Dice {0} to Dice {1} with {2} after {3}")
        return text.format(first, second, reference, size) + _end(result, say)
    text = say("The model's outlines held: Dice {0} with {1} before, {2} after {3}.")
    return text.format(first, reference, second, size)


def _empty_sentence(result: AttackResult, before: Prediction, after: Prediction, size: str, say: Say) -> str:
    """Where the reference is empty: what the model finds all the same."""
    if not result.nothing_to_lose:
        text = say("The model found {0} before and {1} after {2}.")
        return text.format(marked(before, say), marked(after, say), size)
    if is_empty(after):
        text = say("There was nothing to lose, as the reference is empty; the model finds nothing after {0} either.")
        return text.format(size)
    text = say("There was nothing to lose, as the reference is empty; after {0} the model finds {1}, all invented.")
    return text.format(size, marked(after, say))


def _box_sentence(result: AttackResult, after: BoxPrediction, size: str, say: Say) -> str:
    before, reference = result.predictions["original"], result.reference
    if not (isinstance(reference, BoxPrediction) and isinstance(before, BoxPrediction)):
        raise ValueError("the predictions are of different tasks")
    if not reference.boxes:
        return _empty_sentence(result, before, after, size, say)
    missed, _ = match_boxes(reference.boxes, before.boxes)
    vanished, _ = match_boxes(reference.boxes, after.boxes)
    found, lost = len(reference.boxes) - len(missed), len(vanished - missed)
    new = len(lost_and_invented(reference, after)[2])
    others = say(" and {0} invented").format(_count(new, say)) if new else ""
    if not found:
        text = say("There was no box for the attack to remove; {0} invented after {1}.")
        return text.format(_count(new, say), size)
    if lost:
        if found == 1:
            text = say("{0} of {1} box that the model found vanished{2} after {3}")
        else:
            text = say("{0} of {1} boxes that the model found vanished{2} after {3}")
        return text.format(lost, found, others, size) + _end(result, say)
    if new and result.outcome.reread:
        return say("No box vanished, but {0} invented after {1}.").format(_count(new, say), size)
    text = say("No box vanished: the model still finds {0} of {1}{2} after {3}.")
    return text.format(found, found, others, size)


def _count(boxes: int, say: Say) -> str:
    if boxes == 0:
        return say("no box was")
    return say("1 box was") if boxes == 1 else say("{0} boxes were").format(boxes)


def remarks(result: AttackResult) -> list[str]:
    """What must stand beside the sentence so that nobody reads more into it."""
    answer = []
    outcome = result.outcome
    if result.stop_reason == "cancelled":
        answer.append("The run was cancelled before its last step.")
    if result.nothing_to_lose:
        answer.append("Cases with nothing to lose are left out of success rates; what is invented there counts apart.")
    elif not result.clean_correct:
        answer.append("Cases that the model gets wrong without any attack are left out of success rates.")
    if outcome.in_memory and not outcome.reread:
        stage = "saving and reading it again" if outcome.rounded else "rounding the image to storable values"
        answer.append(f"The attack succeeded in memory but not after {stage}; it counts as failed.")
    if result.truth_source == "model":
        answer.append("No ground truth was given: the reference is the model's own answer to the original.")
    answer.append(noise(result))
    if not outcome.reread and not result.nothing_to_lose:
        answer.append(FAILED)
    answer += [text for text in (access(str(result.attack.get("name"))),) if text]
    if isinstance(result.reference, ClassPrediction | BoxPrediction):
        answer.append(NOT_A_PROBABILITY)
    if result.model.get("preprocessing") == ASSUMED:
        answer.append(f"How images are prepared for the model is {ASSUMED}; no test vector has shown that it is right.")
    if result.model.get("demonstration"):
        answer.append("The model is for demonstration only: it was trained for this program, not for a clinic.")
    return answer


def noise(result: AttackResult) -> str:
    """What random noise of the same size did, as a sentence."""
    if result.nothing_to_lose:
        return f"After random noise of the same size the model finds {marked(result.predictions['noise'])}."
    met = "met the criterion too" if result.noise_success else "did not meet the criterion"
    return f"Random noise of the same size {met}."


def knows_the_model(attack: str) -> bool:
    """Whether the attack of this name uses more of the model than its answers; a user's own is handed the model."""
    return attack not in ("square", "noise")


def access(attack: str) -> str:
    """How the attack of this name reaches the model, as a sentence; "" where it does not."""
    return WHITE_BOX if knows_the_model(attack) else BLACK_BOX if attack == "square" else ""


def plain(value: Any) -> str:
    """A parameter's value for people."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return yes_no(value)
    if isinstance(value, float | int):
        return number(float(value))
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {plain(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(plain(item) for item in value)
    return str(value)
