"""Finds in a message what could be painted, or why nothing in it can. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final, TypeAlias

from telegram import Document, Message, PhotoSize, Sticker

from bot.texts import Texts
from imaging.codecs import MIN_SIDE

# By name, for files that arrive without a media type or with a wrong one.
_SUFFIXES: Final = frozenset(
    {".jpg", ".jpeg", ".jpe", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif"}
    # These cannot be opened; people are told so by name, see ``bot.pictures.file_check``.
    | {".heic", ".heif", ".avif", ".svg"}
)
_ANY: Final = (None, "", "application/octet-stream")
_GIF: Final = "image/gif"
_MIB: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo or a picture file on Telegram's servers; ``unique_id`` is the same for every bot."""

    file_id: str
    unique_id: str
    is_file: bool = False
    """Whether it came as a file, which Telegram left as it was; its painting is one, too."""
    side: int | None = field(default=None, compare=False)
    """The longest side in pixels, where Telegram tells."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a message holds nothing to paint; ``text`` is the id of a text, sizes are in bytes."""

    text: str
    size: float = 0
    limit: float = 0
    kind: str = ""

    def say(self, texts: Texts) -> str:
        """Return the sentence for a person."""
        if self.text == "refuse-too-big":
            return texts(
                self.text, size=f"{self.size / _MIB:.0f}", limit=f"{self.limit / _MIB:.0f}"
            )
        return texts(self.text, kind=self.kind) if self.kind else texts(self.text)


Found: TypeAlias = Picture | Refusal


def extract_picture(message: Message, limit: int) -> Found | None:
    """Return the picture in ``message``, or why there is none; ``None`` if it has no file at all.

    ``limit`` is the most bytes that it may have.
    """
    if message.photo:
        return _photo(message.photo, limit)
    # Telegram repeats an animation as a document, so the animation must be seen first. What is
    # still a GIF may have one frame only; most become films.
    if message.animation and message.animation.mime_type != _GIF:
        return Refusal("refuse-animation")
    if message.document:
        return _file(message.document, limit)
    if message.sticker:
        return _sticker(message.sticker)
    if message.video or message.video_note:
        return Refusal("refuse-video")
    if message.effective_attachment:
        return Refusal("refuse-other")
    return None


def choose_size(sizes: Sequence[PhotoSize], limit: int) -> Picture | None:
    """Return the largest of a photo's ``sizes`` that has at most ``limit`` bytes, if any has."""
    fitting = [size for size in sizes if (size.file_size or 0) <= limit]
    if not fitting:
        return None
    best = max(fitting, key=lambda size: size.width * size.height)
    return Picture(best.file_id, best.file_unique_id, side=max(best.width, best.height))


def _photo(sizes: Sequence[PhotoSize], limit: int) -> Found:
    if max(min(size.width, size.height) for size in sizes) < MIN_SIDE:
        return Refusal("problem-too-small")
    best = choose_size(sizes, limit)
    return best or Refusal("refuse-too-big", sizes[0].file_size or 0, limit)


def _sticker(sticker: Sticker) -> Found:
    if sticker.is_animated or sticker.is_video:
        return Refusal("refuse-sticker")
    return Picture(
        sticker.file_id, sticker.file_unique_id, side=max(sticker.width, sticker.height)
    )


def _file(document: Document, limit: int) -> Found:
    if (document.mime_type or "").startswith("video/"):
        return Refusal("refuse-video")
    by_type = (document.mime_type or "").startswith("image/")
    suffix = PurePath(document.file_name or "").suffix.lower()
    # A file without a name and a type is let through: opening it will tell.
    is_unnamed = not suffix and document.mime_type in _ANY
    if not by_type and suffix not in _SUFFIXES and not is_unnamed:
        return Refusal("refuse-file")
    if (document.file_size or 0) > limit:
        return Refusal("refuse-too-big", document.file_size or 0, limit)
    return Picture(document.file_id, document.file_unique_id, is_file=True)
