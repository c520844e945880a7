"""The twelve faults that python-telegram-bot's own tests do not notice.

Each has a test here, and beside it the fault itself: the test must pass on the playground as it
is and fail on one with the fault built in.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from playground import notifier as notifier
from playground import queries, updates, world
from playground.api import editing, identity, markup
from playground.entities import spans
from playground.model import Content, Message
from tests.helpers.bot_client import BotClient, keyboard
from tests.helpers.pictures import decode, plain_picture
from tests.helpers.playground_client import ADA, GROUP, PlaygroundClient

Check = Callable[[BotClient, PlaygroundClient], Awaitable[None]]
Fault = Callable[[pytest.MonkeyPatch], None]
_edit = world.World.edit


async def an_edit_changes_the_text(bot: BotClient, person: PlaygroundClient) -> None:
    sent = await bot.say("before")
    await bot.ok("editMessageText", chat_id=ADA, message_id=sent["message_id"], text="after")
    assert (await person.history())[-1]["text"] == "after"


async def an_edit_that_changes_nothing_is_refused(
    bot: BotClient, person: PlaygroundClient
) -> None:
    sent = await bot.say("same", reply_markup=keyboard("Stop"))
    edit = {"chat_id": ADA, "message_id": sent["message_id"]}
    words = await bot.refused(
        "editMessageText", text="same", reply_markup=keyboard("Stop"), **edit
    )
    assert words == (
        "Bad Request: message is not modified: specified new message content and reply markup "
        "are exactly the same as a current content and reply markup of the message"
    )
    assert (await person.history())[-1]["edits"] == 0


async def new_media_without_a_caption_clear_the_caption(
    bot: BotClient, person: PlaygroundClient
) -> None:
    sent = await bot.photo(caption="queued")
    await bot.ok(
        "editMessageMedia",
        chat_id=ADA,
        message_id=sent["message_id"],
        media={"type": "photo", "media": "attach://new"},
        new=plain_picture(colour="red"),
    )
    assert (await person.history())[-1]["caption"] == ""


async def new_media_replace_the_old(bot: BotClient, person: PlaygroundClient) -> None:
    sent = await bot.photo(photo=plain_picture(colour="blue"))
    await bot.ok(
        "editMessageMedia",
        chat_id=ADA,
        message_id=sent["message_id"],
        media={"type": "photo", "media": "attach://new"},
        new=plain_picture(colour="red"),
    )
    shown = await person.fetch((await person.history())[-1]["photo"]["url"])
    assert decode(shown).getpixel((5, 5)) == pytest.approx((254, 0, 0), abs=3)


async def an_edit_without_a_keyboard_removes_it(bot: BotClient, person: PlaygroundClient) -> None:
    sent = await bot.say("painting", reply_markup=keyboard("Cancel"))
    await bot.ok("editMessageText", chat_id=ADA, message_id=sent["message_id"], text="done")
    assert (await person.history())[-1]["keyboard"] == []


async def offsets_are_counted_in_utf16(bot: BotClient, person: PlaygroundClient) -> None:
    sent = await bot.say("🎨 <b>Stärke</b>", parse_mode="HTML")
    assert sent["entities"] == [{"type": "bold", "offset": 3, "length": 6}]


async def unknown_callback_ids_are_refused(bot: BotClient, person: PlaygroundClient) -> None:
    words = await bot.refused("answerCallbackQuery", callback_query_id="123")
    assert words == (
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    )


async def an_offset_confirms_what_is_below_it(bot: BotClient, person: PlaygroundClient) -> None:
    await person.send("one")
    await person.send("two")
    first, second = await bot.updates()
    left = await bot.updates(offset=first["update_id"] + 1)
    assert [update["update_id"] for update in left] == [second["update_id"]]
    assert await bot.updates() == left


async def a_poll_waits_for_news(bot: BotClient, person: PlaygroundClient) -> None:
    poll = asyncio.create_task(bot.updates(timeout=20))
    await bot.ok("getMe")
    done, _ = await asyncio.wait([poll], timeout=0.2)
    assert not done
    await person.send("at last")
    async with asyncio.timeout(60):
        assert [update["message"]["text"] for update in await poll] == ["at last"]


async def an_album_has_one_group_id(bot: BotClient, person: PlaygroundClient) -> None:
    await person.send(photos=[plain_picture(), plain_picture()])
    groups = {update["message"].get("media_group_id") for update in await bot.updates()}
    assert len(groups) == 1
    assert None not in groups


async def commands_belong_to_their_scope(bot: BotClient, person: PlaygroundClient) -> None:
    commands = [{"command": "style", "description": "Choose a style"}]
    scope = {"type": "chat", "chat_id": GROUP}
    await bot.ok("setMyCommands", commands=commands, scope=scope)
    assert await bot.ok("getMyCommands", scope=scope) == commands
    assert await bot.ok("getMyCommands") == []


async def callback_data_have_64_bytes_at_most(bot: BotClient, person: PlaygroundClient) -> None:
    def button(data: str) -> dict[str, Any]:
        return {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}

    await bot.say(reply_markup=button("é" * 32))
    too_long = await bot.refused(
        "sendMessage", chat_id=ADA, text="x", reply_markup=button("é" * 32 + "x")
    )
    assert too_long == "Bad Request: BUTTON_DATA_INVALID"


def _ignore_edits(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(world.World, "edit", lambda *_: None)


def _take_any_edit(patch: pytest.MonkeyPatch) -> None:
    def replaced(call: Any, message: Message, content: Content) -> Any:
        call.world.edit(message, content, markup.read_inline_keyboard(call))
        return call.world.to_bot_json(message)

    patch.setattr(editing, "_replace", replaced)


def _keep_captions(patch: pytest.MonkeyPatch) -> None:
    def edit(self: world.World, message: Message, content: Content, keys: Any) -> None:
        _edit(self, message, replace(content, text=content.text or message.content.text), keys)

    patch.setattr(world.World, "edit", edit)


def _keep_media(patch: pytest.MonkeyPatch) -> None:
    def edit(self: world.World, message: Message, content: Content, keys: Any) -> None:
        _edit(self, message, content.with_media(message.content.media), keys)

    patch.setattr(world.World, "edit", edit)


def _keep_keyboards(patch: pytest.MonkeyPatch) -> None:
    def edit(self: world.World, message: Message, content: Content, keys: Any) -> None:
        _edit(self, message, content, keys or message.markup)

    patch.setattr(world.World, "edit", edit)


def _count_characters(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(spans, "utf16_length", len)


def _take_any_answer(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(queries.Queries, "answer", lambda *_: None)


def _confirm_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(updates.UpdateQueue, "confirm", lambda *_: None)


def _never_wait(patch: pytest.MonkeyPatch) -> None:
    async def wait_until(
        self: notifier.ChangeNotifier, find: Callable[[], Any], seconds: float
    ) -> Any:
        return find() if seconds < 60 else await _wait_until(self, find, seconds)

    _wait_until = notifier.ChangeNotifier.wait_until
    patch.setattr(notifier.ChangeNotifier, "wait_until", wait_until)


def _group_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(world.World, "new_group_id", lambda _: "")


def _ignore_scopes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(identity, "_scope", lambda _: "default")


def _take_any_data(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(markup, "CALLBACK_DATA_BYTES", 10_000)


@dataclass(frozen=True, slots=True)
class Case:
    check: Check
    fault: Fault


CASES = (
    Case(an_edit_changes_the_text, _ignore_edits),
    Case(an_edit_that_changes_nothing_is_refused, _take_any_edit),
    Case(new_media_without_a_caption_clear_the_caption, _keep_captions),
    Case(new_media_replace_the_old, _keep_media),
    Case(an_edit_without_a_keyboard_removes_it, _keep_keyboards),
    Case(offsets_are_counted_in_utf16, _count_characters),
    Case(unknown_callback_ids_are_refused, _take_any_answer),
    Case(an_offset_confirms_what_is_below_it, _confirm_nothing),
    Case(a_poll_waits_for_news, _never_wait),
    Case(an_album_has_one_group_id, _group_nothing),
    Case(commands_belong_to_their_scope, _ignore_scopes),
    Case(callback_data_have_64_bytes_at_most, _take_any_data),
)
_NAMES = [case.check.__name__ for case in CASES]


@pytest.mark.parametrize("case", CASES, ids=_NAMES)
async def test_playground_has_no_such_fault(
    case: Case, bot: BotClient, person: PlaygroundClient
) -> None:
    await case.check(bot, person)


@pytest.mark.parametrize("case", CASES, ids=_NAMES)
async def test_fault_would_be_noticed(
    case: Case, bot: BotClient, person: PlaygroundClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.fault(monkeypatch)
    with pytest.raises(AssertionError):
        await case.check(bot, person)
