"""Every kind of button has one handler, and each handler takes what the table hands it."""

from __future__ import annotations

from typing import get_args, get_type_hints

from bot.callback_data import Data
from bot.routing.buttons import HANDLERS


def test_every_kind_of_button_has_a_handler() -> None:
    assert set(HANDLERS) == set(get_args(Data))


def test_each_handler_takes_exactly_the_kinds_that_it_is_handed() -> None:
    for handler in set(HANDLERS.values()):
        taken = get_type_hints(handler)["data"]
        handed = {kind for kind, one in HANDLERS.items() if one is handler}
        assert handed == set(get_args(taken) or [taken]), handler.__name__
