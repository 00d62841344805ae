"""Floating-point values as numbers of steps: in every format, in and out, and what is said of them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pydicom
import pydicom.uid as uids
import pytest
import SimpleITK as sitk  # noqa: N813
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Image, Instance, Volume, Window
from medadv_gui.imaging.decode import decode
from medadv_gui.imaging.lattice import EXACT, ends_of, in_steps, in_steps_of, of_steps, step_of
from medadv_gui.imaging.read import read_image
from medadv_gui.imaging.write import write_image
from tests.imaging.kinds import FRACTIONS, errors, parametric, validator
from tests.support import SHARED, save

RNG = np.random.default_rng(8)
HU = (RNG.normal(-400, 500, (3, 6, 7))).astype(np.float32)
UNIT_RGB = RNG.random((6, 7, 3)).astype(np.float32)


def read(path: Path, frame: int = 0) -> Image:
    return decode(Instance(path, frame))


def volume(path: Path, values: np.ndarray = HU) -> Path:
    sitk.WriteImage(sitk.GetImageFromArray(values), str(path))
    return path


def tiff(path: Path, values: np.ndarray) -> Path:
    tifffile.imwrite(path, values, photometric="rgb" if values.shape[-1] == 3 else "minisblack")
    return path


SOURCES: dict[str, Callable[[Path], Path]] = {
    "nii": lambda folder: volume(folder / "v.nii"),
    "nii.gz": lambda folder: volume(folder / "v.nii.gz", HU.astype(np.float64)),
    "nrrd": lambda folder: volume(folder / "v.nrrd"),
    "mha": lambda folder: volume(folder / "v.mha"),
    "grey tiff": lambda folder: tiff(folder / "g.tif", HU[0]),
    "rgb tiff": lambda folder: tiff(folder / "c.tif", UNIT_RGB),
    "dicom": lambda folder: save(parametric(), folder / "p.dcm"),
}


# The lattice

FLOATS = st.one_of(
    arrays(np.float32, (3, 4), elements=st.floats(-(2.0**99), 2.0**99, width=32)),
    arrays(np.float32, (3, 4), elements=st.floats(-2, 2, width=32)),
    arrays(np.float64, (3, 4), elements=st.floats(-1e30, 1e30)),
    arrays(np.float64, (3, 4), elements=st.floats(0, 1e-40)),
)


@settings(max_examples=200, deadline=None)
@given(FLOATS)
def test_every_value_is_within_half_a_step_and_every_step_is_used(values: np.ndarray) -> None:
    step = step_of(*ends_of(values))
    stored, rounded = in_steps(values, step)
    assert np.abs(stored).max() <= EXACT
    error = np.abs(stored.astype(np.float64) * step - values.astype(np.float64))
    assert error.max() == rounded <= step / 2
    finer = step / 2
    assert not values.any() or np.abs(values).max() > EXACT * finer or step == 2.0**-126


@settings(max_examples=200, deadline=None)
@given(FLOATS, arrays(np.int32, (3, 4), elements=st.integers(-EXACT, EXACT)))
def test_changed_values_written_as_float32_are_the_same_values_when_read_again(
    values: np.ndarray, changed: np.ndarray
) -> None:
    step = step_of(*ends_of(values))
    written = of_steps(changed, step)
    assert np.array_equal(written.astype(np.float64), changed.astype(np.float64) * step)
    again = step_of(*ends_of(written))
    assert not changed.any() or (again <= step and (step / again).is_integer())
    stored, rounded = in_steps(written, again)
    assert rounded == 0
    assert np.array_equal(stored * again, changed * step)


def test_the_ends_leave_out_what_is_no_number() -> None:
    assert ends_of([np.array([[np.nan, -3.0]]), np.array([[np.inf, 2.0]])]) == (-3.0, 2.0)
    assert ends_of([np.array([[np.nan, np.inf]])]) == (0.0, 0.0)


# Files


@pytest.mark.parametrize("kind", SOURCES)
def test_what_is_written_is_what_was_stored(tmp_path: Path, kind: str) -> None:
    image = read_image(Instance(SOURCES[kind](tmp_path), 1 if kind in ("nii", "nii.gz", "nrrd", "mha", "dicom") else 0))
    assert image.step is not None
    assert image.stored.dtype == np.int32
    changed = image.stored.copy()
    flat = changed.reshape(-1)
    flat[:4] = image.lowest, image.highest, image.lowest + 1, image.highest - 1
    flat[4::3] += np.where(flat[4::3] < image.highest, 1, -1)
    for stored in (image.stored, changed, np.clip(changed // 1000, image.lowest, image.highest)):
        written = write_image(image, stored, tmp_path / f"out{stored[0, 0].sum()}")
        again = read_image(Instance(written.path))
        found = in_steps_of(image, again)
        assert found.dtype == np.int32
        assert np.array_equal(found, stored)
        assert again.adversarial
        assert again.geometry.spacing == image.geometry.spacing


def test_a_volume_has_one_step_and_its_values(tmp_path: Path) -> None:
    images = [read(SOURCES["nrrd"](tmp_path), k) for k in range(3)]
    step = step_of(float(HU.min()), float(HU.max()))
    assert {image.step for image in images} == {image.slope for image in images} == {step}
    whole = Volume.of(images)
    assert whole.step == step
    assert np.abs(whole.modality_values() - HU).max() <= step / 2
    assert images[0].window == Window(pytest.approx(float(HU.min())), pytest.approx(float(HU.max())))
    assert any(note.startswith("its float32 values are read in steps of 2^-1") for note in images[0].notes)


def test_a_scaled_nifti_keeps_its_scaling(tmp_path: Path) -> None:
    path = volume(tmp_path / "s.nii", HU / 2)
    raw = bytearray(path.read_bytes())
    raw[112:120] = np.array([2.0, -5.0], "<f4").tobytes()
    path.write_bytes(raw)
    image = read(path, 1)
    assert (image.slope / image.step, image.intercept) == (2.0, -5.0)
    assert np.abs(image.modality_values() - (HU[1] - 5)).max() <= image.slope
    again = read(write_image(image, image.stored + np.int32(3), tmp_path / "out").path)
    assert (again.slope / again.step, again.intercept) == (2.0, -5.0)
    assert np.array_equal(in_steps_of(image, again), image.stored + 3)


def test_a_range_within_one_is_no_range_of_one(tmp_path: Path) -> None:
    image = read(volume(tmp_path / "small.nrrd", np.linspace(0.1, 0.3, 24, dtype=np.float32).reshape(2, 3, 4)))
    assert (image.window.lower, image.window.upper) == (pytest.approx(0.1), pytest.approx(0.3))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 3e30])
@pytest.mark.parametrize("kind", ["volume", "tiff", "dicom"])
def test_what_is_no_number_is_refused(tmp_path: Path, kind: str, value: float) -> None:
    values = HU.copy()
    values[0, 2, 3] = value
    if kind == "volume":
        path = volume(tmp_path / "f.mha", values)
    elif kind == "tiff":
        path = tiff(tmp_path / "f.tif", values[0])
    else:
        ds = parametric()
        frames = np.frombuffer(ds.FloatPixelData, "<f4").copy()
        frames[5] = value
        ds.FloatPixelData = frames.tobytes()
        path = save(ds, tmp_path / "f.dcm")
    with pytest.raises(InputError, match=r"^f\.\w+: holds values (that are no numbers \(NaN or|beyond 1e\+30)"):
        read(path)


# TIFF


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("values", [UNIT_RGB, UNIT_RGB[..., 0]], ids=["rgb", "grey"])
def test_a_tiff_from_0_to_1_is_taken_as_0_to_255(tmp_path: Path, dtype: type, values: np.ndarray) -> None:
    values = values.astype(dtype)
    image = read(tiff(tmp_path / "u.tif", values))
    assert (image.step, image.lowest, image.highest) == (2.0**-24, 0, EXACT)
    assert image.window == Window(0.0, 255.0)
    assert np.abs(image.modality_values() - 255 * values.astype(np.float64)).max() <= 1e-4
    assert image.notes[-1] == "its values lie in 0 to 1, which are taken as 0 to 255"


def test_other_values_of_a_grey_tiff_stay_as_they_are(tmp_path: Path) -> None:
    image = read(tiff(tmp_path / "g.tif", HU[0]))
    assert image.slope == image.step
    assert (image.lowest, image.highest) == (-EXACT, EXACT)
    assert (image.window.lower, image.window.upper) == (HU[0].min(), HU[0].max())
    assert np.abs(image.modality_values() - HU[0]).max() <= image.step


def test_all_pages_of_a_tiff_have_one_step(tmp_path: Path) -> None:
    pages = np.stack([UNIT_RGB[..., 0], HU[0]])
    path = tmp_path / "p.tif"
    tifffile.imwrite(path, pages, photometric="minisblack")
    first, second = (read(path, k) for k in range(2))
    assert first.step == second.step == step_of(float(HU[0].min()), float(HU[0].max()))
    assert first.slope == first.step


def test_colours_beyond_1_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^c\.tif: colours of float32 are read from 0 to 1; these go from 0 to 255$"):
        read(tiff(tmp_path / "c.tif", np.stack([np.linspace(0, 255, 12, dtype=np.float32).reshape(3, 4)] * 3, axis=-1)))


# DICOM


@pytest.mark.skipif(not (SHARED / "dicom").is_dir(), reason="the folder of real test pictures is not here")
@validator
@pytest.mark.parametrize("name", ["parametric_map_float", "parametric_map_double_float"])
def test_the_public_parametric_maps(tmp_path: Path, name: str) -> None:
    path = SHARED / "dicom" / "single_pydicom-data" / f"{name}.dcm"
    image, theirs = read_image(Instance(path)), pydicom.dcmread(path).pixel_array
    assert image.step == image.slope == 2.0**-24
    assert np.abs(image.stored * image.step - theirs.astype(np.float64)).max() <= image.step / 2
    assert image.window == Window(0.0, 1.0)
    changed = image.stored + np.int32(1000)
    written = write_image(image, changed, tmp_path)
    assert errors(written.path) == []
    assert np.array_equal(in_steps_of(image, read_image(Instance(written.path))), changed)


@pytest.mark.parametrize("syntax", [uids.ImplicitVRLittleEndian, uids.ExplicitVRBigEndian, uids.ExplicitVRLittleEndian])
@pytest.mark.parametrize("double", [False, True])
def test_both_kinds_in_every_native_syntax(tmp_path: Path, syntax: uids.UID, double: bool) -> None:
    ds, order = parametric(), ">" if syntax == uids.ExplicitVRBigEndian else "<"
    frames = np.stack([FRACTIONS, 2 * FRACTIONS]).astype(f"{order}f{8 if double else 4}")
    del ds.FloatPixelData
    if double:
        ds.BitsAllocated, ds.DoubleFloatPixelData = 64, frames.tobytes()
    else:
        ds.FloatPixelData = frames.tobytes()
    ds.file_meta.TransferSyntaxUID = syntax
    first, second = (read(save(ds, tmp_path / "n.dcm"), k) for k in range(2))
    assert first.step == second.step == step_of(float(frames.min()), float(frames.max()))
    for image, values in ((first, FRACTIONS), (second, 2 * FRACTIONS)):
        assert np.abs(image.stored * image.step - values).max() <= image.step / 2
    assert "its Real World Value Mapping is not applied" in first.notes


def test_what_is_written_says_what_its_values_mean_and_whose_they_are_not(tmp_path: Path) -> None:
    image = read_image(Instance(save(parametric(), tmp_path / "in.dcm"), 1))
    out = pydicom.dcmread(write_image(image, image.stored, tmp_path / "out").path)
    (mapping,) = out.SharedFunctionalGroupsSequence[0].RealWorldValueMappingSequence
    assert (mapping.RealWorldValueSlope, mapping.RealWorldValueIntercept) == (2.0, 0.0)
    assert mapping.MeasurementUnitsCodeSequence[0].CodeValue == "mm2/s"
    assert mapping.DoubleFloatRealWorldValueFirstValueMapped <= float(2 * FRACTIONS.min())
    assert np.array_equal(np.frombuffer(out.FloatPixelData, "<f4"), of_steps(image.stored, image.step).ravel())
    assert "BitsStored" not in out
    assert not any(word in str(out) for word in ("Doe", "diffusion", "ADC"))


def test_padding_is_counted_in_steps(tmp_path: Path) -> None:
    ds = parametric()
    ds.add_new(0x00280122, "FL", float(FRACTIONS[0, 0]))
    image = read_image(Instance(save(ds, tmp_path / "p.dcm")))
    assert image.padding is not None
    assert np.array_equal(image.padding, FRACTIONS[0, 0] == FRACTIONS)
    again = read_image(Instance(write_image(image, image.stored, tmp_path / "out").path))
    assert np.array_equal(again.padding, image.padding)
    ds[0x00280122].value = -3e38
    assert read_image(Instance(save(ds, tmp_path / "q.dcm"))).padding_range is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda ds: delattr(ds.SharedFunctionalGroupsSequence[0], "PixelMeasuresSequence"), "PixelMeasuresSequence"),
        (
            lambda ds: delattr(ds.SharedFunctionalGroupsSequence[0], "RealWorldValueMappingSequence"),
            "RealWorldValueMappingSequence",
        ),
        (
            lambda ds: setattr(
                ds.SharedFunctionalGroupsSequence[0].PixelValueTransformationSequence[0], "RescaleSlope", "2"
            ),
            "values that are not rescaled",
        ),
    ],
)
def test_what_makes_no_parametric_map_is_not_written(tmp_path: Path, change: Callable, reason: str) -> None:
    ds = parametric()
    change(ds)
    image = read_image(Instance(save(ds, tmp_path / "in.dcm")))
    words = rf"^in\.dcm: cannot be written: floating-point values make a Parametric Map, which demands {reason}$"
    with pytest.raises(InputError, match=words):
        write_image(image, image.stored, tmp_path / "out")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"BitsAllocated": 16}, "BitsAllocated is 16"),
        ({"FloatPixelData": bytes(40)}, "pixel data incomplete"),
        ({"SamplesPerPixel": 3, "PhotometricInterpretation": "RGB"}, "PhotometricInterpretation RGB of floats"),
    ],
)
def test_headers_that_do_not_fit_are_refused(tmp_path: Path, change: dict[str, object], words: str) -> None:
    ds = parametric()
    for keyword, value in change.items():
        setattr(ds, keyword, value)
    with pytest.raises(InputError, match=rf"^h\.dcm: {words}"):
        read(save(ds, tmp_path / "h.dcm"))


def test_what_was_written_may_hold_whole_numbers_by_now(tmp_path: Path) -> None:
    image = read(SOURCES["nrrd"](tmp_path))
    whole = np.rint(np.rint(HU[0]) / image.step).astype(np.int32)
    again = read(write_image(image, whole, tmp_path / "out").path)
    assert (again.step, again.stored.dtype) == (None, np.int16)
    assert np.array_equal(in_steps_of(image, again), whole)
    half = in_steps_of(image, replace(again, step=image.step / 2, stored=np.ones_like(whole)))
    assert half.dtype == np.float64
    assert (half == 0.5).all()
