"""Loads the catalogues and finds the one that suits a person's language code."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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

_LONGEST: Final = 1000
"""Characters of a value; what is longer Fluent would leave out altogether."""
# They turn the direction of writing, and not only that of the name that holds them.
_TURNING: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def strip_direction_marks(name: str) -> str:
    """``name`` without characters that would turn the words around it."""
    return _TURNING.sub("", name)


@dataclass(frozen=True, slots=True)
class Texts:
    """The messages of one language, English where it has none."""

    language: str
    bundles: tuple[FluentBundle, ...]

    def __call__(self, message: str, **values: str | float) -> str:
        """``message`` with ``values`` filled in. Raises ``KeyError`` for an unknown message."""
        for bundle in self.bundles:
            if bundle.has_message(message):
                return self._filled(bundle, message, values)
        raise KeyError(message)

    def problem(self, problem: Problem) -> str:
        """One sentence for a person about what went wrong in the engine."""
        try:
            return self(f"problem-{problem.reason.replace('_', '-')}")
        except KeyError:
            return problem.words

    def _filled(
        self, bundle: FluentBundle, message: str, values: Mapping[str, str | float]
    ) -> str:
        pattern = bundle.get_message(message).value
        if pattern is None:
            raise KeyError(message)
        plain = {n: _plain(v) if isinstance(v, str) else v for n, v in values.items()}
        text, faults = bundle.format_pattern(pattern, plain)
        for fault in faults:
            # A half-filled sentence still tells more than none; the tests hold that none occurs.
            log.error("Text %s in %s: %s", message, self.language, fault)
        return str(text)


class Catalogue:
    """All languages. Immutable once loaded."""

    def __init__(self, bundles: Mapping[str, FluentBundle]) -> None:
        self._texts = {
            language: Texts(language, (bundle, bundles[DEFAULT]))
            for language, bundle in bundles.items()
        }

    @classmethod
    def load(cls) -> Self:
        """Every ``.ftl`` file beside this module; file names are lower-case language tags."""
        return cls(
            {
                entry.name.removesuffix(".ftl"): _bundle(entry.name, entry.read_text("utf-8"))
                for entry in resources.files(__package__).iterdir()
                if entry.name.endswith(".ftl")
            }
        )

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages there are, English first."""
        return tuple(sorted(self._texts, key=lambda tag: (tag != DEFAULT, tag)))

    def speak(self, code: str | None) -> Texts:
        """The texts that suit ``code``, an IETF tag as Telegram sends it; English by default."""
        return next(self._texts[tag] for tag in _fallbacks(code) if tag in self._texts)


def _plain(value: str) -> str:
    value = strip_direction_marks(value)
    return value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"


def _fallbacks(code: str | None) -> Iterator[str]:
    tag = (code or DEFAULT).lower().replace("_", "-")
    yield _SCRIPTS.get(tag, tag)
    yield "-".join(tag.split("-")[:2])
    yield tag.split("-")[0]
    yield DEFAULT


def _bundle(name: str, source: str) -> FluentBundle:
    # Isolation marks are invisible in a browser but show as boxes in some Telegram clients.
    bundle = FluentBundle([name.removesuffix(".ftl")], use_isolating=False)
    bundle.add_resource(FluentResource(source))
    return bundle
