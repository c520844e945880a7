"""`/play/live`: the WebSocket on which the page sees the world change."""

import asyncio

from aiohttp import web

from playground.notifier import ChangeNotifier
from playground.routes.fields import Fields
from playground.state import STATE

_HEARTBEAT_SECONDS = 20.0
# How long a closing socket waits for the page's close frame.
_CLOSE_SECONDS = 0.5
_IDLE_SECONDS = 3600.0


async def stream_events(request: web.Request) -> web.WebSocketResponse:
    """Send every event after `after` (now, if not given) until one side leaves.

    Kinds are message, edit, delete, reaction, action (no message; chat_id and action) and reset.
    """
    state = request.app[STATE]
    seq = Fields(request.query).integer("after", state.world.seq)
    socket = web.WebSocketResponse(timeout=_CLOSE_SECONDS, heartbeat=_HEARTBEAT_SECONDS)
    await socket.prepare(request)
    reader = asyncio.create_task(_read_until_closed(socket, state.notifier))
    try:
        while not (reader.done() or state.notifier.closed):
            look = lambda: reader.done() or state.world.events_after(seq)  # noqa: B023, E731
            await state.notifier.wait_until(look, _IDLE_SECONDS)
            for event in state.world.events_after(seq):
                seq = event["seq"]
                await socket.send_json(event)
    except ConnectionResetError:
        pass
    finally:
        reader.cancel()
        await socket.close()
    return socket


async def _read_until_closed(socket: web.WebSocketResponse, notifier: ChangeNotifier) -> None:
    """Read until the page closes the socket; what it sends is ignored."""
    async for _ in socket:
        pass
    notifier.notify()
