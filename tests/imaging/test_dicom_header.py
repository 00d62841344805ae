"""DICOM files whose header is odd, bare, hostile or that of no image: read, or refused in one line before anything is
allocated."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    MediaStorageDirectoryStorage,
    RTStructureSetStorage,
)

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Instance
from medadv_gui.imaging import header
from medadv_gui.imaging.dicom import frame_item, is_dicom, read_dataset, read_dicom
from medadv_gui.imaging.read import read_image
from tests.support import ct_dataset, save

STORED = np.arange(48, dtype=np.int16).reshape(8, 6) * 20


def refused(path: Path, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read_image(Instance(path))
    assert str(caught.value).startswith(f"{path.name}: ")


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian])
def test_a_bare_data_set_is_read(tmp_path: Path, syntax: UID) -> None:
    """No preamble, no file meta: guessed from the first attribute, and said so."""
    ds = ct_dataset(STORED)
    if syntax == ExplicitVRBigEndian:
        ds.PixelData = STORED.astype(">i2").tobytes()
    path = tmp_path / "bare"
    del ds.file_meta
    ds.save_as(path, implicit_vr=syntax.is_implicit_VR, little_endian=syntax.is_little_endian)
    assert path.read_bytes()[128:132] != b"DICM"
    assert is_dicom(Instance(path))
    image = read_image(Instance(path))
    assert np.array_equal(image.stored, STORED)
    assert image.units == "HU"
    assert "the transfer syntax is missing" in image.notes[0]


def test_file_meta_without_preamble_is_read(tmp_path: Path) -> None:
    path = save(ct_dataset(STORED), tmp_path / "a.dcm")
    path.write_bytes(path.read_bytes()[132:])
    image = read_image(Instance(path))
    assert np.array_equal(image.stored, STORED)
    assert image.notes == ()


def test_a_missing_transfer_syntax_is_guessed_and_said(tmp_path: Path) -> None:
    path = save(ct_dataset(STORED), tmp_path / "a.dcm")
    data = path.read_bytes()
    at = data.index(b"\x02\x00\x10\x00UI")
    path.write_bytes(data[:at] + data[at + 8 + data[at + 6] :])
    image = read_image(Instance(path))
    assert np.array_equal(image.stored, STORED)
    assert "the transfer syntax is missing" in image.notes[0]


def test_compressed_pixels_without_transfer_syntax_are_not_guessed(tmp_path: Path) -> None:
    ds = ct_dataset(STORED)
    ds.PixelData = encapsulate([b"\0" * 32])
    ds["PixelData"].is_undefined_length = True
    ds.file_meta.TransferSyntaxUID = JPEG2000Lossless
    path = save(ds, tmp_path / "a.dcm")
    data = path.read_bytes()
    at = data.index(b"\x02\x00\x10\x00UI")
    path.write_bytes(data[:at] + data[at + 8 + data[at + 6] :])
    refused(path, "the transfer syntax of compressed pixels is missing")


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\x08", b"text of some length, no image at all, and none to come", b"\x08\x00" * 200, b"\0" * 400,
        b"\x89PNG\r\n\x1a\n" + bytes(200), struct.pack("<I", 348) + bytes(348), b"II*\0" + bytes(200),
        struct.pack("<HH2sH", 8, 5, b"CS", 60000) + bytes(64), struct.pack("<HHL", 8, 5, 1 << 20) + bytes(64),
    ],
)  # fmt: skip
def test_what_does_not_begin_as_dicom_is_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(content)
    assert not is_dicom(Instance(path))
    with pytest.raises(InputError, match=r"^a: not a DICOM or image file$"):
        read_dataset(Instance(path))


def deflated(path: Path, raw: bytes, dataset: Dataset) -> Path:
    dataset.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    save(dataset, path)
    start = 144 + int(pydicom.dcmread(path).file_meta.FileMetaInformationGroupLength)
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    path.write_bytes(path.read_bytes()[:start] + squeeze.compress(raw) + squeeze.flush())
    return path


def test_a_deflated_data_set_is_inflated_up_to_a_cap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ds = ct_dataset(STORED)
    ds.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    path = save(ds, tmp_path / "a.dcm")
    assert np.array_equal(read_image(Instance(path)).stored, STORED)
    assert read_dataset(Instance(path)).PixelData == ds.PixelData
    whole = path.read_bytes()
    monkeypatch.setattr(header, "MAX_MEMBER", 1 << 20)
    bomb = deflated(tmp_path / "bomb.dcm", bytes(1 << 24), ct_dataset(STORED))
    for read in (read_dicom, read_dataset, lambda i: read_dataset(i, header_only=True)):
        with pytest.raises(InputError, match=r"^bomb\.dcm: inflates to more than 1 MiB$"):
            read(Instance(bomb))
    at = 144 + int(pydicom.dcmread(path).file_meta.FileMetaInformationGroupLength)
    for damaged, words in ((whole[:-20], "cut"), (whole[:at] + b"\xff" * 60 + whole[at:], "damaged")):
        path.write_bytes(damaged)
        with pytest.raises(InputError, match=rf"^a\.dcm: the deflated data set is {words}$"):
            read_dicom(Instance(path))


@pytest.mark.parametrize("program", [b"MZ\x90\0", b"\x7fELF\2\1\1", b"#!/bin/sh\n"])
def test_a_program_in_the_preamble_is_said(tmp_path: Path, program: bytes) -> None:
    ds = ct_dataset(STORED)
    ds.preamble = program.ljust(128, b"\0")
    image = read_image(Instance(save(ds, tmp_path / "a.dcm")))
    assert "preamble" in image.notes[0]
    ds.preamble = b"II*\0".ljust(128, b"\0")  # a TIFF as well, as slide scanners write it
    assert read_image(Instance(save(ds, tmp_path / "a.dcm"))).notes == ()


def test_sequences_nested_too_deep(tmp_path: Path) -> None:
    path = save(ct_dataset(STORED), tmp_path / "deep.dcm")
    data = path.read_bytes()
    opening = b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff" + b"\xfe\xff\x00\xe0\xff\xff\xff\xff"
    at = data.index(b"\x10\x00\x10\x00PN")
    path.write_bytes(data[:at] + opening * 3000 + data[at:])
    refused(path, "nesting too deep$")


@pytest.mark.parametrize(
    ("keyword", "value", "words"),
    [
        ("Rows", 0, "Rows x Columns is 0 x 6"),
        ("Columns", 0, "Rows x Columns is 8 x 0"),
        ("Rows", 60000, "pixel data incomplete: 96 of 720000 bytes"),
        ("BitsAllocated", 12, "BitsAllocated is 12"),
        ("BitsAllocated", 64, "BitsAllocated is 64"),
        ("BitsStored", 17, "BitsStored 17 of BitsAllocated 16"),
        ("BitsStored", 0, "BitsStored 0 of BitsAllocated 16"),
        ("HighBit", 11, "HighBit is 11 where BitsStored 16 asks for 15"),
        ("NumberOfFrames", -1, "NumberOfFrames is -1"),
        ("NumberOfFrames", (1 << 31) - 1, "NumberOfFrames is 2147483647"),
        ("NumberOfFrames", 2, "pixel data incomplete: 96 of 192 bytes"),
        ("SamplesPerPixel", 3, "SamplesPerPixel is 3 where MONOCHROME2 has 1"),
        ("PhotometricInterpretation", "CMYK", "PhotometricInterpretation CMYK is not read here"),
    ],
)
def test_a_header_that_cannot_be_names_the_attribute(tmp_path: Path, keyword: str, value: object, words: str) -> None:
    ds = ct_dataset(STORED)
    setattr(ds, keyword, value)
    refused(save(ds, tmp_path / "a.dcm"), words)


@pytest.mark.parametrize("keyword", ["Rows", "Columns", "BitsAllocated"])
def test_what_is_missing_is_named(tmp_path: Path, keyword: str) -> None:
    ds = ct_dataset(STORED)
    delattr(ds, keyword)
    refused(save(ds, tmp_path / "a.dcm"), f"{keyword} is missing")


def test_no_frames_means_one(tmp_path: Path) -> None:
    ds = ct_dataset(STORED)
    ds.NumberOfFrames = 0
    image = read_image(Instance(save(ds, tmp_path / "a.dcm")))
    assert np.array_equal(image.stored, STORED)
    assert image.notes == ("NumberOfFrames is 0; one frame is read",)


def test_pixel_data_longer_than_the_file(tmp_path: Path) -> None:
    path = save(ct_dataset(STORED), tmp_path / "a.dcm")
    data = path.read_bytes()
    at = data.index(b"\xe0\x7f\x10\x00OW") + 8
    path.write_bytes(data[:at] + struct.pack("<L", 0xFFFFFFF0) + data[at + 4 :])
    refused(path, "pixel data incomplete: 96 of 4294967280 bytes")


def test_compressed_pixels_in_a_native_syntax(tmp_path: Path) -> None:
    ds = ct_dataset(STORED)
    ds.PixelData = encapsulate([b"\0" * 32])
    ds["PixelData"].is_undefined_length = True
    ds.file_meta.TransferSyntaxUID = JPEG2000Lossless
    path = save(ds, tmp_path / "a.dcm")
    path.write_bytes(
        path.read_bytes().replace(JPEG2000Lossless.encode(), ExplicitVRLittleEndian.encode().ljust(22, b"\0"))
    )
    refused(path, "compressed pixels where the transfer syntax says otherwise")


@pytest.mark.parametrize(
    ("syntax", "words"),
    [
        ("1.2.840.10008.1.2.4.100", r"not an image here \(video, MPEG2 Main Profile"),
        ("1.2.840.10008.1.2.4.102", r"not an image here \(video, MPEG-4"),
        ("1.2.840.10008.1.2.4.107", r"not an image here \(video, HEVC"),
        ("1.2.840.10008.1.2.4.94", r"its pixel data lies on a server \(JPIP Referenced"),
        ("1.2.840.10008.1.2.4.61", r"cannot be decoded here \(JPEG .*, 1.2.840.10008.1.2.4.61\)"),
        ("1.2.840.10008.9.9.9", r"unknown transfer syntax \(1.2.840.10008.9.9.9\)"),
        ("1.2.3.4.5", r"unknown transfer syntax \(1.2.3.4.5\)"),
    ],
)
def test_other_transfer_syntaxes_are_named(tmp_path: Path, syntax: str, words: str) -> None:
    ds = ct_dataset(STORED)
    ds.PixelData = encapsulate(
        [b"\0" * 32]
        if not syntax.endswith("61")
        else [b"\xff\xd8\xff\xc0\0\x0b\x10\0\x08\0\x06\x01" + bytes(20) + b"\xff\xd9"]
    )
    ds["PixelData"].is_undefined_length = True
    ds.file_meta.TransferSyntaxUID = UID("1.2.840.10008.1.2.4.201")
    path = save(ds, tmp_path / "a.dcm")
    path.write_bytes(path.read_bytes().replace(b"1.2.840.10008.1.2.4.201", syntax.encode().ljust(23, b"\0"), 1))
    refused(path, words)


def test_what_is_no_image_is_named(tmp_path: Path) -> None:
    ds = ct_dataset(STORED)
    for name in ("PixelData", "Rows", "Columns"):
        delattr(ds, name)
    path = tmp_path / "a.dcm"
    refused(save(ds, path), r"not an image here \(CT Image Storage without pixel data\)$")
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = RTStructureSetStorage
    refused(save(ds, path), r"not an image here \(RT Structure Set Storage\)$")
    del ds.SOPClassUID  # as in a DICOMDIR: the file meta alone says what it is
    ds.file_meta.MediaStorageSOPClassUID = MediaStorageDirectoryStorage
    refused(save(ds, path), r"not an image here \(Media Storage Directory Storage\)$")


def test_a_frames_attributes(tmp_path: Path) -> None:
    ds = ct_dataset(STORED)
    group, plane = Dataset(), Dataset()
    plane.ImagePositionPatient = [1, 2, 3]
    group.PlanePositionSequence = [plane]
    ds.PerFrameFunctionalGroupsSequence = [group]
    found = read_dataset(Instance(save(ds, tmp_path / "a.dcm")))
    assert frame_item(found, 0, "PlanePositionSequence", "ImagePositionPatient") == [1, 2, 3]
    assert frame_item(found, 1, "PlanePositionSequence", "ImagePositionPatient") == [0, 0, 0]
    assert frame_item(found, 0, "PlanePositionSequence", "SliceThickness") is None
