"""What a painting goes on from, what another seed changes, and photos that are being lost."""

from __future__ import annotations

import io
from typing import get_args

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageOps

from engine.backbones import Backbone
from engine.messages import VECTOR_WIDTH, Init, Method, Options, Stroke
from engine.painting.batch import Batch
from engine.painting.interface import Finished, StyleImage
from engine.painting.plan import make_plan
from engine.painting.targets import choose_part
from playground import samples
from presets import pictures_folder
from tests.engine.conftest import blobs

SMALL = Options(size=96, steps=6)


def painted(
    batch: Batch,
    photo: Image.Image,
    style: StyleImage,
    options: Options,
    painting: Image.Image | None = None,
) -> Image.Image:
    batch.join("a", photo, [style], options, painting)
    while True:
        for end in batch.tick():
            assert isinstance(end, Finished)
            return Image.fromarray(end.snapshot.pixels)


def apart(one: Image.Image, other: Image.Image) -> float:
    pixels: list[npt.NDArray[np.float64]] = [
        np.asarray(p.convert("RGB").resize((96, 76)), float) for p in (one, other)
    ]
    return float(np.abs(pixels[0] - pixels[1]).mean())


def test_from_a_painting_it_goes_on_and_keeps_the_composition(
    batch: Batch, photo: Image.Image, style: StyleImage
) -> None:
    start = ImageOps.mirror(photo)
    resumed = painted(batch, photo, style, SMALL.replace(init="painting", steps=2), start)
    assert apart(resumed, start) < 0.5 * apart(resumed, photo)


def test_from_a_painting_all_steps_are_taken_at_full_size(
    batch: Batch, photo: Image.Image, style: StyleImage
) -> None:
    options = Options(size=300, steps=3, init="painting")
    joined = batch.join("a", photo, [style], options, photo)
    batch.tick()
    snapshot = batch.snapshot("a")
    assert snapshot.pixels.shape == (joined.height, joined.width, 3)
    assert (joined.width, snapshot.step, snapshot.steps) == (300, 1, 3)


def test_without_the_painting_it_goes_on_from_the_instant_picture(
    batch: Batch, photo: Image.Image, style: StyleImage
) -> None:
    missing = painted(batch, photo, style, SMALL.replace(init="painting"))
    usual = painted(batch, photo, style, SMALL)
    assert np.array_equal(np.asarray(missing), np.asarray(usual))


@pytest.mark.parametrize("method", ["instant", "gatys"])
@pytest.mark.parametrize("polished", [False, True])
def test_another_seed_paints_a_picture_that_differs_to_the_eye(
    batch: Batch, photo: Image.Image, method: Method, polished: bool
) -> None:
    halves = Image.new("RGB", (96, 96), (200, 60, 40))
    halves.paste(blobs(96, 48, seed=4, roughness=2), (0, 48))
    vector = np.zeros(VECTOR_WIDTH, "<f4").tobytes() if polished else None
    style = StyleImage("halves", halves, 1.0, vector)
    options = Options(size=96, steps=30, method=method)
    one, again, other = (
        painted(batch, photo, style, options.replace(seed=seed)) for seed in (1, 1, 2)
    )
    assert apart(one, again) == 0
    assert apart(one, other) > 2


def test_the_usual_seed_looks_at_all_of_a_style_and_another_at_a_part() -> None:
    style = StyleImage("s", blobs(80, 60, seed=1, roughness=2), 1.0)
    assert choose_part(style, 0) is style
    part = choose_part(style, 5)
    assert part.whole is style
    assert part.digest != style.digest
    assert 0.3 < part.picture.width * part.picture.height / (80 * 60) < 0.6
    assert choose_part(style, 5) == part


def test_a_style_picture_of_one_pixel_has_a_part_as_well() -> None:
    dot = StyleImage("dot", Image.new("RGB", (1, 1)), 1.0)
    assert choose_part(dot, 3).picture.size == (1, 1)


@pytest.fixture(scope="module")
def astronaut() -> Image.Image:
    """A photo with strong and weak contrasts, 512x512."""
    return Image.open(io.BytesIO(samples.sample_jpeg("astronaut")))


def test_a_style_of_unknown_strength_gives_way_where_the_photo_would_be_lost(
    batch: Batch, astronaut: Image.Image
) -> None:
    fog = Image.new("RGB", (72, 72), (200, 110, 40))
    options = Options(size=96, steps=60, strength=3)
    trusted = painted(batch, astronaut, StyleImage("fog", fog, 1.0), options)
    measured = painted(batch, astronaut, StyleImage("fog", fog, 1.0, measured=True), options)
    contrasts = [np.asarray(p, float).std((0, 1)).mean() for p in (trusted, measured)]
    assert contrasts[1] > 1.2 * contrasts[0]


def test_a_style_of_unknown_strength_is_left_alone_while_the_photo_survives(
    batch: Batch, astronaut: Image.Image
) -> None:
    night = Image.open(pictures_folder() / "starry.webp").convert("RGB")
    options = Options(size=224, steps=20)
    trusted = painted(batch, astronaut, StyleImage("night", night, 1.0), options)
    measured = painted(batch, astronaut, StyleImage("night", night, 1.0, measured=True), options)
    assert np.array_equal(np.asarray(trusted), np.asarray(measured))


@pytest.mark.parametrize("init", ["instant", "noise"])
def test_a_photo_of_one_colour_is_painted_in_a_style_of_unknown_strength(
    batch: Batch, init: Init
) -> None:
    white = Image.new("RGB", (64, 64), "white")
    busy = StyleImage("busy", blobs(72, 72, seed=2, roughness=2), 1.0, measured=True)
    options = Options(size=64, steps=40, strength=50, init=init)
    assert apart(painted(batch, white, busy, options), white) > 1


def test_strokes_are_as_large_as_the_style_picture_is_looked_at(lite: Backbone) -> None:
    scales = [
        make_plan(Options(stroke=stroke), lite, 80, 64).style_scale
        for stroke in ("fine", "usual", "bold")
    ]
    assert scales == sorted(scales)
    assert scales[1] == 1.7


@pytest.mark.parametrize("polished", [False, True])
def test_the_instant_painter_has_strokes_of_three_sizes(
    batch: Batch, photo: Image.Image, polished: bool
) -> None:
    vector = np.zeros(VECTOR_WIDTH, "<f4").tobytes() if polished else None
    style = StyleImage("busy", blobs(96, 96, seed=2, roughness=2), 1.0, vector)
    fine, usual, bold = (
        painted(batch, photo, style, Options(size=96, method="instant", stroke=stroke))
        for stroke in get_args(Stroke)
    )
    assert apart(fine, usual) > 0.5
    assert apart(usual, bold) > 0.5


def test_freely_painted_faces_keep_the_losses_of_gatys(lite: Backbone) -> None:
    plan = make_plan(Options(faces="free"), lite, 80, 64)
    assert plan.content_nodes == lite.nodes(("conv4_1", "fire5"), field="content_layers")
    assert (plan.content_weight, plan.local_share, plan.emphasis) == (0.065, 0.0, 0.0)
