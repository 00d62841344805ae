"""What an attack was allowed to know and to do, after Carlini et al. (2019, "On evaluating adversarial robustness")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from medadv_gui.core.result import AttackResult
from medadv_gui.render.text import clean
from medadv_gui.report.tables import Facts
from medadv_gui.report.words import Units, number, plain

SCORES_ALONE = "Black-box: it asks the model for its scores alone, and sees neither weights nor gradients."
NOTHING = "None: random signs; it neither asks the model nor knows it."
GRADIENTS = "White-box: it knows the model, its weights, its preprocessing and its gradients."
MIXED = f"{GRADIENTS} Square, which is among the attacks tried, asks for scores alone."
_KNOWLEDGE = {"square": SCORES_ALONE, "noise": NOTHING, "worst": MIXED}
LIVES = (
    "In the stored pixel values of one image, in whole steps of what its file can hold; what is counted is the image "
    "as it was written to a file and read again."
)
SETTING = (
    "Evasion: the image is changed when the model is asked. Training data, weights and preprocessing stay as they are, "
    "and nothing stands in front of the model to notice a change."
)


def knowledge(attack: str) -> str:
    """What the attack of this name knows of the model; a user's own attack is handed the model itself."""
    return _KNOWLEDGE.get(attack, GRADIENTS)


def threat_model(result: AttackResult, units: Units) -> Facts:
    """Goal, knowledge, access and limits of the attack of a result."""
    attack, budget = result.attack, result.budget
    name = str(attack["name"])
    target = attack.get("target")
    aim = "Untargeted" if target is None else f"Targeted at {plain(target)}"
    norm = "no pixel by more than" if result.norm == "linf" else "the whole image by an L2 norm of no more than"
    limit = f"{number(budget.stored_units)} stored units"
    limit += f" = {units.natural(budget.stored_units)}" if result.norm == "linf" else ""
    where = "inside the region given" if attack.get("region") else "anywhere in the image"
    rows = (
        ("Goal", f"{aim}: {result.criterion}."),
        ("Knowledge", knowledge(name)),
        ("Access", _access(name, attack, len(result.steps))),
        ("Budget", f"May change {norm} {limit}, {where}."),
        ("Where the change lives", LIVES),
        ("Setting", SETTING),
    )
    return Facts("Goal, knowledge and limits", tuple((title, clean(text)) for title, text in rows))


def _access(name: str, attack: Mapping[str, Any], iterates: int) -> str:
    if name == "noise":
        return "One random image; the model is asked only whether it has changed its answer."
    what = "queries of the scores" if name == "square" else "iterates, each with an answer and a gradient"
    samples = attack.get("samples") or 1
    times = f", each averaged over {samples} evaluations" if samples != 1 else ""
    return f"{iterates} {what}, recorded one by one{times}; as many runs as its parameters say, no limit of time."
