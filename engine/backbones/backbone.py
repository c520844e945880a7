"""A frozen network that is asked for features by the layer names of the literature."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor, nn
from torchvision.models.feature_extraction import create_feature_extractor

from engine.errors import BadOptions
from engine.weights.imagenet import IMAGENET_MEAN, IMAGENET_STD


class Backbone:
    """Features of pictures, in the type that the network computes in (``dtype``).

    ``layers`` maps names of the literature to nodes of ``network``. Names of the form ``convB_I``
    mean the activations *after* the rectifier, as in Gatys et al. 2016, whose Caffe network
    rectified in place; ``reluB_I`` is accepted as the same.
    """

    def __init__(
        self,
        name: str,
        network: nn.Module,
        layers: Mapping[str, str],
        *,
        device: torch.device,
        dtype: torch.dtype = torch.float32,
        jitter: int = 1,
        branch_of: Callable[[str], int] = lambda _node: 0,
    ) -> None:
        """``branch_of``: node -> the branch that computes it, where a network has several that
        share nothing."""
        self.name = name
        self.device = device
        self.dtype = dtype
        self.jitter = jitter
        """Shift pictures by 0 .. ``jitter`` - 1 pixels while painting, to average out a grid."""
        self._layers = layers
        self._branch_of = branch_of
        network = network.eval().requires_grad_(False)
        self._network = network.to(device, dtype, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._mean = torch.tensor(IMAGENET_MEAN, device=device).view(1, 3, 1, 1)
        self._inverse_std = 1 / torch.tensor(IMAGENET_STD, device=device).view(1, 3, 1, 1)
        self._extractors: dict[tuple[str, ...], nn.Module] = {}

    def nodes(self, names: Sequence[str], *, field: str) -> tuple[str, ...]:
        """Return the nodes behind layer names.

        Raises ``BadOptions`` naming ``field`` for others.
        """
        for name in names:
            if self._canonical(name) not in self._layers:
                raise BadOptions(
                    f"{field}: {self.name} has no layer {name!r}. "
                    f"It knows {', '.join(self._layers)} (and relu… for conv…).",
                    reason="unknown_layer",
                    field=field,
                )
        return tuple(self._layers[self._canonical(name)] for name in names)

    def branches(self, nodes: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        """Group ``nodes`` by the branch that computes them; leave out branches without any."""
        found: dict[int, list[str]] = {}
        for node in dict.fromkeys(nodes):
            found.setdefault(self._branch_of(node), []).append(node)
        return tuple(tuple(of_branch) for _, of_branch in sorted(found.items()))

    def features(self, pictures: Tensor, nodes: Sequence[str]) -> dict[str, Tensor]:
        """Compute node -> features [B, C, h, w] of ``pictures`` [B, 3, H, W], RGB in [0, 1].

        The network runs no deeper than the deepest of ``nodes``.
        """
        key = tuple(sorted(set(nodes)))
        extractor = self._extractors.get(key)
        if extractor is None:
            extractor = create_feature_extractor(
                self._network, list(key), suppress_diff_warning=True
            )
            self._extractors[key] = extractor
        normalised = (pictures - self._mean) * self._inverse_std
        found: dict[str, Tensor] = extractor(
            normalised.to(self.dtype, memory_format=torch.channels_last)
        )
        return found

    @staticmethod
    def _canonical(name: str) -> str:
        return "conv" + name[4:] if name.startswith("relu") else name
