"""Essential monomials, overlapping pairs of monomials, and the pieces of rational functions.

Kinds of monomials: ``integers`` and ``floats`` (most are inessential), ``paraboloid`` (all are essential) and
``neurons``, all sums of subsets of the forms of one hidden layer (many ties).
"""

import numpy as np
import pytest
from benchmarks.measuring import measured

from tropnet.exact.arrays import rational_array
from tropnet.tropical.essential import essential_monomials
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational
from tropnet.tropical.refinement import essential_pairs


def polynomial(kind, n, m, rng):
    if kind == "floats":
        return TropicalPolynomial(rng.normal(size=(m, n)), rng.normal(size=m))
    if kind == "integers":
        return TropicalPolynomial(rng.integers(-30, 31, (m, n)), rng.integers(-100, 101, m))
    if kind == "paraboloid":
        exponents = rational_array(rng.integers(-100, 101, (m, n)))
        return TropicalPolynomial(exponents, -(exponents * exponents).sum(axis=1))
    assert kind == "neurons"
    width = m.bit_length() - 1
    weights, biases = rng.integers(-9, 10, (width, n)), rng.integers(-9, 10, width)
    subsets = (np.arange(m)[:, None] >> np.arange(width)) & 1
    return TropicalPolynomial(subsets @ weights, subsets @ biases)


@pytest.mark.parametrize("n", [2, 3, 4])
@pytest.mark.parametrize("m", [1024, 4096])
@pytest.mark.parametrize("kind", ["integers", "floats", "paraboloid", "neurons"])
def test_essential_monomials(benchmark, kind, m, n):
    p = polynomial(kind, n, m, np.random.default_rng(0))
    mask = measured(benchmark, lambda: essential_monomials(p.exponents, p.coefficients))
    benchmark.extra_info |= {"monomials": p.n_monomials, "essential": int(mask.sum())}
    assert mask.all() == (kind == "paraboloid")


@pytest.mark.parametrize("n", [2, 3])
@pytest.mark.parametrize("kind", ["paraboloid", "floats"])
def test_pairs_of_300_by_300_monomials(benchmark, kind, n):
    rng = np.random.default_rng(1)
    if kind == "paraboloid":
        p, q = (polynomial(kind, n, 300, rng) for _ in range(2))
    else:
        exponents = [rational_array(rng.normal(size=(300, n))) for _ in range(2)]
        p, q = (TropicalPolynomial(a, -(a * a).sum(axis=1)) for a in exponents)
    p, q = p.essential, q.essential
    pairs = measured(benchmark, lambda: essential_pairs(p, q))
    benchmark.extra_info["pairs"] = len(pairs)
    assert p.n_monomials + q.n_monomials - 1 <= len(pairs) < p.n_monomials * q.n_monomials


@pytest.mark.parametrize("n", [2, 3])
def test_pieces(benchmark, n):
    rng = np.random.default_rng(2)
    p, q = (polynomial("paraboloid", n, 300, rng) for _ in range(2))
    pieces = measured(benchmark, lambda: TropicalRational(p, q).pieces)
    benchmark.extra_info["pieces"] = len(pieces)
    assert len(pieces) <= p.n_monomials * q.n_monomials
