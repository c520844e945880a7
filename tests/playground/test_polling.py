"""getUpdates: offsets, limits, kinds, one poll at a time, nothing while a webhook is set."""

import asyncio

from playground.api.receiving import TABLE
from playground.notifier import ChangeNotifier
from playground.polling import Polling
from playground.server import Playground
from playground.updates import KEPT_SECONDS, UpdateQueue
from tests.helpers.bot_client import BotClient, keyboard
from tests.helpers.playground_client import ADA, PlaygroundClient


async def test_limit_and_negative_offset(bot: BotClient, person: PlaygroundClient) -> None:
    for text in ("one", "two", "three"):
        await person.send(text)
    assert len(await bot.updates(limit=2)) == 2
    (last,) = await bot.updates(offset=-1)
    assert last["message"]["text"] == "three"
    assert await bot.updates() == [last]


async def test_a_second_poll_ends_the_first(bot: BotClient) -> None:
    first = asyncio.create_task(bot.call("getUpdates", timeout=30))
    await bot.ok("getMe")
    second = asyncio.create_task(bot.call("getUpdates", timeout=0))
    async with asyncio.timeout(60):
        answer = await first
        assert (await second)["ok"]
    assert answer["error_code"] == 409
    assert answer["description"] == (
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    )


async def test_waits_are_50_seconds_at_most() -> None:
    waits: list[float] = []

    class Impatient(ChangeNotifier):
        async def wait_until(self, find: object, seconds: float) -> None:
            waits.append(seconds)

    polling = Polling(UpdateQueue(lambda: 0.0), Impatient())
    for seconds in (-5, 7, 3600):
        await polling.poll(offset=0, limit=100, seconds=seconds)
    assert waits == [0, 7, 50]


async def test_kinds_are_chosen_once_and_remembered(
    bot: BotClient, person: PlaygroundClient
) -> None:
    await bot.updates(allowed_updates=["callback_query"])
    await person.send("unheard")
    message = await bot.say(reply_markup=keyboard("Stop"))
    press = asyncio.create_task(
        person.post("press", chat_id=ADA, user_id=ADA, message_id=message["message_id"],
                    button="Stop")
    )  # fmt: skip
    async with asyncio.timeout(60):
        (update,) = await bot.updates(timeout=9)
    assert set(update) == {"update_id", "callback_query"}
    await bot.ok("answerCallbackQuery", callback_query_id=update["callback_query"]["id"])
    await press


async def test_reactions_come_on_request_only(bot: BotClient, person: PlaygroundClient) -> None:
    message = await bot.say()
    react = {"chat_id": ADA, "user_id": ADA, "message_id": message["message_id"]}
    await person.post("react", emoji="👍", **react)
    assert await bot.updates(allowed_updates=["message_reaction"]) == []
    await person.post("react", emoji="🔥", **react)
    (update,) = await bot.updates()
    assert update["message_reaction"]["old_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    assert update["message_reaction"]["new_reaction"] == [{"type": "emoji", "emoji": "🔥"}]


async def test_an_update_shows_the_message_as_it_was(
    bot: BotClient, person: PlaygroundClient
) -> None:
    (sent,) = await person.send("first")
    await person.post("edit", chat_id=ADA, user_id=ADA, message_id=sent["id"], text="second")
    before, after = await bot.updates()
    assert before["message"]["text"] == "first"
    assert after["edited_message"]["text"] == "second"


def test_updates_are_kept_for_a_day() -> None:
    now = 0.0
    queue = UpdateQueue(lambda: now)
    queue.push("message", {})
    now = KEPT_SECONDS + 1.0
    queue.push("message", {})
    assert [update["update_id"] for update in queue.pending()] == [2]


async def test_tokens_methods_and_spelling(bot: BotClient, playground: Playground) -> None:
    assert (await bot.ok("GETME"))["is_bot"] is True
    assert await bot.refused("getCoffee") == "Not Found"
    right = bot.token
    bot.token = right[:-1] + "x"
    assert (await bot.call("getMe"))["error_code"] == 401
    bot.token = "nonsense"
    assert (await bot.call("getMe"))["error_code"] == 404
    assert TABLE.find("getme") is not None


async def test_reset_drops_updates_and_never_reuses_ids(
    bot: BotClient, person: PlaygroundClient
) -> None:
    (old,) = await person.send("old")
    (before,) = await bot.updates()
    await person.post("reset")
    (new,) = await person.send("new")
    (after,) = await bot.updates()
    assert after["message"]["text"] == "new"
    assert after["update_id"] > before["update_id"]
    assert new["id"] > old["id"]
    assert new["seq"] > old["seq"]
