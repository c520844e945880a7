"""``atelier styles polish``: a style's vector is fitted, kept, used and forgotten."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image
from pydantic import SecretStr
from safetensors.torch import save_file

from bot import app
from bot.settings import Settings
from engine import Engine
from engine.messages import VECTOR_BYTES
from engine.weights.shipped import instant_version
from engine.weights.store import read_shipped
from presets import catalogue
from storage import Audit, Database, Styles, StyleVector, StyleVectors, sync_presets
from tests.helpers.pictures import photo

ROOT = Path(__file__).parents[3]
PERSON = 2

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def atelier(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("ATELIER_")}
    home = {"ATELIER_HOME": str(folder / "home"), "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=bare | home | {"ATELIER_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


async def vector_of(folder: Path, name: str, own: Path | None = None) -> bytes | None:
    async with Database.open(folder / "home" / "atelier.db") as database:
        style = await Styles(database).find(name)
        return await StyleVectors(database, instant_version(own)).vector(style.digest)


async def test_a_style_is_polished_and_unpolished(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    for seed in range(3):
        (tmp_path / "photos" / f"{seed}.jpg").write_bytes(photo(seed=seed))
    command = ("styles", "polish", "starry")
    run = atelier(tmp_path, *command, "--steps", "4", "--photos", "photos")
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("starry: style loss 0.")
    assert "--undo forgets it" in run.stdout
    vector = await vector_of(tmp_path, "starry")
    assert vector is not None
    numbers = np.frombuffer(vector, "<f4")
    assert len(vector) == VECTOR_BYTES
    assert np.isfinite(numbers).all()
    assert await vector_of(tmp_path, "wave") is None
    assert atelier(tmp_path, *command, "--undo").stdout == (
        "starry is painted as before it was polished.\n"
    )
    assert await vector_of(tmp_path, "starry") is None
    assert atelier(tmp_path, *command, "--undo").stdout == "starry is not polished.\n"
    async with Database.open(tmp_path / "home" / "atelier.db") as database:
        entries = await Audit(database).recent()
    assert [entry.action for entry in entries] == ["styles.unpolish", "styles.polish"]


async def test_a_style_is_polished_for_the_network_that_paints(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    other = {name: value * 1.1 for name, value in read_shipped("instant").items()}
    save_file(other, own / "instant.safetensors")
    (tmp_path / ".env").write_text("ATELIER_NETWORKS=own\n")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.jpg").write_bytes(photo())
    run = atelier(tmp_path, "styles", "polish", "starry", "--steps", "4", "--photos", "photos")
    assert run.returncode == 0, run.stderr
    assert "--undo forgets it" in run.stdout
    assert await vector_of(tmp_path, "starry", own) is not None
    assert await vector_of(tmp_path, "starry") is None
    assert "as before" in atelier(tmp_path, "styles", "polish", "starry", "--undo").stdout
    assert await vector_of(tmp_path, "starry", own) is None


@pytest.mark.parametrize(
    ("folder", "words"),
    [
        ("damaged", "damaged/instant.safetensors holds no weights that can be read."),
        ("nowhere", "The folder nowhere of networks cannot be read"),
    ],
)
def test_without_the_network_that_was_asked_for_nothing_is_polished(
    tmp_path: Path, folder: str, words: str
) -> None:
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "instant.safetensors").write_bytes(b"no weights")
    (tmp_path / ".env").write_text(f"ATELIER_NETWORKS={folder}\n")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.jpg").write_bytes(photo())
    run = atelier(tmp_path, "styles", "polish", "starry", "--steps", "1", "--photos", "photos")
    assert run.returncode != 0
    assert run.stderr.splitlines()[-1].startswith(words)
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("stary",), "There is no style called “stary”. Did you mean starry?"),
        (("starry", "--photos", "nowhere"), "There is no folder nowhere."),
        (("starry", "--teachers", "vgg99"), "There is no teacher vgg99."),
    ],
)
def test_what_cannot_be_polished_is_said_in_one_sentence(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    run = atelier(tmp_path, "styles", "polish", *arguments)
    assert run.returncode == PERSON
    assert run.stderr.startswith(words)
    assert "Traceback" not in run.stderr


async def test_paint_uses_what_was_polished(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(photo())
    command = ("paint", "photo.jpg", "-s", "starry", "--method", "instant", "--size", "64")
    plain = atelier(tmp_path, *command, "-o", "plain.png")
    assert plain.returncode == 0, plain.stderr
    assert not (tmp_path / "home" / "atelier.db").exists(), "nothing to look for"
    await _polish(tmp_path, "starry", np.zeros(VECTOR_BYTES // 4, "<f4"))
    polished = atelier(tmp_path, *command, "-o", "polished.png")
    assert polished.returncode == 0, polished.stderr
    one, other = (_pixels(tmp_path / name) for name in ("plain.png", "polished.png"))
    assert np.abs(one - other).mean() > 8


async def test_paint_uses_what_was_polished_for_the_network_that_paints(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    save_file(read_shipped("instant"), own / "instant.safetensors")
    (tmp_path / "photo.jpg").write_bytes(photo())
    await _polish(tmp_path, "starry", np.zeros(VECTOR_BYTES // 4, "<f4"), own)
    command = ("paint", "photo.jpg", "-s", "starry", "--method", "instant", "--size", "64")
    assert atelier(tmp_path, *command, "-o", "plain.png").returncode == 0
    (tmp_path / ".env").write_text("ATELIER_NETWORKS=own\n")
    assert atelier(tmp_path, *command, "-o", "polished.png").returncode == 0
    one, other = (_pixels(tmp_path / name) for name in ("plain.png", "polished.png"))
    assert np.abs(one - other).mean() > 8


async def test_the_bot_paints_with_what_was_polished_for_its_network(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    save_file(read_shipped("instant"), own / "instant.safetensors")
    numbers = np.zeros(VECTOR_BYTES // 4, "<f4")
    await _polish(tmp_path, "starry", numbers, own)
    settings = Settings(home=tmp_path / "home", token=SecretStr("7:token"), networks=own)
    async with Database.open(settings.database_place) as database:
        style = await Styles(database).find("starry")
        built = app.build_application(settings, database, Engine(app.engine_settings(settings)))
        assert await built.services.vectors.vector(style.digest) == numbers.tobytes()


async def _polish(
    folder: Path, name: str, vector: npt.NDArray[np.float32], own: Path | None = None
) -> None:
    async with Database.open(folder / "home" / "atelier.db") as database:
        await sync_presets(database, catalogue())
        style = await Styles(database).find(name)
        polish = StyleVector(
            digest=style.digest,
            network=instant_version(own),
            vector=vector.tobytes(),
            before=0.5,
            after=0.4,
        )
        await StyleVectors(database, instant_version(own)).keep(polish)


def _pixels(path: Path) -> npt.NDArray[np.float64]:
    with Image.open(io.BytesIO(path.read_bytes())) as picture:
        return np.asarray(picture, dtype=np.float64)
