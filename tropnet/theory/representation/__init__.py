"""Exact representations of piecewise linear functions: sums of small maxima, and the networks that they give.

============================  ===========================================================================
:func:`small_maxima`,         signed sums of maxima of at most n + 1 affine functions, after Wang and Sun;
:class:`SmallMaxima`,         and the network with ceil(log2(n + 1)) hidden layers of Arora et al.
:class:`SignedMaximum`
:func:`interior_simplices`    the sum from a triangulation of the Newton polytope
:func:`circuit_elimination`   the sum from affine dependences, one monomial after the other
============================  ===========================================================================

>>> from tropnet.tropical import TropicalPolynomial
>>> print(small_maxima(TropicalPolynomial.parse("max(2x, x + 1, 0)")))
max(x + 1, 0) + max(2*x, x + 1) - max(x + 1)
"""

from tropnet.theory.representation.circuits import circuit_elimination
from tropnet.theory.representation.interior_simplices import interior_simplices
from tropnet.theory.representation.small_maxima import SignedMaximum, SmallMaxima, small_maxima

__all__ = [
    "SignedMaximum",
    "SmallMaxima",
    "circuit_elimination",
    "interior_simplices",
    "small_maxima",
]
