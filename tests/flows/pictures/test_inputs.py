"""Every way to bring a picture: files, albums, replies, stickers, profile photos and links."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import aiohttp
import pytest
from aiohttp import web
from PIL import Image

from bot.pictures.link_fetcher import LinkLimits
from tests.flows.conftest import Open
from tests.helpers.app_harness import AppHarness
from tests.helpers.people import Person
from tests.helpers.pictures import photo
from tests.helpers.playground_client import GROUP, ShownMessage


@pytest.fixture
def ada(harness: AppHarness) -> Person:
    return harness.ada


async def paintings(person: Person, count: int, after: int) -> list[ShownMessage]:
    """The bot's first ``count`` finished paintings."""

    def all_there(messages: list[ShownMessage]) -> list[ShownMessage] | None:
        done = [m for m in messages if m.id > after and "Again" in m.buttons]
        return done if len(done) == count else None

    return await person.client.wait_until(person.chat_id, all_there, f"{count} paintings")


async def offered(person: Person, words: str) -> ShownMessage:
    """The question with ``words``, once it has its buttons."""
    question = await person.hears(words)
    return await person.sees(question, lambda m: bool(m.buttons), "the styles to choose from")


class TestFiles:
    async def test_keep_their_size_and_come_back_as_files(
        self, harness: AppHarness, ada: Person
    ) -> None:
        png = photo(300, 200, kind="PNG")
        (sent,) = await ada.sends(
            png, kind="document", name="a.png", mime="image/png", caption="/style wave"
        )
        painting = await ada.gets_file(after=sent)
        content = await harness.client.fetch(painting.raw["document"]["url"])
        assert Image.open(io.BytesIO(content)).size == (300, 200)

    async def test_that_wait_for_a_style_come_back_as_files(self, ada: Person) -> None:
        (sent,) = await ada.sends(photo(), kind="document")
        question = await ada.asked(after=sent)
        await ada.presses(question, "Swirling night")
        painting = await ada.gets_file(after=sent)
        assert painting.id == question.id

    async def test_may_be_larger_than_people_may_choose_but_their_paintings_are_not(
        self, open_harness: Open
    ) -> None:
        async with open_harness(max_size=128, size=None) as harness:
            (sent,) = await harness.ada.sends(photo(300, 200), kind="document", caption="wave")
            await harness.ada.gets_file(after=sent)
            job = await harness.bot.app.services.jobs.latest(harness.ada.chat_id)
        assert job is not None
        assert job.options["size"] == 128


class TestAlbums:
    async def test_of_more_than_two_are_asked_about_once(
        self, harness: AppHarness, ada: Person
    ) -> None:
        pictures = [photo(seed=seed) for seed in range(4)]
        ids = await ada.sends(*pictures)
        question = await offered(ada, "these 4 photos")
        await ada.presses(question, "Cubist facets")
        done = await paintings(ada, 4, ids[-1])
        assert question.id in [painting.id for painting in done]
        assert {painting.reply_to for painting in done} == {*ids}
        services = harness.bot.app.services
        jobs = [await services.jobs.by_message(ada.chat_id, one.id) for one in done]
        assert {job.styles[0].title for job in jobs if job} == {"Cubist facets"}

    async def test_can_be_answered_in_words(self, ada: Person) -> None:
        ids = await ada.sends(*[photo(seed=seed) for seed in range(3)])
        await ada.hears("these 3 photos")
        await ada.says("starry")
        await paintings(ada, 3, ids[-1])

    async def test_can_be_painted_in_the_style_of_the_next_photo(self, ada: Person) -> None:
        ids = await ada.sends(*[photo(seed=seed) for seed in range(3)])
        await ada.hears("these 3 photos")
        await ada.sends(photo(seed=9))
        done = await paintings(ada, 3, ids[-1])
        assert all("Your style photo" in one.words for one in done)

    async def test_with_a_name_nobody_knows_are_asked_about_together(self, ada: Person) -> None:
        ids = await ada.sends(*[photo(seed=seed) for seed in range(3)], caption="/style piccaso")
        question = await offered(ada, "Did you mean")
        await ada.presses(question, question.buttons[0])
        await paintings(ada, 3, ids[-1])

    async def test_take_the_style_that_was_chosen_before(self, ada: Person) -> None:
        await ada.says("/style mosaic")
        await ada.hears("Now send me the photo")
        ids = await ada.sends(*[photo(seed=seed) for seed in range(3)])
        await paintings(ada, 3, ids[-1])

    async def test_can_be_dropped(self, ada: Person) -> None:
        await ada.sends(*[photo(seed=seed) for seed in range(3)])
        await ada.hears("these 3 photos")
        await ada.says("/cancel")
        await ada.hears("All right.")


async def test_a_forwarded_photo_is_a_photo(harness: AppHarness, ada: Person) -> None:
    (theirs,) = await harness.lin.in_group().sends(photo())
    where = {"chat_id": ada.chat_id, "user_id": ada.user_id}
    await harness.client.post("forward", where | {"from_chat_id": GROUP, "message_id": theirs})
    await ada.presses(await ada.asked(), "Swirling night")
    await ada.gets()


class TestStickers:
    async def test_that_stand_still_are_painted(self, ada: Person) -> None:
        sticker = photo(kind="WEBP")
        (sent,) = await ada.sends(sticker, kind="sticker", name="s.webp", mime="image/webp")
        question = await ada.asked(after=sent)
        await ada.presses(question, "Swirling night")
        await ada.sees(question, lambda m: m.is_finished, "the painting")

    async def test_are_styles_for_the_photo_before(self, ada: Person) -> None:
        (sent,) = await ada.sends(photo())
        await ada.asked(after=sent)
        sticker = photo(kind="WEBP", seed=1)
        await ada.sends(sticker, kind="sticker", name="s.webp", mime="image/webp")
        painting = await ada.gets()
        assert "Your style photo" in painting.words


async def eve(harness: AppHarness) -> Person:
    """Somebody with a profile photo, also in the group."""
    form = aiohttp.FormData({"id": "2001", "first_name": "Eve"})
    form.add_field("photo", photo(seed=8), filename="eve.jpg", content_type="image/jpeg")
    await harness.client.post("users", form)
    member = {"chat_id": GROUP, "user_id": 2001, "status": "member"}
    await harness.client.post("members", member)
    return Person(harness.client, 2001, 2001)


async def is_profile_photo(harness: AppHarness, chat_id: int) -> bool:
    """Whether what was painted last there is Eve's."""
    job = await harness.bot.app.services.jobs.latest(chat_id)
    found = await harness.bot.app.bot.get_user_profile_photos(2001)
    return job is not None and job.photo_unique_id == found.photos[0][-1].file_unique_id


class TestAvatars:
    async def test_ones_own(self, harness: AppHarness) -> None:
        person = await eve(harness)
        asked = await person.says("/avatar starry")
        assert (await person.gets()).reply_to == asked
        assert await is_profile_photo(harness, person.chat_id)

    async def test_of_whom_is_answered_in_a_group(self, harness: AppHarness) -> None:
        theirs = await (await eve(harness)).in_group().says("hello")
        ada = harness.ada.in_group()
        await ada.says("/avatar", reply_to=theirs)
        await ada.presses(await ada.asked(), "Swirling night")
        await ada.gets()
        assert await is_profile_photo(harness, GROUP)

    async def test_that_are_not_there(self, harness: AppHarness) -> None:
        theirs = await harness.lin.in_group().says("hello")
        ada = harness.ada.in_group()
        await ada.says("/avatar starry", reply_to=theirs)
        await ada.hears("Lin has no profile photo that I may see")

    async def test_that_nobody_may_see(self, harness: AppHarness, ada: Person) -> None:
        fault = {"method": "getUserProfilePhotos", "error_code": 400}
        await harness.client.post("faults", fault | {"description": "Bad Request: user not found"})
        await ada.says("/avatar starry")
        await ada.hears("no profile photo that I may see")


@asynccontextmanager
async def a_site(harness: AppHarness) -> AsyncIterator[str]:
    """A web site with a photo, that the bot may visit."""

    async def show(_: web.Request) -> web.Response:
        return web.Response(body=photo(seed=3), content_type="image/jpeg")

    async def words(_: web.Request) -> web.Response:
        return web.Response(text="<p>no picture</p>", content_type="text/html")

    async def broken(_: web.Request) -> web.Response:
        return web.Response(body=photo()[:200], content_type="image/jpeg")

    site = web.Application()
    site.add_routes(
        [web.get("/a.jpg", show), web.get("/page", words), web.get("/broken.jpg", broken)]
    )
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = int(runner.addresses[0][1])
    limits = LinkLimits(ports=frozenset({port}), allowed=lambda _: True)
    harness.bot.app.services = replace(harness.bot.app.services, link_limits=limits)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


class TestLinks:
    async def test_are_photos(self, harness: AppHarness, ada: Person) -> None:
        async with a_site(harness) as site:
            asked = await ada.says(f"/style starry {site}/a.jpg")
            painting = await ada.gets()
        assert painting.reply_to == asked
        shown = [m for m in await harness.client.messages(ada.chat_id) if m.picture]
        assert len(shown) == 2, "the chat sees what was behind the link"

    async def test_alone_are_asked_about(self, harness: AppHarness, ada: Person) -> None:
        async with a_site(harness) as site:
            sent = await ada.says(f"{site}/a.jpg")
            question = await ada.asked(after=sent)
        await ada.presses(question, "Swirling night")
        await ada.gets()

    async def test_beside_a_photo_are_its_style(self, harness: AppHarness, ada: Person) -> None:
        (sent,) = await ada.sends(photo())
        async with a_site(harness) as site:
            await ada.says(f"/style {site}/a.jpg", reply_to=sent)
            painting = await ada.gets()
        assert "Your style photo" in painting.words

    @pytest.mark.parametrize(
        ("path", "words"),
        [
            ("/page", "no picture behind that link"),
            ("/broken.jpg", "damaged"),
            ("/x", "open that"),
        ],
    )
    async def test_that_lead_nowhere_are_told(
        self, harness: AppHarness, ada: Person, path: str, words: str
    ) -> None:
        async with a_site(harness) as site:
            await ada.says(f"/style starry {site}{path}")
            await ada.hears(words)

    async def test_into_private_networks_are_refused(self, ada: Person) -> None:
        await ada.says("http://127.0.0.1/a.jpg")
        await ada.hears("may not visit")
