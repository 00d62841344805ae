"""A program saved by torch.export (.pt2), read as data: its graph's JSON and its weights' bytes, nothing else of it.

PyTorch's own loader unpickles what lies beside the graph, and evaluates sizes that are written as Python. Here neither
is opened: each node of the graph must be an operator of the allow-list, and is called as such.
"""

from __future__ import annotations

import io
import json
import math
import operator
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from medadv_gui.core.errors import ModelError
from medadv_gui.models.archive import Archive
from medadv_gui.models.graph import DEVICE, Facts, Graph, Ref, RefusedError, Step
from medadv_gui.models.operators import allowed_aten, allowed_python
from medadv_gui.models.sniff import foreign_names

_NAME = r"[\w.-]+"
MEMBERS = (
    "archive_format", "archive_version", "byteorder", "version", r"\.data/version", r"\.data/serialization_id",
    rf"models/{_NAME}\.json", rf"data/weights/{_NAME}_weights_config\.json", r"data/weights/weight_\d+",
    rf"data/constants/{_NAME}_constants_config\.json", r"data/constants/tensor_\d+",
    rf"data/sample_inputs/{_NAME}\.pt", rf"extra/{_NAME}",
)  # fmt: skip
_SCHEMA = 8
# torch.export's numbers for these, of its schema.
_DTYPES = {
    1: torch.uint8, 2: torch.int8, 3: torch.int16, 4: torch.int32, 5: torch.int64, 6: torch.float16, 7: torch.float32,
    8: torch.float64, 12: torch.bool, 13: torch.bfloat16,
}  # fmt: skip
_FORMATS = {
    1: torch.contiguous_format, 2: torch.channels_last, 3: torch.channels_last_3d, 4: torch.preserve_format,
}  # fmt: skip
_STRIDED = 7
# What a pickle of example tensors names beyond weights.
_EXAMPLES = {"torch._export.serde.serialize _reconstruct_fake_tensor", "collections OrderedDict"}
# Functions of sizes that are not among Python's operators.
_SIZES: dict[str, Callable[..., Any]] = {
    "torch.sym_max": max, "torch.sym_min": min, "torch.sym_int": int, "torch.sym_float": float,
    "torch.sym_not": operator.not_, "math.trunc": math.trunc, "math.floor": math.floor, "math.ceil": math.ceil,
}  # fmt: skip
_DAMAGED = (KeyError, TypeError, ValueError, AttributeError, IndexError, RuntimeError)


def load_program(path: Path) -> Graph:
    """The network in a .pt2 file.

    Raises
    ------
    ModelError
        If the archive, the graph or a weight has a part that a plain network has not; the message names it.
    """
    with Archive(path) as archive:
        document = _document(archive)
        try:
            return _read(archive, document)
        except RefusedError as error:
            raise ModelError(f"{path.name}: {error}") from None
        except _DAMAGED as error:
            raise ModelError(f"{path.name}: a damaged graph ({type(error).__name__}: {error})") from None


def _document(archive: Archive) -> dict[str, Any]:
    """The graph's JSON, once the archive was found to hold what it may hold alone."""
    name = archive.path.name
    for member in archive.names:
        if member.startswith(("data/constants/opaque_obj_", "data/constants/custom_obj_")):
            raise ModelError(f"{name}: refused, its member {member!r} is an object that runs when it is opened")
        if member.startswith("data/aotinductor/"):
            raise ModelError(f"{name}: refused, it holds compiled code ({member!r}); save it with torch.export.save")
    archive.allow(MEMBERS)
    for member in archive.names:
        if member.startswith("data/sample_inputs/"):
            _check_examples(archive, member)
    models = [member for member in archive.names if member.startswith("models/")]
    if len(models) != 1:
        raise ModelError(f"{name}: holds {len(models)} programs, not one")
    document = _json(archive, models[0])
    version = document.get("schema_version") or {}
    if not isinstance(version, dict) or version.get("major") != _SCHEMA:
        raise ModelError(f"{name}: written by a version of torch.export that this program does not know; save it anew")
    return document


def _check_examples(archive: Archive, member: str) -> None:
    """Raise ModelError where the example inputs, which are never opened, hold more than tensors: whoever put it there
    meant harm, or the program takes more than a picture."""
    data = archive.read(member)
    if not data:
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as inner:
            pickles = [inner.read(name) for name in inner.namelist() if name.endswith("data.pkl")]
    except (zipfile.BadZipFile, OSError, ValueError):
        pickles = [data]
    foreign = [name for pickle in pickles for name in foreign_names(io.BytesIO(pickle)) if name not in _EXAMPLES]
    if foreign:
        named = foreign[0].replace(" ", ".")
        raise ModelError(f"{archive.path.name}: refused, its example inputs hold a program (it names {named})")


def _json(archive: Archive, member: str) -> dict[str, Any]:
    try:
        document = json.loads(archive.text(member))
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{archive.path.name}: its member {member!r} is no JSON ({error})") from None
    if not isinstance(document, dict):
        raise ModelError(f"{archive.path.name}: its member {member!r} is no JSON object")
    return document


def _read(archive: Archive, document: Mapping[str, Any]) -> Graph:
    module = document["graph_module"]
    signature = module["signature"]
    source = _source(document)
    held = _tensors(archive, "weights") | _tensors(archive, "constants")
    tensors = {
        _name(spec["arg"]): held[spec[f"{kind}_name"]]
        for kind, spec in map(_only, signature["input_specs"])
        if kind in ("parameter", "buffer", "tensor_constant")
    }
    steps = [_step(node) for node in module["graph"]["nodes"]]
    outputs = [_value(spec["arg"]) for kind, spec in map(_only, signature["output_specs"]) if kind == "user_output"]
    return Graph(steps, source, _answer(module, outputs), tensors, _facts(document, source))


def _only(item: Mapping[str, Any]) -> tuple[str, Any]:
    """Kind and content of one of the schema's unions: {kind: content}."""
    (found,) = item.items()
    return found


def _name(arg: Any) -> str:
    """The name in {"name": ...}, or in {"as_tensor": {"name": ...}}."""
    name = arg["name"] if "name" in arg else _only(arg)[1]["name"]
    if not isinstance(name, str):
        raise TypeError("a value without a name")
    return name


def _source(document: Mapping[str, Any]) -> str:
    """The name of the one tensor that the program takes."""
    specs = [_only(item) for item in document["graph_module"]["signature"]["input_specs"]]
    for kind, _ in specs:
        if kind not in ("parameter", "buffer", "tensor_constant", "user_input"):
            raise RefusedError(f"the program takes a {kind.replace('_', ' ')}, which is more than a picture")
    tensors = [spec["arg"] for kind, spec in specs if kind == "user_input" and "as_tensor" in spec["arg"]]
    if len(tensors) != 1:
        raise RefusedError(f"the program takes {len(tensors)} tensors; a picture is one")
    return _name(tensors[0])


def _tensors(archive: Archive, kind: str) -> dict[str, Tensor]:
    """The tensors that the table of `kind` (weights, constants) names, from their bytes."""
    folder, found, flat = f"data/{kind}", {}, {}
    for member in archive.names:
        if not member.startswith(folder) or not member.endswith(f"_{kind}_config.json"):
            continue
        for name, entry in _json(archive, member)["config"].items():
            place, meta = f"{folder}/{entry['path_name']}", entry["tensor_meta"]
            if entry["use_pickle"] or meta is None:
                raise RefusedError(f"refused, its tensor {name!r} is pickled")
            dtype = _DTYPES[meta["dtype"]]
            if meta["layout"] != _STRIDED:
                raise ValueError(f"tensor {name!r} is sparse")
            if place not in flat:
                data = bytearray(archive.read(place))
                flat[place] = torch.frombuffer(data, dtype=dtype) if data else torch.empty(0, dtype=dtype)
            sizes, strides = ([int(n["as_int"]) for n in meta[key]] for key in ("sizes", "strides"))
            found[name] = flat[place].as_strided(sizes, strides, int(meta["storage_offset"]["as_int"]))
    return found


def _operator(target: str) -> tuple[Callable[..., Any], bool]:
    """The function of a node, and whether it is one of ATen's.

    Raises ModelError where it is not on the allow-list.
    """
    parts = target.split(".")
    if len(parts) == 2 and parts[0] == "_operator" and allowed_python(parts[1]):
        return getattr(operator, parts[1]), False
    if target in _SIZES:
        return _SIZES[target], False
    if len(parts) == 5 and parts[:3] == ["torch", "ops", "aten"] and allowed_aten(parts[3]):
        packet = getattr(torch.ops.aten, parts[3], None)
        if packet is not None and parts[4] in packet.overloads():
            return getattr(packet, parts[4]), True
    raise RefusedError(f"refused, its graph holds the operator {target!r}")


def _step(node: Mapping[str, Any]) -> Step:
    call, aten = _operator(node["target"])
    given = {item["name"]: _value(item["arg"]) for item in node["inputs"]}
    args, kwargs = list(given.values()), {}
    if aten:  # in the order of the operator's schema; what the file leaves out has a default
        args = []
        for at, arg in enumerate(call._schema.arguments):  # type: ignore[attr-defined]
            if arg.name in given and (arg.kwarg_only or at > len(args)):
                kwargs[arg.name] = given[arg.name]
            elif arg.name in given:
                args.append(given[arg.name])
    outputs = tuple(_output(item) for item in node["outputs"])
    words = node["target"].removeprefix("torch.ops.")
    return Step(call, tuple(args), kwargs, (outputs[0] if len(outputs) == 1 else outputs) or "", words)


def _output(item: Mapping[str, Any]) -> Any:
    kind, content = _only(item)
    if kind == "as_tensor":
        return content["name"]
    if kind == "as_tensors":
        return tuple(item["name"] for item in content)
    if kind == "as_optional_tensors":
        return tuple(_output(item) for item in content)
    if kind == "as_none":
        return ""
    if kind in ("as_sym_int", "as_sym_bool", "as_sym_float"):
        return str(content.get("as_name", ""))
    if kind in ("as_int", "as_bool", "as_float"):
        return ""
    raise RefusedError(f"refused, its graph makes a value of the kind {kind!r}")


def _value(arg: Mapping[str, Any]) -> Any:
    """What an argument stands for: a plain value, or a `Ref`. A device becomes that of the input."""
    kind, content = _only(arg)
    if kind == "as_none":
        return None
    if kind == "as_tensor":
        return Ref(_name(content))
    if kind == "as_tensors":
        return [Ref(_name(item)) for item in content]
    if kind == "as_optional_tensor":
        return _value(content)
    if kind == "as_optional_tensors":
        return [_value(item) for item in content]
    if kind in ("as_int", "as_float", "as_bool", "as_string"):
        return _plain(content)
    if kind in ("as_ints", "as_floats", "as_bools"):
        return [_plain(item) for item in content]
    if kind in ("as_sym_int", "as_sym_float", "as_sym_bool"):
        inner, value = _only(content)
        return Ref(str(value)) if inner == "as_name" else _plain(value)
    if kind in ("as_sym_ints", "as_sym_floats", "as_sym_bools"):
        return [_value({kind[:-1]: item}) for item in content]
    if kind == "as_scalar_type":
        return _DTYPES[content]
    if kind == "as_memory_format":
        return _FORMATS[content]
    if kind == "as_layout":
        return torch.strided
    if kind == "as_device":
        return DEVICE
    raise RefusedError(f"refused, its graph takes a value of the kind {kind!r}")


def _plain(value: Any) -> Any:
    if not isinstance(value, (int, float, bool, str)):
        raise TypeError("a value that is no number and no word")
    return value


def _answer(module: Mapping[str, Any], outputs: list[Any]) -> Any:
    """The outputs in the tuples and dictionaries that the program gives them back in."""
    for entry in module["module_call_graph"]:
        if entry["fqn"] == "" and entry.get("signature"):
            _, spec = json.loads(entry["signature"]["out_spec"])
            rest = list(outputs)
            built = _tree(spec, rest)
            if not rest:
                return built
    return tuple(outputs)


def _tree(spec: Mapping[str, Any], rest: list[Any]) -> Any:
    kind, children = spec["type"], spec["children_spec"]
    if kind is None:
        return rest.pop(0)
    parts = [_tree(child, rest) for child in children]
    if kind in ("builtins.tuple", "builtins.list"):
        return tuple(parts)
    if kind in ("builtins.dict", "collections.OrderedDict"):
        return dict(zip((str(key) for key in json.loads(spec["context"])), parts, strict=True))
    raise RefusedError(f"refused, its answer is a {kind}")


def _facts(document: Mapping[str, Any], source: str) -> Facts:
    graph = document["graph_module"]["graph"]
    values = graph["tensor_values"]

    def shape(name: str) -> tuple[int | None, ...]:
        return tuple(size.get("as_int") for size in values[name]["sizes"])

    outputs = tuple(shape(_name(item)) for item in graph["outputs"] if "as_tensor" in item)
    training = any(
        item["name"] in ("train", "training") and item["arg"].get("as_bool") is True
        for node in graph["nodes"]
        for item in node["inputs"]
    )
    return Facts(shape(source), outputs, training)
