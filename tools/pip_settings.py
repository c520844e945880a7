"""pip's settings on this machine as environment variables, and what they name on its disk."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit


def read_settings() -> list[str]:
    """Ask pip for its settings, one a line: ``global.index-url='…'``."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def parse_settings(lines: Iterable[str]) -> dict[str, str]:
    """Turn settings of files and of the environment into variables such as ``PIP_INDEX_URL``.

    What the environment says goes before what a file says, as it does for pip.
    """
    found: dict[str, str] = {}
    from_environment: dict[str, str] = {}
    for line in lines:
        name, separator, value = line.partition("=")
        section, dot, key = name.rpartition(".")
        if not separator or not dot:
            continue
        kind = from_environment if section == ":env:" else found
        # Several values of one setting stand on lines of their own in a file.
        words = str(ast.literal_eval(value)).split()
        kind[f"PIP_{key.upper().replace('-', '_')}"] = " ".join(words)
    return found | from_environment


def find_paths(settings: Mapping[str, str]) -> list[Path]:
    """List the files and folders that the values of ``settings`` name and that exist.

    Of an index in a folder called ``simple`` the folder around it is listed: its pages lead there.
    """
    paths = {_path(word) for value in settings.values() for word in value.split()}
    return sorted(path for path in paths if path is not None and path.exists())


def move_paths(settings: Mapping[str, str], places: Mapping[Path, Path]) -> dict[str, str]:
    """Replace the values that are paths in ``places`` by what they are there."""
    names = {str(old): str(new) for old, new in places.items()}
    return {
        key: " ".join(names.get(word, word) for word in value.split())
        for key, value in settings.items()
    }


def _path(word: str) -> Path | None:
    if word.startswith("file://"):
        path = Path(unquote(urlsplit(word).path))
        return path.parent if path.name == "simple" else path
    return Path(word) if word.startswith("/") else None
