"""Depth against size: how much larger shallow networks must be.

================================  =======================================================================
:func:`size_lower_bound`,         how many neurons p pieces take, by the printed bound and by the exact
:func:`depth_table`               integer program; the table for k layers of w neurons against fewer
:class:`PieceProduct`,            Lemmas D.5 and D.6 of Arora et al. as theorems that can be checked
:class:`SizeOfPieces`
:class:`DepthSeparation`,         Theorems 3.1 and 3.9: this function, in few layers
:class:`ZonotopeDepthSeparation`
:class:`DepthHierarchy`,          Corollaries 3.3 and 3.4
:func:`cubic_hierarchy`
:class:`L1Gap`,                   Theorem 3.5, and the L1 distance of a function with many pieces to all
:func:`l1_lower_bound`            functions with few
:func:`minimal_network`,          Theorem 2.2: a function of one variable by one hidden layer, with the least
:func:`smallest_size`             number of neurons, and a certificate that there are no fewer
================================  =======================================================================

A theorem is an object: ``theorem.check(network)`` says *holds*, *not applicable* and why, or *refuted* with the
witness.
"""

from tropnet.theory.gaps.hierarchy import DepthHierarchy, cubic_hierarchy
from tropnet.theory.gaps.l1 import L1Gap, hinge_distance, l1_lower_bound
from tropnet.theory.gaps.one_dimension import (
    OneDimensionalRepresentation,
    SmallestSize,
    minimal_network,
    smallest_size,
    two_sided_network,
)
from tropnet.theory.gaps.sizes import (
    DepthRow,
    DepthTable,
    balanced_widths,
    depth_table,
    largest_number_of_pieces,
    size_bound_expression,
    size_lower_bound,
)
from tropnet.theory.gaps.theorems import (
    DepthSeparation,
    PieceProduct,
    SizeOfPieces,
    ZonotopeDepthSeparation,
    piece_capacity,
)

__all__ = [
    "DepthHierarchy",
    "DepthRow",
    "DepthSeparation",
    "DepthTable",
    "L1Gap",
    "OneDimensionalRepresentation",
    "PieceProduct",
    "SizeOfPieces",
    "SmallestSize",
    "ZonotopeDepthSeparation",
    "balanced_widths",
    "cubic_hierarchy",
    "depth_table",
    "hinge_distance",
    "l1_lower_bound",
    "largest_number_of_pieces",
    "minimal_network",
    "piece_capacity",
    "size_bound_expression",
    "size_lower_bound",
    "smallest_size",
    "two_sided_network",
]
