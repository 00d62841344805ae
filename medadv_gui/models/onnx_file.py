"""An ONNX file as a network: its graph is read as data, and each node becomes a call of a known function.

Needs the package onnx (the extra "onnx"), and that for reading the file alone.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from medadv_gui.core.errors import ModelError
from medadv_gui.models.graph import Facts, Graph, Ref, RefusedError, Step
from medadv_gui.models.onnx_operators import OPERATORS

MISSING = "an ONNX file needs the package onnx, which is not installed; pip install onnx"
MAX_SIZE = 2 << 30  # no protobuf message is larger
OLDEST = 11
_SEVERAL = ("Split", "TopK")  # answer with more than one value


def load_onnx(path: Path) -> Graph:
    """The network in an ONNX file.

    Raises
    ------
    ModelError
        If the package is missing, if the file keeps weights elsewhere, or if its graph has an operator that is not
        known here; the message names it.
    """
    model = _model(path)
    try:
        return _graph(model)
    except RefusedError as error:
        raise ModelError(f"{path.name}: {error}") from None
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RuntimeError) as error:
        raise ModelError(f"{path.name}: a damaged graph ({type(error).__name__}: {error})") from None


def _model(path: Path) -> Any:
    try:
        import onnx
        from google.protobuf.message import DecodeError
    except ImportError:
        raise ModelError(f"{path.name}: {MISSING}") from None
    if path.stat().st_size > MAX_SIZE:
        raise ModelError(f"{path.name}: an ONNX file of more than {MAX_SIZE >> 30} GiB")
    try:
        model = onnx.load_model_from_string(path.read_bytes())
    except (DecodeError, ValueError) as error:
        raise ModelError(f"{path.name}: a damaged ONNX file ({type(error).__name__})") from None
    for tensor in _all_tensors(model.graph):
        if tensor.external_data or tensor.data_location == onnx.TensorProto.EXTERNAL:
            raise ModelError(
                f"{path.name}: refused, its weights {tensor.name!r} lie in another file; save it in one file "
                "(onnx.save with save_as_external_data=False)"
            )
    return model


def _all_tensors(graph: Any) -> Iterator[Any]:
    """Every tensor of a graph, those of the graphs within it too."""
    yield from graph.initializer
    for sparse in graph.sparse_initializer:
        yield from (sparse.values, sparse.indices)
    for node in graph.node:
        for attribute in node.attribute:
            yield from (attribute.t, *attribute.tensors)
            for inner in (attribute.g, *attribute.graphs):
                if inner.node or inner.initializer:
                    yield from _all_tensors(inner)


def _graph(model: Any) -> Graph:
    graph = model.graph
    if model.functions:
        raise RefusedError("refused, it defines operators of its own; save it with these put in place (inlined)")
    if graph.sparse_initializer:
        raise RefusedError("refused, its weights are sparse")
    opset = max((entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")), default=0)
    if opset < OLDEST:
        raise RefusedError(f"written for ONNX opset {opset}; {OLDEST} and later are read: convert it")
    source = _source(graph)
    tensors = {item.name: _tensor(item) for item in graph.initializer}
    used = {name for node in graph.node for name in node.input} | {item.name for item in graph.output}
    steps = []
    for node in graph.node:
        if node.op_type == "Constant" and not node.domain:
            tensors[node.output[0]] = _constant(node)
        else:
            steps.append(_step(node, opset, used))
    outputs = {item.name: Ref(item.name) for item in graph.output}
    answer = next(iter(outputs.values())) if len(outputs) == 1 else outputs
    return Graph(steps, source, answer, tensors, _facts(graph, source))


def _source(graph: Any) -> str:
    """The name of the one input that is no weight."""
    weights = {item.name for item in graph.initializer}
    inputs = [str(item.name) for item in graph.input if item.name not in weights]
    if len(inputs) != 1:
        raise RefusedError(f"the graph takes {len(inputs)} inputs; a picture is one")
    return inputs[0]


def _facts(graph: Any, source: str) -> Facts:
    def shape(item: Any) -> tuple[int | None, ...]:
        dims = item.type.tensor_type.shape.dim
        return tuple(int(dim.dim_value) if dim.HasField("dim_value") else None for dim in dims)

    taken = next(item for item in graph.input if item.name == source)
    return Facts(shape(taken), tuple(shape(item) for item in graph.output))


def _tensor(item: Any) -> Tensor:
    from onnx import numpy_helper

    return torch.from_numpy(numpy_helper.to_array(item).copy())


def _constant(node: Any) -> Tensor:
    (attribute,) = node.attribute
    value = _attribute(attribute)
    return value if isinstance(value, Tensor) else torch.tensor(value)


def _attribute(attribute: Any) -> Any:
    """A plain value of an attribute."""
    from onnx import AttributeProto

    kind = attribute.type
    if kind == AttributeProto.TENSOR:
        return _tensor(attribute.t)
    if kind in (AttributeProto.FLOAT, AttributeProto.INT):
        return attribute.f if kind == AttributeProto.FLOAT else attribute.i
    if kind == AttributeProto.STRING:
        return attribute.s.decode("utf-8")
    if kind in (AttributeProto.FLOATS, AttributeProto.INTS):
        return list(attribute.floats if kind == AttributeProto.FLOATS else attribute.ints)
    raise RefusedError(f"refused, its graph holds a branch or a loop (attribute {attribute.name!r})")


def _step(node: Any, opset: int, used: set[str]) -> Step:
    call = OPERATORS.get(node.op_type) if node.domain in ("", "ai.onnx") else None
    if call is None:
        name = f"{node.domain}.{node.op_type}" if node.domain else node.op_type
        raise RefusedError(f"its graph holds the operator {name!r}, which is not known here")
    kwargs = {attribute.name: _attribute(attribute) for attribute in node.attribute}
    args = tuple(Ref(name) if name else None for name in node.input)
    outputs = list(node.output)
    kwargs |= _told(call, {"opset": opset, "outputs": len(outputs)})
    try:
        inspect.signature(call).bind(*args, **kwargs)
    except TypeError as error:
        raise RefusedError(f"its operator {node.op_type!r} is not known in this form ({error})") from None
    except ValueError:  # a function of PyTorch's own, which has no signature: it takes its inputs and nothing else
        if kwargs:
            raise RefusedError(f"its operator {node.op_type!r} is not known with {', '.join(kwargs)}") from None
    words = f"{node.op_type} {node.name}".strip()
    if node.op_type in _SEVERAL:
        return Step(call, args, kwargs, tuple(outputs), words)
    if asked := [name for name in outputs[1:] if name in used]:
        raise RefusedError(f"its operator {node.op_type!r} is asked for {asked[0]!r}, which is not known here")
    return Step(call, args, kwargs, outputs[0], words)


def _told(call: Callable[..., Any], facts: dict[str, int]) -> dict[str, int]:
    """What an operator needs to know besides its inputs and attributes."""
    try:
        wanted = inspect.signature(call).parameters
    except ValueError:
        return {}
    return {name: value for name, value in facts.items() if name in wanted}
