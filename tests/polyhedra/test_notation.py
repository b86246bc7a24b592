"""Polyhedra as text."""

import pytest

from tropnet.errors import FormatError
from tropnet.polyhedra.bodies import box, cross_polytope, cube, simplex, whole_space
from tropnet.polyhedra.polyhedron import Polyhedron


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("[-1,1]^2", cube(2)),
        ("[-1, 1] x [0, inf]", box([-1, 0], [1, None])),
        ("[-1,1]×[0,oo]", box([-1, 0], [1, None])),
        ("[-1,1]*[-1,1]", cube(2)),
        ("[-inf,1/2]x[-0.25,1e1]^2", box([None, "-1/4", "-1/4"], ["1/2", 10, 10])),
        ("R^3", whole_space(3)),
        ("[0,1] x R", box([0, None], [1, None])),
        ("[ -∞ , +3 ]", box([None], [3])),
        ("[2,2]", box([2], [2])),
        ("R^0", whole_space(0)),
    ],
)
def test_boxes(text, meaning):
    assert Polyhedron.parse(text) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("x1 >= 0; x2 >= 0; x1 + x2 <= 1", simplex(2)),
        ("0 <= x1; 0 <= x_2, 1 - x1 >= x2", simplex(2)),
        ("-1 <= x1 <= 1\n-1<=x2<=1\n", cube(2)),
        ("1 ≥ x1 ≥ -1; 1 ≥ x2 ≥ -1;", cube(2)),
        ("x1+x2<=1;x1-x2<=1;-x1+x2<=1;-x1-x2<=1", cross_polytope(2)),
        ("2x1 <= 3; 0.5*x1 >= 1/3 ", box(["2/3"], ["3/2"])),
        ("+x1 + 1e-1 x2 - 3 x1 + 2 = 1/7 x2; x1 = x2", Polyhedron.parse("x1 = x2; x2 = 140/143")),
        ("x2 <= 0", box([None, None], [None, 0])),
        ("0 <= 1", whole_space(0)),
        ("x1 == 1/2", box(["1/2"], ["1/2"])),
    ],
)
def test_systems(text, meaning):
    assert Polyhedron.parse(text) == meaning


def test_the_largest_dimension_is_read():
    assert Polyhedron.parse("R^9999xR").ambient_dim == 10000


def test_the_dimension_may_be_given():
    assert Polyhedron.parse("x1 <= 1", ambient_dim=3) == box([None] * 3, [1, None, None])
    assert Polyhedron.parse("[0,1]", ambient_dim=2) == box([0, None], [1, None])
    with pytest.raises(FormatError, match="speaks of 3 coordinates, but the space has 2"):
        Polyhedron.parse("x3 <= 1", ambient_dim=2)


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ("", 1, "expected an interval"),
        ("[-1,1", 6, "expected ']', found the end"),
        ("[-1;1]", 4, "expected ','"),
        ("[1,-1]", 1, "1 > -1"),
        ("[0,1]^", 7, "expected a whole power"),
        ("[0,1]^1/2", 7, "'1/2' is not a number from 0"),
        ("[0,1]^99999999999999", 7, "from 0 to 10000"),
        ("[0,1]^9999x[0,1]^2", 12, "more than 10000 coordinates"),
        ("[inf,1]", 2, "expected a rational number or -inf"),
        ("[0,-inf]", 5, "expected a rational number or inf"),
        ("[0,1] [0,1]", 7, "expected 'x'"),
        ("[0,1/0]", 4, "'1/0' is no finite rational number"),
        ("[0,1e999999]", 4, "no finite rational"),
        ("[0,nan]", 4, "'n' is not part"),
        ("x1 < 1", 4, "write <= or >="),
        ("x1 + 2 x2", 10, "expected a relation such as <=, found the end"),
        ("x1 <= 1;; x1 >= 0", 9, "expected a number or a variable"),
        ("x1 <= ", 7, "expected a number or a variable"),
        ("x1 <= 2 *", 10, "expected a variable"),
        ("x1 <= 2 3", 9, "expected an operator"),
        ("x0 <= 1", 1, "'x0' is not a number from 1"),
        ("x99999 <= 1", 1, "from 1 to 10000"),
        ("y <= 1", 1, "'y' is not part of the notation; the coordinates are x1, x2, ..."),
        ("x1 <= 1; x2", 12, "expected a relation"),
        ("x1 x2 <= 1", 4, "expected a relation"),
        ("(x1) <= 1", 1, "not part of the notation"),
    ],
)
def test_errors_name_the_position(text, position, reason):
    with pytest.raises(FormatError) as caught:
        Polyhedron.parse(text)
    assert f"position {position}:" in str(caught.value)
    assert reason in str(caught.value)
