"""Each ONNX operator against the specification's own evaluator, and whole networks against what they were made of."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from monai.networks.nets import BasicUNet, DenseNet
from torch import nn

from medadv_gui.core.errors import ModelError
from medadv_gui.models.draft import draft
from medadv_gui.models.onnx_file import load_onnx
from medadv_gui.models.onnx_operators import OPERATORS
from tests.made_models import network, write_program

onnx = pytest.importorskip("onnx")
from onnx import TensorProto, helper, numpy_helper  # noqa: E402
from onnx.reference import ReferenceEvaluator  # noqa: E402

X = (1, 4, 6, 8)
OPSET = 21
I64 = np.int64


def ints(*values: int) -> np.ndarray:
    return np.array(values, I64)


def weights(*shape: int) -> np.ndarray:
    return np.random.default_rng(7).normal(size=shape).astype(np.float32)


PLAIN = """
    Relu Sigmoid Tanh Erf Softsign Selu Elu Celu LeakyRelu HardSigmoid HardSwish Softplus Mish Gelu Exp Abs Neg Sign
    Reciprocal Sin Cos Tan Atan Floor Ceil Round Identity GlobalAveragePool GlobalMaxPool Flatten Transpose
    LogSoftmax Softmax Shape Size Squeeze ThresholdedRelu Dropout
"""
# Operator, further inputs, attributes.
CASES: list[tuple[str, list[Any], dict[str, Any]]] = [(name, [], {}) for name in PLAIN.split()] + [
    ("Conv", [weights(3, 4, 3, 3), weights(3)], {"pads": [1, 1, 1, 1]}),
    ("Conv", [weights(3, 4, 3, 3)], {"pads": [0, 1, 2, 1], "strides": [2, 1], "dilations": [1, 2]}),
    ("Conv", [weights(4, 2, 3, 3)], {"group": 2, "auto_pad": "SAME_UPPER", "strides": [2, 2]}),
    ("Conv", [weights(4, 4, 2, 2)], {"auto_pad": "SAME_LOWER"}),
    ("ConvTranspose", [weights(4, 2, 3, 3), weights(2)], {"strides": [2, 2], "pads": [1, 1, 1, 1],
                                                          "output_padding": [1, 1]}),
    ("ConvTranspose", [weights(4, 2, 3, 3)], {"pads": [0, 1, 1, 0]}),
    ("MaxPool", [], {"kernel_shape": [2, 2], "strides": [2, 2]}),
    ("MaxPool", [], {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1], "strides": [2, 2]}),
    ("MaxPool", [], {"kernel_shape": [2, 3], "pads": [0, 1, 1, 0]}),
    ("AveragePool", [], {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1]}),
    ("AveragePool", [], {"kernel_shape": [3, 3], "pads": [0, 1, 1, 0], "count_include_pad": 0}),
    ("AveragePool", [], {"kernel_shape": [2, 2], "strides": [2, 2], "count_include_pad": 1}),
    ("BatchNormalization", [weights(4), weights(4), weights(4), np.abs(weights(4))], {"epsilon": 1e-3}),
    ("InstanceNormalization", [weights(4), weights(4)], {}),
    ("LayerNormalization", [weights(8), weights(8)], {"axis": -1}),
    ("GroupNormalization", [weights(4), weights(4)], {"num_groups": 2}),
    ("PRelu", [weights(4, 1, 1)], {}), ("Clip", [np.float32(-0.5), np.float32(0.5)], {}), ("Clip", [], {}),
    ("Elu", [], {"alpha": 0.5}), ("LeakyRelu", [], {"alpha": 0.3}), ("Gelu", [], {"approximate": "tanh"}),
    *[(name, [weights(4, 6, 8)], {}) for name in ("Add", "Sub", "Mul", "Div", "Min", "Max", "Sum", "Mean")],
    *[(name, [weights(1, 4, 6, 8)], {}) for name in ("Equal", "Greater", "Less", "GreaterOrEqual", "LessOrEqual")],
    ("Pow", [np.float32(2)], {}), ("Mod", [np.abs(weights(4, 6, 8))], {"fmod": 1}),
    ("MatMul", [weights(8, 5)], {}), ("Einsum", [weights(1, 4, 6, 8)], {"equation": "nchw,nchw->nc"}),
    *[(f"Reduce{name}", [ints(2, 3)], {}) for name in ("Mean", "Sum", "Max", "Min", "L1", "L2", "SumSquare", "Prod",
                                                       "LogSumExp")],
    ("ReduceMean", [], {"keepdims": 0}), ("ReduceSum", [ints(-1)], {"keepdims": 0}),
    ("ArgMax", [], {"axis": 1}), ("ArgMin", [], {"axis": -1, "keepdims": 0}),
    ("ArgMax", [], {"axis": 2, "select_last_index": 1}), ("TopK", [ints(3)], {"axis": 2}),
    ("Reshape", [ints(0, -1, 4)], {}), ("Flatten", [], {"axis": 2}), ("Transpose", [], {"perm": [0, 2, 3, 1]}),
    ("Unsqueeze", [ints(0, -1)], {}), ("Squeeze", [ints(0)], {}), ("Expand", [ints(2, 1, 1, 1, 8)], {}),
    ("Tile", [ints(1, 2, 1, 3)], {}), ("Concat", [weights(1, 2, 6, 8)], {"axis": 1}),
    ("Split", [ints(1, 3)], {"axis": 1}), ("Split", [], {"axis": 3, "num_outputs": 2}),
    ("Slice", [ints(1, 0), ints(3, 100), ints(1, 3), ints(1, 2)], {}),
    ("Slice", [ints(-1), ints(-100), ints(3), ints(-2)], {}), ("Slice", [ints(1), ints(-1), ints(2)], {}),
    ("Gather", [ints(0, -1)], {"axis": 1}), ("Gather", [np.array(1, I64)], {"axis": 3}),
    ("Gather", [np.array([[0, 1], [2, -1]], I64)], {"axis": 2}),
    ("GatherElements", [np.zeros((1, 4, 6, 2), I64) - 1], {"axis": 3}),
    ("ScatterND", [np.array([[0, 1]], I64), weights(1, 6, 8)], {}),
    ("Pad", [ints(0, 0, 1, 2, 0, 0, 3, 0), np.float32(1.5)], {}), ("Pad", [ints(0, 1, 0, 0, 0, 0, 0, 2)], {}),
    ("Pad", [ints(0, 0, 1, 2, 0, 0, 3, 0)], {"mode": "reflect"}),
    ("Pad", [ints(0, 0, 1, 2, 0, 0, 3, 0)], {"mode": "edge"}),
    ("Pad", [ints(1, 2), np.float32(0), ints(3)], {}),
    ("DepthToSpace", [], {"blocksize": 2}), ("DepthToSpace", [], {"blocksize": 2, "mode": "CRD"}),
    ("SpaceToDepth", [], {"blocksize": 2}), ("Trilu", [], {}), ("Trilu", [np.array(1, I64)], {"upper": 0}),
    ("CumSum", [np.array(2, I64)], {}), ("CumSum", [np.array(2, I64)], {"exclusive": 1, "reverse": 1}),
    ("Cast", [], {"to": TensorProto.INT64}), ("CastLike", [ints(1)], {}),
    ("Where", [], {}), ("Gemm", [], {}), ("Range", [], {}), ("ConstantOfShape", [], {}), ("GridSample", [], {}),
    *[("Resize", [None, np.array([1, 1, *by], np.float32)], {"mode": "nearest", "nearest_mode": rounding,
                                                             "coordinate_transformation_mode": where})
      for by in ((2, 2), (0.5, 0.5), (1.5, 2.5)) for rounding in ("floor", "ceil", "round_prefer_floor")
      for where in ("asymmetric", "half_pixel", "align_corners")],
    *[("Resize", [None, None, ints(1, 4, 9, 12)], {"mode": mode, "coordinate_transformation_mode": where})
      for mode in ("linear", "cubic") for where in ("half_pixel", "align_corners", "pytorch_half_pixel")],
    ("Resize", [None, np.array([1, 1, 2, 2], np.float32)], {"mode": "linear"}),
]  # fmt: skip
# Operators whose first input is no picture, or which take several: written out.
SPECIAL = {
    "Where": ([weights(*X) > 0, weights(*X), weights(8)], {}),
    "Gemm": ([weights(3, 5), weights(7, 5), weights(7)], {"alpha": 0.5, "beta": 2.0, "transB": 1}),
    "Range": ([np.array(2, I64), np.array(9, I64), np.array(3, I64)], {}),
    "ConstantOfShape": ([ints(2, 3)], {"value": numpy_helper.from_array(np.array([4], I64))}),
    "GridSample": ([weights(*X), np.clip(weights(1, 5, 5, 2), -1, 1)], {"align_corners": 1, "padding_mode": "border"}),
}  # fmt: skip


def outputs_of(name: str, attributes: dict[str, Any]) -> int:
    return 2 if name in ("Split", "TopK") else 1


def evaluated(name: str, inputs: list[Any], attributes: dict[str, Any], opset: int) -> list[np.ndarray]:
    names = ["" if value is None else f"i{at}" for at, value in enumerate(inputs)]
    outputs = [f"o{at}" for at in range(outputs_of(name, attributes))]
    node = helper.make_node(name, names, outputs, **attributes)
    given = [
        helper.make_tensor_value_info(key, helper.np_dtype_to_tensor_dtype(value.dtype), value.shape)
        for key, value in zip(names, inputs, strict=True)
        if value is not None
    ]
    kinds = [helper.make_tensor_value_info(key, TensorProto.UNDEFINED, None) for key in outputs]
    graph = helper.make_graph([node], "g", given, kinds)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
    feed = {key: value for key, value in zip(names, inputs, strict=True) if value is not None}
    return ReferenceEvaluator(model).run(None, feed)


@pytest.mark.parametrize("number", range(len(CASES)), ids=[f"{name}-{at}" for at, (name, _, _) in enumerate(CASES)])
def test_against_the_specification(number: int) -> None:
    name, further, attributes = CASES[number]
    inputs = [np.asarray(value) if value is not None else None for value in (weights(*X), *further)]
    if name in SPECIAL:
        inputs, attributes = [np.asarray(value) for value in SPECIAL[name][0]], SPECIAL[name][1]
    wanted = evaluated(name, inputs, attributes, OPSET)
    call = OPERATORS[name]
    try:
        parameters = inspect.signature(call).parameters
    except ValueError:
        parameters = {}
    told = {"opset": OPSET, "outputs": outputs_of(name, attributes)}
    tensors = [None if value is None else torch.from_numpy(value.copy()) for value in inputs]
    plain = {key: value if not isinstance(value, TensorProto) else torch.from_numpy(numpy_helper.to_array(value).copy())
             for key, value in attributes.items()}  # fmt: skip
    found = call(*tensors, **plain, **{key: value for key, value in told.items() if key in parameters})
    found = found if isinstance(found, tuple) else (found,)
    assert len(found) == len(wanted)
    for got, want in zip(found, wanted, strict=True):
        assert tuple(got.shape) == np.shape(want)
        assert np.allclose(got.numpy(), want, rtol=1e-4, atol=1e-5)


def test_every_operator_is_compared() -> None:
    """Those that are left are compared by the networks below, or are another's twin; of LRN the evaluator sums over the
    wrong axis."""
    left = set(OPERATORS) - {name for name, _, _ in CASES}
    assert left == {"LRN", "Sqrt", "Log", "IsNaN", "And", "Or", "Xor", "Not", "Upsample"}


class Shapes(nn.Module):
    """What exporters make of sizes, masks and logical values."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        n, _, h, w = x.shape
        rows = x.reshape(n, -1, h * w).sqrt().log1p()
        mask = (rows > 0.1) & ~(rows > 0.5) | torch.isnan(rows)
        return torch.where(mask, rows, rows * 2).reshape(n, -1, h, w)


@pytest.mark.parametrize("kind", ["unet", "dense", "shapes"])
def test_a_network(tmp_path: Path, kind: str) -> None:
    torch.manual_seed(0)
    made = {
        "unet": lambda: BasicUNet(2, 1, 2, (4, 4, 4, 4, 4, 4)), "shapes": Shapes,
        "dense": lambda: DenseNet(2, 1, 2, init_features=4, growth_rate=2, block_config=(2, 2)),
    }[kind]()  # fmt: skip
    x = torch.rand(2, 1, 32, 32)
    graph = load_onnx(write_program(made.eval(), "onnx", tmp_path / "m.onnx", x))
    assert graph.facts.input == (None, 1, 32, 32)
    y = torch.rand(3, 1, 32, 32).add(0.01).requires_grad_()
    expected = made(y)
    assert torch.allclose(graph(y), expected, atol=1e-4)
    one, other = (torch.autograd.grad(out.square().sum(), y)[0] for out in (graph(y), expected))
    assert torch.allclose(one, other, atol=1e-3)


def test_what_is_not_known_of_an_operator(tmp_path: Path) -> None:
    path = write_program(network(), "onnx", tmp_path / "m.onnx")
    data = path.read_bytes()

    def refused(change: Any, reason: str) -> None:
        model = onnx.load_model_from_string(data)
        change(model)
        path.write_bytes(model.SerializeToString())
        with pytest.raises(ModelError, match=reason):
            load_onnx(path)

    def attribute(model: Any) -> None:
        model.graph.node[-1].attribute.append(helper.make_attribute("novel", 1))

    def old(model: Any) -> None:
        model.opset_import[0].version = 9

    def two(model: Any) -> None:
        model.graph.input.append(helper.make_tensor_value_info("z", TensorProto.FLOAT, [1]))

    def mask(model: Any) -> None:
        node = next(node for node in model.graph.node if node.op_type == "MaxPool")
        node.output.append("indices")
        model.graph.output.append(helper.make_tensor_value_info("indices", TensorProto.INT64, None))

    refused(attribute, "is not known in this form|is not known with")
    refused(old, "opset 9; 11 and later are read")
    refused(two, "takes 2 inputs; a picture is one")
    refused(mask, "'MaxPool' is asked for 'indices'")


def test_without_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_program(network(), "onnx", tmp_path / "m.onnx")
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(ModelError, match=r"needs the package onnx, which is not installed; pip install onnx$"):
        load_onnx(path)


def test_what_the_draft_says(tmp_path: Path) -> None:
    found = draft(write_program(network(), "onnx", tmp_path / "m.onnx"))
    assert found.found[:2] == ("an ONNX graph", "takes any x 1 x 16 x 16, makes any x 2 x 16 x 16")
    assert found.card["task"] == "segmentation"
