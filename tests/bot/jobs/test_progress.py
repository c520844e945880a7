"""Progress: what the status message shows, and how often."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.jobs.progress import (
    GROUP,
    PRIVATE,
    Buttons,
    Pace,
    Progress,
    RestartReason,
    View,
    ended_view,
    finished_view,
    pace_of,
    progress_bar,
    repeated_view,
    round_duration,
)
from bot.texts import Catalogue
from engine.errors import EngineDead, Problem
from engine.messages import Done, Preview, Queued, Restarted, Started

TEXTS = Catalogue.load().speak("en")
STARTED = Started(id="j", width=64, height=48, steps=100, backbone="lite", device="cpu")
RESTARTED = Restarted(id="j", problem=EngineDead("gone", reason="died").as_problem())


def preview(step: int, left: float = 30.0) -> Preview:
    return Preview(
        id="j", picture=f"frame {step}".encode(), step=step, steps=100, seconds_left=left
    )


def progress(pace: Pace = PRIVATE, restarted_by: RestartReason | None = None) -> Progress:
    return Progress(pace, style="Starry", restarted_by=restarted_by)


def words(view: View | None) -> str:
    assert view is not None
    return "\n".join(
        TEXTS.problem(line) if isinstance(line, Problem) else TEXTS(line.text, **line.values)
        for line in view.lines
    )


def test_the_place_in_line_with_the_time_it_takes() -> None:
    p = progress()
    p.show_position(3, 38)
    view = p.take(0)
    assert words(view) == "You are number 3 in line, about 40 s to go."
    assert view is not None
    assert view.buttons is Buttons.CANCEL


def test_the_next_one_is_told_so_and_the_one_whose_turn_it_is_too() -> None:
    p = progress()
    p.show_position(1, 200)
    assert words(p.take(0)) == "You are next, in about 3 min."
    p.show_position(1, 6)
    assert words(p.take(10)) == "You are next, in a few seconds."
    p.show_position(1, 0)
    assert words(p.take(20)) == "Getting my brushes ready …"


def test_a_painting_shows_bar_percent_and_time_left_with_its_picture() -> None:
    p = progress()
    p.note(preview(50, left=12))
    view = p.take(0)
    assert words(view) == "██████░░░░░░ 50 % · about 15 s left"
    assert view is not None
    assert view.picture == b"frame 50"
    assert view.buttons is Buttons.CANCEL_OR_KEEP


def test_the_first_steps_promise_no_time() -> None:
    p = progress()
    p.note(preview(2, left=2000))
    assert words(p.take(0)) == "Painting: Starry …"


@pytest.mark.parametrize("left", [0.0, 0.1, 4, 7.9])
def test_the_last_seconds_are_not_counted(left: float) -> None:
    p = progress()
    p.note(preview(99, left=left))
    assert words(p.take(0)).endswith("99 % · a few seconds left")


def test_nothing_is_sent_when_nothing_changed() -> None:
    p = progress()
    p.show_position(2, 40)
    assert p.take(0) is not None
    p.show_position(2, 41)
    assert p.seconds_until_due(100) is None
    assert p.take(100) is None


@pytest.mark.parametrize(("chat", "gap"), [(1001, 2.0), (-100500, 6.0)])
def test_frames_keep_their_distance(chat: int, gap: float) -> None:
    p = progress(pace_of(chat))
    p.note(preview(1))
    assert p.take(100) is not None
    p.note(preview(2))
    assert p.seconds_until_due(101) == gap - 1
    assert p.take(101) is None
    p.note(preview(3))
    view = p.take(100 + gap)
    assert view is not None
    assert view.picture == b"frame 3"


def test_the_first_picture_waits_for_nothing() -> None:
    p = progress(GROUP)
    p.note(STARTED)
    p.take(0)
    p.note(preview(1))
    assert p.seconds_until_due(0.5) == 0
    assert p.take(0.5) is not None
    p.note(preview(2))
    assert p.seconds_until_due(0.5) == GROUP.frames


def test_places_change_less_often_than_frames() -> None:
    p = progress(GROUP)
    p.show_position(9, 100)
    p.take(0)
    p.show_position(8, 90)
    assert p.seconds_until_due(0) == 2 * GROUP.positions
    p.show_position(2, 30)
    assert p.seconds_until_due(0) == GROUP.positions
    p.note(STARTED)
    assert p.seconds_until_due(0) == GROUP.frames
    assert words(p.take(GROUP.frames)) == "Painting: Starry …"


def test_a_new_beginning_is_told_and_stays_told() -> None:
    p = progress()
    p.note(STARTED)
    p.note(preview(70))
    p.take(0)
    for now, event in ((10, RESTARTED), (20, STARTED), (30, preview(3))):
        p.note(event)
        assert words(p.take(now)).startswith("My brush broke, so I began again.\n")
        p.note(Queued(id="j", ahead=0))


def test_a_restart_of_the_bot_is_told_from_the_line_on() -> None:
    p = progress(restarted_by=RestartReason.BOT)
    p.show_position(2, 40)
    assert words(p.take(0)).startswith("I was switched off in between, so I began again.\nYou")


def test_after_the_end_no_frame_is_due() -> None:
    p = progress()
    p.note(preview(99))
    p.note(DONE)
    assert p.seconds_until_due(100) is None


DONE = Done(
    id="j", picture=b"", format="jpeg", width=8, height=8, step=100, steps=100, seconds=37.6
)


def test_the_words_under_a_picture() -> None:
    assert words(finished_view(DONE, "Starry")) == "Starry · 38 s"
    assert words(repeated_view("Starry")) == "Starry"
    kept = Done(
        id="j",
        picture=b"",
        format="jpeg",
        width=8,
        height=8,
        step=42,
        steps=100,
        seconds=9,
        kept=True,
    )
    assert words(finished_view(kept, "Starry")) == "Starry · stopped at 42 %"
    assert finished_view(DONE, "Starry").buttons is Buttons.FINISHED
    assert words(ended_view("painting-cancelled")) == "Stopped."
    assert words(ended_view(RESTARTED.problem)).startswith("My brush broke twice")


def test_the_words_under_a_picture_begin_with_a_capital() -> None:
    assert words(finished_view(DONE, "your style photo")) == "Your style photo · 38 s"
    assert words(repeated_view("your style photo")) == "Your style photo"


def test_only_a_new_place_is_news_to_whoever_waits() -> None:
    p = progress()
    seen = []
    for position, seconds, now in ((2, 41, 0), (2, 25, 15), (1, 20, 30)):
        p.show_position(position, seconds)
        view = p.take(now)
        assert view is not None
        seen.append(view.is_minor)
    assert seen == [False, True, False]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-1, (0, "seconds")),
        (0, (0, "seconds")),
        (3, (5, "few")),
        (7.9, (5, "few")),
        (8, (10, "seconds")),
        (38, (40, "seconds")),
        (90, (90, "seconds")),
        (95, (2, "minutes")),
        (600, (10, "minutes")),
    ],
)
def test_durations_as_one_says_them(seconds: float, said: tuple[int, str]) -> None:
    assert round_duration(seconds) == said


@given(st.integers(-5, 200), st.integers(0, 150))
def test_the_bar_has_one_width_and_is_full_only_at_the_end(step: int, steps: int) -> None:
    drawn = progress_bar(step, steps)
    assert len(drawn) == 12
    assert ("░" not in drawn) == (step >= max(1, steps))


EVENTS = st.lists(
    st.tuples(
        st.floats(0, 5),
        st.one_of(
            st.just(STARTED),
            st.just(RESTARTED),
            st.integers(0, 100).map(preview),
            st.integers(1, 9).map(float),
        ),
    ),
    max_size=50,
)


@settings(deadline=None)
@given(EVENTS, st.sampled_from([PRIVATE, GROUP]))
def test_whatever_happens_the_newest_state_is_shown_in_the_end_and_never_too_often(
    events: list[tuple[float, object]], pace: Pace
) -> None:
    p = progress(pace)
    now = 0.0
    shown: list[tuple[float, View]] = []
    last: object = None
    for pause, event in events:
        now += pause
        last = event
        if isinstance(event, float):
            p.show_position(int(event), 40 * event)
        else:
            p.note(event)  # type: ignore[arg-type]
        if view := p.take(now):
            shown.append((now, view))
    while (due := p.seconds_until_due(now)) is not None:
        now += due
        view = p.take(now)
        assert view is not None
        shown.append((now, view))
    first_picture = next((view for _, view in shown if view.picture), None)
    assert all(
        b - a >= min(pace.frames, pace.positions) - 1e-5
        for (a, _), (b, view) in pairwise(shown)
        if view is not first_picture
    )
    assert all(a != b for (_, a), (_, b) in pairwise(shown))
    if isinstance(last, Preview):
        assert shown[-1][1].picture == last.picture
