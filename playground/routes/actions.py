"""`/play/*` for what people do less often; additions to the fixed person-side API."""

from aiohttp import web

from playground import page_json
from playground.errors import PlayError
from playground.model import Chat, User
from playground.people import actions, inline
from playground.people import messages as people
from playground.profile import scopes_for
from playground.routes import reading
from playground.routes.fields import Fields
from playground.state import STATE
from playground.world import World


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes."""
    return [
        web.post("/play/react", react),
        web.post("/play/edit", edit),
        web.post("/play/delete", delete),
        web.post("/play/forward", forward),
        web.post("/play/members", set_role),
        web.post("/play/block", block),
        web.post("/play/upgrade", upgrade),
        web.post("/play/topics", open_topic),
        web.post("/play/choose", choose),
        web.get("/play/menu", show_menu),
    ]


async def react(request: web.Request) -> web.Response:
    """React: `{chat_id, user_id, message_id, emoji}`; no emoji takes the reaction back."""
    world, fields, chat, user = await _read_actor(request)
    message = actions.find_message(world, chat, fields.integer("message_id"))
    actions.react(world, message, user, fields.text("emoji", ""))
    return web.json_response(page_json.message(message))


async def edit(request: web.Request) -> web.Response:
    """Edit one's own message: `{chat_id, user_id, message_id, text}`."""
    world, fields, chat, user = await _read_actor(request)
    message = actions.find_message(world, chat, fields.integer("message_id"))
    actions.edit(world, message, user, fields.text("text"))
    return web.json_response(page_json.message(message))


async def delete(request: web.Request) -> web.Response:
    """Delete: `{chat_id, user_id, message_id}`."""
    world, fields, chat, user = await _read_actor(request)
    message = actions.find_message(world, chat, fields.integer("message_id"))
    actions.delete(world, message, user)
    return web.json_response(page_json.message(message))


async def forward(request: web.Request) -> web.Response:
    """Forward: `{chat_id, user_id, from_chat_id, message_id}`."""
    world, fields, chat, user = await _read_actor(request)
    source, _ = people.find_chat_and_user(world, fields.integer("from_chat_id"), user.id)
    message = actions.find_message(world, source, fields.integer("message_id"))
    return web.json_response(page_json.message(actions.forward(world, chat, user, message)))


async def set_role(request: web.Request) -> web.Response:
    """Set a role: `{chat_id, user_id, status}`; user_id may be the bot's."""
    world = request.app[STATE].world
    fields = Fields((await reading.read_form(request)).values)
    chat = _find_chat(world, fields)
    actions.set_role(world, chat, _find_user(world, fields), fields.text("status"))
    return web.json_response(page_json.chat(chat))


async def block(request: web.Request) -> web.Response:
    """Block the bot or let it write again: `{user_id, blocked}`."""
    world = request.app[STATE].world
    fields = Fields((await reading.read_form(request)).values)
    user = _find_user(world, fields)
    if user.is_bot:
        raise PlayError(400, "the bot does not block itself")
    actions.block(world, user, blocked=fields.boolean("blocked"))
    return web.json_response(page_json.user(user))


async def upgrade(request: web.Request) -> web.Response:
    """Turn a group into a supergroup: `{chat_id}` -> the new chat."""
    world = request.app[STATE].world
    fields = Fields((await reading.read_form(request)).values)
    return web.json_response(page_json.chat(actions.upgrade(world, _find_chat(world, fields))))


async def open_topic(request: web.Request) -> web.Response:
    """Open a topic in a forum: `{chat_id, user_id, name}` -> `{id, name}`."""
    world, fields, chat, user = await _read_actor(request)
    if not chat.is_forum:
        raise PlayError(400, "this chat is no forum")
    topic = world.open_topic(chat, user, fields.text("name"))
    return web.json_response({"id": topic.id, "name": topic.name})


async def choose(request: web.Request) -> web.Response:
    """Send an inline result: `{chat_id, user_id, query, result}`, as /play/inline gave it."""
    world, fields, chat, user = await _read_actor(request)
    result = fields.object("result")
    message = inline.send_inline_result(world, chat, user, fields.text("query", ""), result)
    return web.json_response(page_json.message(message))


async def show_menu(request: web.Request) -> web.Response:
    """Return the command menu that a person sees: `?chat_id=..&user_id=..`."""
    world, fields = request.app[STATE].world, Fields(request.query)
    chat, user = people.find_chat_and_user(
        world, fields.integer("chat_id"), fields.integer("user_id")
    )
    private, admin = chat.type == "private", user.id in chat.admins
    scopes = scopes_for(chat.id, user.id, private=private, admin=admin)
    # Bots name languages by two letters; people's apps may add a region or a script.
    language = user.language_code.partition("-")[0]
    return web.json_response({"commands": world.profile.menu(scopes, language)})


async def _read_actor(request: web.Request) -> tuple[World, Fields, Chat, User]:
    world = request.app[STATE].world
    fields = Fields((await reading.read_form(request)).values)
    chat, user = people.find_chat_and_user(
        world, fields.integer("chat_id"), fields.integer("user_id")
    )
    return world, fields, chat, user


def _find_chat(world: World, fields: Fields) -> Chat:
    chat = world.chat(fields.integer("chat_id"))
    if chat is None:
        raise PlayError(404, f"there is no chat {fields.integer('chat_id')}")
    return chat


def _find_user(world: World, fields: Fields) -> User:
    user = world.users.get(fields.integer("user_id"))
    if user is None:
        raise PlayError(404, f"there is no user {fields.integer('user_id')}")
    return user
