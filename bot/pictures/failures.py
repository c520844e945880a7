"""Says why a picture could not be fetched or made."""

from __future__ import annotations

from bot.pictures.downloads import FetchFailed
from bot.texts import Texts
from engine.errors import EngineError


def describe_failure(error: FetchFailed | EngineError, texts: Texts) -> str:
    """Return the sentence for a person."""
    if isinstance(error, EngineError):
        return texts.problem(error.as_problem())
    return texts(f"problem-{error.reason.replace('_', '-')}")
