"""The ids of the texts that name values of settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from storage import Faces, Quality, Stroke, Who

SETTING_NAMES: Final[Mapping[Any, str]] = {
    Quality.INSTANT: "setting-instant",
    Quality.BALANCED: "setting-balanced",
    Quality.MASTERPIECE: "setting-masterpiece",
    Faces.KEEP: "setting-faces-keep",
    Faces.PAINT: "setting-faces-paint",
    Faces.FREE: "setting-faces-free",
    Stroke.FINE: "setting-stroke-fine",
    Stroke.USUAL: "setting-stroke-usual",
    Stroke.BOLD: "setting-stroke-bold",
    Who.EVERYONE: "setting-everyone",
    Who.ADMINS: "setting-admins",
    Who.ASKER: "setting-asker",
    True: "setting-on",
    False: "setting-off",
}
