"""Bad input at the command line, row by row: exit status 2 and one line that names file and reason; what is read all
the same is told with a note. The numbers are those of test_bad_input."""

from __future__ import annotations

import json
import os
import struct
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
from PIL import Image as Pillow
from pydicom.encaps import encapsulate
from pydicom.uid import EncapsulatedPDFStorage, JPEG2000Lossless

from medadv_gui import cli
from tests.imaging.test_bad_input import deflated, dicomdir, palette, ramp, with_raw
from tests.support import ct_dataset, save

Capture = pytest.CaptureFixture[str]


def made(**changes: Any) -> Callable[[Path], Path]:
    """A CT slice of 8 x 6 with these attributes."""

    def make(folder: Path) -> Path:
        ds = ct_dataset(ramp())
        for name, value in changes.items():
            setattr(ds, name, value)
        return save(ds, folder / "bad.dcm")

    return make


def content(data: bytes, name: str = "bad.dcm") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    return make


def edited(edit: Callable[[bytes], bytes], **changes: Any) -> Callable[[Path], Path]:
    """The same slice with its bytes changed."""

    def make(folder: Path) -> Path:
        path = made(**changes)(folder)
        path.write_bytes(edit(path.read_bytes()))
        return path

    return make


def archive(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "bad.dcm", "w") as file:
        file.writestr("a.txt", "text")
    return folder / "bad.dcm"


def larger_inside(folder: Path) -> Path:
    stream = bytearray(imagecodecs.jpeg2k_encode(np.zeros((8, 6), np.uint16)))
    at = stream.index(b"\xff\x51")
    stream[at + 6 : at + 14] = struct.pack(">II", 60000, 60000)
    ds = ct_dataset(ramp())
    ds.PixelData = encapsulate([bytes(stream)])
    ds["PixelData"].VR, ds["PixelData"].is_undefined_length = "OB", True
    ds.file_meta.TransferSyntaxUID = JPEG2000Lossless
    return save(ds, folder / "bad.dcm")


def nested(data: bytes) -> bytes:
    opening = b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff" + b"\xfe\xff\x00\xe0\xff\xff\xff\xff"
    closing = b"\xfe\xff\x0d\xe0\0\0\0\0" + b"\xfe\xff\xdd\xe0\0\0\0\0"
    at = data.index(b"\x10\x00\x10\x00PN")
    return data[:at] + opening * 3000 + closing * 3000 + data[at:]


def no_image(folder: Path) -> Path:
    ds = ct_dataset(ramp())
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = EncapsulatedPDFStorage
    for name in ("Rows", "Columns", "PixelData"):
        delattr(ds, name)
    return save(ds, folder / "bad.dcm")


def pipe(folder: Path) -> Path:
    if sys.platform == "win32":
        pytest.skip("no FIFO in a folder")
    os.mkfifo(folder / "bad.dcm")
    return folder / "bad.dcm"


def huge(folder: Path) -> Path:
    Pillow.new("1", (30000, 30000)).save(folder / "bad.png")
    return folder / "bad.png"


def length(data: bytes) -> bytes:
    at = data.index(b"\xe0\x7f\x10\x00OW")
    return data[: at + 8] + struct.pack("<I", 0x7FFFFFF0) + data[at + 12 :]


REFUSED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "1 empty": (content(b""), "not a DICOM or image file"),
    "1 text": (content(b"no image"), "not a DICOM or image file"),
    "1 zip": (archive, "not a DICOM or image file"),
    "1 missing": (lambda folder: folder / "bad.dcm", "there is no such file or folder"),
    "2 cut": (edited(lambda data: data[:-10]), "pixel data incomplete: 86 of 96 bytes"),
    "3 length": (edited(length), "pixel data incomplete: 96 of 2147483632 bytes"),
    "4 no rows": (made(Rows=0), "Rows"),
    "4 large": (made(Rows=65535, Columns=65535), "Rows x Columns is 65535 x 65535"),
    "4 little data": (made(Rows=65535), "pixel data incomplete: 96 of 786420 bytes"),
    "5 negative": (made(NumberOfFrames=-3), "NumberOfFrames"),
    "5 many": (made(NumberOfFrames=2**31 - 1), "NumberOfFrames"),
    "6 stored": (made(BitsStored=20), "BitsStored"),
    "6 allocated": (made(BitsAllocated=12), "BitsAllocated"),
    "6 high bit": (made(HighBit=3), "HighBit"),
    "8 slope": (made(RescaleSlope="0"), "(RescaleSlope or RescaleIntercept is not usable)"),
    "8 text": (lambda at: with_raw(ct_dataset(ramp()), at / "bad.dcm", "RescaleSlope", "DS", b"abc "), "Rescale"),
    "10 damaged": (lambda folder: deflated(folder / "bad.dcm", b"\0" * 4096), "not an image here"),
    "11 codestream": (larger_inside, "in the codestream 60000 x 60000"),
    "13 unknown": (
        edited(lambda data: data.replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.9.9.9\0")),
        "unknown transfer syntax (1.2.840.10008.9.9.9)",
    ),
    "14 nested": (edited(nested), "nesting too deep"),
    "15 palette": (lambda folder: save(palette(16, np.full((4, 4), 9)), folder / "bad.dcm"), "palette"),
    "16 dicomdir": (lambda folder: dicomdir(folder, [["..", "secret.dcm"]]), "outside its folder"),
    "17 pipe": (pipe, "a pipe, not a file"),
    "22 pdf": (no_image, "not an image here (Encapsulated PDF Storage"),
    "23 pixels": (huge, "30000 x 30000"),
    "23 gif": (content(b"GIF89a" + bytes(20), "bad.gif"), "GIF"),
}  # fmt: skip


@pytest.mark.parametrize("command", ["predict", "attack"])
@pytest.mark.parametrize("row", REFUSED)
def test_what_is_refused_is_one_line_and_status_2(tmp_path: Path, capsys: Capture, row: str, command: str) -> None:
    make, words = REFUSED[row]
    path = make(tmp_path)
    more = ["--out", str(tmp_path / "out")] if command == "attack" else []
    assert cli.run([command, str(path), *more]) == 2
    out, err = capsys.readouterr()
    (line,) = err.splitlines()
    assert line.startswith(f"medadv-gui: {path.name}: ")
    assert words in line
    assert out == ""
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (made(NumberOfFrames=0), "NumberOfFrames is 0"),
        (made(BitsStored=6, HighBit=5), "bits above BitsStored masked"),
        (made(WindowWidth="0"), "window is not usable"),
        (made(preamble=b"MZ" + bytes(126)), "preamble"),
    ],
    ids=["5", "7", "9", "21"],
)
def test_what_is_read_all_the_same_is_told(
    tmp_path: Path, capsys: Capture, make: Callable[[Path], Path], words: str
) -> None:
    assert cli.run(["predict", str(make(tmp_path)), "--json"]) == 0
    out, err = capsys.readouterr()
    assert "prediction" in json.loads(out)
    (line,) = err.splitlines()
    assert line.startswith("note: bad.dcm: ")
    assert words in line


def test_what_all_frames_of_a_file_share_is_said_once(tmp_path: Path, capsys: Capture) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        made(NumberOfFrames=3, SeriesInstanceUID=f"1.{ord(folder)}")(tmp_path / folder)
    assert cli.run(["predict", str(tmp_path), "--json"]) == 2
    out, err = capsys.readouterr()
    assert len({json.loads(line)["path"] for line in out.splitlines()}) == 6
    assert err.splitlines() == ["medadv-gui: bad.dcm: pixel data incomplete: 96 of 288 bytes"] * 2


def test_a_file_in_an_archive_is_named_by_its_own_name(tmp_path: Path, capsys: Capture) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        file.write(made(Modality="MR")(tmp_path), "in/side.dcm")
    assert cli.run(["predict", str(tmp_path / "a.zip")]) == 2
    assert capsys.readouterr().err.startswith("medadv-gui: side.dcm: no model fits")


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
def test_20_a_hostile_file_name_is_one_printable_line(tmp_path: Path, capsys: Capture) -> None:
    name = "a\x1b[31m\n\u202egpj.dcm"
    made(HighBit=15)(tmp_path).rename(tmp_path / name)
    assert cli.run(["predict", str(tmp_path / name)]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.isprintable()
    assert cli.run(["predict", str(tmp_path / name), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["path"] == str(tmp_path / name)
