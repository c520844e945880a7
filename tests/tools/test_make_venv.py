"""Making .venv, also where Python has no venv module of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "make_venv.sh"
COREUTILS = ("bash", "env", "mkdir", "rm")


class Machine:
    """A machine with a Python that lacks modules, and the programs that a test puts there."""

    def __init__(self, home: Path) -> None:
        self.bin = home / "bin"
        self.bin.mkdir()
        self.venv = home / ".venv"
        for name in COREUTILS:
            found = subprocess.run(["which", name], check=True, capture_output=True, text=True)
            (self.bin / name).symlink_to(found.stdout.strip())
        # Every import that the script tries, and every module that it runs, fails.
        self.put("python3", "exit 1")

    def put(self, name: str, words: str) -> None:
        """Let ``name`` be a program of these ``words`` of the shell."""
        program = self.bin / name
        program.write_text(f"#!/bin/sh\n{words}\n")
        program.chmod(0o755)

    def make(self) -> subprocess.CompletedProcess[str]:
        """Run the script."""
        return subprocess.run(
            [str(SCRIPT), "python3", str(self.venv)],
            env={"PATH": str(self.bin)},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_python_s_own_venv_is_taken_where_it_works(tmp_path: Path) -> None:
    folder = tmp_path / ".venv"
    subprocess.run([str(SCRIPT), sys.executable, str(folder)], check=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "--version"]
    assert str(folder) in subprocess.run(pip, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("program", ["uv", "virtualenv"])
def test_another_program_is_taken_where_venv_is_missing(machine: Machine, program: str) -> None:
    machine.put(program, 'for last; do :; done; mkdir -p "$last/bin"; echo "$@" > "$last/asked"')
    assert machine.make().returncode == 0
    assert "python3" in (machine.venv / "asked").read_text()


def test_debian_is_told_the_one_command(machine: Machine) -> None:
    machine.put("apt-get", "exit 1")
    run = machine.make()
    assert run.returncode == 1
    (line,) = run.stderr.splitlines()
    assert "apt install python3-venv" in line


def test_others_are_told_what_is_missing(machine: Machine) -> None:
    run = machine.make()
    assert run.returncode == 1
    assert "virtualenv" in run.stderr
    assert "apt" not in run.stderr


@pytest.mark.parametrize("left", [True, False])
def test_nothing_half_made_is_left(machine: Machine, *, left: bool) -> None:
    if left:
        (machine.venv / "bin").mkdir(parents=True)
    machine.put("uv", 'for last; do :; done; mkdir -p "$last"; exit 3')
    assert machine.make().returncode == 3
    assert not machine.venv.exists()
