"""What :mod:`tropnet.analysis.topology` answers: Betti numbers, torsion, Euler characteristic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import flint

from tropnet.analysis.topology.homology import Homology, divisible
from tropnet.errors import InputError

__all__ = ["Field", "Support", "Topology", "checked_field", "checked_support"]

Support = Literal["ordinary", "compact"]
Field = Literal["Q"] | int

SUPPORTS = {
    "ordinary": "ordinary homology",
    "compact": "Borel-Moore homology (compact support)",
}


@dataclass(frozen=True, repr=False)
class Topology:
    """The homology of a set that is a union of cells.

    Attributes
    ----------
    betti : tuple of int
        The Betti numbers over the field, of degree 0, ..., n for a set in R^n.
    torsion : tuple of tuple of int
        The torsion of the homology groups over the integers: orders of cyclic summands, each of which divides the
        next.  It does not depend on the field.
    n_cells : tuple of int
        How many cells of dimension 0, ..., n the set was made of.
    support : str
        ``"ordinary"``: singular homology.  ``"compact"``: Borel-Moore homology, the Betti numbers of which are those
        of cohomology with compact support.
    field : "Q" or int
        The rational numbers, or the prime number of elements.

    Examples
    --------
    >>> from tropnet import PiecewiseLinear
    >>> from tropnet.analysis.topology.betti import level_set_topology
    >>> x, y = PiecewiseLinear.coordinates(2)
    >>> annulus = level_set_topology(abs(abs(x) + abs(y) - 2), 1, "<=")
    >>> annulus
    <Topology: Betti numbers (1, 1, 0), Euler characteristic 0>
    >>> print(annulus)
    ordinary homology over Q
    Betti numbers         1, 1, 0
    Euler characteristic  0
    cells by dimension    12, 20, 8
    """

    betti: tuple[int, ...]
    torsion: tuple[tuple[int, ...], ...]
    n_cells: tuple[int, ...]
    support: Support = "ordinary"
    field: Field = "Q"

    @property
    def euler_characteristic(self) -> int:
        """The alternating sum of the Betti numbers, the same for all fields.

        With compact support it is the alternating sum of ``n_cells``, hence additive on disjoint unions; on compact
        sets, and only there, both supports agree.

        Examples
        --------
        >>> Topology((1, 2, 0), ((), (), ()), (4, 5, 0)).euler_characteristic
        -1
        """
        return sum((-1) ** k * b for k, b in enumerate(self.betti))

    def over(self, field: Field) -> Topology:
        """The same over another field, without a new computation.

        Parameters
        ----------
        field : "Q" or int
            The rational numbers, or a prime number.

        Raises
        ------
        InputError
            If the field is neither.

        Examples
        --------
        The projective plane:

        >>> Topology((1, 0, 0), ((), (2,), ()), (6, 15, 10)).over(2).betti
        (1, 1, 1)
        """
        field = checked_field(field)
        betti = self.betti
        if self.field != "Q":
            counts = divisible(self.torsion, self.field)
            betti = tuple(b - t - s for b, t, s in zip(betti, counts, (0, *counts), strict=False))
        if field != "Q":
            betti = Homology(betti, self.torsion).betti_modulo(field)
        return Topology(betti, self.torsion, self.n_cells, self.support, field)

    def __repr__(self) -> str:
        over = "" if self.field == "Q" else f" over GF({self.field})"
        support = "" if self.support == "ordinary" else ", compact support"
        return (
            f"<Topology: Betti numbers {self.betti}{over}{support}, "
            f"Euler characteristic {self.euler_characteristic}>"
        )

    def __str__(self) -> str:
        field = "Q" if self.field == "Q" else f"GF({self.field})"
        lines = [
            f"{SUPPORTS[self.support]} over {field}",
            f"Betti numbers         {', '.join(map(str, self.betti))}",
            f"Euler characteristic  {self.euler_characteristic}",
            f"cells by dimension    {', '.join(map(str, self.n_cells))}",
        ]
        for k, orders in enumerate(self.torsion):
            if orders:
                lines.append(f"torsion in degree {k}   {' + '.join(f'Z/{d}' for d in orders)}")
        return "\n".join(lines)


def checked_field(field: Any) -> Field:
    """A field by its name: ``"Q"``, or a prime number.

    Raises
    ------
    InputError
        If it is neither.

    Examples
    --------
    >>> checked_field(7)
    7
    """
    if field == "Q":
        return "Q"
    is_integer = isinstance(field, int) and not isinstance(field, bool)
    if is_integer and field > 1 and flint.fmpz(field).is_prime():
        return int(field)
    raise InputError(f'the field {field!r} is unknown; give "Q" for the rational numbers, or a prime number')


def checked_support(support: Any) -> Support:
    """One of the two kinds of homology.

    Raises
    ------
    InputError
        If it is neither.

    Examples
    --------
    >>> checked_support("compact")
    'compact'
    """
    if support == "ordinary":
        return "ordinary"
    if support == "compact":
        return "compact"
    raise InputError(f'the support {support!r} is unknown; give "ordinary" or "compact"')
