"""Read requests: form fields, JSON and files, up to a bound."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from playground.api.params import Upload
from playground.errors import ApiError

MOST_BYTES = (50 << 20) + (1 << 20)
_TOO_LARGE = "Request Entity Too Large"


@dataclass(slots=True)
class Form:
    """Fields by name, and files in the order in which they came."""

    values: dict[str, Any] = field(default_factory=dict)
    files: list[tuple[str, Upload]] = field(default_factory=list)


async def read_form(request: web.Request) -> Form:
    """Return what a request carries. Raises `ApiError` 413 above 51 MB, 400 for broken JSON."""
    form = Form(dict(request.query))
    if (request.content_length or 0) > MOST_BYTES:
        raise ApiError(413, _TOO_LARGE)
    try:
        if request.content_type == "application/json":
            form.values |= _parse_object(await request.text())
        elif request.content_type.startswith("multipart/"):
            await _read_parts(request, form)
        else:
            form.values |= dict(await request.post())
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, _TOO_LARGE) from None
    return form


async def _read_parts(request: web.Request, form: Form) -> None:
    left = MOST_BYTES
    reader = await request.multipart()
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader):
            raise ApiError(400, "Bad Request: nested multipart is not supported")
        data = bytearray()
        while chunk := await part.read_chunk(1 << 18):
            left -= len(chunk)
            if left < 0:
                raise ApiError(413, _TOO_LARGE)
            data += part.decode(chunk)
        _add(form, part, bytes(data))


def _add(form: Form, part: BodyPartReader, data: bytes) -> None:
    name = part.name or ""
    if part.filename is None:
        form.values[name] = data.decode(errors="replace")
        return
    mime = part.headers.get("Content-Type", "").partition(";")[0].strip()
    form.files.append((name, Upload(part.filename, mime, data)))


def _parse_object(text: str) -> dict[str, Any]:
    try:
        body = json.loads(text) if text.strip() else {}
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise ApiError(400, "Bad Request: can't parse the request: JSON object expected")
    return body
