"""What a decoding child can do with a file, by its content: `read`, `scan`. Not for the program's own process."""

from __future__ import annotations

from typing import Any

from medadv_gui.core.types import Image, Instance
from medadv_gui.imaging.dicom import is_dicom, read_dicom
from medadv_gui.imaging.picture import read_picture
from medadv_gui.imaging.scan import scan_dicom, scan_picture


def decode(instance: Instance) -> Image:
    """The image at `instance`. Raises InputError with one line."""
    return read_dicom(instance) if is_dicom(instance) else read_picture(instance)


def scan(instance: Instance) -> dict[str, Any]:
    """What the index needs to know of a file, from its header. Raises InputError with one line."""
    return scan_dicom(instance) if is_dicom(instance) else scan_picture(instance)
