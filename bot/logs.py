"""Log lines for the operator. The token is in every address of the Bot API, and in no line."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from telegram.error import TelegramError

log = logging.getLogger(__name__)

_SHOWN: Final = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
_TALKATIVE: Final = (
    "aiohttp.access",
    "aiosqlite",
    "alembic",
    "asyncio",
    "httpcore",
    "httpx",
    "PIL",
    "telegram",
)


class RedactingFormatter(logging.Formatter):
    """Leaves out ``secrets``, also from tracebacks."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__(_SHOWN)
        self._secrets = tuple(filter(None, secrets))

    def format(self, record: logging.LogRecord) -> str:
        """The line, with dots in place of every secret."""
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "…")
        return line


class OutageWarning:
    """Told of every poll that failed, warns once in each period without Telegram.

    ``silence`` says for how many seconds Telegram has not answered, so it only falls when it has.
    """

    def __init__(self, silence: Callable[[], float]) -> None:
        self._silence = silence
        self._told_at = float("inf")

    def __call__(self, error: TelegramError) -> None:
        """A poll failed."""
        silence = self._silence()
        if silence < self._told_at:
            log.warning("Telegram does not answer (%s); asking on", error)
        log.debug("A poll failed", exc_info=error)
        self._told_at = silence


def configure_logging(level: str, token: str) -> None:
    """Log to stderr from ``level`` on; libraries only when something is amiss."""
    handler = logging.StreamHandler()
    # httpx writes the colon of a token as %3A, so its second half is hidden by itself.
    handler.setFormatter(RedactingFormatter((token, token.partition(":")[2])))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
