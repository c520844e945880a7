"""The default world: three people, a group with all of them, and the bot."""

from playground.model import Chat, User
from playground.world import World

BOT_ID = 4200000001
BOT_NAME = "atelier_playground_bot"
# A token of the right shape for a bot that exists in playgrounds only.
TOKEN = f"{BOT_ID}:AAplaygroundplaygroundplaygroundplay"
GROUP_ID = -100500


def new_bot() -> User:
    """Return the bot of the default world."""
    return User(BOT_ID, "Atelier", is_bot=True, username=BOT_NAME)


def populate(world: World) -> None:
    """Add Ada, Lin, Max and their group; Max is an admin of the bot and of the group."""
    people = (
        User(1001, "Ada", "en", username="ada_plays"),
        User(1002, "Lin", "zh-hans", username="lin_plays"),
        User(1003, "Max", "en", is_admin=True, username="max_plays"),
    )
    for person in people:
        world.add_user(person)
    ids = [person.id for person in people]
    group = Chat(GROUP_ID, "group", "Atelier friends", members=ids, admins={1003}, creator=1003)
    world.add_chat(group)
