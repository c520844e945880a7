"""ChatLimiter: what goes when, and what is never sent. Seconds here are virtual."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import BadRequest, RetryAfter

from bot.transport.rate_limiter import (
    GROUP,
    OVERALL,
    PRIVATE,
    Bucket,
    ChatLimiter,
    NotSent,
    Rate,
    Send,
    Urgency,
)
from tests.helpers.virtual_time import in_virtual_time, now

ADA, LIN, GROUP_CHAT = 1001, 1002, -100500
RESULT = Send(urgency=Urgency.RESULT)
PREVIEW = Send(urgency=Urgency.PREVIEW)
AMPLE = Rate(burst=1e6, per_second=1e6)


class Telegram:
    """Stands where PTB's ``_do_post`` stands: notes when each call arrives, and for whom."""

    def __init__(self, limiter: ChatLimiter) -> None:
        self.limiter = limiter
        self.log: list[tuple[float, int, str]] = []
        self.refusals: dict[str, list[Exception]] = {}
        self.upload_seconds = 0.0

    async def _post(self, chat: int, text: str) -> bool:
        self.log.append((now(), chat, text))
        await asyncio.sleep(self.upload_seconds)
        if self.refusals.get(text):
            raise self.refusals[text].pop(0)
        return True

    def call(
        self,
        chat: int,
        text: str,
        send: Send | None = None,
        endpoint: str = "sendMessage",
    ) -> Coroutine[Any, Any, Any]:
        data = {"chat_id": chat} if chat else {}
        return self.limiter.process_request(self._post, (chat, text), {}, endpoint, data, send)

    @property
    def texts(self) -> list[str]:
        return [text for _, _, text in self.log]

    def at(self, text: str) -> float:
        return next(when for when, _, t in self.log if t == text)


@asynccontextmanager
async def telegram(limiter: ChatLimiter | None = None) -> AsyncIterator[Telegram]:
    limiter = limiter or ChatLimiter()
    await limiter.initialize()
    try:
        yield Telegram(limiter)
    finally:
        await limiter.shutdown()


def busiest(times: list[float], window: float) -> int:
    """Most calls in any half-open period of ``window`` seconds."""
    return max(sum(t <= u < t + window for u in times) for t in times)


@in_virtual_time
async def test_a_private_chat_gets_a_short_burst_and_then_one_call_a_second() -> None:
    async with telegram() as tg:
        await asyncio.gather(*(tg.call(ADA, str(n), RESULT) for n in range(8)))
        times = [when for when, _, _ in tg.log]
        assert times == pytest.approx([0, 0, 0, 0, 0, 1, 2, 3], abs=1e-3)
        assert tg.texts == [str(n) for n in range(8)]


@in_virtual_time
async def test_a_group_never_sees_more_than_twenty_calls_in_a_minute() -> None:
    async with telegram() as tg:
        await asyncio.gather(*(tg.call(GROUP_CHAT, str(n), RESULT) for n in range(60)))
        assert busiest([when for when, _, _ in tg.log], 60 - 1e-3) <= 20


@in_virtual_time
async def test_all_chats_together_stay_below_thirty_a_second() -> None:
    async with telegram() as tg:
        await asyncio.gather(*(tg.call(1 + n, str(n), RESULT) for n in range(100)))
        assert busiest([when for when, _, _ in tg.log], 1 - 1e-3) <= 30


@in_virtual_time
async def test_one_busy_chat_does_not_slow_another() -> None:
    async with telegram() as tg:
        flood = [asyncio.create_task(tg.call(GROUP_CHAT, f"g{n}")) for n in range(20)]
        await asyncio.sleep(1)
        await tg.call(ADA, "hello")
        assert tg.at("hello") == 1
        await asyncio.gather(*flood)


@in_virtual_time
async def test_urgent_calls_overtake_those_that_wait() -> None:
    async with telegram(ChatLimiter(private=Rate(burst=5, per_second=1))) as tg:
        await asyncio.gather(*(tg.call(ADA, f"early{n}", RESULT) for n in range(5)))
        kinds = [Urgency.STATUS, Urgency.PREVIEW, Urgency.ANSWER, Urgency.RESULT]
        await asyncio.gather(*(tg.call(ADA, kind.name, Send(urgency=kind)) for kind in kinds))
        assert tg.texts[5:] == ["RESULT", "ANSWER", "STATUS", "PREVIEW"]


@in_virtual_time
async def test_previews_leave_budget_for_an_answer_and_a_result() -> None:
    async with telegram() as tg:
        previews = [asyncio.create_task(tg.call(GROUP_CHAT, f"p{n}", PREVIEW)) for n in range(12)]
        await asyncio.sleep(2)
        await tg.call(GROUP_CHAT, "answer")
        await tg.call(GROUP_CHAT, "result", RESULT)
        assert (tg.at("answer"), tg.at("result")) == (2, 2)
        await asyncio.gather(*previews, return_exceptions=True)


@in_virtual_time
async def test_the_newest_preview_replaces_an_unsent_older_one() -> None:
    async with telegram() as tg:
        spend = [tg.call(GROUP_CHAT, f"s{n}", RESULT) for n in range(8)]
        await asyncio.gather(*spend)
        job = Send(urgency=Urgency.PREVIEW, slot="job 1")
        frames = [asyncio.create_task(tg.call(GROUP_CHAT, f"frame{n}", job)) for n in range(3)]
        outcomes = await asyncio.gather(*frames, return_exceptions=True)
        assert [type(o) for o in outcomes] == [NotSent, NotSent, bool]
        assert tg.texts[8:] == ["frame2"]


@in_virtual_time
async def test_frames_of_different_jobs_do_not_replace_each_other() -> None:
    async with telegram() as tg:
        one, two = (Send(urgency=Urgency.PREVIEW, slot=s) for s in ("job 1", "job 2"))
        await asyncio.gather(tg.call(GROUP_CHAT, "a", one), tg.call(GROUP_CHAT, "b", two))
        assert tg.texts == ["a", "b"]


@in_virtual_time
async def test_a_result_drops_the_waiting_frame_and_follows_the_one_being_uploaded() -> None:
    async with telegram() as tg:
        tg.upload_seconds = 3
        job = Send(urgency=Urgency.PREVIEW, slot="job")
        uploading = asyncio.create_task(tg.call(ADA, "frame1", job))
        await asyncio.sleep(1)
        stale = asyncio.create_task(tg.call(ADA, "frame2", job))
        await asyncio.sleep(0)
        await tg.call(ADA, "result", Send(urgency=Urgency.RESULT, slot="job"))
        await uploading
        with pytest.raises(NotSent):
            await stale
        assert tg.log == [(0, ADA, "frame1"), (3, ADA, "result")]


@in_virtual_time
async def test_an_answer_does_not_wait_for_an_upload() -> None:
    async with telegram() as tg:
        tg.upload_seconds = 30
        frame = asyncio.create_task(
            tg.call(GROUP_CHAT, "frame", Send(urgency=Urgency.PREVIEW, slot="job"))
        )
        await asyncio.sleep(1)
        await tg.call(GROUP_CHAT, "answer")
        assert tg.at("answer") == 1
        await frame


@in_virtual_time
async def test_retry_after_holds_back_its_own_chat_only_and_the_call_is_made_again() -> None:
    async with telegram() as tg:
        tg.refusals["first"] = [RetryAfter(30)]
        held = asyncio.create_task(tg.call(GROUP_CHAT, "first"))
        await asyncio.sleep(1)
        behind = asyncio.create_task(tg.call(GROUP_CHAT, "second"))
        await tg.call(ADA, "elsewhere")
        assert await held
        assert await behind
        assert tg.log == [
            (0, GROUP_CHAT, "first"),
            (1, ADA, "elsewhere"),
            (30, GROUP_CHAT, "first"),
            (30, GROUP_CHAT, "second"),
        ]


@in_virtual_time
async def test_a_frame_refused_with_retry_after_gives_way_to_a_newer_one() -> None:
    async with telegram() as tg:
        tg.refusals["old"] = [RetryAfter(10)]
        job = Send(urgency=Urgency.PREVIEW, slot="job")
        old = asyncio.create_task(tg.call(ADA, "old", job))
        await asyncio.sleep(4)
        await tg.call(ADA, "new", job)
        with pytest.raises(NotSent):
            await old
        assert tg.log == [(0, ADA, "old"), (10, ADA, "new")]


@in_virtual_time
async def test_retries_are_bounded() -> None:
    async with telegram(ChatLimiter(retries=2)) as tg:
        tg.refusals["x"] = [RetryAfter(1)] * 9
        with pytest.raises(RetryAfter):
            await tg.call(ADA, "x")
        assert len(tg.log) == 3


@in_virtual_time
async def test_other_errors_pass_through_and_free_the_message() -> None:
    async with telegram() as tg:
        tg.refusals["bad"] = [BadRequest("message is not modified")]
        job = Send(slot="job")
        with pytest.raises(BadRequest):
            await tg.call(ADA, "bad", job)
        assert await tg.call(ADA, "good", job)


@in_virtual_time
async def test_calls_without_a_chat_and_reading_calls_are_never_delayed() -> None:
    async with telegram() as tg:
        await asyncio.gather(
            *(tg.call(0, f"a{n}", endpoint="answerCallbackQuery") for n in range(99)),
            *(tg.call(GROUP_CHAT, f"m{n}", endpoint="getChatMember") for n in range(99)),
        )
        assert Counter(when for when, _, _ in tg.log) == {0: 198}


@in_virtual_time
async def test_a_call_without_a_chat_is_repeated_after_a_short_retry_after_only() -> None:
    async with telegram() as tg:
        tg.refusals = {"short": [RetryAfter(2)], "long": [RetryAfter(3000)]}
        assert await tg.call(0, "short", endpoint="answerCallbackQuery")
        assert now() == 2
        with pytest.raises(RetryAfter):
            await tg.call(0, "long", endpoint="answerCallbackQuery")


@in_virtual_time
async def test_a_chat_given_as_digits_is_the_same_chat() -> None:
    async with telegram(ChatLimiter(private=Rate(burst=5, per_second=1))) as tg:
        post, limiter = tg._post, tg.limiter
        for n in range(6):
            data = {"chat_id": str(ADA) if n % 2 else ADA}
            await limiter.process_request(post, (ADA, f"{n}"), {}, "sendPhoto", data, RESULT)
        assert now() == pytest.approx(1)


@in_virtual_time
async def test_a_chat_action_that_would_come_too_late_is_dropped() -> None:
    async with telegram() as tg:
        await asyncio.gather(*(tg.call(GROUP_CHAT, f"s{n}", RESULT) for n in range(8)))
        with pytest.raises(NotSent, match="too long"):
            await tg.call(GROUP_CHAT, "typing", endpoint="sendChatAction")
        assert now() == 5
        assert "typing" not in tg.texts


@in_virtual_time
async def test_a_caller_that_gives_up_leaves_nothing_behind() -> None:
    async with telegram() as tg:
        tg.upload_seconds = 50
        job = Send(slot="job")
        uploading = asyncio.create_task(tg.call(ADA, "one", job))
        await asyncio.sleep(1)
        waiting = asyncio.create_task(tg.call(ADA, "two", job))
        await asyncio.sleep(1)
        for task in (waiting, uploading):
            task.cancel()
        await asyncio.gather(waiting, uploading, return_exceptions=True)
        tg.upload_seconds = 0
        await tg.call(ADA, "three", job)
        assert tg.log == [(0, ADA, "one"), (2, ADA, "three")]


@in_virtual_time
async def test_a_waiter_cancelled_in_the_moment_of_its_turn_costs_nobody_an_answer() -> None:
    job = Send(urgency=Urgency.RESULT, slot="job")
    async with telegram() as tg:
        waiting: list[asyncio.Task[Any]] = []

        async def first() -> bool:
            await asyncio.sleep(1)
            waiting[0].cancel()
            return True

        uploading = asyncio.create_task(
            tg.limiter.process_request(first, (), {}, "editMessageMedia", {"chat_id": ADA}, job)
        )
        await asyncio.sleep(0)
        waiting.append(asyncio.create_task(tg.call(ADA, "second", job)))
        assert await uploading is True
        assert isinstance(
            (await asyncio.gather(*waiting, return_exceptions=True))[0], asyncio.CancelledError
        )
        assert await tg.call(ADA, "third", job)
        assert tg.texts == ["third"]


@in_virtual_time
async def test_a_cancelled_waiter_does_not_hinder_its_successor() -> None:
    preview, result = (Send(urgency=u, slot="job") for u in (Urgency.PREVIEW, Urgency.RESULT))
    async with telegram() as tg:
        tg.upload_seconds = 1
        uploading = asyncio.create_task(tg.call(ADA, "first", result))
        waiting = asyncio.create_task(tg.call(ADA, "second", result))
        await asyncio.sleep(0.5)
        waiting.cancel()
        # Its place is taken before the cancelled call has had a chance to leave it.
        await tg.call(ADA, "third", preview)
        assert await uploading
        assert tg.texts == ["first", "third"]


@in_virtual_time
async def test_shutdown_skips_a_waiter_that_was_just_cancelled() -> None:
    async with telegram(ChatLimiter(private=Rate(burst=1, per_second=0.01))) as tg:
        calls = [asyncio.create_task(tg.call(ADA, str(n), RESULT)) for n in range(3)]
        await asyncio.sleep(0.5)
        calls[1].cancel()
        await tg.limiter.shutdown()
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
        assert [type(o) for o in outcomes] == [bool, asyncio.CancelledError, NotSent]


@in_virtual_time
async def test_shutdown_gives_up_what_waits() -> None:
    async with telegram() as tg:
        calls = [asyncio.create_task(tg.call(ADA, str(n))) for n in range(9)]
        await asyncio.sleep(0.5)
        await tg.limiter.shutdown()
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
        assert [type(o) for o in outcomes] == [bool] * 4 + [NotSent] * 5


CALLS = st.lists(
    st.tuples(
        st.floats(0, 30),
        st.sampled_from([ADA, LIN, GROUP_CHAT]),
        st.sampled_from(Urgency),
        st.sampled_from([None, "job 1", "job 2"]),
    ),
    max_size=60,
)


@settings(deadline=None, max_examples=60)
@given(calls=CALLS)
@in_virtual_time
async def test_whatever_is_called_when_no_budget_is_exceeded_and_no_result_is_dropped(
    calls: list[tuple[float, int, Urgency, str | None]],
) -> None:
    async with telegram() as tg:

        async def one(
            number: int, at: float, chat: int, urgency: Urgency, slot: str | None
        ) -> Any:
            await asyncio.sleep(at)
            # A job has one result, so results share no slot here.
            slot = None if urgency is Urgency.RESULT else slot
            return await tg.call(chat, str(number), Send(urgency=urgency, slot=slot))

        outcomes = await asyncio.gather(
            *(one(n, *call) for n, call in enumerate(calls)), return_exceptions=True
        )
        for (_, _, urgency, _), outcome in zip(calls, outcomes, strict=True):
            assert outcome is True or isinstance(outcome, NotSent)
            assert outcome is True or urgency is not Urgency.RESULT
        assert len(tg.log) == outcomes.count(True)
        for chat, rate in ((ADA, PRIVATE), (LIN, PRIVATE), (GROUP_CHAT, GROUP), (None, OVERALL)):
            times = [when for when, c, _ in tg.log if chat in (None, c)]
            for window in (1.0, 10.0, 60.0):
                allowed = rate.burst + window * rate.per_second
                assert not times or busiest(times, window) <= allowed + 1e-3


@in_virtual_time
async def test_idle_chats_are_forgotten_when_many_have_gathered() -> None:
    async with telegram(ChatLimiter(overall=AMPLE)) as tg:
        for chat in range(1, 1025):
            await tg.call(chat, "x")
        await asyncio.sleep(60)
        await tg.call(5000, "x")
        assert len(tg.limiter._chats) == 1


def test_a_bucket_is_ready_when_its_rate_has_refilled_it() -> None:
    bucket = Bucket.full(Rate(burst=2, per_second=0.25), 100.0)
    assert bucket.ready_at(100.0, reserve=1) == 100.0
    bucket.take(100.0)
    bucket.take(100.0)
    assert bucket.ready_at(100.0, reserve=0) == 104.0
    assert bucket.ready_at(102.0, reserve=0) == 104.0
    assert bucket.ready_at(102.0, reserve=1) == 108.0


@in_virtual_time
@pytest.mark.parametrize("why", ["writing", "held", "spent"])
async def test_a_chat_that_is_not_idle_is_never_forgotten(why: str) -> None:
    async with telegram(ChatLimiter(private=Rate(burst=2, per_second=0.001), overall=AMPLE)) as tg:
        if why == "writing":
            tg.limiter._private = AMPLE
            tg.upload_seconds = 50.0
        elif why == "held":
            tg.limiter._private = AMPLE
            tg.refusals["first"] = [RetryAfter(60)]
        first = asyncio.create_task(tg.call(ADA, "first", Send(slot="message")))
        await asyncio.sleep(1)
        tg.upload_seconds = 0
        if why == "held":
            # Nothing waits any more, but Telegram has said until when to be silent.
            first.cancel()
        for other in range(1024):
            await tg.call(-1 - other, "x")
        assert ADA in tg.limiter._chats
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)


@in_virtual_time
async def test_a_call_without_a_chat_passes_all_its_arguments_on() -> None:
    async with telegram() as tg:
        tg.refusals["file"] = [RetryAfter(30)]
        await tg.limiter.process_request(tg._post, (0,), {"text": "file"}, "getFile", {}, None)
        assert tg.log == [(0.0, 0, "file"), (30.0, 0, "file")]


@in_virtual_time
async def test_a_chat_is_the_same_however_its_id_is_written() -> None:
    async with telegram(ChatLimiter(group=Rate(burst=2, per_second=0.1), overall=AMPLE)) as tg:
        for chat in (-100500, "-100500", "@friends"):
            data = {"chat_id": chat}
            post = tg.limiter.process_request(
                tg._post, (0, str(chat)), {}, "sendMessage", data, None
            )
            await asyncio.create_task(post)
        assert [when for when, _, _ in tg.log] == pytest.approx([0.0, 10.0, 10.0])
