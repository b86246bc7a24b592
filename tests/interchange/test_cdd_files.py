"""The files of cdd and lrs: examples of their manuals' forms, what lrs found, and the way back."""

import pytest
from hypothesis import given, settings
from interchange.strategies import polyhedra

from tropnet.errors import FormatError, InputError
from tropnet.interchange.cdd_files import from_cdd, to_ext, to_ine
from tropnet.polyhedra.bodies import cube, whole_space
from tropnet.polyhedra.polyhedron import Polyhedron

CUBE = """a cube, with a comment before the head
* and one that says so
H-representation
begin
6 4 integer
1 1 0 0
1 0 1 0
1 0 0 1
1 -1 0 0
1 0 -1 0
1 0 0 -1
end
maximize 0 1 1 1
"""

# What lrslib 7.1 printed for the .ine text of {x + 2y <= 3, x >= 1/3, y >= -1/2, 3x = z}.
LRS = """*lrs:lrslib v.7.1 2021.6.2(64bit,lrslong.h,hybrid arithmetic)
V-representation
begin
***** 4 rational
 1  1/3  4/3  1
 1  4 -1/2  12
 1  1/3 -1/2  1
end
*Totals: vertices=3 rays=0 bases=3 integer_vertices=0
"""


def test_a_cube():
    assert from_cdd(CUBE) == cube(3)


def test_the_output_of_lrs():
    P = Polyhedron.from_inequalities(
        [[1, 2, 0], [-1, 0, 0], [0, -1, 0]], [3, "-1/3", "1/2"], equations=([[3, 0, -1]], [0])
    )
    assert from_cdd(LRS, "V") == P


def test_a_system_with_decimals_and_equations():
    text = "H-representation\nlinearity 1 2\nbegin\n2 3 real\n0.25 -1 0\n-1e-1 0 1\nend\n"
    assert from_cdd(text) == Polyhedron.parse("x1 <= 1/4; x2 = 1/10")


def test_generators_without_a_point_are_a_cone_with_apex_zero():
    text = "V-representation\nlinearity 1 2\nbegin\n2 3 rational\n0 1 0\n0 0 1\nend\n"
    assert from_cdd(text) == Polyhedron.parse("[0,inf]xR")


def test_nothing_but_a_head():
    assert from_cdd("begin\n0 3 rational\nend\n") == whole_space(2)
    assert from_cdd("V-representation\nbegin\n0 3 rational\nend\n").is_empty


@given(polyhedra())
@settings(max_examples=40, deadline=None)
def test_polyhedra_survive(P):
    assert from_cdd(to_ine(P)) == P
    if not P.is_empty:
        assert from_cdd(to_ext(P)) == P


def test_the_empty_set_has_no_generators():
    with pytest.raises(InputError, match=r"\.ine"):
        to_ext(Polyhedron.parse("x1 <= 0; x1 >= 1"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("H-representation\n", "begin"),
        ("begin\n2 rational\n", "line 2"),
        ("begin\n1 2 rational\n1\nend\n", "line 3"),
        ("begin\n1 2 rational\n1 x\nend\n", "line 3"),
        ("begin\n1 2 rational\n1 1\n", "end"),
        ("begin\n1 99999999999 rational\n1 1\nend\n", "rows and columns"),
        ("linearity 2 1\nbegin\n1 2 rational\n1 1\nend\n", "names 1"),
        ("linearity 1 7\nbegin\n1 2 rational\n1 1\nend\n", "there are 1"),
        ("V-representation\nbegin\n1 2 rational\n-1 1\nend\n", "negative"),
    ],
)
def test_what_is_malformed(text, message):
    with pytest.raises(FormatError, match=message):
        from_cdd(text)
