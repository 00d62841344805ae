"""Targets of segmentation and detection, and invented boxes: truth tables by hand, closed forms, the bundled models."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from medadv_gui.attack.criterion import BoxVanishes, NoBoxLeft, PixelsTurn, aim, criterion
from medadv_gui.attack.losses import Aim, logits_ratio
from medadv_gui.attack.methods.apgd import _held_ratio
from medadv_gui.attack.methods.dag import NOTHING_LEFT
from medadv_gui.attack.run import AttackRun
from medadv_gui.attack.series import SeriesRun
from medadv_gui.attack.settings import ATTACKS, NO_BOX, AttackSettings, Truth
from medadv_gui.attack.truth import match_target
from medadv_gui.attack.volume import VolumeRun
from medadv_gui.core.errors import SettingsError
from medadv_gui.core.result import load_result
from medadv_gui.core.types import Box, BoxPrediction, MaskPrediction
from medadv_gui.imaging.index import index
from medadv_gui.models.load import Model
from medadv_gui.report import tables
from medadv_gui.report.words import Units
from tests.attack import test_volume as volumes
from tests.attack.test_baselines import asked, detecting, follow, problem
from tests.attack.test_floors import demo_run
from tests.report import factory
from tests.support import card, ct_dataset, picture, save

LABELS = ("background", "a", "b")
ITERATING = sorted(set(ATTACKS) - {"noise", "worst"})


class Bands(nn.Module):
    """Three labels by brightness: each pixel's answer turns at 0.45 and at 0.55 of the window (114.75 and 140.25 of
    255)."""

    def forward(self, u: torch.Tensor) -> torch.Tensor:
        return torch.cat([-200 * (u - centre) ** 2 for centre in (0.4, 0.5, 0.6)], 1)


def segmenting(**spec: object) -> Model:
    return Model(card("segmentation", LABELS, **spec), Bands(), torch.device("cpu"))


def bands(inside: int = 130) -> np.ndarray:
    """A square (16 pixels) of `inside` on background (100), and a row of "b" (160)."""
    stored = np.full((8, 8), 100, np.uint8)
    stored[2:6, 2:6] = inside
    stored[7] = 160
    return stored


def mask(rows: list[list[int]]) -> MaskPrediction:
    return MaskPrediction(LABELS, np.array(rows, np.uint8))


def boxes(*corners: tuple[float, float, float, float]) -> BoxPrediction:
    return BoxPrediction(tuple(Box("polyp", 0.9, *c) for c in corners))


def finish(run: AttackRun | SeriesRun | VolumeRun, *folder: Path):
    for _ in run.steps():
        pass
    return run.finish(*folder)


REFERENCE = [[1, 1, 1, 1, 1, 0], [2, 2, 2, 0, 0, 0]]
FIRST, SECOND, GHOST = (0, 0, 10, 10), (50, 50, 70, 70), (100, 0, 120, 20)


@pytest.mark.parametrize(
    ("target", "answer", "met"),
    [
        ("b", REFERENCE, False),
        ("b", [[2, 2, 1, 1, 1, 0], [2, 2, 2, 0, 0, 0]], False),  # 2 of 5
        ("b", [[2, 2, 2, 1, 1, 0], [2, 2, 2, 0, 0, 0]], True),
        ("b", [[2, 2, 2, 0, 0, 0], [0, 0, 0, 2, 2, 2]], True),  # what the target leaves alone does not matter
        ("b", [[0, 0, 0, 0, 0, 2], [2, 2, 2, 2, 2, 2]], False),  # a third label is not the target
        ("background", [[0, 0, 0, 0, 1, 0], [2, 2, 2, 0, 0, 0]], True),  # 4 of 8
        ("background", [[0, 0, 0, 1, 1, 0], [2, 2, 2, 0, 0, 0]], False),
        ("background", [[2, 2, 2, 2, 2, 2], [1, 1, 1, 1, 1, 1]], False),
    ],
)
def test_half_of_what_the_target_changes(target: str, answer: list[list[int]], met: bool) -> None:
    rule = criterion(mask(REFERENCE), mask(REFERENCE), target)
    assert isinstance(rule, PixelsTurn)
    assert rule.met(mask(answer)) is met
    assert rule.met(aim(mask(REFERENCE), target, LABELS))
    assert rule.clean_correct(mask(REFERENCE))
    assert repr(target) in rule.text
    assert "50%" in rule.text


def test_a_targeted_segmentation_counts_where_the_clean_answer_was_right() -> None:
    """The mean Dice of "a" and "b" is 0.5 where one of them is found, 0 where none is."""
    for answer, right in (([[1] * 5 + [0], [0] * 6], True), ([[0] * 6, [0] * 6], False)):
        assert criterion(mask(answer), mask(REFERENCE), "b").clean_correct(mask(answer)) is right


def test_the_aim_turns_the_foreground_alone() -> None:
    assert aim(mask(REFERENCE), "b", LABELS).mask.tolist() == [[2, 2, 2, 2, 2, 0], [2, 2, 2, 0, 0, 0]]
    assert not aim(mask(REFERENCE), "background", LABELS).mask.any()
    assert aim(boxes(FIRST), NO_BOX, ("polyp",)).boxes == ()


@pytest.mark.parametrize(
    ("clean", "answer", "met"),
    [
        ((FIRST, SECOND), (FIRST, SECOND), False),
        ((FIRST, SECOND), (FIRST,), False),
        ((FIRST, SECOND), (), True),
        ((FIRST, SECOND), (GHOST,), True),
        ((FIRST,), (SECOND,), True),  # missed by the clean answer: no matter
        ((FIRST,), (FIRST,), False),
        ((), (), False),  # nothing was there to vanish
    ],
)
def test_no_box_left(clean: tuple, answer: tuple, met: bool) -> None:
    rule = criterion(boxes(*clean), boxes(FIRST, SECOND), NO_BOX)
    assert isinstance(rule, NoBoxLeft)
    assert rule.met(boxes(*answer)) is met
    assert rule.clean_correct(boxes(*clean)) is (len(clean) == 2)
    assert "all vanished" in rule.text


@pytest.mark.parametrize(
    ("answer", "met"),
    [
        ((FIRST,), False),
        ((), True),  # vanished
        ((FIRST, GHOST), False),  # invented by the clean answer already
        ((FIRST, (100, 0, 120, 16)), False),  # the same with IoU 0.8
        ((FIRST, (100, 0, 120, 9)), True),  # IoU 0.45
        ((FIRST, SECOND), True),
        ((FIRST, GHOST, SECOND), True),
    ],
)
def test_invented_boxes_count_where_asked_for(answer: tuple, met: bool) -> None:
    clean, reference = boxes(FIRST, GHOST), boxes(FIRST)
    rule = criterion(clean, reference, None, invented=True)
    assert isinstance(rule, BoxVanishes)
    assert rule.met(boxes(*answer)) is met
    assert "invented" in rule.text
    plain = criterion(clean, reference, None)
    assert plain.met(boxes(*answer)) is (FIRST not in answer)
    assert "invented" not in plain.text


def test_a_missed_box_that_is_found_now_is_not_invented() -> None:
    rule = criterion(boxes(FIRST), boxes(FIRST, SECOND), None, invented=True)
    assert not rule.met(boxes(FIRST, SECOND))


def test_one_step_towards_a_label_has_a_closed_form(tmp_path: Path) -> None:
    """Towards "b": square and row go up, the background, which is held, goes down. 10 are short of 140.25, 11 not."""
    for epsilon, turned in (("10", False), ("11", True)):
        run = AttackRun(picture(bands()), segmenting(), asked("fgsm", epsilon=epsilon, target="b"))
        result = finish(run, tmp_path / epsilon)
        foreground = bands() > 114
        assert (result.perturbation == np.where(foreground, int(epsilon), -int(epsilon))).all()
        assert result.outcome.reread is result.outcome.rounded is turned
        assert result.clean_correct
        read = load_result(tmp_path / epsilon)
        assert (read.attack["target"], read.criterion) == ("b", run.criterion.text)


@pytest.mark.parametrize(("norm", "epsilon"), [("linf", "14"), ("l2", "100")])
@pytest.mark.parametrize("attack", ITERATING)
def test_every_attack_nears_a_label(attack: str, norm: str, epsilon: str) -> None:
    steps = {} if attack == "fgsm" else {"steps": 300 if attack == "square" else 10}
    found = problem(segmenting(), [bands()], asked(attack, norm=norm, epsilon=epsilon, target="b", **steps))
    _, evaluations, _ = follow(found)
    clean = found.objective()(found.origin, gradient=False).figures[0].drive
    assert found.aim.target is not None
    assert max(e.figures[0].drive for e in evaluations) > 0.75 * clean


@pytest.mark.parametrize("attack", sorted(set(ITERATING) - {"apgd-dlr"}))
def test_every_attack_nears_no_box(attack: str) -> None:
    stored = np.full((16, 16), 60, np.uint8)
    stored[4:8, 8:12] = 134
    steps = {} if attack == "fgsm" else {"steps": 300 if attack == "square" else 10}
    found = problem(detecting(), [stored], asked(attack, epsilon="9", target=NO_BOX, **steps))
    _, evaluations, _ = follow(found)
    clean = found.objective()(found.origin, gradient=False).figures[0].drive
    assert max(e.figures[0].drive for e in evaluations) > 0.75 * clean
    # The truth's cells weigh half, though the target holds none.
    assert float((found.aim.weights * found.aim.truth[:, 1:]).sum()) == pytest.approx(0.5)
    assert not found.aim.target[:, 1:].any()


def test_square_climbs_what_a_target_asks_for() -> None:
    found = problem(segmenting(), [bands()], asked("square", epsilon="14", steps=5, target="b"))
    _, evaluations, _ = follow(found)
    assert [float(e.loss) for e in evaluations] == pytest.approx([e.figures[0].drive for e in evaluations])


def test_the_logits_ratio_holds_what_the_target_leaves_alone() -> None:
    log_probs = torch.log_softmax(torch.randn(2, 3, 4, 4, generator=torch.Generator().manual_seed(0)), 1)
    truth, target = (
        nn.functional.one_hot(torch.tensor(labels).expand(2, 4, 4), 3).movedim(-1, 1).float()
        for labels in ([0, 0, 1, 2], [1, 2, 1, 2])
    )
    both = Aim(truth, target, None)
    only = [torch.zeros(2, 1, 4, 4) for _ in range(2)]
    only[0][..., :2] = only[1][..., 2:] = 1 / 16
    turned = logits_ratio(log_probs, replace(both, weights=only[0]))
    held = logits_ratio(log_probs, Aim(truth, None, only[1]))
    assert torch.allclose(_held_ratio(log_probs, both), turned - held)
    untargeted = Aim(truth, None, None)
    assert torch.equal(_held_ratio(log_probs, untargeted), logits_ratio(log_probs, untargeted))


def test_dag_drives_what_the_target_changes_and_nothing_else() -> None:
    """From 160 through "a" to the background, two units a step: 114 after 23 steps, and no pixel goes on."""
    stored = bands(inside=100)
    run = AttackRun(
        picture(stored), segmenting(), asked("dag", epsilon="60", step_size=2.0, steps=40, target="background")
    )
    steps = list(run.steps())
    assert np.array_equal(steps[-1].perturbation(), np.where(stored == 160, -46, 0))
    assert run.stop_reason == NOTHING_LEFT
    assert len(steps) == 24
    assert steps[-1].record.success


def test_dag_leaves_the_target_label_alone() -> None:
    run = AttackRun(picture(bands()), segmenting(), asked("dag", epsilon="20", step_size=1.0, target="b"))
    *_, last = run.steps()
    assert np.array_equal(last.perturbation(), np.where(bands() == 130, 11, 0))


def test_a_box_that_comes_is_a_success_where_it_counts(tmp_path: Path) -> None:
    """The box of 200 is out of reach; the other cells, at 120, are 7.5 short of one."""
    stored = np.full((16, 16), 120, np.uint8)
    stored[4:8, 8:12] = 200
    for invented in (False, True):
        run = AttackRun(picture(stored), detecting(), asked("ifgsm", epsilon="9", invented=invented))
        assert len(run.clean.boxes) == 1
        result = finish(run, tmp_path / str(invented))
        assert len(result.predictions["reread"].boxes) > 1
        assert result.outcome.reread is invented
        assert (
            "invented" in json.loads((tmp_path / str(invented) / "result.json").read_text())["criterion"]
        ) is invented


def test_without_a_reference_box_the_run_says_what_can_succeed() -> None:
    stored = np.full((16, 16), 120, np.uint8)
    run = AttackRun(picture(stored), detecting(), asked("ifgsm", epsilon="9", invented=True))
    assert any("a box can be invented" in warning for warning in run.warnings)
    assert run.clean_correct  # a normal picture, in which a box can be invented


A_IS_B = Truth(mask=np.where(bands() == 130, 1, 0).astype(np.uint8))


@pytest.mark.parametrize(
    ("spec", "stored", "settings", "words"),
    [
        (segmenting(), bands(100), {"target": "b"}, "changes no pixel"),
        (segmenting(), np.full((8, 8), 100, np.uint8), {"target": "background"}, "changes no pixel"),
        (segmenting(), bands(), {"target": "liver"}, "'liver' is not one of: background; a; b"),
        (segmenting(), bands(150), {"target": "b", "truth": A_IS_B}, "answers 'b' already"),
        (segmenting(), bands(), {"invented": True}, "invented boxes count for detection"),
        (detecting(), np.full((16, 16), 60, np.uint8), {"target": NO_BOX}, "no reference box"),
        (detecting(), np.full((16, 16), 200, np.uint8), {"target": "thing"}, "is not one of: none"),
        (detecting(), np.full((16, 16), 200, np.uint8), {"target": NO_BOX, "invented": True}, "without a target"),
    ],
)
def test_what_cannot_be_is_refused(spec: Model, stored: np.ndarray, settings: dict, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        AttackRun(picture(stored), spec, asked("ifgsm", **settings))


def test_targets_by_their_names() -> None:
    assert match_target("back", card("segmentation", LABELS)) == "background"
    assert match_target("2", card("segmentation", LABELS)) == "b"
    assert match_target(" None", card("detection", ("polyp",))) == NO_BOX
    with pytest.raises(SettingsError, match="a detector's only target is none"):
        match_target("polyp", card("detection", ("polyp",)))


@pytest.mark.parametrize(("target", "words"), [(None, "none"), (NO_BOX, "no box at all")])
def test_the_report_tells_a_target_from_none(target: str | None, words: str) -> None:
    result = factory.detection()
    result = replace(result, attack={**result.attack, "target": target, "invented": True})
    told = dict(tables.case(result, Units.of(result))[2].rows)
    assert told["Target"] == words
    assert told["Invented boxes count"] == "yes"


def test_a_series_leaves_out_the_slices_that_a_target_cannot_change(tmp_path: Path) -> None:
    """A square between the labels' limits of 654 and 794 stored units; the slice in the middle holds none."""
    for i in range(3):
        stored = np.full((8, 8), 600, np.int16)
        if i != 1:
            stored[2:6, 2:6] = 724
        save(ct_dataset(stored, z=float(i), number=i + 1), tmp_path / "in" / f"{i}.dcm")
    spec = segmenting(units="HU", lower=-1000.0, upper=400.0)
    (found,) = index(tmp_path / "in").series
    run = SeriesRun(found.instances, spec, asked("ifgsm", epsilon="80HU", target="b"), tmp_path / "out")
    rows = {row["slice"]: row for row in finish(run)["results"]}
    assert "changes no pixel" in rows[1]["error"]
    assert rows[0]["reread"]
    assert rows[2]["reread"]


def test_a_volume_turns_as_one(tmp_path: Path) -> None:
    """The cube lies 20 HU above its threshold."""
    for epsilon, turned in (("19HU", False), ("21HU", True)):
        instances = volumes.ball_scan(tmp_path / epsilon / "in")
        settings = AttackSettings("fgsm", epsilon=epsilon, target="background")
        run = VolumeRun(instances, volumes.model(volumes.Pixelwise()), settings, tmp_path / epsilon)
        document = finish(run)
        assert run.result is not None
        assert run.result.reference.mask.shape == volumes.SHAPE
        assert (run.result.perturbation == -int(epsilon[:-2])).all()
        assert document["whole"]["outcome"]["reread"] is turned
        assert "'background'" in document["whole"]["criterion"]


@pytest.mark.parametrize(
    ("name", "target", "epsilon"),
    [("ct-lung", "background", "16/255"), ("ct-lung", "left lung", "12/255"), ("endo-polyp", NO_BOX, "2/255")],
)
def test_the_bundled_models_reach_their_target(
    name: str, target: str, epsilon: str, demo: Path, tmp_path: Path
) -> None:
    run = demo_run(name, demo, AttackSettings(target=target), epsilon)
    result = finish(run, tmp_path)
    assert result.clean_correct
    assert result.outcome.reread
    assert not result.noise_success
    after = result.predictions["reread"]
    if isinstance(after, MaskPrediction):
        wanted = aim(result.reference, target, after.labels).mask
        changes = wanted != result.reference.mask
        assert np.mean(after.mask[changes] == wanted[changes]) >= 0.5
        assert np.mean(after.mask[~changes] == wanted[~changes]) > 0.99, "the rest is held"
    else:
        assert not after.boxes
