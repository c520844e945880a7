"""What admins did, in the language of whoever reads /audit. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.account.settings_panel import Panel
from bot.texts import Texts, strip_direction_marks
from storage import AuditEntry

_TEXTS: Final[Mapping[str, str]] = {
    "style.add": "deed-style-add",
    "style.redraw": "deed-style-redraw",
    "style.publish": "deed-style-publish",
    "style.discard": "deed-style-discard",
    "style.edit": "deed-style-edit",
    "style.rename": "deed-style-rename",
    "style.alias": "deed-style-alias",
    "style.hide": "deed-style-hide",
    "style.unhide": "deed-style-unhide",
    "style.delete": "deed-style-delete",
    "style.restore": "deed-style-restore",
    "styles.export": "deed-styles-export",
    "styles.import": "deed-styles-import",
    "styles.polish": "deed-styles-polish",
    "styles.unpolish": "deed-styles-unpolish",
    "ban": "deed-ban",
    "unban": "deed-unban",
    "quota": "deed-quota",
    "settings.group": "deed-settings-group",
    "broadcast.draft": "deed-broadcast-draft",
    "broadcast.send": "deed-broadcast-send",
    "broadcast.done": "deed-broadcast-done",
}
_ABOUT_SOMEBODY: Final = ("ban", "unban", "quota")


def about(entry: AuditEntry) -> int | None:
    """The person or the group that it was done to, where it is about one."""
    # It is gone where they asked to be forgotten.
    return int(entry.target) if entry.target and entry.action in _ABOUT_SOMEBODY else None


def format_entry(entry: AuditEntry, texts: Texts, names: Mapping[int, str], panel: Panel) -> str:
    """One line: when, who and what. ``names`` are of people and groups; ``panel`` is a group's."""
    who = "—" if entry.person_id is None else names.get(entry.person_id, str(entry.person_id))
    text = _TEXTS.get(entry.action)
    # A version of the program that came later, or is long gone, may have known other deeds.
    what = texts(text, **_values(entry, texts, names, panel)) if text else _bare(entry)
    return strip_direction_marks(f"{entry.created:%m-%d %H:%M} · {who} · {what}")


def _values(
    entry: AuditEntry, texts: Texts, names: Mapping[int, str], panel: Panel
) -> dict[str, str | float]:
    values: dict[str, str | float] = {"target": entry.target or "—", "paintings": "—"}
    values |= {n: v for n, v in entry.details.items() if isinstance(v, str | int | float)}
    somebody = about(entry)
    if somebody is not None and somebody in names:
        # Names may be equal, and commands take ids.
        values["target"] = f"{names[somebody]} ({somebody})"
    paintings = str(values["paintings"])
    if paintings.isdecimal():
        values["paintings"] = int(paintings)
    if entry.action == "settings.group":
        values["setting"] = _setting(entry, texts, panel)
    elif entry.action == "broadcast.draft":
        # Drafts are numbered by their deeds.
        values["target"] = str(entry.id)
    return values


def _setting(entry: AuditEntry, texts: Texts, panel: Panel) -> str:
    name, value = entry.target, entry.details.get("value")
    if name in panel.names and value in panel.choices(name).values():
        return panel.line(texts, name, value)
    return f"{name}: {value}"


def _bare(entry: AuditEntry) -> str:
    return f"{entry.action} {entry.target}".rstrip()
