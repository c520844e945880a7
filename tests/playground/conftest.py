"""A playground of its own for every test, and a client for each of its two sides."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from playground.server import Playground, serve
from tests.helpers.bot_client import BotClient
from tests.helpers.playground_client import PlaygroundClient


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    """A running playground with the default world."""
    async with serve() as running:
        yield running


@pytest.fixture
async def session(playground: Playground) -> AsyncIterator[ClientSession]:
    """A client session at the playground's address."""
    async with ClientSession(playground.url) as opened:
        yield opened


@pytest.fixture
def bot(session: ClientSession, playground: Playground) -> BotClient:
    """The bot."""
    return BotClient(session, playground)


@pytest.fixture
def person(session: ClientSession) -> PlaygroundClient:
    """The people."""
    return PlaygroundClient(session)
