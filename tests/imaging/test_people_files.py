"""Files that people have, sound ones that were once refused or shown wrongly."""

from __future__ import annotations

import importlib.util
import io
import struct
import zlib

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageCms

from imaging.codecs import PictureInfo, check_picture, open_picture
from imaging.errors import BadPicture, PictureError, TooBig
from tests.imaging.hostile import jpegs, others, pngs, tiffs

HAS_HEIC = importlib.util.find_spec("pillow_heif") is not None
WHITE, BLACK = (255, 255, 255), (0, 0, 0)


def refusal(data: bytes) -> tuple[str, str | None]:
    """The reason, and what the format is called; a look and opening agree."""
    told = []
    for call in (check_picture, open_picture):
        with pytest.raises(PictureError) as caught:
            call(data)
        told.append((caught.value.reason, caught.value.format_name))
    assert told[0] == told[1]
    return told[0]


def pixels(data: bytes) -> npt.NDArray[np.uint8]:
    return np.asarray(open_picture(data))


def contrast(data: bytes) -> float:
    """Grey levels between the middle of a drawing and the corner of its ground."""
    grey = np.asarray(open_picture(data).convert("L")).astype(int)
    return float(abs(grey[grey.shape[0] // 2, grey.shape[1] // 2] - grey[0, 0]))


def drawing(colour: tuple[int, ...], *, alpha: int = 255, side: int = 64) -> Image.Image:
    """A square of one colour in the middle of nothing."""
    picture = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    quarter = side // 4
    picture.paste((*colour, alpha), (quarter, quarter, side - quarter, side - quarter))
    return picture


class TestMetadata:
    @pytest.mark.parametrize("size", [1_400_000, 30_000_000])
    def test_texts_of_any_size_are_skipped(self, size: int) -> None:
        data = pngs.flat(64, 48, before=[pngs.packed_text(size)])
        assert check_picture(data) == PictureInfo(format="PNG", width=64, height=48)
        assert pixels(data).shape == (48, 64, 3)

    def test_a_large_profile_is_used(self) -> None:
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        swapped = (
            profile.replace(b"rXYZ", b"tmp!").replace(b"bXYZ", b"rXYZ").replace(b"tmp!", b"bXYZ")
        ).replace(b"s\x00R\x00G\x00B", b"o\x00d\x00d\x00!")
        padded = swapped + bytes(1_200_000)
        padded = struct.pack(">I", len(padded)) + padded[4:]
        packed = pngs.chunk(b"iCCP", b"p\0\0" + zlib.compress(padded))
        red = others.saved(Image.new("RGB", (16, 16), (255, 0, 0)), "PNG")
        data = red[:33] + packed + red[33:]
        values = pixels(data)[8, 8].tolist()
        assert values[2] > 200 > values[0]

    def test_a_profile_that_is_a_bomb_is_not(self) -> None:
        assert pixels(pngs.flat(64, 48, before=[pngs.profile(30 << 20)])).max() == 0

    def test_which_side_is_up_is_read_from_small_texts(self) -> None:
        xmp = b'<x:xmpmeta><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'
        chunk = pngs.chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp)
        data = pngs.flat(64, 48, before=[chunk])
        assert pixels(data).shape == (64, 48, 3)


class TestCutShort:
    DATA = jpegs.photo((800, 608))

    def test_without_its_end_marker_it_is_whole(self) -> None:
        assert np.array_equal(pixels(self.DATA[:-2]), pixels(self.DATA))

    def test_a_sliver_that_is_missing_is_cut_off(self) -> None:
        cut = pixels(self.DATA[:-40])
        whole = pixels(self.DATA)
        assert 0.93 * len(whole) < len(cut) <= len(whole)
        # Up to the last rows, where colours are mixed with what is missing.
        assert np.array_equal(cut[:-8], whole[: len(cut) - 8])

    @pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
    def test_one_that_misses_more_is_damaged(self, share: float) -> None:
        assert refusal(self.DATA[: int(len(self.DATA) * share)]) == ("damaged", None)

    def test_a_cut_progressive_one_is_whole_if_coarser(self) -> None:
        picture = open_picture(self.DATA)
        data = others.saved(picture, "JPEG", progressive=True, quality=95)
        cut = pixels(data[: int(0.7 * len(data))]).astype(int)
        assert cut.shape == (608, 800, 3)
        assert float(np.abs(cut - np.asarray(picture)).mean()) < 8


class TestLarge:
    def test_108_megapixels_are_opened_at_a_fraction(self) -> None:
        data = jpegs.flat(12_000, 9000)
        assert check_picture(data) == PictureInfo(format="JPEG", width=12_000, height=9000)
        assert open_picture(data, max_side=512).size == (512, 384)

    @pytest.mark.slow
    def test_and_without_a_wish_for_their_size(self) -> None:
        width, height = open_picture(jpegs.flat(12_000, 9000)).size
        assert width * height <= 80_000_000
        assert width / height == 12_000 / 9000

    def test_other_formats_have_a_limit(self) -> None:
        assert refusal(pngs.header_only(12_000, 9000)) == ("too_many_pixels", None)

    def test_a_panorama_keeps_its_shape(self) -> None:
        data = jpegs.flat(8000, 800)
        for side in (4096, 512, 64):
            width, height = open_picture(data, max_side=side).size
            assert width == side
            assert height == round(side / 10)

    def test_files_have_a_limit_too(self) -> None:
        with pytest.raises(TooBig) as caught:
            check_picture(jpegs.photo() + bytes(65 << 20))
        assert caught.value.reason == "too_many_bytes"


class TestFrames:
    def test_a_thumbnail_in_front_is_not_the_picture(self) -> None:
        data = tiffs.thumbnail_first((96, 72), (400, 300))
        assert check_picture(data) == PictureInfo(format="TIFF", width=400, height=300)
        assert pixels(data).min() == 255

    def test_of_the_pages_of_a_scan_the_first_is(self) -> None:
        data = tiffs.thumbnail_first((390, 300), (400, 300))
        assert pixels(data).max() == 0

    @pytest.mark.parametrize("extra", [{}, {"dng": 0x401}])
    def test_raw_files_are_called_by_their_name(self, extra: dict[str, int]) -> None:
        assert refusal(tiffs.child_of((96, 72), **extra)) == ("not_a_picture", "raw")

    @pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "AVIF"])
    def test_what_moves_is_told(self, kind: str) -> None:
        assert refusal(others.moving(kind, 3)) == ("animated", None)


class TestAlpha:
    def test_that_hides_everything_is_none(self) -> None:
        picture = Image.open(io.BytesIO(jpegs.photo((64, 48)))).convert("RGB")
        assert np.array_equal(pixels(others.bmp_alpha_zero((64, 48))), np.asarray(picture))

    @pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "AVIF"])
    @pytest.mark.parametrize("colour", [WHITE, (255, 255, 0), (230, 240, 250), BLACK, (200, 0, 0)])
    def test_a_drawing_stands_out_from_its_ground(
        self, kind: str, colour: tuple[int, int, int]
    ) -> None:
        how = {"lossless": True} if kind == "WEBP" else {}
        assert contrast(others.saved(drawing(colour), kind, **how)) > 60

    def test_a_small_one_too(self) -> None:
        picture = Image.new("RGBA", (640, 640), (0, 0, 0, 0))
        picture.paste(drawing(WHITE, side=40), (300, 300))
        assert contrast(others.saved(picture, "PNG")) > 60

    def test_a_pale_one_too(self) -> None:
        assert contrast(others.saved(drawing(WHITE, alpha=120), "PNG")) > 60

    def test_white_and_black_both_stand_out(self) -> None:
        picture = drawing(WHITE)
        picture.paste((0, 0, 0, 255), (16, 16, 36, 32))
        grey = np.asarray(open_picture(others.saved(picture, "PNG")).convert("L")).astype(int)
        assert abs(grey[20, 20] - grey[0, 0]) > 60
        assert abs(grey[40, 40] - grey[0, 0]) > 60

    def test_most_pictures_lie_on_white(self) -> None:
        assert pixels(others.saved(drawing((200, 40, 40)), "PNG"))[0, 0].tolist() == [255] * 3

    def test_is_kept_on_demand(self) -> None:
        data = others.saved(drawing((200, 40, 40)), "PNG")
        kept = open_picture(data, keep_alpha=True, max_side=32)
        assert kept.mode == "RGBA"
        assert kept.getpixel((16, 16)) == (200, 40, 40, 255)
        assert kept.getchannel("A").getextrema() == (0, 255)

    def test_where_there_is_none_none_is_kept(self) -> None:
        assert open_picture(jpegs.photo(), keep_alpha=True).mode == "RGB"
        opaque = Image.new("RGBA", (32, 32), (1, 2, 3, 255))
        assert open_picture(others.saved(opaque, "PNG"), keep_alpha=True).mode == "RGB"


class TestColour:
    def test_lab_is_opened(self) -> None:
        picture = Image.new("RGB", (32, 32), (200, 60, 60))
        lab = ImageCms.profileToProfile(
            picture,
            ImageCms.createProfile("sRGB"),
            ImageCms.createProfile("LAB"),
            outputMode="LAB",
        )
        assert lab is not None
        found = pixels(others.saved(lab, "TIFF"))[8, 8].astype(int)
        assert np.abs(found - [200, 60, 60]).max() <= 4

    @pytest.mark.parametrize("kind", ["JPEG", "TIFF", "WEBP", "BMP", "GIF", "AVIF"])
    def test_grey_is_opened(self, kind: str) -> None:
        data = others.saved(Image.new("L", (32, 32), 120), kind)
        found = pixels(data)[8, 8].astype(int)
        assert np.abs(found - 120).max() <= 2

    @pytest.mark.parametrize(
        ("bits", "colour"),
        [(bits, pngs.GREY) for bits in (1, 2, 4, 8, 16)]
        + [(bits, c) for bits in (8, 16) for c in (pngs.RGB, pngs.GREY_ALPHA, pngs.RGBA)],
    )
    def test_pngs_of_every_depth_are_opened(self, bits: int, colour: int) -> None:
        assert pixels(pngs.flat(32, 32, bits=bits, colour=colour)).shape == (32, 32, 3)


class TestFormats:
    def test_avif_is_opened(self) -> None:
        data = others.avif_flat(64, 48)
        assert check_picture(data) == PictureInfo(format="AVIF", width=64, height=48)
        found = pixels(data)[8, 8].astype(int)
        assert np.abs(found - [0, 128, 128]).max() <= 6

    @pytest.mark.parametrize("orientation", [3, 6, 8])
    def test_avif_is_upright(self, orientation: int) -> None:
        exif = Image.Exif()
        exif[0x0112] = orientation
        picture = Image.new("RGB", (64, 32))
        picture.paste((255, 0, 0), (0, 0, 32, 16))
        opened = pixels(others.saved(picture, "AVIF", exif=exif))
        corners = {3: (-4, -4), 6: (4, -4), 8: (-4, 4)}
        assert opened[corners[orientation]][0] > 200

    @pytest.mark.skipif(not HAS_HEIC, reason="pillow-heif is not installed")
    def test_heic_is_opened_where_its_decoder_is(self) -> None:
        import pillow_heif

        out = io.BytesIO()
        picture = Image.new("RGB", (64, 48), "teal")
        pillow_heif.from_pillow(picture).save(out, quality=90)
        assert check_picture(out.getvalue()) == PictureInfo(format="HEIC", width=64, height=48)
        found = pixels(out.getvalue())[8, 8].astype(int)
        assert np.abs(found - [0, 128, 128]).max() <= 6

    @pytest.mark.skipif(HAS_HEIC, reason="pillow-heif is installed")
    def test_heic_is_called_by_its_name_otherwise(self) -> None:
        assert refusal(others.heic_garbage()) == ("not_a_picture", "HEIC")

    @pytest.mark.parametrize(
        ("data", "name"),
        [
            (b"%PDF-1.7", "PDF"),
            (b"%!PS-Adobe-3.0 EPSF-3.0", "PostScript"),
            (b"8BPS\0\1", "Photoshop"),
            (b"<?xml version='1.0'?><svg/>", "SVG"),
            (b"\xff\x0a\xfa\x7f", "JPEG XL"),
            (b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom", "raw"),
            (b"II*\0\x10\0\0\0CR\x02\0" + bytes(64), "raw"),
            (b"\0\0\0\x18ftypisom\0\0\0\0isomiso2", None),
            (b"dear bot", None),
        ],
    )
    def test_others_are_called_by_their_names(self, data: bytes, name: str | None) -> None:
        with pytest.raises(BadPicture) as caught:
            open_picture(data)
        assert caught.value.format_name == name

    def test_a_picture_with_something_behind_it_is_one(self) -> None:
        assert check_picture(jpegs.photo() + others.zipped()).format == "JPEG"
