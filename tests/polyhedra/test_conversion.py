"""One conformance test for all engines: cddlib, the built-in one, and the Parma Polyhedra Library."""

import subprocess
import sys
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import InputError, MissingDependencyError
from tropnet.polyhedra.conversion import (
    DoubleDescription,
    default_engine,
    dual_cone,
    from_generators,
    from_inequalities,
    normal_form,
    opposite,
)

ENGINES = ["cdd", "own"]


def rows(entries, n):
    return np.array(entries, dtype=object).reshape(-1, n + 1)


def same(left, right):
    return all(np.array_equal(one, other) for one, other in zip(left, right, strict=True))


# (n, inequalities (a, b), equations (c, d)): everything that goes wrong in polyhedral code.
DEGENERATE = {
    "whole line": (1, [], []),
    "whole space": (3, [], []),
    "zero rows say nothing": (2, [[0, 0, 0], [0, 0, 5]], [[0, 0, 0]]),
    "empty by a constant row": (2, [[0, 0, -1]], []),
    "empty by two half-spaces": (2, [[1, 1, 0], [-1, -1, -1]], []),
    "empty by equations": (2, [], [[1, 0, 0], [1, 0, 1]]),
    "empty only at infinity": (2, [[-1, 0, -1], [1, 0, 0], [0, 1, 3]], []),
    "half-space": (3, [[1, 2, 3, 4]], []),
    "half-space three times": (2, [[1, 2, 3], [2, 4, 6], [1, 2, 5]], []),
    "slab": (2, [[1, 1, 1], [-1, -1, 1]], []),
    "wedge in space": (3, [[1, 0, 0, 0], [0, 1, 0, 0]], []),
    "quadrant: a cone with apex 0": (2, [[-1, 0, 0], [0, -1, 0]], []),
    "the origin as a cone": (2, [[1, 0, 0], [0, 1, 0], [-1, -1, 0]], []),
    "a point by equations": (2, [], [[2, 0, 1], [0, 3, 1]]),
    "implicit equations": (3, [[1, 0, 0, 1], [-1, 0, 0, -1], [0, 1, 0, 2], [0, -1, 1, 0]], []),
    "a segment in space": (3, [[1, 0, 0, 1], [-1, 0, 0, 0]], [[1, 1, 0, 1], [0, 1, 1, 0]]),
    "a line in space": (3, [], [[1, 1, 1, 1], [1, -1, 0, 0]]),
    "square pyramid, apex on four facets": (
        3,
        [[1, 0, 1, 1], [-1, 0, 1, 1], [0, 1, 1, 1], [0, -1, 1, 1], [0, 0, -1, 0]],
        [],
    ),
    "redundant row through a vertex": (2, [[-1, 0, 0], [0, -1, 0], [1, 1, 1], [1, 0, 1], [2, 1, 2]], []),
    "an unbounded simplex": (3, [[-1, 0, 0, 0], [0, -1, 0, 0], [0, 0, -1, 0], [1, 1, -1, 1]], []),
    "numbers beyond 64 bits": (2, [[2**70, 1, 3**50], [-1, 2**65, 1], [0, -1, 2**80 + 1], [-1, 0, 0]], []),
    "dyadic rows": (2, [[2**53 - 1, 2**40 + 1, 2**53], [-(2**52) - 1, 3, 2**51], [1, -(2**53) + 5, 1]], []),
    "space of dimension zero": (0, [], []),
    "nothing of dimension zero": (0, [[-1]], []),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", DEGENERATE)
def test_degenerate_polyhedra_survive_the_round_trip(name, engine):
    n, inequalities, equations = DEGENERATE[name]
    both = from_inequalities(rows(inequalities, n), rows(equations, n), engine=engine)
    assert same(from_inequalities(both.inequalities, both.equations, engine=engine), both)
    assert same(from_generators(both.generators, both.lines, engine=engine), both)


@pytest.mark.parametrize("name", DEGENERATE)
def test_engines_agree_on_degenerate_polyhedra(name):
    n, inequalities, equations = DEGENERATE[name]
    data = rows(inequalities, n), rows(equations, n)
    assert same(from_inequalities(*data, engine="cdd"), from_inequalities(*data, engine="own"))


@pytest.mark.parametrize("engine", ENGINES)
def test_pinned_descriptions(engine):
    """By hand: the edge of the triangle x, y >= 0, x + y <= 1 on x + y = 1, and a slab."""
    edge = from_inequalities(
        rows([[-1, 0, 0], [0, -1, 0], [1, 1, 1], [-1, -1, -1]], 2), rows([], 2), engine=engine
    )
    assert edge.equations.tolist() == [[1, 1, 1]]
    assert edge.inequalities.tolist() == [[0, -1, 0], [0, 1, 1]]
    assert edge.generators.tolist() == [[0, 1, 1], [1, 0, 1]]
    slab = from_inequalities(rows([[1, 1, 1], [-2, -2, 1]], 2), rows([], 2), engine=engine)
    assert slab.generators.tolist() == [[0, -1, 2], [0, 1, 1]]
    assert slab.lines.tolist() == [[1, -1, 0]]
    nothing = from_inequalities(rows([[1, 1, 0], [-1, -1, -1]], 2), rows([], 2), engine=engine)
    assert nothing.inequalities.tolist() == [[0, 0, -1]]
    assert [part.shape for part in nothing[1:]] == [(0, 3)] * 3
    only_rays = from_generators(rows([[1, 0, 0], [0, 1, 0]], 2), rows([], 2), engine=engine)
    assert only_rays.inequalities.tolist() == [[0, 0, -1]]
    assert [part.shape for part in only_rays[1:]] == [(0, 3)] * 3


def random_rows(rng, n):
    """A few rows with entries in -2..2, some of them repeated, zero, opposite or equations."""
    some = rng.integers(-2, 3, size=(int(rng.integers(0, 7)), n + 1))
    copies = some[rng.integers(0, len(some), 2)] * rng.choice([-1, 0, 1, 2], (2, 1)) if len(some) else some
    equations = rng.integers(-1, 2, size=(int(rng.choice([0, 0, 0, 1, 2])), n + 1))
    return np.concatenate([some, copies]).astype(object), equations.astype(object)


def random_generators(rng, n):
    generators, lines = random_rows(rng, n)
    generators[:, -1] = np.abs(generators[:, -1])
    lines[:, -1] = 0
    return generators, lines


def test_engines_agree_on_random_polyhedra():
    rng = np.random.default_rng(1)
    for _ in range(250):
        n = int(rng.integers(1, 5))
        data = random_rows(rng, n)
        assert same(from_inequalities(*data, engine="cdd"), from_inequalities(*data, engine="own")), data
        data = random_generators(rng, n)
        assert same(from_generators(*data, engine="cdd"), from_generators(*data, engine="own")), data


def test_the_parma_polyhedra_library_agrees():
    ppl = pytest.importorskip("ppl", reason="pplpy has wheels for Linux only")

    def expression(row):
        return sum((int(a) * ppl.Variable(i) for i, a in enumerate(row)), ppl.Linear_Expression(0))

    def entries(item, n):
        return [int(item.coefficient(ppl.Variable(i))) for i in range(n)]

    def described(inequalities, equations, n):
        """The minimal systems of PPL, in the normal form."""
        polyhedron = ppl.C_Polyhedron(n, "universe")
        for row in inequalities:
            polyhedron.add_constraint(expression(row[:-1]) <= int(row[-1]))
        for row in equations:
            polyhedron.add_constraint(expression(row[:-1]) == int(row[-1]))
        if polyhedron.is_empty():
            return None
        facets, hull, generators, lines = [], [], [], []
        for constraint in polyhedron.minimized_constraints():
            row = [-a for a in entries(constraint, n)] + [int(constraint.inhomogeneous_term())]
            (hull if constraint.is_equality() else facets).append(row)
        for item in polyhedron.minimized_generators():
            row = [*entries(item, n), int(item.divisor()) if item.is_point() else 0]
            (lines if item.is_line() else generators).append(row)
        facets = [row for row in facets if any(row[:-1])]
        return DoubleDescription(
            *normal_form(rows(facets, n), rows(hull, n)), *normal_form(rows(generators, n), rows(lines, n))
        )

    rng = np.random.default_rng(2)
    samples = [(n, rows(h, n), rows(e, n)) for n, h, e in DEGENERATE.values() if n > 0]
    samples += [(n, *random_rows(rng, n)) for n in (1, 2, 3, 4) for _ in range(40)]
    for n, inequalities, equations in samples:
        ours, theirs = from_inequalities(inequalities, equations), described(inequalities, equations, n)
        if theirs is None:
            assert len(ours.generators) == 0
        else:
            assert same(ours, theirs), (inequalities, equations)


integers = st.one_of(st.integers(-2, 2), st.integers(-(2**70), 2**70))


@st.composite
def systems(draw):
    n = draw(st.integers(1, 3))
    row = st.lists(integers, min_size=n + 1, max_size=n + 1)
    return n, draw(st.lists(row, max_size=6)), draw(st.lists(row, max_size=1))


@pytest.mark.parametrize("engine", ENGINES)
@given(systems())
@settings(max_examples=60, deadline=None)
def test_inequalities_to_generators_and_back(engine, system):
    n, inequalities, equations = system
    both = from_inequalities(rows(inequalities, n), rows(equations, n), engine=engine)
    assert same(from_generators(both.generators, both.lines, engine=engine), both)
    if len(both.generators):
        given_rows, equal_rows = opposite(rows(inequalities, n)), opposite(rows(equations, n))
        assert (given_rows @ both.generators.astype(object).T >= 0).all()
        assert not (given_rows @ both.lines.astype(object).T).any()
        assert not (equal_rows @ both.generators.astype(object).T).any()
        assert not (equal_rows @ both.lines.astype(object).T).any()


def moment_curve(n_points, dim):
    return rows([[t**k for k in range(1, dim + 1)] + [1] for t in range(n_points)], dim)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("n_points", "dim"), [(9, 2), (10, 3), (11, 4), (10, 5), (10, 6)])
def test_cyclic_polytopes_have_the_largest_number_of_facets(n_points, dim, engine):
    """McMullen's upper bound, attained (Ziegler, Lectures on polytopes, Theorem 8.23)."""
    half = dim // 2
    if dim % 2 == 0:
        facets = comb(n_points - half, half) + comb(n_points - half - 1, half - 1)
    else:
        facets = 2 * comb(n_points - half - 1, half)
    both = from_generators(moment_curve(n_points, dim), rows([], dim), engine=engine)
    assert len(both.inequalities) == facets
    assert len(both.generators) == n_points


@pytest.mark.parametrize("engine", ENGINES)
def test_cube_and_cross_polytope_are_dual(engine):
    dim = 5
    eye = np.eye(dim, dtype=int)
    ones = np.ones((2 * dim, 1), dtype=int)
    both = from_inequalities(np.hstack([np.vstack([eye, -eye]), ones]), rows([], dim), engine=engine)
    polar = from_generators(np.hstack([np.vstack([eye, -eye]), ones]), rows([], dim), engine=engine)
    assert len(both.generators) == 2**dim
    assert np.array_equal(both.generators, polar.inequalities)
    assert np.array_equal(both.inequalities, polar.generators)


def test_bipolar_theorem():
    """The dual of the dual of a cone is the cone: a ray set loses its redundant members, nothing else."""
    rng = np.random.default_rng(3)
    for _ in range(50):
        rays = rng.integers(-2, 3, size=(6, 3))
        lines = rng.integers(-1, 2, size=(int(rng.integers(0, 2)), 3))
        once = dual_cone(rays, lines, engine="own")
        twice = dual_cone(*once, engine="own")
        thrice = dual_cone(*twice, engine="own")
        assert same(normal_form(*once), normal_form(*thrice))
        assert (once[0] @ rays.T >= 0).all()
        assert not (once[1] @ rays.T).any()


def test_cdd_is_the_default_where_it_is_installed():
    assert default_engine() == "cdd"


def test_without_cdd_the_built_in_engine_answers(monkeypatch):
    monkeypatch.setitem(sys.modules, "cdd", None)
    assert default_engine.__wrapped__() == "own"
    with pytest.raises(MissingDependencyError, match="libcdd-dev"):
        dual_cone(rows([[1, 0]], 1), rows([], 1), engine="cdd")


def test_a_failure_inside_cddlib_is_answered_by_the_built_in_engine(monkeypatch):
    from cdd import gmp

    def fail(_matrix):
        raise RuntimeError("*Error: no LP solver")

    monkeypatch.setattr(gmp, "polyhedron_from_matrix", fail)
    data = rows([[1, 0, 1], [-1, 2, 3]], 2), rows([], 2)
    assert same(from_inequalities(*data, engine="cdd"), from_inequalities(*data, engine="own"))


def test_unknown_engine():
    with pytest.raises(InputError, match="'ppl'"):
        dual_cone(rows([[1, 0]], 1), rows([], 1), engine="ppl")


def test_cdd_is_imported_only_when_needed():
    code = "import sys, tropnet.polyhedra.polyhedron; print('cdd' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
