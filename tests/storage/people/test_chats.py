from __future__ import annotations

import asyncio

import pytest

from storage import BadSetting, ChatPreferences, Chats, Database, Jobs, Styles, Who
from tests.storage.makers import ANNA, BORIS, GROUP, new_job, new_style


async def test_a_chat_that_was_never_met_is_none(chats: Chats) -> None:
    assert await chats.get(GROUP) is None


async def test_meeting_again_renews_the_title_and_keeps_the_rest(chats: Chats) -> None:
    first = await chats.meet(GROUP, kind="group", title="Painters")
    await chats.configure(GROUP, quality="balanced")
    again = await chats.meet(GROUP, kind="supergroup", title="Painters' Club")
    assert (again.kind, again.title) == ("supergroup", "Painters' Club")
    assert (again.settings, again.created) == ({"quality": "balanced"}, first.created)
    assert again.seen > first.seen
    assert await chats.get(GROUP) == again


async def test_single_settings_change_and_none_takes_them_back(chats: Chats) -> None:
    await chats.meet(GROUP, kind="group", title="")
    await chats.configure(GROUP, size=512, previews=False)
    assert (await chats.configure(GROUP, size=None)).settings == {"previews": False}


async def test_settings_changed_at_once_are_all_kept(chats: Chats) -> None:
    await chats.meet(GROUP, kind="group", title="")
    await asyncio.gather(*(chats.configure(GROUP, **{f"s{n}": n}) for n in range(10)))
    chat = await chats.get(GROUP)
    assert chat is not None
    assert chat.settings == {f"s{n}": n for n in range(10)}


async def test_the_last_style_is_remembered(database: Database, chats: Chats) -> None:
    style = await Styles(database).add(new_style())
    await chats.meet(GROUP, kind="group", title="")
    await chats.remember_style(GROUP, style.id)
    chat = await chats.get(GROUP)
    assert chat is not None
    assert chat.last_style_id == style.id


async def test_a_job_of_an_unmet_chat_introduces_it(database: Database, chats: Chats) -> None:
    await Jobs(database).add(new_job())
    assert (await chats.meet(GROUP, kind="group", title="Painters")).title == "Painters"


async def test_settings_of_a_chat_never_met_are_kept_until_it_is(chats: Chats) -> None:
    await chats.configure(GROUP, who_paints=Who.ADMINS)
    chat = await chats.meet(GROUP, kind="group", title="Painters")
    assert (chat.title, chat.preferences) == ("Painters", ChatPreferences(who_paints=Who.ADMINS))


async def test_a_value_that_a_setting_does_not_take_is_refused(chats: Chats) -> None:
    with pytest.raises(BadSetting, match="who_adds must be one of everyone, admins"):
        await chats.configure(GROUP, who_adds="nobody")
    assert await chats.get(GROUP) is None


async def test_the_chats_that_were_met_the_latest_seen_first(chats: Chats) -> None:
    await chats.meet(GROUP, kind="group", title="")
    await chats.meet(ANNA, kind="private", title="")
    await chats.configure(BORIS, size=512)
    assert await chats.ids() == (ANNA, GROUP)
