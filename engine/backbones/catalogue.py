"""Which backbones there are, and getting one ready."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import torch

from engine.backbones import classics, lite
from engine.backbones.backbone import Backbone
from engine.backbones.devices import fast_dtype
from engine.messages import Pooling
from engine.weights.shipped import weights_file
from engine.weights.store import WeightStore, load_weights

BACKBONE_NAMES: Final = ("lite", *classics.PUBLISHED)

_BEST_FIRST: Final = ("vgg19", "vgg16", "squeezenet")
_JITTER: Final = {"squeezenet": 4, "lite": 4}
"""SqueezeNet's first layer has stride 2, as has the pooling behind it: a grid of 4 pixels, and one
branch of ``lite`` is built alike."""


def choose(device: torch.device, store: WeightStore) -> str:
    """Choose what ``auto`` means: ``lite`` on a CPU, on a GPU the best that is at hand."""
    if device.type == "cpu":
        return "lite"
    at_hand = (n for n in _BEST_FIRST if store.find(classics.PUBLISHED[n].stem) is not None)
    return next(at_hand, "lite")


def fetch(name: str, store: WeightStore) -> None:
    """Fetch the weights of ``name`` to this machine, which may take minutes.

    Raises ``MissingWeights``.
    """
    if name in classics.PUBLISHED:
        store.fetch(classics.PUBLISHED[name])


def load(
    name: str,
    pooling: Pooling,
    *,
    store: WeightStore,
    device: torch.device,
    dtype: torch.dtype | None = None,
    own: Path | None = None,
) -> Backbone:
    """Load a backbone onto ``device``, computing in ``dtype`` (None: what is fast there).

    ``own``: a folder of the operator's networks, see ``engine.weights.shipped``.
    Raises ``MissingWeights``.
    """
    dtype = dtype or fast_dtype(device)
    if name == "lite":
        network = lite.LiteNet(pooling)
        with weights_file("lite", own) as path:
            load_weights(network, path)
        return Backbone(
            name,
            network,
            lite.LAYER_NODES,
            device=device,
            dtype=dtype,
            jitter=_JITTER[name],
            branch_of=lite.branch_of,
        )
    return Backbone(
        name,
        classics.build(name, pooling, store.load(classics.PUBLISHED[name])),
        classics.NODES_BY_NETWORK[name],
        device=device,
        dtype=dtype,
        jitter=_JITTER.get(name, 1),
    )
