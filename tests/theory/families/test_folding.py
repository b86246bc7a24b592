"""Folds and zigzags: published counts, and the engine on every notion that has a formula."""

from fractions import Fraction
from math import comb, prod

import pytest

from tropnet import linear_regions
from tropnet.errors import InputError
from tropnet.networks import Network
from tropnet.theory.families import MontufarFolding, PascanuFolding, SerraZigzag
from tropnet.theory.families.folding import fold
from tropnet.theory.families.zigzag import zigzag


def function(block):
    return lambda x: (
        block.constant
        + sum(
            (
                f * max(s * x + b, 0)
                for s, b, f in zip(block.slopes, block.biases, block.factors, strict=True)
            ),
            Fraction(0),
        )
    )


@pytest.mark.parametrize("p", [1, 2, 3, 4, 7])
def test_a_fold_maps_every_part_onto_the_interval(p):
    f = function(fold(p))
    assert [f(Fraction(i, p)) for i in range(p + 1)] == [i % 2 for i in range(p + 1)]
    assert all(f(Fraction(2 * i + 1, 2 * p)) == Fraction(1, 2) for i in range(p))


@pytest.mark.parametrize("p", [3, 4, 5, 8])
def test_a_zigzag_turns_p_times_between_zero_and_one(p):
    f, c = function(zigzag(p)), Fraction(2 * p + 1, 2)
    turns = [Fraction(2 * i - 1, 2 * p + 1) for i in range(1, p + 1)]
    assert [f(t) for t in (0, *turns, 1)] == [i % 2 for i in range(p + 2)]
    assert f(-1) == -2 * c
    assert f(2) == f(1) + (-1) ** p * c
    assert len(zigzag(p).factors) == p


@pytest.mark.parametrize(
    "member",
    [
        MontufarFolding(1, (2,), 3),
        MontufarFolding(1, (3, 2), 2),
        MontufarFolding(1, (2, 2, 2), 3),
        MontufarFolding(2, (2,), 3),
        MontufarFolding(2, (3,), 4),
        MontufarFolding(2, (2, 2), 3),
        MontufarFolding(2, (1,), 5),
        MontufarFolding(3, (2,), 4),
        PascanuFolding(1, (2, 3), 2),
        PascanuFolding(2, (2, 3), 3),
        PascanuFolding(3, (2, 2), 4),
        SerraZigzag(1, (3,), 3),
        SerraZigzag(1, (4, 3), 2),
        SerraZigzag(2, (3,), 3),
        SerraZigzag(2, (3, 4), 3),
        SerraZigzag(2, (3,), 2),
        SerraZigzag(3, (3,), 4),
    ],
    ids=str,
)
def test_all_counts_agree_with_the_engine(member):
    verification = member.verify()
    assert verification.holds, str(verification)


@pytest.mark.parametrize(
    ("n", "neurons", "m", "regions"),
    # Serra et al. (2018): for one input the upper bound prod (n_l + 1); in the plane (p + 1)^(2L) (1 + m + C(m, 2))
    [
        (1, (3,), 3, 16),
        (1, (3, 3), 3, 64),
        (1, (4,), 3, 20),
        (1, (3, 3, 3), 3, 256),
        (1, (4, 4), 4, 125),
        (2, (3,), 3, 112),
        (2, (3,), 4, 176),
        (2, (3,), 6, 352),
    ],
)
def test_published_regions_of_zigzags(n, neurons, m, regions):
    member = SerraZigzag(n, neurons, m)
    counts = linear_regions(member.network()).counts
    assert set(counts.as_dict().values()) == {regions, (regions, regions)}
    assert {e.value for e in member.expected} == {regions}


@pytest.mark.parametrize(("widths", "bound"), [((4, 4), 44), ((6, 6), 198), ((4, 3), 28)])
def test_published_lower_bounds_of_folds_in_the_plane(widths, bound):
    # Montúfar et al. (2014), Theorem 4: prod floor(n_l / 2)^2 * (1 + m + C(m, 2))
    member = MontufarFolding(2, [w // 2 for w in widths[:-1]], widths[-1])
    assert member.network().widths == widths
    assert member.expected[0].value == bound == (widths[0] // 2) ** 2 * (1 + widths[1] + comb(widths[1], 2))


@pytest.mark.parametrize(
    ("pieces", "m", "regions"),
    # exact enumeration of the folds on the line, from thresholds i / (m + 1) of the last layer
    [((2,), 3, 9), ((3,), 3, 13), ((2, 2), 2, 14), ((3, 3), 3, 37), ((2, 2, 2), 2, 26)],
)
def test_folds_on_the_line(pieces, m, regions):
    member = MontufarFolding(1, pieces, m)
    on_the_line = {e.notion: e.value for e in member.expected if e.within is None}
    assert on_the_line["proper_activation"] == on_the_line["open_connected"] == regions
    # the two constant half-lines have the same affine function
    assert on_the_line["affine"] == prod(pieces) * (m + 1) + 1


@pytest.mark.parametrize(
    "member",
    [
        MontufarFolding(1, (5, 2, 1), 2),
        MontufarFolding(2, (3, 2), 3),
        MontufarFolding(2, (5, 1), 4),
        MontufarFolding(3, (3, 1), 4),
        PascanuFolding(2, (2, 3, 2), 3),
        PascanuFolding(3, (5, 1), 4),
    ],
    ids=str,
)
def test_patterns_on_creases(member):
    # where a fold is 0 inside the cube, the next one is inactive as nowhere beside
    assert member.n_crease_patterns > 0
    counts = linear_regions(member.network(), member.cube).counts
    assert counts.activation == counts.proper_activation + member.n_crease_patterns


def test_an_idle_last_layer_merges_mirror_images():
    member = SerraZigzag(2, (3,), 2)
    counts = linear_regions(member.network()).counts
    assert counts.proper_activation == 64
    assert counts.affine < counts.open_connected < 64


def test_random_members():
    assert MontufarFolding.sample(3, 2).verify().holds
    assert SerraZigzag.sample(3, 1, 2).verify().holds


def test_bad_parameters():
    with pytest.raises(InputError, match="give m > n = 2"):
        MontufarFolding(2, (2,), 2)
    with pytest.raises(InputError, match="no layer of folds"):
        PascanuFolding(2, (), 3)
    with pytest.raises(InputError, match="number of neurons of a zigzag is 2"):
        SerraZigzag(1, (2,), 3)
    with pytest.raises(InputError, match="no layer of zigzags"):
        SerraZigzag(1, (), 3)


def test_two_neurons_cannot_zigzag_between_equal_heights():
    # the three slopes s_1, s_1 + s_2, s_2 of two neurons that look to both sides do not alternate in sign
    for left in (-2, 1, 3):
        for right in (-3, -1, 2):
            net = Network.from_arrays([[[-1], [1]], [[left, right]]], [[1, 0], [0]])
            slopes = [-left, right - left, right]
            assert [net([x + 1])[0] - net([x])[0] for x in (-5, 0, 5)] == slopes
            assert not (slopes[0] * slopes[1] < 0 and slopes[1] * slopes[2] < 0)
