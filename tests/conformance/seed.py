"""The world that python-telegram-bot's tests expect to find."""

from playground.model import Chat, Content, User
from playground.seed import BOT_ID, TOKEN
from playground.world import World

BOT = {
    "token": TOKEN,
    "payment_provider_token": "284685063:TEST:none",
    "chat_id": "675666224",
    "super_group_id": "-1001310911135",
    "forum_group_id": "-1001838004577",
    "channel_id": "@pythontelegrambottests",
    "name": "PTB",
    "username": "@ptb_fallback_1_bot",
    "subscription_channel_id": -1002296649303,
}
_PERSON = 675666224
_OTHERS = (1429, 3456)
_OTHER_BOT = 4200000002


def populate(world: World) -> None:
    """Let the test user in, who owns the channel, and open the groups of the tests."""
    world.bot.username = str(BOT["username"]).removeprefix("@")
    world.bot.first_name = str(BOT["name"])
    world.add_user(User(_PERSON, "PTB", last_name="Test user"))
    first = world.post(world.chats[_PERSON], world.bot, Content("from long ago"))
    first.date -= 3 * 86_400
    for number in _OTHERS:
        world.add_user(User(number, f"Member {number}"))
    world.add_user(User(_OTHER_BOT, "Another bot", is_bot=True, username="another_bot"))
    title = f">>> telegram.Bot(test) @{world.bot.username}"
    world.add_chat(_chat(BOT["super_group_id"], "supergroup", title))
    world.add_chat(_chat(BOT["forum_group_id"], "supergroup", "PTB forum", is_forum=True))
    world.add_chat(_chat(BOT["subscription_channel_id"], "channel", "PTB subscription"))
    channel = _chat(-1001071439127, "channel", "PTB channel")
    channel.username = str(BOT["channel_id"]).removeprefix("@")
    world.add_chat(channel)


def _chat(number: object, kind: str, title: str, *, is_forum: bool = False) -> Chat:
    return Chat(
        int(str(number)),
        kind,
        title,
        members=[_PERSON, *_OTHERS],
        admins={_PERSON, BOT_ID, _OTHER_BOT},
        creator=_PERSON,
        is_forum=is_forum,
    )
