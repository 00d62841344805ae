"""What a model file or a MONAI bundle is, and what of a card follows from it. Runs in a process apart (`draft`)."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Mapping, Sequence
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from medadv_gui.core.errors import ModelError
from medadv_gui.models.architectures import MONAI
from medadv_gui.models.archive import Archive
from medadv_gui.models.bundle import read_bundle
from medadv_gui.models.graph import Facts
from medadv_gui.models.schema import SCHEMA_VERSION, lacking
from medadv_gui.models.sniff import KINDS, kind_of

# Of Okabe and Ito, told apart by most people; a background is black.
_COLOURS = ("#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7")
_BACKGROUND = "#000000"
_MOST_TENSORS = 2000
_SUFFIXES = {
    "safetensors": ".safetensors", "state_dict": ".pt", "torchscript": ".ts", "pt2": ".pt2", "onnx": ".onnx",
}  # fmt: skip


def describe(path: Path) -> dict[str, Any]:
    """The fields of a `draft.Draft` but its path, as plain values.

    Raises ModelError where the file is refused or no model.
    """
    kind = kind_of(path)
    if kind == "card":
        raise ModelError(f"{path.name}: has a card already")
    card: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION, "id": _identifier(path), "name": path.stem[:100] or "model", "version": "1",
        "output": {}, "input": {"dimensions": 2, "layout": "NCHW", "intensity": {}},
    }  # fmt: skip
    found, weights, shapes = [KINDS[kind]], "", dict[str, tuple[int, ...]]()
    if kind == "bundle":
        bundle = read_bundle(path, MONAI)
        weights, kind = bundle.weights, bundle.format
        for name, value in bundle.card.items():
            card[name] = {**card[name], **value} if isinstance(card.get(name), dict) else value
        card["architecture"] = bundle.architecture
        found += [f"its network: {bundle.architecture['name']}"] if bundle.architecture else [KINDS[kind]]
        found += bundle.notes
        digest = _member_sha256(path, weights)
    else:
        with path.open("rb") as stream:
            digest = file_digest(stream, "sha256").hexdigest()
        shapes = _SHAPES[kind](path) if kind in _SHAPES else {}
        found += _of_weights(shapes, card) if shapes else _FURTHER[kind](path, card)
    card |= {"format": kind, "files": [{"name": f"model{_SUFFIXES[kind]}", "sha256": digest}]}
    if kind in ("torchscript", "pt2", "onnx"):
        card["architecture"] = None
    _colour(card)
    return {"kind": kind if not weights else "bundle", "found": found, "card": card,
            "missing": list(lacking(card)), "weights": weights,
            "tensors": [[name, _shape(shape)] for name, shape in list(shapes.items())[:_MOST_TENSORS]]}  # fmt: skip


def _identifier(path: Path) -> str:
    """An id from a file's name."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", path.stem).strip("-._")[:64]
    return plain or "model"


def _member_sha256(path: Path, member: str) -> str:
    if path.is_dir():
        with (path / member).open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    with Archive(path) as archive:
        return sha256(archive.read(member)).hexdigest()


def _colour(card: dict[str, Any]) -> None:
    """Give each label that has none a colour."""
    labels = card.get("labels", [])
    background = card.get("task") == "segmentation"
    for at, label in enumerate(labels):
        plain = _COLOURS[(at - background) % len(_COLOURS)]
        label.setdefault("colour", _BACKGROUND if background and at == 0 else plain)


def _of_weights(shapes: Mapping[str, Sequence[int]], card: dict[str, Any]) -> list[str]:
    """What the shapes of weights tell: how many images' channels they take, and how many values they answer."""
    total = sum(_product(shape) for shape in shapes.values())
    found = [f"{len(shapes)} tensors, {total:,} numbers; a card must name their architecture"]
    layers = [shape for shape in shapes.values() if len(shape) in (4, 5)]
    if layers:
        card["input"]["dimensions"] = len(layers[0]) - 2
        if layers[0][1] in (1, 3):
            card["input"]["channels"] = layers[0][1]
        found.append(f"the first convolution takes {layers[0][1]} channels, in {len(layers[0]) - 2} dimensions")
    heads = [shape for shape in shapes.values() if len(shape) > 1]
    if heads:
        found.append(f"the last layer answers {heads[-1][0]} values")
    return found


def _product(shape: Sequence[int]) -> int:
    total = 1
    for size in shape:
        total *= size
    return total


def _safetensors(path: Path) -> dict[str, tuple[int, ...]]:
    try:
        with path.open("rb") as stream:
            (length,) = struct.unpack("<Q", stream.read(8))
            header = json.loads(stream.read(length))
        # By their place in the file, which is mostly the order of the layers.
        tensors = {name: entry for name, entry in header.items() if name != "__metadata__"}
        ordered = sorted(tensors.items(), key=lambda item: item[1]["data_offsets"][0])
        shapes = {str(name): tuple(int(size) for size in entry["shape"]) for name, entry in ordered}
    except (ValueError, KeyError, TypeError, AttributeError, struct.error, RecursionError) as error:
        raise ModelError(f"{path.name}: a damaged safetensors file ({type(error).__name__})") from None
    if not shapes:
        raise ModelError(f"{path.name}: holds no weights")
    return shapes


def _state_dict(path: Path) -> dict[str, tuple[int, ...]]:
    from medadv_gui.models.weights import load_state_dict

    return {name: tuple(tensor.shape) for name, tensor in load_state_dict(path).items()}


def _of_graph(facts: Facts, card: dict[str, Any]) -> list[str]:
    """What a graph says of its input and outputs."""
    found, spec, shape = [], card["input"], facts.input
    if shape:
        found.append(f"takes {_shape(shape)}, makes {', '.join(map(_shape, facts.outputs)) or 'nothing known'}")
    if len(shape) in (4, 5):
        spec["dimensions"] = len(shape) - 2
        last = shape[-1] in (1, 3) and shape[1] not in (1, 3)
        spec["layout"] = "NHWC" if last else "NCHW"
        if shape[-1 if last else 1] in (1, 3):
            spec["channels"] = shape[-1 if last else 1]
        sizes = shape[1:-1] if last else shape[2:]
        names = ("height", "width") if len(sizes) == 2 else ("depth", "height", "width")
        spec |= {name: size for name, size in zip(names, sizes, strict=True) if size is not None}
        if shape[0] is not None:
            found.append("made for 1 image at a time" if shape[0] == 1 else f"made for {shape[0]} images at a time")
    if facts.training:
        found.append("exported in training mode: dropout stays on; export it after .eval()")
    if len(facts.outputs) > 1:
        found.append("has several outputs: the card's output.select names the one to look at")
    elif len(facts.outputs) == 1 and len(shape) in (4, 5):
        answer = facts.outputs[0]
        if len(answer) == 2:
            found.append(f"answers {answer[1] or 'some'} values: a classification, or several labels at once")
        elif len(answer) == len(shape):
            found.append(f"answers {answer[-1 if spec['layout'] == 'NHWC' else 1] or 'some'} maps: a segmentation")
            card["task"] = "segmentation"
    return found


def _shape(shape: Sequence[int | None]) -> str:
    return " x ".join("any" if size is None else str(size) for size in shape)


def _torchscript(path: Path, card: dict[str, Any]) -> list[str]:
    from medadv_gui.models.torchscript import load_torchscript

    load_torchscript(path)
    return ["its code and graph hold nothing but known operators; its sizes are for the card to say"]


def _pt2(path: Path, card: dict[str, Any]) -> list[str]:
    from medadv_gui.models.program import load_program

    return _of_graph(load_program(path).facts, card)


def _onnx(path: Path, card: dict[str, Any]) -> list[str]:
    from medadv_gui.models.onnx_file import load_onnx

    return _of_graph(load_onnx(path).facts, card)


_SHAPES = {"safetensors": _safetensors, "state_dict": _state_dict}
_FURTHER = {"torchscript": _torchscript, "pt2": _pt2, "onnx": _onnx}
