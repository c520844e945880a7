"""Recipes: how something was painted, to be used for another photo. What is chosen is a row."""

from __future__ import annotations

from bot.context import Context, ReplyTarget
from bot.jobs.adjustments import Adjustments
from bot.pictures.attachments import Picture
from bot.requests.orders import Order, acquaint
from storage import Job, State, UnknownJob


async def find_recipe(context: Context, job_id: str) -> Job | None:
    """The painting that a link names, as long as it is known and was made."""
    try:
        job = await context.services.jobs.get(job_id)
    except UnknownJob:
        return None
    return job if job.state is State.DONE else None


async def choose_recipe(context: Context, target: ReplyTarget, job: Job) -> None:
    """The person's next photo in this chat is painted like ``job``."""
    await acquaint(context, target)
    await context.services.people.configure(
        target.person.id, **{recipe_key(target.chat_id): job.id}
    )


async def take_recipe(context: Context, target: ReplyTarget) -> Job | None:
    """The recipe chosen for the person's next photo; it counts for one photo."""
    people, key = context.services.people, recipe_key(target.chat_id)
    person = await people.get(target.person.id)
    if person is None or key not in person.settings:
        return None
    await people.configure(target.person.id, **{key: None})
    return await find_recipe(context, str(person.settings[key]))


def by_recipe(target: ReplyTarget, photo: Picture, job: Job) -> Order:
    """``photo`` painted as ``job`` was, down to the seed, and shown as that is shown now."""
    return Order(
        target=target,
        photo=photo,
        styles=job.styles,
        options=job.options,
        is_settled=True,
        look=Adjustments.of(job),
    )


def recipe_key(chat_id: int) -> str:
    """Under which a person's settings keep the recipe chosen in a chat."""
    return f"next_recipe:{chat_id}"
