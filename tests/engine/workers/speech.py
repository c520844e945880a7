"""The worker's side of the wire for programs that misbehave: blocking, one word at a time."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import msgspec

from engine.messages import Done, Started
from engine.wire import Paint, Ready, Setup, ToClient, ToWorker, encode

_decoder = msgspec.msgpack.Decoder(ToWorker)


class Speech:
    """Made by ``greet``."""

    def __init__(self) -> None:
        self.socket = socket.socket(fileno=int(sys.argv[1]))
        self._in = self.socket.makefile("rb")
        setup = self.hear()
        assert isinstance(setup, Setup)
        self.home = Path(setup.cache).parent

    def hear(self) -> ToWorker | None:
        head = self._in.read(4)
        return _decoder.decode(self._in.read(int.from_bytes(head))) if head else None

    def say(self, message: ToClient) -> None:
        self.socket.sendall(encode(message))

    def hear_paint(self) -> str:
        """Wait for a ``Paint`` and return its id; exits at the end of file."""
        while not isinstance(message := self.hear(), Paint):
            if message is None:
                sys.exit()
        return message.request.id

    def first_time(self, what: str) -> bool:
        """Whether no worker of this home has asked before."""
        mark = self.home / what
        try:
            mark.touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


def greet() -> Speech:
    """Say that it is ready, as a worker should."""
    speech = Speech()
    speech.say(Ready(device="rogue"))
    return speech


def started(name: str) -> Started:
    return Started(id=name, width=8, height=8, steps=3, backbone="none", device="rogue")


def done(name: str, picture: bytes = b"picture") -> Done:
    return Done(
        id=name, picture=picture, format="png", width=8, height=8, step=3, steps=3, seconds=0.1
    )
