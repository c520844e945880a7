"""Names styles in a person's language: the presets' titles are translated. Pure.

A preset that an admin gave another title keeps that one in every language.
"""

from __future__ import annotations

from functools import cache

from bot.texts import Texts, strip_direction_marks
from presets import catalogue as presets
from storage import Job


def translate_title(title: str, texts: Texts) -> str:
    """Return the ``title`` of a style in the language of ``texts``."""
    slug = _slugs_of_presets().get(title)
    return strip_direction_marks(title) if slug is None else texts(f"style-title-{slug}")


def describe_styles(job: Job, texts: Texts) -> str:
    """Return the titles of the styles that ``job`` is painted in."""
    return " + ".join(translate_title(style.title, texts) for style in job.styles)


def capitalise(title: str) -> str:
    """Return ``title`` as it stands at the beginning of a sentence."""
    return title[:1].upper() + title[1:]


@cache
def _slugs_of_presets() -> dict[str, str]:
    """Return the presets' slugs by the titles that they ship with."""
    return {preset.title: preset.slug for preset in presets()}
