"""``engine.batch`` behind the torch-free types of ``engine.painting``; this loads torch."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image

from engine import batch
from engine.messages import Options
from engine.painting import (
    Broken,
    Canvases,
    Finished,
    Joined,
    Outcome,
    PaintSettings,
    Snapshot,
    StylePicture,
)


class RealBatch(Canvases):
    """Only renames: every value is that of ``batch.Batch``."""

    def __init__(self, settings: PaintSettings) -> None:
        self._batch = batch.Batch(
            batch.PaintSettings(
                device=settings.device,
                threads=settings.threads,
                weights_dir=settings.weights_dir,
                cache_dir=settings.cache_dir,
            )
        )

    @property
    def device_name(self) -> str:
        return self._batch.device_name

    def __len__(self) -> int:
        return len(self._batch)

    def join(
        self,
        request_id: str,
        photo: Image.Image,
        styles: Sequence[StylePicture],
        options: Options,
    ) -> Joined:
        theirs = [batch.StylePicture(s.digest, s.picture, s.weight) for s in styles]
        joined = self._batch.join(request_id, photo, theirs, options)
        return Joined(joined.width, joined.height, joined.steps, joined.backbone)

    def leave(self, request_id: str) -> None:
        self._batch.leave(request_id)

    def snapshot(self, request_id: str) -> Snapshot:
        return _snapshot(self._batch.snapshot(request_id))

    def tick(self) -> list[Outcome]:
        return [_outcome(end) for end in self._batch.tick()]


def _outcome(end: batch.Finished | batch.Broken) -> Outcome:
    if isinstance(end, batch.Broken):
        return Broken(end.request_id, end.error)
    return Finished(end.request_id, _snapshot(end.snapshot), end.seconds)


def _snapshot(theirs: batch.Snapshot) -> Snapshot:
    return Snapshot(theirs.pixels, theirs.step, theirs.steps, theirs.seconds_left)
