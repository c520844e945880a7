"""Loads the catalogues of texts and finds the one for a person's language code."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, Self

from fluent.runtime import FluentBundle, FluentResource

from engine.errors import Problem

log = logging.getLogger(__name__)

DEFAULT: Final = "en"
"""The language that has every message."""

# Telegram sends IETF tags (``zh-hans``, ``pt-br``); a region that names no script gets it here.
_SCRIPTS: Final[Mapping[str, str]] = {
    "zh": "zh-hans",
    "zh-cn": "zh-hans",
    "zh-sg": "zh-hans",
    "zh-tw": "zh-hant",
    "zh-hk": "zh-hant",
    "zh-mo": "zh-hant",
}

_MAX_VALUE: Final = 1000
"""Characters of a value; what is longer Fluent would leave out altogether."""
# They change the direction of writing, also of the words around the name that holds them.
_DIRECTION_MARKS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def strip_direction_marks(name: str) -> str:
    """Return ``name`` without characters that would turn the direction of words around it."""
    return _DIRECTION_MARKS.sub("", name)


@dataclass(frozen=True, slots=True)
class Texts:
    """The messages of one language, English where it has none."""

    language: str
    bundles: tuple[FluentBundle, ...]

    def __call__(self, message: str, **values: str | float) -> str:
        """Return ``message`` with ``values`` filled in. Raises ``KeyError`` if there is none."""
        for bundle in self.bundles:
            if bundle.has_message(message):
                return self._fill(bundle, message, values)
        raise KeyError(message)

    def problem(self, problem: Problem) -> str:
        """Return one sentence for a person about what went wrong in the engine."""
        try:
            return self(f"problem-{problem.reason.replace('_', '-')}")
        except KeyError:
            return problem.words

    def _fill(self, bundle: FluentBundle, message: str, values: Mapping[str, str | float]) -> str:
        pattern = bundle.get_message(message).value
        if pattern is None:
            raise KeyError(message)
        cleaned = {n: _clean(v) if isinstance(v, str) else v for n, v in values.items()}
        text, faults = bundle.format_pattern(pattern, cleaned)
        for fault in faults:
            # A half-filled sentence still tells more than none; the tests hold that none occurs.
            log.error("Text %s in %s: %s", message, self.language, fault)
        return str(text)


class Catalogue:
    """The texts of all languages. Immutable once loaded."""

    def __init__(self, bundles: Mapping[str, FluentBundle]) -> None:
        self._texts = {
            language: Texts(language, (bundle, bundles[DEFAULT]))
            for language, bundle in bundles.items()
        }

    @classmethod
    def load(cls) -> Self:
        """Load every ``.ftl`` file beside this module; file names are lower-case language tags."""
        return cls(
            {
                entry.name.removesuffix(".ftl"): _bundle(entry.name, entry.read_text("utf-8"))
                for entry in resources.files(__package__).iterdir()
                if entry.name.endswith(".ftl")
            }
        )

    @property
    def languages(self) -> tuple[str, ...]:
        """The tags of the languages there are, English first."""
        return tuple(sorted(self._texts, key=lambda tag: (tag != DEFAULT, tag)))

    def speak(self, code: str | None) -> Texts:
        """Return texts for ``code``, an IETF tag as Telegram sends it; English by default."""
        return next(self._texts[tag] for tag in _fallbacks(code) if tag in self._texts)


def _clean(value: str) -> str:
    value = strip_direction_marks(value)
    return value if len(value) <= _MAX_VALUE else value[: _MAX_VALUE - 1] + "…"


def _fallbacks(code: str | None) -> Iterator[str]:
    tag = (code or DEFAULT).lower().replace("_", "-")
    yield _SCRIPTS.get(tag, tag)
    yield "-".join(tag.split("-")[:2])
    yield tag.split("-")[0]
    yield DEFAULT


# Parsing is slow and bundles are only read: tests build many bots in one process.
@cache
def _bundle(name: str, source: str) -> FluentBundle:
    # Isolation marks are invisible in a browser but show as boxes in some Telegram clients.
    bundle = FluentBundle([name.removesuffix(".ftl")], use_isolating=False)
    bundle.add_resource(FluentResource(source))
    return bundle
