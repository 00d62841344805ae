"""The "packed" engine: layers replaced one for one. It asks nothing of the network's code."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from medadv_gui.attack.engine.convolution import FrozenConv2d, supported
from medadv_gui.attack.engine.frozen import FrozenNorm, is_norm


@torch.no_grad()
def pack(network: nn.Module, example: Tensor) -> nn.Module:
    """The private network with every suitable convolution and normalisation replaced, in place."""
    shapes: dict[nn.Module, torch.Size] = {}
    layers = [module for module in network.modules() if supported(module)]
    hooks = [
        layer.register_forward_pre_hook(lambda module, inputs: shapes.__setitem__(module, inputs[0].shape))
        for layer in layers
    ]
    try:
        network(example)
    finally:
        for hook in hooks:
            hook.remove()
    frozen: dict[nn.Module, nn.Module] = {}  # a layer with two names stays one
    for parent in list(network.modules()):
        for name, layer in parent._modules.items():
            if layer is None:
                continue
            if layer in shapes and layer not in frozen:
                assert isinstance(layer, nn.Conv2d)
                frozen[layer] = FrozenConv2d(layer, shapes[layer])
            elif is_norm(layer) and layer not in frozen:
                frozen[layer] = FrozenNorm(layer)
            parent._modules[name] = frozen.get(layer, layer)
    return network
