"""The file format in which styles travel: a zip of ``manifest.json``, pictures and vectors.

    manifest.json                {"format": "atelier-styles", "version": 1, "styles": [...],
                                  "polishes": [...]}
    pictures/<sha-256>.<ext>     as they were given, each once
    vectors/<sha-256>            polished style vectors, each once

Archives from before styles were polished have no ``polishes``; programs from then leave them out.

What is read may come from anyone: names of members are looked up, never used as paths; sizes are
bounded by what is really unpacked, not by what the archive says of itself; digests are checked.
Everything here blocks.
"""

from __future__ import annotations

import hashlib
import math
import re
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from storage.errors import BadArchive, quoted
from storage.name_matching import is_slug
from storage.styles.catalogue import NewStyle, Style
from storage.styles.pictures import mime_of
from storage.styles.vectors import StyleVector

FORMAT: Final = "atelier-styles"
VERSION: Final = 1
MOST_STYLES: Final = 10_000
MOST_POLISHES: Final = 20_000
MOST_PICTURE_BYTES: Final = 20 * 2**20
MOST_VECTOR_BYTES: Final = 2**20
MOST_MANIFEST_BYTES: Final = 16 * 2**20
MOST_BYTES: Final = 2 * 2**30
"""Of all pictures and vectors together, unpacked."""

_MANIFEST: Final = "manifest.json"
_LONGEST_TEXT: Final = 100
_MOST_ALIASES: Final = 50
_NETWORK: Final = re.compile(r"[0-9A-Za-z._-]{1,64}")
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


class PolishEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A polished vector as the manifest has it; ``picture`` and ``vector`` are SHA-256."""

    picture: str
    network: str
    vector: str
    before: float
    after: float


class _Head(msgspec.Struct, frozen=True):
    format: str
    version: int


class _Manifest(_Head, frozen=True, kw_only=True):
    styles: tuple[Entry, ...]
    polishes: tuple[PolishEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive that was looked through: all it names is there and what it should be."""

    path: Path
    entries: tuple[Entry, ...]
    polished: tuple[PolishEntry, ...]

    def styles(self) -> Generator[NewStyle, None, None]:
        """The styles, one after the other, each with its picture. Raises ``BadArchive``."""
        try:
            with zipfile.ZipFile(self.path) as archive:
                for entry in self.entries:
                    yield _style(entry, _picture(archive, entry))
        except _BROKEN as error:
            raise BadArchive(f"The archive cannot be read: {error}.") from error

    def polishes(self) -> Generator[StyleVector, None, None]:
        """The polished vectors, one after the other. Raises ``BadArchive``."""
        try:
            with zipfile.ZipFile(self.path) as archive:
                for entry in self.polished:
                    yield _polish(archive, entry)
        except _BROKEN as error:
            raise BadArchive(f"The archive cannot be read: {error}.") from error


def write(
    path: Path, styles: Iterable[tuple[Style, bytes]], polishes: Iterable[StyleVector] = ()
) -> int:
    """Write an archive of ``styles`` with their pictures to ``path``; return how many."""
    entries: list[Entry] = []
    polished: list[PolishEntry] = []
    written: set[str] = set()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:

        def put(member: str, data: bytes) -> None:
            if member not in written:
                archive.writestr(member, data)
                written.add(member)

        for style, picture in styles:
            name = f"{style.digest}.{_ENDINGS.get(mime_of(picture), 'bin')}"
            put(_member(name), picture)
            entries.append(_entry(style, name))
        for polish in polishes:
            polished.append(_polish_entry(polish))
            put(_vector(polished[-1]), polish.vector)
        manifest = _Manifest(
            format=FORMAT, version=VERSION, styles=tuple(entries), polishes=tuple(polished)
        )
        text = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
        archive.writestr(zipfile.ZipInfo(_MANIFEST), text, zipfile.ZIP_DEFLATED)
    return len(entries)


def look_through(path: Path, *, suits: Callable[[StyleVector], bool] = lambda _: True) -> Archive:
    """Check an archive from its first to its last byte; it must hold no vector but what ``suits``.

    Raises ``BadArchive``.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(_read(archive, _MANIFEST, MOST_MANIFEST_BYTES))
            left = MOST_BYTES
            for size in _sizes(archive, manifest, suits):
                left -= size
                if left < 0:
                    raise BadArchive("The pictures of the archive are too large together.")
    except _BROKEN as error:
        raise BadArchive(f"This is no archive of styles: {quoted(str(error))}.") from error
    return Archive(path, manifest.styles, manifest.polishes)


def _sizes(
    archive: zipfile.ZipFile, manifest: _Manifest, suits: Callable[[StyleVector], bool]
) -> Generator[int, None, None]:
    """Of each picture and vector, which is looked at for that."""
    for entry in {entry.picture: entry for entry in manifest.styles}.values():
        yield len(_picture(archive, entry))
    for one in manifest.polishes:
        polish = _polish(archive, one)
        if not suits(polish):
            raise BadArchive(f"The archive holds a vector that network {one.network} cannot use.")
        yield len(polish.vector)


def _manifest(data: bytes) -> _Manifest:
    try:
        head = msgspec.json.decode(data, type=_Head)
        if head.format != FORMAT:
            raise BadArchive("This is an archive of something else.")
        if head.version != VERSION:
            raise BadArchive(f"Archives of version {head.version} are not known here.")
        manifest = msgspec.json.decode(data, type=_Manifest)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadArchive(f"The manifest cannot be read: {error}.") from error
    entries = manifest.styles
    if len(entries) > MOST_STYLES:
        raise BadArchive(f"An archive holds at most {MOST_STYLES} styles.")
    if len({entry.slug for entry in entries}) < len(entries):
        raise BadArchive("The archive names a style twice.")
    for entry in entries:
        _check(entry)
    _check_polishes(manifest)
    return manifest


def _check(entry: Entry) -> None:
    texts = (entry.title, *entry.aliases)
    if not is_slug(entry.slug):
        raise BadArchive(f"“{quoted(entry.slug)}” cannot be the name of a style.")
    if not entry.title.strip() or any(len(text) > _LONGEST_TEXT for text in texts):
        raise BadArchive(f"A title or alias of “{entry.slug}” is empty or too long.")
    if len(entry.aliases) > _MOST_ALIASES:
        raise BadArchive(f"“{entry.slug}” has more than {_MOST_ALIASES} aliases.")


def _check_polishes(manifest: _Manifest) -> None:
    pictures = {entry.digest for entry in manifest.styles}
    polishes = manifest.polishes
    if len(polishes) > MOST_POLISHES:
        raise BadArchive(f"An archive holds at most {MOST_POLISHES} polished vectors.")
    if len({(one.picture, one.network) for one in polishes}) < len(polishes):
        raise BadArchive("The archive polishes a picture twice.")
    for one in polishes:
        if one.picture not in pictures:
            raise BadArchive("The archive polishes a picture that no style of it has.")
        if not _NETWORK.fullmatch(one.network):
            raise BadArchive(f"“{quoted(one.network)}” cannot be the name of a network.")
        if not (math.isfinite(one.before) and math.isfinite(one.after)):
            raise BadArchive("The losses of a polished vector are no numbers.")


def _picture(archive: zipfile.ZipFile, entry: Entry) -> bytes:
    data = _read(archive, _member(entry.picture), MOST_PICTURE_BYTES)
    if hashlib.sha256(data).hexdigest() != entry.digest:
        raise BadArchive(f"The picture of “{entry.slug}” is not the one that was packed.")
    if mime_of(data) not in _ENDINGS:
        raise BadArchive(f"The picture of “{entry.slug}” is neither JPEG, PNG nor WebP.")
    return data


def _polish(archive: zipfile.ZipFile, entry: PolishEntry) -> StyleVector:
    vector = _read(archive, _vector(entry), MOST_VECTOR_BYTES)
    if hashlib.sha256(vector).hexdigest() != entry.vector:
        raise BadArchive("A polished vector is not the one that was packed.")
    return StyleVector(
        digest=entry.picture,
        network=entry.network,
        vector=vector,
        before=entry.before,
        after=entry.after,
    )


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


def _vector(entry: PolishEntry) -> str:
    return f"vectors/{entry.vector}"


def _polish_entry(polish: StyleVector) -> PolishEntry:
    return PolishEntry(
        picture=polish.digest,
        network=polish.network,
        vector=hashlib.sha256(polish.vector).hexdigest(),
        before=polish.before,
        after=polish.after,
    )


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
