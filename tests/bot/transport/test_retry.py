"""Retry: what may pass is tried again, what will not is raised."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter
from telegram.error import TelegramError as Error

from bot.transport.retry import retry
from tests.helpers.virtual_time import in_virtual_time, now

OLD, NEW = -5, -1005


def failing(*errors: Error) -> Callable[[], Awaitable[float]]:
    """An attempt that fails with ``errors``, one after another, and then tells the time."""
    left = list(errors)

    async def attempt() -> float:
        if left:
            raise left.pop(0)
        return now()

    return attempt


@in_virtual_time
async def test_what_succeeds_is_not_repeated() -> None:
    assert await retry(failing(), (1.0, 2.0)) == 0.0


@in_virtual_time
async def test_the_pauses_lie_between_the_attempts() -> None:
    failures: list[tuple[str, float]] = []
    done = await retry(
        failing(NetworkError("first"), Error("second")),
        (1.0, 2.0, 4.0),
        on_failure=lambda error, pause: failures.append((error.message, pause)),
    )
    assert done == 3.0
    assert failures == [("first", 1.0), ("second", 2.0)]


@in_virtual_time
async def test_the_last_error_is_raised_without_a_pause_after_it() -> None:
    with pytest.raises(NetworkError, match="second"):
        await retry(failing(NetworkError("first"), NetworkError("second")), (1.0,))
    assert now() == 1.0


@pytest.mark.parametrize("error", [BadRequest("no"), Forbidden("no")])
def test_what_will_not_pass_is_raised_at_once(error: Error) -> None:
    @in_virtual_time
    async def raised() -> None:
        with pytest.raises(type(error)):
            await retry(failing(error), (1.0, 1.0))
        assert now() == 0.0

    raised()


@in_virtual_time
async def test_the_caller_may_say_what_passes() -> None:
    with pytest.raises(NetworkError):
        await retry(failing(NetworkError("no")), (1.0,), may_pass=lambda _: False)
    assert await retry(failing(Forbidden("no")), (1.0,), may_pass=lambda _: True) == 1.0


@in_virtual_time
async def test_a_longer_pause_that_telegram_asks_for_is_kept() -> None:
    assert await retry(failing(RetryAfter(7), RetryAfter(1)), (2.0, 2.0)) == 9.0


@in_virtual_time
async def test_a_chat_that_moved_is_followed_at_once() -> None:
    chats = [OLD]

    async def follow(chat_id: int) -> None:
        chats.append(chat_id)

    assert await retry(failing(ChatMigrated(NEW)), (60.0,), on_migrated=follow) == 0.0
    assert chats == [OLD, NEW]


@in_virtual_time
async def test_a_chat_that_never_stops_moving_is_followed_but_not_for_ever() -> None:
    chats: list[int] = []

    async def follow(chat_id: int) -> None:
        chats.append(chat_id)

    with pytest.raises(ChatMigrated):
        await retry(failing(*[ChatMigrated(NEW)] * 9), (60.0,) * 2, on_migrated=follow)
    assert chats == [NEW] * 3


@in_virtual_time
async def test_a_move_that_nobody_follows_is_raised() -> None:
    with pytest.raises(ChatMigrated):
        await retry(failing(ChatMigrated(NEW)), (60.0,))
