"""The filter of system calls, run by a machine of our own."""

from __future__ import annotations

import errno
import struct

import pytest

from imaging.sandbox.seccomp import _ARCHITECTURES, Architecture, filter_program

ALLOWED, KILLED = 0x7FFF0000, 0x80000000
DENIED, UNKNOWN = 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS


def verdict(here: Architecture, number: int, argument: int = 0, *, audit: int = 0) -> int:
    """What the filter says of one call."""
    program = filter_program(here)
    data = struct.pack("<IIQQ", number, audit or here.audit, 0, argument)
    at, value = 0, 0
    while True:
        code, then, otherwise, k = struct.unpack_from("=HBBI", program, at * 8)
        at += 1
        match code:
            case 0x20:
                (value,) = struct.unpack_from("<I", data, k)
            case 0x06:
                return int(k)
            case 0x15:
                at += then if value == k else otherwise
            case 0x35:
                at += then if value >= k else otherwise
            case 0x45:
                at += then if value & k else otherwise
            case _:
                raise AssertionError(f"an instruction that is not ours: {code:#x}")


@pytest.fixture(params=sorted(_ARCHITECTURES))
def here(request: pytest.FixtureRequest) -> Architecture:
    return _ARCHITECTURES[request.param]


def test_what_reaches_beyond_is_denied(here: Architecture) -> None:
    assert {verdict(here, number) for number in here.denied} == {DENIED}
    assert verdict(here, 425) == DENIED  # io_uring_setup


def test_memory_and_sockets_in_use_are_left(here: Architecture) -> None:
    reading = {"_X": (0, 1, 9, 46, 47), "AA": (63, 64, 222, 211, 212)}
    numbers = reading["_X" if here.audit == 0xC000003E else "AA"]
    assert {verdict(here, number) for number in numbers} == {ALLOWED}


def test_threads_may_be_made_but_no_processes(here: Architecture) -> None:
    assert verdict(here, here.clone, 0x3D0F00) == ALLOWED
    assert verdict(here, here.clone, 0x1200011) == DENIED
    assert verdict(here, here.clone3) == UNKNOWN


def test_limits_are_its_own_only(here: Architecture) -> None:
    assert verdict(here, here.prlimit, 0) == ALLOWED
    assert verdict(here, here.prlimit, 1) == DENIED


def test_calls_of_another_architecture_are_fatal(here: Architecture) -> None:
    assert verdict(here, 0, audit=0x40000003) == KILLED
    assert verdict(here, 0x40000000 + 59) == DENIED
