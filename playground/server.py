"""Start a playground: `async with serve(port) as playground`, or `python -m playground`."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from aiohttp import web

from playground import seed
from playground.api.dispatch import methods
from playground.notifier import Pulse
from playground.polling import Polling
from playground.rate_limits import Flood, FloodLimits
from playground.routes import acts, bot, guard, live, page, play, samples
from playground.state import STATE, State
from playground.webhook_sender import Courier, stop
from playground.world import World

T = TypeVar("T")

_SHUTDOWN_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Playground:
    """A running playground. `token` is the bot's; with none given any well-formed one works."""

    url: str
    token: str
    world: World
    pulse: Pulse

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
        found = await self.pulse.until(look, seconds)
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
    pulse = Pulse()
    world.changed = pulse.beat
    polling = Polling(world.updates, pulse)
    state = State(world, pulse, polling, methods(), Flood(flood, clock), token, answer_seconds)
    runner = web.AppRunner(
        _application(state, host), access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS
    )
    await runner.setup()
    courier = asyncio.create_task(Courier(state).work())
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        taken = runner.addresses[0][1]
        shown = f"[{host}]" if ":" in host else host
        yield Playground(f"http://{shown}:{taken}", token or seed.TOKEN, world, pulse)
    finally:
        await stop(courier)
        await runner.cleanup()


def _application(state: State, host: str) -> web.Application:
    app = web.Application(middlewares=[guard.guard(host), play.explain], client_max_size=60 << 20)
    app[STATE] = state
    for room in (bot, play, acts, samples, page):
        app.add_routes(room.routes())
    app.router.add_get("/play/live", live.live)
    app.on_response_prepare.append(guard.harden)
    app.on_shutdown.append(_wake_all)
    return app


async def _wake_all(app: web.Application) -> None:
    """Let long polls and open pages go, so that the server can stop at once."""
    app[STATE].pulse.close()
