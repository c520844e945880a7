from __future__ import annotations

import pytest

from storage import Database, Favourites, StyleEditor, Styles, UnknownStyle
from tests.storage.makers import ANNA, BORIS, GROUP, new_style


@pytest.fixture
def favourites(database: Database) -> Favourites:
    return Favourites(database)


async def test_a_favourite_is_toggled(database: Database, favourites: Favourites) -> None:
    style = await Styles(database).add(new_style())
    assert await favourites.toggle(ANNA, style.id)
    assert await favourites.ids(ANNA) == {style.id}
    assert await favourites.ids(BORIS) == frozenset()
    assert not await favourites.toggle(ANNA, style.id)
    assert await favourites.ids(ANNA) == frozenset()


async def test_the_latest_favourite_comes_first(
    database: Database, favourites: Favourites
) -> None:
    added = [await Styles(database).add(new_style(slug)) for slug in ("one", "two", "three")]
    for style in added:
        await favourites.toggle(ANNA, style.id)
    assert await favourites.all(ANNA) == tuple(reversed(added))


async def test_what_a_chat_does_not_see_is_not_listed(
    database: Database, favourites: Favourites
) -> None:
    styles = Styles(database)
    here = await styles.add(new_style("here", chat_id=GROUP))
    hidden = await styles.add(new_style("hidden"))
    deleted = await styles.add(new_style("deleted"))
    for style in (here, hidden, deleted):
        await favourites.toggle(ANNA, style.id)
    await styles.hide(hidden.id)
    await StyleEditor(database).delete(deleted.id)
    assert await favourites.all(ANNA, GROUP) == (here,)
    assert await favourites.all(ANNA, ANNA) == ()
    await StyleEditor(database).restore(deleted.id)
    assert [style.slug for style in await favourites.all(ANNA)] == ["deleted"]


async def test_a_style_that_is_not_there_is_told(favourites: Favourites) -> None:
    with pytest.raises(UnknownStyle):
        await favourites.toggle(ANNA, 404)
