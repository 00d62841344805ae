"""recipe.json as a model's page reads it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from medadv_gui.evaluation.recipe import RECIPE, read_recipe
from medadv_gui.models.library import bundled_cards
from tests.support import card


@pytest.mark.parametrize("name", [card.id for card in bundled_cards()])
def test_each_bundled_recipe_is_one_that_the_page_reads(name: str) -> None:
    (made,) = (card for card in bundled_cards() if card.id == name)
    assert read_recipe(made)["recipe"] in name


def test_a_recipe_that_is_none_is_left_out(tmp_path: Path) -> None:
    made = replace(card(), folder=tmp_path)
    assert read_recipe(made) == {}
    curve = [[1, 0.5, {"AP50": 0.25}]]
    for text, kept in (
        (json.dumps({"stages": {"a": {"curve": curve}}, "seed": 1}), True),
        (json.dumps({"stages": {"a": {"curve": [[1, 0.5]]}}}), False),
        (json.dumps({"stages": {"a": {"curve": [[1, 0.5, {"AP50": "high"}]]}}}), False),
        (json.dumps({"floor": {"figure": "AP50"}}), False),
        (json.dumps({"floor": {"figure": "AP50", "value": 0.5}}).replace("0.5", "NaN"), False),
        ("[" * 100_000, False),
        ("[]", False),
        ("{", False),
    ):
        (tmp_path / RECIPE).write_text(text)
        assert bool(read_recipe(made)) is kept
