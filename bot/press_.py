"""What presses of all buttons have in common."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from telegram.error import BadRequest

log = logging.getLogger(__name__)

_HARMLESS: Final = ("message is not modified", "message to edit not found", "query is too old")


@contextmanager
def come_to_nothing() -> Iterator[None]:
    """Lets pass what a second press, or one that comes late, is refused for."""
    try:
        yield
    except BadRequest as error:
        if not any(words in error.message.lower() for words in _HARMLESS):
            raise
        log.debug("A press came to nothing: %s", error.message)
