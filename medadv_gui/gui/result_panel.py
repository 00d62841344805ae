"""What came out: one sentence and the outcomes above the panes, the answers before and after below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.core.result import AttackResult
from medadv_gui.core.types import BoxPrediction, ClassPrediction, MaskPrediction, MultiLabelPrediction, Prediction
from medadv_gui.gui.bars import LEAST_ROW, Pair, PairBars
from medadv_gui.gui.forms import height_of_lines
from medadv_gui.gui.messages import worded
from medadv_gui.gui.overlays import vanished_and_invented
from medadv_gui.gui.tables import said
from medadv_gui.gui.theme import Sign, colours, icon
from medadv_gui.models.card import ModelCard
from medadv_gui.render.chart import score_text
from medadv_gui.report.words import FAILED, NOT_A_PROBABILITY, Units, access, sentence, verdict

MARGIN = 12
MOST_ROWS = 6  # rows of bars that the panel insists on showing; the others scroll


def _in_words(template: str) -> str:
    """A part of the sentence of a result in the user's language."""
    return said("sentence", template)


class Summary(QFrame):
    """The card above the panes: a headline and, once an attack is verified, its outcomes one by one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._icon = Sign(self)
        self._icon.setFixedWidth(24)
        self.text = QLabel(self)
        self.text.setObjectName("sentence")
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.detail = QLabel(self)
        self.detail.setObjectName("small")
        self.detail.setWordWrap(True)
        self.detail.setTextFormat(Qt.TextFormat.RichText)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.addWidget(self._icon, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.text, 0, 1)
        grid.addWidget(self.detail, 1, 1)
        grid.setColumnStretch(1, 1)

    def say(self, text: str, detail: str = "", icon_name: str = "info", tint: str = "text_dim") -> None:
        """Show a headline of plain text; `detail` is rich text that this program made."""
        self._icon.show_icon(icon_name, tint, 20)
        self.text.setText(text)
        self.detail.setText(detail)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Hold the lines that each text needs at this width: a splitter above asks for no height-for-width.

        A text without a detail keeps the room of the one before: the panes below stay where they are while slices are
        gone through.
        """
        self.text.setFixedHeight(height_of_lines(self.text, self.text.width()))
        if self.detail.text():
            self.detail.setFixedHeight(height_of_lines(self.detail, self.detail.width()))
        else:
            self.detail.setFixedHeight(max(self.detail.height(), self.detail.fontMetrics().height()))

    def say_result(self, result: AttackResult) -> None:
        """Show a verified result."""
        tone = verdict(result).tone
        name, tint = {"changed": ("yes", "after"), "held": ("no", "text_dim"), "wrong": ("warning", "warn")}[tone]
        self.say(sentence(result, Units.of(result), _in_words), self._outcomes(result), name, tint)

    def say_scaled(self, result: AttackResult, share: float, linf: float, success: bool) -> None:
        """Show what a copy of the result's perturbation at `share` of its size does, `linf` stored units at most."""
        met = self.tr("the criterion is met") if success else self.tr("the criterion is not met")
        text = self.tr("Scaled copy of the perturbation at {0} %, not a new attack: {1}.").format(
            round(share * 100), met
        )
        if linf:
            size = self.tr("Changed by at most {0}. Not saved, not read again.").format(
                Units.of(result).natural(linf, _in_words)
            )
        else:
            size = self.tr("Once rounded to stored values nothing is left of the change at this share.")
        self.say(text, size, "yes" if success else "no", "after" if success else "text_dim")

    def _outcomes(self, result: AttackResult) -> str:
        if result.nothing_to_lose:
            return self.tr("No attack can meet the criterion here, so the case counts in no success rate.")
        outcome = result.outcome
        stages = [
            (self.tr("in memory"), outcome.in_memory),
            (self.tr("rounded"), outcome.rounded),
            (self.tr("re-read"), outcome.reread),
        ]
        if outcome.after_jpeg_q90 is not None:
            stages.append((self.tr("after JPEG 90"), outcome.after_jpeg_q90))
        parts = [f"{name} <b>{self.tr('yes') if ok else self.tr('no')}</b>" for name, ok in stages]
        noise = self.tr("Same-size noise: <b>{0}</b>").format(self.tr("yes") if result.noise_success else self.tr("no"))
        return self.tr("Success: ") + " · ".join(parts) + " &nbsp;|&nbsp; " + noise


class AnswerPanel(QFrame):
    """The model's answer before and after, after its task."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.title = QLabel(self.tr("Model's answer"), self)
        self.title.setObjectName("h2")
        self.legend = QLabel(self)
        self.legend.setObjectName("small")
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.empty = QLabel(self.tr("Choose a model to see its answer."), self)
        self.empty.setObjectName("dim")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.bars = PairBars(self)
        self.bars.setAccessibleName(self.tr("Model's answer before and after, as bars"))
        self.bars_area = QScrollArea(self)
        self.bars_area.setAccessibleName(self.tr("Model's answer before and after"))
        self.bars_area.setWidgetResizable(True)
        self.bars_area.setFrameShape(QFrame.Shape.NoFrame)
        self.bars_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.bars_area.setWidget(self.bars)
        self.bars_area.viewport().setAutoFillBackground(False)
        self.bars.setAutoFillBackground(False)
        self.table = self._make_table()
        self.stack = QStackedWidget(self)
        for page in (self.empty, self.bars_area, self.table):
            self.stack.addWidget(page)
        self.notes = QLabel(self)
        self.notes.setObjectName("faint")
        self.notes.setWordWrap(True)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.legend)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(MARGIN, 8, MARGIN, 8)
        rows.setSpacing(8)
        rows.addLayout(head)
        rows.addWidget(self.stack, 1)
        rows.addWidget(self.notes)
        self.clear()

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, 4, self)
        table.setAccessibleName(self.tr("Boxes before and after"))
        table.setHorizontalHeaderLabels([self.tr("Box"), self.tr("Fate"), self.tr("Before"), self.tr("After")])
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(28)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.horizontalHeader().setHighlightSections(False)
        table.setShowGrid(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return table

    def clear(self, message: str = "") -> None:
        """No answer to show; say why."""
        if not message:
            self.title.setText(self.tr("Model's answer"))
        self.empty.setText(message or self.tr("Choose a model to see its answer."))
        self.stack.setCurrentWidget(self.empty)
        self.legend.hide()
        self.notes.setText("")
        self.notes.hide()

    def show_answers(
        self,
        card: ModelCard,
        before: Prediction,
        after: Prediction | None,
        *,
        reference: Prediction | None = None,
        truth_source: str = "model",
        true_label: str | None = None,
        target: str | None = None,
        attack: str = "",
    ) -> None:
        """Show the answer `before` and, while or after an attack, `after`. `reference` is the answer that counts
        as right; `true_label` is known of the case; `attack`: the attack whose verified result
        stands here, if one does."""
        if isinstance(before, ClassPrediction):
            expected = reference.present if isinstance(reference, ClassPrediction) else ()
            true_labels = expected if truth_source == "ground truth" else ()
            if not true_labels and true_label is not None:
                true_labels = (true_label,)
            marks: dict[str, list[str]] = {name: [self.tr("true label")] for name in true_labels}
            for name in expected:
                if name not in true_labels:
                    marks.setdefault(name, []).append(self.tr("reference"))
            if target is not None:
                marks.setdefault(target, []).append(self.tr("target"))
            threshold = before.threshold if isinstance(before, MultiLabelPrediction) else None
            self._show_bars(self._classes(before, after, marks), threshold)
        elif isinstance(before, MaskPrediction):
            self._show_bars(self._masks(card, before, after))
        else:
            self._boxes(before, after)
        overlap = after is not None and isinstance(before, MaskPrediction) and before.mean_dice is not None
        self.title.setText(
            {
                "classification": self.tr("Model scores"),
                "multilabel": self.tr("Model scores"),
                "segmentation": self.tr("Dice and area") if overlap else self.tr("Area"),
                "detection": self.tr("Boxes"),
            }[card.task]
        )
        self.legend.setText(self._legend(before, both=after is not None))
        self.legend.setVisible(card.task != "detection")
        outlined = self.tr("In the pane: filled is now, dashed is before.") if after is not None else ""
        notes = ([outlined] if outlined else []) if card.task == "segmentation" else [said("notes", NOT_A_PROBABILITY)]
        if card.task == "multilabel":
            notes.insert(0, self.tr("Each label is present or absent by itself; several may be, or none."))
        if attack:
            notes += [
                said("notes", FAILED),
                *(said("notes", text) for text in (access(attack),) if text),
                self.tr("Preprocessing: {0}.").format(worded(card.preprocessing)),
            ]
        self.notes.setText(" ".join(notes))
        self.notes.setVisible(bool(notes))
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Hold the lines that the notes need at this width: they must not be taken from the bars."""
        width = self.width() - 2 * MARGIN
        self.notes.setMinimumHeight(height_of_lines(self.notes, width))

    def _show_bars(self, rows: tuple[Pair, ...], threshold: float | None = None) -> None:
        self.bars.set_rows(rows, threshold)
        self.bars_area.setMinimumHeight(min(len(rows), MOST_ROWS) * LEAST_ROW)
        self.stack.setCurrentWidget(self.bars_area)

    def _legend(self, before: Prediction, *, both: bool) -> str:
        text = f"<span style='color:{colours()['before']}'>■ {self.tr('before')}</span>"
        if both:
            text += f" &nbsp; <span style='color:{colours()['after']}'>▨ {self.tr('after')}</span>"
        if isinstance(before, MultiLabelPrediction):
            text += " &nbsp; ┆ " + self.tr("present from {0}").format(f"{before.threshold:.3g}")
        return text

    def _classes(
        self, before: ClassPrediction, after: Prediction | None, marks: Mapping[str, Sequence[str]]
    ) -> tuple[Pair, ...]:
        now = after.scores if isinstance(after, ClassPrediction) else {}
        rows = []
        for name, score in before.scores.items():
            after_text = self._score(after, name) if isinstance(after, ClassPrediction) else ""
            texts = self._score(before, name), after_text
            rows.append(Pair(name, score, now.get(name), *texts, tuple(marks.get(name, ()))))
        return tuple(rows)

    def _score(self, answer: ClassPrediction, name: str) -> str:
        """A label's score, and whether it is present where that is for itself to say."""
        text = score_text(answer.scores[name])
        several = isinstance(answer, MultiLabelPrediction) and name in answer.present
        return f"{text} {self.tr('present')}" if several else text

    def _masks(self, card: ModelCard, before: MaskPrediction, after: Prediction | None) -> tuple[Pair, ...]:
        now = after if isinstance(after, MaskPrediction) else None
        areas, areas_now = before.area, now.area if now is not None else {}
        largest = max((*areas.values(), *areas_now.values()), default=0) or 1
        rows = []
        for name, area in areas.items():
            # A Dice with an empty reference says nothing: it is 1 or 0.
            if before.dice is not None and before.mean_dice is not None:
                first, first_text = before.dice[name], f"{score_text(before.dice[name])} · {area:,} px"
            else:
                first, first_text = area / largest, f"{area:,} px"
            second, second_text = None, ""
            if now is not None:
                dice = now.dice[name] if now.dice is not None and now.mean_dice is not None else None
                second = dice if dice is not None else areas_now[name] / largest
                second_text = (f"{score_text(dice)} · " if dice is not None else "") + f"{areas_now[name]:,} px"
            rows.append(Pair(name, first, second, first_text, second_text, (), card.tints[name]))
        return tuple(rows)

    def _boxes(self, before: BoxPrediction, after: Prediction | None) -> None:
        rows: list[tuple[str, str, str, str, str]] = []
        if isinstance(after, BoxPrediction):
            gone, new = vanished_and_invented(before, after)
            for i, box in enumerate(before.boxes):
                if i in gone:
                    rows.append((box.label, self.tr("vanished"), score_text(box.score), "–", "no"))
                else:
                    now = max((b for b in after.boxes if b.label == box.label), key=box.iou)
                    rows.append((box.label, self.tr("kept"), score_text(box.score), score_text(now.score), "yes"))
            for j in sorted(new):
                box = after.boxes[j]
                rows.append((box.label, self.tr("invented"), "–", score_text(box.score), "warning"))
        else:
            rows = [(box.label, self.tr("found"), score_text(box.score), "", "yes") for box in before.boxes]
        if not rows:
            self.clear(self.tr("The model reports no box."))
            return
        self.stack.setCurrentWidget(self.table)
        self._fill(rows)

    def _fill(self, rows: Sequence[tuple[str, str, str, str, str]]) -> None:
        tints = {"yes": "good", "no": "danger", "warning": "warn"}
        self.table.setRowCount(len(rows))
        for r, (*texts, fate) in enumerate(rows):
            for c, text in enumerate(texts):
                item = QTableWidgetItem(text)
                if c == 1:
                    item.setIcon(icon(fate, tints[fate]))
                self.table.setItem(r, c, item)
