"""Theorems and refuted conjectures, on data that meet their hypotheses and on data that do not."""

from itertools import combinations, product

import numpy as np
import pytest

from tropnet.analysis.equivalence import is_equivalent
from tropnet.errors import InputError
from tropnet.networks import Network
from tropnet.theory.depth import MaxIdentity, max_network, max_of_five_network
from tropnet.theory.depth.newton.construction import point
from tropnet.theory.depth.obstructions.braid import BraidFunction
from tropnet.theory.depth.obstructions.conjectures import (
    REFUTED_CONJECTURES,
    LogarithmicMaximum,
    SimplexSummand,
    StrictHierarchy,
)
from tropnet.theory.depth.obstructions.maximum_of_seven import INNER
from tropnet.theory.depth.obstructions.statements import (
    DenominatorsOfWeights,
    IntegerWeights,
    OrderOfMaximum,
    PointedWalls,
    TwoConformingLayers,
    VolumesModuloPrime,
)
from tropnet.theory.statement import Theorem
from tropnet.tropical.polynomial import TropicalPolynomial


def random_construction(rng, n, level):
    if level == 0:
        return point(rng.integers(-2, 3, n).tolist())
    joins = [
        random_construction(rng, n, level - 1) | random_construction(rng, n, level - 1) for _ in range(2)
    ]
    return joins[0] + joins[1]


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_trees_have_integer_weights_and_the_least_number_of_layers(n):
    verdict = IntegerWeights().check(max_network(n))
    assert verdict.outcome == "holds"
    assert DenominatorsOfWeights().check(max_network(n)).outcome == "holds"


def test_not_the_maximum():
    other = Network.from_arrays([[[1, 0], [0, 1]], [[1, 1]]])
    assert "another function" in IntegerWeights().check(other).reason
    wrong = MaxIdentity(5, 2, MaxIdentity.shipped(5).terms[:2])
    assert DenominatorsOfWeights().check(wrong).outcome == "not applicable"
    two_outputs = Network.from_arrays([[[1, 0], [0, 1]]])
    assert IntegerWeights().check(two_outputs).outcome == "not applicable"


@pytest.mark.parametrize("n", [5, 6, 7])
def test_denominators_of_identities(n):
    verdict = DenominatorsOfWeights().check(MaxIdentity.shipped(n))
    assert verdict.outcome == "holds"
    assert verdict.reason.startswith("2 must divide")
    assert DenominatorsOfWeights().check(max_of_five_network()).outcome == "holds"


@pytest.mark.parametrize(("prime", "n", "level"), [(2, 2, 1), (2, 3, 1), (3, 3, 1), (2, 4, 2), (3, 4, 1)])
def test_volumes_of_random_constructions(prime, n, level):
    rng = np.random.default_rng(n + level)
    for _ in range(4):
        verdict = VolumesModuloPrime(prime).check(random_construction(rng, n, level))
        assert verdict.outcome == "holds"


def test_volumes_need_integers():
    half = point(["1/2", 0]) | point([0, 0])
    assert VolumesModuloPrime(2).check(half).outcome == "not applicable"
    with pytest.raises(InputError, match="9 is no prime"):
        VolumesModuloPrime(9)


def test_pointed_walls():
    verdict = PointedWalls().check(TropicalPolynomial.parse("max(x1, x2, x3, 0)"))
    assert verdict.outcome == "holds"
    assert verdict.witness.check()
    assert PointedWalls().check(TropicalPolynomial.parse("max(x1 + x2, 0)")).outcome == "not applicable"


def test_orders_of_maxima_of_random_functions():
    # All functions with coefficients -1, 0, 1 of order 2 on R^3, against 0.
    pairs = [*combinations(range(1, 4), 2), (1,), (2,), (3,)]
    zero = BraidFunction(3, [0] * 8)
    found = [
        OrderOfMaximum().check(BraidFunction.from_maxima(3, zip(pairs, signs, strict=True)), zero)
        for signs in product((-1, 0, 1), repeat=len(pairs))
    ]
    outcomes = {verdict.outcome for verdict in found}
    assert outcomes == {"holds", "not applicable"}


def test_two_conforming_layers():
    # On R^5, differences of two functions of order 2 that vanish at (1, ..., 1), and their positive parts.
    pairs = [*combinations(range(1, 6), 2)]
    zero = BraidFunction(5, [0] * 32)
    rng = np.random.default_rng(0)
    holding = 0
    for _ in range(400):
        signs = rng.permutation([1, -1, 1, -1, 0, 0, 0, 0, 0, 0]).tolist()
        f = BraidFunction.from_maxima(5, zip(pairs, signs, strict=True))
        verdict = TwoConformingLayers().check(f, zero)
        assert verdict.outcome != "refuted"
        holding += verdict.outcome == "holds"
    assert holding > 0
    three = BraidFunction.from_maxima(5, {(1, 2, 3): 1})
    assert TwoConformingLayers().check(three, zero).reason == "a function has order 3"


def test_three_and_two_reach_seven():
    # Grillo, Hertrich and Loho, 2025, Section 6: functions of order 3 whose maximum has order 7
    f, g = (BraidFunction.from_maxima(7, terms) for terms in INNER)
    verdict = OrderOfMaximum().check(f, g)
    assert verdict.outcome == "holds"
    assert verdict.reason == "the order is 7, and at most 3^2 + 3 = 12"


def test_statements_are_complete():
    theorems = [
        IntegerWeights(),
        DenominatorsOfWeights(),
        VolumesModuloPrime(),
        PointedWalls(),
        OrderOfMaximum(),
        TwoConformingLayers(),
    ]
    assert all(isinstance(theorem, Theorem) and theorem.citation.place for theorem in theorems)
    assert len({theorem.name for theorem in theorems}) == len(theorems)


@pytest.mark.parametrize("conjecture", REFUTED_CONJECTURES)
def test_refutations(conjecture):
    refutation = conjecture.refutation()
    assert refutation.holds
    assert refutation.conjecture is conjecture
    assert "Conjecture" in conjecture.citation.place
    assert "false:" in str(conjecture)


def test_witnesses_of_refutations():
    f = TropicalPolynomial.parse("max(x1, x2, x3, x4, 0)")
    net = LogarithmicMaximum().refutation().witness
    # k = 2 and n = 2^k, where the conjecture asks for more than k layers
    assert (net.input_dim, net.hidden_layers, is_equivalent(net, f)) == (4, 2, True)
    assert StrictHierarchy().refutation().witness.hidden_layers == 2
    five = SimplexSummand().refutation().witness
    x = [3, -1, 4, 1, 4]
    assert five.positive.support_function(x) - five.negative.support_function(x) == 4
