"""Recipe: tells how a picture was painted, with a link that paints another photo the same way."""

from __future__ import annotations

from bot.context import Context, ReplyTarget, reply
from bot.jobs.adjustments import FULL, Adjustments
from bot.jobs.engine_options import is_instant
from bot.press import Press
from bot.requests.next_photo import choose_next_recipe, find_finished_job
from bot.styles.deep_links import RECIPE_LINK
from bot.texts import Texts
from bot.texts.setting_names import SETTING_NAMES
from bot.texts.style_titles import capitalise, describe_styles, translate_title
from storage import Job


async def tell_recipe(press: Press, job: Job) -> None:
    """Answer the picture with its recipe."""
    await press.answer()
    link = f"{press.context.bot.link}?start={RECIPE_LINK}{job.id}"
    lines = [
        press.texts("recipe", style=capitalise(_name_styles(press.texts, job))),
        *_list_details(press.texts, job),
        "",
    ]
    lines.append(press.texts("recipe-link", link=link))
    await reply(press.context, press.target, "\n".join(lines))


async def start_with_recipe(context: Context, target: ReplyTarget, job_id: str) -> None:
    """Keep the recipe that a link names for the person's next photo."""
    job, texts = await find_finished_job(context, job_id), context.texts(target.person)
    if job is None:
        await reply(context, target, texts("recipe-gone"))
    else:
        await choose_next_recipe(context, target, job)
        await reply(
            context, target, texts("recipe-chosen", style=capitalise(describe_styles(job, texts)))
        )


def _name_styles(texts: Texts, job: Job) -> str:
    """Name the styles, with their shares where those are not equal."""
    weights = [style.weight for style in job.styles]
    if len(set(weights)) == 1:
        return describe_styles(job, texts)
    parts = (
        f"{translate_title(style.title, texts)} "
        + texts("button-percent", percent=round(100 * style.weight / sum(weights)))
        for style in job.styles
    )
    return " + ".join(parts)


def _list_details(texts: Texts, job: Job) -> list[str]:
    options, adjusted = job.options, Adjustments.of(job)
    faces, stroke = options.get("faces"), options.get("stroke")
    lines = [
        texts("recipe-quality", quality=texts("setting-instant")) if is_instant(options) else "",
        texts("recipe-size", pixels=str(options["size"])) if options.get("size") else "",
        texts("recipe-steps", steps=str(options["steps"])) if options.get("steps") else "",
        texts("recipe-strength", percent=round(100 * float(options.get("strength", 1)))),
        texts("recipe-faces", faces=_setting_name(texts, faces)) if faces else "",
        texts("recipe-stroke", stroke=_setting_name(texts, stroke)) if stroke else "",
        texts("recipe-seed", seed=str(job.seed)),
        texts("recipe-photo", percent=FULL - adjusted.intensity)
        if adjusted.intensity < FULL
        else "",
        texts("button-colours-kept") if adjusted.colours else "",
    ]
    return [line for line in lines if line]


def _setting_name(texts: Texts, value: str) -> str:
    return texts(SETTING_NAMES[value])
