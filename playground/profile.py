"""The bot's own settings: names, descriptions, command menus, menu buttons, webhook."""

from dataclasses import dataclass, field

from playground.model import Json


@dataclass(slots=True)
class Webhook:
    """Where updates are pushed to, and how that went last."""

    url: str = ""
    secret: str = ""
    allowed: list[str] = field(default_factory=list)
    max_connections: int = 40
    last_error: str = ""
    last_error_at: int = 0


@dataclass(slots=True)
class BotProfile:
    """Settings of the bot by language code ("" is every language) or by chat (0 is every chat)."""

    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)
    admin_rights: dict[bool, Json] = field(default_factory=dict)
    webhook: Webhook = field(default_factory=Webhook)

    def menu(self, scopes: list[str], language: str) -> list[Json]:
        """Return the menu of the first of `scopes` that has one, in `language` if there is."""
        for scope in scopes:
            for code in (language, ""):
                if commands := self.commands.get((scope, code)):
                    return commands
        return []


def scope_key(scope: Json) -> str:
    """Return a key for a BotCommandScope, such as `chat:-100500`."""
    parts = [scope.get("type", "default"), scope.get("chat_id"), scope.get("user_id")]
    return ":".join(str(part) for part in parts if part is not None)


def scopes_for(chat_id: int, user_id: int, *, private: bool, admin: bool) -> list[str]:
    """Return the scopes that apply to a person in a chat, the most particular first."""
    if private:
        return [f"chat:{chat_id}", "all_private_chats", "default"]
    scopes = [f"chat_member:{chat_id}:{user_id}"]
    if admin:
        scopes.append(f"chat_administrators:{chat_id}")
    scopes.append(f"chat:{chat_id}")
    if admin:
        scopes.append("all_chat_administrators")
    return [*scopes, "all_group_chats", "default"]
