"""The standard photo: a picture like any other, always the same."""

from __future__ import annotations

import io

from PIL import Image

from bot.drawing.sample_photo import draw_sample_photo


def test_it_is_a_photo_of_many_colours() -> None:
    picture = Image.open(io.BytesIO(draw_sample_photo()))
    assert (picture.format, picture.size) == ("JPEG", (640, 480))
    assert len(picture.quantize(64).getcolors() or []) == 64


def test_it_is_always_the_same() -> None:
    first = draw_sample_photo()
    draw_sample_photo.cache_clear()
    assert draw_sample_photo() == first
