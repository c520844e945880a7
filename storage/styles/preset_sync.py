"""Bring the presets that ship with the program into the table of styles."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database, utc_now
from storage.styles.catalogue import index_names
from storage.styles.pictures import store_picture
from storage.tables import EVERYWHERE, StyleRow


class Preset(Protocol):
    """What ``presets`` gives for each style that ships with the program."""

    @property
    def slug(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...
    @property
    def options(self) -> Mapping[str, object]: ...
    def picture(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Synced:
    """Slugs by what was done; ``skipped`` ones are taken by styles that people added."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


async def sync_presets(database: Database, presets: Iterable[Preset]) -> Synced:
    """Insert new presets and update those whose shipped form changed; run at every start.

    A preset that an admin edited stays as it is until its shipped form changes; one that was
    renamed, hidden or deleted stays so, and a style that people added is never changed.
    Presets that no longer ship stay, because chats may use them.
    """
    outcomes: dict[str, list[str]] = {"added": [], "changed": [], "skipped": []}
    async with database.write() as session:
        known = StyleRow.preset_slug.is_not(None)
        query = select(StyleRow).where(or_(known, StyleRow.scope == EVERYWHERE))
        rows = (await session.scalars(query)).all()
        taken = {row.slug: row for row in rows if row.deleted is None and not row.draft}
        synced = {row.preset_slug: row for row in rows if row.preset_slug is not None}
        for preset in presets:
            row = synced.get(preset.slug) or taken.get(preset.slug)
            outcome = await _sync_preset(session, preset, row)
            if outcome is not None:
                outcomes[outcome].append(preset.slug)
    return Synced(**{name: tuple(slugs) for name, slugs in outcomes.items()})


async def _sync_preset(session: AsyncSession, preset: Preset, row: StyleRow | None) -> str | None:
    picture = preset.picture()
    shipped = _preset_digest(preset, picture)
    if row is not None and row.preset is None:
        return "skipped"
    if row is not None and row.preset == shipped:
        return None
    outcome = "added" if row is None else "changed"
    if row is None:
        row = StyleRow(scope=EVERYWHERE, slug=preset.slug, preset_slug=preset.slug, version=0)
        row.created = utc_now()
    row.title = preset.title
    row.aliases = [*preset.aliases, *({preset.slug} - {row.slug})]
    row.options = dict(preset.options)
    row.digest = await store_picture(session, picture)
    row.preset = shipped
    row.version += 1
    session.add(row)
    # Flushed one by one, so that ids, and with them the order of lists, follow the presets' order.
    await session.flush()
    await index_names(session, row)
    return outcome


def _preset_digest(preset: Preset, picture: bytes) -> str:
    words = json.dumps([preset.title, preset.aliases, dict(preset.options)], sort_keys=True)
    return hashlib.sha256(words.encode() + b"\0" + picture).hexdigest()
