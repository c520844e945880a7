"""The tables, as SQLAlchemy models; only the repositories of this package see these classes.

Ids given by Telegram (chats, people, updates) are 64 bits wide. Times are UTC. ``scope`` of a
style is a chat id, or 0 (no chat has that id) for styles that every chat sees: a plain number
keeps "unique per scope" a plain constraint, which NULL would not.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

EVERYWHERE = 0
"""The scope of a style that every chat sees."""

AUTO_ID = BigInteger().with_variant(Integer, "sqlite")
"""The type of ids that the database assigns; SQLite assigns them to plain INTEGERs only."""


class UtcTime(TypeDecorator[datetime]):
    """Aware UTC times, also where the database keeps no zone (SQLite)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Refuse naive times: their zone would be a guess."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give back UTC whatever the session's zone is."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Common metadata; every constraint gets a name, so that migrations can address it."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcTime(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
        list[dict[str, Any]]: JSON(),
        str: Text(),
        float: Double(),
    }


class PictureRow(Base):
    """Bytes of a style picture under their SHA-256."""

    __tablename__ = "pictures"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    mime: Mapped[str] = mapped_column(String(32))
    data: Mapped[bytes] = mapped_column(LargeBinary)


class StyleRow(Base):
    """A style people can choose by name."""

    __tablename__ = "styles"
    # A deleted style leaves its slug to others, and may want it back; a draft has none yet.
    __table_args__ = (
        Index(
            "uq_styles_scope_slug",
            "scope",
            "slug",
            unique=True,
            # As queries say it: SQLite uses a partial index only for the same words.
            sqlite_where=text("deleted IS NULL AND draft IS 0"),
            postgresql_where=text("deleted IS NULL AND NOT draft"),
        ),
        Index(None, "digest"),
    )

    id: Mapped[int] = mapped_column(AUTO_ID, primary_key=True, autoincrement=True)
    scope: Mapped[int] = mapped_column(BigInteger, default=EVERYWHERE)
    slug: Mapped[str] = mapped_column(String(64))
    title: Mapped[str]
    aliases: Mapped[list[str]]
    options: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(ForeignKey("pictures.digest"))
    preset: Mapped[str | None] = mapped_column(String(64))
    preset_slug: Mapped[str | None] = mapped_column(String(64))
    added_by: Mapped[int | None] = mapped_column(BigInteger)
    use_count: Mapped[int] = mapped_column(default=0)
    hidden: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Of /addstyle or /editstyle, to be published; then ``replaces`` is the style that it changes.
    draft: Mapped[bool] = mapped_column(default=False, server_default=false())
    replaces: Mapped[int | None] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    deleted: Mapped[datetime | None]
    created: Mapped[datetime]


class StyleNameRow(Base):
    """A name that a style answers to, as ``storage.name_matching.normalise`` leaves it."""

    __tablename__ = "style_names"
    __table_args__ = (Index(None, "name"),)

    style_id: Mapped[int] = mapped_column(
        ForeignKey("styles.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(100), primary_key=True)


class FavouriteRow(Base):
    """A style that a person has marked as a favourite."""

    __tablename__ = "favourites"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    style_id: Mapped[int] = mapped_column(
        ForeignKey("styles.id", ondelete="CASCADE"), primary_key=True
    )
    created: Mapped[datetime]


class ChatRow(Base):
    """A chat the bot has seen, with its settings."""

    __tablename__ = "chats"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str]
    settings: Mapped[dict[str, Any]]
    last_style_id: Mapped[int | None] = mapped_column(ForeignKey("styles.id", ondelete="SET NULL"))
    created: Mapped[datetime]
    seen: Mapped[datetime]


class PersonRow(Base):
    """A person the bot has met, with their settings."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    first_name: Mapped[str]
    username: Mapped[str | None]
    language_code: Mapped[str | None] = mapped_column(String(35))
    settings: Mapped[dict[str, Any]]
    created: Mapped[datetime]
    seen: Mapped[datetime]


class JobRow(Base):
    """One painting that somebody asked for."""

    __tablename__ = "jobs"
    __table_args__ = (
        UniqueConstraint("chat_id", "origin"),
        Index("ix_jobs_state_created", "state", "created"),
        Index("ix_jobs_recipe_state", "recipe", "state"),
        Index("ix_jobs_person_id_created", "person_id", "created"),
        Index("ix_jobs_chat_id_created", "chat_id", "created"),
        Index("ix_jobs_chat_id_status_message_id", "chat_id", "status_message_id"),
    )

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    origin: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16), default="request", server_default="request")
    message_id: Mapped[int] = mapped_column(BigInteger)
    thread_id: Mapped[int | None] = mapped_column(BigInteger)
    status_message_id: Mapped[int | None] = mapped_column(BigInteger)
    photo_file_id: Mapped[str]
    photo_unique_id: Mapped[str]
    styles: Mapped[list[dict[str, Any]]]
    options: Mapped[dict[str, Any]]
    recipe: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int] = mapped_column(default=0)
    created: Mapped[datetime]
    queued: Mapped[datetime]
    started: Mapped[datetime | None]
    finished: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(64))
    detail: Mapped[str | None]
    result_file_id: Mapped[str | None]
    result_bytes: Mapped[int | None]
    seconds: Mapped[float | None]
    partial: Mapped[bool] = mapped_column(default=False, server_default=false())
    # No foreign key: a painting may outlive the one that it came from.
    parent_id: Mapped[str | None] = mapped_column(String(16))
    files: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    shown: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    painter: Mapped[int | None]
    starts_from: Mapped[str | None]


class JobStyleRow(Base):
    """One style of a painting, for counting; ``jobs.styles`` is what it was painted with."""

    __tablename__ = "job_styles"
    __table_args__ = (Index(None, "style_id"), Index(None, "key"))

    job_id: Mapped[str] = mapped_column(
        ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str]
    style_id: Mapped[int | None] = mapped_column(BigInteger)


class UpdateRow(Base):
    """An update as Telegram sent it, committed before it is acknowledged."""

    __tablename__ = "updates"
    __table_args__ = (Index("ix_updates_state_received", "state", "received"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    body: Mapped[str]
    state: Mapped[str] = mapped_column(String(16))
    received: Mapped[datetime]


class PendingPhotoRow(Base):
    """A photo that waits for its style, in one chat from one person."""

    __tablename__ = "pending_photos"
    __table_args__ = (
        UniqueConstraint("chat_id", "message_id"),
        Index("ix_pending_photos_chat_id_person_id", "chat_id", "person_id"),
    )

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    message_id: Mapped[int] = mapped_column(BigInteger)
    thread_id: Mapped[int | None] = mapped_column(BigInteger)
    file_id: Mapped[str]
    unique_id: Mapped[str]
    keyboard_message_id: Mapped[int | None] = mapped_column(BigInteger)
    waiting: Mapped[bool]
    is_file: Mapped[bool] = mapped_column(default=False, server_default=false())
    created: Mapped[datetime]


class BanRow(Base):
    """A banned person. No foreign key: a ban outlives what else is known of them."""

    __tablename__ = "bans"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    by: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str]
    created: Mapped[datetime]
    until: Mapped[datetime | None]


class QuotaRow(Base):
    """How many paintings one person or group may ask for, in place of the general limit."""

    __tablename__ = "quotas"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    paintings: Mapped[int | None]
    by: Mapped[int | None] = mapped_column(BigInteger)
    created: Mapped[datetime]


class SamplerSheetRow(Base):
    """A contact sheet on which somebody tried several styles; it counts as one painting."""

    __tablename__ = "tastings"
    __table_args__ = (
        Index("ix_tastings_person_id_created", "person_id", "created"),
        Index("ix_tastings_chat_id_created", "chat_id", "created"),
    )

    id: Mapped[int] = mapped_column(AUTO_ID, primary_key=True, autoincrement=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id", ondelete="CASCADE"))
    created: Mapped[datetime]


class StyleVectorRow(Base):
    """A style vector fitted to one picture, for one version of the instant painter's network."""

    __tablename__ = "polishes"

    digest: Mapped[str] = mapped_column(
        ForeignKey("pictures.digest", ondelete="CASCADE"), primary_key=True
    )
    network: Mapped[str] = mapped_column(String(64), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    before: Mapped[float]
    after: Mapped[float]
    created: Mapped[datetime]


class AuditRow(Base):
    """Something an admin did. No foreign keys: it stays whatever becomes of those concerned."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "chat_id", "id"), Index(None, "action", "id"))

    id: Mapped[int] = mapped_column(AUTO_ID, primary_key=True, autoincrement=True)
    person_id: Mapped[int | None] = mapped_column(BigInteger)
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    action: Mapped[str] = mapped_column(String(32))
    target: Mapped[str]
    details: Mapped[dict[str, Any]]
    created: Mapped[datetime]
