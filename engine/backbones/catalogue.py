"""Which backbones there are, and getting one ready."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import torch

from engine.backbones import classics, lite
from engine.backbones.backbone import Backbone
from engine.messages import Pooling
from engine.weights import WeightStore
from engine.weights.store import embedded

NAMES: Final = ("lite", *classics.PUBLISHED)

_BEST_FIRST: Final = ("vgg19", "vgg16", "squeezenet")
_SQUEEZENET_JITTER: Final = 4
"""Its first layer has stride 2, as has the pooling behind it: a grid of 4 pixels."""


def choose(device: torch.device, store: WeightStore) -> str:
    """What ``auto`` means: ``lite`` on a CPU; on a GPU the best whose weights are at hand."""
    if device.type == "cpu":
        return "lite"
    at_hand = (n for n in _BEST_FIRST if store.find(classics.PUBLISHED[n].stem) is not None)
    return next(at_hand, "lite")


def load(name: str, pooling: Pooling, *, store: WeightStore, device: torch.device) -> Backbone:
    """The backbone, on ``device``. Raises ``MissingWeights``."""
    return _LOADERS[name](name, pooling, store, device)


def _load_lite(name: str, pooling: Pooling, _store: WeightStore, device: torch.device) -> Backbone:
    network = lite.LiteNet(pooling)
    network.load_state_dict(embedded("lite"))
    return Backbone(name, network, lite.LAYERS, device=device, dtype=_fast_dtype(device))


def _load_classic(
    name: str, pooling: Pooling, store: WeightStore, device: torch.device
) -> Backbone:
    network = classics.build(name, pooling, store.load(classics.PUBLISHED[name]))
    return Backbone(
        name,
        network,
        classics.LAYERS[name],
        device=device,
        dtype=_fast_dtype(device),
        jitter=_SQUEEZENET_JITTER if name == "squeezenet" else 1,
    )


_LOADERS: Final[dict[str, Callable[[str, Pooling, WeightStore, torch.device], Backbone]]] = {
    "lite": _load_lite,
    **dict.fromkeys(classics.PUBLISHED, _load_classic),
}


def _fast_dtype(device: torch.device) -> torch.dtype:
    """bfloat16 where the device multiplies it natively, else float32."""
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float32
    able = torch.cpu.get_capabilities()
    return torch.bfloat16 if able.get("avx512_bf16") or able.get("amx_bf16") else torch.float32
