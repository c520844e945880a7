"""Loss curves as a picture: plain SVG, drawn from a run's log."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

from engine.training.trainer import TrainingReport

_WIDTH: Final = 720
_HEIGHT: Final = 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 130, 36, 40
_COLOURS: Final = ("#1b6ca8", "#c8553d", "#2e8b57", "#8e5ea2", "#b8860b", "#555555")


def draw_curves(reports: Sequence[TrainingReport], title: str) -> str:
    """A picture of every number of ``reports`` over the steps, the y axis logarithmic."""
    lines = _lines(reports)
    frame = _Frame.around([point for _, points in lines for point in points])
    view = f'viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="12"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {view}>',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
        f'<text x="{_LEFT}" y="22" font-size="15">{escape(title)}</text>',
        *frame.axes(),
    ]
    for index, (name, points) in enumerate(lines):
        parts += frame.line(name, points, _COLOURS[index % len(_COLOURS)], index)
    return "\n".join([*parts, "</svg>", ""])


def _lines(reports: Sequence[TrainingReport]) -> list[tuple[str, list[tuple[float, float]]]]:
    names = list(reports[0].numbers) if reports else []
    lines = []
    for name in names:
        points = [(float(r.step), r.numbers[name]) for r in reports if r.numbers.get(name, 0) > 0]
        if points:
            lines.append((name, points))
    return lines


class _Frame:
    """The plotted range, and where its points lie on the picture."""

    def __init__(self, last: float, low: int, high: int) -> None:
        self._last, self._low, self._high = last, low, high

    @classmethod
    def around(cls, points: Sequence[tuple[float, float]]) -> _Frame:
        if not points:
            return cls(1.0, -1, 0)
        values = [math.log10(y) for _, y in points]
        low, high = math.floor(min(values)), math.ceil(max(values))
        return cls(max(x for x, _ in points), low, max(high, low + 1))

    def axes(self) -> list[str]:
        parts = []
        for power in range(self._low, self._high + 1):
            y = self._y(10.0**power)
            parts.append(f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="#dddddd"/>')
            parts.append(
                f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>'
            )
        for part in range(5):
            step = self._last * part / 4
            place = f'x="{self._x(step):.1f}" y="{_HEIGHT - 16}" text-anchor="middle"'
            parts.append(f"<text {place}>{step:.0f}</text>")
        return parts

    def line(
        self, name: str, points: Sequence[tuple[float, float]], colour: str, row: int
    ) -> list[str]:
        path = "L".join(f"{self._x(x):.1f} {self._y(y):.1f}" for x, y in points)
        label = _TOP + 14 + 18 * row
        return [
            f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="1.6"/>',
            f'<text x="{_WIDTH - _RIGHT + 10}" y="{label}" fill="{colour}">{escape(name)}</text>',
        ]

    def _x(self, step: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * step / self._last

    def _y(self, value: float) -> float:
        height = (math.log10(value) - self._low) / (self._high - self._low)
        return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - height)
