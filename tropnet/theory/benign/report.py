r"""What the definition of a benign function asks of a network, as far as one network can answer.

A sequence of functions :math:`f_d: [0, 1]^d \to [0, 1]` is *benign* if its Lipschitz constants, for the Euclidean norm,
are bounded by a polynomial in d, and if an algorithm whose running time is exponential in the number of digits computes
it: for :math:`c = O(\log d)`, from the first c binary digits of the coordinates, up to :math:`2^{-c}`.

Of a single network the following is decided here, on its cells in the cube:

* the least and the largest value, which are attained at vertices of cells; so whether the cube is mapped into [0, 1];
* the Lipschitz constants on the cube: the largest dual norms of the gradients of the cells with interior points;
* its size, and the number of bits of its weights: the network itself is an algorithm, which takes a number of
  operations that is polynomial in both and in the number of digits of the input.

Whether numbers are bounded by a polynomial in d, or a running time is, is a statement on a sequence, and no property of
one member.

Source: G. Vardi, D. Reichman, T. Pitassi and O. Shamir, Size and depth separation in approximating benign functions
with neural networks, 2021, Section 2.
"""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from fractions import Fraction

from tropnet.analysis.enumeration import Limit
from tropnet.analysis.optimum import Optimum, maximize, minimize
from tropnet.analysis.regions import linear_regions
from tropnet.errors import ShapeError
from tropnet.exact.arrays import RationalArray
from tropnet.networks.network import Network
from tropnet.networks.stages import checked_network, stages
from tropnet.polyhedra.bodies import box

__all__ = ["BenignReport", "benign_report"]


@dataclass(frozen=True, repr=False)
class BenignReport:
    """Exact facts about a network on the cube; made by :func:`benign_report`.

    Attributes
    ----------
    network : Network
        With one output.
    minimum, maximum : Fraction
        The least and the largest value on the cube.
    minimizer, maximizer : RationalArray, shape (d,)
        Points of the cube with these values.
    lipschitz_l1, lipschitz_linf : Fraction
        The Lipschitz constants on the cube for the norms l1 and linf on inputs: the largest entry of a gradient, and
        the largest sum of absolute values.
    lipschitz_l2_squared : Fraction
        The square of the Lipschitz constant for the Euclidean norm.
    n_cells : int
        The number of cells with interior points in the cube.
    weight_bits : int
        The most bits that the numerator or the denominator of a weight or bias has, where consecutive affine layers
        are multiplied out.
    """

    network: Network
    minimum: Fraction
    minimizer: RationalArray
    maximum: Fraction
    maximizer: RationalArray
    lipschitz_l1: Fraction
    lipschitz_l2_squared: Fraction
    lipschitz_linf: Fraction
    n_cells: int
    weight_bits: int

    @property
    def maps_into_unit_interval(self) -> bool:
        """Whether all values on the cube lie in [0, 1].

        Examples
        --------
        >>> benign_report(Network.from_arrays([[[2]]])).maps_into_unit_interval
        False
        """
        return self.minimum >= 0 and self.maximum <= 1

    @property
    def undecided(self) -> tuple[str, ...]:
        """What the definition asks that no single network answers."""
        return (
            "whether the Lipschitz constant is bounded by a polynomial in d: a statement on all d",
            "whether an algorithm computes the functions in time exponential in the number of digits: a statement on "
            "all d; it holds if the networks are computed in that time, with sizes and bits of weights polynomial in d",
        )

    def check(self) -> bool:
        """Whether the network has the stated extreme values at the stated points of the cube.

        That no other value is more extreme is what a second :func:`benign_report` shows.

        Examples
        --------
        >>> benign_report(Network.from_arrays([[[1, 1]], [[1]]], [[-1], [0]])).check()
        True
        """
        attained = ((self.minimizer, self.minimum), (self.maximizer, self.maximum))
        return all(
            bool((x >= 0).all()) and bool((x <= 1).all()) and self.network(x).item() == value
            for x, value in attained
        )

    def __repr__(self) -> str:
        return f"<BenignReport on {self.network!r}>"

    def __str__(self) -> str:
        net = self.network
        inside = "inside" if self.maps_into_unit_interval else "not inside"
        lines = [
            f"inputs {net.input_dim}, size {net.size}, depth {net.depth}, width {max(net.widths, default=0)}, "
            f"numerators and denominators of weights below 2^{self.weight_bits}",
            f"values on the cube from {self.minimum} to {self.maximum}: {inside} [0, 1]",
            f"Lipschitz constants on the cube: l1 {self.lipschitz_l1}, l2 sqrt({self.lipschitz_l2_squared}), "
            f"linf {self.lipschitz_linf}, from {self.n_cells} cells",
        ]
        return "\n".join([*lines, *(f"not decided here: {sentence}" for sentence in self.undecided)])


def benign_report(
    net: Network, *, executor: Executor | None = None, progress: bool = False, limit: Limit | None = None
) -> BenignReport:
    """Range, Lipschitz constants and size of a network on the cube, exactly.

    Parameters
    ----------
    net : Network
        With input shape (d,) and one output.
    executor, progress, limit
        As for :func:`tropnet.linear_regions`.

    Returns
    -------
    BenignReport

    Raises
    ------
    InputError
        If it is no network.
    ShapeError
        If the network has another shape.
    LimitReachedError
        If the limit is reached before all cells are found.

    Examples
    --------
    >>> from tropnet.theory.benign import disjointness_network
    >>> report = benign_report(disjointness_network(2))
    >>> print(str(report).partition("not")[0].rstrip())
    inputs 4, size 3, depth 3, width 2, numerators and denominators of weights below 2^1
    values on the cube from 0 to 1: inside [0, 1]
    Lipschitz constants on the cube: l1 1, l2 sqrt(4), linf 4, from 5 cells
    """
    if len(checked_network(net).input_shape) != 1 or net.output_dim != 1:
        raise ShapeError(
            f"{net!r} is no function from R^d to R; give a network with input shape (d,) and one output"
        )
    cube = box([0] * net.input_dim, [1] * net.input_dim)
    regions = linear_regions(net, cube, executor=executor, progress=progress, limit=limit)
    gradients = {cell.gradient.ravel() for cell in regions}
    low, high = (
        best(net, cube, executor=executor, progress=progress, limit=limit) for best in (minimize, maximize)
    )
    assert isinstance(low, Optimum)
    assert isinstance(high, Optimum)
    return BenignReport(
        net,
        low.value,
        low.point,
        high.value,
        high.point,
        max(abs(gradient).fractions().max() for gradient in gradients),
        max(gradient @ gradient for gradient in gradients),
        max(abs(gradient).fractions().sum() for gradient in gradients),
        len(regions),
        _weight_bits(net),
    )


def _weight_bits(net: Network) -> int:
    """The most bits of a numerator or denominator of a weight or bias."""
    staged = stages(net)
    arrays = [staged.weight, staged.bias]
    for stage in staged.stages:
        arrays += [stage.weight, stage.bias]
    entries: list[Fraction] = [entry for array in arrays for entry in array.fractions().ravel().tolist()]
    return max(max(entry.numerator.bit_length(), entry.denominator.bit_length()) for entry in entries)
