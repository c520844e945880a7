"""Admins: named by the operator, or asked of Telegram once a minute."""

from __future__ import annotations

from bot.permissions import CACHED_S, Admins
from tests.helpers.bot_harness import BotHarness, run_bot
from tests.helpers.playground_client import ADA, GROUP, LIN, MAX


async def asked(at: BotHarness) -> int:
    return len(await at.client.calls("getChatMember"))


async def test_who_is_named_runs_everything() -> None:
    async with run_bot() as at:
        admins = Admins(at.bot, (LIN,))
        assert await admins.may_manage(GROUP, LIN)
        assert not admins.is_bot_admin(MAX)
        assert await asked(at) == 0


async def test_administrators_run_their_group() -> None:
    async with run_bot() as at:
        admins = Admins(at.bot, ())
        assert await admins.may_manage(GROUP, MAX)
        assert not await admins.may_manage(GROUP, ADA)


async def test_telegrams_word_is_believed_for_a_while() -> None:
    assert CACHED_S <= 60, "who loses their office keeps it no longer"
    async with run_bot() as at:
        admins = Admins(at.bot, ())
        for _ in range(3):
            assert await admins.may_manage(GROUP, MAX)
        assert await asked(at) == 1


async def test_a_stranger_to_telegram_runs_nothing() -> None:
    async with run_bot() as at:
        assert not await Admins(at.bot, ()).may_manage(GROUP, 999_999)


async def test_people_run_their_own_chat_and_nobody_elses() -> None:
    async with run_bot() as at:
        admins = Admins(at.bot, ())
        assert await admins.may_manage(ADA, ADA)
        assert not await admins.may_manage(ADA, LIN)
        assert await asked(at) == 0
