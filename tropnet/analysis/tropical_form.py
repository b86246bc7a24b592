r"""The tropical form of a network: its function as a difference of two maxima, with no redundant monomial.

A network with rational weights is a tropical rational function: with the recursion of Zhang, Naitzat and Lim
(Tropical geometry of deep neural networks, 2018, Proposition 5.1), written for hinges in
:mod:`tropnet.analysis.hinge_sums`, each output is a difference H - G of convex piecewise linear functions, hence of
tropical polynomials.  Multiplied out, these have a number of monomials that explodes from layer to layer, of which most
never attain the maximum.  The following makes it unnecessary to multiply out.

**Theorem.**  On each cell of the complex of the network H and G are affine, and the essential monomials of H, and
likewise of G, are its distinct affine pieces on the cells.

*Proof.*  On a cell every sheet u has one sign.  By induction all H_u and G_u are affine there: linear combinations with
nonnegative coefficients are, and of max(H_u, G_u) the larger side is told by the sign of H_u - G_u = u.
Let H have the affine piece m on some cell.  H is convex, so that m <= H everywhere, and H is the maximum of its pieces;
in the interior of the cell only m attains it, because two affine functions that agree on an open set are equal.  So
distinct pieces are essential.  A monomial that is essential in any maximum equal to H attains it alone on an open set,
which meets the interior of a cell; so it is a piece.  ∎

So the numbers of monomials are at most the number of cells, no linear program is solved, and the result is
*the* normal form of numerator and denominator as functions.  As a pair these depend on the network: any convex
function may be added to both.
"""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Literal

from tropnet.analysis.enumeration import Limit
from tropnet.analysis.hinge_sums import coefficients_on_cells, numerators_and_denominators
from tropnet.analysis.piecewise.function import PiecewiseLinear
from tropnet.analysis.regions import LinearRegions, linear_regions
from tropnet.analysis.symbolic_form import recursion
from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.digits import Bytes, integers_from_bytes, sorted_distinct
from tropnet.networks import Network
from tropnet.networks.hinges import hinges
from tropnet.networks.stages import stages
from tropnet.tropical.mapping import TropicalMap
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational

__all__ = ["tropicalize"]


def tropicalize(
    net: Network | LinearRegions | PiecewiseLinear,
    *,
    method: Literal["cells", "symbolic"] = "cells",
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> TropicalRational | TropicalMap:
    """A network as a tropical rational function, numerator and denominator in their shortest form.

    Parameters
    ----------
    net : Network, LinearRegions or PiecewiseLinear
        Any layers.  An input of another shape than (n,) is read as the n numbers in row-major order.  Linear
        regions of a network over all of space save the time of finding them.
    method : {"cells", "symbolic"}
        ``"cells"`` reads the monomials off the cells of the network, in little more time than it takes to enumerate
        these.  ``"symbolic"`` does the algebra layer by layer and drops redundant monomials after every step,
        which takes far longer and gives formally the same.
    executor : concurrent.futures.Executor, optional
        Runs the enumeration of the cells.
    progress : bool
        Whether to show a progress bar of that.
    limit : Limit, optional
        Where to stop it; its error's ``partial`` can be resumed to linear regions, and these given here.

    Returns
    -------
    TropicalRational
        In the max-plus convention, for a network with one output.
    TropicalMap
        For a network with several, flattened.

    Raises
    ------
    InputError
        If regions or function are those inside a domain, the method is unknown, or ``net`` is none of these.
    LimitReachedError
        If the limit is reached.

    Examples
    --------
    >>> from tropnet.networks import Network
    >>> f = tropicalize(Network.from_arrays([[[1], [1]], [[2, -3]]], [[0, -1], ["1/2"]]))
    >>> print(f.numerator, "-", f.denominator)
    max(2*x + 1/2, 1/2) - max(3*x - 3, 0)
    >>> f("1/3")
    Fraction(7, 6)
    """
    if method not in {"cells", "symbolic"}:
        raise InputError(f"the method {method!r} is unknown; give 'cells' or 'symbolic'")
    if isinstance(net, PiecewiseLinear):
        if net.domain is not None:
            raise InputError(
                f"{net!r} says nothing about the function outside; tropnet.difference_of_convex extends it"
            )
        net = net.network
    elif isinstance(net, LinearRegions):
        if net.within is not None:
            raise InputError(
                f"{net!r} are regions inside a domain, which tell nothing about the network outside; "
                "give those over all of space"
            )
    elif not isinstance(net, Network):
        raise InputError(f"{net!r} is no network; give a Network, its LinearRegions or a PiecewiseLinear")
    if method == "symbolic":
        network = net.network if isinstance(net, LinearRegions) else net
        return _function(recursion(hinges(stages(network))))
    if isinstance(net, Network):
        net = linear_regions(net, executor=executor, progress=progress, limit=limit)
    return _function(_read_off(net))


def _read_off(regions: LinearRegions) -> list[TropicalRational]:
    """The components of a network, from the signs of its sheets on the cells."""
    assembly = regions._assembly
    pair = numerators_and_denominators(assembly.network)
    found = [
        _polynomial(coefficients, pair.denominator)
        for coefficients in coefficients_on_cells(assembly.network, pair, assembly.fine_signs)
    ]
    k = len(found) // 2
    return [TropicalRational(p, q) for p, q in zip(found[:k], found[k:], strict=True)]


def _polynomial(coefficients: Bytes, denominator: int) -> TropicalPolynomial:
    """The maximum of the affine pieces of a convex function."""
    monomials = integers_from_bytes(sorted_distinct(coefficients))
    return TropicalPolynomial._of_distinct_pieces(
        RationalArray.from_integers(monomials[:, :-1], denominator),
        RationalArray.from_integers(monomials[:, -1], denominator),
    )


def _function(components: list[TropicalRational]) -> TropicalRational | TropicalMap:
    return components[0] if len(components) == 1 else TropicalMap(components)
