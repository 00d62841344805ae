"""The bundled networks: plain convolution, batch normalisation and ReLU. They answer logits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from medadv_gui.core.errors import ModelError


def conv_bn(inputs: int, outputs: int, kernel: int = 3, stride: int = 1, dimensions: int = 2) -> nn.Sequential:
    """Convolution and batch normalisation: (N, inputs, h, w) to (N, outputs, h / stride, w / stride), in three
    dimensions with a depth before the height."""
    convolution, norm = (nn.Conv2d, nn.BatchNorm2d) if dimensions == 2 else (nn.Conv3d, nn.BatchNorm3d)
    return nn.Sequential(convolution(inputs, outputs, kernel, stride, kernel // 2, bias=False), norm(outputs))


def conv_bn_relu(inputs: int, outputs: int, kernel: int = 3, stride: int = 1, dimensions: int = 2) -> nn.Sequential:
    """Like `conv_bn`, with a ReLU behind it."""
    return nn.Sequential(*conv_bn(inputs, outputs, kernel, stride, dimensions), nn.ReLU())


class Residual(nn.Module):
    """Two 3 x 3 convolutions and a shortcut: (N, inputs, h, w) to (N, outputs, h / stride, w / stride)."""

    def __init__(self, inputs: int, outputs: int, stride: int = 1) -> None:
        super().__init__()
        self.body = nn.Sequential(*conv_bn_relu(inputs, outputs, 3, stride), *conv_bn(outputs, outputs))
        same = inputs == outputs and stride == 1
        self.shortcut = nn.Identity() if same else conv_bn(inputs, outputs, 1, stride)
        self.relu = nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.relu(self.body(x) + self.shortcut(x))
        return out


class Encoder(nn.Module):
    """A small residual network: (N, inputs, h, w) to one map a width, at strides 4, 8, 16, ...

    `blocks` counts the residual blocks at each stride.
    """

    def __init__(self, inputs: int, widths: Sequence[int], blocks: Sequence[int]) -> None:
        super().__init__()
        self.stem = conv_bn_relu(inputs, widths[0], 3, 2)
        stages, previous = [], widths[0]
        for width, count in zip(widths, blocks, strict=True):
            stages.append(
                nn.Sequential(Residual(previous, width, 2), *(Residual(width, width) for _ in range(count - 1)))
            )
            previous = width
        self.stages = nn.ModuleList(stages)

    def forward(self, x: Tensor) -> list[Tensor]:
        maps, x = [], self.stem(x)
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        return maps


class TopDown(nn.Module):
    """Brings an encoder's maps together at its finest stride: to (N, outputs, h / 4, w / 4)."""

    def __init__(self, widths: Sequence[int], outputs: int) -> None:
        super().__init__()
        self.lateral = nn.ModuleList(conv_bn(width, outputs, 1) for width in widths)
        self.smooth = nn.ModuleList(conv_bn_relu(outputs, outputs) for _ in widths[1:])
        self.relu = nn.ReLU()

    def forward(self, maps: list[Tensor]) -> Tensor:
        x: Tensor = self.relu(self.lateral[-1](maps[-1]))
        for level in range(len(maps) - 2, -1, -1):
            up = F.interpolate(x, maps[level].shape[-2:], mode="nearest")
            x = self.smooth[level](self.relu(self.lateral[level](maps[level]) + up))
        return x


class UNet(nn.Module):
    """Segmentation: (N, inputs, h, w) to logits (N, classes, h, w), background first; with `dimensions` 3
    (N, inputs, d, h, w) to (N, classes, d, h, w).

    d, h and w must be multiples of 2 to the power of the number of widths less one.
    """

    def __init__(self, inputs: int, classes: int, widths: Sequence[int], dimensions: int = 2) -> None:
        super().__init__()
        if dimensions not in (2, 3):
            raise ValueError("dimensions must be 2 or 3")
        self.pool = F.max_pool2d if dimensions == 2 else F.max_pool3d

        def block(inputs: int, outputs: int) -> nn.Sequential:
            convolutions = ((inputs, outputs), (outputs, outputs))
            return nn.Sequential(*(part for io in convolutions for part in conv_bn_relu(*io, dimensions=dimensions)))

        self.down = nn.ModuleList()
        previous = inputs
        for width in widths:
            self.down.append(block(previous, width))
            previous = width
        self.up = nn.ModuleList()
        for width in reversed(widths[:-1]):
            self.up.append(block(previous + width, width))
            previous = width
        self.head = (nn.Conv2d if dimensions == 2 else nn.Conv3d)(previous, classes, 1)

    def encode(self, x: Tensor) -> list[Tensor]:
        """The maps on the way down, the finest first."""
        maps: list[Tensor] = []
        for level, block in enumerate(self.down):
            x = block(self.pool(x, 2) if level else x)
            maps.append(x)
        return maps

    def decode(self, maps: list[Tensor]) -> Tensor:
        """The logits of what `encode` answered."""
        x = maps[-1]
        for block, skip in zip(self.up, reversed(maps[:-1]), strict=True):
            x = block(torch.cat([F.interpolate(x, scale_factor=2.0, mode="nearest"), skip], 1))
        out: Tensor = self.head(x)
        return out

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))


class LungReader(nn.Module):
    """Classification of a CT slice by what a lung segmentation saw in the lungs: (N, 1, h, w) to logits (N, classes).

    Its `features` are the mean and the spread, over the lungs, of the first `levels` maps of `lungs` (a `UNet` of
    `labels` classes and `widths`), a soft histogram of the input's own values in the lungs and in the whole slice, and
    the lungs' share of it: standardised, softly bounded at plus and minus 4, and given to one linear layer.
    """

    centres: Tensor
    mean: Tensor
    scale: Tensor

    def __init__(self, classes: int, labels: int, widths: Sequence[int], levels: int, bins: int) -> None:
        super().__init__()
        self.levels = levels
        self.lungs = UNet(1, labels, widths)
        count = 2 * sum(widths[:levels]) + 2 * bins + 1
        self.register_buffer("centres", torch.linspace(-1.0, 7 / 3, bins).reshape(1, bins, 1, 1))
        self.register_buffer("mean", torch.zeros(count))
        self.register_buffer("scale", torch.ones(count))
        self.head = nn.Linear(count, classes)

    def features(self, x: Tensor) -> Tensor:
        """(N, features), not yet standardised."""
        maps = self.lungs.encode(x)
        lung = 1 - self.lungs.decode(maps).softmax(1)[:, :1]
        found = []
        for level, seen in enumerate(maps[: self.levels]):
            weight = F.avg_pool2d(lung, 2**level) if level else lung
            mean = _within(seen, weight)
            spread = (_within(seen * seen, weight) - mean * mean).clamp(min=1e-8).sqrt()
            found += [mean, spread]
        width = 2 * (self.centres[0, 1] - self.centres[0, 0])
        near = torch.exp(-(((x - self.centres) / width) ** 2))
        return torch.cat([*found, _within(near, lung), near.mean((2, 3)), lung.mean((2, 3))], 1)

    def standardised(self, features: Tensor) -> Tensor:
        """What the linear layer is given."""
        return 4 * torch.tanh((features - self.mean) / self.scale / 4)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.head(self.standardised(self.features(x)))
        return out


def _within(x: Tensor, weight: Tensor) -> Tensor:
    """The weighted mean of (N, C, h, w) by (N, 1, h, w), (N, C); about 0 where the weights are all but 0."""
    return (x * weight).sum((2, 3)) / (weight.sum((2, 3)) + 1e-3)


class CentreDetector(nn.Module):
    """Detection: (N, inputs, h, w) to (N, classes + 4, h / 4, w / 4).

    The first `classes` channels are the logits of a box of each class centred in the cell; then come the logarithms
    of the box's width and height in cells (of 4 input pixels) and the centre's offset from the cell's corner, in
    cells, in x and y.
    """

    def __init__(self, inputs: int, widths: Sequence[int], blocks: Sequence[int], neck: int, classes: int = 1) -> None:
        super().__init__()
        self.encoder = Encoder(inputs, widths, blocks)
        self.neck = TopDown(widths, neck)
        self.head = nn.Sequential(*conv_bn_relu(neck, neck), nn.Conv2d(neck, classes + 4, 1))
        nn.init.constant_(self.head[-1].bias[:classes], -4.0)  # type: ignore[index]

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.head(self.neck(self.encoder(x)))
        return out


class OrdinalGrader(nn.Module):
    """Grades a fundus picture by way of its lesions: (N, 3, h, w) to logits (N, classes).

    The picture and its local contrast (the difference to a coarse local mean) enter the encoder. Maps of `lesions`
    kinds of lesion at a quarter of the size, pooled by mean and maximum, and the encoder's pooled last map answer two
    numbers: a severity on the grades' own scale, and the evidence for grade 0. A grade's logit falls with the square of
    its distance to the severity.
    """

    def __init__(self, classes: int, lesions: int, widths: Sequence[int], blocks: Sequence[int], neck: int) -> None:
        super().__init__()
        self.encoder = Encoder(6, widths, blocks)
        self.neck = TopDown(widths, neck)
        self.lesion_head = nn.Conv2d(neck, lesions, 1)
        self.dropout = nn.Dropout(0.3)
        self.features = 2 * (widths[-1] + neck + lesions)
        self.head = nn.Linear(self.features, 2)
        self.bias = nn.Parameter(torch.zeros(classes))
        self.register_buffer("grades", torch.arange(float(classes)), persistent=False)
        self.grades: Tensor
        nn.init.constant_(self.lesion_head.bias, -4.0)  # type: ignore[arg-type]

    def pooled(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Features of the whole picture (N, `features`) and lesion logits (N, lesions, h / 4, w / 4)."""
        mean = F.interpolate(F.avg_pool2d(x, 16), x.shape[-2:], mode="bilinear")
        maps = self.encoder(torch.cat([x, 4.0 * (x - mean)], 1))
        fine = self.neck(maps)
        lesions = self.lesion_head(fine)
        parts = (maps[-1], fine, torch.sigmoid(lesions))
        return self.dropout(torch.cat([m for p in parts for m in (p.mean((2, 3)), p.amax((2, 3)))], 1)), lesions

    def grade(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """Logits (N, classes) and severity (N,) from the pooled features."""
        severity, healthy = self.head(features).float().unbind(1)
        logits = self.bias - 1.5 * (severity[:, None] - self.grades) ** 2
        return torch.cat([logits[:, :1] + healthy[:, None], logits[:, 1:]], 1), severity

    def forward(self, x: Tensor) -> Tensor:
        return self.grade(self.pooled(x)[0])[0]


ARCHITECTURES: dict[str, Callable[..., nn.Module]] = {
    "unet": UNet,
    "centre-detector": CentreDetector,
    "ordinal-grader": OrdinalGrader,
    "lung-reader": LungReader,
}


def build(name: str, arguments: Mapping[str, Any]) -> nn.Module:
    """The named architecture with these arguments, weights not yet loaded.

    Raises
    ------
    ModelError
        If there is no such architecture or it does not take these arguments.
    """
    if name not in ARCHITECTURES:
        raise ModelError(f"unknown architecture {name!r}; known: {', '.join(sorted(ARCHITECTURES))}")
    try:
        return ARCHITECTURES[name](**arguments)
    except (TypeError, ValueError, IndexError) as error:
        raise ModelError(f"architecture {name!r} does not fit its arguments: {error}") from None
