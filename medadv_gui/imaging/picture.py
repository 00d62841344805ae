"""PNG, JPEG, BMP and WebP pictures as Images, through Pillow; 16-bit PNG through imagecodecs, since Pillow gives 16-bit
colour back as 8-bit without a word. TIFF is in `tiff`, whose rules are these as well.

The rules. Pixel values are taken as stored, and whatever is done to them is noted on the image.

| in the file | what becomes of it |
|---|---|
| 8-bit and 16-bit grey and RGB | kept in their own depth |
| grey of 2 or 4 bits (PNG) | spread over 0 to 255 |
| 1 bit | 0 and 255 |
| palette | RGB, 8 bits |
| CMYK (JPEG, TIFF), 8 bits | RGB by Pillow's plain conversion, Adobe's inverted values put right first |
| YCbCr inside JPEG | RGB, as JPEG defines it |
| alpha, 8 or 16 bits | dropped, not blended: the colour under it is stored data, a background would be made up |
| EXIF orientation | applied |
| ICC profile, gamma | not applied: models are trained on stored values, and applying it would change them |
| several frames (animated PNG and WebP, MPO) | the first one |
| 12-bit JPEG, GIF, HEIF, anything else | refused |
| more than MAX_PIXELS pixels | refused before any is decoded |
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import PngImagePlugin, UnidentifiedImageError

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Image, Instance, Window
from medadv_gui.imaging.marks import ADVERSARIAL, SYNTHETIC_MARK
from medadv_gui.imaging.pixels import MAX_PIXELS
from medadv_gui.imaging.source import opened

FORMATS = {"PNG": "png", "JPEG": "jpeg", "MPO": "jpeg", "BMP": "bmp", "WEBP": "webp"}
LABEL_MAP_MARK = "label map"
FIRST_FRAME = "only the first of several frames is read"
NO_PROFILE = "the colour profile is not applied; pixel values are as stored"
ROTATED = "the picture's EXIF rotation is applied"
# The size check below is ours and comes before any pixel is decoded; Pillow's own would only warn.
Pillow.MAX_IMAGE_PIXELS = None
# A long comment is no reason to refuse a picture; all of a file's together stay within Pillow's 64 MiB.
PngImagePlugin.MAX_TEXT_CHUNK = PngImagePlugin.MAX_TEXT_MEMORY

_ORIENTATION = 0x0112
_TURNS: dict[int, Callable[[NDArray[Any]], NDArray[Any]]] = {
    2: np.fliplr,
    3: lambda a: np.rot90(a, 2),
    4: np.flipud,
    5: lambda a: a.swapaxes(0, 1),
    6: lambda a: np.rot90(a, -1),
    7: lambda a: np.rot90(a, 2).swapaxes(0, 1),
    8: np.rot90,
}
_CONVERTED = {
    "1": "a picture of 1 bit is read as 0 and 255", "P": "a palette picture is read as RGB",
    "PA": "a palette picture is read as RGB", "CMYK": "a CMYK picture is read as RGB",
}  # fmt: skip
_MODES = {"L": "L", "RGB": "RGB", "1": "L", "LA": "L", "P": "RGB", "PA": "RGB", "RGBA": "RGB", "CMYK": "RGB"}


def turned(array: NDArray[Any], orientation: object) -> NDArray[Any]:
    """`array` (rows, columns, ...) as EXIF's orientation, 1 to 8, says it is to be seen; others mean nothing."""
    turn = _TURNS.get(orientation) if isinstance(orientation, int) else None
    return array if turn is None else turn(array)


def check_size(name: str, rows: int, columns: int) -> None:
    """Raises InputError for a picture without pixels or with more than this program opens."""
    if not 0 < rows * columns <= MAX_PIXELS:
        raise InputError(f"{name}: {columns} x {rows} pixels are more than this program opens, or none")


@contextmanager
def open_picture(instance: Instance) -> Iterator[Pillow.Image]:
    """The picture with only its header read; a fault in the picture met while it is open becomes an InputError.

    Raises
    ------
    InputError
        If the file is missing, no picture of a known format, damaged, or too large.
    """
    name = instance.name
    with opened(instance) as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of damage in metadata that is not used here
        try:
            picture = Pillow.open(stream, formats=("PNG", "JPEG", "BMP", "WEBP"))
            check_size(name, picture.height, picture.width)
            yield picture
        except InputError:
            raise
        except UnidentifiedImageError:
            stream.seek(0)
            if stream.read(8).startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
                raise InputError(f"{name}: the picture is damaged, or of a kind that is not supported") from None
            raise InputError(f"{name}: not a DICOM or image file") from None
        except Exception as error:  # a damaged stream: Pillow raises many kinds
            raise InputError(f"{name}: the picture is damaged or incomplete ({type(error).__name__})") from None


def description(picture: Pillow.Image) -> str:
    """The text this program writes into its own PNG files; "" elsewhere."""
    return str(picture.info.get("Description", "")) if picture.format == "PNG" else ""


def read_picture(instance: Instance) -> Image:
    """Decode a picture by the rules above.

    Raises
    ------
    InputError
        With one line that names the file and the reason.
    """
    if instance.frame:
        raise InputError(f"{instance.name}: has no frame {instance.frame + 1}; of a picture the first one is read")
    with open_picture(instance) as picture:
        kind = FORMATS[str(picture.format)]
        notes: list[str] = []
        if getattr(picture, "n_frames", 1) > 1:
            notes.append(FIRST_FRAME)
        if _png_depth(instance, kind) == 16:
            with opened(instance) as stream:
                stored = colour_of(imagecodecs.png_decode(stream.read()), notes)
        else:
            stored = _eight_bit(picture, instance.name, notes)
        orientation = _orientation(picture, instance)
        if orientation in _TURNS:
            notes.append(ROTATED)
        if picture.info.get("icc_profile"):
            notes.append(NO_PROFILE)
        lossy = kind == "jpeg" or (kind == "webp" and not _lossless_webp(instance))
        return picture_image(instance, turned(stored, orientation), kind, lossy, description(picture), notes)


def picture_image(
    instance: Instance, stored: NDArray[Any], kind: str, lossy: bool, mark: str, notes: list[str]
) -> Image:
    """An Image of uint8 or uint16 pixels, (rows, columns) grey or (rows, columns, 3) RGB; its modality values are
    0 to 255 in either depth. `mark` : what the file's description says."""
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
        adversarial=ADVERSARIAL in mark,
        notes=tuple(notes),
    )


def scan_picture(instance: Instance) -> dict[str, Any]:
    """A picture's size, from its header. Raises InputError with one line."""
    with open_picture(instance) as picture:
        if description(picture).startswith(LABEL_MAP_MARK):
            raise InputError(f"{instance.name}: a label map, not a picture")
        width, height = picture.size
        if _orientation(picture, instance) in (5, 6, 7, 8):  # turned by a quarter when it is read
            width, height = height, width
    return {"kind": "picture", "rows": height, "columns": width, "frames": 1}


def colour_of(array: NDArray[Any], notes: list[str]) -> NDArray[Any]:
    """Grey or RGB of an array (rows, columns[, samples]) whose last sample is alpha if there are 2 or 4."""
    if array.ndim == 2:
        return array
    colours, alpha = array[..., :-1], array[..., -1]
    if array.shape[2] in (1, 3):
        return array[..., 0] if array.shape[2] == 1 else array
    dropped_alpha(alpha, notes)
    return colours[..., 0] if colours.shape[2] == 1 else colours


def dropped_alpha(alpha: NDArray[Any], notes: list[str]) -> None:
    """Say that transparency is dropped, and how much of the picture it hid."""
    hidden = int(np.count_nonzero(alpha == 0))
    extent = f"; {hidden} fully transparent pixels are shown" if hidden else ""
    notes.append(f"transparency is dropped, not blended{extent}")


def _png_depth(instance: Instance, kind: str) -> int:
    """Bits of a sample, from a PNG's IHDR (PNG 11.2.1); 8 elsewhere."""
    with opened(instance) as stream:
        return stream.read(25)[24] if kind == "png" else 8


def _orientation(picture: Pillow.Image, instance: Instance) -> object:
    """EXIF's orientation, 1 where there is none. A PNG may keep it behind its pixels, all of which Pillow would decode
    to look there."""
    if picture.format == "PNG" and "exif" not in picture.info:
        with opened(instance) as stream:
            stream.seek(8)
            while len(head := stream.read(8)) == 8:
                length, kind = int.from_bytes(head[:4], "big"), head[4:]
                if kind == b"eXIf":
                    picture.info["exif"] = stream.read(length)
                    break
                stream.seek(length + 4, io.SEEK_CUR)
    return Pillow.Image.getexif(picture).get(_ORIENTATION, 1)


def _lossless_webp(instance: Instance) -> bool:
    """Whether the file is one lossless bitstream (RFC 9649, 2.6); the extended form may hold either kind."""
    with opened(instance) as stream:
        return stream.read(16)[12:] == b"VP8L"


def _eight_bit(picture: Pillow.Image, name: str, notes: list[str]) -> NDArray[Any]:
    mode = picture.mode
    if mode not in _MODES:
        raise InputError(f"{name}: pictures of mode {mode} are not supported")
    picture.load()
    if "A" in mode:
        dropped_alpha(np.asarray(picture.getchannel("A")), notes)
    elif "transparency" in picture.info:
        dropped_alpha(np.asarray(picture.convert("RGBA").getchannel("A")), notes)
    if mode in _CONVERTED:
        notes.append(_CONVERTED[mode])
    picture.info.pop("transparency", None)  # or Pillow would try to keep it
    return np.asarray(picture.convert(_MODES[mode]))


def to_pillow(stored: NDArray[Any]) -> Pillow.Image:
    """A Pillow picture of stored values: uint8 grey or RGB, or uint16 grey."""
    return Pillow.fromarray(np.ascontiguousarray(stored))


def through_jpeg(stored: NDArray[np.uint8], quality: int = 90) -> NDArray[np.uint8]:
    """8-bit pixels after JPEG compression (4:2:0, Pillow's default) and decoding, same shape."""
    buffer = io.BytesIO()
    to_pillow(stored).save(buffer, "JPEG", quality=quality)
    return np.asarray(Pillow.open(buffer))
