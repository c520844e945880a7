"""In what manner somebody wants something painted: one style or several, and how strongly.

What is asked for in words is a ``bot.styles.query.StyleQuery``; here its names become styles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final, Self

from bot.jobs.adjustments import FULL
from bot.styles.query import StyleQuery, parse_query
from bot.texts import Texts
from bot.texts.style_titles import translate_title
from storage import JobStyle, Style, Styles, UnknownStyle

_CODE: Final = re.compile(r"[0-9]{1,18}\.[0-9]{1,3}(\+[0-9]{1,18}\.[0-9]{1,3})*@[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class StyleMix:
    """``parts`` are styles with their shares; the first gives the options."""

    parts: tuple[tuple[Style, float], ...]
    intensity: int = FULL
    """Percent of the painting; the rest is the photo."""

    @property
    def sources(self) -> tuple[JobStyle, ...]:
        """Where the engine gets the styles from."""
        return tuple(
            JobStyle(key=style.digest, title=style.title, style_id=style.id, weight=share)
            for style, share in self.parts
        )

    @property
    def options(self) -> Mapping[str, Any]:
        """What suits the styles."""
        return self.parts[0][0].options

    @property
    def note(self) -> dict[str, Any]:
        """As it is kept until there is a photo; see ``recall``."""
        styles = [[style.id, share] for style, share in self.parts]
        return {"styles": styles, "intensity": self.intensity}

    @classmethod
    def plain(cls, style: Style) -> Self:
        """One style, fully."""
        return cls(((style, 1.0),))

    @classmethod
    def recall(cls, note: Any, known: Sequence[Style]) -> Self | None:
        """What ``note`` says, as long as all its styles are ``known``."""
        if isinstance(note, int):
            # As earlier versions noted it.
            note = {"styles": [[note, 1.0]], "intensity": FULL}
        by_id = {style.id: style for style in known}
        if any(number not in by_id for number, _ in note["styles"]):
            return None
        parts = tuple((by_id[number], share) for number, share in note["styles"])
        return cls(parts, note["intensity"])

    @property
    def code(self) -> str:
        """As a button carries it: ids with their shares, then the intensity."""
        parts = "+".join(f"{style.id}.{round(FULL * share)}" for style, share in self.parts)
        return f"{parts}@{self.intensity}"

    @classmethod
    def read(cls, code: str, known: Sequence[Style]) -> Self | None:
        """What ``code`` says, as long as all its styles are ``known``; codes may be forged."""
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
        return cls.recall({"styles": styles, "intensity": int(intensity)}, known)

    def title(self, texts: Texts) -> str:
        """For its reader."""
        title = " + ".join(translate_title(style.title, texts) for style, _ in self.parts)
        if self.intensity == FULL:
            return title
        return f"{title} · {texts('button-percent', percent=self.intensity)}"


async def resolve_mix(styles: Styles, words: str, chat_id: int) -> StyleMix | None:
    """The manner that ``words`` ask for; ``None`` when they leave the style open.

    Raises ``BadWish``, and ``UnknownStyle`` for the first name that no style has.
    """
    try:
        # A title may itself contain what separates styles.
        return StyleMix.plain(await styles.find(words, chat_id))
    except UnknownStyle:
        return await _manner_of(styles, parse_query(words), chat_id)


async def suggest_mixes(
    styles: Styles, words: str, chat_id: int, *, limit: int
) -> Sequence[StyleMix]:
    """What may be meant by ``words`` that hold an unknown name, the likeliest first.

    All the rest of the wish stays: the other styles, the shares and the intensity. Raises
    ``BadWish``.
    """
    wish = parse_query(words)
    choices = [await _called(styles, name, chat_id, limit=limit) for name, _ in wish.names]
    ranks = sorted(product(*(range(len(found)) for found in choices)), key=sum)
    drawn = [[found[n] for found, n in zip(choices, rank, strict=True)] for rank in ranks]
    different = [mixed for mixed in drawn if len({style.id for style in mixed}) == len(mixed)]
    shares = [share for _, share in wish.names]
    intensity = FULL if wish.intensity is None else wish.intensity
    return [
        StyleMix(tuple(zip(mixed, shares, strict=True)), intensity) for mixed in different[:limit]
    ]


async def _called(styles: Styles, name: str, chat_id: int, *, limit: int) -> Sequence[Style]:
    try:
        return [await styles.find(name, chat_id)]
    except UnknownStyle:
        return await styles.search(name, chat_id, limit=limit)


async def _manner_of(styles: Styles, wish: StyleQuery, chat_id: int) -> StyleMix | None:
    intensity = FULL if wish.intensity is None else wish.intensity
    if wish.random:
        drawn = await styles.random(chat_id)
        return StyleMix(tuple((style, 1.0) for style in drawn), intensity) if drawn else None
    if wish.names:
        parts = [(await styles.find(name, chat_id), share) for name, share in wish.names]
        return StyleMix(tuple(parts), intensity)
    last = await styles.last(chat_id)
    return None if last is None else StyleMix(((last, 1.0),), intensity)
