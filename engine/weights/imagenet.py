"""What networks trained on ImageNet expect of a picture's colours."""

from __future__ import annotations

from typing import Final

IMAGENET_MEAN: Final = (0.485, 0.456, 0.406)
"""Mean of red, green and blue, in [0, 1]."""
IMAGENET_STD: Final = (0.229, 0.224, 0.225)
"""Their standard deviations."""
