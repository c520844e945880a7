"""The command line: fast, and for every mistake one sentence and an exit code."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from PIL import Image

from tests.helpers.pictures import photo

ROOT = Path(__file__).parents[3]
PERSON, OPERATOR = 2, 1

# A machine that has just started reads torch from a cold disk.
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("ATELIER_")}
    return bare | {
        "ATELIER_HOME": str(tmp_path / "home"),
        "ATELIER_THREADS": "1",
        "COLUMNS": "100",
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "error",
    }


def atelier(
    environment: dict[str, str], cwd: Path, *arguments: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_help_needs_nothing_heavy() -> None:
    code = (
        "import sys\nfrom bot.cli.main import app\n"
        "from typer.testing import CliRunner\n"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0\n"
        "print(*sorted({m.split('.')[0] for m in sys.modules}))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(run.stdout.split())
    assert loaded.isdisjoint({"torch", "telegram", "sqlalchemy", "numpy", "PIL"})


def test_the_bot_process_is_small() -> None:
    code = (
        "import bot.app, bot.cli.serve, sys\n"
        "assert 'torch' not in sys.modules\n"
        # Not getrusage: its peak includes the parent's, from before the exec.
        "peak = next(l for l in open('/proc/self/status') if l.startswith('VmHWM'))\n"
        "print(int(peak.split()[1]) // 1024)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert int(run.stdout) < 150, "MiB"


def test_styles_for_people_and_for_programs(environment: dict[str, str], tmp_path: Path) -> None:
    shown = atelier(environment, tmp_path, "styles", "list")
    assert "Swirling night" in shown.stdout
    rows = json.loads(atelier(environment, tmp_path, "styles", "list", "--json").stdout)
    starry = next(row for row in rows if row["slug"] == "starry")
    assert starry["title"] == "Swirling night"
    assert "星空" in starry["aliases"]
    assert not (tmp_path / "home").exists(), "looking leaves no trace"


def test_paint_makes_a_picture(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(photo())
    (tmp_path / "own.png").write_bytes(photo(seed=1, kind="PNG"))
    wish = ["--style", "starry", "--style", "own.png:0.5", "-o", "out/a.png"]
    few = ["--size", "64", "--steps", "3", "--seed", "7", "--set", "init=noise"]
    run = atelier(environment, tmp_path, "paint", "photo.jpg", *wish, *few)
    assert (run.returncode, run.stdout) == (0, ""), run.stderr
    with Image.open(tmp_path / "out" / "a.png") as picture:
        assert (picture.size, picture.format) == ((64, 48), "PNG")
    assert "64 × 48, 3 steps" in run.stderr


@pytest.mark.parametrize(
    "more", [["--faces", "keep", "--stroke", "bold"], ["--set", "faces=free"]]
)
def test_paint_takes_faces_and_strokes(
    environment: dict[str, str], tmp_path: Path, more: list[str]
) -> None:
    (tmp_path / "photo.jpg").write_bytes(photo())
    few = ["--style", "starry", "-o", "a.png", "--size", "64", "--steps", "3"]
    run = atelier(environment, tmp_path, "paint", "photo.jpg", *few, *more)
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "a.png").is_file()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["a.jpg", "-s", "stary"], "There is neither a file nor a style called stary."),
        (["a.jpg", "-s", "starry", "--set", "init"], "write --set init=VALUE"),
        (["text.jpg", "-s", "starry", "--size", "64"], "not a picture"),
        (["a.jpg", "-s", "starry", "--faces", "lose"], "faces must be one of keep, paint, free"),
        (["a.jpg", "-s", "starry", "--stroke", "wide"], "stroke must be one of fine, usual, bold"),
    ],
)
def test_a_wrong_wish_gets_one_sentence(
    environment: dict[str, str], tmp_path: Path, arguments: list[str], words: str
) -> None:
    (tmp_path / "a.jpg").write_bytes(photo())
    (tmp_path / "text.jpg").write_bytes(b"no picture at all")
    run = atelier(environment, tmp_path, "paint", *arguments)
    assert run.returncode == PERSON
    said = " ".join(run.stderr.split())
    assert words in said
    assert "Traceback" not in run.stderr


def test_a_setting_that_is_out_of_range_is_named(
    environment: dict[str, str], tmp_path: Path
) -> None:
    run = atelier(environment | {"ATELIER_SLOTS": "0"}, tmp_path, "run")
    assert run.returncode == PERSON
    assert run.stderr.startswith("ATELIER_SLOTS: ")


def test_run_without_a_token_says_what_is_missing(
    environment: dict[str, str], tmp_path: Path
) -> None:
    run = atelier(environment, tmp_path, "run")
    assert (run.returncode, run.stderr) == (
        PERSON,
        "There is no bot token: set ATELIER_TOKEN.\n",
    )


def test_doctor_prints_the_settings(environment: dict[str, str], tmp_path: Path) -> None:
    run = atelier(environment, tmp_path, "doctor", "--settings")
    assert "| `ATELIER_TOKEN` |" in run.stdout


def test_doctor_finds_what_is_there_and_what_is_not(
    environment: dict[str, str], tmp_path: Path
) -> None:
    run = atelier(environment | {"ATELIER_WEIGHTS": "nowhere"}, tmp_path, "doctor")
    assert run.returncode == OPERATOR
    assert "✓ engine: paints on" in run.stdout
    assert " faces: are " in run.stdout
    assert "✗ weights: ATELIER_WEIGHTS names no folder: nowhere" in run.stdout
    assert "– token" in run.stdout


def test_doctor_says_which_networks_paint_and_what_is_wrong_with_them(
    environment: dict[str, str], tmp_path: Path
) -> None:
    own = tmp_path / "networks"
    own.mkdir()
    (own / "instant.safetensors").write_bytes(b"no weights")
    run = atelier(environment | {"ATELIER_NETWORKS": str(own)}, tmp_path, "doctor")
    assert run.returncode == OPERATOR
    assert "✓ weights: lite comes with Atelier, instant is your own" in run.stdout
    assert "✗ engine" in run.stdout
    assert f"{own / 'instant.safetensors'} holds no weights that can be read" in run.stdout


def test_a_taken_port_is_one_sentence(environment: dict[str, str], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        run = atelier(environment, tmp_path, "demo", "--port", port, "--no-browser")
    assert run.returncode == PERSON
    assert run.stderr == "The port is taken; choose another one.\n"


@pytest.mark.parametrize(
    ("number", "flags"), [(signal.SIGINT, []), (signal.SIGTERM, ["--playground-only"])]
)
def test_the_demo_says_when_it_is_ready_and_stops_in_order(
    environment: dict[str, str], tmp_path: Path, number: signal.Signals, flags: list[str]
) -> None:
    command = [sys.executable, "-m", "bot", "demo", "--port", "0", "--no-browser", *flags]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as demo:
        assert demo.stdout is not None
        ready, url = demo.stdout.readline().split()
        assert (ready, url[:17]) == ("ready", "http://127.0.0.1:")
        with urllib.request.urlopen(f"{url}/play/world") as answer:
            assert answer.status == 200
        started = engine_workers(demo.pid)
        assert len(started) == (0 if flags else 1)
        demo.send_signal(number)
        _, complaints = demo.communicate(timeout=100)
    assert (demo.returncode, complaints) == (0, "")
    assert not any(worker.exists() for worker in started)


def engine_workers(parent: int) -> list[Path]:
    """Find the engine processes that ``parent`` started, as their folders in /proc."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            # The name of the program may hold spaces; the parent comes second behind it.
            _, _, fields = (process / "stat").read_text().rpartition(")")
            is_worker = b"engine.worker" in (process / "cmdline").read_bytes()
        except OSError:
            continue  # it ended meanwhile
        if is_worker and int(fields.split()[1]) == parent:
            found.append(process)
    return found
