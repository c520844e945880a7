"""Texts: complete, all used, and in the language of the person."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.pictures.downloads import FetchFailed
from bot.texts import Catalogue
from bot.texts.style_titles import translate_title
from engine import errors
from engine.errors import Problem
from presets import catalogue as presets

BOT = Path(__file__).parents[2] / "bot"
catalogue = Catalogue.load()


class Variables(Visitor):
    """Collects the names of the values that a text is filled with."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802  # Fluent's
        self.names.add(node.id.name)


def variables_of(language: str) -> dict[str, set[str]]:
    """The values of each text."""
    source = resources.files("bot.texts").joinpath(f"{language}.ftl").read_text("utf-8")
    body = FluentParser().parse(source).body
    assert [entry for entry in body if isinstance(entry, ast.Junk)] == [], "a text does not parse"
    messages = [entry for entry in body if isinstance(entry, ast.Message)]
    names = [message.id.name for message in messages]
    assert len(names) == len(set(names)), "a text is there twice"
    found = {}
    for message in messages:
        values = Variables()
        values.visit(message)
        found[message.id.name] = values.names
    return found


def messages_of(language: str) -> set[str]:
    return set(variables_of(language))


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
        if f'"{name}"' not in source and not name.startswith(("problem-", "style-title-"))
    }
    assert unused == set()


TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def test_a_name_does_not_turn_the_words_around_it() -> None:
    name = f"{TURNING}Ada{TURNING}"
    assert catalogue.speak("en")("style-unknown-all", name=name) == (
        "I don’t know the style “Ada”. Here are all I know."
    )
    assert translate_title(name, catalogue.speak("en")) == "Ada"
    # What belongs to the name itself stays: emoji are joined, Hebrew runs from right to left.
    assert "👩‍🎨 עדה" in catalogue.speak("en")("start-hello", name="👩‍🎨 עדה")


def test_a_value_of_any_length_is_told_in_part() -> None:
    told = catalogue.speak("en")("styles-none", word="y" * 4000)
    assert told.startswith("No style is like “yyy")
    assert told.endswith("y…”. /styles shows all.")


def test_every_reason_has_words() -> None:
    wanted = {f"problem-{reason.replace('_', '-')}" for reason in reasons()}
    assert len(wanted) > 10
    assert wanted == {name for name in messages_of("en") if name.startswith("problem-")}


@pytest.mark.parametrize("language", catalogue.languages)
def test_languages_say_the_same_things(language: str) -> None:
    assert messages_of(language) == messages_of("en")


@pytest.mark.parametrize("language", catalogue.languages)
def test_languages_fill_in_the_same_values(language: str) -> None:
    assert variables_of(language) == variables_of("en")


@pytest.mark.parametrize("language", catalogue.languages)
@pytest.mark.parametrize("unit", ["few", "seconds", "minutes", "hours", "never"])
@pytest.mark.parametrize("count", [1, 5])
def test_every_text_can_be_filled_in(
    language: str, unit: str, count: int, caplog: pytest.LogCaptureFixture
) -> None:
    speak = catalogue.speak(language)
    for name, variables in variables_of(language).items():
        values: dict[str, str | float] = dict.fromkeys(variables, count)
        assert speak(name, **(values | {"unit": unit})).strip()
    assert caplog.records == [], "a fault of a text is logged"


def test_every_preset_has_a_title_in_every_language() -> None:
    english = catalogue.speak("en")
    titles = {f"style-title-{preset.slug}": preset.title for preset in presets()}
    assert titles == {name: english(name) for name in messages_of("en") if name in titles}
    assert titles.keys() == {n for n in messages_of("en") if n.startswith("style-title-")}


@pytest.mark.parametrize("language", catalogue.languages)
def test_no_two_styles_share_a_title(language: str) -> None:
    speak = catalogue.speak(language)
    titles = [speak(f"style-title-{preset.slug}") for preset in presets()]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_chinese_leaves_nothing_in_english(language: str) -> None:
    speak, english = catalogue.speak(language), catalogue.speak("en")
    values: dict[str, str | float] = {}
    same = []
    for name, variables in variables_of(language).items():
        values = dict.fromkeys(variables, "x")
        words = speak(name, **values)
        if words == english(name, **values) and re.search(r"[a-z]{3}", words):
            same.append(name)
    assert same == []


def test_the_scripts_of_chinese_are_not_mixed() -> None:
    simplified, traditional = "张发画风这们为请图说让还过时间", "張發畫風這們為請圖說讓還過時間"
    sources = {
        language: resources.files("bot.texts").joinpath(f"{language}.ftl").read_text("utf-8")
        for language in ("zh-hans", "zh-hant")
    }
    of_both = set(simplified) & set(traditional)
    assert set(sources["zh-hans"]) & set(traditional) - of_both == set()
    assert set(sources["zh-hant"]) & set(simplified) - of_both == set()


# What printers of Chinese do not do, as patterns in finished texts; 中 stands for any character.
SLIPS = {
    "no space beside Latin letters and figures": "中[A-Za-z0-9/]|[A-Za-z0-9%]中",
    "half-width punctuation": "中[,.!?;()]|[,!?;()]中",
    "space beside full-width punctuation": "[，。！？：；、（）“”「」] | [，。！？：；、（）”」]",
    "space before a percent sign": "[0-9] %",
    "straight or single quotes": "[\"']中|中[\"']",
}
QUOTES_OF_THE_OTHER = {"zh-hans": "「」", "zh-hant": "“”"}


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_chinese_is_spaced_and_punctuated_as_in_print(language: str) -> None:
    speak, slips = catalogue.speak(language), set()
    patterns = SLIPS | {"foreign quotes": f"[{QUOTES_OF_THE_OTHER[language]}]"}
    for name, variables in variables_of(language).items():
        for unit in ("few", "hours", "minutes", "seconds", "never"):
            words = speak(name, **(dict.fromkeys(variables, 5) | {"unit": unit}))
            slips |= {
                (name, slip)
                for slip, pattern in patterns.items()
                if re.search(pattern.replace("中", "[\u4e00-\u9fff]"), words)
            }
    assert slips == set()


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_a_preset_answers_to_the_title_it_is_shown_with(language: str) -> None:
    speak = catalogue.speak(language)
    deaf = {
        title: preset.slug
        for preset in presets()
        if (title := speak(f"style-title-{preset.slug}")) not in preset.aliases
    }
    assert deaf == {}


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("zh", "zh-hans"),
        ("zh-hans", "zh-hans"),
        ("zh-CN", "zh-hans"),
        ("zh-SG", "zh-hans"),
        ("zh-Hans-CN", "zh-hans"),
        ("zh-hant", "zh-hant"),
        ("zh-TW", "zh-hant"),
        ("zh-hk", "zh-hant"),
        ("zh_TW", "zh-hant"),
        ("zh-Hant-HK", "zh-hant"),
    ],
)
def test_chinese_is_written_as_the_person_reads_it(code: str, language: str) -> None:
    assert catalogue.speak(code).language == language


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
