"""`/play/live`: the WebSocket on which the page sees the world change."""

import asyncio

from aiohttp import web

from playground.notifier import Pulse
from playground.routes.fields import Fields
from playground.state import STATE

_HEARTBEAT_SECONDS = 20.0
# How long a closing socket waits for the page to say goodbye as well.
_GOODBYE_SECONDS = 0.5
_LOOK_SECONDS = 3600.0


async def live(request: web.Request) -> web.WebSocketResponse:
    """Send every event after `after` (now, if not given) until one side leaves.

    Kinds are message, edit, delete, reaction, action (no message; chat_id and action) and reset.
    """
    state = request.app[STATE]
    seq = Fields(request.query).integer("after", state.world.seq)
    socket = web.WebSocketResponse(timeout=_GOODBYE_SECONDS, heartbeat=_HEARTBEAT_SECONDS)
    await socket.prepare(request)
    reader = asyncio.create_task(_until_closed(socket, state.pulse))
    try:
        while not (reader.done() or state.pulse.closed):
            look = lambda: reader.done() or state.world.events_after(seq)  # noqa: B023, E731
            await state.pulse.until(look, _LOOK_SECONDS)
            for event in state.world.events_after(seq):
                seq = event["seq"]
                await socket.send_json(event)
    except ConnectionResetError:
        pass
    finally:
        reader.cancel()
        await socket.close()
    return socket


async def _until_closed(socket: web.WebSocketResponse, pulse: Pulse) -> None:
    """Read until the page leaves; what it says does not matter."""
    async for _ in socket:
        pass
    pulse.beat()
