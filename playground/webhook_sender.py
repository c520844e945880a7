"""Push updates to the bot's webhook, in order, repeating each until the bot accepts it."""

import asyncio
import json
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from playground.api.call import Call
from playground.api.params import Params
from playground.errors import ApiError
from playground.model import Json
from playground.profile import Webhook
from playground.routes.bot import run_method
from playground.state import ServerState

_ANSWER_SECONDS = 60.0
_FIRST_DELAY = 1.0
_LONGEST_DELAY = 60.0
_IDLE_SECONDS = 3600.0


class WebhookSender:
    """Pushes the updates of one playground for as long as `run` runs."""

    def __init__(self, state: ServerState) -> None:
        self._state = state

    async def run(self) -> None:
        """Push updates one at a time until cancelled or until the notifier closes."""
        notifier = self._state.notifier
        failures = 0
        async with ClientSession(timeout=ClientTimeout(total=_ANSWER_SECONDS)) as session:
            while not notifier.closed:
                # A webhook may be set or removed at any time, so this waits without one too.
                if not await notifier.wait_until(self._has_work, _IDLE_SECONDS):
                    continue
                webhook = self._webhook
                if await self._deliver(session, webhook):
                    failures = 0
                    continue
                # As the real server does: the same update again, later each time. Another webhook
                # does not have to wait for what the last one did wrong.
                delay = min(_FIRST_DELAY * 2**failures, _LONGEST_DELAY)
                await notifier.wait_until(lambda: self._webhook is not webhook, delay)  # noqa: B023
                failures += 1

    @property
    def _webhook(self) -> Webhook:
        return self._state.world.profile.webhook

    def _has_work(self) -> bool:
        return bool(self._webhook.url) and len(self._state.world.updates) > 0

    async def _deliver(self, session: ClientSession, webhook: Webhook) -> bool:
        """Push the oldest update; return whether the bot accepted it, or none was left."""
        updates = self._state.world.updates
        # This drops what is older than 24 hours, so that there may be nothing left.
        pending = updates.pending(1)
        if not pending:
            return True
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        try:
            async with session.post(webhook.url, json=pending[0], headers=headers) as response:
                status, answer = response.status, await response.text()
        except (ClientError, TimeoutError) as error:
            return self._note_failure(webhook, f"Connection failed: {error}")
        if not 200 <= status < 300:
            return self._note_failure(webhook, f"Wrong response from the webhook: {status}")
        # Confirmed before the answer is read: a call in it that fails is no reason to push again.
        updates.confirm(pending[0]["update_id"] + 1)
        await self._call_from_answer(answer)
        return True

    def _note_failure(self, webhook: Webhook, words: str) -> bool:
        # A bot reads this by getWebhookInfo; it is told nowhere else.
        webhook.last_error = words
        webhook.last_error_at = self._state.world.now
        return False

    async def _call_from_answer(self, answer: str) -> None:
        """Carry out the method call that a bot may put into its answer to an update."""
        body = _parse_object(answer)
        name = str(body.pop("method", ""))
        found = self._state.methods.find(name)
        if found is None:
            # Most answers are empty. An unknown method is ignored: nobody waits for its result.
            return
        state = self._state
        call = Call(found[0], Params(body, {}), state.world, state.notifier, state.polling)
        code: int | None = None
        try:
            await run_method(state, call)
        except ApiError as error:
            code = error.code
        state.world.calls.add(
            call.method, call.params.record(), error_code=code, at=state.world.clock()
        )


def _parse_object(text: str) -> Json:
    try:
        body: Any = json.loads(text)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


async def stop_sender(task: "asyncio.Task[None]") -> None:
    """Cancel a running sender and wait until it has ended."""
    task.cancel()
    # It may have failed before; that must not keep the server from stopping.
    await asyncio.gather(task, return_exceptions=True)
