"""The panel of /settings: its pages and buttons. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from telegram import InlineKeyboardMarkup

from bot.callback_data import ChangeSetting, CloseSettings, ShowSetting, ShowSettings, button
from bot.texts import Catalogue, Texts
from bot.texts.setting_names import SETTING_NAMES
from storage import ChatPreferences, Faces, Preferences, Quality, Stroke, Who

_UNSET: Final = "-"
_SIZES: Final = (384, 512, 768, 1024, 1536, 2048, 3072)
_STRENGTHS: Final = (0.25, 0.5, 1.0, 2.0, 4.0)

_LABELS: Final[Mapping[str, str]] = {
    "language": "setting-language",
    "quality": "setting-quality",
    "size": "setting-size",
    "strength": "setting-strength",
    "faces": "setting-faces",
    "stroke": "setting-stroke",
    "keep_colours": "setting-colours",
    "previews": "setting-previews",
    "who_paints": "setting-who-paints",
    "who_adds": "setting-who-adds",
    "who_presses": "setting-who-presses",
}
_ABOUT: Final[Mapping[str, str]] = {
    "language": "setting-about-language",
    "quality": "setting-about-quality",
    "size": "setting-about-size",
    "strength": "setting-about-strength",
    "faces": "setting-about-faces",
    "stroke": "setting-about-stroke",
    "keep_colours": "setting-about-colours",
    "previews": "setting-about-previews",
    "who_paints": "setting-about-who-paints",
    "who_adds": "setting-about-who-adds",
    "who_presses": "setting-about-who-presses",
}
"""The texts that say what a setting is set to."""
_OF_GROUPS: Final = ("who_paints", "who_adds", "who_presses")


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsPanel:
    """The settings of a person, or of a group if ``is_group``; ``stored`` is what was set."""

    stored: Mapping[str, Any]
    is_group: bool
    catalogue: Catalogue
    largest: int
    """Longest side of a painting that may be chosen, pixels."""

    @property
    def names(self) -> tuple[str, ...]:
        """The settings that the panel shows."""
        return tuple(n for n in _LABELS if self.is_group or n not in _OF_GROUPS)

    def list_choices(self, name: str) -> dict[str, Any]:
        """Return the values that can be chosen, by code; ``None`` restores the default."""
        match name:
            case "language":
                values: Sequence[Any] = (None, *self.catalogue.languages)
            case "quality":
                values = self._maybe_each(*Quality)
            case "faces":
                values = self._maybe_each(*Faces)
            case "stroke":
                values = self._maybe_each(*Stroke)
            case "size":
                values = (None, *(size for size in _SIZES if size <= self.largest))
            case "strength":
                values = self._maybe_each(*_STRENGTHS)
            case "who_presses":
                values = tuple(Who)
            case "who_paints" | "who_adds":
                values = (Who.EVERYONE, Who.ADMINS)
            case _:
                values = self._maybe_each(True, False)
        return {_to_code(value): value for value in values}

    def current_value(self, name: str) -> Any:
        """Return what holds now; ``None`` where the group leaves it to each member."""
        layer = ChatPreferences if self.is_group else Preferences
        is_open = self.is_group and name not in self.stored and name not in _OF_GROUPS
        return None if is_open else getattr(layer.of(self.stored), name, None)

    def render_overview(self, texts: Texts) -> tuple[str, InlineKeyboardMarkup]:
        """Return words and buttons of the first page: all settings with their values."""
        rows = [
            [button(self.format_setting(texts, name, self.current_value(name)), ShowSetting(name))]
            for name in self.names
        ]
        rows.append([button(texts("button-done"), CloseSettings())])
        words = texts("settings-group" if self.is_group else "settings-yours")
        return words, InlineKeyboardMarkup(rows)

    def format_setting(self, texts: Texts, name: str, value: Any) -> str:
        """Say what the setting ``name`` is and that it is set to ``value``."""
        return f"{texts(_LABELS[name])}: {self._format_value(texts, name, value)}"

    def render_page(self, texts: Texts, name: str) -> tuple[str, InlineKeyboardMarkup]:
        """Return words and buttons of the page of one setting: what it does, and its choices."""
        now = self.current_value(name)
        rows = [
            [
                button(
                    _tick(self._format_value(texts, name, value), value == now),
                    ChangeSetting(name, code),
                )
            ]
            for code, value in self.list_choices(name).items()
        ]
        rows.append([button(texts("button-previous"), ShowSettings())])
        words = f"{texts(_LABELS[name])}\n\n{texts(_ABOUT[name])}"
        return words, InlineKeyboardMarkup(rows)

    def _maybe_each(self, *values: Any) -> tuple[Any, ...]:
        return (None, *values) if self.is_group else values

    def _format_value(self, texts: Texts, name: str, value: Any) -> str:
        if value is None:
            return texts(self._text_of_unset(name))
        match name:
            case "language":
                return self.catalogue.speak(value)("language-name")
            case "size":
                return texts("setting-pixels", size=str(value))
            case "strength":
                return texts("button-percent", percent=f"{100 * value:.0f}")
            case _:
                return texts(SETTING_NAMES[value])

    def _text_of_unset(self, name: str) -> str:
        if self.is_group:
            return "setting-each"
        return "setting-of-telegram" if name == "language" else "setting-usual"


def _to_code(value: Any) -> str:
    return _UNSET if value is None else str(value).lower()


def _tick(words: str, is_now: bool) -> str:
    return f"✓ {words}" if is_now else words
