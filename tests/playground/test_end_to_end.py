"""An unmodified python-telegram-bot application lives on the playground."""

from collections.abc import AsyncIterator

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, Message, Update
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ExtBot,
    MessageHandler,
    filters,
)
from telegram.request import HTTPXRequest

from playground.server import Playground
from tests.helpers.pictures import decode, plain_picture
from tests.helpers.playground_client import ADA, GROUP, LIN, PlaygroundClient

Context = ContextTypes.DEFAULT_TYPE
STOP = InlineKeyboardMarkup([[InlineKeyboardButton("Stop", callback_data="stop")]])


async def paint(update: Update, context: Context) -> None:
    """Turn one status message from words into previews into a result, as the real bot does."""
    message = update.effective_message
    assert message is not None
    file = await message.photo[-1].get_file()
    photo = bytes(await file.download_as_bytearray())
    status = await message.reply_text("You are 1st", reply_markup=STOP)
    await status.edit_media(InputMediaPhoto(photo, caption="50 %"), reply_markup=STOP)
    await status.edit_caption("*Done*", parse_mode="MarkdownV2")
    await message.reply_document(photo, filename="painting.jpg")


async def stop(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer(f"stopped for {query.from_user.first_name}", show_alert=True)
    await query.edit_message_text("stopped")


async def start(update: Update, context: Context) -> None:
    assert update.effective_message is not None
    await update.effective_message.reply_text("hello", reply_markup=STOP)


@pytest.fixture
async def application(playground: Playground) -> AsyncIterator[Application]:  # type: ignore[type-arg]
    built = (
        ApplicationBuilder()
        .token(playground.token)
        .base_url(playground.base_url)
        .base_file_url(playground.file_url)
        .build()
    )
    built.add_handler(CommandHandler("start", start))
    built.add_handler(MessageHandler(filters.PHOTO, paint))
    built.add_handler(CallbackQueryHandler(stop))
    assert built.updater is not None
    async with built:
        await built.start()
        await built.updater.start_polling(poll_interval=0)
        yield built
        await built.updater.stop()
        await built.stop()


@pytest.fixture
async def ptb(playground: Playground) -> AsyncIterator[ExtBot[None]]:
    async with ExtBot(
        playground.token, base_url=playground.base_url, base_file_url=playground.file_url
    ) as bot:
        yield bot


async def until(playground: Playground, method: str, times: int = 1) -> None:
    """Wait until the bot has made so many calls of a method."""

    def made() -> bool:
        calls = [call["method"] for call in playground.world.calls.after(0)]
        return calls.count(method) >= times

    await playground.until(made)


@pytest.mark.usefixtures("application")
async def test_a_photo_comes_back_painted(
    playground: Playground, person: PlaygroundClient
) -> None:
    sent = (await person.send(caption="/style starry", photo=plain_picture(640, 480)))[0]
    await until(playground, "sendDocument")
    status, document = (await person.history(after=sent["seq"]))[-2:]
    assert status["caption"] == "Done"
    assert status["entities"] == [{"type": "bold", "offset": 0, "length": 4}]
    assert status["edits"] == 2
    assert status["keyboard"] == []
    assert decode(await person.fetch(status["photo"]["url"])).size == (640, 480)
    assert document["document"]["file_name"] == "painting.jpg"


@pytest.mark.usefixtures("application")
async def test_a_button_is_answered_in_a_group(
    playground: Playground, person: PlaygroundClient
) -> None:
    await person.send("/start", chat=GROUP)
    await until(playground, "sendMessage")
    message = (await person.history(GROUP))[-1]
    press = {"chat_id": GROUP, "user_id": LIN, "message_id": message["id"]}
    pressed = await person.post("press", button="Stop", **press)
    assert pressed == {"answer": {"text": "stopped for Lin", "show_alert": True}}
    await until(playground, "editMessageText")
    assert (await person.history(GROUP))[-1]["text"] == "stopped"


async def test_errors_are_what_the_library_expects(
    ptb: ExtBot[None],
    playground: Playground,
    person: PlaygroundClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    message = await ptb.send_message(ADA, "hello")
    assert isinstance(message, Message)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await message.edit_text("hello")
    with pytest.raises(BadRequest, match="Chat not found"):
        await ptb.send_message(5, "hello")
    await person.post("block", user_id=ADA, blocked=True)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await ptb.send_message(ADA, "hello")
    await person.post("faults", method="sendMessage", error_code=429, retry_after=7)
    with pytest.raises(RetryAfter, match="0:00:07"):
        await ptb.send_message(LIN, "hello")


async def test_wrong_tokens_are_not_let_in(playground: Playground) -> None:
    request = HTTPXRequest()
    stranger = ExtBot("1:wrong", base_url=playground.base_url, request=request)
    with pytest.raises(InvalidToken):
        await stranger.get_me()
    await request.shutdown()
