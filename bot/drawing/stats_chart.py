"""The picture of ``/stats``: paintings a day, styles and times. Drawn with Pillow in a thread."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from typing import Final

from PIL import Image, ImageDraw

from bot.drawing.fonts import lettering
from storage import Day, Speed, StyleUse

SIZE: Final = (1000, 720)
"""Pixels."""
MOST_ROWS: Final = 6

_PAPER, _INK, _FAINT, _LINE = "#fbfaf7", "#26221d", "#6f685e", "#e4dfd5"
DONE, FAILED, CANCELLED, OPEN = "#2f6f8f", "#c4553b", "#b9b1a4", "#a8cfe0"
"""Colours of the parts of a day's bar."""
MEDIAN, P90 = "#3f7d5c", "#b7d6c3"
"""Colours of the two times."""
_STYLE: Final = "#c98a2b"
_TITLE, _TEXT, _SMALL = 24, 19, 16
_NAMES: Final = 170
"""Width of the column of names beside horizontal bars."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words on a chart, in the reader's language."""

    days: str
    styles: str
    times: str
    """Titles of the three parts; the last names the unit, which is seconds."""
    done: str
    failed: str
    cancelled: str
    waiting: str
    median: str
    p90: str
    own_style: str
    """For people's own pictures as style."""
    usual: str
    """For a method or a size that nobody asked for."""
    instant: str
    refined: str
    """What the methods are called."""
    nothing: str
    """Where there is nothing to show."""


@dataclass(frozen=True, slots=True)
class _Box:
    """A part of the chart, in pixels."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class _Bar:
    """A horizontal bar: its name, what stands behind it, and its parts from the longest on."""

    name: str
    slug: str
    """Instead of a name that cannot be written here."""
    value: str
    parts: tuple[tuple[float, str], ...]


_DAYS: Final = _Box(48, 28, 952, 340)
_STYLES: Final = _Box(48, 384, 484, 692)
_TIMES: Final = _Box(516, 384, 952, 692)


def chart(
    days: Sequence[Day],
    styles: Sequence[StyleUse],
    speeds: Sequence[Speed],
    *,
    words: Words,
    latin: Words,
) -> bytes:
    """A PNG of 1000 x 720 pixels; of styles and speeds the first six and the six most frequent.

    ``latin`` replaces ``words`` on a machine that has no font for them.
    """
    words = words if all(map(lettering(_TEXT).has_all, astuple(words))) else latin
    picture = Image.new("RGB", SIZE, _PAPER)
    draw = ImageDraw.Draw(picture)
    legend = [(words.done, DONE), (words.failed, FAILED), (words.cancelled, CANCELLED)]
    if any(_open(day) for day in days):
        legend.append((words.waiting, OPEN))
    if _head(draw, _DAYS, words.days, legend, words.nothing if _is_idle(days) else ""):
        _draw_days(draw, days)
    used = [_of_style(use, words) for use in styles[:MOST_ROWS]]
    if _head(draw, _STYLES, words.styles, [], "" if used else words.nothing):
        _draw_bars(draw, _STYLES, used)
    often = sorted(speeds, key=lambda speed: -speed.paintings)[:MOST_ROWS]
    times = [_of_speed(speed, words) for speed in often]
    legend = [(words.median, MEDIAN), (words.p90, P90)]
    if _head(draw, _TIMES, words.times, legend, "" if times else words.nothing):
        _draw_bars(draw, _TIMES, times)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def top_of(most: int) -> int:
    """The upper end of an axis: 1, 2, 4, 6 or 10 times a power of ten, so that its half is whole.

    For 1 it is 2.
    """
    power = 1
    while True:
        for step in (2, 4, 6, 10):
            if most <= step * power:
                return step * power
        power *= 10


def _head(
    draw: ImageDraw.ImageDraw,
    box: _Box,
    title: str,
    legend: Sequence[tuple[str, str]],
    nothing: str,
) -> bool:
    """Title and legend of a part; False when ``nothing`` stands in place of its contents."""
    _write(draw, (box.left, box.top), title, _TITLE, _INK)
    if nothing:
        middle = ((box.left + box.right) // 2, (box.top + box.bottom) // 2)
        _write(draw, middle, nothing, _TEXT, _FAINT, anchor="mm")
        return False
    x = box.right
    for name, colour in reversed(legend):
        x -= round(lettering(_SMALL).fit(name, 200).width)
        _write(draw, (x, box.top + 18), name, _SMALL, _FAINT, anchor="lm")
        draw.rectangle((x - 20, box.top + 12, x - 8, box.top + 24), fill=colour)
        x -= 38
    return True


def _write(
    draw: ImageDraw.ImageDraw,
    target: tuple[float, float],
    text: str,
    size: int,
    colour: str,
    *,
    anchor: str = "la",
) -> None:
    lettering(size).fit(text, SIZE[0]).draw(draw, target, colour, anchor)


def _open(day: Day) -> int:
    return day.asked - day.done - day.failed - day.cancelled


def _is_idle(days: Sequence[Day]) -> bool:
    return not any(day.asked for day in days)


def _draw_days(draw: ImageDraw.ImageDraw, days: Sequence[Day]) -> None:
    left, right = _DAYS.left + 44, _DAYS.right
    top, bottom = _DAYS.top + 60, _DAYS.bottom - 34
    most = top_of(max(day.asked for day in days))
    for value in (0, most // 2, most):
        y = bottom - round((bottom - top) * value / most)
        draw.line((left, y, right, y), fill=_LINE, width=2)
        _write(draw, (left - 10, y), str(value), _SMALL, _FAINT, anchor="rm")
    pitch = (right - left) / len(days)
    width = max(2, min(48, round(pitch * 0.72)))
    # Seen from today, and far enough apart to be read.
    every = -(-len(days) // 8)
    for index, day in enumerate(days):
        x = round(left + pitch * (index + 0.5)) - width // 2
        _draw_day(draw, day, (x, x + width - 1), (bottom, (bottom - top) / most))
        if (len(days) - 1 - index) % every == 0:
            centre = (x + width / 2, bottom + 10)
            _write(draw, centre, f"{day.date:%m-%d}", _SMALL, _FAINT, anchor="ma")


def _draw_day(
    draw: ImageDraw.ImageDraw, day: Day, x: tuple[int, int], scale: tuple[int, float]
) -> None:
    """``scale``: where zero is, and the pixels of one painting."""
    zero, each = scale
    below = 0
    parts = (
        (day.done, DONE),
        (day.failed, FAILED),
        (day.cancelled, CANCELLED),
        (_open(day), OPEN),
    )
    for count, colour in parts:
        low, high = zero - round(below * each), zero - round((below + count) * each)
        if low > high:
            draw.rectangle((x[0], high, x[1], low - 1), fill=colour)
        below += count


def _of_style(use: StyleUse, words: Words) -> _Bar:
    name = words.own_style if use.style_id is None else use.title or use.slug or "?"
    return _Bar(name, use.slug or "", str(use.paintings), ((use.paintings, _STYLE),))


def _of_speed(speed: Speed, words: Words) -> _Bar:
    size = words.usual if speed.size is None else f"{speed.size} px"
    methods = {None: words.usual, "instant": words.instant, "gatys": words.refined}
    # Once is enough when neither was asked for.
    name = " ".join(dict.fromkeys((methods.get(speed.method) or str(speed.method), size)))
    value = f"{_seconds(speed.median)} / {_seconds(speed.p90)}"
    return _Bar(name, "", value, ((speed.p90, P90), (speed.median, MEDIAN)))


def _seconds(value: float) -> str:
    return f"{value:.1f}" if value < 9.95 else f"{value:.0f}"


def _draw_bars(draw: ImageDraw.ImageDraw, box: _Box, bars: Sequence[_Bar]) -> None:
    small = lettering(_SMALL)
    values = round(max(small.fit(bar.value, SIZE[0]).width for bar in bars)) + 12
    left, room = box.left + _NAMES + 14, box.right - values - box.left - _NAMES - 14
    most = max(bar.parts[0][0] for bar in bars) or 1
    for y, bar in _rows(box, bars):
        name = lettering(_TEXT).fit(bar.name, _NAMES, bar.slug)
        name.draw(draw, (box.left, y), _INK, "lm")
        for amount, colour in bar.parts:
            end = left + max(2, round(room * amount / most))
            draw.rectangle((left, y - 12, end - 1, y + 12), fill=colour)
        longest = left + max(2, round(room * bar.parts[0][0] / most))
        _write(draw, (longest + 10, y), bar.value, _SMALL, _FAINT, anchor="lm")


def _rows(box: _Box, bars: Sequence[_Bar]) -> Iterator[tuple[int, _Bar]]:
    """With the middle of each row, from the top on."""
    pitch = (box.bottom - box.top - 52) / MOST_ROWS
    for index, bar in enumerate(bars):
        yield round(box.top + 52 + pitch * (index + 0.5)), bar
