"""Run a playground alone: `python -m playground --port 8081`."""

import argparse
import asyncio
import contextlib
import signal
import sys

from playground.rate_limits import FloodLimits
from playground.server import serve


async def run(port: int, *, host: str, token: str | None, flood: bool) -> None:
    """Serve until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    limits = FloodLimits() if flood else None
    async with serve(port, host=host, token=token, flood=limits) as playground:
        sys.stdout.write(f"playground {playground.url} token {playground.token}\n")
        sys.stdout.flush()
        await stop.wait()


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="playground", description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--token", help="the only token let in; without it any well-formed one")
    parser.add_argument("--flood", action="store_true", help="switch Telegram's flood limits on")
    arguments = parser.parse_args()
    asyncio.run(
        run(arguments.port, host=arguments.host, token=arguments.token, flood=arguments.flood)
    )


if __name__ == "__main__":
    main()
