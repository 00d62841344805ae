"""Read one image, whatever it is."""

from __future__ import annotations

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Image, Instance
from medadv_gui.imaging.dicom import is_dicom, read_dicom
from medadv_gui.imaging.picture import read_picture


def read_image(instance: Instance) -> Image:
    """The image at `instance`, decoded.

    Raises
    ------
    InputError
        With one line that names the file and the reason.
    """
    if not instance.path.is_file():
        raise InputError(f"{instance.path.name}: there is no such file")
    return read_dicom(instance) if is_dicom(instance.path) else read_picture(instance)
