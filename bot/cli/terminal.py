"""What every command does: read the settings, set up the log, run, and fail in one sentence.

Heavy imports happen inside the functions, so that ``atelier --help`` answers at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Final, NoReturn

import typer

if TYPE_CHECKING:
    from bot.settings import Settings

OPERATOR: Final = 1
"""Exit code: something is wrong with the machine."""
PERSON: Final = 2
"""Exit code: something is wrong with the command."""
STOPPED: Final = 130
"""Exit code: somebody pressed Ctrl-C."""


def load_settings(**given: Any) -> Settings:
    """Return the settings, with what was ``given`` on the command line; exit if one is wrong."""
    from pydantic import ValidationError

    from bot.settings import PREFIX, Settings

    try:
        return Settings(**given)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            name = PREFIX + str(fault["loc"][0]).upper() if fault["loc"] else "settings"
            typer.echo(f"{name}: {fault['msg']}.", err=True)
        raise typer.Exit(PERSON) from None


def set_up_logs(settings: Settings, usual: str | None = None) -> None:
    """Log from the level that the settings name, or the ``usual`` one where they name none."""
    from bot.logs import configure_logging

    asked = usual is None or "log_level" in settings.model_fields_set
    configure_logging(
        settings.log_level if asked else str(usual), settings.token.get_secret_value()
    )


def run(program: Coroutine[Any, Any, None]) -> None:
    """Run until done or told to stop; exit with one sentence for errors that somebody can mend."""
    from bot.app import BadToken
    from engine import EngineError, PersonError
    from storage import NotFound, StorageError

    try:
        asyncio.run(run_until_signalled(program))
    except (PersonError, NotFound) as error:
        fail(error.words, PERSON)
    except (EngineError, StorageError) as error:
        fail(error.words, OPERATOR)
    except BadToken as error:
        fail(str(error), PERSON)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        fail("The port is taken; choose another one.", PERSON)
    except KeyboardInterrupt:
        raise typer.Exit(STOPPED) from None


def fail(words: str, code: int) -> NoReturn:
    """Say ``words`` and exit."""
    typer.echo(words, err=True)
    raise typer.Exit(code)


async def run_until_signalled(program: Coroutine[Any, Any, None]) -> None:
    """Await ``program``; SIGINT and SIGTERM cancel it once, and its clean-up runs to the end.

    Raises what ``program`` raises; being told to stop is no error.
    """
    work = asyncio.create_task(program)
    is_told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no handlers in the loop; there, Ctrl+C raises KeyboardInterrupt.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, is_told.set)
    stopping = asyncio.create_task(is_told.wait())
    try:
        await asyncio.wait({work, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            # Not again on a second signal: that would break off the orderly end of this one.
            work.cancel()
            await asyncio.wait({work})
        if not work.cancelled():
            work.result()
    finally:
        stopping.cancel()


async def wait_forever() -> None:
    """Wait to be cancelled."""
    await asyncio.get_running_loop().create_future()
