"""VGG-19, VGG-16 and SqueezeNet 1.0 as torchvision builds them, made fit for painting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import torch
from torch import Tensor, nn
from torchvision import models

from engine.backbones.pooling import Pool
from engine.errors import MissingWeights
from engine.messages import Pooling
from engine.weights.store import Published

_BUILDERS: Final = {
    "vgg19": models.vgg19,
    "vgg16": models.vgg16,
    "squeezenet": models.squeezenet1_0,
}

PUBLISHED: Final = {
    "vgg19": Published("vgg19", models.VGG19_Weights.IMAGENET1K_V1.url),
    "vgg16": Published("vgg16", models.VGG16_Weights.IMAGENET1K_V1.url),
    "squeezenet": Published("squeezenet1_0", models.SqueezeNet1_0_Weights.IMAGENET1K_V1.url),
}


def _vgg_layers(convolutions: tuple[int, ...]) -> dict[str, str]:
    """Return literature name -> index of the rectifier, for blocks of so many convolutions."""
    layers = {}
    index = 0
    for block, count in enumerate(convolutions, start=1):
        for i in range(1, count + 1):
            layers[f"conv{block}_{i}"] = str(index + 1)
            index += 2
        index += 1
    return layers


# SqueezeNet's layers at the resolution (and about the depth) of VGG's. It has none at full
# resolution, so conv1_1 means its first.
_SQUEEZENET: Final = {
    "conv1": "1",
    "fire2": "3",
    "fire3": "4",
    "fire4": "5",
    "fire5": "7",
    "fire6": "8",
    "fire7": "9",
    "fire8": "10",
    "fire9": "12",
}
_SQUEEZENET_AS_VGG: Final = {
    "conv1_1": "conv1",
    "conv1_2": "conv1",
    "conv2_1": "conv1",
    "conv2_2": "conv1",
    "conv3_1": "fire2",
    "conv3_2": "fire3",
    "conv3_3": "fire4",
    "conv3_4": "fire4",
    "conv4_1": "fire5",
    "conv4_2": "fire6",
    "conv4_3": "fire7",
    "conv4_4": "fire8",
    "conv5_1": "fire9",
    "conv5_2": "fire9",
    "conv5_3": "fire9",
    "conv5_4": "fire9",
}

NODES_BY_NETWORK: Final[Mapping[str, Mapping[str, str]]] = {
    "vgg19": _vgg_layers((2, 2, 4, 4, 4)),
    "vgg16": _vgg_layers((2, 2, 3, 3, 3)),
    "squeezenet": _SQUEEZENET | {n: _SQUEEZENET[m] for n, m in _SQUEEZENET_AS_VGG.items()},
}


def build(name: str, pooling: Pooling, state: Mapping[str, Tensor]) -> nn.Sequential:
    """Build the convolutional part of a network with the weights ``state`` (torchvision's keys).

    Changed for painting: replicate padding at the first layer, and pooling as asked for.
    Raises ``MissingWeights`` when ``state`` belongs to another network.
    """
    # On the meta device nothing is allocated for the classifier, most of a VGG's size.
    with torch.device("meta"):
        network: nn.Sequential = _BUILDERS[name](weights=None).features
    kept = {
        key.removeprefix("features."): tensor
        for key, tensor in state.items()
        if key.startswith("features.")
    }
    try:
        network.load_state_dict(kept, assign=True)
    except RuntimeError as error:
        raise MissingWeights(
            f"The file found for {name} holds another network's weights.", reason="not_found"
        ) from error
    first = network[0]
    assert isinstance(first, nn.Conv2d)  # noqa: S101  so are all three
    first.padding_mode = "replicate"
    for index, layer in enumerate(network):
        if isinstance(layer, nn.MaxPool2d):
            network[index] = Pool(pooling, trained="max", window=2 if name != "squeezenet" else 3)
    return network
