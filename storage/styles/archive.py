"""The file format in which styles travel: a zip of ``manifest.json``, pictures and vectors.

    manifest.json                {"format": "atelier-styles", "version": 1, "styles": [...],
                                  "polishes": [...]}
    pictures/<sha-256>.<ext>     as they were given, each once
    vectors/<sha-256>            polished style vectors, each once

Archives from before there were polished vectors have no ``polishes``; programs of that time ignore
them.

An archive may come from anyone: names of members are looked up, never used as paths; sizes are
bounded by what is really unpacked, not by what the archive states; digests are checked. Everything
here blocks.
"""

from __future__ import annotations

import hashlib
import math
import re
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from storage.errors import BadArchive, quote
from storage.name_matching import is_slug
from storage.styles.catalogue import NewStyle, Style
from storage.styles.pictures import mime_of
from storage.styles.vectors import StyleVector

FORMAT: Final = "atelier-styles"
VERSION: Final = 1
MOST_STYLES: Final = 10_000
MOST_VECTORS: Final = 20_000
MOST_PICTURE_BYTES: Final = 20 * 2**20
MOST_VECTOR_BYTES: Final = 2**20
MOST_MANIFEST_BYTES: Final = 16 * 2**20
MOST_BYTES: Final = 2 * 2**30
"""Of all pictures and vectors together, unpacked."""

_MANIFEST: Final = "manifest.json"
_LONGEST_TEXT: Final = 100
_MOST_ALIASES: Final = 50
_NETWORK: Final = re.compile(r"[0-9A-Za-z._-]{1,64}")
_EXTENSIONS: Final[Mapping[str, str]] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
}
_READ_ERRORS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


class StyleEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A style in the manifest; ``picture`` is the name of a member without its folder."""

    slug: str
    title: str
    picture: str
    aliases: tuple[str, ...] = ()
    options: dict[str, Any] = {}
    hidden: bool = False

    @property
    def digest(self) -> str:
        """Return the SHA-256 that the picture must have."""
        return self.picture.partition(".")[0]


class VectorEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A polished vector in the manifest; ``picture`` and ``vector`` are SHA-256."""

    picture: str
    network: str
    vector: str
    before: float
    after: float


class _Head(msgspec.Struct, frozen=True):
    format: str
    version: int


class _Manifest(_Head, frozen=True, kw_only=True):
    styles: tuple[StyleEntry, ...]
    polishes: tuple[VectorEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedArchive:
    """An archive that was checked: all that its manifest names is there and valid."""

    path: Path
    style_entries: tuple[StyleEntry, ...]
    vector_entries: tuple[VectorEntry, ...]

    def styles(self) -> Generator[NewStyle, None, None]:
        """Yield the styles, each with its picture. Raises ``BadArchive``."""
        with _open_archive(self.path) as archive:
            for entry in self.style_entries:
                yield _new_style(entry, _read_picture(archive, entry))

    def vectors(self) -> Generator[StyleVector, None, None]:
        """Yield the polished vectors. Raises ``BadArchive``."""
        with _open_archive(self.path) as archive:
            for entry in self.vector_entries:
                yield _read_vector(archive, entry)


def write_archive(
    path: Path, styles: Iterable[tuple[Style, bytes]], vectors: Iterable[StyleVector] = ()
) -> int:
    """Write an archive of ``styles`` with their pictures to ``path``; return how many."""
    style_entries: list[StyleEntry] = []
    vector_entries: list[VectorEntry] = []
    written: set[str] = set()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:

        def put(member: str, data: bytes) -> None:
            if member not in written:
                archive.writestr(member, data)
                written.add(member)

        for style, picture in styles:
            name = f"{style.digest}.{_EXTENSIONS.get(mime_of(picture), 'bin')}"
            put(_picture_path(name), picture)
            style_entries.append(_style_entry(style, name))
        for vector in vectors:
            vector_entries.append(_vector_entry(vector))
            put(_vector_path(vector_entries[-1]), vector.vector)
        manifest = _Manifest(
            format=FORMAT,
            version=VERSION,
            styles=tuple(style_entries),
            polishes=tuple(vector_entries),
        )
        text = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
        archive.writestr(zipfile.ZipInfo(_MANIFEST), text, zipfile.ZIP_DEFLATED)
    return len(style_entries)


def check_archive(
    path: Path, *, suits: Callable[[StyleVector], bool] = lambda _: True
) -> CheckedArchive:
    """Check every byte of an archive; each of its vectors must satisfy ``suits``.

    Raises ``BadArchive``.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _read_manifest(_read_member(archive, _MANIFEST, MOST_MANIFEST_BYTES))
            left = MOST_BYTES
            for size in _sizes(archive, manifest, suits):
                left -= size
                if left < 0:
                    raise BadArchive("The pictures of the archive are too large together.")
    except _READ_ERRORS as error:
        raise BadArchive(f"This is no archive of styles: {quote(str(error))}.") from error
    return CheckedArchive(path, manifest.styles, manifest.polishes)


@contextmanager
def _open_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except _READ_ERRORS as error:
        raise BadArchive(f"The archive cannot be read: {error}.") from error


def _sizes(
    archive: zipfile.ZipFile, manifest: _Manifest, suits: Callable[[StyleVector], bool]
) -> Generator[int, None, None]:
    """Check each picture and vector and yield its size in bytes."""
    for entry in {entry.picture: entry for entry in manifest.styles}.values():
        yield len(_read_picture(archive, entry))
    for one in manifest.polishes:
        vector = _read_vector(archive, one)
        if not suits(vector):
            raise BadArchive(f"The archive holds a vector that network {one.network} cannot use.")
        yield len(vector.vector)


def _read_manifest(data: bytes) -> _Manifest:
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
        _check_style(entry)
    _check_vectors(manifest)
    return manifest


def _check_style(entry: StyleEntry) -> None:
    texts = (entry.title, *entry.aliases)
    if not is_slug(entry.slug):
        raise BadArchive(f"“{quote(entry.slug)}” cannot be the name of a style.")
    if not entry.title.strip() or any(len(text) > _LONGEST_TEXT for text in texts):
        raise BadArchive(f"A title or alias of “{entry.slug}” is empty or too long.")
    if len(entry.aliases) > _MOST_ALIASES:
        raise BadArchive(f"“{entry.slug}” has more than {_MOST_ALIASES} aliases.")


def _check_vectors(manifest: _Manifest) -> None:
    pictures = {entry.digest for entry in manifest.styles}
    vectors = manifest.polishes
    if len(vectors) > MOST_VECTORS:
        raise BadArchive(f"An archive holds at most {MOST_VECTORS} polished vectors.")
    if len({(one.picture, one.network) for one in vectors}) < len(vectors):
        raise BadArchive("The archive polishes a picture twice.")
    for one in vectors:
        if one.picture not in pictures:
            raise BadArchive("The archive polishes a picture that no style of it has.")
        if not _NETWORK.fullmatch(one.network):
            raise BadArchive(f"“{quote(one.network)}” cannot be the name of a network.")
        if not (math.isfinite(one.before) and math.isfinite(one.after)):
            raise BadArchive("The losses of a polished vector are no numbers.")


def _read_picture(archive: zipfile.ZipFile, entry: StyleEntry) -> bytes:
    data = _read_member(archive, _picture_path(entry.picture), MOST_PICTURE_BYTES)
    if hashlib.sha256(data).hexdigest() != entry.digest:
        raise BadArchive(f"The picture of “{entry.slug}” is not the one that was packed.")
    if mime_of(data) not in _EXTENSIONS:
        raise BadArchive(f"The picture of “{entry.slug}” is neither JPEG, PNG nor WebP.")
    return data


def _read_vector(archive: zipfile.ZipFile, entry: VectorEntry) -> StyleVector:
    vector = _read_member(archive, _vector_path(entry), MOST_VECTOR_BYTES)
    if hashlib.sha256(vector).hexdigest() != entry.vector:
        raise BadArchive("A polished vector is not the one that was packed.")
    return StyleVector(
        digest=entry.picture,
        network=entry.network,
        vector=vector,
        before=entry.before,
        after=entry.after,
    )


def _read_member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    try:
        info = archive.getinfo(name)
    except KeyError as error:
        raise BadArchive(f"The archive lacks {quote(name)}.") from error
    with archive.open(info) as member:
        data = member.read(most + 1)
    if len(data) > most:
        raise BadArchive(f"{quote(name)} is larger than {most // 2**20} MB.")
    return data


def _picture_path(picture: str) -> str:
    return f"pictures/{picture}"


def _vector_path(entry: VectorEntry) -> str:
    return f"vectors/{entry.vector}"


def _vector_entry(vector: StyleVector) -> VectorEntry:
    return VectorEntry(
        picture=vector.digest,
        network=vector.network,
        vector=hashlib.sha256(vector.vector).hexdigest(),
        before=vector.before,
        after=vector.after,
    )


def _style_entry(style: Style, picture: str) -> StyleEntry:
    return StyleEntry(
        slug=style.slug,
        title=style.title,
        picture=picture,
        aliases=style.aliases,
        options=dict(style.options),
        hidden=style.hidden,
    )


def _new_style(entry: StyleEntry, picture: bytes) -> NewStyle:
    return NewStyle(
        slug=entry.slug,
        title=entry.title,
        picture=picture,
        aliases=entry.aliases,
        options=entry.options,
        hidden=entry.hidden,
    )
