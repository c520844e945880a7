"""Finding the weights of a backbone: local folder, then cache, then download."""

from __future__ import annotations

import logging
import pickle
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlparse

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from engine.errors import MissingWeights
from engine.weights.download import Progress, download
from engine.weights.shipped import NetworkName, weights_file

_log = logging.getLogger(__name__)
_KINDS = ("safetensors", "pth", "pt")


@dataclass(frozen=True, slots=True)
class Published:
    """Weights that somebody publishes. ``stem`` is how file names begin (``vgg19``)."""

    stem: str
    url: str

    @property
    def file_name(self) -> str:
        """Last part of the address, as torchvision names its files: ``vgg19-dcbb9e9d.pth``."""
        return Path(urlparse(self.url).path).name

    @property
    def sha256_prefix(self) -> str:
        """First digits of the file's hash, which the name carries."""
        return self.file_name.rpartition("-")[2].partition(".")[0]


class WeightStore:
    """Weights on this machine. ``local`` is looked in first and never written to."""

    def __init__(self, local: Path | None, cache: Path, progress: Progress | None = None) -> None:
        self._folders = tuple(folder for folder in (local, cache) if folder is not None)
        self._cache = cache
        self._progress = progress

    def find(self, stem: str) -> Path | None:
        """Find the best local file of a network: safetensors before pickles, short names first."""
        # vgg19.pth, vgg19-dcbb9e9d.pth and vgg19.fp16.safetensors, but not vgg19_bn.pth.
        pattern = re.compile(rf"{re.escape(stem)}([-.].*)?\.({'|'.join(_KINDS)})")
        for folder in self._folders:
            names = [p for p in folder.glob(f"{stem}*") if pattern.fullmatch(p.name)]
            if names:
                return min(names, key=lambda p: (_KINDS.index(p.suffix[1:]), len(p.name), p.name))
        return None

    def require(self, stem: str, words: str) -> Path:
        """Find the best local file of that network. Raises ``MissingWeights`` with ``words``."""
        path = self.find(stem)
        if path is None:
            raise MissingWeights(words, reason="not_found")
        return path

    def load(self, published: Published) -> dict[str, Tensor]:
        """Load weights in float32 on the CPU, downloaded into the cache if need be.

        Raises ``MissingWeights``.
        """
        return read_weights(self.fetch(published))

    def fetch(self, published: Published) -> Path:
        """Find the file of the weights, downloaded into the cache if need be.

        Raises ``MissingWeights``.
        """
        path = self.find(published.stem)
        if path is None:
            path = self._cache / published.file_name
            download(
                published.url,
                path,
                sha256_prefix=published.sha256_prefix,
                progress=self._progress or _log_tenths(published.file_name),
            )
        return path


def read_shipped(name: NetworkName) -> dict[str, Tensor]:
    """Read weights that ship in this package, in float32."""
    with weights_file(name) as path:
        return read_weights(path)


def load_weights(network: nn.Module, path: Path) -> None:
    """Give ``network`` the weights in ``path``, all of them finite. Raises ``MissingWeights``."""
    weights = read_weights(path)
    if not all(value.isfinite().all() for value in weights.values()):
        raise MissingWeights(f"{path} holds numbers that are not finite.", reason="not_found")
    try:
        network.load_state_dict(weights)
    except RuntimeError as error:
        raise MissingWeights(
            f"{path} holds another network's weights.", reason="not_found"
        ) from error


def read_weights(path: Path) -> dict[str, Tensor]:
    """Read the tensors of a safetensors file or of a pickled state dict, in float32.

    Raises ``MissingWeights`` when the file is neither.
    """
    try:
        if path.suffix == ".safetensors":
            state = load_file(path)
        else:
            state = torch.load(path, map_location="cpu", weights_only=True)
        return {name: tensor.float() for name, tensor in state.items()}
    except (
        SafetensorError,
        OSError,
        RuntimeError,
        ValueError,
        AttributeError,
        EOFError,
        pickle.UnpicklingError,
    ) as error:
        raise MissingWeights(
            f"{path} holds no weights that can be read.", reason="not_found"
        ) from error


def _log_tenths(name: str) -> Callable[[int, int | None], None]:
    """Return a progress callback that logs every tenth."""
    tenth = -1

    def progress(done: int, total: int | None) -> None:
        nonlocal tenth
        if total and done * 10 // total > tenth:
            tenth = done * 10 // total
            _log.info("downloading %s: %d %% of %.0f MB", name, tenth * 10, total / 1e6)

    return progress
