"""Eight generators in general position in space, two sawtooth layers of four neurons: the formulas, and decoding."""

from tropnet.theory.families import ZonotopeComposition, decode_zonotope_composition


def test_verify(benchmark):
    member = ZonotopeComposition.sample(3, 8, 3, (4, 4))
    verification = benchmark.pedantic(member.verify, rounds=3)
    assert verification.holds
    counted = {(row.expected.where, row.expected.notion): row.counted for row in verification.rows}
    assert (
        counted["all of space", "open_connected"] == counted["all of space", "affine"] == 58 * 16 + 1 == 929
    )
    assert counted["the ball", "affine"] == 58 * 16


def test_decode(benchmark):
    member = ZonotopeComposition.sample(3, 8, 3, (4, 4))
    assert (
        benchmark.pedantic(decode_zonotope_composition, (member.network(), (4, 4)), rounds=3)
        == member.canonical()
    )
