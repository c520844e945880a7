"""What ``atelier doctor`` says of the network that finds faces, which paintings can do without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from safetensors.numpy import save, save_file

from bot.doctor import look_at_face_finder

SOUND: dict[str, npt.NDArray[Any]] = {
    "weight": np.ones((4, 3), np.float16),
    "bias": np.zeros(4, np.float32),
}


def test_weights_that_can_be_loaded_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "faces.safetensors"
    save_file(SOUND, path)
    finding = look_at_face_finder(path)
    assert finding.good
    assert str(finding).startswith("✓ faces: are found")


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"no weights",
        save(SOUND)[:-1],
        save({"weight": np.full(3, np.nan, np.float16)}),
    ],
    ids=["missing", "empty", "words", "cut off", "not finite"],
)
def test_without_them_nothing_is_wrong_and_it_is_said(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "faces.safetensors"
    if content is not None:
        path.write_bytes(content)
    finding = look_at_face_finder(path)
    assert finding.good is None
    assert str(finding).startswith("– faces: are painted as anything else")
    assert str(path) in finding.words
