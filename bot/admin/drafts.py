"""Drafts of styles: the standard photo is painted in one, and an admin publishes or discards it.

A draft is a row that no list shows, so that its buttons outlive the bot. It is a new style, or
another picture for one that there is. The question hangs under the painting.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.admin.audit import record
from bot.callback_data import Discard, OfDraft, PublishEverywhere
from bot.context import Context, ReplyTarget
from bot.drawing.sample_photo import SAMPLE_PHOTO_ID
from bot.jobs.adjustments import Adjustments
from bot.jobs.keyboards import result_keyboard
from bot.jobs.progress import Publishing, TextLine, View
from bot.permissions import Admins
from bot.pictures.attachments import Picture
from bot.press import AdminsOnly, Press, TooOld
from bot.requests.orders import Photo, build_order_in_style
from bot.requests.origins import origin_of_draft
from bot.requests.submission import submit_orders
from bot.styles.mix import StyleMix
from bot.texts.style_titles import translate_title
from storage import Job, JobKind, NotFound, State, Style, StyleExists, Styles, UnknownStyle, Who


async def preview_draft(context: Context, target: ReplyTarget, draft: Style) -> None:
    """Paint the standard photo in ``draft``; whether to publish it is asked under the picture."""
    photo = Photo(target, Picture(SAMPLE_PHOTO_ID, SAMPLE_PHOTO_ID))
    order = build_order_in_style(photo, StyleMix.plain(draft), context.texts(target.person))
    origin = origin_of_draft(draft, target)
    if not await submit_orders(context, [replace(order, origin=origin, kind=JobKind.DRAFT)]):
        await context.services.style_editor.discard(draft.id)
        return
    action = "style.add" if draft.replaces is None else "style.redraw"
    await _record(context, target, action, draft)


async def press_draft(press: Press, data: OfDraft) -> None:
    """Publish or discard a draft, by the question under its first picture."""
    services = press.context.services
    # A picture is in the chat a moment before its row is final.
    await services.runner.wait_delivered(data.job)
    draft = await services.styles.get(data.draft)
    shown_by = await services.jobs.get(data.job)
    if not draft.draft or _find_draft_id(shown_by) != draft.id:
        raise TooOld
    if not await _may_decide(press, draft, data):
        raise AdminsOnly
    if isinstance(data, Discard):
        await press.answer()
        words = await _discard(press, draft)
    elif shown_by.state is not State.DONE:
        why = "addstyle-no-preview" if shown_by.state.is_final else "addstyle-wait"
        await press.answer(why, alert=True)
        return
    else:
        await press.answer()
        words = await _publish(press, draft, everywhere=isinstance(data, PublishEverywhere))
    await _replace_question(press, shown_by, words)


async def _replace_question(press: Press, shown_by: Job, words: str) -> None:
    """Put what was decided in place of the question; from now on it is any picture."""
    if press.message.text is None:
        keyboard = result_keyboard(press.texts, shown_by, Adjustments.of(shown_by))
        await press.query.edit_message_caption(words, reply_markup=keyboard)
    else:
        # An earlier version of the bot asked in a message of its own.
        await press.rewrite(words)


async def _publish(press: Press, draft: Style, *, everywhere: bool) -> str:
    """Publish ``draft`` and return what to say of it."""
    context, target, texts = press.context, press.target, press.texts
    try:
        style = await context.services.style_editor.publish(draft.id, everywhere=everywhere)
    except StyleExists:
        return texts("addstyle-exists", name=draft.slug)
    except NotFound:
        return texts("admin-unknown-style", name=draft.slug)
    if draft.replaces is not None:
        await _record(context, target, "style.edit", style)
        return texts("editstyle-done", title=translate_title(style.title, texts))
    await _record(context, target, "style.publish", style)
    scope = "addstyle-published" if style.chat_id is None else "addstyle-published-here"
    return texts(scope, title=style.title, name=style.slug)


async def _discard(press: Press, draft: Style) -> str:
    """Discard ``draft`` and return what to say of it."""
    await press.context.services.style_editor.discard(draft.id)
    await _record(press.context, press.target, "style.discard", draft)
    text = "addstyle-discarded" if draft.replaces is None else "editstyle-discarded"
    return press.texts(text, title=translate_title(draft.title, press.texts))


async def _record(context: Context, target: ReplyTarget, action: str, style: Style) -> None:
    everywhere = style.chat_id is None
    style_id = style.replaces or style.id
    await record(context, target, action, style.slug, style=style_id, everywhere=everywhere)


async def _may_decide(press: Press, draft: Style, data: OfDraft) -> bool:
    admins, person, chat_id = press.context.services.admins, press.person.id, press.message.chat_id
    if draft.chat_id is None or isinstance(data, PublishEverywhere):
        return admins.is_bot_admin(person)
    if draft.chat_id != chat_id:
        return False
    is_theirs = draft.added_by == person and draft.replaces is None
    is_open_to_all = press.context.effective.preferences.who_adds is Who.EVERYONE
    return (is_theirs and is_open_to_all) or await admins.may_manage(chat_id, person)


def _find_draft_id(job: Job) -> int | None:
    return job.styles[0].style_id if job.kind is JobKind.DRAFT else None


@dataclass(frozen=True, slots=True)
class DraftQuestion:
    """Asks under finished paintings of drafts whether to publish them."""

    styles: Styles
    admins: Admins

    async def ask_under(self, job: Job, view: View, title: str) -> View:
        """Return ``view``, or the question in its place if ``job`` shows a draft, ``title``."""
        draft_id = _find_draft_id(job)
        if draft_id is None:
            return view
        try:
            draft = await self.styles.get(draft_id)
        except UnknownStyle:
            # It was discarded meanwhile.
            return view
        if not draft.draft:
            return view
        is_new = draft.replaces is None
        line = TextLine("addstyle-ask" if is_new else "editstyle-ask", {"title": title})
        may_all = is_new and draft.chat_id is not None and self.admins.is_bot_admin(job.person_id)
        return replace(view, lines=(line,), buttons=Publishing(draft.id, for_everyone=may_all))
