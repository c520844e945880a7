"""Shows a result with another intensity or other colours: made from what was painted, at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from telegram import InlineKeyboardMarkup, InputMediaDocument, InputMediaPhoto, Message
from telegram.constants import ChatAction
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.callback_data import Blend, Colours
from bot.context import reply
from bot.jobs.adjustments import PERCENTS, Adjustments, Blender
from bot.jobs.keyboards import finished, intensities
from bot.pictures.downloads import FetchFailed
from bot.pictures.uploads import UPLOAD_SECONDS, file_id_of
from bot.press import Press, TooOld
from bot.transport.chat_actions import chat_action
from engine.errors import EngineError
from storage import Job, Jobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stays around the picture when it changes."""

    caption: str | None
    keyboard: InlineKeyboardMarkup
    is_file: bool


@dataclass(frozen=True, slots=True)
class ResultEditor:
    """Edits messages that show results, and notes in their rows how they look now."""

    bot: ExtBot[Any]
    blender: Blender
    jobs: Jobs

    async def show(self, job: Job, look: Adjustments, frame: Frame) -> None:
        """Let the message of ``job``, which is done, look like ``look``.

        Raises ``FetchFailed``, ``EngineError`` and ``TelegramError``.
        """
        message = await self._with_known(job, look, frame)
        if message is None:
            action = ChatAction.UPLOAD_DOCUMENT if frame.is_file else ChatAction.UPLOAD_PHOTO
            async with chat_action(self.bot, job.chat_id, job.thread_id, action):
                picture = await self.blender.of(job, look, job.result_file_id or "")
                message = await self._edit(job, picture, frame)
        await self.jobs.show(job.id, **look.shown)
        file_id = file_id_of(message)
        if file_id is not None and not look.is_plain:
            await self.jobs.keep_file(job.id, look.name, file_id)

    async def _with_known(
        self, job: Job, look: Adjustments, frame: Frame
    ) -> Message | bool | None:
        known = job.result_file_id if look.is_plain else job.files.get(look.name)
        if known is None:
            return None
        try:
            return await self._edit(job, known, frame)
        except BadRequest as error:
            if "file" not in error.message.lower():
                raise
            # Telegram has lost it. Looks can be made again, the painting itself cannot.
            if look.is_plain:
                raise FetchFailed("file_gone") from error
            return None

    async def _edit(self, job: Job, picture: str | bytes, frame: Frame) -> Message | bool:
        kind = InputMediaDocument if frame.is_file else InputMediaPhoto
        media = kind(picture, caption=frame.caption, filename="painting.jpg")
        return await self.bot.edit_message_media(
            media,
            chat_id=job.chat_id,
            message_id=job.status_message_id,
            reply_markup=frame.keyboard,
            write_timeout=UPLOAD_SECONDS,
            read_timeout=UPLOAD_SECONDS,
        )


async def press_adjustment(press: Press, job: Job, data: Blend | Colours) -> None:
    """Show the result of ``job`` with another intensity or other colours."""
    if isinstance(data, Blend) and data.percent not in PERCENTS:
        raise TooOld
    # Telegram forgets a press soon; whatever follows may wait for its turn and for pictures.
    await press.answer()
    services = press.context.services
    async with services.locks.of(job.id):
        job = await services.jobs.get(job.id)
        if isinstance(data, Blend):
            look = replace(Adjustments.of(job), intensity=data.percent)
            keyboard = intensities(press.texts, job.id, look)
        else:
            look = replace(Adjustments.of(job), colours=bool(data.kept))
            keyboard = finished(press.texts, job, look)
        if look == Adjustments.of(job):
            await press.show(keyboard)
            return
        message = press.message
        frame = Frame(
            caption=message.caption, keyboard=keyboard, is_file=message.document is not None
        )
        try:
            retoucher = ResultEditor(press.context.bot, services.blender, services.jobs)
            await retoucher.show(job, look, frame)
        except FetchFailed as error:
            words = press.texts(f"problem-{error.reason.replace('_', '-')}")
            await reply(press.context, press.target, words)
        except EngineError as error:
            await reply(press.context, press.target, press.texts.problem(error.as_problem()))
