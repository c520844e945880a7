"""What styles are called in a person's language: the presets' titles are translated. Pure.

A preset that an admin gave another title keeps that one in every language.
"""

from __future__ import annotations

from functools import cache

from bot.texts import Texts, undirected
from presets import catalogue as presets
from storage import Job


def translated(title: str, texts: Texts) -> str:
    """The ``title`` of a style as its reader knows it."""
    slug = _shipped().get(title)
    return undirected(title) if slug is None else texts(f"style-title-{slug}")


def title_of(job: Job, texts: Texts) -> str:
    """What a painting is painted in."""
    return " + ".join(translated(style.title, texts) for style in job.styles)


def opening(title: str) -> str:
    """``title`` as it stands at the beginning of a sentence."""
    return title[:1].upper() + title[1:]


@cache
def _shipped() -> dict[str, str]:
    """Slugs of the presets by the titles they ship with."""
    return {preset.title: preset.slug for preset in presets()}
