"""What a run promises: budgets in whole stored units, frozen pixels, verification, records, cancelling, sameness."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from medadv_gui.attack import search
from medadv_gui.attack.ball import to_lattice
from medadv_gui.attack.budget import describe, free_pixels
from medadv_gui.attack.criterion import BoxVanishes, DiceFalls
from medadv_gui.attack.run import AttackRun
from medadv_gui.attack.settings import AttackSettings, Truth
from medadv_gui.attack.truth import match_label, read_truth
from medadv_gui.core.errors import InputError, ModelError, SettingsError
from medadv_gui.core.resources import resources
from medadv_gui.core.result import load_result
from medadv_gui.core.types import Box, BoxPrediction, Image, Instance, MaskPrediction, match_boxes
from medadv_gui.imaging.read import read_image
from medadv_gui.imaging.write import write_like
from medadv_gui.models.load import Model
from tests.attack.test_mathematics import Linear, Small, grey, model
from tests.support import PLAIN, card, ct_dataset, picture, save


class Pixelwise(nn.Module):
    """A segmentation of two labels: bright pixels (above half the window) are foreground."""

    def forward(self, u: torch.Tensor) -> torch.Tensor:
        z = (u - 0.5) * 40
        return torch.cat([-z, z], 1)


def ct_image(tmp_path: Path, padding: bool = False) -> Image:
    stored = np.random.default_rng(0).integers(200, 1000, (8, 8)).astype(np.int16)
    if padding:
        stored[:2] = -2000
    ds = ct_dataset(stored)
    if padding:
        ds.add_new("PixelPaddingValue", "SS", -2000)
    return read_image(Instance(save(ds, tmp_path / "in.dcm")))


def ct_model() -> Model:
    return model(Small(3), units="HU", lower=-1000.0, upper=400.0)


def finish(run: AttackRun, folder: Path):
    for _ in run.steps():
        pass
    return run.finish(folder)


@pytest.mark.parametrize(
    ("epsilon", "stored"), [("4/255", 4), ("1/255", 1), ("3", 3), ("2.9", 2), ("4 / 255", 4), ("1.999/255", 1)]
)
def test_budget_of_an_8_bit_picture(epsilon: str, stored: int) -> None:
    budget = describe(epsilon, card(), picture(grey()))
    assert (budget.stored_units, budget.of_255, budget.hu) == (stored, pytest.approx(stored), None)


def test_budget_on_ct_in_three_units(tmp_path: Path) -> None:
    spec, image = ct_model().card, ct_image(tmp_path)
    budget = describe("8/255", spec, image)
    assert budget.stored_units == 43  # 8 * 1400 / 255 = 43.9 HU
    assert budget.hu == 43
    assert budget.of_255 == pytest.approx(43 * 255 / 1400)
    assert describe("12HU", spec, image).stored_units == 12


def test_budget_of_a_16_bit_picture_is_the_same_share() -> None:
    deep = picture(grey().astype(np.uint16) * 257, slope=255 / 65535, highest=65535)
    assert describe("4/255", card(), deep).stored_units == 4 * 257


@pytest.mark.parametrize("epsilon", ["0.5", "0/255", "0.9/255", "-1", "four", "", "4/256", "nan", "5HU"])
def test_bad_budgets_are_refused(epsilon: str) -> None:
    with pytest.raises(SettingsError):
        describe(epsilon, card(), picture(grey()))


def test_a_budget_below_the_lattice_names_the_smallest(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"smallest that can be stored is 0\.183/255 or 1HU"):
        describe("0.1/255", ct_model().card, ct_image(tmp_path))


@given(st.integers(0, 255), st.floats(-300, 300), st.integers(0, 255), st.integers(0, 255))
def test_rounding_goes_toward_the_original_and_never_takes_the_padding(x: int, d: float, a: int, b: int) -> None:
    low, high = min(a, b), max(a, b)
    if low <= x <= high:
        return
    moved = float(np.clip(x + d, 0, 255))
    image = picture(np.array([[x]], np.uint8), padding_range=(low, high))
    stored = int(to_lattice(torch.tensor([[[moved]]]), image)[0, 0])
    assert abs(stored - x) <= abs(moved - x)
    assert not low <= stored <= high or stored == x


@pytest.mark.parametrize("attack", ["sma", "ifgsm", "noise"])
@pytest.mark.parametrize("norm", ["linf", "l2"])
def test_the_written_image_keeps_budget_range_and_frozen_pixels(tmp_path: Path, attack: str, norm: str) -> None:
    image = ct_image(tmp_path, padding=True)
    region = np.ones((8, 8), bool)
    region[:, :3] = False
    restarts = None if attack == "noise" else 2
    settings = AttackSettings(attack, norm=norm, epsilon="40", region=region, restarts=restarts)
    result = finish(AttackRun(image, ct_model(), settings), tmp_path / "out")
    delta = result.perturbation
    size = np.abs(delta).max() if norm == "linf" else np.linalg.norm(delta)
    assert 0 < size <= 40
    assert not delta[:2].any()
    assert not delta[:, :3].any()
    assert not (result.adversarial[2:] == -2000).any()
    reread = read_image(Instance(tmp_path / "out" / "adversarial.dcm"))
    assert np.array_equal(reread.stored, result.adversarial)
    assert result.metrics["reread_error"] == 0.0
    assert result.budget.realised_linf == np.abs(delta).max()


def test_in_memory_rounded_and_reread_agree_on_the_default_lattice(tmp_path: Path) -> None:
    result = finish(AttackRun(picture(grey(3)), model(Linear(3)), AttackSettings(epsilon="60")), tmp_path)
    assert result.outcome.in_memory
    assert result.outcome.rounded
    assert result.outcome.reread
    assert result.predictions["adversarial"].scores == result.predictions["reread"].scores
    assert result.predictions["original"].label != result.predictions["reread"].label


@pytest.mark.parametrize("refinements", [0, 8])
def test_a_float_success_that_rounding_loses_is_told_or_won_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refinements: int
) -> None:
    """Steps of 0.9 within a budget of 1: the float iterate crosses, its rounding is the original."""
    monkeypatch.setattr(search, "REFINEMENTS", refinements)
    network = Linear(5, classes=2)
    spec = model(network, labels=("a", "b"))
    image = picture(grey(5))
    logits = network(spec.preprocess(image)(spec.tensor(image)))[0].detach()
    y = int(logits.argmax())
    gap = float(logits[y] - logits[1 - y])
    reach = 0.45 * float((network.weight[0] - network.weight[1]).abs().sum()) / 255

    class Shifted(nn.Module):
        """The same slope with a margin that only a change of more than 0.45 crosses."""

        def forward(self, u: torch.Tensor) -> torch.Tensor:
            shift = torch.zeros(2)
            shift[1 - y] = gap - reach
            return network(u) + shift

    settings = AttackSettings("ifgsm", epsilon="1", steps=1, step_size=0.9)
    result = finish(AttackRun(image, model(Shifted(), labels=("a", "b")), settings), tmp_path)
    assert result.outcome.in_memory
    assert result.outcome.rounded is result.outcome.reread is bool(refinements)


def test_same_seed_same_bytes_other_seed_other_bytes(tmp_path: Path) -> None:
    def run(seed: int, name: str) -> dict:
        settings = AttackSettings("noise", epsilon="9", seed=seed)
        finish(AttackRun(picture(grey()), model(Small()), settings), tmp_path / name)
        return json.loads((tmp_path / name / "result.json").read_text())

    first, second, third = run(1, "a"), run(1, "b"), run(2, "c")
    for document in (first, second, third):
        document.pop("seconds")
    assert first == second
    assert first["files"]["adversarial.png"] != third["files"]["adversarial.png"]


def test_result_json_holds_what_the_contract_names_and_loads_again(tmp_path: Path) -> None:
    result = finish(AttackRun(picture(grey()), model(Small()), AttackSettings(epsilon="4/255", steps=5)), tmp_path)
    document = json.loads((tmp_path / "result.json").read_text())
    named = {
        "schema_version", "source", "slice", "model", "attack", "norm", "budget", "criterion", "truth_source",
        "prediction", "outcome", "metrics", "saturated_share", "steps", "stop_reason", "seconds", "device", "seed",
        "plan", "versions", "files",
    }  # fmt: skip
    assert named <= set(document)
    assert document["schema_version"] == 1
    assert set(document["prediction"]) == {"original", "adversarial", "reread", "noise"}
    assert {"requested", "stored_units", "hu", "of_255", "noise_sd", "realised_linf", "realised_l2"} <= set(
        document["budget"]
    )
    assert [step["k"] for step in document["steps"]] == list(range(6))
    assert {"loss_deviation", "loss_stabilization", "kl_truth", "kl_smoothed", "smoothing_gap"} <= set(
        document["steps"][0]
    )
    assert {"psnr", "ssim", "data_range"} <= set(document["metrics"])
    assert set(document["files"]) == {"case.npz", "adversarial.png"}
    loaded = load_result(tmp_path)
    assert loaded.to_json() == result.to_json()
    assert np.array_equal(loaded.adversarial, result.adversarial)


def test_the_help_page_names_every_field_of_result_json(tmp_path: Path) -> None:
    page = (resources() / "help" / "result-file.md").read_text(encoding="utf-8")
    finish(AttackRun(picture(grey()), model(Small()), AttackSettings(epsilon="4/255", steps=1)), tmp_path)
    document = json.loads((tmp_path / "result.json").read_text())
    parts = document, document["steps"][0], document["budget"], document["outcome"], document["attack"]
    fields = {name for part in parts for name in part} - {"note"}
    assert [name for name in fields if f"`{name}`" not in page] == []


def test_a_region_is_recorded_by_its_hash(tmp_path: Path) -> None:
    def recorded(region: np.ndarray | None) -> dict:
        settings = AttackSettings("noise", epsilon="9", region=region)
        folder = tmp_path / f"{len(list(tmp_path.iterdir()))}"
        return dict(finish(AttackRun(picture(grey()), model(Small()), settings), folder).attack)

    left, right = np.zeros((2, 8, 8), bool)
    left[:, :4] = right[:, 4:] = True
    hashes = {str(recorded(region)["region_sha256"]) for region in (None, left, right)}
    assert len(hashes) == 3
    assert recorded(left)["region"] is True
    assert recorded(left)["region_sha256"] in hashes


def test_a_changed_case_file_is_noticed(tmp_path: Path) -> None:
    finish(AttackRun(picture(grey()), model(Small()), AttackSettings(epsilon="2", steps=1)), tmp_path)
    np.savez(tmp_path / "case.npz", original=grey(), perturbation=grey())
    with pytest.raises(InputError, match="does not match"):
        load_result(tmp_path)


def test_leaving_the_loop_cancels_and_the_parameters_are_left_alone(tmp_path: Path) -> None:
    spec = model(Small())
    run = AttackRun(picture(grey()), spec, AttackSettings(epsilon="9", steps=50, plan=PLAIN))
    calls = []
    for name in ("_network", "_smoothed"):
        forward = getattr(run.engine, name)
        setattr(run.engine, name, lambda u, forward=forward: calls.append(1) or forward(u))
    for step in run.steps():
        if step.record.k == 2:
            break
    assert len(calls) == 6  # three iterates, each with its smoothed copy: nothing ran after the break
    result = run.finish(tmp_path)
    assert result.stop_reason == "cancelled"
    assert [s.k for s in result.steps] == [0, 1, 2]
    assert all(p.grad is None for p in spec.network.parameters())


def test_segmentation_criterion_and_truth(tmp_path: Path) -> None:
    stored = np.full((8, 8), 120, np.uint8)
    stored[2:6, 2:6] = 134
    truth = np.zeros((8, 8), np.uint8)
    truth[2:6, 2:6] = 1
    spec = Model(card("segmentation", ("background", "thing")), Pixelwise(), torch.device("cpu"))
    run = AttackRun(picture(stored), spec, AttackSettings("ifgsm", epsilon="9/255", truth=Truth(mask=truth)))
    assert run.clean.dice == {"thing": 1.0}
    result = finish(run, tmp_path)
    assert result.truth_source == "ground truth"
    assert result.outcome.reread
    assert result.predictions["reread"].mean_dice <= 0.7
    loaded = load_result(tmp_path)
    assert np.array_equal(loaded.predictions["original"].mask, truth)
    assert np.array_equal(loaded.reference.mask, truth)


def test_dice_falls_at_its_edge() -> None:
    reference = MaskPrediction(("bg", "a"), np.repeat([[1], [0]], 10, axis=1).astype(np.uint8))
    criterion = DiceFalls(reference, clean=1.0)
    for hits, expected in ((6, False), (5, True)):  # Dice 2*6/16 = 0.75 and 2*5/15 = 0.667
        mask = np.zeros((2, 10), np.uint8)
        mask[0, :hits] = 1
        assert criterion.met(MaskPrediction(("bg", "a"), mask)) is expected


def test_vanished_and_invented_boxes() -> None:
    a, b = Box("polyp", 1, 0, 0, 10, 10), Box("polyp", 1, 50, 50, 70, 70)
    moved = Box("polyp", 0.9, 0, 0, 10, 5.1)  # IoU 0.51
    assert match_boxes((a, b), (moved,)) == ({1}, set())
    assert match_boxes((a,), (Box("polyp", 0.9, 0, 0, 10, 4.9),)) == ({0}, {0})
    criterion = BoxVanishes((a, b), frozenset({1}))
    assert not criterion.met(BoxPrediction((a,)))  # b was missed before the attack already
    assert criterion.met(BoxPrediction((b,)))


def test_a_case_the_model_gets_wrong_is_shown_as_such(tmp_path: Path) -> None:
    spec = model(Small())
    clean = spec.predict(picture(grey()))
    wrong = min(clean.scores, key=lambda name: clean.scores[name])
    run = AttackRun(picture(grey()), spec, AttackSettings(epsilon="1", steps=1, truth=Truth(label=wrong)))
    assert not run.clean_correct
    assert any("already wrong" in warning for warning in run.warnings)


@pytest.mark.parametrize(
    "settings",
    [
        {"attack": "nothing"}, {"norm": "l1"}, {"steps": 0}, {"restarts": 0}, {"alpha": -1.0}, {"alpha": float("nan")},
        {"sigma": 0.0}, {"step_size": 0.0}, {"target": "z"}, {"reference": "firm"}, {"truth": Truth(boxes=())},
        {"region": np.zeros((8, 8), bool)}, {"region": np.ones((3, 3), bool)}, {"truth": Truth(label="q")},
    ],
)  # fmt: skip
def test_settings_that_cannot_be_are_refused(settings: dict) -> None:
    with pytest.raises(SettingsError):
        AttackRun(picture(grey()), model(Small()), AttackSettings(**settings))


def test_a_network_that_answers_nan_is_refused() -> None:
    class Nan(nn.Module):
        def forward(self, u: torch.Tensor) -> torch.Tensor:
            return u.flatten(1)[:, :3] * float("nan")

    with pytest.raises(ModelError, match="not finite"):
        AttackRun(picture(grey()), model(Nan()), AttackSettings())


def test_free_pixels_without_limits_are_all() -> None:
    assert free_pixels(picture(grey()), None).all()


def test_labels_by_number_beginning_and_name() -> None:
    names = ("grade 0, no DR", "grade 1, mild", "none")
    assert match_label("grade 1", names) == names[1]
    assert match_label("2", names) == match_label("2.0", names) == "none"
    assert match_label("GRADE 0, NO DR", names) == names[0]
    for bad in ("grade", "7", "", "1.5", "7.0", "²"):
        with pytest.raises(SettingsError):
            match_label(bad, names)


def test_truth_files(tmp_path: Path) -> None:
    image = picture(grey())
    boxes = tmp_path / "boxes.csv"
    boxes.write_text("file,label,xmin,ymin,xmax,ymax\nimages/picture.png,polyp,1,2,3,4\nother.png,polyp,0,0,1,1\n")
    found = read_truth(str(boxes), card("detection", ("polyp",)), image)
    assert found.boxes == (Box("polyp", 1.0, 1.0, 2.0, 3.0, 4.0),)
    (tmp_path / "boxes.json").write_text('[{"label": "polyp", "box": [1, 2, 3, 4]}]')
    assert read_truth(str(tmp_path / "boxes.json"), card("detection", ("polyp",)), image).boxes == found.boxes
    for corners in ("1,2,9999,4", "3,2,1,4"):
        boxes.write_text(f"label,xmin,ymin,xmax,ymax\npolyp,{corners}\n")
        with pytest.raises(InputError, match="a box of the truth"):
            read_truth(str(boxes), card("detection", ("polyp",)), image)
    labels = write_like(picture((grey() > 100).astype(np.uint8)), (grey() > 100).astype(np.uint8), tmp_path, "mask")
    truth = read_truth(str(labels), card("segmentation", ("bg", "a")), image)
    assert np.array_equal(truth.mask, grey() > 100)
    for bad in ("missing.png", str(boxes)):
        with pytest.raises(InputError):
            read_truth(bad, card("segmentation", ("bg", "a")), image)
