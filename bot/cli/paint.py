"""``atelier paint``: one photo, the engine, a progress bar, and no bot."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias, assert_never

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from bot.jobs.engine_options import is_instant
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
from imaging.codecs import check_picture
from imaging.errors import PictureError
from presets import Preset, catalogue
from storage.name_matching import find_similar, normalise

_FORMATS: Final = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg"}
_LONG_S: Final = 10.0
"""From so many seconds on the tenths are left out."""
_PREVIEW_S: Final = 1.0
"""Seconds between previews: enough for the bar to move, for nobody sees the pictures."""


LoadVectors: TypeAlias = Callable[[Sequence[str]], Awaitable[Mapping[str, bytes]]]
"""Returns the fitted vectors, by digest, of those pictures of styles that have one."""


class BadArgument(PersonError):
    """Something on the command line cannot be used."""

    def __init__(self, words: str) -> None:
        super().__init__(words, reason="bad_argument")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaintArgs:
    """What the command line asks for, as it was typed."""

    photo: Path
    styles: Sequence[str]
    output: Path | None
    options: dict[str, Any]
    """Options of the engine, without those that were not given."""
    vectors: LoadVectors | None = None
    """Where fitted vectors are looked up, if there may be any."""


async def paint(args: PaintArgs, settings: EngineSettings, console: Console) -> Path:
    """Paint, showing the progress, and return where the picture lies.

    Raises ``EngineError``; of its kinds ``PersonError`` means that the command line is at fault.
    """
    styles = await _add_vectors([_load_style(text) for text in args.styles], args.vectors)
    output = args.output or Path(f"{args.photo.stem}-{_name_styles(args.styles)}.jpg")
    request = Request(
        id="paint",
        photo=_read_picture(args.photo),
        styles=styles,
        options=_parse_options(
            _options_of(args.styles[0]) | args.options | {"format": _format_of(output)}
        ),
    )
    engine = Engine(settings)
    try:
        await engine.start()
        done = await _run(engine, request, console)
    finally:
        await engine.stop()
    _write(output, done.picture)
    work = "" if is_instant(args.options) else f", {done.steps} steps"
    seconds = f"{done.seconds:.{0 if done.seconds >= _LONG_S else 1}f}"
    console.print(f"{output}: {done.width} × {done.height}{work} in {seconds} s")
    return output


async def _add_vectors(styles: Sequence[Style], vectors: LoadVectors | None) -> tuple[Style, ...]:
    found = await vectors([style.digest for style in styles]) if vectors is not None else {}
    return tuple(
        msgspec.structs.replace(style, vector=found.get(style.digest)) for style in styles
    )


async def _run(engine: Engine, request: Request, console: Console) -> Done:
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


def _load_style(text: str) -> Style:
    name, weight = _split_weight(text)
    path = Path(name)
    is_file = path.is_file()
    picture = _read_picture(path) if is_file else _find_preset(name).picture()
    digest = hashlib.sha256(picture).hexdigest()
    return Style(digest=digest, picture=picture, weight=weight, measured=is_file)


def _options_of(text: str) -> dict[str, Any]:
    """Return the options of a style; as in a chat, the first of several gives its own."""
    name, _ = _split_weight(text)
    return {} if Path(name).is_file() else dict(_find_preset(name).options)


def _split_weight(text: str) -> tuple[str, float]:
    name, _, tail = text.rpartition(":")
    try:
        weight = float(tail)
    except ValueError:
        weight = None
    if weight is None or not name:
        return text, 1.0
    if not (math.isfinite(weight) and weight > 0):
        raise BadArgument(f"The weight in {text} must be a number above 0, as in {name}:2.")
    return name, weight


def _find_preset(name: str) -> Preset:
    presets, wanted = catalogue(), normalise(name)
    named = [(preset, (preset.slug, preset.title, *preset.aliases)) for preset in presets]
    for preset, names in named:
        if wanted and wanted in map(normalise, names):
            return preset
    near = find_similar(name, named, limit=3) or presets
    offered = ", ".join(preset.slug for preset in near)
    raise BadArgument(f"There is neither a file nor a style called {name}. Try one of: {offered}.")


def _parse_options(given: dict[str, Any]) -> Options:
    known = Options.__struct_fields__
    unknown = next((name for name in given if name not in known), None)
    if unknown is not None:
        raise BadArgument(f"There is no option {unknown}. There are: {', '.join(sorted(known))}.")
    try:
        # Not strict: what was typed as --set name=value is text.
        options = msgspec.convert({"preview_every": _PREVIEW_S} | given, Options, strict=False)
    except BadOptions:
        raise
    except msgspec.ValidationError as error:
        raise BadArgument(_explain_refusal(given)) from error
    if options.init == "painting":
        raise BadArgument("init=painting needs a finished painting, which only the bot has.")
    return options


def _explain_refusal(given: dict[str, Any]) -> str:
    for name, value in given.items():
        try:
            msgspec.convert({name: value}, Options, strict=False)
        except msgspec.ValidationError:
            try:
                # Of most options this says what they can be.
                Options(**{name: value})
            except BadOptions as error:
                return error.words
            return f"{name} cannot be {value}."
    return "These options do not go together."


def _format_of(output: Path) -> str:
    try:
        return _FORMATS[output.suffix.lower()]
    except KeyError:
        raise BadArgument(f"{output.name} must end with .png or .jpg.") from None


def _name_styles(styles: Iterable[str]) -> str:
    return "-".join(Path(_split_weight(text)[0]).stem for text in styles)


def _read_picture(path: Path) -> bytes:
    """Return the file, refusing what is no picture before an engine is started for it."""
    data = _read(path)
    try:
        check_picture(data)
    except PictureError as error:
        raise BadArgument(f"{path}: {error.words}") from error
    return data


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
