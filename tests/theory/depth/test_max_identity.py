"""Identities for the maximum: proved, refuted with the row and a point, read from and written to files."""

import json
import pickle
import subprocess
import sys
from fractions import Fraction
from itertools import permutations
from math import factorial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from theory.depth import checker

from tropnet.analysis.equivalence import counterexample, is_equivalent
from tropnet.errors import FormatError, InputError, NotRationalError, ShapeError
from tropnet.theory.depth import MaxIdentity
from tropnet.theory.depth.max_identity import SHIPPED
from tropnet.theory.depth.orbit_sums import gates, pairs_of, sorted_differences
from tropnet.tropical.polynomial import TropicalPolynomial

# The maximum of four by all ways to split them into two pairs, and of three by all ways to single one out.
FOUR = MaxIdentity(4, 1, [("1/24", [(1, 2)], [(3, 4)])])
THREE = MaxIdentity(3, 1, [("1/6", [(1, 2)], [(3, 3)])])
TWO = MaxIdentity(2, 1, [("1/2", [(1, 1)], [(2, 2)])])
ONE = MaxIdentity(1, 1, [(1, [(1, 1)], [(1, 1)])])


def shipped_text(n):
    return MaxIdentity.shipped(n).to_json()


def maximum(n):
    return TropicalPolynomial.parse(f"max({', '.join(f'x{i}' for i in range(1, n + 1))})")


def right_side(identity, x):
    """The combination of orbit sums at an integer point, by the definition."""
    values = np.array([*permutations(x)])

    def side(pairs):
        return sum(np.maximum(values[:, i - 1], values[:, j - 1]) for i, j in pairs)

    return sum(
        coefficient * int(np.maximum(side(left), side(right)).sum())
        for coefficient, left, right in identity.terms
    )


def changed(identity, number, by):
    """The identity with another coefficient."""
    terms = [*identity.terms]
    terms[number] = terms[number]._replace(coefficient=terms[number].coefficient + Fraction(by))
    return MaxIdentity(identity.n, identity.k, terms)


# -- the identities ---------------------------------------------------------------------------------


@pytest.mark.parametrize("n", SHIPPED)
def test_shipped_identities_hold_at_points_by_the_definition(n):
    identity = MaxIdentity.shipped(n)
    rng = np.random.default_rng(n)
    points = [
        *rng.integers(-9, 10, (4, n)).tolist(),
        *rng.integers(0, 2, (3, n)).tolist(),
        [1] * n,
        [0] * (n - 1) + [-5],
        [7] + [0] * (n - 1),
    ]
    assert all(right_side(identity, x) == max(x) for x in points)


@pytest.mark.parametrize("identity", [ONE, TWO, THREE, FOUR, *map(MaxIdentity.shipped, SHIPPED)], ids=repr)
def test_identities_are_proved(identity):
    proof = identity.verify()
    assert proof.holds
    assert proof.failing == ()
    checker.check(identity.to_json())
    # every summand is k at (1, ..., 1)
    assert factorial(identity.n) * identity.k * sum(term.coefficient for term in identity.terms) == 1
    with pytest.raises(InputError, match="the identity holds"):
        _ = proof.witness


@pytest.mark.parametrize(
    ("n", "k", "n_terms", "denominator"),
    # A search for small supports of the linear system; n = 6 is Rueß and others, arXiv:2607.21651, 2026.
    [(5, 2, 4, 240), (6, 2, 4, 1440), (7, 3, 17, 30240), (8, 3, 24, 1209600)],
)
def test_sizes_of_the_shipped_identities(n, k, n_terms, denominator):
    identity = MaxIdentity.shipped(n)
    assert (identity.k, len(identity.terms)) == (k, n_terms)
    assert all(denominator % term.coefficient.denominator == 0 for term in identity.terms)


@pytest.mark.parametrize("n", SHIPPED)
def test_wrong_coefficients_are_refuted_with_a_point(n):
    identity = MaxIdentity.shipped(n)
    for number in range(len(identity.terms)) if n < 7 else [-1]:
        wrong = changed(identity, number, "1/604800")
        proof = wrong.verify()
        assert not proof.holds
        x = proof.witness.tolist()
        assert proof.excess_at(x) == right_side(wrong, x) - max(x) != 0
        with pytest.raises(checker.Rejected, match=r"bend|linear part"):
            checker.check(wrong.to_json())


def test_the_excess_of_the_failing_rows_is_linear_in_the_coefficient():
    extra = ([(1, 2), (1, 2)], [(1, 3), (2, 4)])
    right = MaxIdentity.shipped(5)
    once, twice = (MaxIdentity(5, 2, [*right.terms, (c, *extra)]).verify() for c in (1, 2))
    assert [row.direction for row in once.failing] == [row.direction for row in twice.failing]
    assert [2 * row.excess for row in once.failing] == [row.excess for row in twice.failing]
    assert str(once).startswith(f"refuted in {len(once.failing)} of {once.n_hinges + 5} rows")


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_the_excess_is_the_difference_of_the_sides(data):
    n = data.draw(st.integers(1, 5))
    k = data.draw(st.integers(1, 3))
    pair = st.tuples(st.integers(1, n), st.integers(1, n))
    side = st.lists(pair, min_size=k, max_size=k)
    coefficient = st.fractions(-2, 2, max_denominator=6)
    identity = MaxIdentity(n, k, data.draw(st.lists(st.tuples(coefficient, side, side), max_size=3)))
    x = data.draw(st.lists(st.integers(-4, 4), min_size=n, max_size=n))
    proof = identity.verify()
    assert proof.excess_at(x) == right_side(identity, x) - max(x)
    assert MaxIdentity.parse(identity.to_json()) == identity
    if proof.holds:
        checker.check(identity.to_json())
    else:
        assert proof.excess_at(proof.witness) != 0
        with pytest.raises(checker.Rejected):
            checker.check(identity.to_json())
    net = identity.network()
    assert net.widths == (identity.widths if net.widths else ())
    assert net(x).tolist() == [right_side(identity, x)]


def test_an_empty_combination_is_zero():
    nothing = MaxIdentity(2, 1, [])
    assert str(nothing.verify().failing[0]) == "-1 [x2]"
    assert nothing.network()([3, 4]).tolist() == [0]
    assert MaxIdentity(2, 1, [(1, [(1, 2)], [(2, 2)]), (-1, [(2, 2)], [(2, 1)])]) == nothing


# -- orbit sums -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sides", [([(1, 2), (1, 3)], [(2, 4), (3, 3)]), ([(1, 2)], [(1, 2)]), ([(1, 1)], [(2, 4)])]
)
def test_sorted_differences_are_those_of_all_permutations(sides):
    found = {}
    for order in permutations(range(4)):
        d = [0] * 4
        for sign, pairs in zip((1, -1), sides, strict=True):
            for i, j in pairs:
                d[max(order[i - 1], order[j - 1])] += sign
        found[tuple(d)] = found.get(tuple(d), 0) + 1
    assert sorted_differences(4, *sides) == found


@pytest.mark.parametrize(
    ("n", "left", "right", "orbit"),
    # by counting: the ways to pair up four; a middle one of five, times the ways to pair up the others; the pairs of
    # three; pairs of disjoint pairs of six (15 * 6 / 2)
    [
        (4, [(1, 2)], [(3, 4)], 3),
        (5, [(1, 3), (2, 3)], [(3, 4), (3, 5)], 15),
        (3, [(1, 1)], [(2, 2)], 3),
        (6, [(1, 2), (1, 2)], [(3, 4), (3, 4)], 45),
    ],
)
def test_numbers_of_neurons_of_an_orbit(n, left, right, orbit):
    found = gates(n, left, right)
    assert len(found.rows) == orbit
    assert len({*map(tuple, found.rows.tolist())}) == orbit
    assert found.rows.shape == (orbit, len(pairs_of(n)))


# -- networks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("identity", [ONE, TWO, THREE, FOUR, MaxIdentity.shipped(5)], ids=repr)
def test_networks_are_proved_equal_to_the_maximum(identity):
    net = identity.network()
    assert net.hidden_layers == 2
    assert net.widths == identity.widths
    assert is_equivalent(net, maximum(identity.n))


def test_the_network_of_a_wrong_identity_is_another_function():
    wrong = changed(MaxIdentity.shipped(5), 0, "1/120")
    x = counterexample(wrong.network(), maximum(5))
    assert wrong.network()(x).tolist() != [max(x.tolist())]


@pytest.mark.parametrize(
    ("n", "most"),
    # The numbers of different summands, which different neurons cannot exceed but by the two that carry: Rueß and
    # others for n = 6; 30 + 30 + 120 + 15 for n = 5; 32620 for n = 7 by enumeration of the orbits.
    [(5, 195), (6, 495), (7, 32620)],
)
def test_sizes_of_networks(n, most):
    identity = MaxIdentity.shipped(n)
    first, second = identity.widths
    assert first == (n * n + n + 2) // 2
    assert second <= most + 2
    assert second == most + 2 or n == 7
    assert identity.size == first + second


def test_large_networks_are_refused():
    with pytest.raises(InputError, match="has 519 neurons; give largest=519"):
        MaxIdentity.shipped(6).network(largest=518)
    with pytest.raises(InputError, match="must be at most 9"):
        _ = MaxIdentity(10, 1, [(1, [(1, 2)], [(3, 4)])]).widths


# -- values and files -------------------------------------------------------------------------------


def test_values_are_canonical():
    other = MaxIdentity(
        4, 1, [("1/48", [[4, 3]], [[2, 1]]), ("1/48", [(1, 2)], [(3, 4)]), (0, [(1, 1)], [(1, 1)])]
    )
    assert other == FOUR
    assert hash(other) == hash(FOUR)
    assert pickle.loads(pickle.dumps(other)) == FOUR
    assert MaxIdentity(4, 1, [("1/24", [(1, 3)], [(2, 4)])]) != FOUR


@pytest.mark.parametrize("n", SHIPPED)
def test_files_hold_one_term_a_line_and_are_what_is_written(n, tmp_path):
    identity = MaxIdentity.shipped(n)
    identity.write(tmp_path / "file.json")
    text = Path(tmp_path, "file.json").read_text()
    assert MaxIdentity.read(tmp_path / "file.json") == identity
    assert sum(line.lstrip().startswith('{"coefficient"') for line in text.splitlines()) == len(
        identity.terms
    )
    content = json.loads(text)
    assert [Fraction(term["coefficient"]) for term in content["terms"]] == [c for c, *_ in identity.terms]


def test_every_truncated_file_is_refused():
    text = shipped_text(5).rstrip()
    for length in range(len(text)):
        with pytest.raises(FormatError, match="the text"):
            MaxIdentity.parse(text[:length])
    with pytest.raises(checker.Rejected, match="no JSON"):
        checker.check(text[:-1])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"1/24"', "0.25", "term 1: coefficient: 0.25 is no rational"),
        ('"1/24"', "1", "term 1: coefficient: 1 is no rational"),
        ('"1/24"', '"1/0"', "term 1: coefficient: '1/0' is no rational"),
        ("[3, 4]", "[3, 5]", r"term 1, right has \[3, 5\], which is no pair of indices from 1 to 4"),
        ("[3, 4]", "[0, 4]", r"term 1, right has \[0, 4\], which is no pair"),
        ("[3, 4]", "[1, 3, 4]", r"term 1, right has \[1, 3, 4\], which is no pair"),
        ("[3, 4]", '["3", 4]', "term 1: right is a JSON list, but must be a list of lists of integers"),
        ("[[3, 4]]", "[[3, 4], [1, 2]]", "term 1, right has 2 pairs, but k is 1"),
        ('"left"', '"lift"', "term 1: the key 'left' is missing"),
        ('"n": 4', '"n": 400', "n is 400; it must be at most 16"),
        ('"n": 4', '"n": 0', "n is 0; it must be an integer >= 1"),
        ('"k": 1', '"k": "1"', "k is '1', but must be an integer"),
        ('"schema": 1', '"schema": 2', "schema is 2, but must be 1"),
        ("max identity", "network", "format is 'tropnet network'"),
        ('"terms"', '"extra": 1, "terms"', "the key 'extra' is unknown"),
    ],
)
def test_malformed_files_are_refused(old, new, message):
    text = FOUR.to_json()
    assert old in text
    with pytest.raises(FormatError, match=message):
        MaxIdentity.parse(text.replace(old, new))
    with pytest.raises(checker.Rejected):
        checker.check(text.replace(old, new))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((0, 1, []), InputError, "n is 0"),
        ((3, 1.5, []), InputError, "k is 1.5"),
        ((17, 1, []), InputError, "at most 16"),
        ((3, 1, [(1, [(1, 2)])]), InputError, "term 1 is"),
        ((3, 1, [(1, [(1, 2)], [1])]), InputError, "term 1, right is"),
        ((3, 1, [(1, [(1, 4)], [(1, 2)])]), InputError, r"term 1, left has \[1, 4\]"),
        ((3, 1, [(float("nan"), [(1, 3)], [(1, 2)])]), NotRationalError, "nan as the coefficient of term 1"),
    ],
)
def test_arguments_without_meaning(arguments, error, message):
    with pytest.raises(error, match=message):
        MaxIdentity(*arguments)


def test_points_and_numbers_without_meaning():
    with pytest.raises(ShapeError, match="the point"):
        FOUR.verify().excess_at([1, 2])
    with pytest.raises(InputError, match="no identity comes with tropnet for n = 9"):
        MaxIdentity.shipped(9)
    with pytest.raises(InputError, match="cannot read"):
        MaxIdentity.read("no_such_file.json")


# -- the checker ------------------------------------------------------------------------------------


def test_the_checker_runs_on_its_own(tmp_path):
    right, wrong = tmp_path / "right.json", tmp_path / "wrong.json"
    FOUR.write(right)
    changed(FOUR, 0, 1).write(wrong)
    done = [
        subprocess.run(
            [sys.executable, "-I", checker.__file__, file], capture_output=True, text=True, check=False
        )
        for file in (right, wrong)
    ]
    assert [(run.returncode, run.stdout.split(": ")[1].strip()) for run in done] == [
        (0, "accepted"),
        (1, "rejected"),
    ]
    assert "import tropnet" not in Path(checker.__file__).read_text()
