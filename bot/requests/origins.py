"""Names the acts that orders come from: an act that is handled again asks for no second painting.

An origin is unique within its chat, see ``storage.NewJob``; rows have them, so they never change.
"""

from __future__ import annotations

from bot.context import ReplyTarget
from storage import PendingPhoto, Style


def origin_of_message(target: ReplyTarget) -> str:
    """Return the origin of what the message of ``target`` asks for itself."""
    return f"message:{target.message_id}"


def origin_of_pending(photo: PendingPhoto) -> str:
    """Return the origin of what the answer to the question for the style of ``photo`` asks for."""
    return f"photo:{photo.id}"


def origin_of_press(press_id: str) -> str:
    """Return the origin of what a press asks for; ``press_id`` is its id at Telegram."""
    return f"tap:{press_id}"


def origin_of_draft(draft: Style, target: ReplyTarget) -> str:
    """Return the origin of the first picture in ``draft``, which a command brought in."""
    return f"style:{draft.id}:{target.message_id}"
