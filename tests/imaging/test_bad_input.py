"""Bad input, row by row: no crash, no hang, bounded memory, one line that names the file and the reason; the rest of
the folder still loads. The numbers are the rows of the project's table of bad input; row 25 (models) is in
tests/models."""

from __future__ import annotations

import gzip
import os
import struct
import sys
import zipfile
import zlib
from pathlib import Path

import imagecodecs
import numpy as np
import pydicom
import pytest
from PIL import Image as Pillow
from pydicom.dataset import Dataset, FileDataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    EncapsulatedPDFStorage,
    ExplicitVRLittleEndian,
    GrayscaleSoftcopyPresentationStateStorage,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    RTStructureSetStorage,
    VideoEndoscopicImageStorage,
)

from medadv_gui.core.errors import InputError, OutputError
from medadv_gui.core.types import Image, Instance
from medadv_gui.imaging.index import index
from medadv_gui.imaging.read import read_image
from medadv_gui.imaging.write import write_like
from tests.forked import start
from tests.support import SHARED, ct_dataset, save


def ramp(rows: int = 8, columns: int = 6) -> np.ndarray:
    return np.arange(rows * columns, dtype=np.int16).reshape(rows, columns) * 20


def read(path: Path, frame: int = 0) -> Image:
    return read_image(Instance(path, frame))


def refused(path: Path, *words: str) -> str:
    """The one line that refuses a file; it names the file and holds all `words`."""
    with pytest.raises(InputError) as caught:
        read(path)
    line = str(caught.value)
    assert line.startswith(f"{path.name}: ")
    assert "\n" not in line
    assert len(line) < 300
    for word in words:
        assert word in line
    return line


def with_raw(ds: Dataset, path: Path, keyword: str, vr: str, value: bytes) -> Path:
    """Save `ds` with an element whose bytes pydicom would not write."""
    tag = pydicom.tag.Tag(keyword)
    if tag in ds:
        del ds[tag]
    save(ds, path)
    data = path.read_bytes()
    head = struct.pack("<HH2s", tag.group, tag.element, vr.encode()) + struct.pack("<H", len(value)) + value
    dataset = pydicom.dcmread(path)
    following = min(element.tag for element in dataset if element.tag > tag)
    at = data.index(struct.pack("<HH", following.group, following.element), 300)
    path.write_bytes(data[:at] + head + data[at:])
    return path


# 1


def test_1_what_is_no_image(tmp_path: Path) -> None:
    save(ct_dataset(ramp()), tmp_path / "good.dcm")
    (tmp_path / "empty.dcm").write_bytes(b"")
    (tmp_path / "text.dcm").write_text("no image")
    with zipfile.ZipFile(tmp_path / "zip.dcm", "w") as archive:
        archive.writestr("a.txt", "text")
    for name in ("empty.dcm", "text.dcm", "zip.dcm"):
        assert refused(tmp_path / name).endswith("not a DICOM or image file")
    found = index(tmp_path)
    assert [len(s) for s in found.series] == [1]
    assert sorted((s.path.name, s.reason) for s in found.skipped) == [
        (name, "not a DICOM or image file") for name in ("empty.dcm", "text.dcm", "zip.dcm")
    ]


# 2, 3, 4


def test_2_cut_inside_the_pixels_header_shown_never_padded(tmp_path: Path) -> None:
    path = save(ct_dataset(ramp(64, 64)), tmp_path / "cut.dcm")
    path.write_bytes(path.read_bytes()[:-1000])
    assert refused(path).endswith("pixel data incomplete: 7192 of 8192 bytes")
    (series,) = index(tmp_path).series
    assert (series.rows, series.columns, series.modality) == (64, 64, "CT")


def test_2_cut_inside_compressed_pixels(tmp_path: Path) -> None:
    ds = ct_dataset(ramp(64, 64))
    ds.compress(pydicom.uid.RLELossless)
    path = save(ds, tmp_path / "cut.dcm")
    path.write_bytes(path.read_bytes()[:-200])
    refused(path)


@pytest.mark.parametrize("length", [0x7FFFFFF0, 0xC0000000])
def test_3_pixel_data_longer_than_the_file(tmp_path: Path, length: int) -> None:
    path = save(ct_dataset(ramp()), tmp_path / "long.dcm")
    data = bytearray(path.read_bytes())
    at = data.index(b"\xe0\x7f\x10\x00OW")
    data[at + 8 : at + 12] = struct.pack("<I", length)
    path.write_bytes(data)
    # What the header needs may be there all the same; anything else is incomplete. Never a picture of other bytes.
    try:
        assert np.array_equal(read(path).stored, ramp())
    except InputError as error:
        assert "pixel data incomplete" in str(error)  # noqa: PT017


@pytest.mark.parametrize(("rows", "columns"), [(0, 6), (8, 0), (65535, 65535), (65535, 6)])
def test_4_impossible_sizes(tmp_path: Path, rows: int, columns: int) -> None:
    ds = ct_dataset(ramp())
    ds.Rows, ds.Columns = rows, columns
    refused(save(ds, tmp_path / "size.dcm"))


# 5, 6, 7


def test_5_no_frames_means_one_and_is_said(tmp_path: Path) -> None:
    ds = ct_dataset(ramp())
    ds.NumberOfFrames = 0
    image = read(save(ds, tmp_path / "zero.dcm"))
    assert np.array_equal(image.stored, ramp())
    assert any("NumberOfFrames" in note for note in image.notes)


@pytest.mark.parametrize("frames", [-3, 2**31 - 1])
def test_5_impossible_numbers_of_frames(tmp_path: Path, frames: int) -> None:
    ds = ct_dataset(ramp())
    ds.NumberOfFrames = frames
    path = save(ds, tmp_path / "frames.dcm")
    refused(path, "NumberOfFrames")
    with pytest.raises(InputError, match="NumberOfFrames"):
        index(path)


@pytest.mark.parametrize(
    ("keyword", "value"), [("BitsStored", 20), ("BitsStored", 0), ("BitsAllocated", 12), ("HighBit", 3)]
)
def test_6_bits_that_cannot_be_name_the_tag(tmp_path: Path, keyword: str, value: int) -> None:
    ds = ct_dataset(ramp())
    setattr(ds, keyword, value)
    refused(save(ds, tmp_path / "bits.dcm"), keyword)


@pytest.mark.parametrize("signed", [0, 1])
def test_7_dirty_bits_are_masked_noted_and_written_back_clean(tmp_path: Path, signed: int) -> None:
    ds = ct_dataset(np.full((4, 4), 0x7005, np.int16))
    ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 12, 11, signed
    image = read(save(ds, tmp_path / "dirty.dcm"))
    assert (image.stored == 5).all()
    assert any("BitsStored" in note for note in image.notes)
    written = write_like(image, image.stored, tmp_path / "out")
    raw = np.frombuffer(pydicom.dcmread(written).PixelData, "<u2")
    assert (raw == 5).all()


# 8, 9


@pytest.mark.parametrize("keyword", ["RescaleSlope", "RescaleIntercept"])
@pytest.mark.parametrize("value", [b"nan ", b"inf ", b"-inf", b"abc ", b"", b"1\\2 ", b"1e400 "])
def test_8_rescale_that_is_no_number(tmp_path: Path, keyword: str, value: bytes) -> None:
    path = with_raw(ct_dataset(ramp()), tmp_path / "rescale.dcm", keyword, "DS", value)
    image = read(path)
    assert (image.units, image.slope, image.intercept) == ("", 1.0, 0.0)
    assert any("Rescale" in note for note in image.notes)
    assert np.isfinite(image.modality_values()).all()


def test_8_a_slope_of_zero(tmp_path: Path) -> None:
    ds = ct_dataset(ramp())
    ds.RescaleSlope = "0"
    image = read(save(ds, tmp_path / "zero.dcm"))
    assert (image.units, image.slope) == ("", 1.0)
    assert any("Rescale" in note for note in image.notes)


@pytest.mark.parametrize("width", [b"0 ", b"-400", b"nan ", b"inf ", b"abc "])
def test_9_windows_that_show_nothing(tmp_path: Path, width: bytes) -> None:
    image = read(with_raw(ct_dataset(ramp()), tmp_path / "window.dcm", "WindowWidth", "DS", width))
    assert (image.window.lower, image.window.upper) == (-1024.0, ramp().max() - 1024.0)
    assert any("Window" in note for note in image.notes)


def test_9_of_many_windows_the_first(tmp_path: Path) -> None:
    ds = ct_dataset(ramp())
    ds.WindowCenter, ds.WindowWidth = ["40", "-600"] * 50, ["400", "1500"] * 50
    image = read(save(ds, tmp_path / "many.dcm"))
    assert image.window.width == 399.0


# 10


def deflated(path: Path, inflated: bytes) -> Path:
    """A deflated DICOM file whose dataset is `inflated`."""
    ds = ct_dataset(ramp())
    ds.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    save(ds, path)
    data = path.read_bytes()
    length = int(pydicom.dcmread(path, stop_before_pixels=True).file_meta.FileMetaInformationGroupLength)
    squeeze = zlib.compressobj(1, zlib.DEFLATED, -15)
    path.write_bytes(data[: 144 + length] + squeeze.compress(inflated) + squeeze.flush())
    return path


@pytest.mark.slow
def test_10_a_deflated_bomb_is_stopped_while_it_inflates(tmp_path: Path) -> None:
    path = deflated(tmp_path / "bomb.dcm", b"\0" * (1100 << 20))
    assert path.stat().st_size < 8 << 20
    refused(path, "inflate")
    with pytest.raises(InputError, match="inflate"):
        index(path)


def test_10_a_zip_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open("bomb.dcm", "w", force_zip64=True) as stream:
            for _ in range(1100):
                stream.write(b"\0" * (1 << 20))
        archive.write(save(ct_dataset(ramp()), tmp_path / "good.dcm"), "good.dcm")
    found = index(tmp_path / "bomb.zip")
    assert [len(s) for s in found.series] == [1]
    assert len(found.skipped) == 1


def test_10_a_gzip_bomb(tmp_path: Path) -> None:
    path = tmp_path / "bomb.nii.gz"
    with gzip.open(path, "wb", compresslevel=1) as stream:
        for _ in range(1500):
            stream.write(b"\0" * (1 << 20))
    refused(path)


# 11, 12, 13


@pytest.mark.parametrize("syntax", [JPEG2000Lossless, JPEGBaseline8Bit])
def test_11_a_codestream_larger_than_its_header(tmp_path: Path, syntax: UID) -> None:
    ds = ct_dataset(np.zeros((16, 16), np.int16))
    ds.BitsAllocated = ds.BitsStored = 8
    ds.HighBit, ds.PixelRepresentation = 7, 0
    encode = imagecodecs.jpeg2k_encode if syntax == JPEG2000Lossless else imagecodecs.jpeg8_encode
    stream = bytearray(encode(np.zeros((16, 16), np.uint8)))
    if syntax == JPEG2000Lossless:
        at = stream.index(b"\xff\x51")  # SIZ: Xsiz and Ysiz follow its length and capabilities
        stream[at + 6 : at + 14] = struct.pack(">II", 60000, 60000)
    else:
        at = stream.index(b"\xff\xc0")  # SOF0: height and width follow length and precision
        stream[at + 5 : at + 9] = struct.pack(">HH", 60000, 60000)
    ds.PixelData = encapsulate([bytes(stream)])
    ds["PixelData"].VR, ds["PixelData"].is_undefined_length = "OB", True
    ds.file_meta.TransferSyntaxUID = syntax
    refused(save(ds, tmp_path / "lie.dcm"), "60000")


def test_13_an_unknown_transfer_syntax_is_named_and_the_header_can_be_read(tmp_path: Path) -> None:
    ds = ct_dataset(ramp())
    path = save(ds, tmp_path / "odd.dcm")
    data = path.read_bytes()
    path.write_bytes(data.replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.9.9.9\0"))
    refused(path, "1.2.840.10008.9.9.9")
    (series,) = index(path).series
    assert series.rows == 8


def test_13_a_known_one_that_is_not_read_is_named_in_words(tmp_path: Path) -> None:
    ds = ct_dataset(ramp())
    ds.PixelData = encapsulate([b"\0" * 64])
    ds["PixelData"].VR, ds["PixelData"].is_undefined_length = "OB", True
    ds.file_meta.TransferSyntaxUID = UID("1.2.840.10008.1.2.4.102")
    refused(save(ds, tmp_path / "video.dcm"), "MPEG-4")


# 14, 15


@pytest.mark.parametrize("depth", [300, 3000])
def test_14_nesting_too_deep(tmp_path: Path, depth: int) -> None:
    path = save(ct_dataset(ramp()), tmp_path / "deep.dcm")
    data = path.read_bytes()
    opening = b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff" + b"\xfe\xff\x00\xe0\xff\xff\xff\xff"
    closing = b"\xfe\xff\x0d\xe0\0\0\0\0" + b"\xfe\xff\xdd\xe0\0\0\0\0"
    at = data.index(b"\x10\x00\x10\x00PN")
    path.write_bytes(data[:at] + opening * depth + closing * depth + data[at:])
    assert refused(path).endswith("nesting too deep")
    with pytest.raises(InputError, match="nesting too deep"):
        index(path)


def palette(entries: int, stored: np.ndarray) -> FileDataset:
    ds = ct_dataset(ramp())
    for name in ("RescaleSlope", "RescaleIntercept", "RescaleType", "WindowCenter", "WindowWidth"):
        delattr(ds, name)
    ds.PhotometricInterpretation = "PALETTE COLOR"
    ds.Rows, ds.Columns = stored.shape
    ds.BitsAllocated = ds.BitsStored = 8
    ds.HighBit, ds.PixelRepresentation = 7, 0
    ds.PixelData = stored.astype(np.uint8).tobytes()
    ds["PixelData"].VR = "OB"
    for colour in ("Red", "Green", "Blue"):
        ds.add_new(f"{colour}PaletteColorLookupTableDescriptor", "US", [256, 0, 16])
        ds.add_new(f"{colour}PaletteColorLookupTableData", "OW", np.arange(entries, dtype="<u2").tobytes())
    return ds


def test_15_a_short_palette(tmp_path: Path) -> None:
    path = save(palette(16, np.full((4, 4), 200)), tmp_path / "short.dcm")
    try:
        image = read(path)
    except InputError as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert image.notes


# 16, 17


def dicomdir(folder: Path, names: list[list[str]]) -> Path:
    """A DICOMDIR that lists image files by the components of their names."""
    ds = Dataset()
    ds.FileSetID = "SET"
    ds.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity = 0
    ds.OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity = 0
    ds.FileSetConsistencyFlag = 0
    records = []
    for name in names:
        record = Dataset()
        record.OffsetOfTheNextDirectoryRecord = record.OffsetOfReferencedLowerLevelDirectoryEntity = 0
        record.RecordInUseFlag, record.DirectoryRecordType = 0xFFFF, "IMAGE"
        record.ReferencedFileID = name
        records.append(record)
    ds.DirectoryRecordSequence = Sequence(records)
    ds.file_meta = pydicom.dataset.FileMetaDataset()
    ds.file_meta.MediaStorageSOPClassUID = pydicom.uid.MediaStorageDirectoryStorage
    ds.file_meta.MediaStorageSOPInstanceUID = "1.2.3.4"
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    path = folder / "DICOMDIR"
    ds.save_as(path, enforce_file_format=True)
    return path


def test_16_a_dicomdir_leads_nowhere_outside(tmp_path: Path) -> None:
    inside = tmp_path / "disc"
    save(ct_dataset(ramp()), inside / "IMAGES" / "IM1")
    outside = save(ct_dataset(ramp(), series="9.9"), tmp_path / "secret.dcm")
    listed = [["IMAGES", "IM1"], ["..", "secret.dcm"], [str(outside)], ["IMAGES", "GONE"]]
    try:
        (inside / "IMAGES" / "LINK").symlink_to(outside)
        listed.append(["IMAGES", "LINK"])
    except OSError:  # Windows without the right to make links
        pass
    found = index(dicomdir(inside, listed))
    assert [[i.path.name for i in s.instances] for s in found.series] == [["IM1"]]
    assert len(found.skipped) == len(listed) - 1
    reasons = sorted(s.reason for s in found.skipped)
    assert sum("outside" in reason for reason in reasons) == len(listed) - 2, reasons
    assert sum("missing" in reason for reason in reasons) == 1, reasons


@pytest.mark.skipif(sys.platform == "win32", reason="links and FIFOs as POSIX has them")
def test_17_link_loops_and_fifos(tmp_path: Path) -> None:
    save(ct_dataset(ramp()), tmp_path / "a" / "good.dcm")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    (tmp_path / "a" / "self").symlink_to(tmp_path / "a" / "self")
    os.mkfifo(tmp_path / "a" / "pipe")
    found = index(tmp_path)
    assert [len(s) for s in found.series] == [1]
    assert any(s.path.name == "pipe" for s in found.skipped)


def test_17_a_large_folder_is_walked_lazily_and_can_be_cancelled(tmp_path: Path) -> None:
    for n in range(400):
        (tmp_path / f"{n}.txt").write_text("x")
    seen: list[int] = []
    found = index(tmp_path, progress=lambda done, total: seen.append(done), cancelled=lambda: len(seen) > 1)
    assert len(found.skipped) < 400


# 18, 19


def test_18_a_mixed_series_is_split_sorted_and_its_gaps_are_shown(tmp_path: Path) -> None:
    for n, z in enumerate([50, 0, 10, 20, 30, 60]):  # 40 is missing
        save(ct_dataset(ramp(), z=z, number=1), tmp_path / f"{n}.dcm")
    save(ct_dataset(ramp(4, 4), z=70, number=7), tmp_path / "small.dcm")
    turned = ct_dataset(ramp(), z=80, number=8)
    turned.ImageOrientationPatient = [1, 0, 0, 0, 0, -1]
    save(turned, tmp_path / "turned.dcm")
    finer = ct_dataset(ramp(), z=90, number=9)
    finer.PixelSpacing = [0.3, 0.3]
    save(finer, tmp_path / "finer.dcm")
    found = index(tmp_path)
    assert sorted(len(s) for s in found.series) == [1, 1, 1, 6]
    main = max(found.series, key=len)
    heights = [read_image(i).geometry.position[2] for i in main.instances]
    assert heights == [0, 10, 20, 30, 50, 60]
    assert any("gap" in note for note in main.notes)


def test_18_duplicates_are_listed_once(tmp_path: Path) -> None:
    save(ct_dataset(ramp()), tmp_path / "a.dcm")
    save(ct_dataset(ramp()), tmp_path / "b.dcm")
    found = index(tmp_path)
    assert [len(s) for s in found.series] == [1]
    assert [s.path.name for s in found.skipped] == ["b.dcm"]


def test_19_two_patients_are_kept_apart(tmp_path: Path) -> None:
    save(ct_dataset(ramp(), z=0), tmp_path / "a.dcm")
    other = ct_dataset(ramp(), z=1)
    other.PatientID, other.PatientName = "OTHER-1", "Doe^John"
    save(other, tmp_path / "b.dcm")
    found = index(tmp_path)
    assert sorted(s.patient for s in found.series) == ["patient 1", "patient 2"]


def test_19_one_sop_uid_with_two_contents_is_a_conflict(tmp_path: Path) -> None:
    save(ct_dataset(ramp()), tmp_path / "a.dcm")
    save(ct_dataset(ramp() + 1), tmp_path / "b.dcm")
    found = index(tmp_path)
    assert sum(len(s) for s in found.series) == 2
    assert any("SOPInstanceUID" in note for s in found.series for note in s.notes)


# 20, 21, 22


def test_20_a_hostile_name_is_plain_text_and_never_part_of_a_file_name(tmp_path: Path) -> None:
    ds = ct_dataset(ramp())
    ds.PatientName = "<img src=x>^" + "A" * 60
    ds.SeriesDescription = "<b>x</b>"
    path = save(ds, tmp_path / "name.dcm")
    data = path.read_bytes()
    path.write_bytes(data.replace(b"<b>x</b>", b"\x1b[31m\x07</"))
    (series,) = index(path).series
    assert all(c.isprintable() for c in series.title)
    image = read_image(series.instances[0])
    written = write_like(image, image.stored, tmp_path / "out")
    assert written.name == "adversarial.dcm"
    assert b"img src" not in written.read_bytes()


@pytest.mark.parametrize("description", ["A" * 10000, "evil\u202egpj.exe", "line\nbreak"])
def test_20_a_description_is_elided_and_harmless(tmp_path: Path, description: str) -> None:
    ds = ct_dataset(ramp())
    ds.SpecificCharacterSet = "ISO_IR 192"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pydicom.config.settings, "_writing_validation_mode", pydicom.config.IGNORE)
        ds.SeriesDescription = description
        path = save(ds, tmp_path / "d.dcm")
    (series,) = index(path).series
    assert len(series.title) <= 250
    assert "\u202e" not in series.title
    assert "\n" not in series.title


def test_21_an_executable_preamble_is_warned_of_and_zeroed(tmp_path: Path) -> None:
    ds = ct_dataset(ramp())
    ds.preamble = b"MZ\x90\x00" + b"\x01" * 124
    image = read(save(ds, tmp_path / "pe.dcm"))
    assert any("preamble" in note for note in image.notes)
    written = write_like(image, image.stored, tmp_path / "out")
    assert written.read_bytes()[:128] == b"\0" * 128


@pytest.mark.parametrize(
    "uid",
    [
        RTStructureSetStorage, GrayscaleSoftcopyPresentationStateStorage, EncapsulatedPDFStorage,
        UID("1.2.840.10008.5.1.4.1.1.88.11"),
    ],
)  # fmt: skip
def test_22_what_is_no_image_is_named(tmp_path: Path, uid: UID) -> None:
    ds = Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID, ds.Modality = uid, "1.2.3.4", "OT"
    ds.file_meta = pydicom.dataset.FileMetaDataset()
    ds.file_meta.MediaStorageSOPClassUID, ds.file_meta.MediaStorageSOPInstanceUID = uid, "1.2.3.4"
    ds.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
    path = save(ds, tmp_path / "other.dcm")
    refused(path, "not an image here", uid.name)
    save(ct_dataset(ramp()), tmp_path / "good.dcm")
    (skipped,) = index(tmp_path).skipped
    assert uid.name in skipped.reason


def test_22_a_video_is_named(tmp_path: Path) -> None:
    ds = ct_dataset(ramp())
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = VideoEndoscopicImageStorage
    ds.PixelData = encapsulate([b"\0\0\0\1" + b"\0" * 64])
    ds["PixelData"].VR, ds["PixelData"].is_undefined_length = "OB", True
    ds.file_meta.TransferSyntaxUID = UID("1.2.840.10008.1.2.4.102")
    refused(save(ds, tmp_path / "video.dcm"), "MPEG-4")


# 23: the rules of conversion are in test_picture.py


def test_23_thirty_thousand_pixels_square(tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    Pillow.new("1", (30000, 30000)).save(path)
    refused(path, "30000")


# 24


def test_24_a_file_that_changed_while_it_was_open(tmp_path: Path) -> None:
    path = save(ct_dataset(ramp()), tmp_path / "a.dcm")
    image = read(path)
    save(ct_dataset(ramp() + 7), path)
    with pytest.raises((InputError, OutputError), match="changed"):
        write_like(image, image.stored, tmp_path / "out")
    assert not list((tmp_path / "out").glob("*")) if (tmp_path / "out").exists() else True


def test_24_a_share_that_vanished(tmp_path: Path) -> None:
    path = save(ct_dataset(ramp()), tmp_path / "a.dcm")
    (series,) = index(tmp_path).series
    path.unlink()
    with pytest.raises(InputError, match=r"^a\.dcm: there is no such file$"):
        read_image(series.instances[0])


# The command line


@pytest.mark.parametrize("content", [b"", b"no image", b"\0" * 128 + b"DICM", b"\0" * 128 + b"DICM" + b"\xff" * 400])
def test_the_command_line_says_one_line_and_exits_2(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.dcm"
    path.write_bytes(content)
    for command in (["index", path], ["predict", path], ["attack", path, "--out", tmp_path / "out"]):
        done = start(*command)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert len(done.stderr.splitlines()) == 1
        assert "bad.dcm: " in done.stderr + done.stdout


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real test pictures is not here")
def test_every_malformed_file_gives_an_image_or_one_line() -> None:
    seen = 0
    for path in sorted((SHARED / "malformed").rglob("*")):
        if path.is_file() and path.suffix != ".csv":
            seen += 1
            try:
                found = index(path)
            except InputError as error:
                assert str(error).startswith(path.name)  # noqa: PT017
                assert "\n" not in str(error)  # noqa: PT017
                continue
            for series in found.series:
                try:
                    assert np.isfinite(read_image(series.instances[0]).modality_values()).all()
                except InputError as error:
                    assert "\n" not in str(error)  # noqa: PT017
    assert seen == 30
