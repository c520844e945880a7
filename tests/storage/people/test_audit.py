from __future__ import annotations

import pytest

from storage import Audit, Database
from tests.storage.makers import ANNA, BORIS, GROUP


@pytest.fixture
def audit(database: Database) -> Audit:
    return Audit(database)


async def test_a_deed_keeps_who_where_what_and_details(audit: Audit) -> None:
    deed = await audit.append(
        "style.rename", "starry", person_id=ANNA, chat_id=GROUP, before="starry", after="night"
    )
    assert (deed.person_id, deed.chat_id) == (ANNA, GROUP)
    assert (deed.action, deed.target) == ("style.rename", "starry")
    assert deed.details == {"before": "starry", "after": "night"}
    assert await audit.recent() == (deed,)


async def test_the_latest_deeds_come_first_page_by_page(audit: Audit) -> None:
    deeds = [await audit.append("ban", n, person_id=ANNA) for n in range(5)]
    latest = await audit.recent(2)
    assert latest == (deeds[4], deeds[3])
    assert await audit.recent(2, before=latest[-1].id) == (deeds[2], deeds[1])


async def test_deeds_of_one_chat_or_one_kind(audit: Audit) -> None:
    here = await audit.append("style.add", "wave", person_id=ANNA, chat_id=GROUP)
    ban = await audit.append("ban", BORIS, person_id=ANNA)
    assert await audit.recent(chat_id=GROUP) == (here,)
    assert await audit.recent(action="ban") == (ban,)
    assert await audit.recent(chat_id=GROUP, action="ban") == ()


async def test_what_is_done_on_the_command_line_has_no_person(audit: Audit) -> None:
    assert (await audit.append("styles.import", person_id=None)).person_id is None
