"""The reports of a cohort from its folder alone. Imports no torch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import medadv_gui
from medadv_gui.core.errors import ModelError
from medadv_gui.core.files import write_atomic
from medadv_gui.core.text import counted
from medadv_gui.evaluation.cohort.export import figures_csv, rows_csv
from medadv_gui.evaluation.cohort.row import Row
from medadv_gui.evaluation.cohort.spec import Spec
from medadv_gui.evaluation.cohort.statistics import analyse
from medadv_gui.evaluation.cohort.store import RESULTS, read_rows
from medadv_gui.evaluation.cohort.variants import attack_name
from medadv_gui.models.library import card_documents, find_card
from medadv_gui.report import write_cohort
from medadv_gui.report.cohort import Cohort, build
from medadv_gui.report.document import Document


def write_cohort_reports(out: Path) -> list[Path]:
    """Draw cohort.pdf, cohort.html and figures.json into the cohort's folder, with rows.csv and figures.csv; the paths.

    A cohort that is not done is told as far as it is. Raises InputError where it is not the folder of a cohort,
    OutputError where the folder cannot be written.
    """
    cohort, rows = _cohort(out)
    written = write_cohort(cohort, out)
    for name, text in (("rows.csv", rows_csv(rows)), ("figures.csv", figures_csv(dict(cohort.analysis)))):
        with write_atomic(out / name) as stream:
            stream.write(text.encode())
        written.append(out / name)
    return written


def cohort_document(out: Path) -> Document:
    """The report of the cohort in the folder, not drawn yet. Raises InputError where it is not the folder of one."""
    return build(_cohort(out)[0])


def _cohort(out: Path) -> tuple[Cohort, Sequence[Row]]:
    """What the report is made of, and the rows that it is of."""
    rows, transfers, failures, spec = read_rows(out)
    analysis = analyse(rows, transfers, failures)
    own = []
    for folder in spec.folders.values():
        with suppress(ModelError):
            own.append(find_card(folder))
    cohort = Cohort(
        analysis,
        [row.told() | {"attack": attack_name(row)} for row in rows],
        [failure.to_json() | {"attack": attack_name(failure)} for failure in failures],
        spec.to_json(),
        card_documents(*own),
        _environment(out, rows),
        _undone(spec, len(rows) + len(failures)),
    )
    return cohort, rows


def _environment(out: Path, rows: Sequence[Row]) -> dict[str, str]:
    """What the first result of each model says of device and versions, and what drew the report."""
    said: dict[str, dict[str, None]] = {"Devices": {}, "Versions": {}}
    for key in {row.model_sha256: row.key for row in reversed(rows)}.values():
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            result = json.loads((out / RESULTS / key / "result.json").read_text(encoding="utf-8"))
            said["Devices"][str(result["device"])] = None
            said["Versions"][", ".join(f"{name} {version}" for name, version in result["versions"].items())] = None
    told = {name: "; ".join(sorted(values)) for name, values in said.items() if values}
    return told | {"Report drawn by": f"medadv_gui {medadv_gui.__version__}"}


def _undone(spec: Spec, tried: int) -> list[str]:
    """What of the cohort was not tried yet, in sentences."""
    unplanned = [model.id for model in spec.models if model.plan is None]
    told = [f"Not begun: {', '.join(unplanned)}."] if unplanned else []
    left = len(spec.tasks) - tried
    if left > 0:
        of = counted(len(spec.tasks), "attack")
        told.append(f"{left} of {of} {'was' if left == 1 else 'were'} not tried yet when this report was drawn.")
    return told
