"""The settings that hold for one person in one chat: theirs, under those of the chat."""

from __future__ import annotations

from dataclasses import dataclass, field

from storage import ChatPreferences, Chats, People


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectivePreferences:
    """What holds; ``language`` is ``None`` where neither settings nor Telegram name one."""

    language: str | None = None
    preferences: ChatPreferences = field(default_factory=ChatPreferences)
    banned: bool = False


async def load_preferences(
    people: People, chats: Chats, *, person_id: int | None, chat_id: int | None
) -> EffectivePreferences:
    """Return what holds for a person in a chat; a group's settings go before everybody's own."""
    person = None if person_id is None else await people.get(person_id)
    chat = None if chat_id is None else await chats.get(chat_id)
    layers = [one.settings for one in (person, chat) if one is not None]
    preferences = ChatPreferences.of(*layers)
    return EffectivePreferences(
        language=preferences.language or (person.language_code if person else None),
        preferences=preferences,
        banned=person is not None and person.banned,
    )
