"""The bytes behind the file ids; beyond a capacity the oldest files are dropped."""

import base64
import itertools
import mimetypes
from collections import OrderedDict
from pathlib import PurePath

from playground.model import Media, StoredFile

_FOLDERS = {"photo": "photos", "animation": "animations", "video": "videos", "voice": "voice"}


class FileStore:
    """Files by id and by path, at most `capacity` bytes of them.

    `mark` is part of every id: ids of two worlds with different marks never mean the same file.
    """

    def __init__(self, capacity: int = 512 << 20, *, mark: int = 0) -> None:
        self.capacity = capacity
        self._mark = mark
        self._held = 0
        self._numbers = itertools.count(1)
        self._files: OrderedDict[str, StoredFile] = OrderedDict()
        self._bytes: dict[str, bytes] = {}
        self._media: dict[str, Media] = {}

    def add(
        self,
        data: bytes,
        kind: str,
        *,
        name: str = "",
        mime: str = "",
        size: tuple[int, int] = (0, 0),
    ) -> StoredFile:
        """Store `data` and return its description; `size` is (width, height) in pixels."""
        number = next(self._numbers)
        guessed = mimetypes.guess_type(name)[0] or ""
        suffix = PurePath(name).suffix.lower() or mimetypes.guess_extension(mime) or ""
        folder = _FOLDERS.get(kind, "documents")
        stored = StoredFile(
            id=_token(f"{kind}/{number}/{self._mark}"),
            unique_id=_token(f"{kind[:2]}{number}/{self._mark}"),
            kind=kind,
            path=f"{folder}/file_{number}{'.jpg' if kind == 'photo' else suffix}",
            size=len(data),
            name=name,
            mime=mime or guessed or "application/octet-stream",
            width=size[0],
            height=size[1],
        )
        self._files[stored.id] = stored
        self._bytes[stored.path] = data
        self._held += len(data)
        self._make_room()
        return stored

    def find(self, file_id: str) -> StoredFile | None:
        """Return the description of a file, or None when it is not there any more."""
        return self._files.get(file_id)

    def remember(self, media: Media) -> None:
        """Let each file id of `media` stand for all of it, so that it can be sent again."""
        for file in (media.file, *media.sizes):
            self._media[file.id] = media

    def media_of(self, file_id: str) -> Media | None:
        """Return the media that a file id stands for, or None."""
        return self._media.get(file_id)

    def read(self, path: str) -> bytes | None:
        """Return the bytes at `path`, or None when they are gone."""
        return self._bytes.get(path)

    def clear(self) -> None:
        """Drop all files; numbers go on, so that an old id never means a new file."""
        self._files.clear()
        self._bytes.clear()
        self._media.clear()
        self._held = 0

    def _make_room(self) -> None:
        while self._held > self.capacity and len(self._files) > 1:
            _, oldest = self._files.popitem(last=False)
            self._held -= len(self._bytes.pop(oldest.path))
            self._media.pop(oldest.id, None)


def _token(words: str) -> str:
    return "Ag" + base64.urlsafe_b64encode(words.encode()).decode().rstrip("=")
