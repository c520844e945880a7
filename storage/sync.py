"""Bringing the presets that ship with the program into the styles table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database, utc_now
from storage.styles import keep_picture
from storage.tables import EVERYWHERE, StyleRow


class Preset(Protocol):
    """What ``storage.presets`` gives for each style that ships with the program."""

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
    """Slugs by what became of them; ``skipped`` are taken by styles that people added."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


async def sync_presets(database: Database, presets: Iterable[Preset]) -> Synced:
    """Insert new presets and renew those whose shipped form changed; safe to run at every start.

    A preset that an admin edited or hid stays as it is until its shipped form changes, and a style
    that people added is never touched. Presets that no longer ship stay: chats may know them.
    """
    outcomes: dict[str, list[str]] = {"added": [], "changed": [], "skipped": []}
    async with database.write() as session:
        query = select(StyleRow).where(StyleRow.scope == EVERYWHERE)
        rows = {row.slug: row for row in await session.scalars(query)}
        for preset in presets:
            outcome = await _sync(session, preset, rows.get(preset.slug))
            if outcome is not None:
                outcomes[outcome].append(preset.slug)
    return Synced(**{name: tuple(slugs) for name, slugs in outcomes.items()})


async def _sync(session: AsyncSession, preset: Preset, row: StyleRow | None) -> str | None:
    picture = preset.picture()
    shipped = _fingerprint(preset, picture)
    if row is not None and row.preset is None:
        return "skipped"
    if row is not None and row.preset == shipped:
        return None
    outcome = "added" if row is None else "changed"
    if row is None:
        row = StyleRow(scope=EVERYWHERE, slug=preset.slug, created=utc_now())
    row.title = preset.title
    row.aliases = list(preset.aliases)
    row.options = dict(preset.options)
    row.digest = await keep_picture(session, picture)
    row.preset = shipped
    session.add(row)
    # One by one: ids, and with them the order of the catalogue, follow the order of the presets.
    await session.flush()
    return outcome


def _fingerprint(preset: Preset, picture: bytes) -> str:
    words = json.dumps([preset.title, preset.aliases, dict(preset.options)], sort_keys=True)
    return hashlib.sha256(words.encode() + b"\0" + picture).hexdigest()
