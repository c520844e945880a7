"""Files as strangers send them: sound ones are painted, hostile ones get one sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from PIL import Image

from tests.helpers.app_harness import AppHarness
from tests.helpers.pictures import photo
from tests.imaging.hostile import ALL, jpegs, others, pngs, tiffs


def white_drawing() -> bytes:
    picture = Image.new("RGBA", (96, 72), (0, 0, 0, 0))
    picture.paste((255, 255, 255, 255), (24, 18, 72, 54))
    return others.saved(picture, "PNG")


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: pngs.flat(96, 72, before=[pngs.packed_text(1_400_000)]), "workflow.png"),
        (lambda: pngs.flat(96, 72, before=[pngs.profile(1_200_000)]), "profile.png"),
        (lambda: jpegs.photo()[:-2], "cut.jpg"),
        (lambda: jpegs.flat(12_000, 9000), "108mp.jpg"),
        (lambda: tiffs.thumbnail_first((96, 72), (400, 300)), "scan.tif"),
        (others.bmp_alpha_zero, "screenshot.bmp"),
        (white_drawing, "logo.png"),
        (lambda: others.avif_flat(96, 72), "photo.avif"),
        (jpegs.photo, "photo.pdf.png"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_sound_file_is_painted(
    harness: AppHarness, make: Callable[[], bytes], name: str
) -> None:
    ada = harness.ada
    content = await asyncio.to_thread(make)
    await ada.sends(content, kind="document", name=name, mime="image/x", caption="/style wave")
    await ada.gets_file()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("tiff-tile-of-46000", "too much work"),
        ("jpeg-5000-scans", "too much work"),
        ("jpeg-coefficients", "too large"),
        ("png-claims-4-gp-laced", "too large"),
        ("gif-16-mb-comments", "too much work"),
        ("tiff-dng", "can’t open raw pictures"),
        ("pdf-named-jpg", "can’t open PDF pictures"),
        ("png-1x20000", "too small"),
        ("png-20000x16", "too long"),
        ("webp-500-frames", "moves"),
    ],
)
async def test_a_hostile_file_gets_one_sentence_and_others_their_paintings(
    harness: AppHarness, name: str, words: str
) -> None:
    ada, lin = harness.ada, harness.lin
    content = await asyncio.to_thread(ALL[name].make)
    await ada.sends(
        content, kind="document", name="a.jpg", mime="image/jpeg", caption="/style wave"
    )
    await lin.sends(photo(), caption="/style wave")
    await ada.hears(words)
    await lin.gets()
    assert await harness.bot.app.services.jobs.latest(ada.chat_id) is None
