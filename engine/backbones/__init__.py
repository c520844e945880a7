"""Networks whose features tell what a picture shows and how it is painted."""

from engine.backbones.backbone import Backbone
from engine.backbones.catalogue import BACKBONE_NAMES, choose, fetch, load

__all__ = ["BACKBONE_NAMES", "Backbone", "choose", "fetch", "load"]
