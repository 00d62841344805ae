"""Model files that were made to do harm: each refused with its own reason, and nothing of it runs."""

from __future__ import annotations

import json
import shutil
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from medadv_gui.core.errors import ModelError
from medadv_gui.models.architectures import MONAI, build
from medadv_gui.models.bundle import read_bundle
from medadv_gui.models.draft import draft
from medadv_gui.models.program import load_program
from medadv_gui.models.torchscript import load_torchscript
from medadv_gui.models.weights import load_state_dict
from tests.made_models import NAMES, bomb, network, plain_bomb, repacked, write_bundle, write_program

Members = dict[str, bytes]


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    """The file that an attack leaves behind where it runs."""
    return tmp_path / "ran"


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("originals")
    for kind in ("pt2", "torchscript"):
        write_program(network(), kind, folder / NAMES[kind])
    return folder


@pytest.fixture
def program(tmp_path: Path, originals: Path) -> Path:
    return Path(shutil.copy(originals / NAMES["pt2"], tmp_path))


@pytest.fixture
def script(tmp_path: Path, originals: Path) -> Path:
    return Path(shutil.copy(originals / NAMES["torchscript"], tmp_path))


def edited(path: Path, member: str, change: Callable[[dict], object]) -> Path:
    """The archive with a member of JSON changed."""

    def edit(members: Members) -> None:
        document = json.loads(members[member])
        change(document)
        members[member] = json.dumps(document).encode()

    return repacked(path, edit)


def source(path: Path, change: Callable[[str], str]) -> Path:
    """The TorchScript archive with the code of its network changed."""

    def edit(members: Members) -> None:
        name = next(n for n in members if n.endswith(".py") and b"class UNet" in members[n])
        changed = change(members[name].decode())
        assert changed != members[name].decode()
        members[name] = changed.encode()

    return repacked(path, edit)


# A program of torch.export


def test_a_pickle_in_the_sample_inputs(program: Path, mark: Path) -> None:
    """PyTorch's own loader runs it; the test of that is what makes this one worth something."""
    repacked(program, lambda members: members.update({"data/sample_inputs/model.pt": bomb(mark)}))
    with pytest.raises(ModelError, match=r"^model\.pt2: refused, its example inputs hold a program"):
        load_program(program)
    with pytest.raises(ModelError, match="its example inputs hold a program"):
        draft(program)
    assert not mark.exists()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            torch.export.load(program)
        except Exception as error:
            print(error)
    assert mark.exists(), "this PyTorch no longer runs the attack; make a new one"


@pytest.mark.parametrize("name", ["opaque_obj_0", "custom_obj_0"])
def test_an_opaque_object(program: Path, mark: Path, name: str) -> None:
    repacked(program, lambda members: members.update({f"data/constants/{name}": plain_bomb(mark)}))
    table = {"config": {"k": {"path_name": name, "is_param": False, "use_pickle": True, "tensor_meta": None}}}
    repacked(program, lambda m: m.update({"data/constants/model_constants_config.json": json.dumps(table).encode()}))
    with pytest.raises(ModelError, match="is an object that runs when it is opened"):
        load_program(program)
    assert not mark.exists()


def test_pickled_weights(program: Path, mark: Path) -> None:
    repacked(program, lambda members: members.update({"data/weights/weight_0": bomb(mark)}))

    def pickled(table: dict) -> None:
        next(entry for entry in table["config"].values() if entry["path_name"] == "weight_0")["use_pickle"] = True

    edited(program, "data/weights/model_weights_config.json", pickled)
    with pytest.raises(ModelError, match="is pickled"):
        load_program(program)
    assert not mark.exists()


@pytest.mark.parametrize(
    "member", ["data/aotinductor/model/x.so", "data/weights/model.pt", "data/constants/model.pt", "hook.py", "xl/w"]
)
def test_a_member_that_has_no_place(program: Path, member: str) -> None:
    repacked(program, lambda members: members.update({member: b"x"}))
    with pytest.raises(ModelError, match=r"no place in a model of this kind|compiled code"):
        load_program(program)


@pytest.mark.parametrize(
    "target",
    ["torch.ops.aten.from_file.default", "torch.ops.aten.save.default", "torch.hub.load", "torch.load",
     "torch._C._jit_get_all_schemas", "_operator.attrgetter", "_operator.methodcaller", "#x:y", "os.system",
     "torch.ops.higher_order.cond", "torch.ops.aten.set_.source_Storage", "math.inf", "torch.ops.aten.add.nothing"],
)  # fmt: skip
def test_an_operator_that_is_not_on_the_list(program: Path, target: str) -> None:
    def put(document: dict) -> None:
        document["graph_module"]["graph"]["nodes"][0]["target"] = target

    edited(program, "models/model.json", put)
    with pytest.raises(ModelError, match="refused, its graph holds the operator"):
        load_program(program)


def test_a_size_that_is_a_program(program: Path, mark: Path) -> None:
    """PyTorch's loader evaluates it; here the sizes that the graph writes down are not needed."""
    attack = f"__import__('pathlib').Path({str(mark)!r}).touch() or 1"

    def put(document: dict) -> None:
        for value in document["graph_module"]["graph"]["tensor_values"].values():
            if value["sizes"]:
                value["sizes"][0] = {"as_expr": {"expr_str": attack, "hint": None}}
        document["guards_code"] = [attack]

    edited(program, "models/model.json", put)
    made = load_program(program)
    assert made(torch.rand(1, 1, 16, 16)).shape == (1, 2, 16, 16)
    assert not mark.exists()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            torch.export.load(program)
        except Exception as error:
            print(error)
    assert mark.exists(), "this PyTorch no longer runs the attack; make a new one"


def test_weights_that_reach_beyond_their_bytes(program: Path) -> None:
    def put(table: dict) -> None:
        next(iter(table["config"].values()))["tensor_meta"]["storage_offset"] = {"as_int": 1 << 40}

    edited(program, "data/weights/model_weights_config.json", put)
    with pytest.raises(ModelError, match="a damaged graph"):
        load_program(program)


# TorchScript


class Writes(nn.Module):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path

    def forward(self, x: Tensor) -> Tensor:
        torch.save(x, self.path)
        return x


class Reads(nn.Module):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path

    def forward(self, x: Tensor) -> Tensor:
        return x + torch.from_file(self.path, True, 4).sum()


@pytest.mark.parametrize("made", [Writes, Reads])
def test_a_script_that_touches_files(tmp_path: Path, mark: Path, made: type[nn.Module]) -> None:
    path = tmp_path / "model.ts"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.jit.save(torch.jit.script(made(str(mark))), path)
    name = "save" if made is Writes else "from_file"
    for load in (load_torchscript, draft):
        with pytest.raises(ModelError, match=rf"^model\.ts: refused, its code uses torch\.{name}"):
            load(path)
    assert not mark.exists()


def test_what_runs_when_a_script_is_loaded(script: Path, mark: Path) -> None:
    """A default argument and a class's constant: PyTorch's loader runs both."""
    data = script.read_bytes()
    call = f"torch.from_file({json.dumps(str(mark))}, True, 16)"
    for change in (
        lambda code: code.replace("Tensor) -> Tensor:", f"Tensor, f: Tensor={call}) -> Tensor:", 1),
        lambda code: code.replace("  training : bool\n", f"  training : bool\n  z : Final[Tensor] = {call}\n", 1),
    ):
        script.write_bytes(data)
        source(script, change)
        with pytest.raises(ModelError, match="runs something when it is loaded"):
            load_torchscript(script)
        assert not mark.exists()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.jit.load(script)
        assert mark.exists(), "this PyTorch no longer runs the attack; make a new one"
        mark.unlink()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("ops.prim.rpc_sync", r"uses ops\.prim\.rpc_sync"), ("ops.aten.save", r"uses ops\.aten\.save"),
        ("ops.quantized.add", r"uses ops\.quantized\.add"), ("torch", "uses torch"), ("ops", "uses ops"),
        ("fork", "uses fork"), ("__torch__.torch.classes.x.Y", r"uses __torch__\.torch\.classes\.x\.Y"),
        ("(torch.add).save", r"uses torch\.add\.save|cannot load"), ("lambda: 1", "holds lambda"),
        ("torch.ops.aten.save", r"uses torch\.ops\.aten\.save"), ("'\\é'", "holds the character"),
    ],
)  # fmt: skip
def test_names_in_code_that_are_not_on_the_list(script: Path, line: str, reason: str) -> None:
    source(script, lambda code: code.replace("    return ", f"    q = {line}\n    return ", 1))
    with pytest.raises(ModelError, match=reason):
        load_torchscript(script)


def test_hooks_and_states_in_code(script: Path) -> None:
    source(script, lambda code: code + "  def __setstate__(self, x: Tensor) -> NoneType:\n    return None\n")
    with pytest.raises(ModelError, match="has __setstate__"):
        load_torchscript(script)


def test_pickles_in_a_script(script: Path, mark: Path) -> None:
    repacked(script, lambda members: members.update({"constants.pkl": plain_bomb(mark)}))
    with pytest.raises(ModelError, match=r"its member 'constants\.pkl' names"):
        load_torchscript(script)
    assert not mark.exists()


def test_only_what_was_looked_at_reaches_pytorch(script: Path) -> None:
    """Names for debugging are pickles that nothing needs: a broken one changes nothing."""

    def spoil(members: Members) -> None:
        for name in [n for n in members if n.endswith(".debug_pkl")]:
            members[name] = b"no pickle"

    made = load_torchscript(repacked(script, spoil))
    x = torch.rand(1, 1, 16, 16)
    assert torch.allclose(made(x), network()(x), atol=1e-5)


# Weights


def test_weights_with_a_payload(tmp_path: Path, mark: Path) -> None:
    path = tmp_path / "weights.pt"
    path.write_bytes(bomb(mark))
    with pytest.raises(ModelError, match=r"^weights\.pt: a pickled model is a program"):
        draft(path)
    with pytest.raises(ModelError, match="holds more than weights"):
        load_state_dict(path)
    assert not mark.exists()


@pytest.mark.parametrize(
    ("name", "arguments", "reason"),
    [
        ("os.system", {"command": "touch x"}, "unknown architecture 'os.system'"),
        ("monai.os", {}, "unknown architecture 'monai.os'"),
        ("monai.EfficientNetBN", {"model_name": "efficientnet-b0", "pretrained": True}, "pretrained asks for weights"),
        ("monai.UNet", {"act": "$__import__('os').system('x')"}, "act is .* no plain word"),
        ("monai.UNet", {"act": ["relu", {"x": "https://example.org/w"}]}, r"act\[1\]\.x is .* no plain word"),
        ("monai.UNet", {"a b": 1}, "no name of an argument"),
        ("timm.resnet18", {"checkpoint_path": "w.pt"}, "checkpoint_path asks for weights or files"),
        ("torchvision.resnet18", {"weights": "DEFAULT"}, "weights asks for weights"),
        ("monai.UNet", {"nothing": 1}, "does not fit its arguments"),
    ],
)  # fmt: skip
def test_an_architecture_that_asks_for_more(name: str, arguments: dict, reason: str) -> None:
    with pytest.raises(ModelError, match=reason):
        build(name, arguments)


# MONAI bundles

UNET = {
    "_target_": "UNet", "spatial_dims": 2, "in_channels": 1, "out_channels": 2, "channels": [4, 8], "strides": [2],
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"_target_": "os.system", "command": "touch ran"}, r"network_def\._target_ is 'os.system'"),
        ({"_target_": "monai.networks.nets.x.y.UNet"}, "no network on the list"),
        ({"_target_": "MILModel"}, "no network on the list"),
        ({"act": "$__import__('os').system('touch ran')"}, r"network_def\.act is .* would have to be run"),
        ({"channels": [4, "$8"]}, r"network_def\.channels\[1\] is '\$8'"),
        ({"act": {"_target_": "os.system", "command": "touch ran"}}, r"network_def\.act\._target_ calls 'os.system'"),
        ({"in_channels": "@nowhere"}, r"network_def\.in_channels refers to '@nowhere'"),
        ({"in_channels": "@device"}, r"network_def\.in_channels is .* would have to be run"),
        ({"act": "%other.json::act"}, r"network_def\.act is '%other"),
        ({"_requires_": "relu"}, r"network_def\._requires_ is an instruction"),
        ({"in_channels": "@network_def"}, "is nested too deeply|calls"),
    ],
)  # fmt: skip
def test_a_bundle_that_is_a_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict, reason: str) -> None:
    monkeypatch.chdir(tmp_path)
    folder = write_bundle(tmp_path / "bundle", {**UNET, **change}, network())
    with pytest.raises(ModelError, match=rf"^bundle: refused, configs/inference\.json: .*{reason}"):
        read_bundle(folder, MONAI)
    assert not (tmp_path / "ran").exists()


def test_a_bundle_in_an_archive_that_leads_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("b/configs/metadata.json", "{}")
        archive.writestr("../../outside", b"x")
    with pytest.raises(ModelError, match="leads elsewhere"):
        draft(path)


# ONNX


def onnx_file(path: Path, change: Callable[[object], object]) -> Path:
    onnx = pytest.importorskip("onnx")
    model = onnx.load_model_from_string(write_program(network(), "onnx", path).read_bytes())
    change(model)
    path.write_bytes(model.SerializeToString())
    return path


@pytest.mark.parametrize("place", ["../secret", "/etc/passwd", "weights.bin"])
def test_onnx_weights_in_another_file(tmp_path: Path, place: str) -> None:
    (tmp_path / "secret").write_bytes(bytes(1 << 16))
    folder = tmp_path / "model"
    folder.mkdir()

    def point(model) -> None:
        tensor = model.graph.initializer[0]
        tensor.ClearField("raw_data")
        tensor.data_location = 1
        entry = tensor.external_data.add()
        entry.key, entry.value = "location", place

    path = onnx_file(folder / "model.onnx", point)
    with pytest.raises(ModelError, match="lie in another file"):
        draft(path)


def test_an_onnx_operator_that_is_not_known(tmp_path: Path) -> None:
    from medadv_gui.models.onnx_file import load_onnx

    def loop(model) -> None:
        model.graph.node[0].op_type = "Loop"

    with pytest.raises(ModelError, match="holds the operator 'Loop'"):
        load_onnx(onnx_file(tmp_path / "a.onnx", loop))

    def domain(model) -> None:
        model.graph.node[0].domain = "com.example"

    with pytest.raises(ModelError, match=r"holds the operator 'com\.example\."):
        load_onnx(onnx_file(tmp_path / "b.onnx", domain))

    def function(model) -> None:
        model.functions.add().name = "mine"

    with pytest.raises(ModelError, match="defines operators of its own"):
        load_onnx(onnx_file(tmp_path / "c.onnx", function))


def test_what_is_no_archive_at_all(tmp_path: Path) -> None:
    for load in (load_program, load_torchscript):
        (tmp_path / "x").write_bytes(b"PK\3\4garbage")
        with pytest.raises(ModelError, match="a damaged archive"):
            load(tmp_path / "x")
