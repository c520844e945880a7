"""/settings: a panel for oneself, or for a group, which its administrators may change."""

from __future__ import annotations

from telegram import CallbackQuery, Chat, Message, Update
from telegram.constants import ChatType

from bot.account import settings_panel as panel
from bot.account.command_menu import publish_to
from bot.account.settings_panel import Panel
from bot.context import Context, ReplyTarget, reply, require_message
from bot.preferences import load_preferences
from bot.press import ignore_stale_press


async def settings(update: Update, context: Context) -> None:
    """Show the panel."""
    message, person = require_message(update)
    target, texts = ReplyTarget.of(message, person), context.texts(person)
    if not await context.services.admins.wrote(message, person.id):
        if context.services.refusal_throttle.may_say(target.chat_id, person.id):
            await reply(context, target, texts("settings-not-yours"))
        return
    words, keyboard = (await _panel(context, target.chat)).overview(texts)
    await reply(context, target, words, keyboard)


async def press(update: Update, context: Context) -> None:
    """A button of the panel."""
    query = update.callback_query
    if query is None or query.data is None:
        return
    texts, message = context.texts(query.from_user), query.message
    if not isinstance(message, Message):
        await query.answer(texts("toast-too-old"))
    elif not await context.services.admins.runs(message.chat.id, query.from_user.id):
        await query.answer(texts("toast-admins-only"), show_alert=True)
    else:
        name, code = panel.read(query.data)
        with ignore_stale_press():
            if code is not None:
                await _choose(context, query, message.chat, name, code)
            await _turn(context, query, message.chat, name if code is None else "")


async def _choose(
    context: Context, query: CallbackQuery, chat: Chat, name: str, code: str
) -> None:
    shown = await _panel(context, chat)
    choices = shown.choices(name) if name in shown.names else {}
    # A choice may have gone since the button was made, as a size that the operator forbids now.
    if code not in choices:
        return
    services, value = context.services, choices[code]
    if shown.is_group:
        await services.chats.configure(chat.id, **{name: value})
        await services.audit.append(
            "settings.group", name, person_id=query.from_user.id, chat_id=chat.id, value=value
        )
    else:
        await services.people.configure(chat.id, **{name: value})
    # The panel's own language may be what was changed.
    context.effective = await load_preferences(
        services.people, services.chats, person_id=query.from_user.id, chat_id=chat.id
    )
    if name == "language" and not shown.is_group:
        texts, is_admin = context.texts(query.from_user), services.admins.runs_the_bot(chat.id)
        await publish_to(context.bot, texts, chat.id, is_admin=is_admin)


async def _turn(context: Context, query: CallbackQuery, chat: Chat, name: str) -> None:
    texts = context.texts(query.from_user)
    await query.answer()
    if name == panel.CLOSE:
        await query.edit_message_text(texts("settings-closed"))
        return
    shown = await _panel(context, chat)
    page = shown.page(texts, name) if name in shown.names else shown.overview(texts)
    await query.edit_message_text(page[0], reply_markup=page[1])


async def _panel(context: Context, chat: Chat) -> Panel:
    services, is_group = context.services, chat.type != ChatType.PRIVATE
    known = await (services.chats.get(chat.id) if is_group else services.people.get(chat.id))
    return Panel(
        stored=known.settings if known else {},
        is_group=is_group,
        catalogue=services.catalogue,
        largest=services.settings.max_size,
    )
