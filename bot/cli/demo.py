"""``atelier demo``: a local Telegram on this machine, and the bot in it."""

from __future__ import annotations

import asyncio
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from bot.app import run_bot
from bot.cli.terminal import wait_forever
from bot.settings import Settings
from playground.server import Playground, serve

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoArgs:
    """What the command line asks for. Without ``home`` that of the settings serves."""

    port: int
    home: Path | None
    browser: bool
    bot: bool


async def run_demo(args: DemoArgs, say: Say) -> None:
    """Serve the playground, with the bot in it if wanted, until cancelled.

    Raises ``OSError`` when the port is taken.
    """
    # Any token may come in, so that a bot started by hand needs no secret of ours.
    async with serve(args.port, token=None) as playground:
        if not args.bot:
            _announce(playground, args, say)
            await wait_forever()
        settings = await asyncio.to_thread(_make_settings, playground, args.home)
        async with run_bot(settings):
            _announce(playground, args, say)
            await wait_forever()


def _make_settings(playground: Playground, home: Path | None) -> Settings:
    home = home or Settings().home
    database = home / "demo.db"
    # The playground begins anew with each start, so what was known of the last one is void.
    for path in (database, *home.glob("demo.db-*")):
        path.unlink(missing_ok=True)
    return Settings(
        home=home,
        database=str(database),
        token=SecretStr(playground.token),
        api_url=playground.base_url,
        file_url=playground.file_url,
        admins=tuple(user.id for user in playground.world.people() if user.is_admin),
    )


def _announce(playground: Playground, args: DemoArgs, say: Say) -> None:
    say(f"ready {playground.url}")
    if args.browser:
        # A browser that is slow to start must not hold up the bot.
        asyncio.get_running_loop().run_in_executor(None, webbrowser.open, playground.url)
