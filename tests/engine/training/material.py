"""A handful of generated pictures, and teachers with random weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file
from torchvision.models import squeezenet1_0

from engine.training.commands import Material
from engine.training.faces.blazeface import BlazeFace
from engine.training.teachers import SparseVgg


def made_in(root: Path) -> Material:
    """Four photos, four paintings, two favourites, and the weights of all teachers."""
    for seed, (folder, count) in enumerate((("photos", 4), ("paintings", 4), ("favourites", 2))):
        _draw(root / folder, count, np.random.default_rng(seed))
    weights = root / "weights"
    weights.mkdir()
    torch.manual_seed(0)
    save_file(SparseVgg().state_dict(), weights / "vgg19_16x.safetensors")
    save_file(squeezenet1_0(weights=None).state_dict(), weights / "squeezenet1_0.safetensors")
    blazeface = BlazeFace()
    # Random weights that take every picture for one large face or a few.
    taught = blazeface.state_dict()
    taught["score.bias"].fill_(1.0)
    taught["box.bias"][2:4] = 150.0
    save_file(taught, weights / "blazeface.safetensors")
    return Material(
        photos=(root / "photos",),
        paintings=(root / "paintings",),
        favourites=(root / "favourites",),
        weights=weights,
        cache=root / "cache",
    )


def _draw(folder: Path, count: int, rng: np.random.Generator) -> None:
    folder.mkdir()
    y, x = np.mgrid[0:96, 0:128] / 96
    for index in range(count):
        waves = rng.uniform(3, 40, (3, 2))
        planes = [0.5 + 0.4 * np.sin(a * x + b * y + index) for a, b in waves]
        pixels = (np.stack(planes, 2) * 255).astype(np.uint8)
        Image.fromarray(pixels).save(folder / f"{index}.png")
