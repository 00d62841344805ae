"""The demo cases: what they show, and how they are written as files."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pydicom
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import UID, CTImageStorage, ExplicitVRLittleEndian

import medadv_gui
from medadv_gui.core.errors import OutputError
from medadv_gui.demo import chest, endoscopy, fundus

NOTE = "synthetic, drawn by medadv_gui"

# What each demo case draws; chosen so that the bundled model is right before the attack and wrong after it.
CHEST_SEED, CHEST_SLICES, CHEST_SLICE = 20001, 48, 24
FUNDUS_SEED, FUNDUS_GRADE = 4, 0
ENDOSCOPY_SEED, ENDOSCOPY_POLYPS = 20011, 1

# Names the drawings: a folder kept under it holds these very cases.
EDITION = f"{medadv_gui.__version__}-{CHEST_SEED}-{CHEST_SLICE}-{FUNDUS_SEED}-{FUNDUS_GRADE}-{ENDOSCOPY_SEED}"

# As the bundled grading model names them.
GRADES = (
    "grade 0, no DR", "grade 1, mild DR", "grade 2, moderate DR", "grade 3, severe DR", "grade 4, proliferative DR",
)  # fmt: skip
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class DemoCase:
    """One demo case: `path` and files are relative to the demo folder, `slice_index` counts from 0,
    `budget` is a largest change in HU or of 255."""

    id: str
    title: str
    sentence: str
    path: str
    model: str
    slice_index: int | None
    budget: str


CASES: tuple[DemoCase, ...] = (
    DemoCase(
        id="chest-ct",
        title="Lungs in a chest CT",
        sentence="The model outlines both lungs. See how small a change makes it lose them.",
        path="chest-ct",
        model="ct-lung",
        slice_index=CHEST_SLICE,
        budget="12/255",
    ),
    DemoCase(
        id="fundus",
        title="Diabetic retinopathy in a fundus photograph",
        sentence="The model grades the retina. See how small a change makes it give another grade.",
        path="fundus/fundus.png",
        model="fundus-dr",
        slice_index=None,
        budget="2/255",
    ),
    DemoCase(
        id="endoscopy",
        title="A polyp in a colonoscopy picture",
        sentence="The model boxes the polyp. See how small a change makes it overlook it.",
        path="endoscopy/endoscopy.png",
        model="endo-polyp",
        slice_index=None,
        budget="2/255",
    ),
)


def write(out: Path, progress: Progress | None = None) -> list[Path]:
    """Draw the demo cases into the folder `out` and return its files, sorted.

    All or nothing: `out` appears complete, or not at all. It may be missing, empty or an earlier demo folder;
    a folder that holds anything else, or cannot be written, raises OutputError. `progress` is told the steps
    done and the steps in all: a slice drawn or a file written.
    """
    out = out.resolve()
    names = {Path(case.path).parts[0] for case in CASES} | {"chest-ct-truth.png", "cases.json"}
    try:
        if out.exists() and not {entry.name for entry in out.iterdir()} <= names:
            raise OutputError(f"{out} holds other files; choose a new or an empty folder")
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as stage:
            _write_all(Path(stage, "new"), progress or (lambda done, total: None))
            if out.exists():
                out.rename(Path(stage, "old"))
            Path(stage, "new").rename(out)
    except OSError as error:
        raise OutputError(f"{out} cannot be written ({error.strerror or type(error).__name__})") from None
    return sorted(path for path in out.rglob("*") if path.is_file())


def _write_all(folder: Path, progress: Progress) -> None:
    total, done = 2 * CHEST_SLICES + 4, 0

    def step() -> None:
        nonlocal done
        done += 1
        progress(done, total)

    phantom = chest.draw(CHEST_SEED, CHEST_SLICES, tick=step)
    (folder / "chest-ct").mkdir(parents=True)
    for index in range(CHEST_SLICES):
        _dicom(phantom, index).save_as(folder / "chest-ct" / f"{index + 1:03d}.dcm", enforce_file_format=True)
        step()
    _png(folder / "chest-ct-truth.png", phantom.labels[CHEST_SLICE], f"label map, {NOTE}")
    step()

    retina = fundus.draw(FUNDUS_SEED, FUNDUS_GRADE)
    _png(folder / "fundus" / "fundus.png", retina.rgb)
    step()

    gut = endoscopy.draw(ENDOSCOPY_SEED, ENDOSCOPY_POLYPS)
    _png(folder / "endoscopy" / "endoscopy.png", gut.rgb)
    step()

    truths: dict[str, object] = {
        "chest-ct": {"path": "chest-ct-truth.png", "labels": {"1": "left lung", "2": "right lung"}},
        "fundus": {"grade": FUNDUS_GRADE, "label": GRADES[FUNDUS_GRADE]},
        "endoscopy": {"label": "polyp", "boxes": gut.boxes.tolist()},
    }
    entries = [asdict(case) | {"truth": truths[case.id], "note": NOTE} for case in CASES]
    (folder / "cases.json").write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8", newline="\n")
    step()


def _png(path: Path, pixels: NDArray[np.uint8], text: str = NOTE) -> None:
    path.parent.mkdir(exist_ok=True)
    info = PngInfo()
    info.add_text("Description", text)
    Image.fromarray(pixels).save(path, pnginfo=info)


def _uid(*parts: object) -> UID:
    """A UID under 2.25 that depends on `parts` alone."""
    digest = hashlib.sha256("/".join(["medadv_gui demo", *map(str, parts)]).encode()).digest()
    return UID(f"2.25.{int.from_bytes(digest[:16], 'big')}")


def _dicom(phantom: chest.ChestPhantom, index: int) -> FileDataset:
    """One slice as a CT Image Storage instance; stored value = HU + 1024, 12 bits."""
    series = ("chest", CHEST_SEED, CHEST_SLICES)
    step, row, column = phantom.spacing
    rows, columns = phantom.hu.shape[1:]
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = CTImageStorage
    meta.MediaStorageSOPInstanceUID = _uid(*series, "image", index)
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID = _uid("implementation")
    meta.ImplementationVersionName = "MEDADV_GUI"

    ds = FileDataset("", pydicom.Dataset(), preamble=b"\0" * 128, file_meta=meta)
    ds.SpecificCharacterSet = "ISO_IR 192"
    ds.ImageType = ["DERIVED", "SECONDARY", "AXIAL"]
    ds.SOPClassUID = meta.MediaStorageSOPClassUID
    ds.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    ds.StudyDate = ds.SeriesDate = ds.ContentDate = "20000101"
    ds.StudyTime = ds.SeriesTime = ds.ContentTime = "120000"
    ds.AccessionNumber = ""
    ds.Modality = "CT"
    ds.Manufacturer = "medadv_gui"
    ds.ReferringPhysicianName = ""
    ds.StudyDescription = "Synthetic chest CT"
    ds.SeriesDescription = NOTE
    ds.DerivationDescription = NOTE
    ds.PatientName = "SYNTHETIC^DRAWN BY PROGRAM"
    ds.PatientID = "SYNTHETIC"
    ds.PatientBirthDate = ""
    ds.PatientSex = ""
    ds.BodyPartExamined = "CHEST"
    ds.SliceThickness = round(step, 4)
    ds.KVP = None
    ds.SpacingBetweenSlices = round(step, 4)
    ds.PatientPosition = "HFS"
    ds.StudyInstanceUID = _uid(*series, "study")
    ds.SeriesInstanceUID = _uid(*series, "series")
    ds.StudyID = "1"
    ds.SeriesNumber = 1
    ds.AcquisitionNumber = 1
    ds.InstanceNumber = index + 1
    corner = [(1 - columns) * column / 2, (1 - rows) * row / 2, index * step]
    ds.ImagePositionPatient = [round(value, 4) for value in corner]
    ds.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    ds.FrameOfReferenceUID = _uid(*series, "frame of reference")
    ds.PositionReferenceIndicator = ""
    ds.SliceLocation = round(index * step, 4)
    ds.ImageComments = NOTE
    ds.SamplesPerPixel = 1
    ds.PhotometricInterpretation = "MONOCHROME2"
    ds.Rows, ds.Columns = rows, columns
    ds.PixelSpacing = [round(row, 6), round(column, 6)]
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = 16, 12, 11
    ds.PixelRepresentation = 0
    ds.BurnedInAnnotation = "NO"
    ds.WindowCenter, ds.WindowWidth = -600, 1500
    ds.WindowCenterWidthExplanation = "LUNG"
    ds.RescaleIntercept, ds.RescaleSlope = -1024, 1
    ds.RescaleType = "HU"
    ds.LossyImageCompression = "00"
    ds.PixelData = (phantom.hu[index].astype(np.int32) + 1024).astype("<u2").tobytes()
    return ds
