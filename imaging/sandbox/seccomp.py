"""Takes system calls away from this process, by a filter that the kernel runs (seccomp, BPF).

A decoder needs memory, its socket and little else. Denied is what reaches beyond: new sockets and
programs, other processes, mounts, modules, keys, and interfaces of the kernel that have often been
broken into. A denied call fails with EPERM.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from dataclasses import dataclass
from typing import Final

_SET_MODE_FILTER, _ALL_THREADS = 1, 1
_ALLOW, _ERRNO, _KILL_PROCESS = 0x7FFF0000, 0x00050000, 0x80000000
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
# Offsets in struct seccomp_data: the call's number, the architecture, the low half of argument 0.
_AT_NUMBER, _AT_ARCHITECTURE, _AT_ARGUMENT = 0, 4, 16
_CLONE_THREAD: Final = 0x10000
_X32: Final = 0x40000000
"""From this number on, x86-64 takes calls for another ABI."""

_EVERYWHERE: Final = (
    *range(424, 434),  # pidfd_send_signal, io_uring, open_tree, move_mount, fsopen to fspick
    434,  # pidfd_open
    438,  # pidfd_getfd
    440,  # process_madvise
    442,  # mount_setattr
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """Numbers of system calls on one architecture (its ``asm/unistd.h``)."""

    audit: int
    """What the kernel calls it (linux/audit.h)."""
    seccomp: int
    clone: int
    prlimit: int
    clone3: int = 435
    denied: tuple[int, ...]


_X86_64: Final = Architecture(
    audit=0xC000003E,
    seccomp=317,
    clone=56,
    prlimit=302,
    denied=(
        *(41, 42, 43, 49, 50, 53, 288),  # socket, connect, accept, bind, listen, pair, accept4
        *(57, 58, 59, 322),  # fork, vfork, execve, execveat
        *(62, 129, 200, 234, 297),  # kill, rt_sigqueueinfo, tkill, tgkill, rt_tgsigqueueinfo
        *(101, 310, 311, 312),  # ptrace, process_vm_readv, process_vm_writev, kcmp
        *(135, 155, 161, 165, 166, 167, 169),  # personality, pivot_root, chroot, mounts, reboot
        *(175, 176, 313, 246, 320),  # modules, kexec
        *(248, 249, 250),  # keys
        *(272, 308, 298, 321, 323),  # unshare, setns, perf_event_open, bpf, userfaultfd
        *(303, 304),  # name_to_handle_at, open_by_handle_at
    ),
)
_AARCH64: Final = Architecture(
    audit=0xC00000B7,
    seccomp=277,
    clone=220,
    prlimit=261,
    denied=(
        *(198, 199, 200, 201, 202, 203, 242),
        *(221, 281),
        *(129, 138, 130, 131, 240),
        *(117, 270, 271, 272),
        *(92, 41, 51, 40, 39, 224, 142),
        *(105, 106, 273, 104, 294),
        *(217, 218, 219),
        *(97, 268, 241, 280, 282),
        *(264, 265),
    ),
)
_ARCHITECTURES: Final = {"x86_64": _X86_64, "aarch64": _AARCH64}


def confine_calls() -> None:
    """Deny this process, all its threads, the calls that a decoder does not need.

    It must have given up new privileges already. Raises ``OSError`` where that cannot be.
    """
    here = _ARCHITECTURES.get(platform.machine())
    if sys.platform != "linux" or here is None or sys.maxsize < 1 << 32:
        raise OSError(errno.ENOSYS, "no filter for this system")
    program = filter_program(here)
    buffer = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: count of instructions, padding, pointer.
    descriptor = struct.pack("@HP", len(program) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    number, mode = ctypes.c_long(here.seccomp), ctypes.c_long(_SET_MODE_FILTER)
    if libc.syscall(number, mode, ctypes.c_long(_ALL_THREADS), descriptor) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def filter_program(here: Architecture) -> bytes:
    """Return the filter for one architecture, as the kernel takes it: 8 bytes an instruction."""
    deny, allow = _return(_ERRNO | errno.EPERM), _return(_ALLOW)
    return b"".join(
        (
            _load(_AT_ARCHITECTURE),
            _jump(_JUMP_EQUAL, here.audit, then=1, otherwise=0),
            _return(_KILL_PROCESS),
            _load(_AT_NUMBER),
            _jump(_JUMP_AT_LEAST, _X32, then=0, otherwise=1),
            deny,
            # Its flags lie in memory, where a filter cannot look; the C library falls back.
            _jump(_JUMP_EQUAL, here.clone3, then=0, otherwise=1),
            _return(_ERRNO | errno.ENOSYS),
            *(
                instruction
                for number in (*_EVERYWHERE, *here.denied)
                for instruction in (_jump(_JUMP_EQUAL, number, then=0, otherwise=1), deny)
            ),
            # Threads, but no processes.
            _jump(_JUMP_EQUAL, here.clone, then=0, otherwise=4),
            _load(_AT_ARGUMENT),
            _jump(_JUMP_ANY_BIT, _CLONE_THREAD, then=1, otherwise=0),
            deny,
            allow,
            # Limits of its own, but of no other process.
            _jump(_JUMP_EQUAL, here.prlimit, then=0, otherwise=3),
            _load(_AT_ARGUMENT),
            _jump(_JUMP_EQUAL, 0, then=1, otherwise=0),
            deny,
            allow,
        )
    )


def _load(offset: int) -> bytes:
    return struct.pack("=HBBI", _LOAD, 0, 0, offset)


def _jump(test: int, value: int, *, then: int, otherwise: int) -> bytes:
    return struct.pack("=HBBI", test, then, otherwise, value)


def _return(action: int) -> bytes:
    return struct.pack("=HBBI", _RETURN, 0, 0, action)
