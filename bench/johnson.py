"""Builds the network of Johnson et al. 2016 as a yardstick of time: random weights, same work."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Final

import torch
from torch import Tensor, nn

from engine.networks.instant import InstantPainter

SIZE: Final = (512, 384)
"""Width and height at which the times are taken, pixels."""


def network() -> nn.Sequential:
    """9x9 stem, 32-64-128 channels, five residual blocks, upsampling, 9x9 end."""
    return nn.Sequential(
        *_layer(3, 32, 9),
        *_layer(32, 64, 3, stride=2),
        *_layer(64, 128, 3, stride=2),
        *(_Residual(128) for _ in range(5)),
        nn.Upsample(scale_factor=2),
        *_layer(128, 64, 3),
        nn.Upsample(scale_factor=2),
        *_layer(64, 32, 3),
        nn.Conv2d(32, 3, 9, padding=4, padding_mode="reflect"),
    )


def _layer(inputs: int, outputs: int, size: int, *, stride: int = 1) -> tuple[nn.Module, ...]:
    conv = nn.Conv2d(
        inputs, outputs, size, stride=stride, padding=size // 2, padding_mode="reflect"
    )
    return conv, nn.InstanceNorm2d(outputs, affine=True), nn.ReLU()


class _Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            *_layer(channels, channels, 3), *_layer(channels, channels, 3)[:2]
        )

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = x + self.body(x)
        return out


@torch.inference_mode()
def time_ratio(instant: InstantPainter, rounds: int = 15) -> float:
    """Time the instant painter over Johnson's: median of turns, float32, 512x384."""
    photo = torch.rand(1, 3, *reversed(SIZE))
    vector = instant.style(photo)
    return time_ratio_of(lambda picture: instant.paint(picture, vector), photo, rounds)


@torch.inference_mode()
def time_ratio_of(paint: Callable[[Tensor], object], photo: Tensor, rounds: int = 15) -> float:
    """Time ``paint`` over Johnson's for ``photo`` [1, 3, H, W]: median of turns."""
    ours: list[float] = []
    # In either memory layout: the faster one counts.
    layouts = (torch.contiguous_format, torch.channels_last)
    references = [(network().eval().to(memory_format=f), list[float]()) for f in layouts]
    for _ in range(rounds + 2):
        ours.append(_seconds(partial(paint, photo)))
        for reference, times in references:
            times.append(_seconds(partial(reference, photo)))
    fastest = min(statistics.median(times[2:]) for _, times in references)
    return statistics.median(ours[2:]) / fastest


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
