"""TIFF pictures as Images, through tifffile: every page of the size and type of the first one is a frame.

Beside the rules of `picture`:

| in the file | what becomes of it |
|---|---|
| 1, 8 and 16 bits, unsigned, grey and RGB, by pixel or by plane | kept in their own depth (1 bit: 0 and 255) |
| white is zero | turned over, so that 0 is black |
| YCbCr under JPEG compression | RGB |
| pages of another size or type (thumbnails, levels of a pyramid, masks) | not read, and said |
| float of 16, 32 and 64 bits, grey and RGB, where all pages lie in 0 to 1 | numbers of steps of 2^-24 (`lattice`), taken as 0 to 255 |
| float of 16, 32 and 64 bits, grey, other values | numbers of steps, a step for all pages; the values as they are, through the window of their range |
| float in other colours, or RGB beyond 0 to 1; NaN, infinity | refused |
| signed, 32-bit integers, other depths, Lab, YCbCr without JPEG, 16-bit CMYK | refused |
"""  # noqa: E501

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image as Pillow

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Image, Instance, Window
from medadv_gui.imaging.facts import MAX_FRAMES
from medadv_gui.imaging.lattice import EXACT, check_finite, ends_of, in_steps, in_words, step_of
from medadv_gui.imaging.picture import (
    LABEL_MAP_MARK,
    NO_PROFILE,
    ROTATED,
    check_size,
    dropped_alpha,
    picture_image,
    turned,
)
from medadv_gui.imaging.source import opened

_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _PALETTE, _MASK, _CMYK, _YCBCR = range(7)
_COLOURS = {_WHITE_IS_ZERO: 1, _BLACK_IS_ZERO: 1, _RGB: 3, _PALETTE: 1, _CMYK: 4, _YCBCR: 3}
_JPEG = {6, 7, 34892}
# JPEG 2000, WebP, JPEG XR and JPEG XL, each of which may have lost information.
_LOSSY = _JPEG | {33003, 33004, 33005, 34712, 34927, 34933, 34934, 22610, 50001, 50002, 52546}
_ORIENTATION = 274
# SampleFormat (TIFF 6.0, section 19).
_NUMBERS = {1: "unsigned", 2: "signed", 3: "float", 5: "complex", 6: "complex"}


def read_tiff(instance: Instance) -> Image:
    """Decode one page.

    Raises
    ------
    InputError
        With one line that names the file and the reason.
    """
    with _pages(instance) as pages:
        frames, others = _frames(pages, instance.name)
        if instance.frame >= len(frames):
            raise InputError(f"{instance.name}: has no page {instance.frame + 1}")
        page, notes = frames[instance.frame], []
        if others:
            notes.append(f"{others} pages of another size or type are not read")
        stored = _pixels(page, instance.name, notes)
        orientation = _orientation(page)
        if turned(stored, orientation) is not stored:
            notes.append(ROTATED)
        if 34675 in page.tags:
            notes.append(NO_PROFILE)
        lossy = int(page.compression) in _LOSSY
        values = turned(stored, orientation)
        if stored.dtype.kind == "f":
            ends = _ends(instance, frames)
            return _floats(picture_image(instance, values, "tiff", lossy, page.description, notes), ends)
        return picture_image(instance, values, "tiff", lossy, page.description, notes)


def scan_tiff(instance: Instance) -> dict[str, Any]:
    """A picture's size and its pages, from their headers. Raises InputError with one line."""
    with _pages(instance) as pages:
        frames, _ = _frames(pages, instance.name)
        page = frames[0]
        if page.description.startswith(LABEL_MAP_MARK):
            raise InputError(f"{instance.name}: a label map, not a picture")
        rows, columns = page.imagelength, page.imagewidth
        if _orientation(page) in (5, 6, 7, 8):
            rows, columns = columns, rows
    return {"kind": "picture", "rows": rows, "columns": columns, "frames": len(frames)}


@contextmanager
def _pages(instance: Instance) -> Iterator[tifffile.TiffPages]:
    """The file's pages; a fault in the file met while it is open becomes an InputError."""
    with opened(instance) as stream:
        try:
            with tifffile.TiffFile(stream, name=instance.name) as file:
                yield file.pages
        except InputError:
            raise
        except Exception as error:  # a damaged file: tifffile and the codecs raise many kinds
            kind = type(error).__name__
            raise InputError(f"{instance.name}: the picture is damaged or incomplete ({kind})") from None


def _frames(pages: tifffile.TiffPages, name: str) -> tuple[list[tifffile.TiffPage], int]:
    """The pages like the first one, and how many others there are."""
    if len(pages) > MAX_FRAMES:
        raise InputError(f"{name}: {len(pages)} pages are more than this program opens")
    found = [page for page in pages if isinstance(page, tifffile.TiffPage)]
    if not all(isinstance(value, int) for value in _form(found[0])):  # a damaged tag may hold a list of numbers
        raise InputError(f"{name}: the picture is damaged or incomplete (ImageLength or ImageWidth)")
    check_size(name, found[0].imagelength, found[0].imagewidth)
    alike = [page for page in found if _form(page) == _form(found[0])]
    return alike, len(found) - len(alike)


def _form(page: tifffile.TiffPage) -> tuple[object, ...]:
    return (
        page.imagelength, page.imagewidth, page.samplesperpixel, page.bitspersample, int(page.sampleformat),
        int(page.photometric),
    )  # fmt: skip


def _orientation(page: tifffile.TiffPage) -> object:
    tag = page.tags.get(_ORIENTATION)
    return None if tag is None else int(tag.value)


# The ends of the values of the file read last, by what tells it from others: a step holds for all its pages.
_last_ends: dict[tuple[object, ...], tuple[float, float]] = {}


def _ends(instance: Instance, frames: Sequence[tifffile.TiffPage]) -> tuple[float, float]:
    """The least and the greatest value of all pages."""
    status = instance.path.stat()
    key = instance.path, instance.member, status.st_mtime_ns, status.st_size
    if key not in _last_ends:
        _last_ends.clear()
        _last_ends[key] = ends_of(_pixels(page, instance.name, []) for page in frames)
    return _last_ends[key]


def _floats(image: Image, ends: tuple[float, float]) -> Image:
    """The image of a page of floats, `stored` as yet, in steps; `ends` are those of the file's values."""
    values, name = image.stored, image.instance.name
    check_finite(values, name)
    unit = ends[0] >= 0 and ends[1] <= 1
    if image.colour and not unit:
        raise InputError(
            f"{name}: colours of {values.dtype.name} are read from 0 to 1; these go from {ends[0]:g} to {ends[1]:g}"
        )
    step = 1 / EXACT if unit else step_of(*ends)
    stored, rounded = in_steps(values, step)
    notes = (*image.notes, in_words(values.dtype, step, rounded))
    if unit:
        notes = (*notes, "its values lie in 0 to 1, which are taken as 0 to 255")
        return replace(image, stored=stored, slope=255 * step, highest=EXACT, step=step, notes=notes)
    low, high = (float(end) for end in (values.min(), values.max()))
    window = Window(low, high if high > low else low + 1)
    return replace(
        image, stored=stored, slope=step, lowest=-EXACT, highest=EXACT, step=step, window=window, notes=notes
    )


def _pixels(page: tifffile.TiffPage, name: str, notes: list[str]) -> NDArray[Any]:
    photometric, bits = int(page.photometric), page.bitspersample
    colour_space = str(getattr(page.photometric, "name", photometric))
    if photometric not in _COLOURS or page.is_volumetric:
        raise InputError(f"{name}: TIFF of the kind {colour_space} is not supported")
    if photometric == _YCBCR and page.compression not in _JPEG:
        raise InputError(f"{name}: YCbCr is read under JPEG compression only")
    whole = int(page.sampleformat) == 1 and bits in ((1, 8) if photometric in (_PALETTE, _CMYK) else (1, 8, 16))
    floats = int(page.sampleformat) == 3 and bits in (16, 32, 64) and photometric in (_BLACK_IS_ZERO, _RGB)
    if not whole and not floats:
        kind = _NUMBERS.get(int(page.sampleformat), "unknown")
        raise InputError(f"{name}: {bits}-bit {kind} {colour_space.lower()} pixels are not supported")
    if len(page.dataoffsets) < math.prod(page.chunked) or not all(page.databytecounts):
        raise InputError(f"{name}: the picture is incomplete; parts of it are missing")
    colours = _COLOURS[photometric]
    rows, columns = page.imagelength, page.imagewidth
    planes = page.asarray().reshape(page.shaped[0], rows, columns, -1)
    array = np.moveaxis(planes, 0, 2).reshape(rows, columns, -1)
    if array.shape[2] < colours:
        raise InputError(f"{name}: {array.shape[2]} of {colours} samples a pixel")
    if array.shape[2] > colours:
        dropped_alpha(array[..., colours], notes)
    array = array[..., :colours]
    if photometric in (_PALETTE, _CMYK):
        notes.append(f"a {'palette' if photometric == _PALETTE else 'CMYK'} picture is read as RGB")
    if photometric == _PALETTE:
        table = np.asarray(page.colormap) >> 8
        return np.moveaxis(table[:, array[..., 0]], 0, 2).astype(np.uint8)
    if photometric == _CMYK:
        return np.asarray(Pillow.fromarray(np.ascontiguousarray(array), "CMYK").convert("RGB"))
    if bits == 1:
        notes.append("a picture of 1 bit is read as 0 and 255")
        array = array.astype(np.uint8) * np.uint8(255)
    if photometric == _WHITE_IS_ZERO:
        notes.append("white is zero in the file; the values are turned over")
        array = ~array
    return array[..., 0] if colours == 1 else array
