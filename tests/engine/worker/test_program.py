"""The worker program at its socket, without our client."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine import Cancelled, Done, Failed, Request, Started
from engine.wire import (
    Cancel,
    Heartbeat,
    Keep,
    Paint,
    Ready,
    Setup,
    Shutdown,
    StartupFailed,
    ToClient,
    ToWorker,
    encode,
)
from tests.engine.support import LIMIT, QUICK, request
from tests.engine.workers import quick

_decoder = msgspec.msgpack.Decoder(ToClient)


class Program:
    """A running worker and our end of its socket."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.socket, theirs = socket.socketpair()
        self.socket.settimeout(LIMIT)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", QUICK, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stderr=subprocess.PIPE,
            )
        self._in = self.socket.makefile("rb")

    def say(self, *messages: ToWorker) -> None:
        for message in messages:
            self.socket.sendall(encode(message))

    def set_up(self, device: str = "cpu") -> None:
        cache = str(self._home)
        self.say(Setup(device=device, threads=1, weights=None, cache=cache, heartbeat_every=0.05))

    def hear(self) -> ToClient | None:
        """The next message but heartbeats."""
        while isinstance(message := self.hear_any(), Heartbeat):
            pass
        return message

    def hear_any(self) -> ToClient | None:
        head = self._in.read(4)
        return _decoder.decode(self._in.read(int.from_bytes(head))) if head else None

    def exit_code(self) -> int:
        return self.process.wait(LIMIT)

    def close(self) -> None:
        self._in.close()
        self.socket.close()
        self.process.kill()
        self.process.communicate(timeout=LIMIT)


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    program = Program(tmp_path)
    yield program
    program.close()


@pytest.fixture
def ready(program: Program) -> Program:
    program.set_up()
    assert program.hear() == Ready(device="quick")
    return program


def paint(name: str, **options: Any) -> Paint:
    return Paint(request=request(name, **{"steps": 10_000, **options}))


def test_it_paints_what_it_is_asked(ready: Program) -> None:
    ready.say(paint("a", steps=2))
    assert isinstance(ready.hear(), Started)
    done = ready.hear()
    assert isinstance(done, Done)
    assert (done.id, done.step, done.kept) == ("a", 2, False)


def test_it_beats_while_it_is_idle(ready: Program) -> None:
    assert [ready.hear_any() for _ in range(3)] == [Heartbeat(stuck_for=0.0)] * 3


def test_it_confirms_a_cancel(ready: Program) -> None:
    ready.say(paint("a"))
    assert isinstance(ready.hear(), Started)
    ready.say(Cancel(id="a"))
    assert ready.hear() == Cancelled(id="a")


def test_it_refuses_an_id_that_is_in_use_and_goes_on_with_the_painting_that_has_it(
    ready: Program,
) -> None:
    ready.say(paint("a"), paint("a"))
    heard = [ready.hear() for _ in range(2)]
    (refused,) = [event for event in heard if isinstance(event, Failed)]
    assert refused.problem.reason == "duplicate_id"
    ready.say(paint("a"), Keep(id="a"))
    again, kept = ready.hear(), ready.hear()
    assert isinstance(again, Failed)
    assert again.problem.reason == "duplicate_id"
    assert isinstance(kept, Done)
    assert (kept.id, kept.kept) == ("a", True)
    ready.say(paint("a", steps=1))
    assert isinstance(ready.hear(), Started), "an id is free again once its painting has ended"


def test_it_confirms_a_cancel_that_follows_at_once(ready: Program) -> None:
    ready.say(paint("a"), Cancel(id="a"), paint("b", steps=1))
    heard = [ready.hear() for _ in range(3)]
    assert Cancelled(id="a") in heard
    assert not any(isinstance(event, Started) and event.id == "a" for event in heard[1:])


def test_it_keeps_what_is_painted(ready: Program) -> None:
    ready.say(paint("a"))
    assert isinstance(ready.hear(), Started)
    ready.say(Keep(id="a"))
    done = ready.hear()
    assert isinstance(done, Done)
    assert done.kept


def test_it_ignores_what_it_does_not_know(ready: Program) -> None:
    ready.say(Cancel(id="x"), Keep(id="x"), paint("a", steps=1))
    assert isinstance(ready.hear(), Started)


def test_it_tells_a_bad_picture_and_goes_on(ready: Program) -> None:
    ready.say(Paint(request=Request(id="a", photo=b"text", styles=())))
    failed = ready.hear()
    assert isinstance(failed, Failed)
    assert failed.problem.reason == "not_a_picture"
    ready.say(paint("b", steps=1))
    assert isinstance(ready.hear(), Started)


def test_it_says_when_it_is_unfit(program: Program) -> None:
    program.set_up(device="cuda:9")
    unfit = program.hear()
    assert isinstance(unfit, StartupFailed)
    assert unfit.problem.words == "There is no tenth device."
    assert program.hear() is None
    assert program.exit_code() == 1


@pytest.mark.parametrize("busy", [False, True])
def test_shutdown_ends_it(ready: Program, busy: bool) -> None:
    if busy:
        ready.say(paint("a", seed=quick.STALLS))
        assert isinstance(ready.hear(), Started)
    ready.say(Shutdown())
    assert ready.exit_code() == 0


@pytest.mark.parametrize("busy", [False, True])
def test_the_end_of_file_ends_it(ready: Program, busy: bool) -> None:
    if busy:
        ready.say(paint("a", seed=quick.STALLS))
        assert isinstance(ready.hear(), Started)
    ready.socket.shutdown(socket.SHUT_WR)
    assert ready.exit_code() == 0


def test_the_end_of_file_ends_it_before_it_is_set_up(program: Program) -> None:
    program.socket.shutdown(socket.SHUT_WR)
    assert program.exit_code() == 0


def test_an_interrupt_does_not_end_it(ready: Program) -> None:
    ready.process.send_signal(signal.SIGINT)
    ready.say(paint("a", steps=1))
    assert isinstance(ready.hear(), Started)


def test_nonsense_ends_it(ready: Program) -> None:
    ready.socket.sendall(b"\xff\xff\xff\xff")
    assert ready.exit_code() == 1


def test_a_tick_that_raises_ends_it_with_a_trace(ready: Program) -> None:
    ready.say(paint("a", seed=quick.CRASHES))
    assert ready.exit_code() == 1
    assert ready.process.stderr is not None
    assert b"RuntimeError: a tick went wrong" in ready.process.stderr.read()


def test_an_abort_shows_where_it_was(ready: Program) -> None:
    ready.say(paint("a", seed=quick.STALLS))
    assert isinstance(ready.hear(), Started)
    ready.process.send_signal(signal.SIGABRT)
    assert ready.exit_code() == -signal.SIGABRT
    assert ready.process.stderr is not None
    assert b"painting_thread.py" in ready.process.stderr.read()
