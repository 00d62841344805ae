"""PNG, JPEG, TIFF and BMP pictures as Images, through Pillow."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Image, Instance, Window
from medadv_gui.imaging.dicom import MAX_PIXELS, SYNTHETIC_MARK
from medadv_gui.imaging.source import opened

FORMATS = {"PNG": "png", "JPEG": "jpeg", "MPO": "jpeg", "TIFF": "tiff", "BMP": "bmp"}
LABEL_MAP_MARK = "label map"
# The size check below is ours and comes before any pixel is decoded; Pillow's own would only warn.
Pillow.MAX_IMAGE_PIXELS = None


@contextmanager
def open_picture(instance: Instance) -> Iterator[Pillow.Image]:
    """The picture with only its header read.

    Raises
    ------
    InputError
        If the file is missing, no picture of a known format, or too large.
    """
    name = instance.name
    with opened(instance) as stream:
        try:
            picture = Pillow.open(stream, formats=("PNG", "JPEG", "TIFF", "BMP"))
        except UnidentifiedImageError:
            raise InputError(f"{name}: not a DICOM or image file") from None
        except (OSError, SyntaxError, ValueError, TypeError) as error:
            raise InputError(f"{name}: damaged picture ({type(error).__name__})") from None
        if picture.width * picture.height > MAX_PIXELS:
            raise InputError(f"{name}: {picture.width} x {picture.height} pixels are more than this program opens")
        yield picture


def description(picture: Pillow.Image) -> str:
    """The text this program writes into its own PNG and TIFF files; "" elsewhere."""
    if picture.format == "TIFF":
        return str(picture.getexif().get(0x010E, ""))
    return str(picture.info.get("Description", "")) if picture.format == "PNG" else ""


def read_picture(instance: Instance) -> Image:
    """Decode a picture; of several frames or pages, the first.

    The EXIF rotation is applied; transparency is dropped; palette, bilevel and CMYK pictures become RGB or grey.
    Each such conversion is noted.

    Raises
    ------
    InputError
        With one line that names the file and the reason.
    """
    name = instance.name
    with open_picture(instance) as picture:
        kind = FORMATS[str(picture.format)]
        mark = description(picture)
        notes: list[str] = []
        try:
            stored = _pixels(picture, notes)
        except InputError:
            raise
        except Exception as error:  # a damaged stream: Pillow raises many kinds
            raise InputError(f"{name}: the picture is damaged or incomplete ({type(error).__name__})") from None
        if stored is None:
            raise InputError(f"{name}: pictures of mode {picture.mode} are not supported")
        lossy = kind == "jpeg" or (kind == "tiff" and "jpeg" in str(picture.info.get("compression", "")))
    highest = 65535 if stored.dtype == np.uint16 else 255
    return Image(
        stored=stored,
        path=instance.path,
        frame=instance.frame,
        member=instance.member,
        kind=kind,
        lossy=lossy,
        modality="",
        units="",
        slope=255.0 / highest,
        intercept=0.0,
        inverted=False,
        lowest=0,
        highest=highest,
        window=Window(0.0, 255.0),
        synthetic=SYNTHETIC_MARK in mark,
        adversarial="ADVERSARIAL" in mark,
        notes=tuple(notes),
    )


def _pixels(picture: Pillow.Image, notes: list[str]) -> NDArray[Any] | None:
    if getattr(picture, "n_frames", 1) > 1:
        notes.append("only the first of several frames is read")
    if picture.getexif().get(0x0112, 1) != 1:
        notes.append("the picture's EXIF rotation is applied")
    mode = picture.mode
    picture = ImageOps.exif_transpose(picture)
    if mode.startswith("I;16") or (mode == "I" and picture.format != "TIFF"):
        array = np.asarray(picture)
        return array.astype(np.uint16) if array.min() >= 0 and array.max() <= 65535 else None
    converted = {
        "L": "L",
        "RGB": "RGB",
        "1": "L",
        "LA": "L",
        "P": "RGB",
        "RGBA": "RGB",
        "CMYK": "RGB",
        "YCbCr": "RGB",
    }
    if mode not in converted:
        return None
    if mode in ("LA", "RGBA"):
        notes.append("transparency is dropped")
    elif mode != converted[mode]:
        notes.append(f"a {mode} picture is read as {converted[mode]}")
    return np.asarray(picture.convert(converted[mode]))


def to_pillow(stored: NDArray[Any]) -> Pillow.Image:
    """A Pillow picture of stored values: uint8 grey or RGB, or uint16 grey."""
    return Pillow.fromarray(np.ascontiguousarray(stored))


def through_jpeg(stored: NDArray[np.uint8], quality: int = 90) -> NDArray[np.uint8]:
    """8-bit pixels after JPEG compression (4:2:0, Pillow's default) and decoding, same shape."""
    buffer = io.BytesIO()
    to_pillow(stored).save(buffer, "JPEG", quality=quality)
    return np.asarray(Pillow.open(buffer))
