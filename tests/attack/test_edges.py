"""Edges where a result could have been wrong without anybody noticing."""

from pathlib import Path

import numpy as np
import pydicom
import pytest
import torch
from pydicom.dataset import Dataset
from torch import nn

from medadv_gui.attack.run import AttackRun
from medadv_gui.attack.settings import AttackSettings, Truth
from medadv_gui.core.errors import ModelError, SettingsError
from medadv_gui.core.types import Instance, MaskPrediction
from medadv_gui.imaging.index import index
from medadv_gui.imaging.read import read_image
from medadv_gui.imaging.write import write_like
from medadv_gui.models.card import read_card
from medadv_gui.models.library import find_card
from tests.attack.test_mathematics import Linear, Small, grey, model
from tests.support import ct_dataset, picture, save


def test_a_slice_of_padding_alone_has_nothing_to_attack(tmp_path: Path) -> None:
    ds = ct_dataset(np.full((8, 8), -2000, np.int16))
    ds.add_new("PixelPaddingValue", "SS", -2000)
    image = read_image(Instance(save(ds, tmp_path / "a.dcm")))
    with pytest.raises(SettingsError, match="no pixel is left"):
        AttackRun(image, model(Small(), units="HU", lower=-1000.0, upper=400.0), AttackSettings())


def test_functional_groups_carry_nothing_but_the_kept_attributes(tmp_path: Path) -> None:
    ds = ct_dataset(np.zeros((8, 8), np.int16))
    window = Dataset()
    window.WindowCenter, window.WindowWidth = "40", "400"
    window.WindowCenterWidthExplanation = "as Dr Mustermann likes it"
    window.add_new(0x00091001, "LO", "Mustermann")
    group = Dataset()
    group.FrameVOILUTSequence = [window]
    ds.SharedFunctionalGroupsSequence = [group]
    ds.BurnedInAnnotation = "YES"
    image = read_image(Instance(save(ds, tmp_path / "in.dcm")))
    path = write_like(image, image.stored, tmp_path / "out")
    assert b"Mustermann" not in path.read_bytes()
    written = pydicom.dcmread(path)
    assert written.WindowWidth == 400  # a CT Image has no functional groups
    assert written.PatientIdentityRemoved == "NO"  # the pixels may name somebody


def test_the_answer_that_stands_already_is_no_target() -> None:
    label = model(Linear(7)).predict(picture(grey(7))).label
    with pytest.raises(SettingsError, match="already"):
        AttackRun(picture(grey(7)), model(Linear(7)), AttackSettings(target=label))


def test_a_targeted_run_records_its_distance_from_the_truth() -> None:
    spec, image = model(Linear(7)), picture(grey(7))
    clean = spec.predict(image)
    target = min(clean.scores, key=lambda name: clean.scores[name])
    steps = list(AttackRun(image, spec, AttackSettings("ifgsm", epsilon="100/255", target=target)).steps())
    assert steps[0].record.loss_deviation == pytest.approx(-np.log(clean.scores[clean.label]), rel=1e-4)
    assert steps[-1].record.loss_deviation > steps[0].record.loss_deviation


def test_one_stray_pixel_of_an_absent_label_is_no_success() -> None:
    labels = ("bg", "left", "right")
    reference = np.zeros((8, 8), np.uint8)
    reference[:, 4:] = 1
    stray = reference.copy()
    stray[0, 0] = 2
    assert MaskPrediction(labels, stray).against(reference).mean_dice == 1.0
    empty = MaskPrediction(labels, stray).against(np.zeros((8, 8), np.uint8))
    assert empty.mean_dice is None
    assert empty.dice == {"left": 0.0, "right": 0.0}


def test_an_empty_reference_warns_and_counts_for_nothing(tmp_path: Path) -> None:
    class Bright(nn.Module):
        def forward(self, u: torch.Tensor) -> torch.Tensor:
            return torch.cat([0.5 - u, u - 0.5], 1) * 40

    spec = model(Bright(), task="segmentation", labels=("bg", "a"))
    dark = picture(np.full((8, 8), 120, np.uint8))
    run = AttackRun(dark, spec, AttackSettings("ifgsm", epsilon="20", truth=Truth(mask=np.zeros((8, 8), np.uint8))))
    assert any("no label but the background" in warning for warning in run.warnings)
    for _ in run.steps():
        pass
    result = run.finish(tmp_path)
    assert not result.outcome.reread
    assert not result.clean_correct
    assert result.nothing_to_lose
    assert result.predictions["reread"].area == {"a": 64}  # type: ignore[union-attr]
    assert not any("already wrong" in warning for warning in run.warnings)
    bright = picture(np.full((8, 8), 140, np.uint8))
    run = AttackRun(bright, spec, AttackSettings("ifgsm", epsilon="20", truth=Truth(mask=np.zeros((8, 8), np.uint8))))
    assert not run.nothing_to_lose  # it finds something before
    assert any("already wrong" in warning for warning in run.warnings)


def test_an_l2_budget_of_less_than_a_unit_a_value_is_spent_where_the_attack_moved_most(tmp_path: Path) -> None:
    run = AttackRun(picture(grey(5)), model(Linear(5)), AttackSettings("ifgsm", norm="l2", epsilon="2"))
    assert any("stored units a value" in warning for warning in run.warnings)
    for _ in run.steps():
        pass
    result = run.finish(tmp_path)
    assert result.outcome.rounded is result.outcome.reread
    assert result.budget.realised_l2 == 2.0  # four values by one unit


@pytest.mark.parametrize("values", [{"seed": -1}, {"seed": 1 << 64}, {"sigma": 3.0}])
def test_seeds_and_widths_that_libraries_would_refuse_later(values: dict) -> None:
    with pytest.raises(SettingsError):
        AttackRun(picture(grey()), model(Small()), AttackSettings(**values))


def test_random_starts_fill_the_ball() -> None:
    run = AttackRun(
        picture(np.full((8, 8), 128, np.uint8)), model(Small()), AttackSettings(epsilon="9", restarts=2, steps=1)
    )
    starts = [step.perturbation() for step in run.steps() if step.record.k == 0]
    assert not starts[0].any()
    assert len(np.unique(starts[1])) > 10
    assert np.abs(starts[1]).max() <= 9


def test_a_header_that_claims_millions_of_frames_is_skipped(tmp_path: Path) -> None:
    ds = ct_dataset(np.zeros((4, 4), np.int16))
    ds.NumberOfFrames = 3_000_000
    save(ds, tmp_path / "frames.dcm")
    save(ct_dataset(np.zeros((4, 4), np.int16)), tmp_path / "one.dcm")
    found = index(tmp_path)
    assert sum(len(s) for s in found.series) == 1
    assert "NumberOfFrames" in found.skipped[0].reason


def test_a_card_cannot_name_a_folder_outside(tmp_path: Path) -> None:
    text = (find_card("ct-lung").folder / "model_card.json").read_text().replace('"ct-lung"', '"../../evil"', 1)
    (tmp_path / "model_card.json").write_text(text)
    with pytest.raises(ModelError, match="letters, digits"):
        read_card(tmp_path)


def test_an_adversarial_tiff_is_known_again(tmp_path: Path) -> None:
    image = picture(grey(), kind="tiff", path=tmp_path / "x.tiff")
    assert read_image(Instance(write_like(image, image.stored, tmp_path))).adversarial
