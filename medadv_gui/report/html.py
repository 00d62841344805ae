"""A document as HTML: one page that needs nothing else, the accessible version of a report; and the same in the few
elements that the window's text browser knows."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from medadv_gui.core.resources import resources
from medadv_gui.render.chart import Drawing, svg
from medadv_gui.report.document import Document
from medadv_gui.report.one_page import ASKED, OPINION, TITLE, OnePage
from medadv_gui.report.pictures import Figure


def _source(figure: Figure) -> str:
    return "data:image/png;base64," + b64encode(figure.png).decode("ascii")


def _kind(block: Any) -> str:
    return type(block).__name__


def _chart(drawing: Drawing) -> Markup:
    return Markup(svg(drawing))  # `svg` escapes every text in it


def _picture(drawing: Drawing) -> str:
    """The chart as a picture of twice its size: sharp where a screen's pixels are small."""
    sized = svg(drawing).replace("<svg ", f'<svg width="{2.5 * drawing.width:g}" height="{2.5 * drawing.height:g}" ', 1)
    return "data:image/svg+xml;base64," + b64encode(sized.encode()).decode("ascii")


def to_html(document: Document) -> str:
    """The page, with its style, pictures and charts inside; every text escaped by the template."""
    return _filled("report.html.j2", document=document)


def one_page_html(page: OnePage) -> str:
    """The page for clinicians, with a field that sends nothing anywhere."""
    return _filled("one-page.html.j2", page=page, title=TITLE, opinion=OPINION, asked=ASKED)


def for_browser(document: Document) -> str:
    """The page for Qt's text browser, which knows neither grids nor drawings inside the text."""
    return _filled("browser.html.j2", document=document)


def _filled(template: str, **values: Any) -> str:
    environment = Environment(
        loader=FileSystemLoader(resources() / "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(source=_source, kind=_kind, chart=_chart, picture=_picture)
    return environment.get_template(template).render(**values) + "\n"
