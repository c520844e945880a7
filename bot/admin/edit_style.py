"""What keepers of styles do: /editstyle, /renamestyle, /alias, /hide, /unhide, /delstyle.

The bot's admins keep all styles, a group's administrators those of their group.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update

from bot.admin.add_style import picture_with
from bot.admin.drafts import propose
from bot.admin.style_options import CannotTake, parse_pairs, read_options
from bot.context import Context, ReplyTarget, reply, require_message
from bot.press import ignore_stale_press
from bot.requests.limits import refuse
from bot.texts import Texts
from bot.texts.style_titles import translate_title
from bot.transport.commands import find_command
from storage import NewStyle, Style, StyleExists, UnknownStyle, slug_of

MARK: Final = "undel"
_Given: TypeAlias = tuple[ReplyTarget, Style, str]


async def edit_style(update: Update, context: Context) -> None:
    """/editstyle NAME title=… strength=…, and another picture if one comes with it."""
    message, _ = require_message(update)
    given = await _given(update, context, "editstyle-how")
    if given is None:
        return
    target, style, rest = given
    texts = context.texts(target.person)
    try:
        title, options = _changes(texts, style, rest)
        picture = await _new_picture(context, message)
    except CannotTake as error:
        await reply(context, target, str(error))
        return
    if picture is not None:
        draft = _redrawn(target, style, picture, title=title, options=options)
        await propose(context, target, await context.services.styles.add(draft))
    elif title or options is not None:
        edited = await context.services.style_editor.edit(style.id, title=title, options=options)
        await _note(context, target, "style.edit", edited, changes=rest)
        await reply(
            context, target, texts("editstyle-done", title=translate_title(edited.title, texts))
        )
    else:
        await reply(context, target, texts("editstyle-how"))


async def rename_style(update: Update, context: Context) -> None:
    """/renamestyle NAME NEW: the old name stays as an alias."""
    given = await _given(update, context, "renamestyle-how")
    if given is None:
        return
    target, style, rest = given
    texts, slug = context.texts(target.person), slug_of(rest)
    if not slug:
        await reply(context, target, texts("renamestyle-how"))
        return
    try:
        renamed = await context.services.style_editor.rename(style.id, slug)
    except StyleExists:
        await reply(context, target, texts("addstyle-exists", name=slug))
        return
    await _note(context, target, "style.rename", renamed, was=style.slug)
    await reply(
        context,
        target,
        texts("renamestyle-done", title=translate_title(style.title, texts), name=slug),
    )


async def alias(update: Update, context: Context) -> None:
    """/alias NAME one, two, -three: add names and take them away; alone it tells them."""
    given = await _given(update, context, "alias-how")
    if given is None:
        return
    target, style, rest = given
    words = [word.strip() for word in re.split(r"[,，、]", rest) if word.strip()]
    gone = {word[1:].strip() for word in words if word.startswith("-")}
    kept = [name for name in style.aliases if name not in gone]
    aliases = [*kept, *(word for word in words if not word.startswith("-"))]
    if words:
        style = await context.services.style_editor.edit(style.id, aliases=aliases)
        await _note(context, target, "style.alias", style, aliases=list(style.aliases))
    names, texts = ", ".join(style.aliases) or "—", context.texts(target.person)
    title = translate_title(style.title, texts)
    await reply(context, target, texts("alias-are", title=title, names=names))


async def hide(update: Update, context: Context) -> None:
    """/hide NAME takes a style out of all lists, /unhide NAME puts it back."""
    message, _ = require_message(update)
    given = await _given(update, context, "hide-how")
    if given is None:
        return
    target, style, _ = given
    command = find_command(message, context.bot.username)
    hidden = command is not None and command.name == "hide"
    await context.services.styles.hide(style.id, hidden=hidden)
    await _note(context, target, "style.hide" if hidden else "style.unhide", style)
    text, texts = "hide-done" if hidden else "unhide-done", context.texts(target.person)
    await reply(context, target, texts(text, title=translate_title(style.title, texts)))


async def delete_style(update: Update, context: Context) -> None:
    """/delstyle NAME, with a button that brings it back."""
    given = await _given(update, context, "delstyle-how")
    if given is None:
        return
    target, style, _ = given
    texts = context.texts(target.person)
    await context.services.style_editor.delete(style.id)
    await _note(context, target, "style.delete", style)
    undo = InlineKeyboardButton(texts("button-undo"), callback_data=f"{MARK}:{style.id}")
    words = texts("delstyle-done", title=translate_title(style.title, texts))
    await reply(context, target, words, InlineKeyboardMarkup.from_button(undo))


async def press_undo(update: Update, context: Context) -> None:
    """Undo under a deletion."""
    query = update.callback_query
    if query is None or not isinstance(query.message, Message):
        return
    texts, target = context.texts(query.from_user), ReplyTarget.of(query.message, query.from_user)
    number = (query.data or "").removeprefix(f"{MARK}:")
    with ignore_stale_press():
        try:
            style_id = int(number) if number.isdecimal() and len(number) < 19 else 0
            style = await context.services.styles.get(style_id, with_deleted=True)
            if not await _keeps(context, target, style):
                await query.answer(texts("toast-admins-only"), show_alert=True)
                return
            await context.services.style_editor.restore(style.id)
        except UnknownStyle:
            await query.answer(texts("toast-too-old"))
        except StyleExists:
            await query.answer(texts("delstyle-taken"), show_alert=True)
        else:
            await _note(context, target, "style.restore", style)
            await query.answer()
            title = translate_title(style.title, texts)
            await query.edit_message_text(texts("delstyle-undone", title=title))


async def _given(update: Update, context: Context, how: str) -> _Given | None:
    """Place, style and the rest of the command; else the person was told what is missing."""
    message, person = require_message(update)
    target, texts = ReplyTarget.of(message, person), context.texts(person)
    if not await context.services.admins.wrote(message, person.id) or (
        target.is_private and not context.services.admins.runs_the_bot(person.id)
    ):
        await refuse(context, target, texts("admin-only"))
        return None
    command = find_command(message, context.bot.username)
    words = command.rest if command else ""
    if not words:
        await reply(context, target, texts(how))
        return None
    found = await _named(context, target, words)
    if found is None:
        await reply(context, target, texts("admin-unknown-style", name=words))
    elif not await _keeps(context, target, found[0], wrote=True):
        title = translate_title(found[0].title, texts)
        await reply(context, target, texts("admin-not-your-style", title=title))
    else:
        return target, *found
    return None


async def _named(context: Context, target: ReplyTarget, words: str) -> tuple[Style, str] | None:
    """The style whose name ``words`` begin with, hidden or not, and the rest of them."""
    seen = await context.services.styles.all(target.chat_id, with_hidden=True)
    # A group's own styles go before those of all, as everywhere.
    known = sorted(seen, key=lambda style: style.chat_id is None)
    parts = words.split()
    for end in range(len(parts), 0, -1):
        name = slug_of(" ".join(parts[:end]))
        for style in known:
            if name and name in map(slug_of, style.names):
                return style, " ".join(parts[end:])
    return None


async def _keeps(
    context: Context, target: ReplyTarget, style: Style, *, wrote: bool = False
) -> bool:
    admins = context.services.admins
    if style.chat_id is None or target.is_private:
        return admins.runs_the_bot(target.person.id)
    # Who wrote a command was looked at before; anonymous administrators have no id.
    here = style.chat_id == target.chat_id
    return here and (wrote or await admins.runs(target.chat_id, target.person.id))


def _redrawn(
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


def _changes(
    texts: Texts, style: Style, words: str
) -> tuple[str | None, Mapping[str, Any] | None]:
    """The new title and all options, if ``words`` change them. An empty value takes one out.

    Raises ``CannotTake``.
    """
    _, pairs = parse_pairs(words)
    title = pairs.pop("title", None)
    if not pairs:
        return title, None
    kept = {name: value for name, value in style.options.items() if name not in pairs}
    return title, kept | read_options(texts, pairs)


async def _new_picture(context: Context, message: Message) -> bytes | None:
    if message.effective_attachment is None and message.reply_to_message is None:
        return None
    return await picture_with(context, message, context.texts(message.from_user))


async def _note(
    context: Context, target: ReplyTarget, action: str, style: Style, **details: Any
) -> None:
    await context.services.audit.append(
        action, style.slug, person_id=target.person.id, chat_id=target.chat_id, **details
    )
