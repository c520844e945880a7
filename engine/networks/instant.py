"""The instant painter: one network that paints any photo in any style in one pass.

A light transformer network after Johnson et al. 2016 works at a quarter and an eighth
of the resolution; every layer's instance normalisation takes its scale and shift from the style
vector (Dumoulin et al. 2017, Ghiasi et al. 2017). The photo's colours are first moved to the
style's by the closed-form linear map between Gaussians (Pitié & Kokaram 2007).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from engine.networks.blend import Blend
from engine.networks.cells import from_cells, kernel_on_cells, shuffle_smoothly, to_cells
from engine.networks.colours import match_colours
from engine.networks.encoder import COLOUR, StyleEncoder
from engine.weights.store import load_weights

MULTIPLE: Final = 8
MARGIN: Final = 16
"""Pixels painted beyond every border and cut off again."""
_EDGE: Final = 0.02
_GRAIN_SCALE: Final = 8 / 3
"""Brings noise that was averaged over 2x2 cells twice back to variance 1."""


@dataclass(frozen=True, slots=True)
class Widths:
    """Channels at 1/4, 1/8, 1/2 and full resolution, and how many blocks."""

    quarter: int = 64
    eighth: int = 128
    half: int = 16
    full: int = 8
    deep_blocks: int = 3
    fine_blocks: int = 1


class VectorLayout:
    """Hands out consecutive slices of the style vector while the network is being built."""

    def __init__(self) -> None:
        self.used = COLOUR

    def take(self, count: int) -> slice:
        """Hand out the next ``count`` numbers."""
        start = self.used
        self.used += count
        return slice(start, self.used)


class StyledNorm(nn.Module):
    """Conditional instance normalisation: scale and shift come from the style vector.

    With ``places`` > 1 a channel comes as so many maps, one of each place in a cell, and each is
    normalised by itself.
    """

    def __init__(self, channels: int, layout: VectorLayout, *, places: int = 1) -> None:
        super().__init__()
        self.places = places
        self.gain, self.shift = layout.take(channels), layout.take(channels)
        self.base_gain = nn.Parameter(torch.ones(channels))
        self.base_shift = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor, vectors: Tensor, blend: Blend | None = None) -> Tensor:
        """Normalise ``x`` [B, C, H, W] as ``vectors`` [B, V] want; in ``blend`` as its do."""
        mean = x.mean((2, 3), keepdim=True, dtype=torch.float32)
        square = x.square().mean((2, 3), keepdim=True, dtype=torch.float32)
        steepness = torch.rsqrt((square - mean.square()).clamp(min=0) + 1e-5)
        scale, shift = self._affine(vectors, mean, steepness)
        out = torch.addcmul(shift.to(x.dtype), x, scale.to(x.dtype))
        if blend is not None:
            inner_scale, inner_shift = self._affine(blend.vectors, mean, steepness)
            rows, columns, weight = blend.patch(x)
            inner = torch.addcmul(
                (inner_shift - shift).to(x.dtype),
                x[:, :, rows, columns],
                (inner_scale - scale).to(x.dtype),
            )
            out[:, :, rows, columns] += weight * inner
        return out

    def _affine(self, vectors: Tensor, mean: Tensor, steepness: Tensor) -> tuple[Tensor, Tensor]:
        scale = self._of_maps(self.base_gain + vectors[:, self.gain]) * steepness
        return scale, self._of_maps(self.base_shift + vectors[:, self.shift]) - mean * scale

    def _of_maps(self, values: Tensor) -> Tensor:
        return values.repeat_interleave(self.places, 1)[:, :, None, None]


class Grain(nn.Module):
    """Noise, as strong in each channel as the style wants it.

    Without it a flat sky gives the network nothing to make strokes of but its own pixel grid
    (Ulyanov et al. 2016 feed noise for the same reason).
    """

    def __init__(self, channels: int, layout: VectorLayout) -> None:
        super().__init__()
        self.strength = layout.take(channels)
        self.base = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor, vectors: Tensor, seed: int, blend: Blend | None = None) -> Tensor:
        """Add noise to ``x`` [B, C, H, W] as ``vectors`` [B, V] want; in ``blend`` as its do."""
        noise = self._noise(x, seed)
        strength = self._strength(vectors)
        out = torch.addcmul(x, noise, strength.to(x.dtype))
        if blend is not None:
            rows, columns, weight = blend.patch(x)
            inner = (self._strength(blend.vectors) - strength).to(x.dtype)
            out[:, :, rows, columns] += weight * inner * noise[:, :, rows, columns]
        return out

    def _strength(self, vectors: Tensor) -> Tensor:
        return (self.base + vectors[:, self.strength])[:, :, None, None]

    def _noise(self, x: Tensor, seed: int) -> Tensor:
        if self.training:
            # It must not learn one noise.
            seed = int(torch.randint(2**31, ()))
        height, width = x.shape[2] + 2, x.shape[3] + 2
        noise = torch.randn(1, 1, height, width, generator=torch.Generator().manual_seed(seed))
        # Averaged twice it holds nothing that alternates from cell to cell: strokes, not stripes.
        noise = F.avg_pool2d(F.avg_pool2d(noise, 2, stride=1), 2, stride=1)
        return (noise * _GRAIN_SCALE).to(x.device, x.dtype)


class EdgeConv(nn.Module):
    """A 3x3 convolution that mirrors the picture at its border, so that no frame shows."""

    def __init__(
        self, inputs: int, outputs: int, *, stride: int = 1, groups: int = 1, spacing: int = 1
    ) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, stride=stride, groups=groups, dilation=spacing)
        self.border = (spacing,) * 4

    def forward(self, x: Tensor) -> Tensor:
        """Map [B, ``inputs``, H, W] to [B, ``outputs``, H, W] (for a stride of 1)."""
        out: Tensor = self.conv(F.pad(x, self.border, mode="reflect"))
        return out


class DeepBlock(nn.Module):
    """Depthwise 3x3, styled normalisation, then a two-layer perceptron per position; residual."""

    def __init__(self, channels: int, layout: VectorLayout) -> None:
        super().__init__()
        self.spatial = EdgeConv(channels, channels, groups=channels)
        self.norm = StyledNorm(channels, layout)
        self.widen = nn.Conv2d(channels, 2 * channels, 1)
        self.narrow = nn.Conv2d(2 * channels, channels, 1)

    def forward(self, x: Tensor, vectors: Tensor, blend: Blend | None = None) -> Tensor:
        """Map [B, C, H, W] to the same shape, as ``vectors`` [B, V] want."""
        y = self.norm(self.spatial(x), vectors, blend)
        out: Tensor = x + self.narrow(F.relu(self.widen(y), inplace=True))
        return out


class FineBlock(nn.Module):
    """Dense 3x3 convolution, styled normalisation, ReLU; residual."""

    def __init__(self, channels: int, layout: VectorLayout, *, spacing: int = 1) -> None:
        super().__init__()
        self.conv = EdgeConv(channels, channels, spacing=spacing)
        self.norm = StyledNorm(channels, layout)

    def forward(self, x: Tensor, vectors: Tensor, blend: Blend | None = None) -> Tensor:
        """Map [B, C, H, W] to the same shape, as ``vectors`` [B, V] want."""
        return x + F.relu(self.norm(self.conv(x), vectors, blend), inplace=True)


class TransformNet(nn.Module):
    """The transformer network: photos and style vectors to paintings."""

    def __init__(self, widths: Widths = Widths()) -> None:
        super().__init__()
        w, layout = widths, VectorLayout()
        self.detail = layout.take(3)
        self.stem, self.stem_norm = EdgeConv(48, w.quarter), StyledNorm(w.quarter, layout)
        self.down = EdgeConv(w.quarter, w.eighth, stride=2)
        self.down_norm = StyledNorm(w.eighth, layout)
        self.deep = nn.ModuleList(DeepBlock(w.eighth, layout) for _ in range(w.deep_blocks))
        self.up = nn.Conv2d(w.eighth, w.quarter, 1)
        self.up_norm = StyledNorm(w.quarter, layout)
        self.fine = nn.ModuleList(FineBlock(w.quarter, layout) for _ in range(w.fine_blocks))
        self.to_half = nn.Conv2d(w.quarter, 4 * w.half, 1)
        self.half_norm = StyledNorm(w.half, layout, places=4)
        self.to_full = nn.Conv2d(w.half, 4 * w.full, 3, padding=1)
        self.last = nn.Conv2d(w.full, 3, 3, padding=1)
        self.deep_grain = Grain(w.eighth, layout)
        self.fine_grain = Grain(w.quarter, layout)
        self.wide = FineBlock(w.quarter, layout, spacing=2)
        self.modulations = layout.used - COLOUR
        self._soften_upsampling()

    def _soften_upsampling(self) -> None:
        """Start pixel shuffles as nearest-neighbour upsampling (Aitken et al. 2017)."""
        for conv in (self.to_half, self.to_full):
            for parameter in conv.parameters():
                parameter.data = parameter.data[::4].repeat_interleave(4, 0)

    def forward(
        self,
        photos: Tensor,
        vectors: Tensor,
        seed: int = 0,
        inner: tuple[Tensor, Tensor] | None = None,
    ) -> Tensor:
        """Paint ``photos`` [B, 3, H, W] in [0, 1] by ``vectors`` [B, V]: the same shape in [0, 1].

        ``inner`` is a mask [B, 1, H, W] in [0, 1], and the vectors [B, V] that count inside it.
        """
        height, width = photos.shape[2:]
        photos = match_colours(photos, vectors)
        bottom, right = MARGIN + -height % MULTIPLE, MARGIN + -width % MULTIPLE
        # Mirrored where there is enough to mirror: a rim would tempt the network to paint it.
        mode = "reflect" if min(height, width) > MARGIN + MULTIPLE else "replicate"
        margins = (MARGIN, right, MARGIN, bottom)
        photos = F.pad(photos, margins, mode=mode)
        blend = None
        if inner is not None:
            blend = Blend(inner[1], F.pad(inner[0], margins, mode="replicate"))
        paintings = torch.sigmoid(
            self._base(photos, vectors, blend) + self._strokes(photos, vectors, seed, blend)
        )
        return paintings[:, :, MARGIN : MARGIN + height, MARGIN : MARGIN + width]

    def _base(self, photos: Tensor, vectors: Tensor, blend: Blend | None) -> Tensor:
        """Compute log-odds of the photo, with as much of its fine detail as the style keeps."""
        coarse = F.interpolate(F.avg_pool2d(photos, 4), scale_factor=4, mode="bilinear")
        keep = torch.sigmoid(vectors[:, self.detail])[:, :, None, None]
        if blend is not None:
            inner = torch.sigmoid(blend.vectors[:, self.detail])[:, :, None, None]
            keep = torch.lerp(keep, inner, blend.mask)
        return torch.logit(torch.lerp(coarse, photos, keep), _EDGE)

    def _strokes(
        self, photos: Tensor, vectors: Tensor, seed: int, blend: Blend | None = None
    ) -> Tensor:
        height, width = photos.shape[2:]
        cells = to_cells(photos - 0.5)
        quarter = F.relu(self.stem_norm(self.stem(cells), vectors, blend), inplace=True)
        x = F.relu(self.down_norm(self.down(quarter), vectors, blend), inplace=True)
        x = self.deep_grain(x, vectors, seed, blend)
        for block in self.deep:
            x = block(x, vectors, blend)
        x = F.interpolate(self.up(x), scale_factor=2.0, mode="bilinear") + quarter
        x = F.relu(self.up_norm(x, vectors, blend), inplace=True)
        x = self.wide(self.fine_grain(x, vectors, seed, blend), vectors, blend)
        for block in self.fine:
            x = block(x, vectors, blend)
        # One cell more on every side takes the dark rim of the zero padding below.
        x = self.to_half(F.pad(x, (1, 1, 1, 1), mode="reflect"))
        # Of places that vary unequally a rectifier would make unequally bright ones.
        places = self.half_norm(F.pixel_unshuffle(shuffle_smoothly(x), 2), vectors, blend)
        x = F.pixel_shuffle(F.relu(places, inplace=True), 2)
        x = self._shuffled_last(F.relu(self.to_full(x), inplace=True))
        # The two averages have eaten 2.5 pixels at the top and left.
        return x[:, :, 2 : 2 + height, 2 : 2 + width].float()

    def _shuffled_last(self, x: Tensor) -> Tensor:
        """Apply ``last`` to the 2x2 means of the shuffled ``x``, but for the outermost pixels.

        One convolution on cells is several times faster than a shuffle, an average and a
        convolution.
        """
        averaging = F.avg_pool2d(F.pad(self.last.weight, (1, 1, 1, 1)), 2, stride=1)
        assert self.last.bias is not None  # noqa: S101  built with one
        bias = self.last.bias.repeat_interleave(4)
        return from_cells(F.conv2d(x, kernel_on_cells(averaging), bias, padding=1))


class InstantPainter(nn.Module):
    """Style encoder and painter together: any photo in any style in one pass.

    Style vectors are plain tensors [B, V]: cache them, mix them by weighted mean,
    polish them.
    """

    def __init__(self, widths: Widths = Widths()) -> None:
        super().__init__()
        self.painter = TransformNet(widths)
        self.encoder = StyleEncoder(self.painter.modulations)

    @classmethod
    def load(cls, path: Path) -> InstantPainter:
        """Load the network whose weights lie in ``path``, ready to paint.

        Raises ``MissingWeights``.
        """
        network = cls()
        load_weights(network, path)
        network.eval().requires_grad_(False)
        return network.to(memory_format=torch.channels_last)

    @torch.inference_mode()
    def style(self, picture: Tensor) -> Tensor:
        """Compute style vectors [B, V] of pictures [B, 3, H, W] in [0, 1].

        Strokes come out as large, in pixels, as they are in ``picture``: give it at about the
        size of the painting.
        """
        vectors: Tensor = self.encoder(self.encoder.descriptor(picture))
        return vectors

    @torch.inference_mode()
    def paint(
        self,
        photos: Tensor,
        vectors: Tensor,
        seed: int = 0,
        inner: tuple[Tensor, Tensor] | None = None,
    ) -> Tensor:
        """Paint ``photos`` [B, 3, H, W] in [0, 1]; ``vectors`` are one per photo, or one for all.

        Strokes fall elsewhere with another ``seed``. ``inner``: a mask and the vectors inside it,
        as in ``TransformNet``.
        """
        paintings: Tensor = self.painter(photos, vectors.expand(photos.shape[0], -1), seed, inner)
        return paintings.contiguous()
