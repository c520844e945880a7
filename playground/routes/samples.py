"""`/play/samples`: free photos for people who have none at hand."""

import asyncio

from aiohttp import web

from playground import samples
from playground.errors import PlayError


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of the sample photos."""
    return [
        web.get("/play/samples", list_samples),
        web.get("/play/samples/{name}.jpg", show_sample),
    ]


async def list_samples(_: web.Request) -> web.Response:
    """Return name, title and address of each sample; none where scikit-image is missing."""
    found = await asyncio.to_thread(samples.available_samples)
    listed = [
        {"name": one.name, "title": one.title, "url": f"/play/samples/{one.name}.jpg"}
        for one in found
    ]
    return web.json_response({"samples": listed})


async def show_sample(request: web.Request) -> web.Response:
    """Return one sample photo."""
    try:
        data = await asyncio.to_thread(samples.sample_jpeg, request.match_info["name"])
    except KeyError:
        raise PlayError(404, "there is no such sample photo") from None
    return web.Response(
        body=data, content_type="image/jpeg", headers={"Cache-Control": "max-age=3600"}
    )
