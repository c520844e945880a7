"""Hostile files: each comes to the end that is written beside it, and the pool goes on."""

from __future__ import annotations

import pytest

from imaging.errors import PictureError
from imaging.sandbox import DecoderPool
from tests.imaging.hostile import ALL
from tests.imaging.hostile.cases import OPENED
from tests.imaging.hostile.jpegs import photo

SIDE = 512
QUICK = sorted(name for name, case in ALL.items() if not case.is_slow)
# The others that are slow are left to ``make hostile``.
LARGE = ["avif-36-mp", "png-80-mp-16-bit", "webp-72-mp"]


async def outcome(pool: DecoderPool, data: bytes) -> tuple[str, str]:
    """What a look and what opening in earnest come to."""
    try:
        await pool.check(data)
        look = OPENED
    except PictureError as error:
        look = error.reason
    try:
        await pool.open(data, max_side=SIDE)
    except PictureError as error:
        return look, error.reason
    return look, OPENED


def test_there_are_enough_of_them() -> None:
    assert len(ALL) >= 60


@pytest.mark.parametrize("kind", ["jpeg", "png", "tiff", "gif", "bmp", "webp", "avif", ""])
async def test_all_come_to_their_end(kind: str) -> None:
    kinds = ("jpeg-", "png-", "tiff-", "gif-", "bmp-", "webp-", "avif-")
    names = [n for n in QUICK if (n.startswith(f"{kind}-") if kind else not n.startswith(kinds))]
    async with DecoderPool(size=1) as pool:
        found = {name: await outcome(pool, ALL[name].make()) for name in names}
        assert (await pool.check(photo())).format == "JPEG"
    opened = {name: end for name, (_, end) in found.items()}
    assert {n: end for n, end in opened.items() if end not in ALL[n].outcomes} == {}
    # A look may miss what only decoding finds; it refuses nothing that opens.
    assert {n: ends for n, ends in found.items() if ends[0] not in {OPENED, ends[1]}} == {}


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", LARGE)
async def test_large_ones_too(name: str) -> None:
    async with DecoderPool(size=1) as pool:
        look, end = await outcome(pool, ALL[name].make())
        assert (await pool.check(photo())).format == "JPEG"
    # On a busy machine the clock may end what is at the edge.
    assert end in ALL[name].outcomes | {"too_costly"}
    assert look in {OPENED, end}
