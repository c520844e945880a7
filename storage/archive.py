"""The file format in which styles travel: a zip of ``manifest.json`` and pictures by digest.

    manifest.json                {"format": "atelier-styles", "version": 1, "styles": [...]}
    pictures/<sha-256>.<ext>     as they were given, each once

What is read may come from anyone: names of members are looked up, never used as paths; sizes are
bounded by what is really unpacked, not by what the archive says of itself; digests are checked.
Everything here blocks.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from storage.errors import BadArchive, quoted
from storage.names import is_slug
from storage.pictures import mime_of
from storage.styles import NewStyle, Style

FORMAT: Final = "atelier-styles"
VERSION: Final = 1
MOST_STYLES: Final = 10_000
MOST_PICTURE_BYTES: Final = 20 * 2**20
MOST_MANIFEST_BYTES: Final = 16 * 2**20
MOST_BYTES: Final = 2 * 2**30
"""Of all pictures together, unpacked."""

_MANIFEST: Final = "manifest.json"
_LONGEST_TEXT: Final = 100
_MOST_ALIASES: Final = 50
_ENDINGS: Final[Mapping[str, str]] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
}
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A style as the manifest has it; ``picture`` is the name of a member, without its folder."""

    slug: str
    title: str
    picture: str
    aliases: tuple[str, ...] = ()
    options: dict[str, Any] = {}
    hidden: bool = False

    @property
    def digest(self) -> str:
        """The SHA-256 that the picture must have."""
        return self.picture.partition(".")[0]


class _Head(msgspec.Struct, frozen=True):
    format: str
    version: int


class _Manifest(_Head, frozen=True, kw_only=True):
    styles: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive that was looked through: all its pictures are there and what they should be."""

    path: Path
    entries: tuple[Entry, ...]

    def styles(self) -> Generator[NewStyle, None, None]:
        """The styles, one after the other, each with its picture. Raises ``BadArchive``."""
        try:
            with zipfile.ZipFile(self.path) as archive:
                for entry in self.entries:
                    yield _style(entry, _picture(archive, entry))
        except _BROKEN as error:
            raise BadArchive(f"The archive cannot be read: {error}.") from error


def write(path: Path, styles: Iterable[tuple[Style, bytes]]) -> int:
    """Write an archive of ``styles`` with their pictures to ``path``; return how many."""
    entries: list[Entry] = []
    written: set[str] = set()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for style, picture in styles:
            name = f"{style.digest}.{_ENDINGS.get(mime_of(picture), 'bin')}"
            if name not in written:
                archive.writestr(_member(name), picture)
                written.add(name)
            entries.append(_entry(style, name))
        manifest = _Manifest(format=FORMAT, version=VERSION, styles=tuple(entries))
        text = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
        archive.writestr(zipfile.ZipInfo(_MANIFEST), text, zipfile.ZIP_DEFLATED)
    return len(entries)


def look_through(path: Path) -> Archive:
    """Check an archive from its first to its last byte. Raises ``BadArchive``."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = _manifest(_read(archive, _MANIFEST, MOST_MANIFEST_BYTES))
            left = MOST_BYTES
            for entry in {entry.picture: entry for entry in entries}.values():
                left -= len(_picture(archive, entry))
                if left < 0:
                    raise BadArchive("The pictures of the archive are too large together.")
    except _BROKEN as error:
        raise BadArchive(f"This is no archive of styles: {quoted(str(error))}.") from error
    return Archive(path, entries)


def _manifest(data: bytes) -> tuple[Entry, ...]:
    try:
        head = msgspec.json.decode(data, type=_Head)
        if head.format != FORMAT:
            raise BadArchive("This is an archive of something else.")
        if head.version != VERSION:
            raise BadArchive(f"Archives of version {head.version} are not known here.")
        entries = msgspec.json.decode(data, type=_Manifest).styles
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadArchive(f"The manifest cannot be read: {error}.") from error
    if len(entries) > MOST_STYLES:
        raise BadArchive(f"An archive holds at most {MOST_STYLES} styles.")
    if len({entry.slug for entry in entries}) < len(entries):
        raise BadArchive("The archive names a style twice.")
    for entry in entries:
        _check(entry)
    return entries


def _check(entry: Entry) -> None:
    texts = (entry.title, *entry.aliases)
    if not is_slug(entry.slug):
        raise BadArchive(f"“{quoted(entry.slug)}” cannot be the name of a style.")
    if not entry.title.strip() or any(len(text) > _LONGEST_TEXT for text in texts):
        raise BadArchive(f"A title or alias of “{entry.slug}” is empty or too long.")
    if len(entry.aliases) > _MOST_ALIASES:
        raise BadArchive(f"“{entry.slug}” has more than {_MOST_ALIASES} aliases.")


def _picture(archive: zipfile.ZipFile, entry: Entry) -> bytes:
    data = _read(archive, _member(entry.picture), MOST_PICTURE_BYTES)
    if hashlib.sha256(data).hexdigest() != entry.digest:
        raise BadArchive(f"The picture of “{entry.slug}” is not the one that was packed.")
    if mime_of(data) not in _ENDINGS:
        raise BadArchive(f"The picture of “{entry.slug}” is neither JPEG, PNG nor WebP.")
    return data


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    try:
        info = archive.getinfo(name)
    except KeyError as error:
        raise BadArchive(f"The archive lacks {quoted(name)}.") from error
    with archive.open(info) as member:
        data = member.read(most + 1)
    if len(data) > most:
        raise BadArchive(f"{quoted(name)} is larger than {most // 2**20} MB.")
    return data


def _member(picture: str) -> str:
    return f"pictures/{picture}"


def _entry(style: Style, picture: str) -> Entry:
    return Entry(
        slug=style.slug,
        title=style.title,
        picture=picture,
        aliases=style.aliases,
        options=dict(style.options),
        hidden=style.hidden,
    )


def _style(entry: Entry, picture: bytes) -> NewStyle:
    return NewStyle(
        slug=entry.slug,
        title=entry.title,
        picture=picture,
        aliases=entry.aliases,
        options=entry.options,
        hidden=entry.hidden,
    )
