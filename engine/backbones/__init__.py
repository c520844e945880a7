"""Networks whose features tell what a picture shows and how it is painted."""

from engine.backbones.backbone import Backbone
from engine.backbones.catalogue import NAMES, choose, fetch, load

__all__ = ["NAMES", "Backbone", "choose", "fetch", "load"]
