"""The decoder program: ``python -m imaging.sandbox.worker FD MEMORY`` serves a pool.

FD is its socket; MEMORY the address space in bytes that decoding may take. One operation at a
time, in one thread.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import socket
import sys
import warnings
from pathlib import Path
from typing import Final

import msgspec
from PIL import Image

from imaging.errors import too_costly
from imaging.sandbox import blobs, channel
from imaging.sandbox.confinement import (
    ResourceLimits,
    confine,
    die_with_parent,
    limit_processor_time,
)
from imaging.sandbox.messages import AnyOperation, Ready, decode_operation, encode
from imaging.sandbox.operations import Outcome, perform, refusal_of

_log = logging.getLogger("imaging.sandbox")

_PAGES: Final = Path("/proc/self/statm")


def main() -> None:
    """Run as a program until the pool closes its end of the socket."""
    parent_watched = die_with_parent()
    faulthandler.enable()
    # What is wrong with strangers' pictures is told to them, not to the log.
    warnings.simplefilter("ignore")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    # The costs of a picture are checked before; this process has no other pictures to mind.
    Image.MAX_IMAGE_PIXELS = None
    sock = socket.socket(fileno=int(sys.argv[1]))
    # Opened now, because files cannot be once the process is confined.
    with _PAGES.open("rb", buffering=0) as statistics:
        limits = ResourceLimits(memory=int(sys.argv[2]), file_size=blobs.MAX_BYTES)
        confinement = ("dies-with-parent",) * parent_watched + confine(limits)
        channel.send(sock, encode(Ready(confinement=confinement)))
        try:
            while True:
                _serve_one(sock, statistics.fileno())
        except (channel.ChannelClosed, BrokenPipeError):
            return


def _serve_one(sock: socket.socket, statistics: int) -> None:
    payload, fd = channel.receive(sock)
    operation = decode_operation(payload)
    limit_processor_time(operation.seconds)
    answer, parts = _answer(operation, fd)
    answer = msgspec.structs.replace(answer, memory=_resident(statistics))
    blob = blobs.create_blob(parts) if parts != () else None
    try:
        channel.send(sock, encode(answer), blob)
    finally:
        if blob is not None:
            os.close(blob)


def _answer(operation: AnyOperation, fd: int | None) -> Outcome:
    try:
        pictures: list[bytes] = []
        if fd is not None:
            try:
                pictures = blobs.read_parts(fd, operation.parts)
            finally:
                os.close(fd)
        return perform(operation, pictures)
    except MemoryError as error:
        refusal = too_costly()
        refusal.__cause__ = error
        return refusal_of(refusal), ()


def _resident(statistics: int) -> int:
    """Return the bytes of memory this process holds (proc(5), statm)."""
    return int(os.pread(statistics, 128, 0).split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
