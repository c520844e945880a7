"""What a Telegram consists of: users, chats, messages and what messages carry. Data only."""

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import Any

Json = dict[str, Any]


@dataclass(slots=True)
class User:
    """A person or the bot. `is_admin` marks the people who run the bot."""

    id: int
    first_name: str
    language_code: str = "en"
    is_admin: bool = False
    is_bot: bool = False
    last_name: str = ""
    username: str = ""
    blocked_bot: bool = False
    avatar: "Media | None" = None


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of a text, in UTF-16 code units, with a meaning or a look."""

    type: str
    offset: int
    length: int
    url: str = ""
    user: User | None = None
    language: str = ""
    custom_emoji_id: str = ""

    @property
    def end(self) -> int:
        """Return the offset of the first unit behind the stretch."""
        return self.offset + self.length


@dataclass(frozen=True, slots=True)
class StoredFile:
    """The description of a file, whose bytes the `FileStore` keeps while there is room."""

    id: str
    unique_id: str
    kind: str
    path: str
    size: int
    name: str = ""
    mime: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, film, sound or document. `sizes` are a photo's sizes, smallest first."""

    kind: str
    file: StoredFile
    sizes: tuple[StoredFile, ...] = ()
    thumbnail: StoredFile | None = None
    duration: int = 0
    title: str = ""
    performer: str = ""
    emoji: str = ""
    spoiler: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """What an edit can replace: two equal contents are "not modified"."""

    text: str = ""
    entities: tuple[Entity, ...] = ()
    media: Media | None = None
    caption_above: bool = False
    link_preview: tuple[tuple[str, Any], ...] = ()

    def with_media(self, media: Media | None) -> "Content":
        """Return the same words on other media."""
        return replace(self, media=media)


@dataclass(slots=True)
class Topic:
    """A topic of a forum; its id is that of the message which opened it."""

    id: int
    name: str
    icon_color: int
    icon_emoji: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a message is sent with besides its content."""

    reply_to: int | None = None
    thread_id: int | None = None
    markup: Json | None = None
    reply_keyboard: Json | None = None
    group_id: str = ""
    forward: Json | None = None
    service: Json | None = None
    via_bot: User | None = None
    protected: bool = False


@dataclass(slots=True)
class Message:
    """A message as it stands now; `born` and `seq` are its places in the world's history."""

    id: int
    chat: "Chat"
    sender: User
    date: int
    content: Content
    born: int
    seq: int
    envelope: Envelope
    markup: Json | None = None
    edit_date: int = 0
    edits: int = 0
    deleted: bool = False
    reactions: dict[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class Chat:
    """A chat and the messages in it, oldest first."""

    id: int
    type: str
    title: str = ""
    username: str = ""
    members: list[int] = field(default_factory=list)
    admins: set[int] = field(default_factory=set)
    creator: int = 0
    is_forum: bool = False
    description: str = ""
    has_bot: bool = True
    migrated_to: int = 0
    pinned: list[int] = field(default_factory=list)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: OrderedDict[int, Message] = field(default_factory=OrderedDict)

    @property
    def is_group(self) -> bool:
        """Tell whether people talk to each other here."""
        return self.type in {"group", "supergroup"}
