"""`atelier styles export` and `import`: the catalogue as a zip file."""

from __future__ import annotations

import zipfile
from pathlib import Path

from safetensors.torch import save_file

from engine.messages import VECTOR_BYTES
from engine.weights.shipped import instant_version
from engine.weights.store import read_shipped
from presets import catalogue
from storage import Database, Styles, StyleVector, StyleVectors, sync_presets
from tests.bot.cli.test_main import PERSON, atelier, environment

__all__ = ["environment"]


def test_styles_travel_from_one_bot_to_another(
    environment: dict[str, str], tmp_path: Path
) -> None:
    out = atelier(environment, tmp_path, "styles", "export", "styles.zip")
    assert (out.returncode, out.stderr) == (0, "")
    assert "styles to styles.zip." in out.stdout
    there = environment | {"ATELIER_HOME": str(tmp_path / "elsewhere")}
    back = atelier(there, tmp_path, "styles", "import", "styles.zip")
    assert (back.returncode, back.stderr) == (0, "")
    assert back.stdout.startswith("0 styles added, 0 changed")


async def polished(home: Path, vector: bytes) -> None:
    """Let starry have this vector in the bot that lives in ``home``."""
    async with Database.open(home / "atelier.db") as database:
        await sync_presets(database, catalogue())
        style, network = await Styles(database).find("starry"), instant_version()
        polish = StyleVector(
            digest=style.digest, network=network, vector=vector, before=0.5, after=0.3
        )
        await StyleVectors(database, network).keep(polish)


async def test_polished_vectors_travel_too(environment: dict[str, str], tmp_path: Path) -> None:
    vector = bytes(VECTOR_BYTES)
    await polished(Path(environment["ATELIER_HOME"]), vector)
    atelier(environment, tmp_path, "styles", "export", "styles.zip")
    elsewhere = tmp_path / "elsewhere"
    there = environment | {"ATELIER_HOME": str(elsewhere)}
    back = atelier(there, tmp_path, "styles", "import", "styles.zip")
    assert back.stdout.endswith(" as they were. Polished vectors: 1.\n")
    async with Database.open(elsewhere / "atelier.db") as database:
        style = await Styles(database).find("starry")
        assert await StyleVectors(database, instant_version()).vector(style.digest) == vector


async def test_a_vector_that_the_painter_could_not_use_is_refused(
    environment: dict[str, str], tmp_path: Path
) -> None:
    await polished(Path(environment["ATELIER_HOME"]), b"short")
    atelier(environment, tmp_path, "styles", "export", "styles.zip")
    there = environment | {"ATELIER_HOME": str(tmp_path / "elsewhere")}
    back = atelier(there, tmp_path, "styles", "import", "styles.zip")
    assert back.returncode != 0
    assert f"a vector that network {instant_version()} cannot use" in back.stderr
    assert len(back.stderr.splitlines()) == 1


async def test_an_import_is_judged_by_the_network_that_paints(
    environment: dict[str, str], tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    save_file(read_shipped("instant"), own / "instant.safetensors")
    assert instant_version(own) != instant_version()
    await polished(Path(environment["ATELIER_HOME"]), b"short")
    atelier(environment, tmp_path, "styles", "export", "styles.zip")
    there = environment | {"ATELIER_HOME": str(tmp_path / "there"), "ATELIER_NETWORKS": str(own)}
    back = atelier(there, tmp_path, "styles", "import", "styles.zip")
    assert (back.returncode, back.stderr) == (0, ""), "a vector for another network waits"


def test_a_file_that_is_no_archive_is_one_sentence(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "bad.zip").write_bytes(b"PK nonsense")
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    for name in ("bad.zip", "empty.zip"):
        run = atelier(environment, tmp_path, "styles", "import", name)
        assert run.returncode != 0
        assert len(run.stderr.splitlines()) == 1
        assert "Traceback" not in run.stderr


def test_a_folder_that_is_not_there_is_one_sentence(
    environment: dict[str, str], tmp_path: Path
) -> None:
    run = atelier(environment, tmp_path, "styles", "export", "nowhere/styles.zip")
    assert run.returncode == PERSON
    assert "nowhere" in run.stderr
    assert len(run.stderr.splitlines()) == 1
