"""What is no tropical polynomial is refused, with the place where one is found."""

import pytest

from tropnet.analysis.tropical_boundary import tropical_decision_boundary
from tropnet.errors import InputError
from tropnet.networks import Network
from tropnet.tropical import (
    MixedSubdivision,
    TropicalCurve,
    TropicalHypersurface,
    TropicalMap,
    TropicalPolynomial,
    dome,
    dual_subdivision,
    factorization,
    lifted_polytope,
    mixed_subdivision,
    newton_polytope,
    roots,
    stable_intersection,
    upper_facets,
)

QUOTIENT = TropicalPolynomial.parse("max(x, y, 0)") / TropicalPolynomial.parse("max(x, 2y)")


@pytest.mark.parametrize(
    "operation",
    [
        TropicalCurve,
        TropicalHypersurface,
        dome,
        dual_subdivision,
        factorization,
        lifted_polytope,
        mixed_subdivision,
        newton_polytope,
        roots,
        stable_intersection,
        upper_facets,
        lambda p: MixedSubdivision((p,)),
    ],
)
@pytest.mark.parametrize(
    ("value", "advice"),
    [
        (QUOTIENT, "give its .numerator or its .denominator"),
        (TropicalMap([QUOTIENT]), r"one of its components f\[i\]"),
        (Network.from_arrays([[[1, 1]], [[1]]]), "tropnet.tropicalize"),
        ([QUOTIENT.numerator], "one by one"),
        ("max(x, 0)", "TropicalPolynomial.parse"),
    ],
)
def test_other_values_are_refused(operation, value, advice):
    with pytest.raises(InputError, match=advice):
        operation(value)


@pytest.mark.parametrize("value", [TropicalMap([QUOTIENT]), Network.from_arrays([[[1, 1]], [[1]]]), 3])
def test_a_decision_boundary_is_of_one_function(value):
    with pytest.raises(InputError, match=r"tropnet.tropicalize\(net\), or one component"):
        tropical_decision_boundary(value)
