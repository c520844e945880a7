"""Methods that send: text, every kind of media, albums, and copies of what was sent before."""

from dataclasses import replace

from playground.api import input_files, text_params
from playground.api.call import Call, MethodTable
from playground.api.deliver import deliver, read_envelope
from playground.errors import refuse
from playground.model import Content, Entity, Json, Media, StoredFile

TABLE = MethodTable()
_ALBUM = range(2, 11)
_ALBUM_KINDS = {"photo", "video", "audio", "document"}


@TABLE.method("sendMessage")
async def send_message(call: Call) -> Json:
    """Send a text."""
    call.chat()
    text, entities = text_params.read_text(call)
    return deliver(call, Content(text, entities, link_preview=link_preview(call, text, entities)))


@TABLE.method("sendPhoto")
async def send_photo(call: Call) -> Json:
    """Send a photo."""
    return await _send(call, "photo")


@TABLE.method("sendDocument")
async def send_document(call: Call) -> Json:
    """Send a file."""
    return await _send(call, "document")


@TABLE.method("sendAnimation")
async def send_animation(call: Call) -> Json:
    """Send a GIF or a film without sound."""
    return await _send(call, "animation")


@TABLE.method("sendVideo")
async def send_video(call: Call) -> Json:
    """Send a film."""
    return await _send(call, "video")


@TABLE.method("sendAudio")
async def send_audio(call: Call) -> Json:
    """Send music."""
    return await _send(call, "audio")


@TABLE.method("sendVoice")
async def send_voice(call: Call) -> Json:
    """Send a voice message."""
    return await _send(call, "voice")


@TABLE.method("sendVideoNote")
async def send_video_note(call: Call) -> Json:
    """Send a round film."""
    return await _send(call, "video_note")


@TABLE.method("sendSticker")
async def send_sticker(call: Call) -> Json:
    """Send a sticker."""
    return await _send(call, "sticker")


@TABLE.method("sendMediaGroup")
async def send_media_group(call: Call) -> list[Json]:
    """Send an album: two to ten media that go together, all or none."""
    chat = call.chat()
    items = call.params.array("media", "media")
    if len(items) not in _ALBUM:
        size = "must include 2-10 items" if items else "must be non-empty"
        raise refuse(
            f"wrong number of media: album {size}" if items else "there is no media in the request"
        )
    contents = [await media_content(call, item) for item in items]
    kinds = {content.media.kind for content in contents if content.media}
    mixed = kinds - {"photo", "video"} and len(kinds) > 1
    if mixed or not kinds <= _ALBUM_KINDS:
        raise refuse("can't use the media of the specified type in the album")
    envelope = read_envelope(call, chat, group_id=call.world.new_group_id())
    world = call.world
    return [world.to_bot_json(world.post(chat, world.bot, each, envelope)) for each in contents]


async def media_content(call: Call, source: object) -> Content:
    """Return the content that an InputMedia describes."""
    if not isinstance(source, dict):
        raise refuse("can't parse InputMedia: Expected an Object")
    kind = str(source.get("type") or "")
    if kind not in {"photo", "video", "animation", "audio", "document"}:
        raise refuse("can't parse InputMedia: type must be specified")
    media = await input_files.read_media(call, kind, source)
    cover = await input_files.read_thumbnail(call, source)
    text, entities = text_params.read_caption(call, source)
    above = bool(source.get("show_caption_above_media"))
    return Content(text, entities, _describe(media, kind, source, cover), above)


async def _send(call: Call, kind: str) -> Json:
    call.chat()
    text, entities = text_params.read_caption(call)
    media = await input_files.read_media(call, kind)
    cover = await input_files.read_thumbnail(call)
    described = _describe(media, kind, _read_details(call), cover)
    above = call.params.boolean("show_caption_above_media")
    return deliver(call, Content(text, entities, described, above))


def _read_details(call: Call) -> Json:
    params = call.params
    numbers = ("width", "height", "length", "duration")
    body: Json = {name: params.integer(name) for name in numbers}
    body |= {name: params.text(name) for name in ("title", "performer", "emoji")}
    return body | {"has_spoiler": params.boolean("has_spoiler")}


def _describe(media: Media, kind: str, details: Json, cover: StoredFile | None) -> Media:
    """Return `media` with the call's details; what it leaves out stays as stored with the file."""
    file = media.file
    width = _to_integer(details.get("width")) or _to_integer(details.get("length")) or file.width
    height = (
        _to_integer(details.get("height")) or _to_integer(details.get("length")) or file.height
    )
    if kind in {"animation", "video", "video_note"}:
        file = replace(file, width=width, height=height)
    gif = media.kind == "animation" and kind == "document"
    return replace(
        media,
        kind=media.kind if gif or media.kind != "document" else kind,
        file=file,
        thumbnail=cover or media.thumbnail,
        duration=_to_integer(details.get("duration")) or media.duration,
        title=str(details.get("title") or media.title),
        performer=str(details.get("performer") or media.performer),
        emoji=str(details.get("emoji") or media.emoji),
        spoiler=bool(details.get("has_spoiler")),
    )


def _to_integer(value: object) -> int:
    try:
        return int(float(str(value)))
    except ValueError:
        return 0


def link_preview(
    call: Call, text: str, entities: tuple[Entity, ...]
) -> tuple[tuple[str, object], ...]:
    """Return the link preview options as a message keeps them: of a link, or as asked for."""
    units = text.encode("utf-16-le")
    links = (each for each in entities if each.type in {"url", "text_link"})
    first = next(links, None)
    if first is None:
        return ()
    options = call.params.object("link_preview_options", "link preview options")
    if call.params.boolean("disable_web_page_preview"):
        options["is_disabled"] = True
    if not options.get("is_disabled"):
        shown = first.url or units[2 * first.offset : 2 * first.end].decode("utf-16-le")
        options.setdefault("url", shown)
    return tuple(sorted(options.items()))
