"""Downloading one file: bounded in time, checked against its hash, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from typing import BinaryIO, TypeAlias

from engine.errors import MissingWeights

Progress: TypeAlias = Callable[[int, int | None], None]
"""Called with the bytes done and, where the server says so, the bytes in all."""

_CHUNK = 1 << 20
_STALL_SECONDS = 20.0


def download(
    url: str, target: Path, *, sha256_prefix: str, progress: Progress, limit_seconds: float = 900.0
) -> None:
    """Fetch ``url`` into ``target``, which appears only when complete and with the right hash.

    Raises ``MissingWeights`` when the server cannot be reached, is silent for 20 s, takes more
    than ``limit_seconds`` in all, or sends something else.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            digest = _fetch(url, file, progress, time.monotonic() + limit_seconds)
        _check(url, digest, sha256_prefix)
        partial.replace(target)
    except (OSError, HTTPException) as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()
        raise MissingWeights(
            f"{target.name} could not be downloaded ({error}). Connect this machine to the "
            f"internet, or put {url} into the folder that ATELIER_WEIGHTS names.",
            reason="download_failed",
        ) from error
    finally:
        partial.unlink(missing_ok=True)


def _fetch(url: str, file: BinaryIO, progress: Progress, deadline: float) -> str:
    digest = hashlib.sha256()
    done = 0
    with urllib.request.urlopen(url, timeout=_STALL_SECONDS) as answer:  # noqa: S310  our own urls
        length = answer.headers.get("Content-Length")
        total = int(length) if length else None
        while chunk := answer.read1(_CHUNK):
            if time.monotonic() > deadline:
                raise TimeoutError("it took too long")
            file.write(chunk)
            digest.update(chunk)
            done += len(chunk)
            progress(done, total)
    if total is not None and done < total:
        raise ConnectionError("the connection broke")
    return digest.hexdigest()


def _check(url: str, digest: str, prefix: str) -> None:
    if not digest.startswith(prefix):
        raise MissingWeights(
            f"{url} is not the file it should be (its hash is {digest[:8]}, not {prefix}). "
            "Try again later, or put the right file into the folder that ATELIER_WEIGHTS names.",
            reason="hash_mismatch",
        )
