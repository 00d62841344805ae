"""A document as an A4 PDF with an outline and metadata. ReportLab writes no tags: the HTML is the accessible one."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.graphics import shapes
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Frame,
    HRFlowable,
    Image,
    KeepInFrame,
    PageTemplate,
    Paragraph,
    Spacer,
    XPreformatted,
)
from reportlab.platypus import Table as Grid

from medadv_gui.render.chart import Area, Drawing, Item, Line, Rect
from medadv_gui.render.text import clean, font_path, shorten
from medadv_gui.report.document import Block, Bullets, Charts, Code, Document, Pictures, Text
from medadv_gui.report.one_page import ASKED, OPINION, TITLE, OnePage
from medadv_gui.report.pictures import Figure
from medadv_gui.report.tables import Facts, Table

_FACE, _BOLD = "Report", "Report-Bold"
_MARGIN, _STRIP = 17 * mm, 8 * mm
_WIDTH = A4[0] - 2 * _MARGIN
_INK, _MUTED, _LINE, _SOFT = (HexColor(c) for c in ("#1b2430", "#55606e", "#dce2e9", "#f4f6f9"))
_ACCENT = HexColor("#0b4a7d")
_TONES = {"changed": HexColor("#a8112b"), "held": HexColor("#35506b"), "wrong": HexColor("#7a4b00")}
_LONGEST_CELL = 700
_DENSE = 6.6  # points
_KEPT = 5  # rows of a table that stay together with its title
_OPINION, _OPINION_LINES, _MOST_TYPED = 34 * mm, 5, 2000


@cache
def _faces() -> None:
    """Make the typeface known; and keep streams as bytes, since letters for them are made one by one, in Python."""
    rl_config.useA85 = 0
    pdfmetrics.registerFont(TTFont(_FACE, str(font_path())))
    pdfmetrics.registerFont(TTFont(_BOLD, str(font_path(bold=True))))
    pdfmetrics.registerFontFamily(_FACE, normal=_FACE, bold=_BOLD, italic=_FACE, boldItalic=_BOLD)


def _style(name: str, size: float, *, bold: bool = False, colour: Any = _INK, **more: Any) -> ParagraphStyle:
    more.setdefault("leading", 1.32 * size)
    face = _BOLD if bold else _FACE
    more |= {"fontName": face, "bulletFontName": face, "fontSize": size, "textColor": colour, "splitLongWords": 1}
    return ParagraphStyle(name, **more)


_TITLE = _style("title", 9.5, bold=True, colour=_MUTED)
_SUBTITLE = _style("subtitle", 9.5, colour=_MUTED, spaceAfter=7)
_SENTENCE = _style("sentence", 16, bold=True, leading=20.5, spaceAfter=9)
_SECTION = _style("section", 12.5, bold=True, colour=_ACCENT, spaceBefore=2, spaceAfter=6, keepWithNext=1)
_BLOCK = _style("block", 9, bold=True, spaceAfter=3, keepWithNext=1)
_OVER = _style("over", 9, bold=True, spaceAfter=3)
_BODY = _style("body", 9, spaceAfter=6)
_BULLET = _style("bullet", 9, leftIndent=11, bulletIndent=1, bulletFontSize=8, spaceAfter=2)
_CAPTION = _style("caption", 7.6, colour=_MUTED, leading=9.8)
_NOTE = _style("note", 7.8, colour=_MUTED, spaceBefore=3)
_CELL = _style("cell", 8.2, leading=10.6)
_HEAD = _style("head", 7.6, bold=True, colour=_MUTED, leading=9.6)
_ROW = _style("row", 8.2, bold=True, leading=10.6)
_NAME = _style("name", 8.2, colour=_MUTED, leading=10.6)
_VALUE = _style("value", 13, bold=True, leading=16)
_CODE = _style("code", 8, leading=11, backColor=_SOFT, borderPadding=(4, 6, 5, 6), leftIndent=6, rightIndent=6)
_PILL = _style("pill", 8, bold=True, colour=HexColor("#ffffff"), alignment=TA_CENTER)
_MARK = _style("mark", 8, colour=_MUTED, alignment=TA_CENTER)


def _text(text: str, style: ParagraphStyle, **more: Any) -> Any:
    if len(text) > _LONGEST_CELL:
        text = text[: _LONGEST_CELL - 1] + "…"
    return Paragraph(escape(text), style, **more)


def to_pdf(document: Document) -> bytes:
    """The PDF file. The same document gives the same bytes; every text is escaped."""
    _faces()
    stream = io.BytesIO()
    template = BaseDocTemplate(
        stream,
        pagesize=A4,
        title=f"{document.title}: {document.verdict}",
        subject=document.sentence,
        author="medadv_gui",
        creator="medadv_gui",
        keywords=[document.banner, *document.marks],
        lang="en",
        displayDocTitle=True,
        invariant=1,
    )
    top, bottom = _STRIP + 7 * mm, 15 * mm
    frame = Frame(_MARGIN, bottom, _WIDTH, A4[1] - top - bottom, 0, 0, 0, 0)

    def outline(flowable: Any) -> None:
        if getattr(flowable, "style", None) is _SECTION:
            title = flowable.getPlainText()
            template.canv.bookmarkPage(title)
            template.canv.addOutlineEntry(title, title, 0)

    def furniture(canvas: Any, _: Any) -> None:
        _furniture(canvas, document)

    template.addPageTemplates(PageTemplate(frames=[frame], onPage=furniture))
    template.afterFlowable = outline
    story = _first_page(document)
    for section in document.sections:
        story.append(CondPageBreak(46 * mm))  # its title, and what the table below it asks for
        story.extend([_rule(), _text(section.title, _SECTION)])
        for block in section.blocks:
            story.extend(_flow(block))
        story.append(Spacer(0, 2 * mm))
    template.build(story, canvasmaker=_canvas)
    return stream.getvalue()


def one_page_pdf(page: OnePage) -> bytes:
    """The PDF file of the page for clinicians: always one page, in smaller print where the texts are long, with a field
    to type into. The same page gives the same bytes.

    What is typed is in the viewer's own Helvetica: a form cannot take part of a face. All else is in the embedded one.
    """
    _faces()
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=1, lang="en", initialFontName=_FACE)
    canvas.setTitle(f"{TITLE}: {page.verdict}")
    canvas.setSubject(page.sentence)
    canvas.setAuthor("medadv_gui")
    canvas.setCreator("medadv_gui")
    canvas.setKeywords([page.banner, *page.marks])
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.bookmarkPage("page")
    canvas.addOutlineEntry(TITLE, "page", 0)
    canvas.drawRightString(A4[0] - _MARGIN, _edges(canvas, page), "page 1 of 1")
    room = A4[1] - _STRIP - 6 * mm - _opinion(canvas)
    body = KeepInFrame(_WIDTH, room, _page(page), mode="shrink")
    _, height = body.wrapOn(canvas, _WIDTH, room)
    body.drawOn(canvas, _MARGIN, A4[1] - _STRIP - 6 * mm - height)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _page(page: OnePage) -> list[Any]:
    story = [_text(TITLE, _TITLE), Spacer(0, 3), _pills(page, _TONES[page.tone]), _text(page.sentence, _SENTENCE)]
    story += _pictures(page.pictures)
    story += _facts(Facts("The model's answer", page.answers), paired=False)
    story.append(Spacer(0, 3 * mm))
    sides = (("What this means", page.does), ("What this does not mean", page.does_not))
    does, does_not = ([_text(title, _BLOCK), *_bullets(items)] for title, items in sides)
    gap = 14.0
    width = (_WIDTH - gap) / 2
    story.append(_grid([[does, "", does_not]], [width, gap, width], [("VALIGN", (0, 0), (-1, -1), "TOP")]))
    return story


def _opinion(canvas: Any) -> float:
    """Draw the reviewer's field with its lines at the foot of the page; the height from which on there is room."""
    low = 15 * mm
    canvas.setStrokeColor(HexColor("#b9c2cd"))
    canvas.setLineWidth(0.5)
    for i in range(_OPINION_LINES):
        y = low + i * _OPINION / _OPINION_LINES
        canvas.line(_MARGIN, y, _MARGIN + _WIDTH, y)
    canvas.acroForm.textfield(
        name="opinion", tooltip=f"{OPINION}. {ASKED}", x=_MARGIN, y=low, width=_WIDTH, height=_OPINION,
        fieldFlags="multiline", maxlen=_MOST_TYPED, fontSize=10, borderWidth=0, fillColor=None, borderColor=None,
        textColor=_INK,
    )  # fmt: skip
    y = low + _OPINION + 3
    for text, style in ((ASKED, _CAPTION), (OPINION, _BLOCK)):
        line = _text(text, style)
        _, height = line.wrapOn(canvas, _WIDTH, A4[1])
        line.drawOn(canvas, _MARGIN, y)
        y += height + 2
    return float(y + 8)


def _furniture(canvas: Any, document: Document) -> None:
    """What stands on every page: the research-use strip above, name and number below."""
    width = A4[0]
    canvas.saveState()
    y = _edges(canvas, document)
    total, number = pdfmetrics.stringWidth("000", _FACE, 7.6), f"page {canvas.getPageNumber()} of "
    canvas.drawRightString(width - _MARGIN - total, y, number)
    canvas.translate(width - _MARGIN - total, y)
    canvas.doForm("pages")
    canvas.restoreState()


def _edges(canvas: Any, page: Document | OnePage) -> float:
    """Draw the banner across the head and the footer; the footer's height."""
    width, height = A4
    canvas.setFillColor(HexColor("#ffbf47"))
    canvas.rect(0, height - _STRIP, width, _STRIP, stroke=0, fill=1)
    canvas.setFillColor(HexColor("#1a1404"))
    canvas.setFont(_BOLD, 9.5)
    canvas.drawCentredString(width / 2, height - _STRIP / 2 - 3.3, page.banner)
    canvas.setFillColor(_MUTED)
    canvas.setFont(_FACE, 7.6)
    y: float = 9 * mm
    footer = shorten(" · ".join((*page.marks, page.footer)), 7.6, _WIDTH - 72)  # beside the number of the page
    canvas.drawString(_MARGIN, y, footer)
    return y


def _canvas(*arguments: Any, **options: Any) -> Any:
    """A canvas that, when saved, writes the number of its pages into the form that every page draws."""
    canvas = Canvas(*arguments, **{**options, "initialFontName": _FACE})
    save = canvas.save

    def count_and_save() -> None:
        canvas.beginForm("pages")
        canvas.setFont(_FACE, 7.6)
        canvas.setFillColor(_MUTED)
        canvas.drawString(0, 0, f"{canvas.getPageNumber() - 1}")
        canvas.endForm()
        save()

    canvas.save = count_and_save
    return canvas


def _first_page(document: Document) -> list[Any]:
    tone = _TONES[document.tone]
    story = [_text(document.title, _TITLE), _text(document.subtitle, _SUBTITLE), _pills(document, tone)]
    story.append(_text(document.sentence, _SENTENCE))
    story.append(_tiles(document, tone))
    story.append(Spacer(0, 4 * mm))
    story.extend(_flow(document.pictures))
    story.extend(_bullets(document.remarks))
    story.append(Spacer(0, 3 * mm))
    return story


def _pills(document: Document | OnePage, tone: Any) -> Any:
    texts = [(document.verdict, _PILL), *((mark, _MARK) for mark in document.marks)]
    widths = [pdfmetrics.stringWidth(text, style.fontName, style.fontSize) + 16 for text, style in texts]
    cells: list[Any] = []
    for text, style in texts:
        cells.extend((_text(text, style), ""))
    columns = [w for width in widths for w in (width, 6.0)]
    rules: list[Any] = [("BACKGROUND", (0, 0), (0, 0), tone), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    rules.extend(("BOX", (2 * i, 0), (2 * i, 0), 0.6, _LINE) for i in range(1, len(texts)))
    rules.extend([("TOPPADDING", (0, 0), (-1, -1), 2.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 4)])
    return _grid([cells], columns, rules, below=6)


def _tiles(document: Document, tone: Any) -> Any:
    gap, count = 5.0, len(document.tiles)
    width = (_WIDTH - gap * (count - 1)) / count
    cells: list[Any] = []
    columns: list[float] = []
    rules: list[Any] = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 8)]
    for i, tile in enumerate(document.tiles):
        if i:
            cells.append("")
            columns.append(gap)
        cells.append([_text(tile.name, _CAPTION), _text(tile.value, _VALUE), _text(tile.note, _CAPTION)])
        columns.append(width)
        rules.append(("BACKGROUND", (2 * i, 0), (2 * i, 0), _SOFT))
        rules.append(("LINEBEFORE", (2 * i, 0), (2 * i, 0), 2.5, tone))
    rules.extend([("TOPPADDING", (0, 0), (-1, -1), 5), ("BOTTOMPADDING", (0, 0), (-1, -1), 6)])
    return _grid([cells], columns, rules)


def _grid(rows: list[list[Any]], widths: list[float], rules: list[Any], below: float = 0, head: int = 0) -> Any:
    plain: list[Any] = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0)]
    plain.append(("FONTNAME", (0, 0), (-1, -1), _FACE))  # else what is empty would name a face that is not embedded
    return Grid(rows, widths, style=[*plain, *rules], hAlign="LEFT", spaceAfter=below, repeatRows=head)


def _rule() -> Any:
    rule = HRFlowable(width="100%", thickness=0.7, color=_LINE, spaceBefore=0, spaceAfter=6)
    rule.keepWithNext = True
    return rule


def _flow(block: Block) -> list[Any]:
    """A block as flowables."""
    if isinstance(block, Text):
        return [_text(block.text, _BODY)]
    if isinstance(block, Bullets):
        return _bullets(block.items)
    if isinstance(block, Pictures):
        return _pictures(block.figures)
    if isinstance(block, Code):
        return [_text(block.title, _BLOCK), XPreformatted(escape(block.text), _CODE), Spacer(0, 6)]
    if isinstance(block, Charts):
        return _charts(block)
    return _facts(block) if isinstance(block, Facts) else _table(block)


def _facts(facts: Facts, *, paired: bool = True) -> list[Any]:
    """Name and value; where it may be `paired`, two share a line where both are short."""
    widths = [0.25 * _WIDTH] * 4
    cells: list[list[Any]] = []
    spans: list[Any] = []
    half: list[Any] = []
    for name, value in facts.rows:
        pair = [_text(name, _NAME), _text(value, _CELL)]
        short = paired and all(
            pdfmetrics.stringWidth(text, _FACE, 8.2) < width - 9
            for text, width in zip((name, value), widths, strict=False)
        )
        if half and short:
            cells[-1][2:] = pair
            half = []
            continue
        if half:
            spans.append(("SPAN", (1, len(cells) - 1), (3, len(cells) - 1)))
        cells.append([*pair, "", ""])
        half = pair if short else []
        if not short:
            spans.append(("SPAN", (1, len(cells) - 1), (3, len(cells) - 1)))
    return [_text(facts.title, _BLOCK), _lines(cells, widths, 0, spans)]


def _bullets(items: tuple[str, ...]) -> list[Any]:
    return [_text(item, _BULLET, bulletText="•") for item in items]


def _table(table: Table) -> list[Any]:
    if table.dense:
        return _dense(table)
    cells = [[_text(cell, _HEAD) for cell in table.header]]
    for first, *rest in table.rows:
        cells.append([_text(first, _ROW), *(_text(cell, _CELL) for cell in rest)])
    columns = len(table.header)
    share = {2: 0.38, 3: 0.34}.get(columns, 0.24)
    widths = [share * _WIDTH] + [(1 - share) / (columns - 1) * _WIDTH] * (columns - 1)
    if table.widths:
        widths = [part / sum(table.widths) * _WIDTH for part in table.widths]
    flow = [*_over(table), _lines(cells, widths, 1)]
    if table.note:
        flow.append(_text(table.note, _NOTE))
    return [*flow, Spacer(0, 8)]


def _over(table: Table) -> list[Any]:
    """The title. That of a long table needs the first rows below it alone, else the whole table moves to a new page."""
    if len(table.rows) <= _KEPT:
        return [_text(table.title, _BLOCK)]
    return [CondPageBreak(30 * mm), _text(table.title, _OVER)]


def _dense(table: Table) -> list[Any]:
    """Rows of one line each, cut where they do not fit: quick, however many there are."""
    parts = table.widths or (1.0,) * len(table.header)
    widths = [part / sum(parts) * _WIDTH for part in parts]

    def line(row: tuple[str, ...], face: str) -> list[str]:
        return [
            text if pdfmetrics.stringWidth(text, face, _DENSE) <= width - 4 else shorten(text, _DENSE, width - 6)
            for text, width in zip(row, widths, strict=True)
        ]

    cells = [line(table.header, _BOLD), *(line(row, _FACE) for row in table.rows)]
    rules: list[Any] = [
        ("FONT", (0, 0), (-1, -1), _FACE, _DENSE, 1.2 * _DENSE),
        ("FONT", (0, 0), (-1, 0), _BOLD, _DENSE, 1.2 * _DENSE),
        ("TEXTCOLOR", (0, 0), (-1, -1), _INK),
        ("TEXTCOLOR", (0, 0), (-1, 0), _MUTED),
        ("LINEBELOW", (0, 0), (-1, 0), 1.1, HexColor("#b9c2cd")),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, _LINE),
        ("TOPPADDING", (0, 0), (-1, -1), 1.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.2),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
    plain = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0)]
    heights = [1.2 * _DENSE + 3.6] * len(cells)
    grid = Grid(cells, widths, heights, style=[*plain, *rules], hAlign="LEFT", spaceAfter=6, repeatRows=1)
    flow = [*_over(table), grid]
    return [*flow, _text(table.note, _NOTE), Spacer(0, 8)] if table.note else [*flow, Spacer(0, 8)]


def _lines(cells: list[list[Any]], widths: list[float], head: int, more: Sequence[Any] = ()) -> Any:
    rules: list[Any] = [
        *more,
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, head), (-1, -1), 0.5, _LINE),
        ("RIGHTPADDING", (0, 0), (-1, -1), 8),
        ("TOPPADDING", (0, 0), (-1, -1), 2.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.2),
    ]
    if head:
        rules.append(("LINEBELOW", (0, 0), (-1, 0), 1.1, HexColor("#b9c2cd")))
    return _grid(cells, widths, rules, below=6, head=head)


def _pictures(figures: tuple[Figure, ...]) -> list[Any]:
    """Figures in a row, each at the same width, none higher than a quarter of the page."""
    if not figures:
        return []
    gap = 9.0
    width = (_WIDTH - gap * (len(figures) - 1)) / len(figures)
    cells: list[Any] = []
    columns: list[float] = []
    for i, figure in enumerate(figures):
        if i:
            cells.append("")
            columns.append(gap)
        scale = min(width / figure.width, A4[1] / 4 / figure.height)
        image = Image(io.BytesIO(figure.png), figure.width * scale, figure.height * scale, hAlign="LEFT")
        caption = Paragraph(f"<b>{escape(figure.title)}.</b> {escape(figure.caption)}", _CAPTION)
        cells.append([image, Spacer(0, 3), caption])
        columns.append(width)
    rules: list[Any] = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("TOPPADDING", (0, 0), (-1, -1), 0)]
    return [_grid([cells], columns, rules, below=8)]


def _charts(block: Charts) -> list[Any]:
    gap, count = 14.0, len(block.charts)
    width = (_WIDTH - gap * (count - 1)) / count
    cells: list[Any] = []
    columns: list[float] = []
    for i, (title, drawing) in enumerate(block.charts):
        if i:
            cells.append("")
            columns.append(gap)
        cells.append([_text(title, _BLOCK), Spacer(0, 3), draw(drawing, min(1.0, width / drawing.width))])
        columns.append(width)
    rules: list[Any] = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("TOPPADDING", (0, 0), (-1, -1), 0)]
    return [_grid([cells], columns, rules, below=8)]


def draw(drawing: Drawing, scale: float) -> Any:
    """The drawing as a ReportLab drawing, `scale` times its size."""
    canvas = shapes.Drawing(drawing.width * scale, drawing.height * scale, initialFontName=_FACE)
    group = shapes.Group(transform=(scale, 0, 0, scale, 0, 0))
    for item in drawing.items:
        group.add(_shape(item, drawing.height))
    canvas.add(group)
    return canvas


def _shape(item: Item, height: float) -> Any:
    if isinstance(item, Line):
        points = [value for x, y in item.points for value in (x, height - y)]
        colour, dash = HexColor(item.colour), list(item.dash) or None
        return shapes.PolyLine(points, strokeColor=colour, strokeWidth=item.width, strokeDashArray=dash)
    if isinstance(item, Area):
        points = [value for x, y in item.points for value in (x, height - y)]
        return shapes.Polygon(points, fillColor=HexColor(item.fill), fillOpacity=item.opacity, strokeColor=None)
    if isinstance(item, Rect):
        y = height - item.y - item.height
        return shapes.Rect(item.x, y, item.width, item.height, fillColor=HexColor(item.fill), strokeColor=None)
    face = _BOLD if item.bold else _FACE
    style: dict[str, Any] = {
        "fontName": face,
        "fontSize": item.size,
        "fillColor": HexColor(item.colour),
        "textAnchor": item.anchor,
    }
    return shapes.String(item.x, height - item.y, clean(item.text), **style)
