"""Depth against size."""

from tropnet.theory.gaps.l1 import hinge_distance, l1_lower_bound
from tropnet.theory.gaps.sizes import (
    DepthRow,
    DepthTable,
    balanced_widths,
    depth_table,
    largest_number_of_pieces,
    size_bound_expression,
    size_lower_bound,
)
from tropnet.theory.gaps.theorems import DepthSeparation, PieceProduct, SizeOfPieces, piece_capacity

__all__ = [
    "DepthRow",
    "DepthSeparation",
    "DepthTable",
    "PieceProduct",
    "SizeOfPieces",
    "balanced_widths",
    "depth_table",
    "hinge_distance",
    "l1_lower_bound",
    "largest_number_of_pieces",
    "piece_capacity",
    "size_bound_expression",
    "size_lower_bound",
]
