"""Reports: a result, or a model's card and figures, becomes a document once, and the document a PDF and one
self-contained HTML page; a result's figures become tables for other programs, too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medadv_gui.core.errors import InputError, OutputError
from medadv_gui.core.files import write_atomic
from medadv_gui.core.policy import exporting
from medadv_gui.core.result import in_words, load_result

if TYPE_CHECKING:
    from medadv_gui.report.cohort import Cohort
    from medadv_gui.report.document import Document
    from medadv_gui.report.one_page import OnePage


REPORTS = ("report.pdf", "report.html", "one-page.pdf", "one-page.html", "figures.csv", "steps.csv")
COHORT_REPORTS = ("cohort.pdf", "cohort.html", "figures.json")


def write_reports(folder: Path, cards: Mapping[str, Mapping[str, Any]] | None = None) -> list[Path]:
    """Draw the REPORTS into `folder` from its result.json and case.npz alone: the researcher's report, the page for
    clinicians, and their figures and iterates as tables; their paths.

    Each file is whole or absent. The same result gives the same bytes. ReportLab and Jinja2 are imported here, so that
    the window can use the words of a report without them.

    cards : documents of models' cards by id, for what the report says of the model; the weights decide whether one is
    the model's.

    Raises
    ------
    InputError
        If the result is missing, damaged or lacks a field.
    OutputError
        If the folder cannot be written or must not be.
    """
    from medadv_gui.report.one_page import one_page
    from medadv_gui.report.pictures import Drawn
    from medadv_gui.report.research import build
    from medadv_gui.report.spreadsheets import figures_csv, steps_csv

    exporting(folder, "report")
    result = load_result(folder)
    try:
        drawn = Drawn.of(result)
        document, page = build(result, cards, drawn), one_page(result, drawn)
        tables = figures_csv(result), steps_csv(result)
    except (KeyError, TypeError, ValueError, ZeroDivisionError, AttributeError) as error:
        raise InputError(f"{folder.resolve().name}/result.json: {in_words(error)}") from error
    return [
        *(_drawn(document, folder / name) for name in REPORTS[:2]),
        *(_drawn(page, folder / name) for name in REPORTS[2:4]),
        *(_write(text.encode(), folder / name) for text, name in zip(tables, REPORTS[4:], strict=True)),
    ]


def write_cohort(cohort: Cohort, folder: Path) -> list[Path]:
    """Draw the COHORT_REPORTS into `folder`; their paths. figures.json is the document of the statistics as it came.

    Raises
    ------
    InputError
        If the statistics lack a field.
    OutputError
        If the folder cannot be written or must not be.
    """
    from medadv_gui.report.cohort import build

    exporting(folder, "report")
    try:
        document = build(cohort)
        figures = json.dumps(cohort.analysis, indent=1, allow_nan=False).encode()
    except (KeyError, TypeError, ValueError, ZeroDivisionError, AttributeError) as error:
        raise InputError(f"the figures of the cohort: {type(error).__name__}: {error}") from error
    written = [_drawn(document, folder / name) for name in COHORT_REPORTS[:2]]
    return [*written, _write(figures, folder / COHORT_REPORTS[2])]


def write_document(document: Document | OnePage, path: Path) -> Path:
    """Write the document as `path` says, .html or .pdf, whole or not at all; its path.

    Raises OutputError where the name ends otherwise, or the folder cannot be written or must not be.
    """
    exporting(path, "report")
    return _drawn(document, path)


def _drawn(document: Document | OnePage, path: Path) -> Path:
    from medadv_gui.report.html import one_page_html, to_html
    from medadv_gui.report.one_page import OnePage
    from medadv_gui.report.pdf import one_page_pdf, to_pdf

    kind = path.suffix.lower()
    if kind not in (".html", ".pdf"):
        raise OutputError(f"{path.name}: a page is written as .html or .pdf")
    if isinstance(document, OnePage):
        content = one_page_pdf(document) if kind == ".pdf" else one_page_html(document).encode("utf-8")
    else:
        content = to_pdf(document) if kind == ".pdf" else to_html(document).encode("utf-8")
    return _write(content, path)


def _write(content: bytes, path: Path) -> Path:
    with write_atomic(path) as stream:
        stream.write(content)
    return path
