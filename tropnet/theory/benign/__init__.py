"""Benign functions: what size and depth of networks have to do with circuits and communication.

After G. Vardi, D. Reichman, T. Pitassi and O. Shamir, Size and depth separation in approximating benign functions with
neural networks, COLT 2021.

==========================================  ============================================================================
:func:`disjointness_network`,               two Boolean functions of d pairs of bits by O(d) neurons, and how steep they
:func:`inner_product_network`,              are on the cube
:func:`squared_lipschitz_constant_of_pairs`
:func:`benign_function`,                    the 4-Lipschitz extension of a Boolean function to the cube, and the
:func:`rounded_network`,                    network that equals it on the boxes at the corners
:func:`corner_boxes`, :func:`perspective`
:class:`ThresholdCircuit`,                  circuits of threshold gates, and ReLU networks of twice their size
:func:`disjointness_circuit`,
:func:`inner_product_circuit`
:func:`ramp_network`,                       gadgets: ramps, rounding, and binary digits
:func:`rounding_network`,
:func:`sharpened`, :func:`bit_network`,
:func:`bit_network_size`
:func:`benign_report`,                      what the definition asks of a network, as far as one network can answer
:class:`BenignReport`
:func:`boolean_cube`, :func:`truth_table`,  Boolean functions
:func:`disjointness`, :func:`inner_product`
:func:`rounds_by_rectangles`,               lower bounds on communication, with explicit numbers
:func:`rounds_by_correlation`,
:func:`inner_product_rounds`,
:func:`squared_norm_bound`,
:func:`constant_rectangles`,
:func:`n_comparisons`
==========================================  ============================================================================

The theorems, each with its check: :class:`LinearSizeNetworks`, :class:`LipschitzOfPairs`, :class:`CornerExtension`,
:class:`SizeByCommunication`, :class:`InnerProductSize`, :class:`SizeByCorrelation`, :class:`InnerProductMeanSquare`,
:class:`InnerProductOnBoxes`, :class:`CountingBound` (with :func:`functions_left_over`); and the barriers
:class:`DepthBarrier`, :class:`SizeBarrier`, :class:`LinearSizeBarrier`, about :class:`CircuitApproximation`.

Depth against size for one function of one variable, with the powers of the tent map, is the subject of
:mod:`tropnet.theory.gaps`; these powers are :class:`tropnet.theory.families.TentComposition`.

>>> net = inner_product_network(6, deep=True)
>>> net.size, InnerProductSize().check(net).outcome
(12, 'holds')
"""

from tropnet.theory.benign.barriers import (
    CircuitApproximation,
    DepthBarrier,
    LinearSizeBarrier,
    SizeBarrier,
)
from tropnet.theory.benign.bits import bit_network, bit_network_size
from tropnet.theory.benign.boolean import boolean_cube, disjointness, inner_product, truth_table
from tropnet.theory.benign.circuits import ThresholdCircuit, disjointness_circuit, inner_product_circuit
from tropnet.theory.benign.communication import (
    constant_rectangles,
    inner_product_rounds,
    n_comparisons,
    rounds_by_correlation,
    rounds_by_rectangles,
    squared_norm_bound,
)
from tropnet.theory.benign.corners import benign_function, corner_boxes, perspective, rounded_network
from tropnet.theory.benign.counting import CountingBound, functions_left_over
from tropnet.theory.benign.pairs import (
    LipschitzOfPairs,
    disjointness_network,
    inner_product_network,
    squared_lipschitz_constant_of_pairs,
)
from tropnet.theory.benign.ramps import ramp_network, rounding_network, sharpened
from tropnet.theory.benign.report import BenignReport, benign_report
from tropnet.theory.benign.theorems import (
    CornerExtension,
    InnerProductMeanSquare,
    InnerProductOnBoxes,
    InnerProductSize,
    LinearSizeNetworks,
    SizeByCommunication,
    SizeByCorrelation,
)

__all__ = [
    "BenignReport",
    "CircuitApproximation",
    "CornerExtension",
    "CountingBound",
    "DepthBarrier",
    "InnerProductMeanSquare",
    "InnerProductOnBoxes",
    "InnerProductSize",
    "LinearSizeBarrier",
    "LinearSizeNetworks",
    "LipschitzOfPairs",
    "SizeBarrier",
    "SizeByCommunication",
    "SizeByCorrelation",
    "ThresholdCircuit",
    "benign_function",
    "benign_report",
    "bit_network",
    "bit_network_size",
    "boolean_cube",
    "constant_rectangles",
    "corner_boxes",
    "disjointness",
    "disjointness_circuit",
    "disjointness_network",
    "functions_left_over",
    "inner_product",
    "inner_product_circuit",
    "inner_product_network",
    "inner_product_rounds",
    "n_comparisons",
    "perspective",
    "ramp_network",
    "rounded_network",
    "rounding_network",
    "rounds_by_correlation",
    "rounds_by_rectangles",
    "sharpened",
    "squared_lipschitz_constant_of_pairs",
    "squared_norm_bound",
    "truth_table",
]
