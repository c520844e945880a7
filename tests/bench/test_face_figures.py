"""The figures of what painting does to faces: who is drawn, what is summed up, what is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bench.face_figures import Face, Row, append, drawn, figures, read_rows, summary

PORTRAITS = [f"p{number:02}" for number in range(1, 11)]


def face(score: float, *, style: float = 0.1, height: float = 40.0) -> Face:
    return Face(
        height=height,
        photo_score=1.0,
        score=score,
        is_detected=score >= 0.7,
        photo_style=0.5,
        style=style,
    )


def row(manner: str, *scores: float, preset: str = "starry", outside: float = 0.1) -> Row:
    faces = tuple(face(score) for score in scores)
    return Row(
        "p01",
        preset,
        manner,
        "work",
        "painters",
        "judges",
        faces,
        photo_inside=0.4,
        inside=0.1,
        outside=outside,
    )


def test_every_preset_gets_as_many_portraits_as_asked_for_none_of_them_twice() -> None:
    pairs = drawn(PORTRAITS, ["starry", "wave"], each=6, seed=1)
    for preset in ("starry", "wave"):
        names = [portrait for portrait, style in pairs if style == preset]
        assert len(names) == len(set(names)) == 6


def test_the_same_seed_draws_the_same_whatever_else_is_asked_for() -> None:
    alone = drawn(PORTRAITS, ["wave"], each=6, seed=1)
    among = drawn(PORTRAITS[::-1], ["starry", "wave", "munch"], each=6, seed=1)
    assert [pair for pair in among if pair[1] == "wave"] == alone
    assert drawn(PORTRAITS, ["wave"], each=6, seed=2) != alone


def test_all_portraits_are_taken_where_no_number_or_too_large_a_one_is_given() -> None:
    for each in (None, 99):
        assert [name for name, _ in drawn(PORTRAITS, ["wave"], each, seed=1)] == PORTRAITS


def test_a_face_is_found_from_the_usual_score_on() -> None:
    found = summary([row("paint", 0.7, 0.69, 1.0, 0.0)])
    assert found["found"] == {"paint": 0.5}
    assert found["misses"] == {"paint": 2}


def test_the_score_ratio_is_the_median_over_all_faces() -> None:
    rows = [row("paint", 0.2, 0.9), row("paint", 0.8, preset="wave")]
    assert summary(rows)["score_ratio"] == {"paint": 0.8}


def test_waiting_pays_where_the_final_comes_near_the_instant_picture() -> None:
    rows = [row("instant", 1.0, 1.0, 0.5, 0.0), row("paint", 0.96, 0.94, 0.9, 0.0)]
    assert summary(rows)["waiting_pays"] == 0.75


def test_what_is_painted_is_the_share_of_the_style_error_that_went() -> None:
    found = summary([row("paint", 1.0)])
    assert found["painted"] == pytest.approx(0.75)
    assert found["painted_by_face"] == {"paint": pytest.approx(0.8)}


def test_what_is_painted_of_large_faces_is_told_apart() -> None:
    mixed = replace(row("paint", 1.0), faces=(face(1.0), face(1.0, style=0.2, height=90.0)))
    assert summary([mixed])["painted_large"] == {"paint": pytest.approx(0.6)}
    assert summary([row("paint", 1.0)])["painted_large"] == {"paint": None}


def test_style_is_compared_with_the_same_picture_painted_freely() -> None:
    rows = [
        row("free", 1.0, outside=0.10),
        row("paint", 1.0, outside=0.11),
        row("free", 1.0, preset="wave", outside=0.2),
        row("paint", 1.0, preset="wave", outside=0.2),
    ]
    assert summary(rows)["style_kept"] == pytest.approx(1.05)


def test_misses_are_told_by_preset() -> None:
    rows = [row("paint", 0.1, 0.9), row("paint", 0.9, 0.9, preset="wave"), row("free", 0.0, 0.0)]
    assert figures(rows)["found_misses_by_preset"] == {
        "paint": {"starry": 1, "wave": 0},
        "free": {"starry": 2},
    }


def test_a_photo_without_faces_counts_outside_of_faces_alone() -> None:
    found = summary([row("free", outside=0.1), row("paint", outside=0.2)])
    assert found["found"] == {}
    assert found["style_kept"] == pytest.approx(2.0)


def test_rows_come_back_as_written_even_after_a_stop_in_the_middle_of_a_line(
    tmp_path: Path,
) -> None:
    file = tmp_path / "cache" / "rows.jsonl"
    assert read_rows(file) == []
    append(file, [row("paint", 0.5)])
    with file.open("a") as out:
        out.write('{"portrait": "p0')
    append(file, [row("free", 0.25)])
    assert read_rows(file) == [row("paint", 0.5), row("free", 0.25)]
