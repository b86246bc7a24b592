"""The same kernel in plain floats: what exactness costs, and nothing to be relied on.

:class:`PlainRows` has the interface of :class:`tropnet.polyhedra.complexes.rows.FilteredRows`, but keeps no sizes
and no errors and takes the sign of a float for the sign of the number.  It never asks for exact rows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import numpy as np

from tropnet.analysis.blocks import Slicer
from tropnet.polyhedra.complexes.complex import GrowingArray
from tropnet.polyhedra.complexes.rows import FilteredRows, rounded_rows


class PlainRows(FilteredRows):
    """Rows of floats, believed."""

    def __init__(self, values, n_coordinates):
        self.n_coordinates = n_coordinates
        self.exact = None
        self.n_exact = 0
        self._values = GrowingArray(values)

    def signs_at(self, column, vertices):
        values = self.values[vertices, column]
        return (values > 0).astype(np.int8) - (values < 0).astype(np.int8)

    def signs(self, column):
        return self.signs_at(column, slice(None))

    def vertex_errors(self, vertices):
        return np.zeros(len(vertices))

    def cut(self, column, cut, first):
        self.append_zeros(column, None, cut.negative, cut.positive, first)

    def append_zeros(self, columns, edges, negative, positive, first):
        values, t = self.values, self.n_coordinates - 1
        t_q, t_p = values[negative, t], values[positive, t]
        a, b = -values[negative, columns], values[positive, columns]
        total = a * (t_q <= t_p) + b * (t_p <= t_q)
        alpha, beta = (a / total)[:, None], (b / total)[:, None]
        new = np.zeros((len(a), values.shape[1]))
        for part in (slice(0, t + 1), slice(first, None)):
            new[:, part] = beta * values[:, part][negative] + alpha * values[:, part][positive]
        new[np.arange(len(new)), columns] = 0.0
        new[:, t] = np.maximum(t_q, t_p)
        self._values.extend(new)

    def take(self, faces):
        return PlainRows(self.values[faces[0]], self.n_coordinates)

    def without_forms(self):
        return PlainRows(self.values[:, : self.n_coordinates].copy(), self.n_coordinates)

    def with_forms(self, variables, forms):
        values = np.empty((len(variables), self.n_coordinates + len(forms.weights)))
        values[:, : self.n_coordinates] = self.values[:, : self.n_coordinates]
        np.matmul(variables, forms.weights.T, out=values[:, self.n_coordinates :])
        return PlainRows(values, self.n_coordinates)


def _plain(slicer, exact, block):
    rows = exact.values.astype(object)
    values = rounded_rows(rows, exact.n_coordinates, slicer.float_forms[block.round].exponents)[0]
    return PlainRows(values, exact.n_coordinates)


@contextmanager
def plain_floats() -> Iterator[None]:
    """Slice with :class:`PlainRows`."""
    with mock.patch.object(Slicer, "_filtered", _plain):
        yield
