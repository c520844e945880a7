"""Try the two commands of the README as somebody does who has a bare Debian and this repository.

    make fresh                                            # without fonts, then with
    make fresh FRESH='--tests tests/bot/test_charts.py'   # these in place of `make test`

A Debian is unpacked with debootstrap into a folder of its own, which is removed at the end. What
is committed is tried, by a user without rights. pip works there as it does here: its settings and
the files that they name are lent.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tools.pip_settings import find_paths, move_paths, parse_settings, read_settings

REPOSITORY: Final = Path(__file__).resolve().parent.parent
PACKAGES: Final = "make,python3"
"""What the README asks for; python3-venv is left out, so that its absence is tried as well."""
USER: Final = "guest"
FONTS: Final = "fonts-droid-fallback"
"""Chinese without Latin letters, which ghostscript brings: harder than fonts that have both."""
ANSWER_S: Final = 1800
"""Within this time the page of `make demo` answers, PyTorch's installation included."""

# Mounts and processes made in here are gone when the command ends, however it ends.
_ISOLATED: Final = ("unshare", "--mount", "--pid", "--fork", "--kill-child")
_ENTER: Final = """
set -eu
root=$1; shift
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
while [ "$1" != -- ]; do
    mkdir -p "$root$1"
    mount --bind "$1" "$root$1"
    mount -o remount,bind,ro "$root$1"
    shift
done
shift
exec chroot "$root" "$@"
"""


class Failed(Exception):
    """A step did not end as it should."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A Debian in a folder, in which commands run."""

    root: Path
    settings: Mapping[str, str]
    """Environment variables that make pip work there as it does here."""
    lent: Sequence[Path]
    """Folders of this machine that are seen there, read-only, at the same place."""

    def command(self, words: str, *, user: str = USER) -> list[str]:
        """Build the command that runs the shell's ``words`` there, in the repository."""
        home = "/root" if user == "root" else f"/home/{user}"
        environment = {
            "HOME": home,
            "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            "LANG": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive",
            **self.settings,
        }
        return [
            *(*_ISOLATED, "sh", "-c", _ENTER, "sh", str(self.root), *map(str, self.lent), "--"),
            *("env", "--ignore-environment", *(f"{k}={v}" for k, v in environment.items())),
            *("setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"),
            *("sh", "-c", f"cd {self.folder} && {words}"),
        ]

    @property
    def folder(self) -> str:
        """Where the repository is, seen from inside."""
        return f"/home/{USER}/atelier"

    def run(self, words: str, *, user: str = USER) -> None:
        """Run ``words``. Raises ``Failed`` unless they succeed."""
        code = subprocess.run(self.command(words, user=user), check=False).returncode
        if code != 0:
            raise Failed(f"`{words}` ended with code {code}")


@dataclass(slots=True)
class Report:
    """What was tried, and how it went."""

    steps: list[tuple[str, float, str]] = field(default_factory=list)

    @property
    def is_green(self) -> bool:
        """Tell whether every step went as it should."""
        return all(problem == "" for _, _, problem in self.steps)

    def add(self, name: str, step: Callable[[], None]) -> None:
        """Take a step, and go on whether it fails or not."""
        print(f"\n=== {name}", flush=True)
        start, problem = time.monotonic(), ""
        try:
            step()
        except (Failed, subprocess.CalledProcessError) as error:
            problem = str(error)
            print(f"!!! {problem}", flush=True)
        self.steps.append((name, time.monotonic() - start, problem))

    def __str__(self) -> str:
        lines = [f"{'RED' if p else 'ok':4}{s:7.0f} s  {name}" for name, s, p in self.steps]
        return "\n".join(lines)


def main() -> int:
    """Try everything and return 0 if all of it went as it should."""
    arguments = _parser().parse_args()
    missing = [name for name in ("debootstrap", "unshare", "git") if shutil.which(name) is None]
    if os.geteuid() != 0:
        sys.exit("make fresh unpacks a Debian and must be root for it: sudo make fresh")
    if missing:
        sys.exit(f"make fresh needs {' and '.join(missing)}:  apt install {' '.join(missing)}")
    with _temporary_folder(arguments.folder, keep=arguments.keep) as folder:
        report = _try_everything(folder / "debian", arguments)
    print(f"\n{report}\n{'green' if report.is_green else 'RED'}")
    return 0 if report.is_green else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make fresh", description=__doc__)
    parser.add_argument(
        "--suite", default="bookworm", help="of Debian; its Python is 3.11 or newer"
    )
    parser.add_argument("--mirror", default="", help="of Debian; debootstrap's own by default")
    parser.add_argument(
        "--tests", default="", help="for pytest, in place of the whole `make test`"
    )
    parser.add_argument("--folder", default="/var/tmp", help="has room for 20 GB")
    parser.add_argument(
        "--keep", action="store_true", help="leave the Debian there to be looked at"
    )
    return parser


@contextmanager
def _temporary_folder(parent: str, *, keep: bool) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="atelier-fresh-", dir=parent))
    try:
        yield folder
    finally:
        if keep:
            print(f"The Debian stays in {folder}")
        else:
            shutil.rmtree(folder)


def _try_everything(root: Path, arguments: argparse.Namespace) -> Report:
    report = Report()
    settings = parse_settings(read_settings())
    named = find_paths(settings)
    # Files are copied, to where no package puts its own: dpkg could not replace what is mounted.
    files = {path: Path("/srv/pip", *path.parts[1:]) for path in named if path.is_file()}
    folders = [path for path in named if path.is_dir()]
    machine = Machine(root, move_paths(settings, files), folders)

    def unpack() -> None:
        options = ("--variant=minbase", f"--include={PACKAGES}", arguments.suite, str(root))
        mirror = (arguments.mirror,) if arguments.mirror else ()
        command = ["debootstrap", *options, *mirror]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        for here, there in files.items():
            copy = root / there.relative_to("/")
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(here, copy)
        _move_in(machine)

    report.add(f"a bare Debian ({arguments.suite})", unpack)
    if not report.is_green:
        return report
    report.add("without python3-venv: one command is named", lambda: _refuses(machine))
    report.add("apt install python3-venv", lambda: _install(machine, "python3-venv"))
    report.add("make demo, without fonts", lambda: _answers(machine))
    test = f".venv/bin/pytest {arguments.tests}" if arguments.tests else "make test"
    if arguments.tests:
        report.add("make .venv/.dev", lambda: machine.run("make .venv/.dev"))
    report.add(f"{test}, without fonts", lambda: machine.run(test))
    report.add(f"apt install {FONTS}", lambda: _install(machine, FONTS))
    report.add(f"{test}, with fonts", lambda: machine.run(test))
    report.add("make demo, with fonts", lambda: _answers(machine))
    return report


def _move_in(machine: Machine) -> None:
    """Make the user and give them what is committed."""
    subprocess.run(["useradd", "--root", str(machine.root), "--create-home", USER], check=True)
    target = machine.root / machine.folder.lstrip("/")
    target.mkdir()
    archive = subprocess.run(
        ["git", "-C", str(REPOSITORY), "archive", "HEAD"], check=True, capture_output=True
    ).stdout
    subprocess.run(["tar", "--extract", "--directory", str(target)], input=archive, check=True)
    machine.run(f"chown --recursive {USER}: .", user="root")
    changed = ["git", "-C", str(REPOSITORY), "diff", "--quiet", "HEAD"]
    if subprocess.run(changed, check=False).returncode:
        print("What is not committed is not tried.")


def _install(machine: Machine, package: str) -> None:
    machine.run(
        f"apt-get -qq update && apt-get -qq install --no-install-recommends {package} >/dev/null",
        user="root",
    )


def _refuses(machine: Machine) -> None:
    """Without the venv module `make demo` names one command and leaves nothing behind."""
    run = subprocess.run(machine.command("make demo"), check=False, capture_output=True, text=True)
    print(run.stdout + run.stderr)
    if run.returncode == 0 or "apt install python3-venv" not in run.stderr:
        raise Failed("`make demo` did not say what is missing")
    if (machine.root / machine.folder.lstrip("/") / ".venv").exists():
        raise Failed("a half-made .venv was left behind")


def _answers(machine: Machine) -> None:
    """`make demo` serves its page."""
    port = _free_port()
    command = machine.command(f"make demo PORT={port}")
    with subprocess.Popen(command) as demo:
        try:
            _wait_for_page(f"http://127.0.0.1:{port}/", demo)
        finally:
            # The whole process namespace ends with its first process.
            demo.kill()


def _wait_for_page(url: str, demo: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + ANSWER_S
    while time.monotonic() < end:
        if demo.poll() is not None:
            raise Failed(f"`make demo` ended with code {demo.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                page = answer.read().decode()
        except (urllib.error.URLError, OSError):
            time.sleep(1)
            continue
        if "<html" not in page:
            raise Failed("what answers is no page")
        return
    raise Failed(f"the page did not answer within {ANSWER_S} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
