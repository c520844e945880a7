"""Sets up the operator's log. The token is in every address of the Bot API, and in no line."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from telegram.error import TelegramError

log = logging.getLogger(__name__)

_FORMAT: Final = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
_CHATTY: Final = (
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
    """Formats records without ``secrets``, also in tracebacks."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__(_FORMAT)
        self._secrets = tuple(filter(None, secrets))

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, with dots in place of every secret."""
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "…")
        return line


class OutageWarning:
    """Warns once in each period without Telegram, however many polls fail in it."""

    def __init__(self, silence: Callable[[], float]) -> None:
        """``silence`` returns for how many seconds Telegram has not answered."""
        self._silence = silence
        self._silence_before = float("inf")

    def __call__(self, error: TelegramError) -> None:
        """Log that a poll failed."""
        silence = self._silence()
        # It only falls when Telegram has answered in between.
        if silence < self._silence_before:
            log.warning("Telegram does not answer (%s); asking on", error)
        log.debug("A poll failed", exc_info=error)
        self._silence_before = silence


def configure_logging(level: str, token: str) -> None:
    """Log to stderr from ``level`` on; of libraries only warnings and errors."""
    handler = logging.StreamHandler()
    # httpx writes the colon of a token as %3A, so its second half is hidden by itself.
    handler.setFormatter(RedactingFormatter((token, token.partition(":")[2])))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
