"""Where to train: device, number format, memory layout."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass

import torch

from engine.backbones.catalogue import fast_dtype


@dataclass(frozen=True, slots=True)
class Compute:
    """A device and the number format that convolutions run in there."""

    device: torch.device
    dtype: torch.dtype

    @classmethod
    def choose(cls, name: str = "auto") -> Compute:
        """``auto`` takes CUDA when there is one; bfloat16 where it is multiplied natively."""
        if name == "auto":
            name = "cuda" if torch.cuda.is_available() else "cpu"
        device = torch.device(name)
        return cls(device, fast_dtype(device))

    def autocast(self) -> AbstractContextManager[object]:
        """Mixed precision for the forward pass of what is being trained."""
        return torch.autocast(self.device.type, self.dtype, enabled=self.dtype != torch.float32)
