"""Each kind of output a card can name: its log-probabilities against the closed form and finite differences, what it
decodes to, and the reference answer turned back into distributions."""

import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from medadv_gui.core.errors import ModelError
from medadv_gui.core.types import Box, BoxPrediction, MaskPrediction
from medadv_gui.models.adapt import Adapted, adapted
from medadv_gui.models.card import ModelCard
from medadv_gui.models.load import check_outputs
from medadv_gui.models.networks import CentreDetector
from medadv_gui.models.preprocess import Preprocess
from medadv_gui.models.tasks import BoxRows, Detection, Task, presence, task_of
from tests.support import card

SEEDS = st.integers(0, 10_000)
CASES: dict[str, tuple[str, tuple[str, ...], dict[str, Any], tuple[int, ...]]] = {
    "choice": ("classification", ("a", "b", "c"), {}, (1, 3)),
    "one number": ("classification", ("no", "yes"), {"activation": "sigmoid"}, (1, 1)),
    "several": ("multilabel", ("a", "b", "c"), {"threshold": 0.3}, (1, 3)),
    "one map": ("segmentation", ("bg", "a"), {"activation": "sigmoid", "threshold": 0.7}, (1, 1, 8, 8)),
    "maps": ("segmentation", ("bg", "a", "b", "c"), {"activation": "sigmoid"}, (1, 3, 8, 8)),
    "softmax maps": ("segmentation", ("bg", "a", "b"), {}, (1, 3, 8, 8)),
    "centre map": ("detection", ("a", "b"), {}, (1, 6, 2, 2)),
    "rows": ("detection", ("a", "b"), {}, (1, 6, 20)),
}


def made(name: str, kind: str = "logits", rows: int = 8, columns: int = 8) -> tuple[ModelCard, Task, tuple[int, ...]]:
    task, labels, output, shape = CASES[name]
    spec = card(task, labels, {"kind": kind, **output}, {"format": "xyxy", "stride": 0} if name == "rows" else None)
    return spec, task_of(spec, Preprocess(spec.input), rows, columns), shape


def drawn(seed: int, shape: tuple[int, ...]) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64) * 4


def probabilities(spec: ModelCard, logits: torch.Tensor) -> torch.Tensor:
    """The outputs of the same network with its activation built in."""
    if spec.output.activation == "softmax":
        return F.softmax(logits, 1)
    if spec.task != "detection":
        return torch.sigmoid(logits)
    at = slice(len(spec.labels)) if logits.dim() == 4 else slice(4, None)
    logits = logits.clone()
    logits[:, at] = torch.sigmoid(logits[:, at])
    return logits


@settings(deadline=None)
@given(SEEDS, st.sampled_from(sorted(CASES)))
def test_probabilities_are_their_logits_activated(seed: int, name: str) -> None:
    spec, task, shape = made(name)
    alike, same, _ = made(name, "probabilities")
    z = drawn(seed, shape)
    p = probabilities(spec, z)
    assert task.log_probs(z).shape == same.log_probs(p).shape
    assert torch.allclose(task.log_probs(z), same.log_probs(p), rtol=1e-6, atol=1e-9)
    assert torch.allclose(task.soft(z).sum(1), torch.ones(()).double(), atol=1e-9)
    assert torch.equal(task.hard(z), same.hard(p))
    check_outputs(z, spec)
    check_outputs(p, alike)
    ours, theirs = task.decode(z), same.decode(p)
    if isinstance(ours, MaskPrediction):
        assert np.array_equal(ours.mask, theirs.mask)
    elif isinstance(ours, BoxPrediction):
        assert [box.label for box in ours.boxes] == [box.label for box in theirs.boxes]
        for a, b in zip(ours.boxes, theirs.boxes, strict=True):
            assert (*a.corners, a.score) == pytest.approx((*b.corners, b.score), rel=1e-5)
    else:
        assert ours.present == theirs.present
        assert list(ours.scores.values()) == pytest.approx(list(theirs.scores.values()), abs=1e-12)


@settings(deadline=None)
@given(SEEDS, st.sampled_from(sorted(CASES)), st.sampled_from(["logits", "probabilities"]))
def test_the_gradient_is_a_finite_difference(seed: int, name: str, kind: str) -> None:
    spec, task, shape = made(name, kind)
    z = drawn(seed, shape) / 2

    def loss(z: torch.Tensor) -> torch.Tensor:
        log_probs = task.log_probs(z if kind == "logits" else probabilities(spec, z))
        return (log_probs * drawn(seed + 1, tuple(log_probs.shape))).sum()

    assert torch.autograd.gradcheck(loss, z.requires_grad_(), atol=1e-4)


@pytest.mark.parametrize("name", sorted(CASES))
@pytest.mark.parametrize("kind", ["logits", "probabilities"])
@pytest.mark.parametrize("size", [30.0, 90.0, 500.0])
def test_certainty_stays_finite_in_single_precision(name: str, kind: str, size: float) -> None:
    """Also where a probability is 0 or 1 to the last bit; from logits the gradient stays as well."""
    spec, task, shape = made(name, kind)
    sign = 1.0 - 2 * (torch.arange(shape[1]) % 2)
    z = (size * sign.view(1, -1, *[1] * (len(shape) - 2)).expand(shape)).requires_grad_()
    log_probs = task.log_probs(z if kind == "logits" else probabilities(spec, z))
    assert torch.isfinite(log_probs).all()
    if kind == "logits":
        assert float(log_probs.detach().min()) <= -size  # nothing is clamped
    (gradient,) = torch.autograd.grad(log_probs.sum(), z)
    assert torch.isfinite(gradient).all()
    assert kind == "probabilities" or bool(gradient.any())


@settings(deadline=None)
@given(SEEDS, st.sampled_from(sorted(set(CASES) - {"centre map", "rows"})))
def test_the_target_of_an_answer_is_its_decision(seed: int, name: str) -> None:
    """What decodes to an answer is, made hard, that answer's distribution; the image is as large as the input."""
    _, task, shape = made(name)
    z = drawn(seed, shape)
    if name == "maps":  # a pixel has one label at most, so let no two be present
        z = z - 100 * (z < z.amax(1, keepdim=True))
    assert torch.equal(task.target(task.decode(z), z), task.hard(z))


def test_one_map_is_its_label_from_the_threshold_on() -> None:
    """Threshold 0.7: a logit of 0.84 is below, one of 0.86 above."""
    _, task, _ = made("one map")
    logits = torch.full((1, 1, 8, 8), 0.84)
    logits[..., 3, 5] = 0.86
    mask = task.decode(logits).mask
    assert (mask.sum(), mask[3, 5]) == (1, 1)
    target = task.target(MaskPrediction(("bg", "a"), mask), logits)
    assert target.shape == (1, 2, 1, 8, 8)
    assert (float(target[0, 1].sum()), float(target[0, 1, 0, 3, 5])) == (1.0, 1.0)


def test_of_several_maps_the_most_probable_wins() -> None:
    _, task, _ = made("maps")
    logits = torch.full((1, 3, 8, 8), -1.0)
    logits[0, :, 0, 0] = torch.tensor([1.0, 3.0, 2.0])
    logits[0, 2, 0, 1] = 0.5
    mask = task.decode(logits).mask
    assert mask[0, :3].tolist() == [2, 3, 0]
    assert not mask[1:].any()


def test_the_border_is_no_part_of_a_map() -> None:
    spec = card("segmentation", ("bg", "a"), {"activation": "sigmoid"}, height=8, width=8, resize="none")
    task = task_of(spec, Preprocess(spec.input), 4, 6)
    logits = torch.zeros(1, 1, 8, 8)
    logits[..., 2:6, 1:7] = 2.0
    assert task.decode(logits).mask.tolist() == [[1] * 6] * 4
    target = task.target(task.decode(logits), logits)
    weights = task.weights(target)
    assert float(weights.sum()) == pytest.approx(1.0)
    assert torch.equal(weights[0, 0, 0] > 0, logits[0, 0] > 0)
    assert torch.equal(target[0, 1, 0] > 0, logits[0, 0] > 0)


BOXES = [(8, 8, 24, 24), (9, 9, 25, 24), (8, 8, 24, 24), (40, 40, 60, 50)]
SCORES = torch.tensor([[2.0, 1.0, -9, -9], [-9, -9, 1.5, 3.0]])  # labels a, b


def rows_card(form: str) -> ModelCard:
    return card("detection", ("a", "b"), None, {"format": form, "stride": 0}, height=64, width=64)


def rows(form: str, across: bool) -> torch.Tensor:
    """(1, 6, 4) or (1, 4, 6): the second box gives way to the first of its label; the third is another label's."""
    boxes = torch.tensor(BOXES, dtype=torch.float32).T
    if form == "cxcywh":
        boxes = torch.cat([(boxes[:2] + boxes[2:]) / 2, boxes[2:] - boxes[:2]])
    found = torch.cat([boxes, SCORES])[None]
    return found.movedim(1, 2) if across else found


@pytest.mark.parametrize("form", ["xyxy", "cxcywh"])
@pytest.mark.parametrize("across", [False, True])
def test_rows_are_boxes_at_the_images_own_size(form: str, across: bool) -> None:
    """The network's 64 x 64 pixels are 128 rows and 32 columns of the image."""
    spec = rows_card(form)
    task = task_of(spec, Preprocess(spec.input), 128, 32)
    assert isinstance(task, BoxRows)
    check_outputs(rows(form, across), spec)
    found = task.decode(rows(form, across)).boxes
    assert [(box.label, *box.corners) for box in found] == [
        ("b", 20, 80, 30, 100), ("a", 4, 16, 12, 48), ("b", 4, 16, 12, 48),
    ]  # fmt: skip
    assert [box.score for box in found] == pytest.approx([1 / (1 + math.exp(-z)) for z in (3, 2, 1.5)])


@pytest.mark.parametrize("across", [False, True])
def test_rows_that_overlap_a_reference_box_stand_for_it(across: bool) -> None:
    """Rows 0, 1 and 2 lie over the first box; none lies over the second by half, and row 3 does so the most."""
    spec = rows_card("xyxy")
    task, outputs = task_of(spec, Preprocess(spec.input), 64, 64), rows("xyxy", across)
    target = task.target(BoxPrediction((Box("a", 1, 8, 8, 24, 24), Box("b", 1, 58, 48, 64, 64))), outputs)
    assert target[0, 1].tolist() == [[1, 1, 1, 0], [0, 0, 0, 1]]
    weights = task.weights(target)
    assert float((weights * target[:, 1:]).sum()) == pytest.approx(0.5)
    assert float(weights.sum()) == pytest.approx(1.0)


def test_a_centre_map_of_several_labels() -> None:
    """Label "b" at cell (2, 3), label "a" beside it: neither is suppressed by the other, nor beaten at its peak."""
    spec = card("detection", ("a", "b"), height=32, width=32)
    task = task_of(spec, Preprocess(spec.input), 32, 32)
    out = torch.full((1, 6, 8, 8), -9.0)
    out[0, 2:4] = math.log(2)
    out[0, 4:] = 0.5
    out[0, 1, 2, 3], out[0, 0, 2, 4] = 2.0, 1.0
    found = task.decode(out).boxes
    assert [box.label for box in found] == ["b", "a"]
    assert found[0].corners == pytest.approx((10, 6, 18, 14))
    assert found[1].corners == pytest.approx((14, 6, 22, 14))
    target = task.target(BoxPrediction(found), out)
    assert target.shape == (1, 2, 2, 8, 8)
    assert (float(target[0, 1, 1, 2, 3]), float(target[0, 1, 0, 2, 4])) == (1.0, 1.0)
    assert not target[0, 1, 0, :, :2].any()


@settings(deadline=None)
@given(SEEDS, st.integers(1, 4), st.booleans())
def test_suppression_keeps_no_two_of_a_label_that_overlap(seed: int, labels: int, centre_map: bool) -> None:
    names = tuple("abcd"[:labels])
    boxes = {"nms_iou": 0.3, "max_boxes": 6} | ({} if centre_map else {"format": "cxcywh", "stride": 0})
    spec = card("detection", names, None, boxes, height=32, width=32)
    task = task_of(spec, Preprocess(spec.input), 32, 32)
    assert isinstance(task, Detection)
    out = drawn(seed, (1, labels + 4, 8, 8) if centre_map else (1, labels + 4, 30)).float()
    if not centre_map:
        out[:, :4] = out[:, :4].abs() * 3
    found = task.boxes(out, 0.4)
    assert len(found) <= 6
    assert [box.score for box in found] == sorted((box.score for box in found), reverse=True)
    for i, box in enumerate(found):
        assert box.score >= 0.4
        assert 0 <= box.left < box.right <= 32
        assert all(box.label != other.label or box.iou(other) < 0.3 for other in found[:i])
    best = float(torch.sigmoid(presence(out, spec)).max())
    assert not found or found[0].score <= best + 1e-6


@pytest.mark.parametrize(
    ("name", "outputs", "reason"),
    [
        ("one number", torch.zeros(1, 2), "1 number"),
        ("one map", torch.zeros(1, 2, 8, 8), "1 map"),
        ("maps", torch.zeros(1, 4, 8, 8), "3 maps"),
        ("softmax maps", torch.zeros(1, 2, 8, 8), "3 maps"),
        ("centre map", torch.zeros(1, 5, 2, 2), "2 scores and 4 numbers"),
        ("rows", torch.zeros(1, 5, 7), "2 scores and 4 numbers"),
        ("choice", (torch.zeros(1, 3),), "answers with a tuple, not one tensor"),
        ("choice", {"out": torch.zeros(1, 3)}, "answers with a dict, not one tensor"),
        ("choice", torch.full((1, 3), math.inf), "not finite"),
    ],
)
def test_outputs_that_the_card_does_not_say(name: str, outputs: Any, reason: str) -> None:
    with pytest.raises(ModelError, match=reason):
        check_outputs(outputs, made(name)[0])


@pytest.mark.parametrize(
    ("name", "outputs", "reason"),
    [
        ("choice", torch.tensor([[2.0, -1.0, 0.5]]), "-1 to 2 are no probabilities"),
        ("choice", torch.tensor([[0.9, 0.9, 0.9]]), "add up to 2.7"),
        ("several", torch.tensor([[0.9, 0.9, 1.9]]), "0.9 to 1.9"),
        ("rows", torch.full((1, 6, 3), 5.0), "5 to 5"),
    ],
)
def test_logits_that_are_said_to_be_probabilities(name: str, outputs: torch.Tensor, reason: str) -> None:
    with pytest.raises(ModelError, match=reason):
        check_outputs(outputs, made(name, "probabilities")[0])


class Outputs(torch.nn.Module):
    def __init__(self, outputs: Any) -> None:
        super().__init__()
        self.outputs = outputs

    def forward(self, u: torch.Tensor) -> Any:
        return self.outputs


def test_the_output_that_the_card_selects() -> None:
    first, second = torch.zeros(1, 3), torch.ones(1, 3)
    u = torch.zeros(1, 1, 8, 8)
    for outputs, select in (((first, second), 1), ({"aux": first, "out": second}, "out"), ([second], 0)):
        network = adapted(Outputs(outputs), card(output={"select": select}))
        assert torch.equal(network(u), second)
    for outputs, select, reason in (
        ((first,), 1, "1 is not 0 to 0"), ({"out": first}, "aux", "'aux' is not one of 'out'"),
        (first, 0, "0 is not needed: the network answers with one output"), ((first,), "out", "'out' is not 0 to 0"),
    ):  # fmt: skip
        with pytest.raises(ModelError, match=f"output.select: {reason}"):
            Adapted(Outputs(outputs), select, False)(u)


def test_channels_last_in_and_out() -> None:
    class Last(torch.nn.Module):
        def forward(self, u: torch.Tensor) -> torch.Tensor:
            assert u.shape == (2, 4, 5, 3)
            return torch.cat([u, u[..., :1]], -1)

    spec = card("segmentation", tuple("abcd"), channels=3, mean=(0.0,) * 3, std=(1.0,) * 3, layout="NHWC")
    u = torch.rand(2, 3, 4, 5)
    assert torch.equal(adapted(Last(), spec)(u), torch.cat([u, u[:, :1]], 1))
    plain = card("segmentation", tuple("abcd"))
    network = Last()
    assert adapted(network, plain) is network


def test_a_centre_detector_of_several_classes() -> None:
    torch.manual_seed(0)
    network = CentreDetector(3, (8, 8), (1, 1), 8, classes=7).eval()
    out = network(torch.rand(1, 3, 32, 64)).detach()
    assert out.shape == (1, 11, 8, 16)
    assert float(out[:, :7].max()) < float(out[:, 7:].min())  # few boxes to begin with
