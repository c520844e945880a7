"""What crosses between the worker and the batch loop: plain data, importable without torch.

``engine.painting.batch.Batch`` is the one that paints; tests of the worker bring their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image

from engine.errors import EngineError
from engine.messages import Options


@dataclass(frozen=True, slots=True)
class PaintSettings:
    """Where to paint and where weights are."""

    device: str
    """``auto``, ``cpu``, ``cuda`` or ``cuda:N``."""
    threads: int | None
    """CPU threads of torch; ``None``: as torch likes."""
    weights_dir: Path | None
    """Local weights, looked in before ``cache_dir``."""
    cache_dir: Path
    """Where downloaded weights are kept."""
    networks_dir: Path | None = None
    """The operator's own networks, see ``engine.weights.shipped``."""


@dataclass(frozen=True, slots=True)
class StyleImage:
    """A style picture (RGB) by the digest of its bytes, which identifies it in caches."""

    digest: str
    picture: Image.Image
    weight: float
    vector: bytes | None = None
    """A polished style vector of the instant painter, as in ``engine.messages.Style``."""
    measured: bool = False
    """As in ``engine.messages.Style``."""
    whole: StyleImage | None = None
    """The style of which this is a part, see ``targets.choose_part``."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A canvas that is about to take its first step; sizes in pixels."""

    width: int
    height: int
    steps: int
    backbone: str
    has_first_picture: bool = False
    """Whether there is a picture worth a preview before the first step."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A painting as it stands; ``pixels`` is H x W x 3, uint8, RGB, at the present scale's size.

    Early on that may be smaller than the finished picture. ``steps`` shrinks when time is short.
    """

    pixels: npt.NDArray[np.uint8]
    step: int
    steps: int
    seconds_left: float


@dataclass(frozen=True, slots=True)
class Finished:
    """A canvas that took its last step and has left the batch."""

    request_id: str
    snapshot: Snapshot
    seconds: float
    """Painting time."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A canvas that cannot go on and has left the batch."""

    request_id: str
    error: EngineError


Outcome: TypeAlias = Finished | Broken


class BatchProtocol(Protocol):
    """What the painting thread asks of a batch; used from that one thread only."""

    @property
    def device_name(self) -> str:
        """Such as ``cpu`` or ``cuda:0 NVIDIA H200``."""

    def join(
        self,
        request_id: str,
        photo: Image.Image,
        styles: Sequence[StyleImage],
        options: Options,
        painting: Image.Image | None = None,
    ) -> Joined:
        """Begin a canvas, from ``painting`` if ``init`` says so. Raises ``EngineError``."""

    def leave(self, request_id: str) -> None:
        """Drop a canvas; an unknown id is fine."""

    def snapshot(self, request_id: str) -> Snapshot:
        """Return the picture as it stands."""

    def tick(self) -> Sequence[Outcome]:
        """Take one step with every canvas; those that end leave by themselves."""

    def __len__(self) -> int:
        """Count the canvases in the batch."""
