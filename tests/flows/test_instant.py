"""What is painted in one pass, by the real engine: quality instant, and try six."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt
from PIL import Image

from tests.flows.conftest import Open
from tests.helpers.app_harness import ENDLESS, AppHarness
from tests.helpers.pictures import photo
from tests.helpers.playground_client import ADA, ShownMessage


async def pixels(harness: AppHarness, message: ShownMessage) -> npt.NDArray[np.float64]:
    assert message.picture is not None
    content = await harness.client.fetch(message.picture)
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"), dtype=np.float64)


async def test_an_instant_painting_does_not_care_how_many_steps_others_take(
    open_harness: Open,
) -> None:
    async with open_harness(steps=ENDLESS, size=96) as harness:
        ada, services = harness.ada, harness.bot.app.services
        await services.people.meet(ADA, first_name="Ada", language_code="en")
        await services.people.configure(ADA, quality="instant")
        (sent,) = await ada.sends(photo(), caption="/style starry")
        painting = await ada.gets(after=sent)
        painted = await pixels(harness, painting)
        plain = np.asarray(Image.open(io.BytesIO(photo())).convert("RGB"), dtype=np.float64)
        assert painted.shape == plain.shape
        assert np.abs(painted - plain).mean() > 10
        assert "Film" not in painting.buttons


async def test_six_styles_are_tried_in_one_pass_each(open_harness: Open) -> None:
    async with open_harness(steps=ENDLESS) as harness:
        ada = harness.ada
        await ada.sends(photo())
        question = await ada.hears("which style")
        await ada.presses(question, "Try six")
        sheet = await ada.hears("Your photo in 6 styles")
        assert len(sheet.buttons) == 7
        cells = await pixels(harness, sheet)
        height, width = (side // 10 for side in cells.shape[:2])
        middles = [
            cells[y * height : (y + 2) * height, x * width : (x + 2) * width].mean((0, 1))
            for y in (1, 6)
            for x in (1, 4, 7)
        ]
        assert np.std(middles, axis=0).max() > 4, "six pictures, not one"
