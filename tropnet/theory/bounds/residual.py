r"""Linear regions of networks with skip connections.

**Why the bound of Serra et al. fails.**  It uses that an inactive ReLU is constant, so that behind a layer with a
active units only a dimensions are left.  In a residual block y = x + W relu(V x + b) the affine map on a region is
I + W D V with a diagonal 0-1 matrix D: it can have full rank even if all units are inactive.  And the bound does not
merely lose its proof.  With one input and blocks of one unit, x - 2 relu(x - t) = t - abs(x - t) folds the line at t,
and L such blocks have 2^L linear pieces (:func:`residual_folds`), while a chain of L layers of one unit has at most
L + 1.  All 2^L activation patterns occur, so that nothing better than the product of Z(n_l, n_0) holds for all residual
networks of these widths.

**What holds for every graph.**  Fix linear pieces for the units before layer l.  What arrives at the layer is an affine
image of R^d, with d the least cut between the input and the layer (:mod:`tropnet.theory.bounds.cuts`).  So its walls
divide the region in at most Z(n_l, d) parts, and the bounds of Raghu et al., Montúfar, and Montúfar, Ren and Zhang hold
with these d, which are the input ranks of :class:`~tropnet.theory.bounds.architecture.Architecture`.

**With active units.**  An inactive ReLU counts nothing in a cut.  So let a layer of ReLU with a active units have the
capacity a, and let :math:`d_l(a_1, \dots, a_{l-1})` be the least cut then.  With activation histograms
:math:`\gamma_{d,n}` as in :mod:`tropnet.theory.bounds.histograms`,

.. math:: F_l(a_1, \dots, a_{l-1}) = \sum_a \gamma_{d_l, n_l}(a)\; F_{l+1}(a_1, \dots, a_{l-1}, a), \qquad F_{L+1} = 1,

gives the bound F_1.  Proof: F_l does not decrease in its arguments, by induction, for more capacity makes larger
cuts, these make dominating histograms, and F_{l+1} does not decrease.  So it is at least the sum over the regions of
layer l, whose histogram is dominated.  In a chain this is the bound of Serra et al., or of Hinz, and it
interpolates between them and the product when values pass by some layers (:func:`active_unit_upper_bound`; Xie, Chen
and Li 2020 have the same idea).

Two vectors of active units leave the same to come if they have the same least cuts to all sets of those nodes that
later layers use (a later cut takes some of them off the input, and cuts between the others and its end); only
one of them is followed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import chain, combinations

from tropnet.errors import InputError, UndecidedError
from tropnet.networks.activations import relu
from tropnet.networks.affine import Add, Dense
from tropnet.networks.gates import Activation
from tropnet.networks.network import INPUT, Network, Node
from tropnet.theory.bounds.architecture import Unit
from tropnet.theory.bounds.bound import NOTIONS, NetworkBound
from tropnet.theory.bounds.cuts import least_cut, level_inputs
from tropnet.theory.bounds.general_position import most_regions_of_units
from tropnet.theory.bounds.histograms import Histogram, hinz_histogram
from tropnet.theory.literature import XIE_2020

__all__ = ["ACTIVE_UNITS", "active_unit_upper_bound", "residual_folds"]

MOST_LIVE_NODES = 6
"""With more nodes that later layers use, too many sets of them would have to be cut off."""

MOST_CUTS = 20_000
"""The most pairs of states and numbers of active units for one layer, a few seconds."""


def active_unit_upper_bound(
    net: Network, collection: Callable[[int, int], Histogram] = hinz_histogram
) -> int:
    """No network with this graph and these units has more activation regions, whatever its weights.

    Parameters
    ----------
    net : Network
        Only its graph, the sizes of its arrays and the kinds of its units matter.
    collection : callable
        (d, n) -> an activation histogram for n ReLU in R^d; see :mod:`tropnet.theory.bounds.histograms`.

    Returns
    -------
    int

    Raises
    ------
    InputError
        If later layers use more than six nodes that come before some layer.
    UndecidedError
        If there are too many numbers of active units to follow.

    Source
    ------
    The module docstring; Xie, Chen and Li 2020.

    Examples
    --------
    >>> net = residual_folds(3)
    >>> active_unit_upper_bound(net)
    8
    >>> active_unit_upper_bound(Network.from_arrays([[[1]]] * 4))
    4
    """
    failing = why_too_many_live_nodes(net)
    if failing:
        raise InputError(failing)
    # By the cuts that are left: the number of regions, and capacities of nodes with these cuts.
    states: dict[tuple[int, ...], tuple[int, dict[int, int]]] = {(): (1, {})}
    for level in range(1, net.hidden_layers + 1):
        layer = _Level(net, level)
        if len(states) * min(len(layer.units), net.input_dim) > MOST_CUTS:
            raise UndecidedError(
                f"up to hidden layer {level} active units leave {len(states)} kinds of cuts, too many to follow for "
                f"{len(layer.units)} units more; montufar_upper_bound does not look at active units"
            )
        sets = list(_subsets(_live_nodes(net, level)))
        after: dict[tuple[int, ...], tuple[int, dict[int, int]]] = {}
        for number, capacities in states.values():
            for share, own in layer.regions(capacities, collection):
                changed = capacities | own
                key = tuple(least_cut(net, nodes, changed) for nodes in sets)
                known, kept = after.get(key, (0, changed))
                after[key] = (known + number * share, kept)
        states = after
    return sum(number for number, _ in states.values())


class _Level:
    """The units of a hidden layer."""

    def __init__(self, net: Network, level: int) -> None:
        self.net = net
        self.inputs = level_inputs(net, level)
        nodes = [i for i in range(len(net.nodes)) if net.is_gated[i] and net.levels[i] == level]
        gates = [gate for i in nodes for gate in net.gates(i)]
        self.units = [Unit.of(gate) for gate in gates if not gate.is_affine]
        # Where active units can be told from the others, the node that they are.
        alone = len(nodes) == 1 and all(not gate.is_affine for gate in gates)
        self.node = nodes[0] if alone and set(self.units) == {Unit.relu()} else None

    def regions(
        self, capacities: Mapping[int, int], collection: Callable[[int, int], Histogram]
    ) -> Iterator[tuple[int, dict[int, int]]]:
        """Numbers of regions, with the capacities that they leave."""
        d, n = least_cut(self.net, self.inputs, capacities), len(self.units)
        if self.node is None:
            yield most_regions_of_units((unit.pieces for unit in self.units), d), {}
            return
        # Capacities above the number of inputs cut nothing.
        by_capacity: dict[int, int] = defaultdict(int)
        for active, number in enumerate(collection(min(d, n), n)):
            by_capacity[min(active, self.net.input_dim)] += number
        for capacity, number in by_capacity.items():
            if number:
                yield number, {self.node: capacity}


def _live_nodes(net: Network, level: int) -> list[int]:
    """The nodes up to a hidden layer, or the input -1, that later nodes use."""

    def level_of(i: int) -> int:
        return 0 if i == INPUT else net.levels[i]

    used = (j for i, node in enumerate(net.nodes) if level_of(i) > level for j in node.inputs)
    return sorted({j for j in used if level_of(j) <= level})


def _subsets(nodes: list[int]) -> Iterator[tuple[int, ...]]:
    return chain.from_iterable(combinations(nodes, k) for k in range(1, len(nodes) + 1))


def why_too_many_live_nodes(net: Network) -> str:
    """Behind every hidden layer, at most six nodes before are used."""
    most = max((len(_live_nodes(net, level)) for level in range(1, net.hidden_layers + 1)), default=0)
    if most <= MOST_LIVE_NODES:
        return ""
    return f"later layers use {most} nodes that come before some layer, more than {MOST_LIVE_NODES}"


def residual_folds(blocks: int) -> Network:
    r"""The residual network R -> R of blocks x - 2 relu(x - t) that has :math:`2^L` linear pieces.

    The thresholds are t = 0, -1, -3/2, -7/4, ...  Behind L > 1 blocks, with the last threshold t, each interval between
    two kinks is mapped onto :math:`[t - 2^{2-L}, t]`, and the two unbounded ones onto all below t.  The next threshold
    is the middle of this interval, so that it cuts every piece in two.

    Parameters
    ----------
    blocks : int

    Returns
    -------
    Network

    Raises
    ------
    InputError
        If there is no block.

    Examples
    --------
    >>> from tropnet import linear_regions
    >>> counts = linear_regions(residual_folds(4)).counts
    >>> counts.activation, counts.open_connected
    (16, 16)

    Chains of as many ReLU have five regions at most:

    >>> from tropnet.theory.bounds.relu import serra_upper_bound
    >>> serra_upper_bound(1, [1, 1, 1, 1])
    5
    """
    if blocks < 1:
        raise InputError(f"{blocks} blocks make no network; give at least one")

    nodes: list[Node] = []
    x = INPUT
    for block in range(blocks):
        threshold = Fraction(2, 2**block) - 2
        first = len(nodes)
        nodes += [
            Node(Dense([[1]], [-threshold]), (x,)),
            Node(Activation(relu()), (first,)),
            Node(Dense([[-2]]), (first + 1,)),
            Node(Add(), (x, first + 2)),
        ]
        x = first + 3
    return Network(nodes, 1)


ACTIVE_UNITS = NetworkBound(
    name="Cuts of active units",
    side="upper",
    notions=NOTIONS,
    formula="regions by numbers of active units, with least cuts between the input and the layers",
    citation=XIE_2020.at(""),
    hypotheses="behind every hidden layer, at most six nodes before are used",
    failing=why_too_many_live_nodes,
    formula_value=active_unit_upper_bound,
)
