"""Rows of a cohort that was never run: three tasks of two models, a plain and a hardened one, five attacks, four
budgets, forty images of patients with one to three each, at two sites. What they show is drawn, not measured."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from medadv_gui.evaluation.cohort.row import Answer, Failure, Row, Transfer

ATTACKS = ("fgsm", "ifgsm", "pgd", "sma", "square")
BUDGETS = (1, 2, 4, 8)
STRENGTH = {
    "fgsm": 0.55,
    "ifgsm": 1.0,
    "pgd": 1.0,
    "sma": 1.0,
    "square": 0.3,
    "noise": 0.03,
    "mi-fgsm": 1.0,
    "dag": 1.0,
}
TASKS = {
    "classification": ("fundus-dr", ("no", "mild", "severe"), "XC"),
    "segmentation": ("ct-lung", ("left lung", "right lung"), "CT"),
    "detection": ("endo-polyp", ("polyp",), "ES"),
}


_LUNGS = TASKS["segmentation"][1]
_BOX = ("polyp", 0.8, 0.0, 0.0, 10.0, 10.0)


def answer_of_class(label: str, labels: Sequence[str], score: float) -> Answer:
    rest = (1 - score) / (len(labels) - 1)
    return Answer((label,), {name: score if name == label else rest for name in labels})


def row(**values: Any) -> Row:
    """A rightly answered classification that an attack at 4/255 has turned, but for the `values` given."""
    right, wrong = (answer_of_class(name, ("no", "yes"), 0.9) for name in ("no", "yes"))
    filled: dict[str, Any] = {
        "key": "", "item": "image 1", "image_sha256": "0" * 64, "patient": "", "site": "", "modality": "XC",
        "model": "m", "model_version": "1.0.0", "model_sha256": "1" * 64, "task": "classification", "attack": "ifgsm",
        "norm": "linf", "epsilon": "4/255", "of_255": 4.0, "seed": 0, "truth_source": "ground truth", "mm": False,
        "reference": Answer(("no",)), "original": right, "attacked": wrong, "noise": right, "clean_correct": True,
        "success": True, "in_memory": True, "rounded": True, "after_jpeg_q90": None, "noise_success": False,
        "linf": 4.0, "l2": 300.0, "linf_of_255": 4.0, "changed_share": 0.9, "psnr": 40.0, "ssim": 0.97,
        "iterates": 21, "seconds": 1.0, "warnings": (),
    }  # fmt: skip
    filled |= values
    if not filled["key"]:
        named = "|".join(str(filled.get(k)) for k in ("item", "model", "attack", "variant", "norm", "epsilon", "seed"))
        filled["key"] = hashlib.sha256(named.encode()).hexdigest()[:16]
    return Row(**filled)


def outcomes(successes: str, **values: Any) -> list[Row]:
    """A row for each letter: "+" a success, "-" none, "x" wrong before. Images are numbered."""
    return [
        row(item=f"image {i}", success=letter == "+", clean_correct=letter != "x", **values)
        for i, letter in enumerate(successes)
    ]


def _outlined(pixels: int, *, held: bool = False, dice: float = 1.0) -> Answer:
    """An answer of so many pixels of the left lung, beside a reference that holds them or none."""
    value = dice if held else 0.0 if pixels else None
    both = {_LUNGS[0]: value, _LUNGS[1]: None}
    return Answer(dice=both, iou=both, hd95=dict.fromkeys(_LUNGS, 1.0 if held else None), area={_LUNGS[0]: pixels})


def empty_masks(item: int, before: int, after: int, noise: int = 0, **values: Any) -> Row:
    """An image whose reference is empty, and how many pixels are outlined all the same."""
    return row(
        item=f"i{item}", task="segmentation", reference=_outlined(0), original=_outlined(before),
        attacked=_outlined(after), noise=_outlined(noise), clean_correct=False, success=False, **values,
    )  # fmt: skip


def lung(item: int, **values: Any) -> Row:
    """An image with a lung that the attack takes."""
    return row(
        item=f"i{item}", task="segmentation", reference=_outlined(90, held=True), original=_outlined(90, held=True),
        attacked=_outlined(40, held=True, dice=0.5), noise=_outlined(90, held=True), **values,
    )  # fmt: skip


def empty_boxes(item: int, before: int, after: int, **values: Any) -> Row:
    """The same of a detector, with so many boxes."""
    return row(
        item=f"i{item}", task="detection", reference=Answer(), original=Answer(boxes=(_BOX,) * before),
        attacked=Answer(boxes=(_BOX,) * after), noise=Answer(), clean_correct=False, success=False, **values,
    )  # fmt: skip


def made(
    items: int = 40,
    attacks: Sequence[str] = ATTACKS,
    budgets: Sequence[int] = BUDGETS,
    tasks: Sequence[str] = tuple(TASKS),
    seed: int = 0,
) -> tuple[list[Row], list[Transfer], list[Failure]]:
    """The whole cohort, transfers of the images of one attack, SMA at 4/255, between the two models of a task, and some
    failures."""
    rows = [
        made_row
        for place, task in enumerate(tasks)
        for hardened in (False, True)
        for made_row in _model_rows(task, hardened, items, attacks, budgets, seed + place)
    ]
    rng = np.random.default_rng(seed)
    sums = {row.model: row.model_sha256 for row in rows}
    transfers = []
    for source in rows:
        if source.attack == "sma" and source.epsilon == "4/255":
            other = (
                source.model.removesuffix("-robust") if source.model.endswith("-robust") else f"{source.model}-robust"
            )
            works = source.success and bool(rng.random() < 0.4)
            shown = source.attacked if works else source.original
            transfers.append(Transfer(source.key, other, "1.0.0", sums[other], bool(rng.random() < 0.85), works, shown))
    failures = [
        Failure(f"failed{i}", f"image {i}", "ct-lung", "pgd", "8/255", "the model's answer is not a number")
        for i in range(2)
    ]
    return rows, transfers, failures


def _model_rows(
    task: str, hardened: bool, items: int, attacks: Sequence[str], budgets: Sequence[int], seed: int
) -> list[Row]:
    base, labels, modality = TASKS[task]
    model = f"{base}-robust" if hardened else base
    rng = np.random.default_rng(seed)
    patients = np.repeat(np.arange(items), rng.integers(1, 4, items))[:items]
    fragile = rng.lognormal(0.0, 0.8, items) * np.exp(rng.normal(0, 0.5, items)[patients])  # patients differ, too
    made_rows = []
    for i in range(items):
        picture = np.random.default_rng((seed, i, hardened))
        draw = _DRAWN[task](picture, labels)
        right = bool(picture.random() < 0.88)
        for attack in attacks:
            for budget in budgets:
                push = STRENGTH[attack] * fragile[i] * budget / (8.0 if hardened else 2.0)
                push *= math.exp(picture.normal(0, 0.15))
                made_rows.append(
                    _filled(draw, push, right, budget, attack, picture)
                    | {
                        "item": f"image {i}", "patient": f"p{patients[i]:03d}", "site": "AB"[patients[i] % 2],
                        "modality": modality, "model": model, "task": task, "attack": attack,
                        "model_sha256": hashlib.sha256(model.encode()).hexdigest(), "epsilon": f"{budget}/255",
                        "of_255": float(budget), "image_sha256": hashlib.sha256(f"{base}{i}".encode()).hexdigest(),
                    }
                )  # fmt: skip
    return [row(**values) for values in made_rows]


def _filled(draw: Any, push: float, right: bool, budget: int, attack: str, rng: np.random.Generator) -> dict[str, Any]:
    reference, original, attacked, mm = draw(0.0 if right else 1.5, push)
    push = float(push)
    success = right and push > 1
    steady = 0.02 if attack == "sma" else 0.06
    return {
        "reference": reference, "original": original, "attacked": attacked, "noise": original, "mm": mm,
        "clean_correct": right, "success": success, "in_memory": success or (right and push > 0.97),
        "rounded": success, "after_jpeg_q90": None if mm else success and push > 1.5, "noise_success": False,
        "linf": float(budget), "linf_of_255": float(budget),
        "l2": budget * 220 * math.exp(rng.normal(0, steady)), "changed_share": float(rng.uniform(0.8, 0.95)),
        "psnr": 48.0 - 20 * math.log10(budget) + float(rng.normal(0, 0.3)),
        "ssim": max(0.0, 0.999 - 0.01 * budget + float(rng.normal(0, 0.002))),
        "iterates": {"fgsm": 2, "pgd": 105, "square": 500}.get(attack, 21),
        "seconds": {"fgsm": 0.2, "pgd": 9.0, "square": 40.0}.get(attack, 2.0) * float(rng.uniform(0.9, 1.1)),
    }  # fmt: skip


def _class(rng: np.random.Generator, labels: Sequence[str]) -> Any:
    true, other = rng.choice(len(labels), 2, replace=False)

    def draw(before: float, push: float) -> tuple[Answer, Answer, Answer, bool]:
        def said(push: float) -> Answer:
            score = 1 / (1 + math.exp(min(4 * (push - 1), 50.0)))
            if score <= 0.5:
                return answer_of_class(labels[other], labels, 1 - score)
            return answer_of_class(labels[true], labels, score)

        return Answer((labels[true],)), said(before), said(max(before, push)), False

    return draw


def _mask(rng: np.random.Generator, labels: Sequence[str]) -> Any:
    good, far = rng.uniform(0.93, 0.98, len(labels)), rng.uniform(1.0, 3.0)

    def draw(before: float, push: float) -> tuple[Answer, Answer, Answer, bool]:
        def said(push: float) -> Answer:
            dice = {k: float(max(0.0, g - 0.3 * push**1.5)) for k, g in zip(labels, good, strict=True)}
            return Answer(
                dice=dice, iou={k: v / (2 - v) for k, v in dice.items()},
                hd95={k: far * (1 + 8 * push) if v else None for k, v in dice.items()},
            )  # fmt: skip

        ones = dict.fromkeys(labels, 1.0)
        return Answer(dice=ones, iou=ones, hd95=dict.fromkeys(labels, 0.0)), said(before), said(max(before, push)), True

    return draw


def _boxes(rng: np.random.Generator, labels: Sequence[str]) -> Any:
    places = [(float(x), float(y)) for x, y in rng.uniform(0, 150, (int(rng.integers(1, 3)), 2))]
    shift, scores = rng.uniform(0, 4, len(places)), rng.uniform(0.5, 0.95, len(places))

    def draw(before: float, push: float) -> tuple[Answer, Answer, Answer, bool]:
        wanted = tuple((labels[0], 1.0, x + 300 * k, y, x + 300 * k + 60, y + 60) for k, (x, y) in enumerate(places))

        def said(push: float) -> Answer:
            found = [
                (name, float(score - 0.1 * push), left + by, top, right + by, bottom)
                for k, ((name, _, left, top, right, bottom), by, score) in enumerate(
                    zip(wanted, shift, scores, strict=True)
                )
                if push <= 1 + 0.3 * k
            ]
            if push > 1.2:
                found.append((labels[0], 0.4, 700.0, 700.0, 750.0, 750.0))
            return Answer(boxes=tuple(found))

        return Answer(boxes=wanted), said(before), said(max(before, push)), False

    return draw


_DRAWN = {"classification": _class, "segmentation": _mask, "detection": _boxes}


def faulty(rows: Sequence[Row], **values: Any) -> list[Row]:
    """The rows with something else in all of them."""
    return [replace(row, **values) for row in rows]
