"""Measures what hostile pictures come to and cost: ``python -m bench.hostile``.

Every file of ``tests.imaging.hostile`` is looked at and opened through a pool of decoders, as a
picture that was sent is. ``bench/out/hostile.json`` gets for each its outcome, the seconds until
its sender can be told, and the peak memory of box and caller; and what the box adds to the time
of an ordinary photo. Ends with 1 if an outcome is not the one that is written beside the file.
"""

from __future__ import annotations

import asyncio
import gc
import io
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
from PIL import Image

from imaging.codecs import check_picture, open_picture
from imaging.errors import PictureError
from imaging.sandbox import DecoderPool
from tests.imaging.hostile import ALL
from tests.imaging.hostile.cases import OPENED

_OUT: Final = Path(__file__).parent / "out" / "hostile.json"
_SIDE: Final = 1024
_SIDES: Final = (4096, 1024, 512)
Work: TypeAlias = Callable[[], Awaitable[object]]
_PHOTO: Final = (4000, 3000)
_REPEATS: Final = 15
_MB: Final = 1 << 20


def main() -> int:
    """Measure, print, write."""
    report = asyncio.run(_measure())
    _OUT.write_text(json.dumps(report, indent=1) + "\n")
    wrong = [name for name, row in report["files"].items() if not row["as_expected"]]
    print({name: value for name, value in report.items() if name != "files"})
    print("not as expected:", wrong or "none")
    return 1 if wrong else 0


async def _measure() -> dict[str, Any]:
    rows = {}
    for name in ALL:
        rows[name] = await _measure_file(name)
        print(name, rows[name], flush=True)
    return {
        "count": len(rows),
        "slowest_check_seconds": max(row["check_seconds"] for row in rows.values()),
        "slowest_open_seconds": max(row["open_seconds"] for row in rows.values()),
        "box_peak_mb": max(row["box_peak_mb"] for row in rows.values()),
        "caller_peak_mb": max(row["caller_peak_mb"] for row in rows.values()),
        "photo": await _measure_photo(),
        "files": rows,
    }


async def _measure_file(name: str) -> dict[str, Any]:
    data = ALL[name].make()
    gc.collect()
    _forget_peak(os.getpid())
    before = _peak_mb(os.getpid())
    async with DecoderPool(size=1) as pool:
        await pool.warm_up()
        box = _only_child()
        look, check_seconds = await _timed(pool.check(data))
        # One that was killed cannot be asked any more; its limit is what it reached at most.
        box_peak = _peak_mb(box)
        outcome, open_seconds = await _timed(pool.open(data, max_side=_SIDE))
        box_peak = max(box_peak, _peak_mb(box))
    return {
        "bytes": len(data),
        "outcome": outcome,
        "as_expected": outcome in ALL[name].outcomes and look in {OPENED, outcome},
        "check_seconds": check_seconds,
        "open_seconds": open_seconds,
        "box_peak_mb": box_peak,
        "caller_peak_mb": _peak_mb(os.getpid()) - before,
    }


async def _timed(work: Any) -> tuple[str, float]:
    began = time.perf_counter()
    try:
        await work
        outcome = OPENED
    except PictureError as error:
        outcome = error.reason
    return outcome, round(time.perf_counter() - began, 3)


async def _measure_photo() -> dict[str, Any]:
    """Milliseconds: an ordinary photo opened here and through the pool, at its size and smaller.

    The least of many, because other programs run here too.
    """
    photo = _photo()
    async with DecoderPool(size=1) as pool:
        await pool.check(photo)
        pairs: dict[str, tuple[Work, Work]] = {
            "check": (_local(check_picture, photo), lambda: pool.check(photo))
        }
        for side in _SIDES:
            opened = _local(open_picture, photo, max_side=side)
            pairs[f"open_{side}"] = (opened, partial(_opened_in_full, pool, photo, side))
        found = {name: [await _least_ms(work) for work in pair] for name, pair in pairs.items()}
    return {
        "bytes": len(photo),
        **{
            name: {"here_ms": here, "box_ms": box, "added_ms": round(box - here, 1)}
            for name, (here, box) in found.items()
        },
    }


def _local(call: Callable[..., object], photo: bytes, **how: int) -> Work:
    async def work() -> None:
        call(photo, **how)

    return work


async def _opened_in_full(pool: DecoderPool, photo: bytes, side: int) -> None:
    # Reading the pixels is part of it: they are mapped only when they are touched.
    (await pool.open(photo, max_side=side)).array.max()


async def _least_ms(work: Work) -> float:
    times = []
    for _ in range(_REPEATS):
        began = time.perf_counter()
        await work()
        times.append(time.perf_counter() - began)
    return round(1000 * min(times), 1)


def _photo() -> bytes:
    """A 12-megapixel JPEG with about as much detail as photos have."""
    noise = np.random.default_rng(0).integers(0, 256, (_PHOTO[1] // 4, _PHOTO[0] // 4, 3))
    soft = Image.fromarray(noise.astype(np.uint8)).resize(_PHOTO, Image.Resampling.BICUBIC)
    out = io.BytesIO()
    soft.save(out, "JPEG", quality=85)
    return out.getvalue()


def _only_child() -> int:
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return int(children[-1])


def _peak_mb(pid: int) -> int:
    """The most memory a process has held (proc(5), VmHWM); 0 if it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    peaks = [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
    return (peaks[0] << 10) // _MB if peaks else 0


def _forget_peak(pid: int) -> None:
    Path(f"/proc/{pid}/clear_refs").write_text("5")


if __name__ == "__main__":
    sys.exit(main())
