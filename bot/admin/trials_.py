"""First pictures in drafts of styles, and the question under them whether to publish the style.

It hangs on the picture itself, so that it is asked once there is something to look at and never
lost: what brings a painting into its chat brings the question with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.jobs.progress import Line, Publishing, View
from bot.permissions import Admins
from bot.texts import Texts
from storage import Job, Style, Styles, UnknownStyle

MARK: Final = "sty"
HERE: Final = "p"
EVERYWHERE: Final = "g"
DISCARD: Final = "d"
_ORIGIN: Final = re.compile(r"style:([0-9]{1,18}):")


def origin(draft: Style) -> str:
    """How the origins of jobs begin that show ``draft``."""
    return f"style:{draft.id}:"


def question(texts: Texts, asked: Publishing, job: str) -> InlineKeyboardMarkup:
    """Publish and Discard, under the picture of ``job``."""

    def button(text: str, what: str) -> InlineKeyboardButton:
        data = f"{MARK}:{what}:{asked.draft}:{job}"
        return InlineKeyboardButton(texts(text), callback_data=data)

    rows = [[button("button-publish", HERE), button("button-discard", DISCARD)]]
    if asked.for_everyone:
        rows.append([button("button-publish-everywhere", EVERYWHERE)])
    return InlineKeyboardMarkup(rows)


@dataclass(frozen=True, slots=True)
class Trials:
    """Knows which finished paintings come with the question."""

    styles: Styles
    admins: Admins

    async def under(self, job: Job, view: View, title: str) -> View:
        """``view``, or the question in its place if ``job`` shows a draft, called ``title``."""
        found = _ORIGIN.match(job.origin)
        if found is None:
            return view
        try:
            draft = await self.styles.get(int(found[1]))
        except UnknownStyle:
            # It was discarded meanwhile.
            return view
        if not draft.draft:
            return view
        is_new = draft.replaces is None
        line = Line("addstyle-ask" if is_new else "editstyle-ask", {"title": title})
        may_all = is_new and draft.chat_id is not None and self.admins.runs_the_bot(job.person_id)
        return replace(view, lines=(line,), buttons=Publishing(draft.id, for_everyone=may_all))
