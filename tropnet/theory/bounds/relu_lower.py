r"""Lower bounds for ReLU networks: constructions that repeat themselves.

**Folding.**  Give each of the :math:`n_0` coordinates p units of a hidden layer.  With p units a piecewise linear
function maps each of p intervals onto [0, 1] (Montúfar, Pascanu, Cho and Bengio 2014), or even each of p + 1 intervals
if p is at least 3 (Serra, Tjandraatmadja and Ramalingam 2018): one unit faces left, so that the two outermost
intervals are used as well.  (With p = 2 the three slopes would be s, s + t and t, which do not alternate.)  A layer so
maps each of K boxes onto the unit cube, affinely, and whatever the layers behind it do in the unit cube happens K
times.  The last layer cuts the cube by :math:`n_L` hyperplanes in general position.

**Which counts.**  There are K times :math:`Z(n_L, n_0)` activation regions with interior.  The affine maps on them are
different as well if :math:`n_L > n_0` and the network is chosen with care.  Then some pattern of the last layer does
not occur, and by flipping signs one makes that the pattern without any active unit.  On a region with active units S,
in a box with the fold A, which is diagonal, the gradient is :math:`A \sum_{i\in S} v_i w_i`.  For normals
:math:`w_i` without zeros and generic output weights :math:`v_i` it determines S and A, and boxes of the same A differ
in the constant.  So all six counts reach the bound.

If :math:`n_L \le n_0`, however, every pattern occurs, and in each of the K boxes the function is the same constant
where no unit of the last layer is active.  Then the bound holds for the activation regions, but in general for no other
count unless K = 1.  With one input and widths 3 and 1, say, there are 8 activation regions, but at most 5 affine maps:
zero, and the four of the first layer.

**Zonotopes.**  The sum of m absolute values :math:`|b_i \cdot x|`, which takes 2m units, has
:math:`V = 2 \sum_{i < n_0} \binom{m-1}{i}` linear pieces, one for each vertex of a generic zonotope.  On each it runs
from 0 to infinity.  A sawtooth behind it with w units has w pieces on [0, 1], and with sawteeth one after the other the
numbers multiply (Arora, Basu, Mianjy and Mukherjee 2018).  The gradients on different cones are different, and so are
the constants of pieces with equal gradients, so that all six counts reach :math:`V n_2 \cdots n_L`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import prod

from tropnet.errors import InputError
from tropnet.theory.bounds.architecture import Architecture
from tropnet.theory.bounds.bound import NOTIONS, Bound
from tropnet.theory.bounds.general_position import most_regions_of_hyperplanes
from tropnet.theory.bounds.hypotheses import all_of, checked_widths, has_biases, is_dense, is_relu
from tropnet.theory.literature import ARORA_2018, MONTUFAR_2014, PASCANU_2013, SERRA_2018, Citation

__all__ = [
    "ARORA",
    "LOWER_BOUNDS",
    "MONTUFAR_LOWER",
    "PASCANU",
    "SERRA_LOWER",
    "arora_lower_bound",
    "montufar_lower_bound",
    "pascanu_lower_bound",
    "serra_lower_bound",
]


def pascanu_lower_bound(input_dim: int, widths: Iterable[int]) -> int:
    r"""Some ReLU network has :math:`\prod_{l<L} \lfloor n_l / n_0 \rfloor \cdot Z(n_L, n_0)` activation regions.

    Whether also of the other counts, is in the module docstring; :func:`montufar_lower_bound` is at least as large.

    Parameters
    ----------
    input_dim : int
    widths : iterable of int
        Of the hidden layers, all but the last at least ``input_dim``.

    Returns
    -------
    int

    Raises
    ------
    InputError
        If a layer is too narrow.

    Source
    ------
    R. Pascanu, G. Montúfar and Y. Bengio, On the number of response regions of deep feed forward networks with
    piece-wise linear activations, 2014.

    Examples
    --------
    >>> pascanu_lower_bound(2, [4, 4]), pascanu_lower_bound(2, [8, 8, 8])
    (22, 592)
    """
    return _regions(input_dim, widths, _pascanu_folds, narrowest=1)


def montufar_lower_bound(input_dim: int, widths: Iterable[int]) -> int:
    r"""Some ReLU network has :math:`\prod_{l<L} \lfloor n_l / n_0 \rfloor^{n_0} \cdot Z(n_L, n_0)` activation regions.

    Whether also of the other counts, is in the module docstring.

    Parameters
    ----------
    input_dim : int
    widths : iterable of int
        Of the hidden layers, all but the last at least ``input_dim``.

    Returns
    -------
    int

    Raises
    ------
    InputError
        If a layer is too narrow.

    Source
    ------
    G. Montúfar, R. Pascanu, K. Cho and Y. Bengio, On the number of linear regions of deep neural networks, 2014,
    Theorem 4.

    Examples
    --------
    >>> montufar_lower_bound(2, [4, 4]), montufar_lower_bound(2, [8, 8, 8])
    (44, 9472)
    """
    return _regions(input_dim, widths, _montufar_folds, narrowest=1)


def serra_lower_bound(input_dim: int, widths: Iterable[int]) -> int:
    r"""Some ReLU network has :math:`\prod_{l<L} (\lfloor n_l / n_0 \rfloor + 1)^{n_0} Z(n_L, n_0)` activation regions.

    Whether also of the other counts, is in the module docstring.

    Parameters
    ----------
    input_dim : int
    widths : iterable of int
        Of the hidden layers, all but the last at least three times ``input_dim``.

    Returns
    -------
    int

    Raises
    ------
    InputError
        If a layer is too narrow.

    Source
    ------
    T. Serra, C. Tjandraatmadja and S. Ramalingam, Bounding and counting linear regions of deep neural networks, 2018,
    Theorem 9.

    Examples
    --------
    >>> serra_lower_bound(2, [6, 6]), serra_lower_bound(1, [3, 3, 3, 3])
    (352, 256)
    """
    return _regions(input_dim, widths, _serra_folds, narrowest=3)


def arora_lower_bound(input_dim: int, widths: Iterable[int]) -> int:
    r"""Some ReLU network has :math:`V n_2 \cdots n_L` affine maps, and so at least as many of each count.

    Here :math:`V = 2\sum_{i<n_0} \binom{m-1}{i}` with m = floor(n_1 / 2).

    Parameters
    ----------
    input_dim : int
    widths : iterable of int
        Of the hidden layers, at least one; the first at least 2.

    Returns
    -------
    int

    Raises
    ------
    InputError
        If there is no layer, or the first has one unit.

    Notes
    -----
    The paper has :math:`\sum_{i<n_0} \binom{m-1}{i}` in place of V, without the factor 2; it counts the vertices of a
    zonotope, which come in opposite pairs.  Its equality is to be read as a lower bound.

    Source
    ------
    R. Arora, A. Basu, P. Mianjy and A. Mukherjee, Understanding deep neural networks with rectified linear units, 2018,
    Theorem 3.9, corrected.

    Examples
    --------
    With m = 2, and sawteeth of 2 and of 3 units, in the plane:

    >>> arora_lower_bound(2, [4, 2]), arora_lower_bound(2, [4, 3]), arora_lower_bound(3, [4, 4, 4, 4, 4])
    (8, 12, 1024)
    """
    layers = checked_widths(input_dim, widths)
    reason = _too_narrow_for_zonotope(layers)
    if reason:
        raise InputError(f"the zonotope construction needs more units: {reason}")
    m, *teeth = layers
    return 2 * most_regions_of_hyperplanes(m // 2 - 1, input_dim - 1) * prod(teeth)


# -- folds ---------------------------------------------------------------------------------------------

Folds = Callable[[int, int], int]
"""(n_0, width) -> the number of boxes that a layer maps onto the unit cube."""


def _pascanu_folds(n: int, width: int) -> int:
    return width // n


def _montufar_folds(n: int, width: int) -> int:
    return int((width // n) ** n)


def _serra_folds(n: int, width: int) -> int:
    return int((width // n + 1) ** n)


def _regions(input_dim: int, widths: Iterable[int], folds: Folds, narrowest: int) -> int:
    layers = checked_widths(input_dim, widths)
    reason = _too_narrow(input_dim, layers, narrowest)
    if reason:
        raise InputError(f"layers before the last must be wide enough to fold: {reason}")
    if not layers:
        return 1
    repeated = prod(folds(input_dim, width) for width in layers[:-1])
    return repeated * most_regions_of_hyperplanes(layers[-1], input_dim)


def _too_narrow(n: int, widths: tuple[int, ...], narrowest: int) -> str:
    for layer, width in enumerate(widths[:-1], start=1):
        if width < narrowest * n:
            return f"hidden layer {layer} has {width} units, but {narrowest * n} are needed for {n} inputs"
    return ""


def _too_narrow_for_zonotope(widths: tuple[int, ...]) -> str:
    if not widths:
        return "there is no hidden layer"
    return "" if widths[0] >= 2 else "the first hidden layer has one unit, but an absolute value needs two"


# -- as bounds on architectures ------------------------------------------------------------------------


def _folding(name: str, formula: str, citation: Citation, folds: Folds, narrowest: int) -> Bound:
    """The bound of a fold."""

    def is_wide(a: Architecture) -> str:
        return _too_narrow(a.input_dim, a.widths, narrowest)

    def notions(a: Architecture) -> tuple[str, ...]:
        some_pattern_is_missing = bool(a.widths) and a.widths[-1] > a.input_dim
        is_repeated = any(folds(a.input_dim, width) > 1 for width in a.widths[:-1])
        return NOTIONS if some_pattern_is_missing or not is_repeated else NOTIONS[:2]

    least = "n_0" if narrowest == 1 else f"{narrowest} n_0"
    return Bound(
        name=name,
        side="lower",
        notions=NOTIONS,
        formula=formula,
        citation=citation,
        hypotheses=f"dense ReLU layers with biases; n_l >= {least} for l < L; for all six counts n_L > n_0 or no fold",
        failing=all_of(is_relu, is_dense, has_biases, is_wide),
        formula_value=lambda a: _regions(a.input_dim, a.widths, folds, narrowest),
        narrowed=notions,
    )


PASCANU = _folding(
    "Pascanu et al.", "prod_{l < L} floor(n_l / n_0) * Z(n_L, n_0)", PASCANU_2013.at(""), _pascanu_folds, 1
)

MONTUFAR_LOWER = _folding(
    "Montúfar et al.",
    "prod_{l < L} floor(n_l / n_0)^{n_0} * Z(n_L, n_0)",
    MONTUFAR_2014.at("Theorem 4"),
    _montufar_folds,
    1,
)

SERRA_LOWER = _folding(
    "Serra et al.",
    "prod_{l < L} (floor(n_l / n_0) + 1)^{n_0} * Z(n_L, n_0)",
    SERRA_2018.at("Theorem 9"),
    _serra_folds,
    3,
)

ARORA = Bound(
    name="Arora et al.",
    side="lower",
    notions=NOTIONS,
    formula="V n_2 ... n_L, with V = 2 sum_{i < n_0} C(m - 1, i), m = floor(n_1 / 2)",
    citation=ARORA_2018.at("Theorem 3.9, corrected"),
    hypotheses="dense ReLU layers with biases; n_1 >= 2",
    failing=all_of(is_relu, is_dense, has_biases, lambda a: _too_narrow_for_zonotope(a.widths)),
    formula_value=lambda a: arora_lower_bound(a.input_dim, a.widths),
)

LOWER_BOUNDS = (PASCANU, MONTUFAR_LOWER, SERRA_LOWER, ARORA)
