"""An attack run again from its result alone: the same image, model, settings and plan; and how the two compare.

The same plan on the same kind of machine gives the same bits. On another, the last bits of a gradient differ, its signs
here and there, and from then on the iterates: such a repetition is held to the tolerances below.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from medadv_gui.attack.engines import pinned_plan
from medadv_gui.attack.plugins import attack_named
from medadv_gui.attack.run import AttackRun
from medadv_gui.attack.settings import AttackSettings, Truth
from medadv_gui.core.errors import InputError, ModelError, SettingsError
from medadv_gui.core.result import AttackResult
from medadv_gui.core.types import (
    BoxPrediction,
    ClassPrediction,
    Image,
    MaskPrediction,
    Prediction,
    match_boxes,
)
from medadv_gui.models.card import ModelCard
from medadv_gui.models.load import Model

# What two machines may differ by: in a score, in a loss (nats, or relative where it is above 1; a Dice or a share
# likewise), and in the size of the change or any other figure (relative).
SCORE, LOSS, SIZE = 0.01, 0.01, 0.01
EQUAL, WITHIN, DIFFERENT = "equal", "equal within tolerance", "different"

# Of result.json, what says when, where and into which files it was computed.
_ABOUT = ("schema_version", "seconds", "device", "plan", "versions", "files")
# What has a comparison of its own.
_OWN = ("outcome", "noise_success", "clean_correct", "stop_reason", "reference", "prediction", "steps", "warnings")
# What a model's card, wherever it lies, says of the same weights.
_CARD = ("id", "name", "version", "colours", "demonstration", "preprocessing")
# Sentences, which another version of the program may put otherwise.
_SENTENCES = ("criterion", "attack, title", "attack, note", "attack, note on search")


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same: what was recorded, what came out now, and whether that is within tolerance."""

    what: str
    recorded: str
    replayed: str
    within: bool


@dataclass(frozen=True)
class Comparison:
    """A repetition against its record. elsewhere : how program, device and plan differ, (what, recorded, now)."""

    verdict: str
    differences: tuple[Difference, ...]
    elsewhere: tuple[tuple[str, str, str], ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def image_of(result: AttackResult, stored: NDArray[Any]) -> Image:
    """The image that was attacked, as far as its result knows it, with these values."""
    source, table = result.source, result.inputs.get("modality_lut")
    padding, first = source.get("padding_range"), source.get("modality_lut_first")
    return Image(
        stored=stored, path=Path("case.npz"), frame=int(source["frame"]), kind=source["kind"], lossy=source["lossy"],
        modality=source["modality"], units=source["units"], slope=source["slope"], intercept=source["intercept"],
        inverted=source["inverted"], lowest=source["lowest"], highest=source["highest"], window=result.window,
        padding_range=None if padding is None else (int(padding[0]), int(padding[1])),
        modality_lut=None if first is None or table is None else (int(first), table),
        geometry=result.geometry, step=source["step"], synthetic=bool(source.get("synthetic")),
    )  # fmt: skip


def original_of(result: AttackResult, card: ModelCard) -> Image:
    """The image to attack again.

    Raises
    ------
    InputError
        If its values are not those that the result names.
    SettingsError
        If the result does not hold what a repetition needs: it is of a whole volume, or of an older version.
    """
    if card.input.dimensions == 3:
        raise SettingsError(f"{card.id} looks at whole series: attack that again, one slice cannot be")
    if "padding_range" not in result.source:
        raise SettingsError("the result is of an older version, which does not say all that a repetition needs")
    image = image_of(result, result.original)
    if image.sha256() != result.source["sha256"]:
        raise InputError("the original in case.npz is not the one that result.json names")
    return image


def settings_of(result: AttackResult, *, device: str = "auto") -> AttackSettings:
    """What the attack was asked to do, and its plan.

    Raises SettingsError where the attack is not known here.
    """
    facts, info = dict(result.attack), attack_named(str(result.attack["name"]))
    own = {f.name for f in fields(AttackSettings)}
    values = {p.name: facts[p.name] for p in info.parameters if p.name in own and p.name in facts}
    values |= {name: facts[name] for name in ("epsilon", "search", "stop", "samples", "target", "invented")}
    if facts["restarts"] != (info.default("restarts") or 1):
        values["restarts"] = facts["restarts"]
    return AttackSettings(
        **values, attack=info.name, norm=result.norm, drop=facts["drop"], step_size=facts.get("step_size_given"),
        kernel=facts.get("kernel"), options={p.name: facts[p.name] for p in info.parameters if p.name not in own},
        truth=_truth(result), region=result.inputs.get("region"), start=result.inputs.get("start"), seed=result.seed,
        smoothed_dtype=str(result.plan["smoothed"]), device=device, plan=dict(result.plan),
    )  # fmt: skip


def _truth(result: AttackResult) -> Truth:
    """The reference, where it was given."""
    if result.truth_source != "ground truth":
        return Truth()
    if isinstance(result.reference, MaskPrediction):
        return Truth(mask=result.reference.mask)
    if isinstance(result.reference, BoxPrediction):
        return Truth(boxes=result.reference.boxes)
    return Truth(label="; ".join(result.reference.present) or "none")


def again(result: AttackResult, model: Model, device: str = "auto") -> tuple[AttackRun, str]:
    """The attack of a result made ready once more, and why it cannot follow the recorded plan ("" where it can). This
    process computes with as many threads as the plan names from now on: the bits depend on it.

    Raises
    ------
    InputError, SettingsError, ModelError
        If the result, the model and this program do not fit one another.
    """
    card = model.card
    if card.sha256 != result.model["sha256"]:
        raise ModelError(f"{card.id}: is not the model that was attacked (version {result.model['version']})")
    image, settings = original_of(result, card), settings_of(result, device=device)
    if pinned_plan(settings) is not None:
        torch.set_num_threads(int(result.plan["threads"]))
    try:
        return AttackRun(image, model, settings, result.slice), ""
    except SettingsError as error:
        if not str(error).startswith("plan: "):
            raise
        return AttackRun(image, model, replace(settings, plan=None), result.slice), str(error)


def compare(recorded: AttackResult, replayed: AttackResult) -> Comparison:
    """Hold a repetition against its record: all of it but for when and where it was computed. What the record does not
    say, being of an older version, is passed over, and so is what only the attacked file could say: its own notes."""
    pairs = {
        "device": (recorded.device, replayed.device),
        **{name: (v, replayed.versions.get(name, "")) for name, v in recorded.versions.items()},
        **{f"plan, {name}": (str(v), str(replayed.plan.get(name))) for name, v in recorded.plan.items()},
        **{f"model, {n}": (str(recorded.model[n]), str(replayed.model.get(n))) for n in _CARD if n in recorded.model},
    }
    elsewhere = tuple((name, old, new) for name, (old, new) in pairs.items() if old != new)
    found = [
        *_outcomes(recorded, replayed),
        *_answers(recorded, replayed),
        *_image(recorded, replayed),
        *_document(recorded, replayed),
        *_course(recorded, replayed, bool(elsewhere)),
        *(
            Difference("warning", "none", text, bool(elsewhere))
            for text in replayed.warnings
            if text not in recorded.warnings
        ),
    ]
    verdict = EQUAL if not found else WITHIN if all(difference.within for difference in found) else DIFFERENT
    return Comparison(verdict, tuple(found), elsewhere)


def _outcomes(recorded: AttackResult, replayed: AttackResult) -> Iterator[Difference]:
    """Success at each stage, and how the attack ended: any difference is one."""
    for name, old in {**asdict(recorded.outcome), **_ends(recorded)}.items():
        new = {**asdict(replayed.outcome), **_ends(replayed)}[name]
        if old != new:
            yield Difference(name.replace("_", " "), str(old), str(new), within=False)


def _ends(result: AttackResult) -> dict[str, Any]:
    return {
        "noise success": result.noise_success, "right before": result.clean_correct, "stop reason": result.stop_reason,
        "iterates": len(result.steps),
    }  # fmt: skip


def _answers(recorded: AttackResult, replayed: AttackResult) -> Iterator[Difference]:
    yield from _apart("reference answer", recorded.reference, replayed.reference)
    for name, old in recorded.predictions.items():
        yield from _apart(f"answer to the {name} image", old, replayed.predictions[name])


def _apart(what: str, old: Prediction, new: Prediction) -> Iterator[Difference]:
    """How two answers differ."""
    if isinstance(old, ClassPrediction) and isinstance(new, ClassPrediction):
        if old.present != new.present:
            yield Difference(what, ", ".join(old.present) or "none", ", ".join(new.present) or "none", within=False)
        elif old.scores != new.scores:
            name = max(old.scores, key=lambda label: abs(old.scores[label] - new.scores[label]))
            a, b = old.scores[name], new.scores[name]
            yield Difference(f"{what}: score of {name}", f"{a:.6f}", f"{b:.6f}", abs(a - b) <= SCORE)
    elif isinstance(old, MaskPrediction) and isinstance(new, MaskPrediction):
        if not np.array_equal(old.mask, new.mask):
            dice = {name: value for name, value in (new.against(old.mask).dice or {}).items() if value < 1}
            name, value = min(dice.items(), key=lambda item: item[1])
            yield Difference(f"{what}: Dice of {name} between the two", "1", f"{value:.4f}", 1 - value <= SCORE)
        yield from _facts(f"{what}: Dice", old.dice, new.dice, absolute=True)
        yield from _facts(f"{what}: mean Dice", old.mean_dice, new.mean_dice, absolute=True)
    elif isinstance(old, BoxPrediction) and isinstance(new, BoxPrediction) and old.boxes != new.boxes:
        lost, more = match_boxes(old.boxes, new.boxes, 0.9)
        scores = [abs(a.score - b.score) for a, b in zip(old.boxes, new.boxes, strict=False)]
        alike = not lost and not more and max(scores, default=0.0) <= SCORE
        yield Difference(f"{what}: boxes", _boxes(old), _boxes(new), alike)


def _boxes(prediction: BoxPrediction) -> str:
    return "; ".join(f"{box.label} {box.score:.4f}" for box in prediction.boxes) or "none"


def _image(recorded: AttackResult, replayed: AttackResult) -> Iterator[Difference]:
    apart = float(np.mean(recorded.adversarial != replayed.adversarial))
    if apart:  # on its own no sign of another outcome: what counts is how large the change is, and what it does
        yield Difference("adversarial image: values that differ", "0 %", f"{100 * apart:.3g} %", within=True)


def _document(recorded: AttackResult, replayed: AttackResult) -> Iterator[Difference]:
    """Whatever else result.json says of what was asked and what came of it."""
    old, new = recorded.to_json(), replayed.to_json()
    reworded = recorded.versions.get("medadv_gui") != replayed.versions.get("medadv_gui")
    old["model"] = {name: value for name, value in old["model"].items() if name not in _CARD}
    for name in (name for name in old if name not in (*_ABOUT, *_OWN)):
        for difference in _facts(_words(name), old[name], new.get(name), absolute=name.endswith("share")):
            yield replace(difference, within=True) if reworded and difference.what in _SENTENCES else difference


def _facts(what: str, old: Any, new: Any, *, absolute: bool = False) -> Iterator[Difference]:
    """How a recorded value, or one of several by name, differs. Fractions may by `SIZE` of themselves, or, where they
    are `absolute` and not above 1, by `LOSS`."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name, value in old.items():
            yield from _facts(f"{what}, {_words(name)}", value, new.get(name), absolute=absolute)
    elif old is not None and old != new:
        within = False
        if isinstance(old, float) and isinstance(new, float):
            size = max(abs(old), abs(new))
            within = abs(old - new) <= (LOSS * max(1.0, size) if absolute else SIZE * size)
        told = _shown(old), _shown(new)
        yield Difference(what, *(told if told[0] != told[1] else (repr(old), repr(new))), within)


def _course(recorded: AttackResult, replayed: AttackResult, elsewhere: bool) -> Iterator[Difference]:
    """The first iterate that differs beyond tolerance, else the first that differs. On another machine, one may succeed
    that did not, by a hair."""
    first: Difference | None = None
    for old, new in zip(recorded.steps, replayed.steps, strict=False):
        for name, value in asdict(old).items():
            what = f"step {old.k}, {_words(name)}"
            for found in _facts(what, value, getattr(new, name), absolute=name not in ("linf", "l2")):
                difference = replace(found, within=found.within or (name == "success" and elsewhere))
                if not difference.within:
                    yield difference
                    return
                first = first or difference
    if first is not None:
        yield first


def _words(name: str) -> str:
    return name.replace("_", " ")


def _shown(value: Any) -> str:
    return "nothing" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)
