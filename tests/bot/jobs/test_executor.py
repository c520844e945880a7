"""What the engine is asked for a job: the size follows the photo, the start another painting."""

from __future__ import annotations

import io
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from bot.jobs.executor import JobExecutor, limit_size
from bot.pictures.decoder import Decoder
from bot.pictures.downloads import FetchFailed
from engine.messages import AnyEvent, Cancelled, Options, Request
from imaging.sandbox import DecoderPool
from storage import Database, Job, JobStyle, Styles, StyleVectors
from tests.storage.makers import job_of, new_job


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
    assert limit_size(Options(size=asked), max(sides)).size == painted


@dataclass(frozen=True, slots=True)
class Listener:
    """Notes what is asked of the engine, and what lies on Telegram."""

    files: Mapping[str, bytes]
    asked: list[Request] = field(default_factory=list)

    async def run(self, request: Request) -> AsyncGenerator[AnyEvent, None]:
        self.asked.append(request)
        yield Cancelled(id=request.id)

    async def keep(self, request_id: str) -> bool:
        return False

    async def fetch(self, file_id: str) -> bytes:
        if file_id not in self.files:
            raise FetchFailed("file_gone")
        return self.files[file_id]


PHOTO, STYLE, PAINTING = photo(64, 48), photo(32, 32), photo(128, 96)


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database.open(tmp_path / "atelier.db") as opened:
        yield opened


async def asked_for(job: Job, database: Database, **files: bytes) -> Request:
    listener = Listener({"photo": PHOTO, "style": STYLE} | files)
    async with DecoderPool(size=1) as pool:
        executor = JobExecutor(
            listener,
            Styles(database),
            StyleVectors(database, "none"),
            listener.fetch,
            Decoder(pool),
        )
        await executor.paint(job, lambda _: None)
    (request,) = listener.asked
    return request


def job(starts_from: str | None = None, **options: object) -> Job:
    style = JobStyle(key="u", title="your photo", file_id="style")
    asked = new_job(
        photo_file_id="photo", styles=(style,), options=options, starts_from=starts_from
    )
    return job_of(asked)


async def test_a_painting_starts_from_the_photo(database: Database) -> None:
    request = await asked_for(job(faces="keep"), database)
    assert (request.photo, request.painting) == (PHOTO, None)
    assert request.options == Options(faces="keep")


async def test_a_size_follows_the_photo(database: Database) -> None:
    request = await asked_for(job(size=1536), database, photo=photo(400, 300))
    assert request.options.size == 800


@pytest.mark.parametrize("broken", [b"", b"only words", photo(900, 900)[:40]])
async def test_what_does_not_open_is_left_to_the_engine(database: Database, broken: bytes) -> None:
    request = await asked_for(job(size=1536), database, photo=broken)
    assert (request.photo, request.options.size) == (broken, 1536)


async def test_a_painting_can_go_on_from_another(database: Database) -> None:
    request = await asked_for(job("before", seed=7), database, before=PAINTING)
    assert (request.photo, request.painting) == (PHOTO, PAINTING)
    assert request.options == Options(seed=7, init="painting")


@pytest.mark.parametrize("files", [{}, {"before": b"no picture"}, {"before": b""}])
async def test_what_cannot_be_gone_on_from_is_begun_anew(
    database: Database, files: dict[str, bytes]
) -> None:
    request = await asked_for(job("before", seed=7), database, **files)
    assert request.painting is None
    assert request.options == Options(seed=7)
