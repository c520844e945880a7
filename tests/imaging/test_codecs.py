"""Pictures as strangers send them: all that can be seen is opened as seen, the rest refused."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from imaging.codecs import check_picture, encode_jpeg, encode_png, open_picture
from imaging.errors import BadPicture, PictureError, TooBig

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def encoded(picture: Image.Image, kind: str = "PNG", **how: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def noise(size: tuple[int, int] = (64, 48)) -> Image.Image:
    values = np.random.default_rng(7).integers(0, 256, (size[1] // 8, size[0] // 8, 3))
    return Image.fromarray(values.astype(np.uint8)).resize(size, Image.Resampling.BICUBIC)


def quarters() -> Image.Image:
    """Red, green / blue, white; wider than high."""
    picture = Image.new("RGB", (64, 32))
    picture.paste(RED, (0, 0, 32, 16))
    picture.paste(GREEN, (32, 0, 64, 16))
    picture.paste(BLUE, (0, 16, 32, 32))
    picture.paste(WHITE, (32, 16, 64, 32))
    return picture


def corner_colours(picture: Image.Image) -> list[str]:
    """Names of the corners' colours: top left, top right, bottom left, bottom right."""
    known = {"red": RED, "green": GREEN, "blue": BLUE, "white": WHITE}
    width, height = picture.size
    spots = [(2, 2), (width - 3, 2), (2, height - 3), (width - 3, height - 3)]
    pixels = np.asarray(picture).astype(int)
    return [
        min(known, key=lambda name: int(np.abs(pixels[y, x] - known[name]).sum()))
        for x, y in spots
    ]


def grey_at(picture: Image.Image, x: int, y: int = 8) -> int:
    red, green, blue = np.asarray(picture)[y, x].tolist()
    assert red == green == blue
    return int(red)


def refusal(data: bytes, **limits: Any) -> tuple[str, str]:
    """Kind and reason, which a check tells already."""
    with pytest.raises(PictureError) as caught:
        open_picture(data, **limits)
    assert caught.value.words.endswith(".")
    with pytest.raises(PictureError) as seen:
        check_picture(data, **limits)
    assert (seen.type, seen.value.reason) == (caught.type, caught.value.reason)
    return type(caught.value).__name__, caught.value.reason


class TestFormats:
    @pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "GIF", "WEBP", "JPEG"])
    def test_usual_ones_are_opened(self, kind: str) -> None:
        how = {"lossless": True} if kind == "WEBP" else {}
        opened = open_picture(encoded(quarters(), kind, **how))
        assert (opened.mode, opened.size) == ("RGB", (64, 32))
        assert corner_colours(opened) == ["red", "green", "blue", "white"]

    def test_views_of_a_3d_photo_count_as_still(self) -> None:
        data = encoded(quarters(), "MPO", save_all=True, append_images=[noise((64, 32))])
        assert corner_colours(open_picture(data)) == ["red", "green", "blue", "white"]

    def test_the_first_page_of_a_scan_is_taken(self) -> None:
        data = encoded(quarters(), "TIFF", save_all=True, append_images=[noise((64, 32))])
        assert corner_colours(open_picture(data)) == ["red", "green", "blue", "white"]

    def test_postscript_is_not_for_strangers(self) -> None:
        assert refusal(encoded(quarters(), "EPS")) == ("BadPicture", "not_a_picture")


class TestOrientation:
    # Where the corners go: EXIF 2.3, tag 0x0112.
    AS_SEEN: ClassVar = {
        1: ["red", "green", "blue", "white"],
        2: ["green", "red", "white", "blue"],
        3: ["white", "blue", "green", "red"],
        4: ["blue", "white", "red", "green"],
        5: ["red", "blue", "green", "white"],
        6: ["blue", "red", "white", "green"],
        7: ["white", "green", "blue", "red"],
        8: ["green", "white", "red", "blue"],
    }

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_is_applied(self, kind: str, orientation: int) -> None:
        exif = Image.Exif()
        exif[0x0112] = orientation
        opened = open_picture(encoded(quarters(), kind, exif=exif))
        assert opened.size == ((64, 32) if orientation < 5 else (32, 64))
        assert corner_colours(opened) == self.AS_SEEN[orientation]

    @pytest.mark.parametrize(
        "block", [b"Exif\x00\x00garbage", b"Exif\x00\x00MM\x00*\xff\xff\xff\xff"]
    )
    @pytest.mark.filterwarnings("ignore:Corrupt EXIF")
    def test_in_a_damaged_block_is_ignored(self, block: bytes) -> None:
        data = encoded(quarters(), "JPEG", exif=block)
        assert corner_colours(open_picture(data)) == ["red", "green", "blue", "white"]


class TestTransparency:
    def test_lies_on_white(self) -> None:
        picture = Image.new("RGBA", (32, 16), (255, 0, 0, 128))
        picture.paste((0, 0, 0, 0), (16, 0, 32, 16))
        pixels = np.asarray(open_picture(encoded(picture)))
        assert pixels[8, 4].tolist() == [255, 127, 127]
        assert pixels[8, 24].tolist() == [255, 255, 255]

    def test_of_grey_pictures_too(self) -> None:
        assert grey_at(open_picture(encoded(Image.new("LA", (16, 16), (0, 51)))), 8) == 204

    @pytest.mark.parametrize("transparency", [0, bytes([0, 255])])
    def test_of_palettes_too(self, transparency: int | bytes) -> None:
        picture = Image.new("P", (32, 16), 0)
        picture.putpalette([255, 0, 0, 0, 0, 255])
        picture.paste(1, (16, 0, 32, 16))
        opened = open_picture(encoded(picture, transparency=transparency))
        assert np.asarray(opened)[8, [4, 24]].tolist() == [[255, 255, 255], [0, 0, 255]]

    def test_by_a_colour_key_too(self) -> None:
        picture = Image.new("RGB", (32, 16), RED)
        picture.paste(BLUE, (0, 0, 16, 16))
        data = encoded(picture, transparency=RED)
        assert np.asarray(open_picture(data))[8, 24].tolist() == [255, 255, 255]

    def test_leaves_no_dark_rim_when_made_smaller(self) -> None:
        picture = Image.new("RGBA", (256, 256), (0, 0, 0, 0))
        picture.paste((*RED, 255), (0, 0, 127, 256))
        opened = np.asarray(open_picture(encoded(picture), max_side=32))
        # From red to white: what is less red than either was mixed with black.
        assert int(opened[..., 0].min()) == 255


class TestDepth:
    def ramp(self, top: float, dtype: npt.DTypeLike) -> Image.Image:
        return Image.fromarray(np.tile(np.linspace(0, top, 64).astype(dtype), (16, 1)))

    def test_16_bits_are_scaled_not_clipped(self) -> None:
        opened = open_picture(encoded(self.ramp(65535, np.uint16)))
        assert [grey_at(opened, x) for x in (0, 21, 42, 63)] == [0, 85, 170, 255]

    def test_dark_16_bits_stay_dark(self) -> None:
        opened = open_picture(encoded(self.ramp(6553, np.uint16), "TIFF"))
        assert grey_at(opened, 63) == 25

    @pytest.mark.parametrize("top", [255, 65535, 1_000_000])
    def test_integers_are_scaled_by_the_depth_they_need(self, top: int) -> None:
        opened = open_picture(encoded(self.ramp(top, np.int32), "TIFF"))
        assert [grey_at(opened, x) for x in (0, 21, 63)] == [0, 85, 255]

    @pytest.mark.parametrize("top", [1.0, 255.0, 65535.0])
    def test_floats_too(self, top: float) -> None:
        opened = open_picture(encoded(self.ramp(top, np.float32), "TIFF"))
        assert [grey_at(opened, x) for x in (0, 21, 63)] == [0, 85, 255]

    def test_what_is_no_number_is_black(self) -> None:
        values = np.full((16, 16), np.nan, np.float32)
        assert grey_at(open_picture(encoded(Image.fromarray(values), "TIFF")), 8) == 0

    @pytest.mark.parametrize("mode", ["1", "L", "P"])
    def test_few_bits_are_opened(self, mode: str) -> None:
        picture = Image.new("L", (32, 16), 0)
        picture.paste(255, (16, 0, 32, 16))
        opened = open_picture(encoded(picture.convert(mode)))
        assert [grey_at(opened, 4), grey_at(opened, 24)] == [0, 255]


class TestColour:
    def test_cmyk_becomes_rgb(self) -> None:
        picture = Image.new("CMYK", (16, 16), (0, 255, 255, 0))
        for kind in ("JPEG", "TIFF"):
            red, green, blue = np.asarray(open_picture(encoded(picture, kind)))[8, 8].tolist()
            assert red > 240
            assert max(green, blue) < 15

    def test_a_profile_is_applied(self) -> None:
        # A profile whose red and blue are exchanged proves that it was used.
        srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        swapped = (
            srgb.replace(b"rXYZ", b"tmp!").replace(b"bXYZ", b"rXYZ").replace(b"tmp!", b"bXYZ")
        ).replace(b"s\x00R\x00G\x00B", b"o\x00d\x00d\x00!")
        data = encoded(Image.new("RGB", (16, 16), RED), icc_profile=swapped)
        red, _, blue = np.asarray(open_picture(data))[8, 8].tolist()
        assert blue > 200 > red

    def test_the_usual_profile_changes_nothing(self) -> None:
        srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        data = encoded(noise(), icc_profile=srgb)
        assert open_picture(data).tobytes() == noise().tobytes()

    @pytest.mark.parametrize("profile", [b"", b"garbage", bytes(200)])
    def test_a_broken_profile_is_ignored(self, profile: bytes) -> None:
        data = encoded(noise(), icc_profile=profile)
        assert open_picture(data).tobytes() == noise().tobytes()

    def test_a_profile_of_another_colour_space_is_ignored(self) -> None:
        lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
        assert open_picture(encoded(noise(), icc_profile=lab)).tobytes() == noise().tobytes()


class TestSize:
    def test_is_bounded_by_the_longest_side(self) -> None:
        assert open_picture(encoded(noise((400, 100))), max_side=200).size == (200, 50)

    def test_is_bounded_after_turning_too(self) -> None:
        exif = Image.Exif()
        exif[0x0112] = 6
        data = encoded(noise((400, 100)), "JPEG", exif=exif)
        assert open_picture(data, max_side=200).size == (50, 200)

    def test_of_small_pictures_is_left_alone(self) -> None:
        assert open_picture(encoded(noise()), max_side=200).tobytes() == noise().tobytes()

    def test_of_jpegs_is_reduced_without_loss_of_quality(self) -> None:
        big = noise((400, 296)).resize((1600, 1184))
        quick = np.asarray(open_picture(encoded(big, "JPEG", quality=95), max_side=200))
        slow = np.asarray(big.resize((200, 148), Image.Resampling.LANCZOS))
        assert float(np.abs(quick.astype(float) - slow).mean()) < 1.0


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and has no pixels to show for it."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\x00\x00\x10\x00IDAT"


class TestRefusals:
    def test_nothing(self) -> None:
        assert refusal(b"") == ("BadPicture", "empty")

    @pytest.mark.parametrize(
        "data", [b"dear bot, paint this", b"\x00" * 500, b"%PDF-1.7", b"<svg/>"]
    )
    def test_what_is_no_picture(self, data: bytes) -> None:
        assert refusal(data) == ("BadPicture", "not_a_picture")

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "BMP"])
    def test_half_a_picture(self, kind: str) -> None:
        data = encoded(noise((256, 256)), kind)
        name, reason = refusal(data[: len(data) // 2])
        assert name == "BadPicture"
        assert reason in {"damaged", "not_a_picture"}

    def test_half_a_jpeg_is_called_damaged(self) -> None:
        data = encoded(noise((256, 256)), "JPEG")
        assert refusal(data[: len(data) // 2]) == ("BadPicture", "damaged")

    @pytest.mark.parametrize("size", [(30_000, 30_000), (10_000, 9_000), (8_200, 10_000)])
    def test_a_bomb_before_it_is_decoded(self, size: tuple[int, int]) -> None:
        # Were it decoded, the missing pixels would make it "damaged".
        assert refusal(png_header(*size)) == ("TooBig", "too_many_pixels")

    def test_more_pixels_than_the_caller_wants(self) -> None:
        assert refusal(encoded(noise()), max_pixels=1000) == ("TooBig", "too_many_pixels")

    @pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
    def test_what_moves(self, kind: str) -> None:
        data = encoded(quarters(), kind, save_all=True, append_images=[noise((64, 32))])
        assert refusal(data) == ("BadPicture", "animated")

    def test_what_is_tiny(self) -> None:
        assert refusal(encoded(noise().resize((64, 15)))) == ("BadPicture", "too_small")
        assert open_picture(encoded(noise().resize((64, 16)))).size == (64, 16)

    def test_what_is_a_mere_line(self) -> None:
        assert refusal(encoded(noise().resize((337, 16)))) == ("BadPicture", "too_long")


class TestCheck:
    def test_lets_pictures_pass_of_which_the_header_is_all_it_reads(self) -> None:
        # 17 megapixels, of which none are there.
        check_picture(png_header(4200, 4200))

    def test_misses_the_end_of_no_large_jpeg(self) -> None:
        data = encoded(Image.new("RGB", (5000, 4000)), "JPEG")
        check_picture(data)
        assert refusal(data[: int(0.8 * len(data))]) == ("BadPicture", "damaged")


class TestEncoding:
    PIXELS = np.asarray(noise())

    def test_png_is_exact(self) -> None:
        assert open_picture(encode_png(self.PIXELS)).tobytes() == self.PIXELS.tobytes()

    @pytest.mark.parametrize("quality", [85, 93])
    def test_jpeg_is_close(self, quality: int) -> None:
        again = np.asarray(open_picture(encode_jpeg(self.PIXELS, quality))).astype(float)
        assert float(np.abs(again - self.PIXELS).mean()) < 6

    def test_quality_costs_bytes(self) -> None:
        assert len(encode_jpeg(self.PIXELS, 60)) < len(encode_jpeg(self.PIXELS, 93))


def opens_or_refuses(data: bytes) -> None:
    try:
        opened = open_picture(data, max_side=64)
    except (BadPicture, TooBig):
        with suppress(BadPicture, TooBig):
            check_picture(data)
        return
    check_picture(data)  # never refuses what opens
    assert opened.mode == "RGB"
    assert max(opened.size) <= 64


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.binary(max_size=300), st.sampled_from([b"", b"\xff\xd8\xff", b"GIF89a", b"II*\x00"]))
def test_noise_never_breaks_out(data: bytes, magic: bytes) -> None:
    opens_or_refuses(magic + data)


SAMPLES: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: encoded(noise(), "JPEG", exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00"),
    "progressive": lambda: encoded(noise(), "JPEG", progressive=True),
    "cmyk": lambda: encoded(noise().convert("CMYK"), "JPEG"),
    "png": lambda: encoded(noise().convert("RGBA")),
    "palette": lambda: encoded(noise().convert("P"), transparency=3),
    "gif": lambda: encoded(noise(), "GIF"),
    "webp": lambda: encoded(noise(), "WEBP"),
    "tiff": lambda: encoded(noise(), "TIFF", compression="tiff_lzw"),
    "bmp": lambda: encoded(noise(), "BMP"),
}


@pytest.mark.parametrize("kind", sorted(SAMPLES))
@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), max_size=8)
)
def test_a_picture_with_flipped_bits_never_breaks_out(
    kind: str, flips: list[tuple[float, int]]
) -> None:
    data = bytearray(SAMPLES[kind]())
    for place, bits in flips:
        # The square prefers the header, where the decisions are.
        data[int(place**2 * len(data))] ^= bits
    opens_or_refuses(bytes(data))
