"""The sums over mutants."""

from __future__ import annotations

from tools.mutants_by_module import parse_results, render_table

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
