"""What a search found: studies, their series when they are opened, how much of each is here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTreeWidget, QTreeWidgetItem, QWidget

from medadv_gui.archive.query import SeriesHit, StudyHit
from medadv_gui.archive.store import State
from medadv_gui.core.types import Image
from medadv_gui.gui.study_tree import plain, thumbnail
from medadv_gui.gui.theme import icon, tint

NAME, ID, DATE, MODALITY, DESCRIPTION, IMAGES, HERE = range(7)
_HIT = Qt.ItemDataRole.UserRole
THUMB = 28


class HitTree(QTreeWidget):
    """Studies and series. `series_wanted` : the series of a study are to be asked for. `fetch_wanted` : the selected
    series, or the one that was double-clicked."""

    series_wanted = Signal(str)
    fetch_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Studies found"))
        self.setHeaderLabels(
            [
                self.tr("Patient, series"), self.tr("ID, accession"), self.tr("Date"), self.tr("Modality"),
                self.tr("Description"), self.tr("Images"), self.tr("Here"),
            ]
        )  # fmt: skip
        self.setIconSize(QSize(THUMB, THUMB))
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setExpandsOnDoubleClick(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._words = QLabel(self.viewport())
        self._words.setObjectName("dim")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setWordWrap(True)
        header = self.header()
        self.headerItem().setTextAlignment(IMAGES, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(False)
        for column, width in ((NAME, 220), (ID, 170), (DATE, 96), (MODALITY, 84), (IMAGES, 72)):
            header.resizeSection(column, width)
        header.setSectionResizeMode(DESCRIPTION, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(HERE, QHeaderView.ResizeMode.ResizeToContents)
        self._studies: dict[str, QTreeWidgetItem] = {}
        self._series: dict[str, QTreeWidgetItem] = {}
        self._pictures: dict[str, QIcon] = {}  # by the series' UIDs: each cost the fetch of an image
        self.itemExpanded.connect(self._expanded)
        self.itemActivated.connect(self._activated)

    def show_studies(self, studies: Sequence[StudyHit]) -> None:
        """List studies in the place of those that are listed."""
        self.clear()
        self._studies.clear()
        self._series.clear()
        for study in studies:
            day = study.date
            shown = f"{day[:4]}-{day[4:6]}-{day[6:]}" if day else ""
            ids = " · ".join(filter(None, (study.patient_id, study.accession)))
            images = "" if study.images is None else str(study.images)
            item = QTreeWidgetItem(
                [study.patient or self.tr("no name"), ids, shown, study.modalities, study.description, images, ""]
            )
            item.setIcon(NAME, icon("patient"))
            item.setTextAlignment(IMAGES, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setData(NAME, _HIT, study)
            item.setToolTip(NAME, plain(study.patient))
            item.setToolTip(ID, plain(ids))
            item.setToolTip(DESCRIPTION, plain(study.description))
            item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
            self.addTopLevelItem(item)
            self._studies[study.uid] = item
        first = self.topLevelItem(0)
        if first is not None:
            self.setCurrentItem(first)

    def say(self, words: str) -> None:
        """Say something in the middle of an empty tree, or nothing more."""
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self._words.setGeometry(self.viewport().rect())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._words.setGeometry(self.viewport().rect())

    def show_series(self, study: str, found: Sequence[SeriesHit]) -> None:
        """List the series of a study below it."""
        above = self._studies.get(study)
        if above is None:
            return
        above.takeChildren()
        for series in found:
            number = self.tr("Series {0}").format(series.number) if series.number else self.tr("Series")
            images = "" if series.images is None else str(series.images)
            item = QTreeWidgetItem([number, "", "", series.modality, series.description, images, ""])
            item.setIcon(NAME, self._pictures.get(series.uid) or icon("picture"))
            item.setTextAlignment(IMAGES, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setData(NAME, _HIT, series)
            item.setToolTip(DESCRIPTION, plain(series.description))
            above.addChild(item)
            self._series[series.uid] = item
        there = above.data(NAME, _HIT).series or 0
        if there > len(found):
            words = self.tr("the archive says that there are {0} series and lists {1}").format(there, len(found))
            self._note(above, words)
        elif not found:
            above.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.DontShowIndicator)

    def show_note(self, study: str, words: str) -> None:
        """Say below a study what there is in the place of its series."""
        above = self._studies.get(study)
        if above is not None:
            above.takeChildren()
            self._note(above, words)

    def _note(self, above: QTreeWidgetItem, words: str) -> None:
        note = QTreeWidgetItem([words])
        note.setFlags(Qt.ItemFlag.ItemIsEnabled)
        tint(note, "text_faint")
        above.addChild(note)
        note.setFirstColumnSpanned(True)

    def show_states(self, state_of: Callable[[SeriesHit], State]) -> None:
        """Show how much is here of each series that is listed, and of the studies whose series are: of all that they
        have, listed or not."""
        for study in self._studies.values():
            states = []
            for at in range(study.childCount()):
                item = study.child(at)
                if item is not None and isinstance(series := item.data(NAME, _HIT), SeriesHit):
                    states.append(state := state_of(series))
                    words = self.tr("incomplete: {0} of {1}").format(state.got, state.expected or "?")
                    self._show_state(item, state.complete, state.got, words)
            hit: StudyHit = study.data(NAME, _HIT)
            whole, series = sum(state.complete for state in states), max(len(states), hit.series or 0)
            got, images = sum(state.got for state in states), hit.images or 0
            words = self.tr("incomplete: {0} of {1} series").format(whole, series)
            if whole == series:
                words = self.tr("incomplete: {0} of {1} images").format(got, images)
            self._show_state(study, whole == series and got >= images, got, words)

    def _show_state(self, item: QTreeWidgetItem, complete: bool, got: int, incomplete: str) -> None:
        if not got:
            item.setText(HERE, "")
            item.setIcon(HERE, QIcon())
        else:
            item.setText(HERE, self.tr("complete") if complete else incomplete)
            item.setIcon(HERE, icon("yes", "good") if complete else icon("warning", "warn"))

    def set_picture(self, series: SeriesHit, image: Image) -> None:
        """Give a series its thumbnail, now and whenever it is listed again."""
        self._pictures[series.uid] = thumbnail(image)
        item = self._series.get(series.uid)
        if item is not None:
            item.setIcon(NAME, self._pictures[series.uid])

    def has_picture(self, series: SeriesHit) -> bool:
        return series.uid in self._pictures

    def series_below(self, study: str) -> list[SeriesHit] | None:
        """The series of a study; None where they have not been asked for."""
        item = self._studies.get(study)
        found = [] if item is None else [item.child(at).data(NAME, _HIT) for at in range(item.childCount())]
        return [hit for hit in found if isinstance(hit, SeriesHit)] or None

    @property
    def selected_studies(self) -> list[StudyHit]:
        return [hit for hit in self._selected() if isinstance(hit, StudyHit)]

    @property
    def selected_series(self) -> list[SeriesHit]:
        return [hit for hit in self._selected() if isinstance(hit, SeriesHit)]

    def _selected(self) -> Iterator[object]:
        for item in self.selectedItems():
            yield item.data(NAME, _HIT)

    def study_of(self, series: SeriesHit) -> StudyHit | None:
        """The study that a listed series belongs to."""
        item = self._studies.get(series.study)
        return None if item is None else item.data(NAME, _HIT)

    @Slot(QTreeWidgetItem)
    def _expanded(self, item: QTreeWidgetItem) -> None:
        study = item.data(NAME, _HIT)
        if isinstance(study, StudyHit) and self.series_below(study.uid) is None:
            self.show_note(study.uid, self.tr("asking for the series…"))
            self.series_wanted.emit(study.uid)

    @Slot(QTreeWidgetItem, int)
    def _activated(self, item: QTreeWidgetItem, column: int) -> None:
        hit = item.data(NAME, _HIT)
        if isinstance(hit, StudyHit):
            item.setExpanded(not item.isExpanded())
        elif isinstance(hit, SeriesHit):
            self.fetch_wanted.emit()
