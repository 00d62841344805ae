"""Small data sets, drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import SimpleITK
from PIL import Image as Pillow

SIDE = 20


def picture(path: Path, seed: int, side: int = SIDE) -> Path:
    """A grey picture of noise with a bright square."""
    path.parent.mkdir(parents=True, exist_ok=True)
    values = np.random.default_rng(seed).integers(60, 140, (side, side)).astype(np.uint8)
    values[4:12, 5:13] += 80
    Pillow.fromarray(values).save(path)
    return path


def mask(path: Path, side: int = SIDE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    values = np.zeros((side, side), np.uint8)
    values[4:12, 5:13] = 255
    Pillow.fromarray(values).save(path)
    return path


def volume(path: Path, seed: int, *, mask: bool = False, place: float = 0.0) -> Path:
    """Five slices of 16 x 16 pixels, noisy, with a bright block in all but the first, a pixel lower in each; or its
    mask, which is 1 there. `place` : of the first pixel, mm."""
    stored = np.random.default_rng(seed).integers(40, 49, (5, 16, 16)).astype(np.uint8) * np.uint8(not mask)
    for k in range(1, 5):
        stored[k, k : k + 8, 4:12] = 1 if mask else 200
    made = SimpleITK.GetImageFromArray(stored)
    made.SetSpacing((1.5, 1.5, 5.0))
    made.SetOrigin((place, 0.0, 0.0))
    path.parent.mkdir(parents=True, exist_ok=True)
    SimpleITK.WriteImage(made, str(path))
    return path


def drawn(folder: Path, count: int) -> Path:
    """`count` pictures with masks, two of each patient, and their labels.csv."""
    lines = ["file,mask,patient,site,split"]
    for k in range(count):
        picture(folder / "images" / f"Erika_Mustermann_{k}.png", k)
        mask(folder / "masks" / f"m{k}.png")
        lines.append(f"images/Erika_Mustermann_{k}.png,masks/m{k}.png,Mustermann {k // 2},Site A,test")
    (folder / "labels.csv").write_text("\n".join(lines) + "\n")
    return folder
