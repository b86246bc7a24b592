"""The oracle against closed formulas, laws, and three other ways to enumerate the same things."""

import random
from collections import Counter
from fractions import Fraction
from itertools import combinations, product
from math import comb

import cdd
import cdd.gmp
import pytest

from oracles.arrangements import CENTRAL_F_VECTORS, SIMPLE_F_VECTORS, arrangements, generic_arrangement
from oracles.brute_force import (
    adjacent_pairs,
    boundary_cells,
    box,
    cells,
    counts,
    evaluate,
    f_vector,
    faces,
    n_bounded,
    patterns,
    zero_set_f_vector,
)
from oracles.feasibility import dot, primitive, rank, solution
from oracles.networks import (
    ABSOLUTE_VALUE,
    BOW_TIE,
    IDENTITY,
    NARROW,
    PARALLEL_NEURONS,
    SIX_DIFFERENT,
    SLICE,
    SMALL_NETWORKS,
    TENT,
    random_network,
    telling_networks,
)

RANDOM = [random_network(seed, max_neurons=6) for seed in range(32)]
SMALLER = [net for net in RANDOM if sum(map(len, net.biases[:-1])) <= 5]
SMALL_PLANE = [net for net in SMALLER if len(net.weights[0][0]) <= 2]


# --- domains ---


def test_a_domain_can_separate_what_the_plane_connects():
    # For y >= 1 the network is relu(1 - |x|): the two zero pieces lose the segment y = 0 that joins them.
    found = counts(SLICE.weights, SLICE.biases, [(-1, 0, 1)])
    assert found[1:] == (4, 4, 4, 4, 3)


def test_a_domain_without_interior_is_refused():
    with pytest.raises(ValueError, match="no interior point"):
        cells(ABSOLUTE_VALUE.weights, ABSOLUTE_VALUE.biases, [(0, 1), (0, -1)])


def test_domains_of_the_tent():
    assert counts(TENT.weights, TENT.biases, [(0, 1), (1, -1)]) == (1, 1, 1, 1, 1, 1)
    assert counts(TENT.weights, TENT.biases, [(0, 1), (2, -1)]) == (2, 2, 2, 2, 2, 2)
    assert f_vector(TENT.weights, TENT.biases, [(0, 1), (2, -1)]) == (3, 2)


# --- f-vectors, bounded cells, boundaries ---


@pytest.mark.parametrize(("m", "n"), SIMPLE_F_VECTORS)
def test_f_vector_of_simple_arrangements(m, n):
    net = generic_arrangement(m, n).network
    formula = tuple(comb(m, n - k) * sum(comb(m - n + k, j) for j in range(k + 1)) for k in range(n + 1))
    assert f_vector(net.weights, net.biases) == SIMPLE_F_VECTORS[m, n] == formula


@pytest.mark.parametrize(("m", "n"), [(3, 1), (3, 2), (5, 2), (5, 3), (5, 4)])
def test_bounded_cells_of_simple_arrangements(m, n):
    net = generic_arrangement(m, n).network
    assert n_bounded(cells(net.weights, net.biases)) == comb(m - 1, n)


@pytest.mark.parametrize("arrangement", [a for a in arrangements(48) if a.name in CENTRAL_F_VECTORS], ids=str)
def test_f_vector_of_fans(arrangement):
    expected = CENTRAL_F_VECTORS[arrangement.name]
    net = arrangement.network
    assert f_vector(net.weights, net.biases)[: len(expected)] == expected


@pytest.mark.parametrize(
    ("net", "expected"),
    [
        (ABSOLUTE_VALUE, (1, 2)),
        (TENT, (3, 4)),
        (BOW_TIE, (1, 6, 6)),
        (SLICE, (5, 16, 12)),
        (PARALLEL_NEURONS, (0, 0, 2, 3)),
        (NARROW, (0, 0, 0, 3, 4)),
    ],
    ids=str,
)
def test_f_vectors_by_hand(net, expected):
    assert f_vector(net.weights, net.biases) == expected


def test_zero_sets_by_hand():
    assert zero_set_f_vector(ABSOLUTE_VALUE.weights, ABSOLUTE_VALUE.biases) == (1, 0)
    assert zero_set_f_vector(TENT.weights, TENT.biases) == (2, 2)
    # |x| - 1 on the line.
    weights, biases = ABSOLUTE_VALUE.weights, (ABSOLUTE_VALUE.biases[0], (-1,))
    assert zero_set_f_vector(weights, biases) == (2, 0)
    assert len(boundary_cells(cells(weights, biases))) == 2
    # relu(x) + relu(-x) + relu(y) + relu(-y) - 1: the four sides of a square.
    weights = (((1, 0), (-1, 0), (0, 1), (0, -1)), ((1, 1, 1, 1),))
    biases = ((0, 0, 0, 0), (-1,))
    assert zero_set_f_vector(weights, biases) == (4, 4, 0)
    assert len(boundary_cells(cells(weights, biases))) == 4
    # f = x on the line is zero at the wall x = 0 only, and inside no cell.
    assert zero_set_f_vector(IDENTITY.weights, IDENTITY.biases) == (1, 0)
    assert boundary_cells(cells(IDENTITY.weights, IDENTITY.biases)) == []


def faces_of_polyhedron(rows):
    """Generators and dimensions of the non-empty faces, from cddlib's double description."""
    dim = len(rows[0]) - 1
    rows = [list(row) for row in rows]
    lines = generators([*rows, [1] + [0] * dim], [])[1]
    vectors, _ = generators([*rows, [1] + [0] * dim], lines)
    sides = [frozenset(v for v in vectors if dot(primitive(row), v) == 0) for row in rows if any(row[1:])]
    known = {frozenset(vectors)}
    frontier = list(known)
    while frontier:
        face = frontier.pop()
        for side in sides:
            smaller = face & side
            if smaller not in known and any(v[0] for v in smaller):
                known.add(smaller)
                frontier.append(smaller)
    return {(face, rank(face) - 1 + len(lines)) for face in known}


def generators(rows, equations):
    matrix = cdd.gmp.matrix_from_array(
        rows + [[0, *line[1:]] for line in equations],
        lin_set=range(len(rows), len(rows) + len(equations)),
        rep_type=cdd.RepType.INEQUALITY,
    )
    found = cdd.gmp.copy_generators(cdd.gmp.polyhedron_from_matrix(matrix))
    lines = [primitive(found.array[k]) for k in sorted(found.lin_set)]
    rest = [primitive(row) for k, row in enumerate(found.array) if k not in found.lin_set]
    return rest, lines


@pytest.mark.parametrize("net", [*SMALL_NETWORKS, *SMALLER], ids=str)
@pytest.mark.parametrize("domain", [None, 2], ids=["everywhere", "box"])
def test_faces_are_the_faces_of_the_closed_cells(net, domain):
    n = len(net.weights[0][0])
    if domain:
        domain = box(n, -domain, domain)
    found = cells(net.weights, net.biases, domain)
    everything = set()
    for cell in found:
        everything |= faces_of_polyhedron(cell.rows or [(1, *[0] * n)])
    numbers = Counter(dim for _, dim in everything)
    assert f_vector(net.weights, net.biases, domain) == tuple(numbers[k] for k in range(n + 1))


# --- laws and second algorithms on random degenerate networks ---


def every_pattern(weights, biases):
    """Patterns (all, and of full dimension) by trying each of the 2^N patterns as a whole."""
    widths = [len(bias) for bias in biases[:-1]]
    dim = len(weights[0][0])
    nonempty, proper = set(), set()
    for pattern in product((0, 1), repeat=sum(widths)):
        forms, rows, bits = (
            [tuple(int(j == k) for j in range(dim + 1)) for k in range(1, dim + 1)],
            [],
            iter(pattern),
        )
        for weight, bias in zip(weights[:-1], biases[:-1], strict=True):
            sums = [
                tuple(
                    sum(a * form[k] for a, form in zip(row, forms, strict=True)) + b * (k == 0)
                    for k in range(dim + 1)
                )
                for row, b in zip(weight, bias, strict=True)
            ]
            signs = [next(bits) for _ in sums]
            rows += list(zip(signs, sums, strict=True))
            forms = [form if bit else (0,) * (dim + 1) for bit, form in zip(signs, sums, strict=True)]
        active = [form for bit, form in rows if bit]
        inactive = [tuple(-a for a in form) for bit, form in rows if not bit]
        if solution(dim, active, inactive):
            nonempty.add(pattern)
        if solution(dim, active + [form for form in inactive if any(form)]):
            proper.add(pattern)
    return nonempty, proper


@pytest.mark.parametrize("net", SMALLER, ids=str)
def test_against_every_pattern(net):
    nonempty, proper = every_pattern(net.weights, net.biases)
    assert sorted(nonempty) == sorted(patterns(net.weights, net.biases))
    assert sorted(proper) == sorted(cell.pattern for cell in cells(net.weights, net.biases))


@pytest.mark.parametrize("net", RANDOM, ids=str)
def test_patterns_and_cells_are_the_faces_with_zero_read_as_inactive(net):
    n = len(net.weights[0][0])
    all_faces = faces(net.weights, net.biases)
    read = [(tuple(int(sign > 0) for sign in face.signs), face.dim) for face in all_faces]
    assert {pattern for pattern, _ in read} == set(patterns(net.weights, net.biases))
    assert sorted(pattern for pattern, dim in read if dim == n) == sorted(
        cell.pattern for cell in cells(net.weights, net.biases)
    )


@pytest.mark.parametrize("net", RANDOM, ids=str)
def test_two_cells_are_adjacent_across_each_face_of_codimension_one(net):
    n = len(net.weights[0][0])
    found = cells(net.weights, net.biases)
    all_faces = faces(net.weights, net.biases)
    walls = [face.signs for face in all_faces if face.dim == n - 1]
    full = {tuple(int(s > 0) for s in face.signs): face.signs for face in all_faces if face.dim == n}
    beside = {
        tuple(
            k
            for k, cell in enumerate(found)
            if all(s in (0, t) for s, t in zip(wall, full[cell.pattern], strict=True))
        )
        for wall in walls
    }
    assert len(beside) == len(walls)
    assert sorted(beside) == adjacent_pairs(found)


def n_components(vectors, is_wanted):
    """Components of a union of faces (sign vectors), joined where one is in the closure of the other."""
    label = list(range(len(vectors)))
    for i, j in combinations(range(len(vectors)), 2):
        pairs = list(zip(vectors[i], vectors[j], strict=True))
        if all(s in (0, t) for s, t in pairs) or all(t in (0, s) for s, t in pairs):
            old, new = label[j], label[i]
            label = [new if entry == old else entry for entry in label]
    return len({entry for entry, vector in zip(label, vectors, strict=True) if is_wanted(vector)})


@pytest.mark.parametrize(
    ("net", "domain"),
    [(net, None) for net in [BOW_TIE, TENT, *telling_networks(), *SMALL_PLANE]]
    + [(net, 2) for net in [SLICE, *SMALL_PLANE]],
    ids=str,
)
def test_closed_connected_regions_are_components_of_level_sets_of_faces(net, domain):
    n = len(net.weights[0][0])
    if domain:
        domain = box(n, -domain, domain)
    literal = touching = 0
    for value in {cell.value for cell in cells(net.weights, net.biases, domain)}:
        divided = faces(net.weights, net.biases, domain, with_output=True, minus=value)
        level_set = [face for face in divided if face.signs[-1] == 0]
        full = {face.signs for face in level_set if face.dim == n}
        literal += n_components([face.signs for face in level_set], full.__contains__)
        closed = [
            face.signs
            for face in level_set
            if any(all(s in (0, t) for s, t in zip(face.signs, whole, strict=True)) for whole in full)
        ]
        touching += n_components(closed, full.__contains__)
    found = counts(net.weights, net.biases, domain)
    assert (found.closed_connected, found.closed_touching) == (literal, touching)


def upper_bound(architecture):
    """The bound of Serra, Tjandraatmadja, Ramalingam (arXiv:1711.02114, Theorem 1), layer by layer."""
    by_dimension = {architecture[0]: 1}
    for width in architecture[1:-1]:
        following = Counter()
        for dim, number in by_dimension.items():
            for j in range(min(dim, width) + 1):
                following[min(dim, width - j)] += number * comb(width, j)
        by_dimension = following
    return sum(by_dimension.values())


@pytest.mark.parametrize("net", [*SMALL_NETWORKS, *RANDOM], ids=str)
def test_chain_of_inequalities(net):
    found = counts(net.weights, net.biases)
    architecture = [len(net.weights[0][0]), *map(len, net.biases)]
    assert (
        found.affine
        <= found.closed_connected
        <= found.closed_touching
        <= found.open_connected
        <= found.proper_activation
        <= found.activation
        <= upper_bound(architecture)
    )
    if not any(map(any, net.biases)):
        assert found.closed_connected == found.affine


@pytest.mark.parametrize("net", RANDOM, ids=str)
def test_euler_characteristic(net):
    n = len(net.weights[0][0])
    everywhere = f_vector(net.weights, net.biases)
    assert sum((-1) ** k * number for k, number in enumerate(everywhere)) == (-1) ** n
    inside = f_vector(net.weights, net.biases, box(n, -1, 3))
    assert sum((-1) ** k * number for k, number in enumerate(inside)) == 1


@pytest.mark.parametrize("net", [*RANDOM[:20], random_network(7, n_outputs=2)], ids=str)
def test_cells_cover_the_space_and_carry_the_function(net):
    n = len(net.weights[0][0])
    found = cells(net.weights, net.biases)
    rng = random.Random(5)
    for _ in range(20):
        x = [Fraction(rng.randint(-12, 12), rng.randint(1, 4)) for _ in range(n)]
        point = primitive([1, *x])
        around = [cell for cell in found if all(dot(row, point) >= 0 for row in cell.rows)]
        assert around
        for cell in around:
            values = tuple(row[0] + sum(a * b for a, b in zip(row[1:], x, strict=True)) for row in cell.value)
            assert values == evaluate(net.weights, net.biases, x)


@pytest.mark.parametrize("seed", range(12))
def test_scaling_permuting_and_moving_the_input_change_no_count(seed):
    net = random_network(seed, inputs=2, max_neurons=6)
    (first, *others), (bias, *rest) = net.weights, net.biases
    order = random.Random(seed).sample(range(len(first)), len(first))
    # x = (2u + v + 1, u + v - 3), an invertible change of input.
    moved = [(2 * a + b, a + b) for a, b in first]
    shifted = [c + a - 3 * b for (a, b), c in zip(first, bias, strict=True)]
    weights = [[[Fraction(3, 2) * a for a in moved[k]] for k in order]]
    biases = [[Fraction(3, 2) * shifted[k] for k in order]]
    weights += [[[Fraction(2, 3) * row[k] for k in order] for row in others[0]], *others[1:]]
    assert counts(weights, [*biases, *rest]) == counts(net.weights, net.biases)


def test_facets_describe_the_same_cell():
    found = cells(SIX_DIFFERENT.weights, SIX_DIFFERENT.biases)
    for cell in found:
        assert set(cell.facets) <= set(cell.rows)
        for row in cell.rows:
            outside = tuple(-a for a in row)
            assert solution(2, strict=[outside], weak=cell.facets) is None
