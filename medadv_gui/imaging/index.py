"""What a file or folder holds, from headers only: patients, studies and series, sorted along their normal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydicom.uid import UID

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Geometry, Index, Instance, Series, Skipped
from medadv_gui.imaging.dicom import geometry, is_dicom, read_dataset
from medadv_gui.imaging.picture import LABEL_MAP_MARK, description, open_picture

Progress = Callable[[int, int], None]

MAX_FRAMES = 20_000

_TAGS = [
    "SOPClassUID", "SOPInstanceUID", "PatientID", "PatientName", "StudyInstanceUID", "SeriesInstanceUID",
    "SeriesNumber", "SeriesDescription", "Modality", "InstanceNumber", "NumberOfFrames", "Rows", "Columns",
    "BitsAllocated", "ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "ImagerPixelSpacing",
    "SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence",
]  # fmt: skip


@dataclass(frozen=True)
class _Slice:
    """What sorting needs to know of one DICOM file."""

    path: Path
    patient: str
    study: str
    series: str
    sop: str
    number: int
    title: str
    modality: str
    rows: int
    columns: int
    frames: int
    geometry: Geometry


def index(path: Path, *, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None) -> Index:
    """Index a file or a folder (recursively).

    progress : called with (files looked at, files in all). cancelled : asked between files; True ends early.

    Raises
    ------
    InputError
        If the path is missing, or nothing in it can be read as an image.
    """
    if not path.exists():
        raise InputError(f"{path.name}: there is no such file or folder")
    slices: list[_Slice] = []
    pictures: list[Series] = []
    skipped: list[Skipped] = []
    files = list(_walk(path, skipped))
    for done, file in enumerate(files):
        if cancelled is not None and cancelled():
            break
        if progress is not None:
            progress(done, len(files))
        try:
            if is_dicom(file):
                found = _header(file)
                if isinstance(found, Skipped):
                    skipped.append(found)
                else:
                    slices.append(found)
            else:
                pictures.append(_picture(file))
        except InputError as error:
            skipped.append(Skipped(file, str(error).removeprefix(f"{file.name}: ")))
    series = (*_series(slices, skipped), *pictures)
    if not series and not (cancelled is not None and cancelled()):
        if path.is_file():
            raise InputError(f"{path.name}: {skipped[0].reason}")
        reasons = f" ({len(skipped)} files skipped; {skipped[0].path.name}: {skipped[0].reason})" if skipped else ""
        raise InputError(f"{path.name}: nothing readable in this folder{reasons}")
    return Index(path, series, tuple(skipped))


def _walk(path: Path, skipped: list[Skipped]) -> Iterator[Path]:
    """Regular files below `path`, sorted; links to folders are not followed, hidden entries passed over."""
    if path.is_file():
        yield path
        return
    try:
        entries = sorted(path.iterdir())
    except OSError as error:
        skipped.append(Skipped(path, f"cannot be read ({error.strerror})"))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if not entry.is_symlink():
                yield from _walk(entry, skipped)
        elif entry.is_file():
            yield entry


def _picture(path: Path) -> Series:
    with open_picture(path) as picture:
        if description(picture).startswith(LABEL_MAP_MARK):
            raise InputError(f"{path.name}: a label map, not a picture")
        width, height = picture.size
        if picture.getexif().get(0x0112, 1) >= 5:  # turned by a quarter when it is read
            width, height = height, width
    return Series("pictures", path.parent.name, path.name, "", (Instance(path),), height, width)


def _header(path: Path) -> _Slice | Skipped:
    dataset = read_dataset(path, header_only=True, tags=_TAGS)
    try:
        uid = UID(str(dataset.get("SOPClassUID", "")))
        if dataset.get("Rows") is None:
            return Skipped(path, f"not an image here ({uid.name or 'no pixel data'})")
        frames = max(1, int(dataset.get("NumberOfFrames") or 1))
        if frames > MAX_FRAMES:
            return Skipped(path, f"NumberOfFrames is {frames}, which this program refuses")
        return _Slice(
            path=path,
            patient=f"{dataset.get('PatientID', '')}\0{dataset.get('PatientName', '')}",
            study=str(dataset.get("StudyInstanceUID", "")),
            series=str(dataset.get("SeriesInstanceUID", "")),
            sop=str(dataset.get("SOPInstanceUID", path)),
            number=int(dataset.get("InstanceNumber") or 0),
            title=str(dataset.get("SeriesDescription", "")).strip(),
            modality=str(dataset.get("Modality", "")),
            rows=int(dataset.Rows),
            columns=int(dataset.Columns),
            frames=frames,
            geometry=geometry(dataset),
        )
    except Exception as error:  # hostile header values
        return Skipped(path, f"damaged DICOM header ({type(error).__name__})")


def _series(slices: list[_Slice], skipped: list[Skipped]) -> Iterator[Series]:
    """Group by patient, study, series, size and orientation; sort each group."""
    groups: dict[tuple[object, ...], list[_Slice]] = defaultdict(list)
    patients: dict[str, str] = {}
    studies: dict[tuple[str, str], str] = {}
    for item in slices:
        alias = patients.setdefault(item.patient, f"patient {len(patients) + 1}")
        count = sum(1 for patient, _ in studies if patient == item.patient)
        studies.setdefault((item.patient, item.study), f"study {count + 1}")
        orientation = item.geometry.orientation
        rounded = None if orientation is None else tuple(round(v, 3) for v in orientation)
        groups[(alias, studies[item.patient, item.study], item.series, item.rows, item.columns, rounded)].append(item)
    for (patient, study, *_), group in groups.items():
        ordered = _sorted(_unique(group, skipped))
        first = ordered[0]
        yield Series(
            patient=str(patient),
            study=str(study),
            title=first.title or f"{first.modality or 'DICOM'} series",
            modality=first.modality,
            instances=tuple(Instance(item.path, frame) for item in ordered for frame in range(item.frames)),
            rows=first.rows,
            columns=first.columns,
        )


def _unique(group: list[_Slice], skipped: list[Skipped]) -> list[_Slice]:
    kept: dict[str, _Slice] = {}
    for item in group:
        if item.sop in kept:
            skipped.append(Skipped(item.path, f"the same SOPInstanceUID as {kept[item.sop].path.name}"))
        else:
            kept[item.sop] = item
    return list(kept.values())


def _sorted(group: list[_Slice]) -> list[_Slice]:
    """By position along the slice normal (PS3.3 C.7.6.2.1.1); by InstanceNumber where a position is missing."""
    along = []
    for item in group:
        g = item.geometry
        if g.orientation is None or g.position is None:
            return sorted(group, key=lambda s: (s.number, s.path.name))
        normal = np.cross(g.orientation[:3], g.orientation[3:])
        along.append(float(normal @ np.asarray(g.position)))
    return [item for _, _, item in sorted(zip(along, range(len(group)), group, strict=True))]
