"""`atelier styles export` and `import`: the catalogue as a zip file."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tests.bot.test_cli import PERSON, atelier, environment

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
