"""The Dockerfile gets everything that the package is made of."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def copied() -> set[str]:
    """What the Dockerfile takes from the repository."""
    text = (ROOT / "Dockerfile").read_text()
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE)
    return {source for line in lines for source in line.split()}


def test_every_package_is_copied() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert set(packages) <= copied()


def test_what_is_copied_exists_and_reaches_the_builder() -> None:
    let_through = {
        line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().splitlines()
    }
    assert copied() <= let_through
    assert all((ROOT / source).exists() for source in copied())
