"""Nothing that identifies the source's patient is in anything that the program writes or logs."""

from __future__ import annotations

import base64
import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pydicom
import pypdf
import pytest
from PIL import Image as Pillow
from pydicom.datadict import dictionary_VR, tag_for_keyword
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.valuerep import VR

# PS3.15 Table E.1-1 of 2024b, as far as pydicom's dictionary knows its attributes.
PROFILE = (Path(__file__).parent / "basic_profile.txt").read_text().split()
# Every planted value holds one of these; none occurs by itself in what the program writes.
TOKENS = (b"qxplant", b"1.2.276.0.7230010.4711", b"071305.", b"4711.0")
DATES = re.compile(rb"(?<!\d)1903\d{4}(?!\d)|(?<!\d)1903-\d\d-\d\d")


def planted(vr: str, number: int) -> Any:
    """A value of this representation that is found again."""
    if vr == "PN":
        return f"Qxplant{number:04}^Erika"
    if vr == "DA":
        return f"1903{1 + number % 12:02}{1 + number // 12 % 28:02}"
    if vr == "DT":
        return f"{planted('DA', number)}071305.{number:06}"
    if vr == "TM":
        return f"071305.{number:06}"
    if vr == "UI":
        return f"1.2.276.0.7230010.4711.{number}"
    if vr in ("DS", "IS"):
        return f"4711.0{number:04}" if vr == "DS" else "47110"
    if vr in ("OB", "UN"):
        return f"Qxplant{number:06}Qx".encode()
    if vr == "SQ":
        inner, outer = Dataset(), Dataset()
        inner.PatientComments = outer.ImageComments = f"Qxplant{number:04} nested"
        inner.ReferencedSOPInstanceUID = planted("UI", number)
        outer.add_new("DerivationImageSequence", "SQ", Sequence([inner]))
        return Sequence([outer])
    if vr == "AS":
        return "047Y"
    if vr == "US":
        return 47110
    return f"QXPLANT{number:04}" if vr == "CS" else f"Qxplant{number:04}"


def plant(dataset: Dataset) -> None:
    """Put a value into every attribute of the profile, and wherever else a name could hide."""
    for number, keyword in enumerate(PROFILE):
        if tag_for_keyword(keyword) >> 16 < 8:
            continue  # of messages on the network (PS3.7) and of file meta, which no dataset holds
        vr = dictionary_VR(keyword).split(" or ")[0]
        dataset.add_new(keyword, VR(vr), planted(vr, number))
    dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = planted("UI", 9001)
    dataset.ConvolutionKernel = "Qxplant" + dataset.PatientName.family_name[-4:]  # hidden in what may be kept
    dataset.BodyPartExamined = "QXPLANTBODY"
    dataset.ImageType = ["ORIGINAL", "PRIMARY", dataset.PatientID.upper()]
    block = dataset.private_block(0x0009, "Qxplant creator", create=True)
    block.add_new(1, "LO", "Qxplant private")
    block.add_new(2, "SQ", Sequence([planted("SQ", 9002)[0]]))
    dataset.add_new(0x60000010, "US", dataset.Rows)
    dataset.add_new(0x60000011, "US", dataset.Columns)
    dataset.add_new(0x60000022, "LO", "Qxplant overlay")
    dataset.add_new(0x60000040, "CS", "G")
    dataset.add_new(0x60000050, "SS", [1, 1])
    dataset.add_new(0x60000100, "US", 1)
    dataset.add_new(0x60000102, "US", 0)
    size = dataset.Rows * dataset.Columns // 8
    dataset.add_new(0x60003000, "OW", (b"Qxplant overlay " * (size // 16 + 1))[:size])
    dataset.add_new(0xFFFCFFFC, "OB", b"Qxplant padding ")
    dataset.file_meta.SourceApplicationEntityTitle = "Qxplant AE"
    dataset.file_meta.ImplementationVersionName = "Qxplant version"
    dataset.file_meta.PrivateInformationCreatorUID = planted("UI", 9003)
    dataset.file_meta.PrivateInformation = b"Qxplant private "
    dataset.preamble = b"Qxplant preamble".ljust(128, b"\1")


@pytest.fixture(scope="module")
def source(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CT slice that the bundled model answers to, in a folder that names its patient."""
    dataset = pydicom.dcmread(demo / "chest-ct" / "025.dcm")
    plant(dataset)
    path = tmp_path_factory.mktemp("privacy") / "Qxplant_Erika" / "Qxplant.dcm"
    path.parent.mkdir()
    dataset.save_as(path, enforce_file_format=True)
    raw = path.read_bytes().lower()
    assert all(token in raw for token in TOKENS)
    return path


def run(home: Path, *arguments: object) -> subprocess.CompletedProcess[bytes]:
    names = ("XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")
    folders = {name: str(home / name.lower()) for name in names}
    done = subprocess.run(
        [sys.executable, "-m", "medadv_gui", *map(str, arguments)],
        capture_output=True, timeout=170, check=False, env={**os.environ, **folders},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done


def contents(path: Path) -> Iterator[tuple[str, bytes]]:
    """A file's bytes, and those of what is packed in it."""
    data = path.read_bytes()
    yield path.name, data
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from ((f"{path.name}:{name}", archive.read(name)) for name in archive.namelist())
    if path.suffix == ".pdf":
        yield from ((f"{path.name} stream", thing) for thing in _pdf(path))
    if path.suffix == ".html":
        for found in re.findall(rb"base64,([A-Za-z0-9+/=]+)", data):
            picture = base64.b64decode(found)
            yield f"{path.name} picture", picture
            if picture.startswith(b"\x89PNG"):
                yield f"{path.name} text", repr(Pillow.open(io.BytesIO(picture)).info).encode()


def _pdf(path: Path) -> Iterator[bytes]:
    reader = pypdf.PdfReader(path)
    yield repr(dict(reader.metadata or {})).encode()
    for number in range(1, len(reader.xref.get(0, {})) + 1):
        thing = pypdf.generic.IndirectObject(number, 0, reader).get_object()
        yield repr(thing).encode()
        if isinstance(thing, pypdf.generic.StreamObject):
            yield thing.get_data()
    for page in reader.pages:
        yield page.extract_text().encode()


def leaks(name: str, data: bytes) -> list[str]:
    found = []
    for text in (data.lower(), data.replace(b"\0", b"").lower()):  # UTF-16 is text with zeros
        found += [f"{name}: {token!r}" for token in TOKENS if token in text]
    return found + [f"{name}: {match!r}" for match in DATES.findall(data)]


def test_nothing_of_the_source_is_in_anything_written(source: Path, tmp_path: Path) -> None:
    packed = tmp_path / "in" / "Qxplant.zip"
    packed.parent.mkdir()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(source, "Qxplant_Erika/Qxplant.dcm")
    home, out = tmp_path / "home", tmp_path / "out"
    attack = run(
        home, "attack", source, "--model", "ct-lung", "--attack", "ifgsm", "--steps", 2, "--out", out, "--json"
    )
    index = run(home, "index", source.parent, packed)
    files = [path for root in (out, home) for path in root.rglob("*") if path.is_file()]
    written = {path.name for path in files}
    assert written >= {"adversarial.dcm", "people.dcm", "perturbation.dcm", "masks.dcm", "report.pdf", "case.npz"}
    streams = [("attack's output", attack.stdout), ("attack's log", attack.stderr), ("index's log", index.stderr)]
    streams += [item for path in files for item in contents(path)]
    streams += [(f"the name of {path.name}", str(path.relative_to(tmp_path)).encode()) for path in files]
    assert [leak for item in streams for leak in leaks(*item)] == []
    for name in ("adversarial.dcm", "people.dcm", "perturbation.dcm", "masks.dcm"):
        dataset = pydicom.dcmread(out / name)
        assert dataset.PatientName == "ADVERSARIAL^RESEARCH"
        assert dataset.preamble == bytes(128)
        assert not any(element.tag.is_private for element in dataset.iterall())
        assert dataset.StudyDate == ""
    assert len({pydicom.dcmread(out / name).StudyInstanceUID for name in written if name.endswith(".dcm")}) == 1


def test_the_scan_finds_what_is_planted(source: Path, tmp_path: Path) -> None:
    assert leaks("the source", source.read_bytes())
    packed = tmp_path / "x.npz"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"Qxplant" * 99)
    assert [leak for item in contents(packed) for leak in leaks(*item)]
    assert leaks("utf-16", "Qxplant".encode("utf-16-le"))


def test_a_hostile_file_is_named_but_not_quoted(source: Path, tmp_path: Path) -> None:
    path = tmp_path / "file.dcm"
    path.write_bytes(source.read_bytes()[:-5000])
    done = subprocess.run(
        [sys.executable, "-m", "medadv_gui", "attack", str(path), "--out", str(tmp_path / "out")],
        capture_output=True, timeout=170, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert leaks("the error", done.stdout + done.stderr) == []
