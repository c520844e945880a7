"""Refusals: `ApiError` speaks to the bot with Telegram's own words, `PlayError` to a person.

Exception
├── ApiError       a Bot API call failed: error code, description, parameters
└── PlayError      a /play call failed: 400, 404 or 409 and one sentence
"""

from typing import Any

_PREFIXES = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found"}


class ApiError(Exception):
    """A failed Bot API call, as the bot gets to see it."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """Return the JSON object that the Bot API answers with."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


class PlayError(Exception):
    """A person asked for something that their app would not let them do."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


def refuse(text: str, code: int = 400) -> ApiError:
    """Return the error of `text`, its first letter lowered as the real server lowers it.

    Upper-case constants such as `BUTTON_DATA_INVALID` stay as they are.
    """
    constant = len(text) > 1 and (text[1] == "_" or text[1].isupper())
    words = text if constant else text[0].lower() + text[1:]
    return ApiError(code, f"{_PREFIXES[code]}: {words}")


def too_many_requests(seconds: int) -> ApiError:
    """Return the flood error; it names the seconds in its text and in its parameters."""
    text = f"Too Many Requests: retry after {seconds}"
    return ApiError(429, text, retry_after=seconds)
