"""Film: how a picture came about, from the frames that were kept while it was painted."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from telegram import Message, ReplyParameters
from telegram.constants import ChatAction
from telegram.error import BadRequest

from bot.context import reply
from bot.pictures.downloads import FetchFailed
from bot.pictures.failures import describe_failure
from bot.pictures.uploads import UPLOAD_SECONDS
from bot.press import Press
from bot.transport.chat_actions import chat_action
from engine.errors import EngineError
from storage import Job

WIDTH: Final = 480
"""Pixels: as wide as phones show it in a chat, and light enough to be sent at once."""
KEPT_AS: Final = "film"


async def send_film(press: Press, job: Job) -> None:
    """Send the film of ``job`` as an answer to its picture."""
    async with press.context.services.locks.of(f"film {job.id}"):
        # A press that waited here finds the film that the one before it made.
        job = await press.context.services.jobs.get(job.id)
        known = job.files.get(KEPT_AS)
        frames = () if known else await press.context.services.frame_store.load(job)
        if not known and not frames:
            await press.answer("toast-no-film", alert=True)
            return
        await press.answer("toast-film")
        if known and await _send_known(press, known):
            return
        await _send_new(press, job, frames or await press.context.services.frame_store.load(job))


async def _send_new(press: Press, job: Job, frames: Sequence[bytes]) -> None:
    target, services = press.target, press.context.services
    async with chat_action(
        press.context.bot, target.chat_id, target.thread_id, ChatAction.UPLOAD_VIDEO
    ):
        try:
            # From the photo to the painting as it is, however it is shown at present.
            ends = (job.photo_file_id, job.result_file_id or "")
            first, last = await asyncio.gather(*map(services.files, ends))
            animation = await services.decoder.film([first, *frames, last], width=WIDTH)
        except (FetchFailed, EngineError) as error:
            await reply(press.context, target, describe_failure(error, press.texts))
            return
        message = await _send(press, animation)
    sent = message.animation or message.document
    if sent is not None:
        await services.jobs.keep_file(job.id, KEPT_AS, sent.file_id)


async def _send_known(press: Press, file_id: str) -> bool:
    try:
        await _send(press, file_id)
    except BadRequest:
        # Telegram has it no more; it is made anew as long as the frames are there.
        return False
    return True


async def _send(press: Press, animation: str | bytes) -> Message:
    target = press.target
    return await press.context.bot.send_animation(
        target.chat_id,
        animation,
        filename="painting.gif",
        message_thread_id=target.thread_id,
        reply_parameters=ReplyParameters(target.message_id, allow_sending_without_reply=True),
        write_timeout=UPLOAD_SECONDS,
        read_timeout=UPLOAD_SECONDS,
    )
