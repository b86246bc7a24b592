"""Linear programs against cddlib, closed formulas, and certificates that are verified from the data alone."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import cdd
import cdd.gmp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tropnet.errors import EmptyDomainError, InputError, NotRationalError, ShapeError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.exact.batch import (
    ascend,
    normalized,
    proved_sides,
    proves_combination,
    proves_integer_combination,
)
from tropnet.exact.matrix import solve
from tropnet.exact.programs import (
    Infeasible,
    Optimal,
    Unbounded,
    feasible_cells,
    feasible_interiors,
    irredundant,
    maximize,
)
from tropnet.exact.simplex import IntegerProgram, Verdict

KINDS = ["dyadic", "signs", "integers", "duplicates", "scaled", "flat"]


def random_system(rng, kind, m, n):
    """Rows and bounds of one of the kinds of data on which linear programming goes wrong."""
    if kind == "dyadic":
        return rng.standard_normal((m, n)).tolist(), (rng.standard_normal(m) + 0.5).tolist()
    if kind == "signs":
        return rng.integers(-1, 2, (m, n)).tolist(), rng.integers(-1, 2, m).tolist()
    rows, bounds = rng.integers(-9, 10, (m, n)), rng.integers(-4, 12, m)
    if kind == "duplicates":
        rows[m // 2 :], bounds[m // 2 :] = rows[: m - m // 2], bounds[: m - m // 2]
        rows[-1], bounds[-1] = 0, abs(bounds[-1])
    if kind == "flat":
        rows[:, -1] = rows[:, 0] * 2
    rows, bounds = rows.tolist(), bounds.tolist()
    if kind == "scaled":
        powers = [Fraction(2) ** int(k) for k in rng.integers(-60, 61, m)]
        rows = [[entry * power for entry in row] for row, power in zip(rows, powers, strict=True)]
        bounds = [bound * power for bound, power in zip(bounds, powers, strict=True)]
    return rows, bounds


def cdd_program(c, A, b, C=(), d=()):
    """cddlib's verdict: 'infeasible', 'unbounded', or the optimal value."""
    table = [[Fraction(t), *(-Fraction(a) for a in row)] for row, t in zip((*A, *C), (*b, *d), strict=True)]
    equations = set(range(len(A), len(A) + len(C)))
    table = table or [[Fraction(1), *(Fraction(0) for _ in c)]]

    def run(objective):
        matrix = cdd.gmp.matrix_from_array(
            table,
            lin_set=equations,
            rep_type=cdd.RepType.INEQUALITY,
            obj_type=cdd.LPObjType.MAX,
            obj_func=[Fraction(0), *map(Fraction, objective)],
        )
        program = cdd.gmp.linprog_from_matrix(matrix)
        # cddlib's dual simplex method, the default, corrupts its heap on some of these programs.
        cdd.gmp.linprog_solve(program, solver=cdd.LPSolverType.CRISS_CROSS)
        return program

    if run([0] * len(c)).status != cdd.LPStatusType.OPTIMAL:
        return "infeasible"
    program = run(c)
    return program.obj_value if program.status == cdd.LPStatusType.OPTIMAL else "unbounded"


def verdict(result):
    if isinstance(result, Optimal):
        return result.value
    return "unbounded" if isinstance(result, Unbounded) else "infeasible"


def has_interior(A, b):
    """By cddlib: is max {t : A x + t <= b, t <= 1} positive?"""
    n = len(A[0])
    rows = [[*row, 1] for row in A] + [[0] * n + [1]]
    return cdd_program([0] * n + [1], rows, [*b, 1]) > 0


# -- one program -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n_equations", [0, 2])
def test_maximize_agrees_with_cdd_and_proves_it(kind, n_equations):
    rng = np.random.default_rng(7)
    for _ in range(25):
        n, m = int(rng.integers(1, 6)), int(rng.integers(1, 14))
        A, b = random_system(rng, kind, m, n)
        c = rng.integers(-3, 4, n).tolist()
        C, d = random_system(rng, kind, n_equations, n) if n_equations else ([], [])
        equalities = (C, d) if n_equations else None
        result = maximize(c, A, b, equalities)
        assert result.check(c, A, b, equalities)
        assert verdict(result) == cdd_program(c, A, b, C, d)


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_every_small_integer_program_is_decided_with_a_valid_proof(data):
    n, m, p = data.draw(st.integers(1, 4)), data.draw(st.integers(0, 7)), data.draw(st.integers(0, 2))
    row = st.lists(st.integers(-2, 2), min_size=n, max_size=n)
    c = data.draw(row)
    A, C = (data.draw(st.lists(row, min_size=k, max_size=k)) for k in (m, p))
    b, d = (data.draw(st.lists(st.integers(-2, 3), min_size=k, max_size=k)) for k in (m, p))
    result = maximize(c, A, b, (C, d))
    assert result.check(c, A, b, (C, d))
    assert verdict(result) == cdd_program(c, A, b, C, d)


def test_the_klee_minty_cube_has_its_known_optimum():
    n = 7
    A = [[2 ** (i - j + 1) if j < i else int(i == j) for j in range(n)] for i in range(n)]
    A += [[-int(i == j) for j in range(n)] for i in range(n)]
    b = [5 ** (i + 1) for i in range(n)] + [0] * n
    c = [2 ** (n - 1 - j) for j in range(n)]
    best = maximize(c, A, b)
    assert best.value == 5**n
    assert best.point.tolist() == [0] * (n - 1) + [5**n]


def test_an_assignment_problem_equals_the_best_permutation():
    rng = np.random.default_rng(3)
    cost = rng.integers(0, 50, (4, 4))
    rows = [[int(k // 4 == i) for k in range(16)] for i in range(4)]
    columns = [[int(k % 4 == i) for k in range(16)] for i in range(4)]
    result = maximize(
        cost.ravel().tolist(), (-np.eye(16, dtype=int)).tolist(), [0] * 16, (rows + columns, [1] * 8)
    )
    assert result.value == max(sum(cost[i, p[i]] for i in range(4)) for p in itertools.permutations(range(4)))


@pytest.mark.parametrize("norm", ["l1", "linf"])
def test_the_distance_to_a_hyperplane_is_the_dual_norm_formula(norm):
    rng = np.random.default_rng(5)
    n = 12
    a, x = rng.standard_normal(n).astype(np.float32).astype(float), rng.standard_normal(n).tolist()
    level = Fraction(3)
    signs = np.eye(n, dtype=int)
    if norm == "linf":  # |z_i| <= r
        A = [[*s.tolist(), -1] for s in (*signs, *-signs)]
        c = [0] * n + [-1]
        dual_norm = sum(map(abs, map(Fraction, a.tolist())))
    else:  # |z_i| <= r_i, the sum of the r_i is to be minimal
        A = [[*s.tolist(), *(-abs(s)).tolist()] for s in (*signs, *-signs)]
        c = [0] * n + [-1] * n
        dual_norm = max(map(abs, map(Fraction, a.tolist())))
    gap = level - sum(Fraction(p) * Fraction(q) for p, q in zip(a.tolist(), x, strict=True))
    row = a.tolist() + [0] * (len(c) - n)
    result = maximize(c, A, [0] * len(A), ([row], [gap]))
    assert -result.value == abs(gap) / dual_norm


def test_programs_beyond_the_range_of_floats_are_exact():
    huge = 2**3000
    result = maximize([1], [[huge], [-1]], [huge + 1, 0])
    assert result.value == 1 + Fraction(1, huge)
    assert verdict(maximize([1], [[Fraction(1, huge)], [-1]], [1, -huge - 1])) == "infeasible"
    assert verdict(maximize([1], [[Fraction(1, huge)], [-1]], [1, -huge])) == huge


def test_gaps_below_the_float_resolution_decide_feasibility():
    tiny = Fraction(1, 2**90)
    rows = [[1, 1], [-1, 0], [0, -1]]
    assert verdict(maximize([0, 0], rows, [1 - tiny, Fraction(-1, 2), Fraction(-1, 2)])) == "infeasible"
    assert verdict(maximize([0, 0], rows, [1, Fraction(-1, 2), Fraction(-1, 2)])) == 0


def test_equations_that_vanish_modulo_a_prime_count():
    prime = 2**61 - 1
    equalities = ([[prime, 0], [2 * prime, 0], [0, 1]], [1, 2, 3])
    result = maximize([1, 1], [[1, 0], [0, 1]], [1, 3], equalities)
    assert result.value == 3 + Fraction(1, prime)
    assert result.check([1, 1], [[1, 0], [0, 1]], [1, 3], equalities)


def test_programs_without_rows_or_without_variables():
    assert isinstance(maximize([0, 0], [], []), Optimal)
    assert maximize([0, -2], [], []).ray.tolist() == [0, -1]
    assert maximize([], [[], []], [0, 3]).value == 0
    assert maximize([], [[], []], [0, 3]).check([], [[], []], [0, 3])
    assert isinstance(maximize([], [[], []], [0, -3]), Infeasible)


def test_check_refuses_what_does_not_follow():
    c, A, b = [1, 1], [[-1, 0], [0, -1], [1, 2]], [0, 0, 3]
    best = maximize(c, A, b)
    wrong = [
        Optimal(best.value + 1, best.point, best.dual, best.equality_dual),
        Optimal(best.value, best.point * 2, best.dual, best.equality_dual),
        Optimal(best.value, best.point, -best.dual, best.equality_dual),
        Optimal(best.value, best.point, best.dual * 2, best.equality_dual),
        Optimal(best.value, best.point, best.dual[:2], best.equality_dual),
        Unbounded(best.point, rational_array([1, 1])),
        Unbounded(best.point, rational_array([-1, 0])),
        Infeasible(rational_array([0, 0, 1]), best.equality_dual),
        Infeasible(rational_array([-1, -2, -1]), best.equality_dual),
    ]
    assert not any(result.check(c, A, b) for result in wrong)
    assert not best.check(c, A, [0, 0, 4])


def test_malformed_programs_are_refused():
    with pytest.raises(ShapeError, match=r"\(2, 1\)"):
        maximize([1, 1], [[1], [1]], [0, 0])
    with pytest.raises(ShapeError, match="objective"):
        maximize([[1]], [[1]], [0])
    with pytest.raises(NotRationalError):
        maximize([1.0], [[float("nan")]], [0])
    with pytest.raises(ShapeError, match=r"\(K, m, n\)"):
        feasible_interiors([[1, 2]], [1])
    with pytest.raises(ShapeError, match=r"\(m, n \+ 1\)"):
        feasible_cells([[1, 2]], [[1, 1]])
    with pytest.raises(InputError, match="-1, 0 or 1"):
        feasible_cells([[1, 2]], [[2]])
    with pytest.raises(ShapeError, match="starts"):
        feasible_cells([[1, 2]], [[1]], starts=np.zeros((2, 1)))


# -- the integer method alone --------------------------------------------------------------------------


def test_the_integer_method_is_right_from_every_first_basis():
    rng = np.random.default_rng(11)
    for _ in range(40):
        m, n = 7, 3
        A, b, c = (rng.integers(-2, 3, shape).tolist() for shape in ((m, n), m, n))
        program, expected = IntegerProgram(A, b), cdd_program(c, A, b)
        for proposal in itertools.islice(itertools.permutations(range(m), n), 0, None, 29):
            outcome = program.maximize(c, proposal, origin=([1, -2, 3], 4))
            if outcome.verdict is Verdict.OPTIMAL:
                assert expected == Fraction(
                    sum(map(math.prod, zip(c, outcome.point[0], strict=True))), outcome.point[1]
                )
            else:
                assert outcome.verdict.name.lower() == expected


def test_a_threshold_stops_with_the_proof_of_its_side():
    square = IntegerProgram([[1, 0], [0, 1], [-1, 0], [0, -1]], [1, 1, 1, 1])
    above = square.maximize([1, 2], threshold=(5, 2))
    assert above.verdict is Verdict.ABOVE
    assert 2 * (above.point[0][0] + 2 * above.point[0][1]) > 5 * above.point[1]
    below = square.maximize([1, 2], threshold=(3, 1))
    assert below.verdict is Verdict.BELOW
    assert sum(below.multipliers[0]) <= 3 * below.multipliers[1]
    assert square.maximize([1, 2], threshold=(3, 1), without=1).verdict is Verdict.UNBOUNDED


# -- many systems --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_interiors_agree_with_cdd_and_prove_it(kind):
    rng = np.random.default_rng(13)
    for n, m in ((1, 4), (2, 7), (3, 9), (5, 14)):
        systems = [random_system(rng, kind, m, n) for _ in range(25)]
        found = feasible_interiors([A for A, _ in systems], [b for _, b in systems])
        assert found.check()
        assert found.feasible.tolist() == [has_interior(A, b) for A, b in systems]


def test_float_arrays_and_their_rational_copies_give_the_same_answers():
    rng = np.random.default_rng(17)
    A, b = rng.standard_normal((60, 12, 3)), rng.standard_normal((60, 12)) + 0.7
    fast, exact = feasible_interiors(A, b), feasible_interiors(rational_array(A), rational_array(b))
    assert (fast.feasible == exact.feasible).all()
    assert 0 < fast.n_feasible < 60
    assert fast.check()
    assert (
        feasible_interiors(A, b, starts=rng.standard_normal((60, 3))).feasible.tolist()
        == fast.feasible.tolist()
    )


BRAID = [[int(k == i) - int(k == j) for k in range(4)] + [0] for i in range(4) for j in range(i)]
SHI = [[*row[:4], -level] for row in BRAID for level in (0, 1)]
RESONANCE = [[*v, 0] for v in itertools.product([0, 1], repeat=3) if any(v)]
LINES = [[1, 0, 0], [0, 1, 0], [1, 1, -1], [1, -1, "1/3"]]


@pytest.mark.parametrize(
    ("forms", "n_cells"),
    # n! permutations; (n + 1)^(n - 1) (Shi 1986); OEIS A034997; 1 + 4 + 6 for four lines in general position.
    [(BRAID, 24), (SHI, 125), (RESONANCE, 32), (LINES, 11)],
    ids=["braid", "shi", "resonance", "lines"],
)
def test_cells_of_arrangements_are_as_many_as_known(forms, n_cells):
    signs = list(itertools.product([-1, 1], repeat=len(forms)))
    cells = feasible_cells(forms, signs)
    assert cells.n_feasible == n_cells
    assert all(cells.check(k) for k in range(0, len(signs), max(1, len(signs) // 200)))


def test_sign_zero_puts_no_condition():
    cells = feasible_cells([[1, 0], [1, 0]], [[1, -1], [1, 0], [0, 0], [0, -1]])
    assert cells.feasible.tolist() == [False, True, True, True]
    assert cells.check()


@pytest.mark.parametrize("power", [30, 52, 60, 70, 500, 1100])
def test_slits_of_any_width_are_open_and_closed_slits_are_not(power):
    width = Fraction(1, 2**power)
    rows = [[1, 1], [-1, -1], [1, -1], [-1, 1]]
    found = feasible_interiors(
        [rows, rows, rows], [[1 + width, -1, 1, 1], [1, -1, 1, 1], [1 - width, -1, 1, 1]]
    )
    assert found.feasible.tolist() == [True, False, False]
    assert found.check()


def test_systems_without_rows_and_with_zero_rows():
    assert feasible_interiors(np.zeros((2, 0, 3)), np.zeros((2, 0))).feasible.tolist() == [True, True]
    found = feasible_interiors(np.zeros((3, 1, 2)), np.array([[1.0], [0.0], [-1.0]]))
    assert found.feasible.tolist() == [True, False, False]
    assert found.check()


def test_a_proof_of_the_wrong_kind_is_not_given():
    found = feasible_interiors([[[1], [-1]], [[1], [-1]]], [[1, 1], [-1, -1]])
    with pytest.raises(InputError, match=r"point\(0\)"):
        found.farkas(0)
    with pytest.raises(InputError, match=r"farkas\(1\)"):
        found.point(1)
    assert found.farkas(1) == rational_array(["1/2", "1/2"])


# -- facets --------------------------------------------------------------------------------------------


def facets_by_cdd(A, b):
    """Row by row: is max a_i x over the other rows greater than b_i?  Of equal rows the first counts."""
    directions = [_direction(row) for row in A]
    facets = []
    for i, (row, bound) in enumerate(zip(A, b, strict=True)):
        others = [j for j in range(len(A)) if j != i]
        same = [j for j in others if directions[j] == directions[i] and any(row)]
        if any((_level(A[j], b[j]), j) < (_level(row, bound), i) for j in same):
            facets.append(False)
            continue
        others = [j for j in others if j not in same]
        value = cdd_program(row, [A[j] for j in others], [b[j] for j in others])
        facets.append(value == "unbounded" or value > bound)
    return facets


def _direction(row):
    length = sum(abs(Fraction(entry)) for entry in row)
    return tuple(Fraction(entry) / length for entry in row) if length else ()


def _level(row, bound):
    return Fraction(bound) / sum(abs(Fraction(entry)) for entry in row)


@pytest.mark.parametrize("kind", KINDS)
def test_facets_agree_with_cdd(kind):
    rng = np.random.default_rng(19)
    n_compared = 0
    for _ in range(30):
        n, m = int(rng.integers(1, 5)), int(rng.integers(2, 13))
        A, b = random_system(rng, kind, m, n)
        nonzero = [j for j in range(m) if any(A[j])]
        A, b = [A[j] for j in nonzero], [b[j] for j in nonzero]
        if not A:
            continue
        if has_interior(A, b):
            assert irredundant(A, b).tolist() == facets_by_cdd(A, b)
            n_compared += 1
        else:
            with pytest.raises(EmptyDomainError):
                irredundant(A, b)
    assert n_compared >= 5


def test_facets_of_a_cross_polytope_with_its_touching_planes():
    n = 4
    A = [list(s) for s in itertools.product([-1, 1], repeat=n)]
    touching = [[s * int(i == k) for k in range(n)] for i in range(n) for s in (-1, 1)]
    mask = irredundant(A + touching, [1] * (len(A) + len(touching)), interior=[0] * n)
    assert mask.tolist() == [True] * 2**n + [False] * (2 * n)


def test_facets_in_high_dimension_are_those_that_were_put_in():
    rng = np.random.default_rng(23)
    n = 24
    cube = np.vstack([np.eye(n), -np.eye(n)])
    mixtures = rng.random((30, 2 * n)).astype(np.float32).astype(float) ** 8
    implied = rational_array(mixtures) @ rational_array(cube)
    heights = rational_array(mixtures).sum(axis=1) + rational_array([Fraction(1, 2**k) for k in range(30)])
    A = np.vstack([rational_array(cube).fractions(), implied.fractions()])
    b = [1] * (2 * n) + heights.tolist()
    assert irredundant(A, b, interior=[Fraction(1, 3)] * n).tolist() == [True] * (2 * n) + [False] * 30


def test_integers_of_any_length_are_scaled_before_they_are_rounded():
    rng = np.random.default_rng(37)
    A, b = rng.standard_normal((40, 4)), np.abs(rng.standard_normal(40))
    factors = [Fraction(3) ** int(k) for k in rng.integers(-600, 600, 40)]
    rows = rational_array(A) * rational_array(factors)[:, None]
    bounds = rational_array(b) * rational_array(factors)
    mask = irredundant(rows, bounds)
    assert (mask == irredundant(A, b)).all()
    assert 4 < np.count_nonzero(mask) < 40
    c = rng.standard_normal(4)
    best, scaled = maximize(c, A, b), maximize(c, rows, bounds)
    assert scaled.check(c, rows, bounds)
    assert best.value == scaled.value


def test_an_interior_point_is_verified():
    A, b = [[1, 0], [-1, 0], [0, 1]], [1, 1, 1]
    assert irredundant(A, b, interior=[0, -5]).all()
    with pytest.raises(InputError, match="interior"):
        irredundant(A, b, interior=[1, 0])
    with pytest.raises(ShapeError):
        irredundant(A, b, interior=[0])
    with pytest.raises(EmptyDomainError, match="0 x <= -1"):
        irredundant([[0, 0]], [-1])


# -- the error bounds --------------------------------------------------------------------------------------


def test_proved_sides_are_the_exact_ones_at_near_ties():
    rng = np.random.default_rng(29)
    n_proved = 0
    for power in (-300, -60, 0, 60, 300):
        rows = np.ldexp(rng.standard_normal((40, 6)), rng.integers(-5, 5, (40, 6)) + power)
        points = rng.standard_normal((30, 6))
        exact_rows, exact_points = rational_array(rows), rational_array(points)
        bounds = (points @ rows.T)[:, :, None] * (1 + 2.0**-53 * rng.integers(-99, 100, (30, 40, 5)))
        for j in range(5):
            sides = proved_sides(rows, bounds[:, :, j], points)
            exact = (rational_array(bounds[:, :, j]) - exact_points @ exact_rows.T).sign()
            assert ((sides == 0) | (sides == exact)).all()
            n_proved += np.count_nonzero(sides)
    assert n_proved > 0


def test_proved_combinations_are_positive_and_bounded_by_the_exact_ones():
    rng = np.random.default_rng(31)
    n_proved = 0
    for closeness in (1, 2.0**-20, 2.0**-40, 2.0**-51):
        n = 4
        matrices, y = rng.integers(-8, 9, (40, n, n)) / 8, rng.integers(0, 9, (40, n)) * closeness
        # Nearly dependent rows: the last is the first, a little turned.
        matrices[:, -1] = matrices[:, 0] + closeness * rng.integers(-4, 5, (40, n)) / 8
        matrices /= 2
        targets = np.einsum("ki,kij->kj", y, matrices)
        bounds = rng.standard_normal((40, n))
        regular = np.array([np.linalg.matrix_rank(m) == n for m in matrices])
        matrices, targets, bounds = matrices[regular], targets[regular], bounds[regular]
        positive, uppers, _ = proves_combination(matrices, targets, bounds, np.linalg.inv(matrices))
        for k in np.flatnonzero(positive):
            exact = solve(rational_array(matrices[k]).T, rational_array(targets[k]))
            assert (exact > 0).all()
            assert exact @ rational_array(bounds[k]) <= Fraction(float(uppers[k]))
        n_proved += np.count_nonzero(positive)
    assert n_proved > 0


def test_integer_combinations_are_proved_only_where_they_are_exact():
    tie = np.array([[0.5, 0.0], [-0.5, 0.5], [0.0, -0.5]])
    near = tie + np.array([[0, 0], [2.0**-50, 0], [0, 0]])
    rows = np.array([tie, tie, near, tie])
    bounds = np.array([[1, -2, 1], [1, -2, 1 + 2.0**-20], [1, -2, 1], [1, -2, 1 - 2.0**-20]])
    y = np.full((4, 3), 1 / 3)
    assert proves_integer_combination(rows, bounds, y).tolist() == [True, False, False, True]
    assert not proves_integer_combination(rows, bounds, np.array([0.0, 0.0, 0.0]) * y).any()


def test_normalising_is_exact_and_refuses_extreme_entries():
    rows = np.array([[3.0, -(2.0**-60)], [2.0**401, 1.0], [0.0, 2.0**-401], [0.0, 0.0]])
    scaled, bounds, trusted = normalized(rows, np.array([1.0, 1.0, 1.0, -6.0]))
    assert trusted.tolist() == [True, False, False, True]
    assert scaled[0].tolist() == [0.75, -(2.0**-62)]
    assert bounds.tolist() == [0.25, 1.0 / 2, 1.0 / 2, -0.75]
    assert not scaled[1:].any()


def test_walks_reach_the_corner_of_the_cube_that_the_objective_points_to():
    n = 5
    cube = np.vstack([np.eye(n), -np.eye(n)])
    objectives = np.array(list(itertools.product([-1.0, 1.0], repeat=n))) * np.arange(1, n + 1)
    ascent = ascend(cube, np.ones((2**n, 2 * n)), objectives, np.full(2**n, np.inf))
    assert (ascent.status == 0).all()
    assert np.allclose(ascent.points, np.sign(objectives), atol=1e-9)
    assert RationalArray.from_integers(np.rint(ascent.points).astype(int)) == rational_array(
        np.sign(objectives)
    )
