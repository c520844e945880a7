"""Buttons that show a result with another intensity or other colours."""

from __future__ import annotations

from dataclasses import replace

from telegram import InlineKeyboardMarkup, InputMediaDocument, InputMediaPhoto
from telegram.constants import ChatAction

from bot.callback_data import Blend, Colours
from bot.context import reply
from bot.jobs.adjustments import PERCENTS, Adjustments
from bot.jobs.keyboards import intensity_keyboard, result_keyboard
from bot.pictures.downloads import FetchFailed
from bot.pictures.uploads import UPLOAD_SECONDS, file_id_of
from bot.press import Press, TooOld
from bot.transport.chat_actions import chat_action
from engine.errors import EngineError
from storage import Job


async def press_adjustment(press: Press, job: Job, data: Blend | Colours) -> None:
    """Show the result of ``job`` with another intensity or other colours."""
    if isinstance(data, Blend) and data.percent not in PERCENTS:
        raise TooOld
    # Telegram forgets a press soon; whatever follows may wait for its turn and for pictures.
    await press.answer()
    services = press.context.services
    # One after another, so that the row and the message tell of the same press.
    async with services.locks.of(job.id):
        job = await services.jobs.get(job.id)
        if isinstance(data, Blend):
            adjustments = replace(Adjustments.of(job), intensity=data.percent)
            keyboard = intensity_keyboard(press.texts, job.id, adjustments)
        else:
            adjustments = replace(Adjustments.of(job), colours=bool(data.kept))
            keyboard = result_keyboard(press.texts, job, adjustments)
        if adjustments == Adjustments.of(job):
            await press.show(keyboard)
            return
        try:
            await _show(press, job, adjustments, keyboard)
        except FetchFailed as error:
            words = press.texts(f"problem-{error.reason.replace('_', '-')}")
            await reply(press.context, press.target, words)
        except EngineError as error:
            await reply(press.context, press.target, press.texts.problem(error.as_problem()))


async def _show(
    press: Press, job: Job, adjustments: Adjustments, keyboard: InlineKeyboardMarkup
) -> None:
    """Let the pressed message show ``job`` with ``adjustments``, over the same caption.

    Raises ``FetchFailed``, ``EngineError`` and ``TelegramError``.
    """
    bot, adjuster = press.context.bot, press.context.services.adjuster
    is_file = press.message.document is not None

    async def write(picture: str | bytes) -> str | None:
        kind = InputMediaDocument if is_file else InputMediaPhoto
        media = kind(picture, caption=press.message.caption, filename="painting.jpg")
        message = await bot.edit_message_media(
            media,
            chat_id=job.chat_id,
            message_id=job.status_message_id,
            reply_markup=keyboard,
            write_timeout=UPLOAD_SECONDS,
            read_timeout=UPLOAD_SECONDS,
        )
        return file_id_of(message)

    if await adjuster.show_known(job, adjustments, write):
        return
    action = ChatAction.UPLOAD_DOCUMENT if is_file else ChatAction.UPLOAD_PHOTO
    async with chat_action(bot, job.chat_id, job.thread_id, action):
        await adjuster.show_blended(job, adjustments, job.result_file_id or "", write)
