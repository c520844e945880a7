"""Frames for films: few of each painting, bounded on disk, never a reason to fail."""

from __future__ import annotations

import os
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from bot.jobs.preview_frames import KEPT_S, MOST_FRAMES, FrameRecorder, FrameStore
from storage import Job
from tests.storage.makers import job_of, new_job


def job(number: int = 1, seed: int = 0, *, partial: bool = False) -> Job:
    asked = new_job(number, options={"seed": seed})
    return job_of(asked, partial=partial)


@pytest.fixture
def frame_store(tmp_path: Path) -> FrameStore:
    return FrameStore(tmp_path / "films", most_bytes=1000)


@pytest.mark.parametrize("count", [0, 1, MOST_FRAMES, MOST_FRAMES + 1, 1000])
def test_a_recorder_keeps_few_frames_evenly_spread(count: int) -> None:
    recorder = FrameRecorder()
    for number in range(count):
        recorder.add(number.to_bytes(2, "big"))
    kept = [int.from_bytes(frame, "big") for frame in recorder.frames]
    assert len(kept) <= MOST_FRAMES
    assert len(kept) >= min(count, MOST_FRAMES // 2)
    assert kept[:1] == list(range(count))[:1], "the beginning is there"
    assert len({after - before for before, after in pairwise(kept)}) <= 1


def test_a_recorder_forgets_what_came_before_a_new_beginning() -> None:
    recorder = FrameRecorder()
    for number in range(1000):
        recorder.add(bytes([number % 256]))
    recorder.rewind()
    recorder.add(b"new")
    assert recorder.frames == [b"new"]


async def test_what_is_kept_is_there_for_all_who_wished_the_same(frame_store: FrameStore) -> None:
    await frame_store.keep(job(1), [b"a", b"b"])
    assert await frame_store.load(job(2)) == (b"a", b"b")
    assert await frame_store.load(job(2, seed=5)) == ()


async def test_a_painting_by_an_earlier_painter_keeps_its_own_film(
    frame_store: FrameStore,
) -> None:
    earlier, later = job(1), replace(job(2), painter=2)
    await frame_store.keep(earlier, [b"earlier"])
    await frame_store.keep(later, [b"later"])
    assert await frame_store.load(earlier) == (b"earlier",)
    assert await frame_store.load(later) == (b"later",)


async def test_a_painting_that_was_stopped_has_a_film_of_its_own(frame_store: FrameStore) -> None:
    await frame_store.keep(job(1), [b"whole"])
    await frame_store.keep(job(2), [b"half"], partial=True)
    assert await frame_store.load(job(1)) == (b"whole",)
    assert await frame_store.load(job(2, partial=True)) == (b"half",)


async def test_the_oldest_go_when_there_are_too_many(frame_store: FrameStore) -> None:
    for seed in range(5):
        await frame_store.keep(job(seed=seed), [bytes(300)])
        _age(frame_store, job(seed=seed), 100 - seed)
    await frame_store.keep(job(seed=9), [bytes(300)])
    left = [seed for seed in (*range(5), 9) if await frame_store.load(job(seed=seed))]
    assert left == [3, 4, 9]


async def test_what_is_old_goes(frame_store: FrameStore) -> None:
    await frame_store.keep(job(), [b"a"])
    _age(frame_store, job(), KEPT_S + 1)
    await frame_store.keep(job(seed=1), [b"b"])
    assert await frame_store.load(job()) == ()


async def test_what_was_dropped_is_gone_and_may_be_dropped_twice(frame_store: FrameStore) -> None:
    await frame_store.keep(job(), [b"a"])
    await frame_store.drop(job())
    await frame_store.drop(job())
    assert await frame_store.load(job()) == ()


async def test_a_disk_that_fails_costs_only_the_film(tmp_path: Path) -> None:
    (tmp_path / "films").write_text("no folder")
    frame_store = FrameStore(tmp_path / "films")
    await frame_store.keep(job(), [b"a"])
    assert await frame_store.load(job()) == ()


async def test_a_damaged_file_is_no_film(frame_store: FrameStore) -> None:
    await frame_store.keep(job(), [b"a"])
    (file,) = frame_store.folder.iterdir()
    file.write_bytes(b"\xc1 nonsense")
    assert await frame_store.load(job()) == ()


def _age(frame_store: FrameStore, one: Job, seconds: float) -> None:
    file = frame_store.folder / f"{replace(one).fingerprint}.frames"
    then = file.stat().st_mtime - seconds
    os.utime(file, (then, then))
