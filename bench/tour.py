"""Takes the pictures of docs/tour.md: ``python -m bench.tour``, with chromium at hand.

Plays through ``atelier demo`` in a browser as people would, and photographs the chat.
"""

from __future__ import annotations

import asyncio
import io
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.async_api import Locator, Page, async_playwright, expect

from bot.cli.demo import DemoArgs, run_demo

_PICTURES: Final = Path(__file__).parents[1] / "docs/pictures"
_WIDTH: Final = 1180
_PAINTED_MS: Final = 240_000
_ANSWERED_MS: Final = 30_000
_ADMIN, _CHINESE = "Max", "zh"


@asynccontextmanager
async def demo_page() -> AsyncIterator[Page]:
    """Open the chat page of a demo that has just begun."""
    addresses: asyncio.Queue[str] = asyncio.Queue()
    with tempfile.TemporaryDirectory() as home:
        demo = DemoArgs(port=0, home=Path(home), browser=False, bot=True)
        shown = asyncio.create_task(run_demo(demo, addresses.put_nowait))
        try:
            async with asyncio.timeout(60):
                said = await addresses.get()
            address = next(word for word in said.split() if word.startswith("http"))
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=shutil.which("chromium"), args=["--no-sandbox"]
                )
                page = await browser.new_page(device_scale_factor=1, color_scheme="light")
                await page.goto(address)
                await expect(page.locator("#link")).to_have_text("live")
                yield page
                await browser.close()
        finally:
            shown.cancel()
            await asyncio.gather(shown, return_exceptions=True)


async def photographed(page: Page, name: str, height: int) -> None:
    """Write the page, ``height`` pixels high, as it stands."""
    await page.set_viewport_size({"width": _WIDTH, "height": height})
    await page.evaluate("document.activeElement.blur()")
    await expect(page.locator("#toast")).to_be_hidden()
    await page.wait_for_function("[...document.images].every((picture) => picture.complete)")
    await page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished))")
    await page.locator("#log").evaluate("(log) => { log.scrollTop = log.scrollHeight; }")
    picture = Image.open(io.BytesIO(await page.screenshot()))
    picture.convert("RGB").save(_PICTURES / f"{name}.jpg", quality=84, optimize=True)


async def become(page: Page, who: str) -> None:
    """Go on as the first person whose line in the list has ``who`` in it."""
    options = page.get_by_label("You are").locator("option", has_text=who)
    await page.get_by_label("You are").select_option(await options.first.get_attribute("value"))


async def send(page: Page, words: str, photo: str | None = None) -> None:
    """Say ``words``, below the sample photo whose title has ``photo`` in it."""
    if photo is not None:
        await page.get_by_label(f"Attach the sample photo {photo}").click()
        await expect(page.locator("#attached")).to_be_visible()
    await page.get_by_label("Message", exact=True).fill(words)
    await page.get_by_label("Send", exact=True).click()


async def answered(page: Page, button: str, *, within_ms: int = _ANSWERED_MS) -> Locator:
    """Wait for the last button with those words."""
    found = page.locator("#messages").get_by_role("button", name=button).last
    await expect(found).to_be_visible(timeout=within_ms)
    return found


async def tour(page: Page) -> None:
    """Take all pictures, in their order."""
    await send(page, "/style starry", "Eileen Collins")
    await answered(page, "Recipe", within_ms=_PAINTED_MS)
    await photographed(page, "chat", 940)
    await send(page, "/styles")
    await answered(page, "Favourites")
    await photographed(page, "styles", 1010)
    await send(page, "", "Chelsea")
    await (await answered(page, "Try six")).click()
    await answered(page, "Six others", within_ms=_PAINTED_MS)
    await photographed(page, "six", 1010)
    await send(page, "/settings")
    await answered(page, "Done")
    await photographed(page, "settings", 860)
    await become(page, _ADMIN)
    await send(page, "/addstyle launchpad", "A rocket")
    await answered(page, "Publish", within_ms=_PAINTED_MS)
    await photographed(page, "admin", 860)
    await become(page, _CHINESE)
    await send(page, "/styles")
    await answered(page, "收藏")
    await photographed(page, "chinese", 1010)
    await become(page, _ADMIN)
    await send(page, "/stats")
    await expect(page.get_by_text("Paintings: ").last).to_be_visible(timeout=_ANSWERED_MS)
    await photographed(page, "stats", 860)


async def main() -> None:
    """Play and photograph."""
    async with demo_page() as page:
        await tour(page)


if __name__ == "__main__":
    asyncio.run(main())
