"""Where to train: device, number format, memory layout."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass

import torch

from engine.backbones.devices import choose_device, fast_dtype


@dataclass(frozen=True, slots=True)
class Compute:
    """A device and the number format that convolutions run in there."""

    device: torch.device
    dtype: torch.dtype

    @classmethod
    def choose(cls, name: str = "auto") -> Compute:
        """Choose a device by name, as ``choose_device`` does, and the fast format there."""
        device = choose_device(name)
        return cls(device, fast_dtype(device))

    def autocast(self) -> AbstractContextManager[object]:
        """Return mixed precision for the forward pass of what is being trained."""
        return torch.autocast(self.device.type, self.dtype, enabled=self.dtype != torch.float32)
