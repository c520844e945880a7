"""``atelier train backbone | instant | faces`` and ``atelier styles polish``: the networks.

Heavy imports happen inside the commands; torch is only loaded by the program they start.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.terminal import STOPPED, fail, load_settings, run, set_up_logs

if TYPE_CHECKING:
    from bot.settings import Settings
    from engine.training.protocol import Network

train_app = typer.Typer(
    help="Teach the networks that ship with Atelier, from folders of pictures.",
    no_args_is_help=True,
)

_Photos = Annotated[list[Path], typer.Option(help="A folder of photos; may be repeated.")]
_Paintings = Annotated[list[Path], typer.Option(help="A folder of paintings; may be repeated.")]
_Steps = Annotated[int | None, typer.Option(help="Steps of the whole course.", min=1)]
_Minutes = Annotated[
    float | None, typer.Option(help="End after so long, if the steps take longer.", min=0.01)
]
_Weights = Annotated[
    Path | None, typer.Option(help="Folder of the teachers' weights; else ATELIER_WEIGHTS.")
]
_Device = Annotated[str | None, typer.Option(help="auto, cpu, cuda or cuda:1.")]
_Threads = Annotated[int | None, typer.Option(help="CPU threads.", min=1)]
# At least a photo, a painting and a canvas that is being painted.
_Batch = Annotated[
    int | None, typer.Option(help="Pictures in a step; fewer need less memory.", min=3)
]
_Crop = Annotated[
    int | None, typer.Option(help="Side of these pictures, pixels.", min=32, max=256)
]
_Seed = Annotated[int | None, typer.Option(help="The same seed takes the same course.", min=0)]
_Cache = Annotated[
    Path | None, typer.Option(help="Where decoded pictures are kept; else cache in --out.")
]
_Teachers = Annotated[
    list[str] | None,
    typer.Option(help="vgg19_16x, squeezenet, lite, vgg16 or vgg19; may be repeated."),
]
_Start = Annotated[
    str | None, typer.Option(help="Weights to begin with: a file, or shipped; else random ones.")
]


@train_app.command("backbone")
def train_backbone(
    photos: _Photos,
    paintings: _Paintings,
    out: Annotated[Path, typer.Option(help="Folder of the run.")] = Path("runs/backbone"),
    steps: _Steps = None,
    minutes: _Minutes = None,
    weights: _Weights = None,
    device: _Device = None,
    threads: _Threads = None,
    batch: _Batch = None,
    crop: _Crop = None,
    seed: _Seed = None,
    cache: _Cache = None,
) -> None:
    """Teach lite, the embedded backbone, what vgg19_16x and SqueezeNet see.

    Started again with the same --out it goes on where it was stopped.
    """
    _train(
        "backbone",
        photos=photos,
        paintings=paintings,
        out=out,
        cache=cache,
        weights=weights,
        device=device,
        threads=threads,
        steps=steps,
        minutes=minutes,
        batch=batch,
        crop=crop,
        seed=seed,
    )


@train_app.command("instant")
def train_instant(
    photos: _Photos,
    paintings: _Paintings,
    favourites: Annotated[
        list[Path] | None,
        typer.Option(help="A folder of styles to learn best; else those of Atelier."),
    ] = None,
    start: _Start = None,
    out: Annotated[Path, typer.Option(help="Folder of the run.")] = Path("runs/instant"),
    steps: _Steps = None,
    minutes: _Minutes = None,
    teachers: _Teachers = None,
    weights: _Weights = None,
    device: _Device = None,
    threads: _Threads = None,
    batch: _Batch = None,
    crop: _Crop = None,
    seed: _Seed = None,
    cache: _Cache = None,
) -> None:
    """Teach the instant painter to paint any photo in the style of any painting.

    Started again with the same --out it goes on where it was stopped.
    """
    from presets import pictures_folder

    _train(
        "instant",
        photos=photos,
        paintings=paintings,
        favourites=_texts(favourites or [pictures_folder()]),
        start=start,
        out=out,
        cache=cache,
        weights=weights,
        device=device,
        teachers=tuple(teachers or ()),
        threads=threads,
        steps=steps,
        minutes=minutes,
        batch=batch,
        crop=crop,
        seed=seed,
    )


@train_app.command("faces")
def train_faces(
    photos: _Photos,
    paintings: _Paintings,
    favourites: Annotated[
        list[Path] | None,
        typer.Option(help="A folder of styles to paint photos in; else those of Atelier."),
    ] = None,
    start: _Start = None,
    out: Annotated[Path, typer.Option(help="Folder of the run.")] = Path("runs/faces"),
    steps: _Steps = None,
    minutes: _Minutes = None,
    weights: _Weights = None,
    device: _Device = None,
    threads: _Threads = None,
    batch: _Batch = None,
    seed: _Seed = None,
    cache: _Cache = None,
) -> None:
    """Teach the face finder what BlazeFace sees.

    With --start it learns what those weights take for faces and is none.
    Started again with the same --out it goes on where it was stopped.
    """
    from presets import pictures_folder

    _train(
        "faces",
        photos=photos,
        paintings=paintings,
        favourites=_texts(favourites or [pictures_folder()]),
        start=start,
        out=out,
        cache=cache,
        weights=weights,
        device=device,
        threads=threads,
        steps=steps,
        minutes=minutes,
        batch=batch,
        seed=seed,
    )


def polish(
    name: Annotated[str, typer.Argument(help="The style.")],
    steps: _Steps = None,
    photos: Annotated[
        list[Path] | None, typer.Option(help="A folder of photos; else the samples of the demo.")
    ] = None,
    teachers: _Teachers = None,
    weights: _Weights = None,
    device: _Device = None,
    threads: _Threads = None,
    seed: _Seed = None,
    undo: Annotated[bool, typer.Option("--undo", help="Forget what was polished.")] = False,
) -> None:
    """Fit the instant painter to one style: its vector alone, in a minute or a few."""
    from rich.console import Console

    from bot.cli import polish as polishing
    from bot.cli import training_progress as training
    from engine.training.protocol import Fit

    settings = _settings(device)
    if undo:
        run(polishing.undo(name, settings, typer.echo))
        return
    fit = Fit(
        picture="",
        photos=_texts(photos or []),
        cache="",
        weights=_folder_of_weights(settings, weights),
        networks=None if settings.networks is None else str(settings.networks),
        teachers=tuple(teachers or ()),
        device=settings.device,
        threads=threads or settings.threads,
        steps=steps,
        seed=seed,
    )
    args = polishing.PolishArgs(name, fit)
    try:
        run(polishing.polish(args, settings, Console(stderr=True), typer.echo))
    except training.Interrupted as error:
        fail(str(error), STOPPED)


def _train(
    network: Network,
    *,
    photos: list[Path],
    paintings: list[Path],
    out: Path,
    cache: Path | None,
    weights: Path | None,
    device: str | None,
    threads: int | None,
    **order: Any,
) -> None:
    """Train ``network``, with whatever else the ``order`` says."""
    from rich.console import Console

    from bot.cli import training_progress as training
    from engine.training.protocol import Train

    settings = _settings(device)
    try:
        given = Train(
            network=network,
            photos=_texts(photos),
            paintings=_texts(paintings),
            folder=str(out),
            cache=str(cache or out / "cache"),
            weights=_folder_of_weights(settings, weights),
            device=settings.device,
            threads=threads or settings.threads,
            **order,
        )
        run(training.train(given, Console(stderr=True)))
    except training.Interrupted as error:
        fail(str(error), STOPPED)


def _settings(device: str | None) -> Settings:
    settings = load_settings(**({"device": device} if device else {}))
    set_up_logs(settings, usual="error")
    return settings


def _folder_of_weights(settings: Settings, given: Path | None) -> str:
    return str(given or settings.weights or settings.home / "weights")


def _texts(paths: list[Path]) -> tuple[str, ...]:
    return tuple(map(str, paths))
