"""Robustness radii: against all cells, closed formulas, and the laws of distances."""

import pickle
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from networks.strategies import networks

from tropnet.analysis.adversarial import Leaf
from tropnet.analysis.boundary import scores
from tropnet.analysis.enumeration import Limit
from tropnet.analysis.regions import linear_regions
from tropnet.analysis.robustness import ConstantClass, RobustnessRadius, robustness_radius
from tropnet.analysis.walk import enumerate_regions
from tropnet.errors import (
    EmptyDomainError,
    InputError,
    LimitReachedError,
    NotRationalError,
    ShapeError,
    UndecidedError,
)
from tropnet.exact.arrays import RationalArray, concatenate, rational_array
from tropnet.exact.nearest import Nearest, measure, nearest
from tropnet.networks import Network
from tropnet.polyhedra.bodies import box

NORMS = ("l1", "l2", "linf")
DIAMOND = Network.from_arrays([[[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 1, 1, 1]]])  # |x| + |y|


def distance(found):
    return found.squared if found.norm == "l2" else found.radius


def random_network(rng, widths, largest=2):
    """Small integers, so that walls coincide, pass through each other and through the points asked for."""
    pairs = list(pairwise(widths))
    weights = [rng.integers(-largest, largest + 1, (m, n)) for n, m in pairs]
    return Network.from_arrays(weights, [rng.integers(-largest, largest + 1, m) for _, m in pairs])


def over_all_cells(cells, net, x, norm):
    """The least distance over all cells and competitors, or None."""
    values = scores(net)(x).tolist()
    label = int(values[0] > 0) if len(values) == 1 else values.index(max(values))
    found = []
    for rows, bounds, affine in cells:
        if len(values) == 1:
            leads = [-affine[0] if label else affine[0]]
        else:
            leads = [affine[j] - affine[label] for j in range(len(values)) if j != label]
        for lead in leads:
            own = concatenate([rows, -lead[None, :-1]]), concatenate([bounds, lead[-1:]])
            answer = nearest(x, *own, norm)
            found += [answer.distance] if isinstance(answer, Nearest) else []
    return min(found, default=None)


def sliced(net, within):
    """Every cell by slicing: its facets and its affine map."""
    for cell in linear_regions(scores(net), within):
        rows = cell.polyhedron.inequalities
        yield rows[:, :-1], rows[:, -1], cell.affine_map


def check(net, x, norm, within=None):
    found = robustness_radius(net, x, norm, within=within)
    expected = over_all_cells(list(sliced(net, within)), net, rational_array(x).ravel(), norm)
    assert found.check()
    if isinstance(found, ConstantClass):
        assert expected is None
        return
    assert distance(found) == expected
    assert measure(found.point - rational_array(x).ravel(), norm) == expected
    values = scores(net)(found.point.reshape(net.input_shape)).tolist()
    if len(values) > 1:
        assert values[found.other] >= values[found.label]
    else:
        assert values[0] <= 0 if found.label else values[0] >= 0
    assert within is None or found.point in within


# -- against all cells ---------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(36))
def test_random_networks(seed):
    rng = np.random.default_rng(seed)
    widths = [(2, 5, 3), (2, 4, 3, 2), (2, 3, 3, 1), (3, 4, 2), (1, 4, 3), (2, 3, 2, 2, 2)][seed % 6]
    net = random_network(rng, widths)
    x = RationalArray.from_integers(rng.integers(-4, 5, widths[0]), int(rng.choice([1, 1, 3])))
    within = box([-2] * widths[0], [2] * widths[0]) if rng.random() < 0.5 else None
    if within is not None:
        x = x.minimum(2).maximum(-2)
    check(net, x, NORMS[seed // 6 % 3], within)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(networks(), st.sampled_from(NORMS), st.integers(0, 2**32))
def test_any_layers(net, norm, seed):
    assume(net.input_dim <= 2 and net.size <= 8)
    x = np.random.default_rng(seed).integers(-2, 3, net.input_shape)
    check(net, x, norm)


@pytest.mark.parametrize(("norm", "n"), [("l2", 64), ("linf", 64), ("l1", 16)])
def test_many_inputs(norm, n):
    rng = np.random.default_rng(1)
    weights = [rng.standard_normal(shape).astype(np.float32) for shape in ((3, n), (2, 3), (2, 2))]
    net = Network.from_arrays(weights)
    x = rational_array(rng.standard_normal(n).astype(np.float32))
    rows = [
        (region.inequalities[:, :-1], region.inequalities[:, -1], region.affine_map)
        for region in enumerate_regions(net)
    ]
    found = robustness_radius(net, x, norm)
    assert distance(found) == over_all_cells(rows, net, x, norm)
    assert found.check()


# -- closed formulas -----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_linear_classifiers(seed):
    rng = np.random.default_rng(seed)
    W, b, x = rng.integers(-5, 6, (4, 6)), rng.integers(-5, 6, 4), rng.integers(-5, 6, 6)
    values = W @ x + b
    c = int(values.argmax())
    pairs = [(int(values[c] - values[j]), W[j] - W[c]) for j in range(4) if j != c and (W[j] != W[c]).any()]
    sizes = {"l1": lambda a: abs(a).max(), "linf": lambda a: abs(a).sum(), "l2": lambda a: a @ a}
    for norm, size in sizes.items():
        power = 2 if norm == "l2" else 1
        expected = min(Fraction(margin**power, int(size(a))) for margin, a in pairs)
        assert distance(robustness_radius(Network.from_arrays([W], [b]), x, norm)) == expected


@pytest.mark.parametrize(("norm", "expected"), [("l1", "1/4"), ("l2", "1/32"), ("linf", "1/8")])
def test_inside_the_diamond(norm, expected):
    # |x| + |y| = 1 from (1/2, 1/4): the margin 1/4 over the dual norm of (1, 1), the square of it for l2
    found = robustness_radius(DIAMOND, ["1/2", "1/4"], norm, threshold=1)
    assert distance(found) == Fraction(expected)
    assert (found.label, found.other) == (0, 1)


@pytest.mark.parametrize(("norm", "expected"), [("l1", 3), ("l2", 9), ("linf", 3)])
def test_outside_the_diamond(norm, expected):
    # from (4, 0) the vertex (1, 0) is nearest, for no point of the diamond has a greater first coordinate
    found = robustness_radius(DIAMOND, [4, 0], norm, threshold=1)
    assert distance(found) == expected
    assert found.point[0] == 1


def l1_norm(n):
    eye = np.eye(n, dtype=int)
    return Network.from_arrays([np.vstack([eye, -eye]), np.ones((1, 2 * n), int)])


@pytest.mark.parametrize(("n", "within"), [(4, None), (40, box([0] * 40, [1] * 40))])
def test_where_all_walls_meet(n, within):
    # the sphere of l1 around the origin, by the inequalities of Cauchy and Hoelder
    for norm, expected in (("l1", 1), ("l2", Fraction(1, n)), ("linf", Fraction(1, n))):
        assert distance(robustness_radius(l1_norm(n), [0] * n, norm, threshold=1, within=within)) == expected


def test_domain_forces_a_detour():
    # x + y = 2 from the origin, where x is at most 1/2
    net = Network.from_arrays([[[1, 1]]])
    found = robustness_radius(net, [0, 0], threshold=2, within=box([-3, -3], ["1/2", 3]))
    assert (found.point, found.squared) == (RationalArray(["1/2", "3/2"]), Fraction(5, 2))


# -- laws ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_targets_norms_and_scale(seed):
    rng = np.random.default_rng(seed)
    net, x = random_network(rng, (3, 4, 3, 3), 4), rng.integers(-3, 4, 3)
    whole = {norm: robustness_radius(net, x, norm) for norm in NORMS}
    for norm, found in whole.items():
        if isinstance(found, ConstantClass):
            continue
        aims = [robustness_radius(net, x, norm, target=j) for j in range(3) if j != found.label]
        assert distance(found) == min(distance(aim) for aim in aims if isinstance(aim, RobustnessRadius))
        wider = net @ Network.from_arrays([RationalArray.eye(3) / 7])
        assert robustness_radius(wider, 7 * x, norm).squared == 49 * found.squared
    if all(isinstance(found, RobustnessRadius) for found in whole.values()):
        assert whole["linf"].squared <= whole["l2"].squared <= whole["l1"].squared


def test_limit_gives_bounds_and_goes_on():
    net, x = random_network(np.random.default_rng(12), (4, 8, 6, 3), 5), [1, 2, 0, -1]
    whole = robustness_radius(net, x, "linf")
    assert whole.n_nodes > 10
    with pytest.raises(LimitReachedError, match="lies between") as caught:
        robustness_radius(net, x, "linf", limit=Limit(cells=1))
    partial = pickle.loads(pickle.dumps(caught.value.partial))
    assert partial.lower <= whole.radius <= partial.upper
    resumed = partial.resumed()
    assert (resumed.radius, resumed.check()) == (whole.radius, True)


def test_pickle():
    found = robustness_radius(DIAMOND, [0, 0], threshold=1)
    again = pickle.loads(pickle.dumps(found))
    assert (again.squared, again.point, again.check()) == (found.squared, found.point, True)
    assert robustness_radius(DIAMOND, [3, 0], "l1", threshold=1).point == RationalArray([1, 0])


# -- proofs --------------------------------------------------------------------------------------------


def test_check_refuses_false_proofs():
    found = robustness_radius(DIAMOND, ["1/2", "1/4"], threshold=1)
    adversary = found._adversary
    farther = replace(adversary, point=RationalArray([3, 0]), distance=Fraction(101, 16))
    nearer = replace(adversary, point=RationalArray(["9/16", "1/4"]), distance=Fraction(1, 256))
    for false in (farther, nearer, replace(adversary, distance=adversary.distance / 2)):
        assert not replace(found, _adversary=false).check()
    assert not replace(found, _trees=(Leaf(adversary.distance, ()),)).check()
    constant = robustness_radius(DIAMOND, [0, 0], threshold=-1)
    assert constant.check()
    assert not replace(constant, _trees=(Leaf(None, ()),)).check()
    assert not replace(constant, _trees=(Leaf(Fraction(1), ((0, Fraction(1)),)),)).check()


def test_constant_class_in_a_box():
    assert isinstance(
        robustness_radius(DIAMOND, [0, 0], threshold=3, within=box([-1, -1], [1, 1])), ConstantClass
    )
    assert robustness_radius(DIAMOND, [0, 0], threshold=2, within=box([-1, -1], [1, 1])).squared == 2


# -- ties ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("norm", NORMS)
def test_on_the_boundary(norm):
    found = robustness_radius(DIAMOND, [1, 0], norm, threshold=1)
    assert (found.radius, found.point, found.label, found.check()) == (0, RationalArray([1, 0]), 0, True)
    tie = robustness_radius(Network.from_arrays([[[1], [1], [0]]]), [2], norm)
    assert (tie.radius, tie.label, tie.other) == (0, 0, 1)


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("seed", [0, 2, 3])
def test_point_beyond(seed, norm):
    rng = np.random.default_rng(seed)
    net, x = random_network(rng, (2, 5, 3), 3), rng.integers(-3, 4, 2)
    found = robustness_radius(net, x, norm)
    assert isinstance(found, RobustnessRadius)
    point = found.point_beyond("1/1000")
    values = net(point)
    assert values[found.other] > values[found.label]
    assert (
        float(measure(point - rational_array(x), norm)) ** (0.5 if norm == "l2" else 1)
        < float(found) + 0.0011
    )


def test_classes_that_only_touch():
    # -|y| reaches the threshold 0 at one point
    net = Network.from_arrays([[[1], [-1]], [[-1, -1]]])
    found = robustness_radius(net, [3])
    assert (found.radius, found.point) == (3, RationalArray([0]))
    with pytest.raises(UndecidedError, match="only touch"):
        found.point_beyond(1)


# -- bad input -----------------------------------------------------------------------------------------


def test_irrational_radius():
    found = robustness_radius(Network.from_arrays([[[1, 1]]]), [1, 0])
    with pytest.raises(InputError, match="root of 1/2, which is irrational"):
        _ = found.radius
    assert float(found) == pytest.approx(0.5**0.5)


@pytest.mark.parametrize(
    ("error", "message", "arguments"),
    [
        (InputError, "class of x itself", {"target": 0}),
        (InputError, "no class; give one of 1, 2", {"target": 3}),
        (InputError, "no norm 'max'", {"norm": "max"}),
        (InputError, "threshold belongs to one output", {"threshold": 1}),
        (InputError, "does not lie in the domain", {"within": box([3, 3], [4, 4])}),
        (InputError, "does not say of what", {"limit": 5}),
        (ShapeError, "takes inputs of shape", {"x": [1, 2, 3]}),
        (ShapeError, "dimension 1", {"within": box([0], [1])}),
        (NotRationalError, "nan", {"x": [float("nan"), 0]}),
        (EmptyDomainError, "no interior point", {"within": box([0, 0], [0, 1])}),
    ],
)
def test_refuses(error, message, arguments):
    net = Network.from_arrays([[[0, 0], [1, 0], [0, 1]]], [[1, 0, 0]])
    with pytest.raises(error, match=message):
        robustness_radius(net, **{"x": [0, 0], **arguments})


def test_epsilon_is_positive():
    with pytest.raises(InputError, match="not positive"):
        robustness_radius(DIAMOND, [0, 0], threshold=1).point_beyond(0)
