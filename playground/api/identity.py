"""Methods that set how the bot presents itself: commands, names, descriptions, menu buttons."""

import re
from typing import Any

from playground.api.call import Call, MethodTable
from playground.api.rights import ADMIN_RIGHTS, CHANNEL_RIGHTS
from playground.errors import refuse
from playground.model import Json
from playground.profile import scope_key

TABLE = MethodTable()
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SCOPES = {
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
    "chat",
    "chat_administrators",
    "chat_member",
}


@TABLE.method("setMyCommands")
async def set_my_commands(call: Call) -> bool:
    """Set the command menu of a scope and a language."""
    given = call.params.array("commands", "bot commands")
    if len(given) > 100:
        raise refuse("BOT_COMMANDS_TOO_MUCH")
    commands = [_command(one) for one in given]
    key = _scope(call), _language(call)
    if commands:
        call.world.profile.commands[key] = commands
    else:
        call.world.profile.commands.pop(key, None)
    return True


@TABLE.method("getMyCommands")
async def get_my_commands(call: Call) -> list[Json]:
    """Return exactly the menu of a scope and a language."""
    return call.world.profile.commands.get((_scope(call), _language(call)), [])


@TABLE.method("deleteMyCommands")
async def delete_my_commands(call: Call) -> bool:
    """Remove the menu of a scope and a language."""
    call.world.profile.commands.pop((_scope(call), _language(call)), None)
    return True


@TABLE.method("setMyName")
async def set_my_name(call: Call) -> bool:
    """Set the bot's name for a language."""
    return _set(call, call.world.profile.names, "name", 64, "BOT_TITLE_INVALID")


@TABLE.method("getMyName")
async def get_my_name(call: Call) -> Json:
    """Return the bot's name."""
    return {"name": _get(call, call.world.profile.names) or call.world.bot.first_name}


@TABLE.method("setMyDescription")
async def set_my_description(call: Call) -> bool:
    """Set what an empty chat shows."""
    return _set(
        call, call.world.profile.descriptions, "description", 512, "BOT_DESCRIPTION_INVALID"
    )


@TABLE.method("getMyDescription")
async def get_my_description(call: Call) -> Json:
    """Return what an empty chat shows."""
    return {"description": _get(call, call.world.profile.descriptions)}


@TABLE.method("setMyShortDescription")
async def set_my_short_description(call: Call) -> bool:
    """Set what the profile page shows."""
    kept = call.world.profile.short_descriptions
    return _set(call, kept, "short_description", 120, "BOT_SHORT_DESCRIPTION_INVALID")


@TABLE.method("getMyShortDescription")
async def get_my_short_description(call: Call) -> Json:
    """Return what the profile page shows."""
    return {"short_description": _get(call, call.world.profile.short_descriptions)}


@TABLE.method("setChatMenuButton")
async def set_chat_menu_button(call: Call) -> bool:
    """Set the menu button of one private chat or of all."""
    button = call.params.object("menu_button", "menu button") or {"type": "default"}
    if button.get("type") not in {"commands", "web_app", "default"}:
        raise refuse("unsupported menu button type specified")
    call.world.profile.menu_buttons[call.params.integer("chat_id")] = button
    return True


@TABLE.method("getChatMenuButton")
async def get_chat_menu_button(call: Call) -> Json:
    """Return the menu button of one private chat or the one of all."""
    buttons = call.world.profile.menu_buttons
    general = buttons.get(0, {"type": "commands"})
    if general["type"] == "default":
        general = {"type": "commands"}
    return buttons.get(call.params.integer("chat_id"), general)


@TABLE.method("setMyDefaultAdministratorRights")
async def set_my_default_administrator_rights(call: Call) -> bool:
    """Set the rights the bot asks for where it is made an administrator."""
    key = call.params.boolean("for_channels")
    call.world.profile.admin_rights[key] = call.params.object("rights", "administrator rights")
    return True


@TABLE.method("getMyDefaultAdministratorRights")
async def get_my_default_administrator_rights(call: Call) -> Json:
    """Return the rights the bot asks for."""
    channels = call.params.boolean("for_channels")
    more = CHANNEL_RIGHTS if channels else ("can_pin_messages",)
    names = ("is_anonymous", *ADMIN_RIGHTS, *more)
    given = call.world.profile.admin_rights.get(channels, {})
    # Nobody is anonymous in a channel: the real server never gives that flag back.
    rights = {name: given.get(name, False) for name in names}
    return rights | ({"is_anonymous": False} if channels else {})


def _command(given: Any) -> Json:
    if not isinstance(given, dict):
        raise refuse("can't parse BotCommand: Expected an Object")
    name = str(given.get("command", "")).removeprefix("/")
    words = str(given.get("description", "")).strip()
    if not _COMMAND.fullmatch(name):
        raise refuse("BOT_COMMAND_INVALID")
    if not 1 <= len(words) <= 256:
        raise refuse("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": words}


def _scope(call: Call) -> str:
    scope = call.params.object("scope", "BotCommandScope") or {"type": "default"}
    if scope.get("type") not in _SCOPES:
        raise refuse("can't parse BotCommandScope: Unsupported type specified")
    if scope["type"].startswith("chat"):
        scope = scope | {"chat_id": call.find_chat(scope.get("chat_id")).id}
    return scope_key(scope)


def _language(call: Call) -> str:
    code = call.params.text("language_code")
    if code and not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]+)*", code):
        raise refuse("invalid language code specified")
    return code


def _set(call: Call, kept: dict[str, str], name: str, most: int, words: str) -> bool:
    value = call.params.text(name).strip()
    if len(value) > most:
        raise refuse(words)
    if value:
        kept[_language(call)] = value
    else:
        kept.pop(_language(call), None)
    return True


def _get(call: Call, kept: dict[str, str]) -> str:
    return kept.get(_language(call)) or kept.get("", "")
