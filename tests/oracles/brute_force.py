"""The regions of a small ReLU network, computed straight from their definitions.

A network is two plain lists, ``weights`` (one matrix per layer, rows are outputs) and ``biases``, of ints
or Fractions. Every layer but the last is followed by ReLU; the last is affine. A ``domain`` is a list of
rows ``(b, a_1, ..., a_n)`` and stands for the polyhedron {x : b + a.x >= 0}, which must have an interior
point; without it the domain is R^n.

The definitions are those of Stargalla, Hertrich and Reichman, "The computational complexity of counting
linear regions in ReLU neural networks" (arXiv:2505.16716). A neuron is *active* where its pre-activation is
> 0 and inactive where it is <= 0. With a domain D the cells are intersected with the interior of D;
closures and connectedness are taken in the closed D.

* activation region: a non-empty set of points of one pattern;
* proper activation region: one of full dimension;
* open connected region: an inclusion-maximal open connected set on which f is affine;
* closed connected region: an inclusion-maximal closed connected set with interior points on which f is
  affine. It may continue along a lower-dimensional slice through other cells. The reading that does not
  allow this, where only full-dimensional cells of one map are joined if their closures meet, is counted as
  `Counts.closed_touching`;
* affine region: one per affine map that f has on an open set.

Two algorithms are independent of each other. `patterns` and `cells` decide the neurons in order, by two
children (> 0 and <= 0, or > 0 and < 0) and a linear program. `faces` decides them by three children (-, 0,
+). Since all pre-activations are continuous, the non-empty sets of one sign vector are exactly the
relatively open faces of the canonical complex, the complex of the closures of the proper activation
regions. This needs no genericity: a neuron that is constantly zero on a face does not divide it, and one
that vanishes on a facet of a cell takes the same sign everywhere inside.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from math import lcm
from typing import NamedTuple

from oracles.feasibility import Point, Row, dot, echelon, negative, primitive, rank, reduced, solution

Matrix = Sequence[Sequence[int | Fraction]]
Vector = Sequence[int | Fraction]
AffineMap = tuple[tuple[Fraction, ...], ...]
"""One row ``(c, a_1, ..., a_n)`` per output, standing for x -> c + a.x."""


class Counts(NamedTuple):
    """The numbers of regions, from the finest notion to the coarsest."""

    activation: int
    proper_activation: int
    open_connected: int
    closed_connected: int
    closed_touching: int
    affine: int


@dataclass(frozen=True)
class Cell:
    """A proper activation region: pattern, affine map, rows that are >= 0 on its closure, inner point."""

    pattern: tuple[int, ...]
    value: AffineMap
    rows: tuple[Row, ...]
    point: Point

    @property
    def dim(self) -> int:
        """The number of inputs; a proper activation region has full dimension."""
        return len(self.point) - 1

    @cached_property
    def facets(self) -> tuple[Row, ...]:
        """The rows that hold with equality on a facet; they alone describe the closure."""
        return tuple(
            row
            for row in self.rows
            if solution(self.dim, [other for other in self.rows if other != row], zero=[row])
        )

    @cached_property
    def is_bounded(self) -> bool:
        """No direction stays in the cell: the recession cone is {0}."""
        cone = [(0, *row[1:]) for row in self.facets]
        for k in range(1, self.dim + 1):
            for sign in (1, -1):
                beyond = tuple(-1 if j == 0 else sign * (j == k) for j in range(self.dim + 1))
                if solution(self.dim, weak=[*cone, beyond]):
                    return False
        return True


class Face(NamedTuple):
    """A face of the canonical complex: signs (domain rows, then neurons), dimension, inner point."""

    signs: tuple[int, ...]
    dim: int
    point: Point


def evaluate(weights: Sequence[Matrix], biases: Sequence[Vector], x: Vector) -> tuple[Fraction, ...]:
    """The output of the network at x."""
    values = [Fraction(entry) for entry in x]
    for layer, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
        sums = [
            sum((a * v for a, v in zip(row, values, strict=True)), Fraction(b))
            for row, b in zip(weight, bias, strict=True)
        ]
        values = sums if layer == len(weights) - 1 else [max(value, Fraction(0)) for value in sums]
    return tuple(values)


def box(dim: int, low: int | Fraction, high: int | Fraction) -> list[Row]:
    """The rows of the cube [low, high]^dim, to be used as a domain."""
    units = [tuple(int(j == k) for j in range(dim)) for k in range(dim)]
    lower = [primitive((-low, *unit)) for unit in units]
    upper = [primitive((high, *negative(unit))) for unit in units]
    return lower + upper


# --- the layers with integer entries ---


class _Layer(NamedTuple):
    weight: tuple[tuple[int, ...], ...]
    bias: tuple[int, ...]


def _integral(weights: Sequence[Matrix], biases: Sequence[Vector]) -> tuple[list[_Layer], int]:
    """Integer layers whose output is the network's, times the returned positive number.

    ReLU commutes with positive factors, so each layer may be multiplied by the common denominator of its
    entries.
    """
    layers, scale = [], 1
    for weight, bias in zip(weights, biases, strict=True):
        rows = [[Fraction(entry) for entry in row] for row in weight]
        constants = [Fraction(entry) * scale for entry in bias]
        factor = lcm(*(entry.denominator for row in [*rows, constants] for entry in row))
        layers.append(
            _Layer(
                tuple(tuple(int(entry * factor) for entry in row) for row in rows),
                tuple(int(entry * factor) for entry in constants),
            )
        )
        scale *= factor
    return layers, scale


def _preactivations(layer: _Layer, inputs: Sequence[Row]) -> list[Row]:
    """The affine forms of a layer's sums, from the affine forms of its inputs."""
    n_columns = len(inputs[0])
    return [
        tuple(
            sum(a * form[k] for a, form in zip(row, inputs, strict=True)) + (b if k == 0 else 0)
            for k in range(n_columns)
        )
        for row, b in zip(layer.weight, layer.bias, strict=True)
    ]


def _coordinates(dim: int) -> list[Row]:
    return [tuple(int(j == k) for j in range(dim + 1)) for k in range(1, dim + 1)]


def _domain_rows(domain: Iterable[Vector] | None) -> list[Row]:
    """Primitive rows without those that hold everywhere."""
    rows = dict.fromkeys(primitive(row) for row in domain or ())
    return [row for row in rows if any(row[1:]) or row[0] < 0]


def _interior_point(dim: int, rows: list[Row]) -> Point:
    point = solution(dim, strict=rows)
    if point is None:
        raise ValueError(f"the domain {rows} has no interior point")
    return point


# --- patterns and cells: two children per neuron ---


@dataclass(frozen=True)
class _Node:
    pattern: tuple[int, ...]
    strict: tuple[Row, ...]
    weak: tuple[Row, ...]
    point: Point


def _leaves(
    weights: Sequence[Matrix],
    biases: Sequence[Vector],
    domain: Iterable[Vector] | None,
    children: Callable[[_Node, Row], Iterator[_Node]],
) -> Iterator[tuple[_Node, AffineMap]]:
    """The ends of the decision tree, with the affine map of the network on each."""
    layers, scale = _integral(weights, biases)
    dim = len(weights[0][0])
    inside = _domain_rows(domain)

    def descend(node: _Node, depth: int, inputs: Sequence[Row]) -> Iterator[tuple[_Node, AffineMap]]:
        forms = _preactivations(layers[depth], inputs)
        if depth == len(layers) - 1:
            yield node, tuple(tuple(Fraction(entry, scale) for entry in form) for form in forms)
            return
        level = [node]
        for form in forms:
            level = [child for parent in level for child in children(parent, form)]
        for leaf in level:
            decided = leaf.pattern[len(node.pattern) :]
            outputs = [form if bit else (0,) * (dim + 1) for form, bit in zip(forms, decided, strict=True)]
            yield from descend(leaf, depth + 1, outputs)

    root = _Node((), tuple(inside), (), _interior_point(dim, inside))
    yield from descend(root, 0, _coordinates(dim))


def _child(node: _Node, bit: int, strict: tuple[Row, ...], weak: tuple[Row, ...]) -> Iterator[_Node]:
    """The node with more rows, if it has a point; the parent's point is tried first."""
    if all(dot(row, node.point) > 0 for row in strict) and all(dot(row, node.point) >= 0 for row in weak):
        point: Point | None = node.point
    else:
        point = solution(len(node.point) - 1, node.strict + strict, node.weak + weak)
    if point is not None:
        yield _Node((*node.pattern, bit), node.strict + strict, node.weak + weak, point)


def _any_children(node: _Node, form: Row) -> Iterator[_Node]:
    """Points where the form is > 0, and points where it is <= 0."""
    form = primitive(form)
    yield from _child(node, 1, (form,), ())
    yield from _child(node, 0, (), (negative(form),))


def _proper_children(node: _Node, form: Row) -> Iterator[_Node]:
    """Open sets where the form is > 0 and where it is < 0. A constant form has one child; 0 is inactive."""
    form = primitive(form)
    if not any(form[1:]):
        yield _Node((*node.pattern, int(form[0] > 0)), node.strict, node.weak, node.point)
        return
    yield from _child(node, 1, (form,), ())
    yield from _child(node, 0, (negative(form),), ())


def patterns(
    weights: Sequence[Matrix], biases: Sequence[Vector], domain: Iterable[Vector] | None = None
) -> list[tuple[int, ...]]:
    """The pattern of every activation region, those of lower dimension included."""
    return [node.pattern for node, _ in _leaves(weights, biases, domain, _any_children)]


def cells(
    weights: Sequence[Matrix], biases: Sequence[Vector], domain: Iterable[Vector] | None = None
) -> list[Cell]:
    """The proper activation regions."""
    return [
        Cell(node.pattern, value, tuple(dict.fromkeys(node.strict)), node.point)
        for node, value in _leaves(weights, biases, domain, _proper_children)
    ]


# --- faces: three children per neuron ---


@dataclass(frozen=True)
class _OpenFace:
    signs: tuple[int, ...]
    strict: tuple[Row, ...]
    zero: tuple[Row, ...]
    point: Point

    def with_sign(self, sign: int, form: Row, point: Point) -> "_OpenFace":
        strict, zero = self.strict, self.zero
        if sign:
            strict = (*strict, form if sign > 0 else negative(form))
        else:
            zero = (*zero, form)
        return _OpenFace((*self.signs, sign), strict, zero, point)

    def divided_by(self, form: Row) -> Iterator["_OpenFace"]:
        """The non-empty parts on which the form is negative, zero and positive."""
        form = reduced(echelon(self.zero), primitive(form))
        if not any(form[1:]):
            sign = (form[0] > 0) - (form[0] < 0)
            yield _OpenFace((*self.signs, sign), self.strict, self.zero, self.point)
            return
        found = {}
        here = dot(form, self.point)
        for sign, row in ((1, form), (-1, negative(form))):
            if here * sign > 0:
                found[sign] = self.point
            elif other := solution(len(self.point) - 1, (*self.strict, row), zero=self.zero):
                found[sign] = other
        if len(found) == 2:
            # A segment from one side to the other crosses zero inside the face, because the face is convex.
            found[0] = _crossing(form, found[1], found[-1])
        for sign, point in found.items():
            yield self.with_sign(sign, form, point)


def _crossing(form: Row, positive: Point, negative_point: Point) -> Point:
    above, below = dot(form, positive), dot(form, negative_point)
    return primitive(above * q - below * p for p, q in zip(positive, negative_point, strict=True))


def faces(
    weights: Sequence[Matrix],
    biases: Sequence[Vector],
    domain: Iterable[Vector] | None = None,
    *,
    with_output: bool = False,
    minus: AffineMap | None = None,
) -> list[Face]:
    """Every face of the canonical complex intersected with the closed domain, one per non-empty sign vector.

    With ``with_output`` the complex is also divided by the zero sets of the outputs, whose signs come last;
    with ``minus``, by the zero sets of the outputs minus this affine map.
    """
    layers, scale = _integral(weights, biases)
    dim = len(weights[0][0])
    inside = _domain_rows(domain)

    def descend(face: _OpenFace, depth: int, inputs: Sequence[Row]) -> Iterator[_OpenFace]:
        is_output = depth == len(layers) - 1
        if is_output and not with_output:
            yield face
            return
        forms = _preactivations(layers[depth], inputs)
        if is_output and minus:
            forms = [
                primitive(a - scale * b for a, b in zip(form, row, strict=True))
                for form, row in zip(forms, minus, strict=True)
            ]
        level = [face]
        for form in forms:
            level = [part for whole in level for part in whole.divided_by(form)]
        if is_output:
            yield from level
            return
        for part in level:
            decided = part.signs[len(face.signs) :]
            outputs = [
                form if sign > 0 else (0,) * (dim + 1) for form, sign in zip(forms, decided, strict=True)
            ]
            yield from descend(part, depth + 1, outputs)

    level = [_OpenFace((), (), (), _interior_point(dim, inside))]
    for row in inside:
        level = [part for whole in level for part in whole.divided_by(row) if part.signs[-1] >= 0]
    return [
        Face(face.signs, dim - rank(face.zero), face.point)
        for root in level
        for face in descend(root, 0, _coordinates(dim))
    ]


def f_vector(
    weights: Sequence[Matrix], biases: Sequence[Vector], domain: Iterable[Vector] | None = None
) -> tuple[int, ...]:
    """The numbers of faces of dimension 0, ..., n of the canonical complex within the closed domain."""
    return _by_dimension(faces(weights, biases, domain), len(weights[0][0]))


def zero_set_f_vector(
    weights: Sequence[Matrix], biases: Sequence[Vector], domain: Iterable[Vector] | None = None
) -> tuple[int, ...]:
    """The numbers of faces of dimension 0, ..., n of {f = 0}, where all outputs are zero.

    It is a subcomplex of the complex divided by the outputs.

    Walls along which f touches zero are faces of the zero set, and so are cells on which f is zero.
    """
    n_outputs = len(biases[-1])
    zero_faces = [
        face for face in faces(weights, biases, domain, with_output=True) if not any(face.signs[-n_outputs:])
    ]
    return _by_dimension(zero_faces, len(weights[0][0]))


def _by_dimension(some_faces: list[Face], dim: int) -> tuple[int, ...]:
    numbers = Counter(face.dim for face in some_faces)
    return tuple(numbers[k] for k in range(dim + 1))


# --- what follows from the cells ---


def adjacent_pairs(some_cells: Sequence[Cell]) -> list[tuple[int, int]]:
    """Pairs i < j of cells whose closures meet in dimension n - 1.

    Such a meeting lies in a hyperplane that bounds a facet of both, one on each side; and it has that
    dimension if and only if a point of the hyperplane satisfies all other rows strictly.
    """
    owners = defaultdict(list)
    for k, cell in enumerate(some_cells):
        for row in cell.facets:
            owners[row].append(k)
    candidates = (
        (min(i, j), max(i, j), row)
        for row in list(owners)
        for i in owners[row]
        for j in owners.get(negative(row), ())
    )
    return sorted({(i, j) for i, j, row in candidates if _share_facet(some_cells[i], some_cells[j], row)})


def _share_facet(one: Cell, other: Cell, row: Row) -> bool:
    rest = [r for r in one.facets + other.facets if r not in (row, negative(row))]
    return solution(one.dim, strict=rest, zero=[row]) is not None


def merged(n_items: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """For each item the smallest item that chains of pairs connect it with."""
    parent = list(range(n_items))
    for i, j in pairs:
        low, high = sorted((_root(parent, i), _root(parent, j)))
        parent[high] = low
    return [_root(parent, i) for i in range(n_items)]


def _root(parent: list[int], item: int) -> int:
    while parent[item] != item:
        item = parent[item]
    return item


def open_connected_labels(some_cells: Sequence[Cell]) -> list[int]:
    """For each cell the first cell of its open connected region: one map, joined across common facets."""
    same_map = [(i, j) for i, j in adjacent_pairs(some_cells) if some_cells[i].value == some_cells[j].value]
    return merged(len(some_cells), same_map)


def _pieces(
    some_cells: Sequence[Cell], value: AffineMap
) -> list[tuple[bool, tuple[Row, ...], tuple[Row, ...]]]:
    """The set {f = value} cell by cell: whether it is the whole closed cell, its weak rows, its zero rows."""
    pieces = []
    for cell in some_cells:
        equations = [
            primitive(a - b for a, b in zip(row, other, strict=True))
            for row, other in zip(cell.value, value, strict=True)
        ]
        zero = tuple(row for row in equations if any(row))
        if solution(cell.dim, weak=cell.facets, zero=zero):
            pieces.append((not zero, cell.facets, zero))
    return pieces


def _n_components(
    dim: int,
    pieces: list[tuple[bool, tuple[Row, ...], tuple[Row, ...]]],
    joined: Iterable[tuple[int, int]] = (),
) -> int:
    """The number of components of a union of closed convex pieces that contain a whole cell."""
    parent = merged(len(pieces), joined)
    for i, j in combinations(range(len(pieces)), 2):
        low, high = sorted((_root(parent, i), _root(parent, j)))
        if low == high:
            continue
        (_, weak_i, zero_i), (_, weak_j, zero_j) = pieces[i], pieces[j]
        if solution(dim, weak=weak_i + weak_j, zero=zero_i + zero_j):
            parent[high] = low
    return len({_root(parent, k) for k, (is_whole, _, _) in enumerate(pieces) if is_whole})


def _n_closed(some_cells: Sequence[Cell], labels: list[int], *, along_slices: bool) -> int:
    total = 0
    by_value = defaultdict(list)
    for k, cell in enumerate(some_cells):
        by_value[cell.value].append(k)
    for value, members in by_value.items():
        if len({labels[k] for k in members}) == 1:
            total += 1
            continue
        allowed = some_cells if along_slices else [some_cells[k] for k in members]
        total += _n_components(some_cells[0].dim, _pieces(allowed, value))
    return total


def n_closed_connected(some_cells: Sequence[Cell], labels: list[int] | None = None) -> int:
    """The number of closed connected regions, continued along {f = g} through cells of another map."""
    return _n_closed(some_cells, labels or open_connected_labels(some_cells), along_slices=True)


def n_closed_touching(some_cells: Sequence[Cell], labels: list[int] | None = None) -> int:
    """The same when only closed cells of the one map may connect."""
    return _n_closed(some_cells, labels or open_connected_labels(some_cells), along_slices=False)


def n_affine(some_cells: Sequence[Cell]) -> int:
    """The number of affine maps that the network has on open sets."""
    return len({cell.value for cell in some_cells})


def n_bounded(some_cells: Sequence[Cell]) -> int:
    """The number of bounded cells."""
    return sum(cell.is_bounded for cell in some_cells)


def boundary_cells(some_cells: Sequence[Cell], output: int = 0) -> list[int]:
    """The cells on which the output is not constant and zero somewhere inside: a piece of {f = 0} each."""
    crossed = []
    for k, cell in enumerate(some_cells):
        row = primitive(cell.value[output])
        if any(row[1:]) and solution(cell.dim, strict=cell.facets, zero=[row]):
            crossed.append(k)
    return crossed


def counts(
    weights: Sequence[Matrix], biases: Sequence[Vector], domain: Iterable[Vector] | None = None
) -> Counts:
    """All region counts but that of convex regions, a minimum over infinitely many complexes."""
    rows = _domain_rows(domain)
    some_cells = cells(weights, biases, rows)
    labels = open_connected_labels(some_cells)
    return Counts(
        activation=len(patterns(weights, biases, rows)),
        proper_activation=len(some_cells),
        open_connected=len(set(labels)),
        closed_connected=n_closed_connected(some_cells, labels),
        closed_touching=n_closed_touching(some_cells, labels),
        affine=n_affine(some_cells),
    )
