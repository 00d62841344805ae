"""The window looks as it did: start page, opened case and finished result in each theme, against kept pictures.

MEDADV_GOLDEN=write writes the pictures anew; look at them before they are kept.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as Picture
from PIL import ImageChops, ImageFilter

from medadv_gui.gui.theme import THEMES

KEPT = Path(__file__).with_name("golden")
STATES = ("start", "case", "result")
BLUR = 3  # pixels: what antialiasing moves is gone
MEAN, SPOT = 1.5, 10.0  # of 255 grey levels: over the whole picture, and over a square of SIDE pixels
SIDE = 20
COLOURS = 255  # of a kept picture: half the bytes


def difference(a: Picture.Image, b: Picture.Image) -> NDArray[np.float64]:
    """How far two pictures of one size are apart once blurred, (H, W), mean over the colours."""
    blurred = [picture.convert("RGB").filter(ImageFilter.GaussianBlur(BLUR)) for picture in (a, b)]
    return np.asarray(ImageChops.difference(*blurred), float).mean(axis=2)


def spot(apart: NDArray[np.float64]) -> float:
    """The mean of the square of SIDE pixels that is farthest apart."""
    rows, columns = (side // SIDE for side in apart.shape)
    squares = apart[: rows * SIDE, : columns * SIDE].reshape(rows, SIDE, columns, SIDE)
    return float(squares.mean(axis=(1, 3)).max())


@pytest.fixture(scope="module")
def drawn(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the pictures as they are now; skips where this computer draws text otherwise."""
    folder = tmp_path_factory.mktemp("golden")
    script = Path(__file__).with_name("golden_pictures.py")
    picture = demo / "endoscopy" / "endoscopy.png"
    subprocess.run(
        [sys.executable, str(script), str(picture), str(folder)],
        check=True, timeout=120, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    if os.environ.get("MEDADV_GOLDEN") == "write":
        KEPT.mkdir(exist_ok=True)
        for path in folder.glob("*.png"):
            image = Picture.open(path).convert("RGB")
            image.quantize(COLOURS, dither=Picture.Dither.NONE).save(KEPT / path.name, optimize=True)
    font, kept = Picture.open(folder / "font.png"), Picture.open(KEPT / "font.png")
    if font.size != kept.size or difference(font, kept).mean() > MEAN:
        pytest.skip("this computer draws text in another way than the one that the pictures were made on")
    return folder


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("theme", THEMES)
def test_the_window_looks_as_it_did(theme: str, state: str, drawn: Path) -> None:
    name = f"{theme}-{state}.png"
    now, kept = Picture.open(drawn / name), Picture.open(KEPT / name)
    assert now.size == kept.size
    apart = difference(now, kept)
    assert apart.mean() < MEAN, f"{drawn / name} is not like {KEPT / name}"
    assert spot(apart) < SPOT, f"{drawn / name} is not like {KEPT / name}"


@pytest.mark.parametrize("theme", THEMES)
def test_the_tolerance_lets_antialiasing_through_and_a_lost_button_not(theme: str) -> None:
    kept = Picture.open(KEPT / f"{theme}-start.png").convert("RGB")
    finer = kept.resize((kept.width * 4, kept.height * 4), Picture.Resampling.BICUBIC)
    apart = difference(kept, ImageChops.offset(finer, 2, 1).resize(kept.size, Picture.Resampling.BOX))
    assert apart.mean() < MEAN
    assert spot(apart) < SPOT
    lost = kept.copy()
    lost.paste(kept.getpixel((150, 30)), (160, 80, 215, 95))  # the button that opens a folder
    assert spot(difference(kept, lost)) > SPOT
