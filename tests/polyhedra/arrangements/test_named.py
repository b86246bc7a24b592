"""Arrangements with names: numbers of regions from the literature, and characteristic polynomials that factor."""

from math import comb, factorial

import numpy as np
import pytest
from oracles.arrangements import arrangements

from tropnet.errors import InputError
from tropnet.polyhedra.arrangements.arrangement import HyperplaneArrangement
from tropnet.polyhedra.arrangements.named import (
    boolean_arrangement,
    braid_arrangement,
    catalan_arrangement,
    deformed_braid_arrangement,
    generic_arrangement,
    graphic_arrangement,
    linial_arrangement,
    reflection_arrangement,
    resonance_arrangement,
    semiorder_arrangement,
    shi_arrangement,
    threshold_arrangement,
)

NAMED = {
    "braid": braid_arrangement,
    "resonance": resonance_arrangement,
    "threshold": threshold_arrangement,
    "Shi": shi_arrangement,
    "Catalan": catalan_arrangement,
    "Linial": linial_arrangement,
    "semiorder": semiorder_arrangement,
    "2-Catalan": lambda n: catalan_arrangement(n, 2),
    "extended Shi": lambda n: shi_arrangement(n, 2),
    "type B": lambda n: reflection_arrangement("B", n),
    "type D": lambda n: reflection_arrangement("D", n),
    "type E": lambda n: reflection_arrangement("E", n),
    "type F": lambda n: reflection_arrangement("F", n),
    "cycle": lambda n: graphic_arrangement(n, [(i, (i + 1) % n) for i in range(n)]),
}


@pytest.mark.parametrize("known", arrangements(max_regions=2_000_000), ids=str)
def test_numbers_of_regions(known):
    """Values of OEIS and of the theorems that each names, up to 1 066 044 regions."""
    rows = known.rows
    counted = HyperplaneArrangement([row[1:] for row in rows], [-row[0] for row in rows])
    assert counted.n_regions == known.n_regions
    family, _, n = known.name.rpartition(" ")
    if family in NAMED:
        assert NAMED[family](int(n)) == counted


def exponents_product(exponents, t, degree):
    value = t ** (degree - len(exponents))
    for e in exponents:
        value *= t - e
    return value


@pytest.mark.parametrize(
    ("arrangement", "exponents"),
    [
        (boolean_arrangement(4), [1, 1, 1, 1]),
        (braid_arrangement(6), [1, 2, 3, 4, 5]),
        (reflection_arrangement("A", 4), [1, 2, 3, 4]),
        (reflection_arrangement("B", 5), [1, 3, 5, 7, 9]),
        (reflection_arrangement("D", 5), [1, 3, 4, 5, 7]),
        (reflection_arrangement("F", 4), [1, 5, 7, 11]),
        (reflection_arrangement("E", 6), [1, 4, 5, 7, 8, 11]),
        (shi_arrangement(5), [5, 5, 5, 5]),
        (shi_arrangement(4, 3), [12, 12, 12]),
        (catalan_arrangement(5), [6, 7, 8, 9]),
        (catalan_arrangement(4, 2), [9, 10, 11]),
    ],
    ids=lambda value: None if isinstance(value, list) else repr(value),
)
def test_characteristic_polynomials_that_factor(arrangement, exponents):
    """Exponents of the groups: Humphreys 1990, section 3.7, degrees less one; Shi, Catalan: Athanasiadis 1996."""
    chi = arrangement.characteristic_polynomial
    n = arrangement.ambient_dim
    assert [chi(t) for t in range(-3, 9)] == [exponents_product(exponents, t, n) for t in range(-3, 9)]


def test_characteristic_polynomials_of_resonance_arrangements():
    """Kühne 2023, The universality of the resonance arrangement and its Betti numbers."""
    assert str(resonance_arrangement(3).characteristic_polynomial) == "t^3 - 7 t^2 + 15 t - 9"
    assert str(resonance_arrangement(4).characteristic_polynomial) == "t^4 - 15 t^3 + 80 t^2 - 170 t + 104"


@pytest.mark.parametrize("n", [2, 3, 4])
def test_families_at_their_ends(n):
    assert catalan_arrangement(n, 0) == braid_arrangement(n)
    assert shi_arrangement(n).n_regions == (n + 1) ** (n - 1)
    assert catalan_arrangement(n, 3).n_regions == factorial(n) * comb(4 * n, n) // (3 * n + 1)
    assert deformed_braid_arrangement(n, []) == HyperplaneArrangement(np.zeros((0, n)))


def test_the_bounded_regions_of_the_shi_arrangement():
    """(n - 1)^(n - 1), by Zaslavsky's theorem at t = 1 of t (t - n)^(n - 1)."""
    assert [shi_arrangement(n).n_bounded_regions for n in (2, 3, 4, 5)] == [1, 4, 27, 256]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: braid_arrangement(-1), "n is -1; it must be an integer >= 0"),
        (lambda: resonance_arrangement(0), "n is 0; it must be an integer >= 1"),
        (lambda: shi_arrangement(3, 0), "k is 0; it must be an integer >= 1"),
        (lambda: generic_arrangement(-2, 2), "m is -2"),
        (lambda: reflection_arrangement("E", 7), "no reflection arrangement E_7"),
        (lambda: reflection_arrangement("D", 1), "no reflection arrangement D_1"),
        (lambda: reflection_arrangement("H", 3), "no reflection arrangement H_3"),
        (lambda: graphic_arrangement(3, [(0, 3)]), r"the edge \(0, 3\) does not join"),
        (lambda: graphic_arrangement(3, [(1, 1)]), r"the edge \(1, 1\) does not join"),
        (lambda: graphic_arrangement(3, [(1, 2, 0)]), "does not join two different nodes"),
    ],
)
def test_what_is_no_arrangement(make, message):
    with pytest.raises(InputError, match=message):
        make()
