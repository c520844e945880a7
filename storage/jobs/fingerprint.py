"""The styles of a job, and the digest by which equal requests are recognised."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class JobStyle:
    """One style of a job: its picture comes from the catalogue or from a file on Telegram.

    From the catalogue, ``style_id`` is set and ``key`` is the digest of the picture; from a file,
    ``file_id`` is set and ``key`` is its ``file_unique_id``. ``title`` is for people, ``weight``
    the share in a mix. ``polish`` is the mark of the polished vector, if there is one
    (``StyleVectors.marks``).
    """

    key: str
    title: str
    style_id: int | None = None
    file_id: str | None = None
    weight: float = 1.0
    polish: str | None = None

    def __post_init__(self) -> None:
        if (self.style_id is None) == (self.file_id is None):
            raise ValueError("a style comes either from the catalogue or from a file")


def fingerprint(
    photo: str,
    styles: Sequence[JobStyle],
    options: Mapping[str, Any],
    *,
    painter: int | None = None,
    starts_from: str | None = None,
) -> str:
    """Return the SHA-256 (hexadecimal) of everything that decides how a painting looks.

    That is the photo's unique id, the key, weight and polish of each style, the options, the
    version of the painter, and the file of the painting that this one starts from.
    """
    more = {"painter": painter, "starts_from": starts_from}
    # A request with neither keeps the digest it had before there was either: rows and preview
    # frames of that time lie under it.
    given = {name: value for name, value in more.items() if value is not None}
    parts = [
        photo,
        [_style_parts(style) for style in styles],
        dict(options),
        *([given] if given else []),
    ]
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _style_parts(style: JobStyle) -> list[object]:
    # A style that is not polished keeps the digest it had before there were polished vectors.
    return [style.key, style.weight, *([style.polish] if style.polish else [])]
