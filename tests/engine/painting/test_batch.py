"""A batch paints: requests join, advance together, finish or break, and leave nothing behind."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import numpy as np
import numpy.typing as npt
import pytest
import torch
from PIL import Image

from engine.errors import BadOptions, InvalidState, MissingWeights, OutOfMemory
from engine.messages import Optimiser, Options
from engine.painting.adam import AdamState
from engine.painting.batch import CHECKED_EVERY, Batch
from engine.painting.interface import Broken, Finished, Outcome, PaintSettings, StyleImage
from engine.painting.plan import choose_time_budget
from engine.painting.stacks import STACK_TYPES
from tests.engine.conftest import blobs

SMALL = Options(size=64, steps=4)


def finish(batch: Batch) -> dict[str, Outcome]:
    """Tick until nothing is left."""
    ended: dict[str, Outcome] = {}
    for _ in range(1000):
        for end in batch.tick():
            ended[end.request_id] = end
        if not len(batch):
            return ended
    raise AssertionError("the batch never emptied")


def painted(batch: Batch, photo: Image.Image, style: StyleImage, options: Options) -> Any:
    batch.join("only", photo, [style], options)
    end = finish(batch)["only"]
    assert isinstance(end, Finished)
    return end.snapshot.pixels.astype(float)


def spoil(batch: Batch, name: str) -> None:
    """Flip bits of a canvas from outside: nothing else makes pixels that are no numbers."""
    canvas = batch._canvases[name]
    group = next(g for g in batch._stacks._groups.values() if canvas in g.canvases)
    state = group.stack._state  # type: ignore[attr-defined]
    index = group.canvases.index(canvas)
    state.pixels[index] = state.trial[index] = float("nan")


def apart(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> float:
    """Mean difference of two pictures in levels of 255."""
    return float(np.abs(a - b).mean())


def test_a_painting_has_the_size_asked_for_and_changes_the_photo(
    batch: Batch, photo: Image.Image, style: StyleImage
) -> None:
    joined = batch.join("a", photo, [style], SMALL)
    assert (joined.width, joined.height, joined.steps) == (64, 51, 4)
    assert joined.backbone == "lite"
    end = finish(batch)["a"]
    assert isinstance(end, Finished)
    assert end.snapshot.pixels.shape == (51, 64, 3)
    assert end.snapshot.pixels.dtype == np.uint8
    assert (end.snapshot.step, end.snapshot.steps, end.snapshot.seconds_left) == (4, 4, 0)
    assert apart(end.snapshot.pixels.astype(float), np.asarray(photo.resize((64, 51)), float)) > 2


def test_snapshots_count_the_steps_over_all_scales(
    batch: Batch, photo: Image.Image, style: StyleImage
) -> None:
    batch.join("a", photo, [style], Options(size=260, steps=6, init="content"))
    sizes, steps, left = [], [], []
    while len(batch):
        shot = batch.snapshot("a")
        sizes.append(shot.pixels.shape[1])
        steps.append(shot.step)
        left.append(shot.seconds_left)
        batch.tick()
    assert steps == list(range(6))
    assert sizes == sorted(sizes)
    assert len(set(sizes)) == 2
    assert all(seconds > 0 for seconds in left)


def test_requests_of_all_kinds_are_painted_side_by_side(
    batch: Batch, photo: Image.Image, style: StyleImage
) -> None:
    tall = blobs(64, 96, seed=5, roughness=5)
    batch.join("same 1", photo, [style], SMALL)
    batch.join("same 2", photo, [style], SMALL)
    batch.join("tall", tall, [style], SMALL)
    batch.join("adam", photo, [style], SMALL.replace(optimiser="adam", steps=2))
    assert len(batch) == 4
    ended = finish(batch)
    assert all(isinstance(end, Finished) for end in ended.values())
    assert set(ended) == {"same 1", "same 2", "tall", "adam"}


def test_joining_and_leaving_does_not_disturb_a_painting(
    batch: Batch, photo: Image.Image, style: StyleImage
) -> None:
    alone = painted(batch, photo, style, SMALL)
    batch.join("kept", photo, [style], SMALL)
    batch.tick()
    batch.join("other", blobs(80, 64, seed=9, roughness=4), [style], SMALL)
    batch.tick()
    batch.leave("other")
    end = finish(batch)["kept"]
    assert isinstance(end, Finished)
    assert apart(end.snapshot.pixels.astype(float), alone) < 1.0


def test_the_same_request_gives_the_same_picture(
    batch: Batch, tmp_path: Path, photo: Image.Image, style: StyleImage
) -> None:
    options = SMALL.replace(init="noise", seed=7)
    first = painted(batch, photo, style, options)
    assert np.array_equal(first, painted(batch, photo, style, options))
    fresh = Batch(PaintSettings("cpu", 1, None, tmp_path / "cache"))
    assert np.array_equal(first, painted(fresh, photo, style, options))


@pytest.mark.parametrize(
    "changes",
    [
        {"strength": 50.0},
        {"content_weight": 50.0},
        {"style_weight": 0.001},
        {"tv_weight": 1000.0},
        {"content_layers": ("conv2_2",)},
        {"style_layers": ("conv1_1",)},
        {"pooling": "max"},
        {"init": "noise"},
        {"optimiser": "adam"},
        {"steps": 12},
        {"faces": "free"},
        {"stroke": "bold"},
        {"size": 72},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_every_option_has_an_effect(
    batch: Batch, photo: Image.Image, style: StyleImage, changes: Mapping[str, Any]
) -> None:
    plain = painted(batch, photo, style, SMALL)
    other = painted(batch, photo, style, SMALL.replace(**changes))
    assert plain.shape != other.shape or apart(plain, other) > 0.1


def test_the_learning_rate_is_adams(batch: Batch, photo: Image.Image, style: StyleImage) -> None:
    adam = SMALL.replace(optimiser="adam")
    plain = painted(batch, photo, style, adam)
    assert apart(plain, painted(batch, photo, style, adam.replace(learning_rate=0.2))) > 0.1


def test_the_seed_decides_the_noise_a_painting_starts_from(
    batch: Batch, photo: Image.Image, style: StyleImage
) -> None:
    noisy = SMALL.replace(init="noise")
    one, two = (painted(batch, photo, style, noisy.replace(seed=seed)) for seed in (1, 2))
    assert apart(one, two) > 1


def test_more_strength_is_further_from_the_photo(
    batch: Batch, photo: Image.Image, style: StyleImage
) -> None:
    original = np.asarray(photo.resize((64, 51)), float)
    distances = [
        apart(painted(batch, photo, style, SMALL.replace(strength=s, steps=20)), original)
        for s in (0.02, 1.0, 50.0)
    ]
    assert distances == sorted(distances)


def test_several_styles_are_mixed_by_weight(
    batch: Batch, photo: Image.Image, style: StyleImage
) -> None:
    red = Image.new("RGB", (64, 64), (220, 30, 30))
    blue = Image.new("RGB", (64, 64), (30, 30, 220))

    def redness(red_weight: float) -> float:
        styles = [StyleImage("r", red, red_weight), StyleImage("b", blue, 1 - red_weight)]
        batch.join("a", photo, styles, SMALL.replace(steps=15))
        end = finish(batch)["a"]
        assert isinstance(end, Finished)
        pixels = end.snapshot.pixels.astype(float)
        return float((pixels[..., 0] - pixels[..., 2]).mean())

    assert redness(0.95) > redness(0.5) > redness(0.05)


def test_time_that_is_short_shortens_the_painting(
    batch: Batch, photo: Image.Image, style: StyleImage
) -> None:
    batch.join("a", photo, [style], Options(size=64, steps=10_000, seconds=1))
    end = finish(batch)["a"]
    assert isinstance(end, Finished)
    assert 1 <= end.snapshot.step < 1000
    assert end.snapshot.steps == end.snapshot.step


@pytest.mark.parametrize("field", ["content_layers", "style_layers"])
def test_an_unknown_layer_is_the_persons_error_and_leaves_nothing(
    batch: Batch, photo: Image.Image, style: StyleImage, field: str
) -> None:
    with pytest.raises(BadOptions) as caught:
        batch.join("a", photo, [style], SMALL.replace(**{field: ("conv7_7",)}))
    assert caught.value.field == field
    assert len(batch) == 0


def test_styles_that_weigh_nothing_are_refused(
    batch: Batch, photo: Image.Image, style: StyleImage
) -> None:
    with pytest.raises(BadOptions):
        batch.join("a", photo, [StyleImage("x", style.picture, 0.0)], SMALL)
    with pytest.raises(BadOptions):
        batch.join("a", photo, [], SMALL)


def test_an_id_can_be_in_work_only_once(
    batch: Batch, photo: Image.Image, style: StyleImage
) -> None:
    batch.join("a", photo, [style], SMALL)
    with pytest.raises(InvalidState) as caught:
        batch.join("a", photo, [style], SMALL)
    assert caught.value.reason == "duplicate_id"
    batch.leave("a")
    batch.leave("a")
    with pytest.raises(InvalidState):
        batch.snapshot("a")


def test_weights_that_are_nowhere_are_the_operators_error(
    batch: Batch, photo: Image.Image, style: StyleImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A proxy nobody listens at: no test reaches the internet.
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    with pytest.raises(MissingWeights, match="ATELIER_WEIGHTS"):
        batch.join("a", photo, [style], SMALL.replace(backbone="vgg16"))
    assert len(batch) == 0


def test_a_painting_gone_wrong_ends_with_words_and_spares_the_others(
    batch: Batch, photo: Image.Image, style: StyleImage
) -> None:
    batch.join("good", photo, [style], SMALL)
    batch.join("bad", photo, [style], SMALL.replace(content_weight=1e6, steps=3))
    batch.tick()
    spoil(batch, "bad")
    assert batch.snapshot("bad").pixels.max() == 0
    ended = finish(batch)
    assert isinstance(ended["good"], Finished)
    broken = ended["bad"]
    assert isinstance(broken, Broken)
    assert "out of bounds" in broken.error.words


def test_a_painting_gone_wrong_ends_soon_though_nobody_watches_it(
    batch: Batch, photo: Image.Image, style: StyleImage
) -> None:
    batch.join("good", photo, [style], SMALL.replace(steps=100))
    batch.join("bad", photo, [style], SMALL.replace(steps=100))
    batch.tick()
    spoil(batch, "bad")
    ended = [end for _ in range(CHECKED_EVERY) for end in batch.tick()]
    assert [(end.request_id, type(end)) for end in ended] == [("bad", Broken)]
    assert len(batch) == 1


def test_nothing_is_kept_of_a_painting_that_left(
    batch: Batch, photo: Image.Image, style: StyleImage
) -> None:
    def large_tensors() -> int:
        gc.collect()
        alive = [o for o in gc.get_objects() if issubclass(type(o), torch.Tensor)]
        return sum(t.shape[-2:] == (51, 64) for t in alive if t.dim() == 4)

    before = large_tensors()
    batch.join("a", photo, [style], SMALL)
    batch.tick()
    assert large_tensors() > before
    batch.leave("a")
    assert large_tensors() == before


def test_a_style_seen_before_is_not_looked_at_again(
    batch: Batch, photo: Image.Image, style: StyleImage
) -> None:
    painted(batch, photo, style, SMALL)
    known = dict(batch._styles._kept)
    painted(batch, photo, style, SMALL)
    assert all(batch._styles._kept[key] is matrix for key, matrix in known.items())


@pytest.mark.squeezenet
def test_squeezenet_paints_too(
    squeezenet_folder: Path, tmp_path: Path, photo: Image.Image, style: StyleImage
) -> None:
    batch = Batch(PaintSettings("cpu", 1, squeezenet_folder, tmp_path))
    options = SMALL.replace(backbone="squeezenet")
    one = painted(batch, photo, style, options)
    assert apart(one, np.asarray(photo.resize((64, 51)), float)) > 2
    assert np.array_equal(one, painted(batch, photo, style, options))


def test_a_busy_processor_shortens_only_what_nobody_measured_out() -> None:
    budget = choose_time_budget(Options(), "cpu")
    assert budget is not None
    assert budget.seconds < 40
    assert budget.least_share > 0
    for asked in (Options(steps=10), Options(size=64)):
        assert choose_time_budget(asked, "cpu") is None
    wanted = choose_time_budget(Options(steps=10, seconds=5), "cpu")
    assert wanted is not None
    assert (wanted.seconds, wanted.least_share) == (5, 0)


@pytest.mark.parametrize(
    ("optimiser", "joining"),
    [("lbfgs", "lbfgs.LbfgsState.concatenate"), ("adam", "adam._concatenate")],
)
def test_a_painting_that_finds_no_memory_leaves_the_others_as_they_are(
    batch: Batch,
    photo: Image.Image,
    style: StyleImage,
    monkeypatch: pytest.MonkeyPatch,
    optimiser: Optimiser,
    joining: str,
) -> None:
    def full(*states: object) -> AdamState:
        raise torch.OutOfMemoryError("full")

    options = Options(size=64, steps=3, optimiser=optimiser)
    batch.join("first", photo, [style], options)
    with monkeypatch.context() as device:
        device.setattr(f"engine.painting.{joining}", full)
        with pytest.raises(OutOfMemory):
            batch.join("too much", photo, [style], options)

    batch.join("later", photo, [style], options)
    ended = [end for _ in range(3) for end in batch.tick()]

    assert sorted(end.request_id for end in ended) == ["first", "later"]
    assert all(isinstance(end, Finished) for end in ended)


def test_every_optimiser_has_a_stack_of_its_own() -> None:
    assert set(STACK_TYPES) == set(get_args(Optimiser))
    assert len(set(STACK_TYPES.values())) == len(STACK_TYPES)
