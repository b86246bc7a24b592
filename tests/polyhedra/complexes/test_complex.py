"""Slicing as combinatorics: closed formulas, laws of face posets, and the brute-force oracle."""

from math import comb, gcd

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles.arrangements import CENTRAL_F_VECTORS, SIMPLE_F_VECTORS, arrangements, generic_arrangement
from oracles.brute_force import f_vector
from oracles.feasibility import rank

from tropnet.polyhedra.complexes.boundary import BoundaryIndex
from tropnet.polyhedra.complexes.complex import Complex, GrowingArray
from tropnet.polyhedra.complexes.fan import orthants


class Sliced:
    """A complex with exact homogeneous vertices, as plain tuples of integers."""

    def __init__(self, fan, two_sided):
        self.complex, vertices, _ = orthants(np.array(fan, dtype=object).reshape(len(fan), -1), two_sided)
        self.vertices = [tuple(v) for v in vertices.tolist()]

    def values(self, form):
        return [sum(a * x for a, x in zip(form, v, strict=True)) for v in self.vertices]

    def slice(self, form):
        return self.slice_by(self.values(form))

    def slice_by(self, values):
        """Slice by a function with these values at the vertices; every face must still be a polytope."""
        cut = self.complex.slice(np.sign(np.array(values, dtype=object)).astype(np.int8))
        for q, p in zip(cut.negative.tolist(), cut.positive.tolist(), strict=True):
            new = [
                values[p] * x - values[q] * y for x, y in zip(self.vertices[q], self.vertices[p], strict=True)
            ]
            self.vertices.append(tuple(x // gcd(*new) for x in new))
        return cut

    def keep(self, cells):
        [(self.complex, faces)] = self.complex.split([np.asarray(cells)])
        self.vertices = [self.vertices[v] for v in faces[0].tolist()]

    @property
    def f_vector(self):
        finite = self.complex.is_finite(np.array([v[-1] > 0 for v in self.vertices]))
        return tuple(int(mask.sum()) for mask in finite)


def of_arrangement(rows):
    """The complex of hyperplanes b + a.x = 0, rows (b, a) whose normals span."""
    forms = [(*row[1:], row[0]) for row in rows]
    fan, rest = [], []
    for form in forms:
        independent = rank([f[:-1] for f in [*fan, form]]) > len(fan)
        (fan if independent else rest).append(form)
    sliced = Sliced(fan, [True] * len(fan))
    for form in rest:
        sliced.slice(form)
    return sliced


def of_polytope(fan, facets):
    """The complex of one polytope: the orthant of the fan, cut by more facets."""
    sliced = Sliced(fan, [False] * len(fan))
    for facet in facets:
        cut = sliced.slice(facet)
        sliced.keep(np.flatnonzero(cut.cell_signs > 0))
    return sliced


def units(n):
    return np.hstack([np.eye(n, dtype=int), np.zeros((n, 1), int)]).tolist()


def cube(n, size=1):
    return of_polytope(units(n), [[-c for c in row[:-1]] + [size] for row in units(n)])


def vertex_sets(complex_):
    """For every dimension the set of vertices of each face."""
    sets = [[frozenset([v]) for v in range(complex_.n_vertices)]]
    for k in range(1, complex_.dim + 1):
        owner, face = complex_.entries(k)
        found = [frozenset()] * complex_.counts[k]
        for o, f in zip(owner.tolist(), face.tolist(), strict=True):
            found[o] |= sets[-1][f]
        sets.append(found)
    return sets


def check_laws(sliced):
    """What holds for the face poset of every polyhedral complex."""
    complex_ = sliced.complex
    assert len(sliced.vertices) == complex_.n_vertices
    assert len(set(sliced.vertices)) == complex_.n_vertices
    sets = vertex_sets(complex_)
    # Faces of one dimension differ, and a k-face spans k + 1 dimensions of the cone.
    for k, faces in enumerate(sets):
        assert len(faces) == complex_.counts[k]
        assert len(set(faces)) == len(faces)
        for number, face in enumerate(faces):
            assert rank([sliced.vertices[v] for v in face]) == k + 1
            assert int(complex_.witness(k, np.array([number]))[0]) in face
    # A ridge of a face lies in exactly two of its facets.
    boundary = [[set() for _ in range(count)] for count in complex_.counts]
    for k in range(1, complex_.dim + 1):
        for o, f in np.stack(complex_.entries(k), axis=1).tolist():
            assert f not in boundary[k][o]
            boundary[k][o].add(f)
    for k in range(2, complex_.dim + 1):
        for facets in boundary[k]:
            ridges = [ridge for facet in facets for ridge in boundary[k - 1][facet]]
            assert all(ridges.count(ridge) == 2 for ridge in ridges)
    # Euler's relation for every cell.
    for cell in range(complex_.n_cells):
        level, total = {cell}, 0
        for k in range(complex_.dim, -1, -1):
            total += (-1) ** k * len(level)
            level = {f for face in level for f in boundary[k][face]}
        assert total == 1


def expected_signs(sliced, values):
    """The sign of a function inside every cell: that of the sum over its vertices, where they agree."""
    found = []
    for cell in vertex_sets(sliced.complex)[-1]:
        signs = {(values[v] > 0) - (values[v] < 0) for v in cell}
        assert not {1, -1} <= signs, "a cell that is still mixed"
        found.append(sum(signs))
    return found


# --- closed formulas ---


def simple_f_vector(m, n):
    return tuple(comb(m, n - k) * sum(comb(m - n + k, j) for j in range(k + 1)) for k in range(n + 1))


@pytest.mark.parametrize(
    ("m", "n"), [(1, 1), (7, 1), (2, 2), (9, 2), (3, 3), (7, 3), (4, 4), (6, 4), (5, 5), (7, 5)]
)
def test_simple_arrangements(m, n):
    sliced = of_arrangement(generic_arrangement(m, n).rows)
    assert sliced.f_vector == simple_f_vector(m, n)
    assert sum((-1) ** k * f for k, f in enumerate(sliced.f_vector)) == (-1) ** n


@pytest.mark.parametrize(("m", "n"), SIMPLE_F_VECTORS)
def test_pinned_simple_arrangements(m, n):
    assert of_arrangement(generic_arrangement(m, n).rows).f_vector == SIMPLE_F_VECTORS[m, n]


@pytest.mark.parametrize("name", ["resonance 3", "type B 3"])
def test_pinned_fans(name):
    [rows] = [a.rows for a in arrangements() if a.name == name]
    sliced = of_arrangement(rows)
    check_laws(sliced)
    assert sliced.f_vector == CENTRAL_F_VECTORS[name]


@pytest.mark.parametrize("m", [2, 3, 8])
def test_concurrent_lines(m):
    sliced = of_arrangement([(2 - 3 * k, k, -1) if k else (2, 0, -1) for k in range(m)])
    assert sliced.f_vector == (1, 2 * m, 2 * m)


def test_parallel_hyperplanes_meet_in_directions():
    sliced = of_arrangement([(0, 1, 0), (0, 0, 1), *((-k, 1, 0) for k in range(1, 5))])
    assert sliced.f_vector == (5, 16, 12)
    check_laws(sliced)


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_cubes(n):
    sliced = cube(n)
    assert sliced.f_vector == tuple(comb(n, k) * 2 ** (n - k) for k in range(n + 1))
    assert sliced.f_vector == tuple(sliced.complex.counts)
    check_laws(sliced)


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_simplices(n):
    sliced = of_polytope(units(n), [[-1] * n + [1]])
    assert sliced.f_vector == tuple(comb(n + 1, k + 1) for k in range(n + 1))


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_cross_polytopes(n):
    """Slice by facet after facet: they pass through vertices and edges that are there already."""
    forms = [[*(1 - 2 * (i >> j & 1) for j in range(n)), 1] for i in range(2**n)]
    fan = [forms[0], *(forms[1 << j] for j in range(n - 1))]
    sliced = of_polytope(fan, [form for form in forms if form not in fan])
    assert sliced.f_vector == (*(comb(n, k + 1) * 2 ** (k + 1) for k in range(n)), 1)
    check_laws(sliced)


def test_complex_without_dimension():
    point = Complex(0, np.empty((0, 2)), [], [1])
    for sign in (-1, 0, 1):
        assert point.slice(np.array([sign], np.int8)).cell_signs.tolist() == [sign]
    assert point.counts == [1]


# --- degenerate slicings ---


def test_diagonal_of_a_square():
    """A mixed face none of whose edges is mixed."""
    square = cube(2)
    cut = square.slice([1, -1, 0])
    assert (square.complex.counts, len(cut.negative)) == ([4, 5, 2], 0)
    assert sorted(cut.cell_signs.tolist()) == [-1, 1]
    check_laws(square)


@pytest.mark.parametrize(
    ("form", "counts"),
    [
        ([1, -1, 0, 0], [8, 14, 9, 2]),  # through two opposite edges
        ([1, 1, 1, -1], [8, 15, 10, 2]),  # cuts off a corner through its three neighbours
        ([1, 1, -1, 0], [8, 15, 10, 2]),  # a corner of another
        ([2, 2, -1, -1], [10, 18, 11, 2]),  # a trapezium through two vertices
    ],
)
def test_planes_through_vertices_of_a_cube(form, counts):
    block = cube(3)
    block.slice(form)
    check_laws(block)
    assert block.complex.counts == counts


def test_supporting_hyperplanes_cut_nothing():
    for form in ([1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 0, 0, 1]):
        block = cube(3)
        cut = block.slice(form)
        assert block.complex.counts == [8, 12, 6, 1]
        assert cut.cell_signs.tolist() == [1]
        assert all(len(split) == 0 for split in cut.split)


def test_a_function_that_vanishes_on_a_cell():
    """max(x, 0) on the plane cut along x = 0 and y = 0, then max(x, 0) - max(y, 0)."""
    plane = of_arrangement([(0, 1, 0), (0, 0, 1)])
    bent = [max(x, 0) for x, _, _ in plane.vertices]
    cut = plane.slice_by(bent)
    assert plane.complex.counts[2] == 4
    assert sorted(cut.cell_signs.tolist()) == [0, 0, 1, 1]
    cut = plane.slice_by([max(x, 0) - max(y, 0) for x, y, _ in plane.vertices])
    check_laws(plane)
    assert sorted(cut.cell_signs.tolist()) == [-1, -1, 0, 1, 1]
    assert plane.f_vector == (1, 5, 5)


def test_the_same_function_cuts_once():
    sliced = of_arrangement(generic_arrangement(5, 3).rows)
    form = [3, -1, 2, 1]
    sliced.slice(form)
    counts = list(sliced.complex.counts)
    assert 0 not in sliced.slice([-2 * c for c in form]).cell_signs
    assert sliced.complex.counts == counts


# --- laws on random arrangements ---

small = st.integers(-2, 2)


@st.composite
def integer_arrangements(draw):
    n = draw(st.integers(1, 4))
    m = draw(st.integers(n, {1: 8, 2: 7, 3: 6, 4: 5}[n]))
    rows = draw(st.lists(st.tuples(*[small] * (n + 1)), min_size=m, max_size=m))
    identity = [(0, *row[:-1]) for row in units(n)]
    rows = [row for row in rows if any(row[1:])]
    if rank([row[1:] for row in rows]) < n:
        rows = identity + rows
    # Independent rows first, so that a beginning of the list spans.
    first = [
        row
        for i, row in enumerate(rows)
        if rank([r[1:] for r in rows[: i + 1]]) > rank([r[1:] for r in rows[:i]])
    ]
    return first + [row for row in rows if row not in first]


@settings(max_examples=30, deadline=None)
@given(integer_arrangements())
def test_random_arrangements_agree_with_the_oracle(rows):
    sliced = of_arrangement(rows)
    weights, biases = [[row[1:] for row in rows], [[1] * len(rows)]], [[row[0] for row in rows], [0]]
    assert sliced.f_vector == f_vector(weights, biases)


@settings(max_examples=15, deadline=None)
@given(integer_arrangements())
def test_every_slice_leaves_a_complex(rows):
    n = len(rows[0]) - 1
    sliced = of_arrangement(rows[:n])
    check_laws(sliced)
    for row in rows[n:]:
        form = (*row[1:], row[0])
        cut = sliced.slice(form)
        check_laws(sliced)
        assert cut.cell_signs.tolist() == expected_signs(sliced, sliced.values(form))


@settings(max_examples=15, deadline=None)
@given(integer_arrangements(), st.randoms(use_true_random=False))
def test_the_order_of_slicing_does_not_matter(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert of_arrangement(rows).f_vector == of_arrangement(shuffled).f_vector


# --- blocks ---


def named_faces(complex_, vertices):
    """For every dimension the faces as sets of exact vertices."""
    return [[frozenset(vertices[v] for v in face) for face in faces] for faces in vertex_sets(complex_)]


@settings(max_examples=20, deadline=None)
@given(integer_arrangements(), st.integers(0, 10**6))
def test_blocks_are_closures_and_their_borders_are_shared(rows, seed):
    n_first = max(len(rows) // 2, len(rows[0]) - 1)
    whole = of_arrangement(rows[:n_first])
    rng = np.random.default_rng(seed)
    n_groups = int(rng.integers(1, 4))
    label = rng.integers(-1, n_groups, whole.complex.n_cells)  # -1: dropped
    groups = [np.flatnonzero(label == g) for g in range(n_groups)]
    groups = [group for group in groups if len(group)]
    names = named_faces(whole.complex, whole.vertices)
    parts = whole.complex.split(groups)
    assert len(parts) == len(groups)
    found = []
    for (part, faces), group in zip(parts, groups, strict=True):
        vertices = [whole.vertices[v] for v in faces[0].tolist()]
        here = named_faces(part, vertices)
        assert faces[-1].tolist() == group.tolist()
        for k in range(part.dim + 1):
            assert here[k] == [names[k][i] for i in faces[k].tolist()]
            # A face of the whole is in the closure if it is a face of one of its cells.
            assert set(here[k]) == {f for f in names[k] if any(f <= cell for cell in here[-1])}
        found.append([set(level) for level in here])
    for i, (part, faces) in enumerate(parts):
        for k in range(part.dim):
            others = set().union(*(found[j][k] for j in range(len(parts)) if j != i))
            assert part.border(k).tolist() == [names[k][f] in others for f in faces[k].tolist()]


@settings(max_examples=15, deadline=None)
@given(integer_arrangements(), st.integers(0, 10**6))
def test_slicing_blocks_is_slicing_the_whole(rows, seed):
    n_first = max(len(rows) // 2, len(rows[0]) - 1)
    whole = of_arrangement(rows[:n_first])
    rng = np.random.default_rng(seed)
    blocks = []
    for part, faces in whole.complex.split(np.array_split(rng.permutation(whole.complex.n_cells), 2)):
        block = object.__new__(Sliced)
        block.complex, block.vertices = part, [whole.vertices[v] for v in faces[0].tolist()]
        blocks.append(block)
    for row in rows[n_first:]:
        for some in (whole, *blocks):
            some.slice((*row[1:], row[0]))
    names = named_faces(whole.complex, whole.vertices)
    parts = [named_faces(block.complex, block.vertices) for block in blocks]
    for k, level in enumerate(names):
        counted = [face for part in parts for face in part[k]]
        assert set(counted) == set(level)
        for block, part in zip(blocks, parts, strict=True):
            for number, face in enumerate(part[k] if k < whole.complex.dim else ()):
                is_shared = counted.count(face) > 1
                assert block.complex.border(k)[number] == is_shared


def test_borders_stay_borders_when_a_block_is_split_again():
    plane = of_arrangement([(0, 1, 0), (0, 0, 1)])
    [(first, _), (second, _)] = plane.complex.split([np.array([0, 1]), np.array([2, 3])])
    assert [first.border(0).sum(), first.border(1).sum()] == [second.border(0).sum(), second.border(1).sum()]
    [(quarter, faces), _] = first.split([np.array([0]), np.array([1])])
    assert quarter.border(1).sum() >= first.border(1)[faces[1]].sum() > 0
    assert (quarter.border(1) | ~first.border(1)[faces[1]]).all()


def test_bits_rise_from_vertices_to_faces():
    block = cube(3)
    block.slice([2, 2, 2, -3])
    bits = (1 << np.arange(block.complex.n_vertices, dtype=np.int64))[:, None]
    sets = vertex_sets(block.complex)
    for level, faces in zip(block.complex.raise_bits(bits), sets, strict=True):
        assert level[:, 0].tolist() == [sum(1 << v for v in face) for face in faces]


def test_bits_of_border_faces():
    whole = of_arrangement(generic_arrangement(4, 3).rows)
    [(part, _), _] = whole.complex.split(np.array_split(np.arange(whole.complex.n_cells), 2))
    bits = (1 << np.arange(part.n_vertices, dtype=np.int64))[:, None]
    everything = part.raise_bits(bits)
    for k, level in enumerate(part.raise_bits(bits, border=True)):
        assert level.tolist() == everything[k][part.border(k)].tolist()


def test_growing_arrays_keep_what_they_were_given():
    rng = np.random.default_rng(0)
    pieces = [rng.integers(0, 9, (int(k), 2)) for k in rng.integers(0, 40, 30)]
    grown = GrowingArray(pieces[0].copy())
    for piece in pieces[1:]:
        grown.extend(piece)
    assert np.array_equal(grown.view, np.concatenate(pieces))
    assert len(grown) == sum(map(len, pieces))


def test_new_vertices_lie_on_their_edges():
    sliced = of_arrangement(generic_arrangement(4, 2).rows)
    n_before = sliced.complex.n_vertices
    form = [1, 3, 7]
    ends = {frozenset(edge) for edge in sliced.complex.ends.tolist()}
    values = sliced.values(form)
    cut = sliced.slice(form)
    for q, p, new in zip(cut.negative, cut.positive, sliced.vertices[n_before:], strict=True):
        assert values[q] < 0 < values[p]
        assert frozenset([q, p]) in ends
        assert sum(a * x for a, x in zip(form, new, strict=True)) == 0


def test_two_planes_meet_a_cube_as_counted_by_hand():
    """x = 1/2 and y = 1/2 cut the cube in four bricks."""
    block = cube(3)
    block.slice([2, 0, 0, -1])
    block.slice([0, 2, 0, -1])
    assert block.complex.counts == [18, 33, 20, 4]


@pytest.mark.parametrize(("m", "n"), [(3, 1), (5, 2), (5, 3)])
def test_the_pairs_of_cells_and_faces_are_the_reachable_ones(m, n):
    """From each cell down the boundary relation, one step after another."""
    complex_ = of_arrangement(generic_arrangement(m, n).rows).complex
    below = [set(zip(*map(np.ndarray.tolist, complex_.entries(k)), strict=True)) for k in range(1, n + 1)]
    found = BoundaryIndex(complex_)
    for cell in range(complex_.n_cells):
        level = {cell}
        for k in range(n, -1, -1):
            cells, faces = found.pairs(k)
            assert faces[cells == cell].tolist() == sorted(level)
            assert found.faces(n, cell)[k].tolist() == sorted(level)
            level = {face for owner, face in below[k - 1] if owner in level}
