"""The painters: each paints one preset, ``(size, rng) -> (size, size, 3)``, about in [0, 1]."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from presets.art.fields import Array, Rng
from presets.painters import (
    comic,
    cubist,
    dots,
    drawing,
    lines,
    modern,
    night,
    outdoors,
    patterns,
    prints,
    street,
    tiles,
    washes,
)

Painter: TypeAlias = Callable[[int, Rng], Array]

PAINTERS: Final[Mapping[str, Painter]] = {
    "starry": night.starry,
    "picasso": cubist.picasso,
    "wave": prints.wave,
    "monet": outdoors.monet,
    "munch": outdoors.munch,
    "watercolour": washes.watercolour,
    "klimt": modern.klimt,
    "pointillism": dots.pointillism,
    "mosaic": tiles.mosaic,
    "stained": tiles.stained,
    "ink": drawing.ink,
    "kandinsky": modern.kandinsky,
    "mondrian": modern.mondrian,
    "fauve": outdoors.fauve,
    "impasto": outdoors.impasto,
    "popart": street.popart,
    "comic": comic.comic,
    "linocut": lines.linocut,
    "woodcut": lines.woodcut,
    "engraving": lines.engraving,
    "charcoal": drawing.charcoal,
    "pencil": drawing.pencil,
    "nouveau": patterns.nouveau,
    "marbling": patterns.marbling,
    "psychedelic": patterns.psychedelic,
    "graffiti": street.graffiti,
    "batik": patterns.batik,
    "pixel": street.pixel,
}
