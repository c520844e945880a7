"""Paintings that the instant painter makes in one pass, each within one tick."""

from __future__ import annotations

import time

import torch

from engine.errors import InvalidState
from engine.painting.canvas import as_pixels
from engine.painting.failures import out_of_memory
from engine.painting.instant import Pass
from engine.painting.interface import Broken, Finished, Outcome, Snapshot
from engine.painting.models import Models


class Passes:
    """The passes that wait for the next tick, by the id of their request."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self._waiting: dict[str, Pass] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def __contains__(self, request_id: str) -> bool:
        return request_id in self._waiting

    def add(self, request_id: str, one_pass: Pass) -> None:
        """Have ``one_pass`` painted in the next tick."""
        self._waiting[request_id] = one_pass

    def drop(self, request_id: str) -> None:
        """Forget a pass; unknown ids are no error."""
        self._waiting.pop(request_id, None)

    def snapshot(self, request_id: str) -> Snapshot:
        """Paint a waiting pass at once. Raises ``InvalidState`` for a picture not finite."""
        return self._paint(self._waiting[request_id])

    def tick(self) -> list[Outcome]:
        """Paint all that wait; each ends, with a picture or without."""
        waiting, self._waiting = self._waiting, {}
        return [self._finish(name, one_pass) for name, one_pass in waiting.items()]

    def _finish(self, request_id: str, one_pass: Pass) -> Outcome:
        try:
            snapshot = self._paint(one_pass)
        except torch.OutOfMemoryError:
            return Broken(request_id, out_of_memory())
        except InvalidState as error:
            return Broken(request_id, error)
        return Finished(request_id, snapshot, time.monotonic() - one_pass.began)

    def _paint(self, one_pass: Pass) -> Snapshot:
        picture = self._models.paint_instantly(
            one_pass.photo, one_pass.styles, one_pass.options, one_pass.face_mask
        )
        return Snapshot(as_pixels(picture), 1, 1, 0.0)
