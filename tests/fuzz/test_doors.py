"""Every door takes any bytes, a short while each; ``make fuzz`` goes on for longer."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.doors import DOORS
from tests.fuzz.mutations import mutated

_SEEDS = {name: door.seeds() for name, door in DOORS.items()}
_SETTINGS = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.mark.parametrize("name", sorted(DOORS))
def test_its_seeds_get_through(name: str) -> None:
    for seed in _SEEDS[name]:
        DOORS[name].enter(seed)


@pytest.mark.parametrize("name", sorted(DOORS))
@_SETTINGS
@given(data=st.data())
def test_it_takes_changed_seeds(name: str, data: st.DataObject) -> None:
    DOORS[name].enter(data.draw(mutated(_SEEDS[name])))


@pytest.mark.parametrize("name", sorted(DOORS))
@_SETTINGS
@given(noise=st.binary(max_size=400))
def test_it_takes_noise(name: str, noise: bytes) -> None:
    DOORS[name].enter(noise)
