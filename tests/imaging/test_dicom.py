"""DICOM files in: values, windows, padding, orientation, and files that are not what they claim."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.uid import JPEGLosslessSV1, RLELossless

from medadv_gui.core.errors import InputError
from medadv_gui.core.types import Instance, Window
from medadv_gui.imaging.index import index
from medadv_gui.imaging.read import read_image
from tests.support import SHARED, ct_dataset, save


def ramp(rows: int = 6, columns: int = 5) -> np.ndarray:
    return np.arange(rows * columns, dtype=np.int16).reshape(rows, columns) * 50


def test_stored_values_rescale_and_geometry(tmp_path: Path) -> None:
    image = read_image(Instance(save(ct_dataset(ramp(), z=12.5), tmp_path / "a.dcm")))
    assert np.array_equal(image.stored, ramp())
    assert (image.units, image.slope, image.intercept) == ("HU", 1.0, -1024.0)
    assert image.modality_values()[0, 1] == -974.0
    assert (image.lowest, image.highest) == (-32768, 32767)
    assert image.geometry.spacing == (0.7, 0.8)
    assert image.geometry.position == (0.0, 0.0, 12.5)


@pytest.mark.parametrize(
    ("function", "center", "width", "lower", "upper"),
    [
        (None, 40, 400, -160.0, 239.0),  # PS3.3 C.11.2.1.2.1: c - 0.5 -+ (w - 1) / 2
        ("LINEAR", 2048, 4096, 0.0, 4095.0),  # the standard's own example
        ("LINEAR_EXACT", 40, 400, -160.0, 240.0),
    ],
)
def test_window(tmp_path: Path, function: str | None, center: float, width: float, lower: float, upper: float) -> None:
    ds = ct_dataset(ramp())
    ds.WindowCenter, ds.WindowWidth = str(center), str(width)
    if function:
        ds.VOILUTFunction = function
    image = read_image(Instance(save(ds, tmp_path / "a.dcm")))
    assert image.window == Window(lower, upper)


@pytest.mark.parametrize("width", ["0", "-5", None])
def test_unusable_window_falls_back_to_the_data_range(tmp_path: Path, width: str | None) -> None:
    ds = ct_dataset(ramp())
    ds.WindowWidth = width
    image = read_image(Instance(save(ds, tmp_path / "a.dcm")))
    assert image.window == Window(-1024.0, 29 * 50 - 1024.0)


@pytest.mark.parametrize("slope", ["0", "nan", "inf", "-inf"])
def test_unusable_rescale_gives_stored_values_and_says_so(tmp_path: Path, slope: str) -> None:
    ds = ct_dataset(ramp())
    del ds.RescaleSlope
    path = save(ds, tmp_path / "a.dcm")
    # The value is put in behind pydicom's back: (0028,1053) DS.
    element = b"\x28\x00\x53\x10DS" + len(slope.ljust(4)).to_bytes(2, "little") + slope.ljust(4).encode()
    data = path.read_bytes()
    at = data.index(b"\x28\x00\x54\x10")
    path.write_bytes(data[:at] + element + data[at:])
    image = read_image(Instance(path))
    assert (image.units, image.slope, image.intercept) == ("", 1.0, 0.0)
    assert any("Rescale" in note for note in image.notes)


def test_padding_is_found(tmp_path: Path) -> None:
    stored = ramp()
    stored[0] = -2000
    ds = ct_dataset(stored)
    ds.add_new("PixelPaddingValue", "SS", -2000)
    image = read_image(Instance(save(ds, tmp_path / "a.dcm")))
    assert image.padding is not None
    assert image.padding[0].all()
    assert not image.padding[1:].any()
    assert image.padding_range == (-2000, -2000)


def test_monochrome1_is_shown_inverted_but_stored_as_it_is(tmp_path: Path) -> None:
    ds = ct_dataset(ramp())
    ds.PhotometricInterpretation = "MONOCHROME1"
    image = read_image(Instance(save(ds, tmp_path / "a.dcm")))
    assert image.inverted
    assert np.array_equal(image.stored, ramp())


def test_bits_above_bits_stored_are_masked(tmp_path: Path) -> None:
    ds = ct_dataset(np.full((4, 4), 0x7005, np.int16))
    ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 12, 11, 0
    image = read_image(Instance(save(ds, tmp_path / "a.dcm")))
    assert image.stored.max() == 5
    assert image.highest == 4095


def test_compressed_syntaxes_decode_to_the_same_pixels(tmp_path: Path) -> None:
    import imagecodecs
    from pydicom.encaps import encapsulate

    stored = (np.random.default_rng(0).integers(0, 4000, (32, 40))).astype(np.int16)
    rle = ct_dataset(stored)
    rle.compress(RLELossless)
    lossless = ct_dataset(stored)
    lossless.PixelRepresentation = 0
    lossless.PixelData = encapsulate([imagecodecs.ljpeg_encode(stored.astype(np.uint16), bitspersample=16)])
    lossless["PixelData"].VR = "OB"
    lossless["PixelData"].is_undefined_length = True
    lossless.file_meta.TransferSyntaxUID = JPEGLosslessSV1
    for name, ds in (("rle", rle), ("lossless", lossless)):
        assert np.array_equal(read_image(Instance(save(ds, tmp_path / name))).stored, stored), name


def test_truncated_pixels_are_refused_not_padded(tmp_path: Path) -> None:
    path = save(ct_dataset(ramp(64, 64)), tmp_path / "cut.dcm")
    path.write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(InputError, match=r"^cut\.dcm: pixel data incomplete: 7192 of 8192 bytes$"):
        read_image(Instance(path))


@pytest.mark.parametrize(("tag", "value"), [("Rows", 0), ("Rows", 65535), ("BitsAllocated", 12), ("BitsStored", 20)])
def test_impossible_headers_are_refused(tmp_path: Path, tag: str, value: int) -> None:
    ds = ct_dataset(ramp())
    setattr(ds, tag, value)
    with pytest.raises(InputError, match=r"^a\.dcm: "):
        read_image(Instance(save(ds, tmp_path / "a.dcm")))


@given(data=st.data())
def test_any_cut_or_flipped_file_gives_an_image_or_one_line(tmp_path_factory: pytest.TempPathFactory, data) -> None:
    folder = tmp_path_factory.mktemp("mutants")
    path = save(ct_dataset(ramp(16, 16)), folder / "m.dcm")
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(raw[: data.draw(st.integers(0, len(raw)))])
    values, line = values_or_line(Instance(path))
    assert values is None or np.isfinite(values).all()
    assert "\n" not in line


def values_or_line(instance: Instance) -> tuple[np.ndarray | None, str]:
    try:
        return read_image(instance).modality_values(), ""
    except InputError as error:
        return None, str(error)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real test pictures is not here")
def test_real_files_load_or_give_one_line() -> None:
    readable = 0
    for folder in ("dicom", "malformed"):
        for series in index(SHARED / folder).series:
            values, line = values_or_line(series.instances[0])
            assert "\n" not in line
            if values is not None:
                readable += 1
                assert np.isfinite(values).all()
    assert readable > 90
