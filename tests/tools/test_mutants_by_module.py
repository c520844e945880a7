"""The sums over mutants."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tools.mutants_by_module import parse_results, render_table

ROOT = Path(__file__).resolve().parents[2]
LINES = """
    bot.line.xǁWaitingLineǁput__mutmut_1: killed
    bot.line.xǁWaitingLineǁput__mutmut_2: timeout
    bot.line.xǁWaitingLineǁput__mutmut_3: survived
    bot.wishes.x_parse__mutmut_1: no tests
    bot.wishes.x_parse__mutmut_2: not checked
    engine.losses.x_gram__mutmut_1: not checked
""".splitlines()


def test_every_module_has_its_share() -> None:
    rows = render_table(parse_results(LINES)).splitlines()[2:]
    assert rows == [
        "| `bot.line` | 3 | 2 | 67 % |",
        "| `bot.wishes` | 1 | 0 | 0 % |",
        "| `engine.losses` | 0 | 0 | not run |",
    ]


def test_what_is_to_be_mutated_is_there() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mutmut"]
    named = settings["only_mutate"] + settings["pytest_add_cli_args_test_selection"]
    assert [path for path in named if not (ROOT / path).is_file()] == []
