"""One painting on its way through the scales: where it is, and how long it will take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from engine.backbones import Backbone
from engine.messages import RANGES, Options
from engine.networks.colours import match_colours
from engine.painting.face_mask import FaceMask
from engine.painting.instant import add_finer_detail, luminance, with_luminance
from engine.painting.interface import StyleImage
from engine.painting.losses import position_weights, survival
from engine.painting.optimisers import AVERAGING, State
from engine.painting.plan import Plan
from engine.painting.resampling import Scale, fit, grain, noise, resize_picture
from engine.painting.targets import StyleCache, Targets, mix_colours, mix_grams

_STIR: Final = 0.06
"""Deviation of the noise that a painting begins with: another seed, other strokes."""
_LEAST_SURVIVAL: Final = 0.65
"""Share of the photo's contrast below which a style of unknown strength is too strong."""
_GIVING_WAY: Final = 3.0
"""Power by which such a style's weight follows what survives: a smooth style of little energy
flattens a photo even at a hundredth of its weight."""
_LEAST_LEFT: Final = 0.02
"""Least share of its weight that such a style keeps at one look."""
_WATCHED_EVERY: Final = 8
"""Steps between two looks."""
_GUIDANCE: Final = 3.0
"""Power by which the guidance of a painted version falls with how closely a face is held."""
_SMALL_RECOLOURED: Final = 0.75
"""Of how far a large face is recoloured, what is left for the smallest."""
_TAKING_OVER: Final = 0.25
"""Share of the steps after which nothing is shown any more of the picture that it starts from."""
_PREVIEW_SIDE: Final = 1024
"""Coarse scales are shown at no more than this."""


@dataclass(slots=True, eq=False)
class Canvas:
    """A request being painted. ``photo`` [1, 3, H, W] has the size of the finest scale."""

    id: str
    options: Options
    plan: Plan
    backbone: Backbone
    photo: Tensor
    styles: Sequence[StyleImage]
    began: float
    """On the clock of ``time.monotonic``, seconds."""
    first: Tensor | None = None
    """The picture that it starts from, instant or finished before, like ``photo``."""
    face_mask: FaceMask | None = None
    """Faces of the photo, as large as it; ``None``: there are none."""
    scale_index: int = 0
    at_scale: int = 0
    """Steps taken at this scale."""
    before: int = 0
    """Steps taken at the scales before it."""
    budgets: list[int] = field(init=False)
    """Steps meant for each scale: the plan's, or fewer where time is short."""

    def __post_init__(self) -> None:
        self.budgets = [scale.steps for scale in self.plan.scales]

    @property
    def scale(self) -> Scale:
        """The size that is being painted at."""
        return self.plan.scales[self.scale_index]

    @property
    def step(self) -> int:
        """Steps taken so far."""
        return self.before + self.at_scale

    @property
    def steps(self) -> int:
        """Steps it will have taken at the end."""
        return self.before + sum(self.budgets[self.scale_index :])

    @property
    def scale_done(self) -> bool:
        """Whether nothing is left to do at this scale."""
        return self.at_scale >= self.budgets[self.scale_index]

    @property
    def last_scale(self) -> bool:
        """Whether this scale is the finest."""
        return self.scale_index == len(self.plan.scales) - 1

    def remaining(self) -> list[tuple[Scale, int]]:
        """Return the scales still to do, and the steps left at each."""
        steps = list(self.budgets[self.scale_index :])
        steps[0] -= self.at_scale
        return list(zip(self.plan.scales[self.scale_index :], steps, strict=True))

    def shorten(self, share: float) -> None:
        """Keep this share of the steps that the plan still has; at least one at each scale."""
        done, least = self.at_scale, max(1, self.at_scale)
        for i in range(self.scale_index, len(self.budgets)):
            planned = self.plan.scales[i].steps - done
            self.budgets[i] = max(least, done + min(planned, round(planned * share)))
            done, least = 0, 1

    @property
    def is_watched(self) -> bool:
        """Tell whether it is time to ``measure_survival``."""
        if self.last_scale and self.scale_done:
            # There is no step left that could mend anything.
            return False
        # From noise there is nothing to lose yet.
        measured = self.options.init != "noise" and any(style.measured for style in self.styles)
        return measured and self.at_scale > 0 and self.at_scale % _WATCHED_EVERY == 0

    def measure_survival(self, picture: Tensor) -> float:
        """Measure how much of the photo's contrast is left in ``picture`` [1, 3, H, W] of this
        scale: 1 is all, 0 none.

        The mean over content layers of the features' projection on the photo's, both less their
        channels' means. Strokes that come on top cost nothing, a fog does.
        """
        photo, painted = self._features(self.photo), self._features(picture)
        left = [survival(painted[node], photo[node]) for node in self.plan.content_nodes]
        return sum(left) / len(left)

    def give_way(self, picture: Tensor) -> bool:
        """Weaken the style in the plan if ``picture`` lost too much; say whether it changed."""
        left = self.measure_survival(picture)
        if left >= _LEAST_SURVIVAL:
            return False
        share = max(_LEAST_LEFT, max(0.0, left / _LEAST_SURVIVAL) ** _GIVING_WAY)
        # The content weighs more instead of the style less: Adam's steps, measured by the
        # gradients of before, would be too short for smaller ones.
        weight = min(RANGES["content_weight"][1], self.plan.content_weight / share)
        self.plan = replace(self.plan, content_weight=weight)
        return True

    def advance(self) -> None:
        """Go on to the next scale."""
        self.before += self.at_scale
        self.at_scale = 0
        self.scale_index += 1

    def first_state(self) -> State:
        """Make the pixels that the painting starts from, at the first scale."""
        width, height = self.scale.width, self.scale.height
        if self.options.init == "noise":
            return State.begin(noise(width, height, self.options.seed).to(self.photo.device))
        start = self.photo if self.first is None else self.first
        pixels = resize_picture(start, width, height)
        if self.options.init == "painting":
            # Its strokes lie where somebody liked them.
            return State.begin(pixels)
        stir = _STIR * grain(width, height, self.options.seed).to(pixels.device)
        if self.face_mask is not None:
            # The first preview after the instant picture would show it as a rash.
            stir = stir * (1 - self.face_mask.at(pixels).cover)
        return State.begin((pixels + stir).clamp(0, 1))

    def enlarge(self, state: State) -> State:
        """Bring ``state`` of the scale before to this one, with the finer strokes of ``first``."""
        width, height = self.scale.width, self.scale.height
        if self.first is None:
            return state.enlarge(width, height)
        picture = add_finer_detail(state.picture(), resize_picture(self.first, width, height))
        weight = (1 - AVERAGING**state.age).view(-1, 1, 1, 1)
        return replace(state.enlarge(width, height), pixels=picture, average=picture * weight)

    def blend_preview(self, picture: Tensor) -> Tensor:
        """Make a preview of ``picture`` [1, 3, h, w]: a coarse one gets the strokes of ``first``.

        It takes over from ``first`` little by little: the optimiser's first steps are rough, and
        nobody is to see the painting get worse before it gets better.
        """
        if self.first is None:
            return picture
        height, width = self.first.shape[-2:]
        size = fit(width, height, min(_PREVIEW_SIDE, max(width, height)))
        first = resize_picture(self.first, *size)
        if max(picture.shape[-2:]) < max(size):
            picture = add_finer_detail(picture, first)
        taken_over = min(1.0, self.step / (_TAKING_OVER * self.steps))
        if taken_over == 1 or picture.shape != first.shape:
            return picture
        return first.lerp(picture, taken_over)

    def targets(self, cache: StyleCache) -> Targets:
        """Compute what the painting is pulled towards at its present scale."""
        scale, plan = self.scale, self.plan
        side = round(plan.style_scale * scale.pixels**0.5)
        content = self._content()
        styles = [
            cache.grams(s, self.backbone, self.options.pooling, plan.style_nodes, side)
            for s in self.styles
        ]
        return Targets(
            content,
            mix_grams(styles, [s.weight for s in self.styles]),
            tuple(self._content_weights(features) for features in content),
        )

    def _content(self) -> tuple[Tensor, ...]:
        """Compute features of the photo [1, C, h, w] at every content layer.

        In faces those of the photo in the style's colours, mixed with those of the picture it
        starts from: a face that is held to the photo alone ends as a photo, and one that is held
        to nothing is lost.
        """
        nodes = self.plan.content_nodes
        if self.face_mask is None or self.plan.emphasis == 0:
            photo = self._features(self.photo)
            return tuple(photo[node] for node in nodes)
        guide = self._features(self._guide(self.face_mask))
        if self.first is None:
            return tuple(guide[node] for node in nodes)
        first = self._features(self.first)
        held = []
        for node in nodes:
            share = _guidance(self.face_mask.at(guide[node])).to(self.backbone.dtype)
            held.append(guide[node].lerp(first[node], self.plan.painted_target * share))
        return tuple(held)

    def _guide(self, mask: FaceMask) -> Tensor:
        """Move the photo's colours in faces to the style's: [1, 3, H, W].

        Small faces keep their own light and shade, by which alone they can be told.
        """
        coloured = match_colours(self.photo, mix_colours(self.styles).to(self.photo.device))
        guidance = _guidance(mask)
        toned = with_luminance(coloured, luminance(self.photo)).lerp(coloured, guidance)
        share = self.plan.recoloured * (_SMALL_RECOLOURED + (1 - _SMALL_RECOLOURED) * guidance)
        return self.photo.lerp(toned, share * mask.cover)

    def _features(self, picture: Tensor) -> dict[str, Tensor]:
        with torch.no_grad():
            small = resize_picture(picture, self.scale.width, self.scale.height)
            return self.backbone.features(small, self.plan.content_nodes)

    def _content_weights(self, target: Tensor) -> Tensor:
        """Weigh the content error [1, h, w] at one layer, whose target is [1, C, h, w]."""
        emphasis = None
        if self.face_mask is not None:
            emphasis = self.plan.emphasis * self.face_mask.at(target).hold[:, 0]
        return position_weights(target, self.plan.local_share, emphasis)


def _guidance(mask: FaceMask) -> Tensor:
    """Weigh a painted version of a face as its guide, [1, 1, h, w] in [0, 1]: fully where faces
    are large, hardly where they are so small that only the photo tells them."""
    return mask.cover * (mask.cover / mask.hold.clamp_min(1e-6)).clamp(max=1).pow(_GUIDANCE)


def as_pixels(picture: Tensor) -> npt.NDArray[np.uint8]:
    """Convert a picture [1, 3, H, W] in [0, 1] to bytes [H, W, 3]; what is no number is black."""
    whole = picture[0].detach().float().nan_to_num().mul(255).round().clamp(0, 255)
    pixels: npt.NDArray[np.uint8] = whole.to(torch.uint8).permute(1, 2, 0).cpu().numpy()
    return pixels
