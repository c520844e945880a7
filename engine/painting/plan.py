"""What to do for one painting: options turned into layers, weights, scales and steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from engine.backbones import Backbone
from engine.messages import Faces, Optimiser, Options, Stroke
from engine.painting.resampling import Scale, divide_steps, fit, longest_sides


@dataclass(frozen=True, slots=True)
class BackboneDefaults:
    """Defaults of one backbone: layers by name, weights beside a style weight of 1."""

    content_layers: tuple[str, ...]
    style_layers: tuple[str, ...]
    style_shares: tuple[float, ...]
    """How much each style layer counts, relative to the others."""
    content_weight: float
    """Divided over the content layers."""
    tv_weight: float
    held_layers: tuple[str, ...]
    """Content layers where faces are held on to: structure lives in the middle."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Strength by which one of the ``faces`` options holds on to the photo.

    ``weight`` and ``local_share`` apply to all of a photo, with or without a face; the others
    inside of faces.
    """

    weight: float
    """Factor of the content weight."""
    local_share: float
    """Share of the content error that is local, see ``losses.position_weights``."""
    emphasis: float
    """Added to that share where a face is."""
    likeness: float
    """Share of the photo's own style that the instant painter leaves in a face."""
    painted: float
    """Share of the instant picture's features in the content target of a face."""
    recoloured: float
    """Share of the way from the photo's colours to the style's in that target."""


@dataclass(frozen=True, slots=True)
class TimeBudget:
    """Aim to be done after ``seconds``, but keep at least ``least_share`` of the steps left."""

    seconds: float
    least_share: float


@dataclass(frozen=True, slots=True)
class Schedule:
    """Defaults of one kind of device: longest side in pixels, steps, and how they are spread."""

    size: int
    steps: int
    coarsest: int
    """Least longest side of a scale, pixels."""
    ratio: float
    """Longest side of one scale over that of the next coarser one."""
    falloff: float
    """Steps of one scale over those of the next finer one."""
    budget: TimeBudget | None = None
    """Kept where neither steps nor seconds were asked for: a busy machine takes fewer steps."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One painting, fully decided. Shares and weights multiply the relative errors."""

    content_nodes: tuple[str, ...]
    style_nodes: tuple[str, ...]
    style_shares: tuple[float, ...]
    content_weight: float
    style_weight: float
    tv_weight: float
    scales: tuple[Scale, ...]
    learning_rate: float
    local_share: float
    """Share of the content error that is local, see ``losses.position_weights``."""
    emphasis: float
    """Added to that share where a face is, times how closely the face is held."""
    likeness: float
    """Share of the photo's own style that the instant painter leaves in faces."""
    painted_target: float
    """Share of the first picture's features in the content target of a face."""
    recoloured: float
    """Share of the way from the photo's colours to the style's in that target."""
    style_scale: float
    """Square root of the style picture's area over the canvas's."""


BACKBONE_DEFAULTS: Final = {
    "lite": BackboneDefaults(
        content_layers=("conv4_1", "fire5"),
        style_layers=(
            *("conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1"),
            *("conv1", "fire2", "fire4", "fire5", "fire7"),
        ),
        style_shares=(1.0,) * 10,
        content_weight=0.065,
        tv_weight=0.5,
        held_layers=("conv3_1", "conv4_1", "fire4", "fire5"),
    ),
    "squeezenet": BackboneDefaults(
        content_layers=("fire5",),
        style_layers=("conv1", "fire2", "fire4", "fire5", "fire7"),
        style_shares=(1.0, 1.0, 1.0, 1.0, 1.0),
        content_weight=0.06,
        tv_weight=0.5,
        held_layers=("fire4", "fire5"),
    ),
}
_VGG: Final = BackboneDefaults(
    content_layers=("conv4_2",),
    style_layers=("conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1"),
    style_shares=(1.0, 1.0, 1.0, 1.0, 1.0),
    content_weight=0.06,
    tv_weight=0.5,
    held_layers=("conv3_1", "conv4_2"),
)

_HOLD_POWER: Final = 0.7
"""Power of the style's strength by which faces are held: less than 1, since who asks for more
style wants it in faces too."""
HOLDS: Final[Mapping[Faces, Hold]] = {
    "keep": Hold(
        weight=1.4, local_share=0.45, emphasis=16.0, likeness=0.65, painted=0.35, recoloured=0.4
    ),
    "paint": Hold(
        weight=1.4, local_share=0.45, emphasis=6.5, likeness=0.45, painted=0.8, recoloured=0.9
    ),
    "free": Hold(
        weight=1.0, local_share=0.0, emphasis=0.0, likeness=0.0, painted=0.0, recoloured=0.0
    ),
}

_CPU_BUDGET: Final = TimeBudget(36, 0.5)
SCHEDULES: Final[Mapping[Optimiser, Mapping[str, Schedule]]] = {
    "lbfgs": {
        "cpu": Schedule(
            size=512, steps=80, coarsest=128, ratio=2.0, falloff=1.3, budget=_CPU_BUDGET
        ),
        "cuda": Schedule(size=1024, steps=160, coarsest=128, ratio=2.0, falloff=1.3),
    },
    "adam": {
        "cpu": Schedule(
            size=512, steps=400, coarsest=128, ratio=1.6, falloff=2.0, budget=_CPU_BUDGET
        ),
        "cuda": Schedule(size=1024, steps=600, coarsest=128, ratio=2**0.5, falloff=1.3),
    },
}
"""By optimiser and kind of device. A step of L-BFGS looks through all of the backbone, one of Adam
through half of it."""
SCHEDULES_FROM_INSTANT: Final[Mapping[Optimiser, Mapping[str, Schedule]]] = {
    "lbfgs": {
        "cpu": replace(SCHEDULES["lbfgs"]["cpu"], steps=36, coarsest=160),
        "cuda": replace(SCHEDULES["lbfgs"]["cuda"], steps=120, coarsest=256),
    },
    "adam": {
        "cpu": replace(SCHEDULES["adam"]["cpu"], steps=140, coarsest=224),
        "cuda": replace(SCHEDULES["adam"]["cuda"], coarsest=256),
    },
}
"""From the instant picture, whose large forms are there already: no coarse scales, fewer steps."""
_ONE_SCALE_ONLY: Final = 1 << 16
"""As ``coarsest``: more pixels than any painting has, so that the finest scale is the only one."""
_RESUMED_SHARE: Final = 0.5
"""Share of the usual steps from a finished painting: all at full size, for the composition is
settled."""
LEARNING_RATE: Final = 0.04
"""Of Adam, for pixels in [0, 1]."""
STYLE_SCALES: Final[Mapping[Stroke, float]] = {"fine": 1.2, "usual": 1.7, "bold": 2.4}
"""Square root of the style picture's area over the canvas's: at 1 the strokes of a detailed style
come out so fine that they read as noise."""
STYLE_SCALE: Final = STYLE_SCALES["usual"]


def make_plan(options: Options, backbone: Backbone, width: int, height: int) -> Plan:
    """Make the plan for a photo of ``width`` x ``height`` pixels.

    Raises ``BadOptions`` for unknown layers.
    """
    defaults = BACKBONE_DEFAULTS.get(backbone.name, _VGG)
    hold = HOLDS[options.faces]
    held = options.faces != "free"
    content = options.content_layers or (defaults.held_layers if held else defaults.content_layers)
    style = options.style_layers or defaults.style_layers
    shares = defaults.style_shares if not options.style_layers else (1.0,) * len(style)
    return Plan(
        content_nodes=backbone.nodes(content, field="content_layers"),
        style_nodes=backbone.nodes(style, field="style_layers"),
        style_shares=tuple(part / sum(shares) for part in shares),
        content_weight=_or_default(options.content_weight, defaults.content_weight) * hold.weight,
        style_weight=_or_default(options.style_weight, 1.0) * options.strength,
        tv_weight=_or_default(options.tv_weight, defaults.tv_weight),
        scales=spread_steps(options, _schedule(options, backbone.device.type), width, height),
        learning_rate=_or_default(options.learning_rate, LEARNING_RATE),
        local_share=hold.local_share,
        emphasis=hold.emphasis * options.strength**_HOLD_POWER,
        likeness=hold.likeness,
        painted_target=hold.painted,
        recoloured=hold.recoloured,
        style_scale=STYLE_SCALES[options.stroke],
    )


def choose_time_budget(options: Options, device_type: str) -> TimeBudget | None:
    """Return how long the painting may take, if that is bounded."""
    if options.seconds is not None:
        return TimeBudget(options.seconds, 0.0)
    asked = options.steps is not None or options.size is not None
    return None if asked else SCHEDULES[options.optimiser][device_type].budget


def usual_size(options: Options, device_type: str) -> int:
    """Return the longest side to paint, pixels: what was asked for, else the default."""
    return options.size or SCHEDULES[options.optimiser][device_type].size


def spread_steps(
    options: Options, schedule: Schedule, width: int, height: int
) -> tuple[Scale, ...]:
    """Spread the steps over sizes from coarse to fine; leave out scales that get none."""
    sides = longest_sides(
        options.size or schedule.size, coarsest=schedule.coarsest, ratio=schedule.ratio
    )
    parts = [schedule.falloff ** (len(sides) - 1 - i) for i in range(len(sides))]
    counts = divide_steps(options.steps or schedule.steps, parts)
    return tuple(
        Scale(*fit(width, height, side), steps)
        for side, steps in zip(sides, counts, strict=True)
        if steps
    )


def _schedule(options: Options, device_type: str) -> Schedule:
    if options.init == "painting":
        usual = SCHEDULES_FROM_INSTANT[options.optimiser][device_type]
        steps = round(usual.steps * _RESUMED_SHARE)
        return replace(usual, steps=steps, coarsest=_ONE_SCALE_ONLY)
    schedules = SCHEDULES_FROM_INSTANT if options.init == "instant" else SCHEDULES
    return schedules[options.optimiser][device_type]


def _or_default(value: float | None, default: float) -> float:
    return default if value is None else value
