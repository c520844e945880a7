"""What cannot be painted gets one clear sentence, and leaves nothing behind."""

from __future__ import annotations

from typing import Any

import pytest

from tests.helpers.app_harness import AppHarness
from tests.helpers.pictures import animated_gif, huge_png, photo

JPEG: dict[str, Any] = {"kind": "document", "name": "a.jpg", "mime": "image/jpeg"}
PNG: dict[str, Any] = {"kind": "document", "name": "a.png", "mime": "image/png"}
GIF: dict[str, Any] = {"kind": "document", "name": "a.gif", "mime": "image/gif"}
SVG: dict[str, Any] = {"kind": "document", "name": "a.svg", "mime": "image/svg+xml"}
TEXT: dict[str, Any] = {"kind": "document", "name": "a.txt", "mime": "text/plain"}
VIDEO: dict[str, Any] = {"kind": "video", "name": "a.mp4", "mime": "video/mp4"}
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"


@pytest.mark.parametrize(
    ("content", "how", "words"),
    [
        pytest.param(b"this is no picture", JPEG, "could not find a picture", id="text as jpg"),
        pytest.param(photo()[:700], JPEG, "damaged", id="truncated"),
        pytest.param(huge_png(), PNG, "too large", id="30000 x 30000"),
        pytest.param(animated_gif(), GIF, "something that moves", id="animated"),
        pytest.param(b"dear diary", TEXT, "not a picture", id="a text file"),
        pytest.param(b"film", VIDEO, "video", id="video"),
    ],
)
async def test_a_file_that_is_no_picture(
    harness: AppHarness, content: bytes, how: dict[str, Any], words: str
) -> None:
    ada = harness.ada
    await ada.sends(content, caption="/style starry", **how)
    await ada.hears(words)
    assert await harness.bot.app.services.jobs.latest(ada.chat_id) is None, "it took a place"
    await ada.sends(photo(), caption="/style starry")
    await ada.gets()


async def test_a_bad_file_is_refused_before_its_style_is_asked_for(harness: AppHarness) -> None:
    ada = harness.ada
    (sent,) = await ada.sends(photo()[:700], **JPEG)
    await ada.hears("damaged")
    await ada.says("/style starry", reply_to=sent)
    await ada.hears("damaged")
    await ada.sends(photo())
    question = await ada.asked()
    await ada.sends(b"this is no picture", **JPEG)
    await ada.hears("could not find a picture")
    await ada.presses(question, "Swirling night")
    await ada.gets(after=question.id - 1)


async def test_a_picture_of_a_kind_that_does_not_open_is_called_by_its_name(
    harness: AppHarness,
) -> None:
    ada = harness.ada
    await ada.sends(HEIC, kind="document", name="IMG_1.HEIC", mime="application/octet-stream")
    await ada.hears("can’t open HEIC pictures")
    await ada.sends(b"<svg xmlns='http://www.w3.org/2000/svg'/>", **SVG)
    await ada.hears("can’t open SVG pictures")


async def test_a_gif_of_one_frame_does_not_move(harness: AppHarness) -> None:
    ada = harness.ada
    await ada.sends(photo(kind="GIF"), caption="/style starry", **GIF)
    await ada.gets_file()


async def test_an_empty_file(harness: AppHarness) -> None:
    ada = harness.ada
    await ada.sends(b"", caption="/style starry", **JPEG)
    await ada.hears("empty")
    assert await harness.bot.app.services.jobs.latest(ada.chat_id) is None


async def test_a_style_in_answer_to_words_paints_no_other_photo(harness: AppHarness) -> None:
    ada = harness.ada
    await ada.sends(photo())
    question = await ada.asked()
    words = await ada.says("what a day")
    await ada.says("/style starry", reply_to=words)
    await ada.hears("no photo in that message")
    assert await harness.bot.app.services.jobs.latest(ada.chat_id) is None
    # In answer to the question itself, the photo that waits is meant.
    await ada.says("/style starry", reply_to=question.id)
    await ada.gets()


async def test_a_style_that_nobody_knows_gets_the_nearest_ones_to_tap(harness: AppHarness) -> None:
    ada = harness.ada
    await ada.sends(photo(), caption="/style stary")
    question = await ada.hears("I don’t know the style “stary”", "Did you mean")
    assert question.buttons[0] == "Swirling night (starry)"
    await ada.presses(question, "Swirling night (starry)")
    await ada.gets()


async def test_a_style_unlike_any_other_gets_them_all(harness: AppHarness) -> None:
    ada = harness.ada
    await ada.says("/style qqqqqqqqqqqq")
    answer = await ada.hears("Here are all I know")
    assert answer.buttons[:2] == ["1 Swirling night", "2 Cubist facets"]


async def test_a_style_on_a_sticker_that_moves(harness: AppHarness) -> None:
    ada = harness.ada
    mime = "application/x-tgsticker"
    (sent,) = await ada.sends(b"a drawing", kind="sticker", name="s.tgs", mime=mime)
    await ada.hears("can’t paint a sticker that moves")
    await ada.says("/style starry", reply_to=sent)
    await ada.hears("can’t paint a sticker that moves")


async def test_a_file_larger_than_telegram_hands_out_is_not_even_fetched(
    harness: AppHarness,
) -> None:
    ada = harness.ada
    await ada.sends(bytes(21 << 20), caption="/style starry", **PNG)
    await ada.hears("21 MB", "20 MB at most")
    assert await harness.client.calls("getFile") == []


async def test_a_button_from_nowhere_is_answered(harness: AppHarness) -> None:
    ada = harness.ada
    await ada.says("/styles")
    listed = await ada.hears("There are")
    await harness.show_button(listed, "?", "zz:9")
    answer = await ada.presses(listed, "?")
    assert answer is not None
    assert "too old" in answer["text"]
