"""Signs of affine forms: never wrong, however hard the data tries."""

import math
import pickle
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tropnet.errors import NotRationalError, ShapeError
from tropnet.exact.arrays import RationalArray, rational_array, stack
from tropnet.exact.matrix import nullspace
from tropnet.exact.signs import BLOCK, LinearForms, signs


def sign(value):
    return (value > 0) - (value < 0)


def signs_in_fractions(forms, points):
    """The definition, one pair at a time, in ``Fraction``."""
    forms, points = rational_array(forms).fractions().tolist(), rational_array(points).fractions().tolist()
    return [
        [sign(sum((a * x for a, x in zip(form, point, strict=False)), start=form[-1])) for point in points]
        for form in forms
    ]


def agree(forms, points):
    """Whether floats and rationals as input both give the signs that fractions give."""
    expected = signs_in_fractions(forms, points)
    results = [signs(forms, points), signs(rational_array(forms), rational_array(points))]
    return all(result.dtype == np.int8 and result.tolist() == expected for result in results)


finite = {"allow_nan": False, "allow_infinity": False}
# Powers of two of every size, with mantissas of few bits: sums cancel often, and products overflow,
# underflow or are subnormal.
wild = st.builds(
    math.ldexp, st.integers(-9, 9), st.sampled_from([-1074, -1073, -600, -540, -60, -1, 0, 60, 511, 1020])
)
simple = st.integers(-3, 3).map(float)


@pytest.mark.parametrize(
    "elements", [st.floats(**finite), wild, simple, wild | simple], ids=["any", "wild", "simple", "mixed"]
)
@given(data=st.data())
def test_signs_of_floats(elements, data):
    d = data.draw(st.integers(0, 4))
    forms = data.draw(hnp.arrays(np.float64, (3, d + 1), elements=elements))
    points = data.draw(hnp.arrays(np.float64, (4, d), elements=elements))
    assert agree(forms, points)


@given(st.data())
def test_signs_of_rationals(data):
    d = data.draw(st.integers(0, 3))
    elements = st.fractions(max_denominator=9, min_value=-3, max_value=3) | st.fractions()
    forms = data.draw(hnp.arrays(object, (3, d + 1), elements=elements))
    points = data.draw(hnp.arrays(object, (4, d), elements=elements))
    assert signs(forms, points).tolist() == signs_in_fractions(forms, points)


@pytest.mark.parametrize("bits", [3, 25, 26, 27, 30, 31, 32, 53, 62, 63, 64, 100])
def test_integers_at_the_edge_of_every_arithmetic(bits):
    top = 2**bits
    forms = [
        [top, -top, 1],
        [top, -top, 0],
        [top, -top, -1],
        [top - 1, -top, 0],
        [-top, 1 - top, top],
        [0, 0, 0],
    ]
    points = [[top, top], [top - 1, top - 1], [top, top - 1], [-top, -top], [1, 1], [0, 0], [1, 0]]
    assert signs(forms, points).tolist() == signs_in_fractions(forms, points)
    assert signs(
        np.array(forms, dtype=object), np.array(points, dtype=object)
    ).tolist() == signs_in_fractions(forms, points)


@pytest.mark.parametrize(
    "a", [10**7 + 1, 67108865, 94906267, 101000001, 134217727, 2**31 - 1, 3037000501, 2**40 + 1]
)
def test_differences_of_products_that_floats_round_away(a):
    # a a - (a - 1) (a + 1) = 1, but from a^2 > 2^53 on float64 may round a a to (a - 1) (a + 1).
    forms = LinearForms([[a, 1 - a], [1 - a, a], [-a, a - 1], [a, a]])
    result = forms.homogeneous_signs([[a, a + 1], [a + 1, a], [a, -a]])
    assert result.tolist() == [[1, 1, 1], [1, 1, -1], [-1, -1, -1], [1, 1, 0]]


@pytest.mark.parametrize("power", [40, 52, 53, 54, 60, 106, 500, 1000, 1074, 1100, 3000])
@pytest.mark.parametrize("scale", [-1070, -500, 0, 500, 900])
def test_near_ties(power, scale):
    # a x + b vanishes at a point of floats; then b moves by 2^-power, relative to the size of b.
    rng = np.random.default_rng(power)
    a = np.ldexp(rng.normal(size=(20, 3)), scale // 2)
    x = np.ldexp(rng.normal(size=(20, 3)), scale - scale // 2)
    tie = -(rational_array(a) * rational_array(x)).sum(axis=1)
    tie = rational_array(tie)
    step = Fraction(1, 2**power)
    forms = np.vstack(
        [np.column_stack([a.astype(object), (tie * (1 + k * step)).fractions()]) for k in (-1, 0, 1)]
    )
    forms = np.array([[Fraction(entry) for entry in form] for form in forms], dtype=object)
    result = signs(forms, x)
    at_own_point = np.concatenate([np.diag(result[20 * k : 20 * (k + 1)]) for k in range(3)])
    direction = tie.sign()
    assert at_own_point.tolist() == [*(-direction), *([0] * 20), *direction]
    assert result[::7].tolist() == signs_in_fractions(forms[::7], x)


def test_near_ties_of_floats_at_two_to_the_minus_60():
    # (1 + e) (1 - e) - 1 = -e^2 with e = 2^-30; the float product is exactly 1.
    e = 2.0**-30
    assert signs(
        np.array([[1 + e, -1.0], [1 + e, -1 + e * e], [1 + e, -1 - e * e / 2**20]]), np.array([[1 - e]])
    ).tolist() == [[-1], [-1], [-1]]
    assert signs(
        [[1 + e, -1 + Fraction(1, 2**60)], [1 + e, Fraction(1, 2**59) - 1]], np.array([[1 - e]])
    ).tolist() == [[0], [1]]


def test_sums_that_floats_lose():
    big, tiny, huge = 2.0**100, 5e-324, 1.7976931348623157e308
    points = np.array(
        [[1.0, 1.0, 1.0], [big, big, tiny], [huge, huge, tiny], [tiny, tiny, huge], [tiny, -tiny, -tiny]]
    )
    forms = np.array(
        [
            [big, -big, 1.0, 0.0],
            [1.0, -1.0, tiny, 0.0],  # tiny * tiny underflows
            [huge, -huge, tiny, 0.0],  # huge * huge overflows, infinity - infinity
            [huge, huge, huge, huge],
            [huge, -huge, -tiny, tiny],
            [tiny, tiny, tiny, tiny],
            [tiny, -tiny, 0.0, -tiny],
            [0.0, 0.0, 0.0, -tiny],
            [0.0, 0.0, 0.0, 0.0],
        ]
    )
    assert agree(forms, points)
    assert signs(forms, points)[0].tolist() == [1, 1, 1, 1, 1]  # 2^100 (x - y) + z


def test_more_cancellation_than_any_fixed_precision():
    # Kahan's worst case: terms of decreasing size that cancel in pairs, and one that decides.
    for k in (53, 64, 113, 237, 1000, 5000):
        form = [Fraction(2) ** k, 1, -(Fraction(2) ** k), -1, Fraction(1, 2**k)]
        assert signs([form, [-entry for entry in form]], [[1, 1, 1, 1], [1, 1, 1, 2]]).tolist() == [
            [1, -1],
            [-1, 1],
        ]


def test_vertices_of_an_arrangement_lie_on_their_lines():
    rng = np.random.default_rng(7)
    forms = rng.normal(size=(12, 3))
    pairs = [(i, j) for i in range(12) for j in range(i)]
    vertices = [nullspace(forms[list(pair)])[0] for pair in pairs]
    result = LinearForms(forms).homogeneous_signs(vertices)
    incidences = np.zeros((12, len(pairs)), dtype=bool)
    for column, pair in enumerate(pairs):
        incidences[list(pair), column] = True
    assert np.array_equal(result == 0, incidences)
    affine = [[v / vertex[2] for v in vertex[:2]] for vertex in vertices]
    orientation = np.array([vertex.sign()[2] for vertex in vertices])
    assert np.array_equal(signs(forms, affine), result * orientation)
    # Rounded to floats, the vertices leave their lines by less than the filter can see.
    rounded = rational_array(affine).floats()
    assert signs(forms, rounded).tolist() == signs_in_fractions(forms, rounded)


@pytest.mark.parametrize("n", [1, 2, 5, 30])
@pytest.mark.parametrize("bits", [54, 60, 64, 300])
def test_the_proven_bound_holds_and_is_not_vacuous(n, bits):
    # The theorem itself, in exact arithmetic, on data whose roundings are large and all point one way.
    rng = np.random.default_rng(bits)
    entries = 2**bits + 2 ** (bits - 53) * (2 * rng.integers(0, 9, size=(8, n)).astype(object) + 1) + 1
    for forms in (LinearForms(entries), LinearForms(-entries)):
        rows = forms._rows.integers(slice(None))
        powers = [2 ** max(abs(entry) for entry in row).bit_length() for row in rows.tolist()]
        exact = stack(
            [RationalArray.from_integers(row, power) for row, power in zip(rows, powers, strict=True)]
        )
        floats, thresholds = forms._rows.floats, forms._thresholds
        errors = abs(rational_array(floats @ floats.T) - exact @ exact.T)
        assert (errors <= rational_array(thresholds)).all()
        assert (thresholds < (n + 5) * n * 2.0**-52).all()


def test_far_out_an_affine_form_has_the_sign_of_its_linear_part():
    forms = LinearForms([[1, -2, 5], [0, 0, -1], [0, 0, 0]])
    directions = [[1, 0, 0], [2, 1, 0], [-1, 1, 0]]
    assert forms.homogeneous_signs(directions).tolist() == [[1, 0, -1], [0, 0, 0], [0, 0, 0]]
    far = [[x * 10**30 for x in direction[:2]] for direction in directions]
    assert forms.signs(far).tolist() == [[1, 1, -1], [-1, -1, -1], [0, 0, 0]]


@given(st.integers(1, 10**40), st.integers(1, 10**40), st.data())
def test_positive_multiples_change_nothing(p, q, data):
    forms = data.draw(hnp.arrays(object, (3, 3), elements=st.fractions(max_denominator=99)))
    vectors = data.draw(hnp.arrays(object, (3, 3), elements=st.fractions(max_denominator=99)))
    result = LinearForms(forms).homogeneous_signs(vectors)
    assert np.array_equal(LinearForms(forms * Fraction(p, q)).homogeneous_signs(vectors), result)
    assert np.array_equal(LinearForms(forms).homogeneous_signs(vectors * Fraction(q, p)), result)
    assert np.array_equal(LinearForms(-forms).homogeneous_signs(vectors), -result)
    assert np.array_equal(LinearForms(vectors).homogeneous_signs(forms), result.T)


def test_many_blocks_are_like_one_point_at_a_time():
    rng = np.random.default_rng(1)
    forms = rng.integers(-4, 5, size=(60, 3)) / 4
    points = rng.integers(-4, 5, size=(BLOCK // 60 * 2 + 5, 2)) / 4
    result = signs(forms, points)
    distinct, where = np.unique(points, axis=0, return_inverse=True)
    assert np.array_equal(result, np.array(signs_in_fractions(forms, distinct))[:, where])
    assert np.array_equal(signs(rational_array(forms), rational_array(points)), result)


@pytest.mark.parametrize("convert", [np.float16, np.float32, np.int8])
def test_number_types_of_points(convert):
    points = np.array([[1, 2], [-3, 4], [0, 0]], dtype=convert)
    assert signs([[4, 3, 0], [-1, 0, 1]], points).tolist() == [[1, 0, 0], [0, 1, 1]]


def test_shapes():
    assert signs(np.zeros((0, 3)), np.zeros((5, 2))).shape == (0, 5)
    assert signs(np.zeros((4, 3)), np.zeros((0, 2))).shape == (4, 0)
    assert signs([[-5], [0]], np.zeros((2, 0))).tolist() == [[-1, -1], [0, 0]]
    forms = LinearForms([[1, 2, 3]])
    assert forms.dim == 2
    for points in ([[1]], [1, 2], np.zeros((3, 3)), np.zeros(2)):
        with pytest.raises(ShapeError, match=r"need shape \(k, 2\)"):
            forms.signs(points)
    with pytest.raises(ShapeError, match=r"need shape \(k, 3\)"):
        forms.homogeneous_signs([[1, 2]])
    for bad in ([1, 2], [[]], 3):
        with pytest.raises(ShapeError, match="give rows"):
            LinearForms(bad)


def test_bad_points_are_named():
    with pytest.raises(NotRationalError, match=r"nan at index \(1, 0\)"):
        signs([[1, 2]], np.array([[0.0], [np.nan]]))


def test_forms_travel_to_other_processes():
    forms = LinearForms([[1, "-1/3"]])
    assert forms.signs([["1/3"]]).tolist() == [[0]]
    assert pickle.loads(pickle.dumps(forms)).forms == forms.forms
