"""A handful of generated pictures, and teachers with random weights."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

from engine.training.commands import Material
from tests.engine.training.material import made_in


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> Iterator[None]:
    """Small tensors on a busy machine: a second thread would mostly wait."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    """A handful of pictures; caches are shared by the session's tests."""
    return made_in(tmp_path_factory.mktemp("material"))
