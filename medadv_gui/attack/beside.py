"""The files that lie beside an adversarial DICOM image, made of its result."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from medadv_gui.core.result import AttackResult
from medadv_gui.core.types import Image, MaskPrediction
from medadv_gui.imaging.write import Beside, Written, write_beside
from medadv_gui.render.picture import ADVERSARIAL, RESEARCH_USE, STYLES, SYNTHETIC, banner, fit
from medadv_gui.render.window import display

BANNER = f"{ADVERSARIAL} - {RESEARCH_USE}"
# A banner can be read from here on: a smaller picture is repeated by whole pixels, and set on black.
_SMALLEST = 480


def write_companions(image: Image, result: AttackResult, written: Written) -> tuple[str, ...]:
    """Write the picture for people, the perturbation and the masks beside a DICOM image; the names of all its files.

    Raises OutputError where the folder cannot be written.
    """
    if written.dataset is None:
        return (written.path.name,)
    hu = image.units == "HU"
    slope = image.slope if hu else image.step or 1.0
    answers = {"original": result.predictions["original"], "adversarial": result.predictions["reread"]}
    beside = Beside(
        picture=for_people(image, result),
        spacing=image.geometry.spacing,
        perturbation=(result.perturbation * np.float32(slope)).astype(np.float32),
        units=image.units,
        limit=result.budget.stored_units * abs(slope),
        masks={name: p.mask for name, p in answers.items() if isinstance(p, MaskPrediction)},
        labels=list(result.model["labels"]),
        model=(str(result.model["name"]), str(result.model["version"])),
    )
    return (written.path.name, *(path.name for path in write_beside(written, beside)))


def for_people(image: Image, result: AttackResult) -> NDArray[np.uint8]:
    """The adversarial image through the display window with its banners burned in, uint8 (H, W, 3)."""
    rgb = display(image, stored=result.adversarial)
    rgb = fit(rgb, max(*rgb.shape, 2 * _SMALLEST), _SMALLEST)
    missing = max(0, _SMALLEST - rgb.shape[1])
    rgb = np.pad(rgb, ((0, 0), (missing // 2, missing - missing // 2), (0, 0)))
    rgb = banner(rgb, BANNER, style=STYLES[ADVERSARIAL])
    return banner(rgb, SYNTHETIC, below=True) if image.synthetic else rgb
