"""Commands about one style: /editstyle, /renamestyle, /alias, /hide, /unhide, /delstyle.

The bot's admins may change all styles, a group's administrators those of their group.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Any, TypeAlias

from telegram import InlineKeyboardMarkup

from bot.admin.add_style import fetch_style_picture
from bot.admin.audit import record
from bot.admin.drafts import preview_draft
from bot.admin.guard import AdminCommand, UpdateHandler, is_admin_here, only_if
from bot.admin.style_options import CannotTake, read_changes
from bot.callback_data import RestoreStyle, button
from bot.context import ReplyTarget
from bot.press import AdminsOnly, Press
from bot.texts.style_titles import translate_title
from storage import NewStyle, Style, StyleExists, slug_of

_Handler: TypeAlias = Callable[[AdminCommand, Style, str], Awaitable[None]]


def _about_style(how: str) -> Callable[[_Handler], UpdateHandler]:
    """Hand a command on with its style and the words behind it; else reply what is missing.

    ``how`` is the text that says how the command is written.
    """

    def with_style(handler: _Handler) -> UpdateHandler:
        @only_if(is_admin_here)
        @wraps(handler)
        async def handle(command: AdminCommand) -> None:
            texts = command.texts
            if not command.rest:
                await command.reply(texts(how))
                return
            found = await _find_style(command)
            if found is None:
                await command.reply(texts("admin-unknown-style", name=command.rest))
                return
            style, rest = found
            if _may_edit(command, style):
                await handler(command, style, rest)
            else:
                title = translate_title(style.title, texts)
                await command.reply(texts("admin-not-your-style", title=title))

        return handle

    return with_style


@_about_style("editstyle-how")
async def edit_style(command: AdminCommand, style: Style, rest: str) -> None:
    """/editstyle NAME title=… strength=…: change the style; preview it in a picture that comes."""
    services, texts, target = command.context.services, command.texts, command.target
    try:
        title, options = read_changes(texts, style.options, rest)
        picture = await _fetch_new_picture(command)
    except CannotTake as error:
        await command.reply(str(error))
        return
    if picture is not None:
        draft = _new_draft(target, style, picture, title=title, options=options)
        await preview_draft(command.context, target, await services.styles.add(draft))
    elif title or options is not None:
        edited = await services.style_editor.edit(style.id, title=title, options=options)
        await record(command.context, target, "style.edit", edited.slug, changes=rest)
        await command.reply(texts("editstyle-done", title=translate_title(edited.title, texts)))
    else:
        await command.reply(texts("editstyle-how"))


@_about_style("renamestyle-how")
async def rename_style(command: AdminCommand, style: Style, rest: str) -> None:
    """/renamestyle NAME NEW: give the style a new name; the old one stays as an alias."""
    texts, slug = command.texts, slug_of(rest)
    if not slug:
        await command.reply(texts("renamestyle-how"))
        return
    try:
        renamed = await command.context.services.style_editor.rename(style.id, slug)
    except StyleExists:
        await command.reply(texts("addstyle-exists", name=slug))
        return
    await record(command.context, command.target, "style.rename", renamed.slug, was=style.slug)
    await command.reply(
        texts("renamestyle-done", title=translate_title(style.title, texts), name=slug)
    )


@_about_style("alias-how")
async def edit_aliases(command: AdminCommand, style: Style, rest: str) -> None:
    """/alias NAME one, two, -three: add names and take them away; tell what there are then."""
    words = [word.strip() for word in re.split(r"[,，、]", rest) if word.strip()]
    removed = {word[1:].strip() for word in words if word.startswith("-")}
    kept = [name for name in style.aliases if name not in removed]
    aliases = [*kept, *(word for word in words if not word.startswith("-"))]
    if words:
        style = await command.context.services.style_editor.edit(style.id, aliases=aliases)
        names = list(style.aliases)
        await record(command.context, command.target, "style.alias", style.slug, aliases=names)
    shown, texts = ", ".join(style.aliases) or "—", command.texts
    await command.reply(texts("alias-are", title=translate_title(style.title, texts), names=shown))


@_about_style("hide-how")
async def hide_or_unhide(command: AdminCommand, style: Style, _: str) -> None:
    """/hide NAME: take the style out of all lists; /unhide NAME: put it back."""
    hidden = command.name == "hide"
    await command.context.services.styles.hide(style.id, hidden=hidden)
    action = "style.hide" if hidden else "style.unhide"
    await record(command.context, command.target, action, style.slug)
    text, texts = "hide-done" if hidden else "unhide-done", command.texts
    await command.reply(texts(text, title=translate_title(style.title, texts)))


@_about_style("delstyle-how")
async def delete_style(command: AdminCommand, style: Style, _: str) -> None:
    """/delstyle NAME: delete the style, with a button that brings it back."""
    texts = command.texts
    await command.context.services.style_editor.delete(style.id)
    await record(command.context, command.target, "style.delete", style.slug)
    undo = button(texts("button-undo"), RestoreStyle(style.id))
    words = texts("delstyle-done", title=translate_title(style.title, texts))
    await command.reply(words, InlineKeyboardMarkup.from_button(undo))


async def press_restore(press: Press, data: RestoreStyle) -> None:
    """Bring a deleted style back, by the button under the word that it is deleted."""
    services = press.context.services
    style = await services.styles.get(data.style, with_deleted=True)
    if not await _may_restore(press, style):
        raise AdminsOnly
    try:
        await services.style_editor.restore(style.id)
    except StyleExists:
        await press.answer("delstyle-taken", alert=True)
        return
    await record(press.context, press.target, "style.restore", style.slug)
    await press.answer()
    title = translate_title(style.title, press.texts)
    await press.rewrite(press.texts("delstyle-undone", title=title))


async def _find_style(command: AdminCommand) -> tuple[Style, str] | None:
    """Find the style whose name the words begin with, hidden or not; return the rest of them."""
    chat_id = command.target.chat_id
    seen = await command.context.services.styles.all(chat_id, with_hidden=True)
    # A group's own styles go before those of all, as everywhere.
    known = sorted(seen, key=lambda style: style.chat_id is None)
    parts = command.rest.split()
    for end in range(len(parts), 0, -1):
        name = slug_of(" ".join(parts[:end]))
        for style in known:
            if name and name in map(slug_of, style.names):
                return style, " ".join(parts[end:])
    return None


def _may_edit(command: AdminCommand, style: Style) -> bool:
    """Tell whether an admin who got past the guard may change ``style``."""
    target = command.target
    if style.chat_id is None or target.is_private:
        return command.context.services.admins.is_bot_admin(target.person.id)
    return style.chat_id == target.chat_id


async def _may_restore(press: Press, style: Style) -> bool:
    admins, target = press.context.services.admins, press.target
    if style.chat_id is None or target.is_private:
        return admins.is_bot_admin(target.person.id)
    here = style.chat_id == target.chat_id
    return here and await admins.may_manage(target.chat_id, target.person.id)


def _new_draft(
    target: ReplyTarget,
    style: Style,
    picture: bytes,
    *,
    title: str | None,
    options: Mapping[str, Any] | None,
) -> NewStyle:
    return NewStyle(
        slug=style.slug,
        title=title or style.title,
        picture=picture,
        options=style.options if options is None else options,
        chat_id=style.chat_id,
        added_by=target.person.id,
        draft=True,
        replaces=style.id,
    )


async def _fetch_new_picture(command: AdminCommand) -> bytes | None:
    message = command.message
    if message.effective_attachment is None and message.reply_to_message is None:
        return None
    return await fetch_style_picture(command)
