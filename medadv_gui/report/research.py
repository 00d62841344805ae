"""The researcher's report of one attack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from medadv_gui.core.result import AttackResult
from medadv_gui.core.types import ClassPrediction, MaskPrediction, is_empty
from medadv_gui.render.chart import Curve, class_bars, dice_bars, line_plot, score_text
from medadv_gui.render.picture import DEMONSTRATION, RESEARCH_USE, SYNTHETIC
from medadv_gui.render.text import clean
from medadv_gui.report import appendix, card, signs, tables, threat
from medadv_gui.report.document import Block, Bullets, Charts, Document, Pictures, Section, Text, Tile
from medadv_gui.report.pictures import Drawn
from medadv_gui.report.words import Units, marked, number, remarks, sentence, verdict

NO_CARD = (
    "The card of this very model, by id, version and weights, was not at hand when this report was drawn; what the "
    "result tells of the model stands above."
)


def build(
    result: AttackResult, cards: Mapping[str, Mapping[str, Any]] | None = None, drawn: Drawn | None = None
) -> Document:
    """The researcher's report of one attack. Every text in it is one clean line; writers still escape it.

    cards : documents of models' cards by id; one counts where version and weights are those of the result.
    drawn : the result's pictures, where they were drawn before.
    """
    drawn = drawn or Drawn.of(result)
    units = Units.of(result)
    judged = verdict(result)
    model = f"{result.model['name']} {result.model['version']}"
    synthetic, demonstration = bool(result.source["synthetic"]), bool(result.model["demonstration"])
    marks = [text for text, on in ((SYNTHETIC, synthetic), (f"model: {DEMONSTRATION}", demonstration)) if on]
    found = _card(result, cards or {})
    told: tuple[Block, ...] = (Text(NO_CARD),)
    if found is not None:
        preprocessing = str(result.model.get("preprocessing", "not recorded"))
        told = (card.network(found, preprocessing), *card.use(found), *card.stated(found))
    sections = [
        Section("threat", "Threat model", (threat.threat_model(result, units),)),
        Section("answer", "The model's answer before and after", _answer(result, drawn)),
        Section("size", "How large the change is", tables.size(result, units)),
        Section("outcome", "What survives storage", tables.outcome(result)),
        Section("course", "How the attack went", _course(result)),
        Section("signs", "Signs that it went wrong", (signs.signs(result, units),)),
        Section("case", "Image, model and attack", tables.case(result, units)),
        Section("card", "The model's card", told),
        Section("trace", "Run, versions and files", tables.trace(result)),
        Section("checklist", "Checklist in the style of CLAIM", appendix.checklist(appendix.ONE_CASE)),
        Section("references", "References", appendix.references(str(result.versions.get("medadv_gui", "")))),
    ]
    if result.warnings:
        sections.insert(0, Section("warnings", "Warnings", (Bullets(tuple(map(_statement, result.warnings))),)))
    return Document(
        title="Attack report",
        subtitle=clean(f"{result.attack.get('title', result.attack['name'])} on {model}"),
        banner=RESEARCH_USE,
        marks=tuple(marks),
        tone=judged.tone,
        verdict=judged.label,
        sentence=clean(sentence(result, units)),
        remarks=tuple(remarks(result)),
        tiles=_tiles(result, units),
        pictures=Pictures(drawn.three),
        sections=tuple(sections),
        footer=clean(f"medadv_gui {result.versions.get('medadv_gui', '')} · image {result.source['sha256'][:16]}"),
    )


def _card(result: AttackResult, cards: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The card of the model that answered, None where it is not at hand."""
    card, model = cards.get(str(result.model["id"])), result.model
    same = card is not None and card["version"] == model["version"]
    return card if card is not None and same and card["files"][0]["sha256"] == model["sha256"] else None


def _statement(text: str) -> str:
    """A warning as a sentence: clean, with a capital."""
    text = clean(text)
    return text[:1].upper() + text[1:]


def _tiles(result: AttackResult, units: Units) -> tuple[Tile, ...]:
    budget, outcome = result.budget, result.outcome
    norm = "L∞" if result.norm == "linf" else "L2"
    stored = f"{number(budget.stored_units)} stored"
    parts = [stored] if budget.hu is None else [f"{number(budget.hu)} HU", stored]
    if "255" not in budget.requested:
        parts.append(f"{number(budget.of_255)}/255")
    jpeg = "" if outcome.after_jpeg_q90 is None else f"after JPEG q90: {_met(outcome.after_jpeg_q90)}"
    became = Tile("Saved and read again", _met(outcome.reread), jpeg or "the file's own pixels")
    noise = Tile("Same-size noise", _met(result.noise_success), "random, knows no model")
    if result.nothing_to_lose:
        became = Tile("Invented", marked(result.predictions["reread"]), "there was nothing to lose")
        noise = Tile("Invented by same-size noise", marked(result.predictions["noise"]), "random, knows no model")
    return (
        Tile("Budget", clean(budget.requested), f"{norm}, {' = '.join(parts)}"),
        Tile("Largest change made", units.short(budget.realised_linf), _share(result.changed_share)),
        became,
        noise,
    )


def _met(success: bool) -> str:
    return "succeeds" if success else "fails"


def _share(share: float) -> str:
    return f"in {number(100 * share)} % of the pixels"


def _answer(result: AttackResult, drawn: Drawn) -> tuple[Block, ...]:
    before, after = result.predictions["original"], result.predictions["reread"]
    blocks: list[Block] = []
    if isinstance(before, ClassPrediction) and isinstance(after, ClassPrediction):
        reference = result.reference.present if isinstance(result.reference, ClassPrediction) else ()
        bars = class_bars(before, after, reference)
        blocks.append(Charts((("Model score by label, original above adversarial", bars),)))
    else:
        blocks.append(Pictures(drawn.marked))
    dice = [p.dice for p in (before, after) if isinstance(p, MaskPrediction) and p.dice]
    if len(dice) == 2 and not is_empty(result.reference):
        bars = dice_bars(*dice)
        blocks.append(Charts((("Dice with the reference, original above adversarial", bars),)))
    blocks.extend(tables.answers(result))
    return tuple(blocks)


def _course(result: AttackResult) -> tuple[Block, ...]:
    steps = result.steps
    if not steps:
        return (Text(f"No iteration was recorded. The run ended: {clean(result.stop_reason)}."),)
    losses = [Curve("deviation from the truth", tuple(s.loss_deviation for s in steps))]
    divergences = [Curve("KL from the truth", tuple(s.kl_truth for s in steps))]
    smoothed = tuple(s.kl_smoothed if s.kl_smoothed is not None else float("nan") for s in steps)
    if any(s.kl_smoothed is not None for s in steps):
        losses.append(Curve("stabilization", tuple(s.loss_stabilization for s in steps)))
        divergences.append(Curve("KL from the smoothed answer", smoothed))
    first = next((s.k for s in steps if s.success), None)
    when = "never met" if first is None else f"first met at iteration {first}"
    gaps = [s.smoothing_gap for s in steps if s.smoothing_gap is not None]
    gap = f" Smoothing moves the network's answer by {score_text(max(gaps))} at most." if gaps else ""
    return (
        Charts(
            (
                ("Loss terms", line_plot(losses, x_label="iteration", y_label="loss")),
                ("Divergences", line_plot(divergences, x_label="iteration", y_label="KL divergence (nats)")),
            )
        ),
        Text(
            f"{len(steps)} iterates, each described before its update. In memory the criterion was {when}. "
            f"The run ended: {clean(result.stop_reason)}.{gap}"
        ),
    )
