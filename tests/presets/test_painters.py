"""The painters: every preset can be painted anew, alike from a seed and unlike any other."""

import io
import itertools
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from presets import catalogue
from presets.painters import PAINTERS
from presets.repaint import encode, paint

SLUGS = [preset.slug for preset in catalogue()]


@cache
def committed(slug: str) -> Image.Image:
    preset = next(p for p in catalogue() if p.slug == slug)
    with Image.open(io.BytesIO(preset.picture())) as picture:
        return picture.convert("RGB").reduce(2)


def shrunk(slug: str, size: int) -> NDArray[np.floating[Any]]:
    small = committed(slug).resize((size, size), Image.Resampling.BOX)
    return np.asarray(small, np.float32) / 255


def measure_features(slug: str) -> NDArray[np.floating[Any]]:
    """Colour and texture at four scales: mean, deviation and detail of each channel."""
    features = []
    for size in (256, 128, 64, 32):
        picture = shrunk(slug, size)
        detail = [np.abs(np.diff(picture, axis=axis)).mean(axis=(0, 1)) for axis in (0, 1)]
        features += [picture.mean(axis=(0, 1)), picture.std(axis=(0, 1)), *(4 * d for d in detail)]
    return np.concatenate(features)


def test_there_is_a_painter_for_every_preset_and_no_other() -> None:
    assert sorted(PAINTERS) == sorted(SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_seed_always_paints_the_same_picture(slug: str) -> None:
    first, second = (PAINTERS[slug](64, np.random.default_rng(5)) for _ in range(2))
    assert np.array_equal(first, second)
    assert first.shape == (64, 64, 3)
    assert np.isfinite(first).all()


def test_another_seed_paints_another_picture() -> None:
    assert paint("starry", 64, seed=5).tobytes() != paint("starry", 64, seed=6).tobytes()


@pytest.mark.parametrize("slug", SLUGS)
def test_texture_is_everywhere(slug: str) -> None:
    """No large dead areas: every tile of the picture has some contrast of its own."""
    picture = shrunk(slug, 512)
    tiles = picture.reshape(8, 64, 8, 64, 3).std(axis=(1, 3)).mean(axis=-1)
    assert tiles.min() > 0.012


def test_no_two_presets_look_alike() -> None:
    features = {slug: measure_features(slug) for slug in SLUGS}
    apart = {
        (a, b): float(np.linalg.norm(features[a] - features[b]))
        for a, b in itertools.combinations(SLUGS, 2)
    }
    closest = min(apart, key=lambda pair: apart[pair])
    assert apart[closest] > 0.25, f"{closest} are {apart[closest]:.2f} apart"


def test_a_busy_picture_is_compressed_until_it_is_small() -> None:
    dust = np.random.default_rng(0).integers(60, 200, (640, 640, 3), dtype=np.uint8)
    at_best = io.BytesIO()
    Image.fromarray(dust).save(at_best, "WEBP", quality=88)
    assert len(encode(Image.fromarray(dust))) <= 240_000 < len(at_best.getvalue())
