"""The composition root: builds the bot from its settings, starts it and stops it in order.

Start: database, presets, engine (its worker loads in the background), Telegram's word on the
token, what was left unhandled, the runner, the handlers, and the poll last, so that nothing comes
in before it can be handled.

Stop, each step with a limit: the poll (nothing comes in), the handlers in hand, the runner (what
is not delivered goes back to ``queued``), the connections to Telegram, the engine and its worker,
the database.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any, Final

from telegram import Update
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes, TypeHandler, Updater

from bot.account.command_menu import publish_menus
from bot.context import Atelier, Context
from bot.housekeeping import run_housekeeping
from bot.logs import OutageWarning
from bot.routing.errors import on_error
from bot.routing.gate import admit
from bot.routing.routes import build_handlers
from bot.services import build_bot, build_services
from bot.settings import Settings
from bot.transport.durable_bot import WANTED
from bot.transport.retry import retry
from bot.transport.update_processor import PerChatUpdateProcessor
from engine import Engine, EngineSettings
from presets import catalogue as presets
from storage import (
    Database,
    Retention,
    sync_presets,
)

log = logging.getLogger(__name__)

POLL_S: Final = 30
STEP_LIMIT_S: Final = 5.0
"""For each step of stopping."""
SILENCE_LIMIT_S: Final = 120.0
"""After this long without an answer from Telegram the bot counts as cut off."""
_REFUSALS: Final = frozenset({"Not Found", "Unauthorized"})
"""Telegram's words for a token that it does not know."""
_FOREIGN: Final = "something on the way answers in its place"
_PAUSES: Final = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds between attempts to reach Telegram at the start; the last is repeated."""


class BadToken(Exception):
    """Telegram does not know the token, or none was given."""


@dataclass(frozen=True, slots=True)
class RunningBot:
    """A bot at work."""

    app: Atelier
    engine: Engine

    def trouble(self) -> str | None:
        """Return what keeps the bot from serving people right now, in words for the operator."""
        health = self.engine.health
        if not health.alive:
            return health.trouble or "The engine is starting."
        if self.app.bot.silent_for > SILENCE_LIMIT_S:
            return f"Telegram has not answered for {self.app.bot.silent_for:.0f} s."
        return None


@asynccontextmanager
async def run_bot(
    settings: Settings, *, engine: Engine | None = None
) -> AsyncIterator[RunningBot]:
    """Run the bot while the block lasts. Raises ``BadToken`` and storage's ``DatabaseError``.

    An ``engine`` that is given was started by its owner, who stops it.
    """
    if not settings.token.get_secret_value():
        raise BadToken("There is no bot token: set ATELIER_TOKEN.")
    # Each end is pushed before its beginning is tried, so that a start that fails half-way is
    # taken back as far as it came.
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(Database.open(settings.database_place))
        await sync_presets(database, presets())
        if engine is None:
            engine = Engine(engine_settings(settings))
            stack.push_async_callback(engine.stop)
            await engine.start()
        app = build_application(settings, database, engine)
        stack.push_async_callback(app.services.decoder.pool.stop)
        # PTB closes nothing when a start fails half-way, so these stand by from here on.
        stack.push_async_callback(app.bot.shutdown)
        stack.push_async_callback(app.shutdown)
        await _initialize(app)
        # Queued before the poll, so that they are handled before what is newer.
        await _queue_unhandled(app)
        stack.push_async_callback(app.services.runner.stop, STEP_LIMIT_S)
        await app.services.runner.start()
        stack.push_async_callback(app.services.broadcasts.stop)
        await app.services.broadcasts.start()
        stack.push_async_callback(_stop_handlers, app)
        await app.start()
        await stack.enter_async_context(run_housekeeping(Retention(database)))
        stack.push_async_callback(_stop_polling, app)
        await _start_polling(app)
        yield RunningBot(app, engine)


def engine_settings(settings: Settings) -> EngineSettings:
    """Return the engine's part of the settings."""
    return EngineSettings(
        home=settings.home,
        weights=settings.weights,
        networks=settings.networks,
        device=settings.device,
        threads=settings.threads,
        slots=settings.slots,
    )


def build_application(settings: Settings, database: Database, engine: Engine) -> Atelier:
    """Build the application with its bot, services and handlers; nothing is started."""
    bot = build_bot(settings, database)
    services = build_services(settings, database, bot, engine)
    app = (
        ApplicationBuilder()
        .application_class(Atelier, {"services": services})
        .bot(bot)
        .concurrent_updates(PerChatUpdateProcessor(bot.inbox))
        .context_types(ContextTypes(context=Context))
        # Nothing here is scheduled by PTB.
        .job_queue(None)
        .build()
    )
    if not isinstance(app, Atelier):
        raise TypeError("the builder made another application than it was told")
    # Ahead of all others, which rely on the preferences that it reads.
    app.add_handler(TypeHandler(Update, admit), group=-1)
    app.add_handlers(build_handlers())
    app.add_error_handler(on_error)
    return app


async def _initialize(app: Atelier) -> None:
    """Ask Telegram who we are, until it answers; in a container the network may come later."""

    async def introduce() -> None:
        await app.initialize()
        await publish_menus(app.bot, app.services.catalogue, app.services.settings.admins)

    try:
        await retry(
            introduce,
            chain(_PAUSES, repeat(_PAUSES[-1])),
            may_pass=_may_pass,
            on_failure=_log_silence,
        )
    except InvalidToken:
        # PTB's own words quote the token.
        raise BadToken("Telegram does not know this bot token.") from None


def _may_pass(error: TelegramError) -> bool:
    if isinstance(error, BadRequest) or is_refusal(error):
        return False
    return isinstance(error, InvalidToken | NetworkError | RetryAfter)


def _log_silence(error: TelegramError, pause: float) -> None:
    why = _FOREIGN if isinstance(error, InvalidToken) else str(error)
    log.warning("Telegram does not answer (%s); next attempt in %g s", why, pause)


def is_refusal(error: TelegramError) -> bool:
    """Return whether Telegram itself refuses the token.

    PTB says so of every 401 and 404, be they of a proxy that cannot reach Telegram.
    """
    if not isinstance(error, InvalidToken):
        return False
    origin = error.__cause__ if isinstance(error.__cause__, InvalidToken) else error
    return origin.message in _REFUSALS


async def _queue_unhandled(app: Atelier) -> None:
    waiting = await app.bot.inbox.load_unhandled(app.bot)
    if waiting:
        log.info("Handling %d updates that an earlier life left", len(waiting))
    for update in waiting:
        await app.update_queue.put(update)


async def _start_polling(app: Atelier) -> None:
    await _updater(app).start_polling(
        timeout=POLL_S,
        # Without end: Telegram may be away for longer than anybody would guess.
        bootstrap_retries=-1,
        allowed_updates=WANTED,
        # What people wrote while the bot was away is answered, too.
        drop_pending_updates=False,
        error_callback=OutageWarning(lambda: app.bot.silent_for),
    )


async def _stop_polling(app: Atelier) -> None:
    # A start that failed may not have come so far.
    if _updater(app).running:
        await _await_end("the poll", _updater(app).stop())


async def _stop_handlers(app: Atelier) -> None:
    if app.running:
        await _await_end("the handlers", app.stop())


async def _await_end(what: str, ending: Coroutine[Any, Any, None]) -> None:
    """Await ``ending``, but break it off when it would hold up what comes after it."""
    try:
        async with asyncio.timeout(STEP_LIMIT_S):
            await ending
    except TimeoutError:
        log.warning("Broke off %s, which did not end within %g s", what, STEP_LIMIT_S)


def _updater(app: Atelier) -> Updater:
    if app.updater is None:
        raise TypeError("the application was built without an updater")
    return app.updater
