"""What counts as a picture in a message, and the word for what does not."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import (
    Animation,
    Chat,
    Document,
    Message,
    PhotoSize,
    Sticker,
    Video,
    VideoNote,
    Voice,
)

from bot.pictures.attachments import Found, Picture, Refusal, extract_picture
from bot.texts import Catalogue
from storage import utc_now

LIMIT = 20 << 20


def found(limit: int = LIMIT, **content: Any) -> Found | None:
    return extract_picture(Message(1, utc_now(), Chat(7, "private"), **content), limit)


def size(name: str, edge: int, length: int | None = 1000) -> PhotoSize:
    return PhotoSize(name, f"u-{name}", edge, edge, file_size=length)


def document(name: str | None, mime: str | None, length: int = 1000) -> Document:
    return Document("f", "u", file_name=name, mime_type=mime, file_size=length)


def test_a_message_without_a_file_holds_nothing() -> None:
    assert found(text="hello") is None


def test_the_largest_size_of_a_photo_is_taken() -> None:
    assert found(photo=(size("s", 90), size("l", 1280), size("m", 320))) == Picture("l", "u-l")


def test_of_a_photo_too_big_to_fetch_a_smaller_size_serves() -> None:
    assert found(photo=(size("s", 90), size("l", 9000, LIMIT + 1))) == Picture("s", "u-s")


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("a.png", "image/png"),
        (None, "image/webp"),
        ("a.JPG", "application/octet-stream"),
        ("a.tiff", None),
        ("picture", "application/octet-stream"),
        (None, None),
        ("still.gif", "image/gif"),
    ],
)
def test_a_file_that_may_be_a_picture_is_one_until_opened(
    name: str | None, mime: str | None
) -> None:
    assert found(document=document(name, mime)) == Picture("f", "u", is_file=True)


def test_a_sticker_that_stands_still_is_a_picture() -> None:
    assert found(sticker=STICKER) == Picture("f", "u")


def test_a_gif_may_have_one_frame_only_so_it_is_a_picture_until_opened() -> None:
    gif = Animation("f", "u", 32, 32, 0, mime_type="image/gif")
    seen = found(animation=gif, document=document("a.gif", "image/gif"))
    assert seen == Picture("f", "u", is_file=True)


STICKER = Sticker("f", "u", 512, 512, False, False, "regular")
MOVING = [
    Sticker("f", "u", 512, 512, is_animated, not is_animated, "regular")
    for is_animated in (True, False)
]
ANIMATION = Animation("f", "u", 10, 10, 1)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ({"document": document("notes.txt", "text/plain")}, "refuse-file"),
        ({"document": document("film.mp4", "video/mp4")}, "refuse-video"),
        ({"document": document("huge.png", "image/png", LIMIT + 1)}, "refuse-too-big"),
        ({"photo": (size("s", 1), size("l", 15))}, "problem-too-small"),
        ({"sticker": MOVING[0]}, "refuse-sticker"),
        ({"sticker": MOVING[1]}, "refuse-sticker"),
        ({"animation": ANIMATION, "document": document("a.gif", "video/mp4")}, "refuse-animation"),
        ({"video": Video("f", "u", 10, 10, 1)}, "refuse-video"),
        ({"video_note": VideoNote("f", "u", 10, 1)}, "refuse-video"),
        ({"voice": Voice("f", "u", 1)}, "refuse-other"),
    ],
)
def test_everything_else_gets_its_own_word(content: dict[str, Any], text: str) -> None:
    refusal = found(**content)
    assert isinstance(refusal, Refusal)
    assert refusal.text == text
    assert refusal.say(Catalogue.load().speak("en")).endswith("please.")


def test_a_file_of_exactly_the_limit_passes() -> None:
    assert isinstance(found(document=document("a.png", "image/png", LIMIT)), Picture)
