"""The token is in no log line, however it got there."""

from __future__ import annotations

import logging

import pytest
from telegram.error import NetworkError

from bot.logs import OutageWarning, RedactingFormatter

TOKEN = "12345:AAsecretsecretsecret"


def line(message: str, *values: object) -> str:
    record = logging.LogRecord("x", logging.INFO, "f", 1, message, values, None)
    return RedactingFormatter((TOKEN, TOKEN.partition(":")[2])).format(record)


def test_the_token_is_left_out_of_messages_and_their_values() -> None:
    assert "secret" not in line(f"POST https://api.telegram.org/bot{TOKEN}/getMe")
    assert "secret" not in line("GET %s", f"https://host/bot{TOKEN.replace(':', '%3A')}/getMe")


def test_the_token_is_left_out_of_tracebacks() -> None:
    error = ValueError(f"no such token: {TOKEN}")
    told = (ValueError, error, None)
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "oops", (), told)
    shown = RedactingFormatter((TOKEN,)).format(record)
    assert "ValueError" in shown
    assert "secret" not in shown


def test_without_a_token_lines_stay_as_they_are() -> None:
    record = logging.LogRecord("x", logging.INFO, "f", 1, "plain words", (), None)
    assert RedactingFormatter(("", "")).format(record).endswith("x: plain words")


def test_an_outage_of_telegram_is_one_warning_however_many_polls_fail(
    caplog: pytest.LogCaptureFixture,
) -> None:
    silences = iter([1.0, 2.0, 5.0, 0.5, 3.0])
    outage = OutageWarning(lambda: next(silences))
    with caplog.at_level(logging.DEBUG, "bot.logs"):
        for _ in range(5):
            outage(NetworkError("Bad Gateway"))
    told = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [record.exc_info for record in told] == [None, None], "two outages, two lines"
    assert sum(record.exc_info is not None for record in caplog.records) == 5
