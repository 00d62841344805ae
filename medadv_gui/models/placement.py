"""Where an image lands in a network's input. Imports no torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from medadv_gui.models.card import InputSpec


@dataclass(frozen=True)
class Placement:
    """An image in a network's input: the `size` of the input and the image's own size `inside` it, both (height, width)
    or (depth, height, width) in network pixels, and where its first row and column lie."""

    size: tuple[int, ...]
    inside: tuple[int, ...]
    top: int = 0
    left: int = 0

    @property
    def fills(self) -> bool:
        """Whether the input holds nothing but the image."""
        return self.size == self.inside

    @property
    def overflows(self) -> bool:
        """Whether the image is larger than the input: it is never cut."""
        return any(a > b for a, b in zip(self.inside, self.size, strict=True))


def place(spec: InputSpec, shape: Sequence[int], spacing: Sequence[float] | None = None) -> Placement:
    """Where an image of this `shape`, (rows, columns) or (slices, rows, columns), lands; `spacing` is its own, mm by
    dimension, None where unknown: then its pixels are taken for the network's."""
    inside = tuple(shape)
    if spec.spacing is not None and spacing is not None:
        inside = tuple(max(1, round(n * a / b)) for n, a, b in zip(shape, spacing, spec.spacing, strict=True))
    if spec.dimensions == 3:
        return Placement(inside, inside)
    height, width = inside
    if spec.own_size:
        multiple = spec.multiple or 1
        full_h, full_w = (-(-side // multiple) * multiple for side in inside)
    else:
        full_h, full_w = spec.height, spec.width
    if spec.resize == "stretch":
        height, width = full_h, full_w
    elif spec.resize == "fit":
        scale = min(full_h / height, full_w / width)
        height, width = max(1, min(full_h, round(height * scale))), max(1, min(full_w, round(width * scale)))
    return Placement((full_h, full_w), (height, width), (full_h - height) // 2, (full_w - width) // 2)
