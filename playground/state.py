"""What the handlers of one running playground share."""

from dataclasses import dataclass

from aiohttp import web

from playground.api.call import Table
from playground.notifier import Pulse
from playground.polling import Polling
from playground.rate_limits import Flood
from playground.world import World


@dataclass(frozen=True, slots=True)
class State:
    """One world, and the machinery around it. A `token` of None lets any well-formed one in."""

    world: World
    pulse: Pulse
    polling: Polling
    methods: Table
    flood: Flood
    token: str | None
    answer_seconds: float


STATE = web.AppKey("state", State)
