"""Films: one size, one palette, a held end, and never too big to send."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageSequence

from imaging.animation import film
from imaging.errors import BadPicture

Pixels = npt.NDArray[np.uint8]


def jpeg(pixels: Pixels) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=95)
    return out.getvalue()


def ramp(width: int, height: int, *, shift: int = 0) -> Pixels:
    """A soft gradient in which dithering shows."""
    x = np.linspace(0, 120, width)[None, :, None] + np.array([20 + shift, 60, 100])
    return np.broadcast_to(x, (height, width, 3)).astype(np.uint8)


def played(data: bytes) -> tuple[list[npt.NDArray[np.int64]], list[int]]:
    """The frames as a person sees them, and how many milliseconds each stays."""
    with Image.open(io.BytesIO(data)) as gif:
        shown = [
            (np.asarray(frame.convert("RGB")).astype(int), int(frame.info["duration"]))
            for frame in ImageSequence.Iterator(gif)
        ]
    return [pixels for pixels, _ in shown], [duration for _, duration in shown]


def test_frames_of_any_size_become_the_last_one_s_shape() -> None:
    sizes = [(32, 20), (64, 40), (128, 80)]
    data = film([jpeg(ramp(*size, shift=n * 30)) for n, size in enumerate(sizes)], width=96)
    frames, _ = played(data)
    assert [frame.shape for frame in frames] == [(60, 96, 3)] * 3


def test_a_film_is_no_wider_than_the_painting() -> None:
    frames, _ = played(film([jpeg(ramp(64, 40))], width=400))
    assert frames[0].shape == (40, 64, 3)


def test_a_very_tall_film_is_narrower() -> None:
    frames, _ = played(film([jpeg(ramp(64, 512))], width=64))
    height, width, _ = frames[0].shape
    assert width * height <= 2 * 64 * 64
    assert height == 8 * width


def test_the_painting_is_held_for_two_seconds_and_the_film_repeats() -> None:
    data = film([jpeg(ramp(64, 40, shift=n * 20)) for n in range(5)], width=64)
    _, durations = played(data)
    assert durations[-1] == 2000
    assert all(90 <= duration <= 300 for duration in durations[:-1])
    assert Image.open(io.BytesIO(data)).info["loop"] == 0


def test_what_stands_still_does_not_flicker() -> None:
    moving = []
    for n in range(4):
        pixels = ramp(96, 64).copy()
        pixels[:, 64:] = (40 * n, 200 - 40 * n, 90)
        moving.append(jpeg(pixels))
    frames, _ = played(film(moving, width=96))
    assert len(frames) == 4
    # The JPEGs' blocks of 8 pixels keep what moves away from what does not.
    for frame in frames[1:]:
        assert np.array_equal(frame[:, :48], frames[0][:, :48])


def test_the_painting_keeps_its_colours() -> None:
    painting = ramp(96, 64)
    painting[16:32, 16:32] = (230, 20, 30)
    early = [jpeg(np.full((64, 96, 3), (10 * n, 90, 200), np.uint8)) for n in range(20)]
    frames, _ = played(film([*early, jpeg(painting)], width=96))
    assert abs(frames[-1][20:28, 20:28].mean(axis=(0, 1)) - (230, 20, 30)).max() < 12
    assert abs(frames[-1] - painting).mean() < 8


def test_gradients_are_dithered_rather_than_banded() -> None:
    many = np.random.default_rng(1).integers(0, 256, (64, 96, 3), dtype=np.uint8)
    slope = np.linspace(100, 116, 96)[None, :, None]
    last = np.broadcast_to(slope, (64, 96, 3)).astype(np.uint8)
    frames, _ = played(film([jpeg(many), jpeg(last)], width=96))
    columns = frames[-1].mean(axis=(0, 2))
    assert (
        abs(columns.reshape(12, 8).mean(axis=1) - slope[0, :, 0].reshape(12, 8).mean(1)).max() < 8
    )
    assert any(len(np.unique(frames[-1][:, x, 0])) > 1 for x in range(96))


def test_of_many_frames_the_first_and_last_remain() -> None:
    frames = [jpeg(np.full((24, 24, 3), n, np.uint8)) for n in range(0, 200, 2)]
    shown, _ = played(film(frames, width=24))
    assert len(shown) <= 48
    assert shown[0].mean() < 15
    assert shown[-1].mean() > 185


def test_a_film_too_big_to_send_gets_narrower(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imaging.animation.MAX_BYTES", 200_000)
    noise = np.random.default_rng(2).integers(0, 256, (4, 256, 256, 3), dtype=np.uint8)
    data = film([jpeg(pixels) for pixels in noise], width=256)
    frames, _ = played(data)
    assert len(data) <= 200_000
    assert 160 <= frames[0].shape[1] < 256


def test_a_damaged_preview_is_left_out() -> None:
    frames, _ = played(film([b"half a picture", jpeg(ramp(64, 40))], width=64))
    assert len(frames) == 1


@pytest.mark.parametrize("frames", [[], [b"no picture"]])
def test_without_a_painting_there_is_no_film(frames: list[bytes]) -> None:
    with pytest.raises(BadPicture):
        film(frames, width=64)
