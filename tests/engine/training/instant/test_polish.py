"""A style's vector is fitted to its picture; the network stays as it is."""

from __future__ import annotations

import torch

from engine.networks.encoder import COLOUR
from engine.networks.instant import InstantPainter
from engine.training.commands import Material
from engine.training.compute import Compute
from engine.training.instant.polish import PolishCourse, Polisher
from engine.training.pictures import Crops, cut_square, decode_squares, find_pictures, to_tensor
from engine.training.teachers import load_teacher


def test_polishing_lowers_the_style_error_and_moves_the_vector_only(material: Material) -> None:
    torch.manual_seed(0)
    compute = Compute.choose("cpu")
    network = InstantPainter().eval()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    picture = to_tensor(cut_square(find_pictures(*material.paintings)[0], side=64))
    polisher = Polisher(
        network,
        picture,
        Crops(decode_squares(find_pictures(*material.photos), material.cache)),
        [load_teacher("vgg19_16x", material.weights, compute)],
        compute=compute,
        course=PolishCourse(steps=12, size=64, count=2, learning_rate=0.03),
    )
    course = list(polisher.run())
    # Of these two the photos are the same.
    assert course[-1].style < course[0].style
    start, end = network.style(picture), course[-1].vector
    assert torch.equal(start[:, :COLOUR], end[:, :COLOUR])
    assert not torch.allclose(start[:, COLOUR:], end[:, COLOUR:])
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
