"""Folders of pictures become squares and crops."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.errors import BadPicture
from engine.training.commands import Material
from engine.training.pictures import SQUARE_SIDE, Crops, cut_square, decode_squares, find_pictures


def test_pictures_of_all_folders_and_below_are_found(tmp_path: Path) -> None:
    for name in ("b/deep/two.JPG", "a/one.png", "a/notes.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = find_pictures(tmp_path / "b", tmp_path / "a")
    assert [path.name for path in found] == ["one.png", "two.JPG"]


def test_a_square_is_the_middle_and_variants_are_closer_looks(tmp_path: Path) -> None:
    path = tmp_path / "p.png"
    pixels = np.zeros((100, 300, 3), np.uint8)
    pixels[:, 100:200] = 200
    Image.fromarray(pixels).save(path)
    assert cut_square(path).shape == (SQUARE_SIDE, SQUARE_SIDE, 3)
    assert cut_square(path)[:, 2:-2].min() == 200
    assert np.array_equal(cut_square(path, 1), cut_square(path, 1))
    assert not np.array_equal(cut_square(path, 1), cut_square(path, 2))


def test_a_broken_picture_is_left_out_with_a_warning(
    material: Material, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"not a picture")
    good = find_pictures(*material.photos)[0]
    with caplog.at_level(logging.WARNING):
        squares = decode_squares([broken, good], tmp_path)
    assert squares.shape == (1, SQUARE_SIDE, SQUARE_SIDE, 3)
    assert "broken.jpg" in caplog.text


def test_nothing_but_broken_pictures_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"not a picture")
    with pytest.raises(BadPicture):
        decode_squares([tmp_path / "broken.jpg"], tmp_path)


def test_the_same_numbers_draw_the_same_crops(material: Material) -> None:
    crops = Crops(decode_squares(find_pictures(*material.photos), material.cache))
    first = crops.draw(np.random.default_rng(3), 4, 64)
    assert first.shape == (4, 3, 64, 64)
    assert np.array_equal(first, crops.draw(np.random.default_rng(3), 4, 64))
    assert not np.array_equal(first, crops.draw(np.random.default_rng(4), 4, 64))
