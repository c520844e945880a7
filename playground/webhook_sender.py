"""Pushes updates to a webhook: in order, again and again until the bot takes them."""

import asyncio
import json
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from playground.api.call import Call
from playground.api.params import Params
from playground.errors import ApiError
from playground.model import Json
from playground.profile import Webhook
from playground.routes.bot import run
from playground.state import State

_ANSWER_SECONDS = 60.0
_FIRST_DELAY = 1.0
_LONGEST_DELAY = 60.0
_IDLE_SECONDS = 3600.0


class Courier:
    """Serves the webhook of one playground for as long as `work` runs."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def work(self) -> None:
        """Deliver whatever there is to deliver, until cancelled."""
        pulse = self._state.pulse
        failures = 0
        async with ClientSession(timeout=ClientTimeout(total=_ANSWER_SECONDS)) as session:
            while not pulse.closed:
                if not await pulse.until(self._has_work, _IDLE_SECONDS):
                    continue
                hook = self._hook
                if await self._deliver(session, hook):
                    failures = 0
                    continue
                delay = min(_FIRST_DELAY * 2**failures, _LONGEST_DELAY)
                await pulse.until(lambda: self._hook is not hook, delay)  # noqa: B023
                failures += 1

    @property
    def _hook(self) -> Webhook:
        return self._state.world.profile.webhook

    def _has_work(self) -> bool:
        return bool(self._hook.url) and len(self._state.world.updates) > 0

    async def _deliver(self, session: ClientSession, hook: Webhook) -> bool:
        """Push the oldest update; only a good answer takes it out of the queue."""
        updates = self._state.world.updates
        pending = updates.pending(1)
        if not pending:
            return True
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
        try:
            async with session.post(hook.url, json=pending[0], headers=headers) as response:
                status, answer = response.status, await response.text()
        except (ClientError, TimeoutError) as error:
            return self._failed(hook, f"Connection failed: {error}")
        if not 200 <= status < 300:
            return self._failed(hook, f"Wrong response from the webhook: {status}")
        updates.confirm(pending[0]["update_id"] + 1)
        await self._obey(answer)
        return True

    def _failed(self, hook: Webhook, words: str) -> bool:
        hook.last_error = words
        hook.last_error_at = self._state.world.now
        return False

    async def _obey(self, answer: str) -> None:
        """Carry out the method call that a bot may put into its answer."""
        body = _object(answer)
        name = str(body.pop("method", ""))
        found = self._state.methods.find(name)
        if found is None:
            return
        state = self._state
        call = Call(found[0], Params(body, {}), state.world, state.pulse, state.polling)
        code: int | None = None
        try:
            await run(state, call)
        except ApiError as error:
            code = error.code
        state.world.calls.add(
            call.method, call.params.record(), error_code=code, at=state.world.clock()
        )


def _object(text: str) -> Json:
    try:
        body: Any = json.loads(text)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


async def stop(task: "asyncio.Task[None]") -> None:
    """Cancel the courier and wait until it is gone."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
