from __future__ import annotations

from dataclasses import replace

import pytest

from storage import Curation, Database, Style, StyleExists, Styles, UnknownStyle
from tests.storage.makers import ANNA, GROUP, new_style


@pytest.fixture
def styles(database: Database) -> Styles:
    return Styles(database)


@pytest.fixture
def curation(database: Database) -> Curation:
    return Curation(database)


@pytest.fixture
async def starry(styles: Styles) -> Style:
    return await styles.add(new_style("starry", title="Starry Night", aliases=("星空",)))


async def test_only_what_is_given_changes(
    styles: Styles, curation: Curation, starry: Style
) -> None:
    edited = await curation.edit(starry.id, title="Night", options={"strength": 2.0})
    assert edited == replace(starry, title="Night", options={"strength": 2.0}, version=2)
    assert await styles.get(starry.id) == edited


async def test_an_edit_that_changes_nothing_is_no_new_version(
    curation: Curation, starry: Style
) -> None:
    assert await curation.edit(starry.id, title="Starry Night", aliases=["星空"]) == starry


async def test_names_are_found_after_an_edit_and_old_ones_no_more(
    styles: Styles, curation: Curation, starry: Style
) -> None:
    await curation.edit(starry.id, title="Night", aliases=("swirls", "swirls"))
    assert (await styles.find("swirls")).aliases == ("swirls",)
    for gone in ("星空", "Starry Night"):
        with pytest.raises(UnknownStyle):
            await styles.find(gone)


async def test_another_picture_is_another_digest_and_the_old_one_stays(
    styles: Styles, curation: Curation, starry: Style
) -> None:
    edited = await curation.edit(starry.id, picture=b"finer swirls")
    assert edited.digest != starry.digest
    assert (await styles.picture(edited.digest)).data == b"finer swirls"
    assert (await styles.picture(starry.digest)).data == b"picture of starry"


async def test_a_renamed_style_still_answers_to_its_old_slug(
    styles: Styles, curation: Curation, starry: Style
) -> None:
    renamed = await curation.rename(starry.id, "swirls")
    assert (renamed.slug, renamed.aliases) == ("swirls", ("星空", "starry"))
    assert await styles.find("starry") == renamed
    back = await curation.rename(starry.id, "starry")
    assert (back.slug, back.aliases) == ("starry", ("星空", "swirls"))


async def test_a_taken_slug_is_refused_and_nothing_changes(
    styles: Styles, curation: Curation, starry: Style
) -> None:
    await styles.add(new_style("wave"))
    with pytest.raises(StyleExists, match="wave"):
        await curation.rename(starry.id, "wave")
    assert await styles.get(starry.id) == starry


async def test_a_style_moves_to_a_group_and_back(
    styles: Styles, curation: Curation, starry: Style
) -> None:
    moved = await curation.move(starry.id, GROUP)
    assert moved.chat_id == GROUP
    assert await styles.all(ANNA) == ()
    assert await styles.find("starry", GROUP) == moved
    assert await curation.move(starry.id, None) == starry


async def test_a_style_does_not_move_where_its_slug_is_taken(
    styles: Styles, curation: Curation, starry: Style
) -> None:
    await styles.add(new_style("starry", chat_id=GROUP))
    with pytest.raises(StyleExists):
        await curation.move(starry.id, GROUP)
    assert await styles.get(starry.id) == starry


async def test_a_deleted_style_is_gone_until_it_is_restored(
    styles: Styles, curation: Curation, starry: Style
) -> None:
    deleted = await curation.delete(starry.id)
    assert await styles.all(with_hidden=True) == ()
    for ask in (styles.find("starry"), styles.get(starry.id), curation.delete(starry.id)):
        with pytest.raises(UnknownStyle):
            await ask
    assert await styles.get(starry.id, with_deleted=True) == deleted
    assert await curation.deleted() == (deleted,)
    assert await curation.deleted(GROUP) == ()
    assert await curation.restore(starry.id) == starry
    assert await styles.find("星空") == starry
    assert await curation.deleted() == ()


async def test_what_is_painted_in_a_deleted_style_still_finds_its_picture(
    styles: Styles, curation: Curation, starry: Style
) -> None:
    await curation.delete(starry.id)
    assert (await styles.picture(starry.digest)).data == b"picture of starry"


async def test_a_deleted_style_leaves_its_slug_and_cannot_come_back_while_it_is_taken(
    styles: Styles, curation: Curation, starry: Style
) -> None:
    await curation.delete(starry.id)
    other = await styles.add(new_style("starry"))
    with pytest.raises(StyleExists):
        await curation.restore(starry.id)
    assert await styles.find("starry") == other
    await curation.delete(other.id)
    assert await curation.restore(starry.id) == starry


@pytest.mark.parametrize("deed", ["edit", "rename", "move", "delete", "restore"])
async def test_ids_that_do_not_exist_are_told(curation: Curation, deed: str) -> None:
    deeds = {
        "edit": lambda: curation.edit(404, title="x"),
        "rename": lambda: curation.rename(404, "x"),
        "move": lambda: curation.move(404, None),
        "delete": lambda: curation.delete(404),
        "restore": lambda: curation.restore(404),
    }
    with pytest.raises(UnknownStyle):
        await deeds[deed]()
