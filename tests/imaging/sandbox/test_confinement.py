"""What a decoder process can no longer do, tried from inside of one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="confinement is Linux's own")

ROOT = Path(__file__).resolve().parents[3]
PROBE = """
import json, os, signal, socket, subprocess, sys, threading
from imaging.sandbox.confinement import ResourceLimits, confine, die_with_parent

def attempt(action):
    try:
        action()
    except BaseException as error:
        return type(error).__name__
    return "done"

def run_thread():
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()

secret = sys.argv[1]
attempts = {
    "read a file": lambda: open(secret).read(),
    "write a file": lambda: open(secret + ".new", "w"),
    "list a directory": lambda: os.listdir(os.path.dirname(secret)),
    "make a socket": lambda: socket.socket(),
    "make a pair of sockets": lambda: socket.socketpair(),
    "run a program": lambda: os.execv("/bin/true", ["true"]),
    "fork": os.fork,
    "start a program": lambda: subprocess.run(["/bin/true"]),
    "signal the parent": lambda: os.kill(os.getppid(), 0),
    "take a gigabyte": lambda: bytearray(1 << 30),
    "raise its limits": lambda: __import__("resource").setrlimit(
        __import__("resource").RLIMIT_AS, (1 << 40, 1 << 40)),
    "import a module": lambda: __import__("colorsys"),
    "run a thread": run_thread,
    "use memory": lambda: bytearray(100 << 20),
    # Last: it leaves none for others.
    "open many files": lambda: [os.memfd_create(str(n)) for n in range(1000)],
}
holds = confine(ResourceLimits(memory=512 << 20, file_size=1 << 20))
print(json.dumps([holds, {name: attempt(action) for name, action in attempts.items()}]))
"""


@pytest.fixture(scope="module")
def probed(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], dict[str, str]]:
    """What holds on this kernel, and how each attempt ended."""
    secret = tmp_path_factory.mktemp("home") / "token"
    secret.write_text("123:abc")
    run = subprocess.run(
        [sys.executable, "-c", PROBE, str(secret)],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    holds, attempts = json.loads(run.stdout)
    return holds, attempts


FAILS = {
    "files": {
        "read a file": "PermissionError",
        "write a file": "PermissionError",
        "list a directory": "PermissionError",
    },
    "system-calls": {
        "make a socket": "PermissionError",
        "make a pair of sockets": "PermissionError",
        "run a program": "PermissionError",
        "fork": "PermissionError",
        "start a program": "PermissionError",
        "signal the parent": "PermissionError",
    },
    "resources": {"take a gigabyte": "MemoryError", "open many files": "OSError"},
}


@pytest.mark.parametrize("restriction", sorted(FAILS))
def test_a_restriction_holds(restriction: str, probed: tuple[list[str], dict[str, str]]) -> None:
    holds, attempts = probed
    if restriction not in holds:
        pytest.skip("this kernel has no such restriction")
    assert {name: attempts[name] for name in FAILS[restriction]} == FAILS[restriction]


@pytest.mark.parametrize("need", ["import a module", "run a thread", "use memory"])
def test_what_decoders_need_is_left(need: str, probed: tuple[list[str], dict[str, str]]) -> None:
    assert probed[1][need] == "done"


def test_a_process_dies_with_its_parent() -> None:
    child = (
        "import signal, sys; from imaging.sandbox.confinement import die_with_parent;"
        "die_with_parent(); print('ready', flush=True); signal.pause()"
    )
    parent = (
        "import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', sys.argv[1]]);"
        "print(child.pid, flush=True); child.wait()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", parent, child],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        lines = {process.stdout.readline().strip(), process.stdout.readline().strip()}
        (pid,) = (int(line) for line in lines - {"ready"})
        handle = os.pidfd_open(pid)
        process.send_signal(signal.SIGKILL)
        # Its end of the pipe closes when it is gone; nobody else writes to that.
        assert process.stdout.read() == ""
        os.close(handle)
