"""Methods that change what the bot has sent: an edit replaces everything that it may replace."""

from playground.api import markup, text_params
from playground.api.call import Call, MethodTable
from playground.api.sending import link_preview, media_content
from playground.errors import refuse
from playground.model import Content, Json, Message

TABLE = MethodTable()
_GONE = "message to edit not found"
_SAME = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


@TABLE.method("editMessageText")
async def edit_message_text(call: Call) -> Json:
    """Replace a text; without `reply_markup` its keyboard goes."""
    message = _find_own_message(call)
    text, entities = text_params.read_text(call)
    if message.content.media is not None:
        raise refuse("there is no text in the message to edit")
    preview = link_preview(call, text, entities)
    return _replace(call, message, Content(text, entities, link_preview=preview))


@TABLE.method("editMessageCaption")
async def edit_message_caption(call: Call) -> Json:
    """Replace a caption; none given means none."""
    message = _find_own_message(call)
    text, entities = text_params.read_caption(call)
    if message.content.media is None:
        raise refuse("there is no caption in the message to edit")
    above = call.params.boolean("show_caption_above_media")
    return _replace(call, message, Content(text, entities, message.content.media, above))


@TABLE.method("editMessageMedia")
async def edit_message_media(call: Call) -> Json:
    """Replace media and caption; a text message becomes a media message."""
    message = _find_own_message(call)
    content = await media_content(call, call.params.object("media", "media"))
    if message.deleted:
        raise refuse(_GONE)
    if message.envelope.group_id and not _fits_album(message, content):
        raise refuse("can't use the media of the specified type in the album")
    return _replace(call, message, content)


@TABLE.method("editMessageReplyMarkup")
async def edit_message_reply_markup(call: Call) -> Json:
    """Replace or remove the keyboard only."""
    message = _find_own_message(call)
    return _replace(call, message, message.content)


def _find_own_message(call: Call) -> Message:
    if not call.params.has("chat_id") and call.params.has("inline_message_id"):
        raise refuse("MESSAGE_ID_INVALID")
    chat = call.chat()
    message = call.message(chat, _GONE)
    if message.sender is not call.world.bot or message.envelope.service:
        raise refuse("message can't be edited")
    if message.envelope.forward is not None:
        raise refuse("message can't be edited")
    return message


def _replace(call: Call, message: Message, content: Content) -> Json:
    keyboard = markup.read_inline_keyboard(call)
    if content == message.content and keyboard == message.markup:
        raise refuse(_SAME)
    call.world.edit(message, content, keyboard)
    return call.world.to_bot_json(message)


def _fits_album(message: Message, content: Content) -> bool:
    old, new = message.content.media, content.media
    if old is None or new is None:
        return False
    visual = {"photo", "video"}
    return old.kind == new.kind or {old.kind, new.kind} <= visual
