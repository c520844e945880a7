"""`/` and `/web/*`: the chat page, plain files without a build step."""

from pathlib import Path

from aiohttp import web

_WEB = Path(__file__).parent.parent / "web"
_TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
        "connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
        "form-action 'self'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of the page."""
    return [web.get("/", show_index), web.get("/web/{name}", show_asset)]


async def show_index(_: web.Request) -> web.Response:
    """Return the page."""
    return _serve("index.html")


async def show_asset(request: web.Request) -> web.Response:
    """Return a file of the page."""
    return _serve(request.match_info["name"])


def _serve(name: str) -> web.Response:
    kind = _TYPES.get(Path(name).suffix)
    path = _WEB / name
    # A name is one path segment; the comparison keeps ".." and odd names out all the same.
    if kind is None or path.parent != _WEB or not path.is_file():
        raise web.HTTPNotFound
    text = kind.startswith(("text/", "image/svg"))
    return web.Response(
        body=path.read_bytes(),
        content_type=kind,
        charset="utf-8" if text else None,
        headers=_HEADERS,
    )
