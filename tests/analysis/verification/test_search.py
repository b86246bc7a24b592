"""Verdicts against all cells, planted ties, degenerate networks, unbounded inputs, limits, executors."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import pytest
from analysis.verification.questions import has_counterexample, questions, small_networks
from hypothesis import given, settings
from hypothesis import strategies as st
from networks.strategies import relu_networks

import tropnet
from tropnet.analysis.enumeration import Limit
from tropnet.analysis.optimum import Optimum, maximize
from tropnet.analysis.robustness import robustness_radius
from tropnet.analysis.verification import branch
from tropnet.analysis.verification.property import Case, Property
from tropnet.analysis.verification.search import Verified, Violated, verify
from tropnet.errors import InputError, LimitReachedError, ShapeError
from tropnet.exact.arrays import rational_array
from tropnet.interchange.vnnlib import from_vnnlib
from tropnet.networks import Activation, Dense, Maxout, Network, hard_tanh
from tropnet.networks.operations import then
from tropnet.polyhedra.bodies import box, cube
from tropnet.polyhedra.polyhedron import Polyhedron


def norm(n):
    """The l1 norm."""
    signs = [[s * (i == j) for j in range(n)] for i in range(n) for s in (1, -1)]
    return Network.from_arrays([signs, [[1] * 2 * n]])


def sawtooth(depth):
    """2^(depth - 1) teeth on [0, 1], by the tent map min(2x, 2 - 2x) = 2x - 4 max(x - 1/2, 0) for x >= 0."""
    weights = [[[1], [1]], *[[[2, -4], [2, -4]]] * (depth - 1), [[2, -4]]]
    return Network.from_arrays(weights, [[0, "-1/2"]] * depth + [None])


@given(st.data())
@settings(max_examples=20)
def test_verdicts_are_those_of_all_cells(data):
    net = data.draw(small_networks)
    question = data.draw(questions(net))
    found = verify(net, question)
    assert found.holds is not has_counterexample(net, question)
    assert found.check()


@given(st.data())
@settings(max_examples=8)
def test_the_same_with_boxes_that_are_halved(data):
    net = data.draw(relu_networks(max_layers=2))
    if net.input_dim > 2:
        return
    question = data.draw(questions(net))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(branch, "MOST_OPEN", 0)
        patch.setattr(branch, "MOST_HALVINGS", 5)
        found = verify(net, question)
    assert found.holds is not has_counterexample(net, question)
    assert found.check()


@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_bound_that_is_attained_is_safe_and_the_set_beyond_is_closed(n):
    """On the cube the l1 norm is at most n, with equality at the corners."""
    at_most = verify(norm(n), Property.safe(cube(n), Polyhedron.parse(f"[0,{n}]")))
    assert isinstance(at_most, Verified)
    assert at_most.check()
    reached = verify(norm(n), Property.unsafe(cube(n), Polyhedron.parse(f"[{n},inf]")))
    assert isinstance(reached, Violated)
    assert abs(reached.point) == rational_array([1] * n)
    beyond = Property.unsafe(cube(n), Polyhedron.from_inequalities([[-1]], [-n - Fraction(1, 2**200)]))
    assert verify(norm(n), beyond).check()
    assert verify(norm(n), beyond).holds


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_sawtooth_stays_between_its_ends(depth):
    net = sawtooth(depth)
    unit = Polyhedron.parse("[0,1]")
    assert verify(net, Property.safe(unit, unit)).check()
    peak = verify(net, Property.unsafe(unit, Polyhedron.parse("[1,inf]")))
    assert isinstance(peak, Violated)
    # The peaks are the odd multiples of 2^-depth.
    assert (peak.point[0] * 2**depth) % 2 == 1


@given(relu_networks(max_layers=2, max_width=3), st.integers(0, 2))
@settings(max_examples=8)
def test_the_largest_value_is_attained_and_not_exceeded(net, number):
    net = then(net, Dense([[1] * net.output_dim]))
    ball = box([-1] * net.input_dim, [number] * net.input_dim)
    best = maximize(net, ball)
    assert isinstance(best, Optimum)
    top = Polyhedron.from_inequalities([[1]], [best.value])
    held = verify(net, Property.safe(ball, top))
    assert held.holds
    assert held.check()
    found = verify(net, Property.unsafe(ball, Polyhedron.from_inequalities([[-1]], [-best.value])))
    assert isinstance(found, Violated)
    assert found.value[0] == best.value


def test_on_all_of_space():
    """|x| + |y| is not negative, and not at most 10^6."""
    plane = tropnet.whole_space(2)
    assert verify(norm(2), Property.safe(plane, Polyhedron.parse("[0,inf]"))).check()
    found = verify(norm(2), Property.safe(plane, Polyhedron.parse("[-inf,1000000]")))
    assert isinstance(found, Violated)
    assert found.check()


def test_inputs_without_interior():
    diagonal = Polyhedron.parse("x1 = x2; x1 >= 0; x1 <= 1")
    difference = Network.from_arrays([[[1, -1], [-1, 1]], [[1, 1]]])
    zero = Polyhedron.parse("[0,0]")
    assert verify(difference, Property.safe(diagonal, zero)).check()
    assert not verify(difference, Property.safe(cube(2), zero)).holds
    point = Polyhedron.from_generators([["1/3", "1/7"]])
    assert verify(difference, Property.safe(point, Polyhedron.parse("[4/21,4/21]"))).check()
    assert not verify(difference, Property.unsafe(point, Polyhedron.parse("[4/21,4/21]"))).holds


def test_no_input_and_no_case():
    empty = Polyhedron.from_inequalities([[1], [-1]], [0, -1])
    for question in (
        Property.unsafe(empty, Polyhedron.parse("[-inf,inf]")),
        Property(1, 1, ()),
        Property.unsafe(Polyhedron.parse("[0,1]"), empty),
    ):
        found = verify(norm(1), question)
        assert found.holds
        assert found.check()


def test_a_case_without_rows_is_met_by_any_point():
    everything = Property(1, 1, (Case(rational_array([[0, 0, 0]])[:0], ()),))
    assert verify(norm(1), everything).check()
    assert not verify(norm(1), everything).holds


def test_dead_repeated_and_mirrored_neurons():
    """2 max(x, 0) + max(x, 0) - max(-x, 0) + dead = 3 max(x, 0) - max(-x, 0)."""
    net = Network.from_arrays([[[1], [1], [-1], [0]], [[2, 1, -1, 7]]], [[0, 0, 0, -1], [0]])
    unit = Polyhedron.parse("[-1,1]")
    assert verify(net, Property.safe(unit, Polyhedron.parse("[-1,3]"))).check()
    assert verify(net, Property.safe(unit, Polyhedron.parse("[-1,299/100]"))).point == rational_array([1])


def test_maxima_and_functions_with_several_break_points():
    net = Network.sequential(
        [Dense([[2, 0], [0, 2], [1, 1]]), Maxout(3), Activation(hard_tanh())], input_shape=2
    )
    corner = Property.unsafe(box([-1, -1], [0, "1/4"]), Polyhedron.parse("[1/2,inf]"))
    found = verify(net, corner)
    assert found.value == rational_array(["1/2"])
    assert found.point[1] == Fraction(1, 4)
    below = Property.unsafe(box([-1, -1], [0, "6/25"]), Polyhedron.parse("[1/2,inf]"))
    assert verify(net, below).check()


def test_the_robustness_radius_is_where_the_verdict_changes():
    """A tie counts as a violation, so the property fails at the radius and holds below it."""
    net = tropnet.read(tropnet.models.path("iris"))
    x = rational_array(["5.1", "3.5", "1.4", "0.2"])
    label = max(range(3), key=lambda j: net(x)[j])
    radius = robustness_radius(net, x, "linf").radius
    at, before = (
        Property.local_robustness(x, r, label, 3) for r in (radius, radius * (1 - Fraction(1, 2**40)))
    )
    violated, held = verify(net, at), verify(net, before)
    assert isinstance(violated, Violated)
    assert violated.check()
    assert isinstance(held, Verified)
    assert held.check()


def test_a_vnnlib_property():
    text = """
    (declare-const X_0 Real) (declare-const X_1 Real) (declare-const Y_0 Real)
    (assert (and (<= X_0 1) (>= X_0 -1))) (assert (<= X_1 0.5)) (assert (>= X_1 0))
    (assert (or (>= Y_0 {}) (and (<= Y_0 (- X_0 0.1)))))
    """
    assert verify(norm(2), Property.from_vnnlib(from_vnnlib(text.format("1.500001")))).check()
    found = verify(norm(2), Property.from_vnnlib(from_vnnlib(text.format("1.5"))))
    assert found.value == rational_array(["3/2"])


@pytest.mark.parametrize("bound", [Fraction(1), Fraction(99, 100)])
def test_executors_limits_and_resuming_give_the_same(bound):
    net, unit = sawtooth(4), Polyhedron.parse("[0,1]")
    question = Property.safe(unit, Polyhedron.from_inequalities([[1], [-1]], [bound, 0]))
    serial = verify(net, question)
    with ThreadPoolExecutor(2) as pool:
        assert verify(net, question, executor=pool) == serial
    partial = None
    for cells in range(1, 100):
        limit = Limit(cells=cells)
        try:
            found = tropnet.resume(partial, limit=limit) if partial else verify(net, question, limit=limit)
        except LimitReachedError as error:
            partial = pickle.loads(pickle.dumps(error.partial))
            assert partial.n_nodes == cells + 1
        else:
            break
    assert partial is not None
    assert found == serial
    assert pickle.loads(pickle.dumps(serial)) == serial
    assert hash(pickle.loads(pickle.dumps(serial))) == hash(serial)


def test_what_does_not_fit():
    with pytest.raises(ShapeError, match="does not fit"):
        verify(norm(2), Property.safe(cube(1), Polyhedron.parse("[0,1]")))
    with pytest.raises(InputError, match="a Network and a Property"):
        verify(norm(2), "y <= 1")
    with pytest.raises(InputError, match="limit"):
        verify(norm(1), Property.safe(cube(1), Polyhedron.parse("[0,1]")), limit=3)
