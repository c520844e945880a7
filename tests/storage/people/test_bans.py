from __future__ import annotations

from datetime import timedelta

from storage import Bans, Database, People, utc_now
from tests.storage.makers import ANNA, BORIS, ban_of


async def test_a_ban_says_who_why_and_how_long(database: Database, bans: Bans) -> None:
    until = utc_now() + timedelta(days=1)
    await People(database).meet(ANNA, first_name="Anna")
    ban = await bans.ban(ANNA, by=BORIS, reason="flooding", until=until)
    assert (ban.by, ban.reason, ban.until) == (BORIS, "flooding", until)
    assert await ban_of(database, ANNA) == ban
    person = await People(database).get(ANNA)
    assert person is not None
    assert person.banned


async def test_a_person_can_be_shut_out_before_they_are_met(
    database: Database, bans: Bans
) -> None:
    await bans.ban(ANNA)
    assert (await People(database).meet(ANNA, first_name="Anna")).banned


async def test_a_ban_that_ended_is_no_ban(database: Database, bans: Bans) -> None:
    await bans.ban(ANNA, until=utc_now() - timedelta(seconds=1))
    assert await ban_of(database, ANNA) is None
    assert not (await People(database).meet(ANNA, first_name="Anna")).banned
    assert not await bans.lift(ANNA)


async def test_a_later_ban_is_in_place_of_an_earlier_one(database: Database, bans: Bans) -> None:
    await bans.ban(ANNA, reason="one")
    await bans.ban(BORIS, reason="two")
    await bans.ban(ANNA, reason="three")
    for person_id, reason in ((ANNA, "three"), (BORIS, "two")):
        ban = await ban_of(database, person_id)
        assert ban is not None
        assert ban.reason == reason


async def test_a_lifted_ban_is_gone(database: Database, bans: Bans) -> None:
    await bans.ban(ANNA)
    assert await bans.lift(ANNA)
    assert not await bans.lift(ANNA)
    assert await ban_of(database, ANNA) is None
