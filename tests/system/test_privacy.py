"""Nothing that identifies the source's patient is in anything that the program writes or logs."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pypdf
import pytest
from PIL import Image as Pillow
from PIL.PngImagePlugin import PngInfo
from pydicom.datadict import dictionary_VR, tag_for_keyword
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.valuerep import VR
from reportlab.pdfgen import canvas

from tests.forked import start
from tests.imaging.kinds import enhanced
from tests.made_models import write_lung_model

# PS3.15 Table E.1-1 of 2024b, as far as pydicom's dictionary knows its attributes.
PROFILE = (Path(__file__).parent / "basic_profile.txt").read_text().split()
# What planted values look like; none occurs by itself in what the program writes. Each word is another one: the
# program leaves out what holds a word of what it left out, and must not be spared by that.
WORD = re.compile(rb"qx[0-9a-f]{10}xq")  # in lower case
TOKENS = (b"1.2.276.0.7230010.4711", b"071305.", b"4711.0", b"471104711")
DATES = re.compile(rb"(?<!\d)1903\d{4}(?!\d)|(?<!\d)1903-\d\d-\d\d")
NAME = "Qx0123456789xq_Erika"


def word(number: int) -> str:
    return f"Qx{hashlib.sha256(str(number).encode()).hexdigest()[:10]}xq"


def planted(vr: str, number: int) -> Any:
    """A value of this representation that is found again."""
    if vr == "PN":
        return f"{word(number)}^Erika"
    if vr == "DA":
        return f"1903{1 + number % 12:02}{1 + number // 12 % 28:02}"
    if vr == "DT":
        return f"{planted('DA', number)}071305.{number:06}"
    if vr == "TM":
        return f"071305.{number:06}"
    if vr == "UI":
        return f"1.2.276.0.7230010.4711.{number}"
    if vr in ("DS", "IS"):
        return f"4711.0{number:04}" if vr == "DS" else "471104711"
    if vr in ("OB", "UN"):
        return word(number).encode()
    if vr == "SQ":
        inner, outer = Dataset(), Dataset()
        inner.PatientComments, outer.ImageComments = word(number), word(number)
        inner.ReferencedSOPInstanceUID = planted("UI", number)
        outer.add_new("DerivationImageSequence", "SQ", Sequence([inner]))
        return Sequence([outer])
    if vr == "AS":
        return "047Y"
    if vr == "US":
        return 47110
    return word(number).upper() if vr == "CS" else word(number)


def plant_profile(dataset: Dataset, first: int, *, sequences: bool) -> None:
    """A value in every attribute of the profile."""
    for number, keyword in enumerate(PROFILE, first):
        vr = dictionary_VR(keyword).split(" or ")[0]
        # Some are of messages on the network (PS3.7), and of file meta, which no dataset holds.
        if tag_for_keyword(keyword) >> 16 >= 8 and (sequences or vr != "SQ"):
            dataset.add_new(keyword, VR(vr), planted(vr, number))


def plant(dataset: Dataset) -> None:
    """Put a value into every attribute of the profile, and wherever else a name could hide."""
    plant_profile(dataset, 0, sequences=True)
    for group in range(2):
        for element in dataset.get(("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence")[group], [[]])[
            0
        ]:
            plant_profile(element.value[0], 1000 * (group + 1), sequences=False)
            element.value[0].private_block(0x0009, word(9010), create=True).add_new(1, "LO", word(9011))
    dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = planted("UI", 9001)
    dataset.ConvolutionKernel = dataset.PatientName.family_name  # hidden in what may be kept
    dataset.BodyPartExamined = word(9004).upper()
    dataset.ImageType = ["ORIGINAL", "PRIMARY", dataset.PatientID.upper(), "NONE"]
    block = dataset.private_block(0x0009, word(9005), create=True)
    block.add_new(1, "LO", word(9006))
    block.add_new(2, "SQ", Sequence([planted("SQ", 9002)[0]]))
    dataset.add_new(0x60000010, "US", dataset.Rows)
    dataset.add_new(0x60000011, "US", dataset.Columns)
    dataset.add_new(0x60000022, "LO", word(9007))
    dataset.add_new(0x60000040, "CS", "G")
    dataset.add_new(0x60000050, "SS", [1, 1])
    dataset.add_new(0x60000100, "US", 1)
    dataset.add_new(0x60000102, "US", 0)
    size = (dataset.Rows * dataset.Columns + 15) // 16 * 2
    dataset.add_new(0x60003000, "OW", (word(9008).encode() * (size // 14 + 1))[:size])
    dataset.add_new(0xFFFCFFFC, "OB", word(9009).encode())
    dataset.file_meta.SourceApplicationEntityTitle = word(9012)
    dataset.file_meta.ImplementationVersionName = word(9013)
    dataset.file_meta.PrivateInformationCreatorUID = planted("UI", 9003)
    dataset.file_meta.PrivateInformation = word(9014).encode()
    dataset.preamble = word(9015).encode().ljust(128, b"\1")


def save(dataset: Dataset, folder: Path, name: str = NAME) -> Path:
    path = folder / NAME / f"{name}.dcm"
    path.parent.mkdir(exist_ok=True, parents=True)
    dataset.save_as(path, enforce_file_format=True)
    return path


@pytest.fixture(scope="module")
def source(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CT slice that the bundled model answers to, in a folder that names its patient."""
    dataset = pydicom.dcmread(demo / "chest-ct" / "025.dcm")
    plant(dataset)
    path = save(dataset, tmp_path_factory.mktemp("privacy"))
    raw = path.read_bytes().lower()
    assert all(token in raw for token in TOKENS)
    assert len(set(WORD.findall(raw))) > 300
    return path


def picture(folder: Path) -> Path:
    """A photograph whose name, comments and EXIF name its patient."""
    texts, exif = PngInfo(), Pillow.Exif()
    for number, key in enumerate(("Title", "Author", "Description", "Comment", "XML:com.adobe.xmp")):
        texts.add_itxt(key, word(number), zip=bool(number % 2))
    for number, tag in enumerate((0x010E, 0x013B, 0x8298, 0x0131, 0x9C9F)):  # description, artist, copyright, ...
        exif[tag] = word(number)
    path = folder / NAME / f"{NAME}.png"
    path.parent.mkdir(parents=True)
    pixels = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    Pillow.fromarray(pixels).save(path, pnginfo=texts, exif=exif)
    return path


def run(home: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    names = ("XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")
    folders = {name: str(home / name.lower()) for name in names}
    (home / "tmp").mkdir(exist_ok=True, parents=True)
    done = start(*arguments, **folders, TMPDIR=str(home / "tmp"), QT_QPA_PLATFORM="offscreen")
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
    if path.suffix == ".gz":
        yield f"{path.name} unpacked", gzip.decompress(data)
    if b"\n\n\x1f\x8b" in data:  # the voxels behind a header in words (NRRD)
        yield f"{path.name} voxels", gzip.decompress(data[data.index(b"\n\n\x1f\x8b") + 2 :])
    pictures = [(path.name, data)]
    if path.suffix == ".html":
        found = re.findall(rb"base64,([A-Za-z0-9+/=]+)", data)
        pictures += [(f"{path.name} picture", base64.b64decode(text)) for text in found]
        yield from pictures[1:]
    for name, content in pictures:
        if content.startswith((b"\x89PNG", b"II*\0", b"MM\0*")):
            with Pillow.open(io.BytesIO(content)) as picture:
                said = picture.info, dict(getattr(picture, "tag_v2", {})), dict(picture.getexif())
                yield f"{name} text", repr(said).encode()


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
        found += [f"{name}: {match!r}" for match in set(WORD.findall(text))]
    return found + [f"{name}: {match!r}" for match in DATES.findall(data)]


def leaks_in(home: Path, *folders: Path) -> list[str]:
    """What is found in everything that was written into these folders and into the user's own."""
    files = [path for root in (home, *folders) for path in root.rglob("*") if path.is_file()]
    found = [leak for path in files for item in contents(path) for leak in leaks(*item)]
    return found + [leak for path in files for leak in leaks("a name", str(path.relative_to(home.parent)).encode())]


IFGSM = ("--attack", "ifgsm", "--steps", 1)


def test_nothing_of_the_source_is_in_anything_written(source: Path, tmp_path: Path) -> None:
    packed = tmp_path / "in" / f"{NAME}.zip"
    packed.parent.mkdir()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(source, f"{NAME}/{NAME}.dcm")
    home, out = tmp_path / "home", tmp_path / "out"
    attack = run(home, "attack", source, "--model", "ct-lung", *IFGSM, "--out", out, "--json")
    index = run(home, "index", source.parent, packed)
    report = run(home, "report", out)
    written = {path.name for path in out.iterdir()}
    assert written >= {
        "adversarial.dcm",
        "people.dcm",
        "perturbation.dcm",
        "masks.dcm",
        "report.pdf",
        "one-page.pdf",
        "case.npz",
    }
    assert list((home / "xdg_cache_home").rglob("index.sqlite"))
    for name, stream in (("attack", attack.stdout + attack.stderr), ("index", index.stderr), ("report", report.stderr)):
        assert leaks(name, stream.encode()) == []
    assert leaks_in(home, out) == []
    for name in ("adversarial.dcm", "people.dcm", "perturbation.dcm", "masks.dcm"):
        dataset = pydicom.dcmread(out / name)
        assert dataset.PatientName == "ADVERSARIAL^RESEARCH"
        assert dataset.preamble == bytes(128)
        assert not any(element.tag.is_private or element.value in (47110, "047Y") for element in dataset.iterall())
        assert dataset.StudyDate == ""
    assert len({pydicom.dcmread(out / name).StudyInstanceUID for name in written if name.endswith(".dcm")}) == 1


def test_nor_in_what_the_window_exports(source: Path, tmp_path: Path) -> None:
    home, out, shot = tmp_path / "home", tmp_path / "out", tmp_path / "shot" / "window.png"
    model = write_lung_model(tmp_path / "model")
    done = run(home, "view", source, "--model", model, "--run", "--out", out, "--screenshot", shot)
    assert {"adversarial.dcm", "result.json", "report.pdf", "report.html"} <= {path.name for path in out.iterdir()}
    assert leaks("the log", (done.stdout + done.stderr).encode()) == []
    assert leaks_in(home, out, shot.parent) == []
    assert list((home / "tmp").iterdir()) == []


def test_nor_in_what_is_written_of_an_enhanced_image(tmp_path: Path) -> None:
    dataset = enhanced(True)
    plant(dataset)
    dataset.FrameOfReferenceUID = planted("UI", 9020)
    home, out = tmp_path / "home", tmp_path / "out"
    path = save(dataset, tmp_path / "in")
    assert len(set(WORD.findall(path.read_bytes().lower()))) > 600
    run(home, "attack", path, "--slice", 1, "--model", "ct-lung", *IFGSM, "--out", out)
    assert pydicom.dcmread(out / "adversarial.dcm").SOPClassUID == dataset.SOPClassUID
    assert leaks_in(home, out) == []


def test_nor_in_what_is_written_of_a_series(source: Path, tmp_path: Path) -> None:
    first = pydicom.dcmread(source)
    for number in range(3):
        first.SOPInstanceUID, first.InstanceNumber = planted("UI", 9100 + number), 1 + number
        first.ImagePositionPatient = [0, 0, 5 * number]
        path = save(first, tmp_path / "in", word(9200 + number))
    path.write_bytes(path.read_bytes()[:-5000])  # its name stands in the reason why it is not attacked
    home, out, model = tmp_path / "home", tmp_path / "out", write_lung_model(tmp_path / "model")
    run(home, "attack", path.parent, "--slice", "all", "--model", model, *IFGSM, "--out", out)
    assert "incomplete" in (out / "series.json").read_text()
    assert leaks_in(home, out) == []


def test_nor_in_what_is_written_of_a_picture(tmp_path: Path) -> None:
    home, out, path = tmp_path / "home", tmp_path / "out", picture(tmp_path / "in")
    assert [leak for item in contents(path) for leak in leaks(*item)]
    run(home, "attack", path, "--model", "endo-polyp", *IFGSM, "--out", out)
    assert (out / "adversarial.png").exists()
    assert leaks_in(home, out) == []


def test_the_scan_finds_what_is_planted(source: Path, tmp_path: Path) -> None:
    secret = word(1).encode()
    assert leaks("the source", source.read_bytes())
    packed, folder = tmp_path / "x.npz", tmp_path / NAME
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", secret * 99)
    (tmp_path / "x.nii.gz").write_bytes(gzip.compress(secret * 99))
    (tmp_path / "x.nrrd").write_bytes(b"NRRD0004\n\n" + gzip.compress(secret * 99))
    page = canvas.Canvas(str(tmp_path / "x.pdf"), pageCompression=1)
    page.drawString(9, 9, word(1))
    page.save()
    text = PngInfo()
    text.add_itxt("Comment", word(1) * 9, zip=True)
    Pillow.new("L", (4, 4)).save(tmp_path / "x.png", pnginfo=text)
    drawn = base64.b64encode((tmp_path / "x.png").read_bytes())
    (tmp_path / "x.html").write_bytes(b'<img src="data:image/png;base64,' + drawn + b'">')
    for path in [*tmp_path.glob("x.*")]:
        assert secret not in path.read_bytes(), path.name
        assert [leak for item in contents(path) for leak in leaks(*item)], path.name
    assert leaks("utf-16", word(1).encode("utf-16-le"))
    folder.mkdir()
    (folder / "empty").touch()
    assert leaks_in(folder)


def test_a_hostile_file_is_named_but_not_quoted(source: Path, tmp_path: Path) -> None:
    path = tmp_path / "file.dcm"  # a message names its file, for whoever gave it
    path.write_bytes(source.read_bytes()[:-5000])
    done = start("attack", path, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert leaks("the error", (done.stdout + done.stderr).encode()) == []
