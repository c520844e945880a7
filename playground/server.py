"""Start a playground: `async with serve(port) as playground`, or `python -m playground`."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from aiohttp import web

from playground import seed
from playground.api.dispatch import build_method_table
from playground.notifier import ChangeNotifier
from playground.polling import Polling
from playground.rate_limits import FloodControl, FloodLimits
from playground.routes import actions, bot, guard, live, page, play, samples
from playground.state import STATE, ServerState
from playground.webhook_sender import WebhookSender, stop_sender
from playground.world import World

T = TypeVar("T")

_SHUTDOWN_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Playground:
    """A running playground. `token` is the bot's; with none given any well-formed one works."""

    url: str
    token: str
    world: World
    notifier: ChangeNotifier

    @property
    def base_url(self) -> str:
        """Return what a bot library calls its base URL: the token follows directly."""
        return f"{self.url}/bot"

    @property
    def file_url(self) -> str:
        """Return the base URL of downloads."""
        return f"{self.url}/file/bot"

    async def until(self, look: Callable[[], T | None], seconds: float = 20.0) -> T:
        """Return the first true value of `look()`, tried at every change of the world.

        Raises `TimeoutError` when there is none within `seconds`.
        """
        found = await self.notifier.wait_until(look, seconds)
        if not found:
            raise TimeoutError(f"the playground did not get there within {seconds:g} s")
        return found


@asynccontextmanager
async def serve(
    port: int = 0,
    *,
    host: str = "127.0.0.1",
    token: str | None = seed.TOKEN,
    flood: FloodLimits | None = None,
    clock: Callable[[], float] = time.time,
    populate: Callable[[World], None] = seed.populate,
    answer_seconds: float = 10.0,
) -> AsyncIterator[Playground]:
    """Serve a world of its own until the block is left. Port 0 takes a free one.

    `token` None lets any well-formed token in. `flood` switches flood limits on. `clock` is the
    world's time in Unix seconds; `populate` fills the world; a press or an inline query waits
    `answer_seconds` for the bot.
    """
    world = World(seed.new_bot(), clock=clock)
    populate(world)
    notifier = ChangeNotifier()
    world.on_change = notifier.notify
    polling = Polling(world.updates, notifier)
    state = ServerState(
        world,
        notifier,
        polling,
        build_method_table(),
        FloodControl(flood, clock),
        token,
        answer_seconds,
    )
    runner = web.AppRunner(
        _application(state, host), access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS
    )
    await runner.setup()
    sender = asyncio.create_task(WebhookSender(state).run())
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        taken = runner.addresses[0][1]
        shown = f"[{host}]" if ":" in host else host
        yield Playground(f"http://{shown}:{taken}", token or seed.TOKEN, world, notifier)
    finally:
        # First, so that nothing is pushed while the server goes down.
        await stop_sender(sender)
        await runner.cleanup()


def _application(state: ServerState, host: str) -> web.Application:
    app = web.Application(
        middlewares=[guard.build_guard(host), play.handle_refusals], client_max_size=60 << 20
    )
    app[STATE] = state
    for room in (bot, play, actions, samples, page):
        app.add_routes(room.routes())
    app.router.add_get("/play/live", live.stream_events)
    app.on_response_prepare.append(guard.add_security_headers)
    app.on_shutdown.append(_wake_all)
    return app


async def _wake_all(app: web.Application) -> None:
    """Let long polls and open pages go, so that the server can stop at once."""
    app[STATE].notifier.close()
