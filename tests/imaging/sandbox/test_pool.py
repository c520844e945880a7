"""The pool: what comes back, and that a process that fails costs one request only."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from imaging.animation import film
from imaging.blending import blend
from imaging.codecs import open_picture
from imaging.errors import BadPicture, PictureError, SandboxUnavailable, TooBig
from imaging.sandbox import DecoderPool, SandboxLimits
from imaging.sandbox import pool as pool_module
from tests.imaging.hostile import jpegs, others, pngs

WORKERS = "tests.imaging.sandbox.workers"


def misbehaving(name: str, **other: int) -> DecoderPool:
    return DecoderPool(size=1, limits=SandboxLimits(program=f"{WORKERS}.{name}", **other))


def processes() -> set[int]:
    """Those that this process has started and that run."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            _, _, rest = path.read_text().rpartition(")")
        except OSError:
            continue
        state, parent = rest.split()[:2]
        if int(parent) == os.getpid() and state != "Z":
            found.add(int(path.parent.name))
    return found


async def end_of(pid: int) -> None:
    handle, ended = os.pidfd_open(pid), asyncio.Event()
    asyncio.get_running_loop().add_reader(handle, ended.set)
    await ended.wait()
    asyncio.get_running_loop().remove_reader(handle)
    os.close(handle)


async def test_a_look_tells_format_and_size() -> None:
    async with DecoderPool(size=1) as pool:
        info = await pool.check(jpegs.photo((320, 240)))
    assert (info.format, info.width, info.height) == ("JPEG", 320, 240)


@pytest.mark.parametrize("max_side", [4096, 100])
async def test_pixels_are_those_of_the_codecs(max_side: int) -> None:
    data = jpegs.photo((640, 400))
    async with DecoderPool(size=1) as pool:
        pixels = await pool.open(data, max_side=max_side)
    expected = np.asarray(open_picture(data, max_side=max_side))
    assert np.array_equal(pixels.array, expected)


async def test_alpha_is_kept_where_it_is_wanted() -> None:
    picture = Image.new("RGBA", (64, 48), (200, 40, 40, 128))
    async with DecoderPool(size=1) as pool:
        pixels = await pool.open(others.saved(picture, "PNG"), max_side=64, keep_alpha=True)
    assert pixels.array[0, 0].tolist() == [200, 40, 40, 128]


async def test_blends_and_films_are_those_of_their_modules() -> None:
    painting, photo = jpegs.photo((64, 48)), jpegs.photo((80, 60))
    async with DecoderPool(size=1) as pool:
        blended = await pool.blend(painting, photo, intensity=40, keep_colours=True)
        filmed = await pool.film([photo, painting], width=48)
        with pytest.raises(ValueError, match="between 0 and 100"):
            await pool.blend(painting, photo, intensity=101, keep_colours=False)
    assert blended == blend(painting, photo, intensity=40, keep_colours=True)
    assert filmed == film([photo, painting], width=48)


async def test_large_files_come_through() -> None:
    data = jpegs.photo() + bytes(8 << 20)
    async with DecoderPool(size=1) as pool:
        assert (await pool.check(data)).width == 320


@pytest.mark.parametrize(
    ("data", "reason", "format_name"),
    [
        (b"", "empty", None),
        (b"%PDF-1.7", "not_a_picture", "PDF"),
        (pngs.flat(8, 8), "too_small", None),
    ],
)
async def test_refusals_keep_their_words(
    data: bytes, reason: str, format_name: str | None
) -> None:
    async with DecoderPool(size=1) as pool:
        with pytest.raises(BadPicture) as caught:
            await pool.check(data)
    assert (caught.value.reason, caught.value.format_name) == (reason, format_name)
    assert caught.value.words.endswith(".")


async def test_many_at_once_are_all_served() -> None:
    sizes = [(64 + n, 48) for n in range(12)]
    async with DecoderPool(size=2) as pool:
        found = await asyncio.gather(*(pool.check(jpegs.photo(size)) for size in sizes))
    assert [(info.width, info.height) for info in found] == sizes


async def test_what_takes_too_much_memory_is_refused_and_the_next_served() -> None:
    async with DecoderPool(size=1, limits=SandboxLimits(memory=150 << 20)) as pool:
        with pytest.raises(TooBig):
            await pool.open(pngs.flat(7000, 6000, colour=pngs.RGBA), max_side=64)
        assert (await pool.check(jpegs.photo())).width == 320


@pytest.mark.parametrize(
    ("name", "error", "reason"),
    [
        ("dies", BadPicture, "damaged"),
        ("babbles", BadPicture, "damaged"),
        ("floods", BadPicture, "damaged"),
        ("lies", BadPicture, "damaged"),
        ("dies_at_start", SandboxUnavailable, "cannot_start"),
    ],
)
async def test_misbehaviour_becomes_an_error(
    name: str, error: type[PictureError], reason: str
) -> None:
    async with misbehaving(name) as pool:
        for _ in range(2):
            with pytest.raises(error) as caught:
                await pool.check(jpegs.photo())
            assert caught.value.reason == reason
    assert processes() == set()


async def test_one_that_hangs_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "CHECK_SECONDS", 0.0)
    async with misbehaving("hangs") as pool:
        with pytest.raises(TooBig) as caught:
            await pool.check(jpegs.photo())
        assert caught.value.reason == "too_costly"
    assert processes() == set()


async def test_processor_time_is_bounded_by_the_kernel() -> None:
    async with misbehaving("spins") as pool:
        with pytest.raises(TooBig) as caught:
            await pool.check(jpegs.photo())
    assert caught.value.reason == "too_costly"


async def test_one_that_died_idle_costs_nothing() -> None:
    async with DecoderPool(size=1) as pool:
        await pool.warm_up()
        (pid,) = processes()
        os.kill(pid, signal.SIGKILL)
        await end_of(pid)
        assert (await pool.check(jpegs.photo())).width == 320


async def test_a_request_that_is_given_up_leaves_nothing_behind() -> None:
    async with misbehaving("hangs") as pool:
        await pool.warm_up()
        asked = asyncio.ensure_future(pool.check(jpegs.photo()))
        for _ in range(10):
            await asyncio.sleep(0)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
    assert processes() == set()


@pytest.mark.parametrize(("name", "limit"), [("swells", {}), ("worker", {"operations": 2})])
async def test_processes_are_replaced_before_they_grow_old(
    name: str, limit: dict[str, int]
) -> None:
    program = f"{WORKERS}.{name}" if name == "swells" else SandboxLimits().program
    async with DecoderPool(size=1, limits=SandboxLimits(program=program, **limit)) as pool:
        seen: list[int] = []
        for _ in range(4):
            await pool.check(jpegs.photo())
            seen += sorted(processes() - set(seen))
        assert len(seen) >= 2


async def test_it_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATELIER_TOKEN", "123:abc")
    async with misbehaving("tells_environment") as pool:
        told = json.loads((await pool.check(jpegs.photo())).format)
    assert told["PWD"] == "/"
    assert not [name for name in told if name.startswith("ATELIER")]
    assert "123:abc" not in json.dumps(told)


async def test_after_the_end_nothing_is_opened() -> None:
    pool = DecoderPool(size=1)
    async with pool:
        await pool.warm_up()
    assert processes() == set()
    with pytest.raises(SandboxUnavailable):
        await pool.check(jpegs.photo())


async def test_what_confines_it_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "imaging.sandbox"):
        async with DecoderPool(size=2) as pool:
            await asyncio.gather(*(pool.check(jpegs.photo()) for _ in range(4)))
    assert len([r for r in caplog.records if "confined by" in r.message]) == 1
