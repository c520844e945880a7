"""/settings: a panel for oneself, or for a group, which its administrators may change."""

from __future__ import annotations

from telegram import Chat, Update
from telegram.constants import ChatType

from bot.account.command_menu import publish_menu_of
from bot.account.settings_panel import SettingsPanel
from bot.callback_data import ChangeSetting, CloseSettings, OfSettings, ShowSetting
from bot.context import Context, ReplyTarget, reply, require_message
from bot.preferences import load_preferences
from bot.press import AdminsOnly, Press
from bot.requests.limits import refuse


async def show_settings(update: Update, context: Context) -> None:
    """/settings: show the panel."""
    message, person = require_message(update)
    target, texts = ReplyTarget.of(message, person), context.texts(person)
    if not await context.services.admins.is_from_admin(message, person.id):
        await refuse(context, target, texts("settings-not-yours"))
        return
    words, keyboard = (await _load_panel(context, target.chat)).render_overview(texts)
    await reply(context, target, words, keyboard)


async def press_settings(press: Press, data: OfSettings) -> None:
    """Turn the pages of the panel, or change a setting."""
    if not await press.context.services.admins.may_manage(press.message.chat_id, press.person.id):
        raise AdminsOnly
    if isinstance(data, ChangeSetting):
        await _change(press, data)
    await press.answer()
    panel = await _load_panel(press.context, press.message.chat)
    match data:
        case CloseSettings():
            await press.rewrite(press.texts("settings-closed"))
        case ShowSetting(name=name) if name in panel.names:
            await press.rewrite(*panel.render_page(press.texts, name))
        case _:
            await press.rewrite(*panel.render_overview(press.texts))


async def _change(press: Press, data: ChangeSetting) -> None:
    context, chat, person = press.context, press.message.chat, press.person
    panel = await _load_panel(context, chat)
    choices = panel.list_choices(data.name) if data.name in panel.names else {}
    # A choice may have gone since the button was made, as a size that the operator forbids now.
    if data.code not in choices:
        return
    services, value = context.services, choices[data.code]
    if panel.is_group:
        await services.chats.configure(chat.id, **{data.name: value})
        await services.audit.append(
            "settings.group", data.name, person_id=person.id, chat_id=chat.id, value=value
        )
    else:
        await services.people.configure(chat.id, **{data.name: value})
    # The panel's own language may be what was changed.
    context.effective = await load_preferences(
        services.people, services.chats, person_id=person.id, chat_id=chat.id
    )
    if data.name == "language" and not panel.is_group:
        texts, is_admin = context.texts(person), services.admins.is_bot_admin(chat.id)
        await publish_menu_of(context.bot, texts, chat.id, is_admin=is_admin)


async def _load_panel(context: Context, chat: Chat) -> SettingsPanel:
    services, is_group = context.services, chat.type != ChatType.PRIVATE
    known = await (services.chats.get(chat.id) if is_group else services.people.get(chat.id))
    return SettingsPanel(
        stored=known.settings if known else {},
        is_group=is_group,
        catalogue=services.catalogue,
        largest=services.settings.max_size,
    )
