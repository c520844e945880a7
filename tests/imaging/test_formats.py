"""What people call the pictures that do not open here."""

from __future__ import annotations

import pytest

from imaging.formats import foreign_name
from tests.imaging.hostile.jpegs import photo


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "HEIC"),
        (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1", "AVIF"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isomavc1", None),
        (b"<?xml version='1.0'?>\n<SVG width='1'/>", "SVG"),
        (b"%PDF-1.7", "PDF"),
        (b"8BPS\0\1", "Photoshop"),
        (b"dear diary", None),
        (b"", None),
        (photo(), None),
    ],
)
def test_a_kind_is_known_by_how_it_begins(content: bytes, kind: str | None) -> None:
    assert foreign_name(content) == kind
