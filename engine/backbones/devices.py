"""Where to compute, and in which number format."""

from __future__ import annotations

import torch


def choose_device(name: str) -> torch.device:
    """Choose the device that ``name`` means: ``auto``, ``cpu``, ``cuda`` or ``cuda:N``.

    ``auto`` takes CUDA where there is one; ``cuda`` is the current one of several.
    """
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name == "cuda":
        name = f"cuda:{torch.cuda.current_device()}"
    return torch.device(name)


def describe_device(device: torch.device) -> str:
    """Name ``device`` for people, such as ``cpu`` or ``cuda:0 NVIDIA H200``."""
    if device.type == "cuda":
        return f"{device} {torch.cuda.get_device_name(device)}"
    return str(device)


def fast_dtype(device: torch.device) -> torch.dtype:
    """Return bfloat16 where ``device`` multiplies it natively, else float32."""
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float32
    # Older releases of torch cannot tell; they paint in float32.
    able: dict[str, object] = getattr(torch.cpu, "get_capabilities", dict)()
    return torch.bfloat16 if able.get("avx512_bf16") or able.get("amx_bf16") else torch.float32
