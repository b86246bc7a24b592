import pickle

import pytest

from tropnet.errors import InputError, ShapeError
from tropnet.tropical.mapping import TropicalMap
from tropnet.tropical.polynomial import TropicalPolynomial

X, Y = TropicalPolynomial.variables(2)
F = TropicalMap([(X + Y) / X, X / (Y + 0), (X * Y * 1) / (X + "1/2")])


@pytest.mark.parametrize("point", [[0, 0], [1, 3], ["-1/2", "7/3"]])
def test_values_are_those_of_the_components(point):
    assert F(point).tolist() == [component(point) for component in F]
    assert F([point, [5, -5]]).tolist() == [F(point).tolist(), F([5, -5]).tolist()]


def test_no_points_have_no_values():
    assert F(TropicalPolynomial.zero(2).exponents).shape == (0, 3)


def test_one_variable_takes_a_number():
    (x,) = TropicalPolynomial.variables(1)
    assert TropicalMap([(x + 0) / x])("-1/3").tolist() == [TropicalPolynomial.constant("1/3", 1)([0])]


def test_a_sequence():
    assert len(F) == 3
    assert list(F) == [F[0], F[1], F[2]] == list(F.components)
    assert (F.n_variables, F.convention) == (2, "max")


def test_a_value():
    twin = TropicalMap(list(F))
    assert twin == F
    assert hash(twin) == hash(F)
    assert pickle.loads(pickle.dumps(F)) == F
    assert TropicalMap([F[1], F[0], F[2]]) != F


def test_what_is_no_map():
    (x,) = TropicalPolynomial.variables(1)
    with pytest.raises(InputError, match="at least one component"):
        TropicalMap([])
    with pytest.raises(InputError, match="no TropicalRational"):
        TropicalMap([X])
    with pytest.raises(ShapeError, match="2 and 1 variables"):
        TropicalMap([X / Y, x / x])
    with pytest.raises(InputError, match="cannot be combined"):
        TropicalMap([X / Y, (-X) / (-Y)])
