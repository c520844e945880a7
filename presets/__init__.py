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
        """Read the style picture, a WebP of 1024 px square."""
        return (_PICTURES / self.file).read_bytes()


@cache
def catalogue() -> tuple[Preset, ...]:
    """Return all presets, in the order in which they are shown."""
    return tuple(
        Preset(slug, title, tuple(aliases.split()), dict(options), f"{slug}.webp")
        for slug, title, aliases, options in ROWS
    )


def pictures_folder() -> Path:
    """Return the folder with the pictures of all presets."""
    return _PICTURES
