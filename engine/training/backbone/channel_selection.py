"""Which channels of two teachers are worth learning, layer by layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import torch
import torch.nn.functional as F  # noqa: N812  the name everyone knows it by
from torch import Tensor

from engine.backbones.lite import CONV1_CHANNELS, FIRES, VGG_CHANNELS
from engine.painting.losses import energy, gram
from engine.painting.plan import BACKBONE_DEFAULTS
from engine.training.backbone.regression import select_columns, stand_in_scales
from engine.training.teachers import Teacher


def short_name(layer: str) -> str:
    """Return the name that ``ChannelSelection`` has for a layer of ``lite``.

    VGG-19's go without their ``conv``, as in ``VGG_CHANNELS``; SqueezeNet's keep their names.
    """
    short = layer.removeprefix("conv")
    return short if short in VGG_CHANNELS else layer


JUDGED: Final[Mapping[str, int]] = dict(
    zip(
        map(short_name, BACKBONE_DEFAULTS["lite"].style_layers),
        (16, 32, 56, 96, 112, 48, 72, 112, 112, 192),
        strict=True,
    )
)
"""Layers that paintings are judged at -> principal coordinates that all but make up their Gram
matrices (of SqueezeNet's 0.1 % of the energy is lost)."""
FIRST: Final = tuple(name for name in JUDGED if name in VGG_CHANNELS)
"""Those of the first teacher."""
SQUEEZED: Final = "squeezed"
"""``fire2.squeezed``: the narrow layer inside a fire module."""
_WIDTHS: Final = {
    **VGG_CHANNELS,
    "conv1": CONV1_CHANNELS,
    **{name: widths.expanded for name, widths in FIRES.items()},
}
_SAMPLES: Final = 60_000
_HALF: Final = 0.5
"""What a layer that is only a step on the way counts itself, beside the layer behind it."""
_DEAD: Final = 1e-20
_STEM: Final = 3
"""SqueezeNet's first layer, 7x7, has no padding; with this much both networks' cells coincide."""


@dataclass(frozen=True, slots=True)
class SelectedChannels:
    """Channels [k] of a teacher's layer, and by what each is multiplied [k]."""

    channels: Tensor
    scales: Tensor

    def of(self, features: Tensor) -> Tensor:
        """Take the chosen channels of ``features`` [B, C, H, W], scaled: [B, k, H, W], float32."""
        return features[:, self.channels].float() * self.scales.view(1, -1, 1, 1)


class ChannelSelection:
    """Which channels of two teachers the student learns; ``choose`` comes first."""

    def __init__(self, teachers: tuple[Teacher, Teacher]) -> None:
        self._first, self._second = (teacher.backbone for teacher in teachers)
        layers = tuple(f"conv{name}" for name in VGG_CHANNELS)
        nodes = self._first.nodes(layers, field="style_layers")
        self._of_first = dict(zip(VGG_CHANNELS, nodes, strict=True))
        names = ("conv1", *FIRES)
        of_second = dict(zip(names, self._second.nodes(names, field="style_layers"), strict=True))
        for name in FIRES:
            of_second[f"{name}.{SQUEEZED}"] = f"{of_second[name]}.squeeze_activation"
        self._of_second = of_second
        self.choices: dict[str, SelectedChannels] = {}

    @torch.no_grad()
    def choose(self, pictures: Tensor) -> None:
        """Find the channels to keep, from what the teachers see in ``pictures`` [B, 3, H, W]."""
        fires = [f"{name}.{SQUEEZED}" for name in FIRES]
        after = dict(zip(VGG_CHANNELS, (*list(VGG_CHANNELS)[1:], None), strict=True))
        after |= dict(zip(("conv1", *FIRES), (*fires, None), strict=True))
        seen = self.all_features(pictures)
        for name, features in seen.items():
            following = seen.get(after.get(name) or "")
            if name in _WIDTHS and _WIDTHS[name] < features.shape[1]:
                choice = _choose_channels(name, features, following)
            else:
                channels = torch.arange(features.shape[1], device=features.device)
                choice = SelectedChannels(channels, torch.ones_like(channels).float())
            # To a mean square of 1, so that one learning rate suits all layers.
            power = choice.of(features).square().mean().clamp_min(_DEAD)
            self.choices[name] = SelectedChannels(choice.channels, choice.scales * power.rsqrt())

    @torch.no_grad()
    def features_to_match(
        self, pictures: Tensor, names: tuple[str, ...] = ()
    ) -> dict[str, Tensor]:
        """Compute layer -> features to match [B, k, h, w] of ``pictures`` [B, 3, H, W] in [0, 1].

        Of all layers, or of ``names`` only.
        """
        return {n: self.choices[n].of(f) for n, f in self.all_features(pictures, names).items()}

    @torch.no_grad()
    def all_features(self, pictures: Tensor, names: tuple[str, ...] = ()) -> dict[str, Tensor]:
        """Compute the teachers' own features, with all channels [B, C, h, w]."""
        first = {n: at for n, at in self._of_first.items() if not names or n in names}
        second = {n: at for n, at in self._of_second.items() if not names or n in names}
        found: dict[str, Tensor] = {}
        if first:
            features = self._first.features(pictures, tuple(first.values()))
            found |= {name: features[at] for name, at in first.items()}
        if second:
            padded = F.pad(pictures, (_STEM,) * 4, mode="replicate")
            features = self._second.features(padded, tuple(second.values()))
            found |= {name: features[at] for name, at in second.items()}
        return found

    def state(self) -> dict[str, Any]:
        """Return what a checkpoint must hold."""
        return {name: (kept.channels, kept.scales) for name, kept in self.choices.items()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Restore what ``state`` returned."""
        self.choices = {name: SelectedChannels(*kept) for name, kept in state.items()}


def _choose_channels(name: str, features: Tensor, following: Tensor | None) -> SelectedChannels:
    """Choose channels from which the layer's Gram matrices follow, and the layer behind it."""
    rows = _rows(features)
    sample = torch.randperm(len(rows), generator=torch.Generator().manual_seed(0))[:_SAMPLES]
    sample = sample.to(rows.device)
    rows = rows[sample]
    judged = name in JUDGED
    own = _weigh(rows @ principal(features, JUDGED[name])) if judged else rows
    wanted = [(1.0 if judged else _HALF) * own / own.norm().clamp_min(_DEAD)]
    if following is not None:
        # Behind a pool one position follows from several.
        size = (features.shape[2], features.shape[3])
        behind = _rows(F.interpolate(following.float(), size, mode="nearest"))[sample]
        wanted.append(behind / behind.norm().clamp_min(_DEAD))
    channels = select_columns(rows, torch.cat(wanted, 1), _WIDTHS[name])
    scales = stand_in_scales(rows, channels) if judged else torch.ones(len(channels))
    device = features.device
    return SelectedChannels(torch.tensor(channels, device=device), scales.to(device))


def principal(features: Tensor, count: int) -> Tensor:
    """Find the first principal axes [C, count] of ``features`` [B, C, H, W] around zero.

    They are those of the pictures' Gram matrices, of which each counts alike.
    """
    grams = gram(features)
    mean = (grams / energy(grams).sqrt().view(-1, 1, 1)).mean(0)
    axes: Tensor = torch.linalg.eigh(mean.double())[1]
    return axes.flip(1)[:, :count].float()


def _weigh(coordinates: Tensor) -> Tensor:
    """Weigh large coordinates more, as squared differences of Gram matrices do."""
    return coordinates * coordinates.square().mean(0).pow(0.25)


def _rows(features: Tensor) -> Tensor:
    return features.float().permute(0, 2, 3, 1).flatten(0, 2)
