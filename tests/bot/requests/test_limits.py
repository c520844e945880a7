"""Fairness: times to wait, and how often somebody is told no."""

from __future__ import annotations

import asyncio

import pytest

from bot.requests.limits import (
    GROUP_REFUSAL_PAUSE_S,
    LONGEST_ALERT,
    PRIVATE_REFUSAL_PAUSE_S,
    RefusalThrottle,
    describe_wait,
)
from bot.texts import Catalogue
from tests.helpers.virtual_time import in_virtual_time


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-3, (5, "seconds")),
        (61, (65, "seconds")),
        (91, (2, "minutes")),
        (5400, (90, "minutes")),
        (5401, (2, "hours")),
    ],
)
def test_times_to_wait_are_rounded_up(seconds: float, said: tuple[int, str]) -> None:
    assert tuple(describe_wait(seconds).values()) == said


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
