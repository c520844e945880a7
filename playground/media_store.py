"""Turn bytes into media: store the files, and convert pictures in a thread."""

import asyncio
import mimetypes

from playground import pictures
from playground.files import FileStore
from playground.model import Media, StoredFile

_GIF = "image/gif"


async def store_photo(files: FileStore, data: bytes) -> Media:
    """Store a photo, re-encoded in several sizes. Raises `pictures.NotAPhotoError`."""
    renditions = await asyncio.to_thread(pictures.encode_photo, data)
    sizes = tuple(
        files.add(each.data, "photo", mime="image/jpeg", size=each.size) for each in renditions
    )
    media = Media("photo", sizes[-1], sizes)
    files.remember(media)
    return media


async def store_file(
    files: FileStore, data: bytes, kind: str, *, name: str, mime: str = ""
) -> Media:
    """Store a file byte for byte; a picture gets a thumbnail, a GIF becomes an animation."""
    guessed = mime if mime not in {"", "application/octet-stream"} else ""
    guessed = guessed or mimetypes.guess_type(name)[0] or "application/octet-stream"
    size, preview = (0, 0), None
    if guessed.startswith("image/"):
        size = await asyncio.to_thread(pictures.read_dimensions, data)
        preview = await asyncio.to_thread(pictures.encode_thumbnail, data)
    if kind == "document" and guessed == _GIF and size != (0, 0):
        kind = "animation"
    file = files.add(data, kind, name=name, mime=guessed, size=size)
    cover = store_rendition(files, preview) if preview else None
    media = Media(kind, file, thumbnail=cover)
    files.remember(media)
    return media


async def make_thumbnail(data: bytes) -> pictures.Rendition | None:
    """Return a thumbnail of a picture, or None where the bytes are no picture."""
    return await asyncio.to_thread(pictures.encode_thumbnail, data)


def store_rendition(files: FileStore, rendition: pictures.Rendition) -> StoredFile:
    """Store one size of a picture."""
    return files.add(rendition.data, "photo", mime="image/jpeg", size=rendition.size)
