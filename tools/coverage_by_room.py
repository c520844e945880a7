"""Print which share of its lines tests reached, for each folder of the rooms."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import coverage

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Print a Markdown table of what ``make coverage`` has measured."""
    data = coverage.Coverage(
        data_file=str(ROOT / ".coverage"), config_file=str(ROOT / "pyproject.toml")
    )
    data.load()
    reached: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for file in data.get_data().measured_files():
        _, statements, _, missing, _ = data.analysis2(file)
        folder = str(Path(file).relative_to(ROOT).parent)
        room = folder.split("/")[0]
        for name in {room, folder}:
            reached[name][0] += len(statements) - len(missing)
            reached[name][1] += len(statements)
    print("| room | lines | reached |\n|---|---|---|")
    for name, (hit, lines) in sorted(reached.items()):
        share = f"{100 * hit / lines:.0f} %" if lines else ""
        print(f"| `{name}/` | {lines} | {share} |")


if __name__ == "__main__":
    main()
