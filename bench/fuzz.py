"""Fuzz one door, or each in turn: ``python -m bench.fuzz --seconds 60 [--door pictures]``.

By atheris (coverage-guided, libFuzzer) where it is installed, by Hypothesis otherwise. What breaks
a door is kept: by atheris as a file ``crash-...`` in the folder of findings, by Hypothesis in its
database and as a printed example.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

_CACHE: Final = Path(".cache/fuzz")
_MEMORY_MB: Final = 2048
_SLOWEST_SECONDS: Final = 10
"""One input that takes longer is a finding too."""


def main() -> int:
    """Run; 1 if a door broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--door", default=None)
    parser.add_argument("--guided", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.guided:
        _fuzz_guided(asked.door, asked.seconds)
        return 0
    from tests.fuzz.doors import DOORS

    names = [asked.door] if asked.door else sorted(DOORS)
    has_atheris = importlib.util.find_spec("atheris") is not None
    fuzz = _start_guided if has_atheris else _fuzz_by_examples
    print("by", "atheris" if has_atheris else "hypothesis")
    broken = [name for name in names if not fuzz(name, asked.seconds // len(names) or 1)]
    print("broken:", ", ".join(broken) or "none")
    return 1 if broken else 0


def _start_guided(name: str, seconds: int) -> bool:
    """Run libFuzzer in a process of its own, which it ends itself."""
    order = [sys.executable, "-m", "bench.fuzz", "--guided", "--door", name]
    return subprocess.run([*order, "--seconds", str(seconds)], check=False).returncode == 0


def _fuzz_guided(name: str, seconds: int) -> None:
    import atheris

    with atheris.instrument_imports(include=["imaging", "PIL", "bot", "storage", "engine"]):
        from tests.fuzz.doors import DOORS

    corpus, findings = _CACHE / name, _CACHE / "findings"
    corpus.mkdir(parents=True, exist_ok=True)
    findings.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(DOORS[name].seeds()):
        (corpus / f"seed-{number}").write_bytes(seed)
    options = (
        f"-max_total_time={seconds}",
        f"-rss_limit_mb={_MEMORY_MB}",
        f"-timeout={_SLOWEST_SECONDS}",
        f"-artifact_prefix={findings}/{name}-",
        "-max_len=65536",
        "-print_final_stats=1",
    )
    atheris.Setup([sys.argv[0], *options, str(corpus)], DOORS[name].enter)
    atheris.Fuzz()


def _fuzz_by_examples(name: str, seconds: int) -> bool:
    from hypothesis import HealthCheck, given, settings

    from tests.fuzz.doors import DOORS
    from tests.fuzz.mutations import mutated

    door, end, count = DOORS[name], time.monotonic() + seconds, 0
    suppressed = [HealthCheck.too_slow]

    @settings(max_examples=200, deadline=None, suppress_health_check=suppressed, database=None)
    @given(mutated(door.seeds()))
    def enter(data: bytes) -> None:
        door.enter(data)

    while time.monotonic() < end:
        try:
            enter()
        except Exception as error:  # noqa: BLE001 - any error is a finding
            print(f"{name}: {error!r}", *getattr(error, "__notes__", ()), sep="\n")
            return False
        count += 200
    print(f"{name}: {count} inputs")
    return True


if __name__ == "__main__":
    sys.exit(main())
