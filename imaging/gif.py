"""Reads what a GIF will cost before it is decoded: blocks only, no pixels (GIF89a, appendix A)."""

from __future__ import annotations

from typing import Final

from imaging.errors import damaged, too_costly

MAX_BLOCKS: Final = 400_000
"""In the first frame and around it; decoders fetch them one by one. Usual ones hold 255 bytes."""

_IMAGE, _EXTENSION, _END = 0x2C, 0x21, 0x3B


def check_cost(data: bytes) -> None:
    """Raise ``TooBig`` for a GIF whose first frame is in hundreds of thousands of blocks.

    Raises ``BadPicture`` for one that ends within its header.
    """
    if len(data) < 13:
        raise damaged()
    at, frames, blocks = 13 + _table_size(data[10]), 0, 0
    while at + 10 <= len(data) and frames < 2:
        kind = data[at]
        if kind == _IMAGE:
            frames += 1
            at += 10 + _table_size(data[at + 9]) + 1
        elif kind == _EXTENSION:
            at += 2
        elif kind == _END:
            return
        else:
            # Stray bytes are skipped by decoders, one by one.
            at, blocks = at + 1, blocks + 1
            if blocks > MAX_BLOCKS:
                raise too_costly()
            continue
        at, count = _skip_blocks(data, at, MAX_BLOCKS - blocks)
        blocks += count


def _skip_blocks(data: bytes, at: int, limit: int) -> tuple[int, int]:
    """Return the offset behind the sub-blocks at ``at``, and how many there are."""
    count = 0
    while at < len(data) and data[at]:
        at, count = at + 1 + data[at], count + 1
        if count > limit:
            raise too_costly()
    return at + 1, count


def _table_size(flags: int) -> int:
    """Return the bytes of the colour table that ``flags`` announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0
