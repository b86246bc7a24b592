r"""The parameters of a member of the zonotope family, from the function alone.

Let :math:`f = H \circ \gamma` be a member (:mod:`tropnet.theory.families.zonotope`) with sawtooth widths
:math:`w_1, \dots, w_k`, P their product, and :math:`\gamma(r) = \sum_i |\langle r, b^i \rangle|`.

**On a ray.**  Let e be a direction with :math:`c = \gamma(e) > 0`.  Then f(te) = H(ct) for t >= 0.  There H has P
pieces with a slope, and goes up and down between 0 and M; they end where H has reached 0 or M for the P-th time, at
ct = M.  So the first end of a piece tells M, the P-th one tells c, and :math:`t \mapsto f(te / c)` is H, from which
:math:`a^1, \dots, a^k` are decoded (:mod:`tropnet.theory.families.sawtooth_decoding`).

**Around 0.**  H is multiplication by a number :math:`\sigma > 0` near 0, the product of the first slopes of the
sawtooth functions.  So :math:`f = \sigma \gamma` there, and the gradients of f on the cones around 0 are the multiples
:math:`\sigma z` of the vertices z of the zonotope Z whose support function :math:`\gamma` is.  Their hull is
:math:`\sigma Z`; and Z has its generators up to signs, order, and sums of parallel ones
(:mod:`tropnet.polyhedra.zonotopes.zonotope`).

**Corollary.**  Two members with the same widths are the same function exactly if they have the same M and the same
points, and their generators agree up to signs, order, and the merging of parallel ones: exactly if their
:meth:`canonical <tropnet.theory.families.zonotope.ZonotopeComposition.canonical>` forms are equal.  *Proof.*  What is
decoded depends on the function only; and :math:`\gamma` does not change with signs and order, nor if b and cb become
(1 + |c|)b.  ∎

The number of inputs and all else about the function is known from itself, but the widths must be given: H does not
determine them.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod

from tropnet.analysis.equivalence import is_equivalent
from tropnet.analysis.local import regions_around
from tropnet.analysis.univariate_form import along
from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.networks import Dense, Flatten, Maxout, Network, Reshape, subtract
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.reading import integer_at_least
from tropnet.polyhedra.zonotopes.recognition import as_zonotope
from tropnet.polyhedra.zonotopes.zonotope import Zonotope
from tropnet.theory.families.sawtooth import SawtoothComposition
from tropnet.theory.families.sawtooth_decoding import decode
from tropnet.theory.families.zonotope import ZonotopeComposition
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational
from tropnet.univariate.function import PiecewiseLinearFunction1D

__all__ = ["decode_zonotope_composition"]


def decode_zonotope_composition(f: Network | TropicalRational, widths: Sequence[int]) -> ZonotopeComposition:
    r"""The canonical member with these sawtooth widths that a given function is: the parameters, from it alone.

    Why there is only one, and what must be given: see :mod:`tropnet.theory.families.zonotope_decoding`.

    Parameters
    ----------
    f : Network or TropicalRational
        With one output.  Of a network only the function matters, not its layers.
    widths : sequence of int
        Those of the sawtooth layers, at least 2 each.

    Returns
    -------
    ZonotopeComposition
        Equal to its :meth:`~ZonotopeComposition.canonical` form; that it is the function f is proved.

    Raises
    ------
    InputError
        If the function is no member of the family with these widths.

    Source
    ------
    R. Arora, A. Basu, P. Mianjy and A. Mukherjee, Understanding deep neural networks with rectified linear units,
    2018, Theorem 3.9 (iii), corrected.

    Examples
    --------
    >>> f = ZonotopeComposition([[0, -1], [2, 1]], [["1/2"], ["1/4", "1/2"]], M=2)
    >>> decode_zonotope_composition(f.network(), (2, 3)) == f.canonical()
    True
    >>> tent = TropicalRational.parse("2*max(x, -x) - max(0, 4*x - 2, -4*x - 2)")
    >>> decode_zonotope_composition(tent, [2]).a
    ((Fraction(1, 2),),)
    """
    shape = tuple(integer_at_least(2, w, "a width") for w in widths)
    net = _as_network(f)
    if net.output_dim != 1:
        raise InputError(f"the function has {net.output_dim} outputs, but a member of the family has one")
    regions = regions_around(net, RationalArray.zeros(net.input_dim))
    e = regions[0].interior_point
    sawtooth, norm = _sawtooth_on_ray(net, e, shape)
    gradients = rational_array([region.affine_map[0, :-1] for region in regions])
    zonotope = _centred_zonotope(gradients / prod(sawtooth.slopes(j)[0] for j in range(len(shape))))
    member = ZonotopeComposition(zonotope.generators.fractions().tolist(), sawtooth.a, sawtooth.M)
    if zonotope.support_function(e) != norm or not is_equivalent(member.network(), net):
        raise _not_in_the_family(f"the only candidate is {member!r}, and that is another function")
    return member


def _sawtooth_on_ray(
    net: Network, e: RationalArray, widths: tuple[int, ...]
) -> tuple[SawtoothComposition, Fraction]:
    """The sawtooth functions of t -> H(norm(e) t) for t >= 0, and the norm of e.

    The pieces of H are found but for the end of the last one, where H may go on; it is where the last piece reaches 0
    or M.
    """
    (f,) = along(net, RationalArray.zeros(net.input_dim), e)
    breaks, slopes = f.columns
    first, pieces = breaks.searchsorted(Fraction(0)), prod(widths)
    starts, steep = breaks[first : first + pieces], slopes[first + 1 : first + 1 + pieces]
    if len(starts) < pieces or starts[0] != 0:
        raise _not_in_the_family(f"on a ray from 0 it has fewer than {pieces} pieces, or does not bend at 0")
    height = f(starts[1])
    end = starts[-1] + abs(height / steep[-1]) if steep[-1] else starts[-1]
    norm = height / end
    shrunk = PiecewiseLinearFunction1D([], [1 / norm])
    right = PiecewiseLinearFunction1D([0], [0, 1])
    return decode(f @ shrunk @ right, widths), norm


def _centred_zonotope(vertices: RationalArray) -> Zonotope:
    """The zonotope around 0 that the hull of some points is."""
    reason = "around 0 it is no multiple of a sum of absolute values"
    try:
        zonotope = as_zonotope(Polyhedron.from_generators(vertices))
    except InputError as error:
        raise _not_in_the_family(reason) from error
    if zonotope.center.sign().any():
        raise _not_in_the_family(reason)
    return zonotope


def _as_network(f: Network | TropicalRational) -> Network:
    """A network between vectors that computes the function."""
    if isinstance(f, TropicalRational):
        if f.is_zero:
            raise _not_in_the_family("it is infinite everywhere")
        quotient = f.in_convention("max")
        return subtract(_maximum(quotient.numerator), _maximum(quotient.denominator))
    inner = Network.sequential([Reshape(f.input_shape)], f.input_dim)
    return Network.sequential([Flatten()], f.output_shape) @ f @ inner


def _maximum(polynomial: TropicalPolynomial) -> Network:
    """The maximum of affine functions, as one maxout unit."""
    pieces = polynomial.essential
    layers = [Dense(pieces.exponents, pieces.coefficients), Maxout(pieces.n_monomials)]
    return Network.sequential(layers, pieces.n_variables)


def _not_in_the_family(reason: str) -> InputError:
    """The error for a function that is no member."""
    return InputError(f"the function is no member of the family: {reason}")
