"""A handful of generated pictures, and teachers with random weights."""

from __future__ import annotations

import pytest

from engine.training.commands import Material
from tests.engine.training.material import made_in


@pytest.fixture(scope="session")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    """A handful of pictures; caches are shared by the session's tests."""
    return made_in(tmp_path_factory.mktemp("material"))
