"""NIfTI, NRRD and MetaImage volumes: slices, stored values and place, in and out; SimpleITK is the judge."""

import gzip
import struct
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from medadv_gui.core.errors import InputError, OutputError
from medadv_gui.core.types import Image, Instance, Volume, Window
from medadv_gui.imaging import volume_file
from medadv_gui.imaging.decode import decode, scan
from medadv_gui.imaging.geometry import edge_letters, plane
from medadv_gui.imaging.read import read_image
from medadv_gui.imaging.volume_file import EXACT, NO_UNIT
from medadv_gui.imaging.volume_grid import Grid
from medadv_gui.imaging.volume_header import MAX_VOLUME, NIFTI_1, NIFTI_2, read_header
from medadv_gui.imaging.write_plain import write_plain

RNG = np.random.default_rng(5)
VOXELS = RNG.integers(-1024, 3072, (4, 5, 6), dtype=np.int16)
SUFFIXES = ("nii", "nii.gz", "nrrd", "nhdr", "mha", "mhd")
SPACING, ORIGIN = (0.5, 0.75, 3.0), (-10.5, 20.25, 300.0)
# A turn about all three axes, by less than makes another plane of an axial one.
TURN = np.array([[0.8, -0.48, 0.36], [0.6, 0.64, -0.48], [0.0, 0.6, 0.8]])


def itk(voxels: np.ndarray, turn: np.ndarray = TURN, *, vector: bool = False) -> sitk.Image:
    image = sitk.GetImageFromArray(voxels, isVector=vector)
    image.SetSpacing(SPACING)
    image.SetOrigin(ORIGIN)
    image.SetDirection(turn.ravel().tolist())
    return image


def save(path: Path, voxels: np.ndarray = VOXELS, *, packed: bool = False, vector: bool = False) -> Path:
    sitk.WriteImage(itk(voxels, vector=vector), str(path), useCompression=packed)
    return path


def read(path: Path, frame: int = 0) -> Image:
    return decode(Instance(path, frame))


def nifti(path: Path, voxels: np.ndarray, **fields: tuple[int, str, Any]) -> Path:
    """A NIfTI-1 file by SimpleITK with fields of its header changed: offset, struct format, value."""
    save(path, voxels)
    raw = bytearray(path.read_bytes())
    for offset, form, value in fields.values():
        struct.pack_into(form, raw, offset, *np.atleast_1d(value).tolist())
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_slices_are_the_third_axis_in_dicoms_place(tmp_path: Path, suffix: str) -> None:
    path = save(tmp_path / f"v.{suffix}")
    found = scan(Instance(path))
    assert (found["kind"], found["rows"], found["columns"], found["frames"]) == ("volume", 5, 6, 4)
    close = {"rel": 1e-6, "abs": 1e-5}  # NIfTI's numbers are float32
    for k in range(4):
        image = read(path, k)
        assert image.kind == {"nii": "nifti", "nrr": "nrrd", "nhd": "nrrd"}.get(suffix[:3], "mha")
        assert image.stored.dtype == np.int16
        assert np.array_equal(image.stored, VOXELS[k])
        place = image.geometry
        assert place.spacing == pytest.approx((0.75, 0.5), **close)
        assert place.orientation == pytest.approx((*TURN[:, 0], *TURN[:, 1]), **close)
        expected = np.array(ORIGIN) + 3.0 * k * TURN[:, 2]
        assert place.position == pytest.approx(tuple(expected), **close)
        assert place.position == pytest.approx(itk(VOXELS).TransformIndexToPhysicalPoint((0, 0, k)), **close)
        assert (found["spacing"], found["orientation"], found["positions"][k]) == (
            place.spacing, place.orientation, place.position,
        )  # fmt: skip
    with pytest.raises(InputError, match=rf"^v\.{suffix}: has no slice 5$"):
        read(path, 4)


# The edges of a slice, left and above, as viewers show the plane that the third axis goes through.
EDGES = {"axial": ("R", "A"), "coronal": ("R", "H"), "sagittal": ("A", "H")}


@given(
    st.permutations(range(3)),
    st.tuples(*[st.sampled_from((-1.0, 1.0))] * 3),
    st.floats(-0.3, 0.3).map(lambda a: round(a, 6)),
)
@settings(max_examples=60)
def test_however_a_volume_lies_its_slices_stand_upright_and_every_voxel_keeps_its_place(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], signs: tuple[float, ...], angle: float
) -> None:
    c, s = np.cos(angle), np.sin(angle)
    turn = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]) @ (np.eye(3)[:, order] * signs)
    source = itk(VOXELS, turn)
    path = tmp_path_factory.mktemp("lie") / "v.nrrd"
    sitk.WriteImage(source, str(path))
    for k in range(4):
        image = read(path, k)
        place = image.geometry
        assert place.orientation is not None
        assert place.spacing is not None
        left, _, top, _ = (letters[0] for letters in edge_letters(place.orientation))
        assert (left, top) == EDGES[plane(place.orientation)]
        x, y = np.array(place.orientation[:3]), np.array(place.orientation[3:])
        for i, j in ((0, 0), (0, image.columns - 1), (image.rows - 1, 0), (2, 3)):
            point = np.array(place.position) + j * place.spacing[1] * x + i * place.spacing[0] * y
            there = source.TransformPhysicalPointToIndex(point.tolist())
            assert source.GetPixel(there) == image.stored[i, j]
            assert there[2] == k
            assert source.TransformIndexToPhysicalPoint(there) == pytest.approx(tuple(point), abs=1e-6)


def test_a_nifti_affine_is_turned_from_ras_to_lps(tmp_path: Path) -> None:
    """Closed form: the sform maps (i, j, k) to RAS; DICOM's x and y point the other way."""
    affine = np.array([[-0.5, 0, 0, 90], [0, 0, 2.0, -60], [0, -0.5, 0, 110]], np.float32)  # a coronal stack
    path = nifti(
        tmp_path / "c.nii", VOXELS, codes=(252, "<2h", (0, 1)), srow=(280, "<12f", affine.ravel()),
        pixdim=(76, "<4f", (1, 0.5, 0.5, 2)),
    )  # fmt: skip
    place = read(path, 2).geometry
    assert place.spacing == (0.5, 0.5)
    assert place.orientation == pytest.approx((1, 0, 0, 0, 0, -1))
    assert place.position == pytest.approx((-90, 60 - 2 * 2.0, 110))


def judged(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    """Spacing, axes (a row each) and origin as SimpleITK has them; None where it refuses the header."""
    reader = sitk.ImageFileReader()
    reader.SetFileName(str(path))
    try:
        reader.ReadImageInformation()
    except RuntimeError:
        return None
    return np.array(reader.GetSpacing()), np.reshape(reader.GetDirection(), (3, 3)).T, np.array(reader.GetOrigin())


def agrees_with_itk(path: Path, oriented: bool = True) -> None:
    """The header at `path` means what SimpleITK says; without `oriented` it says nothing of axes and place."""
    grid, judge = read_header(Instance(path)).grid, judged(path)
    if judge is None:
        assert grid == Grid()
        return
    spacing, axes, origin = judge
    usable = oriented and np.allclose(np.linalg.norm(axes, axis=1), 1, atol=1e-3) and abs(axes[0] @ axes[1]) <= 1e-3
    if not (spacing > 0).all():
        assert grid == Grid()
        return
    assert grid.spacing == pytest.approx(tuple(spacing), rel=1e-5)
    assert (grid.directions is not None) == usable
    if usable:
        assert np.allclose(grid.directions, axes, atol=2e-5)
        assert grid.origin == pytest.approx(tuple(origin), rel=1e-5, abs=1e-4)


NUMBERS = st.floats(-500, 500, width=32)
SIZES = st.tuples(*[st.one_of(st.floats(0.125, 8, width=32), st.sampled_from((0.0, -1.0)))] * 3)
AXES = st.tuples(*[st.floats(-1, 1, width=32)] * 9).map(lambda v: np.reshape(v, (3, 3)))


def turned(axes: np.ndarray) -> np.ndarray:
    """A rotation or reflection near some matrix."""
    return np.linalg.qr(axes + 3 * np.eye(3))[0]


@given(
    sizes=SIZES, quaternion=st.tuples(*[st.floats(-1, 1, width=32)] * 3), handed=st.sampled_from((-1.0, 0.0, 1.0)),
    codes=st.tuples(st.integers(0, 4), st.integers(0, 4)), rows=st.sampled_from(("same", "other", "sheared", "flat")),
    axes=AXES, offset=st.tuples(NUMBERS, NUMBERS, NUMBERS), units=st.integers(0, 31),
)  # fmt: skip
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_nifti_lies_where_itk_says(
    tmp_path: Path, sizes: tuple[float, ...], quaternion: tuple[float, ...], handed: float, codes: tuple[int, int],
    rows: str, axes: np.ndarray, offset: tuple[float, ...], units: int,
) -> None:  # fmt: skip
    fields = {
        "pixdim": (76, "<4f", (handed, *sizes)), "units": (123, "<B", units), "codes": (252, "<2h", (codes[0], 0)),
        "quatern": (256, "<6f", (*quaternion, *offset)),
    }  # fmt: skip
    alone = {"codes": (252, "<2h", (1, 0)), "units": (123, "<B", 2)}
    found = judged(nifti(tmp_path / "q.nii", VOXELS, **fields | alone))
    if rows == "same":
        assert found is not None
        affine = np.column_stack([(found[1] * found[0][:, None]).T, found[2]]) * [[-1], [-1], [1]]
    else:
        if found is not None:  # where the two differ in the signs of axes alone, ITK takes the sform
            along = found[1] @ (turned(axes) * [[-1], [-1], [1]])
            assume(np.abs(np.abs(along) - np.eye(3)).max() > 0.05 or np.abs(along - np.eye(3)).max() < 1e-9)
        linear = {"other": turned(axes), "sheared": turned(axes) + [[0, 0.2, 0]] * 3, "flat": turned(axes) * [1, 1, 0]}
        affine = np.column_stack([linear[rows] * np.abs(sizes), offset])
    fields |= {"codes": (252, "<2h", codes), "srow": (280, "<12f", affine.ravel())}
    agrees_with_itk(nifti(tmp_path / "v.nii", VOXELS, **fields), oriented=any(codes))


@given(
    axes=AXES, sizes=SIZES, right=st.booleans(), offset=st.tuples(NUMBERS, NUMBERS, NUMBERS),
    space=st.sampled_from(("left-posterior-superior", "right-anterior-superior", "LAS", "scanner-xyz")),
)  # fmt: skip
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nrrd_and_metaimage_lie_where_itk_says(
    tmp_path: Path, axes: np.ndarray, sizes: tuple[float, ...], right: bool, offset: tuple[float, ...], space: str
) -> None:
    rows = turned(axes) if right else axes
    place = ",".join(map(str, offset))
    vectors = " ".join(f"({','.join(map(str, row))})" for row in rows * np.array(sizes)[:, None])
    (tmp_path / "v.nrrd").write_bytes(
        f"NRRD0004\ntype: uchar\ndimension: 3\nspace: {space}\nsizes: 1 1 1\nspace directions: {vectors}\n"
        f"kinds: domain domain domain\nencoding: raw\nspace origin: ({place})\n\n\0".encode()
    )
    agrees_with_itk(tmp_path / "v.nrrd", oriented=space != "scanner-xyz")
    lines = {
        "ObjectType": "Image", "NDims": 3, "BinaryData": True, "TransformMatrix": " ".join(map(str, rows.ravel())),
        "Offset": place.replace(",", " "), "ElementSpacing": " ".join(map(str, sizes)), "DimSize": "1 1 1",
        "ElementType": "MET_UCHAR", "ElementDataFile": "LOCAL",
    }  # fmt: skip
    (tmp_path / "v.mha").write_bytes("".join(f"{key} = {value}\n" for key, value in lines.items()).encode() + b"\0")
    agrees_with_itk(tmp_path / "v.mha")


@pytest.mark.parametrize("unit", [(1, 1000.0), (3, 0.001)])
def test_metres_and_micrometres_become_millimetres(tmp_path: Path, unit: tuple[int, float]) -> None:
    path = nifti(tmp_path / "m.nii", VOXELS, units=(123, "<B", unit[0]))
    assert read(path).geometry.spacing == pytest.approx((0.75 * unit[1], 0.5 * unit[1]))


def test_what_a_file_does_not_say_is_not_made_up(tmp_path: Path) -> None:
    blank = nifti(tmp_path / "n.nii", VOXELS, codes=(252, "<2h", (0, 0)))
    (tmp_path / "n.nrrd").write_bytes(
        b"NRRD0001\ntype: short\ndimension: 3\nsizes: 6 5 4\nspacings: 0.5 0.75 3\nendian: little\nencoding: raw\n\n"
        + VOXELS.tobytes()
    )
    (tmp_path / "n.mha").write_bytes(
        b"NDims = 3\nDimSize = 6 5 4\nElementSpacing = 0.5 0.75 3\nElementType = MET_SHORT\nElementDataFile = LOCAL\n"
        + VOXELS.tobytes()
    )
    for path in (blank, tmp_path / "n.nrrd", tmp_path / "n.mha"):
        image = read(path, 1)
        place = image.geometry
        assert np.array_equal(image.stored, VOXELS[1])
        assert (place.spacing, place.orientation, place.position) == ((0.75, 0.5), None, None)
        assert scan(Instance(path))["positions"] == []
        again = read(write_plain(image, image.stored, tmp_path / path.suffix[1:]))
        assert again.geometry == place


def test_a_sheared_volume_has_no_orientation(tmp_path: Path) -> None:
    sheared = np.array([[1, 0.5, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]], np.float32)
    path = nifti(tmp_path / "s.nii", VOXELS, codes=(252, "<2h", (0, 1)), srow=(280, "<12f", sheared.ravel()))
    image = read(path)
    assert (image.geometry.orientation, image.geometry.position) == (None, None)
    assert "its axes are not at right angles or not usable; orientation and position are left out" in image.notes


def test_the_stored_values_of_a_scaled_nifti_stay_as_they_are(tmp_path: Path) -> None:
    path = nifti(tmp_path / "s.nii", VOXELS, scl=(112, "<2f", (0.1, -7.3)))
    image = read(path, 3)
    assert image.stored.dtype == np.int16
    assert np.array_equal(image.stored, VOXELS[3])
    assert (image.slope, image.intercept) == (float(np.float32(0.1)), float(np.float32(-7.3)))
    values = sitk.GetArrayFromImage(sitk.ReadImage(str(path)))[3]
    assert np.allclose(image.modality_values(), values, atol=1e-4)
    again = read(write_plain(image, image.stored, tmp_path))
    assert (again.slope, again.intercept) == (image.slope, image.intercept)


@pytest.mark.parametrize("scl", [(0.0, 5.0), (np.nan, 0.0), (1.0, np.inf)])
def test_a_scaling_that_means_nothing_is_left_out(tmp_path: Path, scl: tuple[float, float]) -> None:
    image = read(nifti(tmp_path / "s.nii", VOXELS, scl=(112, "<2f", scl)))
    assert (image.slope, image.intercept) == (1.0, 0.0)
    assert any("scl_slope" in note for note in image.notes) is (scl[0] != 0)


def test_the_window_is_the_files_or_the_volumes_range(tmp_path: Path) -> None:
    path = nifti(tmp_path / "w.nii", VOXELS, cal=(124, "<2f", (400, -1000)))
    assert read(path).window == Window(-1000, 400)
    assert read(save(tmp_path / "r.nrrd")).window == Window(float(VOXELS.min()), float(VOXELS.max()))


def test_the_unit_is_left_open(tmp_path: Path) -> None:
    image = read(save(tmp_path / "u.nii.gz"))
    assert (image.modality, image.units) == ("", "")
    assert NO_UNIT in image.notes


INTEGERS = [np.int8, np.uint8, np.int16, np.uint16, np.int32, np.uint32]


@pytest.mark.parametrize("suffix", ["nii", "nrrd", "mha"])
@pytest.mark.parametrize("dtype", [*INTEGERS, np.int64, np.uint64, np.float32, np.float64])
def test_whole_numbers_of_every_type(tmp_path: Path, suffix: str, dtype: type) -> None:
    low = 0 if np.dtype(dtype).kind == "u" else -100
    voxels = RNG.integers(low, 127, (2, 3, 4)).astype(dtype)
    image = read(save(tmp_path / f"t.{suffix}", voxels), 1)
    kept = dtype in INTEGERS
    expected = dtype if kept else np.int16 if np.dtype(dtype).kind == "f" else np.int32
    assert image.stored.dtype == expected
    assert np.array_equal(image.stored, voxels[1])
    limits = np.iinfo(expected)
    assert (image.lowest, image.highest) == (max(limits.min, -EXACT), min(limits.max, EXACT))
    assert any("all of them whole numbers, are read as" in note for note in image.notes) is not kept
    again = read(write_plain(image, image.stored, tmp_path / "out"))
    assert again.stored.dtype == image.stored.dtype
    assert np.array_equal(again.stored, image.stored)


@pytest.mark.parametrize(
    ("voxels", "reason"),
    [
        (np.where(VOXELS.max() <= VOXELS, np.nan, VOXELS), "holds values that are no numbers (NaN or infinity)"),
        (np.where(VOXELS.max() <= VOXELS, np.inf, VOXELS), "holds values that are no numbers (NaN or infinity)"),
        (VOXELS.astype(np.int32) + EXACT, "holds values beyond 16777216, which networks do not tell apart"),
    ],
)
def test_values_that_are_refused(tmp_path: Path, voxels: np.ndarray, reason: str) -> None:
    for suffix in ("nii.gz", "nrrd", "mha"):
        with pytest.raises(InputError) as caught:
            read(save(tmp_path / f"v.{suffix}", voxels))
        assert str(caught.value) == f"v.{suffix}: {reason}"


def test_large_whole_floats_take_32_bits(tmp_path: Path) -> None:
    image = read(save(tmp_path / "l.nii", VOXELS.astype(np.float32) * 100))
    assert image.stored.dtype == np.int32
    assert np.array_equal(image.stored, VOXELS[0].astype(int) * 100)


@pytest.mark.parametrize("suffix", ["nrrd", "mha"])
def test_rgb(tmp_path: Path, suffix: str) -> None:
    colours = RNG.integers(0, 256, (2, 5, 6, 3), dtype=np.uint8)
    image = read(save(tmp_path / f"c.{suffix}", colours, vector=True), 1)
    assert np.array_equal(image.stored, colours[1])
    assert (image.window, image.lowest, image.highest) == (Window(0, 255), 0, 255)
    again = read(write_plain(image, image.stored[::-1], tmp_path / "out"))
    assert np.array_equal(again.stored, image.stored[::-1])
    assert again.geometry.orientation == pytest.approx(image.geometry.orientation, abs=1e-6)


def test_rgb_nifti_of_its_own_type(tmp_path: Path) -> None:
    """DT_RGB24, which SimpleITK reads and does not write."""
    colours = RNG.integers(0, 256, (4, 5, 2, 3), dtype=np.uint8)
    path = nifti(tmp_path / "c.nii", RNG.integers(0, 9, (4, 5, 6), dtype=np.uint8), dim=(42, "<h", 2),
                 kind=(70, "<2h", (128, 24)))  # fmt: skip
    path.write_bytes(path.read_bytes()[:352] + colours.tobytes())
    assert np.array_equal(sitk.GetArrayFromImage(sitk.ReadImage(str(path))), colours)
    image = read(path, 3)
    assert np.array_equal(image.stored, colours[3])
    again = read(write_plain(image, image.stored[::-1], tmp_path / "out"))
    assert np.array_equal(again.stored, image.stored[::-1])


def test_a_nifti_of_vectors_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^c\.nii: has 5 axes"):
        read(save(tmp_path / "c.nii", np.zeros((2, 5, 6, 3), np.uint8), vector=True))


def test_big_endian(tmp_path: Path) -> None:
    big = VOXELS.astype(">i2").tobytes()
    save(tmp_path / "v.nrrd"), save(tmp_path / "v.mha")
    nrrd = (tmp_path / "v.nrrd").read_bytes().replace(b"endian: little", b"endian: big")
    mha = (tmp_path / "v.mha").read_bytes().replace(b"ByteOrderMSB = False", b"ByteOrderMSB = True")
    (tmp_path / "v.nrrd").write_bytes(nrrd[: nrrd.index(b"\n\n") + 2] + big)
    (tmp_path / "v.mha").write_bytes(mha[: mha.index(b"LOCAL\n") + 6] + big)
    raw = save(tmp_path / "v.nii").read_bytes()
    header = np.frombuffer(raw, NIFTI_1, 1)
    (tmp_path / "v.nii").write_bytes(header.astype(header.dtype.newbyteorder(">")).tobytes() + bytes(4) + big)
    for suffix in ("nii", "nrrd", "mha"):
        image = read(tmp_path / f"v.{suffix}", 2)
        assert image.stored.dtype == np.dtype("=i2")
        assert np.array_equal(image.stored, VOXELS[2])
        assert np.array_equal(sitk.GetArrayFromImage(sitk.ReadImage(str(tmp_path / f"v.{suffix}")))[2], VOXELS[2])


@given(
    st.sampled_from(["nii", "nrrd", "mha"]),
    st.sampled_from(INTEGERS).flatmap(
        lambda dtype: arrays(
            dtype,
            array_shapes(min_dims=3, max_dims=3, max_side=5),
            elements=st.integers(max(np.iinfo(dtype).min, -EXACT), min(np.iinfo(dtype).max, EXACT)),
        )
    ),
    st.booleans(),
)
@settings(max_examples=40)
def test_any_volume_goes_round(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, voxels: np.ndarray, synthetic: bool
) -> None:
    folder = tmp_path_factory.mktemp("volume")
    path = save(folder / f"v.{suffix}", voxels)
    frame = len(voxels) // 2
    image = read(path, frame)
    object.__setattr__(image, "synthetic", synthetic)
    changed = image.stored[::-1, ::-1]
    written = write_plain(image, changed, folder / "out")
    again = read(written)
    assert (again.stored.dtype, again.kind) == (voxels.dtype, image.kind)
    assert np.array_equal(again.stored, changed)
    assert (again.adversarial, again.synthetic, image.adversarial) == (True, synthetic, False)
    close = {"rel": 1e-6, "abs": 1e-4}
    assert again.geometry.spacing == pytest.approx(image.geometry.spacing, **close)
    assert again.geometry.orientation == pytest.approx(image.geometry.orientation, **close)
    assert again.geometry.position == pytest.approx(image.geometry.position, **close)
    judge = sitk.ReadImage(str(written))
    assert np.array_equal(sitk.GetArrayFromImage(judge)[0], changed)
    assert judge.GetOrigin() == pytest.approx(image.geometry.position, **close)
    assert judge.GetDirection() == pytest.approx(tuple(TURN.ravel()), **close)
    assert judge.GetSpacing() == pytest.approx(SPACING, **close)


@pytest.mark.parametrize("suffix", ["nii.gz", "nrrd", "mha"])
def test_a_whole_volume_is_written_into_one_file(tmp_path: Path, suffix: str) -> None:
    path = save(tmp_path / f"v.{suffix}")
    volume = Volume.of([read(path, k) for k in (1, 2, 3)])
    written = write_plain(volume, volume.stored + np.int16(1), tmp_path / "out")
    judge = sitk.ReadImage(str(written))
    assert written.name == f"adversarial.{suffix}"
    assert np.array_equal(sitk.GetArrayFromImage(judge), VOXELS[1:] + 1)
    assert judge.GetOrigin() == pytest.approx(itk(VOXELS).TransformIndexToPhysicalPoint((0, 0, 1)), abs=1e-4)
    gap = Volume.of([read(path, k) for k in (0, 2)])
    with pytest.raises(OutputError, match=rf"^v\.{suffix}: the slices are not consecutive ones of one file$"):
        write_plain(gap, gap.stored, tmp_path / "gap")


def test_a_volume_that_lies_elsewhere_by_now_is_not_written(tmp_path: Path) -> None:
    path = save(tmp_path / "v.nii")
    image = read_image(Instance(path, 1))
    moved = itk(VOXELS)
    moved.SetOrigin((1.0, 2.0, 3.0))
    sitk.WriteImage(moved, str(path))
    with pytest.raises(InputError, match=r"^v\.nii: the file has changed since it was opened$"):
        write_plain(image, image.stored, tmp_path / "out")
    assert not list((tmp_path / "out").iterdir())


def test_scaling_beyond_float32_takes_nifti_2(tmp_path: Path) -> None:
    raw, header = save(tmp_path / "1.nii").read_bytes(), np.zeros((), NIFTI_2)
    for name in NIFTI_1.names or ():
        header[name] = np.frombuffer(raw, NIFTI_1, 1)[0][name]
    header["sizeof_hdr"], header["magic"], header["vox_offset"] = 540, b"n+2\0\r\n\x1a\n", 544
    header["scl_slope"] = 0.1
    (tmp_path / "2.nii").write_bytes(header.tobytes() + bytes(4) + raw[352:])
    image = read(tmp_path / "2.nii")
    written = write_plain(image, image.stored, tmp_path)
    assert gzip.decompress(written.read_bytes())[:8] == struct.pack("<i", 540) + b"n+2\0"
    again = read(written)
    assert again.slope == 0.1
    assert np.array_equal(again.stored, image.stored)
    assert again.geometry.orientation == pytest.approx(image.geometry.orientation, abs=1e-6)


def test_nothing_of_the_source_is_carried_over(tmp_path: Path) -> None:
    secret = "Mustermann Erika 1970"
    image = itk(VOXELS)
    image.SetMetaData("PatientName", secret)
    for suffix in ("nrrd", "mha"):
        sitk.WriteImage(image, str(tmp_path / f"v.{suffix}"))
    nifti(tmp_path / "v.nii", VOXELS)
    raw = bytearray((tmp_path / "v.nii").read_bytes())
    raw[148 : 148 + len(secret)] = secret.encode()
    (tmp_path / "v.nii").write_bytes(raw)
    for suffix in ("nrrd", "mha", "nii"):
        assert secret.encode() in (tmp_path / f"v.{suffix}").read_bytes()
        source = read(tmp_path / f"v.{suffix}")
        content = write_plain(source, source.stored, tmp_path / "out").read_bytes()
        content = gzip.decompress(content) if suffix == "nii" else content
        assert b"Mustermann" not in content
        assert b"ADVERSARIAL" in content


# Data in a second file


@pytest.mark.parametrize("suffix", ["nhdr", "mhd"])
@pytest.mark.parametrize("place", ["../v.raw", "sub/v.raw", "/etc/hostname", "C:\\v.raw", "v%03d.raw", "LIST", ".."])
def test_data_outside_the_folder_are_refused(tmp_path: Path, suffix: str, place: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    path = save(folder / f"v.{suffix}")
    path.write_text(path.read_text().replace("v.raw", place))
    with pytest.raises(InputError, match=rf"^v\.{suffix}: its data lie outside its folder"):
        read(path)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    path = save(folder / "v.nhdr")
    (folder / "v.raw").rename(tmp_path / "v.raw")
    try:
        (folder / "v.raw").symlink_to(tmp_path / "v.raw")
    except OSError:
        pytest.skip("links are not to be had here")
    with pytest.raises(InputError, match=r"^v\.nhdr: its data lie outside its folder"):
        read(path)
    (folder / "v.raw").unlink()
    with pytest.raises(InputError, match=r"^v\.raw: there is no such file"):
        read(path)


@pytest.mark.parametrize("suffix", ["nhdr", "mhd"])
def test_data_at_the_end_of_a_second_file(tmp_path: Path, suffix: str) -> None:
    path = save(tmp_path / f"v.{suffix}")
    (tmp_path / "v.raw").write_bytes(b"a header of another format" + VOXELS.tobytes())
    skip = "byte skip: -1\ndata file" if suffix == "nhdr" else "HeaderSize = -1\nElementDataFile"
    path.write_text(path.read_text().replace("data file" if suffix == "nhdr" else "ElementDataFile", skip))
    assert np.array_equal(read(path, 1).stored, VOXELS[1])


# Hostile files


@pytest.mark.parametrize("suffix", ["nii", "nii.gz", "nrrd", "mha"])
@pytest.mark.parametrize("packed", [False, True])
def test_a_cut_volume_is_never_padded(tmp_path: Path, suffix: str, packed: bool) -> None:
    path = save(tmp_path / f"v.{suffix}", packed=packed)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(InputError, match=rf"^v\.{suffix}: voxel data (damaged or )?incomplete"):
        read(path)


def test_a_changed_byte_in_packed_data_is_found(tmp_path: Path) -> None:
    large = RNG.integers(-1024, 3072, (9, 40, 40), dtype=np.int16)
    for suffix in ("nii.gz", "nrrd", "mha"):
        path = save(tmp_path / f"v.{suffix}", large, packed=True)
        raw = bytearray(path.read_bytes())
        raw[-20] ^= 0x55
        path.write_bytes(raw)
        with pytest.raises(InputError, match=rf"^v\.{suffix}: voxel data damaged or incomplete \(\w+\)"):
            read(path)


@pytest.mark.parametrize("sizes", [(30000, 30000, 1), (3000, 3000, 3000), (0, 5, 6), (600, 600, 20)])
def test_sizes_the_file_cannot_hold_are_refused_before_memory_is_taken(
    tmp_path: Path, sizes: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(np, "empty", None)
    text = " ".join(map(str, sizes))
    (tmp_path / "h.nrrd").write_bytes(
        f"NRRD0004\ntype: short\ndimension: 3\nsizes: {text}\nencoding: raw\nendian: little\n\n".encode() + bytes(999)
    )
    (tmp_path / "h.mha").write_bytes(
        f"NDims = 3\nDimSize = {text}\nElementType = MET_SHORT\nCompressedData = True\n".encode()
        + b"ElementDataFile = LOCAL\n"
        + bytes(999)
    )
    path = nifti(tmp_path / "h.nii", VOXELS, dim=(42, "<3h", sizes))
    (tmp_path / "h.nii.gz").write_bytes(gzip.compress(path.read_bytes()))
    for suffix in ("nrrd", "mha", "nii", "nii.gz"):
        for do in (decode, scan):
            with pytest.raises(InputError, match=rf"^h\.{suffix}: (\d+ x \d+ x \d+ voxels are|voxel data incomplete)"):
                do(Instance(tmp_path / f"h.{suffix}"))


def test_a_bomb_is_inflated_no_further_than_its_header_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path / "v.nii")
    with gzip.open(tmp_path / "b.nii.gz", "wb", 1) as bomb:
        bomb.write(path.read_bytes())
        for _ in range(64):
            bomb.write(bytes(4 << 20))
    inflated: list[int] = []

    class Counting(gzip.GzipFile):
        def read(self, size: int | None = -1) -> bytes:
            inflated.append(size or 0)
            return super().read(size)

    monkeypatch.setattr(volume_file.gzip, "GzipFile", Counting)
    with pytest.raises(InputError, match=r"^b\.nii\.gz: voxel data damaged or incomplete"):
        read(tmp_path / "b.nii.gz")
    assert sum(inflated) < 1 << 20
    assert MAX_VOLUME == 1 << 30


@pytest.mark.parametrize("suffix", ["nii.gz", "nrrd", "mha"])
@pytest.mark.parametrize("seed", range(20))
def test_a_changed_byte_is_found_wherever_the_damaged_stream_ends(tmp_path: Path, suffix: str, seed: int) -> None:
    """Damage may make the stream longer: its checksum stands behind what the header asks for."""
    voxels = np.random.default_rng(seed).integers(-1024, 3072, (3, 40, 40), dtype=np.int16)
    path = save(tmp_path / f"v.{suffix}", voxels, packed=True)
    raw = bytearray(path.read_bytes())
    raw[-20] ^= 0x55
    path.write_bytes(raw)
    with pytest.raises(InputError, match="damaged or incomplete"):
        read(path)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"dim": (40, "<5h", (4, 6, 5, 2, 2))}, "has 4 axes .time points or channels beside the volume."),
        ({"dim": (40, "<h", 0)}, "a NIfTI of 0 axes"),
        ({"kind": (70, "<h", 32)}, "NIfTI data of type 32 are not supported"),
        ({"magic": (344, "<4s", b"ni1\0")}, "NIfTI in two files"),
        ({"offset": (108, "<f", 0.0)}, "damaged nifti header"),
        ({"offset": (108, "<f", np.nan)}, "damaged nifti header"),
    ],
)
def test_nifti_that_is_refused(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    path = nifti(tmp_path / "r.nii", VOXELS) if "magic" in change else nifti(tmp_path / "r.nii", VOXELS, **change)
    if "magic" in change:
        path.write_bytes(path.read_bytes()[:344] + b"ni1\0" + path.read_bytes()[348:])
    with pytest.raises(InputError, match=rf"^r\.nii: {reason}"):
        read(path)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("encoding: raw", "encoding: text", "NRRD of the encoding text"),
        ("type: short", "type: block", "NRRD data of type block are not supported"),
        ("sizes: 6 5 4", "sizes: 6 5 x", r"damaged nrrd header \(ValueError\)"),
        ("type: short\n", "", r"damaged nrrd header \(KeyError\)"),
        ("dimension: 3", "dimension: 4", r"damaged nrrd header \(dimension is not that of sizes\)"),
        ("dimension: 3\nspace: left-posterior-superior\nsizes: 6 5 4", "dimension: 4\nsizes: 6 5 2 2", "has 4 axes"),
    ],
)
def test_nrrd_that_is_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    path = save(tmp_path / "r.nrrd")
    path.write_bytes(path.read_bytes().replace(old.encode(), new.encode()))
    with pytest.raises(InputError, match=rf"^r\.nrrd: {reason}"):
        read(path)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("MET_SHORT", "MET_LONG", "MetaImage data of type MET_LONG are not supported"),
        ("BinaryData = True", "BinaryData = False", "MetaImage data as text are not read"),
        ("NDims = 3", "NDims = 3\nElementNumberOfChannels = 2", "2 channels are not supported"),
        ("NDims = 3", "NDims = 3\nElementNumberOfChannels = 3", "voxel data incomplete"),
        ("NDims = 3", "NDims = 2", "damaged mha header"),
        ("DimSize = 6 5 4", "DimSize = 6 5 -4", "6 x 5 x -4 voxels"),
    ],
)
def test_metaimage_that_is_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    path = save(tmp_path / "r.mha")
    path.write_bytes(path.read_bytes().replace(old.encode(), new.encode()))
    with pytest.raises(InputError, match=rf"^r\.mha: {reason}"):
        read(path)


@given(st.sampled_from(["nii", "nii.gz", "nrrd", "mha"]), st.data())
@settings(max_examples=60)
def test_a_changed_byte_gives_an_image_or_one_line(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, data: st.DataObject
) -> None:
    path = save(tmp_path_factory.mktemp("mutant") / f"m.{suffix}", packed=True)
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(raw[: data.draw(st.integers(200, len(raw)))])
    for do in (decode, scan):
        with suppress(InputError):  # anything else that is raised fails the test
            do(Instance(path))


# Scrolling


def test_the_volume_read_last_is_remembered_until_its_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = save(tmp_path / "v.nii.gz"), save(tmp_path / "w.nii.gz")
    reads: list[str] = []
    original = volume_file._read
    monkeypatch.setattr(volume_file, "_read", lambda i, h: reads.append(i.name) or original(i, h))
    for k in (0, 1, 3, 2):
        assert np.array_equal(read(path, k).stored, VOXELS[k])
    assert reads == ["v.nii.gz"]
    read(other)
    assert len(volume_file._last) == 1
    save(path, VOXELS[::-1].copy())
    assert np.array_equal(read(path, 0).stored, VOXELS[3])
    assert np.array_equal(read(path, 1).stored, VOXELS[2])
    assert reads == ["v.nii.gz", "w.nii.gz", "v.nii.gz"]


def test_changed_data_beside_an_unchanged_header_are_noticed(tmp_path: Path) -> None:
    path = save(tmp_path / "v.mhd")
    assert np.array_equal(read(path).stored, VOXELS[0])
    (tmp_path / "v.raw").write_bytes(VOXELS[::-1].tobytes() + b"!")
    assert np.array_equal(read(path).stored, VOXELS[3])


def test_a_volume_in_an_archive_through_the_child(tmp_path: Path) -> None:
    import zipfile

    save(tmp_path / "v.nii.gz"), save(tmp_path / "v.mhd")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(tmp_path / "v.nii.gz", "sub/v.nii.gz")
        archive.write(tmp_path / "v.mhd", "sub/v.mhd")
    image = read_image(Instance(tmp_path / "a.zip", 2, "sub/v.nii.gz"))
    assert np.array_equal(image.stored, VOXELS[2])
    assert image.geometry.orientation == pytest.approx((*TURN[:, 0], *TURN[:, 1]), abs=1e-6)
    with pytest.raises(InputError, match=r"^v\.mhd: its data are in another file; unpack the archive to open it"):
        read_image(Instance(tmp_path / "a.zip", 0, "sub/v.mhd"))
