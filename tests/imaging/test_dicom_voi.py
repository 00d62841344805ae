"""What a DICOM file wants to be shown, and what its values mean: PS3.3 C.11.1 and C.11.2 by their own formulas."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.pixels import apply_modality_lut, apply_voi_lut
from pydicom.uid import ExplicitVRBigEndian, ImplicitVRLittleEndian

from medadv_gui.core.types import Image, Instance, Window
from medadv_gui.imaging.read import read_image
from medadv_gui.render.window import display
from tests.support import ct_dataset, save

VALUES = np.arange(-200, 200, dtype=np.int16).reshape(20, 20)


def plain(stored: np.ndarray = VALUES) -> Dataset:
    """A slice without rescale and window."""
    ds = ct_dataset(stored)
    ds.Modality = "MR"
    for name in ("RescaleSlope", "RescaleIntercept", "RescaleType", "WindowCenter", "WindowWidth"):
        delattr(ds, name)
    return ds


def read(ds: Dataset, folder: Path, frame: int = 0) -> Image:
    return read_image(Instance(save(ds, folder / "a.dcm"), frame))


def table(values: list[int], first: int, bits: int = 16, signed: bool = False) -> Dataset:
    item = Dataset()
    item.add_new("LUTDescriptor", "SS" if signed else "US", [len(values), first, bits])
    item.LUTExplanation = "a table"
    item.add_new("LUTData", "US", values)
    return item


@pytest.mark.parametrize(("centre", "width"), [(40.0, 400.0), (-17.5, 33.0), (0.0, 1.0), (10.0, 2.0)])
@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT", "SIGMOID"])
def test_windows_are_the_standards(tmp_path: Path, function: str, centre: float, width: float) -> None:
    ds = plain()
    ds.WindowCenter, ds.WindowWidth, ds.VOILUTFunction = str(centre), str(width), function
    level = display(read(ds, tmp_path))[..., 0].astype(int)
    x = VALUES.astype(float)
    if function == "LINEAR":  # C.11.2.1.2.1
        low, high = centre - 0.5 - (width - 1) / 2, centre - 0.5 + (width - 1) / 2
        y = np.zeros_like(x) if width == 1 else ((x - (centre - 0.5)) / (width - 1) + 0.5) * 255
        y = np.where(x <= low, 0.0, np.where(x > high, 255.0, y))
    elif function == "LINEAR_EXACT":  # C.11.2.1.3.2
        y = (x - centre) / width * 255 + 127.5
        y = np.where(x <= centre - width / 2, 0.0, np.where(x > centre + width / 2, 255.0, y))
    else:  # C.11.2.1.3.1
        y = 255 / (1 + np.exp(np.minimum(-4 * (x - centre) / width, 500)))
    assert np.abs(level - np.floor(y + 0.5)).max() <= 1
    assert np.mean(level == np.floor(y + 0.5)) > 0.98  # a level may fall on the other side of a half


@pytest.mark.parametrize("function", ["LINEAR", "SIGMOID"])
def test_windows_are_pydicoms(tmp_path: Path, function: str) -> None:
    ds = plain()
    ds.WindowCenter, ds.WindowWidth, ds.VOILUTFunction = "20", "151", function
    theirs = apply_voi_lut(VALUES, ds)
    low, high = -(1 << 15), (1 << 15) - 1  # pydicom spreads over the range that BitsStored holds
    levels = np.floor((theirs - low) / (high - low) * 255 + 0.5)
    assert np.abs(display(read(ds, tmp_path))[..., 0] - levels).max() <= 1


@pytest.mark.parametrize("syntax", [None, ImplicitVRLittleEndian, ExplicitVRBigEndian])
@pytest.mark.parametrize("bits", [8, 12, 16])
def test_a_voi_lut_is_pydicoms(tmp_path: Path, bits: int, syntax: Any) -> None:
    ds = plain()
    entries = [(i * i * 7) % (1 << bits) for i in range(100)]
    ds.VOILUTSequence = [table(entries, -30, bits, signed=True)]
    if syntax:
        ds.file_meta.TransferSyntaxUID = syntax
        if syntax == ExplicitVRBigEndian:
            ds.PixelData = VALUES.astype(">i2").tobytes()
    image = read(ds, tmp_path)
    assert image.window.function == "LUT"
    assert (image.window.lower, image.window.upper) == (-30.0, 69.0)
    theirs = apply_voi_lut(VALUES, pydicom.dcmread(tmp_path / "a.dcm")).astype(float)
    assert np.array_equal(display(image)[..., 0], np.floor(theirs / ((1 << bits) - 1) * 255 + 0.5))
    assert image.windows == (("a table", image.window),)
    assert not image.notes


def test_two_8_bit_entries_may_share_a_word(tmp_path: Path) -> None:
    ds = plain()
    item = table(list(range(100)), 0, 8)
    item["LUTData"].VR = "OW"
    item.LUTData = bytes(range(100))
    ds.VOILUTSequence = [item]
    assert read(ds, tmp_path).window.table == tuple(range(100))


def test_a_dragged_table_keeps_its_shape() -> None:
    window = Window(0, 3, "LUT", (0, 200, 100, 255))
    moved = window.moved(15.0, 6.0)
    assert (moved.lower, moved.upper) == (12.0, 18.0)
    from medadv_gui.render.window import grey

    assert grey(np.array([-5, 12, 14, 16, 18, 99]), moved).tolist() == [0, 0, 200, 100, 255, 255]


def test_a_short_table_is_not_used(tmp_path: Path) -> None:
    ds = plain()
    item = table(list(range(100)), 0)
    item.LUTDescriptor = [101, 0, 16]
    ds.VOILUTSequence = [item]
    image = read(ds, tmp_path)
    assert image.window == Window(-200.0, 199.0)
    assert "the data range is shown" in image.notes[0]


def test_all_windows_are_offered_the_first_one_is_used(tmp_path: Path) -> None:
    ds = plain()
    ds.WindowCenter, ds.WindowWidth = ["40", "-600", "1", "50"], ["401", "1501", "0", "nan"]
    ds.WindowCenterWidthExplanation = ["MEDIASTINUM", "LUNG", "NONE", "NONE"]
    ds.VOILUTSequence = [table([0, 1], 0)]
    image = read(ds, tmp_path)
    assert [name for name, _ in image.windows] == ["MEDIASTINUM", "LUNG", "a table"]
    assert image.window == image.windows[0][1] == Window(-160.5, 239.5)
    assert image.windows[1][1] == Window(-1350.5, 149.5)
    assert not image.notes


@pytest.mark.parametrize(("width", "used"), [(["0", "401"], 240.0), (["0", "nan"], 199.0), ([], 199.0)])
def test_a_window_that_is_none_is_said(tmp_path: Path, width: list[str], used: float) -> None:
    ds = plain()
    ds.WindowCenter, ds.WindowWidth = ["40", "40"], ""
    path = save(ds, tmp_path / "a.dcm")
    text = "\\".join(width).ljust(6).encode()  # put in behind pydicom's back: (0028,1051) DS
    data = path.read_bytes()
    head = b"\x28\x00\x51\x10DS"
    path.write_bytes(data.replace(head + b"\0\0", head + len(text).to_bytes(2, "little") + text))
    image = read_image(Instance(path))
    assert image.window.upper == pytest.approx(used, abs=0.6)
    assert "is shown" in image.notes[0]


def test_each_frame_has_its_own_window_and_rescale(tmp_path: Path) -> None:
    ds = plain(np.concatenate([VALUES, VALUES]))
    ds.Rows, ds.NumberOfFrames = 20, 2
    groups = []
    for frame in range(2):
        group, voi, value, plane = Dataset(), Dataset(), Dataset(), Dataset()
        voi.WindowCenter, voi.WindowWidth, voi.VOILUTFunction = str(100 * frame), "10", "LINEAR_EXACT"
        value.RescaleSlope, value.RescaleIntercept, value.RescaleType = str(1 + frame), str(5 * frame), "US"
        plane.ImagePositionPatient = [0, 0, 7.5 * frame]
        group.FrameVOILUTSequence, group.PixelValueTransformationSequence = [voi], [value]
        group.PlanePositionSequence = [plane]
        groups.append(group)
    del ds.ImagePositionPatient
    ds.PerFrameFunctionalGroupsSequence = groups
    shared, measures = Dataset(), Dataset()
    measures.PixelSpacing = [2, 3]
    shared.PixelMeasuresSequence = [measures]
    ds.SharedFunctionalGroupsSequence = [shared]
    path = save(ds, tmp_path / "a.dcm")
    for frame in (1, 0):
        image = read_image(Instance(path, frame))
        assert image.window == Window(100 * frame - 5, 100 * frame + 5)
        assert (image.slope, image.intercept) == (1 + frame, 5 * frame)
        assert image.geometry.position == (0.0, 0.0, 7.5 * frame)
        assert image.geometry.spacing == (2.0, 3.0)


@pytest.mark.parametrize(
    ("slope", "intercept"),
    [("0", "0"), ("nan", "0"), ("1", "inf"), ("abc", "0"), ("", "1"), ("1\\2", "0"), ("1e39", "0"), ("1e-39", "0")],
)
def test_a_rescale_that_is_none_gives_stored_values_and_never_nan(tmp_path: Path, slope: str, intercept: str) -> None:
    path = save(plain(), tmp_path / "a.dcm")
    data = path.read_bytes()
    elements = b""
    for tag, value in ((b"\x52\x10", intercept), (b"\x53\x10", slope)):
        text = value.encode() + b" " * (len(value) % 2)
        elements += b"\x28\x00" + tag + b"DS" + len(text).to_bytes(2, "little") + text
    at = data.index(b"\xe0\x7f\x10\x00OW")
    path.write_bytes(data[:at] + elements + data[at:])
    image = read_image(Instance(path))
    assert (image.slope, image.intercept, image.units) == (1.0, 0.0, "")
    assert any("Rescale" in note for note in image.notes)
    assert np.array_equal(image.modality_values(), VALUES)


@pytest.mark.parametrize("lost", ["RescaleSlope", "ModalityLUTSequence"])
def test_a_window_is_lost_with_the_values_it_is_of(tmp_path: Path, lost: str) -> None:
    """Centre -600 is air in HU and nothing in stored values: a white picture."""
    ds = plain()
    ds.WindowCenter, ds.WindowWidth, ds.VOILUTSequence = "-600", "10", [table([0, 255], 0)]
    ds.RescaleSlope, ds.RescaleIntercept = ("0" if lost == "RescaleSlope" else "1"), "-1024"
    if lost == "ModalityLUTSequence":
        short = table([1, 2], 0)
        short.LUTDescriptor = [3, 0, 16]
        ds.ModalityLUTSequence = [short]
    image = read(ds, tmp_path)
    assert f"{lost}" in image.notes[0]
    assert (image.windows, image.window) == ((), Window(-200.0, 199.0))


def test_a_modality_lut_is_pydicoms(tmp_path: Path) -> None:
    ds = plain()
    ds.ModalityLUTSequence = [table([(i * i) % 5000 for i in range(150)], -50, signed=True)]
    ds.ModalityLUTSequence[0].ModalityLUTType = "OD"
    image = read(ds, tmp_path)
    expected = apply_modality_lut(VALUES, pydicom.dcmread(tmp_path / "a.dcm"))
    assert np.array_equal(image.modality_values(), expected)
    # The table does not rise, so the range is that of what is shown, not that of the two ends.
    assert image.window == Window(float(expected.min()), float(expected.max()))


def test_a_broken_modality_lut_is_said(tmp_path: Path) -> None:
    ds = plain()
    item = table([1, 2, 3], 0)
    item.LUTDescriptor = [4, 0, 16]
    ds.ModalityLUTSequence = [item]
    image = read(ds, tmp_path)
    assert image.modality_lut is None
    assert "ModalityLUTSequence is not usable; stored values are shown" in image.notes


def test_a_window_narrower_than_1_is_exact(tmp_path: Path) -> None:
    ds = plain()
    ds.WindowCenter, ds.WindowWidth = "0.25", "0.5"
    assert read(ds, tmp_path).window == Window(0.0, 0.5)
    assert math.isclose(read(ds, tmp_path).window.width, 0.5)
