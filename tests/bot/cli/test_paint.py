"""What ``atelier paint`` refuses before an engine is even started."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.cli.paint import PaintArgs, paint
from engine import EngineSettings, PersonError
from tests.helpers.pictures import photo


async def refusal(tmp_path: Path, **changes: Any) -> str:
    """The words for a wish that differs by ``changes`` from one that could be granted."""
    source = tmp_path / "photo.jpg"
    source.write_bytes(photo())
    values: dict[str, Any] = {"photo": source, "styles": ["starry"], "output": None}
    values |= {"options": {}} | changes
    # A worker that does not exist: to start it would be another error.
    settings = EngineSettings(home=tmp_path, worker="no.such.worker", start_attempts=1)
    with pytest.raises(PersonError) as caught:
        await paint(PaintArgs(**values), settings, Console(stderr=True, quiet=True))
    return caught.value.words


async def test_a_photo_that_is_not_there(tmp_path: Path) -> None:
    missing = tmp_path / "none.jpg"
    assert (
        await refusal(tmp_path, photo=missing)
        == f"{missing} cannot be read: No such file or directory."
    )


async def test_what_is_no_picture(tmp_path: Path) -> None:
    words = tmp_path / "words.jpg"
    words.write_bytes(b"no picture at all")
    for wish in ({"photo": words}, {"styles": [str(words)]}):
        told = await refusal(tmp_path, **wish)
        assert told.startswith(f"{words}: This file is not a picture")


async def test_a_folder_is_no_photo(tmp_path: Path) -> None:
    assert "cannot be read" in await refusal(tmp_path, photo=tmp_path)


@pytest.mark.parametrize("name", ["stary", "stary:2", "starry nigth"])
async def test_an_unknown_style_with_the_nearest(tmp_path: Path, name: str) -> None:
    words = await refusal(tmp_path, styles=[name])
    assert "Try one of: starry" in words


@pytest.mark.parametrize("weight", ["nan", "inf", "-inf", "0", "-1"])
async def test_a_weight_that_is_none(tmp_path: Path, weight: str) -> None:
    words = await refusal(tmp_path, styles=["starry", f"wave:{weight}"])
    assert words == f"The weight in wave:{weight} must be a number above 0, as in wave:2."


async def test_an_option_that_nobody_knows_with_those_there_are(tmp_path: Path) -> None:
    words = await refusal(tmp_path, options={"foo": "1"})
    assert words.startswith("There is no option foo. There are: backbone, content_layers, ")
    assert "tv_weight" in words


async def test_a_format_that_is_not_written(tmp_path: Path) -> None:
    words = await refusal(tmp_path, output=Path("a.bmp"))
    assert words == "a.bmp must end with .png or .jpg."


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"size": 7}, "size must lie between 64 and 4096"),
        ({"backbone": "vgg99"}, "backbone must be one of auto, lite"),
        ({"steps": "many"}, "steps must be a whole number; 'many' is not."),
        ({"strength": "nan"}, "strength must lie between 0.01 and 100"),
        ({"steps": "5", "init": "dust"}, "init must be one of "),
        ({"faces": "lose"}, "faces must be one of keep, paint, free; 'lose' is not."),
        ({"stroke": "wide"}, "stroke must be one of fine, usual, bold; 'wide' is not."),
        ({"init": "painting"}, "init=painting needs a finished painting"),
        ({"style_layers": "conv1_1"}, "style_layers cannot be conv1_1."),
    ],
)
async def test_an_option_that_cannot_be(
    tmp_path: Path, options: dict[str, Any], words: str
) -> None:
    assert words in await refusal(tmp_path, options=options)
