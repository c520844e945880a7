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
from playground.state import STATE, ServerState

_log = logging.getLogger(__name__)
_TOKEN = re.compile(r"\d{1,16}:[A-Za-z0-9_-]+")


def routes() -> list[web.AbstractRouteDef]:
    """Return the bot's routes."""
    return [
        web.route("*", "/bot{token:[^/]+}/{method:[^/]+}", answer),
        web.get("/file/bot{token:[^/]+}/{path:.+}", download),
    ]


async def answer(request: web.Request) -> web.Response:
    """Carry out one method and answer as Telegram does, or with a fault if there is one."""
    state = request.app[STATE]
    try:
        check_token(state, request.match_info["token"])
        name, _ = find_method(state, request.match_info["method"])
        form = await reading.read_form(request)
    except ApiError as error:
        return _error_response(error)
    params = Params(form.values, dict(form.files))
    call = Call(name, params, state.world, state.notifier, state.polling)
    fault = state.world.faults.take(call.method)
    ordered = await _fault_error(state, call, fault)
    if ordered is None:
        return await run_and_log(state, call)
    _log_call(call, ordered)
    return _error_response(ordered) if ordered.code else _drop_connection(request)


async def run_and_log(state: ServerState, call: Call) -> web.Response:
    """Run a method, log the call, and answer."""
    try:
        result = await run_method(state, call)
    except ApiError as error:
        _log_call(call, error)
        return _error_response(error)
    _log_call(call, None)
    return web.json_response({"ok": True, "result": result})


async def run_method(state: ServerState, call: Call) -> Any:
    """Run a method within the flood limits and return its result."""
    _, method = find_method(state, call.method)
    if call.params.has("chat_id"):
        media = call.params.array("media", "media") if call.method == "sendMediaGroup" else []
        state.flood.check(call.method, call.params.text("chat_id"), max(1, len(media)))
    try:
        return await method(call)
    except (KeyError, TypeError, ValueError, AttributeError):
        # Parameters of an unforeseen shape: the bot must get an error, not a lost answer.
        _log.exception("%s failed", call.method)
        raise ApiError(500, "Internal Server Error") from None


def find_method(state: ServerState, name: str) -> tuple[str, Method]:
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
        return _error_response(error)
    data = state.world.files.read(request.match_info["path"])
    if data is None:
        return _error_response(ApiError(404, "Not Found"))
    return web.Response(body=data, content_type="application/octet-stream")


def check_token(state: ServerState, token: str) -> None:
    """Raise 404 for what does not look like a token and 401 for another bot's."""
    if not _TOKEN.fullmatch(token):
        raise ApiError(404, "Not Found")
    if state.token is not None and token != state.token:
        raise ApiError(401, "Unauthorized")


async def _fault_error(state: ServerState, call: Call, fault: Fault | None) -> ApiError | None:
    """Return the error of a fault; with `effect` carry the call out first."""
    if fault is None:
        return None
    if fault.effect:
        await run_method(state, call)
    code = fault.error_code
    words = fault.description or _FAULT_WORDS.get(code, "Internal Server Error")
    if code == 429:
        seconds = fault.retry_after or 1
        words = fault.description or f"{words}: retry after {seconds}"
        return ApiError(code, words, retry_after=seconds)
    return ApiError(code, words)


_FAULT_WORDS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running",
    429: "Too Many Requests",
    502: "Bad Gateway",
}


def _log_call(call: Call, error: ApiError | None) -> None:
    world = call.world
    code = error.code if error else None
    world.calls.add(call.method, call.params.record(), error_code=code, at=world.clock())
    world.on_change()


def _drop_connection(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _error_response(error: ApiError) -> web.Response:
    headers = {}
    if seconds := error.parameters.get("retry_after"):
        headers["Retry-After"] = str(seconds)
    return web.json_response(error.body(), status=error.code, headers=headers)
