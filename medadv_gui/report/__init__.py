"""Reports: a result, or a model's card and figures, becomes a document once, and the document a PDF and one
self-contained HTML page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from medadv_gui.core.errors import InputError, OutputError
from medadv_gui.core.files import write_atomic
from medadv_gui.core.result import load_result

if TYPE_CHECKING:
    from medadv_gui.report.document import Document


def write_reports(folder: Path) -> list[Path]:
    """Draw report.pdf and report.html into `folder` from its result.json and case.npz alone; the two paths.

    Both files are whole or absent. The same result gives the same bytes. ReportLab and Jinja2 are imported
    here, so that the window can use the words of a report without them.

    Raises
    ------
    InputError
        If the result is missing, damaged or lacks a field.
    OutputError
        If the folder cannot be written.
    """
    from medadv_gui.report.research import build

    result = load_result(folder)
    try:
        document = build(result)
    except (KeyError, TypeError, ValueError, ZeroDivisionError, AttributeError) as error:
        raise InputError(f"{folder.name}/result.json: {type(error).__name__}: {error}") from error
    return [write_document(document, folder / name) for name in ("report.pdf", "report.html")]


def write_document(document: Document, path: Path) -> Path:
    """Write the document as `path` says, .html or .pdf, whole or not at all; its path.

    Raises OutputError where the name ends otherwise, or the folder cannot be written.
    """
    from medadv_gui.report.html import to_html
    from medadv_gui.report.pdf import to_pdf

    kind = path.suffix.lower()
    if kind not in (".html", ".pdf"):
        raise OutputError(f"{path.name}: a page is written as .html or .pdf")
    content = to_pdf(document) if kind == ".pdf" else to_html(document).encode("utf-8")
    with write_atomic(path) as stream:
        stream.write(content)
    return path
