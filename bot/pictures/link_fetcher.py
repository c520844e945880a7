"""Fetches the picture behind a link that a stranger sent, without lending them our network.

Every connection, also of a redirect, is checked where its socket is made: against the very address
it is about to go to. Whatever a name resolves to, however an address is spelt, and however quickly
DNS changes its mind (rebinding), the check sees the truth.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final, TypeAlias

import aiohttp
from yarl import URL

Address: TypeAlias = IPv4Address | IPv6Address

_MAX_LINK: Final = 2048
"""Characters of a link."""
_CHUNK: Final = 1 << 16
_MAX_HEADER: Final = 8190
"""Bytes of one line of a response's head."""
_MAX_HEADERS: Final = 64
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
# Without a type, or with that of any file, the engine looks at the bytes.
_NO_TYPE: Final = frozenset({"", "application/octet-stream", "binary/octet-stream"})
_HEADERS_SENT: Final = {
    "User-Agent": "Atelier/1 (a Telegram bot; a person asked for this picture)",
    "Accept": "image/*",
    # Nothing is unpacked, so that a few bytes cannot become many.
    "Accept-Encoding": "identity",
}

# Special purposes (IANA registries) that `is_global` calls global or that Python versions disagree
# about: protocol assignments with a cloud's metadata, 6to4 relays, Azure's host channel.
_SPECIAL_4: Final = tuple(
    map(IPv4Network, ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "240.0.0.0/4"))
)
# Everything public is in here; mapped and translated (NAT64) IPv4 addresses are not.
_PUBLIC_6: Final = IPv6Network("2000::/3")
# Teredo and other protocol assignments, documentation, 6to4: the latter and Teredo hide an IPv4
# address that only some router unwraps.
_SPECIAL_6: Final = tuple(
    map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
)


class BadLink(Exception):
    """The link led to no picture. ``reason`` is the slug of a text.

    Reasons: ``link-scheme`` (not a plain http or https link: other schemes or ports, passwords),
    ``link-private`` (leads into a network that is not public), ``link-too-big``,
    ``link-not-picture``, ``link-slow``, ``link-unreachable`` (no answer, an error, or more
    redirects than are followed).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def is_public(address: Address) -> bool:
    """Return whether ``address`` is that of one public host, and hides no other address."""
    if address.is_multicast or not address.is_global:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _SPECIAL_4)
    return address in _PUBLIC_6 and not any(address in network for network in _SPECIAL_6)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLimits:
    """Limits of what fetching a link may cost, and of where it may lead.

    Other ports than those of the web are refused, because what answers there is seldom a picture
    and often a service that trusts whoever reaches it.
    """

    bytes: int = 20 << 20
    seconds: float = 20.0
    """Of all together: names, redirects and the picture itself."""
    redirects: int = 3
    ports: frozenset[int] = frozenset({80, 443})
    allowed: Callable[[Address], bool] = is_public


async def fetch_picture(url: str, *, limits: LinkLimits) -> bytes:
    """Return the bytes that ``url`` leads to, whether they are a picture or not.

    Raises ``BadLink``.
    """
    gate = _Gate(limits.allowed)
    try:
        async with asyncio.timeout(limits.seconds), _session(gate) as session:
            return await _follow(session, _check(url, limits), limits)
    except TimeoutError as error:
        raise BadLink("link-slow") from error
    except (aiohttp.ClientError, OSError, ValueError) as error:
        # ValueError: names that cannot be encoded.
        raise BadLink("link-private" if gate.refused else "link-unreachable") from error


class _Gate:
    """Makes the sockets of one fetch, and none to an address that is not allowed.

    It notes a refusal, which aiohttp reports as any other error of a connection.
    """

    def __init__(self, allowed: Callable[[Address], bool]) -> None:
        self._allowed = allowed
        self.refused = False

    def __call__(self, info: aiohttp.AddrInfoType) -> socket.socket:
        family, kind, protocol, _, place = info
        if not self._allowed(ip_address(str(place[0]))):
            self.refused = True
            raise PermissionError("not a public address")
        return socket.socket(family, kind, protocol)


def _session(gate: _Gate) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(
        # The resolver of the system, because every spelling of an address must end at the gate.
        resolver=aiohttp.ThreadedResolver(),
        socket_factory=gate,
        use_dns_cache=False,
        force_close=True,
    )
    return aiohttp.ClientSession(
        connector=connector,
        headers=_HEADERS_SENT,
        cookie_jar=aiohttp.DummyCookieJar(),
        # A proxy would be connected to instead, and would see addresses that the gate does not.
        trust_env=False,
        auto_decompress=False,
        timeout=aiohttp.ClientTimeout(total=None),
        max_line_size=_MAX_HEADER,
        max_field_size=_MAX_HEADER,
        max_headers=_MAX_HEADERS,
    )


def _check(link: str | URL, limits: LinkLimits) -> URL:
    """Return ``link`` if it is a plain web address. Raises ``BadLink``."""
    try:
        url = URL(link)
        plain = url.scheme in {"http", "https"} and url.host and url.port in limits.ports
    except ValueError as error:
        raise BadLink("link-scheme") from error
    if not plain or url.user is not None or url.password is not None or len(str(url)) > _MAX_LINK:
        raise BadLink("link-scheme")
    return url


async def _follow(session: aiohttp.ClientSession, url: URL, limits: LinkLimits) -> bytes:
    for _ in range(limits.redirects + 1):
        # Followed by hand, so that every step passes the same checks as the first.
        async with session.get(url, allow_redirects=False) as response:
            if response.status not in _REDIRECTS:
                return await _read(response, limits.bytes)
            target = response.headers.get("Location", "")
        url = _check(url.join(URL(target)), limits)
    raise BadLink("link-unreachable")


async def _read(response: aiohttp.ClientResponse, limit: int) -> bytes:
    if response.status != 200:
        raise BadLink("link-unreachable")
    if not _may_be_picture(response):
        raise BadLink("link-not-picture")
    if (response.content_length or 0) > limit:
        raise BadLink("link-too-big")
    content = bytearray()
    # Counted as well: the length that was told may be missing or a lie.
    async for chunk in response.content.iter_chunked(_CHUNK):
        content += chunk
        if len(content) > limit:
            raise BadLink("link-too-big")
    return bytes(content)


def _may_be_picture(response: aiohttp.ClientResponse) -> bool:
    if response.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        return False
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    # Drawings in XML are text, and text is not opened here.
    return kind in _NO_TYPE or (kind.startswith("image/") and not kind.startswith("image/svg"))
