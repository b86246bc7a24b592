"""The library's objects for the plain lists of the oracle, and domains to try them in."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from fractions import Fraction

import pytest
from oracles import brute_force
from oracles.networks import NamedNetwork

from tropnet.analysis import start
from tropnet.networks import Network, PiecewiseLinearFunction1D, StagedNetwork
from tropnet.polyhedra.polyhedron import Polyhedron

Rows = list[tuple[int, ...]]


def library_network(net: NamedNetwork) -> Network:
    return Network.from_arrays(net.weights, net.biases)


def polyhedron_of(rows: Rows | None) -> Polyhedron | None:
    """The oracle's rows (b, a) mean b + a.x >= 0."""
    if rows is None:
        return None
    return Polyhedron.from_inequalities([[-a for a in row[1:]] for row in rows], [row[0] for row in rows])


def domain_rows(name: str, n: int) -> Rows | None:
    """Bounded and unbounded domains, many of them with facets in walls of integer networks."""
    units = [tuple(int(j == i) for j in range(n)) for i in range(n)]
    corner = [(0, *unit) for unit in units]
    if name == "space":
        return None
    if name == "box":
        return brute_force.box(n, -1, 1)
    if name == "half-space":
        return [(1, *(1 + i for i in range(n)))]
    if name == "simplex":
        return [*corner, (2, *[-1] * n)]
    if name == "corner":
        return corner
    if name == "strip":
        return [(1, *[1] * n), (2, *[-1] * n)]
    if name == "wedge":
        return [(0, *units[0]), (1, *(1 - 2 * (i == 0) for i in range(n)))]
    raise ValueError(name)


DOMAINS = ("box", "half-space", "simplex", "corner", "strip", "wedge")


@contextmanager
def small_blocks(n_cells: int):
    """Blocks are split when they have more cells than these."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(start, "BLOCK_CELLS", {})
        patch.setattr(start, "BLOCK_CELLS_BEYOND", n_cells)
        yield


def as_relu_network(staged: StagedNetwork) -> tuple[list[list[list[Fraction]]], list[list[Fraction]]]:
    """Weights and biases of a plain ReLU network for the same function, for gates of arity at most two.

    A function with break points b_i and slopes s_i is written with hinges on both sides of its first one:
    f(z) = f(b_1) - s_0 relu(b_1 - z) + s_1 relu(z - b_1) + (s_2 - s_1) relu(z - b_2) + ...; a pass-through is
    relu(z) - relu(-z), and max(a, b) = b + relu(a - b).
    """
    weights: list[list[list[Fraction]]] = []
    biases: list[list[Fraction]] = []
    n = staged.input_dim
    matrix = [[Fraction(int(i == j)) for j in range(n)] for i in range(n)]
    constant = [Fraction(0)] * n
    for stage in staged.stages:
        rows, offsets = _after(stage.weight.tolist(), stage.bias.tolist(), matrix, constant)
        hidden, shift, matrix, constant = [], [], [], []
        read: list[dict[int, Fraction]] = []

        def hinge(row: Sequence[Fraction], offset: Fraction, hidden=hidden, shift=shift) -> int:
            hidden.append(list(row))
            shift.append(offset)
            return len(hidden) - 1

        place = 0
        for gate in stage.gates:
            row, offset = rows[place], offsets[place]
            if isinstance(gate, PiecewiseLinearFunction1D):
                b = gate.breakpoints[0] if gate.breakpoints else Fraction(0)
                entry = {hinge([-a for a in row], b - offset): -gate.slopes[0]}
                entry[hinge(row, offset - b)] = gate.slopes[min(1, len(gate.slopes) - 1)]
                for i in range(1, len(gate.breakpoints)):
                    entry[hinge(row, offset - gate.breakpoints[i])] = gate.slopes[i + 1] - gate.slopes[i]
                constant.append(gate(b))
            else:
                assert gate.arity == 2
                other, its = rows[place + 1], offsets[place + 1]
                entry = {hinge(other, its): Fraction(1), hinge([-a for a in other], -its): Fraction(-1)}
                entry[hinge([a - b for a, b in zip(row, other, strict=True)], offset - its)] = Fraction(1)
                constant.append(Fraction(0))
            read.append(entry)
            place += gate.arity
        weights.append(hidden)
        biases.append(shift)
        matrix = [[entry.get(j, Fraction(0)) for j in range(len(hidden))] for entry in read]
    rows, offsets = _after(staged.weight.tolist(), staged.bias.tolist(), matrix, constant)
    return [*weights, rows], [*biases, offsets]


def _after(weight, bias, matrix, constant):
    """The composition of two affine maps."""
    columns = list(zip(*matrix, strict=True))
    rows = [
        [sum((a * b for a, b in zip(row, column, strict=True)), Fraction(0)) for column in columns]
        for row in weight
    ]
    offsets = [
        sum((a * c for a, c in zip(row, constant, strict=True)), Fraction(b))
        for row, b in zip(weight, bias, strict=True)
    ]
    return rows, offsets
