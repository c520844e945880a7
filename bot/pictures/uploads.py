"""Makes of pictures what Telegram takes: a photo if its rules allow one, else a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from telegram import Document, InputMediaDocument, InputMediaPhoto, Message, PhotoSize

Media: TypeAlias = InputMediaPhoto | InputMediaDocument
MakeMedia: TypeAlias = Callable[[str], Media]
"""Makes media with a caption; called anew for every attempt, as an upload is used up by one."""

# Telegram's limits of photos (Bot API, sendPhoto): bytes, width plus height, long over short side.
PHOTO_BYTES: Final = 10_000_000
PHOTO_SIDES: Final = 10_000
PHOTO_RATIO: Final = 20
UPLOAD_SECONDS: Final = 60.0
"""How long one upload may take: a proxy on the way can be slow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Painting:
    """A finished picture (JPEG or PNG) with its size in pixels."""

    picture: bytes = field(repr=False)
    format: str
    width: int
    height: int

    @property
    def fits_photo(self) -> bool:
        """Whether Telegram takes it as a photo."""
        short, long = sorted((self.width, self.height))
        fits = short + long <= PHOTO_SIDES and long <= PHOTO_RATIO * short
        return fits and len(self.picture) <= PHOTO_BYTES

    @property
    def name(self) -> str:
        """The name of its file."""
        return "painting.png" if self.format == "png" else "painting.jpg"

    def as_photo(self, caption: str) -> Media:
        """Return the picture as a photo, which chats show in full."""
        return InputMediaPhoto(self.picture, caption=caption, filename=self.name)

    def as_file(self, caption: str) -> Media:
        """Return the picture as a file, which keeps its bytes as they are."""
        return InputMediaDocument(self.picture, caption=caption, filename=self.name)


def photo_of(file_id: str) -> MakeMedia:
    """Return what makes media of a photo that Telegram has already."""
    return lambda caption: InputMediaPhoto(file_id, caption=caption)


def document_of(file_id: str) -> MakeMedia:
    """Return what makes media of a file that Telegram has already."""
    return lambda caption: InputMediaDocument(file_id, caption=caption)


def file_id_of(message: Message | bool) -> str | None:
    """Return the id of the photo (in its largest size) or file that ``message`` shows."""
    if isinstance(message, Message):
        match message.effective_attachment:
            case [*_, PhotoSize(file_id=file_id)] | Document(file_id=file_id):
                return str(file_id)
    return None
