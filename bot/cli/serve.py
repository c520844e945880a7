"""``atelier run``: the bot in Telegram, with a health page if a port is set."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack

from bot.app import Running, running
from bot.cli.health import health_page
from bot.cli.signals_ import forever
from bot.settings import Settings


async def serve(settings: Settings, say: Callable[[str], None]) -> None:
    """Serve until cancelled. Raises ``BadToken``, ``DatabaseError``, ``OSError`` for the port."""
    bot: Running | None = None

    def trouble() -> str | None:
        return "The bot is starting." if bot is None else bot.trouble()

    async with AsyncExitStack() as stack:
        if settings.health_port:
            # First, so that whoever watches sees a bot that starts, not a closed door.
            await stack.enter_async_context(health_page(settings.health_port, trouble))
        bot = await stack.enter_async_context(running(settings))
        say(f"ready @{bot.app.bot.username}")
        await forever()
