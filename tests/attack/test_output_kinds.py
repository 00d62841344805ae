"""Attacks end to end on a small network of every kind of output: in memory, written, read again and reported."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from medadv_gui.attack.methods.dag import NOTHING_LEFT
from medadv_gui.attack.run import AttackRun
from medadv_gui.attack.settings import ATTACKS, NO_BOX, AttackSettings, worst_of
from medadv_gui.core.errors import SettingsError
from medadv_gui.core.result import AttackResult, load_result
from medadv_gui.core.types import BoxPrediction, Image, Instance, MaskPrediction, match_boxes
from medadv_gui.imaging.read import read_image
from medadv_gui.imaging.write import write_like
from medadv_gui.models.adapt import adapted
from medadv_gui.models.load import Model
from medadv_gui.report import write_reports
from tests.attack.test_baselines import asked, follow, problem
from tests.support import card, picture

BRIGHT, DARK, GREY = 190, 64, 128  # two, and between the thresholds at 0.7 (178.5) and 0.3 (76.5) of the window
KINDS = ["logits", "probabilities"]


class Network(nn.Module):
    """How far each pixel, or the mean of each cell of 4 x 4, lies above 0.7 or below 0.3 of the window, as outputs of
    the form wanted, with the activation built in for probabilities."""

    def __init__(self, form: str, kind: str) -> None:
        super().__init__()
        self.form, self.kind = form, kind

    def forward(self, u: torch.Tensor) -> Any:
        m = F.avg_pool2d(u, 4) if self.form in ("centre-map", "rows", "number", "numbers") else u
        two = torch.cat([m - 0.7, 0.3 - m], 1) * 40
        if self.form == "map":
            two = two[:, :1]
        elif self.form == "softmax":
            two = torch.cat([0 * two[:, :1], two], 1)
        elif self.form in ("number", "numbers"):  # of the cell that is brightest, and of the darkest
            two = two.amax((2, 3))[:, : 1 if self.form == "number" else 2]
        softmax = self.form == "softmax"
        two = two if self.kind == "logits" else two.softmax(1) if softmax else two.sigmoid()
        if self.form == "centre-map":
            zero = torch.zeros_like(two[:, :1])
            return torch.cat([two, zero, zero, zero + 0.5, zero + 0.5], 1)
        if self.form == "rows":
            return {"boxes": torch.cat([self._boxes(two), two.flatten(2)], 1).movedim(1, 2)}
        return two

    @staticmethod
    def _boxes(m: torch.Tensor) -> torch.Tensor:
        """Centre and size of every cell, (N, 4, cells)."""
        rows, columns = m.shape[2:]
        y, x = torch.meshgrid(torch.arange(rows) * 4.0 + 2, torch.arange(columns) * 4.0 + 2, indexing="ij")
        return torch.stack([x, y, torch.full_like(x, 4), torch.full_like(x, 4)]).flatten(1).expand(len(m), -1, -1)


FORMS: dict[str, tuple[str, tuple[str, ...], dict[str, Any]]] = {
    "number": ("classification", ("nothing", "bright"), {"activation": "sigmoid"}),
    "numbers": ("multilabel", ("bright", "dark"), {}),
    "map": ("segmentation", ("background", "bright"), {"activation": "sigmoid"}),
    "maps": ("segmentation", ("background", "bright", "dark"), {"activation": "sigmoid"}),
    "softmax": ("segmentation", ("background", "bright", "dark"), {}),
    "centre-map": ("detection", ("bright", "dark"), {}),
    "rows": ("detection", ("bright", "dark"), {"select": "boxes"}),
}


def model(form: str, kind: str = "logits", **output: Any) -> Model:
    task, labels, given = FORMS[form]
    boxes = {"format": "cxcywh", "stride": 0} if form == "rows" else None
    spec = card(task, labels, {"kind": kind, **given, **output}, boxes, height=16, width=16)
    return Model(spec, adapted(Network(form, kind), spec), torch.device("cpu"))


def cells(bright: int = BRIGHT, dark: int = DARK) -> np.ndarray:
    """16 x 16 pixels with one bright and one dark cell."""
    stored = np.full((16, 16), GREY, np.uint8)
    stored[4:8, 8:12] = bright
    stored[12:16, 0:4] = dark
    return stored


def on_disk(folder: Path, stored: np.ndarray) -> Image:
    return read_image(Instance(write_like(picture(stored), stored, folder, "image")))


def finished(run: AttackRun, folder: Path) -> AttackResult:
    for _ in run.steps():
        pass
    result = run.finish(folder)
    assert json.dumps(load_result(folder).to_json()) == json.dumps(result.to_json())
    return result


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", sorted(FORMS))
def test_the_clean_answer(form: str, kind: str) -> None:
    found = model(form, kind).predict(picture(cells()))
    if isinstance(found, MaskPrediction):
        assert {name: area for name, area in found.area.items() if area} == (
            {"bright": 16} if form == "map" else {"bright": 16, "dark": 16}
        )
    elif isinstance(found, BoxPrediction):
        corners = {box.label: box.corners for box in found.boxes}
        assert corners == {"bright": (8, 4, 12, 8), "dark": (0, 12, 4, 16)}
    else:
        assert found.present == (("bright", "dark") if form == "numbers" else ("bright",))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", sorted(FORMS))
@pytest.mark.parametrize("attack", ["sma", "apgd-ce", "square", "dag", "apgd-dlr"])
def test_an_attack_from_file_to_report(form: str, kind: str, attack: str, tmp_path: Path) -> None:
    """24/255 is enough and 4/255 is not: the nearest threshold is 11.5 grey levels away."""
    victim = model(form, kind)
    image = on_disk(tmp_path, cells())
    if ATTACKS[attack].misfit(victim.card, "linf"):
        with pytest.raises(SettingsError):
            AttackRun(image, victim, asked(attack))
        return
    steps = 300 if attack == "square" else None
    result = finished(AttackRun(image, victim, asked(attack, epsilon="24/255", steps=steps)), tmp_path / "large")
    assert result.outcome.in_memory
    assert result.outcome.reread
    assert result.clean_correct
    assert result.budget.realised_linf <= 24
    small = finished(AttackRun(image, victim, asked(attack, epsilon="4/255", steps=steps)), tmp_path / "small")
    assert not small.outcome.in_memory
    assert not small.outcome.reread
    if attack == "sma":
        assert all(path.stat().st_size for path in write_reports(tmp_path / "large"))


@pytest.mark.parametrize("form", sorted(FORMS))
def test_probabilities_are_climbed_as_their_logits_are(form: str) -> None:
    """The same steps, up to pixels whose gradient is next to nothing."""
    moved = []
    for kind in KINDS:
        queries, _, _ = follow(problem(model(form, kind), [cells()], asked("ifgsm", epsilon="8/255", steps=4)))
        moved.append(queries[-1].x - queries[0].x)
    assert moved[0].any()
    assert float((moved[0] == moved[1]).float().mean()) == 1.0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", sorted(FORMS))
def test_alpha_zero_is_ifgsm_to_the_last_bit(form: str, kind: str) -> None:
    runs = []
    for given in (asked("sma", alpha=0.0, steps=5, sigma=0.3), asked("ifgsm", steps=5)):
        queries, evaluations, _ = follow(problem(model(form, kind), [cells()], given))
        runs.append(([q.x for q in queries], [e.gradient for e in evaluations[:-1]]))
    assert all(torch.equal(a, b) for ours, plain in zip(*runs, strict=True) for a, b in zip(ours, plain, strict=True))


@pytest.mark.parametrize("form", ["centre-map", "rows"])
def test_a_box_that_vanishes_takes_no_other_labels_box_for_it(form: str, tmp_path: Path) -> None:
    """The bright cell goes and the dark one, further from its threshold, stays; then, targeted, no box is left."""
    victim = model(form)
    image = on_disk(tmp_path, cells(BRIGHT, 40))
    result = finished(AttackRun(image, victim, asked("ifgsm", epsilon="20/255")), tmp_path / "one")
    before, after = result.predictions["original"], result.predictions["reread"]
    assert isinstance(before, BoxPrediction)
    assert isinstance(after, BoxPrediction)
    vanished, _ = match_boxes(before.boxes, after.boxes)
    assert [before.boxes[i].label for i in vanished] == ["bright"]
    assert [box.label for box in after.boxes] == ["dark"]
    targeted = asked("ifgsm", epsilon="40/255", target=NO_BOX)
    none = finished(AttackRun(image, victim, targeted), tmp_path / "none").predictions["reread"]
    assert isinstance(none, BoxPrediction)
    assert not none.boxes


@pytest.mark.parametrize("form", ["centre-map", "rows"])
def test_boxes_can_be_invented_with_either_label(form: str, tmp_path: Path) -> None:
    """Cells just below the one and just above the other threshold; nothing is there to vanish."""
    image = on_disk(tmp_path, cells(175, 80))
    given = AttackSettings("ifgsm", epsilon="8/255", invented=True, plan=asked("ifgsm").plan)
    result = finished(AttackRun(image, model(form), given), tmp_path / "result")
    after = result.predictions["reread"]
    assert isinstance(after, BoxPrediction)
    assert result.outcome.reread
    assert {box.label for box in after.boxes} == {"bright", "dark"}


@pytest.mark.parametrize("form", ["map", "maps", "softmax"])
def test_a_target_of_a_segmentation(form: str, tmp_path: Path) -> None:
    """All foreground is to become background."""
    image = on_disk(tmp_path, cells())
    given = asked("apgd-ce", epsilon="24/255", target="background")
    after = finished(AttackRun(image, model(form), given), tmp_path / "result").predictions["reread"]
    assert isinstance(after, MaskPrediction)
    assert sum(after.area.values()) <= 16


@pytest.mark.parametrize("threshold", [0.2, 0.5, 0.9])
def test_dag_leaves_the_pixels_alone_that_the_threshold_has_turned(threshold: float) -> None:
    """A pixel at 0.7 of the window has the score 0.5: by a threshold of 0.2 it is bright, by 0.9 it is not."""
    victim = model("map", threshold=threshold)
    found = problem(victim, [cells(215, GREY)], asked("dag", epsilon="70/255", steps=60))
    _, evaluations, reason = follow(found)
    assert reason == NOTHING_LEFT
    assert not victim.card.two_answers
    last = MaskPrediction(("background", "bright"), found.task.decode(evaluations[-1].outputs).mask)
    clean = victim.predict(picture(cells(215, GREY)))
    assert isinstance(clean, MaskPrediction)
    assert clean.area == {"bright": 16}
    assert np.array_equal(last.mask == 0, clean.mask == 1)  # every pixel has been turned, each by its threshold


def test_the_logits_ratio_asks_for_a_choice_of_three() -> None:
    for form, fits in (("softmax", True), ("maps", False), ("number", False), ("centre-map", False)):
        names = [part.attack for part in worst_of(AttackSettings(), model(form).card)]
        assert ("apgd-dlr" in names) == fits
    with pytest.raises(SettingsError, match="needs 3 classes or more, test-model chooses from 2"):
        AttackRun(picture(cells()), model("maps"), asked("apgd-dlr"))


def test_one_number_is_a_choice_of_two() -> None:
    """There the stabilized step is I-FGSM's; the run says so."""
    moved = []
    for given in (asked("sma", alpha=0.7, steps=5, sigma=0.3), asked("ifgsm", steps=5)):
        run = AttackRun(picture(cells()), model("number"), given)
        queries, _, _ = follow(problem(model("number"), [cells()], given))
        moved.append([query.x for query in queries])
        told = "with two answers to choose from and alpha below 1 the stabilized step equals I-FGSM's"
        assert (told in run.warnings) == (given.attack == "sma")
    assert all(torch.equal(a, b) for a, b in zip(*moved, strict=True))
