from __future__ import annotations

import asyncio
import zipfile
from pathlib import Path

import pytest

from storage import (
    BadArchive,
    Database,
    Imported,
    Style,
    StyleEditor,
    Styles,
    StyleVector,
    StyleVectors,
    export_styles,
    import_styles,
)
from storage.styles.vectors import vectors_of
from tests.storage.makers import ANNA, GROUP, new_style


def _picture(slug: str) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + slug.encode()


@pytest.fixture
async def zipped(database: Database, styles: Styles, tmp_path: Path) -> Path:
    """Two styles of all chats, one of them hidden, packed."""
    starry = new_style("starry", picture=_picture("starry"), aliases=("星空",))
    await styles.add(starry)
    await styles.add(new_style("wave", picture=_picture("wave"), hidden=True))
    await styles.add(new_style("club", picture=_picture("club"), chat_id=GROUP))
    path = tmp_path / "styles.zip"
    assert await export_styles(database, path) == 2
    return path


async def test_another_installation_gets_the_same_styles(
    styles: Styles, zipped: Path, tmp_path: Path
) -> None:
    async with Database.open(tmp_path / "other.db") as other:
        outcome = await import_styles(other, zipped, added_by=ANNA)
        assert outcome == Imported(added=("starry", "wave"))
        ours, theirs = [await one.all(with_hidden=True) for one in (styles, Styles(other))]
        told = [(s.slug, s.title, s.aliases, s.options, s.hidden, s.digest) for s in theirs]
        assert told == [(s.slug, s.title, s.aliases, s.options, s.hidden, s.digest) for s in ours]
        assert {style.added_by for style in theirs} == {ANNA}
        assert (await Styles(other).picture(ours[0].digest)).data == _picture("starry")


async def test_doing_it_again_changes_nothing(
    database: Database, styles: Styles, zipped: Path
) -> None:
    before = await styles.all(with_hidden=True)
    assert await import_styles(database, zipped) == Imported(skipped=("starry", "wave"))
    assert await styles.all(with_hidden=True) == before


async def test_what_differs_is_edited_and_what_is_gone_is_added(
    database: Database, styles: Styles, zipped: Path
) -> None:
    starry = await styles.find("starry")
    (wave,) = [style for style in await styles.all(with_hidden=True) if style.slug == "wave"]
    await StyleEditor(database).edit(starry.id, title="Night", picture=_picture("night"))
    await StyleEditor(database).delete(wave.id)
    outcome = await import_styles(database, zipped)
    assert outcome == Imported(added=("wave",), updated=("starry",))
    back = await styles.get(starry.id)
    assert (back.title, back.digest, back.version) == (starry.title, starry.digest, 3)


def _polished(style: Style, network: str = "n1", vector: bytes = b"vector") -> StyleVector:
    return StyleVector(digest=style.digest, network=network, vector=vector, before=0.5, after=0.3)


async def test_polished_vectors_travel_with_their_pictures(
    database: Database, styles: Styles, zipped: Path, tmp_path: Path
) -> None:
    starry = await styles.find("starry")
    for network in ("n1", "n2"):
        await StyleVectors(database, network).keep(_polished(starry, network, network.encode()))
    group = await styles.find("club", GROUP)
    await StyleVectors(database, "n1").keep(_polished(group))
    assert await export_styles(database, zipped) == 2
    async with Database.open(tmp_path / "other.db") as other:
        assert (await import_styles(other, zipped)).polished == 2
        for network in ("n1", "n2"):
            found = await StyleVectors(other, network).vector(starry.digest)
            assert found == network.encode()
        assert await vectors_of(other, [starry.digest]) == await vectors_of(
            database, [starry.digest]
        )
        assert (await import_styles(other, zipped)).polished == 0, "again it changes nothing"


async def test_a_vector_of_the_archive_takes_the_place_of_another(
    database: Database, styles: Styles, zipped: Path
) -> None:
    polishes, starry = StyleVectors(database, "n1"), await styles.find("starry")
    await polishes.keep(_polished(starry))
    await export_styles(database, zipped)
    await polishes.keep(_polished(starry, vector=b"another"))
    assert (await import_styles(database, zipped)).polished == 1
    assert await polishes.vector(starry.digest) == b"vector"


async def test_an_archive_without_vectors_takes_none_away(
    database: Database, styles: Styles, zipped: Path
) -> None:
    polishes, starry = StyleVectors(database, "n1"), await styles.find("starry")
    await polishes.keep(_polished(starry))
    assert (await import_styles(database, zipped)).polished == 0
    assert await polishes.vector(starry.digest) == b"vector"


async def test_nothing_is_taken_in_with_a_vector_that_does_not_suit(
    database: Database, styles: Styles, zipped: Path, tmp_path: Path
) -> None:
    await StyleVectors(database, "n1").keep(_polished(await styles.find("starry")))
    await export_styles(database, zipped)
    async with Database.open(tmp_path / "other.db") as other:
        with pytest.raises(BadArchive, match="cannot use"):
            await import_styles(other, zipped, suits=lambda _: False)
        assert await Styles(other).all(with_hidden=True) == ()


async def test_hiding_is_carried_over(database: Database, styles: Styles, zipped: Path) -> None:
    starry = await styles.find("starry")
    await styles.hide(starry.id)
    assert (await import_styles(database, zipped)).updated == ("starry",)
    assert not (await styles.get(starry.id)).hidden


async def test_a_group_takes_styles_in_and_out_for_itself(
    database: Database, styles: Styles, zipped: Path
) -> None:
    outcome = await import_styles(database, zipped, chat_id=GROUP)
    assert outcome == Imported(added=("starry", "wave"))
    assert len(await styles.all(ANNA, with_hidden=True)) == 2
    assert await export_styles(database, zipped, chat_id=GROUP) == 3


async def test_presets_that_are_the_same_are_left_alone_and_equal_pictures_packed_once(
    database: Database, styles: Styles, tmp_path: Path
) -> None:
    for slug in ("one", "two"):
        await styles.add(new_style(slug, picture=_picture("same")))
    path = tmp_path / "same.zip"
    await export_styles(database, path)
    with zipfile.ZipFile(path) as archive:
        assert len(archive.namelist()) == 2


async def test_a_bad_archive_changes_nothing(
    database: Database, styles: Styles, zipped: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(zipped) as good, zipfile.ZipFile(bad, "w") as archive:
        *pictures, last, manifest = good.namelist()
        for name in (*pictures, manifest):
            archive.writestr(name, good.read(name))
        archive.writestr(last, b"another picture")
    async with Database.open(tmp_path / "other.db") as other:
        with pytest.raises(BadArchive, match="wave"):
            await import_styles(other, bad)
        assert await Styles(other).all(with_hidden=True) == ()


async def test_the_loop_goes_on_while_files_are_packed(
    database: Database, styles: Styles, zipped: Path
) -> None:
    exporting = asyncio.create_task(export_styles(database, zipped))
    async with asyncio.timeout(60):
        while not exporting.done():
            assert len(await styles.all()) == 1
    assert await exporting == 2
