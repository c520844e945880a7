"""Commands are found in words and captions, and only those meant for this bot."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Chat, Message, MessageEntity

from bot.transport.commands import Command, find_command
from storage import utc_now

NAME = "atelier_bot"


def message(text: str, *, caption: bool = False, entities: bool = True) -> Message:
    first = text.split(maxsplit=1)[0] if text else ""
    marked = (MessageEntity("bot_command", 0, len(first)),) if entities else ()
    content: dict[str, Any] = (
        {"caption": text, "caption_entities": marked}
        if caption
        else {"text": text, "entities": marked}
    )
    return Message(1, utc_now(), Chat(7, "private"), **content)


@pytest.mark.parametrize("caption", [False, True])
@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/style", Command("style", "")),
        ("/style starry night", Command("style", "starry night")),
        ("/style@atelier_bot  starry\n night ", Command("style", "starry night")),
        ("/STYLE@Atelier_Bot 星空", Command("style", "星空")),
        ("/style@other_bot starry", None),
    ],
)
def test_a_command_at_the_start(text: str, command: Command | None, caption: bool) -> None:
    assert find_command(message(text, caption=caption), NAME) == command


def test_words_that_telegram_did_not_mark_are_no_command() -> None:
    assert find_command(message("/style starry", entities=False), NAME) is None


def test_a_command_further_on_is_no_command() -> None:
    later = (MessageEntity("bot_command", 4, 6),)
    sent = Message(1, utc_now(), Chat(7, "private"), text="use /style", entities=later)
    assert find_command(sent, NAME) is None
