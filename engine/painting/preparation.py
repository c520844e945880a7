"""From a request to what is painted: a canvas to optimise, or a pass of the instant painter."""

from __future__ import annotations

import time
from collections.abc import Sequence

import torch
from PIL import Image

from engine.errors import BadOptions
from engine.messages import Options
from engine.painting.canvas import Canvas
from engine.painting.instant import InstantRequest, fit_painting
from engine.painting.interface import Joined, StyleImage
from engine.painting.models import Models
from engine.painting.plan import make_plan, usual_size
from engine.painting.resampling import as_tensor, fit
from engine.painting.targets import choose_part


def choose_style_parts(styles: Sequence[StyleImage], seed: int) -> list[StyleImage]:
    """Choose the part of each style picture that a painting with ``seed`` looks at.

    Raises ``BadOptions`` when the styles together weigh nothing.
    """
    if not styles or sum(style.weight for style in styles) <= 0:
        raise BadOptions(
            "At least one style must weigh more than nothing.",
            reason="out_of_range",
            field="styles",
        )
    return [choose_part(style, seed) for style in styles]


def prepare_pass(
    models: Models, photo: Image.Image, styles: Sequence[StyleImage], options: Options
) -> InstantRequest:
    """Prepare a request that the instant painter fulfils in one pass.

    Raises ``MissingWeights`` and ``torch.OutOfMemoryError``.
    """
    # What is missing shows before anybody waits for the pass.
    models.instant()
    width, height = fit(*photo.size, usual_size(options, models.device.type))
    pixels = as_tensor(photo, width, height).to(models.device)
    face_mask = models.draw_face_mask(photo, width, height, options)
    return InstantRequest(pixels, styles, options, face_mask)


def prepare_canvas(
    models: Models,
    request_id: str,
    photo: Image.Image,
    styles: Sequence[StyleImage],
    options: Options,
    painting: Image.Image | None,
) -> Canvas:
    """Prepare a painting that is optimised, with the picture that it starts from.

    ``painting`` is what ``init="painting"`` goes on from. Raises ``BadOptions``,
    ``MissingWeights``, ``InvalidState`` for an instant picture that is not finite, and
    ``torch.OutOfMemoryError``.
    """
    options = models.resolve_init(options, painting)
    backbone = models.backbone(options)
    plan = make_plan(options, backbone, *photo.size)
    finest = plan.scales[-1]
    began = time.monotonic()
    pixels = as_tensor(photo, finest.width, finest.height).to(models.device)
    face_mask = models.draw_face_mask(photo, finest.width, finest.height, options)
    first: torch.Tensor | None = None
    if painting is not None and options.init == "painting":
        first = fit_painting(painting, pixels)
    elif options.init == "instant":
        first = models.paint_instantly(pixels, styles, options, face_mask)
    return Canvas(request_id, options, plan, backbone, pixels, styles, began, first, face_mask)


def describe_canvas(canvas: Canvas) -> Joined:
    """Describe a canvas to whoever asked for it."""
    finest = canvas.plan.scales[-1]
    return Joined(
        finest.width,
        finest.height,
        canvas.steps,
        canvas.backbone.name,
        has_first_picture=canvas.first_picture is not None,
    )


def describe_pass(request: InstantRequest) -> Joined:
    """Describe a request in one pass to whoever asked for it: one step, by the instant painter."""
    height, width = request.photo.shape[-2:]
    return Joined(width, height, 1, "instant")
