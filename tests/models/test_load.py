"""Cards, libraries and loading: what fits what, and what is refused before anything of it runs."""

import json
import pickle
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from medadv_gui.core.errors import ModelError
from medadv_gui.core.files import file_sha256
from medadv_gui.core.types import Box, BoxPrediction
from medadv_gui.demo import CASES
from medadv_gui.models.card import read_card
from medadv_gui.models.formats import network_of
from medadv_gui.models.library import TWIN, bundled_cards, default_card, find_card, fits, rescale
from medadv_gui.models.load import load_model
from medadv_gui.models.preprocess import Preprocess
from medadv_gui.models.probe import probe
from medadv_gui.models.tasks import Detection, Segmentation
from tests.support import card, picture

BUNDLED = (
    "ct-lung", "ct-lung-robust", "endo-artefact", "endo-polyp", "endo-polyp-robust", "fundus-dr",
    "fundus-dr-robust",
)  # fmt: skip
GREY = np.zeros((4, 4), np.uint8)
RGB = np.zeros((4, 4, 3), np.uint8)


class Bomb:
    """Unpickling this would leave a file behind."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def copy_of(name: str, folder: Path) -> Path:
    shutil.copytree(find_card(name).folder, folder / name)
    return folder / name


def edit(folder: Path, **changes) -> None:
    path = folder / "model_card.json"
    document = json.loads(path.read_text())
    document.update(changes)
    path.write_text(json.dumps(document))


def test_the_bundled_models_are_small_and_marked_as_demonstration() -> None:
    cards = bundled_cards()
    assert tuple(c.id for c in cards) == BUNDLED
    for c in cards:
        assert c.weights_path.stat().st_size <= 15e6
        assert c.intended_use.startswith("demonstration only")
    shown = {c.id: (c.demo["case"], c.demo["epsilon"]) for c in cards if c.demo}
    assert {name: case for name, case in shown.items() if not name.endswith(TWIN)} == {
        d.model: (d.id, d.budget) for d in CASES
    }
    twins = [name for name in shown if name.endswith(TWIN)]
    assert len(twins) >= 2
    assert all(shown[name] == shown[name.removesuffix(TWIN)] for name in twins)  # fragile beside hardened


@pytest.mark.parametrize("name", BUNDLED)
def test_a_bundled_model_passes_every_probe(name: str) -> None:
    found = {one.name: one for one in probe(find_card(name))}
    assert [one.name for one in found.values() if not one.passed] == []
    assert "reproduced" in found["test vector"].text


def test_a_pickled_model_is_refused_and_nothing_of_it_runs(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    plain, archive = tmp_path / "model.pkl", tmp_path / "model.pt"
    plain.write_bytes(pickle.dumps(Bomb(mark)))
    torch.save({"w": Bomb(mark)}, archive)
    for path in (plain, archive):
        with pytest.raises(ModelError, match="a pickled model is a program"):
            find_card(str(path))
    # A pickle that only calls itself safetensors meets the hash first, and what it is behind it.
    folder = copy_of("ct-lung", tmp_path)
    shutil.copy(archive, folder / "model.safetensors")
    with pytest.raises(ModelError, match="SHA-256 differs"):
        network_of(read_card(folder))
    edit(folder, files=[{"name": "model.safetensors", "sha256": file_sha256(archive)}])
    for load in (network_of, load_model):
        with pytest.raises(ModelError, match="a pickled model is a program"):
            load(read_card(folder))
    assert not mark.exists()


def test_altered_weights_are_refused(tmp_path: Path) -> None:
    folder = copy_of("ct-lung", tmp_path)
    data = bytearray((folder / "model.safetensors").read_bytes())
    data[-1] ^= 1
    (folder / "model.safetensors").write_bytes(data)
    with pytest.raises(ModelError, match="SHA-256 differs"):
        network_of(read_card(folder))
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelError, match="is missing"):
        network_of(read_card(folder))


@pytest.mark.parametrize(
    "changes",
    [
        {"schema_version": 3}, {"task": "divination"}, {"labels": None}, {"weights": {"file": "../x", "sha256": ""}},
        {"input": {}}, {"architecture": "unet"}, {"metrics": 3},
    ],
)  # fmt: skip
def test_a_card_that_misstates_a_field_is_one_line(tmp_path: Path, changes: dict) -> None:
    folder = copy_of("ct-lung", tmp_path)
    edit(folder, **changes)
    with pytest.raises(ModelError) as caught:
        read_card(folder)
    assert "\n" not in str(caught.value)


def test_an_unknown_architecture_or_wrong_arguments(tmp_path: Path) -> None:
    folder = copy_of("ct-lung", tmp_path)
    arguments = dict(read_card(folder).arguments)
    edit(folder, architecture={"name": "os.system", "arguments": {}})
    with pytest.raises(ModelError, match=r"unknown architecture 'os\.system'"):
        network_of(read_card(folder))
    edit(folder, architecture={"name": read_card(find_card("ct-lung").folder).architecture,
                               "arguments": arguments | {"classes": 9}})  # fmt: skip
    with pytest.raises(ModelError, match="do not fit the architecture"):
        network_of(read_card(folder))


def test_names_that_are_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=f"known: {', '.join(BUNDLED)}"):
        find_card("nothing")
    with pytest.raises(ModelError, match=r"without a model_card\.json"):
        find_card(str(tmp_path))
    shutil.copy(find_card("ct-lung").weights_path, tmp_path / "w.safetensors")
    with pytest.raises(ModelError, match=r"^w\.safetensors: weights \(safetensors\) without a card"):
        find_card(str(tmp_path / "w.safetensors"))


def test_what_fits_what() -> None:
    ct = card(units="HU", lower=-1000.0, upper=400.0)
    colour = card(channels=3, mean=(0.0,) * 3, std=(1.0,) * 3)
    hu = picture(GREY, kind="dicom", units="HU", modality="CT")
    mr = picture(GREY, kind="dicom", modality="MR")
    assert fits(ct, hu) is None
    assert fits(ct, picture(GREY)) is None
    assert "needs CT in HU" in str(fits(ct, mr))
    assert "colour" in str(fits(ct, picture(RGB)))
    assert fits(colour, picture(RGB)) is None
    assert "grey" in str(fits(colour, hu))
    assert default_card(hu, (ct, colour)) is ct
    twin = replace(ct, id=ct.id + TWIN)
    assert default_card(hu, (ct, twin)) is ct
    assert default_card(hu, (twin, colour)) is twin
    with pytest.raises(ModelError, match="more than one model fits"):
        default_card(picture(RGB), (colour, colour))
    with pytest.raises(ModelError, match="no model fits"):
        default_card(mr, (ct, colour))


def test_a_grey_picture_is_the_window_already_applied() -> None:
    ct = card(units="HU", lower=-1000.0, upper=400.0, height=1, width=3)
    slope, intercept = rescale(ct, picture(GREY))
    values = Preprocess(ct.input, slope, intercept)(torch.tensor([[[[0.0, 51.0, 255.0]]]]))
    assert values.flatten().tolist() == pytest.approx([0.0, 0.2, 1.0], abs=1e-6)


def test_preprocessing_against_the_closed_form() -> None:
    spec = card(units="HU", lower=-1000.0, upper=400.0, height=2, width=2, mean=(0.3,), std=(0.5,)).input
    stored = torch.tensor([[[[24.0, 724.0], [1424.0, 5000.0]]]])
    got = Preprocess(spec, 1.0, -1024.0)(stored)
    expected = (torch.tensor([0.0, 0.5, 1.0, 1.0]) - 0.3) / 0.5
    assert torch.allclose(got.flatten(), expected, atol=1e-6)


@given(st.integers(1, 60), st.integers(1, 60))
def test_fit_keeps_the_aspect_and_fills_one_side(rows: int, columns: int) -> None:
    pre = Preprocess(card(height=32, width=48, resize="fit").input)
    top, left, h, w = pre.placement(rows, columns)
    assert h == 32 or w == 48
    assert top >= 0
    assert top + h <= 32
    assert left >= 0
    assert left + w <= 48
    scale = min(32 / rows, 48 / columns)
    assert abs(h - rows * scale) <= 1
    assert abs(w - columns * scale) <= 1


def test_detection_decodes_what_it_was_given() -> None:
    spec = card("detection", ("polyp",), channels=1, height=32, width=32)
    task = Detection(spec, Preprocess(spec.input), 64, 128)  # stretched: 2 and 4 image pixels a network pixel
    out = torch.full((1, 5, 8, 8), -9.0)
    out[0, :, 2, 3] = torch.tensor([2.0, np.log(2.0), np.log(3.0), 0.5, 0.25])
    (box,) = task.decode(out).boxes
    assert box.score == pytest.approx(1 / (1 + np.exp(-2.0)), abs=1e-6)
    x, y, w, h = 3.5 * 4 * 4, 2.25 * 4 * 2, 2 * 4 * 4, 3 * 4 * 2
    assert box.corners == pytest.approx((x - w / 2, y - h / 2, x + w / 2, y + h / 2), rel=1e-5)
    target = task.target(BoxPrediction((Box("polyp", 1.0, *box.corners),)), out)
    assert target[0, 1, 0, 2, 3] == 1
    assert torch.equal(target.sum(1), torch.ones(1, 1, 8, 8))
    weights = task.weights(target)
    assert float((weights * target[:, 1:]).sum()) == pytest.approx(0.5)
    assert float(weights.sum()) == pytest.approx(1.0)


def test_segmentation_maps_back_to_the_image() -> None:
    spec = card("segmentation", ("bg", "a"), height=8, width=8, resize="fit")
    task = Segmentation(spec, Preprocess(spec.input), 16, 8)  # placed as 8 x 4, two columns in
    logits = torch.zeros(1, 2, 8, 8)
    logits[0, 1, :4, 2:6] = 5.0
    logits[0, 0, 4:] = 5.0
    mask = task.decode(logits).mask
    assert mask.shape == (16, 8)
    assert mask[:7].all()
    assert not mask[9:].any()
    target = task.target(task.decode(logits), logits)
    assert target[0, 1, :3, 2:6].all()
    assert not target[0, 1, :, :2].any()
