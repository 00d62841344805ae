"""An attack run again from result.json and case.npz alone: equal on this machine, held to tolerances elsewhere."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from medadv_gui.attack.replay import DIFFERENT, EQUAL, WITHIN, again, compare
from medadv_gui.attack.run import AttackRun
from medadv_gui.attack.settings import ATTACKS, AttackSettings, Truth
from medadv_gui.core.errors import InputError, ModelError, SettingsError
from medadv_gui.core.result import AttackResult, load_result, save_result
from medadv_gui.core.types import BoxPrediction, ClassPrediction, Image, MaskPrediction
from medadv_gui.models.load import Model
from tests.attack.test_mathematics import Small, grey, model
from tests.attack.test_run import ct_image, ct_model, finish
from tests.attack.test_targets import bands, segmenting
from tests.support import medadv, picture


def recorded(image: Image, made: Model, settings: AttackSettings, folder: Path) -> AttackResult:
    """The result as another machine would read it."""
    finish(AttackRun(image, made, settings), folder)
    return load_result(folder)


def repeated(result: AttackResult, made: Model) -> AttackResult:
    run, unlike = again(result, made)
    assert not unlike
    for _ in run.steps():
        pass
    return run.result()


def small(tmp_path: Path, **changes: object) -> tuple[AttackResult, Model]:
    made = model(Small(3))
    settings = AttackSettings(**{"epsilon": "6/255", "steps": 4, **changes})
    return recorded(picture(grey(3)), made, settings, tmp_path / "r"), made


@pytest.mark.parametrize("name", sorted(ATTACKS))
@pytest.mark.parametrize("norm", ["linf", "l2"])
def test_every_attack_comes_out_equal(name: str, norm: str, tmp_path: Path) -> None:
    info, made = ATTACKS[name], model(Small(3))
    if info.misfit(made.card, norm):
        pytest.skip("does not fit")
    steps = 20 if name == "square" else 3 if info.default("steps") else None
    epsilon = "6/255" if norm == "linf" else "60"
    settings = AttackSettings(name, norm=norm, epsilon=epsilon, steps=steps, seed=5)
    result = recorded(picture(grey(3)), made, settings, tmp_path / "r")
    found = compare(result, repeated(result, made))
    assert (found.verdict, found.differences, found.elsewhere) == (EQUAL, (), ())


@pytest.mark.parametrize(
    "changes",
    [
        {"search": True},
        {"stop": True},
        {"step_size": 2.0, "alpha": 0.7, "sigma": 0.8, "kernel": 5, "dilation": 2, "reference": "hard"},
        {"truth": Truth(label="b")},
        {"target": "c"},
        {"region": np.arange(64).reshape(8, 8) % 3 == 0},
        {"attack": "pgd", "restarts": 3, "seed": 7},
        {"attack": "mi-fgsm", "decay": 0.5},
        {"start": np.clip(grey(3).astype(int) + 2, 0, 255).astype(np.uint8)},
    ],
    ids=lambda changes: "-".join(changes),
)
def test_what_was_asked_is_asked_again(changes: dict[str, object], tmp_path: Path) -> None:
    result, made = small(tmp_path, **changes)
    now = repeated(result, made)
    assert compare(result, now).verdict == EQUAL
    assert now.attack == result.attack
    assert now.budget == result.budget


def test_a_segmentation_with_a_given_truth(tmp_path: Path) -> None:
    made = segmenting()
    truth = np.zeros((8, 8), np.uint8)
    truth[2:6, 2:6] = 1
    settings = AttackSettings(epsilon="20/255", steps=4, truth=Truth(mask=truth), drop=0.1)
    result = recorded(picture(bands()), made, settings, tmp_path / "r")
    now = repeated(result, made)
    assert compare(result, now).verdict == EQUAL
    assert now.criterion == result.criterion
    assert "0.1" in now.criterion


def test_padding_of_a_ct_slice_stays_untouched_again(tmp_path: Path) -> None:
    made = ct_model()
    result = recorded(ct_image(tmp_path, padding=True), made, AttackSettings(steps=3), tmp_path / "r")
    now = repeated(result, made)
    assert result.source["padding_range"] == [-2000, -2000]
    assert not now.perturbation[:2].any()
    assert compare(result, now).verdict == EQUAL


def test_another_seed_is_told_where_it_shows(tmp_path: Path) -> None:
    result, made = small(tmp_path, attack="pgd", restarts=2, seed=1)
    found = compare(result, repeated(replace(result, seed=2), made))
    assert found.verdict != EQUAL
    assert any("values that differ" in difference.what for difference in found.differences)


def scored(result: AttackResult, by: float) -> AttackResult:
    """The same result with another score for the image that was read again."""
    old = result.predictions["reread"]
    assert isinstance(old, ClassPrediction)
    scores = {name: score + by * (1 if k == 0 else -0.5) for k, (name, score) in enumerate(old.scores.items())}
    return replace(result, predictions={**result.predictions, "reread": ClassPrediction(scores)})


@pytest.mark.parametrize(("by", "verdict"), [(0.0, EQUAL), (1e-7, WITHIN), (0.009, WITHIN), (0.011, DIFFERENT)])
def test_scores_are_held_to_a_hundredth(by: float, verdict: str, tmp_path: Path) -> None:
    result, _ = small(tmp_path)
    assert compare(result, scored(result, by)).verdict == verdict


@pytest.mark.parametrize("stage", ["in_memory", "rounded", "reread"])
def test_another_outcome_is_beyond_any_tolerance(stage: str, tmp_path: Path) -> None:
    result, _ = small(tmp_path)
    outcome = replace(result.outcome, **{stage: not getattr(result.outcome, stage)})
    found = compare(result, replace(result, outcome=outcome))
    assert found.verdict == DIFFERENT
    assert [difference.what for difference in found.differences] == [stage.replace("_", " ")]


def altered(result: AttackResult, folder: Path, place: str, value: object) -> AttackResult:
    """The result as it is read where its result.json says `value` at `place`, names and numbers with dots."""
    folder.mkdir()
    save_result(result, folder)
    document = json.loads((folder / "result.json").read_text())
    *way, last = (int(part) if part.isdigit() else part for part in place.split("."))
    part = document
    for name in way:
        part = part[name]
    assert part[last] != value
    part[last] = value
    (folder / "result.json").write_text(json.dumps(document))
    return load_result(folder)


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        ("budget.of_255", 0.5, "budget, of 255"),
        ("budget.requested", "1/255", "budget, requested"),
        ("budget.noise_sd", 0.01, "budget, noise sd"),
        ("metrics.psnr", 99.0, "metrics, psnr"),
        ("metrics.ssim", 0.5, "metrics, ssim"),
        ("metrics.noise_l2", 1.0, "metrics, noise l2"),
        ("metrics.reread_error", 2.0, "metrics, reread error"),
        ("changed_share", 0.001, "changed share"),
        ("saturated_share", 0.5, "saturated share"),
        ("criterion", "anything at all", "criterion"),
        ("attack.title", "Another attack", "attack, title"),
        ("attack.step_size", 40.0, "attack, step size"),
        ("model.input_window", {"lower": 0.0, "upper": 1.0, "units": "RGB"}, "model, input window, upper"),
        ("reference.probabilities.a", 0.5, "reference answer: score of a"),
        ("steps.1.loss_deviation", 165.0, "step 1, loss deviation"),
        ("steps.2.kl_smoothed", 9.0, "step 2, kl smoothed"),
        ("steps.1.linf", 9.0, "step 1, linf"),
        ("steps.0.success", True, "step 0, success"),
    ],
)  # fmt: skip
def test_a_figure_that_was_altered_is_found(place: str, value: object, told: str, tmp_path: Path) -> None:
    result, _ = small(tmp_path)
    assert compare(result, result).verdict == EQUAL
    found = compare(altered(result, tmp_path / "altered", place, value), result)
    assert found.verdict == DIFFERENT
    assert found.differences[0].what == told


def test_the_place_and_the_two_numbers_are_named(tmp_path: Path) -> None:
    result, _ = small(tmp_path)
    loss = result.steps[1].loss_deviation
    found = compare(altered(result, tmp_path / "altered", "steps.1.loss_deviation", 165.0), result)
    assert [(d.what, d.recorded, d.replayed, d.within) for d in found.differences] == [
        ("step 1, loss deviation", "165", f"{loss:.6g}", False)
    ]


def test_iterates_that_were_taken_out_are_missed(tmp_path: Path) -> None:
    result, _ = small(tmp_path)
    count = len(result.steps)
    (found,) = compare(replace(result, steps=result.steps[:-1]), result).differences
    assert (found.what, found.recorded, found.replayed, found.within) == (
        "iterates", str(count - 1), str(count), False
    )  # fmt: skip


def test_numbers_that_differ_look_different(tmp_path: Path) -> None:
    result, _ = small(tmp_path)
    loss = result.steps[1].loss_deviation
    steps = (result.steps[0], replace(result.steps[1], loss_deviation=loss * (1 + 1e-12)), *result.steps[2:])
    (told,) = compare(replace(result, steps=steps), result).differences
    assert told.within
    assert told.recorded != told.replayed == repr(loss)


def test_a_warning_that_was_taken_out_is_found(tmp_path: Path) -> None:
    result, _ = small(tmp_path, norm="l2", epsilon="6")
    assert len(result.warnings) == 1
    assert compare(replace(result, warnings=()), result).verdict == DIFFERENT
    noted = replace(result, warnings=(*result.warnings, "what its file says, which is not there any more"))
    assert compare(noted, result).verdict == EQUAL


def test_dice_that_was_altered_is_found(tmp_path: Path) -> None:
    result = recorded(picture(bands()), segmenting(), AttackSettings(epsilon="20/255", steps=2), tmp_path / "r")
    dice = json.loads((tmp_path / "r" / "result.json").read_text())["prediction"]["reread"]["dice"]
    place = f"prediction.reread.dice.{next(iter(dice))}"
    found = compare(altered(result, tmp_path / "altered", place, 0.123), result)
    assert found.verdict == DIFFERENT
    assert "Dice" in found.differences[0].what


def test_what_an_older_version_did_not_say_or_said_otherwise_is_no_difference(tmp_path: Path) -> None:
    result, _ = small(tmp_path)
    older = replace(
        result,
        metrics={name: value for name, value in result.metrics.items() if name != "noise_l2"},
        attack={name: value for name, value in result.attack.items() if name != "note"},
        source={name: value for name, value in result.source.items() if name != "synthetic"},
    )
    assert compare(older, result).verdict == EQUAL
    older = replace(result, criterion="said otherwise", versions={**result.versions, "medadv_gui": "0.0.1"})
    found = compare(older, result)
    assert (found.verdict, [d.what for d in found.differences]) == (WITHIN, ["criterion"])
    told = compare(replace(result, model={**result.model, "name": "Another"}), result)
    assert (told.verdict, told.elsewhere) == (EQUAL, (("model, name", "Another", str(result.model["name"])),))


def test_masks_and_boxes_are_held_to_their_overlap() -> None:
    from medadv_gui.attack.replay import _apart

    full = np.zeros((40, 40), np.uint8)
    full[:20] = 1
    near, far = full.copy(), full.copy()
    near[20, :10] = 1  # Dice 1600 / 1610
    far[20:24] = 1
    old = MaskPrediction(("background", "a"), full)
    assert [d.within for d in _apart("x", old, MaskPrediction(old.labels, near))] == [True]
    assert [d.within for d in _apart("x", old, MaskPrediction(old.labels, far))] == [False]
    assert not list(_apart("x", old, MaskPrediction(old.labels, full.copy())))
    from medadv_gui.core.types import Box

    box = BoxPrediction((Box("a", 0.9, 0, 0, 100, 100),))
    assert [d.within for d in _apart("x", box, BoxPrediction((Box("a", 0.905, 1, 0, 100, 100),)))] == [True]
    assert [d.within for d in _apart("x", box, BoxPrediction((Box("a", 0.9, 40, 0, 100, 100),)))] == [False]
    assert [d.within for d in _apart("x", box, BoxPrediction(()))] == [False]


def test_what_a_repetition_needs_is_there_or_refused(tmp_path: Path) -> None:
    result, made = small(tmp_path)
    with pytest.raises(ModelError, match="is not the model that was attacked"):
        again(replace(result, model={**result.model, "sha256": "9" * 64}), made)
    with pytest.raises(InputError, match=r"is not the one that result\.json names"):
        again(replace(result, original=result.original + 1), made)
    older = {name: value for name, value in result.source.items() if name != "padding_range"}
    with pytest.raises(SettingsError, match="older version"):
        again(replace(result, source=older), made)


def test_a_plan_that_cannot_be_had_here_is_told(tmp_path: Path) -> None:
    result, made = small(tmp_path)
    before = torch.get_num_threads()
    run, unlike = again(replace(result, plan={**result.plan, "device": "cuda:0"}), made)
    assert "device cuda:0" in unlike
    assert run.engine.plan.device == "cpu"
    try:
        run, unlike = again(replace(result, plan={**result.plan, "threads": 1}), made)
        assert (unlike, torch.get_num_threads()) == ("", 1)  # the bits depend on it
    finally:
        torch.set_num_threads(before)


def test_on_the_command_line(demo: Path, tmp_path: Path) -> None:
    picture_ = next(path for path in sorted(demo.rglob("*.png")) if "polyp" in path.name or "endo" in str(path))
    medadv("attack", picture_, "--model", "endo-polyp", "--steps", 2, "--out", tmp_path / "r")
    done = medadv("replay", tmp_path / "r" / "result.json")
    assert done.stdout.startswith("equal: sma on ")
    assert json.loads(medadv("replay", tmp_path / "r", "--json").stdout) == {
        "verdict": "equal", "differences": [], "elsewhere": [],
    }  # fmt: skip
    result = load_result(tmp_path / "r")
    (tmp_path / "other").mkdir()
    save_result(replace(result, outcome=replace(result.outcome, reread=not result.outcome.reread)), tmp_path / "other")
    done = medadv("replay", tmp_path / "other", status=3)
    assert "reread: recorded" in done.stdout
    assert "beyond tolerance" in done.stdout
    medadv("replay", tmp_path / "none", status=2)
    (tmp_path / "r" / "case.npz").write_bytes((tmp_path / "r" / "case.npz").read_bytes() + b"\0")
    done = medadv("replay", tmp_path / "r", status=2)
    assert done.stderr == "medadv-gui: r: case.npz does not match the SHA-256 in result.json\n"
