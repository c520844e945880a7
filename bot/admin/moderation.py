"""What the bot's admins decide about people and groups: /ban, /unban, /quota."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Final, TypeAlias

from bot.admin.audit import record
from bot.admin.guard import AdminCommand, UpdateHandler, is_bot_admin, only_if
from storage import utc_now

_DURATION: Final = re.compile(r"(\d{1,4})([mhd])")
_UNITS: Final[Mapping[str, timedelta]] = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
_ID: Final = re.compile(r"-?\d{1,18}")
_HERE: Final = "here"


@dataclass(frozen=True, slots=True)
class Subject:
    """The person or the group that a command is about, and the other words of the command."""

    id: int
    """Negative for groups."""
    name: str
    words: tuple[str, ...]


_Handler: TypeAlias = Callable[[AdminCommand, Subject], Awaitable[None]]


def _about_subject(how: str) -> Callable[[_Handler], UpdateHandler]:
    """Hand a command on with its subject; without one reply with the text ``how``."""

    def with_subject(handler: _Handler) -> UpdateHandler:
        @only_if(is_bot_admin)
        @wraps(handler)
        async def handle(command: AdminCommand) -> None:
            subject = await _find_subject(command)
            if subject is None:
                await command.reply(command.texts(how))
            else:
                await handler(command, subject)

        return handle

    return with_subject


@_about_subject("ban-how")
async def ban(command: AdminCommand, subject: Subject) -> None:
    """/ban WHO [2h] [why]: answer them no more, and cancel what they wait for."""
    services, texts = command.context.services, command.texts
    if subject.id < 0 or services.admins.is_bot_admin(subject.id):
        await command.reply(texts("ban-not-this-one", name=subject.name))
        return
    duration, reason = _split_duration(subject.words)
    until = utc_now() + duration if duration else None
    by = command.target.person.id
    await services.bans.ban(subject.id, by=by, reason=reason, until=until)
    for job in await services.jobs.active(person_id=subject.id):
        await services.runner.cancel(job.id)
    ends = str(until) if until else None
    await record(command.context, command.target, "ban", subject.id, reason=reason, until=ends)
    await command.reply(texts("ban-done", name=subject.name))


@_about_subject("unban-how")
async def unban(command: AdminCommand, subject: Subject) -> None:
    """/unban WHO: answer them again."""
    lifted = await command.context.services.bans.lift(subject.id)
    if lifted:
        await record(command.context, command.target, "unban", subject.id)
    text = "unban-done" if lifted else "unban-not-banned"
    await command.reply(command.texts(text, name=subject.name))


@_about_subject("quota-how")
async def set_quota(command: AdminCommand, subject: Subject) -> None:
    """/quota WHO|here [NUMBER|none|usual]: make an exception from the rule, or tell the quota."""
    quotas, texts, by = command.context.services.quotas, command.texts, command.target.person.id
    match subject.words:
        case ():
            await command.reply(await _describe_usage(command, subject))
            return
        case ("usual",):
            await quotas.revoke(subject.id)
            words = texts("quota-usual", name=subject.name)
        case ("none",):
            await quotas.grant(subject.id, None, by=by)
            words = texts("quota-none", name=subject.name)
        case (number,) if number.isdecimal() and len(number) <= 6:
            await quotas.grant(subject.id, int(number), by=by)
            words = texts("quota-some", name=subject.name, limit=int(number))
        case _:
            await command.reply(texts("quota-how"))
            return
    paintings = subject.words[0]
    await record(command.context, command.target, "quota", subject.id, paintings=paintings)
    await command.reply(words)


async def _describe_usage(command: AdminCommand, subject: Subject) -> str:
    services, texts = command.context.services, command.texts
    exception = await services.quotas.override_for(subject.id)
    settings = services.settings
    usual = settings.person_quota if subject.id > 0 else settings.group_quota
    limit = usual if exception is None else exception.paintings
    if limit is None:
        return texts("quota-none", name=subject.name)
    count = services.quotas.of_person if subject.id > 0 else services.quotas.of_chat
    usage = await count(subject.id, limit, timedelta(hours=settings.quota_hours))
    return texts("quota-now", name=subject.name, used=usage.used, limit=limit)


async def _find_subject(command: AdminCommand) -> Subject | None:
    """Find who is named by id or username, or else who wrote the message that is answered."""
    message, words = command.message, tuple(command.rest.split())
    first = words[0] if words else ""
    # A short number is a quota, in an answer to a message of whom it is about.
    if _ID.fullmatch(first) and int(first) != 0 and len(first) > 3:
        return Subject(int(first), first, words[1:])
    if first.startswith("@"):
        known = await command.context.services.people.find_by_username(first)
        return Subject(known.id, first, words[1:]) if known else None
    if first == _HERE and message.chat_id < 0:
        return Subject(message.chat_id, message.chat.effective_name or first, words[1:])
    answered = message.reply_to_message
    # In a topic every message answers the one that opened it.
    if answered is None or answered.from_user is None or answered.forum_topic_created:
        return None
    return Subject(answered.from_user.id, answered.from_user.full_name, words)


def _split_duration(words: Sequence[str]) -> tuple[timedelta | None, str]:
    """Return for how long, if the first of ``words`` says so, and the reason."""
    found = _DURATION.fullmatch(words[0]) if words else None
    if found is None:
        return None, " ".join(words)
    return int(found[1]) * _UNITS[found[2]], " ".join(words[1:])
