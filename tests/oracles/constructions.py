"""Deep networks that reach, or nearly reach, the lower bounds on the number of regions.

The sources are abbreviated as in `oracles.networks`. A bound is reached by all notions of region only if
the last layer faces the right way and the output weights are generic: if all last neurons can be inactive
at once, the zero plateaus of neighbouring folds merge, and if slopes cancel, affine maps repeat.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from oracles.networks import NamedNetwork, Scalar, Vector, known_counts, named_network, with_counts


class _Tower:
    """Hidden layers under construction, and the affine read-out C u + d that the next one sees."""

    def __init__(self, n_inputs: int) -> None:
        self.weights: list[list[list[Scalar]]] = []
        self.biases: list[list[Scalar]] = []
        self.matrix: list[list[Scalar]] = [[int(i == j) for j in range(n_inputs)] for i in range(n_inputs)]
        self.constant: list[Scalar] = [0] * n_inputs

    def affine(
        self, weight: Sequence[Sequence[Scalar]], bias: Sequence[Scalar]
    ) -> tuple[list[list[Scalar]], list[Scalar]]:
        columns = list(zip(*self.matrix, strict=True))
        matrix = [
            [sum(a * b for a, b in zip(row, column, strict=True)) for column in columns] for row in weight
        ]
        constant = [
            sum(a * d for a, d in zip(row, self.constant, strict=True)) + b
            for row, b in zip(weight, bias, strict=True)
        ]
        return matrix, constant

    def add(
        self,
        weight: Sequence[Sequence[Scalar]],
        bias: Sequence[Scalar],
        matrix: Sequence[Sequence[Scalar]],
        constant: Sequence[Scalar],
    ) -> None:
        """One more hidden layer relu(weight h + bias) on the read-out h, and the read-out of it."""
        hidden, shift = self.affine(weight, bias)
        self.weights.append(hidden)
        self.biases.append(shift)
        self.matrix, self.constant = [list(row) for row in matrix], list(constant)

    def network(self, name: str, source: str, expected: dict[str, int] | None = None) -> NamedNetwork:
        """The network whose output is the present read-out."""
        return named_network(
            name, [*self.weights, self.matrix], [*self.biases, self.constant], expected, source
        )


@dataclass(frozen=True)
class Units:
    """A function of one variable: sum of coefficients times relu(slope x + offset), plus a constant."""

    slopes: Vector
    offsets: Vector
    coefficients: Vector
    constant: Scalar


def fold_units(p: int) -> Units:
    """p units that map each [i/p, (i+1)/p] onto [0, 1]. Source: [MPCB]."""
    return Units(
        (p, *[2 * p] * (p - 1)),
        (0, *(-2 * i for i in range(1, p))),
        tuple((-1) ** i for i in range(p)),
        0,
    )


def zigzag_units(p: int) -> Units:
    """p >= 3 units with p + 1 linear pieces that each map a part of [0, 1] onto [0, 1]. Source: [STR].

    The third unit faces left, which gives the leftmost piece its slope. Two units cannot do it: three
    slopes s1, s1+s2, s2 never alternate in sign.
    """
    c = Fraction(2 * p + 1, 2)
    slopes = [2 * c] + [(-1) ** i * c for i in range(1, p + 1)]
    points, last = [], Fraction(0)
    for slope in slopes[:p]:
        last += 1 / abs(slope)
        points.append(last)
    jumps = [slopes[i + 1] - slopes[i] for i in range(p)]
    return Units(
        tuple(-1 if i == 2 else 1 for i in range(p)),
        tuple(points[i] if i == 2 else -points[i] for i in range(p)),
        tuple(jumps),
        -jumps[2] * points[2],
    )


SAWTOOTH_UNITS = Units((1, 1, 1), (0, Fraction(-1, 2), -1), (2, -4, 2), 0)


def _coordinatewise(tower: _Tower, units: Units) -> None:
    """Apply the function of one variable to each coordinate of the read-out."""
    n, p = len(tower.matrix), len(units.slopes)
    weight = [[units.slopes[k] * (i == j) for j in range(n)] for i in range(n) for k in range(p)]
    bias = list(units.offsets) * n
    matrix = [[units.coefficients[k] * (i == j) for j in range(n) for k in range(p)] for i in range(n)]
    tower.add(weight, bias, matrix, [units.constant] * n)


def _deep(
    name: str,
    units: Units,
    n_inputs: int,
    n_folds: int,
    last: tuple[Sequence[Sequence[Scalar]], Sequence[Scalar], Sequence[Scalar]],
    *,
    source: str = "pinned by exact enumeration",
) -> NamedNetwork:
    tower = _Tower(n_inputs)
    for _ in range(n_folds):
        _coordinatewise(tower, units)
    weight, bias, outputs = last
    tower.add(weight, bias, [outputs], [0])
    return tower.network(name, source)


def _thresholds(
    m: int, outputs: Sequence[Scalar], *, oriented: bool = True
) -> tuple[list[list[Scalar]], list[Scalar], Sequence[Scalar]]:
    """Last layer on one variable: relu(h - i/(m+1)), the last one facing left if oriented.

    With the last one facing left "all inactive" is not a pattern on [0, 1], so that no zero plateaus of
    neighbouring folds merge.
    """
    facing = [-1 if oriented and i == m else 1 for i in range(1, m + 1)]
    return (
        [[sign] for sign in facing],
        [-sign * Fraction(i, m + 1) for i, sign in enumerate(facing, 1)],
        outputs,
    )


def _all_equal(value: int) -> dict[str, int]:
    return known_counts(*[value] * 6, convex=value)


GENERIC = (2, 1, 5, 11, 23, 3)
"""Output weights for which no two affine pieces agree."""

ZIGZAG_SOURCE = "[STR]: lower bound, upper bound and count agree for one input"


def zigzag(
    p: int, n_folds: int, m: int, outputs: Sequence[Scalar] | None = None, *, oriented: bool = True
) -> NamedNetwork:
    """(p + 1)^n_folds (m + 1) pieces on the line."""
    facing = "" if oriented else " right-facing"
    name = f"zigzag p={p} folds={n_folds} m={m}{facing}{f' outputs {outputs}' if outputs else ''}"
    last = _thresholds(m, outputs or GENERIC[:m], oriented=oriented)
    return _deep(name, zigzag_units(p), 1, n_folds, last, source=ZIGZAG_SOURCE)


def fold(p: int, n_folds: int, m: int) -> NamedNetwork:
    """The folds of [MPCB]: more than p^n_folds (m + 1) pieces, because the two outer half-lines add some."""
    name = f"fold p={p} folds={n_folds} m={m}"
    return _deep(name, fold_units(p), 1, n_folds, _thresholds(m, GENERIC[:m]), source="[MPCB]")


def line_networks() -> list[NamedNetwork]:
    """Zigzags and folds of one input with their counts."""
    cancelling = (2, 1, 3)  # the slopes 2 + 1 and 3 agree, so that affine maps repeat
    found = []
    for (p, n_folds, m), value, affine in (
        ((3, 1, 3), 16, 13),
        ((3, 2, 3), 64, 49),
        ((4, 1, 3), 20, 16),
        ((3, 3, 3), 256, 193),
    ):
        found.append(with_counts(zigzag(p, n_folds, m), _all_equal(value)))
        counts = {
            "proper_activation": value,
            "open_connected": value,
            "closed_connected": value,
            "affine": affine,
        }
        found.append(with_counts(zigzag(p, n_folds, m, cancelling), counts))
    found.append(with_counts(zigzag(4, 2, 4), _all_equal(125)))
    for n_folds, proper, connected, affine in ((1, 16, 15, 13), (2, 64, 57, 49)):
        counts = {"proper_activation": proper, "open_connected": connected, "affine": affine}
        found.append(with_counts(zigzag(3, n_folds, 3, oriented=False), counts))
    for (p, n_folds, m), value in (
        ((2, 1, 3), 9),
        ((3, 1, 3), 13),
        ((2, 2, 2), 14),
        ((3, 2, 3), 37),
        ((2, 3, 2), 26),
    ):
        found.append(with_counts(fold(p, n_folds, m), {"proper_activation": value}))
    return found


def sawtooth(n_folds: int) -> NamedNetwork:
    """2relu(x) - 4relu(x-1/2) + 2relu(x-1), iterated: 2^n_folds pieces on [0, 1], and zero outside."""
    tower = _Tower(1)
    for _ in range(n_folds):
        _coordinatewise(tower, SAWTOOTH_UNITS)
    pieces = 2**n_folds + 2
    expected = {
        "proper_activation": pieces,
        "open_connected": pieces,
        "closed_connected": pieces,
        "affine": pieces - 1,
    }
    activation = {1: 4, 2: 7, 3: 12, 4: 22, 5: 42}
    if n_folds in activation:
        expected["activation"] = activation[n_folds]
    return tower.network(
        f"sawtooth {n_folds}", "the sawtooth of Telgarsky (arXiv:1509.08101), on the whole line", expected
    )


def zonotope_sawtooth(generators: Sequence[Sequence[int]], n_folds: int) -> NamedNetwork:
    """sum |v_i . x| followed by a sawtooth, for generic generators. Source: [ABMM].

    The norm has K = 2 sum_{i<n} C(m-1, i) cones. On each it runs from 0 to infinity and meets the 2^L teeth
    and the zero half-line, but not the negative half-line; the outer zero pieces of all cones are one
    region, of all notions but activation.
    """
    n, m = len(generators[0]), len(generators)
    tower = _Tower(n)
    rows = [[sign * a for a in v] for v in generators for sign in (1, -1)]
    tower.add(rows, [0] * len(rows), [[1] * len(rows)], [0])
    for _ in range(n_folds):
        _coordinatewise(tower, SAWTOOTH_UNITS)
    cones = 2 * sum(comb(m - 1, i) for i in range(n))
    merged = 2**n_folds * cones + 1
    expected = {"proper_activation": (2**n_folds + 1) * cones, "open_connected": merged, "affine": merged}
    return tower.network(
        f"zonotope m={m} n={n} folds={n_folds}", "[ABMM]", expected | {"closed_connected": merged}
    )


PLANE_GENERATORS = ((1, 0), (0, 1), (1, 1), (1, -2))
SPACE_GENERATORS = ((1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1))


def zonotope_networks() -> list[NamedNetwork]:
    """The zonotope networks whose counts are pinned: cones times teeth."""
    return [
        zonotope_sawtooth(PLANE_GENERATORS[:2], 1),
        zonotope_sawtooth(PLANE_GENERATORS[:3], 1),
        zonotope_sawtooth(PLANE_GENERATORS, 1),
        zonotope_sawtooth(PLANE_GENERATORS[:3], 2),
        zonotope_sawtooth(SPACE_GENERATORS[:3], 1),
        zonotope_sawtooth(SPACE_GENERATORS, 1),
    ]


PLANE_LAST_LAYER = (
    ((1, Fraction(-5, 2)), (3, Fraction(5, 2)), (-5, Fraction(1, 2))),
    (Fraction(59, 80), Fraction(-219, 80), Fraction(113, 50)),
)
"""Three lines that cross inside the unit square, facing so that no point has all neurons inactive."""

SIX_LINES = (
    ((-3, -1), (-1, 4), (2, -5), (5, 3), (-4, 3), (1, -2)),
    (2, Fraction(-41, 28), Fraction(29, 20), Fraction(-47, 12), Fraction(3, 5), Fraction(7, 16)),
)
"""Six lines that cross inside the unit square; of the first four (five, six) one is active at each point."""


def plane_zigzag(m: int, n_folds: int = 1) -> NamedNetwork:
    """16^n_folds (1 + m + C(m, 2)) regions: zigzags of both coordinates, then 4 <= m <= 6 of `SIX_LINES`."""
    weight, bias = SIX_LINES
    last = (weight[:m], bias[:m], (7, 13, 29, 53, 101, 211)[:m])
    net = _deep(
        f"plane zigzag folds={n_folds} m={m}", zigzag_units(3), 2, n_folds, last, source=ZIGZAG_SOURCE
    )
    return with_counts(net, _all_equal(16**n_folds * (1 + m + comb(m, 2))))


def plane_networks() -> list[NamedNetwork]:
    """Zigzags and folds of two inputs with their counts. In the last two zero plateaus merge."""
    weight, bias = PLANE_LAST_LAYER
    turned = ([*weight[:2], [-a for a in weight[2]]], [*bias[:2], -bias[2]])

    def build(
        name: str, units: Units, last: tuple[Sequence[Sequence[Scalar]], Sequence[Scalar]], outputs: Vector
    ) -> NamedNetwork:
        return _deep(name, units, 2, 1, (*last, outputs))

    return [
        with_counts(
            build("plane zigzag (6, 3)", zigzag_units(3), (weight, bias), (7, 13, 29)), _all_equal(112)
        ),
        with_counts(build("plane fold (4, 3)", fold_units(2), (weight, bias), (7, 13, 29)), _all_equal(41)),
        plane_zigzag(4),
        with_counts(
            build("plane zigzag (6, 3), third line turned", zigzag_units(3), turned, (2, 1, 5)),
            known_counts(112, 112, 92, 88, 92, 85),
        ),
        with_counts(
            build("plane fold (4, 3), third line turned", fold_units(2), turned, (2, 1, 5)),
            known_counts(41, 41, 34, 34, 34, 33),
        ),
    ]
