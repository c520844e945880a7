"""The size of a painting follows the photo where a large one was asked for."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bot.easel import unstretched
from engine.messages import Options


def photo(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("asked", "sides", "painted"),
    [
        (1536, (200, 100), 512),
        (1536, (500, 400), 1000),
        (1536, (3000, 2000), 1536),
        (384, (100, 100), 384),
        (None, (100, 100), None),
    ],
)
def test_small_photos_are_not_stretched_far(
    asked: int | None, sides: tuple[int, int], painted: int | None
) -> None:
    assert unstretched(Options(size=asked), photo(*sides)).size == painted


@pytest.mark.parametrize("broken", [b"", b"only words", photo(900, 900)[:40]])
def test_what_does_not_open_is_left_to_the_engine(broken: bytes) -> None:
    assert unstretched(Options(size=1536), broken).size == 1536
