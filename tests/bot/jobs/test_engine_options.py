"""Settings as the engine's options: the person's wish, in the measure of the machine."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.jobs.engine_options import USUAL, DeviceDefaults, engine_options, is_instant
from engine.messages import Faces as EngineFaces
from engine.messages import Options
from engine.messages import Stroke as EngineStroke
from storage import Faces, Preferences, Quality, Stroke


def test_who_set_nothing_leaves_everything_to_the_engine() -> None:
    assert engine_options({}, Preferences(), DeviceDefaults()) == {}


def test_what_the_operator_says_is_kept() -> None:
    assert engine_options({}, Preferences(), DeviceDefaults(size=64, steps=4)) == {
        "size": 64,
        "steps": 4,
    }


def test_a_masterpiece_is_larger_and_takes_longer_than_usual() -> None:
    masterpiece = engine_options({}, Preferences(quality=Quality.MASTERPIECE), DeviceDefaults())
    assert USUAL["cpu"].size < masterpiece["size"]
    assert USUAL["cpu"].steps < masterpiece["steps"]
    assert not is_instant(masterpiece)


def test_an_instant_painting_takes_one_pass_and_no_steps() -> None:
    machine = DeviceDefaults(size=64, steps=4)
    instant = engine_options({"strength": 0.5}, Preferences(quality=Quality.INSTANT), machine)
    assert instant == {"method": "instant", "size": 64, "strength": 0.5}
    assert is_instant(instant)


def test_qualities_are_in_the_measure_of_the_machine() -> None:
    wanted = Preferences(quality=Quality.MASTERPIECE)
    on_cpu = engine_options({}, wanted, DeviceDefaults(device="cpu"))
    on_cuda = engine_options({}, wanted, DeviceDefaults(device="cuda:0 NVIDIA H200"))
    assert on_cuda["size"] > on_cpu["size"]


def test_a_chosen_size_goes_before_that_of_the_quality() -> None:
    wanted = Preferences(quality=Quality.MASTERPIECE, size=384)
    assert engine_options({}, wanted, DeviceDefaults())["size"] == 384


def test_nobody_paints_larger_than_the_operator_allows() -> None:
    assert engine_options({}, Preferences(size=2048), DeviceDefaults(largest=1024))["size"] == 1024


def test_strength_is_relative_to_how_the_style_is_meant() -> None:
    assert engine_options({"strength": 0.5}, Preferences(strength=2.0), DeviceDefaults()) == {
        "strength": 1.0
    }


def test_faces_and_strokes_are_said_only_where_they_are_not_the_usual_ones() -> None:
    wanted = Preferences(faces=Faces.KEEP, stroke=Stroke.BOLD)
    assert engine_options({}, wanted, DeviceDefaults()) == {"faces": "keep", "stroke": "bold"}
    assert (
        engine_options({"faces": "paint", "stroke": "usual"}, Preferences(), DeviceDefaults())
        == {}
    )


def test_a_style_has_faces_and_strokes_of_its_own() -> None:
    style = {"faces": "free", "stroke": "fine"}
    assert engine_options(style, Preferences(), DeviceDefaults()) == style


def test_what_a_person_set_goes_before_what_suits_the_style() -> None:
    style = {"faces": "free", "stroke": "fine"}
    wanted = Preferences(faces=Faces.KEEP)
    assert engine_options(style, wanted, DeviceDefaults()) == {"faces": "keep", "stroke": "fine"}


def test_an_instant_painting_knows_of_faces_and_strokes_too() -> None:
    wanted = Preferences(quality=Quality.INSTANT, faces=Faces.KEEP)
    assert engine_options({}, wanted, DeviceDefaults())["faces"] == "keep"


def test_people_can_choose_what_the_engine_can_do() -> None:
    assert set(Faces) == set(get_args(EngineFaces))
    assert set(Stroke) == set(get_args(EngineStroke))
    usual, engine = Preferences(), Options()
    assert (usual.faces, usual.stroke) == (engine.faces, engine.stroke)


@given(
    st.sampled_from(Quality),
    st.sampled_from(Faces),
    st.sampled_from(Stroke),
    st.none() | st.integers(64, 4096),
    st.floats(0.1, 10),
    st.none() | st.integers(64, 4096),
    st.none() | st.integers(1, 10_000),
)
def test_the_engine_takes_whatever_comes_out(
    quality: Quality,
    faces: Faces,
    stroke: Stroke,
    size: int | None,
    strength: float,
    usual: int | None,
    steps: int | None,
) -> None:
    wanted = Preferences(quality=quality, size=size, strength=strength, faces=faces, stroke=stroke)
    machine = DeviceDefaults(size=usual, steps=steps)
    msgspec.convert(engine_options({"strength": 30.0}, wanted, machine), Options)


@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_what_is_usual_is_what_the_engine_does(device: str) -> None:
    plan = pytest.importorskip("engine.painting.plan")
    known = plan.SCHEDULES_FROM_INSTANT["lbfgs"][device]
    assert (USUAL[device].size, USUAL[device].steps) == (known.size, known.steps)
