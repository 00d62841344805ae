"""Attacks on whole series by a model in three dimensions: budget, lattice, closed form, re-reading, cancelling."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from medadv_gui.attack.budget import describe, free_pixels, local_noise
from medadv_gui.attack.criterion import DiceFalls
from medadv_gui.attack.metrics import likeness
from medadv_gui.attack.settings import ATTACKS, AttackSettings, Truth
from medadv_gui.attack.volume import VolumeRun
from medadv_gui.core.errors import InputError, ModelError, SettingsError
from medadv_gui.core.result import load_result
from medadv_gui.core.types import Instance, Volume
from medadv_gui.imaging.index import index
from medadv_gui.imaging.read import read_image
from medadv_gui.models.load import Model
from medadv_gui.models.networks import build
from medadv_gui.models.sliding import SlidingWindow
from medadv_gui.report import REPORTS
from tests.support import PLAIN, card, ct_dataset, medadv, save, volume_model

UNET = {"inputs": 1, "classes": 2, "widths": [4, 8], "dimensions": 3}
SHAPE = (6, 9, 10)


class Pixelwise(nn.Module):
    """Bright voxels (above half the window) are foreground; of three labels the last one is never the answer."""

    def __init__(self, classes: int = 2) -> None:
        super().__init__()
        self.classes = classes

    def forward(self, u: torch.Tensor) -> torch.Tensor:
        z = (u - 0.5) * 40
        return torch.cat([-z, z, torch.full_like(z, -50.0)][: self.classes], 1)


def unet(seed: int = 0) -> nn.Module:
    torch.manual_seed(seed)
    return build("unet", UNET).eval()


def model(network: nn.Module, labels: tuple[str, ...] = ("background", "thing")) -> Model:
    made = card("segmentation", labels, dimensions=3, depth=4, height=8, width=8,
                units="HU", lower=-1000.0, upper=400.0)  # fmt: skip
    return Model(made, SlidingWindow(network, made.input), torch.device("cpu"))


def scan(stored: np.ndarray, folder: Path, padding: int | None = None) -> tuple[Instance, ...]:
    """The slices of a CT series, files named in an order of their own."""
    for i, plane in enumerate(stored):
        ds = ct_dataset(plane.astype(np.int16), z=float(i), number=i)
        if padding is not None:
            ds.add_new("PixelPaddingValue", "SS", padding)
        save(ds, folder / f"{9 - i}.dcm")
    (series,) = index(folder).series
    return series.instances


def random_scan(folder: Path, padding: bool = False) -> tuple[Instance, ...]:
    stored = np.random.default_rng(0).integers(100, 1300, SHAPE)
    if padding:
        stored[:, :2] = -2000
    return scan(stored, folder, -2000 if padding else None)


def ball_scan(folder: Path) -> tuple[Instance, ...]:
    """A bright cube, 20 HU above the threshold of `Pixelwise`, in a dark volume that is 200 HU below it."""
    stored = np.full(SHAPE, 1024 - 300 - 200)
    stored[2:5, 2:7, 2:7] = 1024 - 300 + 20
    return scan(stored, folder)


def finish(run: VolumeRun) -> dict:
    for _ in run.steps():
        pass
    return run.finish()


@pytest.mark.parametrize("norm", ["linf", "l2"])
def test_every_voxel_may_change_within_the_budget_and_padding_stays(tmp_path: Path, norm: str) -> None:
    instances = random_scan(tmp_path / "in", padding=True)
    epsilon = "30" if norm == "linf" else "300"
    settings = AttackSettings("ifgsm", norm=norm, epsilon=epsilon, steps=4)
    run = VolumeRun(instances, model(unet()), settings, tmp_path / "out")
    document = finish(run)
    assert run.result is not None
    delta = run.result.perturbation
    assert 0 < (np.abs(delta).max() if norm == "linf" else np.linalg.norm(delta)) <= float(epsilon)
    assert not delta[:, :2].any()
    assert delta[:, 2:].any((1, 2)).all(), "every slice is changed"
    if norm == "linf":
        window = run.run.preprocess.window(run.run.origin)[0, 0, :, 2:].numpy()
        inside = (window > 0.05) & (window < 0.95)  # no gradient reaches what the window saturates
        assert np.mean(delta[:, 2:][inside] != 0) > 0.95
    assert document["whole"]["metrics"]["reread_error"] == 0
    for row in document["results"]:
        folder = tmp_path / "out" / row["folder"]
        result = load_result(folder)
        written = read_image(Instance(folder / "adversarial.dcm"))
        assert np.array_equal(result.perturbation, delta[row["slice"]])
        assert np.array_equal(written.stored, result.adversarial)
        assert np.array_equal(result.original, read_image(instances[row["slice"]]).stored)
        assert result.metrics["reread_error"] == 0
        assert not (written.stored[2:] == -2000).any()


def test_a_pixelwise_model_has_a_closed_form(tmp_path: Path) -> None:
    """One step drives each voxel of the cube down and each other one up: 20 HU of budget reach the threshold, and 19
    do not."""
    for epsilon, falls in (("19HU", False), ("21HU", True)):
        settings = AttackSettings("fgsm", epsilon=epsilon)
        run = VolumeRun(ball_scan(tmp_path / epsilon / "in"), model(Pixelwise()), settings, tmp_path / epsilon)
        document = finish(run)
        assert run.result is not None
        cube = np.zeros(SHAPE, bool)
        cube[2:5, 2:7, 2:7] = True
        assert np.array_equal(run.result.predictions["original"].mask, cube)
        size = int(epsilon[:-2])
        assert (run.result.perturbation[cube] == -size).all()
        assert (run.result.perturbation[~cube] == size).all()
        whole = document["whole"]
        assert whole["outcome"] == {**dict.fromkeys(("in_memory", "rounded", "reread"), falls), "after_jpeg_q90": None}
        assert whole["prediction"]["reread"]["mean_dice"] == (0.0 if falls else 1.0)
        assert whole["prediction"]["original"]["area"] == {"thing": 75}
        # Half of the cube turns dark under random signs: Dice 2 * 0.5 / 1.5.
        assert whole["noise_success"] is falls
        rows = document["results"]
        assert [row["clean_correct"] for row in rows] == [False, False, True, True, True, False]
        assert [row["nothing_to_lose"] for row in rows] == [True, True, False, False, False, True]
        assert document["nothing_to_lose"] == 3
        assert [row["reread"] for row in rows] == [False, False, falls, falls, falls, False]
        assert (document["slices"], document["attacked"], document["clean_correct"]) == (6, 6, 3)
        assert document["succeeded"] == (3 if falls else 0)
        slices = [load_result(tmp_path / epsilon / row["folder"]) for row in rows]
        assert slices[3].predictions["original"].mean_dice == 1.0
        assert slices[3].predictions["reread"].mean_dice == (0.0 if falls else 1.0)
        assert slices[0].predictions["reread"].mean_dice is None
        assert json.loads((tmp_path / epsilon / "series.json").read_text()) == document
        assert document["volume"] is True
        assert document["plan"] == PLAIN


def test_the_smallest_budget_of_a_volume_is_found(tmp_path: Path) -> None:
    settings = AttackSettings("ifgsm", epsilon="64", steps=4, search=True)
    document = finish(VolumeRun(ball_scan(tmp_path / "in"), model(Pixelwise()), settings, tmp_path / "out"))
    assert document["whole"]["outcome"]["reread"]
    # At the threshold itself both logits are 0, and the background wins.
    assert document["whole"]["budget"]["realised_linf"] in (20, 21)


@pytest.mark.parametrize("attack", [name for name, info in ATTACKS.items() if info.volumes])
def test_every_attack_runs_on_a_volume(tmp_path: Path, attack: str) -> None:
    info = ATTACKS[attack]
    small = {name: value for name, value in (("steps", 2), ("sigma", 0.5)) if attack == "worst" or info.default(name)}
    settings = AttackSettings(attack, epsilon="30HU", **small)
    three = model(Pixelwise(3), ("background", "thing", "other"))
    document = finish(VolumeRun(ball_scan(tmp_path / "in"), three, settings, tmp_path / "out"))
    assert document["whole"]["budget"]["realised_linf"] == 30
    if attack != "noise":
        assert document["whole"]["outcome"]["reread"]


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    def run(name: str, seed: int) -> list[str]:
        settings = AttackSettings("pgd", epsilon="9", steps=2, restarts=2, seed=seed)
        finish(VolumeRun(instances, model(unet()), settings, tmp_path / name))
        folders = sorted((tmp_path / name).glob("slice-*"))
        return [str(load_result(folder).adversarial.tobytes()) for folder in folders]

    instances = random_scan(tmp_path / "in")
    assert run("a", 1) == run("b", 1) != run("c", 2)


def test_leaving_the_loop_cancels(tmp_path: Path) -> None:
    settings = AttackSettings("ifgsm", epsilon="9", steps=50)
    run = VolumeRun(ball_scan(tmp_path / "in"), model(Pixelwise()), settings, tmp_path / "out")
    for step in run.steps():
        assert step.total == 51
        assert step.perturbation().shape == step.prediction.mask.shape == SHAPE
        if step.record.k == 2:
            break
    assert not (tmp_path / "out").exists()
    assert run.finish()["stop_reason"] == "cancelled"
    assert len(load_result(tmp_path / "out" / "slice-0000").steps) == 3


def test_a_truth_of_the_whole_series(tmp_path: Path) -> None:
    truth = np.zeros(SHAPE, np.uint8)
    truth[2:5, 2:7, 2:6] = 1  # four fifths of the cube: Dice 2 * 60 / (75 + 60)
    settings = AttackSettings("fgsm", epsilon="25HU", truth=Truth(mask=truth))
    document = finish(VolumeRun(ball_scan(tmp_path / "in"), model(Pixelwise()), settings, tmp_path / "out"))
    assert document["whole"]["truth_source"] == "ground truth"
    assert document["whole"]["prediction"]["original"]["mean_dice"] == pytest.approx(8 / 9)
    assert document["whole"]["outcome"]["reread"]


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        (AttackSettings("square"), "square is for single images; test-model looks at whole series"),
        (AttackSettings("sma", sigma=2.5), "too wide"),
        (AttackSettings(plan={**PLAIN, "engine": "packed", "layout": "channels_last"}), "the plain engine alone"),
        (AttackSettings(truth=Truth(mask=np.zeros((9, 10), np.uint8))), "the truth mask is"),
        (AttackSettings(region=np.ones((3, 3), bool)), "the region is"),
    ],
)
def test_settings_that_do_not_fit_a_volume(tmp_path: Path, settings: AttackSettings, reason: str) -> None:
    with pytest.raises(SettingsError, match=reason):
        VolumeRun(ball_scan(tmp_path), model(Pixelwise()), settings, tmp_path / "out")


def test_a_series_that_makes_no_volume(tmp_path: Path) -> None:
    instances = ball_scan(tmp_path)
    ds = ct_dataset(np.zeros(SHAPE[1:], np.int16), z=9.0, number=9)
    ds.RescaleSlope = "2"
    other = Instance(save(ds, tmp_path / "other" / "odd.dcm"))
    with pytest.raises(InputError, match=r"odd\.dcm: has another rescaling than 9\.dcm; they make no volume"):
        VolumeRun((*instances, other), model(Pixelwise()), AttackSettings(), tmp_path / "out")
    flat = Model(card("segmentation", ("a", "b"), units="HU"), Pixelwise(), torch.device("cpu"))
    with pytest.raises(ModelError, match="single images"):
        VolumeRun(instances, flat, AttackSettings(), tmp_path / "out")


def test_a_volume_is_measured_slice_by_slice(tmp_path: Path) -> None:
    images = [read_image(instance) for instance in random_scan(tmp_path)]
    volume, spec = Volume.of(images), model(Pixelwise()).card
    assert local_noise(volume) == pytest.approx(np.mean([local_noise(image) for image in images]), rel=0.02)
    assert describe("8/255", spec, volume).stored_units == describe("8/255", spec, images[0]).stored_units
    changed = volume.stored + np.random.default_rng(1).integers(-9, 10, SHAPE).astype(np.int16)
    singles = [likeness(image, changed[i], spec)["ssim"] for i, image in enumerate(images)]
    assert likeness(volume, changed, spec)["ssim"] == pytest.approx(np.mean(singles))
    region = np.zeros(SHAPE[1:], bool)
    region[3] = True
    assert np.array_equal(free_pixels(volume, region), np.broadcast_to(region, SHAPE))


def test_the_criterion_is_the_dice_of_the_whole_volume(tmp_path: Path) -> None:
    run = VolumeRun(ball_scan(tmp_path), model(Pixelwise()), AttackSettings("ifgsm"), tmp_path / "out")
    assert isinstance(run.run.criterion, DiceFalls)
    for dark, falls in ((1, False), (2, True)):  # Dice 2 * 50 / 125 = 0.8, and 2 * 25 / 100 = 0.5
        stored = run.volume.stored.copy()
        stored[2 : 2 + dark] -= 300
        assert run.run.criterion.met(run.run.predict(stored)) is falls


def test_the_command_line_attacks_a_series_at_once(tmp_path: Path) -> None:
    scan(np.random.default_rng(0).integers(100, 1300, (2, 9, 10)), tmp_path / "in")
    folder, out = volume_model(tmp_path, unet(), UNET), tmp_path / "out"
    command = ("attack", tmp_path / "in", "--model", folder, "--attack", "ifgsm", "--steps", 2, "--epsilon", "20HU")
    done = medadv(*command, "--slice", "all", "--out", out, "--json")
    document = json.loads(done.stdout)
    assert document == json.loads((out / "series.json").read_text())
    assert document["volume"] is True
    assert document["whole"]["budget"]["realised_linf"] == 20
    assert document["sliding_window"] == {"size": [4, 8, 8], "overlap": 0.25}
    assert [row["folder"] for row in document["results"]] == [f"slice-{i:04}" for i in range(2)]
    for row in document["results"]:
        names = {path.name for path in (out / row["folder"]).iterdir()}
        dicom = {"adversarial.dcm", "people.dcm", "masks.dcm"}  # no map: a slice does not say how thick it is
        assert names == {*dicom, "case.npz", "result.json", *REPORTS}
    one = medadv(*command, "--out", tmp_path / "one", status=2)
    assert one.stdout == ""
    assert "8.dcm: volume-model does not fit: it looks at whole series" in one.stderr
    assert "--slice all" in one.stderr
    assert len(one.stderr.splitlines()) == 1
    assert not (tmp_path / "one").exists()
