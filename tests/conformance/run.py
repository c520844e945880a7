"""Run python-telegram-bot's live tests against the playground: `python -m tests.conformance.run`.

The first run downloads its source distribution (pinned by hash) and makes an environment of its
own for it, both under `.cache/conformance`. The tests are run, never shipped: they are LGPL-3.
"""

import argparse
import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tarfile
import venv
from collections import Counter
from pathlib import Path

from playground.server import serve
from tests.conformance import seed
from tests.conformance.fixtures import make_fixtures
from tests.conformance.selection import DESELECTED, FILES, REQUIRED

VERSION = "22.8"
SHA256 = "f9d3847fcb23ee603477e442800b33bb4adf851a73e0619d2050be879decf1ef"
_HERE = Path(__file__).parent
_CACHE = _HERE.parent.parent / ".cache" / "conformance"
_MOST_SECONDS = 900


def prepare(cache: Path) -> tuple[Path, Path]:
    """Return the unpacked source distribution and the interpreter of its environment."""
    cache.mkdir(parents=True, exist_ok=True)
    source = cache / f"python_telegram_bot-{VERSION}"
    if not source.is_dir():
        _download(cache)
    make_fixtures(source / "tests" / "data")
    return source, _environment(cache / "venv")


def functions(outcomes: dict[str, str]) -> tuple[set[str], set[str]]:
    """Return the test functions that passed (in every variant that ran) and that failed."""
    by_function: dict[str, set[str]] = {}
    for node, outcome in outcomes.items():
        by_function.setdefault(node.partition("[")[0], set()).add(outcome)
    failed = {name for name, seen in by_function.items() if "failed" in seen}
    passed = {name for name, seen in by_function.items() if "passed" in seen} - failed
    return passed, failed


async def run(source: Path, python: Path, extra: list[str]) -> dict[str, str]:
    """Run the tests against a playground of their own and return each test's outcome."""
    report = source / "conformance.json"
    report.unlink(missing_ok=True)
    async with serve(populate=seed.populate) as playground:
        command = [
            "-p",
            "ptb_conformance",
            "-p",
            "no:cacheprovider",
            "-q",
            "--tb=line",
            "-m",
            "req",
        ]
        environment = os.environ | {
            "PYTHONPATH": str(_HERE),
            "PLAYGROUND_URL": playground.url,
            "CONFORMANCE_REPORT": str(report),
            "CONFORMANCE_BOT": json.dumps(seed.BOT),
            "CONFORMANCE_DESELECTED": json.dumps(DESELECTED),
        }
        process = await asyncio.create_subprocess_exec(
            python, "-m", "pytest", *command, *(extra or FILES), cwd=source, env=environment
        )
        try:
            await asyncio.wait_for(process.wait(), _MOST_SECONDS)
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
    outcomes: dict[str, str] = json.loads(report.read_text())
    return outcomes


def main() -> int:
    """Prepare, run, and say how many test functions pass; 1 when too few do or any fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tests", nargs="*", help="files or nodes instead of the whole list")
    arguments = parser.parse_args()
    source, python = prepare(_CACHE)
    outcomes = asyncio.run(run(source, python, arguments.tests))
    passed, failed = functions(outcomes)
    counts = Counter(outcomes.values())
    sys.stdout.write(
        f"conformance: {len(passed)} test functions pass ({counts['passed']} tests), "
        f"{len(failed)} fail, {counts['skipped']} tests skipped or expected to fail, "
        f"at least {REQUIRED} functions required, {len(DESELECTED)} patterns left out\n"
    )
    enough = len(passed) >= REQUIRED or bool(arguments.tests)
    return 0 if enough and not failed else 1


def _download(cache: Path) -> None:
    """Fetch the source distribution with pip, which checks its hash, and unpack it."""
    wanted = cache / "sdist.txt"
    wanted.write_text(f"python-telegram-bot=={VERSION} --hash=sha256:{SHA256}\n")
    _pip(
        Path(sys.executable),
        "download",
        "--no-deps",
        "--no-binary=python-telegram-bot",
        f"--dest={cache}",
        f"--requirement={wanted}",
    )
    with tarfile.open(cache / f"python_telegram_bot-{VERSION}.tar.gz") as archive:
        archive.extractall(cache, filter="data")


def _environment(folder: Path) -> Path:
    """Return the interpreter of an environment with the pinned requirements."""
    python = folder / "bin" / "python"
    wanted = _HERE / "requirements.txt"
    done = folder / "requirements.txt"
    if not done.exists() or done.read_text() != wanted.read_text():
        venv.create(folder, with_pip=True, clear=True)
        _pip(python, "install", f"--requirement={wanted}")
        done.write_text(wanted.read_text())
    return python


def _pip(python: Path, *arguments: str) -> None:
    subprocess.run([python, "-m", "pip", "-q", *arguments], check=True)


if __name__ == "__main__":
    sys.exit(main())
