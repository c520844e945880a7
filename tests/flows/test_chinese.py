"""The bot in both Chinese scripts: by Telegram's word, or by what a person or group has set."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from engine import Engine
from tests.flows.conftest import Open
from tests.helpers.app_harness import AppHarness
from tests.helpers.engines import run_engine
from tests.helpers.pictures import photo
from tests.helpers.playground_client import ADA, GROUP, LIN, MAX, ShownMessage


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    """Nothing here is about the picture itself."""
    async with run_engine(tmp_path_factory.mktemp("engine"), slots=2) as quick:
        yield quick


@pytest_asyncio.fixture(loop_scope="session")
async def harness(open_harness: Open) -> AsyncIterator[AppHarness]:
    """Ada reads traditional, Lin simplified Chinese, Max English."""
    async with open_harness(speaking={ADA: "zh-TW", LIN: "zh-hans"}) as opened:
        yield opened
        await opened.wait_until_idle()


async def menu(harness: AppHarness, person: int, chat: int | None = None) -> dict[str, str]:
    """The commands that Telegram shows to a person, by default alone with the bot."""
    found = await harness.client.get("menu", chat_id=chat or person, user_id=person)
    return {each["command"]: each["description"] for each in found["commands"]}


async def test_a_painting_from_greeting_to_result(harness: AppHarness) -> None:
    lin = harness.lin
    await lin.says("/start")
    await lin.hears("你好，Lin！")
    await lin.sends(photo())
    question = await lin.hears("要画成什么风格？")
    assert {"漩涡星夜", "立体切面", "试六种", "算了"} <= set(question.buttons)
    answer = await lin.presses(question, "立体切面")
    assert answer == {"text": "开始画了。", "show_alert": False}
    painting = await lin.sees(question, lambda m: "再画一次" in m.buttons, "the painting")
    assert painting.words.startswith("立体切面 · ")


@pytest.mark.parametrize("words", ["毕加索", "立体主义", "畢加索＋海浪 70％", "随机"])
async def test_styles_are_named_in_chinese(harness: AppHarness, words: str) -> None:
    lin = harness.lin
    (sent,) = await lin.sends(photo(), caption=f"/style {words}")

    def painted(messages: list[ShownMessage]) -> ShownMessage | None:
        return next((m for m in messages if m.id > sent and "再画一次" in m.buttons), None)

    await harness.client.wait_until(LIN, painted, "a painting")


async def test_the_gallery_and_its_stars(harness: AppHarness) -> None:
    ada = harness.ada
    await ada.says("/styles")
    gallery = await ada.hears("一共有", "種風格")
    assert gallery.buttons[:2] == ["1 漩渦星夜", "2 立體切面"]
    await ada.presses(gallery, "☆ 收藏")
    page = await ada.sees(gallery, lambda m: m.buttons[0] == "☆ 1 漩渦星夜", "the stars")
    answer = await ada.presses(page, "☆ 1 漩渦星夜")
    assert answer == {"text": "已收藏。", "show_alert": False}


async def test_each_person_in_a_group_is_answered_in_their_script(harness: AppHarness) -> None:
    for person, answer in [
        (harness.ada.in_group(), "沒有「qqqqqq」這個風格"),
        (harness.lin.in_group(), "没有“qqqqqq”这个风格"),
        (harness.max.in_group(), "I don’t know the style “qqqqqq”"),
    ]:
        await person.says("/style qqqqqq")
        await person.hears(answer)


async def test_a_setting_goes_before_telegrams_word(harness: AppHarness) -> None:
    await harness.bot.app.services.people.configure(LIN, language="zh-hant")
    lin = harness.lin
    await lin.says("/cancel")
    await lin.hears("你沒有正在畫的畫")
    await lin.sends(photo(), caption="/style wave")
    await lin.hears("浮世繪海浪 · ")


async def test_a_groups_setting_goes_before_everybodys(harness: AppHarness) -> None:
    await harness.bot.app.services.chats.configure(GROUP, language="zh-hans")
    max_ = harness.max.in_group()
    await max_.says("/cancel")
    await max_.hears("你没有正在画的画")


async def test_trouble_is_told_in_chinese(harness: AppHarness) -> None:
    lin = harness.lin
    await lin.sends(b"no picture", kind="document", name="a.jpg", caption="/style wave")
    await lin.hears("我在这个文件里没找到图片")


async def test_inline_mode_in_chinese(harness: AppHarness) -> None:
    offered = await harness.client.post("inline", {"user_id": LIN, "query": "海浪"})
    first = offered["results"][0]
    assert first["title"] == "浮世绘海浪"
    assert first["input_message_content"]["message_text"] == "/style wave"


async def test_the_menu_of_commands_is_in_the_language_and_for_the_place(
    harness: AppHarness,
) -> None:
    assert (await menu(harness, LIN))["styles"] == "查看所有风格"
    assert "addstyle" not in await menu(harness, LIN)
    assert "settings" not in await menu(harness, LIN, GROUP)
    of_admin = await menu(harness, MAX, GROUP)
    assert of_admin["styles"] == "Show all styles"
    assert {"settings", "addstyle"} <= of_admin.keys()


async def test_who_reads_the_other_script_has_a_menu_in_it_from_the_greeting_on(
    harness: AppHarness,
) -> None:
    ada = harness.ada
    await ada.says("/start")
    await ada.hears("你好，Ada！傳一張照片給我")
    assert (await menu(harness, ADA))["settings"] == "設定"


async def test_the_menu_follows_the_language_that_is_set(harness: AppHarness) -> None:
    lin = harness.lin
    await lin.says("/settings")
    panel = await lin.hears("你的设置")
    await lin.presses(panel, "set:language")
    page = await lin.sees(panel, lambda m: "English" in m.buttons, "the languages")
    await lin.presses(page, "English")
    await lin.sees(page, lambda m: "Language" in m.words + str(m.buttons), "English")
    assert (await menu(harness, LIN))["styles"] == "Show all styles"
