"""A pytest plugin for python-telegram-bot's own tests: every request goes to the playground.

It runs inside the environment of those tests, not of this project: the standard library, httpx
and python-telegram-bot are all it has. Nothing leaves the machine: requests to
api.telegram.org are sent to the playground, requests to anywhere else fail.
"""

import importlib
import json
import os
from pathlib import Path
from typing import Any

import httpx
import pytest
from telegram.request import HTTPXRequest

_PLAYGROUND = httpx.URL(os.environ["PLAYGROUND_URL"])
_PASSED = Path(os.environ["CONFORMANCE_REPORT"])
_BOT = json.loads(os.environ["CONFORMANCE_BOT"])
_DESELECTED: dict[str, str] = json.loads(os.environ["CONFORMANCE_DESELECTED"])


class PlaygroundTransport(httpx.AsyncHTTPTransport):
    """Sends what is meant for Telegram to the playground and nothing anywhere else."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Rewrite the address of one request."""
        if request.url.host != "api.telegram.org":
            raise httpx.ConnectError(f"{request.url.host} is out of reach on purpose")
        request.url = request.url.copy_with(
            scheme=_PLAYGROUND.scheme, host=_PLAYGROUND.host, port=_PLAYGROUND.port
        )
        request.headers["Host"] = f"{_PLAYGROUND.host}:{_PLAYGROUND.port}"
        return await super().handle_async_request(request)


def _build_client(request: HTTPXRequest) -> httpx.AsyncClient:
    return httpx.AsyncClient(**{**request._client_kwargs, "transport": PlaygroundTransport()})


def pytest_configure() -> None:
    """Point every client at the playground and every test at the bot of the seeded world."""
    patch = pytest.MonkeyPatch()
    patch.setattr(HTTPXRequest, "_build_client", _build_client)
    # Their `tests` package, not ours: only their environment knows it.
    bots = importlib.import_module("tests.auxil.ci_bots")
    patch.setattr(bots.BOT_INFO_PROVIDER, "_cached", dict(_BOT))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is listed as out of reach, and give no test a second try."""
    kept = []
    for item in items:
        node: Any = item
        while node is not None:
            node.own_markers = [mark for mark in node.own_markers if mark.name != "flaky"]
            node = node.parent
        if not any(part in item.nodeid for part in _DESELECTED):
            kept.append(item)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


class _Report:
    def __init__(self) -> None:
        self.outcomes: dict[str, str] = {}

    def note(self, report: pytest.TestReport) -> None:
        worse = {"passed": 0, "skipped": 1, "failed": 2}
        old = self.outcomes.get(report.nodeid, "passed")
        if worse[report.outcome] >= worse[old]:
            self.outcomes[report.nodeid] = report.outcome


_report = _Report()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember how each test ended."""
    _report.note(report)


def pytest_sessionfinish() -> None:
    """Hand the outcomes to the runner."""
    _PASSED.write_text(json.dumps(_report.outcomes, indent=0))
