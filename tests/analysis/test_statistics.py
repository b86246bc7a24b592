"""Volumes and averages: closed formulas, the fundamental theorem of calculus, Riemann sums, symmetry, and laws."""

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from analysis.matching import library_network, small_blocks
from hypothesis import given, settings
from hypothesis import strategies as st
from networks.strategies import networks
from oracles.networks import congruential, random_network

from tropnet import decision_boundary, linear_regions
from tropnet.analysis.distance import distance, integral
from tropnet.analysis.lipschitz import lipschitz_constant
from tropnet.analysis.piecewise.function import PiecewiseLinear, maximum
from tropnet.analysis.statistics import Histogram, class_shares, region_statistics
from tropnet.errors import EmptyDomainError, InputError, ShapeError, UnboundedError
from tropnet.exact.arrays import rational_array
from tropnet.networks import Network
from tropnet.networks.operations import restrict, select_outputs
from tropnet.polyhedra.bodies import box, cross_polytope, cube, simplex
from tropnet.polyhedra.polyhedron import Polyhedron

seeds = st.integers(0, 10**6)


def braid(n):
    """The hinges max(x_i - x_j, 0): its cells are the orders of the coordinates."""
    rows = [[(k == i) - (k == j) for k in range(n)] for i in range(n) for j in range(i)]
    return Network.from_arrays([rows, [list(range(1, len(rows) + 1))]])


@pytest.mark.parametrize("n", [2, 3, 4])
def test_orders_are_equally_likely(n):
    found = region_statistics(braid(n), box([0] * n, [1] * n))
    orders = len(found.cell_volumes)
    assert set(found.shares("proper_activation")) == {Fraction(1, orders)}
    assert found.histogram("proper_activation", bins=3).counts == (0, 0, orders)


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_order_statistics(n):
    """The largest of n uniform variables has the mean n/(n + 1) and the variance n/((n + 1)^2 (n + 2))."""
    found = region_statistics(maximum(*PiecewiseLinear.coordinates(n)), box([0] * n, [1] * n))
    assert found.mean.item() == Fraction(n, n + 1)
    assert found.variance.item() == Fraction(n, (n + 1) ** 2 * (n + 2))
    assert found.mean_jacobian.tolist() == [[Fraction(1, n)] * n]


def test_simplex_and_cross_polytope():
    """The coordinates on a simplex are exchangeable with the sum 1 - x_0: Dirichlet's moments."""
    found = region_statistics(Network.from_arrays([np.eye(3, dtype=int)]), simplex(3))
    assert found.volume == Fraction(1, 6)
    assert found.mean.tolist() == [Fraction(1, 4)] * 3
    assert set(found.variance.tolist()) == {Fraction(3, 80)}
    assert found.covariance[0, 1] == Fraction(-1, 80)
    # |x| + |y| + |z| is the radius, with density 3 r^2.
    radius = region_statistics(sum(abs(x) for x in PiecewiseLinear.coordinates(3)), cross_polytope(3))
    assert (radius.mean.item(), radius.variance.item()) == (Fraction(3, 4), Fraction(3, 80))
    assert set(radius.shares()) == {Fraction(1, 8)}


@settings(max_examples=5, deadline=None)
@given(seed=seeds, n=st.integers(1, 3), n_outputs=st.integers(1, 2))
def test_laws(seed, n, n_outputs):
    net = library_network(random_network(seed, inputs=n, n_outputs=n_outputs))
    within = box([-1] * n, [2] * n)
    found = region_statistics(net, within)
    assert found.volume == 3**n
    assert found.cell_volumes == tuple(cell.volume for cell in found.regions)
    for kind in ("proper_activation", "open_connected", "affine"):
        shares = found.shares(kind)
        assert (sum(shares), min(shares) > 0) == (1, True)
        assert sum(found.histogram(kind, bins=4).counts) == len(shares)
    for i in range(n_outputs):
        f = PiecewiseLinear(select_outputs(net, i), within)
        assert found.mean[i] == integral(f) / found.volume
        squared = distance(f, PiecewiseLinear.affine([0] * n, found.mean[i]), "l2").squared
        assert found.variance[i] == squared / found.volume
    # Fundamental theorem of calculus: the mean of a derivative is a difference of integrals over two facets.
    for i, j in product(range(n_outputs), range(n)):
        ends = [facet_integral(select_outputs(net, i), j, at, n) for at in (-1, 2)]
        assert found.mean_jacobian[i, j] == (ends[1] - ends[0]) / found.volume


@settings(max_examples=8, deadline=None)
@given(net=networks(max_nodes=6, shapes=((1,), (2,), (1, 2))))
def test_graphs_of_all_gates(net):
    """The mean over a box is that over its halves."""
    n = net.input_dim
    left, right = box([-1] * n, [0, *[2] * (n - 1)]), box([0, *[-1] * (n - 1)], [2] * n)
    whole, *halves = (region_statistics(net, part) for part in (box([-1] * n, [2] * n), left, right))
    assert whole.mean * 3 == halves[0].mean + halves[1].mean * 2
    assert whole.mean_jacobian * 3 == halves[0].mean_jacobian + halves[1].mean_jacobian * 2


def facet_integral(net, j, at, n):
    """The integral over the facet of [-1, 2]^n where coordinate j has a given value."""
    base = [at * (k == j) for k in range(n)]
    directions = [[int(k == i) for k in range(n)] for i in range(n) if i != j]
    if not directions:
        return net(base)[0]
    return integral(restrict(net, base, directions), box([-1] * (n - 1), [2] * (n - 1)))


@pytest.mark.parametrize("architecture", [(2, 3, 3, 1), (2, 4, 4, 1)])
def test_riemann_sum(architecture):
    """The mean differs from that at the centres of a grid by at most the Lipschitz constant times the mesh."""
    net = library_network(congruential(architecture, 3))
    k = 12
    centres = [Fraction(2 * i + 1 - k, k) for i in range(k)]
    values = net(rational_array(list(product(centres, repeat=2)))).fractions()
    mean = region_statistics(net, cube(2)).mean.item()
    bound = lipschitz_constant(net, "linf", cube(2)).value / k
    assert abs(mean - sum(values.ravel()) / k**2) <= bound


def test_symmetric_networks():
    """An odd function on a symmetric domain has the mean 0; an even one an odd gradient."""
    net = library_network(random_network(5, inputs=2))
    mirrored = net @ Network.from_arrays([[[-1, 0], [0, -1]]])
    odd, even = region_statistics(net - mirrored, cube(2)), region_statistics(net + mirrored, cube(2))
    assert odd.mean.tolist() == [0]
    assert even.mean_jacobian.tolist() == [[0, 0]]
    assert sorted(even.volumes("proper_activation")) == sorted(
        region_statistics(mirrored + net, cube(2)).volumes("proper_activation")
    )


def test_histogram():
    """max(x - i, 0), i = 1, 3, 6 on [0, 10]: pieces of length 1, 2, 3 and 4."""
    hinges = Network.from_arrays([[[1], [1], [1]], [[1, 1, 1]]], [[-1, -3, -6], None])
    found = region_statistics(hinges, box([0], [10]))
    assert sorted(found.volumes()) == [1, 2, 3, 4]
    assert found.histogram(bins=4) == Histogram(rational_array([0, 1, 2, 3, 4]), (0, 1, 1, 2))
    assert found.histogram(bins=np.int64(4)) == found.histogram(bins=4)
    assert found.histogram(bins=[1, 2, "7/2"]).counts == (1, 2)
    for bins, words in (
        (0, "bins.* is 0"),
        (2.5, "bins.* is 2.5"),
        ([1], "ascend"),
        ([2, 2], "ascend"),
        ([[0, 1]], "ascend"),
    ):
        with pytest.raises(InputError, match=words):
            found.histogram(bins=bins)
    with pytest.raises(InputError, match="kind 'activation'"):
        found.histogram("activation")


def test_class_shares():
    """Of three standard scores each wins on a third of the cube, up to its boundary."""
    identity = Network.from_arrays([np.eye(3, dtype=int)])
    unit = box([0, 0, 0], [1, 1, 1])
    assert class_shares(identity, unit) == dict.fromkeys(range(3), Fraction(1, 3))
    assert class_shares(identity, unit, classes=(0, 2)) == {0: Fraction(1, 2), 1: Fraction(1, 2)}
    x_plus_y = Network.from_arrays([[[1, 1]]])
    assert class_shares(x_plus_y, box([0, 0], [1, 1]), threshold="1/2") == {
        0: Fraction(1, 8),
        1: Fraction(7, 8),
    }
    # A class that never wins has no share.
    never = Network.from_arrays([[[1], [-1], [0]]], [[1, 1, 0]])
    assert class_shares(never, box([-1], [3])) == {0: Fraction(3, 4), 1: Fraction(1, 4), 2: 0}


@settings(max_examples=6, deadline=None)
@given(seed=seeds)
def test_class_shares_are_volumes_of_decision_regions(seed):
    net = library_network(random_network(seed, inputs=2, n_outputs=3))
    shares = class_shares(net, cube(2))
    assert (sum(shares.values()), min(shares.values()) >= 0) == (1, True)
    volumes = dict.fromkeys(range(3), Fraction(0))
    for part in decision_boundary(net, within=cube(2)).components:
        volumes[part.label] += part.volume / 4
    assert shares == volumes


def test_blocks_and_executors():
    net = library_network(congruential((2, 4, 4, 1), 3))
    expected = region_statistics(net, cube(2))
    with small_blocks(3), ThreadPoolExecutor(2) as executor:
        found = region_statistics(net, cube(2), executor=executor)
        assert (found.mean, found.covariance, found.mean_jacobian) == (
            expected.mean,
            expected.covariance,
            expected.mean_jacobian,
        )
        assert sorted(found.volumes("affine")) == sorted(expected.volumes("affine"))
    assert region_statistics(linear_regions(net, cube(2))).mean == expected.mean


def test_refusals():
    net = Network.from_arrays([[[1, 0], [0, 1]], [[1, 2]]])
    with pytest.raises(UnboundedError, match=r"R\^2 is unbounded"):
        region_statistics(net)
    with pytest.raises(UnboundedError, match="no finite volume"):
        region_statistics(linear_regions(net))
    with pytest.raises(UnboundedError):
        class_shares(net, box([0, 0], [1, None]))
    with pytest.raises(EmptyDomainError):
        region_statistics(net, Polyhedron.from_generators([[0, 0], [1, 1]]))
    with pytest.raises(ShapeError):
        region_statistics(net, cube(3))
    with pytest.raises(InputError):
        class_shares(net, "the square")
    with pytest.raises(InputError, match=r"PiecewiseLinear is no Network; give its \.network"):
        class_shares(PiecewiseLinear(net), cube(2))
