"""Pictures drawn by this program, with their truth, for examples of right and wrong answers: of nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.attack.settings import Truth
from medadv_gui.core.types import Box, Image, Window
from medadv_gui.demo import chest, endoscopy, fundus
from medadv_gui.demo.cases import GRADES
from medadv_gui.models.card import ModelCard

FIRST, COUNT = 30_000, 12  # seeds that no recipe trains on


@dataclass(frozen=True, eq=False)
class Drawn:
    """A drawn picture and its truth."""

    image: Image
    truth: Truth


@dataclass(frozen=True)
class Kind:
    """Pictures of one kind, `draw`n by seed: for models of this `task` with these `labels` (of a segmentation those but
    the background)."""

    task: str
    labels: tuple[str, ...]
    draw: Callable[[int], Drawn]


def _image(stored: NDArray[Any], **more: Any) -> Image:
    photograph: dict[str, Any] = {
        "path": Path("drawn.png"), "frame": 0, "kind": "png", "lossy": False, "modality": "", "units": "", "slope": 1.0,
        "intercept": 0.0, "inverted": False, "lowest": 0, "highest": 255, "window": Window(0.0, 255.0),
        "synthetic": True,
    }  # fmt: skip
    return Image(stored, **photograph | more)


def _chest(seed: int) -> Drawn:
    phantom = chest.draw_slice(seed, float(np.random.default_rng(seed).uniform(0.15, 0.85)))
    image = _image(
        (phantom.hu[0].astype(np.int32) + 1024).astype(np.uint16), path=Path("drawn.dcm"), kind="dicom", modality="CT",
        units="HU", intercept=-1024.0, highest=4095, window=Window.from_center(-600, 1500),
    )  # fmt: skip
    return Drawn(image, Truth(mask=phantom.labels[0]))


def _fundus(seed: int) -> Drawn:
    grade = seed % len(GRADES)
    return Drawn(_image(fundus.draw(seed, grade).rgb), Truth(label=GRADES[grade]))


def _endoscopy(seed: int) -> Drawn:
    view = endoscopy.draw(seed, 2 if seed % 4 == 3 else 1)
    boxes = tuple(Box("polyp", 1.0, *map(float, corners)) for corners in view.boxes)
    return Drawn(_image(view.rgb), Truth(boxes=boxes))


KINDS: dict[str, Kind] = {
    "chest-ct": Kind("segmentation", ("left lung", "right lung"), _chest),
    "fundus": Kind("classification", GRADES, _fundus),
    "endoscopy": Kind("detection", ("polyp",), _endoscopy),
}


def kind_for(card: ModelCard) -> str | None:
    """The name of the drawings whose truth speaks of the card's labels; None where there are none."""
    labels = card.label_names[1:] if card.task == "segmentation" else card.label_names
    return next((name for name, kind in KINDS.items() if (kind.task, kind.labels) == (card.task, labels)), None)
