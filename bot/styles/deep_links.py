"""Links that open a chat with the bot, for a style or a recipe."""

from __future__ import annotations

import re
from typing import Final

from storage import Style, Styles

RECIPE_LINK: Final = "recipe_"
"""``t.me/<bot>?start=recipe_<job>``; ids of jobs are made of what such a link may contain."""
STYLE_LINK: Final = "style_"
"""``t.me/<bot>?start=style_wave`` picks a style; other payloads greet as usual."""
_PAYLOAD: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,57}")
_NUMBERED: Final = re.compile(r"-([0-9]{1,18})")


def make_payload(style: Style) -> str:
    """Return what a link to ``style`` carries: at most 64 Latin letters, digits, - and _."""
    # No slug begins with a hyphen, so a number cannot be mistaken for one.
    return STYLE_LINK + (style.slug if _PAYLOAD.fullmatch(style.slug) else f"-{style.id}")


async def find_linked(styles: Styles, name: str, chat_id: int) -> Style:
    """Find the style that a link names, if ``chat_id`` sees it. Raises ``UnknownStyle``."""
    number = _NUMBERED.fullmatch(name)
    return await (
        styles.get_visible(int(number[1]), chat_id) if number else styles.find(name, chat_id)
    )
