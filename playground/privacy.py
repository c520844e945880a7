"""Privacy mode: decide which messages of a group a bot sees."""

from playground.model import Message


def is_visible(message: Message, reply: Message | None, *, bot_id: int, bot_name: str) -> bool:
    """Tell whether the bot sees `message`, which replies to `reply`.

    In private chats and channels it sees everything; in groups service messages, replies to it,
    messages that begin with one of its commands, and everything if it is an administrator.
    """
    chat = message.chat
    if not chat.has_bot:
        return False
    if not chat.is_group or bot_id in chat.admins or message.envelope.service:
        return True
    if reply is not None and reply.sender.id == bot_id:
        return True
    return message.envelope.via_bot is not None or _is_command_for(message, bot_name)


def _is_command_for(message: Message, bot_name: str) -> bool:
    first = next(iter(message.content.entities), None)
    if first is None or first.type != "bot_command" or first.offset:
        return False
    # Commands are ASCII, so that code units are characters here.
    _, at, name = message.content.text[: first.length].partition("@")
    return not at or name.lower() == bot_name.lower()
