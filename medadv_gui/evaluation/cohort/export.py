"""A cohort's rows and figures as tables for other programs: CSV, no text of which a spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from medadv_gui.core.text import no_formula
from medadv_gui.evaluation.cohort.cases import Cases
from medadv_gui.evaluation.cohort.row import Answer, Row
from medadv_gui.evaluation.cohort.sample import Json, number
from medadv_gui.evaluation.cohort.variants import attack_name

PLAIN = (
    "key", "item", "image_sha256", "patient", "site", "modality", "model", "model_version", "model_sha256", "task",
    "attack", "norm", "epsilon", "of_255", "seed", "truth_source", "clean_correct", "nothing_to_lose", "success",
    "in_memory", "rounded", "after_jpeg_q90", "noise_success", "linf", "l2", "linf_of_255", "changed_share", "psnr",
    "ssim", "iterates", "seconds",
)  # fmt: skip
TOLD = (
    "reference_labels", "labels_before", "labels_after", "score_before", "score_after", "dice_before", "dice_after",
    "iou_before", "iou_after", "hd95_before", "hd95_after", "hd95_unit", "pixels_before", "pixels_after",
    "reference_boxes", "boxes_before", "boxes_after", "vanished", "invented", "warnings",
)  # fmt: skip
FIGURE = (
    "model", "task", "attack", "norm", "epsilon", "of_255", "part", "of", "figure", "value", "low", "high", "hits", "n",
    "units", "method",
)  # fmt: skip


def rows_csv(rows: Iterable[Row]) -> str:
    """One line for each attack. Yes and no are 1 and 0; what is not known is empty. Several labels have semicolons
    between them; `score` is that of the reference label; `attack` is told as the figures tell it."""
    rows = list(rows)
    measured: list[dict[str, Any]] = [{} for _ in rows]
    for task in dict.fromkeys(row.task for row in rows):
        places = [place for place, row in enumerate(rows) if row.task == task]
        columns = _measured(Cases([rows[place] for place in places]))
        for at, place in enumerate(places):
            measured[place] = {name: values[at] for name, values in columns.items()}
    return _csv((*PLAIN, *TOLD), (_row(row) | told for row, told in zip(rows, measured, strict=True)))


def figures_csv(analysis: Json) -> str:
    """One line for each figure of an `analyse` document. `part` is "all", "class", "modality" or "site" and `of` its
    name; a line without an attack is of the answers before any."""
    return _csv(FIGURE, _figures(analysis))


def _row(row: Row) -> dict[str, Any]:
    told: dict[str, Any] = {name: getattr(row, name) for name in PLAIN}
    told |= {
        "attack": attack_name(row),
        "reference_labels": ";".join(row.reference.labels),
        "labels_before": ";".join(row.original.labels),
        "labels_after": ";".join(row.attacked.labels),
        "score_before": _score(row, row.original),
        "score_after": _score(row, row.attacked),
        "warnings": "; ".join(row.warnings),
    }
    return {name: int(value) if isinstance(value, bool) else value for name, value in told.items()}


def _measured(cases: Cases) -> dict[str, Sequence[Any]]:
    """The columns of rows of one task that its answers have to be measured for."""
    told: dict[str, Sequence[Any]] = {}
    if cases.task == "segmentation":
        for when, answer in (("before", "original"), ("after", "attacked")):
            found = {"dice": cases.overlap(answer, "dice"), "iou": cases.overlap(answer, "iou")}
            for name, values in (found | {"hd95": cases.distance(answer)}).items():
                told[f"{name}_{when}"] = [number(float(value)) for value in values]
            told[f"pixels_{when}"] = [row.marked(answer) for row in cases.rows]
        told["hd95_unit"] = ["mm" if row.mm else "pixels" for row in cases.rows]
    if cases.task == "detection":
        for name, answer in (
            ("reference_boxes", "reference"),
            ("boxes_before", "original"),
            ("boxes_after", "attacked"),
        ):
            told[name] = [len(getattr(row, answer).boxes) for row in cases.rows]
    if cases.task in ("detection", "multilabel"):
        counts = cases.findings()
        told |= {name: counts[name].astype(int).tolist() for name in ("vanished", "invented")}
    return told


def _score(row: Row, answer: Answer) -> float | None:
    return answer.scores.get(row.reference.labels[0]) if len(row.reference.labels) == 1 else None


def _figures(analysis: Json) -> Iterator[dict[str, Any]]:
    for model in analysis["models"]:
        yield from _lines({"model": model["name"], "task": model["task"]}, "all", "", model["figures"])
    for group in analysis["groups"]:
        where = {name: group[name] for name in ("task", "attack", "norm", "epsilon", "of_255")}
        where["model"] = group["name"]
        yield from _lines(where, "all", "", group["figures"])
        for name, spread in group["perturbation"].items():
            if isinstance(spread, dict) and "variance" in spread:
                both = {f"{name}_mean": spread["mean"], f"{name}_variance": spread["variance"]}
                yield from _lines(where, "all", "", both)
        for part, parts in group["by"].items():
            for one in parts:
                yield from _lines(where, part, one["name"], one["figures"])


def _lines(where: Json, part: str, of: str, figures: Json) -> Iterator[dict[str, Any]]:
    for name, figure in figures.items():
        yield where | {"part": part, "of": of, "figure": name} | figure


def _csv(columns: tuple[str, ...], lines: Iterable[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: no_formula(value) for name, value in line.items()} for line in lines)
    return text.getvalue()
