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
        "ukiyoe ukiyo-e hokusai waves sea 浮世绘 浮世繪 海浪 浪 葛饰北斋 葛飾北齋 北斋 北齋",
        {},
    ),
    (
        "monet",
        "Lily pond",
        "impressionism impressionist lilies renoir 莫奈 莫內 睡莲 睡蓮 印象派 印象主义 印象主義",
        {},
    ),
    (
        "munch",
        "Burning sky",
        "scream expressionism expressionist 蒙克 孟克 呐喊 吶喊 表现主义 表現主義",
        {},
    ),
    (
        "watercolour",
        "Watercolour",
        "watercolor aquarelle turner 水彩 水彩画 水彩畫 透纳 透納",
        {},
    ),
    (
        "klimt",
        "Gold leaf",
        "gold golden gilded ornament secession 克里姆特 克林姆 金箔 金色 装饰 裝飾",
        {},
    ),
    (
        "pointillism",
        "Points of light",
        "seurat signac dots pointillist 点彩 點彩 点彩派 點彩派 修拉 秀拉",
        {},
    ),
    ("mosaic", "Roman mosaic", "tiles tesserae byzantine roman 马赛克 馬賽克 镶嵌 鑲嵌", {}),
    (
        "stained",
        "Stained glass",
        "glass stained-glass cathedral window 彩色玻璃 彩窗 花窗 玻璃画 玻璃畫",
        {},
    ),
    ("ink", "Ink wash", "sumi sumi-e shuimo inkwash bamboo 水墨 水墨画 水墨畫 国画 國畫 墨", {}),
    (
        "kandinsky",
        "Circles and lines",
        "abstract circles suprematism miro 康定斯基 抽象 抽象画 抽象畫 米罗 米羅",
        {},
    ),
    (
        "mondrian",
        "Grid of primaries",
        "neoplasticism destijl de-stijl grid 蒙德里安 新造型主义 新造型主義 格子",
        {},
    ),
    (
        "fauve",
        "Fauvist fields",
        "fauvism matisse derain wild 马蒂斯 馬蒂斯 马谛斯 馬諦斯 野兽派 野獸派",
        {},
    ),
    (
        "impasto",
        "Palette knife",
        "knife oil poppies thick 厚涂 厚塗 油画 油畫 刮刀 油彩",
        {},
    ),
    (
        "popart",
        "Pop-art halftone",
        "pop pop-art lichtenstein warhol halftone 波普 波普艺术 波普藝術 网点 網點",
        {},
    ),
    (
        "comic",
        "Comic ink",
        "comics comic-ink inked superhero manga 漫画 漫畫 漫画墨线 漫畫墨線 连环画 連環畫",
        {},
    ),
    (
        "linocut",
        "Linocut leaves",
        "lino leaves print 油毡版画 油氈版畫 麻胶版画 麻膠版畫 叶子 葉子",
        {},
    ),
    (
        "woodcut",
        "Woodcut",
        "wood woodblock kirchner blockprint 木刻 木刻版画 木刻版畫 版画 版畫",
        {},
    ),
    (
        "engraving",
        "Copper engraving",
        "engraved durer etching banknote 铜版画 銅版畫 雕刻 蚀刻 蝕刻 丢勒 杜勒",
        {},
    ),
    ("charcoal", "Charcoal", "coal chalk sketch 炭笔 炭筆 木炭 素描 速写 速寫", {}),
    (
        "pencil",
        "Coloured pencil",
        "pencils crayon hatching colored-pencil 铅笔 鉛筆 彩铅 彩鉛 彩色铅笔 彩色鉛筆 蜡笔 蠟筆",
        {},
    ),
    (
        "nouveau",
        "Art nouveau",
        "mucha art-nouveau jugendstil floral 穆夏 慕夏 新艺术 新藝術 花卉",
        {},
    ),
    (
        "marbling",
        "Marbled paper",
        "marble ebru suminagashi swirls 大理石 大理石纹 大理石紋 水拓画 水拓畫",
        {},
    ),
    (
        "psychedelic",
        "Psychedelic poster",
        "sixties trippy poster hippie acid 迷幻 幻彩 嬉皮 海报 海報",
        {},
    ),
    (
        "graffiti",
        "Graffiti",
        "spray street streetart street-art 涂鸦 塗鴉 街头 街頭 喷漆 噴漆",
        {},
    ),
    ("batik", "Batik", "wax indigo javanese cloth 蜡染 蠟染 靛蓝 靛藍 蜡防 蠟防", {}),
    (
        "pixel",
        "Pixel city",
        "pixels pixelart pixel-art eightbit 8bit retro 像素 像素画 像素畫 复古 復古",
        {},
    ),
)
