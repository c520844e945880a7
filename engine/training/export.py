"""Writing what was learnt: float16 safetensors, and a model card beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from engine.training.trainer import TrainingReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a person should know before using a network."""

    name: str
    purpose: str
    architecture: str
    data: Sequence[str]
    teachers: Sequence[str]
    licences: Sequence[str]
    quality: Mapping[str, str]


def export(
    path: Path, weights: Mapping[str, Tensor], card: Card, reports: Sequence[TrainingReport]
) -> Path:
    """Write ``weights`` in float16 to ``path`` and the card beside it; returns the card's path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    halves = {
        name: (value.half() if value.is_floating_point() else value).cpu().contiguous()
        for name, value in weights.items()
    }
    # Whole or not at all: an engine may be painting with the one that lies there.
    partial = path.with_suffix(".partial")
    save_file(halves, partial, metadata={"format": "pt", "name": card.name})
    # Saved for the owner alone; a bot may run as somebody else.
    partial.chmod(0o644)
    partial.replace(path)
    beside = path.with_suffix(".md")
    count = sum(value.nelement() for value in halves.values())
    beside.write_text(card_text(card, reports, count, path.stat().st_size))
    return beside


def card_text(card: Card, reports: Sequence[TrainingReport], parameters: int, size: int) -> str:
    """Write the card as Markdown."""
    lines = [f"# {card.name}", "", card.purpose, "", "## Architecture", "", card.architecture, ""]
    lines += [f"{parameters:,} numbers, float16, {size / 1e6:.1f} MB.", ""]
    lines += ["## Training", "", *_course(reports), ""]
    lines += _section("Data", card.data) + _section("Teachers", card.teachers)
    if card.quality:
        lines += ["## Measured", ""]
        lines += [f"- {name}: {value}" for name, value in card.quality.items()] + [""]
    return "\n".join(lines + _section("Licences", card.licences))


def _section(title: str, items: Sequence[str]) -> list[str]:
    return [f"## {title}", "", *(f"- {item}" for item in items), ""]


def _course(reports: Sequence[TrainingReport]) -> list[str]:
    if not reports:
        return ["Not trained."]
    last = reports[-1]
    numbers = ", ".join(f"{name} {value:.4g}" for name, value in last.numbers.items())
    took = f"{last.step:,} steps in {last.seconds / 60:.0f} minutes with torch {torch.__version__}"
    return [f"{took}; means over the last steps: {numbers}."]
