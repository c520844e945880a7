"""`/play/*`: the fixed person-side API. Errors are `{"error": "..."}`."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from playground import page_json
from playground.call_log import Fault
from playground.errors import ApiError, PlayError
from playground.model import Chat, User
from playground.people import messages as people
from playground.routes import reading
from playground.routes.fields import Fields
from playground.seed import populate
from playground.state import STATE

_TYPES = {"group", "supergroup", "channel"}


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of the person-side API."""
    return [
        web.get("/play/world", show_world),
        web.post("/play/users", add_user),
        web.post("/play/chats", add_chat),
        web.get("/play/messages", list_messages),
        web.post("/play/messages", send),
        web.post("/play/press", press),
        web.post("/play/inline", type_inline),
        web.get("/play/calls", list_calls),
        web.post("/play/faults", add_fault),
        web.post("/play/reset", reset),
        web.get("/play/files/{path:.+}", show_file),
    ]


@web.middleware
async def handle_refusals(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Turn refusals of /play calls into their JSON form."""
    try:
        return await handler(request)
    except PlayError as error:
        return web.json_response({"error": error.words}, status=error.status)
    except ApiError as error:
        return web.json_response({"error": error.description}, status=400)


async def show_world(request: web.Request) -> web.Response:
    """Return the bot, the people and the chats."""
    world = request.app[STATE].world
    bot = world.bot
    return web.json_response(
        {
            "bot": {"id": bot.id, "username": bot.username, "first_name": bot.first_name},
            "users": [page_json.user(user) for user in world.people()],
            "chats": [page_json.chat(chat) for chat in world.chats.values()],
            "seq": world.seq,
        }
    )


async def add_user(request: web.Request) -> web.Response:
    """Add a person; a multipart form may have their avatar as `photo`."""
    world = request.app[STATE].world
    form = await reading.read_form(request)
    fields = Fields(form.values)
    user = User(
        fields.integer("id", 1 + max((user.id for user in world.people()), default=1000)),
        fields.text("first_name"),
        fields.text("language_code", "en"),
        fields.boolean("is_admin"),
        username=fields.text("username", ""),
    )
    if user.id <= 0:
        raise PlayError(400, "user ids are positive")
    world.add_user(user)
    await people.set_avatar(world, user, [one for name, one in form.files if name == "photo"])
    return web.json_response(page_json.user(user))


async def add_chat(request: web.Request) -> web.Response:
    """Add a group, a supergroup or a channel, with the bot in it."""
    world = request.app[STATE].world
    fields = Fields((await reading.read_form(request)).values)
    kind = fields.text("type")
    if kind not in _TYPES:
        raise PlayError(400, f"type is one of {', '.join(sorted(_TYPES))}")
    lowest = min(-1_000_000_000_000 if kind != "group" else -100_500, *world.chats)
    admins = fields.integers("admins")
    members = [who for who in fields.integers("members") if who != world.bot.id]
    chat = Chat(
        fields.integer("id", lowest - 1),
        kind,
        fields.text("title", "New chat"),
        fields.text("username", "").removeprefix("@"),
        members=members or [who for who in admins if who != world.bot.id],
        admins=set(admins),
        creator=next((who for who in admins if who != world.bot.id), 0),
        is_forum=fields.boolean("is_forum"),
    )
    if chat.id >= 0:
        raise PlayError(400, "ids of groups and channels are negative")
    world.add_chat(chat)
    return web.json_response(page_json.chat(chat))


async def send(request: web.Request) -> web.Response:
    """Send something as a person."""
    world = request.app[STATE].world
    form = await reading.read_form(request)
    fields = Fields(form.values)
    chat, user = people.find_chat_and_user(
        world, fields.integer("chat_id"), fields.integer("user_id")
    )
    outgoing = people.OutgoingMessage(
        text=fields.text("text", ""),
        caption=fields.text("caption", ""),
        reply_to=fields.optional("reply_to"),
        thread_id=fields.optional("thread_id"),
        photos=[upload for name, upload in form.files if name in {"photo", "photo[]"}],
        files=[(name, upload) for name, upload in form.files if name in _FILES],
    )
    messages = await people.send(world, chat, user, outgoing)
    return web.json_response({"messages": [page_json.message(message) for message in messages]})


_FILES = {"document", "video", "animation", "audio", "voice", "sticker"}


async def list_messages(request: web.Request) -> web.Response:
    """Return a chat's messages that changed after `after`, oldest first."""
    world = request.app[STATE].world
    fields = Fields(request.query)
    number = fields.optional("chat_id")
    chat = None if number is None else world.chat(number)
    if number is not None and chat is None:
        raise PlayError(404, f"there is no chat {number}")
    found = world.messages(chat, fields.integer("after", 0))
    return web.json_response({"messages": [page_json.message(message) for message in found]})


async def press(request: web.Request) -> web.Response:
    """Press an inline button and wait for the bot's answer."""
    state = request.app[STATE]
    fields = Fields((await reading.read_form(request)).values)
    chat, user = people.find_chat_and_user(
        state.world, fields.integer("chat_id"), fields.integer("user_id")
    )
    number, button = fields.integer("message_id"), fields.text("button")
    query = people.press(state.world, chat, user, number, button)
    answer = await state.notifier.wait_until(lambda: query.answer, state.answer_seconds)
    return web.json_response({"answer": answer})


async def type_inline(request: web.Request) -> web.Response:
    """Type at the bot inline and wait for its results."""
    state = request.app[STATE]
    fields = Fields((await reading.read_form(request)).values)
    user = state.world.users.get(fields.integer("user_id"))
    if user is None or user.is_bot:
        raise PlayError(404, f"there is no user {fields.integer('user_id')}")
    query = state.world.type_inline(user, fields.text("query", ""), fields.text("offset", ""))
    answer = await state.notifier.wait_until(lambda: query.answer, state.answer_seconds)
    return web.json_response({"results": answer["results"] if answer else None})


async def list_calls(request: web.Request) -> web.Response:
    """Return the Bot API calls that the bot made."""
    after = Fields(request.query).integer("after", 0)
    return web.json_response({"calls": request.app[STATE].world.calls.after(after)})


async def add_fault(request: web.Request) -> web.Response:
    """Let the next calls of a method fail."""
    fields = Fields((await reading.read_form(request)).values)
    code = fields.integer("error_code")
    if code != 0 and not 400 <= code <= 599:
        raise PlayError(400, "error_code is 0 or an HTTP error, 400 to 599")
    fault = Fault(
        fields.text("method"),
        code,
        fields.text("description", ""),
        fields.integer("retry_after", 0),
        fields.integer("times", 1),
        fields.boolean("effect"),
    )
    if fault.times > 0:
        request.app[STATE].world.faults.pending.append(fault)
    return web.json_response({"pending": len(request.app[STATE].world.faults.pending)})


async def reset(request: web.Request) -> web.Response:
    """Reset to the default world."""
    world = request.app[STATE].world
    world.clear()
    populate(world)
    return await show_world(request)


async def show_file(request: web.Request) -> web.Response:
    """Return a file as a person's app shows it: pictures in place, anything else to save."""
    path = request.match_info["path"]
    data = request.app[STATE].world.files.read(path)
    if data is None:
        raise PlayError(404, "there is no such file (any more)")
    mime = _safe_mime(data)
    headers = {"Cache-Control": "private, max-age=3600"}
    if mime == "application/octet-stream":
        headers["Content-Disposition"] = "attachment"
    return web.Response(body=data, content_type=mime, headers=headers)


_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
)


def _safe_mime(data: bytes) -> str:
    """Return the type of `data` that a browser may show, never one that can run scripts."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        return "video/mp4"
    known = (mime for magic, mime in _SIGNATURES if data.startswith(magic))
    return next(known, "application/octet-stream")
