"""The "fused" engine: the traced network with normalisation, additions and ReLUs inside its convolutions."""

from __future__ import annotations

import copy
import operator
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, fx, nn
from torch.nn import functional as F

from medadv_gui.attack.engine.convolution import FrozenConv2d, supported
from medadv_gui.attack.engine.frozen import FrozenNorm, fold, hooked, is_norm
from medadv_gui.core.errors import ModelError

_RELUS: set[Callable[..., Any] | str] = {F.relu, torch.relu, torch.relu_, "relu", "relu_"}
_ADDS: set[Callable[..., Any] | str] = {operator.add, operator.iadd, torch.add, "add", "add_"}


@torch.no_grad()
def fuse(network: nn.Module, example: Tensor, dtype: torch.dtype = torch.float32) -> nn.Module:
    """The private network, traced and fused for inputs of the example's shape; others work too.

    Raises ModelError where it writes over a value that something else reads; tracing raises what it likes.
    """
    traced = fx.symbolic_trace(network)
    for node in traced.graph.nodes:
        if _in_place(traced, node) and any(len(value.users) > 1 for value in node.all_input_nodes[:1]):
            raise ModelError("the network changes a value in place that it also uses elsewhere")
    _note_shapes(traced, example)
    for node in list(traced.graph.nodes):
        layer = _layer(traced, node)
        if type(layer) is nn.Conv2d and not hooked(layer):
            _fuse_one(traced, node, layer, dtype)
    for node in traced.graph.nodes:
        layer = _layer(traced, node)
        if layer is not None and is_norm(layer):
            node.target = _install(traced, node, FrozenNorm(layer))
    traced.delete_all_unused_submodules()
    traced.recompile()
    return traced.to(dtype)


def _note_shapes(traced: fx.GraphModule, example: Tensor) -> None:
    """Note the shape of every tensor that a node answers to `example`."""
    # Not Interpreter.run: where tqdm is installed it leaves a thread behind for a progress bar that nobody sees.
    interpreter = fx.Interpreter(traced)
    interpreter.args_iter = iter((example,))
    for node in traced.graph.nodes:
        value = interpreter.env[node] = interpreter.run_node(node)
        node.meta["shape"] = value.shape if isinstance(value, Tensor) else None


def _fuse_one(traced: fx.GraphModule, node: fx.Node, layer: nn.Conv2d, dtype: torch.dtype) -> None:
    """Put one node, or two, where the convolution and what can go into it ended."""
    source, chain = node.args[0], [node]
    assert isinstance(source, fx.Node)
    follower = _only_user(node)
    norm = None if follower is None else _layer(traced, follower)
    if follower is not None and norm is not None and is_norm(norm):
        layer = fold(layer, norm)
        chain.append(follower)
    if not supported(layer):
        if len(chain) > 1:
            chain[1].replace_all_uses_with(node)
            traced.graph.erase_node(chain[1])
            node.target = _install(traced, node, layer)
        return
    other, relu = None, False
    follower = _only_user(chain[-1])
    if follower is not None and (other := _addend(follower, chain[-1])) is not None:
        chain.append(follower)
    follower = _only_user(chain[-1])
    if follower is not None and _is_relu(traced, follower):
        relu = True
        chain.append(follower)
    inputs, last = _split(source), chain[-1]
    # At the chain's end: the other addend may be computed after the convolution.
    with traced.graph.inserting_before(last):
        for value, part in zip(inputs, _parts(layer, [value.meta["shape"][1] for value in inputs]), strict=True):
            name = _install(traced, node, FrozenConv2d(part, value.meta["shape"], dtype))
            other = traced.graph.call_module(name, (value, other, relu and value is inputs[-1]))
    assert other is not None
    other.meta["shape"] = last.meta["shape"]
    last.replace_all_uses_with(other)
    for done in reversed(chain if len(inputs) == 1 else [source, *chain]):
        traced.graph.erase_node(done)


def _split(value: fx.Node) -> list[fx.Node]:
    """The two maps that `value` puts together as channels for one convolution alone; else `value` itself.

    A convolution of each costs less than copying them together, and their gradients apart again.
    """
    if (
        value.target is not torch.cat
        or len(value.users) > 1
        or not value.args
        or len(value.args) + len(value.kwargs) != 2
    ):
        return [value]
    parts, dim = value.args[0], value.args[1] if len(value.args) == 2 else value.kwargs.get("dim")
    if not isinstance(parts, (list, tuple)) or len(parts) != 2 or parts[0] is parts[1] or dim not in (1, -3):
        return [value]
    shapes = [part.meta["shape"] for part in parts if isinstance(part, fx.Node)]
    wide = len(shapes) == 2 and all(shape is not None and len(shape) == 4 and shape[1] >= 16 for shape in shapes)
    return list(parts) if wide else [value]  # type: ignore[arg-type]


def _parts(layer: nn.Conv2d, channels: list[int]) -> list[nn.Conv2d]:
    """Convolutions of so many input channels each whose results add up to the layer's."""
    parts = []
    for weight in torch.split(layer.weight.detach(), channels, 1):
        part = copy.copy(layer)
        part._parameters = {"weight": nn.Parameter(weight, requires_grad=False), "bias": None}
        parts.append(part)
    parts[-1].bias = layer.bias
    return parts


def _install(traced: fx.GraphModule, node: fx.Node, layer: nn.Module) -> str:
    """Add a layer for this node alone, since a network may call one layer in several places; its name."""
    name = f"frozen_{node.name}"
    while hasattr(traced, name):
        name += "_"
    traced.add_submodule(name, layer)
    return name


def _layer(traced: fx.GraphModule, node: fx.Node) -> nn.Module | None:
    """The layer that a node calls."""
    return traced.get_submodule(str(node.target)) if node.op == "call_module" else None


def _only_user(node: fx.Node) -> fx.Node | None:
    return next(iter(node.users)) if len(node.users) == 1 else None


def _addend(node: fx.Node, value: fx.Node) -> fx.Node | None:
    """What is added to `value` where `node` is an addition of two tensors of one shape."""
    if node.op == "call_module" or node.target not in _ADDS or node.kwargs or len(node.args) != 2:
        return None
    other = node.args[1] if node.args[0] is value else node.args[0]
    same = isinstance(other, fx.Node) and other is not value and other.meta["shape"] == value.meta["shape"]
    return other if same else None  # type: ignore[return-value]


def _is_relu(traced: fx.GraphModule, node: fx.Node) -> bool:
    layer = _layer(traced, node)
    return node.target in _RELUS if layer is None else type(layer) is nn.ReLU and not hooked(layer)


def _in_place(traced: fx.GraphModule, node: fx.Node) -> bool:
    """Whether a node writes over its first input."""
    layer = _layer(traced, node)
    if layer is not None:
        return bool(getattr(layer, "inplace", False))
    name = node.target if isinstance(node.target, str) else getattr(node.target, "__name__", "")
    underscored = name.endswith("_") and not name.endswith("__")
    assigned = name in ("iadd", "isub", "imul", "itruediv", "setitem")
    return node.op.startswith("call") and (underscored or assigned or node.kwargs.get("inplace") is True)
