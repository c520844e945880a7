"""What a person's settings mean to the engine. Pure; the only place that knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine.messages import RANGES
from storage import Preferences, Quality


@dataclass(frozen=True, slots=True)
class SizeAndSteps:
    """How large (longest side, pixels) and in how many steps something is painted."""

    size: int
    steps: int


@dataclass(frozen=True, slots=True)
class QualityFactors:
    """A quality, as factors of what is usual on the machine; ``None``: there are no steps."""

    size: float
    steps: float | None


USUAL: Final[Mapping[str, SizeAndSteps]] = {
    "cpu": SizeAndSteps(512, 140),
    "cuda": SizeAndSteps(1024, 600),
}
"""What the engine's methods do by themselves on a kind of device."""

EFFORTS: Final[Mapping[Quality, QualityFactors]] = {
    Quality.INSTANT: QualityFactors(size=1.0, steps=None),
    Quality.BALANCED: QualityFactors(size=1.0, steps=1.0),
    Quality.MASTERPIECE: QualityFactors(size=1.5, steps=1.5),
}
_GRAIN: Final = 16
_CHOSEN: Final = ("faces", "stroke")
"""Preferences that styles may have of their own, under the names of the engine's options."""
_USUAL: Final = Preferences()
INSTANT: Final = "instant"
"""The engine's method that paints in one pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceDefaults:
    """What the operator says of the machine. ``None``: what is usual on ``device``."""

    device: str = "cpu"
    """As the engine names it, such as ``cuda:0 NVIDIA H200``; ``auto`` counts as a CPU."""
    size: int | None = None
    steps: int | None = None
    largest: int = int(RANGES["size"][1])
    """The longest side that people may choose, pixels."""

    @property
    def usual(self) -> SizeAndSteps:
        """What it paints when nobody asks for anything else."""
        known = USUAL["cuda" if self.device.startswith("cuda") else "cpu"]
        return SizeAndSteps(self.size or known.size, self.steps or known.steps)


def engine_options(
    style: Mapping[str, Any], wanted: Preferences, machine: DeviceDefaults
) -> dict[str, Any]:
    """The engine's options for ``style``, whose own options they contain, as somebody wants it.

    Where nothing was set the options stay out, so that the engine decides as it knows best.
    """
    options = by_taste(style, wanted) | _measure(wanted, machine)
    if wanted.quality is Quality.INSTANT:
        options["method"] = INSTANT
    strength = float(style.get("strength", 1.0)) * wanted.strength
    if strength != 1.0 or "strength" in style:
        least, most = RANGES["strength"]
        options["strength"] = min(most, max(least, round(strength, 3)))
    return options


def by_taste(style: Mapping[str, Any], wanted: Preferences) -> dict[str, Any]:
    """The options of ``style`` with faces and strokes as somebody wants them.

    What they set to something else than the usual goes before the style's own; the usual is not
    said.
    """
    options = {name: value for name, value in style.items() if name not in _CHOSEN}
    for name in _CHOSEN:
        usual = getattr(_USUAL, name)
        mine = getattr(wanted, name)
        chosen = style.get(name, usual) if mine == usual else mine
        if chosen != usual:
            options[name] = str(chosen)
    return options


def is_instant(options: Mapping[str, Any]) -> bool:
    """Whether a painting with these options of the engine is made in one pass."""
    return options.get("method") == INSTANT


def _measure(wanted: Preferences, machine: DeviceDefaults) -> dict[str, Any]:
    given = {"size": machine.size, "steps": machine.steps}
    if wanted.quality is not Quality.BALANCED:
        effort, usual = EFFORTS[wanted.quality], machine.usual
        given["size"] = round(usual.size * effort.size / _GRAIN) * _GRAIN
        given["steps"] = None if effort.steps is None else round(usual.steps * effort.steps)
    if wanted.size is not None or wanted.quality is not Quality.BALANCED:
        given["size"] = min(wanted.size or given["size"] or 0, machine.largest)
    return {name: _within(name, value) for name, value in given.items() if value is not None}


def _within(name: str, value: int) -> int:
    least, most = RANGES[name]
    return int(min(most, max(least, value)))
