"""The error bounds hold whatever way the processor rounds: some libraries leave it rounding up."""

import ctypes
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

import numpy as np
import pytest
from oracles.networks import random_network

from tropnet.analysis.blocks import Slicer
from tropnet.analysis.counting import count_regions
from tropnet.analysis.regions import linear_regions
from tropnet.exact.signs import signs
from tropnet.networks import Network

# The values of <fenv.h> on x86; other processors number the modes otherwise.
MODES = {"down": 0x400, "up": 0x800, "to zero": 0xC00}
IS_X86_LINUX = platform.system() == "Linux" and platform.machine() == "x86_64"


@contextmanager
def rounding(mode: str) -> Iterator[None]:
    libm = ctypes.CDLL("libm.so.6")
    before = libm.fegetround()
    assert libm.fesetround(MODES[mode]) == 0
    try:
        yield
    finally:
        libm.fesetround(before)


pytestmark = pytest.mark.skipif(not IS_X86_LINUX, reason="rounding modes are set by number, for x86 Linux")


@pytest.mark.parametrize("mode", MODES)
def test_the_mode_is_really_set(mode: str) -> None:
    tiny = np.array([2.0**-60])
    with rounding(mode):
        up, down = (1.0 + tiny)[0], (1.0 - tiny)[0]
    assert (up > 1, down < 1) == {"down": (False, True), "up": (True, False), "to zero": (False, True)}[mode]


@pytest.mark.parametrize("mode", MODES)
def test_signs_near_ties(mode: str) -> None:
    rng = np.random.default_rng(5)
    forms = [[Fraction(int(a), 2**30) for a in rng.integers(-(2**40), 2**40, 4)] for _ in range(40)]
    points = []
    for a, b, c, d in forms:
        # A point at distance 2^-60 or 0 of a zero of each form.
        x, y = Fraction(int(rng.integers(-9, 9)), 8), Fraction(int(rng.integers(-9, 9)), 8)
        points.append([x, y, -(a * x + b * y + d) / (c or 1) + Fraction(int(rng.integers(-1, 2)), 2**60)])
    expected = [[int(np.sign(a * x + b * y + c * z + d)) for x, y, z in points] for a, b, c, d in forms]
    with rounding(mode):
        found = signs(forms, points)
    assert found.tolist() == expected


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("seed", range(6))
def test_cells_of_networks(mode: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    example = random_network(seed, inputs=2)
    net = Network.from_arrays(example.weights, example.biases)
    exact = linear_regions(net)
    monkeypatch.setattr(Slicer, "_needs_filter", lambda *_: True)
    with rounding(mode):
        filtered, count = linear_regions(net), count_regions(net)
        counts = filtered.counts
    assert sorted(map(tuple, filtered.patterns.tolist())) == sorted(map(tuple, exact.patterns.tolist()))
    assert counts == exact.counts
    assert count == len(exact)


@pytest.mark.parametrize("mode", MODES)
def test_cells_of_a_float_network(mode: str) -> None:
    rng = np.random.default_rng(1)
    shapes = [(12, 2), (12, 12), (1, 12)]
    weights = [rng.standard_normal(shape).astype(np.float32) for shape in shapes]
    biases = [rng.standard_normal(shape[0]).astype(np.float32) for shape in shapes]
    net = Network.from_arrays(weights, biases)
    usual = linear_regions(net)
    with rounding(mode):
        directed = linear_regions(net)
    assert np.array_equal(usual.patterns, directed.patterns)
    assert usual.f_vector == directed.f_vector
