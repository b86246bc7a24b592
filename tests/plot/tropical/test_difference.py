"""Bends against the zeros and poles of one variable, and against laws of cancelling."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from tropnet import Polyhedron, TropicalPolynomial, TropicalRational
from tropnet.errors import InputError, ShapeError
from tropnet.plot.tropical.difference import Bends, plot_rational
from tropnet.tropical.univariate import roots, zeros_and_poles


def polynomials(n, convention, size=5):
    monomial = st.tuples(*[st.integers(-2, 2)] * n, st.integers(-3, 3))
    return st.lists(monomial, min_size=1, max_size=size).map(
        lambda rows: TropicalPolynomial([row[:n] for row in rows], [row[n] for row in rows], convention)
    )


def rationals(n, size=5):
    return st.sampled_from(["max", "min"]).flatmap(
        lambda convention: st.builds(
            TropicalRational, polynomials(n, convention, size), polynomials(n, convention, size)
        )
    )


def chosen(bends, which):
    return {point[0] for point in bends.hypersurface.vertices[np.flatnonzero(which)].fractions().tolist()}


@settings(max_examples=30, deadline=None)
@given(rationals(1))
def test_bends_of_one_variable_are_roots_zeros_and_poles(f):
    bends = Bends(f)
    assert chosen(bends, bends.of_numerator) == set(roots(f.numerator))
    assert chosen(bends, bends.of_denominator) == set(roots(f.denominator))
    assert chosen(bends, bends.of_difference) == set(zeros_and_poles(f))


@settings(max_examples=20, deadline=None)
@given(rationals(2))
def test_pieces_are_the_function_on_its_regions(f):
    bends = Bends(f)
    for piece, region in zip(bends.pieces, bends.hypersurface.regions, strict=True):
        x = region.interior_point
        assert piece[:-1] @ x + piece[-1] == f(x)


@settings(max_examples=30, deadline=None)
@given(rationals(2, size=4))
def test_a_function_bends_where_its_gradient_has_two_values(f):
    # Two points close to a facet, on both sides of it, and the gradients of f there from differences of values.
    bends = Bends(f)
    for facet, is_bent in zip(bends.hypersurface.facets, bends.of_difference, strict=True):
        x, values = facet.interior_point, set()
        for region in facet.dual.vertices:
            inner = bends.hypersurface.regions[region].interior_point
            direction = inner - x
            # f is affine on the segment, which lies in one region.
            start, end = f(x + direction / 4), f(x + direction / 2)
            values.add(tuple(bends.pieces[region].fractions()))
            assert end - start == (bends.pieces[region][:-1] @ direction) / 4
        assert is_bent == (len(values) == 2)


@settings(max_examples=20, deadline=None)
@given(rationals(2, size=3), polynomials(2, "max", 3))
def test_a_common_factor_cancels(f, factor):
    factor = factor if f.convention == "max" else -factor
    window = Polyhedron.parse("[-4,4]^2")
    lengths = []
    for g in (f, TropicalRational(f.numerator * factor, f.denominator * factor)):
        bends = Bends(g)
        parts = [facet.polyhedron & window for facet in bends.hypersurface.facets]
        ends = [
            part.vertices.floats()
            for part, bent in zip(parts, bends.of_difference, strict=True)
            if bent and part.dim == 1
        ]
        lengths.append(sum(np.linalg.norm(end - start) for start, end in ends))
    assert lengths[0] == pytest.approx(lengths[1])


# -- pictures --------------------------------------------------------------------------------------


def drawn(ax):
    """The segments of each kind, numerator, denominator and cancelled, as sets of their ends."""
    return [
        {frozenset(map(tuple, segment.tolist())) for segment in lines.get_segments()}
        for lines in ax.collections[-3:]
    ]


def test_a_line_whose_vertical_half_cancels():
    f = TropicalRational.parse("max(x, y, 0) - max(x, 0)")
    window = Polyhedron.parse("[-1,1]^2")
    figure = plot_rational(f, figure=Figure(), window=window)
    left, middle, right = figure.axes
    assert len(left.collections[-1].get_segments()) == 3
    assert len(middle.collections[-1].get_segments()) == 1
    of_numerator, of_denominator, cancelled = drawn(right)
    assert of_numerator == {frozenset({(-1, 0), (0, 0)}), frozenset({(0, 0), (1, 1)})}
    assert of_denominator == {frozenset({(0, 0), (0, 1)})}
    assert cancelled == {frozenset({(0, 0), (0, -1)})}


def test_both_may_bend_where_the_difference_does():
    right = plot_rational(TropicalRational.parse("max(3x, y - y) - max(x, y - y)"), figure=Figure()).axes[2]
    of_numerator, of_denominator, cancelled = drawn(right)
    assert of_numerator == of_denominator
    assert len(of_numerator) == 1
    assert not cancelled


def test_colours_are_equal_where_gradients_are():
    f = TropicalRational.parse("max(x, y, 0) - max(x, y + 1)")
    right = plot_rational(f, figure=Figure()).axes[2]
    colours, bends = {}, Bends(f)
    for path, colour in zip(
        right.collections[0].get_paths(), right.collections[0].get_facecolors(), strict=True
    ):
        middle = path.vertices[:-1].mean(axis=0)
        (region,) = (k for k, r in enumerate(bends.hypersurface.regions) if middle.tolist() in r.polyhedron)
        gradient = tuple(bends.pieces[region, :-1].fractions())
        assert tuple(colours.setdefault(gradient, colour)) == tuple(colour)
    assert len(set(map(tuple, colours.values()))) == len(colours)
    # x - (y + 1), 0, -1, -x, -(y + 1): the second and the third have the gradient 0.
    assert len(colours) == 4


def test_every_affine_piece_is_named_once():
    figure = plot_rational(
        TropicalRational.parse("max(x, 0*y) - max(2y, 0)"), figure=Figure(figsize=(15, 5)),
        window=Polyhedron.parse("[-1,1]^2"),
    )  # fmt: skip
    names = [text.get_text() for text in figure.axes[2].texts]
    assert sorted(names) == sorted(["$0$", "$x$", "$- 2 y$", "$x - 2 y$"])


def test_the_legend_speaks_of_cancelling_only_where_something_cancels():
    for text, count in (("max(x, y) - max(x, y, 0)", 3), ("max(x, 0*y) - max(y, 0)", 2)):
        figure = plot_rational(TropicalRational.parse(text), figure=Figure())
        assert len(figure.legends[0].get_texts()) == count


def test_three_graphs_of_one_variable():
    # Zeros -1 and 2; at 1 the bends cancel; at 3 there is a pole.
    f = TropicalRational.parse("max(x + 1, 0) + max(x, 1) + max(3x, 6) - max(x, 1) - max(x, 3)")
    figure = plot_rational(f, figure=Figure())
    assert [ax.get_title() for ax in figure.axes] == ["numerator", "denominator", "difference"]
    for ax, function in zip(figure.axes, (f.numerator, f.denominator, f), strict=True):
        graph = ax.lines[0].get_xydata()
        assert graph[1:-1, 0].tolist() == [-1, 1, 2, 3]
        assert [float(function([Fraction(x)])) for x in graph[:, 0]] == pytest.approx(graph[:, 1])
    dots = [line.get_xdata().tolist() for line in figure.axes[2].lines[1:4]]
    assert dots == [[-1, 2], [3], [1]]
    assert [ax.lines[1].get_xdata().tolist() for ax in figure.axes[:2]] == [[-1, 1, 2], [1, 3]]


def test_a_window_of_one_variable_holds_only_its_bends():
    f = TropicalRational.parse("max(x, 0) - max(x, 5)")
    figure = plot_rational(f, figure=Figure(), window=Polyhedron.parse("[-1,1]"))
    assert figure.axes[2].lines[0].get_xydata().tolist() == [[-1, -5], [0, -5], [1, -4]]
    assert figure.axes[2].get_xlim() == (-1, 1)


def test_a_function_that_is_affine():
    figure = plot_rational(TropicalRational.parse("max(x) - max(3)"), figure=Figure())
    assert figure.axes[2].lines[0].get_xydata().tolist() == [[-1, -4], [1, -2]]


@pytest.mark.parametrize(
    ("f", "window", "error", "said"),
    [
        ("max(x, y, z) - max(0)", None, ShapeError, "3 variables.*compose"),
        ("max(x, 0) - max(x, 1)", "[0,1]^2", ShapeError, "dimension 2"),
        ("max(x, 0) - max(x, 1)", "[1,1]", InputError, "no interior points"),
        ("max(x, y) - max(x, 1)", "[0,1]", ShapeError, "dimension 1"),
    ],
)
def test_what_cannot_be_drawn(f, window, error, said):
    f = TropicalRational.parse(f)
    with pytest.raises(error, match=said):
        plot_rational(f, figure=Figure(), window=window and Polyhedron.parse(window))


def test_the_tropical_zero_has_no_graph():
    nothing = TropicalRational(TropicalPolynomial.zero(2), TropicalPolynomial.parse("max(x, y)"))
    with pytest.raises(InputError, match="tropical zero"):
        plot_rational(nothing, figure=Figure())
