"""The DICOM attributes of the file on show, with search; values that may name the patient are hidden at first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.core.types import Image, Instance
from medadv_gui.gui.controller import Controller
from medadv_gui.gui.theme import colour, themes
from medadv_gui.gui.worker import Job, importing

if TYPE_CHECKING:
    from medadv_gui.imaging.attributes import Attribute

TAG, NAME, VR, VALUE = range(4)


class AttributesJob(Job):
    """Read the attributes of a file; the result is a list of Attribute."""

    title = "Reading the attributes"
    quiet = True

    def __init__(self, instance: Instance) -> None:
        super().__init__()
        self.instance = instance

    def work(self) -> list[Attribute]:
        with importing():
            from medadv_gui.imaging.attributes import read_attributes

        return read_attributes(self.instance, self.cancel.is_set)


class TagBrowser(QDialog):
    """A window beside the main one; it follows the image on show."""

    def __init__(self, controller: Controller, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("DICOM attributes"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(760, 560)
        self._c = controller
        self._job: AttributesJob | None = None
        self._of: Instance | None = None
        self.rows: list[Attribute] = []
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search tag, name or value"))
        self.search.setAccessibleName(self.tr("Search attributes"))
        self.search.setToolTip(self.tr("Show the attributes that contain these words (Ctrl+F)"))
        self.search.setClearButtonEnabled(True)
        self.identity = QCheckBox(self.tr("Show identity"), self)
        self.identity.setToolTip(self.tr("Show values that may tell who the patient is: names, numbers, dates, places"))
        self.table = QTreeWidget(self)
        self.table.setAccessibleName(self.tr("Attributes"))
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        self.table.setHeaderLabels([self.tr("Tag"), self.tr("Name"), self.tr("VR"), self.tr("Value")])
        header = self.table.header()
        for column, width in ((TAG, 110), (NAME, 260), (VR, 44)):
            header.resizeSection(column, width)
        header.setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Stretch)
        self.status = QLabel(self)
        self.status.setObjectName("small")
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.status.setWordWrap(True)
        self.copy = QPushButton(self.tr("Copy"), self)
        self.copy.setToolTip(self.tr("Copy the selected lines; hidden values stay hidden (Ctrl+C)"))
        self.copy.setAutoDefault(False)
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addWidget(self.identity)
        bottom.addWidget(self.status, 1)
        bottom.addWidget(self.copy)
        rows = QVBoxLayout(self)
        rows.addLayout(top)
        rows.addWidget(self.table, 1)
        rows.addLayout(bottom)
        self.search.textChanged.connect(self._filter)
        self.identity.toggled.connect(self._show_values)
        self.copy.clicked.connect(self.copy_selected)
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)
        QShortcut(QKeySequence.StandardKey.Copy, self.table, self.copy_selected)
        controller.image_changed.connect(self.follow)
        controller.workers.finished.connect(self._finished)
        themes.changed.connect(self._show_values)
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Show the attributes of the image on show."""
        entry = self._c.entry
        image: Image | None = entry.image if entry is not None else None
        instance = image.instance if image is not None else None
        if instance == self._of and instance is not None:
            return
        self._of = instance
        if self._job is not None:
            self._job.cancel.set()
            self._job = None
        if instance is None or image is None:
            self._fill([], self.tr("No image is on show."))
        elif image.kind != "dicom":
            self._fill([], self.tr("This image has no DICOM attributes: its file is of another kind."))
        else:
            self.status.setText(self.tr("Reading…"))
            self._job = AttributesJob(instance)
            self._c.workers.submit("figures", self._job)

    @Slot(object)
    def _finished(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            self._fill(job.result or [], "" if job.failure is None else str(job.failure))

    def _fill(self, rows: list[Attribute], problem: str) -> None:
        self.rows = rows
        self._problem = problem
        self.table.clear()
        items = []
        for row in rows:
            item = QTreeWidgetItem([row.tag, "    " * row.depth + row.name, row.vr, ""])
            item.setToolTip(NAME, row.name)
            items.append(item)
        self.table.addTopLevelItems(items)
        self._show_values()

    @Slot()
    def _show_values(self) -> None:
        """Write the values, or that they are hidden."""
        for at, row in enumerate(self.rows):
            item = self.table.topLevelItem(at)
            assert item is not None
            hidden = self._hidden(row)
            item.setText(VALUE, self.tr("hidden") if hidden else row.value)
            item.setForeground(VALUE, colour("text_faint" if hidden else "text"))
        self._filter()

    def _hidden(self, row: Attribute) -> bool:
        return row.identifying and bool(row.value) and not self.identity.isChecked()

    @Slot()
    def _filter(self) -> None:
        """Show the lines that contain every word of the search; a hidden value is not searched."""
        words, shown = self.search.text().casefold().split(), 0
        for at, row in enumerate(self.rows):
            item = self.table.topLevelItem(at)
            assert item is not None
            text = " ".join([row.tag, row.name, row.vr, "" if self._hidden(row) else row.value]).casefold()
            found = all(word in text for word in words)
            item.setHidden(not found)
            shown += found
        count = self.tr("{0} of {1} attributes").format(shown, len(self.rows)) if self.rows else ""
        self.status.setText(self._problem or count)
        self.copy.setEnabled(bool(self.rows))

    @Slot()
    def copy_selected(self) -> None:
        """Copy the selected lines, as they are shown, to the clipboard."""
        lines = [
            "\t".join(item.text(column).strip() for column in range(4))
            for item in self.table.selectedItems()
            if not item.isHidden()
        ]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))
