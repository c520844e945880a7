"""Files that are made to hurt whoever opens them, each with what its sender is told."""

from tests.imaging.hostile.cases import ALL, Case

__all__ = ["ALL", "Case"]
