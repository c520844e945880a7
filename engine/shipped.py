"""The networks that ship with this program, and an operator's own in their place.

Importable without torch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final, Literal, TypeAlias

Name: TypeAlias = Literal["lite", "instant"]
NAMES: Final[tuple[Name, ...]] = ("lite", "instant")
_DIGITS: Final = 16


@contextmanager
def weights_file(name: Name, own: Path | None = None) -> Iterator[Path]:
    """The weights of a network: in the folder ``own`` if they lie there, else those that ship."""
    if own is not None and (chosen := _own(name, own)).is_file():
        yield chosen
        return
    # Not ``files("engine.weights")``, which would import that package, and with it torch.
    with as_file(files("engine") / "weights" / f"{name}.safetensors") as path:
        yield path


def own_networks(own: Path) -> tuple[Name, ...]:
    """The networks whose weights lie in the folder ``own``. Reads the disk."""
    return tuple(name for name in NAMES if _own(name, own).is_file())


@cache
def instant_version(own: Path | None = None) -> str:
    """Names the weights of the instant painter; what was fitted to others does not suit them."""
    with weights_file("instant", own) as path:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:_DIGITS]


def _own(name: Name, folder: Path) -> Path:
    return folder / f"{name}.safetensors"
