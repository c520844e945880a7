"""Reads what a request builds on, has it decided, and carries the decision out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from bot.context import Context, ReplyTarget, reply
from bot.pictures.attachments import Picture
from bot.requests import keyboards
from bot.requests.decisions import (
    AskStyle,
    Facts,
    KeepStyle,
    PaintingRequest,
    PaintNow,
    PaintWaiting,
    Say,
    ShowGallery,
    SuggestStyles,
    decide,
)
from bot.requests.next_photo import (
    choose_next_style,
    forget_choice,
    load_and_prune_choices,
    load_star_button,
)
from bot.requests.orders import Order, Photo, build_order_in_style
from bot.requests.origins import origin_of_pending
from bot.requests.pending import ask_style, is_photo_waiting, take_waiting, to_photo
from bot.requests.submission import submit_orders
from bot.styles.gallery import show_gallery
from bot.styles.mix import StyleMix
from bot.texts import Texts
from storage import Job, PendingPhoto


async def fulfil_request(
    context: Context, request: PaintingRequest, active: Sequence[Job] | None = None
) -> None:
    """Paint what ``request`` asks for, or ask for what is missing.

    ``active`` are the person's unfinished jobs, where the caller has read them.
    """
    target, texts = request.target, context.texts(request.target.person)
    facts = Facts(
        choices=await load_and_prune_choices(context, target),
        is_photo_waiting=await is_photo_waiting(context, target),
    )
    decision = decide(request, facts, texts)
    waiting: tuple[PendingPhoto, ...] = ()
    if isinstance(decision, PaintWaiting):
        waiting = await take_waiting(context, target)
        if not waiting:
            # Somebody pressed a button of its question in this very moment.
            decision = decide(request, replace(facts, is_photo_waiting=False), texts)
    match decision:
        case PaintNow(orders=orders, used=used):
            if used is not None:
                await forget_choice(context, target, used)
            await submit_orders(context, orders, active)
        case PaintWaiting(style=style):
            await submit_orders(
                context, _build_orders_of_waiting(request, waiting, style, texts), active
            )
        case None:
            pass
        case _:
            await _answer(context, target, decision)


async def _answer(
    context: Context,
    target: ReplyTarget,
    decision: KeepStyle | AskStyle | SuggestStyles | ShowGallery | Say,
) -> None:
    """Carry out a decision by which nothing is painted now."""
    texts = context.texts(target.person)
    match decision:
        case KeepStyle(mix=mix):
            await choose_next_style(context, target, mix)
            text = "style-chosen" if target.is_private else "style-chosen-group"
            star = await load_star_button(context, target, mix)
            await reply(context, target, texts(text, style=mix.title(texts)), star)
        case AskStyle(photos=photos, words=words, offered=offered):
            await ask_style(context, photos, words, _build_suggestions(offered, texts))
        case SuggestStyles(words=words, offered=offered):
            suggestions = _build_suggestions(offered, texts)
            keyboard = keyboards.build_next_question(texts, suggestions)
            await reply(context, target, words, keyboard)
        case ShowGallery(words=words):
            await show_gallery(context, target, words)
        case Say(words=words):
            await reply(context, target, words)
        case _:
            assert_never(decision)


def _build_orders_of_waiting(
    request: PaintingRequest,
    waiting: Sequence[PendingPhoto],
    style: StyleMix | Picture,
    texts: Texts,
) -> list[Order]:
    photos = [to_photo(request.target, one) for one in waiting]
    if len(photos) == 1:
        # Reply to the message that named the style, not to the photo from before.
        photos = [Photo(request.target, photos[0].picture)]
        if not request.is_press:
            return [build_order_in_style(photos[0], style, texts)]
    return [
        replace(build_order_in_style(photo, style, texts), origin=origin_of_pending(one))
        for photo, one in zip(photos, waiting, strict=True)
    ]


def _build_suggestions(
    offered: Sequence[StyleMix], texts: Texts
) -> Sequence[keyboards.Suggestion]:
    return [keyboards.Suggestion.of(mix, texts) for mix in offered]
