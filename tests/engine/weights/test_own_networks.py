"""An operator's own networks paint in place of those that ship, or say at once why not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from engine.errors import MissingWeights
from engine.messages import Options
from engine.painting.batch import Batch
from engine.painting.interface import Finished, PaintSettings, StyleImage
from engine.weights.shipped import NetworkName, instant_version
from engine.weights.store import read_shipped

ONE_PASS = Options(method="instant", size=64)
OPTIMISED = Options(backbone="lite", init="content", size=64, steps=2)


def taught(folder: Path, name: NetworkName) -> Path:
    """``folder`` with a network as it ships, but for a little noise."""
    folder.mkdir(exist_ok=True)
    generator = torch.Generator().manual_seed(0)
    weights = {
        key: (value * (1 + 0.2 * torch.randn(value.shape, generator=generator))).half()
        for key, value in read_shipped(name).items()
    }
    save_file(weights, folder / f"{name}.safetensors")
    return folder


def painted(
    folder: Path, networks: Path | None, photo: Image.Image, style: StyleImage, options: Options
) -> list[int]:
    batch = Batch(PaintSettings("cpu", 1, None, folder, networks))
    batch.join("a", photo, [style], options)
    while len(batch):
        for end in batch.tick():
            assert isinstance(end, Finished)
            pixels: list[int] = end.snapshot.pixels.astype(int).ravel().tolist()
    return pixels


@pytest.mark.parametrize(
    ("name", "changed", "kept"), [("instant", ONE_PASS, OPTIMISED), ("lite", OPTIMISED, ONE_PASS)]
)
def test_a_network_of_ones_own_paints_and_the_other_is_the_shipped_one(
    tmp_path: Path,
    photo: Image.Image,
    style: StyleImage,
    name: NetworkName,
    changed: Options,
    kept: Options,
) -> None:
    own = taught(tmp_path / "own", name)
    shipped, mine = (painted(tmp_path, at, photo, style, changed) for at in (None, own))
    assert np.abs(np.subtract(shipped, mine)).mean() > 0.1
    shipped, mine = (painted(tmp_path, at, photo, style, kept) for at in (None, own))
    assert shipped == mine


@pytest.mark.parametrize(
    ("folder", "words"),
    [
        ("empty", "empty holds none of lite.*, instant.*, faces"),
        ("nowhere", "nowhere of networks cannot be read"),
        ("file", "file of networks cannot be read"),
    ],
)
def test_a_folder_without_networks_is_named(tmp_path: Path, folder: str, words: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    own = tmp_path / folder
    with pytest.raises(MissingWeights, match=words):
        Batch(PaintSettings("cpu", 1, None, tmp_path, own))
    with pytest.raises(MissingWeights, match=words):
        instant_version(own)


def test_what_bears_the_name_and_cannot_be_read_is_not_passed_over(tmp_path: Path) -> None:
    own = taught(tmp_path / "own", "lite")
    (own / "instant.safetensors").mkdir()
    with pytest.raises(MissingWeights, match=r"instant.safetensors holds no weights"):
        Batch(PaintSettings("cpu", 1, None, tmp_path, own))
    with pytest.raises(MissingWeights, match=r"instant.safetensors cannot be read"):
        instant_version(own)


@pytest.mark.parametrize("name", ["instant", "lite"])
def test_weights_that_are_not_finite_are_refused(tmp_path: Path, name: NetworkName) -> None:
    weights = read_shipped(name)
    next(iter(weights.values())).view(-1)[0] = torch.nan
    save_file(weights, tmp_path / f"{name}.safetensors")
    with pytest.raises(MissingWeights, match="not finite"):
        Batch(PaintSettings("cpu", 1, None, tmp_path, tmp_path))


@pytest.mark.parametrize("name", ["instant", "lite"])
def test_what_does_not_fit_is_named_before_the_first_photo(
    tmp_path: Path, name: NetworkName
) -> None:
    save_file({"weight": torch.zeros(3)}, tmp_path / f"{name}.safetensors")
    with pytest.raises(MissingWeights, match=rf"{name}.safetensors holds another network"):
        Batch(PaintSettings("cpu", 1, None, tmp_path, tmp_path))


def test_vectors_are_told_apart_by_the_network_they_were_polished_for(tmp_path: Path) -> None:
    lite, instant = taught(tmp_path / "lite", "lite"), taught(tmp_path / "instant", "instant")
    assert instant_version(lite) == instant_version(None) != instant_version(instant)
