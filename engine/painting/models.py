"""The networks of a painting process, each loaded when it is first needed."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor

from engine import backbones
from engine.backbones import Backbone
from engine.errors import InvalidState, MissingWeights
from engine.messages import Options, Pooling
from engine.painting.face_mask import FaceMask, FaceMaskDrawer
from engine.painting.instant import InstantStylist
from engine.painting.interface import StyleImage
from engine.painting.plan import HOLDS, STYLE_SCALE, STYLE_SCALES
from engine.weights import shipped
from engine.weights.store import WeightStore

_log = logging.getLogger(__name__)


class Models:
    """Backbones, the instant painter and the face finder on one device."""

    def __init__(
        self, device: torch.device, store: WeightStore, networks_dir: Path | None = None
    ) -> None:
        """Load ``instant`` and ``lite`` at once if ``networks_dir``, the operator's own, has them.

        What is wrong with these shows before the first photo: raises ``MissingWeights``, as for a
        folder without any network. ``faces`` is loaded for the first photo; a bad file of it is
        only warned of then, since one paints without it.
        """
        self.device = device
        self._store = store
        self._networks_dir = networks_dir
        self._backbones: dict[tuple[str, Pooling], Backbone] = {}
        self._instant: InstantStylist | None = None
        self._instant_missing = False
        self._faces = FaceMaskDrawer(device, networks_dir)
        names = shipped.own_networks(networks_dir) if networks_dir is not None else ()
        if "instant" in names:
            self.instant()
        if "lite" in names:
            self._backbone("lite", Options().pooling)

    def backbone(self, options: Options) -> Backbone:
        """Load the backbone asked for, or what suits the device. Raises ``MissingWeights``."""
        name: str = options.backbone
        if name == "auto":
            name = backbones.choose(self.device, self._store)
        return self._backbone(name, options.pooling)

    def instant(self) -> InstantStylist:
        """Load the instant painter. Raises ``MissingWeights``."""
        if self._instant is None:
            self._instant = InstantStylist.load(self.device, self._networks_dir)
        return self._instant

    def resolve_init(self, options: Options, painting: Image.Image | None) -> Options:
        """Choose an ``init`` that can be followed.

        Without ``painting`` a painting starts from the instant picture, and without the instant
        painter from the photo.
        """
        if options.init == "painting" and painting is None:
            options = options.replace(init="instant")
        if options.init != "instant":
            return options
        if not self._instant_missing:
            try:
                self.instant()
            except MissingWeights as error:
                self._instant_missing = True
                _log.warning("paintings start from the photo: %s", error.words)
        return options.replace(init="content") if self._instant_missing else options

    def draw_face_mask(
        self, photo: Image.Image, width: int, height: int, options: Options
    ) -> FaceMask | None:
        """Draw where ``photo`` shows faces, for a painting of ``width`` x ``height`` pixels.

        ``None``: nowhere, or it does not matter.
        """
        return None if options.faces == "free" else self._faces.draw(photo, width, height)

    def paint_instantly(
        self,
        photo: Tensor,
        styles: Sequence[StyleImage],
        options: Options,
        face_mask: FaceMask | None,
    ) -> Tensor:
        """Paint ``photo`` [1, 3, H, W] in one pass.

        Raises ``MissingWeights``, and ``InvalidState`` for a picture that is not finite.
        """
        picture = self.instant().paint(
            photo,
            styles,
            options.strength,
            options.seed,
            face_mask=face_mask,
            likeness=HOLDS[options.faces].likeness,
            stroke_size=STYLE_SCALES[options.stroke] / STYLE_SCALE,
        )
        if not picture.isfinite().all():
            raise InvalidState(
                "The instant picture ran out of bounds. "
                "If the style was polished, polish it anew.",
                reason="internal",
            )
        return picture

    def _backbone(self, name: str, pooling: Pooling) -> Backbone:
        found = self._backbones.get((name, pooling))
        if found is None:
            found = backbones.load(
                name, pooling, store=self._store, device=self.device, own=self._networks_dir
            )
            self._backbones[name, pooling] = found
        return found
