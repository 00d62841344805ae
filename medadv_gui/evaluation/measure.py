"""Measure a model on the test pictures of a data folder, through the program's own reading, preprocessing, network and
decoding; the outcome is the document of a lab.json."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch

from medadv_gui.attack.criterion import criterion
from medadv_gui.attack.facts import versions
from medadv_gui.attack.settings import Truth
from medadv_gui.attack.truth import reference as reference_answer
from medadv_gui.core.errors import ModelError
from medadv_gui.core.types import Image, MaskPrediction
from medadv_gui.evaluation import attacked, drawn
from medadv_gui.evaluation.lab import SCHEMA_VERSION, other_of
from medadv_gui.evaluation.tallies import TALLIES, Answered, Intervals, Json, overlaps
from medadv_gui.evaluation.testset import TWIN, TestPicture, TestSet, read_testset, spread
from medadv_gui.models.card import ModelCard
from medadv_gui.models.library import fits
from medadv_gui.models.load import Model, check_outputs, load_model
from medadv_gui.models.recipes.metrics import dice

PICTURES = 12
Tick = Callable[[str], None]


def measure(card: ModelCard, data: Path, pictures: int = PICTURES, device: str = "auto", tick: Tick = print) -> Json:
    """The document of the card's lab.json.

    data : see `testset.read_testset`. pictures : how many are attacked, at most, at even distances in the data set.
    tick : is told what is done, in words.

    Raises
    ------
    ModelError, InputError, SettingsError
        If the model or its pictures cannot be had, or do not fit one another.
    """
    if card.input.dimensions == 3:
        raise ModelError(f"{card.id}: looks at whole series; measuring is for models of single images")
    began = time.monotonic()
    test, model = read_testset(card, data), load_model(card, device)
    clean = _clean(model, test, tick)
    right, losing = (
        [p for p, keep in zip(test.pictures, kept, strict=True) if keep] for kept in (clean.right, clean.losing)
    )
    by = Intervals(len(test.pictures), test.groups)
    document: Json = {
        "schema_version": SCHEMA_VERSION,
        "model": {"id": card.id, "version": card.version, "sha256": card.sha256},
        "data": {
            "name": test.name, "split": test.split, "pictures": len(test.pictures), "owners": test.owners,
            "interval": "picture" if test.groups is None else "owner",
        },
        "empty": None,
        **clean.tally.figures(by),
        "mirrored": _mirrored(card, clean.mirrored, by),
        "forward_ms": round(min(clean.milliseconds), 1),
        "drawn": _drawn(model, tick),
        "attacks": attacked.curves(model, spread(right, pictures), tick),
        "twin": _twin(model, spread(losing, pictures), device, tick),
    }  # fmt: skip
    document["not_measured"] = _gaps(card, test, clean, document)
    options = f" --pictures {pictures}" if pictures != PICTURES else ""
    document["made"] = {
        "date": date.today().isoformat(),
        "seconds": round(time.monotonic() - began, 1),
        "device": model.device_text,
        "versions": dict(versions()),
        "command": f"medadv-gui models measure {card.id} --data DIR{options}",
    }
    return document


@dataclass(eq=False)
class _Clean:
    """What the answers to the test pictures came to. `right`, `losing` : of each picture, whether it was answered
    rightly, and whether there is anything to lose. `mirrored` : pixels of the answers to mirrored pictures."""

    tally: Any
    right: list[bool] = field(default_factory=list)
    losing: list[bool] = field(default_factory=list)
    mirrored: list[Any] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)


def _clean(model: Model, test: TestSet, tick: Tick) -> _Clean:
    """Every test picture, answered once."""
    card = model.card
    found = _Clean(TALLIES[card.task](card, test.graded))
    for done, picture in enumerate(test.pictures):
        tick(f"answering picture {done + 1} of {len(test.pictures)}")
        image, truth = attacked.read(picture, model)
        item, seconds = _answer(model, image, truth)
        found.tally.add(item)
        found.milliseconds.append(1000 * seconds)
        found.right.append(criterion(item.answer, item.reference, None).clean_correct(item.answer))
        found.losing.append(attacked.quality(item.reference, item.answer) is not None)
        if card.output.binary_truth == "left_right":
            found.mirrored.append(_overlaps_mirrored(model, image, cast(MaskPrediction, item.reference)))
    return found


def _answer(model: Model, image: Image, truth: Truth) -> tuple[Answered, float]:
    """The model's answer, and the seconds that the network took."""
    preprocess = model.preprocess(image)
    task = model.task(image, preprocess)
    with torch.no_grad():
        inputs = preprocess(model.tensor(image))
        began = time.perf_counter()
        outputs = model.network(inputs)
        check_outputs(outputs, model.card)  # waits for the device, too
        seconds = time.perf_counter() - began
    answer = task.decode(outputs)
    reference, _ = reference_answer(answer, truth, model.card, image)
    return Answered(task, outputs, answer, reference), seconds


def _overlaps_mirrored(model: Model, image: Image, reference: MaskPrediction) -> Any:
    """Pixels as `tallies.overlaps` has them, of the picture mirrored left to right, in which left is right."""
    answer = cast(MaskPrediction, model.predict(image.with_stored(image.stored[:, ::-1])))
    truth = reference.mask[:, ::-1]
    return overlaps(answer.mask, np.where(truth > 0, 3 - truth, truth), len(model.card.labels))


def _mirrored(card: ModelCard, tables: Sequence[Any], by: Intervals) -> list[Json] | None:
    if not tables:
        return None
    stacked = np.stack(tables)

    def whole(i: int) -> Callable[[Any], float]:
        return lambda pick: dice(*stacked[pick, i].T)

    return [by.figure(f"Dice, {name}, mirrored", whole(i)) for i, name in enumerate(card.label_names) if i]


def _drawn(model: Model, tick: Tick) -> Json | None:
    """The model on pictures drawn by this program, and the seeds of some to show."""
    name = drawn.kind_for(model.card)
    if name is None:
        return None
    right: dict[int, bool] = {}
    for seed in range(drawn.FIRST, drawn.FIRST + drawn.COUNT):
        tick(f"answering drawn picture {seed - drawn.FIRST + 1} of {drawn.COUNT}")
        picture = drawn.KINDS[name].draw(seed)
        if fits(model.card, picture.image) is not None:
            return None
        item, _ = _answer(model, picture.image, picture.truth)
        right[seed] = criterion(item.answer, item.reference, None).clean_correct(item.answer)
    good, bad = ([seed for seed, ok in right.items() if ok is wanted] for wanted in (True, False))
    return {
        "kind": name, "pictures": len(right), "right": len(good),
        "examples": {"right": good[: 3 - min(2, len(bad))], "wrong": bad[: 3 - min(1, len(good))]},
    }  # fmt: skip


def _twin(model: Model, pictures: Sequence[TestPicture], device: str, tick: Tick) -> Json | None:
    """A hardened twin beside its plain model; None of a model that is none."""
    plain = other_of(model.card) if model.card.id.endswith(TWIN) else None
    if plain is None:
        return None
    if (plain.task, plain.label_names) != (model.card.task, model.card.label_names):
        raise ModelError(f"{model.card.id}: is no twin of {plain.id}: task or labels differ")
    return attacked.beside(model, load_model(plain, device), pictures, tick)


def _gaps(card: ModelCard, test: TestSet, clean: _Clean, document: Json) -> list[str]:
    """What a reader must not take for measured."""
    found = ["Pictures of other clinics, devices and populations than this data set's."]
    if test.split != "test":
        found.append(f"Accuracy: the data set has no test split; these are its pictures of the split “{test.split}”.")
    if test.owners == 1:
        found.append(
            "Other patients: all these pictures are one patient's, so the intervals, by picture, are too narrow."
        )
    elif test.owners is None:
        found.append("Whether several pictures are of one patient: nothing tells, so the intervals are by picture.")
    if card.task == "detection" and all(clean.losing):
        found.append("False alarms on pictures that hold nothing to find: there are none among these.")
    n = document["attacks"]["pictures"]
    found.append(
        f"Other attacks: those here are short, on {n} of the pictures, in the L∞ norm, untargeted, and know the model; "
        "longer ones can only succeed more often, and what fails here is no proof of robustness."
    )
    if document["drawn"] is None:
        found.append("Drawn pictures: this program draws none for this model, so no example is shown.")
    if card.id.endswith(TWIN) and document["twin"] is None:
        found.append("The plain model beside: it does not lie in the folder beside this one.")
    return found
