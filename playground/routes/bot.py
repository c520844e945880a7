"""`/bot<token>/<method>` and `/file/bot<token>/<path>`: what an unmodified bot talks to."""

import logging
import re
from typing import Any

from aiohttp import web

from playground.api.call import Call, Method
from playground.api.params import Params
from playground.call_log import Fault
from playground.errors import ApiError
from playground.routes import reading
from playground.state import STATE, State

_log = logging.getLogger(__name__)
_TOKEN = re.compile(r"\d{1,16}:[A-Za-z0-9_-]+")


def routes() -> list[web.AbstractRouteDef]:
    """Return the bot's routes."""
    return [
        web.route("*", "/bot{token:[^/]+}/{method:[^/]+}", answer),
        web.get("/file/bot{token:[^/]+}/{path:.+}", download),
    ]


async def answer(request: web.Request) -> web.Response:
    """Carry out one method and answer as Telegram does, faults included."""
    state = request.app[STATE]
    try:
        check_token(state, request.match_info["token"])
        name, _ = find(state, request.match_info["method"])
        form = await reading.read(request)
    except ApiError as error:
        return _failed(error)
    params = Params(form.values, dict(form.files))
    call = Call(name, params, state.world, state.pulse, state.polling)
    fault = state.world.faults.take(call.method)
    ordered = await _ordered(state, call, fault)
    if ordered is None:
        return await perform(state, call)
    _record(call, ordered)
    return _failed(ordered) if ordered.code else _drop(request)


async def perform(state: State, call: Call) -> web.Response:
    """Run a method and note the call."""
    try:
        result = await run(state, call)
    except ApiError as error:
        _record(call, error)
        return _failed(error)
    _record(call, None)
    return web.json_response({"ok": True, "result": result})


async def run(state: State, call: Call) -> Any:
    """Run a method within the flood limits and return its result."""
    _, method = find(state, call.method)
    if call.params.has("chat_id"):
        media = call.params.array("media", "media") if call.method == "sendMediaGroup" else []
        state.flood.check(call.method, call.params.text("chat_id"), max(1, len(media)))
    try:
        return await method(call)
    except (KeyError, TypeError, ValueError, AttributeError):
        _log.exception("%s failed", call.method)
        raise ApiError(500, "Internal Server Error") from None


def find(state: State, name: str) -> tuple[str, Method]:
    """Return a method with its name as usually spelt; raise 404 when there is none."""
    found = state.methods.find(name)
    if found is None:
        raise ApiError(404, "Not Found")
    return found


async def download(request: web.Request) -> web.Response:
    """Return the bytes of a file that getFile named."""
    state = request.app[STATE]
    try:
        check_token(state, request.match_info["token"])
    except ApiError as error:
        return _failed(error)
    data = state.world.files.read(request.match_info["path"])
    if data is None:
        return _failed(ApiError(404, "Not Found"))
    return web.Response(body=data, content_type="application/octet-stream")


def check_token(state: State, token: str) -> None:
    """Raise 404 for what does not look like a token and 401 for another bot's."""
    if not _TOKEN.fullmatch(token):
        raise ApiError(404, "Not Found")
    if state.token is not None and token != state.token:
        raise ApiError(401, "Unauthorized")


async def _ordered(state: State, call: Call, fault: Fault | None) -> ApiError | None:
    """Return the error that a fault asks for; with `effect` the call is carried out first."""
    if fault is None:
        return None
    if fault.effect:
        await run(state, call)
    code = fault.error_code
    words = fault.description or _WORDS.get(code, "Internal Server Error")
    if code == 429:
        seconds = fault.retry_after or 1
        words = fault.description or f"{words}: retry after {seconds}"
        return ApiError(code, words, retry_after=seconds)
    return ApiError(code, words)


_WORDS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running",
    429: "Too Many Requests",
    502: "Bad Gateway",
}


def _record(call: Call, error: ApiError | None) -> None:
    world = call.world
    code = error.code if error else None
    world.calls.add(call.method, call.params.record(), error_code=code, at=world.clock())
    world.changed()


def _drop(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _failed(error: ApiError) -> web.Response:
    headers = {}
    if seconds := error.parameters.get("retry_after"):
        headers["Retry-After"] = str(seconds)
    return web.json_response(error.body(), status=error.code, headers=headers)
