r"""The numbers at the vertices of a complex, and their exact signs.

Every vertex of a complex carries one row: its homogeneous coordinates ``(x, t)`` and the values of some
forms that are linear on every cell.  A row stands for a point or a direction, so it is defined up to a
positive factor, and a new vertex on the edge from ``q`` to ``p``, where the form ``h`` vanishes, has the row

.. math:: w = |h(p)|\, q + |h(q)|\, p .

No division, and every entry of the row interpolates with the same two weights.  Two kinds of rows answer the
only question that is ever asked, the sign of an entry:

:class:`ExactRows` hold integers, in machine words for as long as they provably fit.

:class:`FilteredRows` hold floats with an error bound, and ask for exact rows where the bound does not decide.
A row of a point is scaled to t = 1, a row of a direction has t = 0; so t is exact.  (The coordinates are good
approximations, for pictures; nothing is decided by them.)  The forms are scaled by powers of two so that the
absolute values of the coefficients of each sum to at most 1.  Let u = 2^-52, a bound
on the relative error of one operation in every rounding mode.

*What is bounded.*  Errors that grow from vertex to vertex would grow exponentially along chains of
constructions.  But an error along an edge does not matter for what is later found on that edge.  So the bound
belongs to the faces: every vertex v has a ``size``, every face F an ``error`` :math:`\varepsilon_F`, and

    for every vertex v of F some point X of the affine hull of F has exact values that differ from the floats
    of v by at most :math:`\varepsilon_F\, \mathrm{size}_v`, and size_v bounds the floats of v.

For a vertex itself X is the exact vertex, for a direction a positive multiple of it.  A vertex whose row is
beyond the range of floats has an infinite error of its own, and no face answers for it.  For a cell, the affine
hull of which is everything, the error is rounding alone.

*New forms.*  On the closure of a cell the variables, hinges included, are linear.  So m variables and t give
forms for which :math:`\varepsilon_F` grows by at most (m + 8) u: u for rounding each coefficient, (m + 2) u for
the product in any order of summation with the terms of second order, times the sum of absolute values; what
underflows is far below, for size is at least 2^-60.

*New vertices and faces.*  Let the form h be negative at q and positive at p; a = -h(q), b = h(p) as floats.

1. If q and p are both points, or both directions, :math:`w = (b q + a p) / (a + b)`; if one is a direction, say
   p, then :math:`w = q + (a/b)\, p`.  The size of w is the same combination of sizes.  So w is, up to rounding,
   as near to the affine hull of every face that contains the edge as q and p are: for those faces the error
   grows by 16 u, which includes that h(w) is set to 0.
2. Let :math:`\eta = (\varepsilon_F + 16u)\, \mathrm{size}_w` for a face F that contains w, and X as above: h(X) is
   at most :math:`\eta`.  To reach the zero set of h inside the affine hull of F, follow the line through the exact
   points near q and p, for any mixed edge of F: along it h changes by at least :math:`S - \sigma`, where S is
   a + b or the value at the one direction and :math:`\sigma` is the error of that edge times the sizes of its
   ends; any other form changes by at most :math:`D + \sigma`, with D the largest difference of the floats.  So
   for the cut C of F

   .. math:: \varepsilon_C = (\varepsilon_F + 16u)(1 + \rho), \qquad \rho = \min \frac{D + \sigma}{S - \sigma}
      \quad\text{over the mixed edges of } F .

   For an edge F this is the error of the new vertex.  It is infinite, and the edge is left out of the
   minimum, if one of the ends has an infinite error.
3. If q and p are both directions, X is found on the line of the exact vertex, maybe on its wrong half: the
   errors of q and p along the edge may be larger than the angle by which the edge is less than a half-plane.
   With the larger of the errors of q and p themselves in place of :math:`\varepsilon_F`, step 2 starts from
   positive multiples of the exact ends, between which h changes sign; so some *positive* multiple of the exact
   w is within :math:`\delta = (\varepsilon + 16u)(1 + \rho)\, \mathrm{size}_w` of the floats.  If one of them is
   larger than :math:`\delta`, then X has the same sign there and is a positive multiple too, or :math:`\delta`
   is within the error of w and that multiple may stand for X; else w is computed exactly.

Thus the error of a vertex is the product of as many factors as there are dimensions, in whatever order and
number the sheets were sliced.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tropnet.exact.integers import as_int64, correctly_rounded, integer_product, largest
from tropnet.polyhedra.complexes.complex import Complex, Cut, GrowingArray

__all__ = ["ExactRows", "FilteredRows", "FloatForms", "scaled_forms"]

Array = npt.NDArray[Any]
Integers = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Signs = npt.NDArray[np.int8]
Columns = int | npt.NDArray[np.intp]

# Twice the usual 2**-53: some libraries leave the processor rounding up or down.
UNIT_ROUNDOFF = 2.0**-52
WORD_LIMIT = 2**62
# Rows with smaller entries are not worth a greatest common divisor.
LARGE_ENTRY = 2**26
SMALLEST_SIZE, LARGEST_SIZE = 2.0**-60, 2.0**300


class ExactRows:
    """Rows of integers: int64 as long as products provably fit, else Python's.

    Parameters
    ----------
    values : integer or object array, shape (n_vertices, n_coordinates + n_forms)
    n_coordinates : int
        Homogeneous coordinates (x, t), or 1 where only t is kept.  Coordinates may have many digits where the
        values of all forms, up to a common factor, have few.
    """

    def __init__(self, values: Array, n_coordinates: int) -> None:
        self.n_coordinates = n_coordinates
        if values.dtype == object:
            words = as_int64(values)
            values = values if words is None or largest(words) >= WORD_LIMIT else words
        self._values = GrowingArray(values)
        self._bound = largest(values) if values.dtype != object else 0

    @property
    def values(self) -> Array:
        """The rows, shape (n_vertices, n_coordinates + n_forms)."""
        return self._values.view

    @property
    def is_machine_words(self) -> bool:
        """Whether the integers are int64."""
        return self.values.dtype != object

    @property
    def is_small(self) -> bool:
        """Whether the products of any two entries fit in machine words."""
        return self.is_machine_words and self._bound < 2**30

    def signs(self, column: int) -> Signs:
        """The signs of one column."""
        return self.signs_at(column, slice(None))

    def signs_at(self, column: int, vertices: Any) -> Signs:
        """The signs of one column at some vertices."""
        return _signs(self.values[vertices, column])

    def cut(self, column: int, cut: Cut, first: int) -> None:
        """Append the vertices at which the column vanishes; of the forms, columns before ``first`` are 0."""
        self.append_zeros(column, cut.split[0], cut.negative, cut.positive, first)

    def append_zeros(self, columns: Columns, _: Array, negative: Array, positive: Array, first: int) -> None:
        """Append the vertices at which a column, or one column each, vanishes on edges with the given ends."""
        largest_value = largest(self.values[:, columns]) if isinstance(columns, int) else self._bound
        if self.is_machine_words and 2 * largest_value * self._bound >= WORD_LIMIT:
            self._values = GrowingArray(self.values.astype(object))
        values, n = self.values, self.n_coordinates
        a, b = -values[negative, columns][:, None], values[positive, columns][:, None]
        new = np.zeros((len(a), values.shape[1]), values.dtype)
        for part in (slice(0, n), slice(first, None)):
            new[:, part] = b * values[:, part][negative] + a * values[:, part][positive]
        if not self.is_machine_words:
            new = _primitive(new, n)
        elif largest(new) > LARGE_ENTRY:
            large = np.flatnonzero(np.abs(new).max(axis=1) > LARGE_ENTRY)
            new[large] = _primitive(new[large], n)
        self._values.extend(new)
        if self.is_machine_words:
            self._bound = max(self._bound, largest(new))

    def take(self, faces: list[Array]) -> ExactRows:
        """The rows of a subcomplex, given by the numbers of its faces of every dimension."""
        return ExactRows(self.values[faces[0]], self.n_coordinates)

    def coordinates_at(self, vertices: Array) -> Integers:
        """The homogeneous coordinates of some vertices, in lowest terms."""
        n = self.n_coordinates
        return _primitive(self.values[vertices, :n], n).astype(object)

    def without_forms(self) -> ExactRows:
        """The coordinates alone."""
        return ExactRows(self.values[:, : self.n_coordinates].copy(), self.n_coordinates)

    def without_coordinates(self) -> ExactRows:
        """The rows without coordinates other than t, in lowest terms."""
        return ExactRows(_primitive(self.values[:, self.n_coordinates - 1 :], 1), 1)

    def with_forms(self, variables: Array, forms: Integers) -> ExactRows:
        """The coordinates with the values of new forms.

        Parameters
        ----------
        variables : integer array, shape (n_vertices, m)
        forms : object array of integers, shape (n_forms, m)
        """
        words = as_int64(forms)
        coordinates = self.values[:, : self.n_coordinates]
        if self.is_machine_words and words is not None:
            total = int(np.abs(forms).sum(axis=1).max(initial=0))
            if largest(variables) * total < WORD_LIMIT:
                return ExactRows(np.hstack([coordinates, variables @ words.T]), self.n_coordinates)
        values = integer_product(variables.astype(object), forms.T)
        return ExactRows(np.hstack([coordinates.astype(object), values]), self.n_coordinates)


def _primitive(rows: Array, n_coordinates: int) -> Array:
    """The rows divided by their greatest common divisors.

    The forms are integer combinations of the coordinates, so that these decide, if they are there.
    """
    deciding = rows[:, :n_coordinates] if n_coordinates > 1 else rows
    divisors = np.gcd.reduce(deciding, axis=1) if len(rows) else rows[:, 0]
    return np.asarray(rows // np.maximum(abs(divisors), 1)[:, None])


@dataclass(frozen=True)
class FloatForms:
    """Forms as floats, scaled by powers of two; see the module docstring.

    Attributes
    ----------
    weights : float64 array, shape (n_forms, m)
        Each coefficient is rounded once; absolute values of a row sum to at most 1 before rounding.
    exponents : list of int
        The value of float form i is 2**-exponents[i] times that of the integer form.
    """

    weights: Floats
    exponents: list[int]


def scaled_forms(forms: Integers, exponents: list[int]) -> FloatForms:
    """The forms in floats, given that variable j has been scaled by 2**-exponents[j].

    Examples
    --------
    >>> scaled_forms(np.array([[3, -1], [0, 1]], dtype=object), [0, 0])
    FloatForms(weights=array([[ 0.75, -0.25],
           [ 0.  ,  1.  ]]), exponents=[2, 0])
    """
    lowest = min(exponents, default=0)
    weights, found = [], []
    for row in forms.tolist():
        entries = [c << (k - lowest) for c, k in zip(row, exponents, strict=True)]
        total = sum(map(abs, entries))
        exponent = max(total - 1, 0).bit_length()
        weights.append(correctly_rounded(np.array(entries, dtype=object), 1 << exponent))
        found.append(exponent + lowest)
    return FloatForms(np.array(weights).reshape(forms.shape), found)


class FilteredRows:
    """Rows of floats with proven error bounds; what these leave open is asked of ``exact``.

    Parameters
    ----------
    values : float64 array, shape (n_vertices, n_coordinates + n_forms)
        Column ``n_coordinates - 1`` is t, 1 or 0.
    n_coordinates : int
    sizes : float64 array, shape (n_vertices,)
    errors : list of float64 arrays
        For each dimension the errors of the faces.
    exponents : list of int
        The value of form i is 2**-exponents[i] times that of an integer form.

    Attributes
    ----------
    exact : callable
        To be set: takes numbers of vertices and gives their rows in integers, for the integer forms.  It may
        rely on the signs of the columns that have been asked for.
    n_exact : int
        How many rows had to be computed exactly.
    """

    def __init__(
        self,
        values: Floats,
        n_coordinates: int,
        sizes: Floats,
        errors: list[Floats],
        exponents: list[int],
    ) -> None:
        self.n_coordinates = n_coordinates
        self.exponents = exponents
        self.exact: Callable[[Array], Integers] | None = None
        self.n_exact = 0
        self._values = GrowingArray(values)
        self._sizes = GrowingArray(sizes)
        self._errors = [GrowingArray(error) for error in errors]

    @classmethod
    def from_exact(
        cls,
        rows: Integers,
        n_coordinates: int,
        exponents: list[int],
        complex_: Complex,
    ) -> FilteredRows:
        """The floats nearest to the exact rows at the vertices of a complex."""
        values, sizes, errors = rounded_rows(rows, n_coordinates, exponents)
        # The exact vertex lies in the affine hull of every face of which it is a vertex; no face answers for
        # a vertex whose own error is infinite.
        above = [np.full(count, 2 * UNIT_ROUNDOFF) for count in complex_.counts[1:]]
        return cls(values, n_coordinates, sizes, [errors, *above], exponents)

    def __getstate__(self) -> dict[str, Any]:
        """Everything but ``exact``, which belongs to the owner."""
        return self.__dict__ | {"exact": None}

    @property
    def values(self) -> Floats:
        """The rows, shape (n_vertices, n_coordinates + n_forms)."""
        return self._values.view

    def errors(self, k: int) -> Floats:
        """The errors of the k-faces."""
        return self._errors[k].view

    def signs_at(self, column: int, vertices: Array) -> Signs:
        """The exact signs of one column at some vertices."""
        values = self.values[vertices, column]
        signs = _signs(values)
        doubtful = np.flatnonzero(np.abs(values) <= self.vertex_errors(vertices))
        if len(doubtful):
            signs[doubtful] = self._refresh(vertices[doubtful])[:, column]
        return signs

    def vertex_errors(self, vertices: Array) -> Floats:
        """Bounds on the differences between the floats of vertices and the exact values."""
        errors: Floats = self._errors[0].view[vertices] * self._sizes.view[vertices]
        return errors

    def signs(self, column: int) -> Signs:
        """The exact signs of one column."""
        return self.signs_at(column, np.arange(len(self._values)))

    def cut(self, column: int, cut: Cut, first: int) -> None:
        """Append the vertices at which the column vanishes; of the forms, columns before ``first`` are 0."""
        ratio, lost = self._append_points(column, cut.split[0], cut.negative, cut.positive, first)
        self._cut_errors(cut, ratio)
        start = len(self._values) - len(cut.negative)
        lost |= ~(self._errors[0].view[start:] < 1)
        self._refresh_some(start, lost)

    def append_zeros(
        self, columns: Columns, edges: Array, negative: Array, positive: Array, first: int
    ) -> None:
        """Append the vertices at which a column, or one column each, vanishes on the given edges.

        The errors of faces of higher dimension are left alone: only the signs at these vertices may be asked for.
        """
        ratio, lost = self._append_points(columns, edges, negative, positive, first)
        start = len(self._values) - len(negative)
        with np.errstate(over="ignore"):
            errors = (self._errors[1].view[edges] + 16 * UNIT_ROUNDOFF) * (1 + ratio) * (1 + 2.0**-40)
        self._errors[0].extend(errors)
        self._refresh_some(start, lost | ~(errors < 1))

    def _refresh_some(self, start: int, lost: Array) -> None:
        if lost.any():
            self._refresh(start + np.flatnonzero(lost))

    def _append_points(
        self, columns: Columns, edges: Array, negative: Array, positive: Array, first: int
    ) -> tuple[Floats, Array]:
        """Append the zeros of columns on edges; the ratios of the edges, and which zeros to compute exactly."""
        values, t = self.values, self.n_coordinates - 1
        q, p = values[:, first:][negative], values[:, first:][positive]
        place_q, place_p = values[:, : t + 1][negative], values[:, : t + 1][positive]
        size_q, size_p = self._sizes.view[negative], self._sizes.view[positive]
        # A point moves by the whole difference to another point, but by a direction alone.
        t_q, t_p = place_q[:, t], place_p[:, t]
        moves_q, moves_p = t_q <= t_p, t_p <= t_q
        error = self._errors[1].view[edges]
        error_ends = np.maximum(self._errors[0].view[negative], self._errors[0].view[positive])
        new = np.zeros((len(q), values.shape[1]))
        with np.errstate(all="ignore"):
            a, b = -values[negative, columns], values[positive, columns]
            total = a * moves_q + b * moves_p
            moving = size_q * moves_q + size_p * moves_p
            spread = _spread(q, p, moves_q, moves_p)
            ratio = _growth(spread, total, error * moving)
            ratio[np.isinf(error_ends)] = np.inf
            alpha, beta = a / total, b / total
            size = np.maximum(beta * size_q + alpha * size_p, SMALLEST_SIZE)
            np.multiply(q, beta[:, None], out=new[:, first:])
            p *= alpha[:, None]
            new[:, first:] += p
            new[:, : t + 1] = beta[:, None] * place_q + alpha[:, None] * place_p
            away = _growth(spread, total, error_ends * moving)
        new[np.arange(len(new)), columns] = 0.0
        new[:, t] = np.maximum(t_q, t_p)
        # A new direction must be larger than its distance to a positive multiple of the exact one, if it is
        # ever to be asked for a sign.
        at_infinity = np.flatnonzero(new[:, t] == 0) if first < new.shape[1] else np.empty(0, np.intp)
        furthest = np.abs(new[at_infinity, first:]).max(axis=1, initial=0)
        bound = (error_ends + 16 * UNIT_ROUNDOFF)[at_infinity] * (1 + away[at_infinity]) * size[at_infinity]
        may_be_reversed = at_infinity[~(furthest > bound * (1 + 2.0**-40))]
        self._values.extend(new)
        self._sizes.extend(size)
        lost = ~(size < LARGEST_SIZE)
        lost[may_be_reversed] = True
        return ratio, lost

    def _cut_errors(self, cut: Cut, ratio: Floats) -> None:
        """The errors of the faces that a cut has made, from the ratios of the mixed edges."""
        for k, split in enumerate(cut.split, start=1):
            if k > 1:
                above, below = cut.incident[k - 2]
                least = np.full(len(split), np.inf)
                np.minimum.at(least, above, ratio[below])
                ratio = least
            errors = self._errors[k].view[split] + 16 * UNIT_ROUNDOFF
            self._errors[k].view[split] = errors
            self._errors[k].extend(errors)
            with np.errstate(over="ignore"):
                self._errors[k - 1].extend(errors * (1 + ratio) * (1 + 2.0**-40))

    def take(self, faces: list[Array]) -> FilteredRows:
        """The rows of a subcomplex, given by the numbers of its faces of every dimension."""
        return FilteredRows(
            self.values[faces[0]],
            self.n_coordinates,
            self._sizes.view[faces[0]],
            [errors.view[some] for errors, some in zip(self._errors, faces, strict=False)],
            self.exponents,
        )

    def without_forms(self) -> FilteredRows:
        """The coordinates alone."""
        values = self.values[:, : self.n_coordinates].copy()
        return FilteredRows(values, self.n_coordinates, self._sizes.view, [], [])

    def with_forms(self, variables: Floats, forms: FloatForms) -> FilteredRows:
        """The coordinates with the values of new forms in variables that are linear on every cell."""
        values = np.empty((len(variables), self.n_coordinates + len(forms.weights)))
        values[:, : self.n_coordinates] = self.values[:, : self.n_coordinates]
        np.matmul(variables, forms.weights.T, out=values[:, self.n_coordinates :])
        growth = (variables.shape[1] + 8) * UNIT_ROUNDOFF
        errors = [(error.view + growth) * (1 + 2.0**-50) for error in self._errors]
        return FilteredRows(values, self.n_coordinates, self._sizes.view, errors, forms.exponents)

    def _refresh(self, vertices: Array) -> Signs:
        """Replace rows by the floats nearest to the exact rows, and give the exact signs of these."""
        assert self.exact is not None, "the owner of the rows knows the exact ones"
        self.n_exact += len(vertices)
        exact = self.exact(vertices)
        values, sizes, errors = rounded_rows(exact, self.n_coordinates, self.exponents)
        self._values.view[vertices] = values
        self._sizes.view[vertices] = sizes
        self._errors[0].view[vertices] = errors
        return _signs(exact)


def _signs(values: Array) -> Signs:
    signs: Signs = (values > 0).astype(np.int8) - (values < 0).astype(np.int8)
    return signs


def _growth(spread: Floats, total: Floats, sigma: Floats) -> Floats:
    """The ratio (D + sigma) / (S - sigma), and infinity unless 2 sigma < S."""
    ratio: Floats = np.where(2 * sigma < total, (spread + sigma) / (total - sigma), np.inf)
    return ratio


def _spread(q: Floats, p: Floats, moves_q: Array, moves_p: Array) -> Floats:
    """The largest change of a form along each edge."""
    if not q.shape[1]:
        return np.zeros(len(q))
    all_move = moves_q.all() and moves_p.all()
    change = p - q if all_move else p * moves_p[:, None] - q * moves_q[:, None]
    spread: Floats = np.abs(change, out=change).max(axis=1)
    return spread


def rounded_rows(rows: Integers, n_coordinates: int, exponents: list[int]) -> tuple[Floats, Floats, Floats]:
    """Exact rows in floats, with their sizes and errors.

    A point so far away that its row leaves the range of floats gets the signs of the exact row, and an
    infinite error: so it is computed exactly whenever it is asked for.
    """
    values = np.empty(rows.shape)
    sizes, errors = np.empty(len(rows)), np.full(len(rows), 2 * UNIT_ROUNDOFF)
    scale = [0] * n_coordinates + exponents
    highest = max(scale)
    for i, row in enumerate(rows.tolist()):
        entries = [c << (highest - k) for c, k in zip(row, scale, strict=True)]
        largest_entry = max(map(abs, entries))
        t = row[n_coordinates - 1]
        unit = t << highest if t else 1 << largest_entry.bit_length()
        if largest_entry > unit * int(LARGEST_SIZE):
            values[i] = [(c > 0) - (c < 0) for c in entries]
            sizes[i], errors[i] = 1.0, np.inf
        else:
            # Python's quotient of integers is correctly rounded.
            values[i] = [c / unit for c in entries]
            sizes[i] = max(np.abs(values[i]).max(), SMALLEST_SIZE)
    return values, sizes, errors
