"""Which networks ship with this program, told apart by their bytes. Importable without torch."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Final

_DIGITS: Final = 16


@cache
def instant_version() -> str:
    """Names the weights of the instant painter; what was fitted to others does not suit them."""
    # Not ``files("engine.weights")``, which would import that package, and with it torch.
    weights = files("engine") / "weights" / "instant.safetensors"
    return hashlib.sha256(weights.read_bytes()).hexdigest()[:_DIGITS]
