"""In a group the bot sees commands, replies to itself and captions that begin with a command."""

import pytest

from playground.seed import BOT_ID, BOT_NAME
from tests.helpers.bot_client import BotClient
from tests.helpers.pictures import plain_picture
from tests.helpers.playground_client import GROUP, LIN, PlaygroundClient


async def heard(bot: BotClient) -> list[str]:
    messages = [update["message"] for update in await bot.updates()]
    return [message.get("text") or message.get("caption") or "" for message in messages]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("/style starry", True),
        (f"/style@{BOT_NAME} starry", True),
        (f"/STYLE@{BOT_NAME.upper()}", True),
        ("/style@other_bot starry", False),
        ("please /style starry", False),
        ("nice picture", False),
        (f"hello @{BOT_NAME}", False),
    ],
)
async def test_texts(text: str, *, seen: bool, bot: BotClient, person: PlaygroundClient) -> None:
    await person.send(text, chat=GROUP)
    assert await heard(bot) == ([text] if seen else [])


async def test_captions(bot: BotClient, person: PlaygroundClient) -> None:
    await person.send(chat=GROUP, photo=plain_picture())
    await person.send(chat=GROUP, photo=plain_picture(), caption="look")
    await person.send(chat=GROUP, photo=plain_picture(), caption="/style starry")
    assert await heard(bot) == ["/style starry"]


async def test_only_the_captioned_photo_of_an_album(
    bot: BotClient, person: PlaygroundClient
) -> None:
    await person.send(chat=GROUP, photos=[plain_picture(), plain_picture()], caption="/style")
    assert await heard(bot) == ["/style"]


async def test_replies_to_the_bot_only(bot: BotClient, person: PlaygroundClient) -> None:
    message = await bot.say(chat_id=GROUP)
    (other,) = await person.send("to Lin", chat=GROUP)
    await person.send("to the bot", chat=GROUP, user=LIN, reply_to=message["message_id"])
    await person.send("to Ada", chat=GROUP, user=LIN, reply_to=other["id"])
    assert await heard(bot) == ["to the bot"]


async def test_a_command_shows_the_photo_it_replies_to(
    bot: BotClient, person: PlaygroundClient
) -> None:
    (photo,) = await person.send(chat=GROUP, photo=plain_picture())
    await person.send("/style picasso", chat=GROUP, user=LIN, reply_to=photo["id"])
    (update,) = await bot.updates()
    assert len(update["message"]["reply_to_message"]["photo"]) >= 2
    assert "reply_to_message" not in update["message"]["reply_to_message"]


async def test_administrators_see_everything(bot: BotClient, person: PlaygroundClient) -> None:
    await person.post("members", chat_id=GROUP, user_id=BOT_ID, status="administrator")
    await person.send("nice picture", chat=GROUP)
    assert [update["message"]["text"] for update in await bot.updates(offset=-1)] == [
        "nice picture"
    ]


async def test_private_chats_are_open(bot: BotClient, person: PlaygroundClient) -> None:
    await person.send("hello")
    assert await heard(bot) == ["hello"]
