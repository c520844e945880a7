from __future__ import annotations

import asyncio
import hashlib

import pytest

from storage import Chats, Database, StyleExists, Styles, UnknownPicture, UnknownStyle
from storage.styles.pictures import mime_of
from tests.storage.makers import ANNA, GROUP, new_style


async def _fill(styles: Styles) -> None:
    await styles.add(new_style("starry", title="Starry Night", aliases=("swirls", "星空")))
    await styles.add(new_style("picasso", title="Cubist Facets", aliases=("毕加索", "畢卡索")))
    await styles.add(new_style("wave", title="Great Wave", aliases=("Hokusai", "ukiyo-e")))


async def test_a_style_keeps_what_it_was_given(styles: Styles) -> None:
    picture = b"\x89PNG\r\n\x1a\n..."
    style = await styles.add(
        new_style(
            "gold",
            title="Gold Leaf",
            picture=picture,
            aliases=("klimt",),
            options={"strength": 1.4},
            chat_id=GROUP,
            added_by=ANNA,
        )
    )
    assert style == await styles.get(style.id)
    assert (style.slug, style.title, style.aliases) == ("gold", "Gold Leaf", ("klimt",))
    assert (style.options, style.chat_id, style.added_by) == ({"strength": 1.4}, GROUP, ANNA)
    assert (style.use_count, style.hidden, style.is_preset) == (0, False, False)
    kept = await styles.picture(style.digest)
    assert (kept.data, kept.mime) == (picture, "image/png")
    assert kept.digest == hashlib.sha256(picture).hexdigest()


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("starry", "starry"),
        ("STARRY", "starry"),
        ("starry night", "starry"),
        ("Starry-Night", "starry"),
        ("星空", "starry"),
        ("毕加索", "picasso"),
        ("畢卡索", "picasso"),
        ("Ukiyo E", "wave"),
        (" hokusai ", "wave"),
    ],
)
async def test_every_name_finds_its_style(styles: Styles, typed: str, slug: str) -> None:
    await _fill(styles)
    assert (await styles.find(typed)).slug == slug


async def test_a_slip_is_answered_with_the_nearest_names(styles: Styles) -> None:
    await _fill(styles)
    with pytest.raises(UnknownStyle) as caught:
        await styles.find("Picaso")
    assert caught.value.suggestions == ("picasso",)
    assert caught.value.words == ("There is no style called “Picaso”. Did you mean picasso?")


@pytest.mark.parametrize("typed", ["banana", "", "🎨"])
async def test_nonsense_is_answered_without_suggestions(styles: Styles, typed: str) -> None:
    await _fill(styles)
    with pytest.raises(UnknownStyle) as caught:
        await styles.find(typed)
    assert caught.value.suggestions == ()


async def test_a_chat_sees_its_own_styles_and_those_of_all(styles: Styles) -> None:
    everywhere = await styles.add(new_style("starry"))
    here = await styles.add(new_style("club", chat_id=GROUP))
    assert await styles.all(GROUP) == (everywhere, here)
    assert await styles.all(ANNA) == (everywhere,)
    assert await styles.all() == (everywhere,)
    with pytest.raises(UnknownStyle):
        await styles.find("club", ANNA)


async def test_a_chats_own_style_goes_before_one_of_all(styles: Styles) -> None:
    everywhere = await styles.add(new_style("starry"))
    here = await styles.add(new_style("starry", chat_id=GROUP))
    assert await styles.find("starry", GROUP) == here
    assert await styles.find("starry", ANNA) == everywhere


async def test_a_slug_goes_before_an_alias(styles: Styles) -> None:
    await styles.add(new_style("night", aliases=("wave",)))
    wave = await styles.add(new_style("wave"))
    assert await styles.find("wave") == wave


async def test_a_slug_is_taken_once_per_scope(styles: Styles) -> None:
    first = await styles.add(new_style("starry"))
    with pytest.raises(StyleExists, match="starry"):
        await styles.add(new_style("starry", picture=b"another"))
    assert await styles.all() == (first,)
    with pytest.raises(UnknownPicture):
        await styles.picture(hashlib.sha256(b"another").hexdigest())


async def test_equal_pictures_are_kept_once(styles: Styles) -> None:
    one = await styles.add(new_style("one", picture=b"same"))
    two = await styles.add(new_style("two", picture=b"same"))
    assert one.digest == two.digest


async def test_a_hidden_style_is_neither_listed_nor_found_but_can_be_painted(
    styles: Styles,
) -> None:
    style = await styles.add(new_style("starry"))
    await styles.hide(style.id)
    assert await styles.all() == ()
    with pytest.raises(UnknownStyle) as caught:
        await styles.find("starry")
    assert caught.value.suggestions == ()
    assert (await styles.get(style.id)).hidden
    assert (await styles.picture(style.digest)).digest == style.digest
    assert [s.id for s in await styles.all(with_hidden=True)] == [style.id]
    await styles.hide(style.id, hidden=False)
    assert await styles.find("starry") == style


async def test_uses_are_counted_also_at_once(styles: Styles) -> None:
    style = await styles.add(new_style())
    await asyncio.gather(*(styles.count_use(style.id) for _ in range(10)))
    assert (await styles.get(style.id)).use_count == 10


async def test_search_lists_the_likest_first(styles: Styles) -> None:
    await _fill(styles)
    await styles.add(new_style("starfish"))
    assert [s.slug for s in await styles.search("star")] == ["starry", "starfish"]


async def test_random_styles_are_visible_and_all_different(styles: Styles) -> None:
    await _fill(styles)
    await styles.hide((await styles.find("wave")).id)
    drawn = await styles.random(count=6)
    assert {style.slug for style in drawn} == {"starry", "picasso"}
    assert len(await styles.random()) == 1
    assert len(drawn) == 2


async def test_the_last_style_of_a_chat_is_given_while_it_is_visible(
    database: Database, styles: Styles
) -> None:
    style = await styles.add(new_style())
    assert await styles.last(GROUP) is None
    await Chats(database).remember_style(GROUP, style.id)
    assert await styles.last(GROUP) == style
    assert await styles.last(ANNA) is None
    await styles.hide(style.id)
    assert await styles.last(GROUP) is None


async def test_a_style_can_be_added_hidden_for_a_look_before_it_is_published(
    styles: Styles,
) -> None:
    style = await styles.add(new_style(hidden=True))
    assert await styles.all() == ()
    await styles.hide(style.id, hidden=False)
    assert len(await styles.all()) == 1


async def test_ids_that_do_not_exist_are_told(styles: Styles) -> None:
    with pytest.raises(UnknownStyle):
        await styles.get(404)
    with pytest.raises(UnknownStyle):
        await styles.hide(404)


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"", "application/octet-stream"),
    ],
)
def test_media_types_by_the_first_bytes(data: bytes, mime: str) -> None:
    assert mime_of(data) == mime
