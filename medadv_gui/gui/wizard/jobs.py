"""What the import wizard has done in the background: reading an image for its preview, and the preview itself. torch is
imported here, in the lane of imports only."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.core.errors import ModelError
from medadv_gui.core.types import BoxPrediction, Image, MaskPrediction, Prediction
from medadv_gui.gui.loader import drawn_cases
from medadv_gui.gui.wizard.steps import Found, Row
from medadv_gui.gui.worker import Job, Stopped
from medadv_gui.models.card import ModelCard
from medadv_gui.models.library import fits
from medadv_gui.render.overlay import draw_boxes, draw_mask, draw_names
from medadv_gui.render.picture import fit
from medadv_gui.render.window import display

if TYPE_CHECKING:
    from medadv_gui.models.preview import Look

LANE = "imports"
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

    def get(self, card: ModelCard) -> Any:
        """The card's network; the one at hand, unless the card now asks for another."""
        from medadv_tmp import network

        key = (
            card.files, card.format, card.architecture, json.dumps(dict(card.arguments)), card.output.select,
            card.input.layout, card.input.dimensions,
        )  # fmt: skip
        if key != self._key:
            self._network, self._key = network(card), key
        return self._network


class FindJob(Job):
    """Look into a file or folder in a process of its own; the result is a `Found`."""

    title, quiet = "Looking into the model", True

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def work(self) -> Found:
        from medadv_tmp import find

        return find(self.path)


class CheckJob(Job):
    """Check a card's model, in a process of its own; the result is a list of `Row`."""

    title, quiet = "Checking the model", True

    def __init__(self, card: ModelCard, vector: Path | None) -> None:
        super().__init__()
        self.card, self.vector = card, vector

    def work(self) -> list[Row]:
        from medadv_tmp import check

        return [Row(*r) for r in check(self.card, self.vector)]


class KeepJob(Job):
    """Keep a checked model among the user's; the result is its card, as it is kept."""

    title, quiet = "Keeping the model", True

    def __init__(self, card: ModelCard, vector: Path | None) -> None:
        super().__init__()
        self.card, self.vector = card, vector

    def work(self) -> ModelCard:
        from medadv_tmp import keep

        return keep(self.card, self.vector)


class PictureJob(Job):
    """Read the image of a source; a demo case is drawn first where that has not been done. The result is an Image."""

    title, quiet = "Reading the image", True

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source = source

    def work(self) -> Image:
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
        from medadv_gui.models.preview import look

        network, problem = None, ""
        try:
            network = self.networks.get(self.card)
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
