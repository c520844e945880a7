"""A group that becomes a supergroup."""

from __future__ import annotations

from telegram import Chat, Message, Update, User

from storage import utc_now
from tests.helpers.app_harness import AppHarness
from tests.helpers.pictures import photo
from tests.helpers.playground_client import ADA, GROUP

SUPERGROUP = -1001234567890


async def test_what_is_known_of_a_group_goes_along(harness: AppHarness) -> None:
    ada, services = harness.ada.in_group(), harness.bot.app.services
    await ada.sends(photo(), caption="/style starry")
    await ada.gets()
    known = await services.chats.get(GROUP)
    assert known is not None
    notice = Message(
        99, utc_now(), Chat(GROUP, "group"), User(ADA, "Ada", False), migrate_to_chat_id=SUPERGROUP
    )
    notice.set_bot(harness.bot.app.bot)
    await harness.bot.app.process_update(Update(1_000_000, message=notice))
    moved = await services.chats.get(SUPERGROUP)
    assert moved is not None
    assert moved.last_style_id == known.last_style_id
