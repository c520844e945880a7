"""Features are those of the networks themselves; layers answer to the names of the literature."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
import torch.nn.functional as F  # noqa: N812  the name everyone knows it by
from safetensors.torch import save_file
from torch import Tensor, nn
from torchvision import models

from engine.backbones import Backbone, choose, classics, load
from engine.backbones.lite import LAYER_NODES as LITE_LAYERS
from engine.backbones.lite import LiteNet, branch_of
from engine.backbones.pooling import Pool
from engine.errors import BadOptions, MissingWeights
from engine.messages import Pooling
from engine.painting.resampling import as_tensor
from engine.weights.store import WeightStore, read_shipped
from tests.engine.conftest import blobs

CPU = torch.device("cpu")
MEAN = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)


def framed(width: int, height: int) -> Tensor:
    """Noise in a frame of ImageNet's mean colour, where replicate and zero padding agree."""
    picture = MEAN.repeat(1, 1, height, width)
    generator = torch.Generator().manual_seed(0)
    picture[..., 1:-1, 1:-1] = torch.rand(1, 3, height - 2, width - 2, generator=generator)
    return picture


def random_network(name: str) -> nn.Sequential:
    """torchvision's features with random weights, without the time its classifier would take."""
    builders = {"vgg19": models.vgg19, "vgg16": models.vgg16, "squeezenet": models.squeezenet1_0}
    with torch.device("meta"):
        network: nn.Sequential = builders[name](weights=None).features
    network = network.to_empty(device="cpu").eval()
    generator = torch.Generator().manual_seed(0)
    for parameter in network.parameters():
        fan_in = parameter[0].numel() if parameter.dim() > 1 else 1000
        parameter.data = torch.randn(parameter.shape, generator=generator) * (2 / fan_in) ** 0.5
    return network


def torchvision_features(network: nn.Sequential, picture: Tensor, index: int) -> Tensor:
    """Layer by layer, as torchvision's own forward runs them."""
    found = (picture - MEAN) / STD
    for layer in list(network)[: index + 1]:
        found = layer(found)
    return found


@pytest.mark.parametrize("name", ["vgg19", "vgg16", "squeezenet"])
def test_features_are_torchvisions_own_with_max_pooling(name: str) -> None:
    reference = random_network(name)
    state = {f"features.{key}": value for key, value in reference.state_dict().items()}
    network = classics.build(name, "max", state)
    backbone = Backbone(name, network, classics.NODES_BY_NETWORK[name], device=CPU)
    layers = ["conv1_1", "conv3_1", "conv4_2"]
    picture = framed(48, 32)
    nodes = backbone.nodes(layers, field="style_layers")
    found = backbone.features(picture, nodes)
    for node in nodes:
        expected = torchvision_features(reference, picture, int(node))
        torch.testing.assert_close(found[node], expected, rtol=1e-4, atol=1e-5)


@pytest.mark.squeezenet
def test_squeezenets_weights_are_found_locally_and_give_torchvisions_features(
    squeezenet_folder: Path, tmp_path: Path
) -> None:
    store = WeightStore(squeezenet_folder, tmp_path)
    state = store.load(classics.PUBLISHED["squeezenet"])
    reference = models.squeezenet1_0(weights=None)
    reference.load_state_dict(state)
    network = classics.build("squeezenet", "max", state)
    backbone = Backbone("squeezenet", network, classics.NODES_BY_NETWORK["squeezenet"], device=CPU)
    picture = framed(64, 48)
    (node,) = backbone.nodes(["fire9"], field="content_layers")
    expected = torchvision_features(reference.features.eval(), picture, 12)
    torch.testing.assert_close(
        backbone.features(picture, [node])[node], expected, rtol=1e-3, atol=1e-3
    )


def test_literature_names_reach_the_right_layers_of_vgg() -> None:
    # Indices of torchvision's vgg19.features, as crowsonkb and pystiche list them.
    expected = {"conv1_1": 1, "conv2_1": 6, "conv3_1": 11, "conv4_1": 20, "conv4_2": 22}
    assert {n: int(classics.NODES_BY_NETWORK["vgg19"][n]) for n in expected} == expected
    assert classics.NODES_BY_NETWORK["vgg19"]["conv5_1"] == "29"
    assert classics.NODES_BY_NETWORK["vgg16"]["conv4_3"] == "22"


def convolved(features: Tensor, name: str, margin: int = 1, beyond: str = "replicate") -> Tensor:
    weights = read_shipped("lite")
    padded = F.pad(features, (margin,) * 4, mode=beyond)
    return F.conv2d(padded, weights[f"{name}.weight"], weights[f"{name}.bias"]).relu()


def vgg_branch(picture: Tensor, last: str) -> Tensor:
    """The first branch of the model card, written out; a picture's border is repeated only once
    for the first two layers."""
    found = F.pad((picture - MEAN) / STD, (2, 2, 2, 2), mode="replicate")
    names = ["1_1", "1_2", "2_1", "2_2", "3_1", "3_2", "3_3", "3_4", "4_1", "4_2", "4_3", "4_4"]
    for name in [*names, "5_1"]:
        if name.endswith("_1") and name != "1_1":
            found = F.avg_pool2d(found, 2)
        found = convolved(found, f"conv.{name}", margin=0 if name[0] == "1" else 1)
        if name == last:
            break
    return found


def squeezenet_branch(picture: Tensor, last: int) -> Tensor:
    """The second branch: its first layer is one of 8x8 at every second pixel, and zeros lie
    beyond the borders of fire modules."""
    weights = read_shipped("lite")
    wide = weights["cells.weight"].view(-1, 3, 2, 2, 4, 4).permute(0, 1, 4, 2, 5, 3)
    padded = F.pad((picture - MEAN) / STD, (4, 2, 4, 2), mode="replicate")
    wide = wide.reshape(len(wide), 3, 8, 8)
    found = F.conv2d(padded, wide, weights["cells.bias"], stride=2).relu()
    for number in range(2, last + 1):
        if number in (2, 5):
            found = F.avg_pool2d(found, 3, 2, ceil_mode=True)
        found = convolved(found, f"fire.fire{number}.squeeze", margin=0)
        found = convolved(found, f"fire.fire{number}.expand", beyond="constant")
    return found


def test_the_branches_of_lite_need_nothing_of_each_other() -> None:
    picture = framed(48, 32)
    nodes = tuple(dict.fromkeys(LITE_LAYERS.values()))
    for spoilt in (0, 1):
        network = LiteNet("average")
        network.load_state_dict(read_shipped("lite"))
        for name, parameter in network.named_parameters():
            if name.startswith("conv.") == (spoilt == 0):
                parameter.data.fill_(torch.nan)
        lite = Backbone("lite", network, LITE_LAYERS, device=CPU, branch_of=branch_of)
        first, second = lite.branches(nodes)
        assert set(first + second) == set(nodes)
        for branch, of_branch in enumerate((first, second)):
            found = lite.features(picture, of_branch)
            assert all(f.isnan().any() == (branch == spoilt) for f in found.values())


@pytest.mark.parametrize("layer", ["conv1_1", "conv2_1", "conv4_2", "conv5_1", "conv1", "fire7"])
def test_lite_computes_what_its_card_says(layer: str) -> None:
    network = LiteNet("average")
    network.load_state_dict(read_shipped("lite"))
    backbone = Backbone("lite", network, LITE_LAYERS, device=CPU)
    picture = torch.rand(1, 3, 32, 48, generator=torch.Generator().manual_seed(0))
    (node,) = backbone.nodes([layer], field="style_layers")
    expected = (
        vgg_branch(picture, layer.removeprefix("conv"))
        if "_" in layer
        else squeezenet_branch(picture, int(layer.removeprefix("conv").removeprefix("fire")))
    )
    torch.testing.assert_close(
        backbone.features(picture, [node])[node], expected, rtol=1e-3, atol=1e-3
    )


@pytest.mark.parametrize("size", [(16, 16), (17, 64), (63, 31)])
def test_lite_sees_pictures_of_any_size(lite: Backbone, size: tuple[int, int]) -> None:
    nodes = lite.nodes(["conv1_2", "conv2_1", "conv5_1", "conv1", "fire7"], field="style_layers")
    found = lite.features(torch.rand(1, 3, *size), nodes)
    halves = tuple(-(-side // 2) for side in size)
    assert found[nodes[0]].shape[2:] == size
    assert found[nodes[1]].shape[2:] == found[nodes[3]].shape[2:] == halves
    assert all(torch.isfinite(features).all() for features in found.values())


def test_every_name_of_lite_is_a_layer(lite: Backbone) -> None:
    nodes = lite.nodes(list(LITE_LAYERS), field="style_layers")
    found = lite.features(torch.rand(1, 3, 32, 32), nodes)
    assert set(found) == set(nodes)
    assert all(torch.isfinite(f).all() for f in found.values())


def test_relu_names_mean_the_same_as_conv_names(lite: Backbone) -> None:
    assert lite.nodes(["relu4_2"], field="x") == lite.nodes(["conv4_2"], field="x")


def test_an_unknown_layer_is_refused_with_the_known_ones(lite: Backbone) -> None:
    with pytest.raises(BadOptions, match=r"conv9_9.*conv4_2") as caught:
        lite.nodes(["conv4_2", "conv9_9"], field="content_layers")
    assert caught.value.field == "content_layers"
    assert caught.value.reason == "unknown_layer"


def test_features_of_a_batch_are_those_of_its_pictures(lite: Backbone) -> None:
    pictures = torch.rand(3, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    (node,) = lite.nodes(["conv4_2"], field="x")
    together = lite.features(pictures, [node])[node].float()
    alone = torch.cat([lite.features(p[None], [node])[node] for p in pictures]).float()
    torch.testing.assert_close(together, alone, rtol=0.02, atol=0.02)


def test_a_constant_picture_has_constant_features_up_to_the_border(lite: Backbone) -> None:
    (node,) = lite.nodes(["conv4_2"], field="x")
    found = lite.features(torch.full((1, 3, 48, 48), 0.3), [node])[node].float()
    assert (found - found[..., :1, :1]).abs().max() <= 0.02 * found.abs().max()


@pytest.mark.parametrize("kind", ["average", "max"])
@pytest.mark.parametrize(("height", "width"), [(6, 8), (7, 9)])
def test_pooling_sees_all_of_a_picture(kind: Pooling, height: int, width: int) -> None:
    pooled = Pool(kind, trained=kind)(torch.full((1, 2, height, width), 3.0))
    assert pooled.shape == (1, 2, (height + 1) // 2, (width + 1) // 2)
    assert torch.equal(pooled, torch.full_like(pooled, 3.0))


def test_pooling_in_the_others_place_keeps_the_level_of_rectified_features() -> None:
    features = torch.randn(1, 64, 64, 64, generator=torch.Generator().manual_seed(0)).relu()
    level = Pool("max", trained="max")(features).mean()
    stand_in = Pool("average", trained="max")(features).mean()
    assert stand_in.item() == pytest.approx(level.item(), rel=0.3)


@pytest.mark.parametrize("layer", ["conv4_1", "conv5_1", "fire7"])
def test_lite_keeps_its_level_with_the_maxima_of_pools(layer: str, tmp_path: Path) -> None:
    kinds: tuple[Pooling, ...] = ("average", "max")
    picture = as_tensor(blobs(96, 96, seed=0, roughness=4), 96, 96)
    level = []
    for kind in kinds:
        lite = load("lite", kind, store=WeightStore(None, tmp_path), device=CPU)
        (node,) = lite.nodes([layer], field="x")
        level.append(lite.features(picture, [node])[node].float().mean().item())
    assert level[1] == pytest.approx(level[0], rel=0.4)


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    save_file({"features.0.weight": torch.zeros(2, 2)}, tmp_path / "vgg19.safetensors")
    store = WeightStore(tmp_path, tmp_path / "cache")
    with pytest.raises(MissingWeights, match="another network"):
        load("vgg19", "average", store=store, device=CPU)


def test_auto_is_lite_on_a_cpu_and_the_best_local_one_on_a_gpu(tmp_path: Path) -> None:
    store = WeightStore(tmp_path, tmp_path / "cache")
    gpu = torch.device("cuda")
    assert choose(gpu, store) == "lite"
    (tmp_path / "squeezenet1_0-b66bff10.pth").touch()
    assert choose(gpu, store) == "squeezenet"
    (tmp_path / "vgg16-397923af.pth").touch()
    assert choose(gpu, store) == "vgg16"
    assert choose(CPU, store) == "lite"
