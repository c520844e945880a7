"""StatusMessage against a Telegram that refuses, forgets, times out and moves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.jobs.progress import Buttons, TextLine, View, ended_view
from bot.jobs.status_message import Blocked, StatusMessage, StatusObserver, Undelivered
from bot.pictures.uploads import Painting
from bot.transport.rate_limiter import ChatLimiter, Rate
from playground.model import Chat
from storage import Job, State
from tests.helpers.bot_harness import TEXTS, UNLIMITED, BotHarness, poll_until, run_bot
from tests.helpers.pictures import plain_picture
from tests.helpers.playground_client import ADA, GROUP, Json
from tests.storage.makers import job_of, new_job

QUEUED = View((TextLine("painting-preparing"),), Buttons.CANCEL)
RESULT = View((TextLine("painting-done", {"style": "Starry", "seconds": 9}),), Buttons.FINISHED)
NO_PAUSES = (0.0,) * 3
NOT_FOUND = "Bad Request: message to edit not found"


def frame(colour: str, percent: int = 50) -> View:
    values: dict[str, str | float] = {"bar": "█", "percent": percent, "count": 5}
    return View(
        (TextLine("painting-progress", values | {"unit": "seconds"}),),
        Buttons.CANCEL_OR_KEEP,
        plain_picture(colour=colour, kind="JPEG"),
    )


def painted(size: tuple[int, int] = (64, 48), kind: str = "JPEG") -> Painting:
    data = plain_picture(*size, colour="gold", kind=kind)
    return Painting(picture=data, format=kind.lower(), width=size[0], height=size[1])


class Witness:
    """What a status message tells of itself."""

    def __init__(self) -> None:
        self.sent: list[int] = []
        self.blocked = asyncio.Event()
        self.moves: list[tuple[int, int]] = []

    async def note_sent(self, message_id: int) -> None:
        self.sent.append(message_id)

    async def note_move(self, old: int, new: int) -> None:
        self.moves.append((old, new))

    @property
    def observer(self) -> StatusObserver:
        return StatusObserver(
            on_sent=self.note_sent, on_blocked=self.blocked.set, on_migrated=self.note_move
        )


@pytest.fixture
async def here() -> AsyncIterator[BotHarness]:
    async with run_bot() as here:
        yield here


async def a_job(here: BotHarness, chat: int = ADA) -> Job:
    asked = (await here.client.send("/style starry", chat=chat))[0]
    new = new_job(asked["id"], chat_id=chat, person_id=ADA)
    return job_of(new, State.RUNNING)


def message_of(here: BotHarness, job: Job, witness: Witness | None = None) -> StatusMessage:
    observer = (witness or Witness()).observer
    return StatusMessage(here.bot, job, TEXTS, observer, pauses=NO_PAUSES)


async def show(here: BotHarness, message: StatusMessage, view: View, chat: int = ADA) -> Json:
    """Show ``view`` and wait until the chat has it."""
    known = {m["id"]: m["edits"] for m in await here.client.from_bot(chat)}
    message.show(view)
    return await here.client.wait_for_bot(lambda m: m["edits"] > known.get(m["id"], -1), chat)


async def test_text_then_picture_then_result_in_one_message(here: BotHarness) -> None:
    witness = Witness()
    job = await a_job(here)
    message = message_of(here, job, witness)
    queued = await show(here, message, QUEUED)
    assert queued["text"] == "Getting my brushes ready …"
    assert queued["reply_to"]
    assert [b["text"] for row in queued["keyboard"] for b in row] == ["Cancel"]
    preview = await show(here, message, frame("red"))
    assert preview["photo"]
    assert preview["caption"].startswith("█ 50 %")
    file_id = await message.deliver(painted(), RESULT)
    result = await here.client.only_from_bot()
    assert (result["id"], result["edits"]) == (queued["id"], 2)
    assert result["caption"] == "Starry · 9 s"
    assert witness.sent == [queued["id"]]
    assert (await here.bot.get_file(file_id)).file_size


async def test_words_after_a_preview_become_its_caption(here: BotHarness) -> None:
    message = message_of(here, await a_job(here))
    await show(here, message, QUEUED)
    await show(here, message, frame("red"))
    await message.end(ended_view("painting-cancelled"))
    shown = await here.client.only_from_bot()
    assert shown["photo"]
    assert (shown["caption"], shown["keyboard"]) == ("Stopped.", [])


async def test_a_message_of_an_earlier_life_is_edited_whatever_it_shows(here: BotHarness) -> None:
    job = await a_job(here)
    first = message_of(here, job)
    await show(here, first, QUEUED)
    sent = await show(here, first, frame("red"))
    second = message_of(here, replace(job, status_message_id=sent["id"]))
    shown = await show(here, second, QUEUED)
    assert (shown["id"], shown["caption"]) == (sent["id"], "Getting my brushes ready …")


async def test_a_topic_that_was_closed_is_left_for_the_chat_itself(here: BotHarness) -> None:
    await here.client.fail("sendMessage", 400, "Bad Request: message thread not found")
    assert await show(here, message_of(here, await a_job(here)), QUEUED)


async def test_an_unchanged_view_is_no_error(here: BotHarness) -> None:
    message = message_of(here, await a_job(here))
    await show(here, message, QUEUED)
    await message.end(QUEUED)
    assert [c["error_code"] for c in await here.client.calls("editMessageText")] == [400]


@pytest.mark.parametrize(
    ("size", "kind"), [((9000, 1100), "PNG"), ((2100, 100), "JPEG")], ids=["sides", "ratio"]
)
async def test_what_is_no_photo_for_telegram_goes_as_a_file(
    here: BotHarness, size: tuple[int, int], kind: str
) -> None:
    message = message_of(here, await a_job(here))
    await show(here, message, QUEUED)
    file_id = await message.deliver(painted(size, kind), RESULT)
    shown = await here.client.only_from_bot()
    assert shown["document"]["file_name"] == f"painting.{'png' if kind == 'PNG' else 'jpg'}"
    assert (await here.bot.get_file(file_id)).file_size == shown["document"]["size"]


def test_ten_megabytes_are_no_photo() -> None:
    small, large = (
        Painting(picture=bytes(size), format="jpeg", width=100, height=100)
        for size in (10_000_000, 10_000_001)
    )
    assert (small.fits_photo, large.fits_photo) == (True, False)


async def test_a_photo_that_telegram_does_not_like_goes_as_a_file(here: BotHarness) -> None:
    message = message_of(here, await a_job(here))
    await show(here, message, QUEUED)
    await here.client.fail("editMessageMedia", 400, "Bad Request: IMAGE_PROCESS_FAILED")
    await message.deliver(painted(), RESULT)
    assert (await here.client.only_from_bot())["document"]


async def test_what_telegram_takes_in_no_form_is_refused(here: BotHarness) -> None:
    message = message_of(here, await a_job(here))
    await show(here, message, QUEUED)
    await here.client.fail("editMessageMedia", 400, "Bad Request: MEDIA_INVALID", times=2)
    with pytest.raises(Undelivered) as refused:
        await message.deliver(painted(), RESULT)
    assert refused.value.refused


async def test_a_deleted_message_ends_the_previews_but_not_the_result(here: BotHarness) -> None:
    witness = Witness()
    message = message_of(here, await a_job(here), witness)
    sent = await show(here, message, QUEUED)
    await here.bot.delete_message(ADA, sent["id"])
    for colour in ("red", "blue"):
        message.show(frame(colour))

        async def tried() -> list[Json]:
            return await here.client.calls("editMessageMedia")

        await poll_until(tried)
    assert await here.client.from_bot() == []
    await message.deliver(painted(), RESULT)
    result = await here.client.only_from_bot()
    assert result["photo"]
    assert witness.sent == [sent["id"], result["id"]]


@pytest.mark.parametrize("arrived", [False, True], ids=["lost", "arrived"])
async def test_a_cut_connection_neither_loses_nor_doubles_the_result(
    here: BotHarness, arrived: bool
) -> None:
    message = message_of(here, await a_job(here))
    await show(here, message, QUEUED)
    await here.client.fail("editMessageMedia", 0, effect=arrived)
    file_id = await message.deliver(painted(), RESULT)
    result = await here.client.only_from_bot()
    assert result["photo"]
    assert [b["text"] for b in result["keyboard"][0]] == ["Again", "Other style"]
    assert (await here.bot.get_file(file_id)).file_size


async def test_an_answer_not_modified_tells_the_file_all_the_same(here: BotHarness) -> None:
    message = message_of(here, await a_job(here))
    await show(here, message, QUEUED)
    await show(here, message, frame("red"))
    await here.client.fail("editMessageMedia", 400, "Bad Request: message is not modified: x")
    file_id = await message.deliver(painted(), RESULT)
    assert (await here.bot.get_file(file_id)).file_size
    result = await here.client.only_from_bot()
    assert result["caption"] == "Starry · 9 s"
    assert result["keyboard"]


async def test_a_server_error_is_outlived(here: BotHarness) -> None:
    message = message_of(here, await a_job(here))
    await here.client.fail("sendMessage", 502, "Bad Gateway")
    await here.client.fail("editMessageMedia", 500, times=2)
    await message.deliver(painted(), RESULT)
    assert (await here.client.only_from_bot())["photo"]


@pytest.mark.parametrize("code", [401, 404, 409])
async def test_a_proxy_that_answers_for_telegram_is_outlived(here: BotHarness, code: int) -> None:
    message = message_of(here, await a_job(here))
    await show(here, message, QUEUED)
    await here.client.fail("editMessageMedia", code, times=len(NO_PAUSES))
    await message.deliver(painted(), RESULT)
    assert (await here.client.only_from_bot())["photo"]


async def test_but_not_for_ever(here: BotHarness) -> None:
    message = message_of(here, await a_job(here))
    await show(here, message, QUEUED)
    await here.client.fail("editMessageMedia", 404, times=99)
    with pytest.raises(Undelivered):
        await message.deliver(painted(), RESULT)


async def test_patience_has_an_end(here: BotHarness) -> None:
    message = message_of(here, await a_job(here))
    await show(here, message, QUEUED)
    await here.client.fail("editMessageMedia", 502, times=99)
    with pytest.raises(Undelivered) as lost:
        await message.deliver(painted(), RESULT)
    assert not lost.value.refused
    assert len(await here.client.calls("editMessageMedia")) == len(NO_PAUSES) + 1


async def test_a_failed_frame_is_left_to_the_next_one(here: BotHarness) -> None:
    message = message_of(here, await a_job(here))
    await show(here, message, QUEUED)
    await here.client.fail("editMessageMedia", 502)
    message.show(frame("red"))

    async def failed() -> list[Json]:
        return await here.client.calls("editMessageMedia")

    await poll_until(failed)
    assert (await show(here, message, frame("blue", percent=60)))["caption"].startswith("█ 60 %")


async def test_whoever_blocks_the_bot_is_noticed(here: BotHarness) -> None:
    witness = Witness()
    message = message_of(here, await a_job(here), witness)
    blocked = "Forbidden: bot was blocked by the user"
    await here.client.fail("sendMessage", 403, blocked, times=2)
    message.show(QUEUED)
    async with asyncio.timeout(60):
        await witness.blocked.wait()
    with pytest.raises(Blocked):
        await message.deliver(painted(), RESULT)


async def test_the_first_frame_waits_for_the_first_text(here: BotHarness) -> None:
    message = message_of(here, await a_job(here))
    message.show(QUEUED)
    message.show(frame("red"))
    shown = await here.client.wait_for_bot(lambda m: m["photo"])
    assert (await here.client.only_from_bot())["id"] == shown["id"]


async def test_the_result_follows_a_frame_that_is_being_uploaded(here: BotHarness) -> None:
    message = message_of(here, await a_job(here))
    await show(here, message, QUEUED)
    message.show(frame("red"))
    message.show(frame("blue", percent=60))
    await message.deliver(painted(), RESULT)
    await message.close()
    assert (await here.client.only_from_bot())["caption"] == "Starry · 9 s"


async def test_a_frame_does_not_overtake_the_result(here: BotHarness) -> None:
    message = message_of(here, await a_job(here))
    await show(here, message, QUEUED)
    message.show(frame("red"))
    await message.deliver(painted(), RESULT)
    await asyncio.gather(*(t for t in asyncio.all_tasks() if t.get_name().startswith("show ")))
    assert len(await here.client.calls("editMessageMedia")) == 1


async def test_nothing_is_shown_after_the_end(here: BotHarness) -> None:
    message = message_of(here, await a_job(here))
    await message.deliver(painted(), RESULT)
    message.show(frame("red"))
    await message.close()
    assert (await here.client.only_from_bot())["caption"] == "Starry · 9 s"


async def test_a_picture_painted_before_is_sent_without_uploading_it(here: BotHarness) -> None:
    first = message_of(here, await a_job(here))
    file_id = await first.deliver(painted(), RESULT)
    second = message_of(here, await a_job(here))
    assert await second.repeat(file_id, RESULT)
    assert [bool(m["photo"]) for m in await here.client.from_bot()] == [True, True]


async def test_a_file_painted_before_too(here: BotHarness) -> None:
    file_id = await message_of(here, await a_job(here)).deliver(painted((2100, 100)), RESULT)
    assert await message_of(here, await a_job(here)).repeat(file_id, RESULT)
    assert [bool(m["document"]) for m in await here.client.from_bot()] == [True, True]


async def test_a_picture_that_is_gone_cannot_be_repeated(here: BotHarness) -> None:
    message = message_of(here, await a_job(here))
    await show(here, message, QUEUED)
    assert await message.repeat("AgACgone", RESULT) is None
    assert (await here.client.only_from_bot())["text"] == "Getting my brushes ready …"


async def test_a_group_that_became_a_supergroup_gets_its_result_there(here: BotHarness) -> None:
    witness = Witness()
    message = message_of(here, await a_job(here, GROUP), witness)
    await show(here, message, QUEUED, GROUP)
    world = here.playground.world
    supergroup = Chat(-1_001_234_567, "supergroup", "Friends", members=[ADA])
    world.add_chat(supergroup)
    world.chats[GROUP].migrated_to = supergroup.id
    await message.deliver(painted(), RESULT)
    assert witness.moves == [(GROUP, supergroup.id)]
    # The old number may be another message's in the new chat.
    edits = await here.client.calls("editMessageMedia")
    assert [edit["ok"] for edit in edits] == [False, True]
    result = await here.client.only_from_bot(supergroup.id)
    assert result["photo"]
    assert result["reply_to"] is None


async def test_a_flooded_group_gets_the_newest_frame_and_the_result() -> None:
    tight = ChatLimiter(private=UNLIMITED, group=Rate(burst=5, per_second=2), overall=UNLIMITED)
    async with run_bot(tight) as here:
        message = message_of(here, await a_job(here, GROUP))
        await show(here, message, QUEUED, GROUP)
        await show(here, message, frame("red", percent=1), GROUP)
        for percent in range(2, 30):
            message.show(frame("red", percent=percent))
            await asyncio.sleep(0)
        await message.deliver(painted(), RESULT)
        await message.close()
        assert len(await here.client.calls("editMessageMedia")) <= 3
        assert (await here.client.only_from_bot(GROUP))["caption"] == "Starry · 9 s"
