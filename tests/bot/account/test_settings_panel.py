"""The panel of settings: what it shows, and that its buttons carry what they say."""

from __future__ import annotations

import pytest

from bot.account.settings_panel import SettingsPanel
from bot.callback_data import ChangeSetting, CloseSettings, ShowSetting, ShowSettings, parse
from bot.texts import Catalogue
from storage.people.preferences import validate_settings

CATALOGUE = Catalogue.load()


def panel(*, is_group: bool, largest: int = 4096) -> SettingsPanel:
    return SettingsPanel(stored={}, is_group=is_group, catalogue=CATALOGUE, largest=largest)


@pytest.mark.parametrize("is_group", [False, True])
def test_every_choice_can_be_stored_and_has_words(is_group: bool) -> None:
    shown = panel(is_group=is_group)
    for name in shown.names:
        for value in shown.list_choices(name).values():
            validate_settings({name: value})
        for language in CATALOGUE.languages:
            shown.render_page(CATALOGUE.speak(language), name)


@pytest.mark.parametrize("is_group", [False, True])
def test_buttons_fit_and_are_read_as_they_were_written(is_group: bool) -> None:
    shown, texts = panel(is_group=is_group), CATALOGUE.speak("en")
    for name in shown.names:
        _, keyboard = shown.render_page(texts, name)
        carried = [parse(str(row[0].callback_data)) for row in keyboard.inline_keyboard]
        choices = [ChangeSetting(name, code) for code in shown.list_choices(name)]
        assert carried == [*choices, ShowSettings()]


def test_the_first_page_leads_to_each_setting() -> None:
    shown = panel(is_group=True)
    _, keyboard = shown.render_overview(CATALOGUE.speak("en"))
    carried = [parse(str(row[0].callback_data)) for row in keyboard.inline_keyboard]
    assert carried == [*map(ShowSetting, shown.names), CloseSettings()]


def test_exactly_what_holds_is_ticked() -> None:
    shown, texts = panel(is_group=False), CATALOGUE.speak("en")
    for name in shown.names:
        _, keyboard = shown.render_page(texts, name)
        captions = [row[0].text for row in keyboard.inline_keyboard]
        assert sum(caption.startswith("✓") for caption in captions) == 1


def test_a_group_can_leave_everything_to_each() -> None:
    shown = panel(is_group=True)
    open_names = [name for name in shown.names if not name.startswith("who_")]
    assert all(None in shown.list_choices(name).values() for name in open_names)


def test_only_groups_have_rights_to_give() -> None:
    assert not any(name.startswith("who_") for name in panel(is_group=False).names)
