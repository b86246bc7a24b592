r"""Piecewise linear functions in notebooks: a formula where there is a short one, and else a table of what is known.

A display never enumerates cells, which may take hours.  It shows their number if somebody has asked for them already.
Functions of one variable are written out where the network has so few gates that the function has few pieces: a
layer of gates cuts every piece of the line at most as often as its gates bend, so that there are at most

.. math:: \prod_{\text{layers}} \Bigl(1 + \sum_{\text{gates}} (\text{pieces} - 1)\Bigr)

pieces (R. Arora, A. Basu, P. Mianjy and A. Mukherjee, Understanding deep neural networks with rectified linear units,
2018, Lemma D.5, which has a factor more).
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from tropnet.exact.display.html import table
from tropnet.networks import Network
from tropnet.univariate import display as univariate_display

if TYPE_CHECKING:
    from tropnet.analysis.piecewise.function import PiecewiseLinear

__all__ = ["function_html", "function_latex", "short_text"]

FEW_PIECES = 64
"""So many pieces at most are found within a millisecond or so."""

MOST_PIECES_IN_TEXT = 6


def function_html(f: PiecewiseLinear) -> str | None:
    """A table of what is known of a function; None if there is a formula.

    Examples
    --------
    >>> from tropnet.analysis.piecewise.function import PiecewiseLinear
    >>> f = PiecewiseLinear.parse("max(x, y) - |x|")
    >>> "pieces" in function_html(f), len(f.pieces), "<td" in function_html(f) and "pieces" in function_html(f)
    (False, 4, True)
    >>> function_html(PiecewiseLinear.parse("|x|")) is None
    True
    """
    if function_latex(f) is not None:
        return None
    domain = f"R^{f.n_variables}" if f.domain is None else repr(f.domain)
    rows = [("domain", domain), ("network", repr(f.network))]
    if "_affine_maps" in vars(f):
        rows.append(("pieces", str(len(f.pieces))))
    if "cells" in vars(f):
        rows.append(("cells", str(len(f.cells))))
    return table(rows, caption="Continuous piecewise linear function")


def function_latex(f: PiecewiseLinear) -> str | None:
    r"""A function of one variable by cases; None for others, and where that is long.

    Examples
    --------
    >>> from tropnet.analysis.piecewise.function import PiecewiseLinear
    >>> print(function_latex(PiecewiseLinear.parse("|x - 1|")))
    $\displaystyle f(x) = \begin{cases} -x + 1 & x \le 1 \\ x - 1 & 1 \le x \end{cases}$
    """
    return univariate_display.function_latex(f.univariate()) if _has_few_pieces(f) else None


def short_text(f: PiecewiseLinear) -> str:
    """A formula of one variable, if it is short; for all others the same as ``repr``.

    Examples
    --------
    >>> from tropnet.analysis.piecewise.function import PiecewiseLinear
    >>> print(PiecewiseLinear.parse("max(x, 0) - max(x - 1, 0)"), PiecewiseLinear.parse("|x| + |y|"))
    max(0, min(1, x)) <PiecewiseLinear from R^2>
    """
    is_short = _has_few_pieces(f) and f.univariate().n_pieces <= MOST_PIECES_IN_TEXT
    return f.to_text() if is_short else repr(f)


def _has_few_pieces(f: PiecewiseLinear) -> bool:
    """Whether this is known of a function on the real line without any computation."""
    return f.n_variables == 1 and f.domain is None and most_pieces(f.network) <= FEW_PIECES


def most_pieces(net: Network) -> int:
    """An upper bound for the pieces of a network on a line.

    Examples
    --------
    >>> most_pieces(Network.from_arrays([[[1], [1], [1]], [[1, -2, 1], [0, 1, 1]], [[1, 1]]]))
    12
    """
    bends = [0] * net.hidden_layers
    for i, level in enumerate(net.levels):
        if net.is_gated[i]:
            bends[level - 1] += sum(gate.n_pieces - 1 for gate in net.gates(i))
    return prod(1 + n for n in bends)
