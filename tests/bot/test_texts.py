"""Texts: complete, all used, and in the language of the person."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast

from bot.files import FetchFailed
from bot.texts import Catalogue
from engine import errors
from engine.errors import Problem

BOT = Path(__file__).parents[2] / "bot"
catalogue = Catalogue.load()


def messages_of(language: str) -> set[str]:
    source = resources.files("bot.texts").joinpath(f"{language}.ftl").read_text("utf-8")
    body = FluentParser().parse(source).body
    assert [entry for entry in body if isinstance(entry, ast.Junk)] == [], "a text does not parse"
    names = [entry.id.name for entry in body if isinstance(entry, ast.Message)]
    assert len(names) == len(set(names)), "a text is there twice"
    return set(names)


def code() -> str:
    return "\n".join(path.read_text("utf-8") for path in BOT.rglob("*.py"))


def reasons() -> set[str]:
    """The reasons that the docstrings of the errors name."""
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    words = [kind.__doc__ or "" for kind in (*kinds, FetchFailed)]
    listed = [re.search(r"Reasons?: (.*?)[.;]", doc, re.DOTALL) for doc in words]
    return {reason for found in listed if found for reason in re.findall(r"``(\w+)``", found[1])}


def test_every_text_that_the_code_names_exists() -> None:
    prefixes = {name.split("-")[0] for name in messages_of("en")}
    named = set(re.findall(rf'"((?:{"|".join(prefixes)})-[a-z-]+[a-z])"', code()))
    assert named - messages_of("en") == set()


def test_every_text_is_used() -> None:
    source = code()
    unused = {
        name
        for name in messages_of("en")
        if f'"{name}"' not in source and not name.startswith("problem-")
    }
    assert unused == set()


def test_every_reason_has_words() -> None:
    wanted = {f"problem-{reason.replace('_', '-')}" for reason in reasons()}
    assert len(wanted) > 10
    assert wanted == {name for name in messages_of("en") if name.startswith("problem-")}


@pytest.mark.parametrize("language", catalogue.languages)
def test_languages_say_the_same_things(language: str) -> None:
    assert messages_of(language) == messages_of("en")


def test_values_are_filled_in() -> None:
    texts = catalogue.speak("en")
    assert "Ada" in texts("start-hello", name="Ada")
    assert texts("cancel-done", count=1) == "Stopped."
    assert texts("cancel-done", count=3) == "Stopped 3 paintings."


def test_a_text_that_is_not_there_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        catalogue.speak("en")("no-such-text")


@pytest.mark.parametrize("code", ["en", "en-GB", "tlh", "", None])
def test_who_speaks_no_language_of_ours_gets_english(code: str | None) -> None:
    assert catalogue.speak(code).language == "en"


def test_a_problem_is_told_by_its_reason_else_in_its_own_words() -> None:
    texts = catalogue.speak("en")
    known = Problem(kind="BadPicture", reason="not_a_picture", words="decoder said no")
    fresh = Problem(kind="BadPicture", reason="made_of_cheese", words="It is cheese.")
    assert texts.problem(known) == texts("problem-not-a-picture")
    assert texts.problem(fresh) == "It is cheese."
