"""Chats and what the bot may do in them: deleting, pinning, reacting, forwarding, topics."""

import pytest
from aiohttp import ClientSession

from playground.seed import BOT_ID
from playground.server import serve
from tests.helpers.bot_client import BotClient
from tests.helpers.pictures import plain_picture
from tests.helpers.playground_client import ADA, GROUP, LIN, MAX, PlaygroundClient

HOUR = 3600.0


async def test_members(bot: BotClient, person: PlaygroundClient) -> None:
    async def status(user: int, chat: int = GROUP) -> str:
        return str((await bot.ok("getChatMember", chat_id=chat, user_id=user))["status"])

    assert [await status(user) for user in (MAX, ADA, BOT_ID)] == ["creator", "member", "member"]
    assert await status(LIN, chat=ADA) == "left"
    await person.post("members", chat_id=GROUP, user_id=ADA, status="left")
    assert await status(ADA) == "left"
    admins = await bot.ok("getChatAdministrators", chat_id=GROUP)
    assert [admin["user"]["id"] for admin in admins] == [MAX]
    assert await bot.ok("getChatMemberCount", chat_id=GROUP) == 3
    assert await bot.refused("getChatAdministrators", chat_id=ADA) == (
        "Bad Request: there are no administrators in the private chat"
    )


async def test_deleting_in_a_group_takes_rights(bot: BotClient, person: PlaygroundClient) -> None:
    (theirs,) = await person.send("x", chat=GROUP)
    own = (await bot.say(chat_id=GROUP))["message_id"]
    delete = {"chat_id": GROUP, "message_id": theirs["id"]}
    assert await bot.refused("deleteMessage", **delete) == (
        "Bad Request: message can't be deleted"
    )
    assert await bot.ok("deleteMessage", chat_id=GROUP, message_id=own)
    assert await bot.refused("deleteMessage", chat_id=GROUP, message_id=own) == (
        "Bad Request: message to delete not found"
    )
    await person.post("members", chat_id=GROUP, user_id=BOT_ID, status="administrator")
    assert await bot.ok("deleteMessage", **delete)


async def test_messages_can_be_deleted_for_48_hours() -> None:
    now = 1000.0
    async with serve(clock=lambda: now) as running, ClientSession(running.url) as session:
        bot = BotClient(session, running)
        await bot.say("one")
        await bot.say("two")
        now += 47 * HOUR
        assert await bot.ok("deleteMessage", chat_id=ADA, message_id=1)
        now += 2 * HOUR
        assert await bot.refused("deleteMessage", chat_id=ADA, message_id=2) == (
            "Bad Request: message can't be deleted"
        )


async def test_pins(bot: BotClient, person: PlaygroundClient) -> None:
    first, second = [(await bot.say())["message_id"] for _ in range(2)]
    for number in (first, second):
        await bot.ok("pinChatMessage", chat_id=ADA, message_id=number)
    assert (await bot.ok("getChat", chat_id=ADA))["pinned_message"]["message_id"] == second
    await bot.ok("unpinChatMessage", chat_id=ADA)
    assert (await bot.ok("getChat", chat_id=ADA))["pinned_message"]["message_id"] == first
    await bot.ok("unpinAllChatMessages", chat_id=ADA)
    assert "pinned_message" not in await bot.ok("getChat", chat_id=ADA)
    number = (await bot.say(chat_id=GROUP))["message_id"]
    assert "not enough rights" in await bot.refused(
        "pinChatMessage", chat_id=GROUP, message_id=number
    )


async def test_reactions_are_of_the_list(bot: BotClient, person: PlaygroundClient) -> None:
    (sent,) = await person.send("x")
    react = {"chat_id": ADA, "message_id": sent["id"]}
    await bot.ok("setMessageReaction", reaction=[{"type": "emoji", "emoji": "👀"}], **react)
    assert (await person.history())[-1]["reactions"] == {str(BOT_ID): ["👀"]}
    for emoji in ("✅", "⏳"):
        words = await bot.refused(
            "setMessageReaction", reaction=[{"type": "emoji", "emoji": emoji}], **react
        )
        assert words == "Bad Request: REACTION_INVALID"
    await bot.ok("setMessageReaction", reaction=[], **react)
    assert (await person.history())[-1]["reactions"] == {}


async def test_forwards_say_where_from_and_copies_do_not(
    bot: BotClient, person: PlaygroundClient
) -> None:
    (sent,) = await person.send(photo=plain_picture(), caption="mine")
    source = {"from_chat_id": ADA, "message_id": sent["id"]}
    forwarded = await bot.ok("forwardMessage", chat_id=GROUP, **source)
    assert forwarded["forward_origin"]["sender_user"]["id"] == ADA
    await bot.ok("copyMessage", chat_id=GROUP, caption="copy", **source)
    shown = (await person.history(GROUP))[-1]
    assert (shown["caption"], shown["forward"]) == ("copy", None)
    protected = await bot.say(protect_content=True)
    words = await bot.refused(
        "forwardMessage", chat_id=GROUP, from_chat_id=ADA, message_id=protected["message_id"]
    )
    assert words == "Bad Request: message can't be forwarded"


async def test_people_forward_too(bot: BotClient, person: PlaygroundClient) -> None:
    (sent,) = await person.send(chat=GROUP, photo=plain_picture())
    await person.post(
        "forward", chat_id=LIN, user_id=LIN, from_chat_id=GROUP, message_id=sent["id"]
    )
    message = (await bot.updates())[-1]["message"]
    assert message["forward_origin"]["sender_user"]["id"] == ADA
    assert message["photo"]


async def test_topics(bot: BotClient, person: PlaygroundClient) -> None:
    chat = await person.post(
        "chats", type="supergroup", is_forum=True, members=[ADA], admins=[MAX, BOT_ID]
    )
    chat_id = chat["id"]
    topic = await person.post("topics", expect=400, chat_id=chat_id, user_id=LIN, name="x")
    topic = await person.post("topics", chat_id=chat_id, user_id=ADA, name="Waves")
    (sent,) = await person.send("/style", chat=chat_id, thread_id=topic["id"])
    message = (await bot.updates(offset=-1))[-1]["message"]
    assert (message["message_thread_id"], message["is_topic_message"]) == (topic["id"], True)
    reply = await bot.say(chat_id=chat_id, reply_parameters={"message_id": sent["id"]})
    assert reply["message_thread_id"] == topic["id"]
    edit = {"chat_id": chat_id, "message_thread_id": topic["id"]}
    assert await bot.ok("closeForumTopic", **edit)
    assert await bot.refused("closeForumTopic", **edit) == "Bad Request: TOPIC_NOT_MODIFIED"


async def test_a_group_becomes_a_supergroup(bot: BotClient, person: PlaygroundClient) -> None:
    upgraded = await person.post("upgrade", chat_id=GROUP)
    answer = await bot.call("sendMessage", chat_id=GROUP, text="x")
    assert answer["parameters"] == {"migrate_to_chat_id": upgraded["id"]}
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    to, origin = [update["message"] for update in await bot.updates()]
    assert to["migrate_to_chat_id"] == origin["chat"]["id"] == upgraded["id"]
    assert origin["migrate_from_chat_id"] == GROUP
    await bot.say(chat_id=upgraded["id"])


async def test_leaving_and_being_put_out(bot: BotClient, person: PlaygroundClient) -> None:
    await person.post("members", chat_id=GROUP, user_id=BOT_ID, status="left")
    (update,) = await bot.updates()
    assert update["my_chat_member"]["new_chat_member"]["status"] == "left"
    answer = await bot.call("sendMessage", chat_id=GROUP, text="x")
    assert answer["error_code"] == 403
    assert answer["description"] == "Forbidden: bot was kicked from the group chat"


async def test_channels(bot: BotClient, person: PlaygroundClient) -> None:
    closed = await person.post("chats", type="channel", admins=[MAX])
    answer = await bot.call("sendMessage", chat_id=closed["id"], text="x")
    assert answer["error_code"] == 403
    await person.post("chats", type="channel", admins=[MAX, BOT_ID], username="gallery")
    post = await bot.ok("sendMessage", chat_id="@gallery", text="x")
    await person.send("news", chat=post["chat"]["id"], user=MAX)
    assert (await bot.updates())[-1]["channel_post"]["text"] == "news"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ({"command": "Style", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "style", "description": ""}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
async def test_commands_are_checked(command: dict[str, str], words: str, bot: BotClient) -> None:
    assert await bot.refused("setMyCommands", commands=[command]) == f"Bad Request: {words}"


async def test_commands_have_languages(bot: BotClient) -> None:
    chinese = [{"command": "style", "description": "选择风格"}]
    await bot.ok("setMyCommands", commands=chinese, language_code="zh")
    assert await bot.ok("getMyCommands", language_code="zh") == chinese
    assert await bot.ok("getMyCommands") == []
    await bot.ok("deleteMyCommands", language_code="zh")
    assert await bot.ok("getMyCommands", language_code="zh") == []
