"""Networks that bend only where two numbers are equal: with two hidden layers they do not reach the maximum of five.

=====================================  ====================================================================
:func:`prove_conforming_theorem`       the proof of that, found anew in seconds
:class:`ConformingProof`               a proof as a value and as a file, with a checker of its own
:func:`decide_conforming`              the same question for n numbers and combinations of maxima of k of them
:class:`ConformingWitness`             a function that answers it the other way, as for four numbers
:func:`is_conforming`,                 whether a network bends nowhere else, and the neurons that do
:func:`breaking_neurons`
=====================================  ====================================================================

>>> proof = ConformingProof.shipped()
>>> proof, proof.check()
(<ConformingProof for 5 numbers and arity 2: 112 lemmas, 18 of them identities>, True)
"""

from tropnet.theory.depth.conforming.networks import BreakingNeuron, breaking_neurons, is_conforming
from tropnet.theory.depth.conforming.proof import (
    ConformingProof,
    PartialConformingProof,
    decide_conforming,
    prove_conforming_theorem,
)
from tropnet.theory.depth.conforming.witness import ConformingWitness

__all__ = [
    "BreakingNeuron",
    "ConformingProof",
    "ConformingWitness",
    "PartialConformingProof",
    "breaking_neurons",
    "decide_conforming",
    "is_conforming",
    "prove_conforming_theorem",
]
