"""Drafts of styles: the standard photo is painted in one, and whoever keeps styles publishes it.

A draft is a row that no list shows, so that its buttons outlive the bot. It is a new style, or
another picture for one that there is.
"""

from __future__ import annotations

from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update

from bot.context import Context, Place, say
from bot.handlers.tapping import come_to_nothing
from bot.orders import in_style, paint
from bot.pictures import Picture
from bot.standard import STANDARD
from bot.texts import Texts
from bot.titles import translated
from storage import NotFound, State, Style, StyleExists, Who

MARK: Final = "sty"
_HERE, _EVERYWHERE, _DISCARD = "p", "g", "d"


async def propose(context: Context, place: Place, draft: Style) -> None:
    """Paint the standard photo in ``draft`` and ask whether to publish it."""
    services, texts = context.services, context.texts(place.person)
    origin = f"{_origin(draft)}{place.message_id}"
    photo = Picture(STANDARD, STANDARD)
    if not await paint(context, in_style(place, photo, draft, origin=origin, is_trial=True)):
        await services.curation.discard(draft.id)
        return
    asked = await services.jobs.of_person(place.person.id)
    job = next(one for one in asked if (one.chat_id, one.origin) == (place.chat_id, origin))
    await _note(context, place, "style.add" if draft.replaces is None else "style.redraw", draft)
    keyboard = _keyboard(texts, draft, job.id, services.admins.runs_the_bot(place.person.id))
    text = "addstyle-ask" if draft.replaces is None else "editstyle-ask"
    await say(
        context,
        place,
        texts(text, title=translated(draft.title, texts), name=draft.slug),
        keyboard,
    )


async def press_draft(update: Update, context: Context) -> None:
    """Publish or Discard."""
    query = update.callback_query
    if query is None or not isinstance(query.message, Message):
        return
    texts, (what, number, job) = context.texts(query.from_user), _read(query.data or "")
    with come_to_nothing():
        try:
            draft = await context.services.styles.get(number)
            done = await context.services.jobs.get(job)
        except NotFound:
            await query.answer(texts("toast-too-old"))
            return
        place = Place.of(query.message, query.from_user)
        if not draft.draft or not done.origin.startswith(_origin(draft)):
            await query.answer(texts("toast-too-old"))
        elif not await _may_publish(context, place, draft, what):
            await query.answer(texts("toast-admins-only"), show_alert=True)
        elif what == _DISCARD:
            await query.answer()
            await query.edit_message_text(await _discard(context, place, draft))
        elif done.state is not State.DONE:
            await query.answer(texts(_why_not(done.state)), show_alert=True)
        else:
            await query.answer()
            await query.edit_message_text(await _publish(context, place, draft, what))


async def _publish(context: Context, place: Place, draft: Style, what: str) -> str:
    services, texts = context.services, context.texts(place.person)
    try:
        style = await services.curation.publish(draft.id, everywhere=what == _EVERYWHERE)
    except StyleExists:
        return texts("addstyle-exists", name=draft.slug)
    except NotFound:
        return texts("admin-unknown-style", name=draft.slug)
    if draft.replaces is not None:
        await _note(context, place, "style.edit", style)
        return texts("editstyle-done", title=translated(style.title, texts))
    await _note(context, place, "style.publish", style)
    scope = "addstyle-published" if style.chat_id is None else "addstyle-published-here"
    return texts(scope, title=style.title, name=style.slug)


async def _discard(context: Context, place: Place, draft: Style) -> str:
    await context.services.curation.discard(draft.id)
    await _note(context, place, "style.discard", draft)
    text = "addstyle-discarded" if draft.replaces is None else "editstyle-discarded"
    texts = context.texts(place.person)
    return texts(text, title=translated(draft.title, texts))


async def _note(context: Context, place: Place, action: str, style: Style) -> None:
    await context.services.audit.append(
        action,
        style.slug,
        person_id=place.person.id,
        chat_id=place.chat_id,
        style=style.replaces or style.id,
        everywhere=style.chat_id is None,
    )


async def _may_publish(context: Context, place: Place, draft: Style, what: str) -> bool:
    admins, person = context.services.admins, place.person.id
    if draft.chat_id is None or what == _EVERYWHERE:
        return admins.runs_the_bot(person)
    if draft.chat_id != place.chat_id:
        return False
    is_theirs = draft.added_by == person and draft.replaces is None
    open_to_all = context.customs.preferences.who_adds is Who.EVERYONE
    return (is_theirs and open_to_all) or await admins.runs(place.chat_id, person)


def _keyboard(texts: Texts, draft: Style, job: str, runs_the_bot: bool) -> InlineKeyboardMarkup:
    def button(text: str, what: str) -> InlineKeyboardButton:
        return InlineKeyboardButton(texts(text), callback_data=f"{MARK}:{what}:{draft.id}:{job}")

    rows = [[button("button-publish", _HERE), button("button-discard", _DISCARD)]]
    if draft.chat_id is not None and draft.replaces is None and runs_the_bot:
        rows.append([button("button-publish-everywhere", _EVERYWHERE)])
    return InlineKeyboardMarkup(rows)


def _origin(draft: Style) -> str:
    return f"style:{draft.id}:"


def _why_not(state: State) -> str:
    return "addstyle-no-preview" if state.is_final else "addstyle-wait"


def _read(data: str) -> tuple[str, int, str]:
    """What was pressed, the draft and the job of its preview; nothing that exists if forged."""
    _, what, number, job = (*data.split(":", 3), "", "", "", "")[:4]
    return what, int(number) if number.isdecimal() and len(number) < 19 else 0, job
