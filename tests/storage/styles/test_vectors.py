"""A polished vector belongs to a picture and to a version of the network."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import (
    Database,
    Retention,
    Style,
    StyleEditor,
    Styles,
    StyleVector,
    StyleVectors,
    utc_now,
)
from tests.storage.makers import new_style

NETWORK = "n" * 16


@pytest.fixture
def vectors(database: Database) -> StyleVectors:
    return StyleVectors(database, NETWORK)


@pytest.fixture
async def style(database: Database) -> Style:
    return await Styles(database).add(new_style())


def polish_of(style: Style, vector: bytes = b"vector") -> StyleVector:
    return StyleVector(digest=style.digest, network=NETWORK, vector=vector, before=0.5, after=0.3)


async def test_what_was_kept_is_used(vectors: StyleVectors, style: Style) -> None:
    assert await vectors.vector(style.digest) is None
    await vectors.keep(polish_of(style))
    assert await vectors.vector(style.digest) == b"vector"


async def test_the_latest_takes_the_place_of_the_one_before(
    vectors: StyleVectors, style: Style
) -> None:
    await vectors.keep(polish_of(style))
    before = await vectors.marks([style.digest])
    await vectors.keep(polish_of(style, b"better"))
    after = await vectors.marks([style.digest, "unknown"])
    assert await vectors.vector(style.digest) == b"better"
    assert [*before] == [*after] == [style.digest]
    assert before != after


async def test_it_is_forgotten_once(vectors: StyleVectors, style: Style) -> None:
    await vectors.keep(polish_of(style))
    assert await vectors.forget(style.digest)
    assert not await vectors.forget(style.digest)
    assert await vectors.vector(style.digest) is None


async def test_another_picture_is_not_polished_and_the_old_one_may_come_back(
    database: Database, vectors: StyleVectors, style: Style
) -> None:
    await vectors.keep(polish_of(style))
    edited = await StyleEditor(database).edit(style.id, picture=b"another picture")
    assert await vectors.vector(edited.digest) is None
    back = await StyleEditor(database).edit(style.id, picture=new_style().picture)
    assert await vectors.vector(back.digest) == b"vector"


async def test_another_network_does_not_use_it(
    database: Database, vectors: StyleVectors, style: Style
) -> None:
    await vectors.keep(polish_of(style))
    newer = StyleVectors(database, "newer")
    assert await newer.vector(style.digest) is None
    assert await newer.marks([style.digest]) == {}
    assert not await newer.forget(style.digest)


async def test_it_goes_with_its_picture(
    database: Database, vectors: StyleVectors, style: Style
) -> None:
    await vectors.keep(polish_of(style))
    await StyleEditor(database).delete(style.id)
    later = utc_now() + timedelta(days=1)
    await Retention(database).prune(jobs=later, updates=later, styles=later, drafts=later)
    await Styles(database).add(new_style())
    assert await vectors.vector(style.digest) is None
