"""Graph associahedra, looks-linear networks and convolutions."""

from itertools import permutations
from math import comb, factorial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet import is_equivalent, linear_regions
from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.networks import Network
from tropnet.theory.families import ConvolutionalLayer, GraphAssociahedron, LooksLinear

# -- graph associahedra


@pytest.mark.parametrize(
    ("family", "published"),
    [
        (GraphAssociahedron.path, [2, 5, 14, 42, 132]),  # Catalan numbers
        (GraphAssociahedron.star, [2, 5, 16, 65, 326]),  # sums of n! / k!
        (GraphAssociahedron.complete, [factorial(n) for n in range(2, 7)]),
    ],
)
def test_published_vertices(family, published):
    assert [family(n).n_maximal_nested_sets for n in range(2, 7)] == published
    for n in (2, 3, 4):
        assert family(n).verify().holds


def test_cyclohedra():
    for n in (3, 4, 5, 6):
        assert GraphAssociahedron.cycle(n).n_maximal_nested_sets == comb(2 * n - 2, n - 1)
    assert GraphAssociahedron.cycle(4).verify().holds


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6))
def test_random_graphs(seed):
    member = GraphAssociahedron.sample(seed, 4)
    assert member.verify().holds
    # the gradient depends on the order of the coordinates only
    gradients = set()
    for order in permutations(range(4)):
        largest = [max(tube, key=order.__getitem__) for tube in member.tubes]
        gradients.add(tuple(largest.count(node) for node in range(4)))
    assert len(gradients) == member.n_maximal_nested_sets


def test_bad_graphs():
    with pytest.raises(InputError, match="not connected"):
        GraphAssociahedron(4, [(0, 1), (2, 3)])
    with pytest.raises(InputError, match="does not join"):
        GraphAssociahedron(2, [(0, 2)])
    with pytest.raises(InputError, match="does not join"):
        GraphAssociahedron(3, [(0, 1, 2), (0, 1)])


# -- looks linear


def test_the_example_of_two_mirrored_rows():
    # 3 -> 4 -> 4 -> 1 with two mirrored rows per layer: four lines in general position in a plane
    member = LooksLinear([[[1, 2, 0], [0, 1, -1]], [[1, 1], [1, -1]], [[2, 3]]])
    assert member.network().widths == (4, 4)
    assert [e.value for e in member.expected] == [17, 8, 1, 1, 1, 1]
    assert member.verify().holds


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.integers(1, 3), min_size=3, max_size=4))
def test_looks_linear_is_linear(seed, shape):
    member = LooksLinear.sample(seed, shape, 1)
    assert member.verify().holds, str(member.verify())
    linear = Network.from_arrays([member.matrix])
    assert is_equivalent(member.network(), linear)


@pytest.mark.parametrize("shape", [(3, 3, 2), (2, 4, 3, 1)])
def test_orthogonal_matrices(shape):
    member = LooksLinear.orthogonal(5, shape)
    for matrix in member.matrices:
        rows, columns = matrix.shape
        gram = matrix @ matrix.T if rows <= columns else matrix.T @ matrix
        assert gram == RationalArray.eye(min(rows, columns))
    assert member.verify().holds


def test_matrices_that_do_not_fit():
    with pytest.raises(ShapeError, match="cannot follow"):
        LooksLinear([[[1, 2]], [[1, 2]]])
    with pytest.raises(ShapeError, match="at least two"):
        LooksLinear([[[1, 2]]])


# -- convolutions


@pytest.mark.parametrize(
    ("input_shape", "kernel", "filters", "stride", "regions"),
    # Xiong et al. (2020), Theorem 2, recomputed from arrangements with shared random filters
    [
        ((1, 1, 3), (1, 2), 2, 1, 15),
        ((1, 1, 3), (1, 2), 3, 1, 40),
        ((1, 1, 4), (1, 2), 2, 1, 55),
        ((1, 2, 2), (1, 2), 2, 1, 16),
        ((1, 2, 2), (2, 1), 3, 1, 49),
        ((1, 1, 4), (1, 3), 2, 1, 16),
        ((1, 2, 3), (2, 2), 2, 1, 16),
        ((1, 1, 4), (1, 2), 2, 2, 16),
    ],
)
def test_published_convolutions(input_shape, kernel, filters, stride, regions):
    member = ConvolutionalLayer.sample(1, input_shape, kernel, filters, stride)
    assert member.largest == regions
    assert member.is_generic
    assert [e.value for e in member.expected] == [regions] * 6
    assert member.verify().holds, str(member.verify())


def test_degenerate_filters_have_fewer_regions():
    # the walls are x_i + x_(i + 1) = 0, and the two neurons of each look away from each other
    member = ConvolutionalLayer((1, 4), [[[1, 1]], [[-1, -1]]], [0, 0])
    assert not member.is_generic
    assert {e.notion: e.value for e in member.expected}["proper_activation"] == 8
    assert member.verify().holds
    assert linear_regions(member.network()).counts.activation == 27


def test_filters_that_do_not_fit():
    with pytest.raises(ShapeError, match="do not fit"):
        ConvolutionalLayer((2, 4), [[[1, 1]]], [0])
