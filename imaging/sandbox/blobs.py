"""Hands bytes from one process to another as a sealed file in memory: one copy, no pipe.

A file is mapped by its receiver only if its size can no longer change: a process that shrinks a
file which another has mapped kills that other one (SIGBUS). Any other file is copied.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import tempfile
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

Data: TypeAlias = bytes | memoryview | mmap.mmap
MAX_BYTES: Final = 256 << 20
"""Of one blob: a picture of 8192 x 8192 with alpha."""

# Sealed files in memory are Linux's own.
_CAN_SEAL: Final = hasattr(os, "memfd_create") and hasattr(fcntl, "F_ADD_SEALS")
_SEALS: Final = (
    fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE
    if _CAN_SEAL
    else 0
)


class BlobError(Exception):
    """The blob is not as large as its message says."""


def create_blob(parts: Iterable[Data]) -> int:
    """Return the descriptor of a new file in memory that holds ``parts`` one after another.

    The caller closes it. Raises ``OSError`` when there is no room.
    """
    fd = _new_file()
    try:
        for part in parts:
            rest = memoryview(part)
            while rest:
                rest = rest[os.write(fd, rest) :]
        if _CAN_SEAL:
            fcntl.fcntl(fd, fcntl.F_ADD_SEALS, _SEALS)
    except BaseException:
        os.close(fd)
        raise
    return fd


def read_parts(fd: int, sizes: Sequence[int]) -> list[bytes]:
    """Return the parts of ``sizes`` bytes that the blob ``fd`` holds. Raises ``BlobError``."""
    _check_size(fd, sum(sizes))
    parts, at = [], 0
    for size in sizes:
        parts.append(_read(fd, size, at))
        at += size
    return parts


def map_blob(fd: int, size: int) -> Data:
    """Return the ``size`` bytes of the blob ``fd``, mapped if it is sealed, else copied.

    Raises ``BlobError``.
    """
    _check_size(fd, size)
    if size and _is_sealed(fd):
        # Private: before Linux 6.7 a sealed file could not be mapped otherwise.
        return mmap.mmap(fd, size, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ)
    return _read(fd, size, 0)


def _new_file() -> int:
    if _CAN_SEAL:
        return os.memfd_create("pictures", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


def _is_sealed(fd: int) -> bool:
    if not _CAN_SEAL:
        return False
    try:
        return fcntl.fcntl(fd, fcntl.F_GET_SEALS) & _SEALS == _SEALS
    except OSError:
        return False


def _check_size(fd: int, size: int) -> None:
    found = os.fstat(fd).st_size
    if size < 0 or size > MAX_BYTES or found != size:
        raise BlobError(f"a blob of {found} bytes instead of {size}")


def _read(fd: int, size: int, at: int) -> bytes:
    chunks = []
    while size:
        chunk = os.pread(fd, size, at)
        if not chunk:
            raise BlobError("a blob that ends early")
        chunks.append(chunk)
        at, size = at + len(chunk), size - len(chunk)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)
