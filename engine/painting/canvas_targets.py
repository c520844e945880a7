"""The targets of a canvas: the photo, guided by painted faces, and the Gram matrices of styles."""

from __future__ import annotations

from typing import Final

from torch import Tensor

from engine.networks.colours import match_colours
from engine.painting.canvas import Canvas
from engine.painting.face_mask import FaceMask
from engine.painting.instant import luminance, with_luminance
from engine.painting.losses import position_weights
from engine.painting.targets import StyleCache, Targets, mix_colours, mix_grams

GUIDE_POWER: Final = 3.0
"""Power by which the weight of a painted version falls with how closely a face is held."""
SMALL_RECOLOURED: Final = 0.75
"""Of how far a large face is recoloured, what is left for the smallest."""


def compute_targets(canvas: Canvas, cache: StyleCache) -> Targets:
    """Compute what ``canvas`` is pulled towards at its present scale."""
    scale, plan = canvas.scale, canvas.plan
    side = round(plan.style_scale * scale.pixels**0.5)
    content = _content_targets(canvas)
    styles = [
        cache.grams(s, canvas.backbone, canvas.options.pooling, plan.style_nodes, side)
        for s in canvas.styles
    ]
    return Targets(
        content,
        mix_grams(styles, [s.weight for s in canvas.styles]),
        tuple(_content_weights(canvas, features) for features in content),
    )


def _content_targets(canvas: Canvas) -> tuple[Tensor, ...]:
    """Compute features of the photo [1, C, h, w] at every content layer.

    In faces those of the photo in the style's colours, mixed with those of the picture that the
    canvas starts from: a face that is held to the photo alone ends as a photo, and one that is
    held to nothing is lost.
    """
    plan, mask = canvas.plan, canvas.face_mask
    nodes = plan.content_nodes
    if mask is None or plan.emphasis == 0:
        photo = canvas.content_features(canvas.photo)
        return tuple(photo[node] for node in nodes)
    guide = canvas.content_features(_make_guide(canvas, mask))
    if canvas.first_picture is None:
        return tuple(guide[node] for node in nodes)
    first = canvas.content_features(canvas.first_picture)
    mixed = []
    for node in nodes:
        share = _guide_weights(mask.at(guide[node])).to(canvas.backbone.dtype)
        mixed.append(guide[node].lerp(first[node], plan.painted_target * share))
    return tuple(mixed)


def _make_guide(canvas: Canvas, mask: FaceMask) -> Tensor:
    """Move the photo's colours in faces to the style's: [1, 3, H, W].

    Small faces keep their own light and shade, by which alone they can be told.
    """
    photo = canvas.photo
    coloured = match_colours(photo, mix_colours(canvas.styles).to(photo.device))
    guide_weights = _guide_weights(mask)
    toned = with_luminance(coloured, luminance(photo)).lerp(coloured, guide_weights)
    reach = SMALL_RECOLOURED + (1 - SMALL_RECOLOURED) * guide_weights
    return photo.lerp(toned, canvas.plan.recoloured * reach * mask.cover)


def _guide_weights(mask: FaceMask) -> Tensor:
    """Weigh a painted version of a face as its guide, [1, 1, h, w] in [0, 1]: fully where faces
    are large, hardly where they are so small that only the photo tells them."""
    return mask.cover * (mask.cover / mask.hold.clamp_min(1e-6)).clamp(max=1).pow(GUIDE_POWER)


def _content_weights(canvas: Canvas, target: Tensor) -> Tensor:
    """Weigh the content error [1, h, w] at one layer, whose target is [1, C, h, w]."""
    emphasis = None
    if canvas.face_mask is not None:
        emphasis = canvas.plan.emphasis * canvas.face_mask.at(target).hold[:, 0]
    return position_weights(target, canvas.plan.local_share, emphasis)
