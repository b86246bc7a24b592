"""Bounds on the number of linear regions: the literature as functions, each with its hypotheses.

========================  ==========================================================================================
``table``                 :func:`bounds`: all bounds for an architecture or a network, with its counts beside
``architecture``          :class:`Architecture`: the shape of a network without its weights
``bound``                 :class:`Bound`: a formula, a citation, hypotheses that are checked
``catalogue``             the list of all bounds
``relu``, ``relu_lower``  ReLU and other activations: Raghu, Montúfar, Serra, Hinz, Hu and Zhang; Pascanu, Arora
``histograms``            the framework of Hinz and van de Geer
``maxout``                maxout layers, and vertices of Minkowski sums
``convolutional``         shared filters (Xiong et al.); ``transversals`` counts independent sets
``residual``, ``cuts``    skip connections, and how many dimensions pass through a graph
``zaslavsky``             the arrangement of the first layer of a given network
``expected``              random networks (Hanin and Rolnick)
``facets``                the average number of facets of a region
========================  ==========================================================================================

Which of the six counts a bound is about is part of it: :attr:`Bound.notions`.
"""

from tropnet.theory.bounds.architecture import Architecture, Convolution, HiddenLayer, Unit
from tropnet.theory.bounds.bound import NOTIONS, Bound, NetworkBound
from tropnet.theory.bounds.catalogue import EXPECTED, LOWER, OF_NETWORKS, UPPER
from tropnet.theory.bounds.convolutional import (
    convolution_regions,
    convolutional_lower_bound,
    convolutional_upper_bound,
    is_sharp,
)
from tropnet.theory.bounds.cuts import input_ranks
from tropnet.theory.bounds.expected import (
    expected_breakpoints_normal,
    expected_breakpoints_uniform,
    expected_regions_upper_bound,
    expected_wall_volume_upper_bound,
    hanin_rolnick,
)
from tropnet.theory.bounds.facets import AverageFacets, many_facets
from tropnet.theory.bounds.general_position import most_regions_of_hyperplanes, most_regions_of_units
from tropnet.theory.bounds.histograms import (
    hinz_histogram,
    histogram_upper_bound,
    montufar_histogram,
    serra_histogram,
)
from tropnet.theory.bounds.maxout import (
    layer_count_from_sublayers,
    maxout_lower_bound,
    maxout_upper_bound,
    most_vertices_of_minkowski_sum,
    serra_maxout_upper_bound,
    vertex_count_from_partial_sums,
)
from tropnet.theory.bounds.relu import (
    hinz_upper_bound,
    hu_zhang_upper_bound,
    montufar_upper_bound,
    pattern_upper_bound,
    raghu_upper_bound,
    serra_upper_bound,
)
from tropnet.theory.bounds.relu_lower import (
    arora_lower_bound,
    montufar_lower_bound,
    pascanu_lower_bound,
    serra_lower_bound,
)
from tropnet.theory.bounds.residual import active_unit_upper_bound, residual_folds
from tropnet.theory.bounds.table import BoundRow, BoundsTable, bounds
from tropnet.theory.bounds.zaslavsky import (
    first_layer_arrangement,
    ranks_of_weights_upper_bound,
    simple_bounded_regions,
    simple_central_regions,
    simple_f_vector,
)

__all__ = [
    "EXPECTED",
    "LOWER",
    "NOTIONS",
    "OF_NETWORKS",
    "UPPER",
    "Architecture",
    "AverageFacets",
    "Bound",
    "BoundRow",
    "BoundsTable",
    "Convolution",
    "HiddenLayer",
    "NetworkBound",
    "Unit",
    "active_unit_upper_bound",
    "arora_lower_bound",
    "bounds",
    "convolution_regions",
    "convolutional_lower_bound",
    "convolutional_upper_bound",
    "expected_breakpoints_normal",
    "expected_breakpoints_uniform",
    "expected_regions_upper_bound",
    "expected_wall_volume_upper_bound",
    "first_layer_arrangement",
    "hanin_rolnick",
    "hinz_histogram",
    "hinz_upper_bound",
    "histogram_upper_bound",
    "hu_zhang_upper_bound",
    "input_ranks",
    "is_sharp",
    "layer_count_from_sublayers",
    "many_facets",
    "maxout_lower_bound",
    "maxout_upper_bound",
    "montufar_histogram",
    "montufar_lower_bound",
    "montufar_upper_bound",
    "most_regions_of_hyperplanes",
    "most_regions_of_units",
    "most_vertices_of_minkowski_sum",
    "pascanu_lower_bound",
    "pattern_upper_bound",
    "raghu_upper_bound",
    "ranks_of_weights_upper_bound",
    "residual_folds",
    "serra_histogram",
    "serra_lower_bound",
    "serra_maxout_upper_bound",
    "serra_upper_bound",
    "simple_bounded_regions",
    "simple_central_regions",
    "simple_f_vector",
    "vertex_count_from_partial_sums",
]
