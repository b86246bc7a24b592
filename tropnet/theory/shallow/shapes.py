r"""How large the shallow form can become: plain against residual networks of the same widths.

The form of :mod:`tropnet.theory.shallow.form` starts from f = P - Q, two maxima that the layerwise recursion builds.
For every value inside the network let r and s be the numbers of affine functions in its two maxima, with nothing
dropped on the way.

* An input has r = s = 1.
* A sum :math:`\sum_i w_i y_i` multiplies: a positive weight contributes :math:`(r_i, s_i)` and a negative one
  :math:`(s_i, r_i)`, a zero nothing.
* A ReLU is max(P - Q, 0) = max(P, Q) - Q, and makes (r + s, s) of (r, s).
* A skip connection :math:`y_i = h_i + g_i` multiplies the two: this is why residual networks have larger forms.

**Proposition.**  Among all networks of given widths, these numbers are largest if no weight is zero and all weights
between hidden layers are negative.  Then all neurons of a layer have the same r and s, and with n the width of the
layer before

.. math::  (r, s) \mapsto (r^n + s^n, r^n) \text{ (plain)}, \qquad (r, s) \mapsto (r (r^n + s^n), s r^n)
           \text{ (with a skip connection)},

starting with (1, 1) at the inputs, so that (2, 1) is behind the first hidden layer.  An output on n neurons has
:math:`(r s)^n` pairs, whatever the signs of its weights, and at most :math:`r^n` affine functions in Q.

*Proof.*  By induction r >= s everywhere behind a ReLU.  A sum has s = :math:`\prod x_i` and r = :math:`\prod y_i` with
:math:`\{x_i, y_i\} = \{r_i, s_i\}`.  Of these s is at most :math:`\prod r_i`, and r + s at most
:math:`\prod r_i + \prod s_i`, because replacing the factors in the two products by the larger and the smaller ones does
not decrease the sum.  Both are attained when all weights are negative, both grow with every :math:`r_i` and
:math:`s_i`, and the same is true of :math:`r_i (r + s)` and :math:`s_i s`.  Zeros only remove factors >= 1.  ∎

So the number of pairs is doubly exponential in the depth, and larger with skip connections from the second hidden
layer on; this is what An, Boussaïd, Bennamoun and Hu (2017) call the more complex representation of residual networks.
The numbers here are those of this construction, which need not be the one of the paper in all details.

**What the comparison does not say.**  It is of the construction with nothing dropped.  Of the pairs only those that
overlap are needed, and they are no more than the proper activation regions.  For plain networks these are bounded by
Serra, Tjandraatmadja and Ramalingam (2018).  With skip connections that bound fails, and that of Montúfar (2017)
holds: on a region the map x -> h_l has at most the rank min(n_0, ..., n_l), since a layer with a skip connection only
composes with a square matrix I + D W.  So the exponential of an exponential disappears, and what remains of the
difference are the dimensions that an inactive ReLU loses and a skip connection keeps.  Nor does the table compare two
networks with the same weights, of which either may have the larger form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from tropnet.errors import InputError
from tropnet.exact.display.html import table
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.bounds.relu import montufar_upper_bound, serra_upper_bound
from tropnet.theory.bounds.table import short_form

__all__ = ["ShapeComparison", "ShapeSizes", "compare_shapes"]

MOST_BITS = 2**22
"""Numbers with more binary digits are not formed."""

COLUMNS = ("at most", "plain", "residual")


@dataclass(frozen=True)
class ShapeSizes:
    """The largest sizes of the shallow form of a network with one output; see :func:`compare_shapes`.

    Attributes
    ----------
    monomials : tuple of (int, int)
        Of every hidden layer, the numbers of affine functions in the two maxima of a neuron, with nothing dropped.
    n_networks : int
        The number of networks with one hidden layer, with nothing dropped.
    n_neurons : int
        The number of neurons in each of these.
    n_needed : int
        An upper bound on the number of networks that are left when redundant ones are dropped.

    Examples
    --------
    >>> compare_shapes([2, 2, 2]).plain
    ShapeSizes(monomials=((2, 1), (5, 4)), n_networks=400, n_neurons=24, n_needed=11)
    """

    monomials: tuple[tuple[int, int], ...]
    n_networks: int
    n_neurons: int
    n_needed: int


@dataclass(frozen=True)
class ShapeComparison:
    """The sizes for a plain and for a residual network of the same widths; see :func:`compare_shapes`.

    Attributes
    ----------
    widths : tuple of int
        The number of inputs and the widths of the hidden layers.
    plain, residual : ShapeSizes

    Examples
    --------
    >>> comparison = compare_shapes([2, 3, 3])
    >>> comparison.residual.n_networks // comparison.plain.n_networks
    8
    """

    widths: tuple[int, ...]
    plain: ShapeSizes
    residual: ShapeSizes

    @property
    def _caption(self) -> str:
        return f"shallow form of a network with inputs and widths {', '.join(map(str, self.widths))}, and one output"

    def _cells(self) -> list[tuple[str, str, str]]:
        plain, residual = self.plain, self.residual
        layers = enumerate(zip(plain.monomials, residual.monomials, strict=True), start=1)
        monomials = [
            (f"monomials of a neuron in hidden layer {layer}", _pair(first), _pair(second))
            for layer, (first, second) in layers
        ]
        sizes = [
            ("networks, nothing dropped", plain.n_networks, residual.n_networks),
            ("neurons in each", plain.n_neurons, residual.n_neurons),
            ("networks, redundant ones dropped", plain.n_needed, residual.n_needed),
        ]
        return [*monomials, *((name, short_form(first), short_form(second)) for name, first, second in sizes)]

    def __str__(self) -> str:
        rows = [COLUMNS, *self._cells()]
        sizes = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = [f"{a.ljust(sizes[0])}  {b.rjust(sizes[1])}  {c.rjust(sizes[2])}" for a, b, c in rows]
        return "\n".join([self._caption, *lines])

    def _repr_html_(self) -> str:
        """The table in notebooks."""
        return table(self._cells(), head=COLUMNS, caption=self._caption, align="lrr")


def compare_shapes(widths: Iterable[int]) -> ShapeComparison:
    """The largest sizes of shallow forms of plain and residual networks of the same widths, side by side.

    The residual network has a skip connection h_l = h_{l-1} + relu(W_l h_{l-1} + b_l) around every hidden layer that
    is as wide as the one before, the inputs h_0 = x among them; the plain one has h_l = relu(W_l h_{l-1} + b_l)
    everywhere.

    Parameters
    ----------
    widths : iterable of int
        The number of inputs and the widths of the hidden layers; there is one output.

    Returns
    -------
    ShapeComparison

    Raises
    ------
    InputError
        If a number is not positive, there is no hidden layer or no place for a skip connection, or the numbers are too
        long to be written down: more than 2^22 binary digits.

    Source
    ------
    S. An, F. Boussaïd, M. Bennamoun and J. Hu, From deep to shallow: transformations of deep rectifier networks, 2017,
    arXiv:1703.10355, for the question; the numbers are proved in :mod:`tropnet.theory.shallow.shapes`.

    Examples
    --------
    >>> print(compare_shapes([2, 3, 3, 3]))
    shallow form of a network with inputs and widths 2, 3, 3, 3, and one output
    at most                                       plain        residual
    monomials of a neuron in hidden layer 1       2 - 1           2 - 1
    monomials of a neuron in hidden layer 2       9 - 8          18 - 8
    monomials of a neuron in hidden layer 3  1241 - 729  114192 - 46656
    networks, nothing dropped                 7.405e+17       1.512e+29
    neurons in each                          1911240520       1.489e+15
    networks, redundant ones dropped                208             343
    """
    shape = tuple(integer_at_least(1, width, "the width") for width in widths)
    if len(shape) < 2:
        raise InputError(f"{shape} has no hidden layer; give the number of inputs and then the widths")
    skips = [before == after for before, after in pairwise(shape)]
    if not any(skips):
        raise InputError(
            f"no hidden layer of {shape} is as wide as the one before, so there is no place for a skip connection; "
            "give two equal widths in a row"
        )
    _check_lengths(shape, skips)
    inputs, *hidden = shape
    return ShapeComparison(
        shape,
        _sizes(shape, [False] * len(skips), serra_upper_bound(inputs, hidden)),
        _sizes(shape, skips, montufar_upper_bound(inputs, hidden)),
    )


def _sizes(shape: tuple[int, ...], skips: list[bool], n_regions: int) -> ShapeSizes:
    monomials = tuple(_monomials(shape, skips))
    (r, s), n = monomials[-1], shape[-1]
    n_networks = (r * s) ** n
    return ShapeSizes(monomials, n_networks, r**n - 1, min(n_networks, n_regions))


def _monomials(shape: tuple[int, ...], skips: list[bool]) -> Iterator[tuple[int, int]]:
    """The recursion of the proposition."""
    r, s = 1, 1
    for n, has_skip in zip(shape, skips, strict=False):
        above, below = r**n + s**n, r**n
        r, s = (r * above, s * below) if has_skip else (above, below)
        yield r, s


def _check_lengths(shape: tuple[int, ...], skips: list[bool]) -> None:
    """Raise an InputError if the numbers have too many digits: r < 2^b, with b from the recursion, bounds all."""
    bits = 0
    for n, has_skip in zip(shape, skips, strict=False):
        bits = (n + has_skip) * bits + 1
    bits *= 2 * shape[-1]
    if bits > MOST_BITS:
        raise InputError(
            f"the number of networks for the widths {shape} may have {short_form(bits)} binary digits; take less than "
            f"{MOST_BITS}: a smaller width, or fewer hidden layers"
        )


def _pair(numbers: tuple[int, int]) -> str:
    return " - ".join(short_form(number) for number in numbers)
