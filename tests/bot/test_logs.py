"""The token is in no log line, however it got there."""

from __future__ import annotations

import logging

from bot.logs import Redacting

TOKEN = "12345:AAsecretsecretsecret"


def line(message: str, *values: object) -> str:
    record = logging.LogRecord("x", logging.INFO, "f", 1, message, values, None)
    return Redacting((TOKEN, TOKEN.partition(":")[2])).format(record)


def test_the_token_is_left_out_of_messages_and_their_values() -> None:
    assert "secret" not in line(f"POST https://api.telegram.org/bot{TOKEN}/getMe")
    assert "secret" not in line("GET %s", f"https://host/bot{TOKEN.replace(':', '%3A')}/getMe")


def test_the_token_is_left_out_of_tracebacks() -> None:
    error = ValueError(f"no such token: {TOKEN}")
    told = (ValueError, error, None)
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "oops", (), told)
    shown = Redacting((TOKEN,)).format(record)
    assert "ValueError" in shown
    assert "secret" not in shown


def test_without_a_token_lines_stay_as_they_are() -> None:
    record = logging.LogRecord("x", logging.INFO, "f", 1, "plain words", (), None)
    assert Redacting(("", "")).format(record).endswith("x: plain words")
