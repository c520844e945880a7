"""What ``atelier doctor`` says of the network that finds faces, which paintings can do without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from safetensors.numpy import save, save_file

from bot.cli.doctor import check_face_finder

SOUND: dict[str, npt.NDArray[Any]] = {
    "weight": np.ones((4, 3), np.float16),
    "bias": np.zeros(4, np.float32),
}


def test_weights_that_can_be_loaded_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "faces.safetensors"
    save_file(SOUND, path)
    finding = check_face_finder(tmp_path)
    assert finding.is_good
    assert str(finding) == f"✓ faces: are found by {path}"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no weights",
        save(SOUND)[:-1],
        save({"weight": np.full(3, np.nan, np.float16)}),
    ],
    ids=["empty", "words", "cut off", "not finite"],
)
def test_without_them_nothing_is_wrong_and_it_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "faces.safetensors"
    path.write_bytes(content)
    finding = check_face_finder(tmp_path)
    assert finding.is_good is None
    assert str(finding) == f"– faces: are painted as anything else: {path} cannot be read"


def test_a_folder_without_any_network_is_no_reason_to_end_in_an_error(tmp_path: Path) -> None:
    finding = check_face_finder(tmp_path)
    assert finding.is_good is None
    assert str(tmp_path) in finding.words
