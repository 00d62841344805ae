"""The side of the case library's window: one case with its pictures, settings, hashes, notes and tags."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.gui.messages import worded
from medadv_gui.gui.review.library_table import local_time
from medadv_gui.gui.review.pictures import Picture, Pictures, pixmap_of
from medadv_gui.review.library import Kept

WIDTH, SIDE = 348, 98


class Notes(QPlainTextEdit):
    """Announces when the user leaves it; Tab leaves it, too."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class Thumbnail(QWidget):
    """A picture with its name below."""

    def __init__(self, name: str, parent: QWidget | None = None, side: int = SIDE) -> None:
        super().__init__(parent)
        self._side = side
        self.picture, label = QLabel(self), QLabel(name, self)
        self.picture.setFixedSize(QSize(side, side))
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setAccessibleName(name)
        label.setObjectName("faint")
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.picture)
        column.addWidget(label)

    def show_picture(self, picture: Picture | None) -> None:
        if picture is None:
            self.picture.clear()
        else:
            self.picture.setPixmap(pixmap_of(picture, self._side, self._side, self.devicePixelRatioF()))


class Detail(QScrollArea):
    """`edited` : the user has left notes or tags, which may be other ones now."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.case: Kept | None = None
        self.awaits_pictures = False
        self.setFixedWidth(WIDTH)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("The selected case"))
        self.viewport().setAutoFillBackground(False)
        inside = QFrame()
        inside.setObjectName("card")
        self.heading = QLabel(inside)
        self.heading.setObjectName("sentence")
        self.heading.setWordWrap(True)
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.pictures = [Thumbnail(name, inside) for name in (self.tr("Original"), self.tr("Perturbation"),
                                                              self.tr("Adversarial"))]  # fmt: skip
        row = QHBoxLayout()
        row.setSpacing(4)
        for picture in self.pictures:
            row.addWidget(picture)
        row.addStretch(1)
        self._facts = QWidget(inside)
        self._grid = QGridLayout(self._facts)
        self._grid.setContentsMargins(0, 4, 0, 4)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self.tags = QLineEdit(inside)
        self.tags.setMaxLength(1000)
        self.tags.setPlaceholderText(self.tr("teaching, odd case"))
        self.tags.setToolTip(self.tr("Several with commas between them; saved when you leave the field"))
        self.notes = Notes(inside)
        self.notes.setMinimumHeight(72)
        self.notes.setToolTip(self.tr("Saved when you leave the field"))
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addLayout(row)
        column.addWidget(self._facts)
        self._own: list[QWidget] = [self._facts, *self.pictures]
        for text, field in ((self.tr("Tags"), self.tags), (self.tr("Notes"), self.notes)):
            label = QLabel(text, inside)
            label.setObjectName("h2")
            label.setBuddy(field)
            field.setAccessibleName(text)
            column.addWidget(label)
            column.addWidget(field, 1 if field is self.notes else 0)
            self._own += [label, field]
        self._filler = QWidget(inside)
        column.addWidget(self._filler, 1)
        self.setWidget(inside)
        self.tags.editingFinished.connect(self.edited)
        self.notes.left.connect(self.edited)

    @property
    def typed(self) -> tuple[str, tuple[str, ...]]:
        """Notes and tags as they stand in the fields."""
        tags = {" ".join(tag.split()) for tag in self.tags.text().split(",")} - {""}
        return self.notes.toPlainText().strip(), tuple(sorted(tags))

    @property
    def changed(self) -> bool:
        """Whether the fields hold what is not saved."""
        return self.case is not None and self.typed != (self.case.notes.strip(), tuple(sorted(self.case.tags)))

    def show_none(self, words: str) -> None:
        """No case, or several: say so."""
        self.case = None
        self.heading.setText(words)
        self._filler.show()
        for widget in self._own:
            widget.hide()

    def show_case(self, case: Kept) -> None:
        if self.case is not None and self.case.id == case.id and self.changed:
            return  # the user is typing
        other = self.case is None or self.case.id != case.id
        self.case = case
        self.heading.setText(f"{case.model} {case.model_version}")
        self.tags.setText(", ".join(case.tags))
        if self.notes.toPlainText() != case.notes:
            self.notes.setPlainText(case.notes)
        if other:
            self.show_pictures(None)
            self.awaits_pictures = True
            self._show_facts(case)
        self._filler.hide()
        for widget in self._own:
            widget.show()

    def show_pictures(self, pictures: Pictures | None) -> None:
        self.awaits_pictures = False
        shown = (None,) * 3 if pictures is None else (pictures.original, pictures.perturbation, pictures.adversarial)
        for label, picture in zip(self.pictures, shown, strict=True):
            label.show_picture(picture)

    def _show_facts(self, case: Kept) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        facts = (
            (self.tr("Before"), worded(case.before)), (self.tr("After"), worded(case.after)),
            (self.tr("Success"), self.tr("yes, read again") if case.succeeded else self.tr("no")),
            (self.tr("Attack"), f"{case.attack}, {case.norm}, {case.epsilon}"),
            (self.tr("Image"), ", ".join(filter(None, (case.kind, case.modality)))),
            (self.tr("Added"), local_time(case.added)),
            (self.tr("Case"), case.id), (self.tr("Source SHA-256"), case.source_sha256),
            (self.tr("Model SHA-256"), case.model_sha256),
        )  # fmt: skip
        for at, (name, value) in enumerate(facts):
            head, text = QLabel(name, self._facts), QLabel(self._facts)
            head.setObjectName("dim")
            text.setTextFormat(Qt.TextFormat.PlainText)
            is_hash = len(value) >= 32 and " " not in value
            text.setText(f"{value[:16]}…" if is_hash else value)
            text.setToolTip(value if is_hash else "")
            text.setWordWrap(True)
            text.setAccessibleName(name)
            text.setAccessibleDescription(value)
            text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(head, at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(text, at, 1)

    @Slot()
    def saved(self) -> None:
        """What stands in the fields is on its way to the library."""
        if self.case is not None:
            notes, tags = self.typed
            self.case = replace(self.case, notes=notes, tags=tags)
