"""The attacks beside the stabilized one: closed forms of linear models, published schedules, and what each keeps."""

import math
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional as F

from medadv_gui.attack.case import Case
from medadv_gui.attack.loop import problem as problem_of
from medadv_gui.attack.losses import Aim, logits_ratio, margin
from medadv_gui.attack.methods import NO_GRADIENT, Problem, method_of
from medadv_gui.attack.methods.apgd import StepSizes, checkpoints
from medadv_gui.attack.methods.dag import NOTHING_LEFT
from medadv_gui.attack.methods.square import bump, share
from medadv_gui.attack.run import AttackRun
from medadv_gui.attack.settings import ATTACKS, AttackSettings, worst_of
from medadv_gui.core.errors import SettingsError
from medadv_gui.models.load import Model
from medadv_gui.models.preprocess import Preprocess
from tests.attack.test_mathematics import Linear, Small, grey, model, perturbation
from tests.attack.test_run import Pixelwise
from tests.support import card, picture

PLAN = {
    "engine": "plain", "layout": "contiguous", "smoothed": "float32", "batch": 1, "threads": torch.get_num_threads(),
    "device": "cpu",
}  # fmt: skip
DENSE, BLACK_BOX = {"dag"}, {"square", "noise"}
CLASSIFYING = sorted(set(ATTACKS) - DENSE - {"worst"})
TWO_CLASSES = sorted(set(CLASSIFYING) - BLACK_BOX - {"apgd-dlr"})
NORMS = ("linf", "l2")


class Wedge(nn.Module):
    """Three classes, the third's logit always 50 below the mean of the others': the logits ratio then falls with the
    margin alone."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.two = Linear(seed, classes=2)

    def forward(self, u: torch.Tensor) -> torch.Tensor:
        logits = self.two(u)
        return torch.cat([logits, logits.mean(1, keepdim=True) - 50], 1)


class Cells(nn.Module):
    """A detector: a box of a cell's size in each cell of 4 x 4 pixels whose mean lies above half the window."""

    def forward(self, u: torch.Tensor) -> torch.Tensor:
        presence = (F.avg_pool2d(u, 4) - 0.5) * 40
        return torch.cat([presence, torch.zeros_like(presence).repeat(1, 2, 1, 1), presence * 0 + 0.5,
                          presence * 0 + 0.5], 1)  # fmt: skip


def segmenting() -> Model:
    return Model(card("segmentation", ("background", "thing")), Pixelwise(), torch.device("cpu"))


def detecting() -> Model:
    return Model(card("detection", ("thing",), height=16, width=16), Cells(), torch.device("cpu"))


def asked(attack: str, **changes: object) -> AttackSettings:
    return AttackSettings(attack, plan=PLAN, **changes)


def problem(spec: Model, images: list[np.ndarray], given: AttackSettings, first: int = 0) -> Problem:
    """The images as one batch; the plain network stands for the engine. `first` numbers the first image."""
    cases = [Case(picture(image), spec, given, first + i) for i, image in enumerate(images)]
    found = problem_of(cases, SimpleNamespace(network=spec.network, smoothed=spec.network))
    found.succeeded = [False] * len(images)
    return found


def follow(found: Problem) -> tuple[list, list, str]:
    """Every query of the attack, its evaluation, and why it ended."""
    iterates, queries, evaluations = method_of(ATTACKS[found.settings.attack])(found), [], []
    try:
        query = next(iterates)
        while True:
            queries.append(query)
            evaluations.append(query.objective(query.x, gradient=query.gradient, anchor=query.anchor))
            query = iterates.send(evaluations[-1])
    except StopIteration as end:
        return queries, evaluations, end.value


def steepest(network: nn.Module, found: Problem) -> torch.Tensor:
    """w of the other class less w of the answer, 8 x 8, of a linear network of two classes."""
    y = int(found.aim.truth[0].argmax())
    return (network.weight[1 - y] - network.weight[y]).reshape(8, 8).detach()


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("attack", TWO_CLASSES)
def test_the_optimum_of_two_linear_classes(attack: str, norm: str) -> None:
    network = Linear(1, classes=2)
    # From a random point of the L2 ball's surface PGD's small steps only come near.
    step = 20.0 if (attack, norm) == ("pgd", "l2") else None
    given = asked(attack, norm=norm, epsilon="20", step_size=step)
    run = AttackRun(picture(grey(1)), model(network, labels=("a", "b")), given)
    y = run.task.labels.index(run.clean.label)
    w = (network.weight[1 - y] - network.weight[y]).reshape(8, 8).detach().numpy()
    best = np.sign(w) if norm == "linf" else w / np.linalg.norm(w)
    assert perturbation(run) == pytest.approx(20 * best, abs=1e-3)


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("seed", range(3))
def test_the_optimum_of_the_logits_ratio(seed: int, norm: str) -> None:
    network = Wedge(seed)
    found = problem(model(network), [grey(seed)], asked("apgd-dlr", norm=norm, epsilon="20"))
    w = steepest(network.two, found)
    best = w.sign() if norm == "linf" else w / w.norm()
    queries, _, _ = follow(found)
    assert torch.allclose(queries[-1].x[0, 0] - found.origin[0, 0], 20 * best, atol=2e-3)


@pytest.mark.parametrize(("norm", "enough"), [("linf", 0.99), ("l2", 0.6)])
@pytest.mark.parametrize("seed", range(2))
def test_square_comes_near_the_optimum(seed: int, norm: str, enough: float) -> None:
    network = Linear(seed, classes=2)
    spec = model(network, labels=("a", "b"))
    found = problem(spec, [grey(seed)], asked("square", norm=norm, epsilon="20", steps=600))
    w = steepest(network, found)
    most = 20 / 255 * (w.abs().sum() if norm == "linf" else w.norm())
    clean = margin(found.task.log_probs(network(found.origin / 255)), found.aim)
    _, evaluations, _ = follow(found)
    assert enough * most < max(e.loss for e in evaluations) - clean < 1.001 * most


def test_square_climbs_and_never_loses_the_best() -> None:
    """A proposal differs from the best image so far in one square, so the best can be told from the queries."""
    found = problem(model(Small(1)), [grey(1)], asked("square", epsilon="9", steps=60))
    queries, evaluations, _ = follow(found)
    best, best_margin = queries[0].x, evaluations[0].loss
    for query, evaluation in zip(queries[1:], evaluations[1:], strict=True):
        changed = (query.x != best)[0, 0].nonzero()
        assert len(changed)
        assert (changed.amax(0) - changed.amin(0)).max() < 2  # sides of 2 at most: p 0.05 of 64 pixels
        if evaluation.loss >= best_margin:
            best, best_margin = query.x, evaluation.loss


@settings(max_examples=25, deadline=None)
@given(st.integers(3, 14), st.integers(3, 14), st.sampled_from(NORMS), st.booleans(), st.data())
def test_square_of_any_size_stays_where_it_may_be(rows: int, columns: int, norm: str, colour: bool, data) -> None:
    shape = (rows, columns, 3) if colour else (rows, columns)
    stored = np.random.default_rng(rows).integers(0, 256, shape, dtype=np.uint8)
    top, left = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1))
    region = np.zeros((rows, columns), bool)
    region[top : data.draw(st.integers(top + 1, rows)), left : data.draw(st.integers(left + 1, columns))] = True
    inputs = {"channels": 3, "mean": (0.0,) * 3, "std": (1.0,) * 3} if colour else {}
    spec = model(nn.Sequential(nn.Flatten(), nn.Linear(64 * (3 if colour else 1), 3)), **inputs)
    found = problem(spec, [stored], asked("square", norm=norm, epsilon="17", steps=12, region=region))
    queries, _, _ = follow(found)
    assert [query.k for query in queries] == list(range(13))
    assert not any(query.gradient for query in queries)
    for query in queries:
        delta = query.x - found.origin
        assert not delta[..., ~torch.from_numpy(region)].any()
        assert query.x.min() >= 0
        assert query.x.max() <= 255
        if norm == "linf":
            ends = (query.x == found.ball.lower) | (query.x == found.ball.upper)
            assert ends.all()
            assert torch.equal(query.x, query.x.round())
        else:
            assert delta.norm() <= 17 * (1 + 1e-5)


def test_the_schedule_of_squares_is_the_published_one() -> None:
    changes = [i for i in range(1, 10_000) if share(i, 10_000, 1.0) != share(i - 1, 10_000, 1.0)]
    assert changes == [11, 51, 201, 501, 1001, 2001, 4001, 6001, 8001]
    assert (share(0, 500, 0.05), share(499, 500, 0.05)) == (0.05, 0.05 / 512)


@pytest.mark.parametrize("side", [1, 2, 3, 5, 8, 13])
def test_a_bump_is_the_published_one(side: int) -> None:
    """Equation 2: a pixel takes 1 / (n + 1 - k)**2 from every nested rectangle k that holds it."""
    expected = torch.zeros(side, side)
    for top, rows, sign in ((0, side // 2, 1), (side // 2, side - side // 2, -1)):
        part = torch.zeros(rows, side)
        for r in range(rows):
            for s in range(side):
                away = max(abs(r - rows // 2), abs(s - side // 2))
                part[r, s] = sum(1 / (j + 1) ** 2 for j in range(away, max(rows, side) // 2 + 1))
        expected[top : top + rows] = sign * part / max(float(part.norm()), 1e-12)
    assert torch.allclose(bump(side), expected / expected.norm(), atol=1e-6)


@given(st.integers(1, 1000))
def test_checkpoints_follow_the_formula(steps: int) -> None:
    p, found = [Fraction(0), Fraction(22, 100)], set()
    while p[-1] <= 1:
        found.add(math.ceil(p[-1] * steps))
        p.append(p[-1] + max(p[-1] - p[-2] - Fraction(3, 100), Fraction(6, 100)))
    assert checkpoints(steps) == tuple(sorted(found))
    assert checkpoints(100) == (22, 41, 57, 70, 80, 87, 93, 99)


@pytest.mark.parametrize(
    ("losses", "halved"),
    [
        ((0, 1, 2, 3, 4), False),
        ((0, 1, 2, 3, 2), False),  # three rises of four are not fewer than 0.75 * 4
        ((0, 1, 9, 3, 4.5), False),
        ((0, 5, 4, 3, 6), True),  # condition 1: two rises, though the best is new
        ((9, 1, 2, 3, 4), True),  # condition 2: three rises, and nothing better than the start
    ],
)
def test_each_condition_halves_the_step(losses: tuple[float, ...], halved: bool) -> None:
    x = torch.zeros(1, 1, 2, 2)
    sizes = StepSizes(torch.tensor([8.0]), x, torch.tensor([float(losses[0])]), x)
    for i, loss in enumerate(losses[1:], 1):
        sizes.note(x + i, torch.tensor([float(loss)]), x)
    assert sizes.check(4).tolist() == [halved]
    assert sizes.step.tolist() == [4.0 if halved else 8.0]
    assert sizes.best_x[0, 0, 0, 0] == losses.index(max(losses))


def test_condition_two_spares_a_step_that_was_just_halved() -> None:
    x = torch.zeros(1, 1, 1, 1)
    sizes = StepSizes(torch.tensor([8.0]), x, torch.tensor([9.0]), x)
    for k in range(1, 13):
        sizes.note(x, torch.tensor([float(k) / 2]), x)  # always rising, never above the start
        if k % 4 == 0:
            sizes.check(k)
    assert sizes.step.tolist() == [2.0]  # at 4 and at 12, not at 8


def test_auto_pgd_moves_as_the_algorithm_says() -> None:
    """Losses made up: the step of twice the budget, the momentum, and the halving that goes back to the best."""
    found = problem(model(Small(0)), [np.full((8, 8), 100, np.uint8)], asked("apgd-ce", epsilon="8", steps=5))
    iterates = method_of(ATTACKS["apgd-ce"])(found)
    query, x, seen = next(iterates), [], []
    signs = [torch.randn(found.origin.shape, generator=torch.Generator().manual_seed(i)) for i in range(5)]
    for loss, gradient in zip((1.0, 5.0, 0.0, 6.0), signs, strict=False):
        x.append(query.x)
        query = iterates.send(SimpleNamespace(loss=torch.tensor([loss]), gradient=gradient))
        seen.append(query.x)

    def step(at: torch.Tensor, before: torch.Tensor, gradient: torch.Tensor, size: float) -> torch.Tensor:
        z = (at + size * gradient.sign()).clamp(92, 108)
        return (at + 0.75 * (z - at) + 0.25 * (at - before)).clamp(92, 108)

    assert not torch.equal(x[0], found.origin)
    assert torch.equal(seen[0], (x[0] + 16 * signs[0].sign()).clamp(92, 108))
    assert torch.equal(seen[1], step(x[1], x[0], signs[1], 16))
    # Checkpoints 2, 3, 4 and 5: one rise of two halves, and the best was x[1].
    assert torch.equal(seen[2], step(x[1], x[1], signs[1], 8))
    # One rise of one, a new best: on from there.
    assert torch.equal(seen[3], step(x[3], x[1], signs[3], 8))


def test_auto_pgd_ends_where_nothing_can_be_climbed() -> None:
    class Flat(nn.Module):
        def forward(self, u: torch.Tensor) -> torch.Tensor:
            return torch.tensor([[1.0, 0.0, 0.0]]) + 0 * u.flatten(1)[:, :3]

    queries, _, reason = follow(problem(model(Flat()), [grey()], asked("apgd-ce", epsilon="8")))
    assert (len(queries), reason) == (1, NO_GRADIENT)


LOGITS = st.lists(st.floats(-20, 20), min_size=4, max_size=6)


@given(LOGITS, st.integers(0, 3), st.integers(0, 3), st.floats(-50, 50))
def test_losses_against_their_definitions(values: list[float], y: int, t: int, shift: float) -> None:
    z = torch.tensor(values, dtype=torch.float64)
    first, _, third, fourth = sorted(values, reverse=True)[:4]
    assume(first - third > 1e-3)
    assume(y != t)
    truth, target = (F.one_hot(torch.tensor([i]), len(values)).double() for i in (y, t))
    untargeted, targeted = Aim(truth, None, None), Aim(truth, target, None)
    for log_probs in (torch.log_softmax(z[None], 1), z[None] + shift):
        others = {i: max(v for j, v in enumerate(values) if j != i) for i in (y, t)}
        assert float(margin(log_probs, untargeted)) == pytest.approx(others[y] - values[y], abs=1e-9)
        assert float(margin(log_probs, targeted)) == pytest.approx(values[t] - others[t], abs=1e-9)
        expected = -(values[y] - others[y]) / (first - third)
        assert float(logits_ratio(log_probs, untargeted)) == pytest.approx(expected, rel=1e-6, abs=1e-6)
        expected = -(values[y] - values[t]) / (first - (third + fourth) / 2)
        assert float(logits_ratio(log_probs, targeted)) == pytest.approx(expected, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("attack", CLASSIFYING)
def test_a_batch_is_its_images_alone(attack: str, norm: str) -> None:
    given = asked(attack, norm=norm, epsilon="12", steps=None if attack in ("fgsm", "noise") else 8)
    spec, images = model(Small(2).eval()), [grey(1), grey(2)]
    together, _, _ = follow(problem(spec, images, given))
    for i, image in enumerate(images):
        alone, _, _ = follow(problem(spec, [image], given, first=i))
        assert len(alone) == len(together)
        for one, both in zip(alone, together, strict=True):
            assert torch.allclose(one.x[0], both.x[i], atol=1e-3)


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("attack", sorted(set(ATTACKS) - {"worst"}))
def test_every_iterate_keeps_budget_range_and_frozen_pixels(attack: str, norm: str) -> None:
    stored = np.random.default_rng(4).integers(0, 256, (9, 12), dtype=np.uint8)
    region = np.ones((9, 12), bool)
    region[:3] = region[:, 7:] = False
    spec = segmenting() if attack in DENSE else model(Small(4))
    steps = None if attack in ("fgsm", "noise") else 8
    restarts = None if steps is None else 2
    given = asked(attack, norm=norm, epsilon="30", steps=steps, restarts=restarts, region=region)
    queries, _, _ = follow(found := problem(spec, [stored], given))
    moved = max(float((query.x - found.origin).norm()) for query in queries)
    assert moved > 0
    for query in queries:
        delta = (query.x - found.origin)[0, 0].numpy()
        assert (np.abs(delta).max() if norm == "linf" else np.linalg.norm(delta)) <= 30 * (1 + 1e-5)
        assert not delta[~region].any()
        assert query.x.min() >= 0
        assert query.x.max() <= 255
    assert [query.k for query in queries].count(0) == (1 if attack in ("fgsm", "noise") else 2)


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("attack", sorted(set(CLASSIFYING) - {"noise"}))
def test_a_target_becomes_the_answer(attack: str, norm: str) -> None:
    spec = model(Linear(7))
    scores = spec.predict(picture(grey(7))).scores
    target = min(scores, key=lambda name: scores[name])
    run = AttackRun(
        picture(grey(7)), spec, asked(attack, norm=norm, epsilon="100" if norm == "linf" else "400", target=target)
    )
    assert any(step.record.success and step.prediction.label == target for step in run.steps())


def test_momentum_against_the_paper_written_out() -> None:
    """Dong et al., algorithm 1, with the mean in place of the sum: a constant factor that the sign does not see."""
    network, image = Small(3).eval(), picture(grey(3))
    run = AttackRun(image, model(network), asked("mi-fgsm", epsilon="8", steps=7, step_size=1.7, decay=0.6))
    y = torch.tensor([run.task.labels.index(run.clean.label)])
    origin = torch.from_numpy(image.stored.astype(np.float32))[None, None]
    x, g = origin.clone(), torch.zeros_like(origin)
    for step in run.steps():
        assert torch.equal(step._x, x[0])
        v = x.clone().requires_grad_(True)
        gradient = torch.autograd.grad(F.cross_entropy(network(Preprocess(card().input)(v)), y), v)[0]
        g = 0.6 * g + gradient / gradient.abs().mean()
        x = (x + 1.7 * g.sign()).clamp((origin - 8).clamp(min=0), (origin + 8).clamp(max=255))


@pytest.mark.parametrize("norm", NORMS)
def test_fgsm_is_one_step_of_the_whole_budget(norm: str) -> None:
    runs = [
        perturbation(AttackRun(picture(grey(2)), model(Small(2)), asked(name, norm=norm, epsilon="9", **more)))
        for name, more in (("fgsm", {}), ("ifgsm", {"steps": 1, "step_size": 9.0}))
    ]
    assert np.array_equal(*runs)


@pytest.mark.parametrize("attack", ["pgd", "apgd-ce", "apgd-dlr"])
def test_runs_start_at_random_and_apart(attack: str) -> None:
    def starts(seed: int) -> list[torch.Tensor]:
        found = problem(model(Small(2)), [grey(2)], asked(attack, epsilon="9", steps=2, restarts=3, seed=seed))
        return [query.x for query in follow(found)[0] if query.k == 0]

    first, again, other = starts(0), starts(0), starts(1)
    points = [torch.from_numpy(grey(2).astype(np.float32))[None, None], *first, *other]
    assert len(first) == 3
    assert all(torch.equal(a, b) for a, b in zip(first, again, strict=True))
    assert not any(torch.equal(a, b) for i, a in enumerate(points) for b in points[:i])
    assert all(torch.equal(x, x.round()) for x in first)


@pytest.mark.parametrize("norm", NORMS)
def test_noise_is_of_the_budgets_size(norm: str) -> None:
    found = problem(model(Small(2)), [grey(2)], asked("noise", norm=norm, epsilon="9"))
    queries, _, _ = follow(found)
    delta = (queries[1].x - found.origin)[0, 0]
    assert torch.equal(queries[0].x, found.origin)
    if norm == "linf":
        assert (delta.abs() == 9).all()
        assert (delta > 0).any()
        assert (delta < 0).any()
    else:
        assert float(delta.norm()) == pytest.approx(9, rel=1e-5)
        assert len(delta.unique()) == 64


def masked(seed: int, share_of_optimum: float, epsilon: float) -> nn.Module:
    """Two linear classes without a gradient, whose answer changes at a share of what the budget can do."""
    network = Linear(seed, classes=2)
    w = (network.weight[1] - network.weight[0]).detach()
    clean = float(torch.from_numpy(grey(seed).astype(np.float32)).flatten() @ w) / 255
    short = -share_of_optimum * float(w.abs().sum()) * epsilon / 255

    class Masked(nn.Module):
        def forward(self, u: torch.Tensor) -> torch.Tensor:
            stored = torch.round(u * 255) / 255
            z = stored.flatten(1) @ w - clean + short
            return torch.stack([-z, z], 1)

    return Masked()


def test_worst_of_all_stops_at_the_first_success_and_names_it(tmp_path: Path) -> None:
    """Without a gradient only the black box gets to 70 % of the optimum."""
    spec = model(masked(5, 0.7, 9), labels=("a", "b"))
    run = AttackRun(picture(grey(5)), spec, asked("worst", epsilon="9", steps=3, stop=True))
    steps = list(run.steps())
    assert [step.record.success for step in steps].index(True) == len(steps) - 1
    result = run.finish(tmp_path)
    assert result.outcome.reread
    assert (result.attack["name"], result.attack["found_by"]) == ("worst", "square")
    assert run._loop.problem.settings.attack == "worst"


def test_worst_of_all_goes_on_to_the_next_attack_after_a_success() -> None:
    """Without `stop` too: what follows could add nothing."""
    run = AttackRun(picture(grey(5)), model(Linear(5)), asked("worst", epsilon="90", steps=4))
    steps = list(run.steps())
    assert [step.record.success for step in steps].index(True) == len(steps) - 1
    assert run.best.attack == "sma"


@pytest.mark.parametrize(
    ("spec", "left_out"),
    [
        (model(masked(5, 9, 2), labels=("a", "b")), {"apgd-dlr", "dag"}),
        (model(Linear(7)), {"dag"}),
        (segmenting(), {"apgd-dlr"}),
    ],
)
def test_worst_of_all_runs_every_attack_that_fits(spec: Model, left_out: set[str]) -> None:
    given = asked("worst", epsilon="1", steps=1)
    queries, _, _ = follow(problem(spec, [grey(5, 10, 60)], given))
    assert {query.attack for query in queries} == set(ATTACKS) - left_out - {"worst"}
    assert queries[-1].attack == worst_of(given)[-1].attack == "square"


class Certain(Linear):
    """A model that the attacks do not turn."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(x) + torch.tensor([8.0, 0.0, 0.0])


def test_the_progress_of_worst_of_all_counts_what_fits_alone() -> None:
    run = AttackRun(picture(grey(5)), model(Certain(7)), asked("worst", epsilon="1", steps=2))
    *_, last = run.steps()
    assert run.best is not None
    assert not run.best.rounded
    assert (last.done, last.total) == (run.iterates, run.iterates)


@pytest.mark.parametrize(
    ("attack", "spec", "match"),
    [
        ("apgd-dlr", model(Linear(1, 2), labels=("a", "b")), "needs 3 classes"),
        ("apgd-dlr", detecting(), "not for detection"),
        ("dag", model(Linear(1)), "not for classification"),
    ],
)
def test_attacks_that_do_not_fit_are_refused(attack: str, spec: Model, match: str) -> None:
    with pytest.raises(SettingsError, match=match):
        AttackRun(picture(grey(1)), spec, asked(attack))


def test_dag_leaves_a_pixel_alone_once_it_is_wrong() -> None:
    """Each pixel's answer turns at 127.5: it moves two units a step until it is past, and no further."""
    stored = np.random.default_rng(0).integers(120, 136, (8, 8)).astype(np.uint8)
    run = AttackRun(picture(stored), segmenting(), asked("dag", epsilon="9", step_size=2.0))
    assert run._loop.problem.step.tolist() == [2.0]
    away = 127.5 - stored.astype(float)
    expected = np.sign(away) * np.ceil(np.abs(away) / 2) * 2
    steps = list(run.steps())
    assert np.array_equal(steps[-1].perturbation(), expected)
    assert run.stop_reason == NOTHING_LEFT
    assert len(steps) == 5
    assert steps[-1].record.success


def test_dag_in_a_batch_waits_for_the_image_that_takes_longest() -> None:
    images = [np.full((8, 8), 127, np.uint8), np.full((8, 8), 134, np.uint8)]
    found = problem(segmenting(), images, asked("dag", epsilon="9", step_size=2.0))
    queries, evaluations, reason = follow(found)
    assert reason == NOTHING_LEFT
    assert [float(query.x[0].mean()) for query in queries] == [127, 129, 129, 129, 129]
    assert [float(query.x[1].mean()) for query in queries] == [134, 132, 130, 128, 126]
    assert evaluations[-1].loss.tolist() == [0.0, 0.0]
    assert all(a.loss[1] < b.loss[1] for a, b in pairwise(evaluations))


def test_dag_within_a_budget_too_small_spends_it() -> None:
    queries, _, _ = follow(problem(segmenting(), [np.full((8, 8), 100, np.uint8)], asked("dag", epsilon="3", steps=4)))
    assert len(queries) == 5
    assert (queries[-1].x == 103).all()


def test_dag_drives_to_the_most_probable_wrong_label() -> None:
    class Three(nn.Module):
        def forward(self, u: torch.Tensor) -> torch.Tensor:
            return torch.cat([4 * u, 2 * u + 0.3, 1 - u], 1)

    spec = Model(card("segmentation", ("bg", "a", "b")), Three(), torch.device("cpu"))
    found = problem(spec, [grey(1, 0, 255)], asked("dag", epsilon="9", steps=3))
    _, evaluations, _ = follow(found)
    ordered = evaluations[0].log_probs.sort(1, descending=True).values
    assert float(evaluations[0].loss) == pytest.approx(float((ordered[:, 1] - ordered[:, 0]).mean()), rel=1e-5)


@pytest.mark.parametrize("norm", NORMS)
def test_dag_makes_a_box_vanish_and_touches_nothing_else(norm: str, tmp_path: Path) -> None:
    stored = np.full((16, 16), 60, np.uint8)
    stored[4:8, 8:12] = 134
    given = asked("dag", norm=norm, epsilon="9" if norm == "linf" else "40")
    run = AttackRun(picture(stored), detecting(), given)
    assert len(run.clean.boxes) == 1
    steps = list(run.steps())
    assert run.stop_reason == NOTHING_LEFT
    assert not steps[0].record.success
    result = run.finish(tmp_path)
    assert result.outcome.reread
    assert not result.predictions["reread"].boxes
    assert np.array_equal(result.perturbation < 0, stored == 134)
    assert not (result.perturbation > 0).any()
