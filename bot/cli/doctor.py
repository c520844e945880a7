"""``atelier doctor``: checks what is there and what is missing, and says what to do about it."""

from __future__ import annotations

import asyncio
import importlib.metadata
import platform
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.app import engine_settings, is_refusal
from bot.settings import Settings
from engine import Engine
from engine.errors import MissingWeights
from engine.weights.shipped import NETWORK_NAMES, own_networks, weights_file
from presets import catalogue
from storage import Database, DatabaseError

ENGINE_LIMIT_S: Final = 90.0
_NETWORKS: Final = ("vgg19", "vgg16", "squeezenet")


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found; ``is_good`` is ``None`` where it is missing but not needed."""

    name: str
    is_good: bool | None
    words: str

    def __str__(self) -> str:
        mark = {True: "✓", False: "✗", None: "–"}[self.is_good]
        return f"{mark} {self.name}: {self.words}"


async def run_checks(settings: Settings, say: Callable[[str], None]) -> bool:
    """Say what every check found, and return whether everything needed is there."""
    is_ready = True
    async for result in _run_all(settings):
        say(str(result))
        is_ready = is_ready and result.is_good is not False
    say("Ready to paint." if is_ready else "Some things need you; see the lines marked ✗.")
    return is_ready


async def _run_all(settings: Settings) -> AsyncIterator[CheckResult]:
    yield _check_python()
    home = await asyncio.to_thread(_check_home, settings.home)
    yield home
    if home.is_good:
        yield await _check_database(settings)
    yield CheckResult("styles", bool(catalogue()), f"{len(catalogue())} come with Atelier")
    yield await asyncio.to_thread(_check_weights, settings)
    yield await asyncio.to_thread(check_face_finder, settings.networks)
    yield await _check_engine(settings)
    yield await _check_token(settings)
    yield _check_samples()


def _check_python() -> CheckResult:
    torch = importlib.metadata.version("torch")
    version = platform.python_version()
    return CheckResult("python", sys.version_info >= (3, 11), f"{version}, with PyTorch {torch}")


def _check_home(home: Path) -> CheckResult:
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            return CheckResult("home", True, str(home))
    except OSError as error:
        words = f"{home} cannot be written ({error.strerror}); set ATELIER_HOME"
        return CheckResult("home", False, words)


async def _check_database(settings: Settings) -> CheckResult:
    try:
        async with Database.open(settings.database_place):
            return CheckResult("database", True, "opens and is up to date")
    except DatabaseError as error:
        return CheckResult("database", False, error.words)


def _check_weights(settings: Settings) -> CheckResult:
    folders = [f for f in (settings.weights, settings.home / "weights") if f and f.is_dir()]
    present = [name for name in _NETWORKS if any(any(f.glob(f"{name}*")) for f in folders)]
    if settings.weights and not settings.weights.is_dir():
        return CheckResult(
            "weights", False, f"ATELIER_WEIGHTS names no folder: {settings.weights}"
        )
    try:
        own = own_networks(settings.networks) if settings.networks else ()
    except MissingWeights as error:
        return CheckResult("weights", False, f"ATELIER_NETWORKS: {error.words}")
    # Of faces, which paintings can do without, a line of their own tells.
    painting = [name for name in NETWORK_NAMES if name != "faces"]
    words = ", ".join(
        f"{name} {'is your own' if name in own else 'comes with Atelier'}" for name in painting
    )
    words += (
        f"; here too: {', '.join(present)}" if present else "; others are fetched when asked for"
    )
    return CheckResult("weights", True, words)


def check_face_finder(own: Path | None) -> CheckResult:
    """Check whether the network that finds faces can be loaded; without it paintings go on.

    ``own`` is the folder of networks that go before those that ship.
    """
    try:
        with weights_file("faces", own) as path:
            shown = path
            is_sound = all(np.isfinite(tensor).all() for tensor in load_file(path).values())
    except MissingWeights as error:
        return CheckResult("faces", None, f"are painted as anything else: {error.words}")
    except (SafetensorError, OSError):
        is_sound = False
    if is_sound:
        return CheckResult("faces", True, f"are found by {shown}")
    return CheckResult("faces", None, f"are painted as anything else: {shown} cannot be read")


async def _check_engine(settings: Settings) -> CheckResult:
    engine = Engine(engine_settings(settings))
    try:
        await engine.start()
        async with asyncio.timeout(ENGINE_LIMIT_S):
            while not engine.health.alive:
                if engine.health.trouble:
                    return CheckResult("engine", False, engine.health.trouble)
                await asyncio.sleep(0.1)
        return CheckResult("engine", True, f"paints on {engine.health.device}")
    except TimeoutError:
        return CheckResult("engine", False, f"did not start within {ENGINE_LIMIT_S:.0f} s")
    finally:
        await engine.stop()


async def _check_token(settings: Settings) -> CheckResult:
    token = settings.token.get_secret_value()
    if not token:
        return CheckResult("token", None, "ATELIER_TOKEN is not set; only atelier run needs it")
    try:
        async with Bot(token, base_url=settings.api_url) as bot:
            return CheckResult("token", True, f"belongs to @{bot.username}")
    except TelegramError as error:
        if is_refusal(error):
            words = "Telegram does not know it; ask @BotFather for a new one"
            return CheckResult("token", False, words)
        if isinstance(error, InvalidToken):
            # Its own words quote the token.
            return CheckResult("token", False, "something on the way answers in Telegram's place")
        return CheckResult("token", False, f"Telegram could not be asked: {error.message}")


def _check_samples() -> CheckResult:
    from playground.samples import available_samples

    is_there = bool(available_samples())
    words = "there" if is_there else "missing; install atelier[demo] for the demo's sample photos"
    return CheckResult("sample photos", True if is_there else None, words)
