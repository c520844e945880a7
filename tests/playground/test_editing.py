"""Edits replace what they may replace, and nothing else may be edited."""

from tests.helpers.bot_client import BotClient, keyboard
from tests.helpers.pictures import plain_picture
from tests.helpers.playground_client import ADA, PlaygroundClient

PHOTO = {"type": "photo", "media": "attach://new"}


async def test_a_text_becomes_a_photo_but_never_a_text_again(
    bot: BotClient, person: PlaygroundClient
) -> None:
    number = (await bot.say("queued"))["message_id"]
    edited = await bot.ok(
        "editMessageMedia", chat_id=ADA, message_id=number, media=PHOTO, new=plain_picture()
    )
    assert len(edited["photo"]) >= 2
    assert "text" not in edited
    assert edited["edit_date"] >= edited["date"]
    shown = (await person.history())[-1]
    assert (shown["text"], shown["edits"], shown["deleted"]) == ("", 1, False)
    words = await bot.refused("editMessageText", chat_id=ADA, message_id=number, text="x")
    assert words == "Bad Request: there is no text in the message to edit"


async def test_captions_come_and_go(bot: BotClient) -> None:
    number = (await bot.photo(caption="one"))["message_id"]
    same = {"chat_id": ADA, "message_id": number}
    edited = await bot.ok("editMessageCaption", caption="<i>two</i>", parse_mode="HTML", **same)
    assert (edited["caption"], edited["caption_entities"][0]["type"]) == ("two", "italic")
    assert "caption" not in await bot.ok("editMessageCaption", **same)
    text = (await bot.say())["message_id"]
    words = await bot.refused("editMessageCaption", chat_id=ADA, message_id=text, caption="x")
    assert words == "Bad Request: there is no caption in the message to edit"


async def test_keyboards_change_alone(bot: BotClient) -> None:
    number = (await bot.say("x", reply_markup=keyboard("A")))["message_id"]
    same = {"chat_id": ADA, "message_id": number}
    edited = await bot.ok("editMessageReplyMarkup", reply_markup=keyboard("B"), **same)
    assert (edited["text"], edited["reply_markup"]) == ("x", keyboard("B"))
    assert "reply_markup" not in await bot.ok("editMessageReplyMarkup", **same)
    assert "not modified" in await bot.refused("editMessageReplyMarkup", **same)


async def test_the_same_file_again_is_no_change(bot: BotClient) -> None:
    sent = await bot.photo(caption="x")
    media = {"type": "photo", "media": sent["photo"][-1]["file_id"], "caption": "x"}
    words = await bot.refused(
        "editMessageMedia", chat_id=ADA, message_id=sent["message_id"], media=media
    )
    assert "message is not modified" in words


async def test_only_own_messages_that_are_there(bot: BotClient, person: PlaygroundClient) -> None:
    (theirs,) = await person.send("mine")
    words = await bot.refused("editMessageText", chat_id=ADA, message_id=theirs["id"], text="x")
    assert words == "Bad Request: message can't be edited"
    assert await bot.refused("editMessageText", chat_id=ADA, text="x") == (
        "Bad Request: message identifier is not specified"
    )
    number = (await bot.say())["message_id"]
    await bot.ok("deleteMessage", chat_id=ADA, message_id=number)
    words = await bot.refused("editMessageText", chat_id=ADA, message_id=number, text="x")
    assert words == "Bad Request: message to edit not found"


async def test_every_edit_and_deletion_has_a_greater_seq(
    bot: BotClient, person: PlaygroundClient
) -> None:
    first = (await bot.say("one"))["message_id"]
    second = (await bot.say("two"))["message_id"]
    seq = max(message["seq"] for message in await person.history())
    await bot.ok("editMessageText", chat_id=ADA, message_id=first, text="uno")
    await bot.ok("deleteMessage", chat_id=ADA, message_id=second)
    changed = await person.history(after=seq)
    assert [(m["id"], m["edits"], m["deleted"]) for m in changed] == [
        (first, 1, False),
        (second, 0, True),
    ]
    assert changed[1]["seq"] > changed[0]["seq"] > seq
