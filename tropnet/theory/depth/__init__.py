"""Maxima in few hidden layers: identities that are proved, and the networks that they give.

=================================  ======================================================================
:class:`MaxIdentity`,              the maximum of n numbers as a rational combination of functions with
:class:`OrbitTerm`                 two hidden layers; for n = 5, 6, 7 and 8 one comes with tropnet
:class:`MaxIdentityProof`,         the proof that such an identity holds, or the rows where it fails
:class:`FailingRow`
:func:`max_of_five_network`        the maximum of five numbers by two hidden layers of widths 21 and 11
:func:`max_network`                the maximum of n numbers by a tree, or by at most two hidden layers
=================================  ======================================================================

>>> identity = MaxIdentity.shipped(7)
>>> identity, identity.widths
(<MaxIdentity of 7 numbers: 23 orbit sums with k = 3>, (29, 41127))
>>> identity.verify()
<MaxIdentityProof: proved on 92 hinges and 7 linear rows>
"""

from tropnet.theory.depth.max_identity import FailingRow, MaxIdentity, MaxIdentityProof, OrbitTerm
from tropnet.theory.depth.max_networks import max_network, max_of_five_network

__all__ = [
    "FailingRow",
    "MaxIdentity",
    "MaxIdentityProof",
    "OrbitTerm",
    "max_network",
    "max_of_five_network",
]
