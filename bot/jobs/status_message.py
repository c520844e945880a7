"""One message per painting: text, then previews, then the result, all edits of the same message.

An edit can be repeated safely, a send cannot: after a time-out the message may exist. So where a
result needs a new message, a short text is sent first and edited into the picture. Previews are
tried once; what ends a painting is tried for an hour.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeVar

from telegram import InputMediaPhoto, Message
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.jobs.adjustments import PLAIN, is_delivered_as_file
from bot.jobs.editable_message import EditableMessage, Words, is_missing, is_unchanged
from bot.jobs.keyboards import keyboard_of
from bot.jobs.progress import View
from bot.pictures.uploads import (
    MakeMedia,
    Painting,
    document_of,
    file_id_of,
    photo_of,
)
from bot.texts import Texts
from bot.texts.style_titles import describe_styles
from bot.transport.rate_limiter import NotSent, Send, Urgency
from bot.transport.retry import retry
from engine.errors import Problem
from storage import Job

log = logging.getLogger(__name__)

T = TypeVar("T")
PAUSES: Final = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, *(60.0,) * 60)
"""Seconds between the attempts at what must arrive: for an hour."""


class Blocked(Exception):
    """The person blocked the bot, or it was removed from the chat."""


class Undelivered(Exception):
    """Telegram could not be reached for an hour; ``refused``: it takes the picture in no form."""

    def __init__(self, words: str, *, refused: bool = False) -> None:
        super().__init__(words)
        self.refused = refused


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusObserver:
    """Who is told what happens to a status message."""

    on_sent: Callable[[int], Awaitable[None]]
    """Gets the id of a message that was sent."""
    on_blocked: Callable[[], object]
    """Called when nobody can see the message any more."""
    on_migrated: Callable[[int, int], Awaitable[object]]
    """Gets the old and the new id of a chat that became another."""


class StatusMessage:
    """The message of one job."""

    def __init__(
        self,
        bot: ExtBot[Any],
        job: Job,
        texts: Texts,
        observer: StatusObserver,
        *,
        pauses: tuple[float, ...] = PAUSES,
    ) -> None:
        self._message = EditableMessage(bot, job, observer.on_sent)
        self._job = job
        self._texts = texts
        self._observer = observer
        self._pauses = pauses
        self.adjustments = PLAIN
        """How the result is shown, for its buttons to tell."""
        self._is_over = False
        self._is_gone = False
        # Two that send at once would leave a message that nobody edits any more.
        self._sending = asyncio.Lock()
        self._frames: set[asyncio.Task[None]] = set()

    @property
    def title(self) -> str:
        """What is painted, in the language of the message."""
        return describe_styles(self._job, self._texts)

    def show(self, view: View) -> None:
        """Bring ``view`` to the chat soon; a newer one replaces it if it is still unsent."""
        # The limiter decides which frame goes, so each needs a task that can wait there.
        frame = asyncio.create_task(self._show(view), name=f"show {self._job.id}")
        self._frames.add(frame)
        frame.add_done_callback(self._frames.discard)

    async def end(self, view: View) -> None:
        """Show the last words of a painting without a result.

        Raises ``Blocked`` and ``Undelivered``.
        """
        self._is_over = True
        await self._insist(lambda: self._write(view, Urgency.RESULT))

    async def deliver(self, painting: Painting, view: View) -> str:
        """Turn the message into the result, whatever it takes, and return the file id.

        Raises ``Blocked`` and ``Undelivered``.
        """
        # From now on frames that still wait for their turn do not overwrite the result.
        self._is_over = True
        if painting.fits_photo and not is_delivered_as_file(self._job):
            try:
                return await self._insist(lambda: self._place(painting.as_photo, view))
            except BadRequest as error:
                # Telegram's rules for photos are not all known; a file it takes in any case.
                log.warning("job %s: refused as a photo: %s", self._job.id, error.message)
        try:
            return await self._insist(lambda: self._place(painting.as_file, view))
        except BadRequest as error:
            raise Undelivered(error.message, refused=True) from error

    async def repeat(self, file_id: str, view: View) -> str | None:
        """Deliver a picture that Telegram has, and return its file id; ``None`` if it lost it.

        Raises ``Blocked`` and ``Undelivered``.
        """
        # A file id does not tell what it is of.
        for media in (photo_of(file_id), document_of(file_id)):
            try:
                return await self._insist(partial(self._place, media, view))
            except BadRequest as error:
                log.info("job %s: cannot repeat: %s", self._job.id, error.message)
        return None

    async def close(self) -> None:
        """Drop what is still unsent."""
        self._is_over = True
        # They wait at the limiter, maybe for a minute, and would edit what is settled.
        for frame in self._frames:
            frame.cancel()
        await asyncio.gather(*self._frames, return_exceptions=True)

    async def _show(self, view: View) -> None:
        is_status = view.picture is None and not view.is_minor
        urgency = Urgency.STATUS if is_status else Urgency.PREVIEW
        try:
            await self._write(view, urgency)
        except NotSent:
            pass
        except ChatMigrated as error:
            # The next frame goes to the new chat, as a new message.
            await self._move(error.new_chat_id)
        except Forbidden:
            self._observer.on_blocked()
        except TelegramError as error:
            # The next frame is a better remedy than another attempt.
            log.info("job %s: frame not shown: %s", self._job.id, error.message)

    async def _write(self, view: View, urgency: Urgency) -> None:
        """Edit the message into ``view``, or send it if there is none yet."""
        async with self._sending:
            if not self._message.is_sent:
                # A message that somebody deleted does not come back before its result.
                if urgency is Urgency.RESULT or not (self._is_over or self._is_gone):
                    await self._send(view, urgency)
                return
        if self._is_over and urgency is not Urgency.RESULT:
            return
        try:
            await self._edit(view, Send(urgency=urgency, slot=self._job.id))
        except BadRequest as error:
            # Of all errors of Telegram only this one is harmless; it is a NetworkError in PTB.
            if is_unchanged(error):
                return
            if not is_missing(error):
                raise
            self._is_gone = True
            self._message.forget()
            if urgency is Urgency.RESULT:
                await self._send(view, urgency)

    async def _edit(self, view: View, send: Send) -> None:
        words = self._words(view)
        if view.picture is None:
            await self._message.edit_words(words, send)
        else:
            media = InputMediaPhoto(view.picture, caption=words.text)
            await self._message.edit_media(media, words.keyboard, send)

    async def _place(self, make_media: MakeMedia, view: View) -> str:
        """Put the result into the message, or into a new one where that is gone."""
        words, send = self._words(view), Send(urgency=Urgency.RESULT, slot=self._job.id)
        async with self._sending:
            if not self._message.is_sent:
                await self._send(view, Urgency.RESULT)

        async def edit() -> str:
            media = make_media(words.text)
            return _require_file_id(await self._message.edit_media(media, words.keyboard, send))

        try:
            return await edit()
        except BadRequest as error:
            if is_unchanged(error):
                # An attempt that seemed lost had arrived.
                return _require_file_id(await self._message.learn_media(words, send))
            if not is_missing(error):
                raise
        self._message.forget()
        async with self._sending:
            await self._send(view, Urgency.RESULT)
        return await edit()

    async def _send(self, view: View, urgency: Urgency) -> None:
        # Whoever asked is answered at once, however many previews wait for their turn.
        send = Send(urgency=min(urgency, Urgency.ANSWER), slot=self._job.id)
        await self._message.send(self._words(view), send)

    async def _insist(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """Return what ``attempt`` returns, tried until it succeeds or cannot.

        Raises ``BadRequest``, ``Blocked`` and ``Undelivered``.
        """
        try:
            return await retry(
                attempt, self._pauses, on_failure=self._log_failure, on_migrated=self._move
            )
        except BadRequest:
            raise
        except Forbidden as error:
            raise Blocked(error.message) from error
        except TelegramError as error:
            raise Undelivered(error.message) from error

    def _log_failure(self, error: TelegramError, pause: float) -> None:
        log.warning("job %s: next attempt in %g s: %s", self._job.id, pause, error.message)

    async def _move(self, chat_id: int) -> None:
        await self._observer.on_migrated(self._message.move(chat_id), chat_id)

    def _words(self, view: View) -> Words:
        text = "\n".join(
            self._texts.problem(line)
            if isinstance(line, Problem)
            else self._texts(line.text, **line.values)
            for line in view.lines
        )
        keyboard = keyboard_of(view.buttons, self._texts, self._job, self.adjustments)
        return Words(text, keyboard)


def _require_file_id(message: Message | bool) -> str:
    file_id = file_id_of(message)
    if file_id is None:
        raise Undelivered("Telegram answered without a picture", refused=True)
    return file_id
