"""A second algorithm: all choices of a cell and a sign for every neuron, one by one.

Cells are the sign vectors that a linear program finds a point for.  On a choice the network is linear in its
parameters, which are subject to linear inequalities.
"""

from fractions import Fraction
from itertools import combinations, combinations_with_replacement, product

import numpy as np
from scipy.optimize import linprog


def lifted(X):
    return [[*map(Fraction, x), Fraction(1)] for x in X]


def cells(X):
    """The sign vectors of the cells, by one program for each of the 2^D."""
    Z = np.array(lifted(X), dtype=float)
    found = []
    for signs in product([-1, 1], repeat=len(Z)):
        rows = -np.array(signs)[:, None] * Z
        if linprog(np.zeros(Z.shape[1]), rows, -np.ones(len(Z)), bounds=(None, None)).status == 0:
            found.append(signs)
    return found


def choices(X, width):
    """Every multiset of (cell, sign of the output weight)."""
    return combinations_with_replacement([(cell, s) for cell in cells(X) for s in (1, -1)], width)


def design(X, choice, bias):
    """The matrix that takes the parameters of all neurons, and c, to predictions."""
    Z = lifted(X)
    rows = []
    for j, z in enumerate(Z):
        row = [s * entry if cell[j] > 0 else Fraction(0) for cell, s in choice for entry in z]
        rows.append([*row, Fraction(1)] if bias else row)
    return rows


def conditions(X, choice, bias):
    """Rows that must be at least 0 on the parameters."""
    Z = lifted(X)
    size = len(Z[0])
    rows = []
    for i, (cell, _) in enumerate(choice):
        for sign, z in zip(cell, Z, strict=True):
            row = [Fraction(0)] * (size * len(choice) + bias)
            row[size * i : size * (i + 1)] = [sign * entry for entry in z]
            rows.append(row)
    return rows


def solution(matrix, right):
    """Some solution of a consistent system of equations, by Gaussian elimination; None if there is none."""
    rows = [[*row, b] for row, b in zip(matrix, right, strict=True)]
    n, pivots = len(matrix[0]), []
    for column in range(n):
        pivot = next((i for i in range(len(pivots), len(rows)) if rows[i][column] != 0), None)
        if pivot is None:
            continue
        k = len(pivots)
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [entry / rows[k][column] for entry in rows[k]]
        for i, row in enumerate(rows):
            if i != k and row[column] != 0:
                rows[i] = [a - row[column] * b for a, b in zip(row, rows[k], strict=True)]
        pivots.append(column)
    if any(row[n] != 0 for row in rows[len(pivots) :]):
        return None
    x = [Fraction(0)] * n
    for row, column in zip(rows, pivots, strict=False):
        x[column] = row[n]
    return x


def dot(left, right):
    return sum(a * b for a, b in zip(left, right, strict=True))


def least_squares_of_choice(X, y, choice, bias):
    """The optimum on a choice: the best of the feasible least squares solutions with some conditions made tight.

    For the right set of tight conditions it is the optimum.  A set of solutions is seen through one of them; so a
    choice may be overestimated, but only on faces that other choices share.
    """
    A, y = design(X, choice, bias), [Fraction(label) for label in y]
    rows = conditions(X, choice, bias)
    n, best = len(A[0]), dot(y, y)
    gram = [[dot([row[i] for row in A], [row[k] for row in A]) for k in range(n)] for i in range(n)]
    right = [dot([row[i] for row in A], y) for i in range(n)]
    for size in range(min(len(rows), n) + 1):
        for tight in combinations(range(len(rows)), size):
            system = [[*gram[i], *(rows[t][i] for t in tight)] for i in range(n)]
            system += [[*rows[t], *[Fraction(0)] * size] for t in tight]
            x = solution(system, [*right, *[Fraction(0)] * size])
            if x is not None and all(dot(row, x[:n]) >= 0 for row in rows):
                errors = [dot(row, x[:n]) - label for row, label in zip(A, y, strict=True)]
                best = min(best, dot(errors, errors))
    return best


def least_squares(X, y, width, bias):
    """The optimum of the sum of squares, exactly."""
    return min(least_squares_of_choice(X, y, choice, bias) for choice in choices(X, width))


def linear_optimum(X, y, width, bias, loss, weights):
    """The optimum of a loss that is piecewise linear, in floats, by HiGHS."""
    return min(_program(X, y, choice, bias, loss, weights) for choice in choices(X, width))


def _program(X, y, choice, bias, loss, weights):
    A = np.array(design(X, choice, bias), dtype=float)
    C = np.array(conditions(X, choice, bias), dtype=float)
    y, w = np.array(y, dtype=float), np.array(weights, dtype=float)
    m, n = A.shape
    errors = np.full((m, 1), -1.0) / w[:, None] if loss == "linf" else -np.eye(m)
    k = errors.shape[1]
    if loss == "hinge":
        rows, bounds = np.hstack([-y[:, None] * A, errors]), -np.ones(m)
    else:
        rows = np.vstack([np.hstack([A, errors]), np.hstack([-A, errors])])
        bounds = np.concatenate([y, -y])
    rows = np.vstack([rows, np.hstack([-C, np.zeros((len(C), k))])])
    bounds = np.concatenate([bounds, np.zeros(len(C))])
    costs = np.concatenate([np.zeros(n), np.ones(1) if loss == "linf" else w])
    found = linprog(costs, rows, bounds, bounds=[(None, None)] * n + [(0, None)] * k)
    return found.fun
