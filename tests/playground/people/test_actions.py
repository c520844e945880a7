"""Less common things people do: inline results, command menus, avatars, edits, deletions."""

import asyncio

from aiohttp import FormData

from tests.helpers.bot_client import BotClient, keyboard
from tests.helpers.pictures import plain_picture
from tests.helpers.playground_client import ADA, GROUP, LIN, MAX, PlaygroundClient


async def test_an_inline_result_is_sent_via_the_bot(
    bot: BotClient, person: PlaygroundClient
) -> None:
    photo = (await bot.photo())["photo"][-1]["file_id"]
    typed = asyncio.create_task(person.post("inline", user_id=ADA, query="wave"))
    async with asyncio.timeout(60):
        query = (await bot.updates(timeout=9))[0]["inline_query"]["id"]
        offered = {"type": "photo", "id": "7", "photo_file_id": photo, "caption": "a wave"}
        offered["reply_markup"] = keyboard("Paint")
        await bot.ok("answerInlineQuery", inline_query_id=query, results=[offered])
        (result,) = (await typed)["results"]
    await person.post("choose", chat_id=GROUP, user_id=ADA, query="wave", result=result)
    shown = (await person.history(GROUP))[-1]
    assert (shown["caption"], shown["from"]) == ("a wave", ADA)
    assert shown["keyboard"][0][0]["text"] == "Paint"
    message, chosen = (await bot.updates())[1:]
    assert message["message"]["via_bot"]["is_bot"]
    assert chosen["chosen_inline_result"]["result_id"] == "7"


async def test_menus_follow_scope_and_language(bot: BotClient, person: PlaygroundClient) -> None:
    async def menu(user: int, chat: int) -> list[str]:
        answer = await person.get("menu", user_id=user, chat_id=chat)
        return [command["description"] for command in answer["commands"]]

    async def offer(words: str, scope: str, language: str = "") -> None:
        command = [{"command": "style", "description": words}]
        await bot.ok(
            "setMyCommands", commands=command, scope={"type": scope}, language_code=language
        )

    assert await menu(ADA, ADA) == []
    await offer("for all", "default")
    await offer("for groups", "all_group_chats")
    await offer("for admins", "all_chat_administrators")
    await offer("所有人", "default", "zh")
    assert await menu(ADA, ADA) == ["for all"]
    assert await menu(LIN, LIN) == ["所有人"]
    assert await menu(ADA, GROUP) == ["for groups"]
    assert await menu(MAX, GROUP) == ["for admins"]


async def test_people_may_have_an_avatar(bot: BotClient, person: PlaygroundClient) -> None:
    form = FormData({"id": "2001", "first_name": "Eve"})
    form.add_field("photo", plain_picture(), filename="eve.png")
    async with person.session.post("/play/users", data=form) as answer:
        assert answer.status == 200
    photos = await bot.ok("getUserProfilePhotos", user_id=2001)
    assert photos["total_count"] == 1
    assert await bot.ok("getFile", file_id=photos["photos"][0][-1]["file_id"])


async def test_people_edit_and_delete_what_is_theirs(
    bot: BotClient, person: PlaygroundClient
) -> None:
    (sent,) = await person.send("one", chat=GROUP)
    own = {"chat_id": GROUP, "user_id": ADA, "message_id": sent["id"]}
    other = own | {"user_id": LIN}
    await person.post("edit", text="/help", **own)
    assert (await bot.updates())[-1]["edited_message"]["text"] == "/help"
    await person.post("edit", expect=400, text="x", **other)
    await person.post("delete", expect=400, **other)
    await person.post("delete", **own)
    assert (await person.history(GROUP))[-1]["deleted"]
    await person.post("delete", expect=404, **own)


async def test_blocking_is_told_to_the_bot(bot: BotClient, person: PlaygroundClient) -> None:
    await person.post("block", user_id=ADA, blocked=True)
    (update,) = await bot.updates()
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    await person.post("block", user_id=ADA, blocked=False)
    await bot.say()
