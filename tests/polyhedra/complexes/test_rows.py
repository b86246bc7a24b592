"""The floats at the vertices keep their promises, against exact rows found by other means."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tropnet.analysis.blocks import Slicer
from tropnet.analysis.start import start
from tropnet.networks import Network
from tropnet.networks.hinges import hinges
from tropnet.networks.stages import stages
from tropnet.polyhedra.complexes.complex import Complex
from tropnet.polyhedra.complexes.fan import orthants
from tropnet.polyhedra.complexes.rows import ExactRows, FilteredRows, rounded_rows, scaled_forms

LARGEST_COMPLEX = 80  # vertices; an exact row costs a nullspace


# --- the invariant ---


def is_near(value, line, radius):
    """Whether some multiple s of the line is within the radius of the value, and the interval of all s."""
    low, high = None, None
    for v, g in zip(value, line, strict=True):
        if not g:
            if abs(v) > radius:
                return False, None
            continue
        ends = sorted(((v - radius) / g, (v + radius) / g))
        low = ends[0] if low is None else max(low, ends[0])
        high = ends[1] if high is None else min(high, ends[1])
    return low is None or low <= high, high


def minus(one, other):
    return [a - b for a, b in zip(one, other, strict=True)]


def true_rows(rows, exact, first):
    """The exact values of the float forms from a column on, at points divided by t."""
    n = rows.n_coordinates
    exponents = rows.exponents[first - n :]
    return [
        [
            Fraction(c) / (row[n - 1] or 1) / Fraction(2) ** e
            for c, e in zip(row[first:], exponents, strict=True)
        ]
        for row in exact.tolist()
    ]


def check_vertices(rows, exact, first):
    """Floats of a vertex are near its exact row, or near a positive multiple of it for a direction."""
    n = rows.n_coordinates
    errors, sizes = rows.errors(0).tolist(), rows._sizes.view.tolist()
    assert np.isfinite(rows.values).all()
    assert (rows.values[:, n - 1] == (exact[:, n - 1] > 0)).all()
    for value, true, t, error, size in zip(
        rows.values[:, first:].tolist(),
        true_rows(rows, exact, first),
        exact[:, n - 1],
        errors,
        sizes,
        strict=True,
    ):
        if np.isinf(error):
            continue
        radius = Fraction(error) * Fraction(size)
        assert max(map(abs, value), default=0) <= size * (1 + 2.0**-30)
        if t:
            assert all(abs(Fraction(v) - g) <= radius for v, g in zip(value, true, strict=True))
        else:
            near, largest = is_near(list(map(Fraction, value)), true, radius)
            assert near
            assert largest is None or largest > 0


def check_edges(rows, exact, first, complex_):
    """Floats of the ends of an edge are as near to its line as the error of the edge says."""
    n = rows.n_coordinates
    true, points = true_rows(rows, exact, first), exact[:, n - 1] > 0
    errors, own = rows.errors(1), rows.errors(0)
    for (q, p), error in zip(complex_.ends.tolist(), errors.tolist(), strict=True):
        if error >= 0.5 or not (points[q] or points[p]):
            continue
        for v in (q, p):
            if np.isinf(own[v]):
                continue
            value = list(map(Fraction, rows.values[v, first:].tolist()))
            radius = Fraction(error) * Fraction(float(rows._sizes.view[v]))
            if points[q] and points[p]:
                base, line = true[q], minus(true[p], true[q])
            else:
                base = true[q if points[q] else p] if points[v] else [0] * len(value)
                line = true[p if points[q] else q]
            assert is_near(minus(value, base), line, radius)[0]


def check_block(slicer, block):
    """The signs of all sheets of the round so far, and the errors, against exact rows."""
    rows = block.rows
    exact = slicer.exact_rows(block, np.arange(len(rows.values)))
    n = rows.n_coordinates
    expected = np.sign(exact[:, n : n + block.sheet]).astype(int)
    assert block.new_vertex_signs.view[: block.sheet].T.tolist() == expected.tolist()
    # Behind the last round nothing is made of the columns that have been sliced.
    kept = n + block.sheet if block.round == len(slicer.network.rounds) - 1 else n
    if isinstance(rows, FilteredRows):
        check_vertices(rows, exact, kept)
        check_edges(rows, exact, kept, block.complex)
        return
    columns = [*range(n), *range(kept, exact.shape[1])]
    for mine, other in zip(rows.values.astype(object)[:, columns], exact[:, columns], strict=True):
        assert not np.any(np.outer(mine, other) - np.outer(other, mine))
        assert np.dot(mine, other) > 0 or not np.any(other)


def check_network(net, *, in_floats=True):
    """Slice everything up to a size, checking after every slice."""
    with pytest.MonkeyPatch.context() as patch:
        if in_floats:
            patch.setattr(Slicer, "_needs_filter", lambda *_: True)
        begun = start(hinges(stages(net)), block_cells=10**9)
        slicer, block = begun.slicer, begun.block
        for r in slicer.network.rounds:
            assert isinstance(block.rows, FilteredRows) or not in_floats
            while block.sheet < r.n_sheets and block.complex.n_vertices <= LARGEST_COMPLEX:
                slicer._slice(block)
                check_block(slicer, block)
            if block.sheet < r.n_sheets:
                return
            slicer._leave_round(block)


# --- adversarial networks ---


def nearly_parallel(rng, w, b, eps):
    for i in range(1, len(w)):
        w[i] = w[i - 1] * (1 + eps * rng.integers(-2, 3, w.shape[1]))
        b[i] = b[i - 1] * (1 + eps * rng.integers(-2, 3))


def nearly_concurrent(rng, w, b, eps):
    b[:] = eps * rng.integers(-2, 3, len(b))


def badly_scaled(rng, w, b, eps):
    w *= 2.0 ** rng.integers(-30, 31, w.shape)
    b *= 2.0 ** rng.integers(-30, 31, b.shape)


def nearly_integral(rng, w, b, eps):
    for some in (w, b):
        some[:] = np.round(some) + eps * rng.integers(-1, 2, some.shape)


def cancelling(rng, w, b, eps):
    w[:] = np.sign(w) + rng.standard_normal(w.shape) * 2.0 ** -float(rng.integers(8, 23))


def all_of_it(rng, w, b, eps):
    badly_scaled(rng, w, b, eps)
    nearly_parallel(rng, w, b, eps)


TWISTS = [nearly_parallel, nearly_concurrent, badly_scaled, nearly_integral, cancelling, all_of_it]


def twisted_network(twist, seed, dtype):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 6))
    widths = [n, *(int(k) for k in rng.integers(2, 6 if n > 2 else 8, rng.integers(1, 5))), 1]
    weights, biases = [], []
    for n_in, n_out in pairwise(widths):
        w, b = rng.standard_normal((n_out, n_in)), rng.standard_normal(n_out)
        twist(rng, w, b, float(np.finfo(dtype).eps))
        weights.append(w.astype(dtype))
        biases.append(b.astype(dtype))
    return Network.from_arrays(weights, biases)


@pytest.mark.parametrize("twist", TWISTS)
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**6), st.sampled_from([np.float32, np.float64]))
def test_errors_bound_the_floats(twist, seed, dtype):
    check_network(twisted_network(twist, seed, dtype))


@pytest.mark.parametrize("seed", range(8))
def test_walls_that_meet_beyond_the_range_of_floats(seed):
    """Such a vertex has no float row: edges that end there must not pretend to a finite error."""
    rng = np.random.default_rng(seed)
    n, tiny = int(rng.integers(2, 4)), Fraction(1, 2**400)
    w = [[int(c) for c in row] for row in rng.integers(-3, 4, (6, n))]
    for i in range(1, 4):
        w[i] = [a + int(rng.integers(-1, 2)) * tiny for a in w[0]]
    rest = [rng.integers(-3, 4, shape).tolist() for shape in ((4, 6), (3, 4), (1, 3))]
    biases = [rng.integers(-3, 4, k).tolist() for k in (6, 4, 3, 1)]
    check_network(Network.from_arrays([w, *rest], biases))


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.booleans())
def test_integer_networks(seed, in_floats):
    rng = np.random.default_rng(seed)
    widths = [int(rng.integers(1, 4)), *(int(k) for k in rng.integers(2, 6, 3)), 1]
    weights = [rng.integers(-2, 3, (b, a)).tolist() for a, b in pairwise(widths)]
    biases = [rng.integers(-2, 3, k).tolist() for k in widths[1:]]
    check_network(Network.from_arrays(weights, biases), in_floats=in_floats)


# --- directions ---


def an_edge_at_infinity(q, p, error, exact):
    """An edge between directions of the plane, with these floats of three forms and errors of its ends."""
    values = np.array([[0.0, 0.0, 0.0, *q], [0.0, 0.0, 0.0, *p]])
    errors = [np.array([error, error]), np.array([2.0**-52])]
    rows = FilteredRows(values, 3, np.ones(2), errors, [0, 0, 0])
    rows.exact = lambda ids: np.array([exact] * len(ids), dtype=object)
    return rows, Complex(1, np.array([[0, 1]]), [], [2, 1])


def test_directions_between_nearly_opposite_ends_are_not_reversed():
    """An edge that is less than a half-plane by less than the error of its ends.

    The forms are x, y and x + y.  Exact ends are (2^-40, 1) and (2^-40, -1), so that y vanishes at (1, 0);
    but the floats of the first have moved along the edge, beyond the opposite of the second, to (-2^-30, 1).
    """
    e, d = 2.0**-30, 2.0**-40
    rows, complex_ = an_edge_at_infinity((d, -1.0, d - 1), (-e, 1.0, 1 - e), 2.0**-29, [1, 0, 0, 1, 0, 1])
    cut = complex_.slice(np.array([-1, 1], np.int8))
    rows.cut(4, cut, 3)
    assert rows.n_exact == 1
    assert (rows.signs(3)[-1], rows.signs(5)[-1]) == (1, 1)


def test_directions_that_are_certain_are_not_asked_for():
    rows, complex_ = an_edge_at_infinity((0.25, -0.5, 0.0), (0.5, 0.5, 1.0), 2.0**-40, None)
    rows.cut(4, complex_.slice(np.array([-1, 1], np.int8)), 3)
    assert rows.n_exact == 0
    assert rows.values[-1].tolist() == [0, 0, 0, 0.375, 0, 0.5]


# --- single pieces ---


def test_rounded_rows_are_as_near_as_they_say():
    rng = np.random.default_rng(3)
    rows = np.array(
        [
            [
                int(rng.integers(1, 2**40)) * 3 ** int(rng.integers(0, 60)) * int(rng.choice([-1, 1]))
                for _ in range(5)
            ]
            for _ in range(40)
        ],
        dtype=object,
    )
    rows[:, 2] = np.where(np.arange(40) % 3 == 0, 0, np.abs(rows[:, 2]))
    exponents = [7, -4]
    values, sizes, errors = rounded_rows(rows, 3, exponents)
    for row, value, size, error in zip(
        rows.tolist(), values.tolist(), sizes.tolist(), errors.tolist(), strict=True
    ):
        assert value[2] == (row[2] > 0)
        exact = [Fraction(c) / Fraction(2) ** k for c, k in zip(row, [0, 0, 0, *exponents], strict=True)]
        # A direction is scaled by a power of two.
        unit = row[2] or Fraction(2) ** round(np.log2(float(exact[0] / Fraction(value[0]))))
        assert max(map(abs, value)) <= size
        radius = Fraction(error) * Fraction(size)
        assert all(abs(Fraction(v) - x / unit) <= radius for v, x in zip(value, exact, strict=True))


@pytest.mark.parametrize("far", [2**299, 2**301, 2**2000])
def test_points_far_away(far):
    """Beyond 2^300 a row keeps its signs and an infinite error."""
    values, sizes, errors = rounded_rows(np.array([[-far, 0, 1, far, -1, 0]], dtype=object), 3, [0, 0, 0])
    assert np.sign(values).tolist() == [[-1, 0, 1, 1, -1, 0]]
    assert np.isinf(errors).tolist() == [far > 2**300]
    assert np.isfinite(sizes).all()


def test_scaled_forms_are_the_forms():
    rng = np.random.default_rng(0)
    forms = np.array(
        [
            [int(c) << int(s) for c, s in zip(row, rng.integers(0, 90, 4), strict=True)]
            for row in rng.integers(-9, 10, (20, 4))
        ],
        dtype=object,
    )
    scale = [3, -5, 0, 60]
    found = scaled_forms(forms, scale)
    for row, weights, exponent in zip(forms.tolist(), found.weights.tolist(), found.exponents, strict=True):
        exact = [Fraction(c) * Fraction(2) ** (k - exponent) for c, k in zip(row, scale, strict=True)]
        total = sum(map(abs, exact))
        assert total <= 1
        assert not total or total > Fraction(1, 2)
        assert all(abs(Fraction(w) - c) <= abs(c) / 2**53 for w, c in zip(weights, exact, strict=True))


def test_zero_forms_have_zero_weights():
    found = scaled_forms(np.zeros((2, 3), dtype=int).astype(object), [0, 4, 0])
    assert not found.weights.any()
    assert scaled_forms(np.empty((0, 3), dtype=object), [1, 2, 0]).weights.shape == (0, 3)


# --- integers ---


def sliced_rows(scale):
    """The plane sliced by lines with coefficients of about this size; rows, and the counts of faces."""
    forms = np.array([[scale, k * scale + 1, k - k * k * scale] for k in range(7)], dtype=object)
    complex_, vertices, _ = orthants(forms[:2], [True, True])
    rows = ExactRows(vertices, 3).with_forms(vertices, forms)
    kinds = []
    for column in range(3 + 2, 3 + 7):
        cut = complex_.slice(rows.signs(column))
        rows.cut(column, cut, 3)
        kinds.append(rows.is_machine_words)
    return rows, forms, complex_.counts, kinds


@pytest.mark.parametrize("scale", [1, 2**12, 2**18, 2**29, 2**61, 2**200])
def test_integers_grow_out_of_machine_words(scale):
    rows, forms, counts, kinds = sliced_rows(scale)
    values = rows.values.astype(object)
    # Every value is the form at the coordinates, exactly; t is not negative.
    assert (values[:, 3:] == values[:, :3] @ forms.T).all()
    assert (values[:, 2] >= 0).all()
    # Seven lines in general position.
    assert counts[2] == 1 + 7 + 21
    # Once Python's integers, always; the smallest stay words, the largest never are.
    assert kinds == sorted(kinds, reverse=True)
    assert kinds[-1] or scale > 1
    assert not any(kinds) or scale < 2**61


@pytest.mark.parametrize("size", [2**28, 2**30, 2**31, 2**32, 2**61])
def test_forms_at_the_limit_of_machine_words(size):
    """The value of (s, s) at (s, s) is 2 s^2, in words below 2^62."""
    rows = ExactRows(np.array([[size, 0, 1], [0, 1, 1]]), 3)
    after = rows.with_forms(np.array([[size, size], [1, -1]]), np.array([[size, size]], dtype=object))
    assert after.values[:, 3].tolist() == [2 * size * size, 0]
    assert after.is_machine_words == (2 * size * size < 2**62)


def test_products_at_the_limit_of_machine_words():
    """2 * largest * bound just below and at 2^62: words, then Python's integers, with the same answers."""
    for size in (2**30, 2**31 - 1, 2**31, 2**40):
        values = np.array([[1, 0, 1, -size], [0, 1, 1, size - 1]])
        rows = ExactRows(values, 3)
        cut = Complex(1, np.array([[0, 1]]), [], [2, 1]).slice(np.array([-1, 1], np.int8))
        rows.cut(3, cut, 3)
        assert rows.values[-1].tolist() == [size - 1, size, 2 * size - 1, 0]
        assert rows.is_machine_words == (2 * size * size < 2**62)


def test_taking_rows_goes_back_to_machine_words():
    rows = ExactRows(np.array([[1, 2, 1, 2**70], [3, 4, 1, 5]], dtype=object), 3)
    assert not rows.is_machine_words
    part = rows.take([np.array([1])])
    assert part.is_machine_words
    assert part.values.tolist() == [[3, 4, 1, 5]]
