"""What is painted from what: style sources, and a digest that tells equal requests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class JobStyle:
    """Where a style picture comes from: the catalogue or a file on Telegram.

    Of the catalogue, ``style_id`` is set and ``key`` is the digest of the picture; of a file,
    ``file_id`` is set and ``key`` is its ``file_unique_id``. ``title`` is for people. ``weight``
    counts where styles are mixed. ``polish`` is the mark of the polished vector, if there is one.
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


def recipe(
    photo: str,
    styles: Sequence[JobStyle],
    options: Mapping[str, Any],
    *,
    painter: int | None = None,
    starts_from: str | None = None,
) -> str:
    """SHA-256 over the photo's unique id, the styles (key, weight, polish), the options and more.

    ``painter`` is the version of what paints, ``starts_from`` the painting that it goes on from.
    """
    more = {"painter": painter, "starts_from": starts_from}
    # What has neither is said as before there was either: films lie under these digests.
    said = {name: value for name, value in more.items() if value is not None}
    parts = [photo, [_said(style) for style in styles], dict(options), *([said] if said else [])]
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _said(style: JobStyle) -> list[object]:
    # What is not polished is said as before there was polish: earlier paintings answer for it.
    return [style.key, style.weight, *([style.polish] if style.polish else [])]
