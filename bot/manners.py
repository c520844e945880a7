"""In what manner somebody wants something painted: one style or several, and how strongly.

What is asked for in words is a ``bot.wishes.Wish``; here its names become styles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from bot.looks import FULL
from bot.texts import Texts
from bot.titles import translated
from bot.wishes import Wish, parse
from storage import Style, Styles, StyleSource, UnknownStyle


@dataclass(frozen=True, slots=True)
class Manner:
    """``parts`` are styles with their shares; the first gives the options."""

    parts: tuple[tuple[Style, float], ...]
    intensity: int = FULL
    """Percent of the painting; the rest is the photo."""

    @property
    def sources(self) -> tuple[StyleSource, ...]:
        """Where the engine gets the styles from."""
        return tuple(
            StyleSource(key=style.digest, title=style.title, style_id=style.id, weight=share)
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

    def title(self, texts: Texts) -> str:
        """For its reader."""
        title = " + ".join(translated(style.title, texts) for style, _ in self.parts)
        if self.intensity == FULL:
            return title
        return f"{title} · {texts('button-percent', percent=self.intensity)}"


async def manner_called(styles: Styles, words: str, chat_id: int) -> Manner | None:
    """The manner that ``words`` ask for; ``None`` when they leave the style open.

    Raises ``BadWish``, and ``UnknownStyle`` for the first name that no style has.
    """
    try:
        # A title may itself contain what separates styles.
        return Manner.plain(await styles.find(words, chat_id))
    except UnknownStyle:
        return await _manner_of(styles, parse(words), chat_id)


async def _manner_of(styles: Styles, wish: Wish, chat_id: int) -> Manner | None:
    intensity = FULL if wish.intensity is None else wish.intensity
    if wish.random:
        drawn = await styles.random(chat_id)
        return Manner(tuple((style, 1.0) for style in drawn), intensity) if drawn else None
    if wish.names:
        parts = [(await styles.find(name, chat_id), share) for name, share in wish.names]
        return Manner(tuple(parts), intensity)
    last = await styles.last(chat_id)
    return None if last is None else Manner(((last, 1.0),), intensity)
