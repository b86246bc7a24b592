"""Families of networks: build a member, vary it, count its pieces, and check the count against the theorem.

=============================  =========================================================================
:class:`Sawtooth`,             the hard functions of one variable of Arora et al., and their compositions;
:class:`SawtoothComposition`,  :func:`decode` finds the parameters from the function, :func:`decompositions` the
:func:`decode`,                widths, which may be several
:class:`ZonotopeComposition`,  sawtooth compositions of a sum of absolute values, with n inputs;
                               :func:`decode_zonotope_composition` finds generators and parameters
:class:`TentComposition`       the iterates of the tent map (Telgarsky), by two networks
:class:`MontufarFolding`,      folded paper, and the zigzag that attains the upper bound of Serra et al.
:class:`PascanuFolding`,
:class:`SerraZigzag`
:class:`GeneralPosition`,      one hidden layer: in general position; the named arrangements (braid, Shi,
:class:`ArrangementNetwork`,   resonance, threshold, ...); shared filters
:class:`ConvolutionalLayer`
:class:`GraphAssociahedron`    one layer of maxout units over the connected sets of a graph
:class:`MaximumTree`           the maximum of n numbers
:class:`LooksLinear`           many regions of activation, one affine piece (Balduzzi et al.)
=============================  =========================================================================

Every family is a :class:`~tropnet.theory.family.Family`: ``network()``, ``expected``, ``verify()``, ``sample(rng)``.
The members of a :class:`SmoothFamily` depend smoothly on parameters, which may be symbols of sympy.
"""

from tropnet.theory.families.arrangement_networks import ArrangementNetwork
from tropnet.theory.families.convolutional import ConvolutionalLayer
from tropnet.theory.families.folding import MontufarFolding, PascanuFolding
from tropnet.theory.families.general_position import GeneralPosition
from tropnet.theory.families.looks_linear import LooksLinear
from tropnet.theory.families.maximum import MaximumTree
from tropnet.theory.families.nestohedra import GraphAssociahedron
from tropnet.theory.families.sawtooth import Sawtooth, SawtoothComposition
from tropnet.theory.families.sawtooth_decoding import decode, decompositions
from tropnet.theory.families.smooth import SmoothFamily
from tropnet.theory.families.tent import TentComposition
from tropnet.theory.families.zigzag import SerraZigzag
from tropnet.theory.families.zonotope import ZonotopeComposition, largest_number_of_vertices
from tropnet.theory.families.zonotope_decoding import decode_zonotope_composition

__all__ = [
    "ArrangementNetwork",
    "ConvolutionalLayer",
    "GeneralPosition",
    "GraphAssociahedron",
    "LooksLinear",
    "MaximumTree",
    "MontufarFolding",
    "PascanuFolding",
    "Sawtooth",
    "SawtoothComposition",
    "SerraZigzag",
    "SmoothFamily",
    "TentComposition",
    "ZonotopeComposition",
    "decode",
    "decode_zonotope_composition",
    "decompositions",
    "largest_number_of_vertices",
]
