"""``atelier paint``: one photo, the engine, a progress bar, and no bot."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, assert_never

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from engine import (
    BadOptions,
    Cancelled,
    Done,
    Engine,
    EngineSettings,
    Failed,
    Options,
    PersonError,
    Preview,
    Queued,
    Request,
    Restarted,
    Started,
    Style,
    from_problem,
)
from storage.names import nearest, normalise
from storage.presets import Preset, catalogue

_FORMATS: Final = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg"}
_PREVIEW_S: Final = 1.0
"""Often enough for the bar to move; the pictures themselves are not looked at."""


class BadArgument(PersonError):
    """Something on the command line cannot be used."""

    def __init__(self, words: str) -> None:
        super().__init__(words, reason="bad_argument")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the command line asks for, as it was typed."""

    photo: Path
    styles: Sequence[str]
    output: Path | None
    options: dict[str, Any]
    """Of ``engine.Options``, without those that were not given."""


async def paint(wish: Wish, settings: EngineSettings, console: Console) -> Path:
    """Paint, showing the progress, and return where the picture lies.

    Raises ``EngineError``; of its kinds ``PersonError`` means that the command line is at fault.
    """
    styles = tuple(_style(text) for text in wish.styles)
    output = wish.output or Path(f"{wish.photo.stem}-{_slug(wish.styles)}.jpg")
    request = Request(
        id="paint",
        photo=_read(wish.photo),
        styles=styles,
        options=_options(wish.options | {"format": _format(output)}),
    )
    engine = Engine(settings)
    try:
        await engine.start()
        done = await _painted(engine, request, console)
    finally:
        await engine.stop()
    _write(output, done.picture)
    console.print(
        f"{output}: {done.width} × {done.height}, {done.steps} steps in {done.seconds:.0f} s"
    )
    return output


async def _painted(engine: Engine, request: Request, console: Console) -> Done:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[left]}"))
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("Starting the engine", total=None, left="")
        async with aclosing(engine.run(request)) as events:
            async for event in events:
                match event:
                    case Done():
                        return event
                    case Failed(problem=problem):
                        raise from_problem(problem)
                    case Cancelled():
                        break
                    case Restarted() | Queued() | Started() | Preview():
                        _show(progress, bar, event)
                    case _:
                        assert_never(event)
    raise AssertionError("a painting ended that nobody had cancelled")


def _show(progress: Progress, bar: TaskID, event: Restarted | Queued | Started | Preview) -> None:
    match event:
        case Restarted():
            progress.update(bar, description="The engine died; painting anew", completed=0)
        case Started():
            words = f"Painting {event.width} × {event.height} on {event.device}"
            progress.update(bar, description=words, total=event.steps)
        case Preview():
            left = f"{event.seconds_left:.0f} s left"
            progress.update(bar, completed=event.step, total=event.steps, left=left)
        case Queued():
            pass


def _style(text: str) -> Style:
    name, weight = _weighed(text)
    path = Path(name)
    picture = _read(path) if path.is_file() else _preset(name).picture()
    return Style(digest=hashlib.sha256(picture).hexdigest(), picture=picture, weight=weight)


def _weighed(text: str) -> tuple[str, float]:
    name, _, tail = text.rpartition(":")
    try:
        return (name, float(tail)) if name else (text, 1.0)
    except ValueError:
        return text, 1.0


def _preset(name: str) -> Preset:
    presets, wanted = catalogue(), normalise(name)
    named = [(preset, (preset.slug, preset.title, *preset.aliases)) for preset in presets]
    for preset, names in named:
        if wanted and wanted in map(normalise, names):
            return preset
    near = nearest(name, named, limit=3) or presets
    offered = ", ".join(preset.slug for preset in near)
    raise BadArgument(f"There is neither a file nor a style called {name}. Try one of: {offered}.")


def _options(given: dict[str, Any]) -> Options:
    try:
        # Not strict: what was typed as --set name=value is text.
        return msgspec.convert({"preview_every": _PREVIEW_S} | given, Options, strict=False)
    except BadOptions:
        raise
    except msgspec.ValidationError as error:
        raise BadArgument(f"{error}.") from error


def _format(output: Path) -> str:
    try:
        return _FORMATS[output.suffix.lower()]
    except KeyError:
        raise BadArgument(f"{output.name} must end with .png or .jpg.") from None


def _slug(styles: Iterable[str]) -> str:
    return "-".join(Path(_weighed(text)[0]).stem for text in styles)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadArgument(f"{path} cannot be read: {error.strerror}.") from error


def _write(path: Path, picture: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture)
    except OSError as error:
        raise BadArgument(f"{path} cannot be written: {error.strerror}.") from error
