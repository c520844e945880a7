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
from bot.texts.style_titles import translated
from bot.transport.commands import command_in
from storage import NewStyle, Style, StyleExists, UnknownStyle, slug_of

MARK: Final = "undel"
_Given: TypeAlias = tuple[ReplyTarget, Style, str]


async def edit_style(update: Update, context: Context) -> None:
    """/editstyle NAME title=… strength=…, and another picture if one comes with it."""
    message, _ = require_message(update)
    given = await _given(update, context, "editstyle-how")
    if given is None:
        return
    place, style, rest = given
    texts = context.texts(place.person)
    try:
        title, options = _changes(texts, style, rest)
        picture = await _new_picture(context, message)
    except CannotTake as error:
        await reply(context, place, str(error))
        return
    if picture is not None:
        draft = _redrawn(place, style, picture, title=title, options=options)
        await propose(context, place, await context.services.styles.add(draft))
    elif title or options is not None:
        edited = await context.services.curation.edit(style.id, title=title, options=options)
        await _note(context, place, "style.edit", edited, changes=rest)
        await reply(context, place, texts("editstyle-done", title=translated(edited.title, texts)))
    else:
        await reply(context, place, texts("editstyle-how"))


async def rename_style(update: Update, context: Context) -> None:
    """/renamestyle NAME NEW: the old name stays as an alias."""
    given = await _given(update, context, "renamestyle-how")
    if given is None:
        return
    place, style, rest = given
    texts, slug = context.texts(place.person), slug_of(rest)
    if not slug:
        await reply(context, place, texts("renamestyle-how"))
        return
    try:
        renamed = await context.services.curation.rename(style.id, slug)
    except StyleExists:
        await reply(context, place, texts("addstyle-exists", name=slug))
        return
    await _note(context, place, "style.rename", renamed, was=style.slug)
    await reply(
        context, place, texts("renamestyle-done", title=translated(style.title, texts), name=slug)
    )


async def alias(update: Update, context: Context) -> None:
    """/alias NAME one, two, -three: add names and take them away; alone it tells them."""
    given = await _given(update, context, "alias-how")
    if given is None:
        return
    place, style, rest = given
    words = [word.strip() for word in re.split(r"[,，、]", rest) if word.strip()]
    gone = {word[1:].strip() for word in words if word.startswith("-")}
    kept = [name for name in style.aliases if name not in gone]
    aliases = [*kept, *(word for word in words if not word.startswith("-"))]
    if words:
        style = await context.services.curation.edit(style.id, aliases=aliases)
        await _note(context, place, "style.alias", style, aliases=list(style.aliases))
    names, texts = ", ".join(style.aliases) or "—", context.texts(place.person)
    title = translated(style.title, texts)
    await reply(context, place, texts("alias-are", title=title, names=names))


async def hide(update: Update, context: Context) -> None:
    """/hide NAME takes a style out of all lists, /unhide NAME puts it back."""
    message, _ = require_message(update)
    given = await _given(update, context, "hide-how")
    if given is None:
        return
    place, style, _ = given
    command = command_in(message, context.bot.username)
    hidden = command is not None and command.name == "hide"
    await context.services.styles.hide(style.id, hidden=hidden)
    await _note(context, place, "style.hide" if hidden else "style.unhide", style)
    text, texts = "hide-done" if hidden else "unhide-done", context.texts(place.person)
    await reply(context, place, texts(text, title=translated(style.title, texts)))


async def delete_style(update: Update, context: Context) -> None:
    """/delstyle NAME, with a button that brings it back."""
    given = await _given(update, context, "delstyle-how")
    if given is None:
        return
    place, style, _ = given
    texts = context.texts(place.person)
    await context.services.curation.delete(style.id)
    await _note(context, place, "style.delete", style)
    undo = InlineKeyboardButton(texts("button-undo"), callback_data=f"{MARK}:{style.id}")
    words = texts("delstyle-done", title=translated(style.title, texts))
    await reply(context, place, words, InlineKeyboardMarkup.from_button(undo))


async def press_undo(update: Update, context: Context) -> None:
    """Undo under a deletion."""
    query = update.callback_query
    if query is None or not isinstance(query.message, Message):
        return
    texts, place = context.texts(query.from_user), ReplyTarget.of(query.message, query.from_user)
    number = (query.data or "").removeprefix(f"{MARK}:")
    with ignore_stale_press():
        try:
            style_id = int(number) if number.isdecimal() and len(number) < 19 else 0
            style = await context.services.styles.get(style_id, with_deleted=True)
            if not await _keeps(context, place, style):
                await query.answer(texts("toast-admins-only"), show_alert=True)
                return
            await context.services.curation.restore(style.id)
        except UnknownStyle:
            await query.answer(texts("toast-too-old"))
        except StyleExists:
            await query.answer(texts("delstyle-taken"), show_alert=True)
        else:
            await _note(context, place, "style.restore", style)
            await query.answer()
            title = translated(style.title, texts)
            await query.edit_message_text(texts("delstyle-undone", title=title))


async def _given(update: Update, context: Context, how: str) -> _Given | None:
    """Place, style and the rest of the command; else the person was told what is missing."""
    message, person = require_message(update)
    place, texts = ReplyTarget.of(message, person), context.texts(person)
    if not await context.services.admins.wrote(message, person.id) or (
        place.is_private and not context.services.admins.runs_the_bot(person.id)
    ):
        await refuse(context, place, texts("admin-only"))
        return None
    command = command_in(message, context.bot.username)
    words = command.rest if command else ""
    if not words:
        await reply(context, place, texts(how))
        return None
    found = await _named(context, place, words)
    if found is None:
        await reply(context, place, texts("admin-unknown-style", name=words))
    elif not await _keeps(context, place, found[0], wrote=True):
        title = translated(found[0].title, texts)
        await reply(context, place, texts("admin-not-your-style", title=title))
    else:
        return place, *found
    return None


async def _named(context: Context, place: ReplyTarget, words: str) -> tuple[Style, str] | None:
    """The style whose name ``words`` begin with, hidden or not, and the rest of them."""
    seen = await context.services.styles.all(place.chat_id, with_hidden=True)
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
    context: Context, place: ReplyTarget, style: Style, *, wrote: bool = False
) -> bool:
    admins = context.services.admins
    if style.chat_id is None or place.is_private:
        return admins.runs_the_bot(place.person.id)
    # Who wrote a command was looked at before; anonymous administrators have no id.
    here = style.chat_id == place.chat_id
    return here and (wrote or await admins.runs(place.chat_id, place.person.id))


def _redrawn(
    place: ReplyTarget,
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
        added_by=place.person.id,
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
    context: Context, place: ReplyTarget, action: str, style: Style, **details: Any
) -> None:
    await context.services.audit.append(
        action, style.slug, person_id=place.person.id, chat_id=place.chat_id, **details
    )
