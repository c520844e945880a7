"""The worker program: ``python -m engine.worker FD`` paints for the client at socket FD.

Three kinds of threads: the asyncio loop talks to the client and keeps the heartbeat
(``session``), one thread runs the batch (``painting_thread``), and a small pool encodes outgoing
pictures. Incoming ones are opened in processes of their own (``pictures``).
"""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import os
import resource
import signal
import socket
import sys
import warnings
from typing import Final

from engine.painting.interface import BatchProtocol, PaintSettings
from engine.wire import Setup, from_client
from engine.worker.session import BatchMaker, Session
from imaging.sandbox.confinement import die_with_parent

_READ_AHEAD: Final = 1 << 20


def main(make_batch: BatchMaker | None = None) -> None:
    """Run as a program, painting with ``make_batch`` (the real batch by default)."""
    # Ctrl-C belongs to the parent, which sends Shutdown or vanishes.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A killed parent says no Shutdown, and a worker in a long step would not notice its end.
    die_with_parent()
    # The parent aborts a stuck worker: we want its stacks, not gigabytes of core.
    faulthandler.enable()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What is wrong with strangers' pictures is told to them, not to the log.
    warnings.filterwarnings("ignore", module=r"PIL\.")
    # Levels first: the parent reads them and logs every line at its own level.
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    code = asyncio.run(_serve(int(sys.argv[1]), make_batch or _make_batch))
    logging.shutdown()
    # Not sys.exit: the painting thread may be deep in a step, and nobody waits for it any more.
    os._exit(code)


def _make_batch(settings: PaintSettings) -> BatchProtocol:
    # Here and nowhere else torch comes in, on the painting thread.
    from engine.painting.batch import Batch

    return Batch(settings)


async def _serve(fd: int, make_batch: BatchMaker) -> int:
    """Serve the client; return 0 after ``Shutdown`` or the client's end, 1 otherwise."""
    sock = socket.socket(fileno=fd)
    # What this process may start must not keep the socket open after its death.
    sock.set_inheritable(False)
    reader, writer = await asyncio.open_unix_connection(sock=sock, limit=_READ_AHEAD)
    messages = from_client(reader)
    setup = await messages.read()
    if not isinstance(setup, Setup):
        return 0 if setup is None else 1
    return await Session(messages, writer, setup).run(make_batch)
