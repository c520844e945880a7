"""What the training program is asked and what it tells: plain data, importable without torch.

One order comes as a line of JSON on the program's standard input, which then stays open; closing
it asks for an early end. Events go out as lines of JSON::

    Begun?  ( Step | PolishStep | Notice )*  ( Exported | Vector | Stopped | TrainingFailed )
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

import msgspec

from engine.errors import Problem

Network: TypeAlias = Literal["backbone", "instant", "faces"]

CHECKPOINT: Final = "checkpoint.pt"
"""In the folder of a run; training goes on from there."""

SHIPPED: Final = "shipped"
"""In place of a file of weights: those that come with the package."""

TEACHERS: Final = ("vgg19_16x", "squeezenet", "lite", "vgg16", "vgg19")
"""Networks that can judge what the instant painter and polished vectors paint."""


class Train(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Train a network in ``folder``, or go on with the run that lies there.

    ``None``: as the network's own course has it. Paths are as seen from where the program runs.
    """

    network: Network
    photos: tuple[str, ...]
    paintings: tuple[str, ...]
    favourites: tuple[str, ...] = ()
    folder: str
    cache: str
    weights: str
    teachers: tuple[str, ...] = ()
    """Of the instant painter; the others' are always the same."""
    start: str | None = None
    """Weights that the instant painter or the face finder begins with, a file or ``SHIPPED``;
    None: random ones."""
    device: str = "auto"
    threads: int | None = None
    steps: int | None = None
    minutes: float | None = None
    batch: int | None = None
    crop: int | None = None
    seed: int | None = None


class Fit(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Polish the vector of the style in the file ``picture``, for the instant painter that lies
    in the folder ``networks`` or else ships."""

    picture: str
    photos: tuple[str, ...]
    cache: str
    weights: str
    networks: str | None = None
    teachers: tuple[str, ...] = ()
    device: str = "auto"
    threads: int | None = None
    steps: int | None = None
    seed: int | None = None


Order: TypeAlias = Train | Fit


class Begun(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Pictures are being read, and the run prepared. It will end after ``steps``, or ``minutes``
    if that is earlier."""

    steps: int
    minutes: float | None = None


class Step(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Means over the steps since the last one told, as in ``trainer.TrainingReport``."""

    step: int
    seconds: float
    rate: float
    numbers: dict[str, float]


class PolishStep(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The relative style loss after ``step`` steps of polishing."""

    step: int
    style: float


class Notice(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Something a person should know, such as a picture that does not open."""

    words: str


class Exported(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The course is over: where the network lies, its card and its curves."""

    network: str
    card: str
    curves: str


class Vector(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The polished vector (see ``engine.messages.Style``), and the style loss on either side."""

    vector: bytes
    before: float
    after: float


class Stopped(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Ended early because that was asked; a training has written its checkpoint."""


class TrainingFailed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Ended by an error of ``engine.errors``."""

    problem: Problem


TrainingEvent: TypeAlias = (
    Begun | Step | PolishStep | Notice | Exported | Vector | Stopped | TrainingFailed
)
Ending: TypeAlias = Exported | Vector | Stopped | TrainingFailed
EVENT: Final[msgspec.json.Decoder[TrainingEvent]] = msgspec.json.Decoder(TrainingEvent)
ORDER: Final[msgspec.json.Decoder[Order]] = msgspec.json.Decoder(Order)
