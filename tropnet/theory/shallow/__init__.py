"""Deep to shallow: every deep network as a maximum of networks with one hidden layer.

==========================  ==============================================================================
:func:`to_shallow`          the maximum of one-hidden-layer networks that is the function of a deep network
:class:`ShallowForm`        that maximum: its networks, its value, all of it as one network, its exact size
:func:`split_hinges`,       the neurons that split off from a maximum of affine functions, and what remains
:class:`HingeSplit`
:func:`compare_shapes`      how large the construction can become for plain and for residual networks of the
                            same widths
:class:`ShapeComparison`    the two side by side
:class:`ShapeSizes`         one of them: monomials after every layer, networks, neurons
==========================  ==============================================================================

A network with two hidden layers as the maximum of seven networks with two neurons:

>>> from tropnet import is_equivalent
>>> from tropnet.networks import Network
>>> net = Network.from_arrays([[[1, 0], [0, 1], [1, 1]], [[1, -1, 1], [-1, 1, 2]], [[1, 1]]], [[0, 0, -1], [1, 0], [0]])
>>> form = to_shallow(net).with_hinges()
>>> form.n_networks, form.n_neurons, is_equivalent(net, form.network())
(7, 2, True)
"""

from tropnet.theory.shallow.form import ShallowForm, to_shallow
from tropnet.theory.shallow.hinges import HingeSplit, split_hinges
from tropnet.theory.shallow.shapes import ShapeComparison, ShapeSizes, compare_shapes

__all__ = [
    "HingeSplit",
    "ShallowForm",
    "ShapeComparison",
    "ShapeSizes",
    "compare_shapes",
    "split_hinges",
    "to_shallow",
]
