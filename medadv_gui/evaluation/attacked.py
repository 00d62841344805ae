"""How a model stands up to attacks on test pictures: success against the budget, and a hardened twin beside its plain
model. Success is counted on the image rounded to stored values, by the plain network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.attack.run import AttackRun
from medadv_gui.attack.settings import ATTACKS, AttackSettings, Truth
from medadv_gui.attack.truth import read_truth
from medadv_gui.attack.truth import reference as reference_answer
from medadv_gui.core.types import (
    BoxPrediction,
    ClassPrediction,
    Image,
    Instance,
    MaskPrediction,
    Prediction,
    match_boxes,
)
from medadv_gui.evaluation.tallies import Intervals, Json
from medadv_gui.evaluation.testset import TestPicture
from medadv_gui.imaging.read import read_image
from medadv_gui.models.load import Model
from medadv_gui.stats.intervals import wilson

BUDGETS = (1, 2, 4, 8)  # of 255
BESIDE = (1, 2, 4)  # those at which a twin stands beside its plain model
STEPS, QUERIES = 10, 50
TRIED = ("sma", "ifgsm", "apgd-ce", "square", "noise")
WORST_OF = ("apgd-ce", "square", "transfer")
QUANTITIES = {
    "classification": "accuracy",
    "multilabel": "share with all labels right",
    "segmentation": "mean Dice",
    "detection": "share of boxes found",
}
Tick = Callable[[str], None]


def read(picture: TestPicture, model: Model) -> tuple[Image, Truth]:
    """A test picture and its truth, by the program's own readers.

    Raises InputError, SettingsError where it cannot be read, or its truth is none for this model.
    """
    image = read_image(Instance(picture.path))
    return image, read_truth(picture.truth, model.card, image)


def quality(reference: Prediction, answer: Prediction) -> float | None:
    """How good an answer is, 0 to 1: right or wrong; mean foreground Dice; the share of the reference boxes found. None
    where the reference holds nothing to lose."""
    if isinstance(reference, MaskPrediction) and isinstance(answer, MaskPrediction):
        return answer.against(reference.mask).mean_dice
    if isinstance(reference, BoxPrediction) and isinstance(answer, BoxPrediction):
        lost, n = match_boxes(reference.boxes, answer.boxes)[0], len(reference.boxes)
        return (n - len(lost)) / n if n else None
    assert isinstance(reference, ClassPrediction)
    assert isinstance(answer, ClassPrediction)
    return float(reference.present == answer.present)


def settings(attack: str, budget: int, truth: Truth, *, stop: bool) -> AttackSettings:
    """One attack as it is measured here: a single run of few steps."""
    steps = {"square": QUERIES, "noise": None}.get(attack, STEPS)
    restarts = None if ATTACKS[attack].default("restarts") is None else 1
    return AttackSettings(attack, epsilon=f"{budget}/255", steps=steps, restarts=restarts, stop=stop, truth=truth)


def run(image: Image, model: Model, asked: AttackSettings) -> tuple[AttackRun, NDArray[Any], Prediction]:
    """The attack, the best image that it found, in stored values, and the plain network's answer to that."""
    made = AttackRun(image, model, asked)
    for _ in made.steps():
        pass
    _, stored, answer = made.settle()
    return made, stored, answer


def succeeds(image: Image, model: Model, asked: AttackSettings) -> bool:
    """Whether the attack changes the picture and meets its criterion."""
    made, stored, answer = run(image, model, asked)
    return bool((stored != image.stored).any()) and made.criterion.met(answer)


def curves(model: Model, pictures: Sequence[TestPicture], tick: Tick) -> Json:
    """Success against the budget on pictures that the model answers rightly. The smallest budget is found by bisection:
    what succeeds within a budget does within every larger one, and what fails is taken to fail within the smaller ones.
    """
    tried = [name for name in TRIED if ATTACKS[name].misfit(model.card, "linf") is None]
    counts = {name: np.zeros(len(BUDGETS), int) for name in tried}
    for done, picture in enumerate(pictures):
        tick(f"attacking picture {done + 1} of {len(pictures)}")
        image, truth = read(picture, model)
        for name in tried:
            low, high = 0, len(BUDGETS)
            while low < high:
                middle = (low + high) // 2
                works = succeeds(image, model, settings(name, BUDGETS[middle], truth, stop=True))
                low, high = (low, middle) if works else (middle + 1, high)
            counts[name][low:] += 1
    n = len(pictures)
    return {
        "pictures": n,
        "budgets": list(BUDGETS),
        "curves": [
            {
                "attack": name,
                "title": ATTACKS[name].title,
                "effort": {"square": f"{QUERIES} queries", "noise": "one draw"}.get(name, f"{STEPS} steps"),
                "points": [_point(int(hits), n) for hits in counts[name]],
            }
            for name in tried
        ],
    }


def _point(hits: int, n: int) -> Json:
    low, high = wilson(hits, n)
    return {"value": round(hits / n, 4) if n else None, "low": round(low, 4), "high": round(high, 4), "n": n}


def beside(hardened: Model, plain: Model, pictures: Sequence[TestPicture], tick: Tick) -> Json:
    """The worst that APGD, Square and the other model's APGD image do to each picture's answer, for both models. What
    is lost within a budget is lost within every larger one."""
    pair = (hardened, plain)
    worst = np.zeros((2, len(BESIDE) + 1, len(pictures)))  # the first of them without any attack
    for i, picture in enumerate(pictures):
        tick(f"comparing on picture {i + 1} of {len(pictures)}")
        image, truth = read(picture, hardened)
        answers = [model.predict(image) for model in pair]
        wanted, _ = reference_answer(answers[0], truth, hardened.card, image)
        worst[:, 0, i] = [_kept(wanted, answer) for answer in answers]
        for k, budget in enumerate(BESIDE, 1):
            strong = [run(image, model, settings("apgd-ce", budget, truth, stop=False)) for model in pair]
            for m, model in enumerate(pair):
                transferred = model.predict(image.with_stored(strong[1 - m][1]))
                left = min(worst[m, k - 1, i], _kept(wanted, strong[m][2]), _kept(wanted, transferred))
                if left > 0:  # Square is the slowest: only where there is still something to lose
                    asked = settings("square", budget, truth, stop=isinstance(wanted, ClassPrediction))
                    left = min(left, _kept(wanted, run(image, model, asked)[2]))
                worst[m, k, i] = left
    by, task = Intervals(len(pictures), None), hardened.card.task
    rows = [
        {
            "budget": budget,
            **{side: _mean(by, worst[m, k], task) for m, side in enumerate(("hardened", "plain"))},
        }
        for k, budget in enumerate((0, *BESIDE))
    ]
    return {
        "plain": {"id": plain.card.id, "version": plain.card.version, "sha256": plain.card.sha256},
        "quantity": QUANTITIES[task],
        "attacks": list(WORST_OF),
        "effort": f"{STEPS} steps of APGD, {QUERIES} queries of Square",
        "pictures": len(pictures),
        "points": rows,
    }


def _kept(reference: Prediction, answer: Prediction) -> float:
    found = quality(reference, answer)
    assert found is not None, "the pictures are chosen for having something to lose"
    return found


def _mean(by: Intervals, values: NDArray[Any], task: str) -> Json:
    if task in ("classification", "multilabel"):
        return by.share(QUANTITIES[task], values > 0.5, np.ones(len(values), bool))
    return by.figure(QUANTITIES[task], lambda pick: float(values[pick].mean()))
