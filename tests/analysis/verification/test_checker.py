"""Proofs are refused as soon as a number, a claim, a leaf or a half of them is wrong."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from analysis.verification.test_search import norm, sawtooth

from tropnet.analysis.verification.proof import Claim, Refutation, Split
from tropnet.analysis.verification.property import Property
from tropnet.analysis.verification.search import verify
from tropnet.analysis.verification.substitution import Combination
from tropnet.networks import Network
from tropnet.polyhedra.bodies import cross_polytope, cube, simplex
from tropnet.polyhedra.polyhedron import Polyhedron


def proof_of(net, question):
    found = verify(net, question)
    assert found.check()
    return found


def with_proof(found, proof, number=0):
    return replace(found, proofs=(*found.proofs[:number], proof, *found.proofs[number + 1 :]))


@pytest.fixture(scope="module")
def split_proof():
    """A proof with splits: 2 x - 4 max(x - 1/2, 0) iterated stays below 1, exactly."""
    unit = Polyhedron.parse("[0,1]")
    found = proof_of(sawtooth(3), Property.safe(unit, unit))
    assert any(isinstance(proof, Split) for proof in found.proofs)
    return found


def nodes(proof, path=()):
    yield path, proof
    if isinstance(proof, Split):
        yield from nodes(proof.below, (*path, "below"))
        yield from nodes(proof.above, (*path, "above"))


def replaced(proof, path, new):
    if not path:
        return new
    return replace(proof, **{path[0]: replaced(getattr(proof, path[0]), path[1:], new)})


def wrong(found, change):
    """All proofs with one node changed."""
    for number, proof in enumerate(found.proofs):
        for path, node in nodes(proof):
            for new in change(node):
                yield with_proof(found, replaced(proof, path, new), number)


def test_a_claim_that_says_too_much(split_proof):
    def change(node):
        for i, claim in enumerate(node.claims):
            # The functions have slopes of at most 4 and arguments of at most 1, so this end is beyond every value.
            stronger = replace(claim, end=claim.end - 100 * claim.side)
            yield replace(node, claims=(*node.claims[:i], stronger, *node.claims[i + 1 :]))

    changed = list(wrong(split_proof, change))
    assert changed
    assert not any(one.check() for one in changed)


def test_a_leaf_that_says_nothing(split_proof):
    def change(node):
        if isinstance(node, Refutation) and node.combination is not None:
            yield replace(node, combination=None)
            yield replace(node, combination=Combination())

    changed = list(wrong(split_proof, change))
    assert changed
    assert not any(one.check() for one in changed)


def test_negative_multipliers(split_proof):
    def change(node):
        if not isinstance(node, Refutation) or node.combination is None:
            return
        combination = node.combination
        yield replace(
            node, combination=replace(combination, weights={r: -w for r, w in combination.weights.items()})
        )
        for place, (low, high) in combination.pulls.items():
            flipped = {**combination.pulls, place: (-low, -high)}
            yield replace(node, combination=replace(combination, pulls=flipped))

    changed = list(wrong(split_proof, change))
    assert changed
    assert not any(one.check() for one in changed)


def test_a_half_that_is_left_out(split_proof):
    """What refutes a half does not refute the whole: the line that it uses there would lie on the wrong side."""

    def change(node):
        if isinstance(node, Split):
            for half in (node.below, node.above):
                yield replace(half, claims=(*node.claims, *half.claims))

    changed = list(wrong(split_proof, change))
    assert changed
    assert not any(one.check() for one in changed)


def test_a_split_at_another_number_or_place(split_proof):
    for number, proof in enumerate(split_proof.proofs):
        if isinstance(proof, Split):
            assert not with_proof(split_proof, replace(proof, place=(9, 0)), number).check()
            assert not with_proof(split_proof, replace(proof, place=(0, 9)), number).check()
            # Far out one half is the whole interval, which its proof does not refute.
            for at in (proof.at - 10, proof.at + 10):
                assert not with_proof(split_proof, replace(proof, at=at), number).check()


def test_proofs_of_another_number_of_cases(split_proof):
    assert not replace(split_proof, proofs=split_proof.proofs[:-1]).check()
    assert not replace(split_proof, proofs=()).check()


def test_a_proof_for_another_network_or_property(split_proof):
    unit = Polyhedron.parse("[0,1]")
    # Twice the function exceeds 1.
    assert not replace(split_proof, network=2 * sawtooth(3)).check()
    narrower = Property.safe(unit, Polyhedron.parse("[0,1/2]"))
    assert not replace(split_proof, question=narrower).check()


def test_equality_needs_a_strict_row():
    """On [-1, 1] the norm attains 1: y > 1 is refuted by 0 < 0, and y >= 1 is not."""
    found = proof_of(norm(1), Property.safe(cube(1), Polyhedron.parse("[-inf,1]")))
    (case,) = found.question.cases
    closed = replace(found.question, cases=(replace(case, strict=(False,) * len(case.strict)),))
    assert not replace(found, question=closed).check()


@pytest.mark.parametrize("body", [simplex(3), cross_polytope(3)], ids=["simplex", "cross-polytope"])
def test_inputs_that_no_single_row_bounds(body):
    """The bounds of single inputs come with multipliers of the rows, which must be right."""
    total = Network.from_arrays([[[1, 1, 1], [-1, -1, -1]], [[1, 1]]])
    found = proof_of(total, Property.safe(body, Polyhedron.parse("[-inf,1]")))

    def change(node):
        for i, claim in enumerate(node.claims):
            if claim.weights:
                for weights in (
                    {},
                    {r: 2 * w for r, w in claim.weights.items()},
                    {r: -w for r, w in claim.weights.items()},
                ):
                    other = Claim(claim.place, claim.side, claim.end, weights)
                    yield replace(node, claims=(*node.claims[:i], other, *node.claims[i + 1 :]))

    changed = list(wrong(found, change))
    assert changed
    assert not any(one.check() for one in changed)


def test_multipliers_at_infinite_ends():
    """Nothing bounds x, so no multiple of `high - z` may be used."""
    net = Network.from_arrays([[[1]], [[1]]])
    question = Property.unsafe(Polyhedron.parse("[-inf,inf]"), Polyhedron.parse("[1,inf]"))
    assert not verify(net, question).holds
    hollow = Combination({0: Fraction(1)}, {}, {(1, 0): (Fraction(0), Fraction(1))})
    claimed = proof_of(net, Property.unsafe(Polyhedron.parse("[-inf,0]"), Polyhedron.parse("[1,inf]")))
    assert not replace(claimed, question=question, proofs=(Refutation((), hollow),)).check()


def test_a_violation_is_evaluated():
    found = verify(norm(2), Property.safe(cube(2), Polyhedron.parse("[0,1]")))
    assert found.check()
    assert not replace(found, value=found.value + 1).check()
    assert not replace(found, point=found.point * 0).check()
    assert np.all(abs(found.point) <= 1)
