"""The study builder's arms, order, display and consent."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from medadv_gui.gui.review.draft import IMAGES, OUTPUTS, Draft
from medadv_gui.gui.review.fields import Page, Rows, card, whole, words
from medadv_gui.review.build import Arm
from medadv_gui.review.protocol import Consent, Display, Order

MOST_SEED = 2_147_483_647
MOST_TEXT = 20_000


class ArmsPage(Page):
    """Which images of each case are shown, and beside which of the model's answers."""

    changed = Signal()

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.draft = draft
        self.head(
            self.tr("Arms"),
            self.tr("What is shown of each case. The question has chosen arms that answer it; change them where you "
                    "want others. Every arm is one more presentation of every case."),
        )  # fmt: skip
        frame, column = card(self.inside)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(0, 1)
        column.addLayout(grid)
        heads = (
            self.tr("Image alone"), self.tr("With the model's answer to the original"),
            self.tr("With its answer to the adversarial image"),
        )  # fmt: skip
        for at, text in enumerate(heads, 1):
            head = words(text, frame)
            head.setFixedWidth(132)
            head.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)
            grid.addWidget(head, 0, at)
        names = {
            "original": (self.tr("Original"), self.tr("As it was before the attack.")),
            "adversarial": (self.tr("Adversarial"), self.tr("As the attack left it, within its budget.")),
            "sham-mirrored": (
                self.tr("Sham, mirrored"),
                self.tr("The case's own perturbation, turned or mirrored: as large, with nearly the same spectrum, but "
                        "not aimed at the model."),
            ),
            "sham-signs": (
                self.tr("Sham, random signs"),
                self.tr("The perturbation on its own pixels, with random signs: as large, but rougher."),
            ),
            "sham-phases": (
                self.tr("Sham, random phases"),
                self.tr("The perturbation's own values at other places, so that their spectrum is about the real "
                        "one's: as large, and like it nowhere."),
            ),
        }  # fmt: skip
        self.boxes: dict[Arm, QCheckBox] = {}
        for row, image in enumerate(IMAGES, 1):
            name, about = names[image]
            cell = QWidget(frame)
            inner = QGridLayout(cell)
            inner.setContentsMargins(0, 0, 0, 0)
            inner.setVerticalSpacing(2)
            title = QLabel(name, cell)
            title.setObjectName("h2")
            inner.addWidget(title, 0, 0)
            inner.addWidget(words(about, cell), 1, 0)
            grid.addWidget(cell, row, 0)
            for at, output in enumerate(OUTPUTS, 1):
                box = QCheckBox(frame)
                box.setAccessibleName(name if output is None else f"{name}, {heads[at - 1]}")
                box.toggled.connect(self._toggled)
                grid.addWidget(box, row, at, Qt.AlignmentFlag.AlignCenter)
                self.boxes[Arm(image, output)] = box
        self.rows.addWidget(frame)
        self.note = words("", self.inside)
        self.rows.addWidget(self.note)
        self.rows.addStretch(1)
        self.refresh()

    def refresh(self) -> None:
        """Show the draft's arms as they are now."""
        for arm, box in self.boxes.items():
            with QSignalBlocker(box):
                box.setChecked(arm in self.draft.arms)
            box.setEnabled(self.draft.kind != "2afc" or arm.output is None or arm in self.draft.arms)
        if self.draft.kind == "2afc":
            self.note.setText(self.tr("Each other arm is shown beside the original, left and right at random."))
        elif self.draft.has_sham:
            self.note.setText(
                self.tr("A sham tells what a change of this size does by itself: it is made when the study is built, "
                        "and the attacked model can be asked whether it leaves its answer as it was.")
            )  # fmt: skip
        else:
            self.note.setText("")

    @Slot()
    def _toggled(self) -> None:
        self.draft.arms = [arm for arm, box in self.boxes.items() if box.isChecked()]
        self.refresh()
        self.changed.emit()


class OrderPage(Page):
    """In which order cases come, and how they are displayed."""

    changed = Signal()

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.draft = draft
        self.head(
            self.tr("Order and display"),
            self.tr("Each reader has an order of his or her own, drawn from the seed and the reader's code: practice "
                    "first, then the arms in blocks, the repeats at the end."),
        )  # fmt: skip
        frame, column = card(self.inside)
        rows = Rows(frame)
        self.seed = whole(frame, 0, MOST_SEED, 0)
        self.gap = whole(frame, 0, 10_000, 0)
        self.repeats = whole(frame, 0, 10_000, 0)
        rows.add(self.tr("Seed"), self.seed, self.tr("The same seed gives the same orders"))
        rows.add(
            self.tr("Cases between two arms"), self.gap,
            self.tr("At least so many other cases stand between two presentations of one case"),
        )  # fmt: skip
        self.gap_wrong = self._wrong(rows)
        rows.add(
            self.tr("Repeats"), self.repeats,
            self.tr("So many cases come once more at the end: they tell how well a reader agrees with him- or herself"),
        )  # fmt: skip
        self.repeats_wrong = self._wrong(rows)
        column.addWidget(rows)
        self.rows.addWidget(frame)
        frame, column = card(self.inside)
        heading = QLabel(self.tr("Display"), frame)
        heading.setObjectName("h2")
        column.addWidget(heading)
        self.one_to_one = QCheckBox(self.tr("One image pixel is one screen pixel, whatever the reader does"), frame)
        self.smooth = QCheckBox(self.tr("Enlarged pixels are interpolated"), frame)
        column.addWidget(self.one_to_one)
        column.addWidget(self.smooth)
        about = self.tr(
            "A change of a few grey levels is easily lost between pixels that are made smaller: where the question is "
            "whether it is seen, show them one to one. Size of the screen and zoom are recorded with every answer."
        )
        column.addWidget(words(about, frame))
        self.rows.addWidget(frame)
        self.count = words("", self.inside, "dim")
        self.rows.addWidget(self.count)
        self.rows.addStretch(1)
        self.refresh()
        for field in (self.seed, self.gap, self.repeats):
            field.valueChanged.connect(self._edited)
        for box in (self.one_to_one, self.smooth):
            box.toggled.connect(self._edited)

    def _wrong(self, rows: Rows) -> QLabel:
        label = words("", rows, "error")
        rows.grid.addWidget(label, rows.grid.rowCount(), 1, 1, 2)
        label.hide()
        return label

    def refresh(self) -> None:
        """Show the draft's order and display as they are now."""
        order, display = self.draft.order, self.draft.display
        for field, value in ((self.seed, order.seed), (self.gap, order.gap), (self.repeats, order.repeats)):
            with QSignalBlocker(field):
                field.setValue(value)
        for box, value in ((self.one_to_one, display.one_to_one), (self.smooth, display.smooth)):
            with QSignalBlocker(box):
                box.setChecked(value)

    def show_faults(self, faults: tuple[str, ...]) -> None:
        """What is wrong with gap and repeats stands below these."""
        cases = len(self.draft.main)
        gap, repeats = self.draft.order.gap >= max(1, cases) and cases, self.draft.order.repeats > cases > 0
        self.gap_wrong.setText(self.tr("Too many: there are {0} cases that count.").format(cases))
        self.repeats_wrong.setText(self.tr("More than the {0} cases that count.").format(cases))
        self.gap_wrong.setVisible(bool(gap))
        self.repeats_wrong.setVisible(bool(repeats))
        self.count.setText(self.tr("{0} presentations a reader").format(self.draft.presentations) if cases else "")
        super().show_faults(() if gap or repeats else faults)

    @Slot()
    def _edited(self) -> None:
        seed = self.seed.value()
        if self.draft.order.seed > MOST_SEED and seed == MOST_SEED:
            seed = self.draft.order.seed  # a design's, which the field cannot show
        self.draft.order = Order(seed, self.gap.value(), self.repeats.value())
        self.draft.display = Display(self.one_to_one.isChecked(), self.smooth.isChecked())
        self.changed.emit()


class ConsentPage(Page):
    """What readers agree to before the first case."""

    changed = Signal()

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.draft = draft
        self.head(
            self.tr("Consent and ethics"),
            self.tr("The page that every reader sees before the first case, and has to accept. Without a text there is "
                    "no such page."),
        )  # fmt: skip
        rows = Rows(self.inside, 140)
        self.ethics = QLineEdit(self.inside)
        self.ethics.setMaxLength(300)
        self.ethics.setPlaceholderText(self.tr("Committee and reference number"))
        rows.add(self.tr("Ethics reference"), self.ethics, wide=True)
        self.rows.addWidget(rows)
        self.text = QPlainTextEdit(self.inside)
        self.text.setAccessibleName(self.tr("Consent"))
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(self.tr("What the readers agree to"))
        self.rows.addWidget(self.text, 1)
        self.sample = QPushButton(self.tr("Insert a draft"), self.inside)
        self.sample.setToolTip(self.tr("A text to start from; have it looked over where the law asks for that"))
        self.rows.addWidget(self.sample, 0, Qt.AlignmentFlag.AlignLeft)
        self.refresh()
        self.text.textChanged.connect(self._edited)
        self.ethics.textEdited.connect(self._edited)
        self.sample.clicked.connect(self._insert)

    def refresh(self) -> None:
        """Show the draft's consent as it is now."""
        with QSignalBlocker(self.text):
            self.text.setPlainText(self.draft.consent.text)
        self.ethics.setText(self.draft.consent.ethics)
        self.sample.setEnabled(not self.draft.consent.text)

    @Slot()
    def _edited(self) -> None:
        text = self.text.toPlainText()[:MOST_TEXT]
        self.draft.consent = Consent(text, " ".join(self.ethics.text().split()))
        self.sample.setEnabled(not text)
        self.changed.emit()

    @Slot()
    def _insert(self) -> None:
        self.text.setPlainText(
            self.tr(
                "I take part in this reader study of my own free will and can stop at any time without giving a "
                "reason.\n\n"
                "My ratings, the time they take, and how I looked at the images are stored under a code, without my "
                "name, and are used for research. I can have them exported or deleted by naming my code.\n\n"
                "The images are for research only. Some of them may have been changed; none of my answers is used for "
                "the care of a patient."
            )
        )
