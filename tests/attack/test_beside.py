"""The picture for people: its pixels are the display's, its banner is burned in."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from medadv_gui.attack.beside import BANNER, for_people
from medadv_gui.render.picture import ADVERSARIAL, STYLES
from medadv_gui.render.window import display
from tests.support import picture

RED = np.array(STYLES[ADVERSARIAL].background)


@pytest.mark.parametrize("shape", [(600, 640), (20, 30), (1, 1), (100, 3)])
@pytest.mark.parametrize("synthetic", [False, True])
def test_the_banner_is_outside_the_pixels(shape: tuple[int, int], synthetic: bool, tmp_path: Path) -> None:
    stored = np.random.default_rng(2).integers(0, 256, shape, dtype=np.uint8)
    image = picture(np.zeros(shape, np.uint8), synthetic=synthetic)
    rgb = for_people(image, SimpleNamespace(adversarial=stored))  # type: ignore[arg-type]
    assert rgb.shape[1] >= 480
    assert (rgb[0, 0] == RED).all()
    shown = display(image, stored=stored)
    factor = max(1, -(-480 // max(shape))) if max(shape) < 480 else 1
    shown = shown.repeat(factor, axis=0).repeat(factor, axis=1)
    left = (rgb.shape[1] - shown.shape[1]) // 2
    top = next(i for i in range(len(rgb)) if not (rgb[i, :2] == RED).all())
    assert np.array_equal(rgb[top : top + len(shown), left : left + shown.shape[1]], shown)
    assert (len(rgb) > top + len(shown)) is synthetic


def test_the_words_of_the_banner() -> None:
    assert BANNER == "ADVERSARIAL - RESEARCH USE ONLY - NOT FOR DIAGNOSIS"
