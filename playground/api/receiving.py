"""Methods by which the bot receives updates and files, and answers queries."""

from playground import bot_api_json
from playground.api.call import Call, MethodTable
from playground.errors import refuse
from playground.model import Json

TABLE = MethodTable()
DOWNLOAD_BYTES = 20 << 20


@TABLE.method("getMe")
async def get_me(call: Call) -> Json:
    """Return the bot."""
    return bot_api_json.user(call.world.bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
    }


@TABLE.method("getUpdates")
async def get_updates(call: Call) -> list[Json]:
    """Confirm by `offset` and return what is new, waiting up to `timeout` seconds for it."""
    params = call.params
    if params.has("allowed_updates"):
        kinds = params.array("allowed_updates", "allowed_updates")
        call.world.updates.allow(str(kind) for kind in kinds)
    return await call.polling.poll(
        offset=params.integer("offset"),
        limit=params.integer("limit", 100),
        seconds=params.integer("timeout"),
    )


@TABLE.method("getFile")
async def get_file(call: Call) -> Json:
    """Return the path to download a file from; at most 20 MB."""
    wanted = call.params.text("file_id")
    if not wanted:
        raise refuse("file_id not specified")
    file = call.world.files.find(wanted)
    if file is None:
        raise refuse("invalid file_id")
    if file.size > DOWNLOAD_BYTES:
        raise refuse("file is too big")
    return bot_api_json.file(file)


@TABLE.method("answerCallbackQuery")
async def answer_callback_query(call: Call) -> bool:
    """Answer a pressed button, in time and once."""
    params = call.params
    text = params.text("text")
    if len(text) > 200:
        raise refuse("MESSAGE_TOO_LONG")
    answer = {"text": text, "show_alert": params.boolean("show_alert")}
    if params.has("url"):
        answer["url"] = params.text("url")
    call.world.callbacks.answer(params.text("callback_query_id"), answer)
    call.world.on_change()
    return True


@TABLE.method("answerInlineQuery")
async def answer_inline_query(call: Call) -> bool:
    """Offer up to 50 results for what a person typed."""
    results = call.params.array("results", "inline query results")
    if len(results) > 50:
        raise refuse("RESULTS_TOO_MUCH")
    ids = [str(one.get("id", "")) if isinstance(one, dict) else "" for one in results]
    if not all(1 <= len(each.encode()) <= 64 for each in ids):
        raise refuse("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise refuse("RESULT_ID_DUPLICATE")
    answer = {"results": results, "next_offset": call.params.text("next_offset")}
    call.world.inline.answer(call.params.text("inline_query_id"), answer)
    call.world.on_change()
    return True
