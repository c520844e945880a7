"""``atelier run``: the bot in Telegram, with a health page if a port is set."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from aiohttp import web

from bot.app import RunningBot, run_bot
from bot.cli.terminal import wait_forever
from bot.settings import Settings


async def serve(settings: Settings, say: Callable[[str], None]) -> None:
    """Serve until cancelled. Raises ``BadToken``, ``DatabaseError``, ``OSError`` for the port."""
    bot: RunningBot | None = None

    def trouble() -> str | None:
        return "The bot is starting." if bot is None else bot.trouble()

    async with AsyncExitStack() as stack:
        if settings.health_port:
            # First, so that whoever watches sees a bot that starts, not a closed port.
            await stack.enter_async_context(serve_health_page(settings.health_port, trouble))
        bot = await stack.enter_async_context(run_bot(settings))
        say(f"ready @{bot.app.bot.username}")
        await wait_forever()


@asynccontextmanager
async def serve_health_page(port: int, trouble: Callable[[], str | None]) -> AsyncIterator[int]:
    """Serve ``/healthz`` while the block lasts, and yield its port.

    ``port`` 0 takes a free one. ``trouble`` returns what is wrong, ``None`` while nothing is.
    """

    async def healthz(_: web.Request) -> web.Response:
        words = trouble()
        return web.json_response(
            {"ok": words is None, "trouble": words}, status=200 if words is None else 503
        )

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        # Containers are probed from outside their network namespace too.
        await web.TCPSite(runner, "0.0.0.0", port).start()  # noqa: S104
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
