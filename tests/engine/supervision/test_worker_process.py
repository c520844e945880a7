"""What a worker is started with."""

from __future__ import annotations

from engine.supervision.worker_process import worker_environment


def test_the_bot_s_settings_stay_with_the_bot() -> None:
    ours = {"ATELIER_TOKEN": "123:abc", "ATELIER_DATABASE": "postgres://…", "PATH": "/bin"}
    environment = worker_environment(ours)
    assert environment["PATH"] == "/bin"
    assert "123:abc" not in environment.values()
    assert not [name for name in environment if name.startswith("ATELIER_")]


def test_how_threads_wait_can_be_chosen() -> None:
    assert worker_environment({})["OMP_WAIT_POLICY"] == "passive"
    assert worker_environment({"OMP_WAIT_POLICY": "active"})["OMP_WAIT_POLICY"] == "active"
