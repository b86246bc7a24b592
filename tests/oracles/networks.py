"""Test networks and what is known about them.

Each `NamedNetwork` carries the region counts that are known, by the names of `oracles.brute_force.Counts`
(and ``convex`` where that number is known), and where they come from:

* [SHR] Stargalla, Hertrich, Reichman, "The computational complexity of counting linear regions in ReLU
  neural networks", arXiv:2505.16716, for the definitions and the published example;
* [MPCB] Montufar, Pascanu, Cho, Bengio, "On the number of linear regions of deep neural networks",
  arXiv:1402.1869;
* [STR] Serra, Tjandraatmadja, Ramalingam, "Bounding and counting linear regions of deep neural networks",
  arXiv:1711.02114;
* [ABMM] Arora, Basu, Mianjy, Mukherjee, "Understanding deep neural networks with rectified linear units",
  arXiv:1611.01491;
* [B] Balduzzi et al., "The shattered gradients problem", arXiv:1702.08591, for the looks-linear
  initialisation;
* sequences of the OEIS and classical counts for hyperplane arrangements (Zaslavsky 1975; Stanley, "An
  introduction to hyperplane arrangements").

Whatever is not in a paper was computed once by exact enumeration, or by the argument given beside it.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise

Scalar = int | Fraction
Matrix = tuple[tuple[Scalar, ...], ...]
Vector = tuple[Scalar, ...]


@dataclass(frozen=True)
class NamedNetwork:
    """A ReLU network with affine output, what is known of its region counts, and the source of that."""

    name: str
    weights: tuple[Matrix, ...]
    biases: tuple[Vector, ...]
    expected: dict[str, int] = field(default_factory=dict, compare=False)
    source: str = ""

    def __str__(self) -> str:
        return self.name


def _frozen(matrix: Iterable[Iterable[Scalar]]) -> Matrix:
    return tuple(tuple(row) for row in matrix)


def known_counts(*values: int, convex: int | None = None) -> dict[str, int]:
    names = (
        "activation",
        "proper_activation",
        "open_connected",
        "closed_connected",
        "closed_touching",
        "affine",
    )
    counts = dict(zip(names, values, strict=True))
    return counts if convex is None else counts | {"convex": convex}


def with_counts(net: NamedNetwork, counts: dict[str, int]) -> NamedNetwork:
    return replace(net, expected=counts)


def named_network(
    name: str,
    weights: Sequence[Sequence[Sequence[Scalar]]],
    biases: Sequence[Sequence[Scalar]] | None = None,
    expected: dict[str, int] | None = None,
    source: str = "",
) -> NamedNetwork:
    if biases is None:
        biases = [[0] * len(weight) for weight in weights]
    return NamedNetwork(
        name, tuple(_frozen(weight) for weight in weights), _frozen(biases), expected or {}, source
    )


SIX_DIFFERENT = named_network(
    "six different counts",
    [
        [[-2, -1], [-3, -3], [-2, 1], [-3, 3], [1, 0], [1, 0], [1, 0]],
        [[1, -1, 0, 0, 0, 0, 0], [0, 0, 1, -1, 0, 0, 0], [0, 0, 0, 0, 1, -2, 1]],
        [[1, 1, 1]],
    ],
    [[0, 0, 0, 0, -1, -2, -3], [0, 0, 0], [0]],
    known_counts(30, 25, 9, 8, 8, 7, convex=13),
    "relu(min(-2x-y, x+2y)) + relu(min(-2x+y, x-2y)) + tent(x; 1, 2, 3). Convex: four half-cones and the "
    "small zero cone are five; if one of the zero region, the strips 1<=x<=2 and 2<=x<=3 and the half-plane "
    "on the right were one polyhedron, its boundary line would be a facet of a neighbour, which is then "
    "a strip too, until a full line carries the origin as a vertex; so each of the four needs two, and the "
    "ray y=0, x>=0 divides all four.",
)

PUBLISHED_EXAMPLE = named_network(
    "published example",
    [[[1, 0], [0, 1], [0, -1]], [[1, -1, 1], [1, 0, 0]], [[1, -1]]],
    expected=known_counts(7, 5, 3, 3, 3, 3, convex=4),
    source="max(-y, min(0, -x)), the example of [SHR] with the counts 7, 5, 4, 3, 3, 3",
)

ABSOLUTE_VALUE = named_network(
    "absolute value",
    [[[1], [-1]], [[1, 1]]],
    expected=known_counts(3, 2, 2, 2, 2, 2, convex=2),
    source="by hand",
)

IDENTITY = named_network(
    "identity", [[[1], [-1]], [[1, -1]]], expected=known_counts(3, 2, 1, 1, 1, 1, convex=1), source="by hand"
)

DEAD_SECOND_LAYER = named_network(
    "dead second layer",
    [[[1], [1]], [[-1, -1]], [[1]]],
    [[0, 0], [-1], [0]],
    known_counts(2, 2, 1, 1, 1, 1, convex=1),
    "by hand",
)

TENT = named_network(
    "tent",
    [[[1], [1], [1]], [[1, -2, 1]]],
    [[0, -1, -2], [0]],
    known_counts(4, 4, 4, 4, 4, 3, convex=4),
    "by hand: the two zero pieces are one affine region and two of each other kind",
)

BOW_TIE = named_network(
    "bow tie",
    [[[1, 0], [1, -1], [-1, 0], [-1, 1]], [[1, -1, 0, 0], [0, 0, 1, -1]], [[1, 1]]],
    expected=known_counts(11, 6, 6, 5, 5, 5),
    source="relu(min(x, y)) + relu(min(-x, -y)): two zero quadrants that touch in the origin only",
)

SLICE = named_network(
    "slice",
    [[[1, 0], [-1, 0], [0, 1], [0, -1]], [[-1, -1, 0, 0], [0, 0, 1, 1]], [[1, 0], [1, -1]], [[1, -1]]],
    [[0, 0, 0, 0], [1, 0], [0, 0], [0]],
    known_counts(21, 12, 8, 5, 6, 5),
    "min(relu(1-|x|), |y|): the zero half-planes |x| >= 1 are joined by the segment y = 0, on which f is "
    "zero too, so that the two readings of closed connected regions differ",
)

MAXIMUM_OF_THREE = named_network(
    "maximum of three",
    [
        [[1, -1, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]],
        [[1, 1, -1, -1, 1], [0, 0, 0, 1, 0], [0, 0, 0, 0, 1]],
        [[1, 1, -1]],
    ],
    expected=known_counts(25, 13, 3, 3, 3, 3, convex=3),
    source="max(x1, x2, x3) with two hidden layers; f is convex, so its pieces are the three terms",
)


def looks_linear(
    first: Matrix, hidden: Sequence[Matrix], last: Vector, name: str = "looks linear"
) -> NamedNetwork:
    """The linear map last . hidden[-1] ... hidden[0] . first, with every layer mirrored.

    (W, -W) acts on (relu(z), relu(-z)) as W acts on z.
    """

    def mirrored(matrix: Matrix) -> list[list[Scalar]]:
        return [[*row, *(-a for a in row)] for row in matrix] + [[*(-a for a in row), *row] for row in matrix]

    weights = [
        [*first, *[[-a for a in row] for row in first]],
        *map(mirrored, hidden),
        [[*last, *(-a for a in last)]],
    ]
    return named_network(name, weights, source="[B]: exactly linear, whatever the matrices")


LOOKS_LINEAR = with_counts(
    looks_linear(((1, 2, -1), (2, -1, 1)), (((1, 3), (2, -1)),), (3, -2), "looks linear 3-4-4-1"),
    known_counts(17, 8, 1, 1, 1, 1, convex=1),
)

ZERO_NEURON = named_network(
    "zero neuron",
    [[[0, 0], [1, 0]], [[1, 1]]],
    expected=known_counts(2, 2, 2, 2, 2, 2, convex=2),
    source="by hand",
)
CONSTANT = named_network(
    "constant",
    [[[0, 0]], [[3]]],
    [[1], [-2]],
    known_counts(1, 1, 1, 1, 1, 1, convex=1),
    "by hand: the plane is one cell",
)
EQUAL_NEURONS = named_network(
    "equal neurons",
    [[[1, 1], [2, 2]], [[1, 1]]],
    [[1, 2], [0]],
    known_counts(2, 2, 2, 2, 2, 2, convex=2),
    "by hand: one line, and no vertex",
)
PARALLEL_NEURONS = named_network(
    "parallel neurons",
    [[[1, 0, 2], [1, 0, 2]], [[1, 1]]],
    [[0, -1], [0]],
    known_counts(3, 3, 3, 3, 3, 3, convex=3),
    "by hand: two parallel planes in space",
)
CONCURRENT_NEURONS = named_network(
    "concurrent neurons",
    [[[1, 0], [0, 1], [1, 1]], [[1, 1, 1]]],
    expected=known_counts(6, 6, 6, 6, 6, 6, convex=6),
    source="by hand: three lines through the origin",
)
CANCELLED_WALL = named_network(
    "cancelled wall",
    [[[1, 0], [-2, 0], [0, 1]], [[2, -1, 1]]],
    expected=known_counts(6, 4, 2, 2, 2, 2, convex=2),
    source="by hand: f = 2x + relu(y), so that x = 0 is no wall of f; x = 0 adds two patterns",
)
FLAT_ZONE = named_network(
    "flat zone",
    [[[1, 0], [0, 1]], [[1, -1]], [[1]]],
    expected=known_counts(5, 5, 3, 3, 3, 3),
    source="relu(relu(x) - relu(y)): the second neuron is constantly zero on the quadrant x, y <= 0, "
    "negative on x <= 0 <= y, positive on y <= 0 <= x, and divides the positive quadrant",
)
NARROW = named_network(
    "fewer neurons than inputs",
    [[[1, 2, 0, -1]], [[1], [-1]], [[1, 1]]],
    [[1], [-1, 3], [0]],
    known_counts(4, 4, 4, 4, 4, 4, convex=4),
    "g(t) = relu(t-1) + relu(3-t) with t = relu(x1+2x2-x4+1): slopes 0, -1, 0, 1",
)

SMALL_NETWORKS = (
    SIX_DIFFERENT,
    PUBLISHED_EXAMPLE,
    ABSOLUTE_VALUE,
    IDENTITY,
    DEAD_SECOND_LAYER,
    TENT,
    BOW_TIE,
    SLICE,
    MAXIMUM_OF_THREE,
    LOOKS_LINEAR,
    ZERO_NEURON,
    CONSTANT,
    EQUAL_NEURONS,
    PARALLEL_NEURONS,
    CONCURRENT_NEURONS,
    CANCELLED_WALL,
    FLAT_ZONE,
    NARROW,
)


def congruential(architecture: Sequence[int], seed: int, *, bias_free: bool = False) -> NamedNetwork:
    """Entries -5..5 from the generator s -> 1103515245 s + 12345 mod 2^31, which emits (s >> 16) mod 11 - 5.

    Layer by layer: the weights row by row, then the biases. ``architecture`` lists inputs, hidden widths
    and outputs.
    """
    state = seed

    def emit() -> int:
        nonlocal state
        state = (1103515245 * state + 12345) % 2**31
        return (state >> 16) % 11 - 5

    weights, biases = [], []
    for n_in, n_out in pairwise(architecture):
        weights.append([[emit() for _ in range(n_in)] for _ in range(n_out)])
        drawn = [emit() for _ in range(n_out)]
        biases.append([0] * n_out if bias_free else drawn)
    name = f"congruential {'-'.join(map(str, architecture))} seed {seed}{' bias-free' * bias_free}"
    return named_network(name, weights, biases, source="pinned by exact enumeration")


CONGRUENTIAL_COUNTS = {
    ((1, 3, 1), 1): known_counts(3, 3, 3, 3, 3, 3),
    ((1, 3, 3, 1), 1): known_counts(5, 5, 3, 3, 3, 3),
    ((1, 4, 4, 4, 1), 2): known_counts(16, 16, 15, 15, 15, 15),
    ((2, 3, 1), 1): known_counts(7, 7, 4, 4, 4, 4),
    ((2, 4, 1), 2): known_counts(11, 11, 7, 7, 7, 7),
    ((2, 3, 3, 1), 1): known_counts(18, 18, 18, 18, 18, 18),
    ((2, 4, 4, 1), 3): known_counts(17, 17, 17, 17, 17, 17),
    ((2, 3, 3, 3, 1), 5): known_counts(27, 27, 24, 24, 24, 24),
    ((3, 3, 3, 1), 1): known_counts(19, 19, 19, 19, 19, 19),
    ((3, 4, 3, 1), 2): known_counts(45, 44, 41, 41, 41, 41),
}

CONGRUENTIAL_BIAS_FREE_COUNTS = {
    ((2, 3, 3, 1), 1): {"proper_activation": 7, "open_connected": 7, "affine": 7},
    ((2, 3, 3, 1), 2): {"proper_activation": 9, "open_connected": 6, "affine": 5},
    ((2, 3, 3, 1), 3): {"proper_activation": 8, "open_connected": 5, "affine": 5},
    ((3, 3, 2, 1), 1): {"activation": 11, "proper_activation": 11, "open_connected": 8},
    ((3, 3, 2, 1), 2): {"activation": 13, "proper_activation": 12, "open_connected": 5},
}


def congruential_networks() -> list[NamedNetwork]:
    """All pinned networks of this kind, with their counts."""
    return [
        with_counts(congruential(architecture, seed, bias_free=bias_free), counts)
        for table, bias_free in ((CONGRUENTIAL_COUNTS, False), (CONGRUENTIAL_BIAS_FREE_COUNTS, True))
        for (architecture, seed), counts in table.items()
    ]


def random_network(
    seed: int,
    *,
    inputs: int | None = None,
    n_outputs: int = 1,
    bias_free: bool | None = None,
    max_neurons: int = 7,
    bound: int = 2,
) -> NamedNetwork:
    """A small network with integer entries in -bound..bound, mostly degenerate.

    One to four inputs, one to three hidden layers, at most ``max_neurons`` neurons; every third seed is
    bias-free unless said otherwise. Equal arguments give equal networks in every version of Python.
    """
    rng = random.Random(seed)
    n_inputs = inputs or 1 + rng.randrange(4)
    widths: list[int] = []
    for _ in range(1 + rng.randrange(3)):
        room = max_neurons - sum(widths)
        if room > 0:
            widths.append(1 + rng.randrange(min(room, 5)))
    without = seed % 3 == 0 if bias_free is None else bias_free
    architecture = [n_inputs, *widths, n_outputs]

    def draw(n: int) -> list[int]:
        return [rng.randint(-bound, bound) for _ in range(n)]

    weights = [[draw(n_in) for _ in range(n_out)] for n_in, n_out in pairwise(architecture)]
    biases = [[0] * n if without else draw(n) for n in architecture[1:]]
    name = f"random {'-'.join(map(str, architecture))} seed {seed}{' bias-free' * without}"
    return named_network(name, weights, biases)


TELLING_SEEDS = {
    (244, 2): known_counts(21, 21, 18, 16, 17, 16),
    (262, 2): known_counts(24, 24, 16, 16, 16, 15),
    (349, 2): known_counts(19, 18, 14, 13, 14, 13),
    (515, 3): known_counts(6, 6, 6, 5, 5, 5),
    (556, 2): known_counts(39, 36, 25, 24, 24, 23),
    (574, 2): known_counts(31, 31, 21, 19, 21, 18),
    (689, 3): known_counts(14, 14, 11, 10, 10, 10),
    (787, 2): known_counts(33, 31, 30, 29, 30, 29),
    (977, 3): known_counts(5, 5, 4, 4, 4, 3),
}
"""Seeds and numbers of inputs of random networks (``max_neurons=8``) on which the coarser notions differ.

Most random networks have equally many open connected, closed connected and affine regions. These were found
among a thousand.
"""


def telling_networks() -> list[NamedNetwork]:
    """The random networks of `TELLING_SEEDS` with their counts."""
    return [
        with_counts(random_network(seed, inputs=inputs, max_neurons=8), counts)
        for (seed, inputs), counts in TELLING_SEEDS.items()
    ]
