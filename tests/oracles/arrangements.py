"""Hyperplane arrangements with known numbers of regions, as networks with one hidden layer."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import comb

from oracles.networks import NamedNetwork, known_counts, named_network


@dataclass(frozen=True)
class Arrangement:
    """Hyperplanes {x : b + a.x = 0} as rows (b, a), pairwise distinct, and their number of regions."""

    name: str
    rows: tuple[tuple[int, ...], ...]
    n_regions: int
    source: str

    def __str__(self) -> str:
        return self.name

    @property
    def network(self) -> NamedNetwork:
        """The sum of relu(b + a.x): convex without cancelled walls, so all counts but one agree."""
        same = known_counts(*[self.n_regions] * 6, convex=self.n_regions)
        del same["activation"]
        weights = [[row[1:] for row in self.rows], [[1] * len(self.rows)]]
        return named_network(self.name, weights, [[row[0] for row in self.rows], [0]], same, self.source)


def _unit(n: int, *entries: tuple[int, int]) -> tuple[int, ...]:
    row = [0] * n
    for position, value in entries:
        row[position] += value
    return tuple(row)


def _deformation(n: int, offsets: Iterable[int], *, both_signs: bool = False) -> list[tuple[int, ...]]:
    """Hyperplanes x_i - x_j = k for i < j and k in ``offsets`` (and -k)."""
    values = sorted({sign * k for k in offsets for sign in ((1, -1) if both_signs else (1,))})
    return [(-k, *_unit(n, (i, 1), (j, -1))) for i, j in combinations(range(n), 2) for k in values]


def _central(normals: Iterable[Sequence[int]]) -> list[tuple[int, ...]]:
    return [(0, *normal) for normal in normals]


def _braid(n: int) -> list[tuple[int, ...]]:
    return _deformation(n, [0])


def _resonance(n: int) -> list[tuple[int, ...]]:
    return _central(v for v in product((0, 1), repeat=n) if any(v))


def _threshold(n: int) -> list[tuple[int, ...]]:
    return _central((1, *v) for v in product((0, 1), repeat=n))


def _type_d(n: int) -> list[tuple[int, ...]]:
    return _central(_unit(n, (i, 1), (j, sign)) for i, j in combinations(range(n), 2) for sign in (1, -1))


def _type_b(n: int) -> list[tuple[int, ...]]:
    return _type_d(n) + _central(_unit(n, (i, 1)) for i in range(n))


def _type_f(_: int) -> list[tuple[int, ...]]:
    return _type_b(4) + _central((1, *v) for v in product((1, -1), repeat=3))


def _type_e6(_: int) -> list[tuple[int, ...]]:
    """The 36 mirrors of E_6, with the irrational coordinate rescaled by a linear change of coordinates."""
    long = [_unit(6, (i, 2), (j, 2 * sign)) for i, j in combinations(range(5), 2) for sign in (1, -1)]
    short = [(*v, 1) for v in product((1, -1), repeat=5) if v.count(-1) % 2 == 0]
    return _central([*long, *short])


def _graphic(n: int, edges: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    return _central(_unit(n, (i, 1), (j, -1)) for i, j in edges)


def _cycle(n: int) -> list[tuple[int, ...]]:
    return _graphic(n, [(i, (i + 1) % n) for i in range(n)])


_REFLECTION = "order of the reflection group"

_FAMILIES: tuple[tuple[str, Callable[[int], list[tuple[int, ...]]], dict[int, int], str], ...] = (
    ("braid", _braid, {2: 2, 3: 6, 4: 24, 5: 120, 6: 720}, _REFLECTION),
    (
        "resonance",
        _resonance,
        {1: 2, 2: 6, 3: 32, 4: 370, 5: 11292, 6: 1066044, 7: 347326352},
        "OEIS A034997",
    ),
    ("threshold", _threshold, {0: 2, 1: 4, 2: 14, 3: 104, 4: 1882, 5: 94572, 6: 15028134}, "OEIS A000609"),
    ("type B", _type_b, {1: 2, 2: 8, 3: 48, 4: 384, 5: 3840}, _REFLECTION),
    ("type D", _type_d, {2: 4, 3: 24, 4: 192, 5: 1920}, _REFLECTION),
    ("type F", _type_f, {4: 1152}, _REFLECTION),
    ("type E", _type_e6, {6: 51840}, _REFLECTION),
    ("Shi", lambda n: _deformation(n, [0, 1]), {2: 3, 3: 16, 4: 125, 5: 1296}, "(n+1)^(n-1), Shi 1986"),
    (
        "Catalan",
        lambda n: _deformation(n, [0, 1], both_signs=True),
        {2: 4, 3: 30, 4: 336, 5: 5040},
        "n! times the Catalan number",
    ),
    ("Linial", lambda n: _deformation(n, [1]), {2: 2, 3: 7, 4: 36, 5: 246, 6: 2104}, "OEIS A007889"),
    (
        "semiorder",
        lambda n: _deformation(n, [1], both_signs=True),
        {2: 3, 3: 19, 4: 183, 5: 2371},
        "OEIS A006531",
    ),
    (
        "2-Catalan",
        lambda n: _deformation(n, [0, 1, 2], both_signs=True),
        {2: 6, 3: 72, 4: 1320},
        "n! times the Fuss-Catalan number C(3n, n) / (2n+1)",
    ),
    ("extended Shi", lambda n: _deformation(n, [-1, 0, 1, 2]), {2: 5, 3: 49, 4: 729}, "(2n+1)^(n-1)"),
    ("cycle", _cycle, {3: 6, 4: 14, 5: 30, 6: 62, 7: 126}, "acyclic orientations of a cycle, 2^n - 2"),
)

_BIPARTITE = {(2, 2): 14, (2, 3): 46, (3, 3): 230}


def generic_arrangement(m: int, n: int) -> Arrangement:
    """m hyperplanes (1, t, ..., t^(n-1)).x = t^n, t = 1, ..., m: in general position by Vandermonde."""
    rows = tuple((-(t**n), *(t**k for k in range(n))) for t in range(1, m + 1))
    n_regions = sum(comb(m, j) for j in range(n + 1))
    return Arrangement(f"generic m={m} n={n}", rows, n_regions, "Zaslavsky: sum of C(m, j) for j <= n")


def arrangements(max_regions: int = 10**9) -> list[Arrangement]:
    """The named arrangements with at most so many regions."""
    found = [
        Arrangement(f"{name} {n}", tuple(rows(n)), value, source)
        for name, rows, table, source in _FAMILIES
        for n, value in table.items()
        if value <= max_regions
    ]
    for (a, b), value in _BIPARTITE.items():
        rows = _graphic(a + b, product(range(a), range(a, a + b)))
        found.append(Arrangement(f"bipartite {a} {b}", tuple(rows), value, "poly-Bernoulli numbers"))
    found += [generic_arrangement(m, n) for m, n in ((4, 2), (6, 2), (5, 3))]
    return [arrangement for arrangement in found if arrangement.n_regions <= max_regions]


SIMPLE_F_VECTORS = {
    (3, 2): (3, 9, 7),
    (4, 2): (6, 16, 11),
    (5, 3): (10, 40, 55, 26),
    (6, 3): (20, 75, 96, 42),
    (8, 4): (70, 336, 616, 512, 163),
}
"""f-vectors of m hyperplanes of R^n in general position by (m, n).

f_k = C(m, n-k) sum_{j<=k} C(m-n+k, j) (Zaslavsky 1975).
"""

CENTRAL_F_VECTORS = {
    "braid 4": (0, 1, 14, 36, 24),
    "resonance 3": (1, 18, 48, 32),
    "type B 3": (1, 26, 72, 48),
}
"""f-vectors of fans. The braid arrangement has a line in every face, so that its dimensions start at one."""
