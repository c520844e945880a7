"""Fits a network to its teachers' features, layer by layer, by regression.

Every layer is regressed on the student's own features before it, so that later layers make up
for what earlier ones miss (asymmetric reconstruction, Zhang et al. 2016). It takes a minute where
gradient descent took hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import torch
from torch import Tensor, nn

from engine.backbones.lite import FIRES, VGG_CHANNELS, LiteNet
from engine.training.backbone.channel_selection import SQUEEZED
from engine.training.backbone.regression import regress


@torch.no_grad()
def fit_layers(
    network: LiteNet, normalised: Tensor, truth: Mapping[str, Tensor], *, seed: int = 0
) -> dict[str, float]:
    """Set all convolutions of ``network`` to what gives ``truth`` for pictures ``normalised``.

    ``truth``: layer -> features [B, C, h, w], as in ``ChannelSelection.features_to_match``.
    Returns the squared error that remains of each, over its energy.
    """
    errors: dict[str, float] = {}

    def learn(name: str, conv: nn.Module, inputs: tuple[Tensor]) -> None:
        assert isinstance(conv, nn.Conv2d)  # noqa: S101  hooked below
        (seen,) = inputs
        # The first layer also sees the border that its successor needs.
        seen = seen[:, :, 1:-1, 1:-1] if name == "1_1" else seen
        errors[name] = regress(conv, seen, truth[name], seed=seed)

    hooks = [
        conv.register_forward_pre_hook(partial(learn, name))
        for name, conv in convolutions(network).items()
    ]
    try:
        network(normalised)
    finally:
        for hook in hooks:
            hook.remove()
    return errors


def convolutions(network: LiteNet) -> dict[str, nn.Module]:
    """Return layer, as ``ChannelSelection`` names it -> its convolution."""
    found = {name: network.conv[name] for name in VGG_CHANNELS} | {"conv1": network.cells}
    for name in FIRES:
        fire = network.fire[name]
        found[f"{name}.{SQUEEZED}"] = fire.get_submodule("squeeze")
        found[name] = fire.get_submodule("expand")
    return found
