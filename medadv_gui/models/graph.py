"""A network that is a list of steps, read from a file as data: each step calls one known function."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn


@dataclass(frozen=True)
class Ref:
    """The value of this name: the network's input, one of its tensors, or what an earlier step made."""

    name: str


DEVICE = Ref("the device of the input")


class RefusedError(Exception):
    """A file's graph holds what no network needs; the message says what."""


@dataclass(frozen=True)
class Step:
    """One call. `args` and `kwargs` are plain values with `Ref`s among them, in lists too. `outputs` names the result:
    a string for the whole of it, a tuple for its parts, an empty string for what nobody asks for."""

    call: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    outputs: str | tuple[Any, ...]
    words: str


@dataclass(frozen=True)
class Facts:
    """What a file says about its own graph: the shapes of its input and outputs, None where a size is free, empty where
    nothing is said; whether it was written in training mode."""

    input: tuple[int | None, ...] = ()
    outputs: tuple[tuple[int | None, ...], ...] = ()
    training: bool = False


class Graph(nn.Module):
    """Runs `steps` on one input tensor; `answer` is made of `Ref`s in tuples, lists and dictionaries.

    A value is let go after the last step that needs it.
    """

    def __init__(
        self, steps: Sequence[Step], source: str, answer: Any, tensors: Mapping[str, Tensor], facts: Facts
    ) -> None:
        super().__init__()
        self._steps, self._source, self._answer, self.facts = tuple(steps), source, answer, facts
        self._tensors = {name: f"tensor_{at}" for at, name in enumerate(tensors)}
        for name, tensor in tensors.items():
            self.register_buffer(self._tensors[name], tensor.detach())
        self._ends = _ends(self._steps, answer)

    def forward(self, x: Tensor) -> Any:
        values: dict[str, Any] = {name: getattr(self, place) for name, place in self._tensors.items()}
        values |= {self._source: x, DEVICE.name: x.device}
        for step, ends in zip(self._steps, self._ends, strict=True):
            args = [_filled(arg, values) for arg in step.args]
            kwargs = {name: _filled(arg, values) for name, arg in step.kwargs.items()}
            try:
                _bind(step.outputs, step.call(*args, **kwargs), values)
            except (RuntimeError, TypeError, ValueError, IndexError) as error:
                raise RuntimeError(f"{step.words}: {error}") from error
            for name in ends:
                values.pop(name, None)
        return _filled(self._answer, values)


def _filled(value: Any, values: Mapping[str, Any]) -> Any:
    """`value` with each `Ref` replaced by what it refers to."""
    if isinstance(value, Ref):
        return values[value.name]
    if isinstance(value, (list, tuple)):
        return type(value)(_filled(item, values) for item in value)
    if isinstance(value, dict):
        return {key: _filled(item, values) for key, item in value.items()}
    return value


def _bind(names: str | tuple[Any, ...], result: Any, values: dict[str, Any]) -> None:
    if isinstance(names, str):
        if names:
            values[names] = result
        return
    for name, part in zip(names, result, strict=True):
        _bind(name, part, values)


def _refs(value: Any) -> Iterator[str]:
    if isinstance(value, Ref):
        yield value.name
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _refs(item)
    elif isinstance(value, dict):
        yield from _refs(list(value.values()))


def _ends(steps: Sequence[Step], answer: Any) -> list[list[str]]:
    """The names that each step is the last to need."""
    seen, ends = set(_refs(answer)), []
    for step in reversed(steps):
        last = {*_refs(step.args), *_refs(dict(step.kwargs))} - seen
        seen |= last
        ends.append(sorted(last))
    return ends[::-1]
