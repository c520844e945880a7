"""``atelier doctor``: what is there, what is missing, and what to do about it."""

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
class Finding:
    """One thing that was looked at. ``good`` is ``None`` where it is missing but not needed."""

    name: str
    good: bool | None
    words: str

    def __str__(self) -> str:
        mark = {True: "✓", False: "✗", None: "–"}[self.good]
        return f"{mark} {self.name}: {self.words}"


async def examine(settings: Settings, say: Callable[[str], None]) -> bool:
    """Say what is found; whether everything needed is there."""
    fine = True
    async for finding in _findings(settings):
        say(str(finding))
        fine = fine and finding.good is not False
    say("Ready to paint." if fine else "Some things need you; see the lines marked ✗.")
    return fine


async def _findings(settings: Settings) -> AsyncIterator[Finding]:
    yield _python()
    home = await asyncio.to_thread(_home, settings.home)
    yield home
    if home.good:
        yield await _database(settings)
    yield Finding("styles", bool(catalogue()), f"{len(catalogue())} come with Atelier")
    yield await asyncio.to_thread(_weights, settings)
    yield await asyncio.to_thread(look_at_face_finder, settings.networks)
    yield await _engine(settings)
    yield await _token(settings)
    yield _samples()


def _python() -> Finding:
    torch = importlib.metadata.version("torch")
    version = platform.python_version()
    return Finding("python", sys.version_info >= (3, 11), f"{version}, with PyTorch {torch}")


def _home(home: Path) -> Finding:
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            return Finding("home", True, str(home))
    except OSError as error:
        words = f"{home} cannot be written ({error.strerror}); set ATELIER_HOME"
        return Finding("home", False, words)


async def _database(settings: Settings) -> Finding:
    try:
        async with Database.open(settings.database_place):
            return Finding("database", True, "opens and is up to date")
    except DatabaseError as error:
        return Finding("database", False, error.words)


def _weights(settings: Settings) -> Finding:
    folders = [f for f in (settings.weights, settings.home / "weights") if f and f.is_dir()]
    there = [name for name in _NETWORKS if any(any(f.glob(f"{name}*")) for f in folders)]
    if settings.weights and not settings.weights.is_dir():
        return Finding("weights", False, f"ATELIER_WEIGHTS names no folder: {settings.weights}")
    try:
        own = own_networks(settings.networks) if settings.networks else ()
    except MissingWeights as error:
        return Finding("weights", False, f"ATELIER_NETWORKS: {error.words}")
    # Of faces, which paintings can do without, a line of their own tells.
    painting = [name for name in NETWORK_NAMES if name != "faces"]
    words = ", ".join(
        f"{name} {'is your own' if name in own else 'comes with Atelier'}" for name in painting
    )
    words += f"; here too: {', '.join(there)}" if there else "; others are fetched when asked for"
    return Finding("weights", True, words)


def look_at_face_finder(own: Path | None) -> Finding:
    """Whether the network that finds faces can be loaded; without it paintings go on.

    ``own`` is the folder of networks that go before those that ship.
    """
    try:
        with weights_file("faces", own) as path:
            where = path
            sound = all(np.isfinite(tensor).all() for tensor in load_file(path).values())
    except MissingWeights as error:
        return Finding("faces", None, f"are painted as anything else: {error.words}")
    except (SafetensorError, OSError):
        sound = False
    if sound:
        return Finding("faces", True, f"are found by {where}")
    return Finding("faces", None, f"are painted as anything else: {where} cannot be read")


async def _engine(settings: Settings) -> Finding:
    engine = Engine(engine_settings(settings))
    try:
        await engine.start()
        async with asyncio.timeout(ENGINE_LIMIT_S):
            while not engine.health.alive:
                if engine.health.trouble:
                    return Finding("engine", False, engine.health.trouble)
                await asyncio.sleep(0.1)
        return Finding("engine", True, f"paints on {engine.health.device}")
    except TimeoutError:
        return Finding("engine", False, f"did not start within {ENGINE_LIMIT_S:.0f} s")
    finally:
        await engine.stop()


async def _token(settings: Settings) -> Finding:
    token = settings.token.get_secret_value()
    if not token:
        return Finding("token", None, "ATELIER_TOKEN is not set; only atelier run needs it")
    try:
        async with Bot(token, base_url=settings.api_url) as bot:
            return Finding("token", True, f"belongs to @{bot.username}")
    except TelegramError as error:
        if is_refusal(error):
            words = "Telegram does not know it; ask @BotFather for a new one"
            return Finding("token", False, words)
        if isinstance(error, InvalidToken):
            # Its own words quote the token.
            return Finding("token", False, "something on the way answers in Telegram's place")
        return Finding("token", False, f"Telegram could not be asked: {error.message}")


def _samples() -> Finding:
    from playground.samples import available

    there = bool(available())
    words = "there" if there else "missing; install atelier[demo] for the demo's sample photos"
    return Finding("sample photos", True if there else None, words)
