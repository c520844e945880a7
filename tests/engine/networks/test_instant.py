"""One network paints any photo in any style, at any size, with the style's colours."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
import torch.nn.functional as F  # noqa: N812  the name everyone knows it by
from PIL import Image
from safetensors.torch import save_file
from torch import Tensor

from engine.errors import MissingWeights
from engine.messages import VECTOR_WIDTH
from engine.networks.cells import from_cells, kernel_on_cells, shuffle_smoothly, to_cells
from engine.networks.colours import match_colours
from engine.networks.encoder import COLOUR, colour_moments
from engine.networks.instant import InstantPainter
from engine.painting.resampling import as_tensor
from engine.weights.shipped import weights_file
from presets import pictures_folder


@pytest.fixture(scope="module")
def network() -> InstantPainter:
    torch.manual_seed(0)
    return InstantPainter().eval().requires_grad_(False)


@pytest.fixture(scope="module")
def shipped() -> InstantPainter:
    with weights_file("instant") as path:
        return InstantPainter.load(path)


def picture(seed: int, height: int = 64, width: int = 64) -> Tensor:
    """Smooth colours [1, 3, H, W] in [0, 1]."""
    coarse = torch.rand(1, 3, 5, 5, generator=torch.Generator().manual_seed(seed))
    return torch.nn.functional.interpolate(coarse, (height, width), mode="bilinear")


@pytest.mark.parametrize(("height", "width"), [(64, 64), (65, 127), (200, 71)])
def test_any_size_keeps_its_size(network: InstantPainter, height: int, width: int) -> None:
    painting = network.paint(picture(1, height, width), network.style(picture(2)))
    assert painting.shape == (1, 3, height, width)
    assert float(painting.min()) >= 0
    assert float(painting.max()) <= 1


def test_the_same_photo_gives_the_same_painting(network: InstantPainter) -> None:
    vector = network.style(picture(2))
    assert torch.equal(network.paint(picture(1), vector), network.paint(picture(1), vector))


def test_photos_of_a_batch_do_not_touch_each_other(network: InstantPainter) -> None:
    vectors = network.style(torch.cat([picture(2), picture(3)]))
    both = network.paint(torch.cat([picture(4), picture(5)]), vectors)
    alone = network.paint(picture(5), vectors[1:])
    torch.testing.assert_close(both[1:], alone, atol=1e-5, rtol=1e-4)


def test_one_vector_serves_many_photos(network: InstantPainter) -> None:
    vector = network.style(picture(2))
    assert vector.shape == (1, VECTOR_WIDTH)
    photos = torch.cat([picture(4), picture(5)])
    assert network.paint(photos, vector).shape == photos.shape


def test_mixed_vectors_paint_between_the_styles(network: InstantPainter) -> None:
    light, dark = network.style(picture(2) * 0.1 + 0.9), network.style(picture(3) * 0.1)
    means = [
        float(network.paint(picture(1), vector).mean())
        for vector in (dark, (light + dark) / 2, light)
    ]
    assert means[0] < means[1] < means[2]


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_cells_hold_their_pixels_in_the_order_of_a_pixel_unshuffle(
    layout: torch.memory_format,
) -> None:
    pictures = torch.rand(2, 3, 8, 12).to(memory_format=layout)
    cells = to_cells(pictures)
    assert torch.equal(cells, F.pixel_unshuffle(pictures, 4))
    assert cells.is_contiguous(memory_format=torch.channels_last)


def test_pixels_leave_their_cells_in_the_order_of_a_pixel_shuffle() -> None:
    cells = torch.rand(2, 12, 4, 5).to(memory_format=torch.channels_last)
    pictures = from_cells(cells)
    assert torch.equal(pictures, F.pixel_shuffle(cells, 2))
    assert pictures.is_contiguous()


def test_shuffled_cells_hide_their_borders() -> None:
    """Cells that are all alike, with four different pixels each, come out flat."""
    cells = torch.tensor([0.0, 1.0, 2.0, 5.0]).view(1, 4, 1, 1).expand(1, 4, 3, 3)
    torch.testing.assert_close(shuffle_smoothly(cells), torch.full((1, 1, 4, 4), 2.0))


def preset(slug: str, side: int) -> Tensor:
    """A style that ships, [1, 3, side, side]."""
    with Image.open(pictures_folder() / f"{slug}.webp") as opened:
        return as_tensor(opened.convert("RGB"), side, side)


@pytest.mark.parametrize("slug", ["wave", "mosaic", "pencil"])
def test_nothing_repeats_with_the_cells(shipped: InstantPainter, slug: str) -> None:
    flat = torch.full((1, 3, 160, 160), 0.5)
    painting = shipped.paint(flat, shipped.style(preset(slug, 160)))
    cell = painting.view(3, 40, 4, 40, 4).mean((1, 3))
    assert float((cell.amax((1, 2)) - cell.amin((1, 2))).max()) < 0.035


@pytest.mark.parametrize("slug", ["psychedelic", "fauve", "starry"])
def test_a_painting_has_no_rim(shipped: InstantPainter, slug: str) -> None:
    flat = torch.full((1, 3, 192, 192), 0.5)
    painting = shipped.paint(flat, shipped.style(preset(slug, 192)))[0]
    purple = (painting[0] + painting[2]) / 2 - painting[1]
    left = purple[:, :6].mean() - purple[:, 16:40].mean()
    right = purple[:, -6:].mean() - purple[:, -40:-16].mean()
    assert abs(float(left + right)) / 2 < 0.04


def test_strokes_lie_where_the_photo_has_its_forms(shipped: InstantPainter) -> None:
    generator = torch.Generator().manual_seed(0)
    squares = (torch.rand(1, 1, 12, 12, generator=generator) > 0.5).float() * 0.6 + 0.2
    photo = F.interpolate(squares, scale_factor=8).expand(-1, 3, -1, -1)
    strokes = shipped.painter._strokes(photo, shipped.style(preset("starry", 96)), seed=0)

    def alike(down: int, right: int) -> float:
        moved = strokes.mean((0, 1))[8 + down : 88 + down, 8 + right : 88 + right]
        both = torch.stack([moved.flatten(), photo[0, 0, 8:88, 8:88].flatten()])
        return float(torch.corrcoef(both)[0, 1])

    near = [(down, right) for down in range(-2, 3) for right in range(-2, 3)]
    # They are half a pixel off.
    assert set(max(near, key=lambda by: alike(*by))) <= {-1, 0}


@pytest.mark.parametrize(
    ("slug", "mean", "fine"),
    [("wave", 0.593, 0.095), ("stained", 0.349, 0.061), ("pixel", 0.414, 0.079)],
)
def test_the_shipped_network_paints_as_it_did_when_it_was_measured(
    shipped: InstantPainter, slug: str, mean: float, fine: float
) -> None:
    """Its code may change, its pictures not: mean grey, and mean step from pixel to pixel."""
    grain = torch.randn(1, 3, 128, 128, generator=torch.Generator().manual_seed(3))
    photo = (picture(12, 128, 128) + 0.1 * grain).clamp(0, 1)
    painting = shipped.paint(photo, shipped.style(preset(slug, 128)))
    steps = (painting[..., 1:] - painting[..., :-1]).abs().mean()
    assert (float(painting.mean()), float(steps)) == pytest.approx((mean, fine), abs=0.002)


def test_a_convolution_on_cells_is_one_of_the_shuffled_pixels() -> None:
    generator = torch.Generator().manual_seed(0)
    cells = torch.randn(2, 4 * 5, 6, 7, generator=generator)
    kernel = torch.randn(3, 5, 4, 4, generator=generator)
    expected = F.conv2d(F.pixel_shuffle(cells, 2), kernel, padding=1)
    found = F.pixel_shuffle(F.conv2d(cells, kernel_on_cells(kernel), padding=1), 2)
    torch.testing.assert_close(found[:, :, :-1, :-1], expected, rtol=1e-4, atol=1e-4)


def test_colours_take_the_mean_and_covariance_of_the_style() -> None:
    style = colour_moments(picture(7) * 0.3 + 0.3)
    matched = match_colours(picture(8) * 0.6 + 0.2, style)
    torch.testing.assert_close(colour_moments(matched), style, atol=4e-3, rtol=0)


def test_a_grey_style_leaves_no_colour() -> None:
    grey = picture(7).mean(1, keepdim=True).expand(-1, 3, -1, -1)
    with torch.autocast("cpu", torch.bfloat16):
        matched = match_colours(picture(8), colour_moments(grey))
    assert float((matched.amax(1) - matched.amin(1)).max()) < 0.01


def test_a_flat_photo_is_not_stretched_into_noise() -> None:
    flat = 0.5 + 0.002 * torch.randn(1, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    matched = match_colours(flat, colour_moments(picture(7)))
    assert float(matched.std((2, 3)).max()) < 0.05


def test_a_saved_network_paints_the_same(network: InstantPainter, tmp_path: Path) -> None:
    path = tmp_path / "instant.safetensors"
    save_file(network.state_dict(), path)
    loaded = InstantPainter.load(path)
    expected = network.paint(picture(1), network.style(picture(2)))
    torch.testing.assert_close(
        loaded.paint(picture(1), loaded.style(picture(2))), expected, atol=1e-5, rtol=1e-4
    )


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.safetensors"
    save_file({"weight": torch.zeros(COLOUR)}, path)
    with pytest.raises(MissingWeights, match="another network"):
        InstantPainter.load(path)
