"""Reports: a result becomes a document once, and the document a PDF and one self-contained HTML page."""

from __future__ import annotations

from pathlib import Path

from medadv_gui.core.errors import InputError
from medadv_gui.core.files import write_atomic
from medadv_gui.core.result import load_result


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
    from medadv_gui.report.document import build
    from medadv_gui.report.html import to_html
    from medadv_gui.report.pdf import to_pdf

    result = load_result(folder)
    try:
        document = build(result)
    except (KeyError, TypeError, ValueError, ZeroDivisionError, AttributeError) as error:
        raise InputError(f"{folder.name}/result.json: {type(error).__name__}: {error}") from error
    paths = []
    for name, content in (("report.pdf", to_pdf(document)), ("report.html", to_html(document).encode("utf-8"))):
        with write_atomic(folder / name) as stream:
            stream.write(content)
        paths.append(folder / name)
    return paths
