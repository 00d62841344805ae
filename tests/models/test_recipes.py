"""The bundled models' folders, and the recipes' figures against values worked out by hand."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from medadv_gui.models.card import ModelCard, read_card
from medadv_gui.models.lungs import left_right
from medadv_gui.models.networks import build
from medadv_gui.models.preprocess import Preprocess
from medadv_gui.models.recipes import (
    RECIPES,
    artefacts,
    augment,
    boxes,
    common,
    ct_covid,
    endo_artefact,
    endo_polyp,
    fundus_dr,
    training,
)
from medadv_gui.models.recipes.harden import BUDGET, perturb
from medadv_gui.models.recipes.metrics import dice
from medadv_gui.stats.agreement import kappa
from medadv_gui.stats.boxes import average_precision, box_iou, match
from medadv_gui.stats.roc import auc

SMALL = {"inputs": 3, "widths": [4, 8, 8], "blocks": [1, 1, 1], "neck": 6}
MODELS = Path(__file__).parents[2] / "resources" / "models"


@pytest.fixture(params=sorted(path.parent.name for path in MODELS.glob("*/model_card.json")))
def card(request: pytest.FixtureRequest) -> ModelCard:
    return read_card(MODELS / request.param)


def test_weights_are_the_cards_and_fit(card: ModelCard) -> None:
    content = card.weights_path.read_bytes()
    assert len(content) <= 15e6
    assert hashlib.sha256(content).hexdigest() == card.sha256
    network = build(card.architecture, card.arguments).eval()
    network.load_state_dict(load_file(card.weights_path))
    prep = Preprocess(card.input)
    stored = torch.full((1, card.input.channels, 100, 120), card.input.upper / 2)
    with torch.inference_mode():
        out = network(prep(stored))
    size = (card.input.height, card.input.width)
    wanted = {
        "classification": (1, len(card.labels)),
        "segmentation": (1, len(card.labels), *size),
        "detection": (1, 4 + len(card.labels), size[0] // 4, size[1] // 4),
    }
    assert out.shape == wanted[card.task]
    assert torch.isfinite(out).all()


def test_card_states_its_figures(card: ModelCard) -> None:
    assert card.metrics
    for entry in card.metrics:
        assert entry["split"] == ("drawn" if card.id == "endo-artefact" else "test")
        assert entry["low"] <= entry["value"] <= entry["high"]
        assert entry["n"] > 0
    assert card.intended_use.startswith("demonstration only")
    recipe = json.loads((card.folder / "recipe.json").read_text(encoding="utf-8"))
    assert recipe["recipe"] in RECIPES
    assert card.id in (recipe["recipe"], f"{recipe['recipe']}-robust")
    assert recipe["training_seconds"] > 0


def test_test_vector_is_reproduced(card: ModelCard) -> None:
    assert card.test_vector is not None
    path = card.folder / card.test_vector.file
    assert hashlib.sha256(path.read_bytes()).hexdigest() == card.test_vector.sha256
    with np.load(path) as held:
        stored, wanted = held["stored"], torch.from_numpy(held["outputs"]).float()
        prep = Preprocess(card.input, float(held["slope"]), float(held["intercept"]))
    network = build(card.architecture, card.arguments)
    network.load_state_dict(load_file(card.weights_path))
    (outputs,) = common.answers(network, [common.to_input(prep, stored)])
    assert float((outputs - wanted[0]).abs().max()) <= card.test_vector.tolerance
    (other,) = common.answers(network, [common.to_input(prep, stored // 2)])
    assert float((other - wanted[0]).abs().max()) > card.test_vector.tolerance


def test_a_written_model_is_read_again_and_keeps_its_demo(tmp_path: Path) -> None:
    torch.manual_seed(0)
    fields = {**endo_polyp.fields([], 0.4), "architecture": {"name": "centre-detector", "arguments": SMALL}}
    network, sample = build("centre-detector", SMALL), common.Sample(np.full((50, 60, 3), 90, np.uint8))
    common.write_model(tmp_path, network, {**fields, "demo": {"case": "endoscopy"}}, {"seed": 1}, sample)
    common.write_model(tmp_path, network, fields, {"seed": 2}, sample)
    card = read_card(tmp_path)
    assert card.demo == {"case": "endoscopy"}
    assert card.output.boxes is not None
    assert card.output.boxes.score_threshold == 0.4
    assert {path.name for path in tmp_path.iterdir()} == {
        "model.safetensors",
        "model_card.json",
        "recipe.json",
        "test_vector.npz",
    }
    assert json.loads((tmp_path / "recipe.json").read_text(encoding="utf-8")) == {"seed": 2}
    assert hashlib.sha256(card.weights_path.read_bytes()).hexdigest() == card.sha256


def test_a_folder_in_eads_layout_is_read(tmp_path: Path) -> None:
    Image.fromarray(np.full((128, 144, 3), 90, np.uint8)).save(tmp_path / "00001.jpg")
    (tmp_path / "00001.txt").write_text("0 0.5 0.5 0.25 0.5\n6 0.25 0.25 0.5 0.5\n", encoding="utf-8")
    (tmp_path / "class_list.txt").write_text("specularity\nsaturation\n", encoding="utf-8")
    found = endo_artefact.read_ead(tmp_path)
    assert found is not None
    assert found.labels.tolist() == [[0, 6]]
    # 128 x 144 fits 256 x 288 twice
    assert found.boxes[0].tolist() == [[108.0, 64.0, 180.0, 192.0], [0.0, 0.0, 144.0, 128.0]]
    assert endo_artefact.read_ead(tmp_path / "none") is None
    owner = endo_artefact.fields([], 0.5, labelled=3)
    assert "3 labelled pictures" in owner["training_data"][0]
    assert "Kvasir" not in owner["training_data"][0] + owner["licence"]


def test_a_twins_threshold_gives_as_many_boxes_as_the_plain_ones() -> None:
    where = np.zeros((3, 4))
    plain = [(where, np.array([0.9, 0.5, 0.1])), (where, np.array([0.6, 0.2, 0.1]))]
    hard = [(where, np.array([0.5, 0.3, 0.1])), (where, np.array([0.4, 0.2, 0.1]))]
    assert boxes.like(plain, 0.5, hard) == 0.3


def test_the_stated_shift_was_sought_on_other_pictures() -> None:
    rng = np.random.default_rng(1)
    names = tuple(f"{i}.jpg" for i in range(60))
    logits, grades = rng.standard_normal((60, 5)), rng.integers(5, size=60)
    blank = torch.nn.Identity()
    before = fundus_dr.crossed_shift(fundus_dr.Learned(blank, blank, names, grades, logits, np.zeros(5)))
    grades[7] = (grades[7] + 2) % 5
    after = fundus_dr.crossed_shift(fundus_dr.Learned(blank, blank, names, grades, logits, np.zeros(5)))
    assert np.array_equal(before[7], after[7])


def test_dice_is_over_the_whole_volume() -> None:
    assert dice(np.array([0, 2]), np.array([1, 4]), np.array([0, 3])) == pytest.approx(0.5)
    assert np.isnan(dice(np.zeros(2), np.zeros(2), np.zeros(2)))


def test_box_iou() -> None:
    a = np.array([[0.0, 0.0, 2.0, 2.0]])
    b = np.array([[1.0, 0.0, 3.0, 2.0], [0.0, 0.0, 2.0, 2.0], [5.0, 5.0, 6.0, 6.0]])
    assert box_iou(a, b)[0] == pytest.approx([1 / 3, 1.0, 0.0])


def test_average_precision() -> None:
    box = np.array([[0.0, 0.0, 10.0, 10.0]])
    away = box + 50
    found = match((np.concatenate([box, box, away]), np.array([0.9, 0.8, 0.7])), np.concatenate([box, away]))
    assert found[1].tolist() == [True, False, True]  # the second box finds what was found already
    # recall 1/2 at precision 1, recall 1 at precision 2/3
    assert average_precision([found], 2) == pytest.approx(0.5 + 0.5 * 2 / 3)
    # the envelope: a late hit lifts what lies before it
    late = (np.array([0.9, 0.8, 0.7]), np.array([False, True, True]))
    assert average_precision([late], 2) == pytest.approx(2 / 3)
    assert average_precision([(np.zeros(0), np.zeros(0, bool))], 3) == 0.0


def test_left_lung_lies_on_the_pictures_right() -> None:
    body = np.zeros((60, 100), np.uint8)
    body[5:55, 10:90] = 160
    lung = np.zeros(body.shape, bool)
    lung[15:45, 20:45] = lung[15:45, 55:80] = True
    apart = left_right(lung, body)
    assert (apart[:, 55:80][lung[:, 55:80]] == 1).all()
    assert (apart[:, 20:45][lung[:, 20:45]] == 2).all()
    lung[20, 45:55] = True  # a bridge joins them: the cut is near the middle
    joined = left_right(lung, body)
    assert (joined[apart > 0] == apart[apart > 0]).all()


def test_warping_moves_pixels_and_boxes_alike() -> None:
    size = (endo_polyp.SPEC.height, endo_polyp.SPEC.width)
    box = np.array([[100.0, 80.0, 140.0, 120.0]])
    x = torch.zeros(1, 1, *size)
    x[..., 80:120, 100:140] = 1
    maps = augment.affine(
        np.random.default_rng(5),
        size,
        1,
        scale=(0.7, 0.8),
        shift=0.1,
        degrees=0,
        stretch=0.2,
        flip=True,
        quarter_turns=True,
    )
    seen = augment.warp(x, maps)[0, 0] > 0.5
    rows, columns = torch.nonzero(seen, as_tuple=True)
    moved, inside = boxes.move_boxes(box[None], maps, size)
    assert inside.all()
    shown = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
    assert moved[0, 0] == pytest.approx([float(v) for v in shown], abs=1.5)


def test_mosaic_moves_boxes_with_their_pictures() -> None:
    x = torch.zeros(2, 3, 64, 96)
    x[:, :, 16:48, 24:72] = 1
    box = np.array([[[24.0, 16.0, 72.0, 48.0]]] * 2)
    tiled, moved, labels = boxes.mosaic(np.random.default_rng(0), x, box, np.zeros((2, 1), int), 1.0)
    assert (labels == 0).sum() == 8
    for picture, found in zip(tiled, moved, strict=True):
        assert picture.sum() == sum((b[2] - b[0]) * (b[3] - b[1]) for b in found) * 3
        for x0, y0, x1, y1 in found.astype(int):
            assert (picture[:, y0:y1, x0:x1] == 1).all()


def test_detection_targets_decode_to_their_boxes() -> None:
    card = endo_polyp.draft()
    size = (endo_polyp.SPEC.height, endo_polyp.SPEC.width)
    truth = np.array([[[40.0, 30.0, 90.0, 70.0], [0, 0, 0, 0], [150.0, 100.0, 170.0, 160.0]]])
    labels = np.array([[0, -1, 0]])
    heat, values, weight, extent = boxes.targets(truth, labels, 1, size, torch.device("cpu"))
    out = torch.cat([torch.logit(heat.clamp(1e-4, 1 - 1e-4)), values], 1)
    pictures = boxes.Pictures(("one",), torch.zeros(1, 3, *size, dtype=torch.uint8), truth, labels, (size,))

    class Fixed(torch.nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return out

    answers = boxes.found(Fixed(), endo_polyp.SPEC, card, pictures)[0]
    assert len(answers[0][0]) == 2
    assert boxes.ap50(answers, pictures.truth(0)) == 1.0
    # a cell beside the centre states the same box; the extent covers the ellipse of each box
    assert torch.equal(
        boxes.overlap(values, values)[weight > 0] > 0.99, torch.ones_like(weight[weight > 0], dtype=bool)
    )
    assert extent[0, 50 // 4, 65 // 4] > 0.9 > 0.1 > extent[0, 10 // 4, 200 // 4]


def test_targets_keep_labels_apart() -> None:
    truth = np.array([[[40.0, 30.0, 90.0, 70.0], [150.0, 100.0, 170.0, 160.0]]])
    heat, *_ = boxes.targets(truth, np.array([[2, 0]]), 3, (256, 288), torch.device("cpu"))
    assert (heat[0] == 1).sum((1, 2)).tolist() == [1, 0, 1]
    assert heat[0, 2, 50 // 4, 65 // 4] == 1


def test_drawn_artefacts_lie_in_their_boxes() -> None:
    frame = np.full((200, 240, 3), 90, np.uint8)
    for kind, paint in enumerate(artefacts.DRAW):
        for seed in range(4):
            before = frame.astype(np.float32) / 255
            after, (x0, y0, x1, y1) = paint(np.random.default_rng([kind, seed]), before)
            changed = np.abs(after - before).max(2)
            outside = changed.copy()
            outside[int(y0) : int(np.ceil(y1)), int(x0) : int(np.ceil(x1))] = 0
            assert 0 <= x0 < x1 <= 240
            assert 0 <= y0 < y1 <= 200
            assert outside.sum() <= 0.25 * changed.sum(), artefacts.KINDS[kind]  # soft rims reach over
    picture, found, kinds = artefacts.draw(3, frame)
    assert picture.shape == frame.shape
    assert len(found) == len(kinds) > 0


def test_folds_keep_groups_together() -> None:
    groups = [f"paper {i // 3}" for i in range(30)]
    fold = training.folds(groups, 4, common.share)
    assert set(fold) == {0, 1, 2, 3}
    assert all(len(set(fold[3 * i : 3 * i + 3])) == 1 for i in range(10))


def test_a_run_learns_and_ends_after_its_time(capsys: pytest.CaptureFixture[str]) -> None:
    rng = common.seed_all(0)

    def draw(count: int) -> training.Batch:
        x = torch.from_numpy(rng.standard_normal((count, 2, 1, 1)).astype(np.float32))
        return x, (x[:, 0, 0, 0] > 0).float()

    def loss(network: torch.nn.Module, batch: training.Batch) -> torch.Tensor:
        return torch.nn.functional.binary_cross_entropy_with_logits(network(batch[0])[:, 0, 0, 0].float(), batch[1])

    schedule = training.Schedule(steps=60, batch=32, rate=0.1, average=0.9)
    for seconds in (None, 0.5):
        run = training.Run(torch.device("cpu"), seconds)
        trained = training.fit("line", torch.nn.Conv2d(2, 1, 1), schedule, draw, loss, run)
        stage = run.stages["line"]
        if seconds is None:
            assert stage["steps"] == 60
            assert loss(trained, draw(500)) < 0.4
        assert [step for step, *_ in stage["curve"]][-1] == stage["steps"]
    assert "line" in capsys.readouterr().out


def test_hardening_stays_in_its_budget_and_raises_the_loss() -> None:
    torch.manual_seed(0)
    spec = ct_covid.SPEC
    scale, low, high = common.limits(spec, torch.device("cpu"))
    x = common.normalise(spec, torch.rand(3, 1, 8, 8))
    slope = torch.randn(1, 1, 8, 8)
    budget = BUDGET * scale * torch.ones(3, 1, 1, 1)
    moved = perturb(lambda y: (y * slope).sum(), x, budget, low, high)
    assert ((moved - x).abs() <= budget + 1e-6).all()
    assert (moved >= low).all()
    assert (moved <= high).all()
    assert ((moved - x) * slope).sum() > 0.9 * (budget * slope.abs()).sum()


def test_the_covid_reader_is_fitted_to_what_tells_the_classes_apart() -> None:
    torch.manual_seed(0)
    network = build("lung-reader", {"classes": 2, "labels": 3, "widths": [2, 4], "levels": 2, "bins": 4})
    found = 50 + 9 * torch.randn(80, len(network.mean))  # type: ignore[arg-type]
    covid = (found[:, 0] - found[:, 3] > 0).numpy().astype(int)
    ct_covid.fit(network, found, covid, np.ones(80))  # type: ignore[arg-type]
    assert auc(covid == 1, ct_covid.scores(network, found)) > 0.99  # type: ignore[arg-type]
    weight = network.head.weight.detach()  # type: ignore[union-attr]
    assert torch.equal(weight[0], -weight[1])
    assert set(weight[1].abs().topk(2).indices.tolist()) == {0, 3}


def test_the_covid_recipe_leaves_whole_papers_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ct_covid, "DRAWS", 1)
    rng, folder = np.random.default_rng(0), tmp_path / "ct_covid_cls"
    (folder / "images").mkdir(parents=True)
    rows = ["file,covid,group,split"]
    for i in range(16):
        grey = np.kron(rng.integers(0, 256, (8, 9)), np.ones((8, 8))).astype(np.uint8)
        Image.fromarray(grey).save(folder / "images" / f"{i}.png")
        rows.append(f"images/{i}.png,{i % 2},paper {i // 2 % 4} of {i % 2},{'test' if i > 11 else 'train'}")
    (folder / "labels.csv").write_text("\n".join(rows))
    ct_covid.train(tmp_path, tmp_path / "out", "cpu")
    card = read_card(tmp_path / "out")
    assert [metric["split"] for metric in card.metrics] == ["test", "test"]
    assert card.metrics[0]["n"] == 4
    lungs = load_file(MODELS / "ct-lung" / "model.safetensors")
    kept = load_file(card.weights_path)
    assert all(torch.equal(kept[f"lungs.{name}"], value) for name, value in lungs.items())
    recipe = json.loads((tmp_path / "out" / "recipe.json").read_text())
    assert recipe["held_out"][0]["split"] == "held-out train"
    counts = [point["pictures"] for point in recipe["learning_curve"]["points"]]
    assert counts == sorted(counts)
    assert counts[-1] == 9  # of twelve a quarter is left out


def test_a_shift_of_the_logits_raises_kappa() -> None:
    grades = np.arange(200) % 5
    logits = -((np.arange(5) - grades[:, None]) ** 2).astype(float)
    logits[:, 0] += 2.0  # too fond of grade 0
    shift = fundus_dr.best_shift(logits, grades)
    before, after = (kappa(grades, (logits + s).argmax(1), 5, "quadratic").value for s in (0, 2 * shift))
    assert before < after == 1.0


def test_ordinal_logits_fall_with_the_distance_to_the_severity() -> None:
    network = build("ordinal-grader", {"classes": 5, "lesions": 5, "widths": [4, 4], "blocks": [1, 1], "neck": 4})
    network.head.weight.data.zero_()  # type: ignore[union-attr, operator]
    network.head.bias.data = torch.tensor([2.6, 0.0])  # type: ignore[union-attr]
    with torch.inference_mode():
        logits = network.eval()(torch.zeros(1, 3, 64, 64))
    assert logits.argsort(descending=True).tolist() == [[3, 2, 4, 1, 0]]


def test_disease_logit_is_that_of_any_grade_but_none() -> None:
    logits = torch.tensor([[0.3, -1.0, 2.0, 0.5, 0.1]])
    p = logits.softmax(1)[:, 0]
    assert torch.sigmoid(fundus_dr.disease(logits)) == pytest.approx((1 - p).numpy())
