"""Fonts made for a test, so that no test depends on what the machine has installed."""

from __future__ import annotations

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph

from bot.drawing.fonts import FontFile

LATIN_ONLY: tuple[FontFile | None, ...] = (None,)
"""A machine with the font that Pillow brings and no other."""

_EM = 1000


def make_font(folder: Path, characters: str, *, advance: int = _EM) -> FontFile:
    """Write a font that has ``characters`` and nothing else, not even a space.

    Every character is a block, higher for some than for others; Chinese fonts advance by a whole
    em as this does. What is missing is drawn as an outlined box.
    """
    glyphs = {".notdef": _box(0, 900, hollow=True)}
    names = {ord(c): f"u{ord(c):X}" for c in sorted(set(characters))}
    glyphs |= {name: _box(0, 400 + code % 400) for code, name in names.items()}
    font = FontBuilder(_EM, isTTF=True)
    font.setupGlyphOrder(list(glyphs))
    font.setupCharacterMap(names)
    font.setupGlyf(glyphs)
    font.setupHorizontalMetrics(dict.fromkeys(glyphs, (advance, 50)))
    font.setupHorizontalHeader(ascent=880, descent=-120)
    font.setupNameTable({"familyName": "Blocks", "styleName": "Regular"})
    font.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    font.setupPost()
    path = folder / f"blocks-{len(list(folder.iterdir()))}.ttf"
    font.save(path)
    return FontFile(str(path))


def _box(bottom: int, top: int, *, hollow: bool = False) -> Glyph:
    pen = TTGlyphPen(None)
    outlines = [[(50, bottom), (50, top), (850, top), (850, bottom)]]
    if hollow:
        outlines.append([(100, 50), (800, 50), (800, top - 50), (100, top - 50)])
    for first, *others in outlines:
        pen.moveTo(first)
        for corner in others:
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()
