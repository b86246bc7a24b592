"""Reports and comparisons against figures worked out by hand and against their parts."""

from fractions import Fraction

import pytest

from tropnet.errors import InputError
from tropnet.networks import Network
from tropnet.theory.gradients import (
    LooksLinearIsLinear,
    compare_shattering,
    gradient_correlation,
    random_network,
    shattering_report,
)

TENT = Network.from_arrays([[[1], [1]], [[2, -4]]], [[0, "-1/2"], None])


def test_report_of_a_sawtooth() -> None:
    report = shattering_report(TENT @ TENT @ TENT, [0], [1], ["1/16", "1/8"])
    assert (report.n_breakpoints, report.sign_changes, report.n_values) == (7, 7, 2)
    assert (report.mean, report.variance, report.total_variation) == (0, 64, 112)
    # On a stretch of 15/16, half a tooth: 8 pieces of equal signs and 7 of opposite signs, of length 1/16 each.
    assert report.autocorrelations == (Fraction(1, 15), -1)
    assert "break points               7" in str(report)


def test_the_mean_is_the_difference_of_the_values() -> None:
    net = random_network([3, 8, 8, 1], 4, bias=1)
    start, end = [0, 1, "1/2"], [-1, 2, 3]
    assert shattering_report(net, start, end).mean == net(end)[0] - net(start)[0]


def test_scaling_a_network_changes_no_correlation() -> None:
    net = random_network([1, 6, 6, 1], 0, bias=1)
    one, other = (shattering_report(f, [-2], [2]) for f in (net, net * "-7/3"))
    assert one.autocorrelations == other.autocorrelations
    assert other.total_variation == one.total_variation * Fraction(7, 3)


def test_means_over_networks() -> None:
    comparison = compare_shattering({"a": [TENT, TENT @ TENT], "b": [TENT]}, [0], [1], ["1/4", "1/2"])
    assert comparison.autocorrelations == {
        "a": (Fraction(-1, 3), Fraction(0)),
        "b": (Fraction(1, 3), Fraction(-1)),
    }
    # 1 - 4 x + 2 x^2 and 0
    assert comparison.brownian == (Fraction(1, 8), Fraction(-1, 2))
    assert comparison.white_noise == (0, 0)
    assert [line.split()[0] for line in str(comparison).splitlines()] == [
        "lag",
        "Brownian",
        "a",
        "b",
        "white",
    ]


def test_gradients_at_two_inputs() -> None:
    net = Network.from_arrays([[[1, 0], [0, 1]], [[3, 4]]])
    # (3, 0) and (3, 4): 9 / ((9 + 25) / 2)
    assert gradient_correlation([net], [1, -1], [1, 1]) == Fraction(9, 17)
    assert gradient_correlation([net, net], [1, -1], [-1, 1]) == 0
    mirrored = [random_network([2, 4, 4, 1], seed, kind="looks_linear") for seed in range(3)]
    assert gradient_correlation(mirrored, [1, -1], ["-1/3", 5]) == 1


def test_mirrored_weights_that_are_none() -> None:
    theorem = LooksLinearIsLinear()
    good = [[[1, 2], [-1, -2]], [[3, -3], [-3, 3]], [[5, -5]]]
    assert theorem.check(Network.from_arrays(good)).outcome == "holds"
    assert "biases" in theorem.check(Network.from_arrays(good, [[1, 0], None, None])).reason
    for number in range(3):
        bad = [[[*row] for row in weight] for weight in good]
        bad[number][0][0] += 1
        verdict = theorem.check(Network.from_arrays(bad))
        assert verdict.outcome == "not applicable"
        assert ("output" if number == 2 else f"layer {number}") in verdict.reason


def test_what_is_refused() -> None:
    with pytest.raises(InputError, match="constant"):
        shattering_report(Network.from_arrays([[[2]]]), [0], [1])
    with pytest.raises(InputError, match="less than the length"):
        shattering_report(TENT, [0], [1], [1])
    with pytest.raises(InputError, match="'b' has no network"):
        compare_shattering({"a": [TENT], "b": []}, [0], [1])
    with pytest.raises(InputError, match="all gradients vanish"):
        gradient_correlation([TENT], [-1], [-2])
