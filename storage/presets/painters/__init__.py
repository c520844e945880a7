"""The painters: each paints one preset, ``(size, rng) -> (size, size, 3)``, about in [0, 1]."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from storage.presets.art.fields import Array, Rng
from storage.presets.painters import cubist, dots, night, prints, tiles, washes

Painter: TypeAlias = Callable[[int, Rng], Array]

PAINTERS: Final[Mapping[str, Painter]] = {
    "starry": night.starry,
    "picasso": cubist.picasso,
    "wave": prints.wave,
    "mosaic": tiles.mosaic,
    "pointillism": dots.pointillism,
    "watercolour": washes.watercolour,
}
