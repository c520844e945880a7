"""Where to train: device, number format, memory layout."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass

import torch


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
        if device.type == "cuda":
            native = torch.cuda.is_bf16_supported()
        else:
            able = torch.cpu.get_capabilities()
            native = bool(able.get("avx512_bf16") or able.get("amx_bf16"))
        return cls(device, torch.bfloat16 if native else torch.float32)

    def autocast(self) -> AbstractContextManager[object]:
        """Mixed precision for the forward pass of what is being trained."""
        return torch.autocast(self.device.type, self.dtype, enabled=self.dtype != torch.float32)
