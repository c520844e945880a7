"""Weights that have to be downloaded hold up the painting that needs them, and no other."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from engine import Done, Started
from tests.engine.support import LIMIT, events_of, request, running, until

WORKER = "tests.engine.workers.fetches"
CONTENT = b"as good as weights to a batch that needs none"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


class SlowServer(ThreadingHTTPServer):
    """Sends the weights once it is ``allowed``."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked = 0
        self.allowed = threading.Event()


class _Handler(BaseHTTPRequestHandler):
    server: SlowServer

    def do_GET(self) -> None:
        self.server.asked += 1
        self.server.allowed.wait(LIMIT)
        self.send_response(200)
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        self.wfile.write(CONTENT)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  http.server's name
        """Quiet."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowServer]:
    with SlowServer() as server:
        url = f"http://127.0.0.1:{server.server_port}/vgg19-{DIGEST[:8]}.pth"
        monkeypatch.setenv("TEST_WEIGHTS_URL", url)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.allowed.set()
        server.shutdown()
        thread.join(5)


async def test_other_paintings_go_on_while_weights_are_fetched_once(
    server: SlowServer, tmp_path: Path
) -> None:
    async with running(tmp_path, WORKER, slots=3) as engine:
        # Torch is loaded here; that takes a while on a busy machine.
        async with asyncio.timeout(3 * LIMIT):
            while not engine.health.alive:  # noqa: ASYNC110 - a process announces nothing
                await asyncio.sleep(0.05)
        waiting = [
            asyncio.create_task(events_of(engine, request(name, backbone="vgg19", steps=2)))
            for name in ("a", "b")
        ]
        await until(lambda: server.asked > 0)
        others = await events_of(engine, request("c", steps=5))
        assert isinstance(others[-1], Done)
        assert not any(task.done() for task in waiting)
        server.allowed.set()
        for task in waiting:
            events = await task
            assert isinstance(events[0], Started)
            assert isinstance(events[-1], Done)
    assert server.asked == 1
    assert (tmp_path / "weights" / f"vgg19-{DIGEST[:8]}.pth").is_file()
