from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from medadv_gui.core.result import AttackResult, Outcome
from medadv_gui.core.types import BoxPrediction, ClassPrediction, MaskPrediction, MultiLabelPrediction
from medadv_gui.report.html import to_html
from medadv_gui.report.research import build
from medadv_gui.report.words import FAILED, WHITE_BOX, Units, number, remarks, sentence, verdict
from tests.report.factory import FINDINGS, GRADES, LUNGS, classification, detection, multilabel, segmentation

HELD = Outcome(False, False, False)


def said(result: AttackResult) -> str:
    return sentence(result, Units.of(result))


def scores(*values: float) -> ClassPrediction:
    return ClassPrediction(dict(zip(GRADES, values, strict=True)))


def predictions(result: AttackResult, **changed: Any) -> dict[str, Any]:
    return {**result.predictions, **changed}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.0, "2"),
        (0.123456, "0.123"),
        (-1350, "−1350"),
        (2.0036, "2"),
        (5742.3, "5742"),
        (1e-7, "1e−07"),
        (44.52, "44.5"),
    ],
)
def test_number(value: float, text: str) -> None:
    assert number(value) == text


def test_a_changed_answer() -> None:
    result = classification()
    assert said(result) == (
        "The model's answer changed from “Moderate DR” (model score 0.91) to “No DR” (0.84) "
        "after a change of at most 2 of 255 grey levels."
    )
    assert verdict(result).tone == "changed"


def test_the_answer_that_counts_is_the_re_read_one() -> None:
    result = classification()
    held = scores(0.1, 0.1, 0.7, 0.05, 0.05)
    result = replace(result, predictions=predictions(result, reread=held), outcome=Outcome(True, False, False, False))
    assert said(result) == (
        "The model's answer stayed “Moderate DR”: model score 0.91 before, 0.70 after "
        "a change of at most 2 of 255 grey levels."
    )
    assert verdict(result).tone == "held"
    notes = remarks(result)
    assert FAILED in notes
    assert any("in memory but not after rounding" in note for note in notes)


def test_a_change_that_is_no_success_is_called_so() -> None:
    result = replace(classification(), outcome=HELD, criterion="the model answers 'Severe DR'")
    assert said(result).endswith("grey levels, which does not meet the criterion.")
    assert FAILED in remarks(result)


def test_a_model_that_was_wrong_before() -> None:
    result = classification(clean_correct=False)
    result = replace(result, reference=scores(0, 0, 0, 1, 0))
    assert said(result).startswith(
        "The model was already wrong before the attack: it answered “Moderate DR” where the reference is “Severe DR”. "
    )
    assert verdict(result).tone == "wrong"
    assert any("left out of success rates" in note for note in remarks(result))


def findings(*values: float) -> MultiLabelPrediction:
    return MultiLabelPrediction(dict(zip(FINDINGS, values, strict=True)), threshold=0.4)


def test_labels_that_come_and_go() -> None:
    result = multilabel()
    size = "after a change of at most 2 of 255 grey levels"
    assert said(result) == (
        f"The labels that the model finds changed {size}: “effusion” (model score 0.91 to 0.08) no longer present, "
        "and “atelectasis” (model score 0.12 to 0.83) newly present."
    )
    assert said(replace(result, outcome=HELD)).endswith("newly present, which does not meet the criterion.")
    assert any("not a probability of disease" in note for note in remarks(result))


def test_labels_that_stay() -> None:
    result = multilabel(outcome=HELD)
    size = "before and after a change of at most 2 of 255 grey levels."
    stayed = replace(result, predictions=predictions(result, reread=findings(0.8, 0.5, 0.3, 0.39)))
    assert said(stayed) == (
        f"The model finds “effusion” (model score 0.91 to 0.80), “nodule” (model score 0.72 to 0.50) present {size}"
    )
    nothing = dict.fromkeys(result.predictions, findings(0.1, 0.1, 0.1, 0.1))
    assert said(replace(result, predictions=nothing)) == f"The model finds no label present {size}"


def test_labels_that_were_wrong_before() -> None:
    result = multilabel(clean_correct=False, reference=findings(0, 1, 0, 1))
    assert said(result).startswith(
        "The model was already wrong before the attack: it missed “cardiomegaly” and it found “effusion” beyond the "
        "reference. The labels"
    )


def test_of_many_labels_the_first_are_named() -> None:
    names = [f"finding {i}" for i in range(9)]
    before, after = (MultiLabelPrediction(dict.fromkeys(names, score)) for score in (0.9, 0.1))
    result = multilabel(reference=before)
    result = replace(result, predictions=predictions(result, original=before, reread=after))
    assert "“finding 3” (model score 0.90 to 0.10) and 5 more no longer present." in said(result)


def test_outlines_speak_in_dice_and_hounsfield_units() -> None:
    result = segmentation()
    before, after = result.predictions["original"].mean_dice, result.predictions["reread"].mean_dice  # type: ignore[union-attr]
    expected = f"fell from Dice {before:.2f} to Dice {after:.2f} with the reference after a change of at most 11 HU."
    assert said(result) == f"The model's outlines {expected}"
    assert said(replace(result, outcome=HELD)).startswith("The model's outlines held: Dice")
    assert "with its own clean answer" in said(replace(result, truth_source="model"))


def test_a_target_that_was_missed_is_not_called_a_success() -> None:
    missed = ", which does not meet the criterion."
    result = replace(segmentation(), outcome=HELD)
    assert said(replace(result, attack={**result.attack, "target": "background"})).endswith(missed)
    result = replace(detection(), outcome=HELD)
    assert said(replace(result, attack={**result.attack, "target": "none"})).endswith(missed)


def test_an_invented_box_that_was_asked_for_is_told_as_such() -> None:
    result = detection()
    asked = {**result.attack, "invented": True}
    before, after = result.predictions["original"], result.predictions["reread"]
    assert isinstance(before, BoxPrediction)
    assert isinstance(after, BoxPrediction)
    more = BoxPrediction((*before.boxes, after.boxes[1]))
    result = replace(result, attack=asked, predictions=predictions(result, reread=more))
    assert said(result).startswith("No box vanished, but 1 box was invented after")
    empty = BoxPrediction(())
    result = replace(result, reference=empty, predictions={**dict.fromkeys(result.predictions, empty), "reread": more})
    assert said(result).startswith("The model found nothing before and 3 boxes after a change")
    assert verdict(result).label == "attack succeeded"


def test_slope_is_respected() -> None:
    result = segmentation()
    budget = replace(result.budget, hu=5.5)
    result = replace(result, source={**result.source, "slope": 0.5}, budget=budget)
    assert said(result).endswith("after a change of at most 5.5 HU.")


def test_boxes_vanish_and_are_invented() -> None:
    result = detection()
    size = "after a change of at most 4 of 255 grey levels."
    assert said(result) == f"1 of 2 boxes that the model found vanished and 1 box was invented {size}"
    held = replace(result, predictions=predictions(result, reread=result.predictions["original"]), outcome=HELD)
    assert said(held) == f"No box vanished: the model still finds 2 of 2 {size}"


def test_boxes_missed_before_do_not_count_as_vanished() -> None:
    result = detection(clean_correct=False)
    boxes = result.predictions["original"].boxes  # type: ignore[union-attr]
    one, other = BoxPrediction(boxes[:1]), BoxPrediction(())
    result = replace(result, predictions=predictions(result, original=one, reread=other))
    assert "1 of 1 box that the model found vanished after" in said(result)
    nothing = replace(result, predictions=predictions(result, original=other, reread=other))
    assert "no box for the attack to remove" in said(nothing)


SIZE = "after a change of at most 4 of 255 grey levels"


def test_a_frame_without_boxes_is_not_called_an_error() -> None:
    empty = BoxPrediction(())
    result = detection(clean_correct=False, truth_source="model", reference=empty, outcome=HELD)
    result = replace(result, predictions=dict.fromkeys(result.predictions, empty))
    assert said(result).endswith(f"the reference is empty; the model finds nothing {SIZE} either.")
    assert verdict(result).label == "nothing to lose"
    assert any(note.startswith("Cases with nothing to lose are left out of success rates") for note in remarks(result))
    assert FAILED not in remarks(result)
    invented = replace(result, predictions=predictions(result, reread=detection().predictions["original"]))
    assert said(invented).endswith(f"{SIZE} the model finds 2 boxes, all invented.")
    assert "After random noise of the same size the model finds nothing." in remarks(invented)


def test_what_is_found_where_the_reference_is_empty_was_wrong_before() -> None:
    result = detection(clean_correct=False, reference=BoxPrediction(()), outcome=HELD)
    assert said(result) == (
        "The model was already wrong before the attack: it found 2 boxes where the reference is empty. The model found "
        f"2 boxes before and 2 boxes {SIZE}."
    )
    assert verdict(result).label == "already wrong before the attack"


@pytest.mark.parametrize("found", [0, 1, 7])
def test_outlines_where_there_was_nothing_to_lose(found: int) -> None:
    reference = np.zeros((128, 128), np.uint8)
    outlined = reference.copy()
    outlined.flat[:found] = 1
    answers = {
        name: MaskPrediction(LUNGS, reference).against(reference) for name in ("original", "adversarial", "noise")
    }
    answers["reread"] = MaskPrediction(LUNGS, outlined).against(reference)
    result = segmentation(
        reference=MaskPrediction(LUNGS, reference), predictions=answers, clean_correct=False, outcome=HELD
    )
    assert verdict(result).label == "nothing to lose"
    assert {0: "the model finds nothing after", 1: "finds 1 pixel, all", 7: "finds 7 pixels, all"}[found] in said(
        result
    )
    shown = to_html(build(result))
    assert "Dice with the reference" not in shown
    assert "1.00 ·" not in shown
    assert "with nothing to lose: the reference is empty" in shown
    assert "already wrong" not in shown


def test_nothing_changed() -> None:
    result = classification()
    still = replace(result.budget, realised_linf=0.0, realised_l2=0.0)
    result = replace(result, budget=still, adversarial=result.original, outcome=HELD)
    result = replace(result, predictions=predictions(result, reread=result.predictions["original"]))
    assert said(result).endswith("0.91 after an attack that left every pixel as it was.")


def test_l2_names_both_norms() -> None:
    result = classification(norm="l2")
    assert "at most 2 of 255 grey levels in any pixel (L2 norm" in said(result)


def test_other_depths_speak_of_the_input_window() -> None:
    result = classification()
    deep = result.original.astype(np.uint16) * 257
    result = replace(
        result, original=deep, adversarial=deep, budget=replace(result.budget, stored_units=514, realised_linf=514)
    )
    assert "at most 2/255 of the model's input window" in said(result)


def test_what_always_stands_beside_it() -> None:
    notes = remarks(classification())
    assert WHITE_BOX in notes
    assert FAILED not in notes
    assert "Random noise of the same size did not meet the criterion." in notes
    assert any("not a probability of disease" in note for note in notes)
    assert any("demonstration only" in note for note in notes)
    assert "Random noise of the same size met the criterion too." in remarks(classification(noise_success=True))
    noise = classification(attack={"name": "noise", "title": "Random noise"})
    assert WHITE_BOX not in remarks(noise)
    assert any("no ground truth" in note.lower() for note in remarks(classification(truth_source="model")))
    assert any("cancelled" in note for note in remarks(classification(stop_reason="cancelled")))
