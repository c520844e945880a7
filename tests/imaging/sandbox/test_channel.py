"""Frames: whole or not at all, and no descriptor is ever left open."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imaging.sandbox.channel import (
    ChannelClosed,
    ChannelError,
    FrameBuffer,
    receive,
    receive_async,
    send,
    send_async,
)
from imaging.sandbox.messages import MAX_MESSAGE


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def open_descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


Ends = tuple[socket.socket, socket.socket]


@pytest.mark.parametrize("payload", [b"", b"hello", bytes(60_000)])
def test_a_frame_arrives_as_it_was_sent(ends: Ends, payload: bytes) -> None:
    send(ends[0], payload)
    assert receive(ends[1]) == (payload, None)


def test_frames_keep_apart(ends: Ends) -> None:
    send(ends[0], b"one")
    send(ends[0], b"two")
    assert [receive(ends[1])[0] for _ in range(2)] == [b"one", b"two"]


def test_a_descriptor_travels_beside_it(ends: Ends) -> None:
    with Path(os.devnull).open("rb") as file:
        send(ends[0], b"here", file.fileno())
    payload, fd = receive(ends[1])
    assert payload == b"here"
    assert fd is not None
    assert os.read(fd, 1) == b""
    os.close(fd)


async def test_large_frames_do_not_block_the_loop(ends: Ends) -> None:
    for end in ends:
        end.setblocking(False)
    payload = bytes(MAX_MESSAGE)
    _, (received, _) = await asyncio.gather(send_async(ends[0], payload), receive_async(ends[1]))
    assert received == payload


def test_an_end_is_told(ends: Ends) -> None:
    ends[0].close()
    with pytest.raises(ChannelClosed):
        receive(ends[1])


def test_an_end_within_a_frame_is_told(ends: Ends) -> None:
    ends[0].sendall(b"\0\0\0\x05ab")
    ends[0].close()
    with pytest.raises(ChannelClosed):
        receive(ends[1])


def test_a_frame_that_is_too_large_is_refused_before_it_is_read(ends: Ends) -> None:
    ends[0].sendall((MAX_MESSAGE + 1).to_bytes(4, "big"))
    with pytest.raises(ChannelError):
        receive(ends[1])


def test_descriptors_nobody_asked_for_are_closed(ends: Ends) -> None:
    before = open_descriptors()
    with Path(os.devnull).open("rb") as file:
        socket.send_fds(ends[0], [b"\0\0\0\x01a"], [file.fileno()] * 3)
    with pytest.raises(ChannelError):
        receive(ends[1])
    assert open_descriptors() == before


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.binary(max_size=64), max_size=8))
def test_any_bytes_make_a_frame_or_an_error(pieces: list[bytes]) -> None:
    frame, rest = FrameBuffer(), b"".join(pieces)
    with suppress(ChannelError):
        while rest and frame.missing:
            taken, rest = rest[: frame.missing], rest[frame.missing :]
            frame.add(taken, [])
        if not frame.missing:
            payload, fd = frame.take()
            assert fd is None
            assert len(payload) <= MAX_MESSAGE
