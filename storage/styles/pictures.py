"""The pictures of styles.

They are stored in the database under their SHA-256 rather than in a folder: a style and its
picture are then added and deleted in one transaction, one file is the whole backup, and several
machines can share a database. Each is a few hundred kilobytes and read only for painting.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import PictureRow
from storage.upsert import insert_or_ignore


@dataclass(frozen=True, slots=True, kw_only=True)
class StylePicture:
    """The picture of a style, unchanged."""

    digest: str
    mime: str
    data: bytes


async def store_picture(session: AsyncSession, data: bytes) -> str:
    """Store ``data``, unless it is there already, and return its SHA-256 (hexadecimal)."""
    digest = hashlib.sha256(data).hexdigest()
    row = {"digest": digest, "mime": mime_of(data), "data": data}
    await session.execute(insert_or_ignore(session, PictureRow, row))
    return digest


def mime_of(data: bytes) -> str:
    """Return the media type by the first bytes, or ``application/octet-stream``."""
    signatures: Sequence[tuple[bytes, int, str]] = (
        (b"\xff\xd8\xff", 0, "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
        (b"WEBP", 8, "image/webp"),
    )
    for signature, offset, mime in signatures:
        if data[offset : offset + len(signature)] == signature:
            return mime
    return "application/octet-stream"
