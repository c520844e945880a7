"""Options of styles as admins write them behind a name: ``strength=0.8 faces=keep``. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import inspect

from bot.texts import Texts
from engine.errors import BadOptions
from engine.messages import Options

_PAIR: Final = re.compile(r"\b([a-z_]+)\s*=")


class CannotTake(Exception):
    """What an admin sent cannot be a style or an option of one; the words are for the person."""


def parse_pairs(words: str) -> tuple[str, dict[str, str]]:
    """Split ``words`` into what stands before the first ``name=value``, and all of those."""
    cuts = list(_PAIR.finditer(words))
    ends = [*(cut.start() for cut in cuts[1:]), len(words)]
    pairs = {c[1]: words[c.end() : end].strip() for c, end in zip(cuts, ends, strict=False)}
    return words[: cuts[0].start()].strip() if cuts else words.strip(), pairs


def read_options(texts: Texts, pairs: Mapping[str, str]) -> dict[str, Any]:
    """Read the options of the engine that ``pairs`` give a value. Raises ``CannotTake``."""
    return {name: _read_option(texts, name, value) for name, value in pairs.items() if value}


def read_changes(
    texts: Texts, options: Mapping[str, Any], words: str
) -> tuple[str | None, dict[str, Any] | None]:
    """Read the new title of a style and all its options, each ``None`` if it does not change.

    ``options`` are those so far; an empty value in ``words`` takes one out. Raises ``CannotTake``.
    """
    _, pairs = parse_pairs(words)
    title = pairs.pop("title", None)
    if not pairs:
        return title, None
    kept = {name: value for name, value in options.items() if name not in pairs}
    return title, kept | read_options(texts, pairs)


def _read_option(texts: Texts, name: str, value: str) -> Any:
    if name not in Options.__struct_fields__:
        raise CannotTake(texts("editstyle-unknown", option=name))
    if (name, value) == ("init", "painting"):
        # Only Sharper has one to go on from.
        raise CannotTake(texts("editstyle-unfit", option=name, value=value))
    try:
        return getattr(msgspec.convert({name: value}, Options, strict=False), name)
    except (BadOptions, msgspec.ValidationError) as error:
        choices = ", ".join(_choices(name))
        refusal = "editstyle-choices" if choices else "editstyle-unfit"
        words = texts(refusal, option=name, value=value, choices=choices)
        raise CannotTake(words) from error


def _choices(name: str) -> Sequence[str]:
    """Return what an option of the engine can be, where that is one of a few words."""
    fields = inspect.type_info(Options).fields  # type: ignore[attr-defined]
    kind = next(field.type for field in fields if field.name == name)
    return tuple(map(str, kind.values)) if isinstance(kind, inspect.LiteralType) else ()
