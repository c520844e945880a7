"""Paintings that the instant painter makes in one pass, each within one tick."""

from __future__ import annotations

import time

import torch

from engine.errors import InvalidState
from engine.painting.failures import out_of_memory_error
from engine.painting.instant import InstantRequest
from engine.painting.interface import Broken, Finished, Outcome, Snapshot
from engine.painting.models import Models
from engine.painting.resampling import as_pixels


class Passes:
    """The requests that wait for their pass in the next tick, by id."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self._waiting: dict[str, InstantRequest] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def __contains__(self, request_id: str) -> bool:
        return request_id in self._waiting

    def add(self, request_id: str, request: InstantRequest) -> None:
        """Have ``request`` painted in the next tick."""
        self._waiting[request_id] = request

    def drop(self, request_id: str) -> None:
        """Forget a request; unknown ids are no error."""
        self._waiting.pop(request_id, None)

    def snapshot(self, request_id: str) -> Snapshot:
        """Paint a waiting request at once. Raises ``InvalidState`` for a picture not finite."""
        return self._paint(self._waiting[request_id])

    def tick(self) -> list[Outcome]:
        """Paint all that wait; each ends, with a picture or without."""
        waiting, self._waiting = self._waiting, {}
        return [self._finish(request_id, request) for request_id, request in waiting.items()]

    def _finish(self, request_id: str, request: InstantRequest) -> Outcome:
        try:
            snapshot = self._paint(request)
        except torch.OutOfMemoryError:
            return Broken(request_id, out_of_memory_error())
        except InvalidState as error:
            return Broken(request_id, error)
        return Finished(request_id, snapshot, time.monotonic() - request.began)

    def _paint(self, request: InstantRequest) -> Snapshot:
        picture = self._models.paint_instantly(
            request.photo, request.styles, request.options, request.face_mask
        )
        return Snapshot(as_pixels(picture), 1, 1, 0.0)
