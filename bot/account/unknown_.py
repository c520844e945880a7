"""Commands the bot does not have."""

from __future__ import annotations

from telegram import Update

from bot.context import Context, Place, said, say


async def unknown(update: Update, context: Context) -> None:
    """A short hint, alone with a person only: in a group the command is for another bot."""
    place = Place.of(*said(update))
    if place.is_private:
        await say(context, place, context.texts(place.person)("hint-command"))
