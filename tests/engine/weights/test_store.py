"""Weights come from the local folder, else the cache, else by a checked download."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from engine.errors import MissingWeights
from engine.weights.download import download
from engine.weights.store import Published, WeightStore, read_weights


def pickled_state() -> bytes:
    file = io.BytesIO()
    torch.save({"features.0.bias": torch.arange(4, dtype=torch.float16)}, file)
    return file.getvalue()


CONTENT = pickled_state()
DIGEST = hashlib.sha256(CONTENT).hexdigest()


class WeightsHandler(BaseHTTPRequestHandler):
    """Serves CONTENT under every path; /short breaks off, /missing is not there."""

    def do_GET(self) -> None:
        if self.path.startswith("/missing"):
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        self.wfile.write(CONTENT[: len(CONTENT) // 2] if "/short" in self.path else CONTENT)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  http.server's name
        """Quiet."""


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), WeightsHandler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(5)


def quiet(done: int, total: int | None) -> None:
    """No progress wanted."""


def test_missing_weights_are_downloaded_once_with_progress(address: str, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    store = WeightStore(None, tmp_path, lambda done, total: seen.append((done, total)))
    published = Published("net", f"{address}/models/net-{DIGEST[:8]}.pth")
    state = store.load(published)
    assert state["features.0.bias"].tolist() == [0, 1, 2, 3]
    assert state["features.0.bias"].dtype == torch.float32
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    seen.clear()
    store.load(published)
    assert seen == []
    assert [p.name for p in tmp_path.iterdir()] == [f"net-{DIGEST[:8]}.pth"]


@pytest.mark.parametrize(
    ("path", "prefix", "reason"),
    [
        ("missing", DIGEST[:8], "download_failed"),
        ("short", DIGEST[:8], "download_failed"),
        ("whole", "00000000", "hash_mismatch"),
    ],
)
def test_a_failed_download_says_what_to_do_and_leaves_nothing(
    address: str, tmp_path: Path, path: str, prefix: str, reason: str
) -> None:
    with pytest.raises(MissingWeights, match="ATELIER_WEIGHTS") as caught:
        download(f"{address}/{path}", tmp_path / "net.pth", sha256_prefix=prefix, progress=quiet)
    assert caught.value.reason == reason
    assert list(tmp_path.iterdir()) == []


def test_a_download_is_bounded_in_time(address: str, tmp_path: Path) -> None:
    with pytest.raises(MissingWeights, match="too long"):
        download(
            f"{address}/whole",
            tmp_path / "net.pth",
            sha256_prefix="",
            progress=quiet,
            limit_seconds=-1,
        )


def test_without_a_connection_the_error_names_the_folder(tmp_path: Path) -> None:
    # Port 9 of loopback: nobody listens there.
    store = WeightStore(None, tmp_path)
    with pytest.raises(MissingWeights, match="ATELIER_WEIGHTS"):
        store.load(Published("net", "http://127.0.0.1:9/net-12345678.pth"))


def test_the_local_folder_comes_before_the_cache(tmp_path: Path) -> None:
    local, cache = tmp_path / "local", tmp_path / "cache"
    for folder, value in ((local, 1.0), (cache, 2.0)):
        folder.mkdir()
        save_file({"w": torch.tensor([value])}, folder / "net.fp16.safetensors")
    published = Published("net", "http://127.0.0.1:9/net-12345678.pth")
    assert WeightStore(local, cache).load(published)["w"].item() == 1
    assert WeightStore(None, cache).load(published)["w"].item() == 2


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("vgg19.pth", True),
        ("vgg19-dcbb9e9d.pth", True),
        ("vgg19.fp16.safetensors", True),
        ("vgg19_bn-c79401a0.pth", False),
        ("vgg19_16x.fp16.safetensors", False),
        ("vgg19.md", False),
    ],
)
def test_only_files_of_that_very_network_count(tmp_path: Path, name: str, found: bool) -> None:
    (tmp_path / name).touch()
    assert (WeightStore(tmp_path, tmp_path / "cache").find("vgg19") is not None) is found


@pytest.mark.parametrize("name", ["net.pth", "net.safetensors"])
def test_a_damaged_file_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"not weights")
    with pytest.raises(MissingWeights, match=name):
        read_weights(tmp_path / name)
