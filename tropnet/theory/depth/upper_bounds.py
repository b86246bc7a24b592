r"""How many hidden layers are enough.

**The maximum of p numbers.**

=============================================  ==========  ==========================================================
hidden layers                                  for         source
=============================================  ==========  ==========================================================
:math:`\lceil \log_2 p \rceil`                 p >= 1      Arora and others, 2018; the tree, proved here
:math:`\lceil \log_3 (p - 2) \rceil + 1`       p >= 4      Bakaev and others, 2025
:math:`\lceil \log_4 (p / 2) \rceil + 1`       p >= 3      proved here: the identity for 8 numbers, the bootstrap
:math:`\lceil \log_5 (p / 2) \rceil + 1`       p >= 2      Rueß and others, 2026, from an identity for 10 numbers
=============================================  ==========  ==========================================================

"Proved here" means that the network is built by tropnet, and that its parts are proved:
:meth:`MaxIdentity.verify <tropnet.theory.depth.MaxIdentity.verify>` proves the identities for 5 to 8 numbers, and
:mod:`tropnet.theory.depth.bootstrap` has the proof of the rest.

**All continuous piecewise linear functions of n variables.**  They are sums of functions :math:`\pm \max(\ell_0, \dots,
\ell_n)` with affine :math:`\ell_i` (S. Wang and X. Sun, 2005; :mod:`tropnet.theory.representation`).  A value is passed
on to the next hidden layer by two neurons, so all summands can have equally many.  Hence what is enough for the maximum
of p = n + 1 numbers is enough for every such function; and the maximum of n + 1 numbers, as max(0, x_1, ..., x_n), is
one of them.

No function is known that needs more than two hidden layers, if the weights are any real numbers.

All logarithms are taken in integers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.depth.bootstrap import bootstrap_depth
from tropnet.theory.literature import ARORA_2018, BAKAEV_2025

__all__ = [
    "DepthBound",
    "depth_upper_bound",
    "depth_upper_bounds",
    "maximum_depth_upper_bound",
    "maximum_depth_upper_bounds",
]

RUESS_2026 = "M. Rueß and others, 2026, arXiv:2607.21651"


@dataclass(frozen=True)
class DepthBound:
    """A number of hidden layers that is enough, and who says so.

    Attributes
    ----------
    subject : str
        What it is enough for.
    hidden_layers : int
    formula : str
    source : str
    is_proved_here : bool
        Whether tropnet builds the networks and proves that they are right.

    Examples
    --------
    >>> print(depth_upper_bound(9))
    2 hidden layers are enough for all continuous piecewise linear functions of 9 variables: ceil(log5((n + 1)/2)) + 1 \
(M. Rueß and others, 2026, arXiv:2607.21651; not proved here)
    """

    subject: str
    hidden_layers: int
    formula: str
    source: str
    is_proved_here: bool

    def __str__(self) -> str:
        layers = "1 hidden layer is" if self.hidden_layers == 1 else f"{self.hidden_layers} hidden layers are"
        proof = "proved here" if self.is_proved_here else "not proved here"
        return f"{layers} enough for {self.subject}: {self.formula} ({self.source}; {proof})"


class _Rule(NamedTuple):
    """A bound for the maximum of p numbers, p at least ``least``; ``formula`` has places for p and for expressions."""

    least: int
    depth: Callable[[int], int]
    of_maximum: str
    of_functions: str
    source: str
    is_proved_here: bool


def ceil_log(base: int, numerator: int, denominator: int = 1) -> int:
    """The least k >= 0 with base^k >= numerator / denominator, for positive integers.

    >>> ceil_log(5, 26), ceil_log(5, 25), ceil_log(5, 51, 2), ceil_log(2, 1)
    (3, 2, 3, 0)
    """
    k = 0
    while denominator < numerator:
        denominator *= base
        k += 1
    return k


# Where bounds agree, the first is given.
RULES = (
    _Rule(
        1,
        lambda p: ceil_log(2, p),
        "ceil(log2 n)",
        "ceil(log2(n + 1))",
        ARORA_2018.at("Theorem 2.1").short,
        True,
    ),
    _Rule(
        3,
        bootstrap_depth,
        "ceil(log4(n/2)) + 1",
        "ceil(log4((n + 1)/2)) + 1",
        f"the identities for up to 8 numbers, and {RUESS_2026}, Theorem 5.1",
        True,
    ),
    _Rule(
        4,
        lambda p: ceil_log(3, p - 2) + 1,
        "ceil(log3(n - 2)) + 1",
        "ceil(log3(n - 1)) + 1",
        BAKAEV_2025.at("").short,
        False,
    ),
    _Rule(
        2,
        lambda p: ceil_log(5, p, 2) + 1,
        "ceil(log5(n/2)) + 1",
        "ceil(log5((n + 1)/2)) + 1",
        RUESS_2026,
        False,
    ),
)


def maximum_depth_upper_bounds(n: int) -> tuple[DepthBound, ...]:
    """All bounds of the module for the maximum of n numbers, the least first.

    Parameters
    ----------
    n : int
        At least 1.

    Raises
    ------
    InputError
        If n is no such integer.

    Examples
    --------
    >>> [(bound.hidden_layers, bound.formula) for bound in maximum_depth_upper_bounds(50)]
    [(3, 'ceil(log5(n/2)) + 1'), (4, 'ceil(log4(n/2)) + 1'), (5, 'ceil(log3(n - 2)) + 1'), (6, 'ceil(log2 n)')]
    """
    number = integer_at_least(1, n, "the number of numbers")
    subject = f"the maximum of {number} number{'s' if number > 1 else ''}"
    return _bounds(number, lambda rule: (subject, rule.of_maximum))


def maximum_depth_upper_bound(n: int, *, proved_here: bool = False) -> DepthBound:
    """The least number of hidden layers that is known to be enough for the maximum of n numbers.

    Parameters
    ----------
    n : int
        At least 1.
    proved_here : bool
        Whether only bounds are wanted for which tropnet builds the network and proves it.

    Raises
    ------
    InputError
        If n is no such integer.

    Source
    ------
    See the table of the module.

    Examples
    --------
    >>> [maximum_depth_upper_bound(n).hidden_layers for n in (1, 2, 3, 10, 11, 50, 51)]
    [0, 1, 2, 2, 3, 3, 4]
    >>> [maximum_depth_upper_bound(n, proved_here=True).hidden_layers for n in (8, 9, 32, 33)]
    [2, 3, 3, 4]
    """
    return _first(maximum_depth_upper_bounds(n), proved_here)


def depth_upper_bounds(n: int) -> tuple[DepthBound, ...]:
    """All bounds of the module for all continuous piecewise linear functions of n variables, the least first.

    Parameters
    ----------
    n : int
        At least 0.

    Raises
    ------
    InputError
        If n is no such integer.

    Examples
    --------
    >>> [(bound.hidden_layers, bound.is_proved_here) for bound in depth_upper_bounds(9)]
    [(2, False), (3, True), (3, False), (4, True)]
    """
    number = integer_at_least(0, n, "the number of variables")
    variables = "1 variable" if number == 1 else f"{number} variables"
    subject = f"all continuous piecewise linear functions of {variables}"
    return _bounds(number + 1, lambda rule: (subject, rule.of_functions))


def depth_upper_bound(n: int, *, proved_here: bool = False) -> DepthBound:
    """The least number of hidden layers known to be enough for every piecewise linear function of n variables.

    Parameters
    ----------
    n : int
        At least 0; the functions are continuous, with finitely many pieces.
    proved_here : bool
        Whether only bounds are wanted for which tropnet builds the networks and proves them.

    Raises
    ------
    InputError
        If n is no such integer.

    Source
    ------
    See the table of the module.

    Examples
    --------
    >>> [depth_upper_bound(n).hidden_layers for n in (1, 2, 7, 9, 10, 49, 50)]
    [1, 2, 2, 2, 3, 3, 4]
    >>> bound = depth_upper_bound(7)
    >>> bound.is_proved_here, depth_upper_bound(8).is_proved_here
    (True, False)
    >>> depth_upper_bound(8, proved_here=True).hidden_layers
    3
    """
    return _first(depth_upper_bounds(n), proved_here)


def _bounds(p: int, worded: Callable[[_Rule], tuple[str, str]]) -> tuple[DepthBound, ...]:
    """The bounds for the maximum of p numbers, in the words for what they are bounds."""
    found = []
    for rule in RULES:
        if p >= rule.least:
            subject, formula = worded(rule)
            found.append(DepthBound(subject, rule.depth(p), formula, rule.source, rule.is_proved_here))
    return tuple(sorted(found, key=lambda bound: bound.hidden_layers))


def _first(bounds: tuple[DepthBound, ...], proved_here: bool) -> DepthBound:
    return next(bound for bound in bounds if bound.is_proved_here or not proved_here)
