"""What a model file is, by its bytes; its name says nothing. Imports no torch, and runs nothing of the file."""

from __future__ import annotations

import io
import pickletools
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from medadv_gui.core.errors import ModelError
from medadv_gui.models.archive import Archive

KINDS = {
    "safetensors": "weights (safetensors)",
    "state_dict": "weights saved by torch.save",
    "torchscript": "a TorchScript program",
    "pt2": "a program saved by torch.export",
    "onnx": "an ONNX graph",
    "bundle": "a MONAI bundle",
    "card": "a model with its card",
}
PICKLED = (
    "a pickled model is a program that runs when it is opened, so it is refused; save its weights as safetensors, "
    "with a card (help page “Bring your own model”)"
)
# What a pickle of weights alone names: PyTorch's own unpickler for weights knows little more.
_PLAIN = frozenset(
    {"collections OrderedDict", "torch._utils _rebuild_tensor_v2", "torch._utils _rebuild_parameter",
     "torch Size", "torch device", "torch.storage UntypedStorage"}
    | {f"torch {kind}Storage" for kind in
       ("Float", "Double", "Half", "BFloat16", "Long", "Int", "Short", "Char", "Byte", "Bool")}
)  # fmt: skip
# No image has one of these names.
SUFFIXES = (
    ".safetensors", ".pt", ".pth", ".pt2", ".ts", ".torchscript", ".onnx", ".pkl", ".pickle", ".ckpt", ".bin", ".h5",
    ".keras", ".tflite",
)  # fmt: skip
_TORCH_MAGIC = b"\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19"
_MAX_PICKLE = 64 << 20


@dataclass(frozen=True)
class Found:
    """kind: one of KINDS, or empty where the file is not opened; reason: why, in words that follow its name."""

    kind: str
    reason: str = ""

    @property
    def words(self) -> str:
        return KINDS.get(self.kind, self.reason)


def sniff(path: Path) -> Found:
    """What lies at `path`, a file or a folder.

    Raises ModelError where it cannot be read, or where an archive is damaged or made to do harm.
    """
    try:
        return _folder(path) if path.is_dir() else _file(path)
    except OSError as error:
        raise ModelError(f"{path.name}: cannot be read ({error.strerror or type(error).__name__})") from None


def looks_like_model(path: Path) -> bool:
    """Whether a path that was dropped or chosen is meant as a model, be it refused later, and not as an image."""
    if path.is_dir():
        return bool(_folder(path).kind)
    if path.suffix.lower() in SUFFIXES:
        return True
    try:
        return path.suffix.lower() == ".zip" and _file(path).kind == "bundle"
    except (ModelError, OSError):
        return False


def kind_of(path: Path) -> str:
    """The kind of a file that is opened.

    Raises ModelError, with the reason, where it is not.
    """
    found = sniff(path)
    if not found.kind:
        raise ModelError(f"{path.name}: {found.reason}")
    return found.kind


def _folder(path: Path) -> Found:
    if (path / "model_card.json").is_file():
        return Found("card")
    if (path / "configs" / "metadata.json").is_file():
        return Found("bundle")
    if (path / "saved_model.pb").is_file():
        return Found("", "a TensorFlow model is not opened; convert it to ONNX")
    return Found("", "a folder without a model_card.json, and no MONAI bundle")


def _file(path: Path) -> Found:
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(32)
        if _is_safetensors(head, size):
            return Found("safetensors")
        if head[:1] == b"\x80":
            return _pickle_file(head, stream)
        if head[:4] == b"\x89HDF":
            return Found("", "a Keras or HDF5 file is not opened; convert the model to ONNX")
        if head[4:8] == b"TFL3":
            return Found("", "a TensorFlow Lite model is not opened; convert it to ONNX")
        if zipfile.is_zipfile(stream):
            return _archive(path)
        if _is_onnx(stream, size):
            return Found("onnx")
    return Found("", "not a model file that this program knows")


def _is_safetensors(head: bytes, size: int) -> bool:
    return len(head) > 9 and head[8:9] == b"{" and 2 <= struct.unpack("<Q", head[:8])[0] <= size - 8


def _pickle_file(head: bytes, stream: BinaryIO) -> Found:
    """A pickle without an archive about it: what PyTorch wrote before 1.6, or anything else."""
    if _TORCH_MAGIC not in head[:20]:
        return Found("", PICKLED)
    stream.seek(0)
    data = io.BytesIO(stream.read(_MAX_PICKLE))
    # The magic number, the protocol, the system, then the object itself; tensors follow.
    foreign = [name for _ in range(4) for name in foreign_names(data)]
    return _weights(foreign)


def _archive(path: Path) -> Found:
    with Archive(path) as archive:
        names = set(archive.names)
        if "configs/metadata.json" in names:
            return Found("bundle")
        if "serialized_exported_program.json" in names:
            return Found("", "a program saved by torch.export before PyTorch 2.8; load it there and save it anew")
        if any(name.startswith("models/") and name.endswith(".json") for name in names):
            return Found("pt2")
        if "data.pkl" not in names:
            return Found("", "an archive that holds no model this program knows")
        if "constants.pkl" in names:
            return Found("torchscript")
        return _weights(foreign_names(io.BytesIO(archive.read("data.pkl", _MAX_PICKLE))))


def _weights(foreign: list[str]) -> Found:
    if not foreign:
        return Found("state_dict")
    return Found("", f"{PICKLED}; it names {foreign[0].replace(' ', '.')}")


def foreign_names(data: io.BytesIO, known: frozenset[str] = _PLAIN) -> list[str]:
    """What one pickle names beyond `known`, or does beyond building plain values; only its instructions are read."""
    found = []
    try:
        for instruction, argument, _ in pickletools.genops(data):
            name = instruction.name
            if name == "GLOBAL" and argument not in known:
                found.append(str(argument))
            elif name in ("STACK_GLOBAL", "INST", "OBJ", "NEWOBJ", "NEWOBJ_EX", "EXT1", "EXT2", "EXT4"):
                found.append(name.lower())
    except Exception as error:  # pickletools raises many kinds on damaged pickles
        found.append(f"nothing that can be read ({type(error).__name__})")
    return found


# The fields of ONNX's ModelProto, and how each is written: 0 a number, 2 bytes with their length before them.
_ONNX_FIELDS = {1: 0, 2: 2, 3: 2, 4: 2, 5: 0, 6: 2, 7: 2, 8: 2, 14: 2, 20: 2, 25: 2, 26: 2}
_MAX_FIELDS = 10_000


def _is_onnx(stream: BinaryIO, size: int) -> bool:
    """Whether the whole file reads as an ONNX model at the outermost level: its graph is stepped over."""
    stream.seek(0)
    fields = []
    while stream.tell() < size:
        key = _varint(stream)
        fields.append(key >> 3)
        if _ONNX_FIELDS.get(key >> 3) != key & 7 or len(fields) > _MAX_FIELDS:
            return False
        value = _varint(stream)
        if value < 0 or (key & 7 == 2 and stream.seek(value, 1) > size):
            return False
    return {1, 7} <= set(fields)


def _varint(stream: BinaryIO) -> int:
    """A protobuf number; -1 where there is none."""
    value = 0
    for shift in range(0, 70, 7):
        byte = stream.read(1)
        if not byte:
            return -1
        value |= (byte[0] & 127) << shift
        if byte[0] < 128:
            return value
    return -1
