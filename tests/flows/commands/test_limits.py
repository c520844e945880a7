"""Fair play: nobody takes everything, and nobody is told so again and again."""

from __future__ import annotations

from telegram import Chat, Message, Update, User

from storage import utc_now
from tests.flows.conftest import Open
from tests.helpers.app_harness import ENDLESS, AppHarness
from tests.helpers.pictures import photo
from tests.helpers.playground_client import ADA, GROUP, LIN, MAX, ShownMessage


async def test_a_person_has_a_quota_in_whatever_chats(open_harness: Open) -> None:
    async with open_harness(person_quota=1) as harness:
        await harness.ada.sends(photo(), caption="/style starry")
        await harness.ada.gets()
        here = harness.ada.in_group()
        await here.sends(photo(seed=1), caption="/style starry")
        refusal = await here.hears("used up your paintings (1)")
        assert "free in about 24 h" in refusal.words
        await harness.lin.in_group().sends(photo(seed=2), caption="/style starry")
        await harness.lin.in_group().gets()


async def test_an_exception_goes_before_the_rule(open_harness: Open) -> None:
    async with open_harness(person_quota=1) as harness:
        quotas = harness.bot.app.services.quotas
        await quotas.grant(ADA, None)
        await quotas.grant(LIN, 0)
        for seed in range(2):
            await harness.ada.sends(photo(seed=seed), caption="/style starry")
            await harness.ada.gets()
        lin = harness.lin
        await lin.sends(photo(), caption="/style starry")
        await lin.hears("no more for now")


async def test_what_was_painted_before_costs_nothing(open_harness: Open) -> None:
    async with open_harness(person_quota=1) as harness:
        ada = harness.ada
        (sent,) = await ada.sends(photo(), caption="/style starry")
        await ada.gets()
        await ada.says("/style starry", reply_to=sent)
        await ada.gets()
        await ada.says("/style wave", reply_to=sent)
        await ada.hears("used up your paintings (1)")


async def test_trying_six_styles_counts_as_one_painting(open_harness: Open) -> None:
    async with open_harness(person_quota=2) as harness:
        ada = harness.ada
        await ada.sends(photo())
        question = await ada.hears("which style")
        await ada.presses(question, "Try six")
        sheet = await ada.hears("Your photo in 6 styles")
        await ada.presses(sheet, sheet.buttons[0])
        await ada.gets(after=sheet.id)
        answer = await ada.presses(sheet, "Six others")
        assert answer is not None
        assert answer["show_alert"]
        told = answer["text"].splitlines()
        assert told[0] == "Trying six styles counts as one painting."
        assert told[1].startswith("You have used up your paintings (2).")


async def test_those_who_run_the_bot_have_no_quota(open_harness: Open) -> None:
    async with open_harness(person_quota=0, admins=(MAX,)) as harness:
        await harness.max.sends(photo(), caption="/style starry")
        await harness.max.gets()


async def test_a_group_has_a_pace(open_harness: Open) -> None:
    async with open_harness(group_rate=1) as harness:
        ada, lin = harness.ada.in_group(), harness.lin.in_group()
        await ada.sends(photo(), caption="/style starry")
        await ada.gets()
        await lin.sends(photo(seed=1), caption="/style starry")
        await lin.hears("a lot at once for one group", "Come back in about")
        await harness.lin.sends(photo(seed=2), caption="/style starry")
        await harness.lin.gets()


async def test_a_group_has_a_quota(open_harness: Open) -> None:
    async with open_harness(group_quota=0) as harness:
        lin = harness.lin.in_group()
        await lin.sends(photo(), caption="/style starry")
        await lin.hears("This group has used up its paintings (0)", "no more for now")


async def test_in_a_group_somebody_is_refused_once_a_minute(open_harness: Open) -> None:
    async with open_harness(person_quota=0) as harness:
        ada = harness.ada.in_group()
        for seed in range(3):
            await ada.sends(photo(seed=seed), caption="/style starry")
        lin = harness.lin.in_group()
        (asked,) = await lin.sends(photo(seed=9), caption="/style starry")

        def said(messages: list[ShownMessage]) -> list[ShownMessage] | None:
            refused = [m for m in messages if "no more for now" in m.words]
            return refused if any(m.reply_to == asked for m in refused) else None

        refused = await harness.client.wait_until(GROUP, said, "a refusal for Lin")
        assert len(refused) == 2, "once to each"


async def test_a_full_line_says_when_to_come_back(open_harness: Open) -> None:
    async with open_harness(steps=ENDLESS, slots=1, max_line=1) as harness:
        await harness.ada.sends(photo(), caption="/style starry")
        await harness.ada.gets(finished=False)
        await harness.ada.sends(photo(seed=1), caption="/style starry")
        await harness.ada.hears("You are next")
        lin = harness.lin
        await lin.sends(photo(seed=2), caption="/style starry")
        await lin.hears("Too many paintings wait", "Come back in about")
        await harness.ada.says("/cancel")
        await harness.ada.hears("Stopped 2")
        await harness.wait_until_idle()


async def test_only_admins_paint_where_a_group_wants_it_so(harness: AppHarness) -> None:
    await harness.bot.app.services.chats.configure(GROUP, who_paints="admins")
    lin, boss = harness.lin.in_group(), harness.max.in_group()
    await lin.sends(photo(), caption="/style starry")
    await lin.hears("only admins ask for paintings")
    ada = harness.ada.in_group()
    await ada.sends(photo(), caption="/style")
    assert not (await ada.hears("only admins ask for paintings")).buttons
    await boss.sends(photo(seed=1), caption="/style starry")
    await boss.gets()


async def test_who_is_banned_hears_nothing(harness: AppHarness) -> None:
    await harness.bot.app.services.bans.ban(ADA)
    ada, lin = harness.ada.in_group(), harness.lin.in_group()
    await ada.sends(photo(), caption="/style starry")
    await ada.says("/help")
    await lin.says("/help")
    await lin.hears("In a group I listen")
    assert [m for m in await harness.client.messages(GROUP) if m.reply_to == ada.mark] == []
    await harness.bot.app.services.bans.lift(ADA)
    await ada.says("/help")
    await ada.hears("In a group I listen")


async def forum_of(harness: AppHarness) -> tuple[int, int]:
    """A forum of all people with one topic: chat and thread."""
    forum = {"type": "supergroup", "title": "Forum", "is_forum": True}
    forum |= {"members": [ADA, LIN, MAX], "admins": [MAX]}
    chat = await harness.client.post("chats", forum)
    body = {"chat_id": chat["id"], "user_id": MAX, "name": "Art"}
    topic = await harness.client.post("topics", body)
    return int(chat["id"]), int(topic["id"])


async def test_every_answer_stays_in_its_topic(open_harness: Open) -> None:
    async with open_harness(group_rate=1) as harness:
        chat, thread = await forum_of(harness)
        ada, boss = harness.ada.in_group(chat), harness.max.in_group(chat)
        ada.thread_id = boss.thread_id = thread
        answers: list[ShownMessage] = []
        await ada.sends(photo(), caption="/style starry")
        answers.append(await ada.gets())
        await ada.sends(photo(seed=1), caption="/style starry")
        answers.append(await ada.hears("a lot at once"))
        await boss.says("/settings")
        answers.append(await boss.hears("of this group"))
        await ada.presses(answers[0], "Again")
        assert [m.raw["thread_id"] for m in answers] == [thread] * 3


async def upgraded(harness: AppHarness) -> int:
    return int((await harness.client.post("upgrade", {"chat_id": GROUP}))["id"])


async def test_a_supergroup_keeps_the_settings_of_its_group(harness: AppHarness) -> None:
    chats = harness.bot.app.services.chats
    await chats.configure(GROUP, who_paints="admins")
    new = await upgraded(harness)
    lin = harness.lin.in_group(new)
    await lin.sends(photo(), caption="/style starry")
    await lin.hears("only admins ask for paintings")
    assert await chats.get(GROUP) is None


async def test_one_word_from_either_chat_is_enough(harness: AppHarness) -> None:
    """The word of the old group may be lost; the supergroup's says the same."""
    chats = harness.bot.app.services.chats
    await chats.configure(GROUP, quality="instant")
    new = GROUP - 10**12
    notice = Message(
        1, utc_now(), Chat(new, "supergroup"), User(ADA, "Ada", False), migrate_from_chat_id=GROUP
    )
    notice.set_bot(harness.bot.app.bot)
    await harness.bot.app.process_update(Update(1_000_000, message=notice))
    moved = await chats.get(new)
    assert moved is not None
    assert moved.settings["quality"] == "instant"
