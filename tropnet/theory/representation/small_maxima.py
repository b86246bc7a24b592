r"""Piecewise linear functions as signed sums of maxima of few affine functions.

Every continuous piecewise linear function of n variables is a sum of finitely many functions

.. math::  \pm \max(\ell_0, \dots, \ell_k), \qquad k \le n, \quad \ell_i \text{ affine}

(S. Wang and X. Sun, Generalization of hinging hyperplanes, IEEE Transactions on Information Theory 51, 2005).  For a
tropical polynomial p, two methods find integers and maxima of its own essential monomials, with affinely
independent exponents; so with at most r + 1 monomials, where :math:`r \le n` is the dimension of the Newton polytope.

====================  =================================================================================================
``"triangulation"``   interior simplices of a triangulation of the Newton polytope, with coefficients 1 and -1;
                      :mod:`tropnet.theory.representation.interior_simplices` has the proof
``"recursion"``       affine dependences are used up, one monomial after the other;
                      :mod:`tropnet.theory.representation.circuits` has the proof
====================  =================================================================================================

The two need not find the same sum.  For a difference p - q of polynomials the two sums are subtracted, and like terms
collected.

**Depth.**  A balanced tree computes the maximum of m numbers in :math:`\lceil \log_2 m \rceil` hidden layers
(:class:`~tropnet.theory.families.maximum.MaximumTree`), so the sum is a network with at most :math:`\lceil \log_2 (n +
1) \rceil` of them (Arora, Basu, Mianjy and Mukherjee, 2018, Theorem 2.1, whose proof says depth for hidden layers).

**n + 1 cannot be lowered** (Koutschan, Moser, Ponomarchuk and Schicho, 2023, Theorem 5.4): for real coefficients and
any affine functions, :math:`f = \max(0, x_1, \dots, x_n)` is no combination of maxima of at most n of them.

*Proof.*  The gradients of n affine functions span an affine space of dimension at most n - 1, so there is a direction
:math:`d \ne 0` in which all have the same slope; their maximum g has that slope too, and :math:`\partial_d^2 g = 0` as
a distribution.  If f were a combination of such g, a product D of these operators would give :math:`D f = 0`.  But

.. math::  (\partial_1 + \dots + \partial_n) f = 1 - \prod_i [x_i \le 0], \qquad
           \partial_1 \cdots \partial_n (\partial_1 + \dots + \partial_n) f = (-1)^{n + 1} \delta_0,

so :math:`D \delta_0 = 0`, which holds for no operator :math:`D \ne 0` with constant coefficients.

That is a statement on the sums.  The number of *layers* is in general not the least: there are networks that are not
built from such sums and have fewer (E. Bakaev, F. Brunck, C. Hertrich, J. Stade and A. Yehudayoff, Better neural
network expressivity: subdividing the simplex, 2025).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any, Literal, NamedTuple, TypeAlias

from tropnet.analysis.piecewise.convex_difference import difference_of_convex
from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArrayLike, concatenate
from tropnet.networks.affine import Dense
from tropnet.networks.gates import Maxout
from tropnet.networks.network import Network
from tropnet.networks.operations import add, pad_depth, stack_outputs
from tropnet.theory.depth.max_networks import Scheme, max_network, max_network_widths
from tropnet.theory.representation.circuits import circuit_elimination
from tropnet.theory.representation.interior_simplices import interior_simplices
from tropnet.theory.representation.vanishing_sums import is_zero_sum
from tropnet.tropical.equivalence import essential_product
from tropnet.tropical.polynomial import TropicalPolynomial
from tropnet.tropical.rational import TropicalRational

__all__ = ["SignedMaximum", "SmallMaxima", "small_maxima"]

Method: TypeAlias = Literal["triangulation", "recursion"]

SIGNED_SETS: dict[str, Callable[[TropicalPolynomial], dict[tuple[int, ...], int]]] = {
    "triangulation": interior_simplices,
    "recursion": circuit_elimination,
}


class SignedMaximum(NamedTuple):
    """An integer multiple of a maximum of affine functions."""

    coefficient: int
    maximum: TropicalPolynomial


def small_maxima(f: Any, method: Method = "triangulation") -> SmallMaxima:
    """The function as a sum of integer multiples of maxima of few affine functions.

    Parameters
    ----------
    f : TropicalPolynomial, TropicalRational, PiecewiseLinear, Network or PiecewiseLinearFunction1D
        In n variables; not the tropical zero.  A min-plus function is written in maxima as well.  What is no tropical
        function is written as a difference of convex ones first
        (:func:`~tropnet.analysis.piecewise.convex_difference.difference_of_convex`), which is f on its domain.
    method : {"triangulation", "recursion"}
        The triangulation takes a convex hull in R^(n + 1) and has coefficients 1 and -1 for a polynomial.  The
        recursion needs no hull, but solves a linear system for each affinely independent set that it meets, up to
        all sets of at most n + 1 monomials.

    Returns
    -------
    SmallMaxima
        Every term is a maximum of essential monomials of f (of its numerator or its denominator), at most r + 1 of
        them, where r is the dimension of the Newton polytope.

    Raises
    ------
    InputError
        If f is no such function or the tropical zero, or there is no such method.
    ShapeError
        If a network has several outputs.

    Source
    ------
    S. Wang and X. Sun, Generalization of hinging hyperplanes, 2005; Hertrich, Basu, Di Summa and Skutella, 2021,
    Theorem 4.1: the affine functions may be taken from f.

    Examples
    --------
    >>> p = TropicalPolynomial.parse("max(x1 + x2, x1, x2, 0)")
    >>> print(small_maxima(p))
    max(x1 + x2, x2, 0) + max(x1 + x2, x1, 0) - max(x1 + x2, 0)
    >>> small_maxima(p).network().widths, small_maxima(p, "recursion").verify()
    ((13, 8), True)

    A min-plus polynomial, and a function that is neither convex nor concave:

    >>> print(small_maxima(TropicalPolynomial.parse("min(x, 2x, 3x)")))
    -max(-x, -3*x)
    >>> print(small_maxima(TropicalRational.parse("max(x + 1, 0) - max(x, 0)")))
    -max(x, 0) + max(x + 1, 0)
    >>> from tropnet import PiecewiseLinear
    >>> print(small_maxima(PiecewiseLinear.parse("|x| - |x - 1|")))
    max(2*x - 1, -1) - max(2*x - 2, 0)
    """
    if method not in SIGNED_SETS:
        raise InputError(f"there is no method {method!r}; give 'triangulation' or 'recursion'")
    if not isinstance(f, TropicalPolynomial | TropicalRational):
        f = difference_of_convex(f).quotient
    if f.is_zero:
        raise InputError(
            "the tropical zero is infinite everywhere and no sum of maxima; give another function"
        )
    quotient = (f / 0).in_convention("max")
    coefficients: Counter[TropicalPolynomial] = Counter()
    for sign, part in ((1, quotient.numerator), (-1, quotient.denominator)):
        essential = part.essential
        for monomials, coefficient in SIGNED_SETS[method](essential).items():
            chosen = list(monomials)
            maximum = TropicalPolynomial.from_essential(
                essential.exponents[chosen], essential.coefficients[chosen]
            )
            coefficients[maximum] += sign * coefficient
    nothing = TropicalPolynomial.constant(0, f.n_variables)
    terms = [SignedMaximum(k, maximum) for maximum, k in coefficients.items() if k and maximum != nothing]
    return SmallMaxima(f, tuple(sorted(terms, key=_place)))


@dataclass(frozen=True, repr=False)
class SmallMaxima:
    """A sum of integer multiples of maxima of affine functions, beside the function that it is said to be.

    ``==`` compares the functions formally, and the terms.

    Attributes
    ----------
    function : TropicalPolynomial or TropicalRational
        In n variables.
    terms : tuple of SignedMaximum
        Pairs (coefficient, maximum) of an integer and a max-plus polynomial with monomials.  Those of
        :func:`small_maxima` are all different, long maxima first, and none is the zero function.

    Raises
    ------
    InputError
        If a term is no such maximum.
    ShapeError
        If a term has another number of variables than the function.

    Examples
    --------
    >>> sum_of_maxima = small_maxima(TropicalPolynomial.parse("max(2x, x + 1, 0)"))
    >>> sum_of_maxima
    <SmallMaxima in 1 variable with 3 terms>
    >>> [coefficient for coefficient, maximum in sum_of_maxima.terms]
    [1, 1, -1]
    >>> sum_of_maxima([5])
    Fraction(10, 1)
    """

    function: TropicalPolynomial | TropicalRational
    terms: tuple[SignedMaximum, ...]

    def __post_init__(self) -> None:
        for _, maximum in self.terms:
            if maximum.is_zero or maximum.convention != "max":
                raise InputError(f"{maximum!r} is no maximum of affine functions; give max-plus polynomials")
            if maximum.n_variables != self.n_variables:
                raise ShapeError(
                    f"{maximum!r} does not fit to {self.function!r}; give maxima in the same variables"
                )

    @property
    def n_variables(self) -> int:
        """The number n of variables.

        Examples
        --------
        >>> small_maxima(TropicalPolynomial.parse("max(x1, x2)")).n_variables
        2
        """
        return self.function.n_variables

    @property
    def arity(self) -> int:
        """The largest number of monomials of a term: at most n + 1 if it comes from :func:`small_maxima`.

        Examples
        --------
        Maxima of three, though the polynomial has four monomials; and all exponents on a line:

        >>> small_maxima(TropicalPolynomial.parse("max(x1 + x2, x1, x2, 0)")).arity
        3
        >>> small_maxima(TropicalPolynomial.parse("max(3x1 + 3x2, x1 + x2 + 5, 0)")).arity
        2
        """
        return max((maximum.n_monomials for _, maximum in self.terms), default=0)

    @property
    def hidden_layers(self) -> int:
        """The number of hidden layers of :meth:`network`: the logarithm of the arity, rounded up.

        Examples
        --------
        >>> x = TropicalPolynomial.variables(4)
        >>> small_maxima(sum(x, start=TropicalPolynomial.constant(0, 4))).hidden_layers
        3
        """
        return _rounds(self.arity)

    def __call__(self, x: RationalArrayLike) -> Any:
        """The value of the sum at a point, a Fraction, or at several, a RationalArray of shape (k,).

        Raises
        ------
        ShapeError
            If the points have the wrong number of coordinates.
        """
        nothing = TropicalPolynomial.constant(0, self.n_variables)(x)
        return sum((maximum(x) * coefficient for coefficient, maximum in self.terms), start=nothing)

    @cached_property
    def quotient(self) -> TropicalRational:
        """The sum in one piece: the terms with positive coefficients over those with negative ones.

        Both are reduced to their essential monomials.

        Examples
        --------
        >>> print(small_maxima(TropicalPolynomial.parse("max(2x, x + 1, 0)")).quotient)
        max(3*x + 1, 2*x + 2, x + 1) - max(x + 1)
        """
        return TropicalRational(self._product(1), self._product(-1))

    def _product(self, sign: int) -> TropicalPolynomial:
        """The sum of the functions with coefficients of this sign, as one polynomial."""
        factors = [maximum.dilated(abs(k)) for k, maximum in self.terms if k * sign > 0]
        return reduce(essential_product, factors, TropicalPolynomial.constant(0, self.n_variables))

    def verify(self) -> bool:
        """Whether the sum is the function; decided exactly, whatever the terms come from.

        By the jumps of the terms (:mod:`tropnet.theory.representation.vanishing_sums`): the cells on which all of them
        are affine, which are far more, need not be found.

        Examples
        --------
        >>> found = small_maxima(TropicalPolynomial.parse("max(2x, x + 1, 0)"))
        >>> found.verify(), SmallMaxima(found.function, found.terms[:2]).verify()
        (True, False)
        """
        if self.function.is_zero:
            return False
        quotient = (self.function / 0).in_convention("max")
        return is_zero_sum([*self.terms, (-1, quotient.numerator), (1, quotient.denominator)])

    def maxout_network(self) -> Network:
        """The network with one hidden layer, which has a maxout unit for each term.

        Returns
        -------
        Network
            With one output.

        Raises
        ------
        InputError
            If there are no variables: a network has at least one input.

        Examples
        --------
        >>> net = small_maxima(TropicalPolynomial.parse("max(x1 + x2, x1, x2, 0)")).maxout_network()
        >>> net.hidden_layers, net.widths, net([2, -5])
        (1, (3,), RationalArray([2]))
        """
        return reduce(add, [_maxout_units(terms) for terms in self._grouped(lambda n_monomials: n_monomials)])

    def network(self, scheme: Scheme = "tree") -> Network:
        """The ReLU network that computes every term by a network for the maximum and adds them up.

        All paths have the same length: the sum of all terms with fewer layers is passed on, so that there is no
        connection that skips a hidden layer.

        Parameters
        ----------
        scheme : {"tree", "five", "two-layer", "bootstrap"}
            How :func:`~tropnet.theory.depth.max_network` computes the maxima: the tree has :attr:`hidden_layers` hidden
            layers, the others fewer from five numbers on, which costs neurons.

        Returns
        -------
        Network
            With one output.

        Raises
        ------
        InputError
            If there are no variables (a network has at least one input), or there is no such scheme for so many
            numbers.

        Source
        ------
        R. Arora, A. Basu, P. Mianjy and A. Mukherjee, Understanding deep neural networks with rectified linear units,
        2018, Theorem 2.1.

        Examples
        --------
        >>> net = small_maxima(TropicalPolynomial.parse("max(2x, x + 1, 0)")).network()
        >>> net.hidden_layers, net([["-1/2"], [7]])
        (1, RationalArray([[1/2], [14]]))
        >>> five = small_maxima(TropicalPolynomial.parse("max(x1, x2, x3, x4, 0)"))
        >>> five.network().widths, five.network("two-layer").widths
        ((8, 5, 3), (21, 11))
        """
        sums = [_maxima(terms, scheme) for terms in self._grouped(lambda n_monomials: n_monomials)]
        layers = max(net.hidden_layers for net in sums)
        return reduce(add, [pad_depth(net, layers) for net in sums])

    def widths(self, scheme: Scheme = "tree") -> tuple[int, ...]:
        """The widths of :meth:`network`, which is not built for that.

        Examples
        --------
        >>> found = small_maxima(TropicalPolynomial.parse("max(x1 + x2, x1, x2, 0)"))
        >>> found.widths(), found.network().widths
        ((13, 8), (13, 8))
        """
        sums = [
            [len(terms) * width for width in _widths_of_maximum(terms, scheme)]
            for terms in self._grouped(lambda n_monomials: n_monomials)
        ]
        layers = max(map(len, sums))
        padded = [widths + [2] * (layers - len(widths)) for widths in sums]
        return tuple(map(sum, zip(*padded, strict=True)))

    def _grouped(self, key: Callable[[int], int]) -> list[list[SignedMaximum]]:
        """The terms, those together whose numbers of monomials have the same key; at least one."""
        if not self.n_variables:
            raise InputError(
                f"{self.function!r} has no variables, and a network has at least one; represent "
                "f.compose(RationalArray.zeros((0, 1))), which has one"
            )
        groups: defaultdict[int, list[SignedMaximum]] = defaultdict(list)
        for term in self.terms or (SignedMaximum(1, TropicalPolynomial.constant(0, self.n_variables)),):
            groups[key(term.maximum.n_monomials)].append(term)
        return list(groups.values())

    def __repr__(self) -> str:
        variables = "1 variable" if self.n_variables == 1 else f"{self.n_variables} variables"
        terms = "1 term" if len(self.terms) == 1 else f"{len(self.terms)} terms"
        return f"<SmallMaxima in {variables} with {terms}>"

    def __str__(self) -> str:
        signed = [
            f"{'+-'[k < 0]} {'' if abs(k) == 1 else f'{abs(k)}*'}{maximum}" for k, maximum in self.terms
        ]
        text = " ".join(signed) or "0"
        return f"-{text[2:]}" if text.startswith("-") else text.removeprefix("+ ")


def _place(term: SignedMaximum) -> tuple[Any, ...]:
    """The key by which terms are sorted: long maxima first, then by their monomials."""
    return -term.maximum.n_monomials, *term.maximum.terms.items()


def _rounds(n_numbers: int) -> int:
    """How often one halves n numbers, rounding up, until one is left."""
    return max(0, n_numbers - 1).bit_length()


def _maxout_units(terms: Sequence[SignedMaximum]) -> Network:
    """The sum of terms with the same number of monomials, by one layer of maxout units."""
    maxima = [maximum for _, maximum in terms]
    monomials = Dense(
        concatenate([maximum.exponents for maximum in maxima]),
        concatenate([maximum.coefficients for maximum in maxima]),
    )
    units = Maxout(maxima[0].n_monomials)
    return Network.sequential([monomials, units, _weights(terms)], maxima[0].n_variables)


def _maxima(terms: Sequence[SignedMaximum], scheme: Scheme) -> Network:
    """The sum of terms with the same number of monomials, each by a network for the maximum."""
    monomials = (Network.from_arrays([p.exponents], [p.coefficients]) for _, p in terms)
    size = terms[0].maximum.n_monomials
    if size > 1:
        inner = max_network(size, scheme)
        monomials = (inner @ forms for forms in monomials)
    return Network.sequential([_weights(terms)], len(terms)) @ stack_outputs(*monomials)


def _widths_of_maximum(terms: Sequence[SignedMaximum], scheme: Scheme) -> tuple[int, ...]:
    size = terms[0].maximum.n_monomials
    return max_network_widths(size, scheme) if size > 1 else ()


def _weights(terms: Sequence[SignedMaximum]) -> Dense:
    """The layer that adds up the terms, given their maxima."""
    return Dense([[coefficient for coefficient, _ in terms]])
