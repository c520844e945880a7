"""A mix: one style or several with their shares, and how much of the photo shows through.

What people write is parsed by ``bot.styles.query``; here its names become styles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final, Self, TypeAlias

from bot.jobs.adjustments import FULL
from bot.styles.query import BadStyleQuery, parse_query
from bot.texts import Texts
from bot.texts.style_titles import translate_title
from storage import JobStyle, Style, Styles, UnknownStyle

_CODE: Final = re.compile(r"[0-9]{1,18}\.[0-9]{1,3}(\+[0-9]{1,18}\.[0-9]{1,3})*@[0-9]{1,3}")
_MOST_SUGGESTED: Final = 4


@dataclass(frozen=True, slots=True)
class StyleMix:
    """``parts`` are styles with their shares; the first gives the options."""

    parts: tuple[tuple[Style, float], ...]
    intensity: int = FULL
    """Percent of the painting; the rest is the photo."""

    @classmethod
    def plain(cls, style: Style) -> Self:
        """Return ``style`` alone, at full intensity."""
        return cls(((style, 1.0),))

    @property
    def sources(self) -> tuple[JobStyle, ...]:
        """The styles as a job keeps them."""
        return tuple(
            JobStyle(key=style.digest, title=style.title, style_id=style.id, weight=share)
            for style, share in self.parts
        )

    @property
    def options(self) -> Mapping[str, Any]:
        """The engine options that suit the styles."""
        return self.parts[0][0].options

    def title(self, texts: Texts) -> str:
        """Return the title in the language of ``texts``."""
        title = " + ".join(translate_title(style.title, texts) for style, _ in self.parts)
        if self.intensity == FULL:
            return title
        return f"{title} · {texts('button-percent', percent=self.intensity)}"

    def to_json(self) -> dict[str, Any]:
        """Return the mix as JSON, to be kept until there is a photo."""
        styles = [[style.id, share] for style, share in self.parts]
        return {"styles": styles, "intensity": self.intensity}

    @classmethod
    def from_json(cls, kept: Any, known: Sequence[Style]) -> Self | None:
        """Read what ``to_json`` returned; ``None`` if not all its styles are ``known``."""
        if isinstance(kept, int):
            # Earlier versions kept the id of one style.
            kept = {"styles": [[kept, 1.0]], "intensity": FULL}
        by_id = {style.id: style for style in known}
        if any(number not in by_id for number, _ in kept["styles"]):
            return None
        parts = tuple((by_id[number], share) for number, share in kept["styles"])
        return cls(parts, kept["intensity"])

    def to_code(self) -> str:
        """Return the mix as a button carries it: ids with percentages, then the intensity."""
        parts = "+".join(f"{style.id}.{round(FULL * share)}" for style, share in self.parts)
        return f"{parts}@{self.intensity}"

    @classmethod
    def from_code(cls, code: str, known: Sequence[Style]) -> Self | None:
        """Read what ``to_code`` returned; ``None`` if it is forged or a style is not ``known``."""
        if not _CODE.fullmatch(code):
            return None
        parts, _, intensity = code.partition("@")
        pairs = [part.split(".") for part in parts.split("+")]
        shares = [int(share) for _, share in pairs]
        if not all(shares) or not 1 <= int(intensity) <= FULL:
            return None
        styles = [
            [int(n), share / sum(shares)] for (n, _), share in zip(pairs, shares, strict=True)
        ]
        return cls.from_json({"styles": styles, "intensity": int(intensity)}, known)


@dataclass(frozen=True, slots=True)
class NoSuchStyle:
    """Words that hold the ``name`` of no style, and the mixes that they may mean instead."""

    name: str
    nearest: Sequence[StyleMix] = ()


QueryResult: TypeAlias = StyleMix | NoSuchStyle | BadStyleQuery | None
"""What words ask for; ``None`` where they leave the style open and the chat has used none."""


async def look_up(
    styles: Styles, words: str, chat_id: int, *, with_suggestions: bool
) -> QueryResult:
    """Find what ``words`` ask for among the styles that the chat sees, the whole words first.

    The nearest mixes to an unknown name are looked for only ``with_suggestions``.
    """
    try:
        return await _resolve(styles, words, chat_id)
    except BadStyleQuery as bad:
        return bad
    except UnknownStyle as unknown:
        nearest = await _suggest(styles, words, chat_id) if with_suggestions else ()
        return NoSuchStyle(unknown.name, nearest)


async def _resolve(styles: Styles, words: str, chat_id: int) -> StyleMix | None:
    try:
        # A title may itself contain what separates styles.
        return StyleMix.plain(await styles.find(words, chat_id))
    except UnknownStyle:
        query = parse_query(words)
    intensity = FULL if query.intensity is None else query.intensity
    if query.random:
        drawn = await styles.random(chat_id)
        return StyleMix(tuple((style, 1.0) for style in drawn), intensity) if drawn else None
    if query.names:
        parts = [(await styles.find(name, chat_id), share) for name, share in query.names]
        return StyleMix(tuple(parts), intensity)
    last = await styles.last(chat_id)
    return None if last is None else StyleMix(((last, 1.0),), intensity)


async def _suggest(styles: Styles, words: str, chat_id: int) -> Sequence[StyleMix]:
    """What ``words`` may mean, the likeliest first; known names, shares and intensity stay."""
    query = parse_query(words)
    choices = [await _find_or_search(styles, name, chat_id) for name, _ in query.names]
    ranks = sorted(product(*(range(len(found)) for found in choices)), key=sum)
    drawn = [[found[n] for found, n in zip(choices, rank, strict=True)] for rank in ranks]
    different = [mixed for mixed in drawn if len({style.id for style in mixed}) == len(mixed)]
    shares = [share for _, share in query.names]
    intensity = FULL if query.intensity is None else query.intensity
    return [
        StyleMix(tuple(zip(mixed, shares, strict=True)), intensity)
        for mixed in different[:_MOST_SUGGESTED]
    ]


async def _find_or_search(styles: Styles, name: str, chat_id: int) -> Sequence[Style]:
    try:
        return [await styles.find(name, chat_id)]
    except UnknownStyle:
        return await styles.search(name, chat_id, limit=_MOST_SUGGESTED)
