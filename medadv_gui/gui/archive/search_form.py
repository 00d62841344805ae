"""What is looked for in an archive, as a form."""

from __future__ import annotations

import re

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from medadv_gui.archive.query import Query
from medadv_gui.core.errors import ArchiveError

MODALITIES = ("CT", "MR", "CR", "DX", "MG", "XA", "US", "NM", "PT", "ES", "OP", "XC")
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)")


def day_of(text: str) -> str:
    """A date as the user wrote it, 2024-03-01, 20240301 or as the system does, as YYYYMMDD; "" where there is none.

    Raises ArchiveError where it is no date.
    """
    text = text.strip()
    if not text:
        return ""
    found = _DAY.fullmatch(text)
    if found is not None:
        date = QDate(int(found[1]), int(found[2]), int(found[3]))
    else:
        date = QDate.fromString(text, "d.M.yyyy")
        if not date.isValid():
            date = QLocale().toDate(text, QLocale.FormatType.ShortFormat)
    if not date.isValid() or date.year() < 1950:
        raise ArchiveError("a date is written like 2024-03-01")
    return date.toString("yyyyMMdd")


class SearchForm(QWidget):
    """The fields of a query in a row."""

    search_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.patient, self.since, self.until = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        self.accession, self.description = QLineEdit(self), QLineEdit(self)
        self.modality = QComboBox(self)
        self.modality.addItem(self.tr("any"), "")
        for code in MODALITIES:
            self.modality.addItem(code, code)
        for day in (self.since, self.until):
            day.setPlaceholderText(self.tr("YYYY-MM-DD"))
        self.search = QPushButton(self.tr("Search"), self)
        self.search.setObjectName("primary")
        self.search.clicked.connect(self.search_wanted)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 8, 12, 10)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        fields: tuple[tuple[str, QWidget, int, str], ...] = (
            (self.tr("Patient"), self.patient, 3, self.tr("Part of the name; with a digit in it: the patient's ID")),
            (self.tr("From"), self.since, 2, self.tr("The first day of the study")),
            (self.tr("Until"), self.until, 2, self.tr("The last day of the study")),
            (self.tr("Modality"), self.modality, 1, self.tr("What the study was made with")),
            (self.tr("Accession number"), self.accession, 2, self.tr("The number of the order, whole")),
            (self.tr("Description"), self.description, 3, self.tr("Part of the study's description")),
        )
        for at, (text, field, stretch, tip) in enumerate(fields):
            label = QLabel(text, self)
            label.setObjectName("dim")
            label.setBuddy(field)
            field.setAccessibleName(text)
            field.setToolTip(tip)
            field.setMinimumWidth(84)
            grid.addWidget(label, 0, at)
            grid.addWidget(field, 1, at)
            grid.setColumnStretch(at, stretch)
            if isinstance(field, QLineEdit):
                field.setMaxLength(64)
                field.returnPressed.connect(self.search_wanted)
        grid.addWidget(self.search, 1, len(fields))

    def query(self) -> Query:
        """What the form asks. Raises ArchiveError where a date is none."""
        return Query(
            self.patient.text(), day_of(self.since.text()), day_of(self.until.text()), self.modality.currentData(),
            self.accession.text(), self.description.text(),
        )  # fmt: skip

    def show_state(self, ready: bool, searching: bool) -> None:
        """Whether there is an archive to ask, and whether it is being asked."""
        self.search.setText(self.tr("Stop") if searching else self.tr("Search"))
        self.search.setEnabled(ready)
