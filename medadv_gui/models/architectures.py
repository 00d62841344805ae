"""Networks that a card names and gives literal arguments: this program's own, MONAI's, torchvision's and timm's.

A name is looked up in a list and never imported; arguments are numbers, truth values, plain words, and lists of them.
No network brings weights of its own.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any

from torch import nn

from medadv_gui.core.errors import ModelError
from medadv_gui.models import networks

# Those of monai.networks.nets that answer one picture with scores or maps.
MONAI = frozenset(
    """
    AHNet AttentionUnet BasicUNet BasicUNetPlusPlus Classifier DenseNet DenseNet121 DenseNet169 DenseNet201 DenseNet264
    DynUNet EfficientNetBN FlexibleUNet HighResNet MedNeXt MedNeXtS MedNeXtB MedNeXtM MedNeXtL
    ResNet resnet10 resnet18 resnet34 resnet50 resnet101 resnet152 resnet200
    SENet154 SEResNet50 SEResNet101 SEResNet152 SEResNeXt50 SEResNeXt101 SegResNet SegResNetDS SwinUNETR UNETR UNet
    VNet ViT
    """.split()  # noqa: SIM905
)
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{0,63}|")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
# What libraries call weights that they would fetch, and files that they would open.
_FETCHED = ("pretrained", "weight", "checkpoint", "url", "path", "cache", "hub", "file", "scriptable", "exportable")
_MAX_DEPTH = 6


def build(name: str, arguments: Mapping[str, Any]) -> nn.Module:
    """The named network with these arguments, weights not yet loaded.

    Raises
    ------
    ModelError
        If there is no such network here, an argument is more than a plain value, or it does not take them.
    """
    library, dot, network = name.partition(".")
    if not dot:
        return networks.build(name, arguments)
    if library not in LIBRARIES:
        raise ModelError(f"unknown architecture {name!r}; a library is one of {', '.join(LIBRARIES)}")
    check_arguments(name, arguments)
    try:
        return LIBRARIES[library](network, dict(arguments))
    except ModelError:
        raise
    except Exception as error:  # of someone else's constructor, which raises what it likes
        reason = (str(error).strip().splitlines() or [""])[0][:200]
        raise ModelError(f"architecture {name!r} does not fit its arguments: {reason}") from None


def check_arguments(name: str, arguments: Mapping[str, Any]) -> None:
    """Raise ModelError, naming the place, where an argument is not a plain value, or asks for weights or files."""
    for key, value in arguments.items():
        if not _IDENTIFIER.fullmatch(key):
            raise ModelError(f"architecture {name!r}: {key!r} is no name of an argument")
        harmless = value is None or value is False or (isinstance(value, (int, float)) and value is not True)
        if any(word in key.lower() for word in _FETCHED) and not harmless:
            raise ModelError(f"architecture {name!r}: refused, {key} asks for weights or files from elsewhere")
        _check_value(name, key, value, 0)


def _check_value(name: str, place: str, value: Any, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise ModelError(f"architecture {name!r}: {place} is nested too deeply")
    if isinstance(value, list):
        for at, item in enumerate(value):
            _check_value(name, f"{place}[{at}]", item, depth + 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_value(name, f"{place}.{key}", str(key), depth + 1)
            _check_value(name, f"{place}.{key}", item, depth + 1)
    elif isinstance(value, str):
        if not _WORD.fullmatch(value):
            raise ModelError(f"architecture {name!r}: refused, {place} is {value[:60]!r}, which is no plain word")
    elif value is not None and not isinstance(value, (bool, int, float)):
        raise ModelError(f"architecture {name!r}: refused, {place} is a {type(value).__name__}")


def _monai(network: str, arguments: dict[str, Any]) -> nn.Module:
    if network not in MONAI:
        raise ModelError(f"unknown architecture 'monai.{network}'; known: {', '.join(sorted(MONAI))}")
    from monai.networks import nets

    make = getattr(nets, network)
    if "pretrained" in inspect.signature(make).parameters:
        arguments["pretrained"] = False  # some would fetch weights unless told
    made: nn.Module = make(**arguments)
    return made


def _torchvision(network: str, arguments: dict[str, Any]) -> nn.Module:
    try:
        from torchvision import models
    except (ImportError, RuntimeError):
        raise ModelError(_missing("torchvision", network)) from None
    if network not in models.list_models():
        raise ModelError(f"torchvision has no network {network!r}")
    backbone = "weights_backbone" in inspect.signature(models.get_model_builder(network)).parameters
    made: nn.Module = models.get_model(
        network, weights=None, **({"weights_backbone": None} if backbone else {}), **arguments
    )
    return made


def _timm(network: str, arguments: dict[str, Any]) -> nn.Module:
    try:
        import timm
    except (ImportError, RuntimeError):
        raise ModelError(_missing("timm", network)) from None
    if network not in timm.list_models():  # also keeps off timm's names for files and for models on a hub
        raise ModelError(f"timm has no network {network!r}")
    made: nn.Module = timm.create_model(network, pretrained=False, **arguments)
    return made


def _missing(library: str, network: str) -> str:
    return f"'{library}.{network}' needs {library}, which is not installed; pip install {library}"


LIBRARIES: dict[str, Callable[[str, dict[str, Any]], nn.Module]] = {
    "monai": _monai,
    "torchvision": _torchvision,
    "timm": _timm,
}
