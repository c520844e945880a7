"""What the bot can send, and Telegram's words about what it cannot."""

import pytest
from aiohttp import ClientSession

from playground import pictures
from playground.api import input_files, receiving
from playground.rate_limits import FloodLimits
from playground.routes import reading
from playground.server import Playground, serve
from tests.helpers.bot_client import BotClient, keyboard
from tests.helpers.pictures import decode, plain_picture
from tests.helpers.playground_client import ADA, GROUP, LIN, PlaygroundClient

THIN, LARGE = plain_picture(210, 10), plain_picture(9500, 600)


async def test_photos_are_re_encoded_in_several_sizes(
    bot: BotClient, person: PlaygroundClient
) -> None:
    message = await bot.photo(photo=plain_picture(1920, 1080))
    sizes = [(size["width"], size["height"]) for size in message["photo"]]
    assert sizes == [(90, 51), (320, 180), (800, 450), (1280, 720)]
    largest = message["photo"][-1]
    file = await bot.ok("getFile", file_id=largest["file_id"])
    data = await person.fetch(f"/file/bot{bot.token}/{file['file_path']}")
    assert len(data) == file["file_size"] == largest["file_size"]
    assert (decode(data).format, decode(data).size) == ("JPEG", (1280, 720))


async def test_small_photos_have_two_sizes_too(bot: BotClient) -> None:
    message = await bot.photo(photo=plain_picture(64, 48))
    assert [size["width"] for size in message["photo"]] == [32, 64]


async def test_documents_stay_as_they_are(bot: BotClient, person: PlaygroundClient) -> None:
    data = plain_picture(50, 40)
    message = await bot.ok("sendDocument", chat_id=ADA, document=data)
    assert message["document"]["thumbnail"]["width"] == 50
    shown = (await person.history())[-1]["document"]
    assert (shown["file_name"], shown["size"]) == ("document.png", len(data))
    assert await person.fetch(shown["url"]) == data


async def test_a_gif_becomes_an_animation(bot: BotClient) -> None:
    message = await bot.ok(
        "sendAnimation", chat_id=ADA, animation=plain_picture(kind="GIF"), width=9
    )
    assert message["animation"]["width"] == 9
    assert "width" not in message["document"]


async def test_a_file_id_can_be_sent_again_but_not_as_something_else(bot: BotClient) -> None:
    photo = (await bot.photo())["photo"][0]["file_id"]
    again = await bot.ok("sendPhoto", chat_id=LIN, photo=photo)
    assert again["photo"][0]["file_id"] == photo
    words = await bot.refused("sendDocument", chat_id=LIN, document=photo)
    assert words == "Bad Request: can't use file of type Photo as Document"


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("sendMessage", {"text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": 5, "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": "@nobody", "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": ADA}, "message text is empty"),
        ("sendMessage", {"chat_id": ADA, "text": " \n "}, "message text is empty"),
        ("sendMessage", {"chat_id": ADA, "text": "x" * 4097}, "message is too long"),
        ("sendPhoto", {"chat_id": ADA}, "there is no photo in the request"),
        ("sendPhoto", {"chat_id": ADA, "photo": b""}, "file must be non-empty"),
        ("sendPhoto", {"chat_id": ADA, "photo": b"text"}, "IMAGE_PROCESS_FAILED"),
        ("sendPhoto", {"chat_id": ADA, "photo": THIN}, "PHOTO_INVALID_DIMENSIONS"),
        ("sendPhoto", {"chat_id": ADA, "photo": LARGE}, "PHOTO_INVALID_DIMENSIONS"),
        ("sendPhoto", {"chat_id": ADA, "photo": "nonsense"},
         "wrong file identifier/HTTP URL specified"),
        ("sendPhoto", {"chat_id": ADA, "photo": "https://example.org/x.png"},
         "failed to get HTTP URL content"),
        ("sendPhoto", {"chat_id": ADA, "photo": plain_picture(), "caption": "🎨" * 513},
         "message caption is too long"),
        ("sendChatAction", {"chat_id": ADA, "action": "dance"},
         "wrong parameter action in request"),
        ("sendMessage", {"chat_id": ADA, "text": "x", "reply_parameters": {"message_id": 99}},
         "message to be replied not found"),
        ("sendMessage", {"chat_id": ADA, "text": "x", "message_thread_id": 9},
         "message thread not found"),
        ("sendMessage", {"chat_id": ADA, "text": "x", "reply_markup": "{"},
         "can't parse reply keyboard markup JSON object"),
        ("sendMessage", {"chat_id": ADA, "text": "x",
                         "reply_markup": {"inline_keyboard": [[{"text": "x"}]]}},
         "text buttons are unallowed in the inline keyboard"),
        ("sendMediaGroup", {"chat_id": ADA, "media": []}, "there is no media in the request"),
        ("getFile", {"file_id": "nonsense"}, "invalid file_id"),
    ],
)  # fmt: skip
async def test_refusals(
    method: str, params: dict[str, object], words: str, bot: BotClient
) -> None:
    assert await bot.refused(method, **params) == f"Bad Request: {words}"


async def test_photos_have_ten_megabytes_at_most(
    bot: BotClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pictures.PHOTO_BYTES == 10 << 20
    monkeypatch.setattr(pictures, "PHOTO_BYTES", 100)
    data = plain_picture()
    words = await bot.refused("sendPhoto", chat_id=ADA, photo=data)
    assert words == (
        f"Bad Request: file of size {len(data)} bytes is too big for a photo; "
        "the maximum size is 100 bytes"
    )


async def test_downloads_have_twenty_megabytes_at_most(
    bot: BotClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert receiving.DOWNLOAD_BYTES == 20 << 20
    monkeypatch.setattr(receiving, "DOWNLOAD_BYTES", 1000)
    message = await bot.ok("sendDocument", chat_id=ADA, document=bytes(1001))
    words = await bot.refused("getFile", file_id=message["document"]["file_id"])
    assert words == "Bad Request: file is too big"


async def test_uploads_have_fifty_megabytes_at_most(
    bot: BotClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reading.MOST_BYTES >= input_files.UPLOAD_BYTES == 50 << 20
    monkeypatch.setattr(reading, "MOST_BYTES", 10_000)
    answer = await bot.call("sendDocument", chat_id=ADA, document=bytes(20_000))
    assert (answer["error_code"], answer["description"]) == (413, "Request Entity Too Large")


async def test_lengths_are_those_of_the_text_shown(bot: BotClient) -> None:
    message = await bot.say("<b>" + "x" * 4096 + "</b>", parse_mode="HTML")
    assert len(message["text"]) == 4096


async def test_a_reply_to_nothing_can_be_let_pass(bot: BotClient) -> None:
    reply = {"message_id": 99, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await bot.say(reply_parameters=reply)


async def test_albums(bot: BotClient, person: PlaygroundClient) -> None:
    media = [
        {"type": "photo", "media": "attach://a", "caption": "two"},
        {"type": "photo", "media": "attach://b"},
    ]
    first, second = await bot.ok(
        "sendMediaGroup", chat_id=ADA, media=media, a=plain_picture(), b=plain_picture()
    )
    assert first["media_group_id"] == second["media_group_id"]
    assert first["caption"] == "two"
    assert "caption" not in second
    mixed = [media[0], {"type": "document", "media": "attach://b"}]
    words = await bot.refused(
        "sendMediaGroup", chat_id=ADA, media=mixed, a=plain_picture(), b=b"x"
    )
    assert words == "Bad Request: can't use the media of the specified type in the album"


async def test_reply_keyboards_are_not_part_of_the_message(
    bot: BotClient, person: PlaygroundClient
) -> None:
    force = {"force_reply": True, "selective": True}
    assert "reply_markup" not in await bot.say(reply_markup=force)
    assert (await person.history())[-1]["reply_keyboard"] == force


async def test_flood_limits() -> None:
    now = 1000.0
    async with (
        serve(flood=FloodLimits(), clock=lambda: now) as running,
        ClientSession(running.url) as session,
    ):
        bot = BotClient(session, running)
        for _ in range(20):
            await bot.say(chat_id=GROUP)
        await bot.ok("sendChatAction", chat_id=GROUP, action="typing")
        now += 15
        answer = await bot.call("sendMessage", chat_id=GROUP, text="one too many")
        assert answer == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 45",
            "parameters": {"retry_after": 45},
        }
        await bot.say(chat_id=ADA)
        now += 45
        await bot.say(chat_id=GROUP)


async def test_old_files_go_when_the_shelf_is_full(playground: Playground, bot: BotClient) -> None:
    playground.world.files.capacity = 3 << 20
    first = await bot.ok("sendDocument", chat_id=ADA, document=bytes(1 << 20))
    for _ in range(3):
        last = await bot.ok("sendDocument", chat_id=ADA, document=bytes(1 << 20))
    assert await bot.refused("getFile", file_id=first["document"]["file_id"])
    assert await bot.ok("getFile", file_id=last["document"]["file_id"])


async def test_keyboards_show_their_buttons(bot: BotClient, person: PlaygroundClient) -> None:
    await bot.say(reply_markup=keyboard("Again", "Stop"))
    assert (await person.history())[-1]["keyboard"] == [
        [{"text": "Again", "callback_data": "again"}, {"text": "Stop", "callback_data": "stop"}]
    ]
