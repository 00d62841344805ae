"""The tables of a report: answers, sizes, outcomes, and the facts that let somebody repeat the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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
from medadv_gui.render.text import clean
from medadv_gui.report.words import Units, label, lost_and_invented, number, plain, yes_no

_SERIES = (
    ("original", "Original"),
    ("adversarial", "Attacked, in memory"),
    ("reread", "Attacked, re-read"),
    ("noise", "Same-size noise"),
)
_LISTED = ("Original", "Attacked, re-read")
TRUTH = {
    "model": "the model's own answer to the original (no ground truth was given)",
    "ground truth": "the ground truth given",
}
_PARAMETERS = {
    "alpha": "stabilization α",
    "sigma": "smoothing σ (network px)",
    "reference": "stabilization reference",
    "step_size": "step size (stored units)",
    "region": "limited to a region",
    "region_sha256": "SHA-256 of the region",
    "note_on_search": "note on the search",
    "search": "smallest-budget search",
    "invented": "invented boxes count",
    "kernel": "kernel (taps a side)",
    "dilation": "dilation (network px)",
    "decay": "momentum μ",
    "stop": "stop at the first verified success",
    "samples": "evaluations averaged",
    "found_by": "found by the attack",
    "found_with": "found with",
    "drop": "fall of the mean Dice that counts",
    "step_size_given": "step size asked for (stored units)",
    "start_sha256": "SHA-256 of the starting image",
    "epsilon": "budget asked for",
    "smoothed_dtype": "arithmetic of the smoothed pass",
}
_OF_ONE_TASK = {"drop": "segmentation", "invented": "detection"}
_TASKS = {"multilabel": "multi-label classification"}
_MOST_LABELS = 12


@dataclass(frozen=True)
class Table:
    """`header` and `rows` of equal length; the first column heads its row, the others hold numbers. `widths` : the
    columns' shares of a page, where they are not to be alike. `dense` : many rows of one line each, in small print."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    widths: tuple[float, ...] = ()
    dense: bool = False


@dataclass(frozen=True)
class Facts:
    """Names with their values."""

    title: str
    rows: tuple[tuple[str, str], ...]


def answers(result: AttackResult) -> tuple[Table, ...]:
    """The task's numbers for every answer that was recorded."""
    columns = [(title, result.predictions[key]) for key, title in _SERIES if key in result.predictions]
    header = tuple(title for title, _ in columns)
    predictions = [prediction for _, prediction in columns]
    if isinstance(result.reference, ClassPrediction):
        return (_scores(result.reference, header, predictions),)
    if isinstance(result.reference, MaskPrediction):
        return (_overlap(result.reference, header, predictions),)
    return _boxes(result.reference, header, predictions)


def _scores(reference: ClassPrediction, header: tuple[str, ...], found: list[Prediction]) -> Table:
    columns = [p for p in found if isinstance(p, ClassPrediction)]
    names = list(reference.scores)
    if len(names) > _MOST_LABELS:
        best = sorted(names, key=lambda n: -max(p.scores.get(n, 0.0) for p in columns))
        names = [n for n in names if n in set(best[:_MOST_LABELS]) or n in reference.present]
    rows = []
    for name in names:
        cells = [score_text(p.scores.get(name, 0.0)) + (" ◂" if name in p.present else "") for p in columns]
        rows.append((label(name) + (" (reference)" if name in reference.present else ""), *cells))
    more = len(reference.scores) - len(names)
    mark = "the answer"
    if isinstance(reference, MultiLabelPrediction):
        mark = f"a label present, with a score of at least {reference.threshold:g}; each label has its own score"
        mark += "" if reference.present else "; in the reference none is present"
    note = f"◂ marks {mark}. Numbers are model scores, not a probability of disease."
    return Table("Model scores", ("Label", *header), tuple(rows), note + (f" {more} labels left out." if more else ""))


def _overlap(reference: MaskPrediction, header: tuple[str, ...], found: list[Prediction]) -> Table:
    columns = [p for p in found if isinstance(p, MaskPrediction)]
    if is_empty(reference):
        areas = tuple((label(name), *(f"{p.area[name]} px" for p in columns)) for name in columns[0].labels[1:])
        return Table("Area", ("Label", *header), areas, "The reference is empty, so there is no Dice with it.")
    rows = []
    for name in columns[0].labels[1:]:
        cells = [
            f"{score_text(p.dice[name])} · {p.area[name]} px" if p.dice is not None else f"{p.area[name]} px"
            for p in columns
        ]
        rows.append((label(name), *cells))
    means = [p.mean_dice for p in columns]
    rows.append(("mean Dice", *("not known" if m is None else score_text(m) for m in means)))
    return Table("Dice with the reference, and area", ("Label", *header), tuple(rows))


def _boxes(reference: Prediction, header: tuple[str, ...], found: list[Prediction]) -> tuple[Table, ...]:
    if not isinstance(reference, BoxPrediction):
        raise ValueError("the reference is of another task")
    columns = [p for p in found if isinstance(p, BoxPrediction)]
    counts = [lost_and_invented(reference, p) for p in columns]
    rows = (
        ("reference boxes found", *(f"{len(reference.boxes) - len(c[0])} of {len(reference.boxes)}" for c in counts)),
        ("vanished", *(f"{len(c[0])}" for c in counts)),
        ("invented", *(f"{len(c[2])}" for c in counts)),
    )
    each = []
    for title, prediction, (_, kept, _) in zip(header, columns, counts, strict=True):
        if title not in _LISTED:
            continue
        for box in prediction.boxes[:8]:
            corners = ", ".join(number(round(c)) for c in box.corners)
            state = "found" if box in kept else "invented"
            each.append((title, label(box.label), score_text(box.score), corners, state))
    return (
        Table("Boxes against the reference (IoU 0.5)", ("", *header), rows),
        Table(
            "Boxes",
            ("Image", "Label", "Model score", "Corners (px)", "State"),
            tuple(each),
            "Corners: left, top, right, bottom. Numbers are model scores, not a probability of disease.",
        ),
    )


def size(result: AttackResult, units: Units) -> tuple[Table | Facts, ...]:
    """The budget and what was made of it in every unit, and the likeness of the two images."""
    budget = result.budget
    linf = result.norm == "linf"
    used = budget.realised_linf if linf else budget.realised_l2
    rows = [("stored values", number(budget.stored_units), number(used))]
    step = result.source.get("step")
    if step:  # of floating-point values; older results do not name it
        rows[0] = ("steps of the file's values", *rows[0][1:])
        rows.append(("the file's values", number(budget.stored_units * step), number(used * step)))
    if units.hu is not None:
        rows.append(("HU", number(budget.stored_units * units.hu), number(used * units.hu)))
    rows.append(("255ths of the model's input window", number(budget.of_255), number(used * units.of_255)))
    if not units.plain and units.displayed:
        shown = (number(budget.stored_units * units.displayed), number(used * units.displayed))
        rows.append(("grey levels of 255 in the window shown", *shown))
    if budget.noise_sd is not None:
        times = budget.noise_sd / budget.stored_units
        rows.append(("× the image's local noise (SD)", number(budget.noise_sd), number(used * times)))
    norm = "largest change of any pixel (L∞)" if linf else "L2 norm of the change"
    metrics = result.metrics
    most = budget.realised_linf
    facts = [
        ("Largest change (L∞)", f"{number(most)} stored = {units.natural(most)}"),
        ("L2 norm of the change", f"{number(budget.realised_l2)} stored units"),
        ("Pixels changed", f"{number(100 * result.changed_share)} %"),
        ("Outside the input window", f"{number(100 * result.saturated_share)} % of pixels, no gradient"),
        ("PSNR", _known(metrics.get("psnr"), ".2f", " dB") + _range(metrics)),
        ("SSIM", _known(metrics.get("ssim"), ".4f")),
    ]
    if "noise_linf" in metrics:
        noise = f"L∞ {number(metrics['noise_linf'])}, L2 {number(metrics['noise_l2'])} stored units"
        facts.append(("Noise beside it", noise))
    note = f"Asked for: {clean(budget.requested)}. Model's input window: {units.window}."
    return (
        Table(f"Budget and use: {norm}", ("Unit", "Budget in force", "Used by the written image"), tuple(rows), note),
        Facts("The written image against the original", tuple(facts)),
    )


def _known(value: Any, digits: str, unit: str = "") -> str:
    return "not defined" if value is None else f"{float(value):{digits}}{unit}"


def _range(metrics: Mapping[str, Any]) -> str:
    return f" (data range {number(metrics['data_range'])} stored units)" if "data_range" in metrics else ""


def outcome(result: AttackResult) -> tuple[Table | Facts, ...]:
    """Where along the way to the disk the attack still holds."""
    o = result.outcome
    stages = [
        ("in memory (best iterate)", o.in_memory),
        ("rounded to storable values", o.rounded),
        ("written and read again (this counts)", o.reread),
    ]
    if o.after_jpeg_q90 is not None:
        stages.append(("after JPEG at quality 90", o.after_jpeg_q90))
    stages.append(("random noise of the same size instead", result.noise_success))
    rows = tuple((stage, "met" if met else "not met") for stage, met in stages)
    facts = (
        ("Criterion of success", clean(result.criterion)),
        ("Reference", TRUTH.get(result.truth_source, clean(result.truth_source))),
        ("Right before the attack", _right_before(result)),
    )
    return Facts("What counts", facts), Table("Criterion met", ("Stage", "Criterion"), rows)


def _right_before(result: AttackResult) -> str:
    if result.nothing_to_lose:
        return "yes, with nothing to lose: the reference is empty, so the case counts in no success rate"
    return yes_no(result.clean_correct)


def case(result: AttackResult, units: Units) -> tuple[Facts, ...]:
    """Image, model and attack."""
    source, model = result.source, result.model
    kind = f"{str(source['kind']).upper()} {source['modality']}".strip()
    image = [
        ("Kind", clean(kind)),
        ("Size", f"{source['columns']} × {source['rows']} pixels"),
        ("Slice", f"{result.slice} (counted from 0)"),
        ("Origin", "synthetic, drawn by this program" if source["synthetic"] else "a file of the user's"),
        ("Lossy compression", yes_no(bool(source["lossy"]))),
        ("Shown inverted", yes_no(bool(source["inverted"]))),
    ]
    if source["units"]:
        value = f"stored × {number(source['slope'])} + {number(source['intercept'])}"
        image.append((f"{clean(str(source['units']))} value", value.replace("+ −", "− ")))
    if result.geometry.spacing is not None:
        image.append(("Pixel spacing", " × ".join(number(s) for s in result.geometry.spacing) + " mm (row, column)"))
    image.append(("Pictures", units.window_shown(result)))
    image.append(("SHA-256 of the stored pixels", clean(str(source["sha256"]))))
    facts = [
        ("Name", clean(str(model["name"]))),
        ("Id and version", clean(f"{model['id']}, {model['version']}")),
        ("Task", clean(_TASKS.get(model["task"], str(model["task"])))),
        ("Labels", clean(", ".join(map(str, model["labels"])))),
        ("Input window", clean(units.window)),
        ("Preprocessing", clean(str(model.get("preprocessing", "not recorded")))),
        ("Use", "demonstration only" if model["demonstration"] else "as its card says"),
        ("SHA-256 of the weights", clean(str(model["sha256"]))),
    ]
    told = dict(result.attack)
    hidden = {"note"} if told.get("region") else {"note", "region_sha256"}
    hidden |= {name for name, task in _OF_ONE_TASK.items() if model["task"] != task}
    if model["task"] == "detection" and told.get("target") == "none":
        told["target"] = "no box at all"  # else it would read as if there were no target
    attack = [(_title(key), clean(plain(value))) for key, value in told.items() if key not in hidden]
    attack.insert(2, ("Norm", "L∞" if result.norm == "linf" else "L2"))
    if "note" in result.attack:
        attack.append(("Note", clean(plain(result.attack["note"]))))
    return Facts("Image", tuple(image)), Facts("Model", tuple(facts)), Facts("Attack", tuple(attack))


def _title(key: str) -> str:
    text = _PARAMETERS.get(key, clean(str(key)).replace("_", " "))
    return text[:1].upper() + text[1:]


def trace(result: AttackResult) -> tuple[Table | Facts, ...]:
    """What it takes to run it again and get the same bytes."""
    run = [
        ("Device", clean(result.device)),
        ("Seconds", f"{result.seconds:.1f}"),
        ("Seed", str(result.seed)),
        ("Ended", clean(result.stop_reason)),
        ("Plan", clean(plain(result.plan))),
        ("Versions", clean(", ".join(f"{name} {version}" for name, version in result.versions.items()))),
    ]
    files = tuple((clean(name), clean(digest)) for name, digest in result.files.items())
    return Facts("Run", tuple(run)), Table("Files beside this report", ("File", "SHA-256"), files)
