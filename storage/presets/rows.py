"""What the presets are called, one row each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

Row: TypeAlias = tuple[str, str, str, Mapping[str, object]]

# slug, title, aliases (parted by spaces, those of several words joined by hyphens), options.
ROWS: Final[tuple[Row, ...]] = (
    (
        "starry",
        "Swirling night",
        "night stars starry-night vangogh van-gogh swirl 星空 星夜 梵高 梵谷",
        {},
    ),
    (
        "picasso",
        "Cubist facets",
        "cubism cubist braque facets 毕加索 畢加索 立体主义 立體主義 立体派 立體派",
        {},
    ),
    (
        "wave",
        "Floating-world wave",
        "ukiyoe ukiyo-e hokusai waves sea 浮世绘 浮世繪 海浪 葛饰北斋 葛飾北齋 北斋 北齋",
        {},
    ),
    ("mosaic", "Roman mosaic", "tiles tesserae byzantine roman 马赛克 馬賽克 镶嵌 鑲嵌", {}),
    (
        "pointillism",
        "Points of light",
        "seurat signac dots pointillist 点彩 點彩 点彩派 點彩派 修拉 秀拉",
        {},
    ),
    (
        "watercolour",
        "Watercolour",
        "watercolor aquarelle 水彩 水彩画 水彩畫 透纳 透納 turner",
        {},
    ),
)
