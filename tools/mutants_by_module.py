"""Print how many mutants of each module the tests noticed, and the names of those that lived."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

NOTICED = ("killed", "timeout", "segfault", "suspicious", "caught by type check")
UNSEEN = "not checked"


def main() -> None:
    """Print a Markdown table of the last ``make mutants``, then the survivors."""
    command = [str(Path(sys.executable).with_name("mutmut")), "results", "--all", "true"]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    results = parse_results(run.stdout.splitlines())
    print(render_table(results))
    for name, status in sorted(results.items()):
        if status not in (*NOTICED, UNSEEN):
            print(f"{status}: {name}")


def parse_results(lines: Iterable[str]) -> dict[str, str]:
    """Read the status of every mutant from mutmut's ``name: status``."""
    pairs = (line.strip().partition(": ") for line in lines)
    return {name: status for name, separator, status in pairs if separator}


def module_of(mutant: str) -> str:
    """Name the module of a mutant such as ``bot.line.xǁWaitingLineǁput__mutmut_3``."""
    return mutant.rpartition(".x")[0]


def render_table(results: Mapping[str, str]) -> str:
    """Lay out one row per module: mutants that were tried, noticed, and the share of these."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for mutant, status in results.items():
        counts[module_of(mutant)][status] += 1
    rows = ["| module | mutants | noticed | |", "|---|---|---|---|"]
    for module, found in sorted(counts.items()):
        tried = found.total() - found[UNSEEN]
        noticed = sum(found[status] for status in NOTICED)
        share = f"{100 * noticed / tried:.0f} %" if tried else "not run"
        rows.append(f"| `{module}` | {tried} | {noticed} | {share} |")
    return "\n".join(rows)


if __name__ == "__main__":
    main()
