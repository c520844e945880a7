"""The command line: ``atelier demo | run | paint | styles | train | doctor``.

Heavy imports happen inside the commands, so that ``atelier --help`` answers at once.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.terminal import OPERATOR, PERSON, fail, load_settings, set_up_logs
from bot.cli.terminal import run as run_program
from bot.cli.train import polish, train_app

app = typer.Typer(
    help="Paint people's photos, in a Telegram chat or right here.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
styles_app = typer.Typer(help="The styles that photos can be painted in.", no_args_is_help=True)
styles_app.command("polish")(polish)
app.add_typer(styles_app, name="styles")
app.add_typer(train_app, name="train")


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
    settings = load_settings()
    # Whoever tries the demo wants to see the address, not the bot's log.
    set_up_logs(settings, usual="error")
    from bot.cli.demo import DemoArgs, run_demo

    run_program(
        run_demo(
            DemoArgs(port=port, home=home, browser=browser, bot=not playground_only), typer.echo
        )
    )


@app.command()
def run() -> None:
    """Serve Telegram, with the token in ATELIER_TOKEN."""
    settings = load_settings()
    set_up_logs(settings)
    from bot.cli.serve import serve

    run_program(serve(settings, typer.echo))


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
    method: Annotated[
        str | None, typer.Option(help="gatys, or instant: one pass, there in a moment.")
    ] = None,
    backbone: Annotated[
        str | None, typer.Option(help="auto, lite, squeezenet, vgg16 or vgg19.")
    ] = None,
    faces: Annotated[
        str | None,
        typer.Option(help="keep the likeness first, paint the person, or free: as anything else."),
    ] = None,
    stroke: Annotated[
        str | None, typer.Option(help="Size of the brush strokes: fine, usual or bold.")
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
    from bot.cli.paint import PaintArgs, paint
    from bot.cli.polish import StoredVectors

    settings = load_settings(**({"device": device} if device else {}))
    set_up_logs(settings, usual="error")
    given = {
        "size": size or settings.size,
        "steps": steps or settings.steps,
        "seconds": seconds,
        "strength": strength,
        "method": method,
        "backbone": backbone,
        "faces": faces,
        "stroke": stroke,
        "seed": seed,
    }
    options = {name: value for name, value in given.items() if value is not None}
    args = PaintArgs(
        photo=photo,
        styles=style,
        output=output,
        options=options | _parse_pairs(more or []),
        vectors=StoredVectors(settings.database_place, settings.networks),
    )
    run_program(_discard_result(paint(args, engine_settings(settings), Console(stderr=True))))


@styles_app.command("list")
def list_styles(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """The styles that come with Atelier."""
    from presets import catalogue

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
    settings = load_settings()
    set_up_logs(settings, usual="error")
    from bot.cli.exchange import export_to_file

    run_program(_run_with_file(export_to_file(settings, file, typer.echo)))


@styles_app.command("import")
def import_archive(
    file: Annotated[
        Path, typer.Argument(help="A zip file that export wrote.", exists=True, dir_okay=False)
    ],
) -> None:
    """Add and change styles as a zip file has them."""
    settings = load_settings()
    set_up_logs(settings, usual="error")
    from bot.cli.exchange import import_from_file

    run_program(_run_with_file(import_from_file(settings, file, typer.echo)))


@app.command()
def doctor(
    settings_table: Annotated[
        bool, typer.Option("--settings", help="Print the table of all settings instead.")
    ] = False,
) -> None:
    """Look at what Atelier needs on this machine and say what is missing."""
    if settings_table:
        from bot.settings import settings_markdown

        typer.echo(settings_markdown())
        return
    from bot.cli.doctor import run_checks

    settings = load_settings()
    set_up_logs(settings, usual="error")
    if not asyncio.run(run_checks(settings, typer.echo)):
        raise typer.Exit(OPERATOR)


async def _run_with_file(program: Coroutine[Any, Any, None]) -> None:
    """Run ``program``; exit with one sentence for a file that cannot be read or written."""
    try:
        await program
    except OSError as error:
        fail(f"{error.filename or 'The file'}: {error.strerror or error}.", PERSON)


async def _discard_result(program: Coroutine[Any, Any, object]) -> None:
    await program


def _parse_pairs(texts: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts]
    for name, equals, _ in pairs:
        if not equals:
            fail(f"--set {name} lacks a value; write --set {name}=VALUE.", PERSON)
    return {name: value for name, _, value in pairs}
