"""Small pictures and a batch that paints them on one thread."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from scipy.ndimage import gaussian_filter

from engine.backbones import Backbone, load
from engine.painting.batch import Batch
from engine.painting.interface import PaintSettings, StyleImage
from engine.weights.store import WeightStore

_REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    """Small tensors on a busy machine: a second thread would mostly wait."""
    torch.set_num_threads(1)


@pytest.fixture
def photo() -> Image.Image:
    """Smooth blobs of colour, 80x64."""
    return blobs(80, 64, seed=1, roughness=6)


@pytest.fixture
def style() -> StyleImage:
    """Busier blobs, 72x72."""
    return StyleImage("busy", blobs(72, 72, seed=2, roughness=2), 1.0)


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    return Batch(PaintSettings("cpu", 1, None, tmp_path / "cache"))


@pytest.fixture(scope="session")
def lite(tmp_path_factory: pytest.TempPathFactory) -> Backbone:
    store = WeightStore(None, tmp_path_factory.mktemp("weights"))
    return load("lite", "average", store=store, device=torch.device("cpu"))


@pytest.fixture
def exact(tmp_path_factory: pytest.TempPathFactory) -> Backbone:
    """``lite`` in float32 whatever this processor can do."""
    store = WeightStore(None, tmp_path_factory.mktemp("weights"))
    cpu = torch.device("cpu")
    return load("lite", "average", store=store, device=cpu, dtype=torch.float32)


@pytest.fixture
def precise(tmp_path_factory: pytest.TempPathFactory) -> Backbone:
    """``lite`` in float64, where rounding does not grow into another course of many steps."""
    store = WeightStore(None, tmp_path_factory.mktemp("weights"))
    cpu = torch.device("cpu")
    return load("lite", "average", store=store, device=cpu, dtype=torch.float64)


@pytest.fixture(scope="session")
def weights_folder() -> Path:
    """Local weights for development; the tests that need them are skipped without."""
    named = os.environ.get("ATELIER_TEST_WEIGHTS")
    return Path(named) if named else _REPOSITORY.parent / "shared" / "data" / "weights"


@pytest.fixture(scope="session")
def squeezenet_folder(weights_folder: Path) -> Path:
    if WeightStore(weights_folder, weights_folder).find("squeezenet1_0") is None:
        pytest.skip("no SqueezeNet 1.0 weights; name their folder in ATELIER_TEST_WEIGHTS")
    return weights_folder


def blobs(width: int, height: int, *, seed: int, roughness: float) -> Image.Image:
    """Filtered noise stretched to the full range."""
    noise = np.random.default_rng(seed).normal(size=(height, width, 3))
    smooth = gaussian_filter(noise, (roughness, roughness, 0))
    stretched = (smooth - smooth.min()) / np.ptp(smooth)
    return Image.fromarray((stretched * 255).astype(np.uint8))
