from __future__ import annotations

import pytest

from storage import Database, Favourites, StyleEditor, Styles, UnknownStyle
from tests.storage.makers import ANNA, BORIS, new_style


async def test_a_favourite_is_toggled(database: Database, favourites: Favourites) -> None:
    style = await Styles(database).add(new_style())
    assert await favourites.toggle(ANNA, style.id)
    assert await favourites.ids(ANNA) == {style.id}
    assert await favourites.ids(BORIS) == frozenset()
    assert not await favourites.toggle(ANNA, style.id)
    assert await favourites.ids(ANNA) == frozenset()


async def test_a_style_that_is_hidden_or_deleted_stays_a_favourite(
    database: Database, favourites: Favourites
) -> None:
    styles = Styles(database)
    hidden = await styles.add(new_style("hidden"))
    deleted = await styles.add(new_style("deleted"))
    for style in (hidden, deleted):
        await favourites.toggle(ANNA, style.id)
    await styles.hide(hidden.id)
    await StyleEditor(database).delete(deleted.id)
    assert await favourites.ids(ANNA) == {hidden.id, deleted.id}


async def test_a_style_that_is_not_there_is_told(favourites: Favourites) -> None:
    with pytest.raises(UnknownStyle):
        await favourites.toggle(ANNA, 404)
