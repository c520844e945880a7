"""The chat page in a real browser: what a person sees, types and presses."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser, Page, async_playwright, expect

from playground.server import Playground, serve

CHROMIUM = shutil.which("chromium")
ADA, LIN, GROUP = 1001, 1002, -100500

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
    pytest.mark.asyncio(loop_scope="module"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="module")
async def playground() -> AsyncIterator[Playground]:
    async with serve() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, playground: Playground) -> AsyncIterator[Page]:
    opened = await browser.new_page(viewport={"width": 1100, "height": 760})
    complaints: list[str] = []
    refused = "Failed to load resource"  # the browser's own note of an answer that is no 200
    opened.on(
        "console",
        lambda line: (
            complaints.append(line.text)
            if line.type == "error" and refused not in line.text
            else None
        ),
    )
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    await opened.goto(playground.url)
    await expect(opened.locator("#link")).to_have_text("live")
    yield opened
    await opened.close()
    assert complaints == []


async def bot(playground: Playground, method: str, **params: Any) -> Any:
    """Calls the Bot API as a bot does and gives the result."""
    form = aiohttp.FormData()
    for name, value in params.items():
        if isinstance(value, bytes):
            form.add_field(name, value, filename=f"{name}.png", content_type="image/png")
        else:
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    url = f"{playground.url}/bot{playground.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(url, data=form) as response:
        answer = await response.json()
    assert answer["ok"], answer
    return answer["result"]


def picture(colour: str, size: tuple[int, int] = (96, 72)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


async def test_what_a_person_types_reaches_the_bot(page: Page, playground: Playground) -> None:
    await page.get_by_label("Message", exact=True).fill("/start")
    await page.keyboard.press("Enter")

    await expect(page.locator(".message.mine .words")).to_have_text("/start")
    updates = await bot(playground, "getUpdates", timeout=5)
    assert updates[0]["message"]["text"] == "/start"
    assert updates[0]["message"]["from"]["id"] == ADA


async def test_photos_go_out_with_their_caption(
    page: Page, playground: Playground, tmp_path: Path
) -> None:
    file = tmp_path / "cat.png"
    file.write_bytes(picture("orange"))
    await page.locator("#photos").set_input_files(file)
    await page.get_by_label("Message", exact=True).fill("/style starry")
    await page.get_by_label("Send", exact=True).click()

    await expect(page.locator(".message.mine img")).to_have_count(1)
    [update] = await bot(playground, "getUpdates", timeout=5)
    assert update["message"]["caption"] == "/style starry"
    assert update["message"]["photo"][-1]["width"] == 96


async def test_a_preview_replaces_the_picture_in_place(page: Page, playground: Playground) -> None:
    sent = await bot(playground, "sendPhoto", chat_id=ADA, photo=picture("red"), caption="10 %")
    shown = page.locator(f'[data-id="{sent["message_id"]}"]')
    await expect(shown.locator(".words")).to_have_text("10 %")
    first = await shown.locator("img").get_attribute("src")

    media = {"type": "photo", "media": "attach://frame", "caption": "60 %"}
    await bot(
        playground,
        "editMessageMedia",
        chat_id=ADA,
        message_id=sent["message_id"],
        media=media,
        frame=picture("blue"),
    )

    await expect(shown.locator(".words")).to_have_text("60 %")
    await expect(page.locator("#messages > li")).to_have_count(1)
    assert await shown.locator("img").get_attribute("src") != first


async def test_a_button_is_pressed_by_keyboard_and_its_answer_shown(
    page: Page, playground: Playground
) -> None:
    keys = {"inline_keyboard": [[{"text": "Cancel", "callback_data": "cancel:1"}]]}
    await bot(playground, "sendMessage", chat_id=ADA, text="Painting", reply_markup=keys)
    await page.get_by_role("button", name="Cancel").focus()
    await page.keyboard.press("Enter")

    [update] = await bot(playground, "getUpdates", timeout=5)
    query = update["callback_query"]
    assert query["data"] == "cancel:1"
    await bot(playground, "answerCallbackQuery", callback_query_id=query["id"], text="Cancelled")

    await expect(page.locator("#toast")).to_have_text("Cancelled")


async def test_an_alert_opens_a_dialog(page: Page, playground: Playground) -> None:
    keys = {"inline_keyboard": [[{"text": "Why", "callback_data": "why"}]]}
    await bot(playground, "sendMessage", chat_id=ADA, text="No", reply_markup=keys)
    await page.get_by_role("button", name="Why").click()
    [update] = await bot(playground, "getUpdates", timeout=5)
    await bot(
        playground,
        "answerCallbackQuery",
        callback_query_id=update["callback_query"]["id"],
        text="Only the person who asked can do that.",
        show_alert=True,
    )

    await expect(page.get_by_role("dialog")).to_contain_text("Only the person who asked")


async def test_text_is_never_markup(page: Page, playground: Playground) -> None:
    await bot(playground, "sendMessage", chat_id=ADA, text="<img src=x onerror=alert(1)> & co")

    words = page.locator(".message .words")
    await expect(words).to_have_text("<img src=x onerror=alert(1)> & co")
    await expect(words.locator("img")).to_have_count(0)


async def test_bold_text_keeps_its_place_after_an_emoji(
    page: Page, playground: Playground
) -> None:
    await bot(
        playground, "sendMessage", chat_id=ADA, text="🎨 <b>starry</b> now", parse_mode="HTML"
    )

    await expect(page.locator(".words strong")).to_have_text("starry")


async def test_another_person_sees_the_group_and_what_waits_there(
    page: Page, playground: Playground
) -> None:
    await bot(playground, "sendMessage", chat_id=GROUP, text="A new painting")
    group = page.get_by_role("navigation").get_by_role("button").nth(1)
    await expect(group.locator(".badge")).to_have_text("1")

    await page.get_by_label("You are").select_option(str(LIN))
    await page.get_by_role("navigation").get_by_role("button").nth(1).click()

    await expect(page.locator("#messages .words")).to_have_text("A new painting")
    await page.reload()
    await expect(page.locator("#messages .words")).to_have_text("A new painting")
    await expect(page.get_by_label("You are")).to_have_value(str(LIN))


async def test_a_deleted_message_goes_away(page: Page, playground: Playground) -> None:
    sent = await bot(playground, "sendMessage", chat_id=ADA, text="Oops")
    await expect(page.locator("#messages > li")).to_have_count(1)

    await bot(playground, "deleteMessage", chat_id=ADA, message_id=sent["message_id"])

    await expect(page.locator("#messages > li")).to_have_count(0)


async def test_what_is_no_picture_goes_out_as_a_file(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "not-a-photo.jpg"
    file.write_text("only words")
    await page.locator("#photos").set_input_files(file)
    await page.get_by_label("Send", exact=True).click()

    await expect(page.locator(".message.mine .file")).to_contain_text("not-a-photo.jpg")


async def test_what_cannot_be_sent_is_said_and_kept(page: Page) -> None:
    await page.get_by_label("Message", exact=True).fill("x" * 5000)
    await page.get_by_label("Send", exact=True).click()

    await expect(page.locator("#toast")).not_to_be_empty()
    await expect(page.get_by_label("Message", exact=True)).to_have_value("x" * 5000)
