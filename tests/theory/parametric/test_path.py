"""Events on paths: known ones, and counts by the engine at many parameters between them."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import sympy

from tropnet import box, linear_regions
from tropnet.errors import InputError
from tropnet.exact.algebraic import between
from tropnet.theory.families import Sawtooth, ZonotopeComposition
from tropnet.theory.parametric import ParameterPath, ParametricNetwork, RealAlgebraic, combinatorial_events
from tropnet.theory.parametric.counting import COUNTED

t = sympy.Symbol("t")
half = sympy.Rational(1, 2)


def as_dict(counts):
    return {notion: getattr(counts, notion) for notion in COUNTED}


def check_by_the_engine(path, within=None):
    """The counts at rational parameters between and at the events are those of the engine."""
    events = combinatorial_events(path, within)

    def counted(value):
        return as_dict(linear_regions(path.network_at(value), within).counts)

    inner = [event for event in events if path.low < event.value < path.high]
    values = [path.low, *(event.value for event in inner), path.high]
    between_events = []
    for low, high in pairwise(values):
        first = between(low, high)
        samples = [first, between(low, first), between(first, high)]
        samples += [between(samples[1], first), between(first, samples[2])]
        found = [counted(sample) for sample in samples]
        assert all(counts == found[0] for counts in found), (samples, events)
        between_events.append(found[0])
    for event, (before, after) in zip(inner, pairwise(between_events), strict=True):
        assert (as_dict(event.before), as_dict(event.after)) == (before, after)
    ends = {path.low: between_events[0], path.high: between_events[-1]}
    for end, beside in ends.items():
        own = [event for event in events if event.value == end]
        assert len(own) == (counted(end) != beside)
        for event in own:
            assert as_dict(event.after if end == path.low else event.before) == beside
            assert (event.before if end == path.low else event.after) == event.at
    for event in events:
        if isinstance(event.value, Fraction):
            assert as_dict(event.at) == counted(event.value)
        assert event.changed
    return events


def test_a_break_point_that_enters_a_domain():
    # |x - t| on [0, 1], for t from -1 to 2
    net = ParametricNetwork([([[1], [-1]], [-t, t]), ([[1, 1]], [0])])
    events = check_by_the_engine(ParameterPath(net, -1, 2), box([0], [1]))
    assert [event.value for event in events] == [0, 1]
    assert [(e.before.affine, e.at.affine, e.after.affine) for e in events] == [(1, 1, 2), (2, 1, 1)]


def test_three_lines_that_meet():
    net = ParametricNetwork([([[1, 0], [0, 1], [1, 1]], [0, 0, t - half]), ([[1, 1, 1]], [0])])
    (event,) = check_by_the_engine(ParameterPath(net))
    assert event.value == half
    assert (event.before.affine, event.at.affine, event.after.affine) == (7, 6, 7)
    assert event.changed == COUNTED


def test_lines_that_meet_at_an_end_of_the_path():
    net = ParametricNetwork([([[1, 0], [0, 1], [1, 1]], [0, 0, t]), ([[1, 1, 1]], [0])])
    (event,) = check_by_the_engine(ParameterPath(net))
    assert (event.value, event.before.affine, event.at.affine, event.after.affine) == (0, 6, 6, 7)
    (event,) = check_by_the_engine(ParameterPath(net, -1, 0))
    assert (event.value, event.before.affine, event.at.affine, event.after.affine) == (0, 7, 6, 6)


def test_break_points_that_pass_each_other():
    net = ParametricNetwork([([[1], [1], [1]], [0, -t, t - 1]), ([[1, -3, 1]], [0])])
    events = check_by_the_engine(ParameterPath(net, -1, 2))
    assert [event.value for event in events] == [0, half, 1]


def test_an_irrational_event():
    # break points at 1 and 2t + t^2, which meet at sqrt(2) - 1
    net = ParametricNetwork([([[1], [1]], [-1, -(t**2) - 2 * t]), ([[1, 1]], [0])])
    (event,) = check_by_the_engine(ParameterPath(net))
    assert isinstance(event.value, RealAlgebraic)
    assert event.value.to_sympy() == sympy.sqrt(2) - 1
    assert (event.before.affine, event.at.affine, event.after.affine) == (3, 2, 3)


def test_a_dead_neuron_that_comes_alive():
    net = ParametricNetwork([([[1], [-1]], [0, 0]), ([[-1, -1]], [t]), ([[1]], [0])])
    (event,) = check_by_the_engine(ParameterPath(net, -1, 1))
    assert (event.value, event.before.affine, event.after.affine) == (0, 1, 3)


def test_two_maps_that_agree_at_one_parameter_only():
    # a step up and a step down behind it; the heights of the two flat ends agree at t = 1
    net = ParametricNetwork([([[1]] * 4, [0, -1, -2, -3]), ([[1, -1, -t, t]], [0])])
    (event,) = check_by_the_engine(ParameterPath(net, half, 2))
    assert event.value == 1
    assert event.changed == ("affine",)
    assert (event.before.affine, event.at.affine, event.after.affine) == (5, 4, 5)


def test_level_sets_that_touch():
    # two flat pieces of height 1/2, one on either side; a ridge of height t between them is at 1/2 there or not
    net = ParametricNetwork(
        [
            ([[1, 0], [-1, 0], [0, 1], [0, -1]], [0, 0, 0, 0]),
            ([[-1, -1, 0, 0], [0, 0, 1, 1]], [1, t]),
            ([[1, 0], [1, -1]], [0, 0]),
            ([[1, -1]], [0]),
        ]
    )
    check_by_the_engine(ParameterPath(net, -1, 1))


def layers(seed):
    rng = np.random.default_rng(seed)
    widths = [int(rng.integers(1, 3)), *rng.integers(2, 4, size=rng.integers(1, 3)).tolist(), 1]

    def entry(value):
        return int(value) + (t * int(rng.integers(-1, 2)) if rng.random() < 0.3 else 0)

    return [
        (
            [[entry(v) for v in rng.integers(-2, 3, size=m)] for _ in range(k)],
            [entry(v) for v in rng.integers(-2, 3, size=k)],
        )
        for m, k in pairwise(widths)
    ]


@pytest.mark.parametrize("seed", [1, 2, 4, 6, 7, 9, 12, 13, 16, 21, 23])
def test_random_paths(seed):
    net = ParametricNetwork(layers(seed))
    if net.symbols:
        within = box([-2] * net.input_dim, [2] * net.input_dim) if seed % 3 == 0 else None
        check_by_the_engine(ParameterPath(net, -1, 1), within)


@pytest.mark.parametrize("power", [2, 3])
def test_irrational_events_are_rational_ones_of_another_path(power):
    # with 2 t^2, or 5 t^3 / 2, in place of t the events move to places that are mostly irrational; the counts stay
    speed = {2: Fraction(2), 3: Fraction(5, 2)}[power]
    low, high = Fraction(1, 10), Fraction(11, 10)
    factor, irrational = sympy.Rational(str(speed)), 0

    def in_sympy(value):
        return value.to_sympy() if isinstance(value, RealAlgebraic) else sympy.Rational(str(value))

    for net in (ParametricNetwork(layers(seed)) for seed in (1, 3, 6, 10, 12, 20)):
        slow = combinatorial_events(ParameterPath(net.subs({t: factor * t**power}), low, high))
        fast = combinatorial_events(ParameterPath(net, speed * low**power, speed * high**power))
        assert [(e.before, e.at, e.after) for e in slow] == [(e.before, e.at, e.after) for e in fast]
        for one, other in zip(slow, fast, strict=True):
            assert sympy.simplify(factor * in_sympy(one.value) ** power - in_sympy(other.value)) == 0
        irrational += sum(isinstance(event.value, RealAlgebraic) for event in slow)
    assert irrational > 3


def test_a_member_with_a_symbol_is_a_path():
    (event,) = combinatorial_events(
        ParameterPath(ZonotopeComposition([[1, 0], [0, 1], [1, 3 - 4 * t]], [["1/2"]]))
    )
    assert (event.value, event.at.affine) == (Fraction(3, 4), 8)


def test_one_notion():
    net = ParametricNetwork([([[1]] * 4, [0, -1, -2, -3]), ([[1, -1, -t, t]], [0])])
    path = ParameterPath(net, half, 2)
    assert len(combinatorial_events(path, notions="affine")) == 1
    assert combinatorial_events(path, notions="activation") == ()


def test_all_candidates_contain_the_events():
    net = ParametricNetwork(layers(5))
    path = ParameterPath(net, -1, 1)
    candidates = combinatorial_events(path, all_candidates=True)
    assert set(combinatorial_events(path)) <= set(candidates)


def test_no_events_inside_the_hard_family():
    path = ParameterPath.between(Sawtooth(["1/4", "1/2"]), Sawtooth(["1/2", "7/8"]))
    assert check_by_the_engine(path) == ()


def test_generators_that_become_parallel():
    path = ParameterPath.between(
        ZonotopeComposition([[1, 0], [0, 1], [1, 3]], [["1/2"]]),
        ZonotopeComposition([[1, 0], [0, 1], [1, -1]], [["1/2"]]),
    )
    (event,) = check_by_the_engine(path)
    assert event.value == Fraction(3, 4)
    assert (event.before.affine, event.at.affine, event.after.affine) == (12, 8, 12)


def test_bad_paths():
    net = ParametricNetwork([([[1]], [-t]), ([[1]], [0])])
    with pytest.raises(InputError, match="one parameter"):
        ParameterPath(ParametricNetwork([([[1]], [sympy.Symbol("a") + t])]))
    with pytest.raises(InputError, match="no interior"):
        ParameterPath(net, 1, 1)
    with pytest.raises(InputError, match="runs from 0 to 1"):
        ParameterPath(net).network_at(2)
    with pytest.raises(InputError, match="no count 'convex'"):
        combinatorial_events(ParameterPath(net), notions=["convex"])
    with pytest.raises(InputError, match="pole at t = 1/3"):
        combinatorial_events(ParameterPath(ParametricNetwork([([[1 / (3 * t - 1)]], [1]), ([[1]], [0])])))
    with pytest.raises(InputError, match="pole at t = 0"):
        combinatorial_events(ParameterPath(ParametricNetwork([([[1 / t]], [1]), ([[1]], [0])])))
    with pytest.raises(InputError, match="different families"):
        ParameterPath.between(Sawtooth(["1/2"]), ZonotopeComposition([[1]], [["1/2"]]))
    with pytest.raises(InputError, match="no parameters of one shape"):
        ParameterPath.between(Sawtooth(["1/2"]), Sawtooth(["1/2", "3/4"]))
