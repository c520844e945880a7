"""Loss curves as a picture, drawn from a run's log."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

import matplotlib
from matplotlib.figure import Figure

from engine.training.trainer import TrainingReport

_SIZE_INCHES: Final = (7.2, 4.0)


def draw_curves(reports: Sequence[TrainingReport], title: str) -> str:
    """Draw every number of ``reports`` over the steps, the y axis logarithmic; return the SVG.

    Numbers that are zero or less have no place on such an axis and are left out.
    """
    # A Figure of its own instead of pyplot, which keeps every figure in global state.
    figure = Figure(figsize=_SIZE_INCHES, layout="constrained")
    axes = figure.subplots()
    axes.set_title(title)
    axes.set_xlabel("step")
    curves = _curves(reports)
    for name, points in curves.items():
        axes.plot(*zip(*points, strict=True), label=name)
    if curves:
        axes.set_yscale("log")
        axes.grid(visible=True, which="major", alpha=0.3)
        figure.legend(loc="outside right upper")
    picture = io.StringIO()
    # Text stays text, so that the picture is small and can be searched; and equal runs draw equal
    # files, where by default every element gets a random name.
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "atelier"}):
        figure.savefig(picture, format="svg", metadata={"Date": None})
    return picture.getvalue()


def _curves(reports: Sequence[TrainingReport]) -> dict[str, list[tuple[int, float]]]:
    """Collect the points (step, value) of each number that is ever above zero."""
    curves: dict[str, list[tuple[int, float]]] = {}
    for report in reports:
        for name, value in report.numbers.items():
            if value > 0:
                curves.setdefault(name, []).append((report.step, value))
    return curves
