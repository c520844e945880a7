"""``atelier styles export | import``: the styles of all chats as a zip file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from bot.settings import Settings
from engine.errors import BadOptions
from engine.messages import Style
from engine.weights.shipped import instant_version
from presets import catalogue as presets
from storage import Audit, Database, StyleVector, export_styles, import_styles, sync_presets


async def export_to_file(settings: Settings, path: Path, say: Callable[[str], None]) -> None:
    """Write all styles to ``path``. Raises ``StorageError`` and ``OSError``."""
    async with Database.open(settings.database_place) as database:
        await sync_presets(database, presets())
        count = await export_styles(database, path)
        await Audit(database).append("styles.export", path.name, person_id=None, styles=count)
    say(f"Wrote {count} styles to {path}.")


async def import_from_file(settings: Settings, path: Path, say: Callable[[str], None]) -> None:
    """Add and change styles as ``path`` has them; a second time it changes nothing.

    Raises ``StorageError`` and ``OSError``.
    """
    async with Database.open(settings.database_place) as database:
        await sync_presets(database, presets())
        done = await import_styles(
            database,
            path,
            suits=partial(_fits_network, network=instant_version(settings.networks)),
        )
        counts = {
            "added": len(done.added),
            "updated": len(done.updated),
            "polished": done.polished,
        }
        await Audit(database).append("styles.import", path.name, person_id=None, **counts)
    say(
        f"{len(done.added)} styles added, {len(done.updated)} changed, "
        f"{len(done.skipped)} as they were. Polished vectors: {done.polished}."
    )


def _fits_network(vector: StyleVector, network: str) -> bool:
    """Return whether the engine would take the vector; those for other networks are kept, too."""
    if vector.network != network:
        return True
    try:
        Style(digest=vector.digest, picture=b"", vector=vector.vector)
    except BadOptions:
        return False
    return True
