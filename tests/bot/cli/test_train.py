"""``atelier train``: from the command line to networks that the engine loads."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from engine.backbones.lite import LiteNet
from engine.networks.faces import FaceFinder
from engine.networks.instant import InstantPainter
from engine.training.commands import Material
from engine.training.trainer import LOG, TrainingReport, read_log
from tests.engine.training.material import made_in

ROOT = Path(__file__).parents[3]
PERSON, OPERATOR, STOPPED = 2, 1, 130
SMALL = ("--steps", "20", "--batch", "3", "--threads", "1")
PATIENCE_S = 240.0
"""Loading torch twice takes a while where much else runs."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return made_in(tmp_path_factory.mktemp("material"))


@contextmanager
def atelier(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("ATELIER_")}
    home = {"ATELIER_HOME": str(folder / "home"), "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=bare | home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process


def ended(folder: Path, *arguments: str) -> tuple[int, str]:
    """The exit code, and what was said."""
    with atelier(folder, *arguments) as process:
        _, said = process.communicate(timeout=PATIENCE_S)
    return process.returncode, " ".join(said.split())


def asked(network: str, material: Material, out: str) -> tuple[str, ...]:
    """The command line that trains ``network`` for twenty small steps."""
    folders = (
        *("--photos", str(material.photos[0])),
        *("--paintings", str(material.paintings[0])),
        *("--weights", str(material.weights)),
        *("--cache", str(material.cache)),
        *("--out", out),
    )
    favourites = () if network == "backbone" else ("--favourites", str(material.favourites[0]))
    crop = () if network == "faces" else ("--crop", "64")
    return ("train", network, *folders, *favourites, *SMALL, *crop)


def same(one: list[TrainingReport], other: list[TrainingReport]) -> bool:
    return all(
        a.step == b.step and a.numbers == pytest.approx(b.numbers, rel=1e-3)
        for a, b in zip(one, other, strict=True)
    )


@pytest.fixture(scope="module", params=["instant", "backbone", "faces"])
def run(
    request: pytest.FixtureRequest, material: Material, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path, str]:
    """A network that was trained for twenty steps: its name, the folder, and what was said."""
    folder = tmp_path_factory.mktemp(request.param)
    code, said = ended(folder, *asked(request.param, material, "out"))
    assert code == 0, said
    return request.param, folder / "out", said


def test_twenty_steps_make_a_network_that_the_engine_loads(run: tuple[str, Path, str]) -> None:
    network, out, said = run
    assert [report.step for report in read_log(out)] == list(range(1, 21))
    assert "20 steps in" in said
    if network == "instant":
        painter = InstantPainter.load(out / "instant.safetensors")
        vector = painter.style(torch.rand(1, 3, 64, 64))
        assert painter.paint(torch.rand(1, 3, 64, 80), vector).shape == (1, 3, 64, 80)
    elif network == "faces":
        FaceFinder.load(out / "faces.safetensors").find(torch.rand(1, 3, 64, 80))
    else:
        LiteNet().load_state_dict(load_file(out / "lite.safetensors"))


def test_stopped_by_ctrl_c_it_goes_on_as_if_nothing_had_happened(
    run: tuple[str, Path, str], material: Material, tmp_path: Path
) -> None:
    network, straight, _ = run
    command = asked(network, material, "out")
    with atelier(tmp_path, *command) as process:
        log, patience = tmp_path / "out" / LOG, time.monotonic() + PATIENCE_S
        while not log.exists() and time.monotonic() < patience:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == STOPPED, said
    assert "out/checkpoint.pt keeps it; the same command goes on from there" in said
    assert 0 < len(read_log(tmp_path / "out")) < 20
    code, said = ended(tmp_path, *command)
    assert code == 0, said
    assert same(read_log(tmp_path / "out"), read_log(straight))


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"--photos": "nowhere"}, PERSON, "There is no folder nowhere."),
        ({"--teachers": "vgg99"}, PERSON, "There is no teacher vgg99. Take from: vgg19_16x, "),
        ({"--start": "nowhere.pt"}, PERSON, "There is no file nowhere.pt. Take one of weights, "),
        ({"--photos": "."}, PERSON, "No JPEG, PNG or WebP picture in ."),
        ({"--weights": "."}, OPERATOR, ". holds no vgg19_16x.fp16.safetensors"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(
    material: Material, tmp_path: Path, changes: dict[str, str], code: int, words: str
) -> None:
    command = list(asked("instant", material, "out"))
    for option, value in changes.items():
        if option in command:
            command[command.index(option) + 1] = value
        else:
            command += [option, value]
    ending, said = ended(tmp_path, *command)
    assert (ending, said[: len(words)]) == (code, words)
    assert "Traceback" not in said
