"""Times the instant painter where there is a face, beside the network of Johnson et al."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import partial

import torch
from PIL import Image, ImageOps
from torch import Tensor

from bench import johnson
from engine.painting.face_mask import FaceMask, FaceMaskDrawer
from engine.painting.instant import InstantStylist
from engine.painting.interface import StyleImage
from engine.painting.plan import HOLDS
from engine.painting.resampling import as_tensor
from imaging.codecs import open_picture
from presets import catalogue


def instant_time_ratios(portraits: Iterable[Image.Image]) -> dict[str, float]:
    """Time the instant painter on a photo with a face, over Johnson's network.

    The mask of the face is made once a painting; ``..._with_search`` counts that in. The first of
    the portraits is taken in which the product finds a face; empty where there is none.
    """
    torch.set_num_threads(os.cpu_count() or 1)
    device = torch.device("cpu")
    masks = FaceMaskDrawer(device)
    photos = (ImageOps.fit(portrait, johnson.SIZE) for portrait in portraits)
    masked = ((p, mask) for p in photos if (mask := masks.draw(p, *johnson.SIZE)) is not None)
    photo, mask = next(masked, (None, None))
    if photo is None:
        return {}
    paint, seen = _painter(InstantStylist.load(device)), as_tensor(photo, *johnson.SIZE)
    known = johnson.time_ratio_of(partial(paint, mask), seen)
    searched = johnson.time_ratio_of(
        lambda pixels: paint(masks.draw(photo, *johnson.SIZE), pixels), seen
    )
    return {
        "instant_vs_johnson_time": round(known, 4),
        "instant_vs_johnson_time_with_search": round(searched, 4),
    }


def _painter(instant: InstantStylist) -> Callable[[FaceMask | None, Tensor], Tensor]:
    style = StyleImage("style", open_picture(catalogue()[0].picture()), 1.0)

    def paint(mask: FaceMask | None, photo: Tensor) -> Tensor:
        likeness = HOLDS["paint"].likeness
        return instant.paint(photo, [style], 1.0, face_mask=mask, likeness=likeness)

    return paint
