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

from engine.errors import MissingWeights

NetworkName: TypeAlias = Literal["lite", "instant", "faces"]
NETWORK_NAMES: Final[tuple[NetworkName, ...]] = ("lite", "instant", "faces")
_DIGITS: Final = 16

PAINTER_VERSION: Final = 3
"""Raised whenever equal requests no longer give an equal look, so that no earlier painting answers
them. Polished style vectors do not depend on it: they belong to weights, see ``instant_version``.
"""


@contextmanager
def weights_file(name: NetworkName, own: Path | None = None) -> Iterator[Path]:
    """Find the weights of a network: in the folder ``own`` if they are there, else as shipped.

    Raises ``MissingWeights`` for a folder that holds no network at all.
    """
    if own is not None and name in own_networks(own):
        yield own / _file(name)
        return
    # Not ``files("engine.weights")``, which would import that package, and with it torch.
    with as_file(files("engine") / "weights" / _file(name)) as path:
        yield path


def own_networks(folder: Path) -> tuple[NetworkName, ...]:
    """Find the networks that ``folder`` is to replace: whatever bears their name.

    Reads the disk. Raises ``MissingWeights`` when there is none.
    """
    try:
        there = {path.name for path in folder.iterdir()}
    except OSError as error:
        raise MissingWeights(
            f"The folder {folder} of networks cannot be read ({error.strerror}).",
            reason="not_found",
        ) from error
    names = tuple(name for name in NETWORK_NAMES if _file(name) in there)
    if not names:
        raise MissingWeights(
            f"{folder} holds none of {', '.join(map(_file, NETWORK_NAMES))}.",
            reason="not_found",
        )
    return names


@cache
def instant_version(own: Path | None = None) -> str:
    """Return a digest of the instant painter's weights; what suits others does not suit them.

    Raises ``MissingWeights``, as ``weights_file`` does and for a file that cannot be read.
    """
    with weights_file("instant", own) as path:
        try:
            return hashlib.sha256(path.read_bytes()).hexdigest()[:_DIGITS]
        except OSError as error:
            raise MissingWeights(
                f"{path} cannot be read ({error.strerror}).", reason="not_found"
            ) from error


def _file(name: NetworkName) -> str:
    return f"{name}.safetensors"
