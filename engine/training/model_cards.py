"""Words of the model cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from engine.training.export import Card

_TEACHERS: Final = {
    "vgg19_16x": (
        "vgg19_16x: VGG-19 (Simonyan & Zisserman 2015) distilled to 1/16 of its operations by "
        "Wang et al., Collaborative Distillation, CVPR 2020"
    ),
    "squeezenet": "SqueezeNet 1.0 (Iandola et al. 2016) with ImageNet weights",
    "lite": "lite, the embedded backbone",
    "vgg19": "VGG-19 (Simonyan & Zisserman 2015) with ImageNet weights",
    "vgg16": "VGG-16 (Simonyan & Zisserman 2015) with ImageNet weights",
}
_LICENCES: Final = (
    "The network's weights: as this project.",
    "vgg19_16x: MIT; VGG-19's weights: CC BY 4.0 (University of Oxford).",
    "SqueezeNet 1.0: BSD.",
)
_DATA: Final = (
    "Folders of photos and paintings given to the command, as squares of 256 pixels.",
    "The pictures themselves are not distributed.",
)


def instant_card(
    teachers: Sequence[str], quality: Mapping[str, str] | None = None, *, start: str = ""
) -> Card:
    """Return the instant painter's card; ``start``: digest of the weights it began with."""
    before = f"Began with weights of their own data and licences, SHA-256 {start[:16]}."
    return Card(
        name="instant",
        purpose="Paints any photo in the style of any picture in one pass.",
        architecture=(
            "A style encoder (means and Gram matrices of four layers of the first embedded "
            "backbone, then a perceptron) names the parameters of conditional instance "
            "normalisation (Dumoulin et al. 2017, Ghiasi et al. 2017) of a transformer network "
            "at 1/4 and 1/8 of the resolution; colours are first matched in closed form (Pitié & "
            "Kokaram 2007)."
        ),
        data=(*_DATA, before) if start else _DATA,
        teachers=[_TEACHERS.get(name, name) for name in teachers],
        licences=_LICENCES,
        quality=quality or {},
    )


def backbone_card(teachers: Sequence[str], quality: Mapping[str, str] | None = None) -> Card:
    """Return the card of the embedded backbone."""
    return Card(
        name="lite",
        purpose="Features to paint with where nothing can be downloaded.",
        architecture=(
            "Two branches of narrow rectified convolutions that share nothing: 3x3 with repeated "
            "borders under VGG-19's layer names, 2x2 averages between five blocks; and "
            "SqueezeNet's first layer (on cells of 2x2 pixels) with fire modules 2 to 7, zeros "
            "beyond their borders. Input normalised with ImageNet's mean and deviation. "
            "engine/backbones/lite.py builds it."
        ),
        data=(*_DATA, "Canvases that were being painted through the network (on-policy)."),
        teachers=[_TEACHERS.get(name, name) for name in teachers],
        licences=_LICENCES,
        quality=quality or {},
    )


def faces_card(quality: Mapping[str, str] | None = None) -> Card:
    """Return the card of the face finder."""
    return Card(
        name="faces",
        purpose="Finds people's faces, photographed or painted, in pictures of any size.",
        architecture=(
            "Depthwise separable residual blocks (BlazeFace, Bazarevsky et al. 2019) at 1/4, 1/8 "
            "and 1/16 of the resolution, joined again at 1/8, where each position says whether a "
            "face of 16 to 100 pixels is centred there, its box, and which way is up. Pictures "
            "are looked at in sizes from 1024 to 64 pixels. Batch normalisation is folded "
            "in when it is loaded. engine/networks/faces.py builds it."
        ),
        data=(
            (
                "Folders of photos and paintings given to the command, at most 384 pixels a side; "
                "faces that the teacher is sure of over several looks, in their own surroundings, "
                "mixed with one another and pasted elsewhere, at 14 to 88 pixels, turned up to 50 "
                "degrees, relit, darkened, with drawn glasses, blurred, noisy and compressed; "
                "photos also as the instant painter paints them."
            ),
            "In further courses what the finder had taken for faces and the teacher had not.",
            "The pictures themselves are not distributed.",
        ),
        teachers=("BlazeFace's full-range model of MediaPipe (Bazarevsky et al. 2019)",),
        licences=(
            "The network's weights: as this project.",
            "MediaPipe's models: Apache-2.0.",
        ),
        quality=quality or {},
    )
