"""The person-side API, as programs outside the project drive it."""

import asyncio
import io
import struct
import zlib
from typing import Any

import pytest
from aiohttp import ClientConnectionError, ClientSession
from PIL import Image

from playground import pictures
from playground.pictures import BadDimensionsError
from playground.queries import ANSWER_WITHIN_SECONDS
from playground.server import serve
from tests.helpers.bot_client import BotClient, keyboard
from tests.helpers.pictures import decode, plain_picture
from tests.helpers.playground_client import ADA, GROUP, LIN, MAX, PlaygroundClient


async def test_the_default_world(person: PlaygroundClient) -> None:
    world = await person.get("world")
    assert set(world["bot"]) >= {"id", "username"}
    people = {user["id"]: user for user in world["users"]}
    assert {number: user["first_name"] for number, user in people.items()} == {
        ADA: "Ada", LIN: "Lin", MAX: "Max",
    }  # fmt: skip
    assert people[LIN]["language_code"] == "zh-hans"
    assert [user["id"] for user in world["users"] if user["is_admin"]] == [MAX]
    chats = {chat["id"]: chat for chat in world["chats"]}
    assert set(chats) == {ADA, LIN, MAX, GROUP}
    assert chats[ADA]["type"] == "private"
    assert (chats[GROUP]["type"], chats[GROUP]["members"]) == ("group", [ADA, LIN, MAX])
    assert chats[GROUP]["admins"] == [MAX]


async def test_a_message_has_the_fields_promised(person: PlaygroundClient) -> None:
    (message,) = await person.send("/style starry")
    assert {name: message[name] for name in message if name in _PLAIN} == _PLAIN
    assert {"id", "date", "seq"} <= set(message)


_PLAIN: dict[str, Any] = {
    "chat_id": ADA,
    "from": ADA,
    "text": "/style starry",
    "caption": "",
    "photo": None,
    "document": None,
    "video": None,
    "animation": None,
    "keyboard": [],
    "reply_to": None,
    "edits": 0,
    "deleted": False,
}


async def test_photos_and_albums(bot: BotClient, person: PlaygroundClient) -> None:
    messages = await person.send(
        photos=[plain_picture(640, 480), plain_picture()], caption="/style"
    )
    assert [message["caption"] for message in messages] == ["/style", ""]
    assert len({message["media_group_id"] for message in messages}) == 1
    photo = messages[0]["photo"]
    assert (photo["width"], photo["height"]) == (640, 480)
    assert decode(await person.fetch(photo["url"])).size == (640, 480)
    entities = (await bot.updates())[0]["message"]["caption_entities"]
    assert entities == [{"type": "bot_command", "offset": 0, "length": 6}]


async def test_photos_arrive_upright_and_flat(person: PlaygroundClient) -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (60, 40), "red").save(out, "JPEG", exif=exif)
    clear = io.BytesIO()
    Image.new("RGBA", (60, 40), (0, 0, 255, 0)).save(clear, "PNG")
    turned, flat = await person.send(photos=[out.getvalue(), clear.getvalue()])
    shown = decode(await person.fetch(turned["photo"]["url"]))
    assert shown.size == (40, 60)
    assert not shown.getexif()
    shown = decode(await person.fetch(flat["photo"]["url"]))
    assert shown.getpixel((5, 5)) == pytest.approx((255, 255, 255), abs=3)


async def test_sixteen_bits_a_pixel_keep_their_tones(person: PlaygroundClient) -> None:
    out = io.BytesIO()
    Image.new("I;16", (60, 40), 0x8000).save(out, "PNG")
    (message,) = await person.send(photo=("grey.png", out.getvalue()))
    shown = decode(await person.fetch(message["photo"]["url"]))
    assert shown.getpixel((5, 5)) == pytest.approx((128, 128, 128), abs=3)


@pytest.mark.parametrize(
    "data",
    [
        b"this is no picture",
        b"",
        plain_picture(kind="JPEG")[:-200],
        plain_picture(30, 1000),
    ],
    ids=["text", "empty", "truncated", "too thin"],
)
async def test_what_is_no_photo_goes_as_a_file(
    data: bytes, bot: BotClient, person: PlaygroundClient
) -> None:
    (message,) = await person.send(photo=("odd.jpg", data), caption="/style")
    assert message["photo"] is None
    assert message["document"]["file_name"] == "odd.jpg"
    assert message["caption"] == "/style"
    (update,) = await bot.updates()
    file = await bot.ok("getFile", file_id=update["message"]["document"]["file_id"])
    assert await person.fetch(f"/file/bot{bot.token}/{file['file_path']}") == data


async def test_a_gigantic_picture_is_not_decoded(person: PlaygroundClient) -> None:
    header = b"IHDR" + struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header
    bomb += struct.pack(">I", zlib.crc32(header))
    bomb += struct.pack(">I", 1000) + b"IDAT" + bytes(1004)
    with pytest.raises(BadDimensionsError):
        pictures.encode_photo(bomb)
    (message,) = await person.send(photo=("bomb.png", bomb))
    assert message["document"]["size"] == len(bomb)
    assert message["document"]["thumbnail"] is None


async def test_stickers_can_be_sent_too(bot: BotClient, person: PlaygroundClient) -> None:
    await person.send(sticker=("x.webp", plain_picture(kind="WEBP")))
    (update,) = await bot.updates()
    assert update["message"]["sticker"]["width"] == 120


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"chat_id": 9, "user_id": ADA}, 404, "there is no chat 9"),
        ({"chat_id": ADA, "user_id": 9}, 404, "there is no user 9"),
        ({"chat_id": ADA, "user_id": LIN}, 400, "Lin is not in this chat"),
        ({"chat_id": ADA, "user_id": ADA}, 400, "there is nothing to send"),
        ({"user_id": ADA}, 400, "chat_id is missing"),
        ({"chat_id": "x", "user_id": ADA}, 400, "chat_id is not a whole number"),
        ({"chat_id": ADA, "user_id": ADA, "text": "x", "reply_to": 8}, 404,
         "there is no message 8 to reply to"),
        ({"chat_id": ADA, "user_id": ADA, "text": "x" * 4097}, 400,
         "a text has 4096 characters at most"),
    ],
)  # fmt: skip
async def test_complaints(
    fields: dict[str, Any], status: int, words: str, person: PlaygroundClient
) -> None:
    assert await person.post("messages", expect=status, **fields) == {"error": words}


async def test_pressing_waits_for_the_answer(bot: BotClient, person: PlaygroundClient) -> None:
    message = await bot.say(reply_markup=keyboard("Stop"))
    for button in ("Stop", "stop"):
        press = {"chat_id": ADA, "user_id": ADA, "message_id": message["message_id"]}
        pressed = asyncio.create_task(person.post("press", button=button, **press))
        async with asyncio.timeout(60):
            query = (await bot.updates(offset=-1, timeout=9))[-1]["callback_query"]
            assert query["data"] == "stop"
            assert query["from"]["id"] == ADA
            assert query["message"]["message_id"] == message["message_id"]
            answer = {"callback_query_id": query["id"], "text": "ok", "show_alert": True}
            await bot.ok("answerCallbackQuery", **answer)
            assert await pressed == {"answer": {"text": "ok", "show_alert": True}}
        assert "query is too old" in await bot.refused("answerCallbackQuery", **answer)
        await bot.updates(offset=2**40)


async def test_a_bot_that_does_not_answer_and_answers_late() -> None:
    now = 1000.0
    async with (
        serve(answer_seconds=0.05, clock=lambda: now) as running,
        ClientSession(running.url) as session,
    ):
        bot, person = BotClient(session, running), PlaygroundClient(session)
        await bot.say(reply_markup=keyboard("Stop"))
        press = {"chat_id": ADA, "user_id": ADA, "message_id": 1}
        assert await person.post("press", button="Stop", **press) == {"answer": None}
        assert await person.post("inline", user_id=ADA, query="x") == {"results": None}
        pressed, typed = await bot.updates()
        now += ANSWER_WITHIN_SECONDS + 1
        late = await bot.refused(
            "answerCallbackQuery", callback_query_id=pressed["callback_query"]["id"]
        )
        assert "query is too old" in late
        late = await bot.refused(
            "answerInlineQuery", inline_query_id=typed["inline_query"]["id"], results=[]
        )
        assert "query is too old" in late


async def test_buttons_that_are_not_there(bot: BotClient, person: PlaygroundClient) -> None:
    number = (await bot.say(reply_markup=keyboard("Stop")))["message_id"]
    press = {"chat_id": ADA, "user_id": ADA}
    await person.post("press", expect=404, message_id=99, button="Stop", **press)
    await person.post("press", expect=404, message_id=number, button="Go", **press)
    await person.post(
        "press", expect=400, chat_id=ADA, user_id=LIN, message_id=number, button="Stop"
    )


async def test_inline_queries(bot: BotClient, person: PlaygroundClient) -> None:
    typed = asyncio.create_task(person.post("inline", user_id=ADA, query="wave"))
    async with asyncio.timeout(60):
        (update,) = await bot.updates(timeout=9)
        assert update["inline_query"]["query"] == "wave"
        results = [{"type": "article", "id": "1", "title": "Wave"}]
        await bot.ok(
            "answerInlineQuery", inline_query_id=update["inline_query"]["id"], results=results
        )
        assert await typed == {"results": results}


async def test_calls_are_recorded(bot: BotClient, person: PlaygroundClient) -> None:
    await bot.photo(caption="x", reply_markup=keyboard("Stop"))
    await bot.refused("sendMessage", chat_id=9, text="y")
    first, second = (await person.get("calls"))["calls"]
    assert (first["method"], first["ok"], first["error_code"]) == ("sendPhoto", True, None)
    assert first["params"]["reply_markup"] == keyboard("Stop")
    assert first["params"]["photo"]["file_name"] == "photo.png"
    assert (second["ok"], second["error_code"]) == (False, 400)
    assert (await person.get("calls", after=first["seq"]))["calls"] == [second]


async def test_faults(bot: BotClient, person: PlaygroundClient) -> None:
    await person.post("faults", method="sendMessage", error_code=429, retry_after=3, times=2)
    await person.post("faults", method="sendmessage", error_code=500, description="Oops")
    expected = {"error_code": 429, "parameters": {"retry_after": 3}}
    for _ in range(2):
        answer = await bot.call("sendMessage", chat_id=ADA, text="x")
        assert {name: answer[name] for name in expected} == expected
    assert await bot.refused("sendMessage", chat_id=ADA, text="x") == "Oops"
    await bot.say()
    assert [call["ok"] for call in (await person.get("calls"))["calls"]] == [False] * 3 + [True]
    assert len(await person.history()) == 1


async def test_dropped_connections_with_and_without_effect(
    bot: BotClient, person: PlaygroundClient
) -> None:
    for effect in (False, True):
        await person.post("faults", method="sendMessage", error_code=0, effect=effect)
        with pytest.raises(ClientConnectionError):
            await bot.say(f"effect {effect}")
    assert [message["text"] for message in await person.history()] == ["effect True"]


async def test_people_and_chats_can_be_added(bot: BotClient, person: PlaygroundClient) -> None:
    user = await person.post("users", id=2001, first_name="Eve", language_code="fr")
    assert (user["id"], user["language_code"], user["is_admin"]) == (2001, "fr", False)
    chat = await person.post("chats", type="supergroup", title="Two", members=[ADA, 2001])
    assert chat["members"] == [ADA, 2001]
    await person.send("hi", chat=2001, user=2001)
    await person.send("/start", chat=chat["id"], user=2001)
    heard = [u["message"]["chat"]["type"] for u in await bot.updates() if "message" in u]
    assert heard == ["private", "supergroup"]
    await person.post("users", expect=409, id=2001, first_name="Again")
    await person.post("chats", expect=400, type="party")
    await person.post("chats", expect=404, type="group", members=[9])


async def test_reset(bot: BotClient, person: PlaygroundClient) -> None:
    await person.post("users", id=2001, first_name="Eve")
    await person.send("x")
    await person.post("faults", method="getMe", error_code=500)
    world = await person.post("reset")
    assert [user["id"] for user in world["users"]] == [ADA, LIN, MAX]
    assert await person.history() == []
    await bot.ok("getMe")


async def test_a_later_playground_never_repeats_ids() -> None:
    seen = set()
    for now in (1000.0, 2000.0):
        async with (
            serve(clock=lambda now=now: now) as running,  # type: ignore[misc]
            ClientSession(running.url) as session,
        ):
            await PlaygroundClient(session).send(photo=plain_picture())
            (update,) = await BotClient(session, running).updates()
            seen |= {update["update_id"], update["message"]["photo"][0]["file_id"]}
    assert len(seen) == 4


async def test_samples(person: PlaygroundClient) -> None:
    pytest.importorskip("skimage")
    samples = (await person.get("samples"))["samples"]
    assert {sample["name"] for sample in samples} >= {"astronaut", "chelsea"}
    assert decode(await person.fetch(samples[0]["url"])).format == "JPEG"
