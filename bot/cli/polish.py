"""``atelier styles polish``: fits the instant painter's vector to one style and keeps it."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from bot.cli.paint import BadArgument
from bot.cli.training_progress import Interrupted, check_folders, check_teachers
from bot.settings import Settings
from engine import from_problem
from engine.training.client import run_training
from engine.training.protocol import Begun, Fit, Notice, PolishStep, TrainingFailed, Vector
from engine.weights.shipped import instant_version
from playground import samples
from presets import catalogue as presets
from storage import Audit, Database, Style, Styles, StyleVector, StyleVectors, sync_presets


@dataclass(frozen=True, slots=True)
class PolishArgs:
    """What the command line asks for. Without ``photos`` the sample photos serve."""

    name: str
    fit: Fit


@dataclass(frozen=True, slots=True)
class StoredVectors:
    """Loads fitted vectors from a database; a file that does not exist is not made."""

    place: str
    networks: Path | None = None
    """As in ``Settings``."""

    async def __call__(self, digests: Sequence[str]) -> Mapping[str, bytes]:
        """Return the vectors of the pictures with these digests, by digest.

        Raises ``StorageError``.
        """
        if "://" not in self.place and not await asyncio.to_thread(Path(self.place).is_file):
            return {}
        async with Database.open(self.place) as database:
            vectors = StyleVectors(database, instant_version(self.networks))
            found = {digest: await vectors.vector(digest) for digest in digests}
        return {digest: vector for digest, vector in found.items() if vector is not None}


async def polish(
    args: PolishArgs, settings: Settings, console: Console, say: Callable[[str], None]
) -> None:
    """Polish the style called so, and keep the vector where it helps.

    Raises ``BadArgument``, ``Interrupted``, ``EngineError`` and ``StorageError``.
    """
    await asyncio.to_thread(check_folders, args.fit.photos)
    check_teachers(args.fit.teachers)
    async with Database.open(settings.database_place) as database:
        await sync_presets(database, presets())
        styles = Styles(database)
        style = await styles.find(args.name)
        picture = (await styles.picture(style.digest)).data
        done = await _fit(args.fit, picture, console)
        gained = f"{style.slug}: style loss {done.before:.4f} before, {done.after:.4f} after"
        if done.after >= done.before:
            say(f"{gained}. That is no gain, so nothing was kept.")
            return
        await _keep(database, style, done, instant_version(settings.networks))
    saved = 1 - done.after / done.before
    say(f"{gained} ({saved:.0%} less). Instant paintings use it from now on; --undo forgets it.")


async def undo(name: str, settings: Settings, say: Callable[[str], None]) -> None:
    """Forget the vector of the style called so. Raises ``StorageError``."""
    async with Database.open(settings.database_place) as database:
        await sync_presets(database, presets())
        style = await Styles(database).find(name)
        network = instant_version(settings.networks)
        if not await StyleVectors(database, network).forget(style.digest):
            say(f"{style.slug} is not polished.")
            return
        await Audit(database).append("styles.unpolish", style.slug, person_id=None)
    say(f"{style.slug} is painted as before it was polished.")


async def _keep(database: Database, style: Style, done: Vector, network: str) -> None:
    await StyleVectors(database, network).keep(
        StyleVector(
            digest=style.digest,
            network=network,
            vector=done.vector,
            before=done.before,
            after=done.after,
        )
    )
    audit = Audit(database)
    await audit.append(
        "styles.polish", style.slug, person_id=None, before=done.before, after=done.after
    )


async def _fit(fit: Fit, picture: bytes, console: Console) -> Vector:
    with tempfile.TemporaryDirectory(prefix="atelier-") as folder:
        fit = await asyncio.to_thread(_lay_out, fit, picture, Path(folder))
        try:
            return await _run(fit, console)
        except asyncio.CancelledError:
            raise Interrupted("Stopped; the style is as it was.") from None


def _lay_out(fit: Fit, picture: bytes, folder: Path) -> Fit:
    """Write the style's picture, and sample photos if it has none; return ``fit`` with both."""
    (folder / "style").write_bytes(picture)
    photos = fit.photos
    if not photos:
        shown = folder / "photos"
        shown.mkdir()
        for sample in samples.available_samples():
            (shown / f"{sample.name}.jpg").write_bytes(samples.sample_jpeg(sample.name))
        if not any(shown.iterdir()):
            raise BadArgument("Name a folder of photos with --photos; no samples are installed.")
        photos = (str(shown),)
    cache = str(folder / "cache")
    return msgspec.structs.replace(fit, picture=str(folder / "style"), photos=photos, cache=cache)


async def _run(fit: Fit, console: Console) -> Vector:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[loss]}"))
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("Loading", total=None, loss="")
        async with aclosing(run_training(fit)) as events:
            async for event in events:
                match event:
                    case Begun(steps=steps):
                        progress.update(bar, description="Polishing", total=steps)
                    case PolishStep(step=step, style=style):
                        progress.update(bar, completed=step, loss=f"style loss {style:.4f}")
                    case Notice(words=words):
                        progress.console.print(words, highlight=False)
                    case Vector():
                        return event
                    case TrainingFailed(problem=problem):
                        raise from_problem(problem)
                    case _:
                        raise AssertionError(f"{event} was not asked for")
    raise AssertionError("polishing ended without a last event")
