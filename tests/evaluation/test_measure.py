"""A measurement from the pictures on disk to the lab.json, of a model whose figures are known in closed form."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from medadv_gui import cli
from medadv_gui.core.errors import ModelError
from medadv_gui.core.types import Image, MaskPrediction
from medadv_gui.evaluation.lab import LAB, other_of, read_lab, write_lab
from medadv_gui.evaluation.measure import _overlaps_mirrored, measure
from medadv_gui.evaluation.page import model_page
from medadv_gui.models.card import read_card
from tests.evaluation.models import brightness, pictures
from tests.support import card, picture

# Grey levels whose answers turn at 127.5: by how much a picture has to move is its distance from there.
ROWS = [
    (127, "dark", "Anna"),  # 0.5: falls within 1/255
    (129, "bright", "Anna"),  # 1.5: within 2
    (131, "bright", "Berta"),  # 3.5: within 4
    (140, "bright", "Berta"),  # 12.5: never
    (100, "dark", "Carla"),  # 27.5: never
    (130, "dark", "Carla"),  # answered wrongly
]
SURE = ("ifgsm", "sma", "apgd-ce")  # with two answers and a linear model each reaches the ball's best corner


def quiet(text: str) -> None:
    """Tells nobody."""


@pytest.fixture
def measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, dict[str, Any]]:
    """The model's folder and its lab.json as the command line writes it."""
    made = brightness(tmp_path / "models" / "brightness", monkeypatch, 127.5)
    data = pictures(tmp_path / "data", ROWS)
    status = cli.run(["models", "measure", str(made.folder), "--data", str(data), "--device", "cpu"])
    assert status == 0
    return made.folder, json.loads((made.folder / LAB).read_text())


def test_the_figures_are_those_worked_out_by_hand(measured: tuple[Path, dict[str, Any]]) -> None:
    lab = measured[1]
    assert lab["data"] == {"name": "data", "split": "test", "pictures": 6, "owners": 3, "interval": "owner"}
    metrics = {item["name"]: item["value"] for item in lab["metrics"]}
    assert metrics["accuracy"] == pytest.approx(5 / 6, abs=1e-4)
    assert metrics["balanced accuracy"] == pytest.approx((2 / 3 + 1) / 2, abs=1e-4)
    assert metrics["AUC, bright"] == pytest.approx(8 / 9, abs=1e-4)  # of nine pairs one stands the wrong way round
    assert lab["confusion"]["counts"] == [[2, 1], [0, 3]]
    point = {item["name"]: (item["value"], item["n"]) for item in lab["operating_point"]["figures"]}
    assert point["sensitivity"] == (1.0, 3)
    assert point["specificity"] == (pytest.approx(2 / 3, abs=1e-4), 3)
    assert point["positive predictive value"] == (0.75, 4)
    assert [row["n"] for row in lab["classes"]["rows"]] == [3, 3]
    assert sum(b["n"] for b in lab["reliability"]["bins"]) == 6


def test_success_against_the_budget_is_in_closed_form(measured: tuple[Path, dict[str, Any]]) -> None:
    attacks = measured[1]["attacks"]
    assert (attacks["pictures"], attacks["budgets"]) == (5, [1, 2, 4, 8])
    curves = {curve["attack"]: [point["value"] for point in curve["points"]] for curve in attacks["curves"]}
    assert set(curves) == {"sma", "ifgsm", "apgd-ce", "square", "noise"}
    for name in SURE:
        assert curves[name] == [0.2, 0.4, 0.6, 0.6]
    for found in curves.values():
        assert found == sorted(found)
        assert all(a <= b for a, b in zip(found, curves["ifgsm"], strict=True))
    point = attacks["curves"][0]["points"][0]
    assert point["low"] < 0.2 < point["high"]


def test_nothing_in_it_names_a_picture_or_a_person(measured: tuple[Path, dict[str, Any]]) -> None:
    folder, lab = measured
    text = (folder / LAB).read_text()
    for secret in ("SECRET", "Anna", "Berta", "Carla", ".png", str(folder.parent)):
        assert secret not in text
    assert lab["made"]["command"] == "medadv-gui models measure brightness --data DIR"
    assert lab["model"]["sha256"] == read_card(folder).sha256


def test_a_twin_stands_beside_its_plain_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin's answer turns at 115, the plain model's at 127.5: a picture is kept where its distance is beyond the
    budget."""
    plain = brightness(tmp_path / "models" / "brightness", monkeypatch, 127.5)
    twin = brightness(tmp_path / "models" / "brightness-robust", monkeypatch, 115.0)
    assert other_of(plain) == twin
    assert other_of(twin) == plain
    lab = measure(twin, pictures(tmp_path / "data", ROWS), device="cpu", tick=quiet)["twin"]
    write_lab(measure(plain, tmp_path / "data", 2, device="cpu", tick=quiet), plain.folder)
    assert lab["plain"] == {"id": "brightness", "version": "1", "sha256": plain.sha256}
    assert [point["budget"] for point in lab["points"]] == [0, 1, 2, 4]
    assert [point["plain"]["value"] for point in lab["points"]] == pytest.approx([5 / 6, 4 / 6, 3 / 6, 2 / 6], abs=1e-4)
    assert [point["hardened"]["value"] for point in lab["points"]] == pytest.approx([4 / 6] * 4, abs=1e-4)


def test_other_weights_or_a_damaged_file_are_one_line(measured: tuple[Path, dict[str, Any]]) -> None:
    folder, lab = measured
    made = read_card(folder)
    assert read_lab(made) == lab
    with pytest.raises(ModelError, match="measured with other weights"):
        read_lab(replace(made, files=(replace(made.files[0], sha256="0" * 64),)))
    for text, reason in (
        ("{", "cannot be read"),
        ("[]", "is not of type 'object'"),
        (json.dumps(lab | {"metrics": [{"name": "x"}]}), r"metrics\[0\]"),
        (json.dumps(lab).replace('"pictures": 6', '"pictures": NaN'), "cannot be read"),
    ):
        (folder / LAB).write_text(text)
        with pytest.raises(ModelError, match=reason) as caught:
            read_lab(made)
        assert "\n" not in str(caught.value)
        page = model_page(made, "cpu")
        assert page.verdict == "figures not shown"
        assert page.sentence == str(caught.value)
    (folder / LAB).unlink()
    assert read_lab(made) is None
    assert model_page(made, "cpu").verdict == "not measured"


def test_the_command_line_shows_the_page(
    measured: tuple[Path, dict[str, Any]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = measured[0]
    capsys.readouterr()
    assert cli.run(["models", "show", str(folder)]) == 0
    text = capsys.readouterr().out
    assert "AUC, bright 0.89" in text
    assert "turns 2 of 5 answers that were right" in text
    for name, head in (("page.html", b"<!DOCTYPE html>"), ("page.pdf", b"%PDF")):
        assert cli.run(["models", "show", str(folder), "--out", str(tmp_path / name)]) == 0
        assert (tmp_path / name).read_bytes().startswith(head)
    assert cli.run(["models", "show", str(folder), "--out", str(tmp_path / "page.txt")]) == 2
    assert "page.txt: a page is written as .html or .pdf" in capsys.readouterr().err
    assert cli.run(["models", "measure", str(folder)]) == 2
    assert "--data DIR" in capsys.readouterr().err


class BySide:
    """Answers left on the picture's right side and right on its left, or, if `stubborn`, the other way round where the
    picture is brighter on its right."""

    def __init__(self, stubborn: bool) -> None:
        self.card, self.stubborn = card("segmentation", ("background", "left lung", "right lung")), stubborn

    def predict(self, image: Image) -> MaskPrediction:
        half = image.columns // 2
        mask = np.where(np.arange(image.columns) >= half, 1, 2) * (image.stored > 0)
        if self.stubborn and image.stored[:, half:].mean() > image.stored[:, :half].mean():
            mask = np.where(mask > 0, 3 - mask, mask)
        return MaskPrediction(self.card.label_names, mask.astype(np.uint8))


def test_a_mirrored_picture_must_swap_left_and_right() -> None:
    stored = np.zeros((8, 8), np.uint8)
    stored[2:5, 0:3], stored[3:6, 5:7] = 200, 90  # the right lung is the brighter one, on the picture's left
    image = picture(stored)
    truth = BySide(False).predict(image)
    good, bad = (_overlaps_mirrored(BySide(s), image, truth) for s in (False, True))  # type: ignore[arg-type]
    # The larger one lies on the picture's right now, so it is the left one.
    assert good.tolist() == [[15, 15, 15], [9, 9, 9], [6, 6, 6]]
    assert bad[0].tolist() == [15, 15, 15]
    assert bad[1:, 0].tolist() == [0, 0]
