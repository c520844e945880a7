"""What the engine is asked and what it answers: plain data, importable without torch.

One request is answered by one stream of events::

    Queued?  Life?  ( Restarted  Life? )?  ( Done | Failed | Cancelled )
    Life:  Started  Preview*

``Restarted`` says that the engine process died and the painting begins anew. Exactly one terminal
event ends every stream, and it may come at any point: a picture that cannot be opened fails before
it is started. Previews that nobody read in time are left out; nothing else is.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from typing import Any, Final, Literal, NoReturn, TypeAlias, get_args

import msgspec

from engine.errors import BadOptions, Problem

Method: TypeAlias = Literal["gatys", "instant"]
BackboneName: TypeAlias = Literal["auto", "lite", "squeezenet", "vgg16", "vgg19"]
Pooling: TypeAlias = Literal["average", "max"]
Init: TypeAlias = Literal["instant", "content", "noise", "painting"]
Faces: TypeAlias = Literal["keep", "paint", "free"]
Stroke: TypeAlias = Literal["fine", "usual", "bold"]
Optimiser: TypeAlias = Literal["adam", "lbfgs"]
PictureFormat: TypeAlias = Literal["jpeg", "png"]

_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "method": get_args(Method),
    "backbone": get_args(BackboneName),
    "pooling": get_args(Pooling),
    "init": get_args(Init),
    "faces": get_args(Faces),
    "stroke": get_args(Stroke),
    "optimiser": get_args(Optimiser),
    "format": get_args(PictureFormat),
}

# field -> (least, most); both are allowed values.
RANGES: Final[Mapping[str, tuple[float, float]]] = {
    "size": (64, 4096),
    "steps": (1, 10_000),
    "seconds": (1, 3600),
    "strength": (0.01, 100),
    "content_weight": (0, 1e6),
    "style_weight": (0, 1e6),
    "tv_weight": (0, 1e6),
    "learning_rate": (1e-4, 1),
    "preview_every": (0.1, 3600),
    "seed": (0, 2**63 - 1),
}

_WHOLE: Final = frozenset({"size", "steps", "seed"})

VECTOR_WIDTH: Final = 1775
"""Numbers in a style vector of the instant painter that ships."""
VECTOR_BYTES: Final = 4 * VECTOR_WIDTH


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person may turn. ``None`` and ``()`` mean: what suits the device and the backbone.

    Raises ``BadOptions`` naming the field when a value is out of its range (see ``RANGES``).
    """

    method: Method = "gatys"
    """``gatys`` optimises the pixels; ``instant`` is one pass of a network, done in a moment."""
    backbone: BackboneName = "auto"
    size: int | None = None
    """Longest side of the painting, pixels."""
    steps: int | None = None
    """Optimiser steps over all scales."""
    seconds: float | None = None
    """Aim to be done after this many seconds of painting; fewer steps are taken if need be."""
    strength: float = 1.0
    """Multiplies the style loss: 0.5 is closer to the photo, 2 closer to the style.

    With ``instant``: how much of the painting there is over the photo; above 1 counts as 1.
    """
    content_weight: float | None = None
    style_weight: float | None = None
    tv_weight: float | None = None
    content_layers: tuple[str, ...] = ()
    """Names of the literature, such as ``conv4_2`` (Simonyan & Zisserman 2015)."""
    style_layers: tuple[str, ...] = ()
    pooling: Pooling = "average"
    init: Init = "instant"
    """What ``gatys`` starts from: the picture of ``instant``, the photo, noise, or the request's
    own ``painting``, which keeps its composition and gains detail."""
    faces: Faces = "paint"
    """How faces are painted: ``keep`` holds the likeness first, ``paint`` paints the person
    unmistakably, ``free`` ignores faces."""
    stroke: Stroke = "usual"
    """Size of the brush strokes: the scale at which the style picture is looked at."""
    optimiser: Optimiser = "lbfgs"
    learning_rate: float | None = None
    """Adam's step on pixel values in [0, 1]."""
    seed: int = 0
    preview_every: float = 1.5
    """Seconds between two previews."""
    format: PictureFormat = "jpeg"
    """Of the finished picture; previews are always JPEG."""

    def __post_init__(self) -> None:
        for field, allowed in _CHOICES.items():
            value = getattr(self, field)
            if value not in allowed:
                raise BadOptions(
                    f"{field} must be one of {', '.join(allowed)}; {value!r} is not.",
                    reason="unknown_value",
                    field=field,
                )
        for field, (least, most) in RANGES.items():
            value = getattr(self, field)
            if value is not None and not _is_number(value, whole=field in _WHOLE):
                raise BadOptions(
                    f"{field} must be a {'whole ' * (field in _WHOLE)}number; {value!r} is not.",
                    reason="not_a_number",
                    field=field,
                )
            # The chained comparison also refuses NaN.
            if value is not None and not least <= value <= most:
                raise BadOptions(
                    f"{field} must lie between {least:g} and {most:g}; {value!r} does not.",
                    reason="out_of_range",
                    field=field,
                )

    def replace(self, **changes: Any) -> Options:
        """Return a checked copy with ``changes``."""
        return Options(**{f: getattr(self, f) for f in self.__struct_fields__} | changes)


def _is_number(value: Any, *, whole: bool) -> bool:
    # True and False are ints to Python, not to a person.
    return isinstance(value, int if whole else int | float) and not isinstance(value, bool)


def _refuse_vector(fault: str) -> NoReturn:
    raise BadOptions(f"The style vector {fault}.", reason="bad_vector", field="styles")


class Style(msgspec.Struct, frozen=True, kw_only=True):
    """One style picture; ``digest`` (sha-256 of the bytes) identifies it in caches."""

    digest: str
    picture: bytes
    """Encoded: JPEG, PNG, WebP, …"""
    weight: float = 1.0
    vector: bytes | None = None
    """A polished style vector, used instead of the one that the instant painter finds by itself:
    ``VECTOR_WIDTH`` numbers, float32, little-endian.

    It belongs to the weights of the instant painter it was polished with. Whoever keeps it sees to
    that; the engine refuses only what cannot be one, with ``BadOptions`` (``bad_vector``).
    """
    measured: bool = False
    """Nobody chose a strength for this picture: while painting, the style gives way as far as the
    photo would be lost in it."""

    def __post_init__(self) -> None:
        if self.vector is None:
            return
        if len(self.vector) != VECTOR_BYTES:
            _refuse_vector(f"has {len(self.vector)} bytes instead of {VECTOR_BYTES}")
        if not all(map(math.isfinite, struct.unpack(f"<{VECTOR_WIDTH}f", self.vector))):
            _refuse_vector("holds values that are no numbers")


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One painting: ``photo`` (encoded bytes as they came from the person) in ``styles``."""

    id: str
    photo: bytes
    styles: tuple[Style, ...]
    options: Options = Options()
    painting: bytes | None = None
    """The finished picture that ``init="painting"`` goes on from, encoded; else not looked at."""


class Event(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of the events; ``id`` is the request's."""

    id: str


class Queued(Event, frozen=True, kw_only=True):
    """Accepted; ``ahead`` paintings wait for a slot of the engine before this one."""

    ahead: int


class Started(Event, frozen=True, kw_only=True):
    """The first step is about to be taken."""

    width: int
    height: int
    steps: int
    backbone: str
    device: str
    """Such as ``cpu`` or ``cuda:0 NVIDIA H200``."""


class Preview(Event, frozen=True, kw_only=True):
    """The painting as it stands, JPEG."""

    picture: bytes
    step: int
    steps: int
    seconds_left: float


class Restarted(Event, frozen=True, kw_only=True):
    """The engine process died; the painting begins anew."""

    problem: Problem


class Done(Event, frozen=True, kw_only=True):
    """The finished picture, or with ``kept`` the state at which the person said stop."""

    picture: bytes
    format: PictureFormat
    width: int
    height: int
    step: int
    steps: int
    seconds: float
    """Painting time, without waiting."""
    kept: bool = False


class Failed(Event, frozen=True, kw_only=True):
    """Ended without a picture."""

    problem: Problem


class Cancelled(Event, frozen=True, kw_only=True):
    """Ended because somebody asked for that."""


AnyEvent: TypeAlias = Queued | Started | Preview | Restarted | Done | Failed | Cancelled
Terminal: TypeAlias = Done | Failed | Cancelled
