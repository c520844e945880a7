"""``/healthz`` for whatever watches over the bot: 200 while it hears Telegram and can paint."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web


@asynccontextmanager
async def health_page(port: int, trouble: Callable[[], str | None]) -> AsyncIterator[int]:
    """Serve on ``port`` (0: a free one, which is yielded); ``trouble`` is ``None`` while well."""

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
