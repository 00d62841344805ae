"""The formats of model files, and the network that a card and its files make. What a file is, its bytes say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from torch import Tensor, nn

from medadv_gui.core.errors import ModelError
from medadv_gui.core.files import file_sha256
from medadv_gui.core.text import one_line
from medadv_gui.models.adapt import adapted
from medadv_gui.models.architectures import build
from medadv_gui.models.card import ModelCard
from medadv_gui.models.foreign import Foreign
from medadv_gui.models.sliding import SlidingWindow
from medadv_gui.models.sniff import KINDS, sniff
from medadv_gui.models.weights import load_safetensors, load_state_dict, without_prefix

MAX_WEIGHTS = 4 << 30


def network_of(card: ModelCard) -> nn.Module:
    """The card's network with its weights, on the CPU.

    Raises
    ------
    ModelError
        If a file is missing, too large, altered since the card was written or of another format than the card says, if
        it holds what no model needs, or if its weights do not fit the architecture.
    """
    check_files(card)
    try:
        network = LOADERS[card.format](card, card.weights_path)
    except ModelError as error:
        raise ModelError(f"{card.id}: {error}") from None
    network = adapted(network, card)
    return SlidingWindow(network, card.input) if card.input.dimensions == 3 else network


def check_files(card: ModelCard) -> None:
    """Raise ModelError unless the card's files are those it was written for, and its first one of the card's format."""
    vector = [] if card.test_vector is None else [(card.test_vector.file, card.test_vector.sha256)]
    for name, sha256 in [*((file.name, file.sha256) for file in card.files), *vector]:
        path = card.folder / name
        if not path.is_file():
            raise ModelError(f"{card.id}: the file {name} is missing")
        if path.stat().st_size > MAX_WEIGHTS:
            raise ModelError(f"{card.id}: the file {name} is larger than {MAX_WEIGHTS >> 30} GiB")
        if file_sha256(path) != sha256:
            raise ModelError(f"{card.id}: {name} is not the file its card was written for (SHA-256 differs)")
    found = sniff(card.weights_path)
    if found.kind != card.format:
        words = found.words if found.kind else found.reason
        raise ModelError(f"{card.id}: {card.weights} is not {KINDS[card.format]}, as its card says: {words}")


def _with_weights(load: Callable[[Path], dict[str, Tensor]]) -> Callable[[ModelCard, Path], nn.Module]:
    """A loader for weights that a registered architecture is given."""

    def loader(card: ModelCard, path: Path) -> nn.Module:
        network = build(card.architecture, dict(card.arguments))
        try:
            network.load_state_dict(without_prefix(load(path), network.state_dict()), strict=True)
        except RuntimeError as error:
            reason = one_line(" ".join(str(error).splitlines()[1:]) or str(error))
            raise ModelError(f"the weights do not fit the architecture ({reason})") from None
        return network

    return loader


def _torchscript(card: ModelCard, path: Path) -> nn.Module:
    from medadv_gui.models.torchscript import load_torchscript

    return Foreign(load_torchscript(path))


def _pt2(card: ModelCard, path: Path) -> nn.Module:
    from medadv_gui.models.program import load_program

    graph = load_program(path)
    return Foreign(graph, graph.facts)


def _onnx(card: ModelCard, path: Path) -> nn.Module:
    from medadv_gui.models.onnx_file import load_onnx

    graph = load_onnx(path)
    return Foreign(graph, graph.facts)


LOADERS: dict[str, Callable[[ModelCard, Path], nn.Module]] = {
    "safetensors": _with_weights(load_safetensors),
    "state_dict": _with_weights(load_state_dict),
    "torchscript": _torchscript,
    "pt2": _pt2,
    "onnx": _onnx,
}
