"""A TorchScript program, loaded once its code was read.

TorchScript runs parts of an archive while it loads it (constants of classes, default arguments, `__setstate__`), and
its operators can read and write files. So the code is parsed first: what would run at once must be plain values, and
every operator must be on the allow-list. PyTorch is then given an archive made anew of the members that were looked
at, and the graph that it makes of them is held to the list once more before it runs.
"""

from __future__ import annotations

import ast
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import nn

from medadv_gui.core.errors import ModelError
from medadv_gui.models.archive import Archive
from medadv_gui.models.operators import allowed_aten, allowed_prim
from medadv_gui.models.sniff import foreign_names

_KEPT = (
    r"data\.pkl", r"constants\.pkl", r"(data|constants)/\d+", r"code/__torch__(/\w+)*\.py", r"(\.data/)?version",
    "byteorder",
)  # fmt: skip
# Names of source files for error messages, the inputs it was traced with, and what others put beside it: never read.
_LEFT_OUT = (
    r"code/.*\.debug_pkl", r"traced_inputs(\.pkl|/\d+)", r"extra/.*", r"\.data/serialization_id",
)  # fmt: skip
_OPTIMISED = ("mkldnn", "prepacked", "prim::ConstantMKLDNN", "TensorExpr", "quantized::")
_FOREIGN = (ast.Import, ast.ImportFrom, ast.Lambda, ast.Global, ast.Await, ast.AsyncFunctionDef)
_DUNDER = ("__setstate__", "__getstate__", "__forward_hooks__", "__forward_pre_hooks__")


class _CodeError(Exception):
    """Code that is not accepted; the message says which, to follow "refused, its code"."""


def load_torchscript(path: Path) -> nn.Module:
    """The network in a TorchScript archive.

    Raises
    ------
    ModelError
        If the archive, its code or its graph has a part that a plain network has not; the message names it.
    """
    with Archive(path) as archive:
        archive.allow(_KEPT + _LEFT_OUT)
        _check_pickles(archive)
        for member in archive.names:
            if member.endswith(".py"):
                try:
                    check_code(archive.text(member))
                except _CodeError as error:
                    raise ModelError(f"{path.name}: refused, its code {error} ({member})") from None
        copy = _copy(archive)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that TorchScript is deprecated is no news to who has a file of it
            module: nn.Module = torch.jit.load(copy, map_location="cpu")  # type: ignore[no-untyped-call]
            for kind in _kinds(module.inlined_graph):
                _check_kind(kind, path.name)
    except (RuntimeError, ValueError, AttributeError, IndexError, KeyError, TypeError) as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ModelError(f"{path.name}: TorchScript cannot load it ({reason})") from None
    return module


def _check_pickles(archive: Archive) -> None:
    """TorchScript reads these by itself and calls no Python; beyond tensors they may name the archive's own classes."""
    for member in ("data.pkl", "constants.pkl"):
        if member not in archive.names:
            raise ModelError(f"{archive.path.name}: its member {member!r} is missing")
        for name in foreign_names(io.BytesIO(archive.read(member))):
            named = name.replace(" ", ".")
            own = named.startswith("__torch__.") and "torch.classes" not in named
            if name != "newobj" and not own and not named.startswith("torch.jit._pickle."):
                raise ModelError(f"{archive.path.name}: refused, its member {member!r} names {named}")


def _copy(archive: Archive) -> io.BytesIO:
    """An archive of the members that were looked at and nothing else, for PyTorch to read."""
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as target:
        for member in archive.names:
            if re.fullmatch("|".join(_KEPT), member):
                target.writestr(f"model/{member}", archive.read(member))
    copy.seek(0)
    return copy


def check_code(text: str) -> None:
    """Raise _CodeError unless this TorchScript source holds allowed operators alone, and runs nothing when loaded."""
    # Python and TorchScript may part ways over other characters; over these they agree where words begin and end.
    if odd := {c for c in text if c != "\n" and not " " <= c <= "~"}:
        raise _CodeError(f"holds the character {min(odd)!r}")
    if found := [name for name in _DUNDER if name in text]:
        raise _CodeError(f"has {found[0]}")
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise _CodeError(f"cannot be parsed ({type(error).__name__})") from None
    for statement in tree.body:
        _check_statement(statement)
    rest: list[ast.AST] = [tree]
    while rest:
        node = rest.pop()
        if isinstance(node, (ast.Name, ast.Attribute)) and (path := _path(node)):
            _check_name(path)
        elif isinstance(node, _FOREIGN):
            raise _CodeError(f"holds {type(node).__name__.lower()}")
        else:
            rest.extend(ast.iter_child_nodes(node))


def _check_statement(node: ast.stmt) -> None:
    """What stands outside of functions is run at once: it must define something, or be a plain value."""
    if isinstance(node, ast.ClassDef):
        for inner in node.body:
            _check_statement(inner)
    elif isinstance(node, ast.FunctionDef):
        arguments = node.args
        for default in (*arguments.defaults, *arguments.kw_defaults):
            if default is not None and not _literal(default):
                raise _CodeError(f"runs something when it is loaded: a default of {node.name}")
        if node.decorator_list:
            raise _CodeError(f"decorates {node.name}")
    elif isinstance(node, ast.Assign) and _annotates(node):
        return
    elif isinstance(node, (ast.Assign, ast.AnnAssign)):
        if node.value is not None and not _literal(node.value):
            raise _CodeError(f"runs something when it is loaded: {ast.unparse(node)[:80]}")
    elif not isinstance(node, ast.Pass):
        raise _CodeError(f"runs something when it is loaded: {ast.unparse(node)[:80]}")


def _annotates(node: ast.Assign) -> bool:
    """Whether this is `__annotations__["name"] = a type`, for a name that is no identifier; types are not run."""
    target = node.targets[0]
    named = isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name) and len(node.targets) == 1
    if not named or target.value.id != "__annotations__":  # type: ignore[attr-defined]
        return False
    parts = (ast.Name, ast.Attribute, ast.Subscript, ast.Tuple, ast.Load)
    return all(isinstance(part, parts) for part in ast.walk(node.value))


def _literal(node: ast.expr) -> bool:
    match node:
        case ast.Constant():
            return True
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _literal(operand)
        case ast.Name(id="inf" | "nan"):
            return True
        case ast.Tuple(elts=items) | ast.List(elts=items):
            return all(map(_literal, items))
        case ast.Dict(keys=keys, values=values):
            return all(key is not None and _literal(key) for key in keys) and all(map(_literal, values))
        case ast.Call(func=ast.Name(id="annotate"), args=[_, value], keywords=[]):
            return _literal(value)
        case ast.Attribute(value=ast.Name(id="CONSTANTS")):
            return True
    return False


def _path(node: ast.expr) -> list[str]:
    """The parts of a dotted name; empty where it begins with something else, such as a call."""
    found: list[str] = []
    while isinstance(node, ast.Attribute):
        found.append(node.attr)
        node = node.value
    return [node.id, *found[::-1]] if isinstance(node, ast.Name) else []


def _check_name(path: list[str]) -> None:
    """The names by which TorchScript's code reaches operators: torch.NAME, ops.aten.NAME and ops.prim.NAME."""
    match path:
        case ["torch", name, *_]:
            allowed = allowed_aten(name)
        case ["ops", "aten", name, *_]:
            allowed = allowed_aten(name)
        case ["ops", "prim", name, *_]:
            allowed = allowed_prim(name)
        case ["torch" | "ops" | "fork" | "awaitable", *_]:
            allowed = False
        case ["__torch__", *rest]:
            allowed = rest[:2] != ["torch", "classes"]
        case _:
            allowed = True
    if not allowed:
        raise _CodeError(f"uses {'.'.join(path)}")


def _kinds(graph: Any) -> Iterator[str]:
    """The kind of each node, those in the branches of others too."""
    for node in graph.nodes():
        yield node.kind()
        for block in node.blocks():
            yield from _kinds(block)


def _check_kind(kind: str, name: str) -> None:
    namespace, _, word = kind.partition("::")
    if (namespace == "aten" and allowed_aten(word)) or (namespace == "prim" and allowed_prim(word)):
        return
    if any(part in kind for part in _OPTIMISED):
        raise ModelError(
            f"{name}: was optimised for inference or quantised ({kind}), which leaves no gradient to attack with; "
            "save it as it was before"
        )
    raise ModelError(f"{name}: refused, its graph holds the operator {kind!r}")
