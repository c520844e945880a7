"""Takes this process's access to files and networks away, by Linux's Landlock.

No library wraps it yet, so its three system calls are made by number (the same on all
architectures). See linux/landlock.h and https://docs.kernel.org/userspace-api/landlock.html.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION: Final = 1
_PATH_BENEATH: Final = 1

_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_FILE_RIGHTS: Final = {1: (1 << 13) - 1, 2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
"""Rights over files, by the version that knew them first."""
_NET_RIGHTS: Final = 0b11
"""To bind and to connect TCP sockets; from version 4 on."""
_SCOPES: Final = 0b11
"""Abstract Unix sockets of others, and signals to others; from version 6 on."""


def confine_files(readable: Iterable[Path]) -> int:
    """Deny this thread and its children all files but those below ``readable``, and TCP.

    Returns the version of Landlock that holds. Raises ``OSError`` where the kernel has none.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    version = _call(libc, _CREATE_RULESET, None, 0, _ASK_VERSION)
    rights = sum(bits for since, bits in _FILE_RIGHTS.items() if since <= version)
    attributes = struct.pack(
        "=QQQ", rights, _NET_RIGHTS if version >= 4 else 0, _SCOPES if version >= 6 else 0
    )
    # Older kernels know a shorter structure.
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = _call(libc, _CREATE_RULESET, attributes[:size], size, 0)
    try:
        for path in readable:
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                _allow_reading(libc, ruleset, path)
        _call(libc, _RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)
    return version


def _allow_reading(libc: ctypes.CDLL, ruleset: int, path: Path) -> None:
    fd = os.open(path, getattr(os, "O_PATH", 0) | os.O_CLOEXEC | os.O_DIRECTORY)
    try:
        rule = struct.pack("=Qi", _READ_FILE | _READ_DIR, fd)
        _call(libc, _ADD_RULE, ruleset, _PATH_BENEATH, rule, 0)
    finally:
        os.close(fd)


def _call(libc: ctypes.CDLL, number: int, *arguments: int | bytes | None) -> int:
    widened = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = int(libc.syscall(ctypes.c_long(number), *widened))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
