"""Sample photos for people who have none at hand: the free pictures that scikit-image carries."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from typing import Final

from PIL import Image


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample photo; ``name`` is scikit-image's name of it."""

    name: str
    title: str


SAMPLES: Final = (
    Sample("astronaut", "Eileen Collins, astronaut (NASA)"),
    Sample("chelsea", "Chelsea the cat (Stéfan van der Walt)"),
    Sample("coffee", "A cup of coffee (Rachel Michetti)"),
    Sample("rocket", "A rocket on its pad (SpaceX)"),
)


def available_samples() -> tuple[Sample, ...]:
    """Return the samples that can be served; none where scikit-image is not installed."""
    try:
        import skimage.data  # noqa: F401 - an optional dependency, slow to import
    except ImportError:
        return ()
    return SAMPLES


@cache
def sample_jpeg(name: str) -> bytes:
    """Read the sample called ``name`` as JPEG. Raises ``KeyError`` for other names."""
    if name not in {sample.name for sample in available_samples()}:
        raise KeyError(name)
    import skimage.data

    picture = Image.fromarray(getattr(skimage.data, name)())
    file = io.BytesIO()
    picture.convert("RGB").save(file, "JPEG", quality=92)
    return file.getvalue()
