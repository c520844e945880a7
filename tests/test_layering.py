"""The rules of the house that import contracts cannot express."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("bot", "engine", "imaging", "storage", "presets", "playground")
LONGEST_FILE = 400

# Fresh interpreters that load everything take long where other programs share the processors.
pytestmark = pytest.mark.timeout(300)


def modules_of(room: str) -> list[str]:
    found = pkgutil.walk_packages([str(ROOT / room)], prefix=f"{room}.", onerror=lambda _: None)
    # Alembic runs its own files under migrations; they cannot be imported alone.
    return [
        room,
        *(m.name for m in found if ".migrations" not in m.name and "__main__" not in m.name),
    ]


def loaded_after(statement: str) -> set[str]:
    """Top-level packages a fresh interpreter holds after ``statement``."""
    code = f"{statement}\nimport sys\nprint(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return set(run.stdout.split())


def test_the_bot_process_never_loads_torch() -> None:
    assert loaded_after("import bot.app, bot.cli.main").isdisjoint({"torch", "torchvision"})


def test_the_engine_process_never_loads_telegram() -> None:
    assert loaded_after("import engine.worker.program").isdisjoint(
        {"telegram", "sqlalchemy", "aiohttp"}
    )


@pytest.mark.parametrize("room", ["engine", "imaging", "storage", "presets", "playground"])
def test_a_room_loads_no_other_room(room: str) -> None:
    others = set(ROOMS) - {room, "imaging"}
    statement = "\n".join(f"import {m}" for m in modules_of(room) if ".training" not in m)
    assert loaded_after(statement).isdisjoint(others)


@pytest.mark.parametrize("room", ["bot", "imaging", "storage", "presets", "playground"])
def test_every_module_imports_alone(room: str) -> None:
    # One interpreter that forgets the room between imports stands in for a fresh one each.
    statement = (
        "import importlib, sys\n"
        f"for name in {modules_of(room)!r}:\n"
        f"    for seen in [m for m in sys.modules if m.split('.')[0] in {ROOMS!r}]:\n"
        "        del sys.modules[seen]\n"
        "    importlib.import_module(name)\n"
    )
    loaded_after(statement)


def test_every_file_is_a_small_room() -> None:
    sizes = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
    }
    assert {name: lines for name, lines in sizes.items() if lines > LONGEST_FILE} == {}
