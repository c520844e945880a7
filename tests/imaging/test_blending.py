"""Blends: between photo and painting, and a painting in the photo's colours."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from imaging.blending import blend, transfer_colours
from imaging.errors import BadPicture

Pixels = npt.NDArray[np.uint8]
GREY = np.array([0.2126, 0.7152, 0.0722])


def encoded(pixels: Pixels, kind: str = "PNG", **how: object) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, kind, **how)
    return out.getvalue()


def pixels_of(data: bytes) -> npt.NDArray[np.int64]:
    return np.asarray(Image.open(io.BytesIO(data))).astype(int)


def flat(colour: tuple[int, int, int], height: int = 48, width: int = 64) -> Pixels:
    return np.full((height, width, 3), colour, np.uint8)


def luminance(pixels: Pixels) -> npt.NDArray[np.float64]:
    light: npt.NDArray[np.float64] = (pixels / 255.0) ** 2.2 @ GREY
    return light


def hues(pixels: Pixels) -> list[int]:
    """Hue of every pixel in the first row, 0 to 255."""
    return [int(h) for h in np.asarray(Image.fromarray(pixels).convert("HSV"))[0, :, 0]]


@pytest.mark.parametrize(("intensity", "red"), [(0, 20), (25, 65), (50, 110), (100, 200)])
def test_intensity_is_the_painting_s_share(intensity: int, red: int) -> None:
    painting, photo = encoded(flat((200, 80, 40))), encoded(flat((20, 80, 40)))
    mixed = pixels_of(blend(painting, photo, intensity=intensity, keep_colours=False))
    assert abs(mixed[..., 0] - red).max() <= 3
    assert abs(mixed[..., 1] - 80).max() <= 3


def test_a_whole_painting_is_not_compressed_again() -> None:
    painting = encoded(flat((200, 80, 40)), "JPEG")
    assert blend(painting, b"never looked at", intensity=100, keep_colours=False) == painting


def test_a_painting_in_another_format_becomes_a_jpeg() -> None:
    painting = encoded(flat((200, 80, 40)))
    whole = blend(painting, encoded(flat((1, 2, 3))), intensity=100, keep_colours=False)
    assert Image.open(io.BytesIO(whole)).format == "JPEG"


def test_the_photo_is_upright_and_fitted_to_the_painting() -> None:
    lying = np.zeros((64, 32, 3), np.uint8)
    lying[:32] = 255  # the upper half, which is the right one when upright
    exif = Image.Exif()
    exif[0x0112] = 6
    photo = encoded(lying, "JPEG", exif=exif)
    seen = pixels_of(
        blend(encoded(flat((0, 0, 0), 60, 120)), photo, intensity=0, keep_colours=False)
    )
    assert seen.shape == (60, 120, 3)
    assert seen[30, 110].min() > 240
    assert seen[30, 10].max() < 15


def test_kept_colours_are_the_photo_s_in_the_painting_s_light() -> None:
    stripes = flat((70, 70, 70))
    stripes[:, ::2] = (160, 150, 130)
    photo = flat((200, 100, 60))
    out = transfer_colours(stripes, photo)
    assert np.allclose(luminance(out), luminance(stripes), atol=0.03)
    assert max(hues(out)) - min(hues(out)) <= 8
    assert abs(hues(out)[0] - hues(photo)[0]) <= 8


@pytest.mark.parametrize("lightness", [0, 12, 128, 243, 255])
@pytest.mark.parametrize("colour", [(0, 0, 255), (255, 0, 0), (0, 255, 0), (255, 230, 0)])
def test_impossible_colours_turn_pale_instead_of_another_hue(
    lightness: int, colour: tuple[int, int, int]
) -> None:
    out = transfer_colours(flat((lightness,) * 3), flat(colour))
    # OKLab's lightness is not luminance: saturated colours of equal lightness have a little less.
    assert np.allclose(luminance(out), luminance(flat((lightness,) * 3)), atol=0.06)
    red, green, blue = (int(v) for v in out[0, 0])
    channels = {"red": red, "green": green, "blue": blue}
    if lightness == 128:
        strongest = max(channels.values())
        assert strongest == channels[name_of(colour)]
    if lightness in {0, 255}:
        assert max(channels.values()) - min(channels.values()) <= 2


def name_of(colour: tuple[int, int, int]) -> str:
    """Of its strongest channel."""
    return ("red", "green", "blue")[colour.index(255)]


def test_a_photo_s_own_light_gives_the_photo_back() -> None:
    photo = np.random.default_rng(3).integers(0, 256, (48, 64, 3), dtype=np.uint8)
    assert abs(transfer_colours(photo, photo).astype(int) - photo).max() <= 1


def test_strips_join_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    noise = np.random.default_rng(5).integers(0, 256, (2, 48, 64, 3), dtype=np.uint8)
    whole = transfer_colours(*noise)
    monkeypatch.setattr("imaging.blending._STRIP_PIXELS", 64 * 7)
    assert np.array_equal(transfer_colours(*noise), whole)


def test_a_big_blend_is_no_larger_than_the_largest_painting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("imaging.blending.MAX_SIDE", 100)
    big = encoded(flat((9, 9, 9), 150, 300))
    assert pixels_of(blend(big, big, intensity=50, keep_colours=True)).shape == (50, 100, 3)


@pytest.mark.parametrize("intensity", [-1, 101])
def test_intensities_beyond_a_hundred_percent_are_refused(intensity: int) -> None:
    picture = encoded(flat((1, 2, 3)))
    with pytest.raises(ValueError, match="between 0 and 100"):
        blend(picture, picture, intensity=intensity, keep_colours=False)


def test_a_damaged_photo_is_refused_by_name() -> None:
    with pytest.raises(BadPicture):
        blend(encoded(flat((1, 2, 3))), b"no picture", intensity=50, keep_colours=False)
