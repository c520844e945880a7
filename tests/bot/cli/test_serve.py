"""The health page says whether people are served."""

from __future__ import annotations

import aiohttp
import pytest

from bot.cli.serve import serve_health_page


@pytest.mark.parametrize(("trouble", "status"), [(None, 200), ("The engine is starting.", 503)])
async def test_health(trouble: str | None, status: int) -> None:
    async with (
        serve_health_page(0, lambda: trouble) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session,
        session.get("/healthz") as response,
    ):
        assert response.status == status
        assert await response.json() == {"ok": trouble is None, "trouble": trouble}
