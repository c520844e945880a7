"""The catalogue of presets: names people find, pictures that are there."""

import io
import re
import subprocess
import sys
from collections import Counter

import pytest
from PIL import Image

from presets import Preset, catalogue
from storage.name_matching import normalise

EVERY = pytest.mark.parametrize("preset", catalogue(), ids=lambda preset: preset.slug)


def find(word: str) -> list[str]:
    return [p.slug for p in catalogue() if word == p.slug or word in p.aliases]


def test_no_name_means_two_presets() -> None:
    names = Counter(
        name for p in catalogue() for name in set(map(normalise, (p.slug, p.title, *p.aliases)))
    )
    assert [name for name, uses in names.items() if uses > 1] == []


@pytest.mark.parametrize(
    ("word", "slug"),
    [
        ("毕加索", "picasso"),
        ("畢加索", "picasso"),
        ("vangogh", "starry"),
        ("浮世绘", "wave"),
        ("comic", "comic"),
        ("漫画", "comic"),
        ("漫畫", "comic"),
        ("凡高", "starry"),
        ("星月夜", "starry"),
        ("畢卡索", "picasso"),
        ("葛饰北斋", "wave"),
        ("葛飾北齋", "wave"),
        ("莫奈", "monet"),
        ("莫內", "monet"),
        ("蒙克", "munch"),
        ("孟克", "munch"),
        ("泰納", "watercolour"),
        ("克里姆特", "klimt"),
        ("克林姆", "klimt"),
        ("修拉", "pointillism"),
        ("秀拉", "pointillism"),
        ("马赛克", "mosaic"),
        ("馬賽克", "mosaic"),
        ("彩绘玻璃", "stained"),
        ("彩繪玻璃", "stained"),
        ("水墨", "ink"),
        ("康定斯基", "kandinsky"),
        ("康丁斯基", "kandinsky"),
        ("蒙德里安", "mondrian"),
        ("马蒂斯", "fauve"),
        ("馬諦斯", "fauve"),
        ("油画", "impasto"),
        ("普普藝術", "popart"),
        ("沃霍尔", "popart"),
        ("沃荷", "popart"),
        ("利希滕斯坦", "popart"),
        ("李奇登斯坦", "popart"),
        ("木版畫", "woodcut"),
        ("丢勒", "engraving"),
        ("杜勒", "engraving"),
        ("素描", "charcoal"),
        ("色鉛筆", "pencil"),
        ("穆夏", "nouveau"),
        ("慕夏", "nouveau"),
        ("湿拓画", "marbling"),
        ("涂鸦", "graffiti"),
        ("塗鴉", "graffiti"),
        ("蜡染", "batik"),
        ("蠟染", "batik"),
        ("像素", "pixel"),
    ],
)
def test_painters_and_manners_are_found_by_name(word: str, slug: str) -> None:
    assert find(word) == [slug]


@EVERY
def test_names_can_be_typed_after_a_command(preset: Preset) -> None:
    assert re.fullmatch("[a-z]{3,16}", preset.slug)
    assert preset.title
    assert all(alias == alias.lower() and not re.search(r"\s", alias) for alias in preset.aliases)
    assert len(set(preset.aliases)) == len(preset.aliases)


@EVERY
def test_aliases_speak_english_and_chinese(preset: Preset) -> None:
    assert any(alias.isascii() for alias in preset.aliases)
    assert any(re.fullmatch(r"[\u4e00-\u9fff]+", alias) for alias in preset.aliases)


@EVERY
def test_picture_is_a_square_webp_of_modest_size(preset: Preset) -> None:
    data = preset.picture()
    with Image.open(io.BytesIO(data)) as picture:
        assert (picture.format, picture.size, picture.mode) == ("WEBP", (1024, 1024), "RGB")
    assert len(data) < 350_000


def test_all_pictures_together_stay_small() -> None:
    assert sum(len(preset.picture()) for preset in catalogue()) < 6_500_000


def test_reading_the_catalogue_loads_no_array_library() -> None:
    program = (
        "import sys; from presets import catalogue; catalogue()[0].picture();"
        "sys.exit(bool({'numpy', 'scipy', 'PIL'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
