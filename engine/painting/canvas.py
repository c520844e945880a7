"""One painting on its way through the scales: where it is, and how long it will take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import torch
from torch import Tensor

from engine.backbones import Backbone
from engine.messages import Options
from engine.painting.adam import AVERAGING, AdamState, per_sample
from engine.painting.face_mask import FaceMask
from engine.painting.instant import add_finer_detail
from engine.painting.interface import StyleImage
from engine.painting.plan import Plan
from engine.painting.resampling import Scale, fit, grain, noise, resize_picture

START_NOISE: Final = 0.06
"""Deviation of the noise that a painting begins with: another seed, other strokes."""
HANDOVER_SHARE: Final = 0.25
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
    first_picture: Tensor | None = None
    """The picture that it starts from, instant or finished before, like ``photo``."""
    face_mask: FaceMask | None = None
    """Faces of the photo, as large as it; ``None``: there are none."""
    scale_index: int = 0
    steps_at_scale: int = 0
    """Steps taken at this scale."""
    steps_before: int = 0
    """Steps taken at the scales before it."""
    steps_per_scale: list[int] = field(init=False)
    """Steps meant for each scale: the plan's, or fewer where time is short."""

    def __post_init__(self) -> None:
        self.steps_per_scale = [scale.steps for scale in self.plan.scales]

    @property
    def scale(self) -> Scale:
        """The size that is being painted at."""
        return self.plan.scales[self.scale_index]

    @property
    def step(self) -> int:
        """Steps taken so far."""
        return self.steps_before + self.steps_at_scale

    @property
    def steps(self) -> int:
        """Steps it will have taken at the end."""
        return self.steps_before + sum(self.steps_per_scale[self.scale_index :])

    @property
    def scale_done(self) -> bool:
        """Whether nothing is left to do at this scale."""
        return self.steps_at_scale >= self.steps_per_scale[self.scale_index]

    @property
    def last_scale(self) -> bool:
        """Whether this scale is the finest."""
        return self.scale_index == len(self.plan.scales) - 1

    def remaining(self) -> list[tuple[Scale, int]]:
        """Return the scales still to do, and the steps left at each."""
        steps = list(self.steps_per_scale[self.scale_index :])
        steps[0] -= self.steps_at_scale
        return list(zip(self.plan.scales[self.scale_index :], steps, strict=True))

    def shorten(self, share: float) -> None:
        """Keep this share of the steps that the plan still has; at least one at each scale."""
        done, least = self.steps_at_scale, max(1, self.steps_at_scale)
        for i in range(self.scale_index, len(self.steps_per_scale)):
            planned = self.plan.scales[i].steps - done
            self.steps_per_scale[i] = max(least, done + min(planned, round(planned * share)))
            done, least = 0, 1

    def advance(self) -> None:
        """Go on to the next scale."""
        self.steps_before += self.steps_at_scale
        self.steps_at_scale = 0
        self.scale_index += 1

    def first_state(self) -> AdamState:
        """Make the pixels that the painting starts from, at the first scale."""
        width, height = self.scale.width, self.scale.height
        if self.options.init == "noise":
            return AdamState.begin(noise(width, height, self.options.seed).to(self.photo.device))
        start = self.photo if self.first_picture is None else self.first_picture
        pixels = resize_picture(start, width, height)
        if self.options.init == "painting":
            # Its strokes lie where somebody liked them.
            return AdamState.begin(pixels)
        soft_noise = START_NOISE * grain(width, height, self.options.seed).to(pixels.device)
        if self.face_mask is not None:
            # The first preview after the instant picture would show it as a rash.
            soft_noise = soft_noise * (1 - self.face_mask.at(pixels).cover)
        return AdamState.begin((pixels + soft_noise).clamp(0, 1))

    def enlarge(self, state: AdamState) -> AdamState:
        """Enlarge ``state`` to this scale, with finer strokes of the first picture."""
        width, height = self.scale.width, self.scale.height
        if self.first_picture is None:
            return state.enlarge(width, height)
        first_picture = resize_picture(self.first_picture, width, height)
        picture = add_finer_detail(state.picture(), first_picture)
        # 0 with L-BFGS, which leaves the age at 0 and keeps no average.
        weight = per_sample(1 - AVERAGING**state.age)
        return replace(state.enlarge(width, height), pixels=picture, average=picture * weight)

    def blend_preview(self, picture: Tensor) -> Tensor:
        """Make a preview of ``picture`` [1, 3, h, w]; a coarse one gets finer strokes.

        They are those of the first picture, from which it takes over little by little: the
        optimiser's first steps are rough, and nobody is to see the painting get worse before it
        gets better.
        """
        if self.first_picture is None:
            return picture
        height, width = self.first_picture.shape[-2:]
        size = fit(width, height, min(_PREVIEW_SIDE, max(width, height)))
        first_picture = resize_picture(self.first_picture, *size)
        if max(picture.shape[-2:]) < max(size):
            picture = add_finer_detail(picture, first_picture)
        taken_over = min(1.0, self.step / (HANDOVER_SHARE * self.steps))
        if taken_over == 1 or picture.shape != first_picture.shape:
            return picture
        return first_picture.lerp(picture, taken_over)

    def content_features(self, picture: Tensor) -> dict[str, Tensor]:
        """Compute the features of ``picture`` [1, 3, h, w] at this scale, by content node."""
        with torch.no_grad():
            small = resize_picture(picture, self.scale.width, self.scale.height)
            return self.backbone.features(small, self.plan.content_nodes)
