"""Keeps what a person chose for their next photo in a chat, a style or a recipe, in their row."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from telegram import InlineKeyboardMarkup

from bot.context import Context, ReplyTarget
from bot.requests.participants import remember_chat_and_person
from bot.styles.keyboards import build_star_button
from bot.styles.mix import StyleMix
from storage import Job, State, UnknownJob


class Choice(StrEnum):
    """What can be chosen for the next photo; in a person's settings, with the id of the chat."""

    RECIPE = "next_recipe"
    STYLE = "next_style"

    def key(self, chat_id: int) -> str:
        """Return the name of the setting that keeps the choice for a chat."""
        return f"{self.value}:{chat_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextChoices:
    """What is chosen for the next photo; a recipe goes before a style."""

    recipe: Job | None = None
    mix: StyleMix | None = None


async def choose_next_style(context: Context, target: ReplyTarget, mix: StyleMix) -> None:
    """Have the person's next photo in this chat painted in ``mix``, by no recipe."""
    await remember_chat_and_person(context, target)
    style, recipe = Choice.STYLE.key(target.chat_id), Choice.RECIPE.key(target.chat_id)
    await context.services.people.configure(
        target.person.id, **{style: mix.to_json(), recipe: None}
    )


async def choose_next_recipe(context: Context, target: ReplyTarget, job: Job) -> None:
    """Have the person's next photo in this chat painted as ``job`` was."""
    await remember_chat_and_person(context, target)
    key = Choice.RECIPE.key(target.chat_id)
    await context.services.people.configure(target.person.id, **{key: job.id})


async def load_and_prune_choices(context: Context, target: ReplyTarget) -> NextChoices:
    """Read what is chosen, and forget a choice whose painting or style is gone."""
    services, recipe, mix = context.services, None, None
    person = await services.people.get(target.person.id)
    settings = person.settings if person else {}
    if (job_id := settings.get(Choice.RECIPE.key(target.chat_id))) is not None:
        recipe = await find_finished_job(context, str(job_id))
        if recipe is None:
            await forget_choice(context, target, Choice.RECIPE)
    if (kept := settings.get(Choice.STYLE.key(target.chat_id))) is not None:
        mix = StyleMix.from_json(kept, await services.styles.all(target.chat_id))
        if mix is None:
            await forget_choice(context, target, Choice.STYLE)
    return NextChoices(recipe=recipe, mix=mix)


async def forget_choice(context: Context, target: ReplyTarget, choice: Choice) -> None:
    """Drop ``choice``, which counts for one photo."""
    key = choice.key(target.chat_id)
    await context.services.people.configure(target.person.id, **{key: None})


async def find_finished_job(context: Context, job_id: str) -> Job | None:
    """Return the job if it is known and done, else ``None``."""
    try:
        job = await context.services.jobs.get(job_id)
    except UnknownJob:
        return None
    return job if job.state is State.DONE else None


async def load_star_button(
    context: Context, target: ReplyTarget, mix: StyleMix
) -> InlineKeyboardMarkup | None:
    """Build the star of the chosen style; ``None`` if ``mix`` has several styles."""
    if len(mix.parts) > 1:
        return None
    ((style, _),) = mix.parts
    starred = style.id in await context.services.favourites.ids(target.person.id)
    return build_star_button(context.texts(target.person), style.id, starred=starred)
