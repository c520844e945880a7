"""Strength and Keep colours: presses that change how a result looks."""

from __future__ import annotations

from dataclasses import replace

from bot.callback_data import Blend, Colours
from bot.context import say
from bot.jobs.adjustments import PERCENTS, Look
from bot.jobs.keyboards import finished, intensities
from bot.pictures.downloads import FetchFailed
from bot.press import Press, TooOld
from bot.results.adjust import Frame, Retoucher
from engine.errors import EngineError
from storage import Job


async def retouch(press: Press, job: Job, data: Blend | Colours) -> None:
    """Show the result of ``job`` with another intensity or other colours."""
    if isinstance(data, Blend) and data.percent not in PERCENTS:
        raise TooOld
    # Telegram forgets a press soon; whatever follows may wait for its turn and for pictures.
    await press.answer()
    services = press.context.services
    async with services.locks.of(job.id):
        job = await services.jobs.get(job.id)
        if isinstance(data, Blend):
            look = replace(Look.of(job), intensity=data.percent)
            keyboard = intensities(press.texts, job.id, look)
        else:
            look = replace(Look.of(job), colours=bool(data.kept))
            keyboard = finished(press.texts, job, look)
        if look == Look.of(job):
            await press.show(keyboard)
            return
        message = press.message
        frame = Frame(
            caption=message.caption, keyboard=keyboard, is_file=message.document is not None
        )
        try:
            retoucher = Retoucher(press.context.bot, services.blends, services.jobs)
            await retoucher.show(job, look, frame)
        except FetchFailed as error:
            words = press.texts(f"problem-{error.reason.replace('_', '-')}")
            await say(press.context, press.place, words)
        except EngineError as error:
            await say(press.context, press.place, press.texts.problem(error.as_problem()))
