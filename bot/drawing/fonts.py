"""Letters for the pictures the bot draws: the fonts of the machine, and no tofu.

Pillow brings a font for plain Latin, without accents. Chinese needs one of the system's; where
there is none, titles are replaced by their Latin fallback.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

from PIL import ImageFont

Font: TypeAlias = ImageFont.FreeTypeFont | ImageFont.ImageFont

# File and face: in Noto's collections the third face has the Simplified Chinese shapes. Pillow
# finds them by name in the folders where the system keeps fonts.
_CHINESE: Final = (
    ("NotoSansCJK-Medium.ttc", 2),
    ("NotoSansCJK-Regular.ttc", 2),
    ("NotoSansCJKsc-Regular.otf", 0),
    ("NotoSansSC-Regular.otf", 0),
    ("SourceHanSansSC-Regular.otf", 0),
    ("NotoSerifCJK-Regular.ttc", 2),
    ("wqy-microhei.ttc", 0),
    ("wqy-zenhei.ttc", 0),
    ("DroidSansFallbackFull.ttf", 0),
    ("PingFang.ttc", 0),
    ("Hiragino Sans GB.ttc", 0),
    ("msyh.ttc", 0),
)
_NO_CHARACTER: Final = "\U0010ffff"
_ELLIPSIS: Final = "…"
_SMALLEST: Final = 0.6


@dataclass(frozen=True, slots=True)
class Lettering:
    """Letters of one size, ``fonts`` in order of preference."""

    fonts: tuple[Font, ...]

    def has_all(self, text: str) -> bool:
        """Whether one of the fonts has every character of ``text``."""
        return any(all(_has(font, c) for c in text) for font in self.fonts)

    def fit(self, text: str, width: float, fallback: str = "") -> tuple[str, Font]:
        """``text`` cut to ``width`` pixels, and the font that has all its characters.

        What the font lacks loses its accents or is left out; when half of the text would be,
        ``fallback`` takes its place.
        """
        text = " ".join(text.split())
        font = max(self.fonts, key=lambda font: sum(_has(font, c) for c in text))
        shown = " ".join("".join(_written(font, c) for c in text).split())
        if 2 * _letters(shown) <= _letters(text):
            shown, font = fallback, self.fonts[0]
        return _cut(shown, font, width), font


@lru_cache(maxsize=64)
def lettering(size: int) -> Lettering:
    """Letters of ``size`` pixels, Chinese ones if this machine has any."""
    latin = ImageFont.load_default(size)
    chinese = _chinese(size)
    # A Chinese font has Latin letters that go well with it, so it comes first.
    return Lettering((latin,) if chinese is None else (chinese, latin))


def fitted(text: str, width: float, size: int, fallback: str = "") -> tuple[str, Font]:
    """``text`` in letters of ``size`` pixels, or as much smaller as it takes to fit ``width``.

    It is cut only where the smallest letters, of 0.6 of the size, are too large for it.
    """
    whole, font = lettering(size).fit(text, math.inf, fallback)
    room = width / max(1.0, font.getlength(whole))
    if room < 1:
        size = max(round(_SMALLEST * size), math.floor(0.98 * room * size))
    return lettering(size).fit(text, width, fallback)


def _chinese(size: int) -> Font | None:
    for name, face in _CHINESE:
        try:
            return ImageFont.truetype(name, size, index=face)
        except OSError:
            continue
    return None


@lru_cache(maxsize=4096)
def _has(font: Font, character: str) -> bool:
    """Whether ``font`` draws ``character`` as something else than its sign for what it lacks."""
    if character == " ":
        return True
    drawn = font.getmask(character)
    lacking = font.getmask(_NO_CHARACTER)
    if 0 in drawn.size:
        return False
    return drawn.size != lacking.size or bytes(drawn) != bytes(lacking)


def _written(font: Font, character: str) -> str:
    if _has(font, character):
        return character
    bare = unicodedata.normalize("NFKD", character)[0]
    return bare if _has(font, bare) else ""


def _letters(text: str) -> int:
    return sum(c.isalnum() for c in text)


def _cut(text: str, font: Font, width: float) -> str:
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text + _ELLIPSIS) > width:
        text = text[:-1].rstrip()
    return text + _ELLIPSIS
