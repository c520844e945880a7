"""Decides what to do about the photos and words of a person: paint, ask, suggest or refuse.

Pure: ``bot.requests.fulfilment`` reads the facts and carries the decision out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, TypeAlias

from bot.context import ReplyTarget
from bot.pictures.attachments import Picture, Refusal
from bot.requests.next_photo import Choice, NextChoices
from bot.requests.orders import Order, Photo, build_order_by_recipe, build_order_in_style
from bot.styles.mix import NoSuchStyle, QueryResult, StyleMix
from bot.styles.query import BadStyleQuery
from bot.texts import Texts

_PAIR: Final = 2
"""An album of two is a photo and its style."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaintingRequest:
    """What one message, or one album, asks for."""

    target: ReplyTarget
    photos: tuple[Photo | Refusal, ...] = ()
    """What is to be painted, or why it cannot be."""
    query_result: QueryResult = None
    """The style that the words ask for, or why there is none."""
    style_picture: Picture | None = None
    """The person's own picture of a style, which came beside the photo."""
    is_command: bool = False
    """Whether words that name no style are a mistake; without a command they may be a caption."""
    has_words: bool = False
    """Whether words came with the command, besides links."""
    is_press: bool = False
    """Whether a button asked, so the same message may ask repeatedly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was there before the request, for the person in the chat."""

    choices: NextChoices = field(default_factory=NextChoices)
    is_photo_waiting: bool = False


@dataclass(frozen=True, slots=True)
class PaintNow:
    """Paint all of ``orders``; ``used`` counted for one photo and is used up by them."""

    orders: tuple[Order, ...]
    used: Choice | None = None


@dataclass(frozen=True, slots=True)
class PaintWaiting:
    """Paint the photos that wait in ``style``."""

    style: StyleMix | Picture


@dataclass(frozen=True, slots=True)
class KeepStyle:
    """Keep ``mix`` for the next photo."""

    mix: StyleMix


@dataclass(frozen=True, slots=True)
class AskStyle:
    """Ask in ``words`` for the style of ``photos``; ``offered`` are suggested, if any."""

    photos: tuple[Photo, ...]
    words: str
    offered: tuple[StyleMix, ...] = ()


@dataclass(frozen=True, slots=True)
class SuggestStyles:
    """Say ``words`` and suggest ``offered`` for the next photo."""

    words: str
    offered: tuple[StyleMix, ...]


@dataclass(frozen=True, slots=True)
class ShowGallery:
    """Show all styles, under ``words`` if there is more to say."""

    words: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """Refuse in ``words``, or give a hint."""

    words: str


Decision: TypeAlias = (
    PaintNow | PaintWaiting | KeepStyle | AskStyle | SuggestStyles | ShowGallery | Say | None
)
"""``None``: it is not meant for the bot."""


def decide(request: PaintingRequest, facts: Facts, texts: Texts) -> Decision:
    """Return what to do about ``request``: refuse, paint, keep a style, ask, suggest or hint."""
    refusal = next((one for one in request.photos if isinstance(one, Refusal)), None)
    if refusal is not None:
        return Say(refusal.say(texts))
    photos = tuple(one for one in request.photos if isinstance(one, Photo))
    style = request.style_picture or request.query_result
    if isinstance(style, StyleMix | Picture) and photos:
        return PaintNow(tuple(build_order_in_style(one, style, texts) for one in photos))
    if isinstance(style, StyleMix):
        return PaintWaiting(style) if facts.is_photo_waiting else KeepStyle(style)
    is_album = len(photos) > 1
    if request.is_command and (request.has_words or not is_album):
        return _answer_command(request, photos, texts)
    if not photos:
        return _answer_words(request, texts)
    return _paint_or_ask(request, photos, facts, texts)


def _answer_command(request: PaintingRequest, photos: tuple[Photo, ...], texts: Texts) -> Decision:
    """Answer /style without a style that is known."""
    match request.query_result:
        case BadStyleQuery() as bad:
            return Say(texts(bad.reason, limit=bad.limit))
        case NoSuchStyle(name=name, nearest=nearest):
            offered = tuple(nearest)
            words = texts("style-unknown" if offered else "style-unknown-all", name=name)
            if photos:
                return AskStyle(photos, words, offered)
            return SuggestStyles(words, offered) if offered else ShowGallery(words)
        case _:
            if photos:
                return AskStyle(photos, _build_question_for(request, photos, texts))
            return ShowGallery()


def _answer_words(request: PaintingRequest, texts: Texts) -> Decision:
    """Answer words alone that name no style; in a group they may be anything."""
    if not request.target.is_private:
        return None
    found = request.query_result
    if isinstance(found, NoSuchStyle) and found.nearest:
        return SuggestStyles(texts("style-unknown", name=found.name), tuple(found.nearest))
    return Say(texts("hint-photo"))


def _paint_or_ask(
    request: PaintingRequest, photos: tuple[Photo, ...], facts: Facts, texts: Texts
) -> Decision:
    """Paint photos that come without a style, or ask for it."""
    first, chosen = photos[0], facts.choices
    if len(photos) == _PAIR:
        return PaintNow((build_order_in_style(first, photos[1].picture, texts),))
    if len(photos) == 1 and chosen.recipe is not None:
        return PaintNow((build_order_by_recipe(first, chosen.recipe),), Choice.RECIPE)
    if chosen.mix is not None:
        orders = tuple(build_order_in_style(one, chosen.mix, texts) for one in photos)
        return PaintNow(orders, Choice.STYLE)
    if len(photos) == 1 and facts.is_photo_waiting:
        return PaintWaiting(first.picture)
    return AskStyle(photos, _build_question_for(request, photos, texts))


def _build_question_for(request: PaintingRequest, photos: tuple[Photo, ...], texts: Texts) -> str:
    if len(photos) > 1:
        return texts("style-ask-album", count=len(photos))
    return build_question(request.target, texts)


def build_question(target: ReplyTarget, texts: Texts) -> str:
    """Return the question for a style: in a group the bot sees only replies to it."""
    return texts("style-ask" if target.is_private else "style-ask-group")
