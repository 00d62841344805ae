"""Where an import stands and what the wizard says about it. No Qt and no torch here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from medadv_gui.core.errors import MedadvError
from medadv_gui.core.text import one_line
from medadv_gui.gui.wizard.form import CardForm
from medadv_gui.models.card import ASSUMED, VERIFIED

FOUND, CARD, CHECKS = range(3)
TITLES = ("What was found", "The card", "Checks")
FORMATS = (
    ("Weights", "safetensors, or weights saved by torch.save (.pt, .pth), of a network that the program can build by "
     "its name: its own, MONAI's, and torchvision's and timm's where they are installed"),
    ("Programs", "torch.export (.pt2) and TorchScript, which hold their network themselves"),
    ("ONNX", "where the program was installed with the extra “onnx”"),
    ("Folders", "a folder with a model_card.json and its files, or a MONAI bundle (a zip too)"),
    ("Not opened", "pickled models, TensorFlow and Keras files: you are told the way out"),
)  # fmt: skip


@dataclass(frozen=True)
class Headline:
    """A sentence, a word on it, and the sign and colour before them."""

    text: str
    detail: str = ""
    icon: str = "info"
    tint: str = "accent"


@dataclass(frozen=True)
class Row:
    """One check: its name, whether it was passed, and what was found, in words."""

    name: str
    passed: bool
    text: str


@dataclass(frozen=True)
class Found:
    """What the first look into a file tells: a card to begin with as JSON and the folder of its files, facts (name and
    value), tensors (name, shape, type), and what a reader should know of how the card was guessed."""

    document: Mapping[str, Any]
    folder: Path
    facts: Sequence[tuple[str, str]]
    tensors: Sequence[tuple[str, str, str]] = ()
    notes: Sequence[str] = ()


@dataclass
class Steps:
    """The state of one import, from the choice of a file to a model that is kept.

    `refusal` says why the file ends here. `rows` are the checks of the card as it was when they were made; None before,
    and again once the card has changed. `vector` is the test vector that the user chose. `running` names the job that
    is going on: "find", "check" or "keep", empty for none.
    """

    path: Path | None = None
    found: Found | None = None
    refusal: str = ""
    form: CardForm | None = None
    rows: tuple[Row, ...] | None = None
    vector: Path | None = None
    running: str = ""
    page: int = FOUND
    problem: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)

    def stopped(self) -> None:
        """The user stopped what was going on."""
        self.running, self.problem = "", "Stopped."

    def take_found(self, found: Found) -> None:
        self.running, self.found = "", found
        self.form = CardForm(found.document, found.folder)
        self.faults = self.form.faults()

    def refuse(self, error: MedadvError) -> None:
        """The file is not opened, for this reason."""
        self.running, self.refusal = "", str(error)

    def card_changed(self, faults: Mapping[str, str]) -> None:
        """The checks of an earlier card tell nothing about this one."""
        self.faults, self.rows, self.problem = faults, None, ""

    def choose_vector(self, path: Path | None) -> None:
        self.vector, self.rows, self.problem = path, None, ""

    def take_rows(self, rows: Sequence[Row]) -> None:
        self.running, self.rows = "", tuple(rows)

    def fail(self, error: MedadvError) -> None:
        """A check or the keeping ended with an error that the user can mend."""
        self.running, self.problem = "", str(error)

    # Which way is open

    @property
    def may_go_on(self) -> bool:
        if self.running:
            return False
        if self.page == FOUND:
            return self.found is not None
        if self.page == CARD:
            return not self.faults
        return self.usable

    @property
    def usable(self) -> bool:
        """Whether every check was passed."""
        return self.rows is not None and all(row.passed for row in self.rows)

    @property
    def preprocessing(self) -> str:
        """Who vouches for the preprocessing, as results will say it."""
        return VERIFIED if self.vector is not None and self.usable else ASSUMED

    # What the pages say

    @property
    def name(self) -> str:
        return one_line(self.path.name, 80) if self.path is not None else ""

    @property
    def found_headline(self) -> Headline:
        if self.running == "find":
            return Headline(f"Looking into {self.name}…", "It is opened in a process of its own, with limits.")
        if self.refusal:
            reason = self.refusal.removeprefix(f"{self.name}: ")
            return Headline(f"{self.name} is not opened", reason[:1].upper() + reason[1:], "error", "danger")
        if self.problem:
            return Headline(self.problem, "Choose a file or a folder to go on.", "cancel", "text_dim")
        if self.found is None:
            detail = "Or drop it on the program's window. A model is never run before it has been looked into."
            return Headline("Choose a model file or a folder", detail, "drop", "text_dim")
        return Headline(f"{self.name} can be imported", " ".join(self.found.notes), "yes", "good")

    @property
    def checks_headline(self) -> Headline:
        if self.running == "check":
            detail = "The model is loaded and asked in a process of its own, with limits on time and memory."
            return Headline("Checking the model…", detail)
        if self.running == "keep":
            return Headline("Keeping the model…")
        if self.problem:
            return Headline("The model cannot be imported like this", self.problem, "error", "danger")
        if self.rows is None:
            return Headline("The checks have not been made", "", "info", "text_dim")
        failed = [row for row in self.rows if not row.passed]
        if failed:
            return Headline("This model cannot be attacked", f"{failed[0].name}: {failed[0].text}", "no", "danger")
        return Headline("The model can be attacked", "Import it: it appears in the list of models.", "yes", "good")

    @property
    def vector_words(self) -> str:
        """What vouches for the preprocessing."""
        if self.preprocessing == VERIFIED:
            return "Preprocessing: test vector passes. Results will say so."
        told = f"Preprocessing: {ASSUMED}. Results will say so until a test vector passes."
        if self.vector is not None and self.rows is not None:
            return f"{one_line(self.vector.name, 60)} does not pass. {told}"
        return told
