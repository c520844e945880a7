"""Why a painting cannot go on, in words fit for a person."""

from __future__ import annotations

from engine.errors import InvalidState, OutOfMemory


def out_of_memory_error() -> OutOfMemory:
    """Make the error of a painting that is too large for the device."""
    return OutOfMemory(
        "The painting does not fit into the device's memory. Ask for a smaller size.",
        reason="device_memory",
    )


def not_finite_error() -> InvalidState:
    """Make the error of a painting whose pixels are no numbers any more."""
    return InvalidState(
        "The painting ran out of bounds. Try weights or a learning rate nearer to the defaults.",
        reason="internal",
    )
