from __future__ import annotations

from storage import Audit
from tests.storage.makers import ANNA, BORIS, GROUP


async def test_a_deed_keeps_who_where_what_and_details(audit: Audit) -> None:
    entry = await audit.append(
        "style.rename", "starry", person_id=ANNA, chat_id=GROUP, before="starry", after="night"
    )
    assert (entry.person_id, entry.chat_id) == (ANNA, GROUP)
    assert (entry.action, entry.target) == ("style.rename", "starry")
    assert entry.details == {"before": "starry", "after": "night"}
    assert await audit.recent() == (entry,)


async def test_the_latest_deeds_come_first_page_by_page(audit: Audit) -> None:
    entries = [await audit.append("ban", n, person_id=ANNA) for n in range(5)]
    latest = await audit.recent(2)
    assert latest == (entries[4], entries[3])
    assert await audit.recent(2, before=latest[-1].id) == (entries[2], entries[1])


async def test_deeds_of_one_chat_or_one_kind(audit: Audit) -> None:
    here = await audit.append("style.add", "wave", person_id=ANNA, chat_id=GROUP)
    ban = await audit.append("ban", BORIS, person_id=ANNA)
    assert await audit.recent(chat_id=GROUP) == (here,)
    assert await audit.recent(action="ban") == (ban,)
    assert await audit.recent(chat_id=GROUP, action="ban") == ()


async def test_what_is_done_on_the_command_line_has_no_person(audit: Audit) -> None:
    assert (await audit.append("styles.import", person_id=None)).person_id is None
