"""Frames and messages survive the socket; anything else is an error, never a hang."""

from __future__ import annotations

import asyncio

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Cancelled, Done, Failed, Options, Preview, Problem, Request, Started, Style
from engine.errors import TooBig
from engine.wire import (
    MAX_PAYLOAD,
    Cancel,
    FrameError,
    Heartbeat,
    Keep,
    Paint,
    Ready,
    Setup,
    Shutdown,
    StartupFailed,
    ToClient,
    TornFrame,
    ToWorker,
    encode,
    frame,
    from_client,
    from_worker,
    read_frame,
)

PROBLEM = Problem(kind="TooBig", reason="too_many_pixels", words="Too big.", field="size")
REQUEST = Request(
    id="ü",
    photo=bytes(range(256)),
    styles=(Style(digest="d", picture=b"\x00", weight=0.5),),
    options=Options(size=64, steps=3, style_layers=("conv1_1",), seed=2**63 - 1),
)
TO_WORKER: tuple[ToWorker, ...] = (
    Setup(device="cpu", threads=None, weights="/w", cache="/c", heartbeat_every=1.0),
    Paint(request=REQUEST),
    Cancel(id="a"),
    Keep(id="a"),
    Shutdown(),
)
TO_CLIENT: tuple[ToClient, ...] = (
    Ready(device="cpu"),
    StartupFailed(problem=PROBLEM),
    Heartbeat(stuck_for=1.5),
    Started(id="a", width=1, height=2, steps=3, backbone="lite", device="cpu"),
    Preview(id="a", picture=b"\xff\xd8", step=1, steps=3, seconds_left=0.5),
    Done(id="a", picture=b"p", format="png", width=1, height=2, step=3, steps=3, seconds=0.1),
    Failed(id="a", problem=PROBLEM),
    Cancelled(id="a"),
)


def reader_of(data: bytes) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    return reader


async def test_messages_to_the_worker_arrive_as_they_were() -> None:
    messages = from_client(reader_of(b"".join(map(encode, TO_WORKER))))
    assert [await messages.read() for _ in TO_WORKER] == list(TO_WORKER)
    assert await messages.read() is None


async def test_messages_to_the_client_arrive_as_they_were() -> None:
    messages = from_worker(reader_of(b"".join(map(encode, TO_CLIENT))))
    assert [await messages.read() for _ in TO_CLIENT] == list(TO_CLIENT)
    assert await messages.read() is None


async def test_a_message_of_the_other_direction_is_unintelligible() -> None:
    with pytest.raises(FrameError):
        await from_worker(reader_of(encode(Shutdown()))).read()


async def test_options_are_checked_on_arrival_too() -> None:
    fields = msgspec.to_builtins(Paint(request=REQUEST), builtin_types=(bytes,))
    assert await from_client(reader_of(frame(msgspec.msgpack.encode(fields)))).read()
    fields["request"]["options"]["size"] = "huge"
    with pytest.raises(FrameError, match="size"):
        await from_client(reader_of(frame(msgspec.msgpack.encode(fields)))).read()


@pytest.mark.parametrize("cut", [1, 3, 4, 5, 8])
async def test_an_end_within_a_frame_is_told_from_an_orderly_end(cut: int) -> None:
    with pytest.raises(TornFrame):
        await read_frame(reader_of(frame(b"hello")[:cut]))


async def test_a_length_beyond_the_bound_is_refused_before_reading() -> None:
    with pytest.raises(FrameError):
        await read_frame(reader_of((MAX_PAYLOAD + 1).to_bytes(4)))


def test_a_payload_beyond_the_bound_is_not_sent() -> None:
    with pytest.raises(TooBig):
        frame(bytes(MAX_PAYLOAD + 1))


async def test_text_that_is_not_utf_8_is_unintelligible() -> None:
    with pytest.raises(FrameError):
        await from_worker(reader_of(frame(b"\x81\xa4type\xa2\xff\xfe"))).read()


@given(st.binary(max_size=64))
def test_noise_is_a_message_an_end_or_an_error(noise: bytes) -> None:
    async def read_all() -> None:
        messages = from_worker(reader_of(noise))
        while await messages.read() is not None:
            pass

    try:
        asyncio.run(read_all())
    except FrameError:
        return
