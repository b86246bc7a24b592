"""Exact representations of piecewise linear functions, and the networks that they give.

============================  ===========================================================================
:func:`to_network`,           every piecewise linear function as a ReLU network, in seven ways
:func:`compare_schemes`,      their layers and neurons side by side, with bounds
:class:`SchemeComparison`,
:class:`SchemeRow`
:func:`depth`, :class:`Depth`  how many hidden layers a function needs: bounds from above and below
:func:`one_hidden_layer`,     the smallest network with one hidden layer, or the hyperplane that shows that
:class:`OneHiddenLayer`,      there is none
:class:`NotOneHiddenLayer`,
:func:`has_one_hidden_layer`,
:class:`WholeHyperplanes`
:func:`small_maxima`,         signed sums of maxima of at most n + 1 affine functions, after Wang and Sun;
:class:`SmallMaxima`,         and the network with ceil(log2(n + 1)) hidden layers of Arora et al.
:class:`SignedMaximum`
:func:`interior_simplices`    the sum from a triangulation of the Newton polytope
:func:`circuit_elimination`   the sum from affine dependences, one monomial after the other
============================  ===========================================================================

>>> from tropnet.tropical import TropicalPolynomial
>>> p = TropicalPolynomial.parse("max(2x, x + 1, 0)")
>>> print(small_maxima(p))
max(x + 1, 0) + max(2*x, x + 1) - max(x + 1)
>>> to_network(p).widths, has_one_hidden_layer(p)
((2,), True)
"""

from tropnet.theory.representation.circuits import circuit_elimination
from tropnet.theory.representation.depth import Depth, DepthFromAbove, DepthFromBelow, depth
from tropnet.theory.representation.interior_simplices import interior_simplices
from tropnet.theory.representation.one_hidden_layer import (
    NotOneHiddenLayer,
    OneHiddenLayer,
    WholeHyperplanes,
    has_one_hidden_layer,
    one_hidden_layer,
)
from tropnet.theory.representation.small_maxima import SignedMaximum, SmallMaxima, small_maxima
from tropnet.theory.representation.to_network import (
    SchemeComparison,
    SchemeRow,
    compare_schemes,
    to_network,
)

__all__ = [
    "Depth",
    "DepthFromAbove",
    "DepthFromBelow",
    "NotOneHiddenLayer",
    "OneHiddenLayer",
    "SchemeComparison",
    "SchemeRow",
    "SignedMaximum",
    "SmallMaxima",
    "WholeHyperplanes",
    "circuit_elimination",
    "compare_schemes",
    "depth",
    "has_one_hidden_layer",
    "interior_simplices",
    "one_hidden_layer",
    "small_maxima",
    "to_network",
]
