"""/settings: people decide for themselves, administrators for their group."""

from __future__ import annotations

import pytest

from tests.flows.conftest import Open
from tests.helpers.app_harness import AppHarness
from tests.helpers.people import Person
from tests.helpers.pictures import photo
from tests.helpers.playground_client import ADA, GROUP, ShownMessage


async def opened(person: Person) -> ShownMessage:
    await person.says("/settings")
    return await person.hears("settings")


async def chooses(person: Person, panel: ShownMessage, setting: str, value: str) -> ShownMessage:
    """Turn to the page of ``setting``, choose ``value`` and return the first page."""
    label = next(button for button in panel.buttons if button.startswith(setting))
    await person.presses(panel, label)
    page = await person.sees(panel, lambda m: "‹ Back" in m.buttons, f"the page of {setting}")
    choice = next(b for b in page.buttons if b.removeprefix("✓ ") == value)
    await person.presses(page, choice)
    return await person.sees(panel, lambda m: "Done" in m.buttons, "the first page")


async def test_the_panel_shows_what_holds(ada: Person) -> None:
    panel = await opened(ada)
    assert "Your settings" in panel.words
    assert panel.buttons == [
        "Language: as in Telegram",
        "Quality: balanced",
        "Size: as usual",
        "Strength: 100 %",
        "Faces: paint the person",
        "Strokes: usual",
        "Keep colours: off",
        "Previews: on",
        "Done",
    ]
    await ada.presses(panel, "Done")
    await ada.sees(panel, lambda m: not m.buttons, "the end of the panel")


async def test_a_choice_is_ticked_and_can_be_left_without_choosing(ada: Person) -> None:
    panel = await opened(ada)
    await ada.presses(panel, "Quality: balanced")
    page = await ada.sees(panel, lambda m: "‹ Back" in m.buttons, "the page of qualities")
    assert page.buttons == ["instant", "✓ balanced", "masterpiece", "‹ Back"]
    await ada.presses(page, "‹ Back")
    await ada.sees(panel, lambda m: "Done" in m.buttons, "the first page")


async def test_a_choice_holds_for_the_next_painting(open_harness: Open) -> None:
    async with open_harness(size=None, steps=None) as harness:
        ada, jobs = harness.ada, harness.bot.app.services.jobs
        panel = await chooses(ada, await opened(ada), "Quality", "instant")
        panel = await chooses(ada, panel, "Strength", "200 %")
        assert {"Quality: instant", "Strength: 200 %"} <= set(panel.buttons)
        await ada.sends(photo(), caption="/style starry")
        await ada.gets()
        job = await jobs.latest(ADA)
        assert job is not None
        assert job.options["method"] == "instant"
        assert "steps" not in job.options
        assert job.options["strength"] == 2.0
        await chooses(ada, panel, "Size", "768 px")
        await ada.sends(photo(seed=1), caption="/style starry")
        await ada.gets()
        job = await jobs.latest(ADA)
        assert job is not None
        assert job.options["size"] == 768


async def test_faces_and_strokes_hold_and_the_recipe_names_them(harness: AppHarness) -> None:
    ada, jobs = harness.ada, harness.bot.app.services.jobs
    panel = await chooses(ada, await opened(ada), "Faces", "keep the likeness")
    panel = await chooses(ada, panel, "Strokes", "bold")
    assert {"Faces: keep the likeness", "Strokes: bold"} <= set(panel.buttons)
    await ada.sends(photo(), caption="/style starry")
    painting = await ada.gets()
    job = await jobs.latest(ADA)
    assert job is not None
    assert (job.options["faces"], job.options["stroke"]) == ("keep", "bold")
    await ada.presses(painting, "Recipe")
    await ada.hears("Faces: keep the likeness\nStrokes: bold")


async def test_a_recipe_says_nothing_of_usual_faces_and_strokes(ada: Person) -> None:
    await ada.sends(photo(), caption="/style starry")
    await ada.presses(await ada.gets(), "Recipe")
    recipe = await ada.hears("Seed")
    assert "Faces" not in recipe.words
    assert "Strokes" not in recipe.words


async def test_other_faces_are_another_painting(harness: AppHarness) -> None:
    ada = harness.ada
    (sent,) = await ada.sends(photo(), caption="/style starry")
    first = await ada.gets(after=sent)
    await chooses(ada, await opened(ada), "Faces", "paint freely")
    await ada.says("/style starry", reply_to=sent)
    second = await ada.gets(after=first.id)
    jobs = [await harness.bot.app.services.jobs.by_message(ADA, one.id) for one in (first, second)]
    assert [job is not None and job.seconds is not None for job in jobs] == [True, True]


async def test_a_groups_faces_go_before_a_persons(harness: AppHarness, max_here: Person) -> None:
    await chooses(harness.max, await opened(harness.max), "Faces", "keep the likeness")
    panel = await opened(max_here)
    assert {"Faces: as each likes", "Strokes: as each likes"} <= set(panel.buttons)
    await chooses(max_here, panel, "Faces", "paint freely")
    await max_here.sends(photo(), caption="/style starry")
    await max_here.gets()
    job = await harness.bot.app.services.jobs.latest(GROUP)
    assert job is not None
    assert job.options["faces"] == "free"


async def test_settings_are_somebodys_own(harness: AppHarness) -> None:
    await chooses(harness.ada, await opened(harness.ada), "Quality", "masterpiece")
    panel = await opened(harness.max)
    assert "Quality: balanced" in panel.buttons


async def test_without_previews_only_words_tell_how_far_it_is(open_harness: Open) -> None:
    async with open_harness(steps=300) as harness:
        ada = harness.ada
        await chooses(ada, await opened(ada), "Previews", "off")
        await ada.sends(photo(), caption="/style starry")
        done = await ada.gets()
        pictures = await harness.client.calls("editMessageMedia")
        assert len(pictures) == 1, "only the result"
        assert done.raw["edits"] >= 1


async def test_a_size_that_the_operator_forbids_cannot_be_chosen(open_harness: Open) -> None:
    async with open_harness(max_size=512) as harness:
        ada = harness.ada
        panel = await opened(ada)
        await ada.presses(panel, "Size: as usual")
        page = await ada.sees(panel, lambda m: "‹ Back" in m.buttons, "the sizes")
        assert page.buttons == ["✓ as usual", "384 px", "512 px", "‹ Back"]
        await harness.show_button(page, "Huge", "set:size:3072")
        await ada.presses(page, "Huge")
        shown = await ada.sees(panel, lambda m: "Done" in m.buttons, "the first page")
        assert "Size: as usual" in shown.buttons


@pytest.mark.parametrize("data", ["set:nonsense", "set:faces:lose", "set:who_paints:admins"])
async def test_a_forged_button_does_nothing(harness: AppHarness, data: str) -> None:
    ada = harness.ada
    panel = await opened(ada)
    await harness.show_button(panel, "Forged", data)
    await ada.presses(panel, "Forged")
    await ada.sees(panel, lambda m: "Done" in m.buttons, "the first page")
    person = await harness.bot.app.services.people.get(ADA)
    assert person is None or not person.settings


async def test_administrators_set_what_holds_in_their_group(
    harness: AppHarness, max_here: Person
) -> None:
    panel = await opened(max_here)
    assert "of this group" in panel.words
    assert {"Quality: as each likes", "Who may paint: everyone"} <= set(panel.buttons)
    panel = await chooses(max_here, panel, "Quality", "instant")
    assert "Quality: instant" in panel.buttons
    panel = await chooses(max_here, panel, "Quality", "as each likes")
    assert "Quality: as each likes" in panel.buttons
    entries = await harness.bot.app.services.audit.recent(chat_id=GROUP)
    assert [entry.action for entry in entries] == ["settings.group"] * 2


async def test_others_are_told_once_a_minute_that_they_may_not(
    harness: AppHarness, lin_here: Person
) -> None:
    asked = await lin_here.says("/settings")
    refusal = await lin_here.hears("Only an admin")
    assert refusal.reply_to == asked
    await lin_here.says("/settings")
    await lin_here.says("/help")
    await lin_here.hears("In a group I listen")
    refused = [m for m in await harness.client.messages(GROUP) if "Only an admin" in m.words]
    assert len(refused) == 1


async def test_others_cannot_press_the_groups_panel(max_here: Person, lin_here: Person) -> None:
    panel = await opened(max_here)
    answer = await lin_here.presses(panel, "Quality: as each likes")
    assert answer == {"text": "Only an admin can do that.", "show_alert": True}
