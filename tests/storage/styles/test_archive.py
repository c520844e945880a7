from __future__ import annotations

import hashlib
import json
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from storage import BadArchive, StyleVector
from storage.styles import archive
from storage.styles.archive import check_archive

PNG = b"\x89PNG\r\n\x1a\n swirls"
NAME = f"{hashlib.sha256(PNG).hexdigest()}.png"


@pytest.fixture
def zipped(tmp_path: Path) -> Path:
    return tmp_path / "styles.zip"


def _style(**changes: Any) -> dict[str, Any]:
    return {"slug": "starry", "title": "Starry Night", "picture": NAME} | changes


def _pack(
    path: Path,
    *styles: Mapping[str, Any],
    head: Mapping[str, Any] | None = None,
    pictures: Mapping[str, bytes] | None = None,
) -> Path:
    manifest = {"format": archive.FORMAT, "version": 1, "styles": styles, **(head or {})}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("manifest.json", json.dumps(manifest))
        for name, data in ({f"pictures/{NAME}": PNG} if pictures is None else pictures).items():
            file.writestr(name, data)
    return path


def test_a_sound_archive_gives_its_styles(zipped: Path) -> None:
    _pack(zipped, _style(aliases=["星空"], options={"strength": 1.5}, hidden=True))
    (style,) = check_archive(zipped).styles()
    assert (style.slug, style.title, style.picture) == ("starry", "Starry Night", PNG)
    assert (style.aliases, style.options) == (("星空",), {"strength": 1.5})
    assert (style.hidden, style.chat_id, style.added_by) == (True, None, None)


VECTOR = b"a vector"
SHA = hashlib.sha256(VECTOR).hexdigest()


def _polish(**changes: Any) -> dict[str, Any]:
    given = {"picture": NAME[:64], "network": "n1", "vector": SHA, "before": 0.5, "after": 0.3}
    return given | changes


def _pack_polished(path: Path, *polishes: Mapping[str, Any], vector: bytes = VECTOR) -> Path:
    members = {f"pictures/{NAME}": PNG, f"vectors/{SHA}": vector}
    return _pack(path, _style(), head={"polishes": polishes}, pictures=members)


def test_polished_vectors_are_read(zipped: Path) -> None:
    polishes = list(check_archive(_pack_polished(zipped, _polish())).vectors())
    assert polishes == [
        StyleVector(digest=NAME[:64], network="n1", vector=VECTOR, before=0.5, after=0.3)
    ]


def test_an_archive_from_before_styles_were_polished_has_no_vectors(zipped: Path) -> None:
    found = check_archive(_pack(zipped, _style()))
    assert list(found.vectors()) == []
    assert len(list(found.styles())) == 1


@pytest.mark.parametrize(
    ("polishes", "words"),
    [
        ([_polish(picture="0" * 64)], "no style of it has"),
        ([_polish(), _polish()], "twice"),
        ([_polish(network="")], "name of a network"),
        ([_polish(network="n" * 65)], "name of a network"),
        ([_polish(vector="../../etc/passwd")], "lacks"),
        ([_polish(vector="0" * 64)], "lacks"),
        ([_polish(after="less")], "manifest cannot be read"),
        ([_polish(seed=1)], "manifest cannot be read"),
    ],
)
def test_a_polish_that_is_not_as_they_are_is_refused(
    zipped: Path, polishes: list[dict[str, Any]], words: str
) -> None:
    with pytest.raises(BadArchive, match=words):
        check_archive(_pack_polished(zipped, *polishes))


def test_a_vector_with_another_digest_is_refused(zipped: Path) -> None:
    with pytest.raises(BadArchive, match="not the one that was packed"):
        check_archive(_pack_polished(zipped, _polish(), vector=VECTOR + b"!"))


def test_a_vector_that_does_not_suit_is_refused(zipped: Path) -> None:
    _pack_polished(zipped, _polish(), _polish(network="n2"))
    with pytest.raises(BadArchive, match="network n2 cannot use"):
        check_archive(zipped, suits=lambda polish: polish.network == "n1")


@pytest.mark.parametrize(
    ("bound", "most", "words"),
    [
        ("MOST_VECTORS", 1, "at most 1 polished"),
        ("MOST_VECTOR_BYTES", len(VECTOR) - 1, "larger than"),
        ("MOST_BYTES", len(PNG) + len(VECTOR), "too large together"),
    ],
)
def test_many_vectors_are_bounded(
    zipped: Path, monkeypatch: pytest.MonkeyPatch, bound: str, most: int, words: str
) -> None:
    _pack_polished(zipped, _polish(), _polish(network="n2"))
    assert len(check_archive(zipped).vector_entries) == 2
    monkeypatch.setattr(archive, bound, most)
    with pytest.raises(BadArchive, match=words):
        check_archive(zipped)


def test_an_empty_archive_is_sound(zipped: Path) -> None:
    assert list(check_archive(_pack(zipped)).styles()) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"slug": ""},
        {"slug": "../../etc/passwd"},
        {"slug": "Starry Night"},
        {"slug": "s" * 41},
        {"slug": 7},
        {"title": " "},
        {"title": "t" * 101},
        {"aliases": ["a" * 101]},
        {"aliases": ["a"] * 51},
        {"aliases": "starry"},
        {"options": []},
        {"scope": 0},
    ],
    ids=str,
)
def test_a_style_that_is_not_as_styles_are_is_refused(
    zipped: Path, changes: Mapping[str, Any]
) -> None:
    with pytest.raises(BadArchive):
        check_archive(_pack(zipped, _style(**changes)))


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ({"format": "photos"}, "something else"),
        ({"version": 2}, "version 2"),
        ({"styles": [_style(), _style()]}, "twice"),
        ({"styles": {}}, "manifest cannot be read"),
    ],
    ids=["another format", "a later version", "the same slug", "no list"],
)
def test_a_manifest_of_something_else_is_refused(
    zipped: Path, head: Mapping[str, Any], words: str
) -> None:
    with pytest.raises(BadArchive, match=words):
        check_archive(_pack(zipped, _style(), head=head))


@pytest.mark.parametrize(
    ("member", "words"),
    [("pictures/other.png", "lacks"), ("../" + NAME, "lacks"), (NAME, "lacks")],
)
def test_a_picture_that_is_elsewhere_is_not_looked_for(
    zipped: Path, member: str, words: str
) -> None:
    with pytest.raises(BadArchive, match=words):
        check_archive(_pack(zipped, _style(), pictures={member: PNG}))


def test_a_name_that_leads_out_of_the_archive_is_only_a_name(zipped: Path) -> None:
    secret = zipped.with_name("secret.png")
    secret.write_bytes(PNG)
    with pytest.raises(BadArchive, match="lacks"):
        check_archive(_pack(zipped, _style(picture="../../secret.png")))


def test_a_picture_with_another_digest_is_refused(zipped: Path) -> None:
    with pytest.raises(BadArchive, match="not the one that was packed"):
        check_archive(_pack(zipped, _style(), pictures={f"pictures/{NAME}": PNG + b"!"}))


def test_what_is_no_picture_is_refused(zipped: Path) -> None:
    text = b"#!/bin/sh"
    name = f"{hashlib.sha256(text).hexdigest()}.png"
    with pytest.raises(BadArchive, match="neither JPEG, PNG nor WebP"):
        check_archive(_pack(zipped, _style(picture=name), pictures={f"pictures/{name}": text}))


def test_a_bomb_is_unpacked_no_further_than_the_bound(
    zipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MOST_PICTURE_BYTES", 2**20)
    bomb = PNG + bytes(32 * 2**20)
    name = f"{hashlib.sha256(bomb).hexdigest()}.png"
    _pack(zipped, _style(picture=name), pictures={f"pictures/{name}": bomb})
    assert zipped.stat().st_size < 2**16
    del bomb
    tracemalloc.start()
    with pytest.raises(BadArchive, match="larger than 1 MB"):
        check_archive(zipped)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * 2**20


@pytest.mark.parametrize(
    ("bound", "words"),
    [("MOST_STYLES", "at most 1 styles"), ("MOST_BYTES", "too large together")],
)
def test_many_styles_are_bounded(
    zipped: Path, monkeypatch: pytest.MonkeyPatch, bound: str, words: str
) -> None:
    other = PNG + b"2"
    name = f"{hashlib.sha256(other).hexdigest()}.png"
    pictures = {f"pictures/{NAME}": PNG, f"pictures/{name}": other}
    _pack(zipped, _style(), _style(slug="wave", picture=name), pictures=pictures)
    assert len(check_archive(zipped).style_entries) == 2
    monkeypatch.setattr(archive, bound, {"MOST_STYLES": 1, "MOST_BYTES": len(PNG) + 1}[bound])
    with pytest.raises(BadArchive, match=words):
        check_archive(zipped)


def _no_zip(path: Path) -> None:
    path.write_bytes(b"not a zip at all")


def _cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-30])


def _flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[data.index(b"swirls")] ^= 0xFF
    path.write_bytes(data)


def _no_manifest(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("README", "")


def _deep_manifest(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("manifest.json", "[" * 100_000)


@pytest.mark.parametrize(
    "spoil",
    [_no_zip, _cut_off, _flipped, _no_manifest, _deep_manifest, Path.unlink],
    ids=lambda spoil: spoil.__name__.strip("_"),
)
def test_a_broken_file_is_told_as_one_error(zipped: Path, spoil: Callable[[Path], object]) -> None:
    # Stored plainly, so that a flipped bit is one of the picture.
    with zipfile.ZipFile(zipped, "w") as file:
        manifest = {"format": archive.FORMAT, "version": 1, "styles": [_style()]}
        file.writestr("manifest.json", json.dumps(manifest))
        file.writestr(f"pictures/{NAME}", PNG)
    assert len(check_archive(zipped).style_entries) == 1
    spoil(zipped)
    with pytest.raises(BadArchive):
        check_archive(zipped)
