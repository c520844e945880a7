"""From bytes to media: pictures are converted in a thread, and everything is put on file."""

import asyncio
import mimetypes

from playground import pictures
from playground.files import FileStore
from playground.model import Media, StoredFile

_GIF = "image/gif"


async def shelve_photo(files: FileStore, data: bytes) -> Media:
    """Re-encode a photo into its sizes. Raises `pictures.NotAPhotoError`."""
    renditions = await asyncio.to_thread(pictures.photo, data)
    sizes = tuple(
        files.add(each.data, "photo", mime="image/jpeg", size=each.size) for each in renditions
    )
    media = Media("photo", sizes[-1], sizes)
    files.remember(media)
    return media


async def shelve_file(
    files: FileStore, data: bytes, kind: str, *, name: str, mime: str = ""
) -> Media:
    """Keep a file byte for byte; pictures get a thumbnail, a GIF becomes an animation."""
    guessed = mime if mime not in {"", "application/octet-stream"} else ""
    guessed = guessed or mimetypes.guess_type(name)[0] or "application/octet-stream"
    size, preview = (0, 0), None
    if guessed.startswith("image/"):
        size = await asyncio.to_thread(pictures.dimensions, data)
        preview = await asyncio.to_thread(pictures.thumbnail, data)
    if kind == "document" and guessed == _GIF and size != (0, 0):
        kind = "animation"
    file = files.add(data, kind, name=name, mime=guessed, size=size)
    cover = shelve_rendition(files, preview) if preview else None
    media = Media(kind, file, thumbnail=cover)
    files.remember(media)
    return media


async def render(data: bytes) -> pictures.Rendition | None:
    """Return a thumbnail of a picture, or None where there is none to be had."""
    return await asyncio.to_thread(pictures.thumbnail, data)


def shelve_rendition(files: FileStore, rendition: pictures.Rendition) -> StoredFile:
    """Keep one size of a picture."""
    return files.add(rendition.data, "photo", mime="image/jpeg", size=rendition.size)
