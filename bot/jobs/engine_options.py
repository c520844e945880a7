"""Turns a person's settings into options of the engine. Pure; nothing else knows how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine.messages import RANGES
from storage import Preferences, Quality


@dataclass(frozen=True, slots=True)
class SizeAndSteps:
    """Longest side in pixels and number of steps of a painting."""

    size: int
    steps: int


@dataclass(frozen=True, slots=True)
class QualityFactors:
    """Factors of a device's usual size and steps that make a quality; ``None``: no steps."""

    size: float
    steps: float | None


USUAL: Final[Mapping[str, SizeAndSteps]] = {
    "cpu": SizeAndSteps(512, 36),
    "cuda": SizeAndSteps(1024, 120),
}
"""What the engine paints by itself, by kind of device."""

QUALITIES: Final[Mapping[Quality, QualityFactors]] = {
    Quality.INSTANT: QualityFactors(size=1.0, steps=None),
    Quality.BALANCED: QualityFactors(size=1.0, steps=1.0),
    Quality.MASTERPIECE: QualityFactors(size=1.5, steps=1.5),
}
_SIZE_STEP: Final = 16
_BY_TASTE: Final = ("faces", "stroke")
"""Preferences that styles may have of their own, under the names of the engine's options."""
_USUAL: Final = Preferences()
INSTANT: Final = "instant"
"""The engine's method that paints in one pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceDefaults:
    """What the operator sets for all paintings. ``None``: what is usual on ``device``."""

    device: str = "cpu"
    """As the engine names it, such as ``cuda:0 NVIDIA H200``; ``auto`` counts as a CPU."""
    size: int | None = None
    steps: int | None = None
    largest: int = int(RANGES["size"][1])
    """The longest side that people may choose, pixels."""

    @property
    def usual(self) -> SizeAndSteps:
        """Size and steps of paintings for which nobody asks for anything else."""
        known = USUAL["cuda" if self.device.startswith("cuda") else "cpu"]
        return SizeAndSteps(self.size or known.size, self.steps or known.steps)


def engine_options(
    style: Mapping[str, Any], wanted: Preferences, defaults: DeviceDefaults
) -> dict[str, Any]:
    """Return options for a painting in a style with options ``style``, as somebody wants it.

    Where nothing was set the options stay out, so that the engine decides as it knows best.
    """
    options = apply_preferences(style, wanted) | _size_and_steps(wanted, defaults)
    if wanted.quality is Quality.INSTANT:
        options["method"] = INSTANT
    strength = float(style.get("strength", 1.0)) * wanted.strength
    if strength != 1.0 or "strength" in style:
        least, most = RANGES["strength"]
        options["strength"] = min(most, max(least, round(strength, 3)))
    return options


def apply_preferences(style: Mapping[str, Any], wanted: Preferences) -> dict[str, Any]:
    """Return the options of ``style`` with faces and strokes as somebody wants them.

    What they set to something else than the usual goes before the style's own; the usual is not
    said.
    """
    options = {name: value for name, value in style.items() if name not in _BY_TASTE}
    for name in _BY_TASTE:
        usual = getattr(_USUAL, name)
        mine = getattr(wanted, name)
        chosen = style.get(name, usual) if mine == usual else mine
        if chosen != usual:
            options[name] = str(chosen)
    return options


def is_instant(options: Mapping[str, Any]) -> bool:
    """Return whether a painting with these options of the engine is made in one pass."""
    return options.get("method") == INSTANT


def _size_and_steps(wanted: Preferences, defaults: DeviceDefaults) -> dict[str, Any]:
    given = {"size": defaults.size, "steps": defaults.steps}
    if wanted.quality is not Quality.BALANCED:
        factors, usual = QUALITIES[wanted.quality], defaults.usual
        given["size"] = round(usual.size * factors.size / _SIZE_STEP) * _SIZE_STEP
        given["steps"] = None if factors.steps is None else round(usual.steps * factors.steps)
    if wanted.size is not None or wanted.quality is not Quality.BALANCED:
        given["size"] = min(wanted.size or given["size"] or 0, defaults.largest)
    return {name: _within(name, value) for name, value in given.items() if value is not None}


def _within(name: str, value: int) -> int:
    least, most = RANGES[name]
    return int(min(most, max(least, value)))
