"""Links to pictures: what arrives, and everything that must not be reached."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from ipaddress import IPv4Address
from typing import Any

import pytest
from aiohttp import web

from bot.pictures.link_fetcher import Address, BadLink, LinkLimits, fetch_picture

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
HOME = IPv4Address("127.0.0.1")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def only_home(address: Address) -> bool:
    return address == HOME


def limits(port: int, **more: Any) -> LinkLimits:
    how: dict[str, Any] = {"ports": frozenset({port}), "allowed": only_home, "seconds": 10.0}
    return LinkLimits(**how | more)


async def why(url: str, limits: LinkLimits) -> str:
    with pytest.raises(BadLink) as caught:
        await fetch_picture(url, limits=limits)
    return caught.value.reason


@asynccontextmanager
async def site(handler: Handler) -> AsyncIterator[int]:
    """A web server on 127.0.0.1; yields its port."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


@asynccontextmanager
async def raw(answer: bytes, *, hang: bool = False) -> AsyncIterator[int]:
    """A server that says ``answer`` to anyone; then it closes, or it waits."""
    over = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        if hang:
            await over.wait()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        over.set()
        server.close()


async def picture(_: web.Request) -> web.Response:
    return web.Response(body=PICTURE, content_type="image/png")


def to(place: str) -> Handler:
    async def handler(request: web.Request) -> web.Response:
        if request.path == "/end":
            return await picture(request)
        return web.Response(status=302, headers={"Location": place})

    return handler


def with_type(kind: str | None, **headers: str) -> bytes:
    lines = [f"Content-Length: {len(PICTURE)}", *(f"{n}: {v}" for n, v in headers.items())]
    lines += [] if kind is None else [f"Content-Type: {kind}"]
    return "\r\n".join(["HTTP/1.1 200 OK", *lines, "", ""]).encode() + PICTURE


# What arrives


async def test_a_picture_arrives() -> None:
    async with site(picture) as port:
        url = f"http://127.0.0.1:{port}/cat.png?size=1#top"
        assert await fetch_picture(url, limits=limits(port)) == PICTURE


async def test_a_redirect_is_followed() -> None:
    async with site(to("/end")) as port:
        assert await fetch_picture(f"http://127.0.0.1:{port}/", limits=limits(port)) == PICTURE


@pytest.mark.parametrize(
    "kind", ["image/webp", "IMAGE/PNG; x=1", "application/octet-stream", None]
)
async def test_types_that_may_be_a_picture(kind: str | None) -> None:
    async with raw(with_type(kind)) as port:
        assert await fetch_picture(f"http://127.0.0.1:{port}/", limits=limits(port)) == PICTURE


async def test_nothing_about_us_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[web.Request] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(request)
        moved = {"Location": "/end", "Set-Cookie": "a=b"}
        last = request.path == "/end"
        return await picture(request) if last else web.Response(status=301, headers=moved)

    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    async with site(handler) as port:
        await fetch_picture(f"http://127.0.0.1:{port}/", limits=limits(port))
    assert [request.path for request in seen] == ["/", "/end"]
    for request in seen:
        assert not {"Cookie", "Referer", "Authorization"} & set(request.headers)
        assert request.headers["Accept-Encoding"] == "identity"


# Where a link may not lead


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "LOCALHOST.",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "１２７.0.0.1",
        "0",
    ],
)
async def test_no_spelling_of_our_own_machine_is_connected_to(host: str) -> None:
    reached: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        reached.append(request.path)
        return await picture(request)

    async with site(handler) as port:
        unlimited = LinkLimits(ports=frozenset({port}), seconds=10)
        # What a resolver does not take for an address, it does not find.
        assert await why(f"http://{host}:{port}/", unlimited) in {
            "link-private",
            "link-unreachable",
            "link-scheme",
        }
    assert reached == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0x7f.1"])
async def test_our_own_machine_is_refused_as_private(host: str) -> None:
    assert await why(f"http://{host}/", LinkLimits()) == "link-private"


async def test_a_metadata_service_is_refused_without_a_packet() -> None:
    assert await why("http://169.254.169.254/latest/", LinkLimits()) == "link-private"


@pytest.mark.parametrize("target", ["127.0.0.2", "10.0.0.1", "169.254.169.254", "[::1]", "0x7f.2"])
async def test_a_redirect_into_a_private_network_is_refused(target: str) -> None:
    async with untouched() as port, site(to(f"http://{target}:{port}/")) as first:
        both = limits(first, ports=frozenset({first, port}))
        assert await why(f"http://127.0.0.1:{first}/", both) == "link-private"


@asynccontextmanager
async def untouched() -> AsyncIterator[int]:
    """A server on all addresses that nobody may reach; yields its port."""
    reached = []

    def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reached.append(writer.get_extra_info("peername"))
        writer.close()

    server = await asyncio.start_server(serve, "0.0.0.0", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
    assert reached == []


async def test_a_name_that_changes_its_mind_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the first answer is allowed, the next is not."""
    look_up, answers = socket.getaddrinfo, iter(["127.0.0.1", "127.0.0.2"])

    def rebinding(host: Any, *args: Any, **how: Any) -> Any:
        return look_up(next(answers) if host == "pictures.example" else host, *args, **how)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    async with site(to("/again")) as port:
        url = f"http://pictures.example:{port}/"
        assert await why(url, limits(port)) == "link-private"
    assert list(answers) == []


async def test_of_several_addresses_only_the_allowed_are_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    look_up, asked = socket.getaddrinfo, []

    def both(host: Any, *args: Any, **how: Any) -> Any:
        if host != "pictures.example":
            return look_up(host, *args, **how)
        return look_up("127.0.0.2", *args, **how) + look_up("127.0.0.1", *args, **how)

    def allowed(address: Address) -> bool:
        asked.append(str(address))
        return only_home(address)

    monkeypatch.setattr(socket, "getaddrinfo", both)
    async with site(picture) as port:
        url = f"http://pictures.example:{port}/"
        assert await fetch_picture(url, limits=limits(port, allowed=allowed)) == PICTURE
    assert asked == ["127.0.0.2", "127.0.0.1"]


# What is no plain link


@pytest.mark.parametrize(
    "url",
    [
        "",
        "cat.png",
        "//127.0.0.1/",
        "ftp://127.0.0.1/cat.png",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "data:image/png;base64,AAAA",
        "http://",
        "http:///cat.png",
        "http://me@127.0.0.1/",
        "http://me:secret@127.0.0.1/",
        "http://:@127.0.0.1/",
        "http://127.0.0.1:22/",
        "https://127.0.0.1:8443/",
        "http://127.0.0.1:99999/",
        "http://[::1/",
        "http://127.0.0.1/" + "a" * 3000,
    ],
)
async def test_only_plain_web_links_are_taken(url: str) -> None:
    assert await why(url, limits(80, ports=frozenset({80, 443}))) == "link-scheme"


@pytest.mark.parametrize(
    "place", ["ftp://127.0.0.1/", "file:///etc/passwd", "http://127.0.0.1:22/"]
)
async def test_a_redirect_must_be_plain_as_well(place: str) -> None:
    async with site(to(place)) as port:
        assert await why(f"http://127.0.0.1:{port}/", limits(port)) == "link-scheme"


async def test_a_redirect_with_a_password_is_refused() -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        return await to(f"http://a:b@{request.host}/end")(request)

    async with site(handler) as port:
        assert await why(f"http://127.0.0.1:{port}/", limits(port)) == "link-scheme"


# What costs too much


@pytest.mark.parametrize(("hops", "arrives"), [(3, True), (4, False)])
async def test_three_redirects_are_followed_and_no_more(hops: int, *, arrives: bool) -> None:
    async def handler(request: web.Request) -> web.Response:
        left = int(request.path.strip("/"))
        away = {"Location": f"/{left - 1}"}
        return web.Response(status=307, headers=away) if left else await picture(request)

    async with site(handler) as port:
        url = f"http://127.0.0.1:{port}/{hops}"
        if arrives:
            assert await fetch_picture(url, limits=limits(port)) == PICTURE
        else:
            assert await why(url, limits(port)) == "link-unreachable"


async def test_a_file_announced_too_big_is_not_read() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 99999999\r\n\r\n"
    async with raw(head, hang=True) as port:
        assert await why(f"http://127.0.0.1:{port}/", limits(port)) == "link-too-big"


async def test_an_endless_file_is_left_at_the_limit() -> None:
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse(headers={"Content-Type": "image/png"})
        await response.prepare(request)
        try:
            while True:
                await response.write(bytes(1 << 16))
                sent += 1 << 16
        except ConnectionError:
            return response

    async with site(endless) as port:
        small = limits(port, bytes=1 << 18)
        assert await why(f"http://127.0.0.1:{port}/", small) == "link-too-big"
    assert sent < 64 << 20


async def test_a_picture_of_just_the_limit_arrives() -> None:
    async with site(picture) as port:
        url = f"http://127.0.0.1:{port}/"
        assert await fetch_picture(url, limits=limits(port, bytes=len(PICTURE))) == PICTURE
        assert await why(url, limits(port, bytes=len(PICTURE) - 1)) == "link-too-big"


async def test_a_server_that_closes_early_gave_no_picture() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 5000\r\n\r\nabc"
    async with raw(head) as port:
        assert await why(f"http://127.0.0.1:{port}/", limits(port)) == "link-unreachable"


@pytest.mark.parametrize(
    "beginning", [b"", b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nabc"]
)
async def test_a_server_that_falls_silent_is_left(beginning: bytes) -> None:
    async with raw(beginning, hang=True) as port:
        assert await why(f"http://127.0.0.1:{port}/", limits(port, seconds=0.3)) == "link-slow"


async def test_a_swollen_head_is_refused() -> None:
    head = b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 100_000 + b"\r\n\r\n"
    async with raw(head) as port:
        assert await why(f"http://127.0.0.1:{port}/", limits(port)) == "link-unreachable"


# What is no picture


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/json", "video/mp4"])
async def test_other_types_are_refused_unread(kind: str) -> None:
    async with raw(with_type(kind), hang=True) as port:
        assert await why(f"http://127.0.0.1:{port}/", limits(port)) == "link-not-picture"


async def test_packed_content_is_refused() -> None:
    async with raw(with_type("image/png", **{"Content-Encoding": "gzip"})) as port:
        assert await why(f"http://127.0.0.1:{port}/", limits(port)) == "link-not-picture"


@pytest.mark.parametrize("status", [204, 206, 304, 401, 404, 500])
async def test_anything_but_a_plain_answer_is_no_picture(status: int) -> None:
    async def handler(_: web.Request) -> web.Response:
        return web.Response(status=status, content_type="image/png")

    async with site(handler) as port:
        assert await why(f"http://127.0.0.1:{port}/", limits(port)) == "link-unreachable"


async def test_a_port_where_nobody_listens() -> None:
    async with raw(b"") as port:
        pass
    assert await why(f"http://127.0.0.1:{port}/", limits(port)) == "link-unreachable"


async def test_an_unknown_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: Any, **how: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    # The real answer may take seconds where there is no network.
    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    assert await why("http://no-such-host.invalid/", LinkLimits()) == "link-unreachable"
