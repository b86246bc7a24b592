"""How deep a network must be: identities for maxima, constructions, and lower bounds, all checked.

=================================  ======================================================================
:class:`MaxIdentity`,              the maximum of n numbers as a rational combination of functions with
:class:`OrbitTerm`                 two hidden layers; for n = 5, 6, 7 and 8 one comes with tropnet
:class:`MaxIdentityProof`,         the proof that such an identity holds, or the rows where it fails
:class:`FailingRow`
:func:`search_max_identity`,       whether there is such an identity: one with few terms, or the refutation
:class:`MaxIdentitySearch`,
:class:`MaxIdentityRefutation`,
:func:`fewest_pairs`
:func:`max_network`,               the maximum of n numbers by trees, by fives, by two hidden layers, or with
:func:`max_network_widths`,        few hidden layers by identities of identities; the widths without building
:func:`max_of_five_network`
:func:`maximum_plan`,              how the last one is put together: least depth, then least size
:class:`MaximumPlan`,
:func:`bootstrap_depth`
:func:`depth_upper_bound`,         how many hidden layers are enough for every piecewise linear function of n
:func:`depth_upper_bounds`,        variables, and for the maximum of n numbers; and who proves it
:func:`maximum_depth_upper_bound`,
:func:`maximum_depth_upper_bounds`,
:class:`DepthBound`
:mod:`~tropnet.theory.depth.newton`
                                   the polytopes of networks: sums and joins, and virtual ones
:mod:`~tropnet.theory.depth.obstructions`
                                   lower bounds with what they assume, and refuted conjectures
:mod:`~tropnet.theory.depth.conforming`
                                   the proof that no conforming network with two hidden layers computes the
                                   maximum of five numbers, with a certificate
=================================  ======================================================================

>>> identity = MaxIdentity.shipped(7)
>>> identity, identity.widths
(<MaxIdentity of 7 numbers: 17 orbit sums with k = 3>, (29, 27897))
>>> identity.verify()
<MaxIdentityProof: proved on 71 hinges and 7 linear rows>
>>> print(depth_upper_bound(7))
2 hidden layers are enough for all continuous piecewise linear functions of 7 variables: ceil(log4((n + 1)/2)) + 1 \
(the identities for up to 8 numbers, and M. Rueß and others, 2026, arXiv:2607.21651, Theorem 5.1; proved here)
"""

from tropnet.theory.depth.bootstrap import MaximumPlan, bootstrap_depth, maximum_plan
from tropnet.theory.depth.five_numbers import max_of_five_network
from tropnet.theory.depth.max_identity import FailingRow, MaxIdentity, MaxIdentityProof, OrbitTerm
from tropnet.theory.depth.max_networks import max_network, max_network_widths
from tropnet.theory.depth.search import (
    MaxIdentityRefutation,
    MaxIdentitySearch,
    fewest_pairs,
    search_max_identity,
)
from tropnet.theory.depth.upper_bounds import (
    DepthBound,
    depth_upper_bound,
    depth_upper_bounds,
    maximum_depth_upper_bound,
    maximum_depth_upper_bounds,
)

__all__ = [
    "DepthBound",
    "FailingRow",
    "MaxIdentity",
    "MaxIdentityProof",
    "MaxIdentityRefutation",
    "MaxIdentitySearch",
    "MaximumPlan",
    "OrbitTerm",
    "bootstrap_depth",
    "depth_upper_bound",
    "depth_upper_bounds",
    "fewest_pairs",
    "max_network",
    "max_network_widths",
    "max_of_five_network",
    "maximum_depth_upper_bound",
    "maximum_depth_upper_bounds",
    "maximum_plan",
    "search_max_identity",
]
