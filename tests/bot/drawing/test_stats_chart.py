"""The chart of /stats: bars in proportion, in the language of whoever asked."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageColor

from bot.drawing import fonts as lettering
from bot.drawing import stats_chart as charts
from bot.drawing.stats_chart import Words, chart, top_of
from storage import Day, Speed, StyleUse
from tests.helpers.fonts import LATIN_ONLY, make_font

ENGLISH = Words(
    days="Paintings a day",
    styles="Styles",
    times="Seconds",
    done="done",
    failed="failed",
    cancelled="stopped",
    waiting="in progress",
    median="median",
    p90="nine of ten",
    own_style="own photos",
    usual="usual",
    instant="instant",
    refined="refined",
    nothing="nothing yet",
)


def day(ago: int, asked: int, done: int, failed: int = 0, cancelled: int = 0) -> Day:
    when = date(2026, 3, 1) - timedelta(days=ago)
    return Day(date=when, asked=asked, done=done, failed=failed, cancelled=cancelled)


def use(title: str, paintings: int, style_id: int | None = 1) -> StyleUse:
    return StyleUse(style_id=style_id, slug=None, title=title, paintings=paintings)


def speed(median: float, p90: float, paintings: int = 5, size: int | None = 512) -> Speed:
    return Speed(method="gatys", size=size, paintings=paintings, median=median, p90=p90)


def pixels_of(data: bytes) -> npt.NDArray[np.uint8]:
    with Image.open(io.BytesIO(data)) as picture:
        assert (picture.format, picture.size) == ("PNG", (1000, 720))
        return np.asarray(picture.convert("RGB"))


def lengths(data: bytes, colour: str, *, across: bool = True) -> list[int]:
    """Lengths of the bars of ``colour``, from the top or the left on; legends left out."""
    mask = (pixels_of(data) == ImageColor.getrgb(colour)).all(axis=-1)
    counts = mask.sum(axis=1) if across else mask[60:].sum(axis=0)
    runs = [(count, len(list(run))) for count, run in groupby(int(n) for n in counts)]
    return [count for count, repeated in runs if count and repeated > 13]


@pytest.mark.parametrize(
    ("most", "top"),
    [(0, 2), (1, 2), (2, 2), (3, 4), (5, 6), (7, 10), (11, 20), (61, 100), (999, 1000)],
)
def test_an_axis_ends_at_a_round_number(most: int, top: int) -> None:
    assert top_of(most) == top


def test_days_are_bars_in_proportion() -> None:
    data = chart(
        [day(2, 10, 10), day(1, 0, 0), day(0, 5, 5)], [], [], latin=ENGLISH, words=ENGLISH
    )
    full, half = lengths(data, charts.DONE, across=False)
    assert full == 2 * half > 100


def test_what_became_of_a_day_is_stacked() -> None:
    data = chart([day(0, 10, 4, 3, 2)], [], [], latin=ENGLISH, words=ENGLISH)
    parts = [
        lengths(data, colour, across=False)[0]
        for colour in (charts.DONE, charts.FAILED, charts.CANCELLED, charts.OPEN)
    ]
    whole = sum(parts)
    assert [round(10 * part / whole) for part in parts] == [4, 3, 2, 1]


def test_many_days_fit() -> None:
    data = chart(
        [day(ago, 3, 3) for ago in reversed(range(90))], [], [], latin=ENGLISH, words=ENGLISH
    )
    columns = (pixels_of(data) == ImageColor.getrgb(charts.DONE)).all(axis=-1)[100:].any(axis=0)
    assert sum(1 for shown, _ in groupby(columns) if shown) == 90


def test_styles_are_bars_in_proportion() -> None:
    uses = [use("Wave", 40), use("Night", 20), use("Ink", 10)]
    longest, half, quarter = lengths(
        chart([], uses, [], latin=ENGLISH, words=ENGLISH), charts._STYLE
    )
    assert abs(longest - 2 * half) <= 2
    assert abs(longest - 4 * quarter) <= 4


def test_only_the_first_styles_are_shown() -> None:
    uses = [use(f"Style {n}", 40 - n) for n in range(20)]
    assert len(lengths(chart([], uses, [], latin=ENGLISH, words=ENGLISH), charts._STYLE)) == 6


def test_times_show_the_median_within_nine_of_ten() -> None:
    data = chart([], [], [speed(10, 30)], latin=ENGLISH, words=ENGLISH)
    (median,), (beyond,) = lengths(data, charts.MEDIAN), lengths(data, charts.P90)
    assert abs(beyond - 2 * median) <= 2


def test_the_most_frequent_times_come_first() -> None:
    speeds = [speed(n, n, paintings=n, size=64 * n) for n in range(1, 9)]
    shown = lengths(chart([], [], speeds, latin=ENGLISH, words=ENGLISH), charts.MEDIAN)
    assert len(shown) == 6
    assert shown == sorted(shown, reverse=True)


def test_nothing_to_show_is_said_in_every_part() -> None:
    said = pixels_of(
        chart([day(0, 0, 0)], [], [], latin=ENGLISH, words=replace(ENGLISH, nothing="Nothing."))
    )
    other = pixels_of(
        chart(
            [day(0, 0, 0)], [], [], latin=ENGLISH, words=replace(ENGLISH, nothing="Noch nichts.")
        )
    )
    differs = (said != other).any(axis=-1)
    assert differs[:360].any()
    assert differs[360:, :500].any()
    assert differs[360:, 500:].any()


def test_people_s_own_styles_and_unasked_sizes_have_a_name() -> None:
    def drawn(words: Words) -> bytes:
        return chart(
            [], [use("", 3, style_id=None)], [speed(1, 2, size=None)], latin=ENGLISH, words=words
        )

    assert drawn(ENGLISH) != drawn(replace(ENGLISH, own_style="eigene Bilder"))
    assert drawn(ENGLISH) != drawn(replace(ENGLISH, usual="wie immer"))


@pytest.mark.parametrize(
    ("method", "changed"),
    [("instant", {"instant": "at once"}), ("gatys", {"refined": "step by step"})],
)
def test_methods_are_called_what_the_reader_calls_them(
    method: str, changed: dict[str, str]
) -> None:
    speeds = [replace(speed(1, 2), method=method)]

    def drawn(words: Words) -> bytes:
        return chart([], [], speeds, latin=ENGLISH, words=words)

    assert drawn(ENGLISH) != drawn(replace(ENGLISH, **changed))


def test_extremes_stay_on_the_chart() -> None:
    uses = [use("A very long title of a style that nobody can remember", 10**7), use("毕加索", 1)]
    data = chart(
        [day(0, 10**6, 10**6)],
        uses,
        [speed(0.0, 0.0), speed(5000, 9e4)],
        latin=ENGLISH,
        words=ENGLISH,
    )
    paper = ImageColor.getrgb("#fbfaf7")
    assert (pixels_of(data)[:, 985:] == paper).all()


def test_without_a_font_the_words_are_latin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lettering, "FONTS", LATIN_ONLY)
    chinese = replace(ENGLISH, days="每日画作", nothing="暂无")
    untranslatable = [StyleUse(style_id=1, slug="picasso", title="毕加索", paintings=4)]
    data = chart([], untranslatable, [], words=chinese, latin=ENGLISH)
    assert data == chart([], [use("picasso", 4)], [], words=ENGLISH, latin=ENGLISH)


def test_a_chinese_font_without_latin_letters_is_enough_for_chinese_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(lettering, "FONTS", (make_font(tmp_path, "每日画作暂无"), None))
    chinese = replace(ENGLISH, days="每日画作", nothing="暂无 nothing")
    data = chart([], [], [], words=chinese, latin=ENGLISH)
    assert data != chart([], [], [], words=ENGLISH, latin=ENGLISH)
