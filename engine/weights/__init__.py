"""Weights of the backbones: where they are, and how they come here if they are not."""

from engine.weights.download import Progress, download
from engine.weights.store import Published, WeightStore

__all__ = ["Progress", "Published", "WeightStore", "download"]
