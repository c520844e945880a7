"""Pictures of a request, opened for the painting thread: pixels, or an error that names which."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
import pytest
import pytest_asyncio

from engine import BadPicture, EngineError, Style, TooBig
from engine.errors import from_picture_error, from_problem
from engine.worker.pictures import open_pictures
from imaging.errors import ERRORS, PictureError
from imaging.sandbox import DecoderPool
from tests.engine.support import picture, request
from tests.imaging.hostile import tiffs


@pytest_asyncio.fixture
async def decoders() -> AsyncIterator[DecoderPool]:
    async with DecoderPool(size=1) as pool:
        yield pool


async def test_photo_and_styles_are_opened(decoders: DecoderPool) -> None:
    join = await open_pictures(decoders, request(photo=picture((64, 48), "navy")))
    assert (join.photo.size, join.photo.getpixel((0, 0))) == ((64, 48), (0, 0, 128))
    assert [style.picture.size for style in join.styles] == [(64, 48)]


async def test_an_error_names_the_photo(decoders: DecoderPool) -> None:
    with pytest.raises(BadPicture) as caught:
        await open_pictures(decoders, request(photo=b"no picture"))
    assert (caught.value.field, caught.value.reason) == ("photo", "not_a_picture")


async def test_an_error_names_the_style(decoders: DecoderPool) -> None:
    hostile = Style(digest="h", picture=tiffs.one_tile(256, 46_000))
    asked = msgspec.structs.replace(request(), styles=(hostile,))
    with pytest.raises(TooBig) as caught:
        await open_pictures(decoders, asked)
    assert (caught.value.field, caught.value.reason) == ("style", "too_costly")


@pytest.mark.parametrize("cls", ERRORS.values())
def test_every_error_of_pictures_crosses_the_wire(cls: type[PictureError]) -> None:
    error = from_picture_error(cls("It is so.", reason="because"), "photo")
    again = from_problem(error.as_problem())
    assert isinstance(again, EngineError)
    assert (type(again), again.words, again.reason) == (type(error), "It is so.", "because")
    assert again.retryable == cls.retryable
