"""Sums up what painting does to faces: turns rows of single paintings into the figures.

Pure: needs neither torch nor pictures.
"""

from __future__ import annotations

import json
import random
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

MANNERS: Final = ("keep", "paint", "free", "instant")
FOUND: Final = 0.7
"""Score from which on a face counts as found, the usual one of the last network."""
PAYS: Final = 0.95
"""Of the instant picture's score: from there on the wait was not in vain."""
LARGE: Final = 80
"""Height of a face, pixels, from which strokes of the usual size are much smaller than it."""
Pair: TypeAlias = tuple[str, str]
"""Slugs of a portrait and a preset."""


@dataclass(frozen=True, slots=True)
class Face:
    """A face of the photo, and what became of it."""

    height: float
    """Pixels in the photo at the painting's size."""
    photo_score: float
    score: float
    is_detected: bool
    """The judge's usual search, which knows of no place, finds it in the painting as well."""
    photo_style: float
    """Relative style error inside its box in the photo itself."""
    style: float
    """The same in the painting."""


@dataclass(frozen=True, slots=True)
class Row:
    """A painting as the judges see it."""

    portrait: str
    preset: str
    manner: str
    work: str
    """Digest of what was painted: photo, style, options."""
    painters: str
    """Digest of the engine that painted it."""
    judges: str
    """Digest of what judged it."""
    faces: tuple[Face, ...]
    photo_inside: float
    """Relative style error inside all the faces that count, in the photo; 0 without faces."""
    inside: float
    """The same in the painting."""
    outside: float
    """Relative style error of the painting outside of faces."""

    @property
    def pair(self) -> Pair:
        """Portrait and preset."""
        return self.portrait, self.preset


def drawn(
    portraits: Sequence[str], presets: Iterable[str], each: int | None, seed: int
) -> list[Pair]:
    """Draw ``each`` of the portraits for every preset (``None``: all), by ``seed`` alone.

    A preset's draw does not depend on which other presets are asked for.
    """
    found: list[Pair] = []
    for preset in presets:
        names = sorted(portraits)
        if each is not None and each < len(names):
            chosen = random.Random(f"{seed} {preset}").sample(names, each)
            names = sorted(chosen)
        found += [(portrait, preset) for portrait in names]
    return found


def figures(rows: Sequence[Row]) -> dict[str, Any]:
    """Compute the figures of all rows, and the same for every preset."""
    total = summary(rows)
    by_preset = {
        preset: summary([row for row in rows if row.preset == preset])
        for preset in dict.fromkeys(row.preset for row in rows)
    }
    misses = {preset: part["misses"] for preset, part in by_preset.items()}
    return {
        **total,
        "found_misses_by_preset": {
            manner: {preset: part[manner] for preset, part in misses.items() if manner in part}
            for manner in total["found"]
        },
        "presets": by_preset,
    }


def summary(rows: Sequence[Row]) -> dict[str, Any]:
    """Compute the figures of these rows, without what cannot be told from them."""
    by_manner = {
        manner: {row.pair: row for row in rows if row.manner == manner} for manner in MANNERS
    }
    by_manner = {manner: found for manner, found in by_manner.items() if found}
    faces = {
        manner: [face for row in found.values() for face in row.faces]
        for manner, found in by_manner.items()
    }
    faces = {manner: found for manner, found in faces.items() if found}
    result: dict[str, Any] = {
        "faces": {manner: len(found) for manner, found in faces.items()},
        "found": {m: _share([f.score >= FOUND for f in found]) for m, found in faces.items()},
        "misses": {m: sum(f.score < FOUND for f in found) for m, found in faces.items()},
        "detected": {m: _share([f.is_detected for f in found]) for m, found in faces.items()},
        "score_ratio": {
            m: _median([f.score / f.photo_score for f in found]) for m, found in faces.items()
        },
        "painted_by_manner": {
            m: _median([1 - row.inside / row.photo_inside for row in found if row.faces])
            for m, found in ((m, by_manner[m].values()) for m in faces)
        },
        "painted_by_face": {m: _median(_removed(found)) for m, found in faces.items()},
        "painted_large": {
            m: _median(_removed(f for f in found if f.height >= LARGE))
            for m, found in faces.items()
        },
    }
    if "paint" in result["painted_by_manner"]:
        result["painted"] = result["painted_by_manner"]["paint"]
    pays = {
        manner: pays_share(by_manner[manner], by_manner["instant"])
        for manner in ("keep", "paint", "free")
        if manner in faces and "instant" in faces
    }
    result["waiting_pays_by_manner"] = pays
    if "paint" in pays:
        result["waiting_pays"] = pays["paint"]
    kept = {
        manner: style_kept(by_manner[manner], by_manner["free"])
        for manner in ("keep", "paint", "instant")
        if manner in by_manner and "free" in by_manner
    }
    result["style_kept_by_manner"] = kept
    if "paint" in kept:
        result["style_kept"] = kept["paint"]
    return result


def pays_share(final: Mapping[Pair, Row], instant: Mapping[Pair, Row]) -> float | None:
    """Compute the share of faces that score in the final at least ``PAYS`` of what they do at
    once."""
    return _share(
        [
            late.score >= PAYS * early.score
            for pair in final.keys() & instant.keys()
            for late, early in zip(final[pair].faces, instant[pair].faces, strict=True)
        ]
    )


def style_kept(rows: Mapping[Pair, Row], free: Mapping[Pair, Row]) -> float | None:
    """Compute the median of the style error outside faces over that of the same picture painted
    freely."""
    return _median([rows[pair].outside / free[pair].outside for pair in rows.keys() & free.keys()])


def read_rows(file: Path) -> list[Row]:
    """Read the rows written by ``append``, without a line that a stop cut short."""
    if not file.exists():
        return []
    rows = []
    for line in file.read_text().splitlines():
        try:
            found = json.loads(line)
            found["faces"] = tuple(Face(**face) for face in found["faces"])
            rows.append(Row(**found))
        except (ValueError, TypeError, KeyError):
            continue
    return rows


def append(file: Path, rows: Iterable[Row]) -> None:
    """Write ``rows`` at the end of ``file``, one a line."""
    file.parent.mkdir(parents=True, exist_ok=True)
    is_cut = file.exists() and not file.read_bytes().endswith(b"\n")
    with file.open("a") as out:
        out.write("\n" * is_cut + "".join(json.dumps(asdict(row)) + "\n" for row in rows))


def _removed(faces: Iterable[Face]) -> list[float]:
    """Share of the photo's style error in each face that its painting removes."""
    return [1 - face.style / face.photo_style for face in faces]


def _share(truths: Sequence[bool]) -> float | None:
    return round(sum(truths) / len(truths), 4) if truths else None


def _median(numbers: Sequence[float]) -> float | None:
    return round(statistics.median(numbers), 4) if numbers else None
