"""Extents contain all values, and are exact where they say so."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from tropnet.analysis.extents import Extent, Extents
from tropnet.analysis.hinge_graph import HingeGraph, sheet_values
from tropnet.networks.hinges import CONSTANT, Form
from tropnet.polyhedra.bodies import box, cube
from tropnet.polyhedra.polyhedron import Polyhedron

SIMPLEX = Polyhedron.from_inequalities([[-1, 0, 0], [0, -1, 0], [0, 0, -1], [1, 1, 1]], [0, 0, 0, 1])
VERTICES = {
    "cube": (cube(3), list(product((-1, 1), repeat=3))),
    "simplex": (SIMPLEX, [(0, 0, 0), *np.eye(3, dtype=int)]),
}


def random_form(rng, n):
    coefficients = {i: int(c) for i, c in enumerate(rng.integers(-5, 6, n)) if c}
    return Form(coefficients | {CONSTANT: int(rng.integers(1, 6))})


@pytest.mark.parametrize("body", VERTICES)
@pytest.mark.parametrize("seed", range(5))
def test_forms_in_the_inputs_by_the_vertices(body, seed):
    within, vertices = VERTICES[body]
    form = random_form(np.random.default_rng(seed), 3)
    values = [
        sum(form.coefficients.get(i, 0) * int(x) for i, x in enumerate(v)) + form.constant for v in vertices
    ]
    assert Extents(3, within).of(form) == Extent(min(values), max(values))
    assert Extents(3, within).is_exact(form)


@pytest.mark.parametrize("within", [cube(3), SIMPLEX, box([0, 0, 0], [1, None, None]), None], ids=str)
@pytest.mark.parametrize("seed", range(4))
def test_no_value_lies_outside(within, seed):
    rng = np.random.default_rng(seed)
    known = Extents(3, within)
    rounds = []
    for n in (3, 6):
        rounds.append(tuple(random_form(rng, n) for _ in range(3)))
        for sheet in rounds[-1]:
            known.append(sheet)
    form = random_form(rng, 9)
    points = known.samples(200, rounds[0])
    variables = HingeGraph(3, tuple(rounds), ()).values_at(points)
    values = [
        Fraction(a, t) for a, t in zip(sheet_values([form], variables)[:, 0], variables[:, -1], strict=True)
    ]
    plain, relaxed = known.of(form), known.relaxed(form)
    for extent in (plain, relaxed):
        assert extent.lower is None or extent.lower <= min(values)
        assert extent.upper is None or max(values) <= extent.upper
    assert not known.is_exact(form)


@pytest.mark.parametrize(
    "within", [cube(3, 7), SIMPLEX, box([0, 0, 0], [1, None, None])], ids=["cube", "simplex", "box"]
)
def test_samples_lie_inside(within):
    sheets = tuple(random_form(np.random.default_rng(seed), 3) for seed in range(8))
    for *x, t in Extents(3, within).samples(20, sheets).tolist():
        point = [Fraction(c, t) for c in x]
        assert t > 0
        assert all(np.dot(row[:-1], point) < row[-1] for row in within.inequalities.fractions())


def test_each_sheet_is_crossed_however_far_it_is():
    sheets = tuple(Form({i: 1, CONSTANT: c}) for i, c in enumerate((-(10**9), 10**12, -1)))
    values = sheet_values(sheets, Extents(3).samples(0, sheets))
    assert values[:, 0].max() > 0
    assert values[:, 1].min() < 0
    assert values[:, 2].max() > 0


def test_a_relaxation_is_tight_for_one_hinge():
    """On [-1, 3], 2 max(x, 0) - x lies between 0 and 3; with the chord, that is what the relaxation says."""
    known = Extents(1, box([-1], [3]))
    known.append(Form({0: 1}))
    form = Form({1: 2, 0: -1})
    assert known.of(form) == Extent(Fraction(-3), Fraction(7))
    assert known.relaxed(form).upper >= 3
    assert known.relaxed(form).lower == 0
