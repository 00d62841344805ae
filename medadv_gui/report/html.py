"""A document as one HTML page that needs nothing else: the accessible version of a report."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from medadv_gui.core.resources import resources
from medadv_gui.render.chart import Drawing, svg
from medadv_gui.report.document import Document
from medadv_gui.report.pictures import Figure


def _source(figure: Figure) -> str:
    return "data:image/png;base64," + b64encode(figure.png).decode("ascii")


def _kind(block: Any) -> str:
    return type(block).__name__


def _chart(drawing: Drawing) -> Markup:
    return Markup(svg(drawing))  # `svg` escapes every text in it


def to_html(document: Document) -> str:
    """The page, with its style, pictures and charts inside; every text escaped by the template."""
    environment = Environment(
        loader=FileSystemLoader(resources() / "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(source=_source, kind=_kind, chart=_chart)
    return environment.get_template("report.html.j2").render(document=document) + "\n"
