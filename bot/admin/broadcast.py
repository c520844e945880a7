"""/broadcast: one message to all chats, sent slowly; after a stop of the bot it goes on.

Which chats have it already is noted in their rows, and that it was begun in the audit; so a crash
repeats it for one chat at most.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Final

from telegram import InlineKeyboardMarkup, Message
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.admin.audit import record
from bot.admin.guard import AdminCommand, is_bot_admin, only_if
from bot.callback_data import DropBroadcast, SendBroadcast, button
from bot.concurrency import BackgroundTasks
from bot.press import AdminsOnly, Press, TooOld
from bot.transport.rate_limiter import Send, Urgency
from bot.transport.retry import retry
from storage import Audit, AuditEntry, Chats, StorageError

log = logging.getLogger(__name__)

DRAFT, SEND, DONE = "broadcast.draft", "broadcast.send", "broadcast.done"
_LATEST: Final = "broadcast"
"""The setting of a chat that names the latest broadcast it has."""
_PAUSE_S: Final = 0.1
"""Between two chats, seconds: a third of what Telegram allows, the rest is for paintings."""
_PAUSES: Final = (2.0, 10.0, 60.0)
"""Between attempts at one chat, seconds."""
_RECENT: Final = 100
"""Broadcasts among which a second sending is noticed."""
_LONGEST: Final = 3500
"""Characters; Telegram carries 4096, of which the question needs some."""


class Broadcasts:
    """Sends broadcasts, each in a task of its own."""

    def __init__(self, bot: ExtBot[Any], chats: Chats, audit: Audit) -> None:
        self._bot = bot
        self._chats = chats
        self._audit = audit
        self._tasks = BackgroundTasks()

    async def start(self) -> None:
        """Go on with the broadcasts that a stop broke off."""
        done = {entry.target for entry in await self._audit.recent(_RECENT, action=DONE)}
        for entry in await self._audit.recent(_RECENT, action=SEND):
            if entry.target not in done and (draft := await self.find_draft(int(entry.target))):
                log.info("Going on with broadcast %d", draft.id)
                self._begin(draft)

    async def stop(self) -> None:
        """Break all sending off; the next start goes on."""
        await self._tasks.cancel(5.0)

    async def find_draft(self, number: int) -> AuditEntry | None:
        """Find the draft of a broadcast by ``number``, the id of its entry in the audit."""
        found = await self._audit.recent(1, before=number + 1, action=DRAFT)
        return found[0] if found and found[0].id == number else None

    async def send(self, draft: AuditEntry, *, person_id: int, chat_id: int) -> bool:
        """Begin to send ``draft`` to all chats; return False if that was done before."""
        sent = await self._audit.recent(_RECENT, action=SEND)
        if any(entry.target == str(draft.id) for entry in sent):
            return False
        await self._audit.append(SEND, draft.id, person_id=person_id, chat_id=chat_id)
        self._begin(draft)
        return True

    def _begin(self, draft: AuditEntry) -> None:
        self._tasks.start(self._run(draft), f"broadcast {draft.id}")

    async def _run(self, draft: AuditEntry) -> None:
        try:
            await self._send_all(draft)
        except StorageError:
            log.exception("Broadcast %d stopped; the next start goes on", draft.id)

    async def _send_all(self, draft: AuditEntry) -> None:
        sent = missed = 0
        for chat_id in await self._chats.ids():
            chat = await self._chats.get(chat_id)
            if chat is None or chat.settings.get(_LATEST, 0) >= draft.id:
                continue
            reached = await self._send_one(chat_id, draft.details["text"])
            sent, missed = sent + reached, missed + (not reached)
            await asyncio.sleep(_PAUSE_S)
            if await self._chats.get(chat_id) is not None:
                await self._chats.configure(chat_id, **{_LATEST: draft.id})
        await self._audit.append(
            DONE, draft.id, person_id=None, chat_id=draft.chat_id, sent=sent, missed=missed
        )
        log.info("Broadcast %d reached %d chats and missed %d", draft.id, sent, missed)

    async def _send_one(self, chat_id: int, text: str) -> bool:
        chat = chat_id

        async def send() -> Message:
            rate_limit_args = Send(urgency=Urgency.STATUS)
            return await self._bot.send_message(chat, text, rate_limit_args=rate_limit_args)

        async def follow(new_chat_id: int) -> None:
            nonlocal chat
            await self._chats.migrate(chat, new_chat_id)
            chat = new_chat_id

        def log_failure(error: TelegramError, pause: float) -> None:
            log.info("Broadcast comes again to %d in %g s: %s", chat, pause, error.message)

        try:
            await retry(send, _PAUSES, on_failure=log_failure, on_migrated=follow)
        except TelegramError as error:
            # They left, the chat is gone, or Telegram did not answer in any attempt.
            log.debug("Broadcast not for %d: %s", chat, error.message)
            return False
        return True


@only_if(is_bot_admin)
async def ask_to_broadcast(command: AdminCommand) -> None:
    """/broadcast TEXT: ask whether to send it to all chats."""
    texts = command.texts
    # Not the command's folded rest: what is sent keeps its lines.
    _, _, text = (command.message.text or "").partition(" ")
    if not text.strip() or len(text) > _LONGEST:
        await command.reply(texts("broadcast-how", most=_LONGEST))
        return
    draft = await record(command.context, command.target, DRAFT, text=text.strip())
    count = len(await command.context.services.chats.ids())
    buttons = [
        button(texts("button-send"), SendBroadcast(draft.id)),
        button(texts("button-drop"), DropBroadcast(draft.id)),
    ]
    words = texts("broadcast-ask", count=count) + "\n\n" + text.strip()
    await command.reply(words, InlineKeyboardMarkup([buttons]))


async def press_broadcast(press: Press, data: SendBroadcast | DropBroadcast) -> None:
    """Send a broadcast, or drop it, by the question under its draft."""
    services = press.context.services
    if not services.admins.is_bot_admin(press.person.id):
        raise AdminsOnly
    draft = await services.broadcasts.find_draft(data.draft)
    if draft is None:
        raise TooOld
    text = "dropped"
    if isinstance(data, SendBroadcast):
        begun = await services.broadcasts.send(
            draft, person_id=press.person.id, chat_id=press.message.chat_id
        )
        text = "broadcast-begun" if begun else "broadcast-sent-before"
    await press.answer()
    await press.rewrite(press.texts(text))
