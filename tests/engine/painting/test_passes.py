"""The instant painter in the batch: paintings in one pass, and what other paintings start from."""

from __future__ import annotations

import logging
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import torch
from PIL import Image

from engine.errors import InvalidState, MissingWeights
from engine.messages import VECTOR_WIDTH, Options
from engine.networks.instant import InstantPainter
from engine.painting import instant
from engine.painting.batch import Batch
from engine.painting.instant import MOST_SIDE, InstantStylist, add_luminance_detail
from engine.painting.interface import Broken, Finished, Joined, StyleImage
from tests.engine.conftest import blobs

ONE_PASS = Options(method="instant", size=96)
RED = StyleImage("red", Image.new("RGB", (64, 64), (220, 30, 30)), 1.0)
BLUE = StyleImage("blue", Image.new("RGB", (64, 64), (30, 30, 220)), 1.0)


def painted(
    batch: Batch, photo: Image.Image, styles: list[StyleImage], options: Options = ONE_PASS
) -> npt.NDArray[np.float64]:
    batch.join("a", photo, styles, options)
    (end,) = batch.tick()
    assert isinstance(end, Finished)
    assert len(batch) == 0
    assert (end.snapshot.step, end.snapshot.steps, end.snapshot.seconds_left) == (1, 1, 0)
    return end.snapshot.pixels.astype(float)


def original(photo: Image.Image, like: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(photo.resize((like.shape[1], like.shape[0])), float)


@pytest.mark.parametrize("size", [64, 97, 700])
def test_one_pass_paints_any_size(
    batch: Batch, photo: Image.Image, style: StyleImage, size: int
) -> None:
    options = ONE_PASS.replace(size=size)
    painting = painted(batch, photo, [style], options)
    assert painting.shape == (round(size * 0.8), size, 3)
    assert np.abs(painting - original(photo, painting)).mean() > 5


def test_it_shares_the_batch_and_may_be_seen_or_left_before_it_is_painted(
    batch: Batch, photo: Image.Image, style: StyleImage
) -> None:
    assert batch.join("a", photo, [style], ONE_PASS) == Joined(96, 77, 1, "instant")
    batch.join("left", photo, [style], ONE_PASS)
    batch.join("slow", photo, [style], Options(size=64, steps=3))
    seen = batch.snapshot("a").pixels
    batch.leave("left")
    assert len(batch) == 2
    (end,) = batch.tick()
    assert isinstance(end, Finished)
    assert end.request_id == "a"
    assert np.array_equal(end.snapshot.pixels, seen)
    assert len(batch) == 1


def test_little_strength_lets_the_photo_through_and_more_than_all_is_all(
    batch: Batch, photo: Image.Image, style: StyleImage
) -> None:
    by_strength = [
        painted(batch, photo, [style], ONE_PASS.replace(strength=s)) for s in (0.01, 0.5, 1, 9)
    ]
    near, half, full, beyond = (np.abs(p - original(photo, p)).mean() for p in by_strength)
    assert near < half < full == beyond


def test_styles_are_mixed_by_weight(batch: Batch, photo: Image.Image) -> None:
    def redness(weight: float) -> float:
        styles = [
            StyleImage("red", RED.picture, weight),
            StyleImage("blue", BLUE.picture, 1 - weight),
        ]
        mixture = painted(batch, photo, styles)
        return float((mixture[..., 0] - mixture[..., 2]).mean())

    assert redness(0.95) > redness(0.5) + 10 > redness(0.05) + 20


def test_a_polished_vector_replaces_that_of_the_picture(batch: Batch, photo: Image.Image) -> None:
    network = InstantStylist.load(torch.device("cpu"))._network
    vector = network.style(torch.tensor([0.1, 0.1, 0.9]).view(1, 3, 1, 1).expand(-1, -1, 64, 64))
    assert vector.shape == (1, VECTOR_WIDTH)
    polished = StyleImage("red", RED.picture, 1.0, vector.numpy().astype("<f4").tobytes())
    plain, other = (painted(batch, photo, [style]) for style in (RED, polished))
    assert (plain[..., 0] - plain[..., 2]).mean() > 0 > (other[..., 0] - other[..., 2]).mean()


def test_a_vector_beyond_all_bounds_paints_nothing_black(batch: Batch, photo: Image.Image) -> None:
    vector = np.full(VECTOR_WIDTH, 1e30, "<f4").tobytes()
    wild = StyleImage("red", RED.picture, 1.0, vector)
    batch.join("a", photo, [wild], ONE_PASS)
    (end,) = batch.tick()
    assert isinstance(end, Broken)
    assert "polish it anew" in end.error.words
    with pytest.raises(InvalidState, match="polish it anew"):
        batch.join("b", photo, [wild], Options(size=64, steps=1))
    assert len(batch) == 0


def test_style_vectors_are_kept_but_not_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instant, "VECTORS_KEPT", 2)
    painter = InstantStylist(InstantPainter().eval().requires_grad_(False), torch.device("cpu"))
    photo = torch.rand(1, 3, 64, 64)
    for digest in ("a", "b", "a", "c"):
        painter.paint(photo, [StyleImage(digest, RED.picture, 1.0)], 1.0)
    assert {digest for digest, _ in painter._vectors} == {"a", "c"}


def test_a_large_painting_keeps_the_photos_fine_lines() -> None:
    side = 2 * MOST_SIDE
    photo = torch.full((1, 3, side, side), 0.5)
    photo[..., side // 2] = 0.9
    lined = add_luminance_detail(torch.full((1, 3, MOST_SIDE, MOST_SIDE), 0.3), photo)
    assert lined.shape == photo.shape
    line, beside = lined[..., side // 2].mean(), lined[..., : side // 4].mean()
    assert line > beside + 0.1
    torch.testing.assert_close(beside, torch.tensor(0.3), atol=1e-3, rtol=0)


def test_gatys_shows_the_instant_picture_before_its_first_step(
    batch: Batch, photo: Image.Image, style: StyleImage
) -> None:
    options = Options(size=480, steps=8)
    joined = batch.join("a", photo, [style], options)
    assert joined.has_first_picture
    first = batch.snapshot("a")
    assert (first.step, first.pixels.shape) == (0, (384, 480, 3))
    batch.leave("a")
    at_once = painted(batch, photo, [style], ONE_PASS.replace(size=480))
    # What was painted, made smaller and enlarged again with its own details.
    assert np.abs(first.pixels - at_once).mean() < 2
    assert not batch.join("b", photo, [style], options.replace(init="content")).has_first_picture


def test_damaged_weights_cost_the_start_but_no_painting(
    batch: Batch,
    photo: Image.Image,
    style: StyleImage,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    damaged = tmp_path / "instant.safetensors"
    damaged.write_bytes(b"no weights")
    monkeypatch.setattr(instant, "weights_file", lambda *_: nullcontext(damaged))
    options = Options(size=64, steps=1, optimiser="lbfgs")
    with caplog.at_level(logging.WARNING):
        for name in ("a", "b"):
            assert not batch.join(name, photo, [style], options).has_first_picture
    assert len(caplog.records) == 1
    assert all(isinstance(end, Finished) for end in batch.tick())
    with pytest.raises(MissingWeights):
        batch.join("c", blobs(64, 64, seed=1, roughness=3), [style], ONE_PASS)
    assert len(batch) == 0


@pytest.mark.parametrize(
    "options",
    [
        ONE_PASS,
        Options(size=96, steps=1),
        Options(size=96, steps=1, init="content"),
    ],
)
def test_another_seed_paints_another_picture_and_the_same_seed_the_same(
    batch: Batch, photo: Image.Image, style: StyleImage, options: Options
) -> None:
    first, again, other = (
        painted(batch, photo, [style], options.replace(seed=seed)) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).mean() > 0.3
