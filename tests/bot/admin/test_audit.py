"""What admins did is told in words, in the language of whoever reads them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.account.settings_panel import SettingsPanel
from bot.admin.audit import find_subject, format_entry
from bot.texts import Catalogue
from storage import AuditEntry

CATALOGUE = Catalogue.load()
BOT = Path(__file__).parents[3] / "bot"
NAMES = {1: "Max", 2: "Lin", -5: "Friends"}


def entry(action: str, target: str = "", person_id: int | None = 1, **details: Any) -> AuditEntry:
    return AuditEntry(
        id=7,
        person_id=person_id,
        chat_id=None,
        action=action,
        target=target,
        details=details,
        created=datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
    )


def line(one: AuditEntry, language: str = "en") -> str:
    panel = SettingsPanel(stored={}, is_group=True, catalogue=CATALOGUE, largest=2048)
    return format_entry(one, CATALOGUE.speak(language), NAMES, panel)


@pytest.mark.parametrize(
    ("done", "words"),
    [
        (entry("style.hide", "wave"), "Max · hid the style “wave”"),
        (entry("style.rename", "sea", was="wave"), "Max · renamed the style “wave” to “sea”"),
        (entry("ban", "2", reason="cats"), "Max · banned Lin (2)"),
        (entry("ban", "3", person_id=9), "9 · banned 3"),
        (entry("quota", "-5", paintings="1"), "limited Friends (-5) to one painting"),
        (entry("quota", "2", paintings="50"), "limited Lin (2) to 50 paintings"),
        (entry("quota", "2", paintings="none"), "lifted the limit for Lin (2)"),
        (entry("ban", ""), "Max · banned —"),
        (entry("quota", ""), "limited — to — paintings"),
        (entry("quota", "2", paintings="usual"), "gave Lin (2) the usual limit again"),
        (
            entry("settings.group", "quality", value="instant"),
            "changed a group’s settings: Quality: instant",
        ),
        (entry("settings.group", "size", value=None), "settings: Size: as each likes"),
        (entry("settings.group", "previews", value=False), "settings: Previews: off"),
        (entry("settings.group", "size", value=9999), "settings: size: 9999"),
        (entry("settings.group", "taste", value="sour"), "settings: taste: sour"),
        (entry("broadcast.draft", text="Hello { $name }"), "wrote broadcast 7"),
        (
            entry("broadcast.done", "7", person_id=None, sent=2, missed=1),
            "— · broadcast 7 is done: 2 reached, 1 missed",
        ),
        (
            entry("styles.import", "all.zip", person_id=None, added=2, updated=0),
            "— · imported all.zip: 2 added, 0 changed",
        ),
    ],
    ids=lambda value: value.action if isinstance(value, AuditEntry) else "",
)
def test_an_entry_is_told_in_words(done: AuditEntry, words: str) -> None:
    assert line(done).startswith("03-01 12:30 · ")
    assert line(done).endswith(words)


def test_it_is_told_in_the_language_of_the_reader() -> None:
    assert line(entry("style.hide", "wave"), "zh-hans") == "03-01 12:30 · Max · 隐藏了风格“wave”"
    assert line(entry("ban", "2"), "zh-hant").endswith("封鎖了「Lin (2)」")


def test_an_action_that_this_version_does_not_know_is_shown_as_it_was_recorded() -> None:
    assert line(entry("palette.mix", "blue")).endswith("Max · palette.mix blue")


def test_names_do_not_turn_the_line() -> None:
    assert "\u202e" not in line(entry("style.edit", "wave\u202e"))


def test_whom_an_entry_is_about() -> None:
    assert find_subject(entry("quota", "-5")) == -5
    assert find_subject(entry("style.edit", "2000")) is None
    assert find_subject(entry("ban", "")) is None, "they asked to be forgotten"


def test_every_action_that_the_bot_records_has_words() -> None:
    source = "\n".join(path.read_text("utf-8") for path in BOT.rglob("*.py"))
    recorded = set(re.findall(r'"((?:styles?|broadcast|settings)\.[a-z]+)"', source))
    assert len(recorded) > 15
    details: dict[str, Any] = dict.fromkeys(("added", "updated", "styles", "sent", "missed"), 1)
    bare = {name for name in recorded if name in line(entry(name, was="", value=None, **details))}
    assert bare == set()
