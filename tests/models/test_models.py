"""The shipped models: what they are, how well they classify their data, and how they were made."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from tropnet import models
from tropnet.errors import InputError
from tropnet.exact.arrays import rational_array
from tropnet.models import train
from tropnet.networks.io import read

SHAPES = {
    "wine": ((2,), (16, 16), (3,)),
    "iris": ((4,), (8, 8), (3,)),
    "digits": ((64,), (32, 16), (10,)),
}


def test_names_are_those_of_the_recipes() -> None:
    assert models.names() == tuple(train.RECIPES) == tuple(SHAPES)


@pytest.mark.parametrize("name", models.names())
def test_both_files_hold_one_network_of_float32_numbers(name: str) -> None:
    net = read(models.path(name))
    assert net == read(models.path(name, ".onnx"))
    assert (net.input_shape, net.widths, net.output_shape) == SHAPES[name]
    for node in net.nodes[::2]:
        for numbers in (node.layer.weight, node.layer.bias):
            assert rational_array(numbers.floats().astype(np.float32)) == numbers


# Counted when the models were made; evaluated from the files, in rational arithmetic.
@pytest.mark.parametrize(("name", "right", "all_points"), [("wine", 164, 178), ("iris", 148, 150)])
def test_exact_accuracy(name: str, right: int, all_points: int) -> None:
    net = read(models.path(name))
    assert train.accuracy(net, *train.data(name)) == Fraction(right, all_points)


def test_accuracy_on_all_digits_in_floats_and_on_some_exactly() -> None:
    net = read(models.path("digits"))
    points, classes = train.data("digits")
    assert np.array_equal(net.floats(points).argmax(axis=1), classes)
    assert train.accuracy(net, points[::20], classes[::20]) == 1


@pytest.mark.parametrize("name", models.names())
def test_onnx_file_is_valid_and_no_larger_than_its_numbers_need(name: str) -> None:
    import onnx

    path = models.path(name, ".onnx")
    onnx.checker.check_model(onnx.load(path), full_check=True)
    assert path.stat().st_size < 4 * read(path).n_parameters + 2000


def test_wine_has_two_islands_and_a_hole() -> None:
    """Between the parts of the first class lies the second, and a spot of it inside the third."""
    net = read(models.path("wine"))
    islands, strait = [["7/4", 3], ["15/4", "14/5"]], [["53/20", 4], ["53/20", "16/5"], ["5/2", 2]]
    hole, rim = [["16/5", "13/10"]], [["16/5", "31/20"], ["16/5", 1], ["14/5", "13/10"], ["18/5", "13/10"]]
    for expected, points in enumerate((islands, strait + hole, rim)):
        logits = net(points)
        is_largest = (logits - logits.max(axis=1)[:, None]).sign() == 0
        assert is_largest.sum() == len(points)
        assert is_largest[:, expected].all()


def test_retrained_iris_network_classifies_as_well() -> None:
    net = train.train("iris")
    assert (net.input_shape, net.widths, net.output_shape) == SHAPES["iris"]
    assert train.accuracy(net, *train.data("iris")) >= Fraction(95, 100)
    assert any("float32" in line for line in net.provenance)


def test_folding_agrees_with_standardising_first() -> None:
    """In dyadic numbers with few bits nothing is rounded, so both ways give the same floats."""
    rng = np.random.default_rng(5)
    weight, bias = rng.integers(-8, 8, (5, 3)) / 4, rng.integers(-8, 8, 5) / 4
    mean, deviation = rng.integers(-8, 8, 3) / 8, 2.0 ** rng.integers(-2, 3, 3)
    points = rng.integers(-64, 64, (20, 3)) / 16
    folded_weight, folded_bias = train.fold_standardisation(weight, bias, mean, deviation)
    assert np.array_equal(
        points @ folded_weight.T + folded_bias, ((points - mean) / deviation) @ weight.T + bias
    )


def test_unknown_models_and_formats_are_refused() -> None:
    with pytest.raises(InputError, match="no shipped model 'moons'; choose from wine, iris, digits"):
        models.path("moons")
    with pytest.raises(InputError, match=r"no '\.pt' file; choose from \.json, \.onnx"):
        models.path("wine", ".pt")
