"""Fairness: who may ask for a painting, how the others are told, and how often."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from telegram import CallbackQuery, Chat, InlineKeyboardButton, InlineKeyboardMarkup, User

from bot.app import build_application
from bot.context import Atelier, Context, ReplyTarget
from bot.jobs.runner import JobFacts
from bot.preferences import EffectivePreferences
from bot.requests.limits import (
    GROUP_REFUSAL_PAUSE_S,
    LONGEST_ALERT,
    PRIVATE_REFUSAL_PAUSE_S,
    RefusalThrottle,
    check_order_allowed,
    check_painter_allowed,
    describe_wait,
    refuse,
)
from bot.texts import Catalogue
from engine import Engine, EngineSettings
from storage import ChatPreferences, Who, utc_now
from storage.tables import JobRow
from tests.helpers.app_harness import fast_settings
from tests.helpers.bot_harness import JobHarness, run_job_harness
from tests.helpers.playground_client import ADA, GROUP, LIN, MAX, Json
from tests.helpers.virtual_time import in_virtual_time

ADMINS_PAINT = EffectivePreferences(preferences=ChatPreferences(who_paints=Who.ADMINS))


@dataclass(frozen=True, slots=True)
class Fairness:
    """The whole bot without its handlers at work; nothing is painted."""

    at: JobHarness
    app: Atelier

    def context(self, effective: EffectivePreferences | None = None) -> Context:
        context = Context(self.app)
        context.effective = effective or EffectivePreferences()
        return context

    async def target(
        self, person: int = ADA, chat: int | None = None, *, language: str = "en"
    ) -> ReplyTarget:
        """Return where the bot answers something that a person has just written."""
        chat_id = chat or person
        (asked,) = await self.at.client.send("please", chat=chat_id, user=person)
        kind = Chat.PRIVATE if chat_id > 0 else Chat.GROUP
        return ReplyTarget(
            chat=Chat(chat_id, kind),
            message_id=asked["id"],
            thread_id=None,
            person=User(person, "Somebody", is_bot=False, language_code=language),
        )

    async def hears(
        self,
        person: int = ADA,
        chat: int | None = None,
        *,
        active: int = 0,
        effective: EffectivePreferences | None = None,
        **order: Any,
    ) -> str | None:
        """Have somebody order a painting; return the words of the refusal, if it is refused."""
        target = await self.target(person, chat)
        seen = len(await self.at.client.from_bot(target.chat_id))
        context = self.context(effective)
        allowed = await check_order_allowed(context, target, active=active, **order)
        said = (await self.at.client.from_bot(target.chat_id))[seen:]
        if allowed:
            assert said == []
            return None
        (refusal,) = said
        assert refusal["reply_to"] == target.message_id
        return str(refusal["text"])

    async def painted(self, person: int = ADA, chat: int | None = None, **ago: float) -> None:
        """Commit a painting that was asked for some time ago."""
        job = await self.at.job(chat or person, person, photo="a photo")
        when = utc_now() - timedelta(**ago)
        async with self.at.database.write() as session:
            await session.execute(update(JobRow).where(JobRow.id == job.id).values(created=when))

    async def waits(self, person: int = ADA, chat: int | None = None) -> None:
        """Put a painting into the queue, which nobody works off."""
        job = await self.at.job(chat or person, person, photo="a photo")
        await self.app.services.runner.submit(job, JobFacts(EffectivePreferences(), None))


@asynccontextmanager
async def run_fairness(home: Path, **settings: Any) -> AsyncIterator[Fairness]:
    """Build the bot with these settings; its engine has no worker, its runner no tasks."""
    async with run_job_harness(home) as at:
        engine = Engine(EngineSettings(home=home))
        app = build_application(
            fast_settings(at.playground, home, **settings), at.database, engine
        )
        async with app.bot:
            yield Fairness(at, app)
            await app.services.runner.stop()


class TestWhoMayPaint:
    async def test_somebody_with_nothing_in_progress_may(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path) as fairness:
            assert await fairness.hears() is None
            assert await fairness.hears(ADA, GROUP) is None

    async def test_in_a_group_of_its_admins_nobody_else_does(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path) as fairness:
            said = await fairness.hears(LIN, GROUP, effective=ADMINS_PAINT)
            assert said == "In this group only admins ask for paintings."
            assert await fairness.hears(MAX, GROUP, effective=ADMINS_PAINT) is None

    async def test_alone_with_the_bot_everybody_is_their_own_admin(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path) as fairness:
            assert await fairness.hears(effective=ADMINS_PAINT) is None

    async def test_an_admin_of_the_bot_does_everywhere(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path, admins=(LIN,)) as fairness:
            assert await fairness.hears(LIN, GROUP, effective=ADMINS_PAINT) is None

    async def test_only_so_many_paintings_of_somebody_are_in_progress(
        self, tmp_path: Path
    ) -> None:
        async with run_fairness(tmp_path, max_active=2) as fairness:
            assert await fairness.hears(active=1) is None
            said = await fairness.hears(active=2)
            assert said is not None
            assert said.startswith("You have 2 paintings in progress already.")

    async def test_repeats_too_wait_for_those_in_progress(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path, max_active=2) as fairness:
            assert await fairness.hears(active=3, is_repeat=True) is not None

    async def test_an_admin_of_the_bot_may_have_any_number_in_progress(
        self, tmp_path: Path
    ) -> None:
        async with run_fairness(tmp_path, max_active=2, admins=(ADA,)) as fairness:
            assert await fairness.hears(active=9) is None


class TestWhoMayAskForPaintings:
    async def test_nobody_but_admins_where_a_group_wants_it_so(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path, admins=(ADA,)) as fairness:
            context, client = fairness.context(ADMINS_PAINT), fairness.at.client
            assert await check_painter_allowed(context, await fairness.target(ADA, GROUP))
            assert await check_painter_allowed(context, await fairness.target(MAX, GROUP))
            assert await client.from_bot(GROUP) == []
            refused = await fairness.target(LIN, GROUP)
            assert not await check_painter_allowed(context, refused)
            said = await client.only_from_bot(GROUP)
            assert said["text"] == "In this group only admins ask for paintings."
            assert said["reply_to"] == refused.message_id

    async def test_everybody_elsewhere(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path, person_quota=0) as fairness:
            assert await check_painter_allowed(
                fairness.context(), await fairness.target(LIN, GROUP)
            )
            assert await check_painter_allowed(
                fairness.context(ADMINS_PAINT), await fairness.target(LIN)
            )


class TestAFullQueue:
    async def test_refuses_everybody_and_says_when_to_come_back(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path, max_line=1, admins=(MAX,)) as fairness:
            await fairness.waits(ADA)
            said = await fairness.hears(LIN)
            assert said == "Too many paintings wait already. Come back in about 5 s."
            assert await fairness.hears(MAX, GROUP) is not None, (
                "for admins there is no room either"
            )

    async def test_still_takes_what_was_painted_before(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path, max_line=1) as fairness:
            await fairness.waits(ADA)
            assert await fairness.hears(LIN, is_repeat=True) is None

    async def test_may_be_full_for_one_chat_only(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path) as fairness:
            for _ in range(10):
                await fairness.waits(ADA)
            said = await fairness.hears(ADA)
            assert said is not None
            assert said.startswith("Too many paintings wait already.")
            assert await fairness.hears(ADA, GROUP) is None


class TestTheQuotaOfAPerson:
    async def test_counts_what_they_asked_for_in_all_chats(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path, person_quota=2) as fairness:
            await fairness.painted(ADA)
            assert await fairness.hears(ADA) is None
            await fairness.painted(ADA, GROUP)
            said = await fairness.hears(ADA)
            assert said == (
                "You have used up your paintings (2). The next one is free in about 24 h."
            )
            assert await fairness.hears(LIN, GROUP) is None

    async def test_counts_the_hours_that_are_set(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path, person_quota=1, quota_hours=2) as fairness:
            await fairness.painted(LIN, hours=2.5)
            assert await fairness.hears(LIN) is None
            await fairness.painted(ADA, hours=1.2)
            said = await fairness.hears(ADA)
            assert said is not None
            assert said.endswith("The next one is free in about 48 min.")

    async def test_of_nothing_has_no_end(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path, person_quota=0) as fairness:
            said = await fairness.hears()
            assert said == "You have used up your paintings (0). There are no more for now."

    async def test_leaves_repeats_and_admins_of_the_bot_alone(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path, person_quota=0, admins=(MAX,)) as fairness:
            assert await fairness.hears(ADA, is_repeat=True) is None
            assert await fairness.hears(MAX) is None

    async def test_can_be_another_for_somebody(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path, person_quota=1) as fairness:
            quotas = fairness.app.services.quotas
            await fairness.painted(ADA)
            await quotas.grant(ADA, None)
            assert await fairness.hears(ADA) is None
            await quotas.grant(ADA, 2)
            assert await fairness.hears(ADA) is None
            await quotas.grant(LIN, 0)
            said = await fairness.hears(LIN)
            assert said == "You have used up your paintings (0). There are no more for now."

    async def test_says_first_why_something_counts_as_a_painting(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path, person_quota=0) as fairness:
            said = await fairness.hears(explanation="A film counts, too.")
            assert said == (
                "A film counts, too.\nYou have used up your paintings (0). "
                "There are no more for now."
            )


class TestTheQuotaOfAGroup:
    async def test_counts_what_all_asked_for_there(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path, group_quota=2, quota_hours=3) as fairness:
            await fairness.painted(ADA, GROUP, hours=3.5)
            await fairness.painted(ADA, GROUP, hours=1)
            await fairness.painted(ADA)
            assert await fairness.hears(MAX, GROUP) is None
            await fairness.painted(LIN, GROUP)
            said = await fairness.hears(MAX, GROUP)
            assert said == (
                "This group has used up its paintings (2). The next one is free in about 2 h."
            )

    async def test_is_no_quota_of_private_chats(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path, group_quota=0, group_rate=1) as fairness:
            await fairness.painted(ADA)
            assert await fairness.hears(ADA) is None

    async def test_of_nothing_has_no_end(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path, group_quota=0, admins=(MAX,)) as fairness:
            said = await fairness.hears(LIN, GROUP)
            assert said == "This group has used up its paintings (0). There are no more for now."
            assert await fairness.hears(MAX, GROUP) is None
            assert await fairness.hears(LIN, GROUP, is_repeat=True) is None

    async def test_can_be_another_for_a_group(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path, group_quota=0) as fairness:
            quotas = fairness.app.services.quotas
            await quotas.grant(GROUP, None)
            assert await fairness.hears(LIN, GROUP) is None
            await quotas.grant(GROUP, 1)
            assert await fairness.hears(LIN, GROUP) is None

    async def test_is_told_after_the_persons_own(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path, group_quota=0, person_quota=0) as fairness:
            said = await fairness.hears(LIN, GROUP)
            assert said is not None
            assert said.startswith("You have used up your paintings")


class TestTheRateOfAGroup:
    async def test_counts_one_minute(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path, group_rate=2) as fairness:
            await fairness.painted(ADA, GROUP, seconds=100)
            await fairness.painted(ADA, GROUP)
            assert await fairness.hears(LIN, GROUP) is None
            # In time to come, so that a slow test does not see it leave the minute.
            await fairness.painted(ADA, GROUP, seconds=-28)
            await fairness.painted(LIN, GROUP, seconds=-28)
            said = await fairness.hears(LIN, GROUP)
            assert said is not None
            told = r"That was a lot at once for one group\. Come back in about \d+ s\."
            assert re.fullmatch(told, said)

    async def test_holds_for_groups_without_a_quota(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path, group_rate=1) as fairness:
            quotas = fairness.app.services.quotas
            await quotas.grant(ADA, None)
            await quotas.grant(GROUP, None)
            await fairness.painted(ADA, GROUP)
            assert await fairness.hears(ADA, GROUP) is not None


class TestARefusal:
    async def test_is_not_written_twice_in_a_row(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path, person_quota=0) as fairness:
            context = fairness.context()
            for person in (ADA, ADA, LIN):
                target = await fairness.target(person, GROUP)
                assert not await check_order_allowed(context, target, active=0)
            refused = await fairness.at.client.from_bot(GROUP)
            assert len(refused) == 2, "once to each"
            assert refused[1]["reply_to"] == target.message_id

    async def test_is_in_the_language_of_whoever_is_refused(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path, person_quota=0) as fairness:
            spoken = Catalogue.load().speak("zh-hans")
            ada = await fairness.target(ADA, GROUP, language="zh-hans")
            assert not await check_painter_allowed(fairness.context(ADMINS_PAINT), ada)
            lin = await fairness.target(LIN, GROUP, language="zh-hans")
            assert not await check_order_allowed(fairness.context(), lin, active=9)
            boss = await fairness.target(MAX, GROUP, language="zh-hans")
            assert not await check_order_allowed(fairness.context(), boss, active=0)
            assert [one["text"] for one in await fairness.at.client.from_bot(GROUP)] == [
                spoken("refuse-admins-paint"),
                spoken("order-too-many", count=9),
                spoken("refuse-quota", limit=0, count=0, unit="never"),
            ]

    async def test_of_a_press_is_an_alert_each_time(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path) as fairness:
            for _ in range(2):
                answer = await refuse_press(fairness, "No. " * 100)
                assert answer["text"] == ("No. " * 100)[:LONGEST_ALERT]
                assert answer["show_alert"]
            assert await unpressed_words(fairness) == []

    async def test_of_a_press_of_long_ago_is_written(self, tmp_path: Path) -> None:
        async with run_fairness(tmp_path) as fairness:
            await refuse_press(fairness, "No.", is_answered=True)
            assert await unpressed_words(fairness) == ["No."]


async def refuse_press(fairness: Fairness, words: str, *, is_answered: bool = False) -> Json:
    """Refuse a press of Ada's and return what she was answered."""
    client, context = fairness.at.client, fairness.context()
    target = await fairness.target()
    button = InlineKeyboardButton("Again", callback_data="again")
    shown = await context.bot.send_message(
        ADA, "a painting", reply_markup=InlineKeyboardMarkup.from_button(button)
    )
    press = {"chat_id": ADA, "user_id": ADA, "message_id": shown.message_id, "button": "Again"}
    pressing = asyncio.create_task(client.post("press", press))
    context.pressed = await receive_press(fairness, shown.message_id)
    if is_answered:
        await context.pressed.answer()
    await refuse(context, target, words)
    answer: Json = (await pressing)["answer"]
    return answer


async def receive_press(fairness: Fairness, message_id: int) -> CallbackQuery:
    """Return the press of the button under a message, once the bot is told of it."""
    seen = 0
    while True:
        for one in await fairness.at.bot.get_updates(seen, timeout=10):
            seen, query = one.update_id + 1, one.callback_query
            if query and query.message and query.message.message_id == message_id:
                return query


async def unpressed_words(fairness: Fairness) -> list[str]:
    """Return what the bot has written to Ada beside the message with the button."""
    said = [str(message["text"]) for message in await fairness.at.client.from_bot(ADA)]
    return [words for words in said if words != "a painting"]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-3, (5, "seconds")),
        (5, (5, "seconds")),
        (5.5, (10, "seconds")),
        (61, (65, "seconds")),
        (90, (90, "seconds")),
        (91, (2, "minutes")),
        (121, (3, "minutes")),
        (5400, (90, "minutes")),
        (5401, (2, "hours")),
        (7201, (3, "hours")),
    ],
)
def test_times_to_wait_are_rounded_up(seconds: float, said: tuple[int, str]) -> None:
    count, unit = said
    assert describe_wait(seconds) == {"count": count, "unit": unit}


@in_virtual_time
async def test_in_a_group_somebody_is_told_no_once_a_minute() -> None:
    refusal_throttle, group = RefusalThrottle(), -5
    told = [
        refusal_throttle.claim_refusal(group, 1),
        refusal_throttle.claim_refusal(group, 1),
        refusal_throttle.claim_refusal(group, 2),
    ]
    assert told == [True, False, True]
    await asyncio.sleep(GROUP_REFUSAL_PAUSE_S)
    assert refusal_throttle.claim_refusal(group, 1)


@in_virtual_time
async def test_alone_with_the_bot_somebody_is_told_again_soon() -> None:
    refusal_throttle = RefusalThrottle()
    assert [refusal_throttle.claim_refusal(1, 1), refusal_throttle.claim_refusal(1, 1)] == [
        True,
        False,
    ]
    await asyncio.sleep(PRIVATE_REFUSAL_PAUSE_S)
    assert refusal_throttle.claim_refusal(1, 1)


@pytest.mark.parametrize("language", Catalogue.load().languages)
@pytest.mark.parametrize("unit", ["never", "hours", "minutes", "seconds"])
@pytest.mark.parametrize(
    "refusal",
    [
        "order-too-many",
        "refuse-admins-paint",
        "refuse-group-quota",
        "refuse-group-rate",
        "refuse-line-full",
        "refuse-quota",
    ],
)
def test_every_refusal_fits_into_an_alert(language: str, unit: str, refusal: str) -> None:
    texts = Catalogue.load().speak(language)
    words = texts(refusal, count=1000, limit=1_000_000, unit=unit)
    assert len("\n".join((texts("six-counts"), words))) <= LONGEST_ALERT
