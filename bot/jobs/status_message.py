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

from telegram import InlineKeyboardMarkup, InputMediaPhoto, Message, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.jobs import keyboards
from bot.jobs.adjustments import Adjustments, comes_as_file
from bot.jobs.progress import Buttons, Publishing, View
from bot.pictures.uploads import (
    UPLOAD_SECONDS,
    Captioned,
    Media,
    Painting,
    file_id_of,
    known_file,
    known_photo,
)
from bot.texts import Texts
from bot.texts.style_titles import title_of
from bot.transport.rate_limiter import NotSent, Send, Urgency
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
class Notify:
    """Whom a status message tells what happened to it."""

    sent: Callable[[int], Awaitable[None]]
    """It has this message id now."""
    blocked: Callable[[], object]
    """Nobody can see it any more."""
    migrated: Callable[[int, int], Awaitable[object]]
    """Its chat became another: old and new chat id."""


class StatusMessage:
    """The message of one job."""

    def __init__(
        self,
        bot: ExtBot[Any],
        job: Job,
        texts: Texts,
        notify: Notify,
        *,
        pauses: tuple[float, ...] = PAUSES,
    ) -> None:
        self._bot = bot
        self._job = job
        self._texts = texts
        self._notify = notify
        self._pauses = pauses
        self.look = Adjustments()
        """How the result looks, for its buttons to tell."""
        self._chat_id = job.chat_id
        self._message_id = job.status_message_id
        # Which of the two edit methods a message takes is only known after the first try.
        self._pictured = False
        self._over = False
        self._gone = False
        self._sending = asyncio.Lock()
        self._frames: set[asyncio.Task[None]] = set()

    @property
    def title(self) -> str:
        """What is painted, in the language of the message."""
        return title_of(self._job, self._texts)

    def show(self, view: View) -> None:
        """Bring ``view`` to the chat soon; a newer one replaces it if it is still unsent."""
        frame = asyncio.create_task(self._show(view), name=f"show {self._job.id}")
        self._frames.add(frame)
        frame.add_done_callback(self._frames.discard)

    async def end(self, view: View) -> None:
        """Show the last words of a painting without a result. Raises ``Blocked``."""
        self._over = True
        await self._insist(lambda: self._write(view, Urgency.RESULT))

    async def deliver(self, painting: Painting, view: View) -> str:
        """Turn the message into the result, whatever it takes, and return the file id.

        Raises ``Blocked`` and ``Undelivered``.
        """
        self._over = True
        if painting.fits_photo and not comes_as_file(self._job):
            try:
                return await self._insist(lambda: self._target(painting.as_photo, view))
            except BadRequest as error:
                log.warning("job %s: refused as a photo: %s", self._job.id, error.message)
        try:
            return await self._insist(lambda: self._target(painting.as_file, view))
        except BadRequest as error:
            raise Undelivered(error.message, refused=True) from error

    async def repeat(self, file_id: str, view: View) -> str | None:
        """Deliver a picture that Telegram has already; ``None`` when it has it no more."""
        for media in (known_photo(file_id), known_file(file_id)):
            try:
                return await self._insist(partial(self._target, media, view))
            except BadRequest as error:
                log.info("job %s: cannot repeat: %s", self._job.id, error.message)
        return None

    async def close(self) -> None:
        """Drop what is still unsent."""
        self._over = True
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
            await self._move(error.new_chat_id)
        except Forbidden:
            self._notify.blocked()
        except TelegramError as error:
            # The next frame is a better remedy than another attempt.
            log.info("job %s: frame not shown: %s", self._job.id, error.message)

    async def _write(self, view: View, urgency: Urgency) -> None:
        """Edit the message into ``view``, or send it if there is none yet."""
        async with self._sending:
            if self._message_id is None:
                if urgency is Urgency.RESULT or not (self._over or self._gone):
                    await self._send_words(view, urgency)
                return
        if self._over and urgency is not Urgency.RESULT:
            return
        try:
            await self._edit(view, Send(urgency=urgency, slot=self._job.id))
        except BadRequest as error:
            # Of all errors of Telegram only this one is harmless; it is a NetworkError in PTB.
            if _is_unchanged(error):
                return
            if not _is_missing(error):
                raise
            self._gone, self._message_id = True, None
            if urgency is Urgency.RESULT:
                await self._send_words(view, urgency)

    async def _edit(self, view: View, send: Send) -> None:
        if view.picture is None:
            await self._edit_words(view, send)
            return
        media = InputMediaPhoto(view.picture, caption=self._say(view))
        await self._edit_media(media, view, send)

    async def _edit_words(self, view: View, send: Send) -> Message | bool:
        target: dict[str, Any] = {"chat_id": self._chat_id, "message_id": self._message_id}
        target |= {"reply_markup": self._keyboard(view.buttons), "rate_limit_args": send}
        if not self._pictured:
            try:
                return await self._bot.edit_message_text(self._say(view), **target)
            except BadRequest as error:
                if "no text in the message" not in error.message.lower():
                    raise
                self._pictured = True
        return await self._bot.edit_message_caption(caption=self._say(view), **target)

    async def _edit_media(self, media: Media, view: View, send: Send) -> Message | bool:
        message = await self._bot.edit_message_media(
            media,
            chat_id=self._chat_id,
            message_id=self._message_id,
            reply_markup=self._keyboard(view.buttons),
            write_timeout=UPLOAD_SECONDS,
            read_timeout=UPLOAD_SECONDS,
            rate_limit_args=send,
        )
        self._pictured = True
        return message

    async def _target(self, media: Captioned, view: View) -> str:
        """Put the result into the message, or into a new one where that is gone."""
        send = Send(urgency=Urgency.RESULT, slot=self._job.id)
        async with self._sending:
            if self._message_id is None:
                await self._send_words(view, Urgency.RESULT)
        try:
            return _file_id(await self._edit_media(media(self._say(view)), view, send))
        except BadRequest as error:
            if _is_unchanged(error):
                return await self._learn_file_id(view, send)
            if not _is_missing(error):
                raise
        self._message_id = None
        async with self._sending:
            await self._send_words(view, Urgency.RESULT)
        return _file_id(await self._edit_media(media(self._say(view)), view, send))

    async def _learn_file_id(self, view: View, send: Send) -> str:
        # An attempt that seemed lost had arrived. Telegram tells the file only of a changed
        # message, so take the buttons away and put them back.
        self._pictured = True
        bare = View(view.lines, Buttons.NONE)
        message = await self._edit_words(bare, send)
        await self._edit_words(view, send)
        return _file_id(message)

    async def _send_words(self, view: View, urgency: Urgency) -> None:
        where: dict[str, Any] = {"message_thread_id": self._job.thread_id}
        # Rows of a chat that has moved have negative numbers, which no message bears.
        if self._chat_id == self._job.chat_id and self._job.message_id > 0:
            where["reply_parameters"] = ReplyParameters(
                self._job.message_id, allow_sending_without_reply=True
            )
        send = Send(urgency=min(urgency, Urgency.ANSWER), slot=self._job.id)
        call: dict[str, Any] = {"reply_markup": self._keyboard(view.buttons)}
        call["rate_limit_args"] = send
        text = self._say(view)
        try:
            message = await self._bot.send_message(self._chat_id, text, **where, **call)
        except BadRequest as error:
            if "thread not found" not in error.message.lower():
                raise
            message = await self._bot.send_message(self._chat_id, text, **call)
        self._message_id = message.message_id
        self._pictured = False
        await self._notify.sent(message.message_id)

    async def _insist(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """Repeat ``attempt`` while it fails for a reason that may pass; raise what will not."""
        for pause in (*self._pauses, None):
            try:
                return await attempt()
            except BadRequest:
                raise
            except Forbidden as error:
                raise Blocked(error.message) from error
            except ChatMigrated as error:
                await self._move(error.new_chat_id)
            except TelegramError as error:
                # Beside lost connections: a proxy before a Telegram that is down answers 401 or
                # 404, which PTB takes for a bad token.
                log.warning("job %s: will try again: %s", self._job.id, error.message)
                if pause is None:
                    raise Undelivered(error.message) from error
                await asyncio.sleep(pause)
        raise Undelivered("the chat keeps moving")

    async def _move(self, chat_id: int) -> None:
        old, self._chat_id = self._chat_id, chat_id
        # Messages got new ids on the way.
        self._message_id = None
        await self._notify.migrated(old, chat_id)

    def _say(self, view: View) -> str:
        return "\n".join(
            self._texts.problem(line)
            if isinstance(line, Problem)
            else self._texts(line.text, **line.values)
            for line in view.lines
        )

    def _keyboard(self, buttons: Buttons | Publishing) -> InlineKeyboardMarkup | None:
        match buttons:
            case Buttons.CANCEL:
                return keyboards.painting(self._texts, self._job.id, started=False)
            case Buttons.CANCEL_OR_KEEP:
                return keyboards.painting(self._texts, self._job.id, started=True)
            case Buttons.FINISHED:
                return keyboards.finished(self._texts, self._job, self.look)
            case Publishing():
                return keyboards.question(self._texts, buttons, self._job.id)
            case Buttons.NONE:
                return None


def _is_unchanged(error: BadRequest) -> bool:
    return "not modified" in error.message.lower()


def _is_missing(error: BadRequest) -> bool:
    words = error.message.lower()
    known = ("message to edit not found", "message can't be edited", "message_id_invalid")
    return any(known_words in words for known_words in known)


def _file_id(message: Message | bool) -> str:
    file_id = file_id_of(message)
    if file_id is None:
        raise Undelivered("Telegram answered without a picture", refused=True)
    return file_id
