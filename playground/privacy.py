"""Privacy mode: which messages of a group a bot that is no administrator gets to see."""

from playground.model import Message


def visible(message: Message, reply: Message | None, *, bot_id: int, bot_name: str) -> bool:
    """Tell whether the bot sees `message`, which replies to `reply`.

    Private chats and channels are open; in groups it takes a service message, administrator
    rights, a reply to the bot, or a text or caption that begins with one of its commands.
    """
    chat = message.chat
    if not chat.has_bot:
        return False
    if not chat.is_group or bot_id in chat.admins or message.envelope.service:
        return True
    if reply is not None and reply.sender.id == bot_id:
        return True
    return message.envelope.via_bot is not None or _addresses(message, bot_name)


def _addresses(message: Message, bot_name: str) -> bool:
    first = next(iter(message.content.entities), None)
    if first is None or first.type != "bot_command" or first.offset:
        return False
    # Commands are ASCII, so that code units are characters here.
    _, at, name = message.content.text[: first.length].partition("@")
    return not at or name.lower() == bot_name.lower()
