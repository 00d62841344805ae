"""Attacks on images of floating-point values: the same promises as on whole numbers, in steps."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pydicom
import pytest
import SimpleITK as sitk  # noqa: N813
import tifffile
import torch
from hypothesis import given
from hypothesis import strategies as st

from medadv_gui.attack.ball import to_lattice
from medadv_gui.attack.budget import describe
from medadv_gui.attack.run import AttackRun
from medadv_gui.attack.settings import AttackSettings
from medadv_gui.attack.truth import read_mask
from medadv_gui.attack.volume import VolumeRun
from medadv_gui.core.errors import InputError, SettingsError
from medadv_gui.core.result import load_result
from medadv_gui.core.types import Image, Instance
from medadv_gui.imaging.lattice import EXACT, in_steps_of
from medadv_gui.imaging.read import read_image
from medadv_gui.models.library import fits, rescale, takes_as_hu
from medadv_gui.models.load import Model
from medadv_gui.models.sliding import SlidingWindow
from medadv_gui.report.tables import size
from medadv_gui.report.words import Units
from tests.attack.test_mathematics import Small, model
from tests.attack.test_volume import unet
from tests.imaging.kinds import parametric
from tests.support import card, picture, save

RNG = np.random.default_rng(11)
HU = RNG.normal(-300, 200, (6, 9, 10)).astype(np.float32)
CT = {"units": "HU", "lower": -1000.0, "upper": 400.0}


def ct_volume(folder: Path) -> Path:
    path = folder / "ct.nii.gz"
    sitk.WriteImage(sitk.GetImageFromArray(HU), str(path))
    return path


def tiff(folder: Path, values: np.ndarray) -> Image:
    tifffile.imwrite(folder / "t.tif", values.astype(np.float32), photometric="minisblack")
    return read_image(Instance(folder / "t.tif"))


def source(folder: Path, kind: str) -> tuple[Image, Model]:
    """A grey image of floats and a model that looks at its kind."""
    if kind == "volume":
        return read_image(Instance(ct_volume(folder), 2)), model(Small(3), **CT)
    if kind == "unit tiff":
        return tiff(folder, RNG.random((8, 8))), model(Small(1))
    if kind == "HU tiff":
        return tiff(folder, HU[0]), model(Small(3), **CT)
    image = read_image(Instance(save(parametric(), folder / "p.dcm"), 1))
    return image, model(Small(2), units="stored", lower=-100.0, upper=300.0)


@pytest.mark.parametrize("norm", ["linf", "l2"])
@pytest.mark.parametrize("kind", ["volume", "unit tiff", "HU tiff", "dicom"])
def test_what_was_attacked_is_what_is_read_again(tmp_path: Path, kind: str, norm: str) -> None:
    image, network = source(tmp_path, kind)
    assert fits(network.card, image) is None
    run = AttackRun(image, network, AttackSettings("ifgsm", norm=norm, epsilon="16/255", steps=3))
    for _ in run.steps():
        pass
    result = run.finish(tmp_path / "out")
    assert result.metrics["reread_error"] == 0
    assert result.outcome.reread == result.outcome.rounded
    used = result.budget.realised_linf if norm == "linf" else result.budget.realised_l2
    assert 0 < used <= result.budget.stored_units
    width, slope = network.card.input.upper - network.card.input.lower, rescale(network.card, image)[0]
    assert result.budget.of_255 == pytest.approx(16, abs=255 * slope / width)
    name = {"volume": "adversarial.nii.gz", "dicom": "adversarial.dcm"}.get(kind, "adversarial.tiff")
    written = read_image(Instance(tmp_path / "out" / name))
    again = load_result(tmp_path / "out")
    assert np.array_equal(in_steps_of(image, written), again.adversarial)
    assert again.source["step"] == image.step
    rows = dict(row[:2] for row in size(again, Units.of(again))[0].rows)
    assert float(rows["the file's values"].replace("−", "-")) == pytest.approx(
        result.budget.stored_units * image.step, rel=1e-2
    )


def test_the_change_of_a_map_is_written_in_its_values(tmp_path: Path) -> None:
    image, network = source(tmp_path, "dicom")
    run = AttackRun(image, network, AttackSettings("ifgsm", epsilon="16/255", steps=2))
    for _ in run.steps():
        pass
    result = run.finish(tmp_path / "out")
    change = np.frombuffer(pydicom.dcmread(tmp_path / "out" / "perturbation.dcm").FloatPixelData, "<f4")
    assert np.array_equal(change, (result.perturbation * image.step).astype(np.float32).ravel())


def test_a_whole_volume_of_floats(tmp_path: Path) -> None:
    path = ct_volume(tmp_path)
    made = card("segmentation", ("background", "thing"), dimensions=3, depth=4, height=8, width=8, **CT)
    network = Model(made, SlidingWindow(unet(), made.input), torch.device("cpu"))
    instances = tuple(Instance(path, k) for k in range(len(HU)))
    run = VolumeRun(instances, network, AttackSettings("ifgsm", epsilon="16/255", steps=2), tmp_path / "out")
    for _ in run.steps():
        pass
    document = run.finish()
    assert document["whole"]["metrics"]["reread_error"] == 0
    assert run.result is not None
    for row in document["results"]:
        folder = tmp_path / "out" / row["folder"]
        again = read_image(Instance(folder / "adversarial.nii.gz"))
        assert np.array_equal(in_steps_of(read_image(instances[row["slice"]]), again), load_result(folder).adversarial)


@pytest.mark.parametrize("labels", [[0, 1], [0, 1, 2]])
def test_a_mask_of_floats_holds_whole_numbers(tmp_path: Path, labels: list[int]) -> None:
    mask = np.resize(labels, (8, 8))
    image = tiff(tmp_path, RNG.random((8, 8)))
    tifffile.imwrite(tmp_path / "m.tif", mask.astype(np.float32), photometric="minisblack")
    assert np.array_equal(read_mask(tmp_path / "m.tif", image), mask)
    tifffile.imwrite(tmp_path / "m.tif", mask.astype(np.float32) / 4, photometric="minisblack")
    with pytest.raises(InputError, match=r"^m\.tif: the mask holds fractions; its values are to be whole numbers$"):
        read_mask(tmp_path / "m.tif", image)


def test_a_budget_below_a_step_names_one_that_is_stored(tmp_path: Path) -> None:
    image, network = source(tmp_path, "unit tiff")
    with pytest.raises(SettingsError, match=r"the smallest that can be stored is 0\.001/255$"):
        describe("0.000001/255", network.card, image)
    assert describe("0.001/255", network.card, image).stored_units >= 1
    assert describe("3", network.card, image).stored_units == 3


def test_models_and_floating_point_values(tmp_path: Path) -> None:
    unit, hu = tiff(tmp_path, RNG.random((8, 8))), tiff(tmp_path, HU[0])
    assert fits(card(), unit) is None
    assert fits(card(), hu) == "it looks at 8-bit grey levels; this file's floating-point values are none"
    assert (takes_as_hu(card(**CT), unit), takes_as_hu(card(**CT), hu)) == (False, True)
    assert rescale(card(units="stored"), hu) == (hu.step, 0.0)
    whole = replace(hu, stored=np.full(hu.shape, 1 << 24, np.int32))
    assert fits(card(**CT), whole) is None
    assert fits(card(**CT), replace(whole, step=None)) is not None


@given(st.floats(0.1, 1e7), st.integers(0, 1 << 32))
def test_what_is_stored_stays_within_an_l2_budget(radius: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    image = replace(picture(rng.integers(-(1 << 23), 1 << 23, (6, 7)).astype(np.int32)), lowest=-EXACT, highest=EXACT)
    change = rng.normal(size=image.shape)
    wanted = image.stored + change * (radius / np.linalg.norm(change))
    stored = to_lattice(torch.tensor(wanted[None], dtype=torch.float32), image, radius)
    used = np.linalg.norm((stored.astype(np.int64) - image.stored).astype(np.float64))
    assert used <= radius
    assert used >= radius - np.sqrt(image.stored.size)
