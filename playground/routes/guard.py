"""Who may talk to the playground: pages and programs of this machine, under its own names."""

from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Middleware

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_LOCAL = {"127.0.0.1", "localhost", "::1"}


def build_guard(host: str) -> Middleware:
    """Return a middleware against DNS rebinding and requests from other sites' pages."""
    names = _LOCAL | {host}

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if _host_name(request.host) not in names:
            raise web.HTTPForbidden(text="This playground serves its own machine only.\n")
        origin = request.headers.get("Origin")
        if origin is not None and origin != f"{request.scheme}://{request.host}":
            raise web.HTTPForbidden(text="This playground takes no requests from other sites.\n")
        return await handler(request)

    return check


async def add_security_headers(_: web.Request, response: web.StreamResponse) -> None:
    """Keep browsers from guessing types and from running anything in what is served."""
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Content-Security-Policy", "default-src 'none'; sandbox")


def _host_name(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].lower()
