"""What the handlers of one running playground share."""

from dataclasses import dataclass

from aiohttp import web

from playground.api.call import MethodTable
from playground.notifier import ChangeNotifier
from playground.polling import Polling
from playground.rate_limits import FloodControl
from playground.world import World


@dataclass(frozen=True, slots=True)
class ServerState:
    """One world and what serves it. With a `token` of None any well-formed one is accepted."""

    world: World
    notifier: ChangeNotifier
    polling: Polling
    methods: MethodTable
    flood: FloodControl
    token: str | None
    answer_seconds: float


STATE = web.AppKey("state", ServerState)
