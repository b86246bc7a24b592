r"""Networks that compute support functions of zonotopes.

The support function of the zonotope Z = c + sum [-1, 1] g over m generators,

.. math:: h_Z(r) = \max_{x \in Z} r \cdot x = r \cdot c + \sum_i |r \cdot g_i| ,

is computed by one hidden ReLU layer without biases, in two ways.

* *In pairs*: :math:`|s| = [s]_+ + [-s]_+` takes two neurons for each generator, 2m in all; with c = 0 this is the
  network of Arora, Basu, Mianjy and Mukherjee (2018), Section 3.2.  If c is a combination of generators,
  :math:`c = \sum s_i g_i`, then :math:`|r g_i| + s_i\, r g_i = (1 + s_i) [r g_i]_+ + (1 - s_i) [-r g_i]_+`, and
  the same neurons do.
* *One by one*: :math:`|s| = 2 [s]_+ - s` takes one neuron for each generator, and leaves the linear function of the
  corner :math:`a = c - \sum_i g_i`.

A linear function of its own takes two neurons more, :math:`r \cdot a = [r \cdot a]_+ - [-r \cdot a]_+`.  Nothing bends
where they switch, but the regions of activation are cut there.  As :math:`h_Z` bends along m different hyperplanes, no
hidden layer does with fewer than m neurons.  The linear pieces of :math:`h_Z` correspond to the vertices of Z.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from tropnet.errors import InconsistentError, InputError
from tropnet.exact.arrays import RationalArray, concatenate, rational_array
from tropnet.exact.matrix import row_space, solve
from tropnet.networks.network import Network
from tropnet.polyhedra.zonotopes.zonotope import Zonotope

__all__ = ["support_network"]


def support_network(zonotope: Zonotope, *, paired: bool = False) -> Network:
    """The network with one hidden layer and without biases that computes the support function of a zonotope.

    Parameters
    ----------
    zonotope : Zonotope
        In R^n with n >= 1, with m generators and the center c.
    paired : bool, default False
        If True, 2m neurons for the generators, and 2 more if c is no combination of generators.  If False, m
        neurons for the generators, and 2 more unless c is the sum of the generators in their canonical form.  The
        zonotope {0} takes one neuron, which is dead.

    Returns
    -------
    Network
        From R^n to R.

    Raises
    ------
    InputError
        If the zonotope lies in R^0.

    Source
    ------
    R. Arora, A. Basu, P. Mianjy and A. Mukherjee, Understanding deep neural networks with rectified linear units, 2018,
    Section 3.2.

    Examples
    --------
    >>> square = Zonotope([[1, 0], [0, 1]])
    >>> net = support_network(square, paired=True)
    >>> net(["1/2", -3]), net.widths
    (RationalArray([7/2]), (4,))
    >>> support_network(Zonotope.from_edges([[1, 0], [0, 1]])).widths
    (2,)
    """
    if zonotope.ambient_dim == 0:
        raise InputError("a zonotope in R^0 has no directions; a network needs at least one input")
    g, c = zonotope.generators, zonotope.center
    if paired:
        shares, linear = _shares(g, c)
        blocks = [(g, 1 + shares), (-g, 1 - shares)]
    else:
        blocks, linear = [(g, RationalArray([2] * len(g)))], c - g.sum(axis=0)
    line = linear.reshape(1, len(c))
    if linear.sign().any():
        blocks += [(line, RationalArray([1])), (-line, RationalArray([-1]))]
    elif not len(g):
        blocks = [(line, RationalArray([1]))]
    rows, factors = map(concatenate, zip(*blocks, strict=True))
    return Network.from_arrays([rows, factors.reshape(1, -1)])


def _shares(generators: RationalArray, center: RationalArray) -> tuple[RationalArray, RationalArray]:
    """Factors s with s @ generators = center and what is left of the center, or zeros and the whole center."""
    basis = [int(np.flatnonzero(row)[0]) for row in row_space(generators.T).sign()]
    shares = np.full(len(generators), Fraction(0))
    try:
        shares[basis] = solve(generators[basis].T, center).fractions()
    except InconsistentError:
        return rational_array(shares), center
    return rational_array(shares), RationalArray.zeros(len(center))
