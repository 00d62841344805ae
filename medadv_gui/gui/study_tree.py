"""The left side: patients, studies and series with thumbnails, the demo cases, and what was skipped and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QImage, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from medadv_gui.core.types import Image, Skipped
from medadv_gui.gui.messages import worded
from medadv_gui.gui.session import Entry
from medadv_gui.gui.tables import said
from medadv_gui.gui.theme import colour, icon, tint
from medadv_gui.render.picture import fit
from medadv_gui.render.window import display

if TYPE_CHECKING:
    from medadv_gui.demo import DemoCase

THUMB = 32
# Skipped files beyond this are counted: a disk of 200,000 must not hold the window up.
LISTED = 500
DEMO_ICONS = {"chest-ct": "lungs", "fundus": "eye", "endoscopy": "endoscopy"}
ENTRY, DEMO = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


def thumbnail(image: Image) -> QIcon:
    """A small square picture of `image`, its window its own."""
    # Thinned before it is windowed: a photograph has twelve million pixels, a thumbnail sixteen hundred.
    step = max(1, max(image.rows, image.columns) // (4 * THUMB))
    rgb = np.ascontiguousarray(fit(display(image, stored=image.stored[::step, ::step]), 2 * THUMB))
    height, width = rgb.shape[:2]
    picture = QImage(rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    square = QPixmap(2 * THUMB, 2 * THUMB)
    square.fill(colour("pane"))
    painter = QPainter(square)
    painter.drawImage((square.width() - width) // 2, (square.height() - height) // 2, picture)
    painter.end()
    return QIcon(square)


def plain(text: str) -> str:
    """`text` for a tooltip, which takes for markup what looks like it."""
    return f"<qt>{escape(text).replace(chr(10), '<br>')}</qt>" if "<" in text else text


def _children(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    found = (item.child(i) for i in range(item.childCount()))
    return [child for child in found if child is not None]


class _Keys(QObject):
    """Gives Return to the tree, which opens what is selected, and B to the window, which blinks."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            key, kind = event.key(), event.type()
            if kind == QEvent.Type.ShortcutOverride and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                event.accept()
                return True
            table = getattr(watched.window(), "actions_table", None) if isinstance(watched, QWidget) else None
            pressed = kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
            if pressed and table is not None and table.is_key("blink", event, released=kind == QEvent.Type.KeyRelease):
                event.ignore()
                return True
        return False


class StudyTree(QWidget):
    """What can be opened and what is open."""

    entry_chosen = Signal(object)
    demo_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.tree = QTreeWidget(self)
        self.tree.setAccessibleName(self.tr("Open images and demo cases"))
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(12)
        self.tree.setWordWrap(True)
        self.tree.setIconSize(QSize(THUMB, THUMB))
        self.tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tree.setExpandsOnDoubleClick(False)
        self.tree.itemClicked.connect(self._clicked)
        self.tree.itemActivated.connect(self._clicked)
        self.tree.installEventFilter(_Keys(self))
        title = QLabel(self.tr("Images").upper(), self)
        title.setObjectName("section")
        title.setContentsMargins(16, 12, 16, 4)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 8)
        rows.setSpacing(0)
        rows.addWidget(title)
        rows.addWidget(self.tree, 1)
        self._leaves: dict[Entry, QTreeWidgetItem] = {}
        self._demos = self._branch(self.tr("Demo cases"), "demo")
        self._skipped: QTreeWidgetItem | None = None

    def show_cases(self, cases: Sequence[DemoCase]) -> None:
        """List the demo cases that are not listed yet."""
        listed = {leaf.data(0, DEMO) for leaf in _children(self._demos)}
        for case in cases:
            if case.id not in listed:
                self._demo_leaf(case.id, case.title, case.sentence)

    def _demo_leaf(self, name: str, title: str, sentence: str) -> QTreeWidgetItem:
        leaf = QTreeWidgetItem(self._demos, [said("demo", title)])
        leaf.setIcon(0, icon(DEMO_ICONS.get(name, "picture")))
        leaf.setToolTip(0, said("demo", sentence))
        leaf.setData(0, DEMO, name)
        return leaf

    def _branch(self, text: str, icon_name: str, parent: QTreeWidgetItem | None = None) -> QTreeWidgetItem:
        branch = QTreeWidgetItem([text])
        branch.setIcon(0, icon(icon_name))
        tint(branch, "text_dim")
        branch.setFlags(Qt.ItemFlag.ItemIsEnabled)
        if parent is not None:
            parent.addChild(branch)
        else:
            demos = getattr(self, "_demos", None)
            at = self.tree.topLevelItemCount() if demos is None else self.tree.indexOfTopLevelItem(demos)
            self.tree.insertTopLevelItem(at, branch)
        branch.setExpanded(True)
        return branch

    def show_entries(self, entries: Sequence[Entry], skipped: Sequence[Skipped]) -> None:
        """List what is open; demo cases that are open take the place of their line in the list of demo cases."""
        studies: dict[tuple[str, str], QTreeWidgetItem] = {}  # looked up once each: a folder may hold 5,000 series
        for entry in entries:
            if entry not in self._leaves:
                self._leaves[entry] = self._leaf(entry, studies)
        for entry in set(self._leaves).difference(entries):
            self._remove(self._leaves.pop(entry))
        if self._skipped is not None:
            self._remove(self._skipped)
            self._skipped = None
        if skipped:
            self._skipped = self._branch(self.tr("Skipped files ({0})").format(len(skipped)), "skipped")
            for item in skipped[:LISTED]:
                text = f"{item.name}\n{worded(item.reason)}"
                leaf = QTreeWidgetItem(self._skipped, [text])
                leaf.setToolTip(0, plain(text))
                tint(leaf, "text_faint")
                leaf.setFlags(Qt.ItemFlag.ItemIsEnabled)
            if len(skipped) > LISTED:
                rest = QTreeWidgetItem(self._skipped, [self.tr("and {0} more").format(len(skipped) - LISTED)])
                tint(rest, "text_faint")
                rest.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self._skipped.setExpanded(len(skipped) < 6)

    def _leaf(self, entry: Entry, studies: dict[tuple[str, str], QTreeWidgetItem]) -> QTreeWidgetItem:
        series = entry.series
        case = entry.case
        if case is not None:
            listed = {leaf.data(0, DEMO): leaf for leaf in _children(self._demos)}
            leaf = listed.get(case.id) or self._demo_leaf(case.id, case.title, case.sentence)
            leaf.setData(0, ENTRY, entry)
            return leaf
        place = series.patient, series.study
        if place not in studies:
            patient = self._child(None, worded(series.patient), "patient" if series.modality else "picture")
            study = worded(series.study) if series.modality else series.study  # of a picture it is a folder's name
            studies[place] = self._child(patient, study, "study")
        count = self.tr("{0} images").format(len(series)) if len(series) > 1 else ""
        facts = [series.modality, worded(series.plane), count]
        leaf = QTreeWidgetItem(
            studies[place], ["\n".join(filter(None, [series.title, " · ".join(filter(None, facts))]))]
        )
        leaf.setIcon(0, icon("picture"))
        size = f"{series.rows} × {series.columns}" if series.rows else ""
        spacing = "" if series.spacing is None else self.tr("{0:g} mm from slice to slice").format(series.spacing)
        lines = [series.title, ", ".join(filter(None, [*facts, size])), spacing, *map(worded, series.notes)]
        leaf.setToolTip(0, plain("\n".join(filter(None, lines))))
        leaf.setData(0, ENTRY, entry)
        return leaf

    def _child(self, parent: QTreeWidgetItem | None, text: str, icon_name: str) -> QTreeWidgetItem:
        """The branch of this name below `parent`, made if missing."""
        for item in _children(self.tree.invisibleRootItem() if parent is None else parent):
            if item.text(0) == text and item.data(0, ENTRY) is None and item.data(0, DEMO) is None:
                return item
        return self._branch(text, icon_name, parent)

    def _remove(self, item: QTreeWidgetItem) -> None:
        """Take an item out, and every branch above it that it leaves empty."""
        if item.data(0, DEMO) is not None:
            item.setData(0, ENTRY, None)
            return
        parent = item.parent()
        if parent is None:
            self.tree.takeTopLevelItem(self.tree.indexOfTopLevelItem(item))
            return
        parent.removeChild(item)
        if parent.childCount() == 0:
            self._remove(parent)

    def select(self, entry: Entry | None) -> None:
        """Mark the current entry."""
        leaf = self._leaves.get(entry) if entry is not None else None
        self.tree.setCurrentItem(leaf) if leaf is not None else self.tree.clearSelection()

    def has_thumbnail(self, entry: Entry) -> bool:
        """Whether an entry has its picture, or needs none."""
        leaf = self._leaves.get(entry)
        return leaf is None or bool(leaf.data(0, ENTRY + 2))

    def set_thumbnail(self, entry: Entry, image: Image) -> None:
        """Give an entry its picture, once."""
        leaf = self._leaves.get(entry)
        if leaf is not None and not leaf.data(0, ENTRY + 2):
            leaf.setIcon(0, thumbnail(image))
            leaf.setData(0, ENTRY + 2, True)

    @contextmanager
    def aliases(self) -> Iterator[None]:
        """While it lasts the tree says nothing that comes from the user's files."""
        kept: list[tuple[QTreeWidgetItem, str]] = []

        def say(item: QTreeWidgetItem, text: str) -> None:
            kept.append((item, item.text(0)))
            item.setText(0, text)

        for entry, leaf in self._leaves.items():
            if entry.case is None:
                say(leaf, entry.title)
                branch = leaf.parent()
                while branch is not None and not entry.series.modality:  # a picture's branches bear folders' names
                    say(branch, entry.title)
                    branch = branch.parent()
        for leaf in _children(self._skipped) if self._skipped is not None else []:
            say(leaf, self.tr("skipped file"))  # the reason may name another file
        try:
            yield
        finally:
            for item, text in reversed(kept):
                item.setText(0, text)

    @Slot(QTreeWidgetItem, int)
    def _clicked(self, item: QTreeWidgetItem, column: int) -> None:
        entry, demo = item.data(0, ENTRY), item.data(0, DEMO)
        if entry is not None:
            self.entry_chosen.emit(entry)
        elif demo is not None:
            self.demo_chosen.emit(demo)
        else:
            item.setExpanded(not item.isExpanded())
