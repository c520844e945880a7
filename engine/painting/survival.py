"""How much of the photo survives in a painting, and more weight for it where too little does."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from torch import Tensor

from engine.messages import RANGES
from engine.painting.canvas import Canvas
from engine.painting.losses import surviving_contrast

_LEAST_SURVIVAL: Final = 0.65
"""Share of the photo's contrast below which a style of unknown strength is too strong."""
WEAKENING_POWER: Final = 3.0
"""Power by which such a style's share of the weight follows what survives: a smooth style of
little energy flattens a photo even at a hundredth of its weight."""
LEAST_KEPT_SHARE: Final = 0.02
"""Least share of its weight that such a style keeps at one look."""
_STEPS_BETWEEN_LOOKS: Final = 8


def is_survival_due(canvas: Canvas) -> bool:
    """Tell whether to look at what survives of the photo now; never if strengths are known."""
    if canvas.last_scale and canvas.scale_done:
        # There is no step left that could mend anything.
        return False
    # From noise there is nothing to lose yet.
    watched = canvas.options.init != "noise" and any(style.measured for style in canvas.styles)
    steps = canvas.steps_at_scale
    return watched and steps > 0 and steps % _STEPS_BETWEEN_LOOKS == 0


def measure_survival(canvas: Canvas, picture: Tensor) -> float:
    """Measure how much of the photo's contrast is left in ``picture`` [1, 3, H, W] of this scale.

    1 is all, 0 none: the mean over content layers of the features' projection on the photo's, both
    less their channels' means. Strokes that come on top cost nothing, a fog does.
    """
    photo, painted = canvas.content_features(canvas.photo), canvas.content_features(picture)
    left = [surviving_contrast(painted[node], photo[node]) for node in canvas.plan.content_nodes]
    return sum(left) / len(left)


def protect_photo(canvas: Canvas, picture: Tensor) -> bool:
    """Raise the plan's content weight if ``picture`` lost too much; tell whether it changed."""
    left = measure_survival(canvas, picture)
    if left >= _LEAST_SURVIVAL:
        return False
    share = max(LEAST_KEPT_SHARE, max(0.0, left / _LEAST_SURVIVAL) ** WEAKENING_POWER)
    # The content weighs more instead of the style less: Adam's steps, measured by the
    # gradients of before, would be too short for smaller ones.
    weight = min(RANGES["content_weight"][1], canvas.plan.content_weight / share)
    canvas.plan = replace(canvas.plan, content_weight=weight)
    return True
