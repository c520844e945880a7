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
        (
            "night stars starry-night vangogh van-gogh swirl "
            "漩涡星夜 漩渦星夜 星空 星夜 梵高 梵谷 星月夜 凡高 夜空 星星 漩涡 漩渦 后印象派 "
            "後印象派"
        ),
        {},
    ),
    (
        "picasso",
        "Cubist facets",
        (
            "cubism cubist braque facets "
            "立体切面 立體切面 毕加索 畢加索 立体主义 立體主義 立体派 立體派 畢卡索 毕卡索 布拉克 "
            "立体 立體"
        ),
        {"strength": 2.0},
    ),
    (
        "wave",
        "Floating-world wave",
        (
            "ukiyoe ukiyo-e hokusai waves sea "
            "浮世绘海浪 浮世繪海浪 浮世绘 浮世繪 海浪 浪 葛饰北斋 葛飾北齋 北斋 北齋 巨浪 大浪 "
            "神奈川 神奈川冲浪里 神奈川沖浪裡 神奈川沖浪裏 歌川广重 歌川廣重 日本画 日本畫"
        ),
        {},
    ),
    (
        "monet",
        "Lily pond",
        (
            "impressionism impressionist lilies renoir "
            "睡莲池塘 睡蓮池塘 莫奈 莫內 睡莲 睡蓮 印象派 印象主义 印象主義 莫内 印象 雷诺阿 "
            "雷諾阿 雷諾瓦 雷諾亞 日出印象"
        ),
        {"tv_weight": 0.8},
    ),
    (
        "munch",
        "Burning sky",
        (
            "scream expressionism expressionist "
            "燃烧的天空 燃燒的天空 蒙克 孟克 呐喊 吶喊 表现主义 表現主義 尖叫 表现派 表現派"
        ),
        {"content_weight": 0.1, "tv_weight": 0.8},
    ),
    (
        "watercolour",
        "Watercolour",
        ("watercolor aquarelle turner 水彩 水彩画 水彩畫 透纳 透納 泰纳 泰納 水彩风 水彩風"),
        {},
    ),
    (
        "klimt",
        "Gold leaf",
        (
            "gold golden gilded ornament secession "
            "金箔 克里姆特 克林姆 金色 装饰 裝飾 金子 描金 分离派 分離派 维也纳分离派 "
            "維也納分離派"
        ),
        {"strength": 1.6},
    ),
    (
        "pointillism",
        "Points of light",
        (
            "seurat signac dots pointillist "
            "点彩 點彩 点彩派 點彩派 修拉 秀拉 西涅克 席涅克 希涅克 点描 點描 点画 點畫 新印象派 "
            "新印象主义 新印象主義"
        ),
        {"tv_weight": 0.25},
    ),
    (
        "mosaic",
        "Roman mosaic",
        (
            "tiles tesserae byzantine roman "
            "罗马马赛克 羅馬馬賽克 马赛克 馬賽克 镶嵌 鑲嵌 镶嵌画 鑲嵌畫 拜占庭 罗马 羅馬"
        ),
        {"content_weight": 0.12, "stroke": "fine"},
    ),
    (
        "stained",
        "Stained glass",
        (
            "glass stained-glass cathedral window "
            "彩绘玻璃 彩繪玻璃 彩色玻璃 彩窗 花窗 玻璃画 玻璃畫 花窗玻璃 彩玻璃 玻璃 玫瑰窗 教堂"
        ),
        {"strength": 2.5},
    ),
    (
        "ink",
        "Ink wash",
        (
            "sumi sumi-e shuimo inkwash bamboo "
            "水墨 水墨画 水墨畫 国画 國畫 墨 中国画 中國畫 山水 山水画 山水畫 写意 寫意 泼墨 潑墨 "
            "竹子 墨竹 齐白石 齊白石 郑板桥 鄭板橋"
        ),
        {"strength": 1.5},
    ),
    (
        "kandinsky",
        "Circles and lines",
        (
            "abstract circles suprematism miro "
            "圆与线 圓與線 康定斯基 抽象 抽象画 抽象畫 米罗 米羅 康丁斯基 抽象派 抽象主义 "
            "抽象主義 至上主义 至上主義 几何 幾何 圆圈 圓圈"
        ),
        {"strength": 1.6},
    ),
    (
        "mondrian",
        "Grid of primaries",
        (
            "neoplasticism destijl de-stijl grid "
            "三原色格子 蒙德里安 新造型主义 新造型主義 格子 蒙德理安 风格派 風格派 三原色 方格"
        ),
        {},
    ),
    (
        "fauve",
        "Fauvist fields",
        (
            "fauvism matisse derain wild "
            "野兽派田野 野獸派田野 马蒂斯 馬蒂斯 马谛斯 馬諦斯 野兽派 野獸派 野兽主义 野獸主義 "
            "德兰 德蘭 德朗"
        ),
        {},
    ),
    (
        "impasto",
        "Palette knife",
        (
            "knife oil poppies thick "
            "刮刀油画 刮刀油畫 厚涂 厚塗 油画 油畫 刮刀 油彩 刮刀画 刮刀畫 调色刀 調色刀 画刀 "
            "畫刀 虞美人 罂粟花 罌粟花"
        ),
        {"content_weight": 0.12},
    ),
    (
        "popart",
        "Pop-art halftone",
        (
            "pop pop-art lichtenstein warhol halftone "
            "波普网点 普普網點 波普 波普艺术 波普藝術 网点 網點 普普 普普艺术 普普藝術 沃霍尔 "
            "沃霍爾 沃荷 华荷 華荷 安迪沃霍尔 安迪沃霍爾 安迪沃荷 安迪華荷 利希滕斯坦 李奇登斯坦 "
            "李奇滕斯坦"
        ),
        {"strength": 1.2},
    ),
    (
        "comic",
        "Comic ink",
        (
            "comics comic-ink inked superhero manga "
            "漫画 漫畫 漫画墨线 漫畫墨線 连环画 連環畫 动漫 動漫 美漫 日漫 卡通 墨线 墨線 勾线 "
            "勾線"
        ),
        {"content_weight": 0.12},
    ),
    (
        "linocut",
        "Linocut leaves",
        (
            "lino leaves print "
            "麻胶版画 麻膠版畫 油毡版画 油氈版畫 叶子 葉子 油毡 油氈 麻胶 麻膠 胶版画 膠版畫 "
            "橡皮章 树叶 樹葉"
        ),
        {"tv_weight": 0.3},
    ),
    (
        "woodcut",
        "Woodcut",
        (
            "wood woodblock kirchner blockprint "
            "木刻 木刻版画 木刻版畫 版画 版畫 木版画 木版畫 黑白木刻 基希纳 基希納 基爾希納 "
            "克爾希納"
        ),
        {"content_weight": 0.12, "tv_weight": 0.3},
    ),
    (
        "engraving",
        "Copper engraving",
        (
            "engraved durer etching banknote "
            "铜版画 銅版畫 雕刻 蚀刻 蝕刻 丢勒 杜勒 铜版 銅版 铜版雕刻 銅版雕刻 蚀刻画 蝕刻畫 "
            "凹版 钞票 鈔票 丟勒"
        ),
        {"tv_weight": 0.2},
    ),
    (
        "charcoal",
        "Charcoal",
        (
            "coal chalk sketch "
            "炭笔素描 炭筆素描 炭笔 炭筆 木炭 素描 速写 速寫 木炭画 木炭畫 炭画 炭畫 炭精 粉笔 "
            "粉筆"
        ),
        {"content_weight": 0.12, "tv_weight": 0.3},
    ),
    (
        "pencil",
        "Coloured pencil",
        (
            "pencils crayon hatching colored-pencil "
            "彩铅 色鉛筆 铅笔 鉛筆 彩鉛 彩色铅笔 彩色鉛筆 蜡笔 蠟筆 彩铅画 彩鉛畫 色铅笔 铅笔画 "
            "鉛筆畫 木颜色 木顏色"
        ),
        {"tv_weight": 0.2},
    ),
    (
        "nouveau",
        "Art nouveau",
        (
            "mucha art-nouveau jugendstil floral "
            "新艺术 新藝術 穆夏 慕夏 花卉 新艺术运动 新藝術運動 新艺术派 新藝術派"
        ),
        {"strength": 1.1},
    ),
    (
        "marbling",
        "Marbled paper",
        (
            "marble ebru suminagashi swirls "
            "水拓画 水拓畫 大理石 大理石纹 大理石紋 水拓 湿拓画 濕拓畫 浮水画 浮水畫 流沙笺 "
            "流沙箋 墨流"
        ),
        {"strength": 1.8},
    ),
    (
        "psychedelic",
        "Psychedelic poster",
        (
            "sixties trippy poster hippie acid "
            "迷幻海报 迷幻海報 迷幻 幻彩 嬉皮 海报 海報 嬉皮士 六十年代 迷幻艺术 迷幻藝術"
        ),
        {"strength": 1.6},
    ),
    (
        "graffiti",
        "Graffiti",
        (
            "spray street streetart street-art "
            "涂鸦 塗鴉 街头 街頭 喷漆 噴漆 街头艺术 街頭藝術 喷绘 噴繪"
        ),
        {"strength": 1.4},
    ),
    (
        "batik",
        "Batik",
        ("wax indigo javanese cloth 蜡染 蠟染 靛蓝 靛藍 蜡防 蠟防 峇迪 蓝染 藍染 爪哇"),
        {},
    ),
    (
        "pixel",
        "Pixel city",
        (
            "pixels pixelart pixel-art eightbit 8bit retro "
            "像素城市 像素 像素画 像素畫 复古 復古 像素风 像素風 像素艺术 像素藝術 点阵 點陣 8位 "
            "8位元 八位元 红白机 紅白機"
        ),
        {"strength": 1.2},
    ),
)
