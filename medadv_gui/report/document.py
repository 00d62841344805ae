"""A report as a value: what stands on it, in order, before anybody decides how a page looks."""

from __future__ import annotations

from dataclasses import dataclass

from medadv_gui.render.chart import Drawing
from medadv_gui.report.pictures import Figure
from medadv_gui.report.tables import Facts, Table


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """Short statements of equal weight."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Pictures:
    """Figures side by side."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Charts:
    """Drawings side by side, each under its title."""

    charts: tuple[tuple[str, Drawing], ...]


@dataclass(frozen=True)
class Code:
    """Lines to be copied as they are, such as BibTeX; `title` says what they are."""

    title: str
    text: str


Block = Text | Bullets | Pictures | Charts | Code | Table | Facts


@dataclass(frozen=True)
class Section:
    """A part of a report; `anchor` names it for links and outlines."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Tile:
    """One key figure: what it is, its value in a few characters, and a line beneath."""

    name: str
    value: str
    note: str


@dataclass(frozen=True)
class Document:
    """A whole report. `tone` is "changed", "held" or "wrong"; `marks` are the banners beside the research-use
    one; `footer` stands on every page."""

    title: str
    subtitle: str
    banner: str
    marks: tuple[str, ...]
    tone: str
    verdict: str
    sentence: str
    remarks: tuple[str, ...]
    tiles: tuple[Tile, ...]
    pictures: Pictures
    sections: tuple[Section, ...]
    footer: str
