"""Check keyboards as Telegram does, with its error texts."""

from typing import Any

from playground.api.call import Call
from playground.errors import refuse
from playground.model import Json

CALLBACK_DATA_BYTES = 64
_ACTIONS = (
    "callback_data",
    "url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "web_app",
    "login_url",
    "copy_text",
    "callback_game",
    "pay",
)
_OTHERS = ("keyboard", "remove_keyboard", "force_reply")


def read_keyboards(call: Call) -> tuple[Json | None, Json | None]:
    """Return the inline keyboard and the reply keyboard of a call; at most one is there."""
    given = call.params.object("reply_markup", "reply keyboard markup")
    if not given:
        return None, None
    if "inline_keyboard" in given:
        return check_inline_keyboard(given), None
    if not any(name in given for name in _OTHERS):
        return None, None
    if "keyboard" in given and not _check_rows(given["keyboard"]):
        raise refuse("reply keyboard is empty")
    return None, given


def read_inline_keyboard(call: Call) -> Json | None:
    """Return the inline keyboard of an edit, which accepts no other kind."""
    keyboard, other = read_keyboards(call)
    if other is not None:
        raise refuse("object expected as reply markup")
    return keyboard


def check_inline_keyboard(given: Json) -> Json | None:
    """Check an InlineKeyboardMarkup and return it, or None when it has no buttons."""
    rows = [
        [_check_button(button) for button in row] for row in _check_rows(given["inline_keyboard"])
    ]
    rows = [row for row in rows if row]
    return {"inline_keyboard": rows} if rows else None


def _check_rows(given: Any) -> list[list[Any]]:
    if not isinstance(given, list):
        raise refuse('field "inline_keyboard" of the InlineKeyboardMarkup must be of type Array')
    for row in given:
        if not isinstance(row, list):
            raise refuse("can't parse inline keyboard: Expected an Array")
    return given


def _check_button(given: Any) -> Json:
    if not isinstance(given, dict):
        raise refuse("can't parse inline keyboard button: Expected an Object")
    words = given.get("text")
    if not isinstance(words, str) or not words.strip():
        raise refuse("inline keyboard button text must be non-empty")
    if not any(given.get(action) is not None for action in _ACTIONS):
        raise refuse("text buttons are unallowed in the inline keyboard")
    data = given.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= CALLBACK_DATA_BYTES:
        raise refuse("BUTTON_DATA_INVALID")
    url = given.get("url")
    if url is not None and not _is_link(str(url)):
        raise refuse(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return given


def _is_link(url: str) -> bool:
    host = url.partition("://")[2] or url
    return url.startswith("tg://") or ("." in host and " " not in url)
