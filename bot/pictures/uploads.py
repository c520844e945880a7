"""Pictures as Telegram takes them: as a photo if its rules allow, else as a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from telegram import Document, InputMediaDocument, InputMediaPhoto, Message, PhotoSize

Media: TypeAlias = InputMediaPhoto | InputMediaDocument
Captioned: TypeAlias = Callable[[str], Media]
"""Makes the media with a caption; called anew for every attempt."""

PHOTO_BYTES: Final = 10_000_000
PHOTO_SIDES: Final = 10_000
PHOTO_RATIO: Final = 20
UPLOAD_SECONDS: Final = 60.0
"""A phone or a proxy on the way can be slow."""


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
        """For the file."""
        return "painting.png" if self.format == "png" else "painting.jpg"

    def as_photo(self, caption: str) -> Media:
        """To be shown in the chat."""
        return InputMediaPhoto(self.picture, caption=caption, filename=self.name)

    def as_file(self, caption: str) -> Media:
        """To be downloaded as it is."""
        return InputMediaDocument(self.picture, caption=caption, filename=self.name)


def known_photo(file_id: str) -> Captioned:
    """A photo that Telegram has already."""
    return lambda caption: InputMediaPhoto(file_id, caption=caption)


def known_file(file_id: str) -> Captioned:
    """A file that Telegram has already."""
    return lambda caption: InputMediaDocument(file_id, caption=caption)


def file_id_of(message: Message | bool) -> str | None:
    """Of the photo (in its largest size) or file that ``message`` shows."""
    if isinstance(message, Message):
        match message.effective_attachment:
            case [*_, PhotoSize(file_id=file_id)] | Document(file_id=file_id):
                return str(file_id)
    return None
