"""Random small questions about networks, and their answers cell by cell."""

import numpy as np
from hypothesis import strategies as st
from networks.strategies import arrays, networks

from tropnet import linear_regions
from tropnet.analysis.verification.property import Case, Property
from tropnet.exact.arrays import concatenate
from tropnet.exact.programs import Optimal, Unbounded, maximize

small_networks = networks(max_nodes=5, shapes=((1,), (2,), (2, 1))).filter(lambda net: net.output_dim <= 4)


@st.composite
def questions(draw, net):
    """Some rows on the inputs, mostly a box, and one or two on the outputs or on both; with ties often."""
    n, m = net.input_dim, net.output_dim
    zeros = np.zeros((2 * n, m), dtype=int)
    box = concatenate(
        [np.vstack([np.eye(n, dtype=int), -np.eye(n, dtype=int)]), zeros, np.ones((2 * n, 1), dtype=int)], 1
    )
    cases = []
    for _ in range(draw(st.integers(1, 2))):
        parts = [box] if draw(st.integers(0, 4)) else [box[: draw(st.integers(0, n))]]
        if draw(st.integers(0, 2)) == 0:
            skew = draw(arrays((1, n + 1)))
            parts.append(concatenate([skew[:, :-1], np.zeros((1, m), dtype=int), skew[:, -1:]], 1))
        rows = draw(arrays((draw(st.integers(1, 2)), m + 1)))
        mixed = draw(arrays((len(rows), n))) * draw(st.sampled_from([0, 0, 1]))
        parts.append(concatenate([mixed, rows], 1))
        system = concatenate(parts)
        strict = [draw(st.booleans()) and i >= len(system) - len(rows) for i in range(len(system))]
        cases.append(Case(system, tuple(strict)))
    return Property(n, m, tuple(cases))


def has_counterexample(net, question):
    """On each closed cell the network is affine, so each case is a system of inequalities there."""
    cells = list(linear_regions(net))
    return any(_meets(case, cell) for case in question.cases for cell in cells)


def _meets(case, cell):
    n = cell.affine_map.shape[1] - 1
    A, b = cell.affine_map[:, :-1], cell.affine_map[:, -1]
    outputs = case.rows[:, n:-1]
    rows = concatenate([case.rows[:, :n] + outputs @ A, cell.polyhedron.inequalities[:, :-1]])
    bounds = concatenate([case.rows[:, -1] - outputs @ b, cell.polyhedron.inequalities[:, -1]])
    slack = [int(strict) for strict in case.strict] + [0] * (len(rows) - len(case.strict))
    rows = concatenate([rows, np.array(slack)[:, None]], 1)
    top = concatenate([np.zeros((1, n), dtype=int), [[1]]], 1)
    found = maximize(top[0], concatenate([rows, top]), concatenate([bounds, [1]]))
    assert not isinstance(found, Unbounded)
    return isinstance(found, Optimal) and (found.value > 0 or (found.value == 0 and not any(case.strict)))
