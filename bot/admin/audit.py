"""The record of what admins did, and /audit, which tells it in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from bot.account.settings_panel import SettingsPanel
from bot.admin.guard import AdminCommand, is_admin_here, only_if
from bot.context import Context, ReplyTarget
from bot.texts import Texts, strip_direction_marks
from storage import AuditEntry

_TEXTS: Final[Mapping[str, str]] = {
    "style.add": "audit-style-add",
    "style.redraw": "audit-style-redraw",
    "style.publish": "audit-style-publish",
    "style.discard": "audit-style-discard",
    "style.edit": "audit-style-edit",
    "style.rename": "audit-style-rename",
    "style.alias": "audit-style-alias",
    "style.hide": "audit-style-hide",
    "style.unhide": "audit-style-unhide",
    "style.delete": "audit-style-delete",
    "style.restore": "audit-style-restore",
    "styles.export": "audit-styles-export",
    "styles.import": "audit-styles-import",
    "styles.polish": "audit-styles-polish",
    "styles.unpolish": "audit-styles-unpolish",
    "ban": "audit-ban",
    "unban": "audit-unban",
    "quota": "audit-quota",
    "settings.group": "audit-settings-group",
    "broadcast.draft": "audit-broadcast-draft",
    "broadcast.send": "audit-broadcast-send",
    "broadcast.done": "audit-broadcast-done",
}
_ABOUT_SOMEBODY: Final = ("ban", "unban", "quota")
_ENTRIES: Final = 15
"""Entries that /audit tells at most."""


async def record(
    context: Context, target: ReplyTarget, action: str, about: str | int = "", **details: Any
) -> AuditEntry:
    """Add to the audit what the person at ``target`` did, ``about`` what or whom."""
    return await context.services.audit.append(
        action, about, person_id=target.person.id, chat_id=target.chat_id, **details
    )


@only_if(is_admin_here)
async def show_audit(command: AdminCommand) -> None:
    """/audit: tell what admins did last; in a group what they did there."""
    target, services, texts = command.target, command.context.services, command.texts
    chat_id = None if target.is_private else target.chat_id
    entries = await services.audit.recent(_ENTRIES, chat_id=chat_id)
    if not entries:
        await command.reply(texts("audit-nothing"))
        return
    concerned = {entry.person_id for entry in entries} | {find_subject(e) for e in entries}
    names = {target.person.id: target.person.first_name}
    names |= await _load_names(command.context, concerned)
    largest = services.settings.max_size
    panel = SettingsPanel(stored={}, is_group=True, catalogue=services.catalogue, largest=largest)
    await command.reply("\n".join(format_entry(entry, texts, names, panel) for entry in entries))


async def _load_names(context: Context, ids: Iterable[int | None]) -> dict[int, str]:
    """Load what those of the people and groups are called that are known, by id."""
    people, chats, names = context.services.people, context.services.chats, {}
    for known in ids:
        if known is None:
            continue
        # The ids of groups are negative.
        person = await people.get(known) if known > 0 else None
        chat = await chats.get(known) if known < 0 else None
        name = person.first_name if person else chat.title if chat else ""
        if name:
            names[known] = name
    return names


def find_subject(entry: AuditEntry) -> int | None:
    """Return the id of the person or group that ``entry`` is about, if it is about one."""
    # The id is gone where they asked to be forgotten.
    return int(entry.target) if entry.target and entry.action in _ABOUT_SOMEBODY else None


def format_entry(
    entry: AuditEntry, texts: Texts, names: Mapping[int, str], panel: SettingsPanel
) -> str:
    """Say in one line when who did what.

    ``names`` are of people and groups, by id; ``panel`` says settings of groups.
    """
    who = "—" if entry.person_id is None else names.get(entry.person_id, str(entry.person_id))
    text = _TEXTS.get(entry.action)
    # A later version of the program, or one long gone, may have recorded other actions.
    what = texts(text, **_values(entry, texts, names, panel)) if text else _format_raw(entry)
    return strip_direction_marks(f"{entry.created:%m-%d %H:%M} · {who} · {what}")


def _values(
    entry: AuditEntry, texts: Texts, names: Mapping[int, str], panel: SettingsPanel
) -> dict[str, str | float]:
    values: dict[str, str | float] = {"target": entry.target or "—", "paintings": "—"}
    values |= {n: v for n, v in entry.details.items() if isinstance(v, str | int | float)}
    somebody = find_subject(entry)
    if somebody is not None and somebody in names:
        # Names may be equal, and commands take ids.
        values["target"] = f"{names[somebody]} ({somebody})"
    paintings = str(values["paintings"])
    if paintings.isdecimal():
        values["paintings"] = int(paintings)
    if entry.action == "settings.group":
        values["setting"] = _format_setting(entry, texts, panel)
    elif entry.action == "broadcast.draft":
        # The number of a draft is the id of its entry.
        values["target"] = str(entry.id)
    return values


def _format_setting(entry: AuditEntry, texts: Texts, panel: SettingsPanel) -> str:
    name, value = entry.target, entry.details.get("value")
    if name in panel.names and value in panel.list_choices(name).values():
        return panel.format_setting(texts, name, value)
    return f"{name}: {value}"


def _format_raw(entry: AuditEntry) -> str:
    return f"{entry.action} {entry.target}".rstrip()
