"""What a decoder process gives up before it sees a stranger's picture.

Each restriction stands alone: where the kernel lacks one, the others hold, and the process says
which do.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import resource
import signal
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from imaging.sandbox.landlock import confine_files
from imaging.sandbox.seccomp import confine_calls

_SET_PARENT_DEATH_SIGNAL, _SET_DUMPABLE, _SET_NO_NEW_PRIVILEGES = 1, 4, 38
_FONTS: Final = ("/usr/share/fonts", "/usr/local/share/fonts")
_MAX_DESCRIPTORS: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceLimits:
    """What the kernel lets a decoder process use."""

    memory: int
    """Bytes of address space beyond what it has at the start."""
    file_size: int
    """Bytes of any file it writes, in memory too."""


def die_with_parent() -> bool:
    """Have the kernel kill this process when the thread that started it ends; tell whether.

    A parent that died before this call is noticed too: its end of the socket is closed.
    """
    return _prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)


def confine(limits: ResourceLimits) -> tuple[str, ...]:
    """Give up privileges, resources, files and system calls; return what of it holds.

    Modules are to be imported before, as far as they read anything but Python's own files.
    """
    steps: dict[str, Callable[[], bool]] = {
        "resources": lambda: _limit_resources(limits),
        "no-dump": lambda: _prctl(_SET_DUMPABLE, 0),
        "no-new-privileges": lambda: _prctl(_SET_NO_NEW_PRIVILEGES, 1),
        "files": lambda: confine_files(_readable()) > 0,
        # Last, since it forbids what those before it need.
        "system-calls": _confine_calls,
    }
    return tuple(name for name, step in steps.items() if _holds(step))


def limit_processor_time(seconds: float) -> None:
    """Let this process use so many more seconds of processor time, then be killed."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _holds(step: Callable[[], bool]) -> bool:
    try:
        return step()
    except (OSError, ValueError, AttributeError):
        return False


def _limit_resources(limits: ResourceLimits) -> bool:
    with contextlib.suppress(OSError):
        size = _address_space() + limits.memory
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_size, limits.file_size))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_MAX_DESCRIPTORS, _MAX_DESCRIPTORS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY


def _address_space() -> int:
    """Return the bytes of address space in use (proc(5), statm)."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()


def _confine_calls() -> bool:
    confine_calls()
    return True


def _readable() -> list[Path]:
    """Return where Python's own files lie, and fonts; no directory that holds data or secrets."""
    paths = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    paths.add(str(Path(__file__).resolve().parents[1]))
    for name in ("PIL", "numpy", "msgspec", "pillow_heif"):
        found = importlib.util.find_spec(name)
        paths.update(found.submodule_search_locations or () if found else ())
    return [Path(path) for path in (*sorted(paths), *_FONTS)]


def _prctl(option: int, value: int) -> bool:
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    zero = ctypes.c_ulong(0)
    return int(libc.prctl(option, ctypes.c_ulong(value), zero, zero, zero)) == 0
