"""What a reader study found, in words: for its report, and by `say` in the language of the window."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from medadv_gui.render.text import clean
from medadv_gui.report.document import Tile
from medadv_gui.report.words import Say, number
from medadv_gui.review.verdict import Statement, Verdict, headline, statements

Json = Mapping[str, Any]
_OUTPUT = re.compile(r"(.+) with the model's answer to the (.+) image")


def arm_name(arm: str, say: Say = str) -> str:
    """An arm in a table or a plot."""
    shown = _OUTPUT.fullmatch(arm)
    if shown:
        return say("{0} + answer to {1}").format(arm_name(shown[1], say), arm_name(shown[2], say))
    names = {
        "original": say("original"), "adversarial": say("adversarial"), "sham-mirrored": say("mirrored sham"),
        "sham-signs": say("random-sign sham"),
    }  # fmt: skip
    return names.get(arm, clean(arm))


def arm_words(arm: str, say: Say = str) -> str:
    """An arm in a sentence."""
    shown = _OUTPUT.fullmatch(arm)
    if shown:
        text = say("{0} shown with the model's answer to {1}")
        return text.format(arm_words(shown[1], say), arm_words(shown[2], say))
    names = {
        "original": say("the originals"), "adversarial": say("the adversarial images"),
        "sham-mirrored": say("the mirrored shams"), "sham-signs": say("the shams with random signs"),
    }  # fmt: skip
    return names.get(arm, clean(arm))


def figure_words(figure: str, say: Say = str) -> str:
    """What is averaged over the readers."""
    names = {
        "AUC": say("AUC"), "AUC against the originals": say("AUC against the originals"),
        "share right": say("share right"),
    }  # fmt: skip
    return names.get(figure, clean(figure))


def kind_words(kind: str, say: Say = str) -> str:
    names = {
        "detection": say("Detection"), "diagnosis": say("Diagnosis"), "2afc": say("Choice of two"),
        "open": say("Open review, not blinded"),
    }  # fmt: skip
    return names[kind]


def population_words(holds_for: str, say: Say = str) -> str:
    """For whom figures over readers hold."""
    if holds_for.startswith("this reader"):
        return say(
            "These figures hold for this one reader, and for cases like these; of other readers nothing is known."
        )
    return say("Figures over readers hold for readers and cases like these.")


def share(value: float | None) -> str:
    """A figure with three decimals."""
    return "–" if value is None else f"{value:.3f}".replace("-", "−")


def interval(figure: Json | Statement, say: Say = str) -> str:
    """The ends of an interval; a dash where the answers show no spread."""
    low, high = (figure.low, figure.high) if isinstance(figure, Statement) else (figure["low"], figure["high"])
    return "–" if low is None or high is None else say("{0} to {1}").format(share(low), share(high))


def whole(figure: Json, say: Say = str) -> str:
    """Value and interval."""
    if figure.get("value") is None:
        return "–"
    return share(figure["value"]) if figure["low"] is None else f"{share(figure['value'])} ({interval(figure, say)})"


def p_words(p: float | None) -> str:
    if p is None:
        return "–"
    text = "p < 0.001" if p < 0.001 else f"p = {p:.3f}" if p < 0.1 else f"p = {p:.2f}"
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def statement_words(made: Statement, task: Json, say: Say = str) -> str:
    """One statement as a sentence that is true of it."""
    over = task["over_readers"]
    figures = f"{share(made.value)} ({interval(made, say)}), {p_words(made.p)}"
    first = arm_words(made.first, say)
    if made.second:
        return _difference(made, over, first, say)
    figure, margin = figure_words(over["figure"], say), number(over["margin"] or 0.0)
    if task["kind"] == "2afc":
        text = {
            Verdict.APART: say("Readers see the change: they find {0} beside the originals. Their {1} is {2}."),
            Verdict.BELOW: say("Readers take the originals for {0} more often than chance would. Their {1} is {2}."),
            Verdict.SMALL: say(
                "Readers see the change in {0}, but by less than the margin of {3} from chance. Their {1} is {2}."
            ),
        }  # fmt: skip
    else:
        text = {
            Verdict.APART: say("Readers see the change: they tell {0} from the originals. Their {1} is {2}."),
            Verdict.BELOW: say("Readers call the originals altered more readily than {0}. Their {1} is {2}."),
            Verdict.SMALL: say(
                "Readers see the change in {0}, but by less than the margin of {3} from chance. Their {1} is {2}."
            ),
        }  # fmt: skip
    text |= {
        Verdict.ALIKE: say(
            "Readers do not see the change in {0}: this is shown, within the margin of {3}. Their {1} is {2}."
        ),
        Verdict.OPEN: say(
            "It is not shown that readers see the change in {0}, nor that they do not: the study does not decide. "
            "Their {1} is {2}."
        ),
        Verdict.UNTESTED: say(
            "It is not shown that readers see the change in {0}. Whether they do not see it was not tested: the "
            "protocol sets no margin. Their {1} is {2}."
        ),
        Verdict.FLAT: say("Nothing can be said of {0}: the figures of readers show no spread. Their {1} is {4}."),
    }  # fmt: skip
    return text[made.verdict].format(first, figure, figures, margin, share(made.value))


def _difference(made: Statement, over: Json, first: str, say: Say) -> str:
    text = {
        Verdict.SMALL: say("{0} differs between {1} and {2}, but by less than the margin of {4}: by {3}."),
        Verdict.ALIKE: say("{0} is shown to be alike with {1} and {2}, within the margin of {4}: it differs by {3}."),
        Verdict.OPEN: say(
            "{0} is shown neither to differ between {1} and {2} nor to be alike: the study does not decide. The "
            "difference is {3}."
        ),
        Verdict.UNTESTED: say(
            "{0} is not shown to differ between {1} and {2}. Whether it is alike was not tested: the protocol sets no "
            "margin. The difference is {3}."
        ),
        Verdict.FLAT: say("Nothing can be said of {1} beside {2}: the figures of readers show no spread."),
    }.get(made.verdict)  # fmt: skip
    if text is None:
        higher = say("{0} is higher with {1} than with {2}: by {3}.")
        text = higher if made.value > 0 else say("{0} is lower with {1} than with {2}: by {3}.")
    value = share(made.value)
    figures = f"{value} ({interval(made, say)}), {p_words(made.p)}"
    second = arm_words(made.second, say)
    figure = figure_words(over["figure"], say)
    return text.format(figure[:1].upper() + figure[1:], first, second, figures, number(over["margin"] or 0.0))


def task_sentence(task: Json, found: Json, say: Say = str) -> str:
    """The answer to one task in a sentence."""
    made = headline(task)
    if made is not None:
        return statement_words(made, task, say)
    if not found["readers"]:
        return say("Nobody has read this study yet.")
    if task["kind"] == "open":
        return say(
            "An open review is read case by case: what readers chose and wrote is listed, and nothing is tested. "
            "{0} of {1} readers have finished."
        ).format(len(found["finished"]), len(found["readers"]))
    if not found["finished"]:
        return say(
            "No reader has finished, so nothing is said over readers (begun: {0}). Each one's own figures are below."
        ).format(len(found["readers"]))
    return reason_words(task, say)


def other_statements(task: Json, say: Say = str) -> list[str]:
    """All that is said of a task beside its headline."""
    first = headline(task)
    return [statement_words(made, task, say) for made in statements(task) if made != first]


def state_words(found: Json, say: Say = str) -> list[str]:
    """That a study is incomplete, or not yet at its end."""
    made = []
    unfinished = len(found["readers"]) - len(found["finished"])
    if unfinished:
        text = say("Interim: {0} of {1} readers have not finished and do not enter the figures over readers.")
        made.append(text.format(unfinished, len(found["readers"])))
    if found["removed"]:
        made.append(say("Incomplete: the data of {0} were removed.").format(", ".join(found["removed"])))
    return made


def reason_words(task: Json, say: Say = str) -> str:
    """Why there are no figures over readers."""
    reasons = {
        "no reader has finished": say("No reader has finished."),
        "the study has no originals to compare with": say("The study has no originals to compare with."),
        "no positive, or no negative case was read by every reader in every arm": say(
            "There is no case with the finding, or none without it, so there is no curve."
        ),
    }
    reason = str(task.get("reason", ""))
    return reasons.get(reason, clean(f"{reason[:1].upper()}{reason[1:]}."))


def verdict_label(task: Json, found: Json, say: Say = str) -> str:
    """The answer to one task in a word or a few."""
    made = headline(task)
    if made is None:
        if not found["readers"]:
            return say("not read")
        if task["kind"] == "open":
            return say("open review")
        return say("no reader has finished") if not found["finished"] else say("no figure")
    if made.second:
        labels = {
            Verdict.SMALL: say("differs, within the margin"), Verdict.ALIKE: say("alike within the margin"),
            Verdict.OPEN: say("not decided"), Verdict.UNTESTED: say("no difference shown"),
            Verdict.FLAT: say("no spread"),
        }  # fmt: skip
        return labels.get(made.verdict, say("differs"))
    return {
        Verdict.APART: say("seen"), Verdict.BELOW: say("below chance"), Verdict.SMALL: say("seen, within the margin"),
        Verdict.ALIKE: say("not seen, within the margin"), Verdict.OPEN: say("not decided"),
        Verdict.UNTESTED: say("not shown to be seen"), Verdict.FLAT: say("no spread"),
    }[made.verdict]  # fmt: skip


def tone(task: Json) -> str:
    """Of a report's document: "changed" where readers see something, "held" where it is shown that they do not, "wrong"
    where nothing is decided."""
    made = headline(task)
    if made is None or made.verdict in (Verdict.OPEN, Verdict.UNTESTED, Verdict.FLAT):
        return "wrong"
    return "held" if made.verdict is Verdict.ALIKE else "changed"


def tiles(task: Json, found: Json, say: Say = str) -> tuple[Tile, ...]:
    """Up to four key figures of a task."""
    record = found["record"]
    read, whole_study = sum(record["read"].values()), sum(record["presentations"].values())
    readers = Tile(
        say("Readers who have finished"), say("{0} of {1}").format(len(found["finished"]), len(found["readers"])),
        say("{0} of {1} presentations read").format(read, whole_study),
    )  # fmt: skip
    over = task.get("over_readers")
    if over is None:
        return (readers,)
    figure = figure_words(over["figure"], say)
    made = [
        Tile(f"{figure[:1].upper()}{figure[1:]}: {arm_name(arm['arm'], say)}", share(arm["value"]), _note(arm, say))
        for arm in over["arms"][:2]
    ]
    chosen = headline(task)
    pairs = [s for s in statements(task) if s.second]
    pair = next(iter([s for s in pairs if chosen and s == chosen] or pairs), None)
    if pair is not None:
        note = f"{interval(pair, say)}, {p_words(pair.p)}"
        name = say("Difference: {0} less {1}").format(arm_name(pair.first, say), arm_name(pair.second, say))
        made.append(Tile(name, share(pair.value), note))
    return (*made, readers)


def _note(arm: Json, say: Say) -> str:
    if arm["low"] is None:
        return say("no interval: the figures of readers show no spread")
    p = arm.get("p_against_chance")
    return say("95 %: {0}").format(interval(arm, say)) + ("" if p is None else f"; {p_words(p)}")
