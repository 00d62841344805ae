"""The wizard for a connection: its fields on one page, on the other a test that goes step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from medadv_gui.archive.connections import AUTO, DICOMWEB, DIMSE, GET, MOVE, Connection, faults
from medadv_gui.archive.peer import FAILED, OK, Step
from medadv_gui.gui.archive.jobs import ASK, ArchiveJob, TrialJob
from medadv_gui.gui.forms import Form
from medadv_gui.gui.messages import worded
from medadv_gui.gui.stepped import SteppedDialog
from medadv_gui.gui.theme import Sign, restyle
from medadv_gui.gui.worker import Job, Workers

ADDRESS, TEST = range(2)
_SIGNS = {
    OK: ("yes", "good"),
    FAILED: ("no", "danger"),
    "skipped": ("info", "text_faint"),
    "": ("recent", "text_faint"),
}


class ConnectionWizard(SteppedDialog):
    """Makes a connection, or changes and tests `old`. `kept` : the old one (None for a new one), what takes its place,
    and the password that was entered, None where none was. Until then it is nowhere but here."""

    kept = Signal(object, object, object)

    def __init__(self, workers: Workers, old: Connection | None, taken: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.workers, self.old, self.taken = workers, old, tuple(taken)
        self._job: ArchiveJob | None = None
        self.setWindowTitle(self.tr("New connection") if old is None else self.tr("Connection"))
        self.resize(680, 560)
        self.setMinimumSize(600, 540)
        self._steps: dict[str, tuple[Sign, QLabel, QLabel]] = {}
        self._lay_out()
        self._fill(old or Connection(""))
        workers.ticked.connect(self._tick)
        workers.finished.connect(self._finished)
        self._show(ADDRESS)

    # Layout

    def _lay_out(self) -> None:
        self.leave, self.back = QPushButton(self.tr("Cancel"), self), QPushButton(self.tr("Back"), self)
        self.again, self.next = QPushButton(self.tr("Test again"), self), QPushButton(self)
        self.next.setDefault(True)
        self.lay_out_steps(
            (self.tr("Address"), self.tr("Test")), (self._address_page(), self._test_page()),
            (self.leave, self.again, self.back, self.next),
        )  # fmt: skip
        for button, slot in (
            (self.leave, self.reject),
            (self.again, self.test),
            (self.back, self.go_back),
            (self.next, self.go_on),
        ):
            button.clicked.connect(slot)

    def _address_page(self) -> QWidget:
        page = QWidget(self)
        self.name = QLineEdit(page)
        self.protocol = QComboBox(page)
        self.protocol.addItem(self.tr("DICOM network (DIMSE): host, port and AE titles"), DIMSE)
        self.protocol.addItem(self.tr("DICOMweb: an address that begins with https://"), DICOMWEB)
        self.protocol.currentIndexChanged.connect(self._protocol_changed)
        self.ca_file = QLineEdit(page)
        choose = QPushButton(self.tr("Choose…"), page)
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose_ca)
        self._certificates = QWidget(page)
        row = QHBoxLayout(self._certificates)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.ca_file, 1)
        row.addWidget(choose)
        form = Form(page)
        form.add(self.tr("Name"), self.name, self.tr("What you call this archive"))
        form.add(self.tr("Protocol"), self.protocol, self.tr("How the archive speaks; its administrator knows"))
        last = Form(page)
        last.add(
            self.tr("Certificates"), self._certificates,
            self.tr("A file (PEM) with the archive's authority; empty: those that the system trusts"),
        )  # fmt: skip
        self.ca_file.setAccessibleName(self.tr("Certificates"))
        self.ca_file.setPlaceholderText(self.tr("those that the system trusts"))
        self.parts = {DIMSE: self._dimse_part(page), DICOMWEB: self._web_part(page)}
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (form, *self.parts.values(), last):
            column.addWidget(widget)
        column.addStretch(1)
        return page

    def _dimse_part(self, page: QWidget) -> QWidget:
        self.host, self.called, self.calling = QLineEdit(page), QLineEdit(page), QLineEdit(page)
        self.port, self.listen_port = QLineEdit(page), QLineEdit(page)
        for field in (self.port, self.listen_port):
            field.setValidator(QIntValidator(0, 65_535, field))
        for title in (self.called, self.calling):
            title.setMaxLength(16)
        self.tls = QCheckBox(self.tr("Encrypt with TLS"), page)
        self.retrieve = QComboBox(page)
        self.retrieve.addItem(self.tr("C-GET; C-MOVE for what does not come"), AUTO)
        self.retrieve.addItem(self.tr("C-GET alone"), GET)
        self.retrieve.addItem(self.tr("C-MOVE alone"), MOVE)
        self.listen_host = QLineEdit(page)
        self.listen_host.setPlaceholderText(self.tr("none: C-MOVE is not used"))
        form = Form(page)
        form.add(self.tr("Host"), self.host, self.tr("The archive's name on the network, or its IP address"))
        form.add(self.tr("Port"), self.port, self.tr("104 and 11112 are usual"))
        form.add(self.tr("Its AE title"), self.called, self.tr("What the archive is called, upper and lower case"))
        form.add(self.tr("Our AE title"), self.calling, self.tr("What the archive knows this program as"))
        form.add(self.tr("Encryption"), self.tls)
        form.add(self.tr("Fetch by"), self.retrieve, self.tr("C-GET needs no open port on this machine"))
        form.add(
            self.tr("Our address"), self.listen_host,
            self.tr("For C-MOVE: one IP address of this machine, open only while something is fetched"),
        )  # fmt: skip
        form.add(self.tr("Our port"), self.listen_port, self.tr("For C-MOVE: where the archive sends to"))
        return form

    def _web_part(self, page: QWidget) -> QWidget:
        self.url, self.user, self.secret = QLineEdit(page), QLineEdit(page), QLineEdit(page)
        self.url.setPlaceholderText("https://archive.example.org/dicom-web")
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.user.setPlaceholderText(self.tr("none"))
        form = Form(page)
        form.add(self.tr("Address"), self.url, self.tr("Where its DICOMweb service begins"))
        form.add(self.tr("User"), self.user)
        form.add(self.tr("Password"), self.secret, self.tr("Goes into the system's key store and nowhere else"))
        words = self.tr(
            "The password is kept in the system's key store, never in a file of this program. Where there is no key "
            "store, it is asked for each time the program runs."
        )
        note = QLabel(words, page)
        note.setObjectName("small")
        note.setWordWrap(True)
        form.add_wide(note)
        return form

    def _test_page(self) -> QWidget:
        page = QWidget(self)
        intro = QLabel(
            self.tr("One image is fetched for the test, if there is any, and deleted at once. Nothing is sent."), page
        )
        intro.setObjectName("dim")
        intro.setWordWrap(True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(2, 1)
        titles = {
            "name": self.tr("Name"), "port": self.tr("Port"), "association": self.tr("Association"),
            "echo": self.tr("Echo"), "find": self.tr("Find"), "get": self.tr("Get"),
            "move": self.tr("Move, back to us"),
        }  # fmt: skip
        for at, (step, title) in enumerate(titles.items()):
            sign, label, words = Sign(page), QLabel(title, page), QLabel(page)
            label.setObjectName("h2")
            words.setObjectName("small")
            words.setWordWrap(True)
            words.setTextFormat(Qt.TextFormat.PlainText)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(sign, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label, at, 1, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(words, at, 2)
            self._steps[step] = sign, label, words
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(16)
        column.addWidget(intro)
        column.addLayout(grid)
        column.addStretch(1)
        return page

    # Fields

    def _fill(self, connection: Connection) -> None:
        self.name.setText(connection.name)
        self.protocol.setCurrentIndex(self.protocol.findData(connection.protocol))
        self.host.setText(connection.host)
        self.port.setText(str(connection.port))
        self.called.setText(connection.called)
        self.calling.setText(connection.calling)
        self.tls.setChecked(connection.tls)
        self.retrieve.setCurrentIndex(self.retrieve.findData(connection.retrieve))
        self.listen_host.setText(connection.listen_host)
        self.listen_port.setText(str(connection.listen_port))
        self.url.setText(connection.url)
        self.user.setText(connection.user)
        self.ca_file.setText(connection.ca_file)
        if connection.user:
            self.secret.setPlaceholderText(self.tr("as it is in the key store"))
        if connection.fixed:
            fields = (
                self.name, self.protocol, self.host, self.port, self.called, self.calling, self.tls, self.retrieve,
                self.listen_host, self.listen_port, self.url, self.user, self._certificates,
            )  # fmt: skip
            for field in fields:
                field.setEnabled(False)
        self._protocol_changed()

    def connection(self) -> Connection:
        """What the fields say."""
        web = self.protocol.currentData() == DICOMWEB
        name, ca_file = " ".join(self.name.text().split()), self.ca_file.text().strip()
        if web:
            made = Connection(
                name, DICOMWEB, url=self.url.text().strip().rstrip("/"), user=self.user.text().strip(), ca_file=ca_file
            )
        else:
            made = Connection(
                name, DIMSE, self.host.text().strip(), _number(self.port), self.called.text().strip(),
                self.calling.text().strip(), tls=self.tls.isChecked(), ca_file=ca_file,
                retrieve=self.retrieve.currentData(), listen_host=self.listen_host.text().strip(),
                listen_port=_number(self.listen_port),
            )  # fmt: skip
        return replace(made, fixed=self.old is not None and self.old.fixed)

    def _entered(self) -> str | None:
        """The password that was entered for the user, None where none was."""
        return self.secret.text() or None if self.connection().user else None

    @Slot()
    def _protocol_changed(self) -> None:
        for protocol, part in self.parts.items():
            part.setVisible(protocol == self.protocol.currentData())

    @Slot()
    def _choose_ca(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Certificates"), "", "PEM (*.pem *.crt *.cer)")
        if name:
            self.ca_file.setText(name)

    def _mark(self) -> bool:
        """Mark the fields that are wrong and say what the first is to be; whether none is."""
        wrong = faults(self.connection())
        if self.name.text().strip() in self.taken:
            wrong["name"] = "a name that no other archive has"
        fields = {
            "name": self.name, "host": self.host, "port": self.port, "called": self.called,
            "calling": self.calling, "url": self.url, "listen_host": self.listen_host, "listen_port": self.listen_port,
            "ca_file": self.ca_file,
        }  # fmt: skip
        for key, field in fields.items():
            restyle(field, wrong="true" if key in wrong else "false")
        first = next((key for key in fields if key in wrong), "")
        self.note.setText("")
        if first:
            self.note.setText(f"{fields[first].accessibleName()}: {worded(wrong[first])}")
            fields[first].setFocus()
        return not wrong

    # The way

    def _show(self, page: int) -> None:
        self.show_step(page)
        closes = self.old is not None and self.old.fixed and not self.secret.text()
        self.back.setVisible(page == TEST)
        self.again.setVisible(page == TEST)
        self.again.setEnabled(self._job is None)
        self.next.setText(self.tr("Test") if page == ADDRESS else self.tr("Close") if closes else self.tr("Save"))

    @Slot()
    def go_back(self) -> None:
        self._stop()
        self.note.setText("")
        self._show(ADDRESS)

    @Slot()
    def go_on(self) -> None:
        """To the test; from there, save."""
        if self.pages.currentIndex() == ADDRESS:
            if self._mark():
                self._show(TEST)
                self.test()
            return
        self.kept.emit(self.old, self.connection(), self._entered())
        self.accept()

    @Slot()
    def test(self) -> None:
        """Test the connection from the beginning."""
        self._stop()
        connection = self.connection()
        web = connection.protocol == DICOMWEB
        for step, (sign, label, words) in self._steps.items():
            sign.show_icon(*_SIGNS[""], 18)
            words.setText("")
            for widget in (sign, label, words):
                widget.setVisible(not web or step not in ("association", "echo", "move"))
        self.note.setText("")
        self._job = TrialJob(connection, self._entered())
        self.workers.submit(ASK, self._job)
        self._show(TEST)

    def _take(self, job: TrialJob) -> None:
        while job.steps:
            self._show_step(job.steps.popleft())

    def _show_step(self, step: Step) -> None:
        sign, _, words = self._steps[step.id]
        sign.show_icon(*_SIGNS[step.outcome], 18)
        outcome = {OK: self.tr("works"), FAILED: self.tr("fails")}.get(step.outcome, self.tr("not tested"))
        sign.setAccessibleName(outcome)
        text = worded(step.words)
        words.setText(text[:1].upper() + text[1:])

    @Slot()
    def _tick(self) -> None:
        if isinstance(self._job, TrialJob):
            self._take(self._job)

    @Slot(object)
    def _finished(self, job: Job) -> None:
        if job is not self._job:
            return
        self._job = None
        if isinstance(job, TrialJob):
            self._take(job)
        if job.failure is not None and not job.cancelled:
            self.note.setText(worded(str(job.failure)))
        self.again.setEnabled(True)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel.set()
            self._job = None

    def done(self, result: int) -> None:
        self._stop()
        super().done(result)


def _number(field: QLineEdit) -> int:
    text = field.text()
    return int(text) if text.isascii() and text.isdigit() else -1
