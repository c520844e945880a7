"""aiogram, written by other people from the same documentation, validates what comes back."""

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot as Aiogram
from aiogram import types
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ChatMemberStatus
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError, TelegramRetryAfter

from playground.server import Playground
from tests.helpers.pictures import plain_picture
from tests.helpers.playground_client import ADA, GROUP, MAX, PlaygroundClient

FORUM, CHANNEL = -1009000, -1009001
KEYS = types.InlineKeyboardMarkup(
    inline_keyboard=[[types.InlineKeyboardButton(text="Stop", callback_data="stop")]]
)


@pytest.fixture
async def aiogram(playground: Playground) -> AsyncIterator[Aiogram]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(playground.url))
    async with Aiogram(playground.token, session=session) as bot:
        yield bot


def upload(name: str = "picture.png") -> types.BufferedInputFile:
    return types.BufferedInputFile(plain_picture(), name)


async def test_sends_and_edits(aiogram: Aiogram) -> None:
    message = await aiogram.send_message(ADA, "<b>hello</b>", parse_mode="HTML", reply_markup=KEYS)
    assert message.html_text == "<b>hello</b>"
    photo = types.InputMediaPhoto(media=upload(), caption="half")
    edited = await aiogram.edit_message_media(
        photo, chat_id=ADA, message_id=message.message_id, reply_markup=KEYS
    )
    assert isinstance(edited, types.Message)
    assert edited.photo
    assert len(edited.photo) >= 2
    edited = await aiogram.edit_message_caption(
        chat_id=ADA, message_id=message.message_id, caption="done"
    )
    assert isinstance(edited, types.Message)
    assert edited.reply_markup is None
    copy = await aiogram.copy_message(ADA, ADA, message.message_id)
    forwarded = await aiogram.forward_message(ADA, ADA, copy.message_id)
    assert isinstance(forwarded.forward_origin, types.MessageOriginUser)


async def test_sends_every_kind_of_file(aiogram: Aiogram) -> None:
    document = await aiogram.send_document(ADA, upload())
    assert document.document
    assert document.document.thumbnail
    animation = await aiogram.send_animation(ADA, upload("film.gif"), width=4, height=3)
    assert animation.animation
    assert animation.document
    assert (await aiogram.send_video(ADA, upload("film.mp4"), duration=3)).video
    assert (await aiogram.send_audio(ADA, upload("song.mp3"), title="Song")).audio
    assert (await aiogram.send_voice(ADA, upload("voice.ogg"))).voice
    assert (await aiogram.send_video_note(ADA, upload("note.mp4"))).video_note
    assert (await aiogram.send_sticker(ADA, upload("sticker.webp"))).sticker
    album = await aiogram.send_media_group(
        ADA, [types.InputMediaPhoto(media=upload()), types.InputMediaPhoto(media=upload())]
    )
    assert len({message.media_group_id for message in album}) == 1
    file = await aiogram.get_file(document.document.file_id)
    assert file.file_path
    data = await aiogram.download_file(file.file_path)
    assert data is not None
    assert data.read() == plain_picture()


async def test_updates_of_all_kinds_are_well_formed(
    aiogram: Aiogram, person: PlaygroundClient
) -> None:
    sent = await aiogram.send_message(ADA, "press", reply_markup=KEYS)
    await person.send("/start")
    await person.send(caption="/style", photo=plain_picture(), reply_to=sent.message_id)
    await person.send(document=("notes.txt", b"text"))
    await person.post("react", chat_id=ADA, user_id=ADA, message_id=sent.message_id, emoji="👍")
    await person.post("edit", chat_id=ADA, user_id=ADA, message_id=2, text="/help")
    await person.post("members", chat_id=GROUP, user_id=aiogram.id, status="administrator")
    updates = await aiogram.get_updates()
    kinds = [update.event_type for update in updates]
    assert kinds == ["message"] * 3 + ["edited_message", "my_chat_member"]
    assert updates[1].message
    assert updates[1].message.reply_to_message
    assert updates[1].message.reply_to_message.message_id == sent.message_id


async def test_asks_about_chats(aiogram: Aiogram, person: PlaygroundClient) -> None:
    admins = [MAX, aiogram.id]
    await person.post("chats", id=FORUM, type="supergroup", admins=admins, is_forum=True)
    await person.post("chats", id=CHANNEL, type="channel", admins=admins, username="gallery")
    assert (await aiogram.get_chat(ADA)).first_name == "Ada"
    assert (await aiogram.get_chat("@gallery")).type == "channel"
    admin_list = await aiogram.get_chat_administrators(FORUM)
    assert {admin.status for admin in admin_list} == {
        ChatMemberStatus.CREATOR,
        ChatMemberStatus.ADMINISTRATOR,
    }
    assert (await aiogram.get_chat_member(GROUP, ADA)).status == ChatMemberStatus.MEMBER
    assert await aiogram.get_chat_member_count(GROUP) == 4
    topic = await aiogram.create_forum_topic(FORUM, "Paintings")
    message = await aiogram.send_message(FORUM, "x", message_thread_id=topic.message_thread_id)
    assert message.is_topic_message
    post = await aiogram.send_message(CHANNEL, "news")
    assert post.from_user is None
    assert post.sender_chat
    assert await aiogram.pin_chat_message(CHANNEL, post.message_id)
    assert (await aiogram.get_user_profile_photos(ADA)).total_count == 0


async def test_describes_itself(aiogram: Aiogram) -> None:
    command = types.BotCommand(command="style", description="Choose a style")
    scope = types.BotCommandScopeAllGroupChats()
    assert await aiogram.set_my_commands([command], scope=scope, language_code="zh")
    (kept,) = await aiogram.get_my_commands(scope=scope, language_code="zh")
    assert kept.model_dump() == command.model_dump()
    assert await aiogram.get_my_commands(scope=scope) == []
    assert (await aiogram.get_my_name()).name == "Atelier"
    assert isinstance(await aiogram.get_chat_menu_button(), types.MenuButtonCommands)
    assert (await aiogram.get_webhook_info()).url == ""
    assert not (await aiogram.me()).can_read_all_group_messages
    assert (await aiogram.get_my_default_administrator_rights()).can_manage_chat is False


async def test_errors_are_the_right_ones(aiogram: Aiogram, person: PlaygroundClient) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await aiogram.send_message(77, "x")
    await person.post("faults", method="getMe", error_code=429, retry_after=3)
    with pytest.raises(TelegramRetryAfter) as caught:
        await aiogram.get_me()
    assert caught.value.retry_after == 3
    await aiogram.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(TelegramConflictError):
        await aiogram.get_updates()
