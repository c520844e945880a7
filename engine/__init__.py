"""The engine: requests in, pictures out.

Importable without torch, which only the worker program loads.
"""

from engine.client import Engine, Health
from engine.errors import (
    BadOptions,
    BadPicture,
    EngineDead,
    EngineError,
    InvalidState,
    MissingWeights,
    OperatorError,
    OutOfMemory,
    Overloaded,
    PersonError,
    Problem,
    ProgrammerError,
    TooBig,
    from_problem,
)
from engine.messages import (
    RANGES,
    AnyEvent,
    Cancelled,
    Done,
    Event,
    Failed,
    Options,
    Preview,
    Queued,
    Request,
    Restarted,
    Started,
    Style,
    Terminal,
)
from engine.settings import EngineSettings

__all__ = [
    "RANGES",
    "AnyEvent",
    "BadOptions",
    "BadPicture",
    "Cancelled",
    "Done",
    "Engine",
    "EngineDead",
    "EngineError",
    "EngineSettings",
    "Event",
    "Failed",
    "Health",
    "InvalidState",
    "MissingWeights",
    "OperatorError",
    "Options",
    "OutOfMemory",
    "Overloaded",
    "PersonError",
    "Preview",
    "Problem",
    "ProgrammerError",
    "Queued",
    "Request",
    "Restarted",
    "Started",
    "Style",
    "Terminal",
    "TooBig",
    "from_problem",
]
