"""One message to all chats: slowly, and taken up again where a stop of the bot broke it off.

Who has it already is noted in the chats' rows, and that one is under way in the audit; so a crash
repeats it for one chat at most.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.concurrency import BackgroundTasks
from bot.context import Context, ReplyTarget, reply, require_message
from bot.press import ignore_stale_press
from bot.requests.limits import refuse
from bot.transport.rate_limiter import Send, Urgency
from bot.transport.retry import retry
from storage import Audit, AuditEntry, Chats, StorageError

log = logging.getLogger(__name__)

DRAFT, SEND, DONE = "broadcast.draft", "broadcast.send", "broadcast.done"
_NOTE: Final = "broadcast"
_PAUSE_S: Final = 0.1
"""Between two chats: a third of what Telegram allows, the rest is for people's paintings."""
_PAUSES: Final = (2.0, 10.0, 60.0)
_REMEMBERED: Final = 100


class Broadcasts:
    """Owns the tasks that send."""

    def __init__(self, bot: ExtBot[Any], chats: Chats, audit: Audit) -> None:
        self._bot = bot
        self._chats = chats
        self._audit = audit
        self._tasks = BackgroundTasks()

    async def start(self) -> None:
        """Take up what was broken off."""
        done = {entry.target for entry in await self._audit.recent(_REMEMBERED, action=DONE)}
        for entry in await self._audit.recent(_REMEMBERED, action=SEND):
            if entry.target not in done and (draft := await self.draft(int(entry.target))):
                log.info("Going on with broadcast %d", draft.id)
                self._begin(draft)

    async def stop(self) -> None:
        """Break off; the next start goes on."""
        await self._tasks.cancel(5.0)

    async def draft(self, number: int) -> AuditEntry | None:
        """What was written, by the number that ``Audit.append`` gave it."""
        found = await self._audit.recent(1, before=number + 1, action=DRAFT)
        return found[0] if found and found[0].id == number else None

    async def send(self, draft: AuditEntry, *, person_id: int, chat_id: int) -> bool:
        """Begin to send it to all chats; False if that was done before."""
        sent = await self._audit.recent(_REMEMBERED, action=SEND)
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
            if chat is None or chat.settings.get(_NOTE, 0) >= draft.id:
                continue
            reached = await self._send_one(chat_id, draft.details["text"])
            sent, missed = sent + reached, missed + (not reached)
            await asyncio.sleep(_PAUSE_S)
            if await self._chats.get(chat_id) is not None:
                await self._chats.configure(chat_id, **{_NOTE: draft.id})
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

        try:
            await retry(send, _PAUSES, on_migrated=follow)
        except TelegramError as error:
            # They left, the chat is gone, or Telegram does not answer.
            log.info("Broadcast not for %d: %s", chat, error.message)
            return False
        return True


MARK: Final = "cast"
_SEND, _DROP = "s", "x"
_LONGEST: Final = 3500
"""Characters; Telegram carries 4096, of which the question needs some."""


async def broadcast(update: Update, context: Context) -> None:
    """Ask whether to send it."""
    message, person = require_message(update)
    target, texts = ReplyTarget.of(message, person), context.texts(person)
    services = context.services
    # Not the command's squeezed rest: what is sent keeps its lines.
    _, _, text = (message.text or "").partition(" ")
    if not services.admins.runs_the_bot(person.id):
        await refuse(context, target, texts("admin-only"))
    elif not text.strip() or len(text) > _LONGEST:
        await reply(context, target, texts("broadcast-how", most=_LONGEST))
    else:
        draft = await services.audit.append(
            DRAFT, person_id=person.id, chat_id=target.chat_id, text=text.strip()
        )
        count = len(await services.chats.ids())
        buttons = [
            InlineKeyboardButton(texts("button-send"), callback_data=f"{MARK}:{_SEND}:{draft.id}"),
            InlineKeyboardButton(texts("button-drop"), callback_data=f"{MARK}:{_DROP}:{draft.id}"),
        ]
        words = texts("broadcast-ask", count=count) + "\n\n" + text.strip()
        await reply(context, target, words, InlineKeyboardMarkup([buttons]))


async def press_broadcast(update: Update, context: Context) -> None:
    """Send or Never mind."""
    query = update.callback_query
    if query is None or not isinstance(query.message, Message):
        return
    services, texts = context.services, context.texts(query.from_user)
    if not services.admins.runs_the_bot(query.from_user.id):
        await query.answer(texts("toast-admins-only"), show_alert=True)
        return
    _, what, number = (*(query.data or "").split(":", 2), "", "")[:3]
    is_number = number.isdecimal() and len(number) < 19
    draft = await services.broadcasts.draft(int(number)) if is_number else None
    with ignore_stale_press():
        if draft is None:
            await query.answer(texts("toast-too-old"))
        elif what == _DROP:
            await query.answer()
            await query.edit_message_text(texts("dropped"))
        else:
            begun = await services.broadcasts.send(
                draft, person_id=query.from_user.id, chat_id=query.message.chat.id
            )
            await query.answer()
            words = "broadcast-begun" if begun else "broadcast-sent-before"
            await query.edit_message_text(texts(words))
