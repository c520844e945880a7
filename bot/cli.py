"""The command line: ``atelier demo | run | paint | styles | doctor``.

Heavy imports happen inside the commands, so that ``atelier --help`` answers at once.
"""

from __future__ import annotations

import asyncio
import errno
import json
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from bot.settings import Settings

app = typer.Typer(
    help="Paint people's photos, in a Telegram chat or right here.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
styles_app = typer.Typer(help="The styles that photos can be painted in.", no_args_is_help=True)
app.add_typer(styles_app, name="styles")

_OPERATOR, _PERSON = 1, 2
"""Exit codes: something is wrong with the machine; something is wrong with the command."""


def main() -> None:
    """Entry point of ``atelier``."""
    app(prog_name="atelier")


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Port of the page.", min=0, max=65535)] = 8081,
    home: Annotated[Path | None, typer.Option(help="Folder for database and weights.")] = None,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
    playground_only: Annotated[
        bool, typer.Option("--playground-only", help="Start the local Telegram without a bot.")
    ] = False,
) -> None:
    """Open a chat page on this machine where the bot paints; no Telegram needed."""
    settings = _settings()
    # Whoever tries the demo wants to see the address, not the bot's diary.
    _set_up_logs(settings, usual="error")
    from bot.demo import Demo, show

    _run(show(Demo(port=port, home=home, browser=browser, bot=not playground_only), typer.echo))


@app.command()
def run() -> None:
    """Serve Telegram, with the token in ATELIER_TOKEN."""
    settings = _settings()
    _set_up_logs(settings)
    from bot.service import serve

    _run(serve(settings, typer.echo))


@app.command()
def paint(
    photo: Annotated[Path, typer.Argument(help="The photo to paint.")],
    style: Annotated[
        list[str],
        typer.Option("--style", "-s", help="A name or a picture file; NAME:2 weighs double."),
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where it goes, .png or .jpg.")
    ] = None,
    size: Annotated[int | None, typer.Option(help="Longest side, pixels.")] = None,
    steps: Annotated[int | None, typer.Option(help="Steps of the optimiser.")] = None,
    seconds: Annotated[float | None, typer.Option(help="Aim to be done by then.")] = None,
    strength: Annotated[float | None, typer.Option(help="1 is usual, 2 is more style.")] = None,
    backbone: Annotated[
        str | None, typer.Option(help="auto, lite, squeezenet, vgg16 or vgg19.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="The same seed paints the same.")] = None,
    device: Annotated[str | None, typer.Option(help="auto, cpu, cuda or cuda:1.")] = None,
    more: Annotated[
        list[str] | None, typer.Option("--set", help="Any other option, such as init=noise.")
    ] = None,
) -> None:
    """Paint one photo, without any bot."""
    from rich.console import Console

    from bot.app import engine_settings
    from bot.paint import Wish, paint

    settings = _settings(**({"device": device} if device else {}))
    _set_up_logs(settings, usual="error")
    given = {
        "size": size or settings.size,
        "steps": steps or settings.steps,
        "seconds": seconds,
        "strength": strength,
        "backbone": backbone,
        "seed": seed,
    }
    options = {name: value for name, value in given.items() if value is not None}
    wish = Wish(photo=photo, styles=style, output=output, options=options | _pairs(more or []))
    _run(_returning_nothing(paint(wish, engine_settings(settings), Console(stderr=True))))


@styles_app.command("list")
def list_styles(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """The styles that come with Atelier."""
    from storage.presets import catalogue

    presets = catalogue()
    if as_json:
        rows = [
            {
                "slug": preset.slug,
                "title": preset.title,
                "aliases": list(preset.aliases),
                "options": dict(preset.options),
            }
            for preset in presets
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    width = max(len(preset.slug) for preset in presets)
    for preset in presets:
        typer.echo(f"{preset.slug:{width}}  {preset.title} ({', '.join(preset.aliases)})")


@styles_app.command("export")
def export_archive(
    file: Annotated[Path, typer.Argument(help="The zip file to write.", dir_okay=False)],
) -> None:
    """Write the styles of all chats to a zip file."""
    settings = _settings()
    _set_up_logs(settings, usual="error")
    from bot.exchange import take_out

    _run(_with_file(take_out(settings, file, typer.echo)))


@styles_app.command("import")
def import_archive(
    file: Annotated[
        Path, typer.Argument(help="A zip file that export wrote.", exists=True, dir_okay=False)
    ],
) -> None:
    """Add and change styles as a zip file has them."""
    settings = _settings()
    _set_up_logs(settings, usual="error")
    from bot.exchange import take_in

    _run(_with_file(take_in(settings, file, typer.echo)))


@app.command()
def doctor(
    settings_table: Annotated[
        bool, typer.Option("--settings", help="Print the table of all settings instead.")
    ] = False,
) -> None:
    """Look at what Atelier needs on this machine and say what is missing."""
    if settings_table:
        from bot.settings import as_markdown

        typer.echo(as_markdown())
        return
    from bot.doctor import examine

    settings = _settings()
    _set_up_logs(settings, usual="error")
    if not asyncio.run(examine(settings, typer.echo)):
        raise typer.Exit(_OPERATOR)


def _settings(**given: Any) -> Settings:
    from pydantic import ValidationError

    from bot.settings import PREFIX, Settings

    try:
        return Settings(**given)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            name = PREFIX + str(fault["loc"][0]).upper() if fault["loc"] else "settings"
            typer.echo(f"{name}: {fault['msg']}.", err=True)
        raise typer.Exit(_PERSON) from None


def _set_up_logs(settings: Settings, usual: str | None = None) -> None:
    from bot.logs import set_up

    asked = usual is None or "log_level" in settings.model_fields_set
    set_up(settings.log_level if asked else str(usual), settings.token.get_secret_value())


def _run(program: Coroutine[Any, Any, None]) -> None:
    """Run until done or told to stop; errors that somebody can mend become one sentence."""
    from bot.app import BadToken
    from bot.signals import until_told
    from engine import EngineError, PersonError
    from storage import StorageError

    try:
        asyncio.run(until_told(program))
    except PersonError as error:
        _fail(error.words, _PERSON)
    except (EngineError, StorageError) as error:
        _fail(error.words, _OPERATOR)
    except BadToken as error:
        _fail(str(error), _PERSON)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        _fail("The port is taken; choose another one.", _PERSON)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _fail(words: str, code: int) -> NoReturn:
    typer.echo(words, err=True)
    raise typer.Exit(code)


async def _with_file(program: Coroutine[Any, Any, None]) -> None:
    """Run ``program``; a file that cannot be read or written becomes one sentence."""
    try:
        await program
    except OSError as error:
        _fail(f"{error.filename or 'The file'}: {error.strerror or error}.", _PERSON)


async def _returning_nothing(program: Coroutine[Any, Any, object]) -> None:
    await program


def _pairs(texts: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts]
    for name, equals, _ in pairs:
        if not equals:
            _fail(f"--set {name} lacks a value; write --set {name}=VALUE.", _PERSON)
    return {name: value for name, _, value in pairs}
