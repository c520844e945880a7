"""Paints portraits as the bot would, keeps the paintings, and has them judged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from PIL import Image

import engine
from bench.face_figures import Pair, Row
from bench.face_verdicts import Judges, Look, Seen, version
from engine.messages import Options
from engine.painting.batch import Batch
from engine.painting.interface import Broken, Finished, PaintSettings, StyleImage
from engine.painting.resampling import as_pixels, as_tensor, fit
from imaging.codecs import open_picture
from presets import catalogue

ROOT: Final = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Setup:
    """Where to find things, and how to paint."""

    judge: Path
    weights: Path
    photos: tuple[Path, ...]
    pictures: Path
    """Folder that keeps the paintings."""
    size: int
    threads: int
    changes: str = "{}"
    """Fields of the engine's options beside the preset's own, JSON."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """A photo, its copy at the painting's size, and the faces in that."""

    digest: str
    full: Image.Image
    photo: Image.Image
    seen: Seen


class Studio:
    """The engine's batch and the judges in this process."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._batch = Batch(PaintSettings("cpu", setup.threads, None, ROOT / ".cache"))
        self._judges = Judges(setup.judge, setup.weights)
        self._presets = {preset.slug: preset for preset in catalogue()}
        self._photos = {path.stem: path for path in setup.photos}
        self._portraits: dict[str, Portrait] = {}
        self._looks: dict[tuple[str, int], Look] = {}

    def portrait(self, name: str) -> Portrait:
        """Open the photo ``name`` as the engine and the judges see it."""
        if name not in self._portraits:
            data = self._photos[name].read_bytes()
            full = open_picture(data)
            photo = shown(full, self._setup.size)
            digest = hashlib.sha256(data).hexdigest()
            self._portraits[name] = Portrait(digest, full, photo, self._judges.seen(photo))
        return self._portraits[name]

    def options(self, preset: str, manner: str) -> Options:
        """Choose options as the bot would for somebody who chose nothing but ``manner``."""
        how: dict[str, Any] = {"faces": manner} if manner != "instant" else {"method": "instant"}
        mine = json.loads(self._setup.changes)
        size = {"size": self._setup.size}
        return Options(**{**size, **self._presets[preset].options, **mine, **how})

    def work(self, pair: Pair, manner: str) -> str:
        """Compute the digest of what there is to paint."""
        portrait, preset = pair
        style = hashlib.sha256(self._presets[preset].picture()).hexdigest()
        made_of = f"{self.portrait(portrait).digest} {style} {self.options(preset, manner)}"
        return hashlib.sha256(made_of.encode()).hexdigest()[:16]

    def file(self, pair: Pair, manner: str, by: str) -> Path:
        """Name the file that keeps the painting by the engine of version ``by``."""
        name = "-".join((*pair, manner, self.work(pair, manner)[:8], by[:6]))
        return self._setup.pictures / f"{name}.png"

    def measured(self, pair: Pair, manner: str) -> Row:
        """Paint, unless that was done before, and judge."""
        portrait, preset = self.portrait(pair[0]), pair[1]
        file = self.file(pair, manner, painters())
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            whole = file.with_suffix(".part")
            self._painted(portrait, preset, manner).save(whole, "PNG")
            whole.replace(file)
        with Image.open(file) as painting:
            look = self._look(preset, round((painting.width * painting.height) ** 0.5))
            verdict = self._judges.judged(
                portrait.photo, portrait.seen, painting.convert("RGB"), look
            )
        return Row(
            *pair,
            manner,
            work=self.work(pair, manner),
            painters=painters(),
            judges=version(self._setup.judge),
            faces=verdict.faces,
            photo_inside=verdict.photo_inside,
            inside=verdict.inside,
            outside=verdict.outside,
        )

    def _painted(self, portrait: Portrait, preset: str, manner: str) -> Image.Image:
        data = self._presets[preset].picture()
        style = StyleImage(hashlib.sha256(data).hexdigest(), open_picture(data), 1.0)
        self._batch.join("bench", portrait.full, [style], self.options(preset, manner))
        while True:
            for outcome in self._batch.tick():
                match outcome:
                    case Finished(snapshot=snapshot):
                        return Image.fromarray(snapshot.pixels)
                    case Broken(error=error):
                        raise error

    def _look(self, preset: str, side: int) -> Look:
        if (preset, side) not in self._looks:
            style = open_picture(self._presets[preset].picture())
            self._looks[preset, side] = self._judges.look(style, side)
        return self._looks[preset, side]


@cache
def studio(setup: Setup) -> Studio:
    """Set up this process's own studio."""
    return Studio(setup)


def measure(setup: Setup, pair: Pair, manners: Sequence[str]) -> list[Row]:
    """Paint one pair in this process and return its rows."""
    return [studio(setup).measured(pair, manner) for manner in manners]


def shown(picture: Image.Image, size: int) -> Image.Image:
    """Resize ``picture`` to what the engine sees of it for a painting of this size."""
    return Image.fromarray(as_pixels(as_tensor(picture, *fit(*picture.size, size))))


@cache
def painters() -> str:
    """Compute the digest of the engine and its weights; what trains networks does not paint."""
    home = Path(engine.__file__).parent
    code = [p for p in sorted(home.rglob("*.py")) if "training" not in p.parts]
    files = [*code, *sorted(home.rglob("*.safetensors"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
