"""What the bot's admins decide about people and groups: /ban, /unban, /quota."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from telegram import Message, Update

from bot.context import Context, ReplyTarget, reply, require_message
from bot.requests.limits import refuse
from bot.transport.commands import find_command
from storage import utc_now

_TIME: Final = re.compile(r"(\d{1,4})([mhd])")
_UNITS: Final[Mapping[str, timedelta]] = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
_NUMBER: Final = re.compile(r"-?\d{1,18}")
_HERE: Final = "here"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a command is about, and its other words."""

    id: int
    name: str
    words: tuple[str, ...]


async def ban(update: Update, context: Context) -> None:
    """/ban WHO [2h] [why]: from then on the bot does not answer them."""
    given = await _given(update, context, "ban-how")
    if given is None:
        return
    target, subject = given
    services, texts = context.services, context.texts(target.person)
    if subject.id < 0 or services.admins.runs_the_bot(subject.id):
        await reply(context, target, texts("ban-not-this-one", name=subject.name))
        return
    length, reason = _length(subject.words)
    until = utc_now() + length if length else None
    await services.bans.ban(subject.id, by=target.person.id, reason=reason, until=until)
    for job in await services.jobs.active(person_id=subject.id):
        await services.runner.cancel(job.id)
    await _note(
        context, target, "ban", subject, reason=reason, until=str(until) if until else None
    )
    await reply(context, target, texts("ban-done", name=subject.name))


async def unban(update: Update, context: Context) -> None:
    """/unban WHO."""
    given = await _given(update, context, "unban-how")
    if given is None:
        return
    target, subject = given
    lifted = await context.services.bans.lift(subject.id)
    if lifted:
        await _note(context, target, "unban", subject)
    text = "unban-done" if lifted else "unban-not-banned"
    await reply(context, target, context.texts(target.person)(text, name=subject.name))


async def quota(update: Update, context: Context) -> None:
    """/quota WHO|here [NUMBER|none|usual]: an exception from the rule, or what holds now."""
    given = await _given(update, context, "quota-how")
    if given is None:
        return
    target, subject = given
    services, texts = context.services, context.texts(target.person)
    match subject.words:
        case ():
            await reply(context, target, await _usage(context, target, subject))
            return
        case ("usual",):
            await services.quotas.revoke(subject.id)
            words = texts("quota-usual", name=subject.name)
        case ("none",):
            await services.quotas.grant(subject.id, None, by=target.person.id)
            words = texts("quota-none", name=subject.name)
        case (number,) if number.isdecimal() and len(number) <= 6:
            await services.quotas.grant(subject.id, int(number), by=target.person.id)
            words = texts("quota-some", name=subject.name, limit=int(number))
        case _:
            await reply(context, target, texts("quota-how"))
            return
    await _note(context, target, "quota", subject, paintings=subject.words[0])
    await reply(context, target, words)


async def _usage(context: Context, target: ReplyTarget, subject: Subject) -> str:
    services, texts = context.services, context.texts(target.person)
    exception = await services.quotas.exception(subject.id)
    settings = services.settings
    usual = settings.person_quota if subject.id > 0 else settings.group_quota
    limit = usual if exception is None else exception.paintings
    if limit is None:
        return texts("quota-none", name=subject.name)
    count = services.quotas.of_person if subject.id > 0 else services.quotas.of_chat
    usage = await count(subject.id, limit, timedelta(hours=settings.quota_hours))
    return texts("quota-now", name=subject.name, used=usage.used, limit=limit)


async def _given(update: Update, context: Context, how: str) -> tuple[ReplyTarget, Subject] | None:
    message, person = require_message(update)
    target, texts = ReplyTarget.of(message, person), context.texts(person)
    if not context.services.admins.runs_the_bot(person.id):
        await refuse(context, target, texts("admin-only"))
        return None
    command = find_command(message, context.bot.username)
    subject = await _subject_of(context, message, (command.rest if command else "").split())
    if subject is None:
        await reply(context, target, texts(how))
        return None
    return target, subject


async def _subject_of(context: Context, message: Message, words: list[str]) -> Subject | None:
    """Who is named by id or username, or else who wrote the message that this one answers."""
    first = words[0] if words else ""
    if _NUMBER.fullmatch(first) and int(first) != 0 and len(first) > 3:
        return Subject(int(first), first, tuple(words[1:]))
    if first.startswith("@"):
        known = await context.services.people.called(first)
        return Subject(known.id, first, tuple(words[1:])) if known else None
    if first == _HERE and message.chat_id < 0:
        name = message.chat.effective_name or first
        return Subject(message.chat_id, name, tuple(words[1:]))
    answered = message.reply_to_message
    # In a topic every message answers the one that opened it.
    if answered is None or answered.from_user is None or answered.forum_topic_created:
        return None
    return Subject(answered.from_user.id, answered.from_user.full_name, tuple(words))


def _length(words: tuple[str, ...]) -> tuple[timedelta | None, str]:
    """For how long, where the first of ``words`` says so, and the reason."""
    time = _TIME.fullmatch(words[0]) if words else None
    if time is None:
        return None, " ".join(words)
    return int(time[1]) * _UNITS[time[2]], " ".join(words[1:])


async def _note(
    context: Context, target: ReplyTarget, action: str, subject: Subject, **details: str | None
) -> None:
    await context.services.audit.append(
        action, subject.id, person_id=target.person.id, chat_id=target.chat_id, **details
    )
