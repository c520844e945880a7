"""Letters for the pictures the bot draws: each character from the first font that has it.

Pillow brings a font for plain Latin, without accents. Chinese needs one of the system's; where
there is none, titles are replaced by their Latin fallback.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Final, TypeAlias

from PIL import ImageDraw, ImageFont

Font: TypeAlias = ImageFont.FreeTypeFont
Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels."""


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font by the name of its file, which Pillow finds in the system's folders, or by path."""

    name: str
    face: int = 0
    """Which face of a collection; in Noto's the third has the Simplified Chinese shapes."""


# Chinese fonts have Latin letters that go well with theirs, so they come first. Pillow's own font
# is behind them, and what only adds accents and other alphabets to it stands last.
FONTS: tuple[FontFile | None, ...] = (
    FontFile("NotoSansCJK-Medium.ttc", 2),
    FontFile("NotoSansCJK-Regular.ttc", 2),
    FontFile("NotoSansCJKsc-Regular.otf"),
    FontFile("NotoSansSC-Regular.otf"),
    FontFile("SourceHanSansSC-Regular.otf"),
    FontFile("NotoSerifCJK-Regular.ttc", 2),
    FontFile("wqy-microhei.ttc"),
    FontFile("wqy-zenhei.ttc"),
    FontFile("DroidSansFallbackFull.ttf"),
    FontFile("DroidSansFallback.ttf"),
    FontFile("PingFang.ttc"),
    FontFile("Hiragino Sans GB.ttc"),
    FontFile("msyh.ttc"),
    None,
    FontFile("NotoSans-Regular.ttf"),
    FontFile("DejaVuSans.ttf"),
    FontFile("LiberationSans-Regular.ttf"),
)
"""In order of preference; ``None`` is the font that Pillow brings."""

_NO_CHARACTER: Final = "\U0010ffff"
_ELLIPSIS: Final = "…"
_SMALLEST: Final = 0.6


@dataclass(frozen=True, slots=True)
class TextRun:
    """Neighbouring characters of one font."""

    text: str
    font: Font


@dataclass(frozen=True, slots=True)
class TextRuns:
    """One line of text, ready to be drawn."""

    runs: tuple[TextRun, ...]
    metrics: Font
    """The font whose ascent, descent and capitals place the line, whatever is written in it."""

    @property
    def text(self) -> str:
        """All characters of the line."""
        return "".join(run.text for run in self.runs)

    @property
    def width(self) -> float:
        """How far the line advances, in pixels."""
        return sum(run.font.getlength(run.text) for run in self.runs)

    @property
    def capital_height(self) -> float:
        """Pixels from the baseline to the top of an H."""
        return -self.metrics.getbbox("H", anchor="ls")[1]

    @property
    def box(self) -> Box:
        """The box around the line, seen from the left end of the baseline.

        Its top and bottom are those of what is drawn; its sides include the advance.
        """
        boxes: list[Box] = []
        x = 0.0
        for run in self.runs:
            left, top, right, bottom = run.font.getbbox(run.text, anchor="ls")
            boxes.append((x + left, top, x + right, bottom))
            x += run.font.getlength(run.text)
        if not boxes:
            return (0, 0, 0, 0)
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        return (min(lefts), min(tops), max(rights), max(bottoms))

    def draw(
        self, draw: ImageDraw.ImageDraw, place: tuple[float, float], fill: str, anchor: str = "ls"
    ) -> None:
        """Draw the line with its ``anchor`` at ``place``.

        The anchor is one of Pillow's: l, m or r for the side, then a (ascender), m (middle) or s
        (baseline).
        """
        x = place[0] - {"l": 0.0, "m": 0.5, "r": 1.0}[anchor[0]] * self.width
        ascent, descent = self.metrics.getmetrics()
        y = place[1] + {"a": ascent, "m": (ascent - descent) / 2, "s": 0}[anchor[1]]
        for run in self.runs:
            draw.text((x, y), run.text, font=run.font, fill=fill, anchor="ls")
            x += run.font.getlength(run.text)


@dataclass(frozen=True, slots=True)
class Lettering:
    """Letters of one size, ``fonts`` in order of preference."""

    fonts: tuple[Font, ...]

    def has_all(self, text: str) -> bool:
        """Tell whether every character of ``text`` is in one of the fonts."""
        return all(self._font_of(c) is not None for c in text)

    def fit(self, text: str, width: float, fallback: str = "") -> TextRuns:
        """Write ``text`` on one line, cut to ``width`` pixels.

        A character that no font has loses its accents or is left out; when half of the letters
        would be, ``fallback`` takes the place of ``text``.
        """
        text = " ".join(text.split())
        shown = self._writable(text)
        if 2 * _letters(shown) <= _letters(text):
            shown = self._writable(fallback)
        line = self._line(shown)
        if line.width <= width:
            return line
        while shown and self._line(shown + _ELLIPSIS).width > width:
            shown = shown[:-1].rstrip()
        return self._line(shown + _ELLIPSIS)

    def _writable(self, text: str) -> str:
        """``text`` less what no font has; an accent alone goes before its letter does."""
        found = []
        for character in text:
            bare = unicodedata.normalize("NFKD", character)[0]
            found += [c for c in (character, bare) if self._font_of(c) is not None][:1]
        return " ".join("".join(found).split())

    def _line(self, text: str) -> TextRuns:
        fonts = [self._font_of(c) or self.fonts[0] for c in text]
        runs = groupby(zip(text, fonts, strict=True), key=itemgetter(1))
        return TextRuns(
            tuple(TextRun("".join(c for c, _ in run), font) for font, run in runs),
            self._font_of("H") or self.fonts[0],
        )

    def _font_of(self, character: str) -> Font | None:
        return next((font for font in self.fonts if _has(font, character)), None)


def lettering(size: int) -> Lettering:
    """Open letters of ``size`` pixels in those of ``FONTS`` that this machine has."""
    return _opened(FONTS, size)


def fitted(text: str, width: float, size: int, fallback: str = "") -> TextRuns:
    """Write ``text`` in letters of ``size`` pixels, or as much smaller as fits ``width``.

    It is cut only where the smallest letters, of 0.6 of the size, are too large for it.
    """
    room = width / max(1.0, lettering(size).fit(text, math.inf, fallback).width)
    if room < 1:
        size = max(round(_SMALLEST * size), math.floor(0.98 * room * size))
    return lettering(size).fit(text, width, fallback)


@lru_cache(maxsize=64)
def _opened(files: Sequence[FontFile | None], size: int) -> Lettering:
    fonts = (_pillows(size) if file is None else _open(file, size) for file in files)
    return Lettering(tuple(font for font in fonts if font is not None))


def _open(file: FontFile, size: int) -> Font | None:
    try:
        return ImageFont.truetype(file.name, size, index=file.face)
    except OSError:
        return None


def _pillows(size: int) -> Font:
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise TypeError("Pillow was built without FreeType and cannot write in letters of a size")
    return font


@lru_cache(maxsize=16384)
def _has(font: Font, character: str) -> bool:
    """Whether ``font`` draws ``character`` as something else than its sign for what it lacks."""
    drawn = font.getmask(character)
    if character == " ":
        # Without a space of its own a font would draw that sign for it.
        return 0 in drawn.size
    if 0 in drawn.size:
        return False
    lacking = font.getmask(_NO_CHARACTER)
    return drawn.size != lacking.size or bytes(drawn) != bytes(lacking)


def _letters(text: str) -> int:
    return sum(c.isalnum() for c in text)
