r"""Networks that compute the maximum of n numbers, with few hidden layers.

===============  ==================================================================================================
scheme           hidden layers
===============  ==================================================================================================
``"tree"``       :math:`\lceil \log_2 n \rceil`, linear size: :class:`~tropnet.theory.families.MaximumTree`
``"two-layer"``  at most two, for n up to 8: the tree up to 4, :func:`max_of_five_network` for 5, and the
                 network of :meth:`MaxIdentity.shipped <tropnet.theory.depth.MaxIdentity.shipped>` from 6 on
``"five"``       rounds of pairs and of fives, linear size: 2 for n up to 5, 3 up to 10, and two more for five times
                 as many numbers
``"bootstrap"``  :math:`\lceil \log_4 (n / 2) \rceil + 1` for n at least 3: the plan of least size with this depth,
                 :func:`~tropnet.theory.depth.bootstrap.maximum_plan`
===============  ==================================================================================================

That fewer than :math:`\lceil \log_2 n \rceil` hidden layers are enough from five numbers on refutes a conjecture of C.
Hertrich, A. Basu, M. Di Summa and M. Skutella, 2021.
"""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from tropnet.errors import InputError
from tropnet.networks.network import Network
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.depth.bootstrap import MaximumPlan, maximum_plan
from tropnet.theory.depth.five_numbers import max_of_five_network
from tropnet.theory.depth.max_identity import LARGEST_NETWORK, SHIPPED
from tropnet.theory.families.maximum import MaximumTree

__all__ = ["Scheme", "max_network", "max_network_widths", "max_of_five_network"]

Scheme: TypeAlias = Literal["tree", "two-layer", "five", "bootstrap"]
"""How the maximum is built up; see the module."""


def max_network(
    n: int, scheme: Scheme = "tree", *, base: int = max(SHIPPED), largest: int = LARGEST_NETWORK
) -> Network:
    """The maximum of n numbers as a ReLU network.

    Parameters
    ----------
    n : int
        At least 2; for "two-layer" at most 8.
    scheme : {"tree", "two-layer", "five", "bootstrap"}
        See the table of the module.  Few layers cost size: two of them take 32 neurons for 5 numbers, 519 for 6, 27926
        for 7 and 174164 for 8, where the tree has 21 for 8.
    base : int
        For "bootstrap", the largest m whose identity is used: 5, 6, 7 or 8.  A smaller one gives smaller networks,
        with more hidden layers if n is large.
    largest : int
        For "five" and "bootstrap", a network with more neurons than this is refused.  In three hidden layers 18 numbers
        take 8282 neurons, 24 take 189604, and 32 take five millions; 33 take 2172, in four hidden layers.

    Returns
    -------
    Network

    Raises
    ------
    InputError
        If n is no such integer, there is no such scheme or base, or the network is too large.

    Source
    ------
    M. Rueß and others, 2026, arXiv:2607.21651, Theorem 5.1, for the bootstrap.  There, identities for 9 and 10 numbers
    are announced too.

    Examples
    --------
    >>> [max_network(n, "two-layer").widths for n in (2, 3, 4, 5, 6)]
    [(3,), (5, 3), (6, 3), (21, 11), (22, 497)]
    >>> max_network(9).widths, max_network(9, "five").widths, max_network(12, "bootstrap").widths
    ((14, 8, 5, 3), (27, 14, 3), (18, 22, 497))
    >>> max_network(9, "two-layer")
    Traceback (most recent call last):
    tropnet.errors.InputError: no network with two hidden layers for the maximum of 9 numbers comes with tropnet, only \
for at most 8; give scheme='tree', which takes 4 hidden layers, or 'bootstrap', which takes 3
    """
    plan = _plan(n, scheme, base)
    return plan.network() if isinstance(plan, MaximumTree) else plan.network(largest)


def max_network_widths(n: int, scheme: Scheme = "tree", *, base: int = max(SHIPPED)) -> tuple[int, ...]:
    """The widths of :func:`max_network`, which is not built for that if it is large.

    Parameters and errors are those of :func:`max_network`, but no size is refused.

    Examples
    --------
    >>> max_network_widths(9), max_network_widths(8, "two-layer"), sum(max_network_widths(32, "bootstrap"))
    ((14, 8, 5, 3), (37, 174127), 5050719)
    """
    plan = _plan(n, scheme, base)
    return plan.network().widths if isinstance(plan, MaximumTree) else plan.widths


def _plan(n: int, scheme: Scheme, base: int) -> MaximumTree | MaximumPlan:
    """What builds the network."""
    if scheme not in get_args(Scheme):
        raise InputError(
            f"there is no scheme {scheme!r}; give one of {', '.join(map(repr, get_args(Scheme)))}"
        )
    tree = MaximumTree(integer_at_least(2, n, "the number of numbers"))
    if scheme == "five":
        return maximum_plan(tree.n, base=5, blocks=False)
    if scheme == "bootstrap":
        return maximum_plan(tree.n, base=base)
    if scheme == "tree" or tree.hidden_layers <= 2:
        return tree
    plan = maximum_plan(tree.n)
    if tree.n not in SHIPPED:
        raise InputError(
            f"no network with two hidden layers for the maximum of {tree.n} numbers comes with tropnet, only for at "
            f"most {max(SHIPPED)}; give scheme='tree', which takes {tree.hidden_layers} hidden layers, or 'bootstrap', "
            f"which takes {plan.hidden_layers}"
        )
    return plan
