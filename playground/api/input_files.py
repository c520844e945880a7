"""Files in calls: uploaded, named by file_id, or (refused here) by URL."""

from typing import Any

from playground import media_store, pictures
from playground.api.call import Call
from playground.api.params import Upload
from playground.errors import refuse
from playground.model import Json, Media, StoredFile

UPLOAD_BYTES = 50 << 20
_NAMES = {
    "photo": "Photo",
    "document": "Document",
    "animation": "Animation",
    "video": "Video",
    "audio": "Audio",
    "voice": "VoiceNote",
    "video_note": "VideoNote",
    "sticker": "Sticker",
}
# The server decides by content which of these a file is, so that one may be sent as another.
_INTERCHANGEABLE = {"document", "animation", "video", "audio"}


async def read_media(call: Call, kind: str, source: Json | None = None) -> Media:
    """Return the media of a send call, or of the InputMedia `source`, ready to be posted."""
    given = source.get("media") if source is not None else call.params.text(kind)
    upload = find_upload(call, given, "" if source is not None else kind)
    if upload is None:
        return _find_media(call, kind, str(given or ""))
    if not upload.data:
        raise refuse("file must be non-empty")
    if kind == "photo":
        return await _read_photo(call, upload.data)
    if len(upload.data) > UPLOAD_BYTES:
        raise refuse("file is too big")
    return await media_store.store_file(
        call.world.files, upload.data, kind, name=upload.name, mime=upload.mime
    )


def find_upload(call: Call, given: Any, field: str) -> Upload | None:
    """Return the file that came under `field` or as `attach://name`, or None."""
    files = call.params.files
    if isinstance(given, str) and given.startswith("attach://"):
        upload = files.get(given.removeprefix("attach://"))
        if upload is None:
            raise refuse("wrong file identifier/HTTP URL specified")
        return upload
    return files.get(field)


async def read_thumbnail(call: Call, source: Json | None = None) -> StoredFile | None:
    """Return the thumbnail uploaded with a call, scaled to 320 px, or None."""
    given = source.get("thumbnail") if source is not None else call.params.text("thumbnail")
    upload = find_upload(call, given, "" if source is not None else "thumbnail")
    if upload is None:
        return None
    rendition = await media_store.make_thumbnail(upload.data)
    return media_store.store_rendition(call.world.files, rendition) if rendition else None


async def _read_photo(call: Call, data: bytes) -> Media:
    if len(data) > pictures.PHOTO_BYTES:
        raise refuse(
            f"file of size {len(data)} bytes is too big for a photo; "
            f"the maximum size is {pictures.PHOTO_BYTES} bytes"
        )
    try:
        return await media_store.store_photo(call.world.files, data)
    except pictures.BadDimensionsError:
        raise refuse("PHOTO_INVALID_DIMENSIONS") from None
    except pictures.NotAPhotoError:
        raise refuse("IMAGE_PROCESS_FAILED") from None


def _find_media(call: Call, kind: str, given: str) -> Media:
    if not given:
        raise refuse(f"there is no {kind.replace('_', ' ')} in the request")
    if given.startswith(("http://", "https://")):
        # Nothing leaves this machine, so every address is one that cannot be reached.
        raise refuse("failed to get HTTP URL content")
    media = call.world.files.media_of(given)
    if media is None:
        raise refuse("wrong file identifier/HTTP URL specified")
    if media.kind != kind and not {media.kind, kind} <= _INTERCHANGEABLE:
        raise refuse(f"can't use file of type {_NAMES[media.kind]} as {_NAMES[kind]}")
    return media
