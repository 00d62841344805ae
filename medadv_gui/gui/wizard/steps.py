"""Where an import stands and what the wizard says about it. No Qt and no torch here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from medadv_gui.core.errors import MedadvError
from medadv_gui.core.text import one_line
from medadv_gui.gui.wizard.form import CardForm
from medadv_gui.models.card import ASSUMED, VERIFIED, ModelCard
from medadv_gui.models.guard import VECTOR, Probe, fault

FOUND, CARD, CHECKS = range(3)
TITLES = ("What was found", "The card", "Checks")
KIND, SIZE, SHA256, NETWORK, FURTHER = FACTS = ("Found", "Size", "SHA-256", "Network", "What it says")
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
class Found:
    """What the first look into a file tells: a card to begin with, as JSON and perhaps with fields missing, the folder
    of its files, facts (name and value), and tensors (name and shape)."""

    document: Mapping[str, Any]
    folder: Path
    facts: Sequence[tuple[str, str]]
    tensors: Sequence[tuple[str, str]] = ()


@dataclass
class Steps:
    """The state of one import, from the choice of a file to a model that is kept.

    `refusal` says why the file ends here. `checked` is the card that `probes` were made of; None before, and again once
    the form has changed. `vector` is a test vector that the user chose, beside what the card itself may name.
    `running` names the job that is going on: "find", "check" or "keep", empty for none.
    """

    path: Path | None = None
    taken: frozenset[str] = frozenset()
    found: Found | None = None
    refusal: str = ""
    form: CardForm | None = None
    faults: Mapping[str, str] = field(default_factory=dict)
    checked: ModelCard | None = None
    probes: tuple[Probe, ...] = ()
    vector: Path | None = None
    running: str = ""
    page: int = FOUND
    problem: str = ""

    def stopped(self) -> None:
        """The user stopped what was going on."""
        self.running, self.problem = "", "Stopped."

    def take_found(self, found: Found) -> None:
        """The file was looked into: its card can be filled in."""
        self.running, self.found = "", found
        self.form = CardForm(found.document, found.folder, self.taken)
        self.faults = self.form.faults()

    def refuse(self, error: MedadvError) -> None:
        """The file is not opened, for this reason."""
        self.running, self.refusal = "", str(error)

    def card_changed(self, faults: Mapping[str, str]) -> None:
        """The checks of an earlier card tell nothing about this one."""
        self.faults, self.checked, self.probes, self.problem = faults, None, (), ""

    def choose_vector(self, path: Path | None) -> None:
        """Another test vector; None goes on without one."""
        assert self.form is not None
        if path is None:
            self.form.base["test_vector"] = None
        self.vector = path
        self.card_changed(self.faults)

    def take_checked(self, card: ModelCard, probes: tuple[Probe, ...]) -> None:
        """The checks of the card have been made."""
        self.running, self.checked, self.probes = "", card, probes

    def fail(self, error: MedadvError) -> None:
        """A check or the keeping ended with an error that the user can mend."""
        self.running, self.problem = "", str(error)

    # Which way is open

    @property
    def may_go_on(self) -> bool:
        """Whether the way to the next page, or the end, is open."""
        if self.running:
            return False
        if self.page == FOUND:
            return self.found is not None
        if self.page == CARD:
            return not self.faults
        return self.checked is not None and fault(self.probes) is None

    @property
    def has_vector(self) -> bool:
        """Whether the card names a test vector, or the user has chosen one."""
        return self.vector is not None or (self.form is not None and bool(self.form.base.get("test_vector")))

    @property
    def preprocessing(self) -> str:
        """Who vouches for the preprocessing, as results will say it."""
        passed = any(probe.name == VECTOR and probe.passed for probe in self.probes)
        return VERIFIED if self.has_vector and passed else ASSUMED

    # What the pages say

    @property
    def name(self) -> str:
        return one_line(self.path.name, 80) if self.path is not None else ""

    @property
    def found_headline(self) -> Headline:
        if self.running == "find":
            return Headline(f"Looking into {self.name}…", "It is opened in a process of its own, with limits.")
        if self.refusal:
            reason = _sentence(self.refusal.removeprefix(f"{self.name}: "))
            return Headline(f"{self.name} is not opened", reason, "error", "danger")
        if self.problem:
            return Headline(self.problem, "Choose a file or a folder to go on.", "cancel", "text_dim")
        if self.found is None:
            detail = "Or drop it on the program's window. A model is never run before it has been looked into."
            return Headline("Choose a model file or a folder", detail, "drop", "text_dim")
        missing = "Fill in its card on the next page." if self.faults else "It has a card; look it over."
        return Headline(f"{self.name} can be opened", missing, "yes", "good")

    @property
    def checks_headline(self) -> Headline:
        if self.running == "check":
            detail = "The model is loaded and asked in a process of its own, with limits on time and memory."
            return Headline("Checking the model…", detail)
        if self.running == "keep":
            return Headline("Keeping the model…")
        if self.problem:
            return Headline("The model cannot be imported like this", self.problem, "error", "danger")
        if self.checked is None:
            return Headline("The checks have not been made", "", "info", "text_dim")
        reason = fault(self.probes)
        if reason is not None:
            return Headline("This model cannot be attacked", _sentence(reason), "no", "danger")
        failed = [probe.name for probe in self.probes if not probe.passed]
        if failed:
            detail = f"Not passed: {', '.join(failed)}. Read what that means before you import it."
            return Headline("The model can be attacked, with a reservation", detail, "warning", "warn")
        return Headline("The model can be attacked", "Import it: it appears in the list of models.", "yes", "good")

    @property
    def vector_words(self) -> str:
        """What vouches for the preprocessing."""
        if self.preprocessing == VERIFIED:
            return "Preprocessing: test vector passes. Results will say so."
        told = f"Preprocessing: {ASSUMED}. Results will say so until a test vector passes."
        return f"The test vector does not pass. {told}" if self.has_vector and self.checked is not None else told


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
