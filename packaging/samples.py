"""Writes one demo slice and one demo picture in every form that the program decodes, for smoke_test.py.

    .build/venv/bin/python packaging/samples.py FOLDER

FOLDER/ct and FOLDER/eye then hold the same image over and over: a file whose name has "lossy" in it may be answered
differently from the others, one without may not. FOLDER/study is a reader study that two have read, its key beside it.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image
from pydicom import dcmread, dcmwrite
from pydicom.encaps import encapsulate
from pydicom.uid import UID, ExplicitVRBigEndian, ImplicitVRLittleEndian, RLELossless

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from medadv_gui.demo import write
from medadv_gui.imaging.volume_header import NIFTI_1
from medadv_gui.review.build import build, read_design
from medadv_gui.review.worklist import Answer, Viewing, Worklist
from tests.review.made import design

Encoder = Callable[[NDArray[Any]], bytes]

EIGHT = 4  # bits that JPEG's baseline has fewer than the slice


def _eight_bits(values: NDArray[Any]) -> NDArray[Any]:
    return (values >> EIGHT).astype(np.uint8)


DICOM: dict[str, tuple[str, Encoder]] = {
    "jpeg-baseline-lossy": ("1.2.840.10008.1.2.4.50", lambda a: imagecodecs.jpeg8_encode(_eight_bits(a), level=98)),
    "jpeg-extended-lossy": (
        "1.2.840.10008.1.2.4.51",
        lambda a: imagecodecs.jpeg8_encode(a, level=98, bitspersample=12),
    ),
    "jpeg-lossless": ("1.2.840.10008.1.2.4.57", lambda a: imagecodecs.ljpeg_encode(a, bitspersample=16)),
    "jpeg-lossless-sv1": ("1.2.840.10008.1.2.4.70", lambda a: imagecodecs.ljpeg_encode(a, bitspersample=16)),
    "jpeg-ls": ("1.2.840.10008.1.2.4.80", imagecodecs.jpegls_encode),
    "jpeg-ls-lossy": ("1.2.840.10008.1.2.4.81", lambda a: imagecodecs.jpegls_encode(a, level=2)),
    "jpeg2000": ("1.2.840.10008.1.2.4.90", lambda a: imagecodecs.jpeg2k_encode(a, codecformat="j2k", reversible=True)),
    "jpeg2000-lossy": ("1.2.840.10008.1.2.4.91", lambda a: imagecodecs.jpeg2k_encode(a, level=60, codecformat="j2k")),
    "htj2k": ("1.2.840.10008.1.2.4.201", lambda a: imagecodecs.htj2k_encode(a, reversible=True)),
    "jpeg-xl": ("1.2.840.10008.1.2.4.110", lambda a: imagecodecs.jpegxl_encode(a, lossless=True)),
}


def main(folder: Path) -> None:
    demo = folder / "demo"
    write(demo)
    (folder / "ct").mkdir(exist_ok=True)
    (folder / "eye").mkdir(exist_ok=True)
    of_ct(demo / "chest-ct" / "024.dcm", folder / "ct")
    with Image.open(demo / "fundus" / "fundus.png") as picture:
        of_eye(picture.convert("RGB"), folder / "eye")
    study(folder / "study")


def of_ct(source: Path, folder: Path) -> None:
    """The slice in every transfer syntax."""
    plain = dcmread(source)
    values = plain.pixel_array.astype(np.int16)
    offset = int(values.min()) if values.min() < 0 else 0
    unsigned = (values - offset).astype(np.uint16)  # what a codestream holds has no sign
    plain.PixelRepresentation = 0
    plain.RescaleIntercept = float(plain.RescaleIntercept) + offset * float(plain.RescaleSlope)
    plain.BitsAllocated, plain.BitsStored, plain.HighBit = 16, 16, 15
    if "SmallestImagePixelValue" in plain:
        del plain.SmallestImagePixelValue, plain.LargestImagePixelValue
    plain.PixelData = unsigned.tobytes()
    plain["PixelData"].VR = "OW"
    plain.save_as(folder / "explicit.dcm")
    implicit = dcmread(folder / "explicit.dcm")
    implicit.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
    implicit.save_as(folder / "implicit.dcm", implicit_vr=True, little_endian=True)
    big = dcmread(folder / "explicit.dcm")
    big.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    big.PixelData = unsigned.astype(">u2").tobytes()
    dcmwrite(folder / "big-endian.dcm", big, implicit_vr=False, little_endian=False, force_encoding=True)
    deflated = dcmread(folder / "explicit.dcm")
    deflated.file_meta.TransferSyntaxUID = UID("1.2.840.10008.1.2.1.99")
    deflated.save_as(folder / "deflated.dcm")
    rle = dcmread(folder / "explicit.dcm")
    rle.compress(RLELossless)
    rle.save_as(folder / "rle.dcm")
    for name, (syntax, encode) in DICOM.items():
        coded = dcmread(folder / "explicit.dcm")
        if "baseline" in name:
            coded.BitsAllocated, coded.BitsStored, coded.HighBit = 8, 8, 7
            coded.RescaleSlope = float(coded.RescaleSlope) * (1 << EIGHT)
        elif "extended" in name:
            coded.BitsStored, coded.HighBit = 12, 11
        coded.file_meta.TransferSyntaxUID = UID("1.2.840.10008.1.2.4.90")  # pydicom has not heard of JPEG XL
        coded.PixelData = encapsulate([bytes(encode(unsigned))])
        coded["PixelData"].is_undefined_length = True
        path = folder / f"{name}.dcm"
        coded.save_as(path)
        rename_syntax(path, syntax)
    volume(values.astype(np.float64) * float(plain.RescaleSlope) + float(dcmread(source).RescaleIntercept), folder)


def rename_syntax(path: Path, syntax: str) -> None:
    """Put another transfer syntax into a written file; the longest that fits the field and its group's length stays."""
    data = path.read_bytes()
    old = b"1.2.840.10008.1.2.4.90"
    at = data.index(old, 132)
    new = syntax.encode()
    length = len(old) + len(old) % 2
    grown = len(new) + len(new) % 2 - length
    group = int.from_bytes(data[140:144], "little") + grown
    header = data[:140] + group.to_bytes(4, "little") + data[144 : at - 2] + (length + grown).to_bytes(2, "little")
    path.write_bytes(header + new + b"\0" * (len(new) % 2) + data[at + length :])


def volume(hu: NDArray[np.float64], folder: Path) -> None:
    """The slice as a volume file in HU: the same voxels behind each header."""
    voxels = np.rint(hu).astype("<i2")
    rows, columns = voxels.shape
    nifti = np.zeros((), NIFTI_1)
    nifti["sizeof_hdr"], nifti["magic"], nifti["vox_offset"] = NIFTI_1.itemsize, b"n+1", 352
    nifti["datatype"], nifti["bitpix"], nifti["dim"], nifti["pixdim"] = 4, 16, [3, columns, rows, *[1] * 5], 1
    size = f"{columns} {rows} 1"
    for ending, header in {
        "nii": nifti.tobytes() + bytes(4),
        "nrrd": f"NRRD0004\ntype: short\ndimension: 3\nsizes: {size}\nendian: little\nencoding: raw\n\n".encode(),
        "mha": f"NDims = 3\nDimSize = {size}\nElementType = MET_SHORT\nElementDataFile = LOCAL\n".encode(),
    }.items():
        (folder / f"volume.{ending}").write_bytes(header + voxels.tobytes())
    (folder / "volume.nii.gz").write_bytes(gzip.compress((folder / "volume.nii").read_bytes()))


def of_eye(picture: Image.Image, folder: Path) -> None:
    """The picture in every format."""
    array = np.asarray(picture)
    picture.save(folder / "plain.png")
    picture.save(folder / "bitmap.bmp")
    picture.save(folder / "webp.webp", lossless=True)
    picture.save(folder / "jpeg-lossy.jpg", quality=95)
    for name, compression in {
        "plain": None, "lzw": "lzw", "deflate": "zlib", "zstd": "zstd", "lzma": "lzma", "packbits": "packbits",
        "jpeg2000": "jpeg2000", "webp": "webp", "jpegxl": "jpegxl", "lerc": "lerc",
        "jpegxr": "jpegxr", "jpeg-lossy": "jpeg",
    }.items():  # fmt: skip
        options = {"compressionargs": {"level": 0}} if name == "lerc" else {}
        if name == "webp":
            options = {"compressionargs": {"lossless": True}}
        if name == "jpeg2000":
            options = {"compressionargs": {"reversible": True}}
        if name == "jpegxl":
            options = {"compressionargs": {"lossless": True}}
        if name == "jpegxr":
            options = {"compressionargs": {"level": 100}}
        tifffile.imwrite(folder / f"{name}.tif", array, photometric="rgb", compression=compression, **options)


def study(folder: Path) -> None:
    """Two readers who see something in every second image."""
    made = build(read_design(design(folder.with_name("results"))), folder)
    with made.store() as store:
        for reader in ("anna", "bert"):
            work = Worklist.open(store, made.protocol, reader, 3, "radiology")
            while (shown := work.next) is not None:
                answers = [Answer(task.id, 80 if shown.index % 2 else 20) for task in made.protocol.tasks]
                work.record(shown, answers, Viewing("sample", "2026-01-01T10:00:00.000+00:00", 2.0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
