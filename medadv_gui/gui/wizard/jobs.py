"""What the import wizard has done in the background: looking into a model, its preview, the checks, keeping it.

torch is imported here, in the lane of imports only."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.core.errors import ModelError
from medadv_gui.core.files import file_sha256
from medadv_gui.core.types import BoxPrediction, Image, MaskPrediction, Prediction
from medadv_gui.gui.loader import drawn_cases
from medadv_gui.gui.wizard.steps import FURTHER, KIND, NETWORK, SHA256, SIZE, Found
from medadv_gui.gui.worker import Job, Stopped, importing
from medadv_gui.models.card import ModelCard, TestVector, read_card
from medadv_gui.models.draft import Draft, draft
from medadv_gui.models.guard import Probe, check, fault
from medadv_gui.models.library import copy_weights, fits, keep
from medadv_gui.models.sniff import KINDS, kind_of
from medadv_gui.models.trust import record
from medadv_gui.render.overlay import draw_boxes, draw_mask, draw_names
from medadv_gui.render.picture import fit
from medadv_gui.render.window import display

if TYPE_CHECKING:
    from medadv_gui.models.preview import Look

LANE = "imports"
VECTOR_FILE, MAX_VECTOR = "test_vector.npz", 256 << 20
# The demo cases that go with what a card's numbers mean.
DEMOS = {"HU": ("chest-ct",), "RGB": ("fundus", "endoscopy"), "8-bit": (), "stored": ()}
LONGEST = 640  # pixels of a picture in the preview


@dataclass(frozen=True, eq=False)
class Source:
    """An image for the preview: one that has been read, a demo case by its id, or a file."""

    title: str
    image: Image | None = None
    demo: str = ""
    path: Path | None = None

    def fits(self, card: ModelCard | None) -> bool:
        """Whether the card's model can look at this image, as far as that is known before it is read."""
        if self.image is not None:
            return card is None or card.input.dimensions == 3 or fits(card, self.image) is None
        return card is not None and self.demo in DEMOS[card.input.units]


@dataclass(frozen=True, eq=False)
class Shown:
    """A preview: what the network is fed, and its masks or boxes over the picture (None where it has none)."""

    look: Look
    overlay: NDArray[np.uint8] | None
    synthetic: bool


class Networks:
    """The network of the card that is being filled in; lives in the lane of imports."""

    def __init__(self) -> None:
        self._key: tuple[Any, ...] = ()
        self._network: Any = None

    def holds(self, card: ModelCard) -> bool:
        """Whether the card's network is at hand; any thread may ask."""
        return self._key == _network_key(card)

    def get(self, card: ModelCard, cancelled: Callable[[], bool]) -> Any:
        """The card's network. It is loaded here only once a process apart has loaded and run exactly these bytes.

        Raises ModelError where it is refused or cannot be loaded.
        """
        if not self.holds(card):
            check(card, cancelled)
            with importing("torch"):
                from medadv_gui.models.formats import network_of

            self._network, self._key = network_of(card), _network_key(card)
        return self._network


def _network_key(card: ModelCard) -> tuple[Any, ...]:
    """What of a card makes its network another one."""
    return (
        card.folder, card.files, card.format, card.architecture, json.dumps(dict(card.arguments)),
        card.output.select, card.input.layout, card.input.dimensions, card.input.depth, card.input.overlap,
    )  # fmt: skip


class FindJob(Job):
    """Look into a file or folder, in a process apart, and copy the model's files into `folder`, where they stay while
    its card is filled in. The result is a `Found`."""

    title, quiet = "Looking into the model", True

    def __init__(self, path: Path, folder: Path) -> None:
        super().__init__()
        self.path, self.folder = path, folder

    def work(self) -> Found:
        try:
            kind = kind_of(self.path)
            source = None if kind == "card" else draft(self.path, self.cancel.is_set)
            card = read_card(self.path).to_json() if source is None else dict(source.card)
            self.folder.mkdir(parents=True)
            _stage(card, source, self.path, self.folder)
        except OSError as error:
            raise ModelError(f"{self.path.name}: cannot be copied ({error.strerror or 'error'})") from None
        return Found(card, self.folder, self._facts(card, source), source.tensors if source is not None else ())

    def _facts(self, card: Mapping[str, Any], source: Draft | None) -> list[tuple[str, str]]:
        first = card["files"][0]
        size = (self.folder / first["name"]).stat().st_size
        facts = [(KIND, source.found[0] if source is not None else f"a model with its card, {card['name']}")]
        facts += [(SIZE, f"{size:,} bytes"), (SHA256, first["sha256"])]
        if source is None:
            architecture = card["architecture"]
            facts.append((NETWORK, architecture["name"] if architecture else KINDS[card["format"]]))
        else:
            further = [line[:1].upper() + line[1:] for line in source.found[1:]]
            facts += [(FURTHER, "\n".join(further))] if further else []
        return facts


def _stage(card: Mapping[str, Any], source: Draft | None, path: Path, folder: Path) -> None:
    """The model's files in `folder`, under the names that the card has for them."""
    names, vector = [file["name"] for file in card["files"]], card.get("test_vector")
    if source is not None:
        copy_weights(source, folder / names.pop(0))
    for name in (*names, *([vector["file"]] if vector else [])):
        shutil.copyfile(path / name, folder / name)


class CheckJob(Job):
    """Check a card's model in a process apart; `vector` is a test vector of the user's. The result is (the card with
    that test vector, the probes)."""

    title, quiet = "Checking the model", True

    def __init__(self, card: ModelCard, vector: Path | None, tolerance: float) -> None:
        super().__init__()
        self.card, self.vector, self.tolerance = card, vector, tolerance

    def work(self) -> tuple[ModelCard, tuple[Probe, ...]]:
        card = self.card if self.vector is None else self._with_vector(self.vector)
        probes = check(card, self.cancel.is_set)
        if fault(probes) is None:
            record(card, probes)
        return card, probes

    def _with_vector(self, path: Path) -> ModelCard:
        target = self.card.folder / VECTOR_FILE
        try:
            if path.stat().st_size > MAX_VECTOR:
                raise ModelError(f"{path.name}: larger than {MAX_VECTOR >> 20} MiB")
            shutil.copyfile(path, target)
        except OSError as error:
            raise ModelError(f"{path.name}: cannot be read ({error.strerror or 'error'})") from None
        return replace(self.card, test_vector=TestVector(VECTOR_FILE, file_sha256(target), self.tolerance))


class KeepJob(Job):
    """Keep a checked model among the user's; the result is its card, as it is kept."""

    title, quiet = "Keeping the model", True

    def __init__(self, card: ModelCard) -> None:
        super().__init__()
        self.card = card

    def work(self) -> ModelCard:
        return keep(self.card, cancelled=self.cancel.is_set)


class ForgetJob(Job):
    """Remove the copies of a model that is done with."""

    title, quiet = "Removing copies", True

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def work(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


class PictureJob(Job):
    """Read the image of a source; a demo case is drawn first where that has not been done. The result is an Image."""

    title, quiet = "Reading the image", True

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source = source

    def work(self) -> Image:
        with importing():
            from medadv_gui.imaging.index import index
            from medadv_gui.imaging.read import read_image

        path, at = self.source.path, None
        if path is None:
            case = next(case for case in drawn_cases(self) if case.id == self.source.demo)
            path, at = case.source, case.slice_index
        series = index(path, cancelled=self.cancel.is_set).series
        if self.cancelled:
            raise Stopped
        return read_image(series[0].instances[series[0].opening if at is None else at], self.cancel.is_set)


class PreviewJob(Job):
    """The preview of a card on an image; the result is a `Shown`."""

    title, quiet = "Computing the preview", True

    def __init__(self, networks: Networks, card: ModelCard, image: Image) -> None:
        super().__init__()
        self.networks, self.card, self.image = networks, card, image

    def work(self) -> Shown:
        with importing("torch"):
            from medadv_gui.models.preview import look

        network, problem = None, ""
        try:
            network = self.networks.get(self.card, self.cancel.is_set)
        except ModelError as error:  # what it would be fed can be shown all the same
            problem = str(error).removeprefix(f"{self.card.id}: ")
        if self.cancelled:
            raise Stopped
        found = look(self.card, self.image, network)
        found = replace(found, problem=problem or found.problem)
        return Shown(found, overlay(self.image, found.prediction, self.card), self.image.synthetic)


def overlay(image: Image, answer: Prediction | None, card: ModelCard) -> NDArray[np.uint8] | None:
    """The picture with the answer's masks or boxes, drawn as the reports draw them; None where there are none."""
    tints = [label.colour for label in card.labels]
    if isinstance(answer, MaskPrediction):
        shown = draw_mask(display(image), answer.mask, tints)
        return fit(draw_names(shown, answer.mask, answer.labels, tints), LONGEST)
    if isinstance(answer, BoxPrediction):
        by_label = dict(zip(card.label_names, tints, strict=True))
        captions = [f"{box.label} {box.score:.2f}" for box in answer.boxes]
        return fit(
            draw_boxes(display(image), answer.boxes, [by_label[box.label] for box in answer.boxes], captions), LONGEST
        )
    return None
