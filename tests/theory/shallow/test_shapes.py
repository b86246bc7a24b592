"""Sizes of shallow forms: the recursion against all sign patterns, and against the expansion of actual networks."""

from itertools import pairwise, product

import pytest

from tropnet.errors import InputError
from tropnet.theory.shallow import compare_shapes


def expanded(matrices, skips):
    """The two lists of affine functions of every neuron of the last layer, multiplied out with nothing dropped.

    Inputs are unit vectors; only the lengths matter, so that constants are left out.
    """
    n = len(matrices[0][0])
    unit = [tuple(int(i == j) for j in range(n)) for i in range(n)]
    values = [([row], [(0,) * n]) for row in unit]
    for matrix, has_skip in zip(matrices, skips, strict=True):
        new = []
        for i, weights in enumerate(matrix):
            above, below = combined(weights, values, n)
            above = above + below
            if has_skip:
                above, below = sums(values[i][0], above), sums(values[i][1], below)
            new.append((above, below))
        values = new
    return values


def combined(weights, values, n):
    above, below = [(0,) * n], [(0,) * n]
    for w, (p, q) in zip(weights, values, strict=True):
        if w:
            scaled = [[tuple(abs(w) * a for a in row) for row in rows] for rows in (p, q)]
            if w < 0:
                scaled.reverse()
            above, below = sums(above, scaled[0]), sums(below, scaled[1])
    return above, below


def sums(first, second):
    return [tuple(a + b for a, b in zip(f, s, strict=True)) for f in first for s in second]


@pytest.mark.parametrize("has_skips", [False, True])
def test_no_signs_give_more_than_the_bound_and_negative_weights_attain_it(has_skips):
    widths = (2, 2, 2)
    comparison = compare_shapes(widths)
    sizes = comparison.residual if has_skips else comparison.plain
    first = ((-1, -1), (-1, -1))
    counted = {}
    for signs in product((-1, 0, 1), repeat=4):
        second = (signs[:2], signs[2:])
        values = expanded([first, second], [has_skips] * 2)
        for output in ((1, 1), (1, -1), (-1, -1)):
            p, q = combined(output, values, 2)
            counted[second, output] = len(p) * len(q), len(q) - 1
    assert max(pairs for pairs, _ in counted.values()) == sizes.n_networks
    assert max(neurons for _, neurons in counted.values()) == sizes.n_neurons
    assert counted[((-1, -1), (-1, -1)), (-1, -1)] == (sizes.n_networks, sizes.n_neurons)


@pytest.mark.parametrize("has_skips", [False, True])
@pytest.mark.parametrize("widths", [(1, 1, 1, 1), (2, 2, 2), (1, 2, 2, 1), (3, 1, 1, 1, 1)])
def test_the_recursion_counts_the_expansion_with_negative_weights(widths, has_skips):
    shape = list(pairwise(widths))
    skips = [has_skips and a == b for a, b in shape]
    values = expanded([[[-1] * a] * b for a, b in shape], skips)
    comparison = compare_shapes(widths)
    sizes = comparison.residual if has_skips else comparison.plain
    assert {(len(p), len(q)) for p, q in values} == {sizes.monomials[-1]}


def test_sizes_in_closed_form():
    # Two hidden layers of m neurons: (2, 1), then (2^m + 1, 2^m), and with a skip connection (2 (2^m + 1), 2^m).
    for m in range(1, 7):
        comparison = compare_shapes((1, m, m))
        assert comparison.plain.monomials == ((2, 1), (2**m + 1, 2**m))
        assert comparison.plain.n_networks == (2**m * (2**m + 1)) ** m
        assert comparison.plain.n_neurons == (2**m + 1) ** m - 1
        assert comparison.residual.n_networks == 2**m * comparison.plain.n_networks


def test_residual_networks_are_larger_from_the_second_hidden_layer_on():
    for widths in [(2, 2), (3, 3), (2, 3, 3), (2, 2, 2), (1, 2, 2, 2), (4, 2, 3, 3, 1)]:
        comparison = compare_shapes(widths)
        skips_late = any(a == b for a, b in pairwise(widths[1:]))
        assert (comparison.residual.n_networks > comparison.plain.n_networks) is skips_late
        assert comparison.residual.n_needed >= comparison.plain.n_needed


def test_one_hidden_layer_needs_one_function_per_region():
    # All of Z(3, 2) = 7 regions of three lines, of the 2^3 pairs.
    comparison = compare_shapes((3, 3))
    assert comparison.plain == comparison.residual
    assert comparison.plain.n_networks == comparison.plain.n_needed == 8
    assert compare_shapes((2, 2)).plain.n_needed == 4


def test_tables_show_both_side_by_side():
    comparison = compare_shapes((1, 1, 1))
    assert str(comparison).splitlines() == [
        "shallow form of a network with inputs and widths 1, 1, 1, and one output",
        "at most                                  plain  residual",
        "monomials of a neuron in hidden layer 1  2 - 1     2 - 1",
        "monomials of a neuron in hidden layer 2  3 - 2     6 - 2",
        "networks, nothing dropped                    6        12",
        "neurons in each                              2         5",
        "networks, redundant ones dropped             3         4",
    ]
    html = comparison._repr_html_()
    assert html.count("<tr>") == 6
    assert ">12</td>" in html


@pytest.mark.parametrize(
    ("widths", "words"),
    [
        ((3,), "no hidden layer"),
        ((), "no hidden layer"),
        ((2, 3, 4), "no place for a skip connection"),
        ((64, 64, 64, 64, 64), "binary digits"),
        ((2, 0), "width"),
    ],
)
def test_what_cannot_be_compared_is_refused(widths, words):
    with pytest.raises(InputError, match=words):
        compare_shapes(widths)
