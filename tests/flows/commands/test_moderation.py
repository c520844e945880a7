"""The bot's admins: bans, quotas, numbers, the line, and who did what."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from storage import Database
from tests.flows.conftest import Open
from tests.helpers.app_harness import ENDLESS, AppHarness
from tests.helpers.people import Person
from tests.helpers.pictures import photo
from tests.helpers.playground_client import ADA, GROUP, MAX
from tests.storage.makers import ban_of


@pytest_asyncio.fixture(loop_scope="session")
async def run_by_max(open_harness: Open) -> AsyncIterator[AppHarness]:
    """A bot of which Max is the bot's admin, and who met Ada."""
    async with open_harness(admins=(MAX,)) as harness:
        yield harness


async def known(person: Person) -> None:
    """Let the bot meet the person."""
    await person.sends(photo(), caption="/style starry")
    await person.gets()


async def test_a_ban_is_by_name_and_lifted(run_by_max: AppHarness, tmp_path: Path) -> None:
    ada, boss = run_by_max.ada, run_by_max.max
    await known(ada)
    await boss.says("/ban @ada_plays 2h too many cats")
    await boss.hears("@ada_plays is banned")
    async with Database.open(tmp_path / "atelier.db") as database:
        found = await ban_of(database, ADA)
    assert found is not None
    assert (found.by, found.reason, found.until is not None) == (MAX, "too many cats", True)
    await boss.says("/unban @ada_plays")
    await boss.hears("is not banned any more")
    await boss.says("/unban @ada_plays")
    await boss.hears("is not banned.")
    await ada.says("/help")
    await ada.hears("Send me a photo")


async def test_a_ban_is_by_answering_and_stops_their_paintings(open_harness: Open) -> None:
    async with open_harness(admins=(MAX,), steps=ENDLESS) as harness:
        ada, boss = harness.ada.in_group(), harness.max.in_group()
        (sent,) = await ada.sends(photo(), caption="/style starry")
        await ada.gets(finished=False)
        await boss.says("/ban", reply_to=sent)
        await boss.hears("Ada is banned")
        await harness.wait_until_idle()


async def test_those_who_run_the_bot_cannot_be_banned(run_by_max: AppHarness) -> None:
    boss = run_by_max.max
    await boss.says(f"/ban {MAX}")
    await boss.hears("cannot be banned")
    await boss.says(f"/ban {GROUP}")
    await boss.hears("cannot be banned")


@pytest.mark.parametrize("command", ["ban", "unban", "quota"])
async def test_a_command_about_nobody_says_how(run_by_max: AppHarness, command: str) -> None:
    boss = run_by_max.max
    for rest in ("", " @nobody_known", " here"):
        await boss.says(f"/{command}{rest}")
        await boss.hears(f"Write /{command}")


async def test_a_quota_is_set_looked_at_and_taken_back(run_by_max: AppHarness) -> None:
    boss, quotas = run_by_max.max, run_by_max.bot.app.services.quotas
    for words, answer in [
        ("5", "may have 5 paintings now"),
        ("", "0 of 5 paintings"),
        ("none", "has no limit"),
        ("", "has no limit"),
        ("usual", "has the usual limit"),
        ("", "0 of 200 paintings"),
        ("lots", "Write /quota"),
    ]:
        await boss.says(f"/quota {ADA} {words}")
        await boss.hears(answer)
    assert await quotas.override_for(ADA) is None
    here = run_by_max.max.in_group()
    await here.says("/quota here 7")
    await here.hears("Atelier friends may have 7")
    found = await quotas.override_for(GROUP)
    assert found is not None
    assert found.paintings == 7


async def test_numbers_come_with_a_plot(run_by_max: AppHarness) -> None:
    await known(run_by_max.ada)
    boss = run_by_max.max
    await boss.says("/stats")
    plot = await boss.hears("Paintings: 1", "today 1")
    assert plot.picture is not None
    assert len(await run_by_max.client.fetch(plot.picture)) > 1000


async def test_the_line_is_shown(open_harness: Open) -> None:
    async with open_harness(admins=(MAX,), steps=ENDLESS, slots=1) as harness:
        for seed in range(2):
            await harness.ada.sends(photo(seed=seed), caption="/style starry")
        await harness.ada.hears("You are next")
        boss = harness.max
        await boss.says("/queue")
        told = await boss.hears("1 wait, 1 are being painted")
        assert "The next one begins in about" in told.words
        assert "The engine paints on quick" in told.words
        ada = harness.ada
        await ada.says("/cancel")
        await ada.hears("Stopped 2")
        await harness.wait_until_idle()


async def test_everything_that_admins_do_is_noted(run_by_max: AppHarness) -> None:
    boss = run_by_max.max
    await known(run_by_max.ada)
    await boss.says("/audit")
    await boss.hears("Nothing has been done yet")
    await boss.says(f"/ban {ADA}")
    await boss.hears("is banned")
    await boss.says("/hide wave")
    await boss.hears("is hidden")
    await boss.says("/audit")
    told = await boss.hears("Max · hid the style “wave”")
    assert f"Max · banned Ada ({ADA})" in told.words
    here = run_by_max.max.in_group()
    await here.says("/audit")
    await here.hears("Nothing has been done yet")


@pytest.mark.parametrize("command", ["ban", "unban", "quota", "stats", "queue", "audit"])
async def test_others_may_do_none_of_it(run_by_max: AppHarness, command: str) -> None:
    ada = run_by_max.ada
    await ada.says(f"/{command} {ADA}")
    await ada.hears("Only an admin can do that.")
