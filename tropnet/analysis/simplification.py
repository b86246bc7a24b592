r"""The same function by fewer neurons.

:func:`simplify` removes what can be told to be superfluous from a network, exactly, over all of space or over a domain.
The network is read as rounds of hinges (:mod:`tropnet.networks.hinges`), reduced round by round
(:mod:`tropnet.analysis.hinge_reduction`, with the table of reasons), and laid out in layers again
(:mod:`tropnet.analysis.layering`).

**What comes out.**  For a network in which all gates are ReLU, a plain ReLU network of dense layers.  For any other
one, a network with ReLU gates and values that pass by them (gates that are the identity, which are no neurons): so for
connections that skip a layer, leaky ReLU, absolute values, ``hard_tanh`` (two hinges) or a maximum of k numbers (k - 1
hinges, in rounds).  Sizes are therefore counted in *hinges*: one for each ReLU, and one for each break point, or each
comparison, of another gate.

**What is guaranteed.**  The function is the same on the domain.  There are not more hinges; in a plain network no
hidden layer has more of them, and there are not more hidden layers.  (A maximum of more than two numbers is written in
several.)  If nothing can be saved, the network itself comes back.  Every hinge that is left in the first hidden layer,
apart from those that only carry linear forms, bends inside the domain, along a hyperplane of its own.  For later
layers it is proved that a hinge bends, or it is counted as undecided.  If the function and its domain change in at most
six independent directions, this is decided by the cells of the layers before; otherwise by bounds, which are sufficient
only.  By cells the hinges of a layer, if they are not too many, are moreover made linearly independent as functions,
modulo the affine forms that the layer has.

**What is not.**  The network is not the smallest one: a different network with other hyperplanes may be smaller.  To
decide whether a network can be made smaller is hard: max(f - c, 0) is zero exactly if f nowhere exceeds c, and whether
a ReLU network somewhere exceeds a number is NP-complete (G. Katz, C. Barrett, D. Dill, K. Julian and M. Kochenderfer,
Reluplex: an efficient SMT solver for verifying deep neural networks, 2017).

**Always-active neurons** are linear, but in a plain network linear forms need neurons to pass a layer.  k such neurons
that enter the next layer through a matrix of rank r are replaced by r neurons if the domain is bounded, and by at most
min(k, 2r) otherwise; a layer without a hinge that bends is folded into the next one.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import Executor
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from tropnet.analysis.enumeration import Limit
from tropnet.analysis.equivalence import is_equivalent
from tropnet.analysis.hinge_graph import HingeGraph, variable
from tropnet.analysis.hinge_reduction import Methods, reduced
from tropnet.analysis.layering import Carriers, Layout, layered
from tropnet.analysis.regions import linear_regions
from tropnet.analysis.separation import MOST_DIRECTIONS, n_directions, nonzero_point
from tropnet.errors import LimitReachedError
from tropnet.exact.display.html import table
from tropnet.exact.integers import Integers, row
from tropnet.networks import Network, relu
from tropnet.networks.hinges import HingeNetwork, hinges
from tropnet.networks.stages import stages
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["Simplification", "simplify"]

REASONS = ("constant", "parallel", "mirrored", "dead", "always active", "dependent", "unused")

CELLS = Limit(cells=100_000)


@dataclass(frozen=True, repr=False)
class Simplification:
    """A network, and another one that computes the same function.

    Attributes
    ----------
    original, network : Network
    within : Polyhedron or None
        Where they are equal; None for everywhere.
    before, after : int
        The numbers of hinges; for ReLU networks, of neurons.
    removed : dict of str to int
        The number of hinges that have been removed for each reason; see :mod:`tropnet.analysis.hinge_reduction`.
    carrying : int
        The number of neurons of the new network that only carry linear forms through a layer:
        ``before - sum(removed.values()) + carrying == after``.
    undecided : int
        The number of hinges that were kept because it could not be decided whether they bend, or depend on others.

    Examples
    --------
    >>> net = Network.from_arrays([[[1], [2], [-1], [0]], [[1, 1, 1, 1]]], [[0, 0, 0, -1], [0]])
    >>> found = simplify(net)
    >>> print(found)
    4 -> 2 hinges in 1 -> 1 hidden layers
      constant   1
      parallel   1
      mirrored   1
      carrying  +1
    >>> found.verify()
    True
    """

    original: Network
    network: Network
    within: Polyhedron | None
    before: int
    removed: dict[str, int] = field(hash=False)
    carrying: int
    undecided: int

    @property
    def after(self) -> int:
        """The number of hinges of the new network."""
        return self.before - self.saved

    @property
    def saved(self) -> int:
        """The number of hinges that the new network has fewer."""
        return sum(self.removed.values()) - self.carrying

    def verify(self) -> bool:
        """Whether the two networks are the same function on the domain, proved by :func:`tropnet.is_equivalent`.

        This takes the cells of what is left of their difference when formally equal hinges have cancelled.
        """
        return is_equivalent(self.original, self.network, within=self.within)

    @cached_property
    def _rows(self) -> list[tuple[str, str]]:
        rows = [(reason, str(self.removed[reason])) for reason in REASONS if reason in self.removed]
        rows += [("carrying", f"+{self.carrying}")] * (self.carrying > 0)
        return rows + [("undecided", f"({self.undecided})")] * (self.undecided > 0)

    @property
    def _caption(self) -> str:
        layers = f"{self.original.hidden_layers} -> {self.network.hidden_layers} hidden layers"
        return f"{self.before} -> {self.after} hinges in {layers}"

    def __repr__(self) -> str:
        where = "" if self.within is None else f" within {self.within!r}"
        return f"<Simplification: {self._caption}{where}>"

    def __str__(self) -> str:
        wide = max((len(name) for name, _ in self._rows), default=0)
        most = max((len(count) for _, count in self._rows), default=0)
        return "\n".join(
            [self._caption, *(f"  {name:<{wide}}  {count:>{most}}" for name, count in self._rows)]
        )

    def _repr_html_(self) -> str:
        return table(self._rows, caption=self._caption, align="lr")


def simplify(
    net: Network,
    within: Polyhedron | None = None,
    *,
    pass_through: bool | None = None,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> Simplification:
    """A network without superfluous neurons that is equal to a given one, everywhere or on a polyhedron.

    Parameters
    ----------
    net : Network
    within : Polyhedron, optional
        A full-dimensional polyhedron; outside the function may change.  More neurons are dead, or always active.
    pass_through : bool, optional
        Whether values may pass by hidden layers, through gates that are the identity.  Then linear forms cost no
        neuron.  Unless given, only if the network is no plain ReLU network.
    executor, progress
        For the enumerations of cells, as for :func:`tropnet.linear_regions`.
    limit : Limit, optional
        Where one enumeration of cells is to stop; 100 000 cells unless given.  Then bounds must do, and what they do
        not decide is kept.

    Returns
    -------
    Simplification

    Raises
    ------
    InputError
        If the argument is no network, or there is no plain form because some gates are not ReLU.
    ShapeError, EmptyDomainError
        If the domain does not fit the network, or has no interior.

    Notes
    -----
    Constant, parallel and mirrored neurons are found by their rows, in time linear in the number of weights.

    Examples
    --------
    On the square with side 2, one of the two neurons is dead and the other always active:

    >>> from tropnet.polyhedra.bodies import cube
    >>> net = Network.from_arrays([[[1, 1], [1, -1]], [[1, 1]]], [[-3, 3], [0]])
    >>> simplify(net).after, simplify(net, cube(2)).after
    (2, 0)
    >>> simplify(net, cube(2)).network.hidden_layers
    0

    The maximum of three numbers by a sum of maxima of two:

    >>> net = Network.from_arrays([[[1, -1], [0, 1], [0, -1], [1, -1]], [[1, 1, -1, -1]]])
    >>> print(simplify(net))
    4 -> 0 hinges in 1 -> 0 hidden layers
      parallel  1
      mirrored  1
      unused    2
    """
    staged = stages(net)
    hinge = relu()
    is_plain = all(gate == hinge for stage in staged.stages for gate in stage.gates)
    passing = not is_plain if pass_through is None else pass_through
    if not (passing or is_plain):
        staged.relu_arrays()  # Raises, with the gate that is in the way.
    network = hinges(staged)
    removed, mirrored = _equal_rows(network)
    cells = _Cells(within, executor, progress, limit or CELLS)
    methods = Methods(relaxations=True, judge=cells.signs, prover=cells.nonzero_point)
    found = reduced(
        HingeGraph.from_hinges(network), within, methods, mirrored=mirrored, across_rounds=passing
    )
    graph = found.graph.pruned().leveled() if passing else found.graph
    layout = layered(
        graph, net.input_shape, net.output_shape, None if passing else Carriers(found.extents, found.lines)
    )
    before = sum(readout.n_pieces - 1 for readout in network.readouts)
    removed += found.removed + Counter(unused=found.graph.n_sheets - layout.n_hinges)
    if _is_smaller(layout, before, net):
        counts = {reason: removed[reason] for reason in REASONS if removed[reason]}
        return Simplification(
            net, layout.network, within, before, counts, layout.n_carrying, found.n_undecided
        )
    return Simplification(net, net, within, before, {}, 0, found.n_undecided)


def _is_smaller(layout: Layout, before: int, net: Network) -> bool:
    """Whether there are fewer hinges, or as many in fewer layers."""
    after = layout.n_hinges + layout.n_carrying
    return (after, layout.network.hidden_layers) < (before, net.hidden_layers)


def _equal_rows(network: HingeNetwork) -> tuple[Counter[str], list[int]]:
    """What the hinge form has removed already, and the variables whose sheets were there with both signs."""
    indicators = [
        indicator
        for readout in network.readouts
        for indicator in (*readout.thresholds, *(indicator for _, _, indicator in readout.matches))
    ]
    counts = Counter(
        (indicator.sheet, indicator.orientation) for indicator in indicators if indicator.sheet >= 0
    )
    mirrored = [sheet for sheet, side in counts if side > 0 and (sheet, -1) in counts]
    removed = Counter(
        constant=len(indicators) - counts.total(),
        parallel=counts.total() - len(counts),
        mirrored=len(mirrored),
    )
    return removed, [network.input_dim + sheet for sheet in mirrored]


@dataclass(frozen=True)
class _Cells:
    """Questions that are answered by the cells of a network, if it has few inputs and not too many cells."""

    within: Polyhedron | None
    executor: Executor | None
    progress: bool
    limit: Limit

    def signs(self, graph: HingeGraph) -> list[int] | None:
        """The signs of the sheets of the last round on all cells, as a Judge of the reduction."""
        if n_directions(graph, self.within) > MOST_DIRECTIONS:
            return None
        *before, sheets = graph.rounds
        # A neuron is inactive where its sheet vanishes; whether the sheet is negative, its opposite tells.
        both = (*sheets, *(form * Fraction(-1) for form in sheets))
        hinges_of_both = tuple(variable(graph.first_variable[-2] + i) for i in range(len(both)))
        try:
            regions = linear_regions(
                layered(HingeGraph(graph.input_dim, (*before, both), hinges_of_both)).network,
                self.within,
                executor=self.executor,
                progress=self.progress,
                limit=self.limit,
            )
        except LimitReachedError:
            return None
        occurs = regions.patterns[:, -len(both) :].any(axis=0).reshape(2, -1).tolist()
        return [-1 if not positive else int(not negative) for positive, negative in zip(*occurs, strict=True)]

    def nonzero_point(self, graph: HingeGraph) -> Integers | str:
        """A point at which an output is not zero, as a Prover of the reduction."""
        if n_directions(graph, self.within) > MOST_DIRECTIONS:
            return "undecided"
        try:
            point = nonzero_point(
                layered(graph).network,
                self.within,
                executor=self.executor,
                progress=self.progress,
                limit=self.limit,
            )
        except LimitReachedError:
            return "undecided"
        return "zero" if point is None else row([*point.numerators.tolist(), point.denominator])
