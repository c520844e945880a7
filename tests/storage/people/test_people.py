from __future__ import annotations

import pytest

from storage import BadSetting, Bans, Database, Jobs, People, Preferences
from tests.storage.makers import ANNA, BORIS, new_job


async def test_a_person_who_was_never_met_is_none(people: People) -> None:
    assert await people.get(ANNA) is None


async def test_meeting_again_renews_what_telegram_tells_and_keeps_the_rest(
    database: Database, people: People
) -> None:
    first = await people.meet(ANNA, first_name="Anna", username="anna", language_code="zh-hans")
    await people.configure(ANNA, language="en")
    await Bans(database).ban(ANNA)
    again = await people.meet(ANNA, first_name="Anya")
    assert (again.first_name, again.username, again.language_code) == ("Anya", None, None)
    assert (again.settings, again.banned, again.created) == (
        {"language": "en"},
        True,
        first.created,
    )
    assert await people.get(ANNA) == again


async def test_none_takes_a_setting_back(people: People) -> None:
    await people.meet(ANNA, first_name="Anna")
    await people.configure(ANNA, size=512, previews=False)
    assert (await people.configure(ANNA, size=None)).settings == {"previews": False}


async def test_a_job_of_an_unmet_person_introduces_them(
    database: Database, people: People
) -> None:
    await Jobs(database).add(new_job())
    assert (await people.meet(ANNA, first_name="Anna")).first_name == "Anna"


async def test_settings_of_somebody_never_met_are_kept_until_they_are(people: People) -> None:
    await people.configure(ANNA, size=512)
    person = await people.meet(ANNA, first_name="Anna")
    assert (person.first_name, person.preferences) == ("Anna", Preferences(size=512))


async def test_a_value_that_a_setting_does_not_take_changes_nothing(people: People) -> None:
    await people.configure(ANNA, previews=False)
    with pytest.raises(BadSetting, match="size must be"):
        await people.configure(ANNA, previews=True, size=-1)
    person = await people.get(ANNA)
    assert person is not None
    assert person.preferences == Preferences(previews=False)


async def test_people_are_found_by_the_name_they_had_last(people: People) -> None:
    await people.meet(BORIS, first_name="Boris", username="painter")
    await people.meet(ANNA, first_name="Anna", username="Painter")
    found = await people.find_by_username("@PAINTER")
    assert found is not None
    assert found.id == ANNA
    assert await people.find_by_username("nobody") is None
