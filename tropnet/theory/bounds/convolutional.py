r"""Linear regions of convolutional ReLU networks.

**One layer.**  A convolution with d filters has a hyperplane for each of its P positions and each filter.  The normal
for position p and filter f has its entries in the receptive field S_p.  The regions of any arrangement are at most as
many as the linearly independent sets of its normals, with equality if no linearly dependent set of its hyperplanes has
a common point (Whitney's theorem).  Independent rows can be matched to columns of their support, so that by Hall's
theorem

.. math:: R \le \sum_t \prod_p \binom{d}{t_p}
          \quad\text{over all } t \text{ with } \sum_{p\in J} t_p \le \Big|\bigcup_{p\in J} S_p\Big| \text{ for all } J.

:func:`convolution_regions` is this number (:mod:`tropnet.theory.bounds.transversals`).

**Whether it is attained.**  Xiong et al. (2020, Theorem 2) state equality for almost all weights.  This is right if
every position has weights of its own.  But the filters are shared.  Read a filter as a polynomial w_f, whose monomials
are the offsets, and the row for (p, f) as x^p w_f.  Two filters of size 2 by 2 on one channel of size 3 by 3 give eight
rows in nine columns, all of which can be matched; yet w_2 w_1 - w_1 w_2 = 0 is a linear relation between the rows
x^p w_1 and the rows x^p w_2.  So not 256 but at most 255 regions are possible.  What holds is:

*Biases never hurt.*  Let K be a minimal dependent set of rows, with generic filters, and Q columns on which the minor
of K without one row does not vanish.  All monomials of the minor on Q of K without the row (p, f) use offsets whose sum
is sum(Q) - sum(K) + p, so that for different p and one f they have no monomial in common.  Hence the coefficient of
b_f in the minor of K with the column of the biases does not vanish, and the hyperplanes of K have no common point.  The
count for almost all weights is therefore the number of independent sets of rows, and no weights have more.

*One direction.*  Let windows overlap along at most one axis, and be intervals along it.  Rows that do not overlap form
blocks, and it suffices to look at one.  Of all matchings of some rows to given columns take those that minimise
the sum of g(x - p), with g strictly convex and x - p the offset along the axis: they are monotone (crossing pairs can
be uncrossed inside intervals), and so settle how many rows at p go to columns at x.  Refine the cost by a small
multiple of l_f h(x - p), with different l_f and injective h, and a much smaller one of r(f, x - p) times the number of
the entry at x, with injective r: by the rearrangement inequality exactly one matching is best.  The cost is a sum over
weights of the filters, so that its monomial occurs once in the minor, which does not vanish.

*No more filters than channels.*  If some offset lies in the input at all positions, let filter f read channel f there:
all rows are different unit vectors.

:func:`is_sharp` tells whether one of the last two applies, so that the bound is the maximum.

**Several layers.**  Where the units before layer l have fixed signs, its arguments are affine in x with rank at most
the input rank d_l.  So its hyperplanes cut each cell in at most min(R_l, Zas(n_l, d_l)) parts, with R_l as above for
the layer on its own and Zas(m, d) = sum of C(m, j) over j <= d; the bound is the product of these.

For a lower bound fold (Montúfar et al. 2014).  With c channels of the input and no padding, let the filters of each
layer but the last read one entry of the window only, and take k = floor(d_l / c) filters for each of the c channels.
With weights k, 2k, ..., 2k and biases 0, -2, ..., -2(k - 1) their alternating sum, which the next filters can take,
maps each of the k intervals of [0, 1] affinely onto [0, 1].  So all of layer l maps each of k^(c P_l) boxes onto a
unit cube, and the regions of the last layer, all moved into this cube, are repeated in each.  Moving them to
its centre keeps the biases shared since no window meets padding.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import prod

from tropnet.errors import InputError, ShapeError, UndecidedError
from tropnet.networks.convolution import Windows
from tropnet.theory.bounds.architecture import Architecture, Convolution, HiddenLayer
from tropnet.theory.bounds.bound import NOTIONS, Bound
from tropnet.theory.bounds.general_position import most_regions_of_hyperplanes
from tropnet.theory.bounds.hypotheses import all_of, has_biases, is_relu, units_have_two_pieces
from tropnet.theory.bounds.transversals import n_independent_choices
from tropnet.theory.literature import XIONG_2020

__all__ = [
    "XIONG",
    "XIONG_LOWER",
    "convolution_regions",
    "convolutional_lower_bound",
    "convolutional_upper_bound",
    "is_sharp",
]


def convolution_regions(convolution: Convolution) -> int:
    """The largest number of regions that a convolution with ReLU can have by its receptive fields.

    It is attained if :func:`is_sharp`, by almost all weights.

    Parameters
    ----------
    convolution : Convolution

    Returns
    -------
    int

    Raises
    ------
    UndecidedError
        If too much would have to be counted, with windows that overlap along two axes or more.

    Source
    ------
    Xiong et al. 2020, Theorem 2; equality corrected as the module says.

    Examples
    --------
    >>> from tropnet.theory.bounds.architecture import Convolution
    >>> convolution_regions(Convolution(3, (1, 3), (2,)))
    40
    >>> conv = Convolution(2, (1, 3, 3), (2, 2))
    >>> convolution_regions(conv), is_sharp(conv)
    (256, False)
    """
    return n_independent_choices(convolution.receptive_fields, convolution.filters)


def is_sharp(convolution: Convolution) -> bool:
    """Whether it is proved that almost all weights attain :func:`convolution_regions`.

    Parameters
    ----------
    convolution : Convolution

    Returns
    -------
    bool

    Examples
    --------
    >>> from tropnet.theory.bounds.architecture import Convolution
    >>> is_sharp(Convolution(8, (2, 9), (3,), padding=1)), is_sharp(Convolution(2, (2, 5, 5), (3, 3)))
    (True, True)
    >>> is_sharp(Convolution(8, (1, 4, 8), (2, 2), stride=(2, 1)))
    True
    """
    spatial = convolution.input_shape[1:]
    seen = convolution.windows.positions("is_sharp", spatial)
    reads_everywhere = bool((seen >= 0).all(axis=0).any())
    if convolution.filters <= convolution.channels and reads_everywhere:
        return True
    fields = [_fields_along(convolution.windows, spatial, axis) for axis in range(len(spatial))]
    overlapping = [axis for axis in fields if sum(map(len, axis)) > len(frozenset().union(*axis))]
    return len(overlapping) <= 1 and all(
        max(field) - min(field) + 1 == len(field) for axis in overlapping for field in axis if field
    )


def _fields_along(windows: Windows, spatial: Sequence[int], axis: int) -> list[frozenset[int]]:
    """The entries that the windows see along one axis."""
    along = Windows(
        (windows.kernel[axis],), (windows.stride[axis],), (windows.padding[axis],), (windows.dilation[axis],)
    )
    return [
        frozenset(n for n in seen if n >= 0)
        for seen in along.positions("is_sharp", (spatial[axis],)).tolist()
    ]


def convolutional_upper_bound(convolutions: Sequence[Convolution]) -> int:
    """No ReLU network of these convolutions, one after the other, has more activation regions.

    Parameters
    ----------
    convolutions : sequence of Convolution

    Returns
    -------
    int

    Raises
    ------
    InputError
        If there is none.
    ShapeError
        If the shapes do not fit together.

    Source
    ------
    Xiong et al. 2020, Theorem 5, which bounds layers behind the first by Zas(n_l, n_0).

    Examples
    --------
    >>> from tropnet.theory.bounds.architecture import Convolution
    >>> convolutional_upper_bound([Convolution(2, (1, 4), (2,)), Convolution(2, (2, 3), (2,))])
    880
    """
    _check_chain(convolutions)
    ranks = accumulate([prod(conv.input_shape) for conv in convolutions], min)
    return prod(_regions_of_rank(conv, rank) for conv, rank in zip(convolutions, ranks, strict=True))


def _regions_of_rank(convolution: Convolution, rank: int) -> int:
    """A bound on the regions of the layer where its arguments have this rank at most."""
    dense = most_regions_of_hyperplanes(prod(convolution.output_shape), rank)
    try:
        return min(dense, convolution_regions(convolution))
    except UndecidedError:
        return dense


def convolutional_lower_bound(convolutions: Sequence[Convolution]) -> int:
    """Some ReLU network of these convolutions has at least so many proper activation regions.

    Parameters
    ----------
    convolutions : sequence of Convolution

    Returns
    -------
    int

    Raises
    ------
    InputError
        If there is none, there is padding, or the last one is not known to be sharp.
    ShapeError
        If the shapes do not fit together.
    UndecidedError
        As for :func:`convolution_regions`.

    Source
    ------
    Xiong et al. 2020, Theorem 5, with sharpness of the last layer as a hypothesis.

    Examples
    --------
    >>> from tropnet.theory.bounds.architecture import Convolution
    >>> convolutional_lower_bound([Convolution(2, (1, 4), (2,)), Convolution(2, (2, 3), (2,))])
    120
    """
    _check_chain(convolutions)
    failing = _why_not_foldable(convolutions)
    if failing:
        raise InputError(failing)
    channels = convolutions[0].channels
    last = convolution_regions(_on_channels(convolutions[-1], channels))
    folds = [int(pow(c.filters // channels, channels * c.n_positions)) for c in convolutions[:-1]]
    return prod(folds) * last


def _on_channels(convolution: Convolution, channels: int) -> Convolution:
    """The convolution on another number of channels."""
    w = convolution.windows
    return Convolution(
        convolution.filters,
        (channels, *convolution.input_shape[1:]),
        w.kernel,
        stride=w.stride,
        padding=w.padding,
        dilation=w.dilation,
    )


def _why_not_foldable(convolutions: Sequence[Convolution]) -> str:
    channels = convolutions[0].channels
    if any(n for conv in convolutions for pair in conv.windows.padding for n in pair):
        return "there is padding; without it the bias of a filter stands for the same hyperplanes everywhere"
    if any(conv.filters < channels for conv in convolutions[:-1]):
        return f"a layer has fewer filters than the {channels} channels of the input, so it folds nothing"
    if not is_sharp(_on_channels(convolutions[-1], channels)):
        return (
            "the windows of the last layer overlap along several axes, so it is not known how many regions shared "
            "filters attain"
        )
    return ""


def _check_chain(convolutions: Sequence[Convolution]) -> None:
    if not convolutions:
        raise InputError("there is no convolution; give at least one")
    for before, after in pairwise(convolutions):
        if before.output_shape != after.input_shape:
            raise ShapeError(
                f"an output of shape {before.output_shape} is followed by an input of shape {after.input_shape}"
            )


# -- as bounds on architectures -----------------------------------------------------------------------


def has_convolutions(architecture: Architecture) -> str:
    """Some hidden layer stands behind a convolution."""
    return "" if any(layer.convolution for layer in architecture.layers) else "there is no convolution"


def folds_positions(architecture: Architecture) -> str:
    """The network is a chain of convolutions with biases that fold, as the lower bound needs."""
    convolutions = _convolutions(architecture)
    if not convolutions or len(convolutions) < architecture.hidden_layers:
        return "not every hidden layer is a convolution"
    if any(a.output_shape != b.input_shape for a, b in pairwise(convolutions)):
        return "arrays change their shape between convolutions"
    return _why_not_foldable(convolutions)


def _convolutions(architecture: Architecture) -> list[Convolution]:
    return [layer.convolution for layer in architecture.layers if layer.convolution]


def _regions_of_layer(layer: HiddenLayer) -> int:
    if layer.convolution:
        return _regions_of_rank(layer.convolution, layer.input_rank)
    return most_regions_of_hyperplanes(layer.width, layer.input_rank)


XIONG = Bound(
    name="Xiong et al.",
    side="upper",
    notions=NOTIONS,
    formula="prod_l min(independent rows of the convolution, Z(n_l, d_l))",
    citation=XIONG_2020.at("Theorems 2 and 5"),
    hypotheses="every unit has two linear pieces; some layer is a convolution",
    failing=all_of(units_have_two_pieces, has_convolutions),
    formula_value=lambda a: prod(map(_regions_of_layer, a.layers)),
)

XIONG_LOWER = Bound(
    name="Xiong et al., folds",
    side="lower",
    notions=NOTIONS[:2],
    formula="prod_{l < L} floor(c_l / c_0)^(c_0 P_l) * (independent rows of the last convolution on c_0 channels)",
    citation=XIONG_2020.at("Theorem 5"),
    hypotheses=(
        "ReLU behind convolutions without padding, none with less filters than the input has channels, and the "
        "count of the last one is known to be attained"
    ),
    failing=all_of(is_relu, has_biases, folds_positions),
    formula_value=lambda a: convolutional_lower_bound(_convolutions(a)),
)
