from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from storage import Style, StyleEditor, StyleExists, Styles, UnknownStyle
from tests.storage.makers import GROUP, new_style


@pytest.fixture
async def starry(styles: Styles) -> Style:
    return await styles.add(new_style("starry", title="Starry Night", aliases=("星空",)))


async def test_only_what_is_given_changes(
    styles: Styles, style_editor: StyleEditor, starry: Style
) -> None:
    edited = await style_editor.edit(starry.id, title="Night", options={"strength": 2.0})
    assert edited == replace(starry, title="Night", options={"strength": 2.0}, version=2)
    assert await styles.get(starry.id) == edited


async def test_an_edit_that_changes_nothing_is_no_new_version(
    style_editor: StyleEditor, starry: Style
) -> None:
    assert await style_editor.edit(starry.id, title="Starry Night", aliases=["星空"]) == starry


async def test_names_are_found_after_an_edit_and_old_ones_no_more(
    styles: Styles, style_editor: StyleEditor, starry: Style
) -> None:
    await style_editor.edit(starry.id, title="Night", aliases=("swirls", "swirls"))
    assert (await styles.find("swirls")).aliases == ("swirls",)
    for gone in ("星空", "Starry Night"):
        with pytest.raises(UnknownStyle):
            await styles.find(gone)


async def test_another_picture_is_another_digest_and_the_old_one_stays(
    styles: Styles, style_editor: StyleEditor, starry: Style
) -> None:
    edited = await style_editor.edit(starry.id, picture=b"finer swirls")
    assert edited.digest != starry.digest
    assert (await styles.picture(edited.digest)).data == b"finer swirls"
    assert (await styles.picture(starry.digest)).data == b"picture of starry"


async def test_a_renamed_style_still_answers_to_its_old_slug(
    styles: Styles, style_editor: StyleEditor, starry: Style
) -> None:
    renamed = await style_editor.rename(starry.id, "swirls")
    assert (renamed.slug, renamed.aliases) == ("swirls", ("星空", "starry"))
    assert await styles.find("starry") == renamed
    back = await style_editor.rename(starry.id, "starry")
    assert (back.slug, back.aliases) == ("starry", ("星空", "swirls"))


async def test_a_taken_slug_is_refused_and_nothing_changes(
    styles: Styles, style_editor: StyleEditor, starry: Style
) -> None:
    await styles.add(new_style("wave"))
    with pytest.raises(StyleExists, match="wave"):
        await style_editor.rename(starry.id, "wave")
    assert await styles.get(starry.id) == starry


async def test_a_deleted_style_is_gone_until_it_is_restored(
    styles: Styles, style_editor: StyleEditor, starry: Style
) -> None:
    deleted = await style_editor.delete(starry.id)
    assert await styles.all(with_hidden=True) == ()
    for ask in (styles.find("starry"), styles.get(starry.id), style_editor.delete(starry.id)):
        with pytest.raises(UnknownStyle):
            await ask
    assert await styles.get(starry.id, with_deleted=True) == deleted
    assert await style_editor.restore(starry.id) == starry
    assert await styles.find("星空") == starry


async def test_what_is_painted_in_a_deleted_style_still_finds_its_picture(
    styles: Styles, style_editor: StyleEditor, starry: Style
) -> None:
    await style_editor.delete(starry.id)
    assert (await styles.picture(starry.digest)).data == b"picture of starry"


async def test_a_deleted_style_leaves_its_slug_and_cannot_come_back_while_it_is_taken(
    styles: Styles, style_editor: StyleEditor, starry: Style
) -> None:
    await style_editor.delete(starry.id)
    other = await styles.add(new_style("starry"))
    with pytest.raises(StyleExists):
        await style_editor.restore(starry.id)
    assert await styles.find("starry") == other
    await style_editor.delete(other.id)
    assert await style_editor.restore(starry.id) == starry


@pytest.mark.parametrize("name", ["edit", "rename", "publish", "discard", "delete", "restore"])
async def test_ids_that_do_not_exist_are_told(style_editor: StyleEditor, name: str) -> None:
    actions: dict[str, Callable[[], Awaitable[object]]] = {
        "edit": lambda: style_editor.edit(404, title="x"),
        "rename": lambda: style_editor.rename(404, "x"),
        "publish": lambda: style_editor.publish(404),
        "discard": lambda: style_editor.discard(404),
        "delete": lambda: style_editor.delete(404),
        "restore": lambda: style_editor.restore(404),
    }
    with pytest.raises(UnknownStyle):
        await actions[name]()


async def test_a_draft_is_seen_by_nobody_until_it_is_published(
    styles: Styles, style_editor: StyleEditor
) -> None:
    draft = await styles.add(new_style("wave", draft=True))
    assert await styles.all(with_hidden=True) == ()
    with pytest.raises(UnknownStyle):
        await styles.find("wave")
    with pytest.raises(UnknownStyle):
        await styles.get_visible(draft.id)
    published = await style_editor.publish(draft.id)
    assert await styles.find("wave") == published == replace(draft, draft=False)


async def test_drafts_keep_no_name_but_may_not_have_that_of_a_style(
    styles: Styles, style_editor: StyleEditor, starry: Style
) -> None:
    with pytest.raises(StyleExists):
        await styles.add(new_style("starry", draft=True))
    first, second = [await styles.add(new_style("wave", draft=True)) for _ in range(2)]
    await style_editor.publish(second.id)
    with pytest.raises(StyleExists):
        await style_editor.publish(first.id)
    assert (await styles.get(first.id)).draft


async def test_a_draft_of_another_form_takes_the_place_of_the_style(
    styles: Styles, style_editor: StyleEditor, starry: Style
) -> None:
    changes = {"title": "Night", "picture": b"finer", "draft": True, "replaces": starry.id}
    draft = await styles.add(new_style("starry", **changes))
    assert await styles.find("starry") == starry
    edited = await style_editor.publish(draft.id)
    assert (edited.id, edited.title, edited.aliases) == (starry.id, "Night", starry.aliases)
    assert (await styles.picture(edited.digest)).data == b"finer"
    assert await styles.all(with_hidden=True) == (edited,)
    with pytest.raises(UnknownStyle):
        await style_editor.publish(draft.id)


async def test_only_drafts_are_discarded(
    styles: Styles, style_editor: StyleEditor, starry: Style
) -> None:
    draft = await styles.add(new_style("wave", draft=True))
    await style_editor.discard(draft.id)
    for gone in (draft.id, starry.id):
        with pytest.raises(UnknownStyle):
            await style_editor.discard(gone)
    assert await styles.all() == (starry,)


async def test_a_group_publishes_for_everyone_if_told_so(
    styles: Styles, style_editor: StyleEditor
) -> None:
    draft = await styles.add(new_style("wave", draft=True, chat_id=GROUP))
    assert (await style_editor.publish(draft.id, everywhere=True)).chat_id is None
