"""ZONOTOPE with eight generators in space: all counts equal to the formulas."""

from tropnet.theory.families import ZonotopeComposition, decode_zonotope_composition


def test_verify(benchmark):
    member = ZonotopeComposition.sample(3, 8, 3, (4, 4))
    verification = benchmark.pedantic(member.verify, rounds=3)
    assert verification.holds
    assert {row.expected.notion: row.counted for row in verification.rows}["affine"] == 58 * 16 + 1


def test_decode(benchmark):
    member = ZonotopeComposition.sample(3, 8, 3, (4, 4))
    assert (
        benchmark.pedantic(decode_zonotope_composition, (member.network(), (4, 4)), rounds=3)
        == member.canonical()
    )
