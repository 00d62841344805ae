"""What a decoding child can do with a file, by its content: `read`, `scan`. Not for the program's own process."""

from __future__ import annotations

from typing import Any

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Image, Instance
from medadv_gui.imaging.dicom import is_dicom, read_dicom
from medadv_gui.imaging.picture import read_picture, scan_picture
from medadv_gui.imaging.scan import scan_dicom
from medadv_gui.imaging.source import opened
from medadv_gui.imaging.tiff import read_tiff, scan_tiff
from medadv_gui.imaging.video import is_video, read_video, scan_video
from medadv_gui.imaging.volume_file import read_volume, scan_volume
from medadv_gui.imaging.volume_header import volume_kind

# By what `_family` finds in a file: the functions that read an image of it, and that look at its header.
_FAMILIES = {
    "dicom": (read_dicom, scan_dicom),
    "picture": (read_picture, scan_picture),
    "tiff": (read_tiff, scan_tiff),
    "volume": (read_volume, scan_volume),
    "video": (read_video, scan_video),
}
# TIFF 6.0 and BigTIFF, in either byte order.
_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


def decode(instance: Instance) -> Image:
    """The image at `instance`. Raises InputError with one line."""
    return _FAMILIES[_family(instance)][0](instance)


def scan(instance: Instance) -> dict[str, Any]:
    """What the index needs to know of a file, from its header. Raises InputError with one line."""
    return _FAMILIES[_family(instance)][1](instance)


def _family(instance: Instance) -> str:
    with opened(instance) as stream:
        head = stream.read(2048)
    if head[128:132] == b"DICM":  # first: a file may be DICOM and something else (PS3.10 7.1)
        return "dicom"
    if head.startswith(_TIFF):
        return "tiff"
    if volume_kind(head):
        return "volume"
    if is_video(head):
        return "video"
    if head.startswith(b"GIF8"):
        raise InputError(f"{instance.name}: GIF pictures are not opened; save it as PNG")
    return "dicom" if is_dicom(instance) else "picture"
