"""Frames over a Unix socket, each with at most one descriptor beside it.

A frame is its length (4 bytes, big-endian) and so many bytes. The decoder process blocks on its
end; the pool waits on its own in the event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import struct
from typing import Final

from imaging.sandbox.messages import MAX_MESSAGE

_LENGTH: Final = struct.Struct(">I")
_MAX_DESCRIPTORS: Final = 4
"""Room for more than the one that may come, so that none is lost unseen and left open."""
_CHUNK: Final = 1 << 16


class ChannelError(Exception):
    """The other side does not speak frames, or ended in the middle of one."""


class ChannelClosed(ChannelError):
    """The other side ended, or closed the socket."""


class FrameBuffer:
    """Puts a frame together from what arrives. Pure, but for closing descriptors."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._descriptors: list[int] = []

    @property
    def missing(self) -> int:
        """How many bytes the frame still lacks, as far as is known."""
        if len(self._data) < _LENGTH.size:
            return _LENGTH.size - len(self._data)
        return _LENGTH.size + self._length() - len(self._data)

    def add(self, data: bytes, descriptors: list[int]) -> None:
        """Take in what arrived. Raises ``ChannelError`` for an excess of either."""
        self._data += data
        self._descriptors += descriptors
        has_length = len(self._data) >= _LENGTH.size
        if len(self._descriptors) > 1 or (has_length and self._length() > MAX_MESSAGE):
            self.drop()
            raise ChannelError("a frame that is too large")

    def take(self) -> tuple[bytes, int | None]:
        """Return the payload and its descriptor, which the caller closes."""
        descriptor = self._descriptors.pop() if self._descriptors else None
        return bytes(self._data[_LENGTH.size :]), descriptor

    def drop(self) -> None:
        """Close a descriptor that nobody took."""
        while self._descriptors:
            os.close(self._descriptors.pop())

    def _length(self) -> int:
        (length,) = _LENGTH.unpack_from(self._data)
        return int(length)


def send(sock: socket.socket, payload: bytes, descriptor: int | None = None) -> None:
    """Send one frame, blocking. Raises ``OSError`` when the other side is gone."""
    data = _LENGTH.pack(len(payload)) + payload
    sent = socket.send_fds(sock, [data], _listed(descriptor))
    sock.sendall(memoryview(data)[sent:])


def receive(sock: socket.socket) -> tuple[bytes, int | None]:
    """Return the next frame, blocking. Raises ``ChannelError``."""
    frame = FrameBuffer()
    try:
        while frame.missing:
            _receive_some(sock, frame)
    except BaseException:
        frame.drop()
        raise
    return frame.take()


async def send_async(sock: socket.socket, payload: bytes, descriptor: int | None = None) -> None:
    """Send one frame without blocking the loop. Raises ``OSError`` when nobody listens."""
    data = _LENGTH.pack(len(payload)) + payload
    # One frame is under way at a time, so that there is room for its beginning.
    sent = socket.send_fds(sock, [data], _listed(descriptor))
    await asyncio.get_running_loop().sock_sendall(sock, memoryview(data)[sent:])


async def receive_async(sock: socket.socket) -> tuple[bytes, int | None]:
    """Return the next frame without blocking the loop. Raises ``ChannelError``."""
    frame = FrameBuffer()
    try:
        while frame.missing:
            try:
                _receive_some(sock, frame)
            except BlockingIOError:
                await _readable(sock)
    except BaseException:
        frame.drop()
        raise
    return frame.take()


def _receive_some(sock: socket.socket, frame: FrameBuffer) -> None:
    flags = getattr(socket, "MSG_CMSG_CLOEXEC", 0)
    try:
        # No more than this frame lacks: what follows belongs to the next.
        data, descriptors, _, _ = socket.recv_fds(
            sock, min(frame.missing, _CHUNK), _MAX_DESCRIPTORS, flags
        )
    except ConnectionError as error:
        raise ChannelClosed("the other side is gone") from error
    frame.add(data, descriptors)
    if not data:
        raise ChannelClosed("the other side closed the socket")


async def _readable(sock: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()

    def wake() -> None:
        with contextlib.suppress(asyncio.InvalidStateError):
            ready.set_result(None)

    loop.add_reader(sock, wake)
    try:
        await ready
    finally:
        loop.remove_reader(sock)


def _listed(descriptor: int | None) -> list[int]:
    return [] if descriptor is None else [descriptor]
