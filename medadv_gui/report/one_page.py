"""The page for clinicians as a value: what happened to one image, in plain words, on one side of A4. It looks like no
clinical document: no letterhead, no patient, no findings, no signature."""

from __future__ import annotations

from dataclasses import dataclass

from medadv_gui.core.result import AttackResult
from medadv_gui.core.types import (
    BoxPrediction,
    ClassPrediction,
    MaskPrediction,
    MultiLabelPrediction,
    Prediction,
    is_empty,
)
from medadv_gui.render.chart import score_text
from medadv_gui.render.picture import DEMONSTRATION, RESEARCH_USE, SYNTHETIC
from medadv_gui.render.text import clean
from medadv_gui.report.pictures import Drawn, Figure, plain_pictures
from medadv_gui.report.words import (
    ABOUT_THE_MODEL,
    FAILED,
    NOT_A_PROBABILITY,
    Units,
    knows_the_model,
    label,
    lost_and_invented,
    noise,
    sentence,
    size_phrase,
    verdict,
)

TITLE = "What a small change did to a model's answer"
OPINION = "A reviewer's opinion"
ASKED = (
    "Of the pictures and of the model: is the change to be seen, and would its answer have misled you? No names, and "
    "nothing about a patient, please."
)
_MOST_NAMED = 4


@dataclass(frozen=True)
class OnePage:
    """Everything on the page. `tone` is that of a `Document`. `answers` : the model's answer before, after, and with
    noise, each under its name. `does`, `does_not` : what the result means, and what it does not."""

    banner: str
    marks: tuple[str, ...]
    tone: str
    verdict: str
    sentence: str
    pictures: tuple[Figure, ...]
    answers: tuple[tuple[str, str], ...]
    does: tuple[str, ...]
    does_not: tuple[str, ...]
    footer: str


def one_page(result: AttackResult, drawn: Drawn | None = None) -> OnePage:
    """The page of one attack. Every text in it is one clean line; writers still escape it. `drawn` : its pictures,
    where they were drawn before."""
    drawn = drawn or Drawn.of(result)
    units, judged = Units.of(result), verdict(result)
    marks = ((SYNTHETIC, result.source["synthetic"]), (f"model: {DEMONSTRATION}", result.model["demonstration"]))
    series = (
        ("Before the change", "original"),
        ("After the change", "reread"),
        ("After random noise instead", "noise"),
    )
    answers = [
        (title, clean(_answer(result, result.predictions[key])))
        for title, key in series
        if key in result.predictions
    ]  # fmt: skip
    if isinstance(result.reference, ClassPrediction):
        given = "Its own answer to the original" if result.truth_source == "model" else "What was taken to be right"
        answers.append((given, _labels(result.reference, scores=False)))
    return OnePage(
        banner=RESEARCH_USE,
        marks=tuple(text for text, on in marks if on),
        tone=judged.tone,
        verdict=judged.label,
        sentence=clean(sentence(result, units)),
        pictures=plain_pictures(result, units, drawn),
        answers=tuple(answers),
        does=tuple(_does(result, units)),
        does_not=tuple(_does_not(result)),
        footer=clean(
            f"image {result.source['sha256'][:16]} · medadv_gui {result.versions.get('medadv_gui', '')} · "
            f"{result.model['name']} {result.model['version']}"
        ),
    )


def _answer(result: AttackResult, answer: Prediction) -> str:
    reference = result.reference
    if isinstance(answer, ClassPrediction):
        return _labels(answer)
    if isinstance(answer, MaskPrediction):
        if answer.mean_dice is None or is_empty(reference):
            return f"{_areas(answer)} outlined."
        whose = "its own first answer" if result.truth_source == "model" else "the reference"
        overlap = f"Its outlines overlap with {whose} at Dice {score_text(answer.mean_dice)} (1 is the same)"
        return f"{overlap}: {_areas(answer)}."
    assert isinstance(answer, BoxPrediction)
    assert isinstance(reference, BoxPrediction)
    lost, _, invented = lost_and_invented(reference, answer)
    count, own = len(reference.boxes), result.truth_source == "model"
    whose = "its own first answer" if own else "the reference"
    if count == 1:
        found = f"It {'does not find' if lost else 'finds'} the one box of {whose}"
    elif count:
        found = f"It finds {count - len(lost)} of the {count} boxes of {whose}"
    else:
        found = f"There is no box in {whose}"
    return f"{found}, and {len(invented)} beyond it." if invented else f"{found}."


def _labels(answer: ClassPrediction, *, scores: bool = True) -> str:
    def said(name: str) -> str:
        return f"“{label(name)}”" + (f" (model score {score_text(answer.scores[name])})" if scores else "")

    if not isinstance(answer, MultiLabelPrediction):
        return f"{said(answer.label)}."
    more = len(answer.present) - _MOST_NAMED
    named = ", ".join(map(said, answer.present[:_MOST_NAMED])) + (f" and {more} more" if more > 0 else "")
    return f"{named} present." if named else "No label present."


def _areas(answer: MaskPrediction) -> str:
    areas = list(answer.area.items())
    more = len(areas) - _MOST_NAMED
    text = ", ".join(f"{label(name)} {pixels} pixels" for name, pixels in areas[:_MOST_NAMED])
    return f"{text} and {more} more" if more > 0 else text


def _does(result: AttackResult, units: Units) -> list[str]:
    """What this result shows, whichever way it went."""
    size, tone = size_phrase(result, units), verdict(result).tone
    said = [ABOUT_THE_MODEL]
    if tone == "changed":
        said.append(f"After {size}, made on purpose, the model no longer answers as it did before.")
    elif tone == "held" and result.budget.realised_linf == 0:
        said.append("The attack found nothing to change, so the model's answer stood.")
    elif tone == "held":
        said.append(f"This attack, {size}, did not bring the model to an answer that counts as a success.")
    elif result.nothing_to_lose:
        said.append("There was nothing in this image that the model could have lost, so the case counts apart.")
    else:
        said.append("The model was wrong before anything was changed, so the case does not count.")
    if result.nothing_to_lose:
        said.append(noise(result))
    elif result.noise_success:
        said.append("Random noise of the same size was enough, too, so the attack shows little.")
    else:
        said.append("Random noise of the same size was not enough.")
    by_chance = "such images do not come about by chance"
    name = str(result.attack.get("name"))
    if knows_the_model(name):
        said.append(f"The change was computed with full knowledge of the model: {by_chance}.")
    elif name == "square":
        said.append(f"The change was found by asking the model again and again: {by_chance}.")
    return said


def _does_not(result: AttackResult) -> list[str]:
    said = [
        FAILED,
        "A successful attack does not show that such changes happen in practice, nor how often they would succeed: "
        "this is one image.",
        "It says nothing of what the image shows, and is no ground for any decision about anybody.",
        "It does not say whether somebody would see the change.",
    ]
    if not isinstance(result.reference, MaskPrediction):
        said.append(NOT_A_PROBABILITY)
    return said
