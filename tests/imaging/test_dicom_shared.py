"""The public DICOM files beside the checkout: every image in them decodes, equal to pydicom's own decoding."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.pixels import apply_color_lut, pixel_array

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Instance
from medadv_gui.imaging import codecs
from medadv_gui.imaging.dicom import read_dicom
from tests.support import SHARED

pytestmark = [
    pytest.mark.skipif(not (SHARED / "dicom").is_dir(), reason="the folder of real test pictures is not here"),
    pytest.mark.filterwarnings("ignore"),
]
# JPEG in all its kinds, JPEG-LS, JPEG 2000, HTJ2K.
JPEGS = "1.2.840.10008.1.2.4."
# By their catalogue: 287 images, of these 100 with such a codestream and two of floating-point values; beside them 69
# files without pixels and one text.
READ, COMPRESSED = 287, 100


def files(name: str) -> list[Path]:
    return [p for p in sorted((SHARED / name).rglob("*")) if p.is_file() and p.name not in ("README", "catalogue.csv")]


def theirs(path: Path, frame: int) -> np.ndarray | None:
    """The frame as pydicom's own plugins decode it; None where they cannot."""
    try:
        for decoder in codecs._DECODERS:
            decoder.remove_plugin("imagecodecs")
        dataset = pydicom.dcmread(path, force=True)
        found = pixel_array(dataset, index=frame)
        if dataset.PhotometricInterpretation == "PALETTE COLOR":
            found = apply_color_lut(found, dataset)
            found = (found >> 8).astype(np.uint8) if found.dtype == np.uint16 else found
        return found
    except Exception:
        return None
    finally:
        codecs.register()


def test_every_image_decodes_equal_to_pydicom() -> None:
    """Counted: images read, of these compressed, compared with pydicom; what is refused, each in one line."""
    count: Counter[str] = Counter()
    refused: dict[str, str] = {}
    for path in files("dicom"):
        try:
            image = read_dicom(Instance(path))
        except InputError as error:
            count["refused"] += 1
            refused[path.name] = str(error)
            continue
        count["read"] += 1
        head = pydicom.dcmread(path, stop_before_pixels=True, force=True)
        syntax = str(head.file_meta.get("TransferSyntaxUID", ""))
        count["compressed"] += syntax.startswith(JPEGS)
        frames = int(head.get("NumberOfFrames") or 1)
        for frame in {0, frames - 1}:
            expected = theirs(path, frame)
            if expected is None:
                count["pydicom cannot"] += frame == 0
                continue
            shown = image if frame == 0 else read_dicom(Instance(path, frame))
            found = shown.stored
            if shown.step is not None:
                assert np.abs(found * shown.step - expected).max() <= shown.step / 2
                count["equal"] += frame == 0
                continue
            assert found.shape == expected.shape, path.name
            assert np.abs(found.astype(np.int64) - expected.astype(np.int64)).max() <= image.lossy, path.name
            count["equal"] += frame == 0
        assert np.isfinite(image.modality_values()).all()
    for line in refused.values():
        assert "not an image here" in line or line.endswith("not a DICOM or image file"), line
    assert not any("\n" in line for line in refused.values())
    assert count["compressed"] == COMPRESSED, count
    assert count["read"] == READ, count
    assert count["equal"] + count["pydicom cannot"] == count["read"]


def test_lossless_and_native_files_of_one_slice_are_the_same_picture() -> None:
    """One CT slice in many syntaxes: what pydicom's own plugins cannot read is checked by its siblings."""
    folder = SHARED / "dicom" / "single_cswil_transfer_syntaxes"

    def stored(syntax: str) -> np.ndarray:
        (path,) = folder.glob(f"CTImage.dcm_*{syntax}.dcm")
        return read_dicom(Instance(path)).stored.astype(int)

    native = stored("LittleEndianExplicit*")
    for number in ("57", "70", "80", "90"):
        assert np.array_equal(stored(f"4.{number}"), native), number
    # The lossy ones were made of values moved into 12 bits, one from another by the order of their coefficients alone.
    for number in ("53", "55"):
        assert np.abs(stored(f"4.{number}") - stored("4.51")).max() <= 1, number


def test_malformed_files_give_an_image_or_one_line() -> None:
    images, lines = [], []
    for path in files("malformed"):
        try:
            images.append(read_dicom(Instance(path)))
        except InputError as error:
            lines.append(str(error))
    assert all(np.isfinite(image.modality_values()).all() for image in images)
    assert not any("\n" in line for line in lines)
    assert len(images) >= 9
