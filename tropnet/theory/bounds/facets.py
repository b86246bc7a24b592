r"""How many facets a cell has in the mean: at most 2 n, but only for shallow networks, or on the plane.

Let f_k be the number of faces of dimension k of the complex of a network on R^n.  Every wall has a cell on both sides,
so that the cells have 2 f_(n-1) / f_n facets in the mean, and a mean of at most 2 n says :math:`f_{n-1} \le n f_n`.

**One hidden layer, any n.**  For every arrangement of hyperplanes this holds (Fukuda, Saito, Tamura and Tokuyama 1991).
Take one hyperplane h away.  Putting it back divides as many cells as h has regions, r(h); it adds r(h) walls
inside h, and divides walls that have different intersections with h, walls of the arrangement inside h, of which by
induction there are at most (n - 1) r(h).  So f_n grows by r(h), and f_(n-1) by at most n r(h).

**The plane, any depth.**  Every vertex is in at least four cells.  For look at the units one after the other, layer by
layer, near a point: after the first wall there is a line.  A unit that is linear on both sides of it, and not zero
on the line, is positive on one ray of the line and negative on the other, and so vanishes on a ray on each side; if
it is zero on the line, it has no other wall.  So where there are more than two rays, there are four.  Hence 4 f_0
is at most the number of ends of edges, which is at most 2 f_1, and Euler's f_0 - f_1 + f_2 = 1 gives
f_2 >= 1 + f_1 / 2.  Maxout units are another matter: three cells of one of rank 3 can meet in a vertex, and the cells
of a honeycomb have six edges.

**Not beyond.**  In R^3 the wall of a unit in the second hidden layer is a surface, and adding it to a complex
adds f_2(h) cells and f_2(h) + f_1(h) walls, where h is divided by the other walls.  If four of its polygons
meet at each vertex, f_1(h) - 2 f_2(h) is, up to what happens at infinity, -2 times its Euler characteristic.  A sum of
zigzags of the three coordinates has level surfaces with many handles.  So :func:`many_facets` builds networks of two
hidden layers, for almost all weights near by too, whose cells have more than 6 facets in the mean.  With 12 and 5
neurons there are 685 cells and 2060 walls.
"""

from __future__ import annotations

from fractions import Fraction

from tropnet.analysis.regions import linear_regions
from tropnet.errors import InputError
from tropnet.networks.activations import MaxGate
from tropnet.networks.network import Network
from tropnet.networks.stages import stages
from tropnet.theory.literature import FUKUDA_1991
from tropnet.theory.statement import Theorem, Verdict

__all__ = ["AverageFacets", "many_facets"]


class AverageFacets(Theorem):
    """The cells of a network on R^n have at most 2 n facets in the mean, if it is shallow or n is at most 2.

    Examples
    --------
    >>> net = Network.from_arrays([[[1, 0], [0, 1], [1, 1]], [[1, 1, 1]]], [[0, 0, -1], [0]])
    >>> print(AverageFacets().check(net))
    average number of facets: holds (9 walls and 7 cells: 18/7 facets in the mean, and 2 n = 4)
    >>> AverageFacets().check(many_facets(4, 5)).outcome
    'not applicable'
    """

    name = "average number of facets"
    citation = FUKUDA_1991.at("")
    hypotheses = (
        "there is one hidden layer at most, or n is at most 2",
        "every unit bends in hyperplanes, or n = 1",
    )
    conclusion = "the cells have at most 2 n facets in the mean"
    correction = (
        "it is also quoted for generic ReLU networks of any depth; for n = 3 that is false, see many_facets"
    )

    def check(self, net: Network) -> Verdict:
        """Count walls and cells exactly and compare.

        Parameters
        ----------
        net : Network
        """
        failing = _why_not_proved(net)
        if failing:
            return self.not_applicable(failing)
        *_, walls, cells = (0, *linear_regions(net).f_vector)
        found = (
            f"{walls} walls and {cells} cells: {Fraction(2 * walls, cells)} facets in the mean, and "
            f"2 n = {2 * net.input_dim}"
        )
        return self.holds(found) if walls <= net.input_dim * cells else self.refuted(found, net)


def _why_not_proved(net: Network) -> str:
    if net.input_dim > 2 and net.hidden_layers > 1:
        return f"there are {net.input_dim} inputs and {net.hidden_layers} hidden layers"
    if net.input_dim > 1 and any(
        isinstance(gate, MaxGate) and gate.arity > 2 for stage in stages(net).stages for gate in stage.gates
    ):
        return "a unit is the maximum of more than two affine functions"
    return ""


def many_facets(kinks: int, levels: int) -> Network:
    r"""A network on R^3 with two hidden layers and cells of more than 6 facets in the mean, if large enough.

    The first layer has the units relu(x_i - j) for j = 0, ..., kinks - 1 and each coordinate, of which the second makes
    the zigzags that are 0 up to 0, 1 at 1, 0 at 2 and so on.  Its units are the sum of the three zigzags, less
    3/2 + t for levels t near 0.

    Parameters
    ----------
    kinks : int
        At least 1.
    levels : int
        The number of units of the second layer, at least 1.

    Returns
    -------
    Network

    Raises
    ------
    InputError
        If a number is not positive.

    Examples
    --------
    >>> net = many_facets(4, 5)
    >>> net.widths, linear_regions(net).f_vector
    ((12, 5), (604, 1980, 2060, 685))
    """
    if kinks < 1 or levels < 1:
        raise InputError(f"{kinks} kinks and {levels} levels make no network; give at least one of each")
    first = [[int(i == axis) for i in range(3)] for axis in range(3) for _ in range(kinks)]
    zigzag = [1, *(2 * (-1) ** j for j in range(1, kinks))]
    thresholds = [Fraction(3, 2) + Fraction(2 * t - levels + 1, 4 * levels) for t in range(levels)]
    return Network.from_arrays(
        [first, [zigzag * 3] * levels, [[1] * levels]],
        [[-j for _ in range(3) for j in range(kinks)], [-t for t in thresholds], [0]],
    )
