"""DICOM out: bit for bit, valid by the validator, marked, and what lies beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pydicom
import pydicom.uid as uids
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image as Pillow
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate

from medadv_gui.core.errors import InputError, OutputError
from medadv_gui.core.types import Instance
from medadv_gui.imaging.derived import derive
from medadv_gui.imaging.marks import is_adversarial
from medadv_gui.imaging.read import read_image
from medadv_gui.imaging.write import new_run, write_beside, write_image, write_like
from tests.imaging.kinds import (
    FLAT,
    GREY8,
    GREY16,
    KINDS,
    LABELS,
    RAMP,
    beside,
    enhanced,
    errors,
    of_class,
    raised,
    validator,
    with_pixels,
)  # fmt: skip
from tests.support import SHARED, ct_dataset, save

DICOM = SHARED / "dicom"


@validator
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_keeps_its_class_and_is_valid(tmp_path: Path, kind: str) -> None:
    source = KINDS[kind]()
    image = read_image(
        Instance(
            save(source, tmp_path / "in.dcm"), 1 if kind in ("enhanced CT", "enhanced MR", "parametric map") else 0
        )
    )
    written = write_image(image, raised(image), tmp_path / "out")
    assert written.dataset is not None
    assert written.dataset.SOPClassUID == source.SOPClassUID
    assert not any("Secondary" in note for note in written.notes)
    paths = [written.path, *write_beside(written, beside(image))]
    assert [error for path in paths for error in errors(path)] == []
    again = read_image(Instance(written.path))
    assert np.array_equal(again.stored, raised(image))
    for name in ("units", "slope", "intercept", "inverted", "lowest", "highest", "geometry", "modality", "lossy"):
        assert getattr(again, name) == getattr(image, name), name
    marks = pydicom.dcmread(written.path)
    assert marks.ImageType[0] == "DERIVED"
    assert marks.ContributingEquipmentSequence[0].PurposeOfReferenceCodeSequence[0].CodeValue == "109103"
    assert marks.file_meta.TransferSyntaxUID == uids.ExplicitVRLittleEndian
    (reference,) = marks.SourceImageSequence
    assert reference.ReferencedSOPClassUID == source.SOPClassUID
    assert reference.ReferencedSOPInstanceUID != source.SOPInstanceUID
    assert reference.PurposeOfReferenceCodeSequence[0].CodeValue == "121322"


@validator
def test_the_demo_cases_are_valid(demo: Path, tmp_path: Path) -> None:
    image = read_image(Instance(demo / "chest-ct" / "025.dcm"))
    written = write_image(image, raised(image), tmp_path)
    paths = [written.path, *write_beside(written, beside(image))]
    assert [path.name for path in paths] == ["adversarial.dcm", "people.dcm", "perturbation.dcm", "masks.dcm"]
    assert [error for path in paths for error in errors(path)] == []
    assert all(read_image(Instance(path)).synthetic for path in paths[:2])


def shared_files(step: int) -> list[Path]:
    return sorted(path for path in DICOM.rglob("*") if path.is_file())[::step]


@validator
@pytest.mark.skipif(not DICOM.is_dir(), reason="the shared data is not here")
@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.slow)])
def test_every_readable_file_is_written_validly(tmp_path: Path, step: int) -> None:
    wrong: list[tuple[str, object]] = []
    read = 0
    for number, source in enumerate(shared_files(step)):
        try:
            image = read_image(Instance(source))
        except InputError:
            continue
        if image.kind != "dicom":
            continue
        read += 1
        stored = raised(image)
        written = write_image(image, stored, tmp_path / f"{number}")
        again = read_image(Instance(written.path))
        wrong += [(source.name, error) for error in errors(written.path)]
        if not np.array_equal(again.stored, stored) or again.stored.dtype != stored.dtype or not again.adversarial:
            wrong.append((source.name, "other pixels"))
        same = ("units", "slope", "intercept", "inverted", "lowest", "highest", "lossy", "padding_range")
        wrong += [(source.name, name) for name in same if getattr(again, name) != getattr(image, name)]
    assert wrong == []
    assert read > 200 // step


@st.composite
def pixels(draw: st.DrawFn) -> tuple[np.ndarray, int, str]:
    """Stored values, BitsStored and the photometric interpretation."""
    photometric = draw(st.sampled_from(["MONOCHROME1", "MONOCHROME2", "RGB"]))
    name = draw(st.sampled_from(["uint8", "uint16"] if photometric == "RGB" else ["uint8", "int8", "uint16", "int16"]))
    whole = np.dtype(name).itemsize * 8
    bits = whole if photometric == "RGB" else draw(st.integers(2, whole))
    signed = name.startswith("i")
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    size = (draw(st.integers(1, 7)), draw(st.integers(1, 7)), *([3] if photometric == "RGB" else []))
    return draw(arrays(name, size, elements=st.integers(low, high))), bits, photometric


@settings(max_examples=60, deadline=None)
@given(pixels(), st.booleans())
def test_what_is_written_re_reads_exactly(
    tmp_path_factory: pytest.TempPathFactory, found: tuple[np.ndarray, int, str], ct: bool
) -> None:
    stored, bits, photometric = found
    folder = tmp_path_factory.mktemp("exact")
    uid, modality = (uids.CTImageStorage, "CT") if ct else (uids.SecondaryCaptureImageStorage, "OT")
    source = of_class(uid, modality, stored, BitsStored=bits, HighBit=bits - 1, PhotometricInterpretation=photometric)
    image = read_image(Instance(save(source, folder / "in.dcm")))
    assert np.array_equal(image.stored, stored)
    changed = np.ascontiguousarray(stored[::-1, ::-1])
    again = read_image(Instance(write_like(image, changed, folder)))
    assert np.array_equal(again.stored, changed)
    assert again.stored.dtype == image.stored.dtype
    assert (again.lowest, again.highest, again.inverted) == (image.lowest, image.highest, image.inverted)
    assert (again.units, again.slope, again.intercept) == (image.units, image.slope, image.intercept)
    assert again.adversarial


def written(source: Dataset, folder: Path) -> Dataset:
    """`source` written again, unchanged, and read by pydicom."""
    image = read_image(Instance(save(source, folder / "in.dcm")))
    return pydicom.dcmread(write_like(image, image.stored, folder / "out"))


@pytest.mark.parametrize("text", ["1.0", "1", "0.000488281", "+2.5", "1e-3"])
def test_slope_and_intercept_keep_their_text(tmp_path: Path, text: str) -> None:
    source = KINDS["CT"]()
    source.RescaleSlope = text
    assert written(source, tmp_path)["RescaleSlope"].value.original_string == text


@pytest.mark.parametrize("raw", ["0.12345678901234567890", "1\\2", "nan", "abc"])
def test_a_slope_that_cannot_be_written_is_not(tmp_path: Path, raw: str) -> None:
    source = KINDS["CT"]()
    source.RescaleSlope = "7654321"
    path = save(source, tmp_path / "in.dcm")
    data, padded = path.read_bytes(), raw.encode() + b" " * (len(raw) % 2)
    old = b"\x28\x00\x53\x10DS\x08\x007654321 "
    assert old in data
    path.write_bytes(data.replace(old, old[:6] + len(padded).to_bytes(2, "little") + padded))
    image = read_image(Instance(path))
    out = write_image(image, image.stored, tmp_path / "out")
    again = read_image(Instance(out.path))
    assert again.slope == pytest.approx(image.slope, rel=1e-13)
    assert out.dataset is not None
    assert all(len(str(out.dataset.get(name, ""))) <= 16 for name in ("RescaleSlope", "RescaleIntercept"))
    if len(raw) < 20:
        assert any("Secondary Capture" in note and "RescaleSlope" in note for note in out.notes)


def lut(first: int, values: list[int], **more: str) -> Dataset:
    item = Dataset()
    item.add_new("LUTDescriptor", "US", [len(values), first, 16])
    item.add_new("LUTData", "US", values)
    for keyword, value in more.items():
        setattr(item, keyword, value)
    return item


def test_look_up_tables_are_kept(tmp_path: Path) -> None:
    source = of_class(uids.SecondaryCaptureImageStorage, "OT", GREY8 % 8)
    source.ModalityLUTSequence = [lut(0, [5, 6, 9, 12, 20, 21, 22, 40], ModalityLUTType="US", LUTExplanation="Dr. No")]
    source.VOILUTSequence = [lut(0, list(range(0, 640, 10)), LUTExplanation="Dr. No")]
    image = read_image(Instance(save(source, tmp_path / "in.dcm")))
    path = write_like(image, image.stored, tmp_path / "out")
    again = read_image(Instance(path))
    assert again.modality_lut is not None
    assert np.array_equal(again.modality_values(), image.modality_values())
    assert again.window == image.window
    assert b"Dr. No" not in path.read_bytes()


def test_a_palette_becomes_rgb(tmp_path: Path) -> None:
    source = of_class(uids.UltrasoundImageStorage, "US", GREY8 % 4, PhotometricInterpretation="PALETTE COLOR", **FLAT)
    for name, values in (("Red", [0, 255, 0, 9]), ("Green", [0, 0, 255, 9]), ("Blue", [7, 0, 0, 9])):
        source.add_new(f"{name}PaletteColorLookupTableDescriptor", "US", [4, 0, 8])
        source.add_new(f"{name}PaletteColorLookupTableData", "OW", bytes(values))
    out = written(source, tmp_path)
    assert out.PhotometricInterpretation == "RGB"
    assert not any("Palette" in element.keyword for element in out)


@pytest.mark.parametrize("before", [False, True], ids=["this step", "an earlier step, too"])
def test_lossy_compression_is_told(tmp_path: Path, before: bool) -> None:
    picture = np.tile(np.arange(64, dtype=np.uint8), (64, 1))[:, :, None].repeat(3, axis=2)
    source = of_class(uids.VLEndoscopicImageStorage, "ES", picture, **FLAT)
    if before:
        source.LossyImageCompression, source.LossyImageCompressionRatio = "01", "12.5"
        source.LossyImageCompressionMethod = "ISO_15444_1"
    frame = imagecodecs.jpeg8_encode(picture, level=50, colorspace="RGB", outcolorspace="RGB")
    source.PixelData = encapsulate([frame])
    source["PixelData"].VR, source["PixelData"].is_undefined_length = "OB", True
    source.file_meta.TransferSyntaxUID = uids.JPEGBaseline8Bit
    out = written(source, tmp_path)
    assert out.LossyImageCompression == "01"
    ratios, methods = out.LossyImageCompressionRatio, out.LossyImageCompressionMethod
    if before:
        assert methods == ["ISO_15444_1", "ISO_10918_1"]
        assert ratios[0] == 12.5
        ratios = ratios[1]
    else:
        assert methods == "ISO_10918_1"
    assert ratios == pytest.approx(picture.nbytes / len(frame), rel=0.05)


def test_dirty_things_stay_behind(tmp_path: Path) -> None:
    source = KINDS["CT"]()
    source.BitsStored, source.HighBit = 12, 11
    source.PixelData = np.full(RAMP.shape, 0x7005, "<i2").tobytes()
    source.add_new(0x60000010, "US", 12)
    source.add_new(0x60000040, "CS", "G")
    source.add_new(0x50000010, "US", 1)
    source.SmallestImagePixelValue = 5
    source.PixelPaddingValue = -2000
    out = written(source, tmp_path)
    assert set(np.frombuffer(out.PixelData, "<i2")) == {5}
    assert not any(element.tag.group in (0x5000, 0x6000) for element in out)
    assert "SmallestImagePixelValue" not in out
    assert out.PixelPaddingValue == -2000


def test_a_frame_of_an_enhanced_image_keeps_its_place(tmp_path: Path) -> None:
    image = read_image(Instance(save(enhanced(True), tmp_path / "in.dcm"), 1))
    out = pydicom.dcmread(write_like(image, image.stored, tmp_path / "out"))
    assert out.NumberOfFrames == 1
    (frame,) = out.PerFrameFunctionalGroupsSequence
    assert frame.PlanePositionSequence[0].ImagePositionPatient == [1, 2, 6]
    assert "FrameAcquisitionDateTime" not in frame.FrameContentSequence[0]
    assert out.SourceImageSequence[0].ReferencedFrameNumber == 2
    assert out.SharedFunctionalGroupsSequence[0].CTImageFrameTypeSequence[0].FrameType[0] == "DERIVED"


def test_what_a_class_demands_is_not_invented(tmp_path: Path) -> None:
    source = of_class(uids.MRImageStorage, "MR", GREY16)
    image = read_image(Instance(save(source, tmp_path / "in.dcm")))
    out = write_image(image, image.stored, tmp_path / "out")
    assert out.dataset is not None
    assert out.dataset.SOPClassUID == uids.SecondaryCaptureImageStorage
    assert out.dataset.Modality == "MR"
    (note,) = out.notes
    assert note == ("written as a Secondary Capture image: MR Image Storage demands ScanningSequence, SequenceVariant")
    assert read_image(Instance(out.path)).geometry == image.geometry


def test_a_class_of_nobody_s_is_not_named(tmp_path: Path) -> None:
    source = of_class("1.2.276.0.7230010.4711.1", "CT", RAMP, ImageType="ORIGINAL")
    image = read_image(Instance(save(source, tmp_path / "in.dcm")))
    out = write_image(image, image.stored, tmp_path / "out")
    assert out.notes == (
        "written as a Secondary Capture image: the source's is a class that this program does not write",
    )
    assert b"4711" not in out.path.read_bytes()
    assert pydicom.dcmread(out.path).ImageType == ["DERIVED", "SECONDARY"]


def test_one_run_is_one_series(tmp_path: Path) -> None:
    images = [
        read_image(Instance(save(ct_dataset(RAMP, series="1.2.3.4", z=z, number=z), tmp_path / f"{z}.dcm")))
        for z in (1, 2)
    ]
    run = new_run()
    first, second, other = (
        write_image(image, image.stored, tmp_path / f"{i}", run=name).dataset
        for i, (image, name) in enumerate([(images[0], run), (images[1], run), (images[0], new_run())])
    )
    assert first is not None
    assert second is not None
    assert other is not None
    assert first.SeriesInstanceUID == second.SeriesInstanceUID != other.SeriesInstanceUID
    assert first.StudyInstanceUID == second.StudyInstanceUID == other.StudyInstanceUID
    assert first.FrameOfReferenceUID == second.FrameOfReferenceUID == other.FrameOfReferenceUID
    assert len({dataset.SOPInstanceUID for dataset in (first, second, other)}) == 3
    assert (first.InstanceNumber, second.InstanceNumber) == (1, 2)


def test_a_source_that_changed_is_not_written(tmp_path: Path) -> None:
    path = save(KINDS["CT"](), tmp_path / "in.dcm")
    image = read_image(Instance(path))
    save(with_pixels(KINDS["CT"](), RAMP + 1), path)
    with pytest.raises(InputError, match=r"^in\.dcm: the file has changed since it was opened$"):
        write_like(image, image.stored, tmp_path / "out")
    source = KINDS["CT"]()
    source.RescaleSlope = "2"  # the same stored values, of another meaning
    save(source, path)
    with pytest.raises(InputError, match="changed"):
        write_like(image, image.stored, tmp_path / "out")
    path.unlink()
    with pytest.raises(InputError, match="changed"):
        write_like(image, image.stored, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_picture_that_changed_is_written_as_it_was_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "in.png"
    Pillow.fromarray(GREY8).save(path)
    image = read_image(Instance(path))
    assert write_image(image, image.stored, tmp_path / "same").notes == ()
    Pillow.fromarray(GREY8[::-1]).save(path)
    written = write_image(image, image.stored, tmp_path / "other")
    assert written.notes == (
        "the file has changed since it was opened; the picture that was opened is the one attacked",
    )
    assert np.array_equal(read_image(Instance(written.path)).stored, GREY8)
    path.unlink()
    assert write_image(image, image.stored, tmp_path / "gone").notes == ()


def test_a_written_file_is_not_replaced(tmp_path: Path) -> None:
    image = read_image(Instance(save(KINDS["CT"](), tmp_path / "in.dcm")))
    before = write_like(image, image.stored, tmp_path).read_bytes()
    with pytest.raises(OutputError, match=r"^adversarial\.dcm: exists already"):
        write_like(image, image.stored, tmp_path)
    assert (tmp_path / "adversarial.dcm").read_bytes() == before


@pytest.mark.parametrize(
    "gone",
    [(), ("PatientName",), ("PatientName", "ImageComments", "SeriesDescription", "DerivationDescription"),
     ("PatientName", "ContributingEquipmentSequence", "ImageComments", "DerivationDescription")],
)  # fmt: skip
def test_the_program_knows_its_marks(tmp_path: Path, gone: tuple[str, ...]) -> None:
    source = KINDS["CT"]()
    assert not is_adversarial(source)
    out = written(source, tmp_path)
    for keyword in gone:
        delattr(out, keyword)
    assert is_adversarial(out)
    assert read_image(Instance(save(out, tmp_path / "again.dcm"))).adversarial


def test_what_lies_beside_holds_what_was_meant(tmp_path: Path) -> None:
    image = read_image(Instance(save(KINDS["CT"](), tmp_path / "in.dcm")))
    out = write_image(image, raised(image), tmp_path / "out")
    meant = beside(image)
    people, change, masks = (pydicom.dcmread(path) for path in write_beside(out, meant))
    assert np.array_equal(people.pixel_array, meant.picture)
    assert people.PixelAspectRatio == [1000, 1143]  # 0.7 mm and 0.8 mm
    assert people.SOPClassUID == uids.SecondaryCaptureImageStorage
    values = np.frombuffer(change.FloatPixelData, "<f4").reshape(image.shape)
    assert np.array_equal(values, meant.perturbation)
    mapping = change.SharedFunctionalGroupsSequence[0].RealWorldValueMappingSequence[0]
    assert mapping.MeasurementUnitsCodeSequence[0].CodeValue == "[hnsf'U]"
    labels = [segment.SegmentLabel for segment in masks.SegmentSequence]
    assert labels == [f"{name}, {answer}" for answer in ("original", "adversarial") for name in LABELS[1:]]
    assert {segment.SegmentAlgorithmType for segment in masks.SegmentSequence} == {"AUTOMATIC"}
    planes = masks.pixel_array.reshape(4, *image.shape)
    assert np.array_equal(planes[0], meant.masks["original"] == 1)
    assert np.array_equal(planes[1], meant.masks["original"] == 2)
    assert not planes[2:].any()
    assert out.dataset is not None
    for dataset in (people, change, masks):
        assert is_adversarial(dataset)
        assert dataset.StudyInstanceUID == out.dataset.StudyInstanceUID
        assert dataset.PatientIdentityRemoved == "YES"
    assert len({d.SeriesInstanceUID for d in (out.dataset, people, change, masks)}) == 4


def test_colour_and_no_place(tmp_path: Path) -> None:
    image = read_image(Instance(save(KINDS["endoscopy"](), tmp_path / "in.dcm")))
    out = write_image(image, raised(image), tmp_path / "out")
    # A Parametric Map has to say where it lies; the perturbation is in case.npz whatever the image.
    assert [path.name for path in write_beside(out, beside(image, masks=False))] == ["people.dcm"]


def test_burned_in_text_is_warned_of(tmp_path: Path) -> None:
    image = read_image(Instance(save(KINDS["US"](), tmp_path / "in.dcm")))
    assert derive(image, image.stored, new_run()).notes == ("text burned into the pixels may identify the patient",)


def test_a_written_dicom_is_marked_and_names_nobody(tmp_path: Path) -> None:
    source = ct_dataset(np.zeros((8, 8), np.int16))
    source.add_new((0x0009, 0x0010), "LO", "PRIVATE CREATOR")
    image = read_image(Instance(save(source, tmp_path / "in.dcm")))
    path = write_like(image, image.stored, tmp_path / "out")
    raw = path.read_bytes()
    for secret in (b"Mustermann", b"SECRET-4711", b"ACC-90210", b"Hospital Nowhere", b"19700102", b"20240203",
                   b"PRIVATE CREATOR", source.SOPInstanceUID.encode()):  # fmt: skip
        assert secret not in raw
    written = pydicom.dcmread(path)
    assert written.SOPClassUID == source.SOPClassUID
    assert written.ImageType[:2] == ["DERIVED", "SECONDARY"]
    assert written.PatientName == "ADVERSARIAL^RESEARCH"
    assert "ADVERSARIAL" in written.SeriesDescription
    assert written["RescaleSlope"].value.original_string == "1"


@pytest.mark.parametrize("kind", ["dicom", "picture"])
def test_a_folder_that_cannot_be_written(tmp_path: Path, kind: str) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    if kind == "dicom":
        path = save(KINDS["CT"](), tmp_path / "in.dcm")
    else:
        path = tmp_path / "in.png"
        Pillow.fromarray(GREY8).save(path)
    image = read_image(Instance(path))
    with pytest.raises(OutputError, match="cannot be written"):
        write_like(image, image.stored, blocked)
    assert sorted(p.name for p in tmp_path.iterdir() if not p.name.startswith(".")) == ["file", path.name]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("kind", ["dicom", "picture"])
def test_a_full_disk_is_called_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    path = tmp_path / "in"
    if kind == "dicom":
        save(of_class(uids.CTImageStorage, "CT", np.zeros((400, 400), np.int16)), path)
    else:
        Pillow.fromarray(np.random.default_rng(0).integers(0, 256, (400, 400), np.uint8)).save(path, "PNG")
    image, opened = read_image(Instance(path)), Path.open

    def full(self: Path, mode: str = "r", **options: Any) -> Any:
        return opened(Path("/dev/full"), "wb") if mode == "xb" else opened(self, mode, **options)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(OutputError, match=r"cannot be written \(No space left on device\)$"):
        write_like(image, image.stored, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_one_line(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes") / "x.dcm"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_image(Instance(path))
    assert "\n" not in str(caught.value)
