"""Signs that one attack went wrong, or shows less than it seems to: a weak attack looks like a strong model."""

from __future__ import annotations

from medadv_gui.core.result import AttackResult
from medadv_gui.core.types import is_empty
from medadv_gui.report.tables import Table
from medadv_gui.report.words import Units, knows_the_model, noise, number

PASS, WARNING, NOT_RUN = "✓ pass", "▲ warning", "– not run"
_MOST_SATURATED = 0.5
_ROUNDING = 1e-6


def signs(result: AttackResult, units: Units) -> Table:
    """Each check with its state, which a word says and a mark, and what was seen."""
    rows = (_noise(result), _storage(result), _budget(result, units), _reread(result), _loss(result), _gradient(result))
    needs = (
        "Stronger attacks, larger budgets, restarts", NOT_RUN,
        "One run of one attack cannot tell. A cohort of several attacks and budgets does (medadv-gui batch).",
    )  # fmt: skip
    return Table("Checks of this run", ("Check", "State", "What was seen"), (*rows, needs), widths=(0.27, 0.13, 0.6))


def _row(check: str, fine: bool | None, seen: str) -> tuple[str, str, str]:
    return check, NOT_RUN if fine is None else PASS if fine else WARNING, seen


def _noise(result: AttackResult) -> tuple[str, str, str]:
    if result.nothing_to_lose:
        return _row("Noise does little", is_empty(result.predictions["noise"]), noise(result))
    met = "meets the criterion, too: the attack shows little" if result.noise_success else "does not meet the criterion"
    return _row("Noise does little", not result.noise_success, f"Random noise of the same size {met}.")


def _storage(result: AttackResult) -> tuple[str, str, str]:
    outcome = result.outcome
    if not outcome.in_memory:
        return _row("Success survives storage", None, "There was no success in memory that could be lost.")
    seen = "is there in the file that was read again" if outcome.reread else "is gone in the file that was read again"
    return _row("Success survives storage", outcome.reread, f"The success in memory {seen}.")


def _budget(result: AttackResult, units: Units) -> tuple[str, str, str]:
    budget = result.budget
    used = budget.realised_linf if result.norm == "linf" else budget.realised_l2
    fine = used <= budget.stored_units * (1 + _ROUNDING)
    seen = f"{number(used)} of {number(budget.stored_units)} stored units are used; {units.window} is the input window."
    return _row("The budget holds", fine, seen)


def _reread(result: AttackResult) -> tuple[str, str, str]:
    error = result.metrics.get("reread_error")
    if error is None:
        return _row("The file holds what was meant", None, "Not recorded.")
    seen = f"The file read again differs from the rounded image by {number(error)} stored units at most."
    return _row("The file holds what was meant", error == 0, seen)


def _loss(result: AttackResult) -> tuple[str, str, str]:
    if result.attack["name"] == "noise":
        return _row("The attack gets somewhere", None, "Noise climbs nothing.")
    losses = [step.loss_deviation for step in result.steps]
    if len(losses) < 2:
        return _row("The attack gets somewhere", None, "Fewer than two iterates were recorded.")
    seen = f"The deviation from the truth goes from {number(losses[0])} to {number(max(losses))} at most."
    return _row("The attack gets somewhere", max(losses) > losses[0], seen)


def _gradient(result: AttackResult) -> tuple[str, str, str]:
    if not knows_the_model(str(result.attack["name"])):
        return _row("The gradient reaches the pixels", None, "This attack uses no gradient.")
    share = result.saturated_share
    seen = f"{number(100 * share)} % of the pixels lie outside the model's input window, where there is no gradient."
    return _row("The gradient reaches the pixels", share <= _MOST_SATURATED, seen)
