"""All bounds that the literature has for a network or an architecture, side by side.

:func:`bounds` asks every bound of :mod:`tropnet.theory.bounds.catalogue` whether its hypotheses are met, and evaluates
those that are; the others are listed with the hypothesis that fails.  Of a network the exact counts can stand beside,
and then the table checks that no upper bound is exceeded (:attr:`BoundsTable.holds`): formulas and counts share no
code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tropnet.analysis.counts import RegionCounts, count_text
from tropnet.analysis.enumeration import Limit
from tropnet.analysis.regions import linear_regions
from tropnet.analysis.report import MOST_INPUTS
from tropnet.errors import InputError, UndecidedError
from tropnet.exact.display.html import table
from tropnet.networks.network import Network
from tropnet.theory.bounds.architecture import Architecture
from tropnet.theory.bounds.bound import NOTIONS, Bound, NetworkBound, Side
from tropnet.theory.bounds.catalogue import EXPECTED, LOWER, OF_NETWORKS, UPPER
from tropnet.theory.literature import Citation

__all__ = ["BoundRow", "BoundsTable", "bounds", "short_form"]

SHOWN_DIGITS = 12
"""Numbers with more digits are rounded when a table is printed."""

LEGEND = "(upper: no network of the architecture has more; lower: some has as many; here: of this one)"

HEAD = ("", "value", "bound", "counts", "source")

JSON_DIGITS = 4300
"""Integers with more digits are written as strings, since Python refuses to read them as numbers."""


@dataclass(frozen=True)
class BoundRow:
    """One bound in a table.

    Attributes
    ----------
    bound : Bound or NetworkBound
    value : int, Fraction or None
        None if a hypothesis fails.
    notions : tuple of str
        The counts that it bounds here; none if a hypothesis fails.
    reason : str
        The hypothesis that fails, or "".
    """

    bound: Bound | NetworkBound
    value: int | Fraction | None
    notions: tuple[str, ...]
    reason: str

    @property
    def applies(self) -> bool:
        """Whether the hypotheses are met."""
        return self.value is not None

    @property
    def name(self) -> str:
        """The name of the bound."""
        return self.bound.name

    @property
    def side(self) -> Side:
        """Whether it is an upper bound, a lower bound, or an expected value."""
        return self.bound.side

    @property
    def formula(self) -> str:
        """The formula of the bound."""
        return self.bound.formula

    @property
    def citation(self) -> Citation:
        """Where the bound comes from."""
        return self.bound.citation

    def as_dict(self) -> dict[str, Any]:
        """The row, of types that JSON knows."""
        row: dict[str, Any] = {"name": self.name, "side": self.side}
        row |= {"value": _json(self.value), "notions": list(self.notions)} if self.value is not None else {}
        row |= {} if self.value is not None else {"reason": self.reason}
        return row | {
            "formula": self.formula,
            "hypotheses": self.bound.hypotheses,
            "citation": str(self.citation),
        }


@dataclass(frozen=True)
class BoundsTable:
    """Bounds for an architecture or a network, and the counts of the network; see :func:`bounds`.

    Attributes
    ----------
    architecture : Architecture
    rows : tuple of BoundRow
        Upper bounds, lower bounds, expected values, each from the largest to the smallest; then what does not apply.
    network : Network or None
    counts : RegionCounts or None
        None if they were not asked for.
    """

    architecture: Architecture
    rows: tuple[BoundRow, ...]
    network: Network | None = None
    counts: RegionCounts | None = None

    def upper(self, notion: str = NOTIONS[0]) -> BoundRow:
        """The smallest upper bound on a count.

        >>> bounds("2,4,4,1").upper().name
        'Hinz'
        """
        return min(self._on("upper", notion), key=_value)

    def lower(self, notion: str = NOTIONS[-1]) -> BoundRow:
        """The largest lower bound on a count.

        Raises
        ------
        InputError
            If none applies.

        Examples
        --------
        >>> row = bounds("2,4,4,1").lower()
        >>> row.name, row.value
        ('Montúfar et al.', 44)
        """
        found = self._on("lower", notion)
        if not found:
            raise InputError(f"no lower bound on the count {notion} applies to {self.architecture!r}")
        return max(found, key=_value)

    def _on(self, side: str, notion: str) -> list[BoundRow]:
        if notion not in NOTIONS:
            raise InputError(f"there is no count {notion!r}; take one of {', '.join(NOTIONS)}")
        return [row for row in self.rows if row.side == side and notion in row.notions]

    @property
    def contradictions(self) -> tuple[str, ...]:
        """Where the rows and the counts contradict each other, in words; none if theory and counts are right."""
        return tuple(part for notion in NOTIONS for part in self._contradictions(notion))

    def _contradictions(self, notion: str) -> Iterator[str]:
        uppers, lowers = self._on("upper", notion), self._on("lower", notion)
        for low in lowers:
            for high in uppers:
                # Some network of the architecture has so many regions, but not this one.
                is_of_another = isinstance(high.bound, NetworkBound) and not isinstance(
                    low.bound, NetworkBound
                )
                if _value(low) > _value(high) and not is_of_another:
                    yield f"{notion}: the lower bound of {low.name} exceeds the upper bound of {high.name}"
        if self.counts is None:
            return
        count = getattr(self.counts, notion)
        least, most = count if isinstance(count, tuple) else (count, count)
        for high in uppers:
            if least > _value(high):
                yield f"{notion}: {least} counted, more than the upper bound of {high.name}"
        for low in lowers:
            # A lower bound for an architecture says nothing of a single network.
            if isinstance(low.bound, NetworkBound) and most < _value(low):
                yield f"{notion}: {most} counted, less than the lower bound of {low.name}"

    @property
    def holds(self) -> bool:
        """Whether no bound contradicts a count, or another bound.

        >>> bounds(Network.from_arrays([[[1], [-1]], [[1, 1]]])).holds
        True
        """
        return not self.contradictions

    # -- for readers and programs -----------------------------------------------------------------------

    def as_dict(self) -> dict[str, Any]:
        """The table, of types that JSON knows.

        Integers with more than 4300 digits, and fractions, are strings.
        """
        return {
            "architecture": str(self.architecture),
            "bounds": [row.as_dict() for row in self.rows if row.applies],
            "not_applicable": [row.as_dict() for row in self.rows if not row.applies],
            "counts": None if self.counts is None else self.counts.as_dict(),
            "holds": self.holds,
        }

    def _cells(self) -> list[tuple[str, str, str, str, str]]:
        cells: list[tuple[str, str, str, str, str]] = []
        for side in ("upper", "count", "lower", "expected"):
            if side == "count":
                counts = {} if self.counts is None else self.counts.as_dict()
                cells += [
                    (side, count_text(value), name.replace("_", " "), "", "")
                    for name, value in counts.items()
                ]
            for row in self.rows:
                if row.side == side and row.value is not None:
                    where = f"{side} here" if isinstance(row.bound, NetworkBound) else side
                    cells.append(
                        (where, short_form(row.value), row.name, _extent(row.notions), row.citation.short)
                    )
        return cells

    def __str__(self) -> str:
        cells = [HEAD, *self._cells()]
        sizes = [max(map(len, column)) for column in zip(*cells, strict=True)]
        lines = [
            "  ".join(
                cell.rjust(size) if i == 1 else cell.ljust(size)
                for i, (cell, size) in enumerate(zip(row, sizes, strict=True))
            ).rstrip()
            for row in cells
        ]
        left_out = [f"  {line}" for line in self._left_out()]
        parts = [f"Bounds on linear regions of {self._subject()}", LEGEND, *lines]
        return "\n".join(
            parts + (["do not apply:", *left_out] if left_out else []) + list(self.contradictions)
        )

    def _subject(self) -> str:
        return repr(self.architecture) if self.network is None else f"{self.network!r}, {self.architecture!r}"

    def __repr__(self) -> str:
        n_applying = sum(row.applies for row in self.rows)
        return f"<BoundsTable of {self.architecture!r}: {n_applying} bounds>"

    def _repr_html_(self) -> str:
        """The table in notebooks."""
        caption = f"Bounds on linear regions of {self._subject()} {LEGEND}"
        return table(
            self._cells(),
            head=HEAD,
            caption=" ".join([caption, *self.contradictions]),
            align="lrlll",
            notes=self._left_out(),
            notes_title="do not apply:",
        )

    def _left_out(self) -> list[str]:
        return [f"{row.name} ({row.side}): {row.reason}" for row in self.rows if not row.applies]


def bounds(
    thing: Network | Architecture | str | Sequence[int],
    *,
    counts: bool | None = None,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> BoundsTable:
    """All bounds on the numbers of linear regions of a network, or of all networks of an architecture.

    Parameters
    ----------
    thing : Network, Architecture, str or sequence of int
        A text or numbers are an architecture: inputs, widths, outputs.
    counts : bool, optional
        Whether to count the regions of the network too.  If left out, those of networks with at most five inputs.
    executor, progress, limit
        As for :func:`tropnet.linear_regions`.

    Returns
    -------
    BoundsTable

    Raises
    ------
    InputError
        If it is no architecture, or counts are wanted of an architecture.
    LimitReachedError
        If the limit is reached before everything is counted; with ``counts=False`` there is nothing to count.

    Examples
    --------
    >>> table = bounds("2,8,8,8,1")
    >>> {row.name: row.value for row in table.rows if row.side == "lower" and row.applies}["Serra et al."]
    23125
    >>> table.upper().value
    50653

    The exact counts of a network are beside the bounds for its architecture:

    >>> net = Network.from_arrays([[[1, 0], [0, 1], [1, 1]], [[1, 1, 1]]], [[0, 0, 1], [0]])
    >>> found = bounds(net)
    >>> found.counts.affine, found.upper("affine").value, found.holds
    (7, 7, True)
    """
    architecture = Architecture.of(thing)
    rows = [_row(bound, architecture) for bound in (*UPPER, *LOWER, *EXPECTED)]
    network = thing if isinstance(thing, Network) else None
    if network is not None:
        rows += [_row(bound, network) for bound in OF_NETWORKS]
    elif counts:
        raise InputError(
            f"{architecture!r} is no network, and has no counts; leave counts out, or give a network"
        )
    found = None
    if network is not None and (network.input_dim <= MOST_INPUTS if counts is None else counts):
        found = linear_regions(network, executor=executor, progress=progress, limit=limit).counts
    return BoundsTable(architecture, tuple(sorted(rows, key=_order)), network, found)


def _row(bound: Any, subject: Architecture | Network) -> BoundRow:
    reason = bound.failing(subject)
    if reason:
        return BoundRow(bound, None, (), reason)
    try:
        return BoundRow(bound, bound.formula_value(subject), bound.notions_on(subject), "")
    except UndecidedError as error:
        return BoundRow(bound, None, (), str(error))


SIDES: tuple[Side, ...] = ("upper", "lower", "expected")


def _order(row: BoundRow) -> tuple[bool, int, int | Fraction]:
    return not row.applies, SIDES.index(row.side), -_value(row) if row.applies else 0


def _value(row: BoundRow) -> int | Fraction:
    assert row.value is not None
    return row.value


def _extent(notions: tuple[str, ...]) -> str:
    """Which counts are meant, in words: by their order, these are all up to one or all from one on.

    >>> _extent(NOTIONS), _extent(NOTIONS[:2]), _extent(NOTIONS[1:])
    ('all six', 'proper activation and more', 'proper activation and less')
    """
    names = [notion.replace("_", " ") for notion in notions]
    if notions == NOTIONS:
        return "all six"
    if len(notions) > 1 and notions == NOTIONS[: len(notions)]:
        return f"{names[-1]} and more"
    if len(notions) > 1 and notions == NOTIONS[-len(notions) :]:
        return f"{names[0]} and less"
    return ", ".join(names)


def short_form(value: int | Fraction) -> str:
    """A number as a table shows it: whole if it is short, else rounded.

    >>> short_form(2**30), short_form(2**300), short_form(Fraction(1, 3)), short_form(Fraction(-7, 2))
    ('1073741824', '2.037e+90', '1/3', '-7/2')
    """
    exact = _digits(value)
    if len(exact) <= SHOWN_DIGITS:
        return exact
    return f"{Decimal(value.numerator) / Decimal(value.denominator):.3e}"


def _digits(value: int | Fraction) -> str:
    """All digits; Decimal writes them in less than quadratic time, and knows no limit."""
    numerator = str(Decimal(value.numerator))
    return numerator if value.denominator == 1 else f"{numerator}/{Decimal(value.denominator)}"


def _json(value: int | Fraction) -> int | str:
    exact = _digits(value)
    return int(value) if value.denominator == 1 and len(exact) <= JSON_DIGITS else exact
