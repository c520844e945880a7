"""The styles that come with the program: names, default options and painted pictures.

Importing this needs the standard library alone; `presets.repaint` paints the pictures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from presets.rows import ROWS

_PICTURES = Path(__file__).parent / "pictures"


@dataclass(frozen=True, slots=True)
class Preset:
    """One style of the catalogue."""

    slug: str
    """The name people type: lower-case ASCII letters."""
    title: str
    aliases: tuple[str, ...]
    """Other names, lower-case: English, Simplified and Traditional Chinese."""
    options: Mapping[str, object]
    """Fields of the engine's options that suit this style; empty means the engine's own."""
    file: str
    """Name of the picture."""

    def picture(self) -> bytes:
        """The style picture, WebP, 1024 px square."""
        return (_PICTURES / self.file).read_bytes()


@cache
def catalogue() -> tuple[Preset, ...]:
    """All presets, in the order in which they are shown."""
    return tuple(
        Preset(slug, title, tuple(aliases.split()), dict(options), f"{slug}.webp")
        for slug, title, aliases, options in ROWS
    )


def folder_of_pictures() -> Path:
    """Where the pictures of all presets lie."""
    return _PICTURES
