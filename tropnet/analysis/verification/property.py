r"""What is asked of a network: that no input in a set has an output in another.

A *case* is a system of linear inequalities :math:`a x + c y \le b` in the inputs x and the outputs y, some of which
may be strict.  A point x is a *counterexample* to a property if (x, net(x)) satisfies all inequalities of one of
its cases; the property *holds* if there is none.  So a property is the disjunctive normal form of what must not
happen. This is the convention of VNN-LIB, whose files describe counterexamples: there "sat" means that the property
is violated.  All inequalities of a file are non-strict.

Strict inequalities are for properties that hold with equality: that all outputs are at most 5 is violated by
:math:`y > 5` alone, and holds for a network whose largest output is 5.

Source
------
S. Demarchi, D. Guidotti, L. Pulina and A. Tacchella, Supporting standardization of neural networks verification with
VNN-LIB and CoCoNet, 2023; the files of the verification competition VNN-COMP are of version 1.0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tropnet.errors import InputError, ShapeError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, concatenate, rational_array
from tropnet.exact.numbers import RationalLike, as_fraction
from tropnet.interchange.vnnlib import Query, read_vnnlib
from tropnet.networks.io.guards import AnyPath
from tropnet.networks.network import Network
from tropnet.polyhedra.bodies import box
from tropnet.polyhedra.operands import checked_polyhedron
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["Case", "Property"]


@dataclass(frozen=True)
class Case:
    """A system of inequalities a.x + c.y <= b, or < b, in inputs and outputs.

    Attributes
    ----------
    rows : RationalArray, shape (k, n + m + 1)
        (a, c, b) in each row.
    strict : tuple of k bool
        Which inequalities are strict.
    """

    rows: RationalArray
    strict: tuple[bool, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", rational_array(self.rows))
        object.__setattr__(self, "strict", tuple(map(bool, self.strict)))

    def holds_at(self, x: RationalArray, y: RationalArray) -> bool:
        """Whether a pair of points satisfies all inequalities.

        Examples
        --------
        >>> case = Case([[1, 0, 2], [0, -1, -3]], (False, True))
        >>> two, three, four = (rational_array([number]) for number in (2, 3, 4))
        >>> case.holds_at(two, four), case.holds_at(two, three)
        (True, False)
        """
        slacks = (self.rows[:, -1] - self.rows[:, :-1] @ concatenate([x, y])).sign()
        return bool(((slacks > 0) | ((slacks == 0) & ~self.is_strict)).all())

    @property
    def is_strict(self) -> NDArray[np.bool_]:
        """Which inequalities are strict, as an array."""
        return np.array(self.strict, dtype=np.bool_)


@dataclass(frozen=True, repr=False)
class Property:
    """That a network has no input x for which (x, net(x)) lies in one of finitely many sets, the cases.

    Attributes
    ----------
    input_dim, output_dim : int
    cases : tuple of Case

    Raises
    ------
    ShapeError
        If the rows of a case have not input_dim + output_dim + 1 entries.

    Examples
    --------
    >>> P = Property.unsafe(Polyhedron.parse("[0,1]^2"), Polyhedron.parse("[2,inf]"))
    >>> P
    <Property of R^2 -> R^1, 1 case>
    >>> P.is_violated_at(rational_array([1, 1]), rational_array([2]))
    True
    """

    input_dim: int
    output_dim: int
    cases: tuple[Case, ...]

    def __post_init__(self) -> None:
        width = self.input_dim + self.output_dim + 1
        for number, case in enumerate(self.cases):
            if case.rows.ndim != 2 or case.rows.shape[1] != width or len(case.strict) != len(case.rows):
                raise ShapeError(
                    f"case {number} has rows of shape {case.rows.shape} and {len(case.strict)} marks for strict rows; "
                    f"with {self.input_dim} inputs and {self.output_dim} outputs they are (k, {width}) and k"
                )

    # -- how one is made -------------------------------------------------------------------------------

    @classmethod
    def unsafe(
        cls, within: Polyhedron | Iterable[Polyhedron], *targets: Polyhedron, output_dim: int | None = None
    ) -> Property:
        """That no point of a polyhedron, or of several, is mapped into any of the targets.

        Parameters
        ----------
        within : Polyhedron, or several
            Sets of inputs.
        *targets : Polyhedron
            Sets of outputs, closed.
        output_dim : int, optional
            Needed only if there is no target.

        Raises
        ------
        InputError
            If something is no polyhedron, or the number of outputs is not known.
        ShapeError
            If the sets lie in spaces of different dimensions.
        """
        inputs = _polyhedra(within, "sets of inputs")
        outputs = _polyhedra(targets, "targets", output_dim)
        cases = [_joined(_rows(source), _rows(target)) for source in inputs[1] for target in outputs[1]]
        return cls(inputs[0], outputs[0], tuple(Case(rows, (False,) * len(rows)) for rows in cases))

    @classmethod
    def safe(cls, within: Polyhedron | Iterable[Polyhedron], target: Polyhedron) -> Property:
        """That every point of a polyhedron, or of several, is mapped into the target; its boundary is allowed.

        Raises
        ------
        InputError
            If something is no polyhedron.
        ShapeError
            If the sets of inputs lie in spaces of different dimensions.

        Examples
        --------
        >>> P = Property.safe(Polyhedron.parse("[0,1]"), Polyhedron.parse("[0,5]"))
        >>> P.is_violated_at(rational_array([1]), rational_array([5])), len(P.cases)
        (False, 2)
        """
        n, sources = _polyhedra(within, "sets of inputs")
        m = checked_polyhedron(target).ambient_dim
        cases = []
        for source in map(_rows, sources):
            for row in -_rows(target):
                rows = _joined(source, row[None])
                cases.append(Case(rows, (*(False,) * len(source), True)))
        return cls(n, m, tuple(cases))

    @classmethod
    def local_robustness(
        cls,
        x: RationalArrayLike,
        radius: RationalLike,
        label: int,
        n_classes: int,
        within: Polyhedron | None = None,
    ) -> Property:
        """That no input whose coordinates differ from those of x by at most the radius has another class, or a tie.

        Parameters
        ----------
        x : array-like of rationals, shape (n,)
        radius : RationalLike
            Nonnegative.
        label : int
            The output that is to be larger than all others.
        n_classes : int
            The number of outputs.
        within : Polyhedron, optional
            Inputs outside do not count.

        Raises
        ------
        InputError
            If the radius is negative, or there is no such label.
        ShapeError
            If the domain lies in another space.
        NotRationalError
            If an entry is no finite rational number.

        Examples
        --------
        >>> Property.local_robustness([0, 0], "1/2", label=0, n_classes=3)
        <Property of R^2 -> R^3, 2 cases>
        """
        centre, r = rational_array(x).ravel(), as_fraction(radius, "as the radius")
        if r < 0:
            raise InputError(f"the radius is {r}; give a number that is not negative")
        if label not in range(n_classes):
            raise InputError(f"the label is {label!r}; give one of 0 to {n_classes - 1}")
        ball = box((centre - r).tolist(), (centre + r).tolist())
        domain = ball if within is None else ball & checked_polyhedron(within)
        unit = RationalArray.eye(n_classes)
        rows = [concatenate([unit[label] - unit[j], [0]])[None] for j in range(n_classes) if j != label]
        cases = [_joined(_rows(domain), row) for row in rows]
        return cls(len(centre), n_classes, tuple(Case(case, (False,) * len(case)) for case in cases))

    @classmethod
    def from_vnnlib(cls, source: AnyPath | Query) -> Property:
        """The property of a VNN-LIB file, or of what :func:`tropnet.interchange.vnnlib.from_vnnlib` gives.

        Raises
        ------
        FormatError
            If the file is malformed.
        InputError
            If it cannot be read.

        Examples
        --------
        >>> from tropnet.interchange.vnnlib import from_vnnlib
        >>> text = "(declare-const X_0 Real) (declare-const Y_0 Real) (assert (<= X_0 0.1)) (assert (>= Y_0 1))"
        >>> Property.from_vnnlib(from_vnnlib(text)).cases[0].rows
        RationalArray([[1, 0, 1/10], [0, -1, -1]])
        """
        query = source if isinstance(source, Query) else read_vnnlib(source)
        return cls(
            query.n_inputs,
            query.n_outputs,
            tuple(Case(rows, (False,) * len(rows)) for rows in query.cases),
        )

    def __or__(self, other: Property) -> Property:
        """That neither property has a counterexample."""
        if not isinstance(other, Property):
            return NotImplemented
        return Property(self.input_dim, self.output_dim, (*self.cases, *other.cases))

    # -- what it says ------------------------------------------------------------------------------------

    def is_violated_at(self, x: RationalArray, y: RationalArray) -> bool:
        """Whether a point with this value is a counterexample."""
        return any(case.holds_at(x, y) for case in self.cases)

    @cached_property
    def n_inequalities(self) -> int:
        """The number of inequalities of all cases."""
        return sum(len(case.rows) for case in self.cases)

    def fits(self, net: Network) -> None:
        """Refuse a network of another shape.

        Raises
        ------
        ShapeError
            If the numbers of inputs or outputs are not those of the network.
        """
        if (net.input_dim, net.output_dim) != (self.input_dim, self.output_dim):
            raise ShapeError(
                f"{self!r} does not fit to {net!r}, with {net.input_dim} inputs and {net.output_dim} outputs"
            )

    def __repr__(self) -> str:
        count = "1 case" if len(self.cases) == 1 else f"{len(self.cases)} cases"
        return f"<Property of R^{self.input_dim} -> R^{self.output_dim}, {count}>"


def _polyhedra(given: Any, what: str, dim: int | None = None) -> tuple[int, list[Polyhedron]]:
    """The dimension of some polyhedra, and these."""
    listed = [given] if isinstance(given, Polyhedron) else [checked_polyhedron(part) for part in given]
    dims = {part.ambient_dim for part in listed} | ({dim} if dim is not None else set())
    if not dims:
        raise InputError(
            f"no {what} are given, so their dimension is not known; give one polyhedron at least"
        )
    if len(dims) > 1:
        raise ShapeError(f"the {what} lie in dimensions {sorted(dims)}; give polyhedra in one space")
    return dims.pop(), listed


def _rows(polyhedron: Polyhedron) -> RationalArray:
    """Rows (a, b) of a.x <= b that describe a polyhedron; an equation gives two."""
    equations = polyhedron.equations
    return concatenate([polyhedron.inequalities, equations, -equations])


def _joined(inputs: RationalArray, outputs: RationalArray) -> RationalArray:
    """The rows on inputs, and behind them those on outputs, as rows on both."""
    n, m = inputs.shape[1] - 1, outputs.shape[1] - 1
    zeros = RationalArray.zeros
    return concatenate(
        [
            concatenate([inputs[:, :-1], zeros((len(inputs), m)), inputs[:, -1:]], axis=1),
            concatenate([zeros((len(outputs), n)), outputs], axis=1),
        ]
    )
