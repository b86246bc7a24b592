"""The theorem on conforming networks with two hidden layers: proved from nothing, and checked from its file.

The exact run of Hertrich, Basu, Di Summa and Skutella, 2021, took 153 hours.
"""

from benchmarks.measuring import measured

from tropnet.theory.depth.conforming import ConformingProof, prove_conforming_theorem
from tropnet.theory.depth.conforming.checker import check


def test_proved(benchmark):
    proof = measured(benchmark, prove_conforming_theorem, rounds=1)
    benchmark.extra_info |= {
        "lemmas": proof.n_lemmas,
        "identities": proof.n_identities,
        "programs": proof.n_programs,
    }
    assert proof.check()


def test_checked(benchmark):
    text = ConformingProof.shipped().to_json()
    assert measured(benchmark, lambda: check(text), rounds=3)[:2] == (5, 2)
