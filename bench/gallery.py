"""Paints sample photos in the preset styles and lays them out: the README's sheet, the gallery.

python -m bench.gallery sheet      # docs/pictures/contact-sheet.jpg
python -m bench.gallery presets    # docs/pictures/gallery-1.jpg, ...
python -m bench.gallery instant    # docs/pictures/instant.jpg
python -m bench.gallery manners    # docs/pictures/faces.jpg
python -m bench.gallery strokes    # docs/pictures/strokes.jpg
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import io
from collections.abc import Sequence
from contextlib import aclosing
from functools import cache
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from engine import Done, Engine, EngineSettings, Failed, Options, Request, Style, weights
from engine.messages import Faces, Stroke
from playground import samples
from presets import Preset, catalogue

PICTURES: Final = Path(__file__).parents[1] / "docs" / "pictures"
WEIGHTS: Final = Path(weights.__file__).parent
CACHE: Final = Path(__file__).parents[1] / ".cache" / "gallery"
CELL: Final = (480, 330)
LINE: Final = 26
SHEET: Final = (
    ("starry", "fauve", "mosaic", "wave"),
    ("munch", "picasso", "stained", "pixel"),
    ("popart", "impasto", "kandinsky", "klimt"),
)
PHOTOS: Final = ("astronaut", "chelsea", "coffee", "rocket")
REFINED: Final = (
    ("starry", "astronaut"),
    ("picasso", "chelsea"),
    ("stained", "coffee"),
    ("munch", "chelsea"),
    ("pixel", "rocket"),
    ("impasto", "coffee"),
)
MANNERS: Final[tuple[Faces, ...]] = ("keep", "paint", "free")
STROKES: Final[tuple[Stroke, ...]] = ("fine", "usual", "bold")
IN_MANNERS: Final = ("starry", "wave", "munch", "charcoal")
IN_STROKES: Final = (
    ("starry", "coffee"),
    ("wave", "rocket"),
    ("impasto", "chelsea"),
    ("munch", "astronaut"),
)
QUICK_SIDE: Final = 320
"""Pixels: the still life of the gallery is painted smaller, in a third of the time."""
SHEETS: Final = 3
"""Of the sheet's columns."""


async def painted(engine: Engine, preset: Preset, photo: str, options: Options) -> Image.Image:
    """Fetch the painting, from the cache when the same was painted before."""
    options = options.replace(**preset.options)
    picture = preset.picture()
    digest = hashlib.sha256(picture).hexdigest()
    made_of = f"{digest} {photo} {options} {painters()}"
    file = CACHE / f"{preset.slug}-{photo}-{hashlib.sha256(made_of.encode()).hexdigest()[:12]}.jpg"
    if not file.exists():
        request = Request(
            id=file.stem,
            photo=samples.sample_jpeg(photo),
            styles=(Style(digest=digest, picture=picture),),
            options=options,
        )
        async with aclosing(engine.run(request)) as events:
            async for event in events:
                if isinstance(event, Failed):
                    raise SystemExit(event.problem.words)
                if isinstance(event, Done):
                    file.write_bytes(event.picture)
                    print(f"{file.stem}: {event.seconds:.0f} s")
    return Image.open(file)


@cache
def painters() -> str:
    """Compute the digest of weights and engine: with others all is painted anew."""
    files = [*sorted(WEIGHTS.glob("*.safetensors")), *sorted(WEIGHTS.parent.glob("**/*.py"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def tile(
    sheet: Image.Image, picture: Image.Image, at: tuple[int, int], inset: bytes = b""
) -> None:
    """Draw ``picture`` into the cell at ``at``, cut to its shape; a style goes into the corner."""
    width, height = CELL
    scale = max(width / picture.width, height / picture.height)
    large = picture.resize(
        (round(picture.width * scale), round(picture.height * scale)), Image.Resampling.LANCZOS
    )
    # Faces are in the upper part of tall photos.
    left, top = (large.width - width) // 2, (large.height - height) // 6
    sheet.paste(large.crop((left, top, left + width, top + height)), at)
    if inset:
        style = Image.open(io.BytesIO(inset)).resize((84, 84), Image.Resampling.LANCZOS)
        sheet.paste(Image.new("RGB", (90, 90), "white"), (at[0], at[1] + height - 90))
        sheet.paste(style, (at[0], at[1] + height - 84))


def blank(columns: int, rows: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """Make an empty sheet of cells, each with a line of text below."""
    sheet = Image.new("RGB", (columns * (CELL[0] + 6) - 6, rows * (CELL[1] + LINE)), "white")
    return sheet, ImageDraw.Draw(sheet)


def corner(column: int, row: int) -> tuple[int, int]:
    """Of a cell on a sheet, pixels."""
    return column * (CELL[0] + 6), row * (CELL[1] + LINE)


def lettered(draw: ImageDraw.ImageDraw, at: tuple[int, int], text: str) -> None:
    """Write a line below the cell at ``at``."""
    font = ImageFont.load_default(size=17)
    draw.text((at[0] + 4, at[1] + CELL[1] + 2), text, fill="#333", font=font)


async def contact_sheet(engine: Engine, options: Options) -> None:
    """Twelve presets on the four sample photos."""
    presets = {preset.slug: preset for preset in catalogue()}
    sheet, draw = blank(4, 3)
    for row, slugs in enumerate(SHEET):
        for column, (slug, photo) in enumerate(zip(slugs, PHOTOS, strict=True)):
            at = corner(column, row)
            picture = await painted(engine, presets[slug], photo, options)
            tile(sheet, picture, at, presets[slug].picture())
            lettered(draw, at, f"/style {slug}")
    sheet.save(PICTURES / "contact-sheet.jpg", quality=84, optimize=True)


async def gallery(engine: Engine, options: Options, presets: Sequence[Preset]) -> None:
    """Every preset, a portrait at once and painted, and a still life, on three sheets."""
    rows = -(-len(presets) // SHEETS)
    for first in range(0, len(presets), rows):
        page = presets[first : first + rows]
        sheet, draw = blank(4, len(page))
        for row, preset in enumerate(page):
            tile(sheet, Image.open(io.BytesIO(preset.picture())), corner(0, row))
            lettered(draw, corner(0, row), f"/style {preset.slug}: {preset.title}")
            ways = (
                ("astronaut", options.replace(method="instant"), "instant"),
                ("astronaut", options, "painted"),
                ("coffee", options.replace(size=options.size or QUICK_SIDE), "painted at 320 px"),
            )
            for column, (photo, how, words) in enumerate(ways, 1):
                tile(sheet, await painted(engine, preset, photo, how), corner(column, row))
                lettered(draw, corner(column, row), words)
        small = sheet.resize((sheet.width * 3 // 5, sheet.height * 3 // 5))
        small.save(PICTURES / f"gallery-{first // rows + 1}.jpg", quality=82, optimize=True)


async def instant(engine: Engine, options: Options) -> None:
    """Photo, style, the picture in one pass, and what the optimiser makes of it."""
    presets = {preset.slug: preset for preset in catalogue()}
    sheet, draw = blank(4, len(REFINED))
    for row, (slug, photo) in enumerate(REFINED):
        preset = presets[slug]
        at_once = await painted(engine, preset, photo, options.replace(method="instant"))
        shown = (
            ("photo", Image.open(io.BytesIO(samples.sample_jpeg(photo)))),
            (f"/style {slug}", Image.open(io.BytesIO(preset.picture()))),
            ("instant: one pass", at_once),
            ("refined: the default", await painted(engine, preset, photo, options)),
        )
        for column, (words, picture) in enumerate(shown):
            tile(sheet, picture, corner(column, row))
            lettered(draw, corner(column, row), words)
    small = sheet.resize((sheet.width * 2 // 3, sheet.height * 2 // 3))
    small.save(PICTURES / "instant.jpg", quality=82, optimize=True)


async def manners(engine: Engine, options: Options) -> None:
    """Lay out a portrait in each manner of faces, beside the photo."""
    await compared(
        engine,
        [(slug, "astronaut") for slug in IN_MANNERS],
        [(f"faces={faces}", options.replace(faces=faces)) for faces in MANNERS],
        "faces.jpg",
    )


async def strokes(engine: Engine, options: Options) -> None:
    """Photos in strokes of each size, beside the photo."""
    await compared(
        engine,
        IN_STROKES,
        [(f"stroke={stroke}", options.replace(stroke=stroke)) for stroke in STROKES],
        "strokes.jpg",
    )


async def compared(
    engine: Engine,
    rows: Sequence[tuple[str, str]],
    ways: Sequence[tuple[str, Options]],
    file: str,
) -> None:
    """Lay out a row for each preset and photo: the photo, and painted in each of ``ways``."""
    presets = {preset.slug: preset for preset in catalogue()}
    sheet, draw = blank(1 + len(ways), len(rows))
    for row, (slug, photo) in enumerate(rows):
        style = presets[slug].picture()
        tile(sheet, Image.open(io.BytesIO(samples.sample_jpeg(photo))), corner(0, row), style)
        lettered(draw, corner(0, row), f"/style {slug}")
        for column, (words, how) in enumerate(ways, 1):
            tile(sheet, await painted(engine, presets[slug], photo, how), corner(column, row))
            lettered(draw, corner(column, row), words)
    small = sheet.resize((sheet.width * 2 // 3, sheet.height * 2 // 3))
    small.save(PICTURES / file, quality=82, optimize=True)


async def run(arguments: argparse.Namespace) -> None:
    """Start an engine, paint, stop it."""
    options = Options(size=arguments.size, steps=arguments.steps)
    for folder in (PICTURES, CACHE):
        folder.mkdir(parents=True, exist_ok=True)
    engine = Engine(EngineSettings(home=CACHE, slots=1))
    await engine.start()
    try:
        if arguments.what == "sheet":
            await contact_sheet(engine, options)
        elif arguments.what == "instant":
            await instant(engine, options)
        elif arguments.what == "manners":
            await manners(engine, options)
        elif arguments.what == "strokes":
            await strokes(engine, options)
        else:
            await gallery(engine, options, catalogue())
    finally:
        await engine.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    choices = ("sheet", "presets", "instant", "manners", "strokes")
    parser.add_argument("what", choices=choices)
    parser.add_argument("--size", type=int, help="longest side, pixels")
    parser.add_argument("--steps", type=int)
    asyncio.run(run(parser.parse_args()))
