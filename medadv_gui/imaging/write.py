"""Write changed pixels so that they re-read bit for bit and cannot be taken for the patient's own."""

from __future__ import annotations

import io
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from medadv_gui.core.errors import InputError
from medadv_gui.core.files import write_atomic
from medadv_gui.core.types import Image
from medadv_gui.imaging.read import read_image
from medadv_gui.imaging.write_plain import write_plain

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

PICTURES = ("png", "jpeg", "tiff", "bmp", "webp")
CHANGED = "the file has changed since it was opened; the picture that was opened is the one attacked"


@dataclass(frozen=True, eq=False)
class Written:
    """A written image: its file, what a user should know of it, and, of a DICOM image, its dataset and run."""

    path: Path
    notes: tuple[str, ...] = ()
    dataset: Dataset | None = None
    run: bytes = b""


def new_run() -> bytes:
    """A name for one run, whose DICOM objects of one kind make up one series."""
    return secrets.token_bytes(16)


def write_like(image: Image, stored: NDArray[Any], folder: Path, stem: str = "adversarial") -> Path:
    """The file of `write_image`, in a series of its own."""
    return write_image(image, stored, folder, stem).path


def write_image(
    image: Image, stored: NDArray[Any], folder: Path, stem: str = "adversarial", run: bytes | None = None
) -> Written:
    """Write `stored` (the image's shape and type) in the image's own format where that is lossless, else as PNG
    (`write_plain`).

    DICOM becomes a derived, de-identified object in Explicit VR Little Endian (`derived`) in the series of `run`.

    Raises
    ------
    InputError
        If the source is a DICOM file that has changed since it was opened.
    OutputError
        If the folder cannot be written, or a DICOM file of that name is there already.
    """
    stored = stored.astype(image.stored.dtype)
    if image.kind != "dicom":
        return Written(write_plain(image, stored, folder, stem), _changed(image))
    from medadv_gui.imaging.derived import derive  # highdicom takes half a second

    run = run or new_run()
    derived = derive(image, stored, run)
    path = _save(derived.dataset, folder / f"{stem}.dcm")
    return Written(path, derived.notes, derived.dataset, run)


def _changed(image: Image) -> tuple[str, ...]:
    """What to say where a picture's file holds another picture by now. Nothing of the file is needed any more, so it is
    no obstacle, nor is one that is gone; of a video, a frame takes too long to be found again, and of a volume's file
    what is needed is compared where it is read (`write_plain`)."""
    if image.kind not in PICTURES:
        return ()
    try:
        return () if read_image(image.instance).same_as(image) else (CHANGED,)
    except InputError:
        return ()


@dataclass(frozen=True, eq=False)
class Beside:
    """What lies beside an adversarial DICOM image.

    picture : uint8 (H, W, 3), for people: through the display window, a banner burned in. spacing : (row, column) of
    the image in mm, None where unknown.
    perturbation : float32 (rows, columns) or (rows, columns, 3), in `units`: "HU", or "" for stored values; `limit` is
    its budget in the same.
    masks : label maps (rows, columns) by what they are answers to, of `labels` (background first), by the `model`
    (name, version); none unless it segments.
    """

    picture: NDArray[np.uint8]
    spacing: tuple[float, float] | None
    perturbation: NDArray[np.float32]
    units: str
    limit: float
    masks: Mapping[str, NDArray[np.uint8]]
    labels: Sequence[str]
    model: tuple[str, str]


def write_beside(written: Written, beside: Beside) -> tuple[Path, ...]:
    """Write people.dcm; perturbation.dcm where the image says where it lies; masks.dcm where there are any: each beside
    the DICOM image that was `written`, and into its study.

    Raises OutputError where the folder cannot be written.
    """
    from medadv_gui.imaging import objects

    assert written.dataset is not None
    source, folder, run = written.dataset, written.path.parent, written.run
    made = {"people.dcm": objects.people_image(source, beside.picture, beside.spacing, run)}
    if objects.is_placed(source):
        made["perturbation.dcm"] = objects.perturbation_map(
            source, beside.perturbation, beside.units, beside.limit, run
        )
    if beside.masks:
        made["masks.dcm"] = objects.masks(source, beside.masks, beside.labels, beside.model, run)
    return tuple(_save(dataset, folder / name) for name, dataset in made.items())


def _save(dataset: Dataset, path: Path) -> Path:
    content = io.BytesIO()  # pydicom would put words of its own in place of why a file cannot be written
    dataset.save_as(content, enforce_file_format=True)
    with write_atomic(path, replace=False) as stream:
        stream.write(content.getbuffer())
    return path
