"""Measures what painting does to faces: ``python -m bench.faces [--all] [--manners paint,keep]``.

Portraits that nothing was trained or tuned on are painted in every preset, each preset on six of
them drawn by seed, in the three manners and by the instant painter. A face detector that the
product neither has nor learnt from (``bench.face_judge``) says how much of each face is left; see
``bench.face_verdicts`` for what is measured and ``bench.face_figures`` for the sums. Prints a
table and writes ``bench/out/faces.json``. Can be stopped and started again: what was painted by
this engine stays in ``.cache/faces``. ``--tune 8`` takes photos with faces of the training set
instead: what is tuned is tuned on those.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

import torch
from PIL import Image
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.face_figures import FOUND, MANNERS, Pair, Row, append, drawn, figures, read_rows
from bench.face_judge import FaceJudge
from bench.face_paintings import ROOT, Setup, Studio, measure, painters, shown, studio
from bench.face_sheet import Shown, around, sheet
from bench.face_time import instant_time_ratios
from bench.face_verdicts import does_count, version
from imaging.codecs import open_picture
from presets import catalogue

_CACHE: Final = ROOT / ".cache" / "faces"
_JUDGE: Final = "facenet_pytorch-2.6.0-py3-none-any.whl"
_SUFFIXES: Final = (".jpg", ".jpeg", ".png", ".webp")
SEED: Final = 11
SMALL: Final = 64
"""Height of a face, pixels, below which it is one of the small ones."""
EACH: Final = 6
"""Portraits for every preset."""


def photos_in(folder: Path) -> list[Path]:
    """List the pictures in ``folder``, by name."""
    return [path for path in sorted(folder.iterdir()) if path.suffix.lower() in _SUFFIXES]


def with_faces(folder: Path, judge: Path, count: int, size: int, seed: int) -> list[Path]:
    """Choose ``count`` photos of ``folder`` with faces that count, by ``seed`` alone.

    Every second one has a small face: those are lost first.
    """
    detector, found = FaceJudge.load(judge), list[Path]()
    photos = photos_in(folder)
    random.Random(seed).shuffle(photos)
    wanted = {True: (count + 1) // 2, False: count // 2}
    for path in photos:
        faces = detector.find(shown(open_picture(path.read_bytes()), size))
        heights = [face.height for face in faces if does_count(face)]
        is_small = min(heights, default=0) < SMALL
        if heights and wanted[is_small]:
            wanted[is_small] -= 1
            found.append(path)
        if len(found) == count:
            break
    return sorted(found)


def missing(
    setup: Setup, pairs: Sequence[Pair], manners: Sequence[str], rows: dict[tuple[str, str], Row]
) -> list[tuple[Pair, list[str]]]:
    """List by pair what ``rows``, by work and manner, do not hold yet."""
    here = studio(setup)
    every = [(pair, [m for m in manners if (here.work(pair, m), m) not in rows]) for pair in pairs]
    return [(pair, lacking) for pair, lacking in every if lacking]


def usable(rows: Sequence[Row], judges: str, stale: Sequence[str]) -> dict[tuple[str, str], Row]:
    """Choose rows by work and manner that this engine painted and these judges saw; of the
    manners in ``stale``, the latest by whichever engine."""
    return {
        (row.work, row.manner): row
        for row in rows
        if row.judges == judges and (row.painters == painters() or row.manner in stale)
    }


def painted(
    setup: Setup, todo: Sequence[tuple[Pair, list[str]]], jobs: int
) -> Iterator[list[Row]]:
    """Paint by so many processes and yield the rows of each pair as they come."""
    if jobs == 1:
        yield from (measure(setup, pair, manners) for pair, manners in todo)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(measure, setup, pair, manners) for pair, manners in todo]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def laid_out(
    here: Studio, pairs: Sequence[Pair], rows: dict[tuple[str, str], Row], *, is_close: bool
) -> Image.Image:
    """Lay out rows of photo, instant and the manners, with the scores of the largest face."""
    lines = []
    for pair in pairs:
        portrait = here.portrait(pair[0])
        faces = portrait.seen.faces
        largest = max(range(len(faces)), key=lambda i: faces[i].height, default=None)
        pictures, words = {"photo": portrait.photo}, {"photo": " ".join(pair)}
        for manner in MANNERS:
            row = rows.get((here.work(pair, manner), manner))
            file = None if row is None else here.file(pair, manner, row.painters)
            if row is not None and file is not None and file.exists():
                pictures[manner] = Image.open(file)
                scores = " ".join(f"{face.score:.2f}" for face in row.faces[:6])
                words[manner] = f"{manner} {scores}"
        if is_close and largest is not None:
            pictures = {m: around(p, faces[largest]) for m, p in pictures.items()}
        lines.append(Shown(pictures, words))
    columns = ("photo", "instant", "free", "paint", "keep")
    return sheet(lines, [c for c in columns if any(c in line.pictures for line in lines)])


def few_of_each(pairs: Sequence[Pair], count: int) -> list[Pair]:
    """Choose ``count`` pairs of each preset, not the same portrait for all."""
    by_preset: dict[str, list[Pair]] = {}
    for pair in pairs:
        by_preset.setdefault(pair[1], []).append(pair)
    return [
        every[(turn + step) % len(every)]
        for turn, every in enumerate(by_preset.values())
        for step in range(min(count, len(every)))
    ]


def show(found: dict[str, Any], console: Console) -> None:
    """Print the figures as tables: the whole, and by preset."""
    manners = list(found["found"])
    total = Table("", *manners)
    for name in ("found", "detected", "score_ratio"):
        total.add_row(name, *(f"{found[name][m]:.3f}" for m in manners))
    for name in ("painted_by_manner", "painted_by_face", "painted_large"):
        total.add_row(name, *(_text(found[name][m]) for m in manners))
    for name in ("waiting_pays_by_manner", "style_kept_by_manner"):
        total.add_row(name, *(f"{found[name].get(m, float('nan')):.3f}" for m in manners))
    console.print(total)
    rows = Table("misses | score ratio | painted", *manners, "pays", "style kept")
    for preset, part in found["presets"].items():
        parts = (part["misses"], part["score_ratio"], part["painted_by_manner"])
        cells = [f"{a[m]} | {b[m]:.2f} | {c[m]:.2f}" for a, b, c in [parts] for m in manners]
        rows.add_row(preset, *cells, f"{part.get('waiting_pays')}", f"{part.get('style_kept')}")
    console.print(rows)


def _text(figure: float | None) -> str:
    return "" if figure is None else f"{figure:.3f}"


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--judge", type=Path, help="folder or wheel with pnet.pt, rnet.pt and onet.pt")
    add("--data", type=Path, default=ROOT.parent / "shared/data", help="pictures and weights")
    add("--portraits", type=Path, help="folder of photos; eval/portraits of --data unless given")
    add("--tune", type=int, metavar="N", help="N photos with faces of --portraits-from instead")
    add("--portraits-from", type=Path, help="for --tune; train/photos of --data unless given")
    add("--presets", help="slugs, parted by commas; all unless given")
    add("--manners", default=",".join(MANNERS))
    add("--each", type=int, help=f"portraits for every preset, drawn by seed ({EACH})")
    add("--all", action="store_true", help="every portrait for every preset")
    add("--seed", type=int, default=SEED)
    add("--size", type=int, default=384, help="longest side, pixels")
    add("--set", action="append", default=[], metavar="NAME=VALUE", help="an engine option more")
    add("--stale", default="", help="manners whose figures by another engine will do: for tuning")
    add("--jobs", type=int, default=os.cpu_count() or 1, help="processes; one thread each")
    add("--before", type=Path, help="an earlier faces.json, kept beside the new figures")
    add("--out", type=Path, help="where to write the figures")
    add("--keep-pictures", type=Path, default=_CACHE / "pictures", metavar="FOLDER")
    add("--sheet", type=Path, metavar="FILE", help="lay the paintings out")
    add("--sheet-each", type=int, default=1, help="rows for every preset")
    add("--close", action="store_true", help="the sheet shows the largest face")
    add("--no-time", action="store_true", help="do not time the instant painter")
    return parser.parse_args()


def setup_of(asked: argparse.Namespace) -> Setup:
    """Decide what to paint, and with which judges. Exits in words where there are none."""
    given = asked.judge or os.environ.get("ATELIER_FACE_JUDGE")
    judge = Path(given) if given else ROOT / ".cache/judge" / _JUDGE
    if not judge.exists():
        raise SystemExit(f"{judge} is not there: give --judge, or run make bench-faces.")
    if asked.tune:
        folder = asked.portraits_from or asked.data / "train/photos"
        photos = with_faces(folder, judge, asked.tune, asked.size, asked.seed)
    else:
        photos = photos_in(asked.portraits or asked.data / "eval/portraits")
    changes = dict(change.split("=", 1) for change in asked.set)
    return Setup(
        judge=judge,
        weights=Path(os.environ.get("ATELIER_TEST_WEIGHTS", asked.data / "weights")),
        photos=tuple(photos),
        pictures=asked.keep_pictures,
        size=asked.size,
        threads=max(1, (os.cpu_count() or 1) // asked.jobs),
        changes=json.dumps({name: _value(text) for name, text in changes.items()}),
    )


def _value(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


def main() -> None:
    """Paint, judge, print, write."""
    # Stopped politely or not, the processes that paint are waited for, not left behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    asked, console = arguments(), Console()
    setup, manners = setup_of(asked), asked.manners.split(",")
    stale = asked.stale.split(",") if asked.stale else []
    presets = asked.presets.split(",") if asked.presets else [p.slug for p in catalogue()]
    each = asked.each or (None if asked.all or asked.tune else EACH)
    pairs = drawn([path.stem for path in setup.photos], presets, each, asked.seed)
    file, judges = _CACHE / "rows.jsonl", version(setup.judge)
    todo = missing(setup, pairs, manners, usable(read_rows(file), judges, stale))
    for rows in track(painted(setup, todo, asked.jobs), "faces", total=len(todo)):
        append(file, rows)
    known = usable(read_rows(file), judges, stale)
    here = studio(setup)
    rows = [known[here.work(pair, manner), manner] for pair in pairs for manner in manners]
    found = figures(rows)
    show(found, console)
    if not asked.no_time:
        found |= instant_time_ratios(here.portrait(path.stem).full for path in setup.photos)
    found |= about(asked, setup, pairs, rows)
    if asked.before:
        earlier = json.loads(asked.before.read_text())
        found["before"] = {k: v for k, v in earlier.items() if k not in ("presets", "before")}
    out = asked.out or (_CACHE / "tune.json" if asked.tune else ROOT / "bench/out/faces.json")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(found, indent=2) + "\n")
    if asked.sheet:
        chosen = few_of_each(pairs, asked.sheet_each)
        laid_out(here, chosen, known, is_close=asked.close).save(asked.sheet)
    console.print(f"{out}" + (f", {asked.sheet}" if asked.sheet else ""))


def about(
    asked: argparse.Namespace, setup: Setup, pairs: Sequence[Pair], rows: Sequence[Row]
) -> dict[str, Any]:
    """Say what was painted by whom, on what machine."""
    others = sorted({row.manner for row in rows if row.painters != painters()})
    return {
        "portraits": [path.stem for path in setup.photos],
        "pairs": len(pairs),
        "size": setup.size,
        "seed": asked.seed,
        "found_from_score": FOUND,
        "changes": json.loads(setup.changes),
        "painters": painters(),
        "judges": version(setup.judge),
        "by_another_engine": others,
        "machine": f"{processor()}, {os.cpu_count()} cores, {platform.system()}",
        "torch": torch.__version__,
    }


def processor() -> str:
    """Read the name of the processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


if __name__ == "__main__":
    main()
