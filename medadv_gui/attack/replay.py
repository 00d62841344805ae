"""An attack run again from its result alone: the same image, model, settings and plan; and how the two compare.

The same plan on the same kind of machine gives the same bits. On another, the last bits of a gradient differ, its signs
here and there, and from then on the iterates: such a repetition is held to the tolerances below.
"""

from __future__ import annotations

from collections.abc import Iterator
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

# What two machines may differ by: in a score or a Dice, in the deviation loss of the last iterate (relative, or nats
# where it is small), and in the size of the change.
SCORE, LOSS, SIZE = 0.01, 0.01, 0.01
EQUAL, WITHIN, DIFFERENT = "equal", "equal within tolerance", "different"


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
        geometry=result.geometry, step=source["step"],
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
    """Hold a repetition against its record."""
    found = [*_outcomes(recorded, replayed), *_answers(recorded, replayed), *_numbers(recorded, replayed)]
    verdict = EQUAL if not found else WITHIN if all(difference.within for difference in found) else DIFFERENT
    pairs = {
        "device": (recorded.device, replayed.device),
        **{name: (v, replayed.versions.get(name, "")) for name, v in recorded.versions.items()},
        **{f"plan, {name}": (str(v), str(replayed.plan.get(name))) for name, v in recorded.plan.items()},
    }
    elsewhere = tuple((name, old, new) for name, (old, new) in pairs.items() if old != new)
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
    elif isinstance(old, BoxPrediction) and isinstance(new, BoxPrediction) and old.boxes != new.boxes:
        lost, more = match_boxes(old.boxes, new.boxes, 0.9)
        scores = [abs(a.score - b.score) for a, b in zip(old.boxes, new.boxes, strict=False)]
        alike = not lost and not more and max(scores, default=0.0) <= SCORE
        yield Difference(f"{what}: boxes", _boxes(old), _boxes(new), alike)


def _boxes(prediction: BoxPrediction) -> str:
    return "; ".join(f"{box.label} {box.score:.4f}" for box in prediction.boxes) or "none"


def _numbers(recorded: AttackResult, replayed: AttackResult) -> Iterator[Difference]:
    """The image itself, its size, and the course of the loss."""
    apart = float(np.mean(recorded.adversarial != replayed.adversarial))
    if apart:  # on its own no sign of another outcome: what counts is how large the change is, and what it does
        yield Difference("adversarial image: values that differ", "0 %", f"{100 * apart:.3g} %", within=True)
    for name in ("realised_linf", "realised_l2"):
        old, new = getattr(recorded.budget, name), getattr(replayed.budget, name)
        if old != new:
            yield Difference(name.replace("_", " "), f"{old:.6g}", f"{new:.6g}", abs(old - new) <= SIZE * max(old, new))
    if recorded.steps and len(recorded.steps) == len(replayed.steps) and recorded.steps != replayed.steps:
        old, new = recorded.steps[-1].loss_deviation, replayed.steps[-1].loss_deviation
        near = abs(old - new) <= LOSS * max(1.0, abs(old), abs(new))
        yield Difference("deviation loss of the last iterate", f"{old:.6g}", f"{new:.6g}", near)
