"""Menus of commands: per language and scope, every command known to the bot, nothing too long."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from telegram import BotCommandScopeChat

from bot.account.command_menu import is_shown_to, list_menus
from bot.texts import Catalogue

ROUTING = Path(__file__).parents[3] / "bot" / "routing"
MENUS = list(list_menus(Catalogue.load(), (1003,)))


def test_there_is_a_menu_for_each_language_and_scope() -> None:
    found = {(menu.language, menu.scope.type) for menu in MENUS}
    scopes = {"all_private_chats", "all_group_chats", "all_chat_administrators", "chat"}
    assert found == {(language, scope) for language in ("", "zh") for scope in scopes}


def test_every_command_of_a_menu_is_handled() -> None:
    source = "".join(path.read_text("utf-8") for path in ROUTING.glob("*.py"))
    filters = re.findall(r"StartsWithCommand\(([^)]*)\)", source)
    handled = set(re.findall(r'"([a-z]+)"', "".join(filters)))
    assert {each.command for menu in MENUS for each in menu.commands} <= handled


def test_the_bots_admins_find_more_than_a_groups_admins() -> None:
    by_scope = {menu.scope.type: {each.command for each in menu.commands} for menu in MENUS}
    assert by_scope["chat"] > by_scope["all_private_chats"]
    assert by_scope["all_chat_administrators"] > by_scope["all_group_chats"]
    (admin,) = {m.scope.chat_id for m in MENUS if isinstance(m.scope, BotCommandScopeChat)}
    assert admin == 1003


@pytest.mark.parametrize(
    ("language", "code", "shown"),
    [
        ("en", "en", True),
        ("en", "de", True),
        ("en", None, True),
        ("en", "zh-hans", False),
        ("zh-hans", "zh-CN", True),
        ("zh-hans", "zh-hant", True),
        ("zh-hant", "zh-hant", False),
        ("zh-hans", "en", False),
    ],
)
def test_whether_somebodys_telegram_shows_the_menus_of_a_language(
    language: str, code: str | None, *, shown: bool
) -> None:
    assert is_shown_to(language, code) is shown
