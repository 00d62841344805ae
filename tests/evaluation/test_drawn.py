"""The drawings that examples are made of."""

from __future__ import annotations

import numpy as np
import pytest

from medadv_gui.attack.truth import reference
from medadv_gui.core.types import ClassPrediction
from medadv_gui.evaluation.drawn import KINDS, kind_for
from medadv_gui.models.library import bundled_cards, fits
from tests.support import card


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_drawing_fits_the_bundled_model_that_it_speaks_to(name: str) -> None:
    (spec, *_) = [found for found in bundled_cards() if kind_for(found) == name]
    first, again = KINDS[name].draw(31_003), KINDS[name].draw(31_003)
    assert fits(spec, first.image) is None
    assert first.image.synthetic
    assert np.array_equal(first.image.stored, again.image.stored)
    clean = ClassPrediction(dict.fromkeys(spec.label_names, 0.2))
    _, source = reference(clean, first.truth, spec, first.image)
    assert source == "ground truth"


def test_a_model_of_other_labels_has_no_drawings() -> None:
    assert kind_for(card("detection", ("tool",))) is None
    assert kind_for(card("segmentation", ("left lung", "right lung"))) is None  # the first one is its background
    assert kind_for(card("segmentation", ("nothing", "left lung", "right lung"))) == "chest-ct"
