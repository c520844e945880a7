"""Drafts of styles: the standard photo is painted in one, and whoever keeps styles publishes it.

A draft is a row that no list shows, so that its buttons outlive the bot. It is a new style, or
another picture for one that there is. The question hangs under the painting.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from telegram import CallbackQuery, Message, Update

from bot.context import Context, ReplyTarget
from bot.drawing.sample_photo import STANDARD
from bot.jobs.adjustments import Adjustments
from bot.jobs.keyboards import DISCARD, EVERYWHERE, finished
from bot.jobs.progress import Line, Publishing, View
from bot.permissions import Admins
from bot.pictures.attachments import Picture
from bot.press import ignore_stale_press
from bot.requests.orders import Photo, order_in_style, paint
from bot.styles.mix import StyleMix
from bot.texts import Texts
from bot.texts.style_titles import translated
from storage import Job, JobKind, NotFound, State, Style, StyleExists, Styles, UnknownStyle, Who


async def propose(context: Context, target: ReplyTarget, draft: Style) -> None:
    """Paint the standard photo in ``draft``; the picture comes with the question."""
    photo = Photo(target, Picture(STANDARD, STANDARD))
    order = order_in_style(photo, StyleMix.plain(draft), context.texts(target.person))
    origin = f"style:{draft.id}:{target.message_id}"
    if not await paint(context, [replace(order, origin=origin, kind=JobKind.DRAFT)]):
        await context.services.style_editor.discard(draft.id)
        return
    await _note(context, target, "style.add" if draft.replaces is None else "style.redraw", draft)


async def press_draft(update: Update, context: Context) -> None:
    """Publish or Discard."""
    query = update.callback_query
    if query is None or not isinstance(query.message, Message):
        return
    texts, (what, number, job) = context.texts(query.from_user), _read(query.data or "")
    services = context.services
    with ignore_stale_press():
        # A picture is in the chat a moment before its row is final.
        await services.runner.over(job)
        try:
            draft = await services.styles.get(number)
            done = await services.jobs.get(job)
        except NotFound:
            await query.answer(texts("toast-too-old"))
            return
        target = ReplyTarget.of(query.message, query.from_user)
        if not draft.draft or _draft_shown_by(done) != draft.id:
            await query.answer(texts("toast-too-old"))
        elif not await _may_publish(context, target, draft, what):
            await query.answer(texts("toast-admins-only"), show_alert=True)
        elif what == DISCARD:
            await query.answer()
            await _tell(query, query.message, texts, done, await _discard(context, target, draft))
        elif done.state is not State.DONE:
            await query.answer(texts(_why_not(done.state)), show_alert=True)
        else:
            await query.answer()
            words = await _publish(context, target, draft, what)
            await _tell(query, query.message, texts, done, words)


async def _tell(
    query: CallbackQuery, message: Message, texts: Texts, done: Job, words: str
) -> None:
    """What was decided takes the place of the question; from now on it is any picture."""
    if message.text is None:
        await query.edit_message_caption(
            words, reply_markup=finished(texts, done, Adjustments.of(done))
        )
    else:
        # An earlier version of the bot asked in a message of its own.
        await query.edit_message_text(words)


async def _publish(context: Context, target: ReplyTarget, draft: Style, what: str) -> str:
    services, texts = context.services, context.texts(target.person)
    try:
        style = await services.style_editor.publish(draft.id, everywhere=what == EVERYWHERE)
    except StyleExists:
        return texts("addstyle-exists", name=draft.slug)
    except NotFound:
        return texts("admin-unknown-style", name=draft.slug)
    if draft.replaces is not None:
        await _note(context, target, "style.edit", style)
        return texts("editstyle-done", title=translated(style.title, texts))
    await _note(context, target, "style.publish", style)
    scope = "addstyle-published" if style.chat_id is None else "addstyle-published-here"
    return texts(scope, title=style.title, name=style.slug)


async def _discard(context: Context, target: ReplyTarget, draft: Style) -> str:
    await context.services.style_editor.discard(draft.id)
    await _note(context, target, "style.discard", draft)
    text = "addstyle-discarded" if draft.replaces is None else "editstyle-discarded"
    texts = context.texts(target.person)
    return texts(text, title=translated(draft.title, texts))


async def _note(context: Context, target: ReplyTarget, action: str, style: Style) -> None:
    await context.services.audit.append(
        action,
        style.slug,
        person_id=target.person.id,
        chat_id=target.chat_id,
        style=style.replaces or style.id,
        everywhere=style.chat_id is None,
    )


async def _may_publish(context: Context, target: ReplyTarget, draft: Style, what: str) -> bool:
    admins, person = context.services.admins, target.person.id
    if draft.chat_id is None or what == EVERYWHERE:
        return admins.runs_the_bot(person)
    if draft.chat_id != target.chat_id:
        return False
    is_theirs = draft.added_by == person and draft.replaces is None
    open_to_all = context.effective.preferences.who_adds is Who.EVERYONE
    return (is_theirs and open_to_all) or await admins.runs(target.chat_id, person)


def _why_not(state: State) -> str:
    return "addstyle-no-preview" if state.is_final else "addstyle-wait"


def _read(data: str) -> tuple[str, int, str]:
    """What was pressed, the draft and the job of its preview; nothing that exists if forged."""
    _, what, number, job = (*data.split(":", 3), "", "", "", "")[:4]
    return what, int(number) if number.isdecimal() and len(number) < 19 else 0, job


def _draft_shown_by(job: Job) -> int | None:
    return job.styles[0].style_id if job.kind is JobKind.DRAFT else None


@dataclass(frozen=True, slots=True)
class DraftQuestion:
    """Knows which finished paintings come with the question."""

    styles: Styles
    admins: Admins

    async def under(self, job: Job, view: View, title: str) -> View:
        """``view``, or the question in its place if ``job`` shows a draft, called ``title``."""
        draft_id = _draft_shown_by(job)
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
        line = Line("addstyle-ask" if is_new else "editstyle-ask", {"title": title})
        may_all = is_new and draft.chat_id is not None and self.admins.runs_the_bot(job.person_id)
        return replace(view, lines=(line,), buttons=Publishing(draft.id, for_everyone=may_all))
