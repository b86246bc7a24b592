r"""Families of networks with a closed form for their counts.

A :class:`Family` is a class of networks with named parameters: an object of the class is one member.  A member
builds its network, and says how many linear regions theory expects of it, by which notion and where; then

.. code-block:: python

    member.verify().holds

builds the network, counts with the engine, and compares.  Expectation and count share no code: the one is a formula
with a citation, the other an enumeration of cells.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from tropnet.analysis.counts import count_text
from tropnet.analysis.enumeration import Limit
from tropnet.analysis.regions import linear_regions
from tropnet.exact.display.html import table
from tropnet.networks.network import Network
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.theory.literature import Citation

__all__ = ["ExpectedCount", "Family", "Verification", "VerifiedCount"]


@dataclass(frozen=True, repr=False)
class ExpectedCount:
    """What a theorem says about one count of a network.

    Attributes
    ----------
    notion : str
        A field of :class:`tropnet.RegionCounts`.
    value : int
    formula : str
        The formula behind the value, as in ``"w^k + 1"``.
    citation : Citation
    within : Polyhedron or None
        The domain; all of space if None.
    where : str
        The domain in words.
    """

    notion: str
    value: int
    formula: str
    citation: Citation
    within: Polyhedron | None = None
    where: str = "all of space"

    def __repr__(self) -> str:
        return f"<ExpectedCount {self.notion} = {self.value} on {self.where}>"


@dataclass(frozen=True)
class VerifiedCount:
    """An expected count beside what the engine counts."""

    expected: ExpectedCount
    counted: int | tuple[int, int]

    @property
    def agrees(self) -> bool:
        """Whether theory and count are equal; bounds agree if they contain the expected value.

        Only the notion ``convex`` has bounds instead of a number.
        """
        low, high = self.counted if isinstance(self.counted, tuple) else (self.counted, self.counted)
        return low <= self.expected.value <= high

    def __str__(self) -> str:
        sign = "=" if self.agrees else "!="
        return (
            f"{self.expected.notion} on {self.expected.where}: {self.expected.formula} = {self.expected.value} {sign} "
            f"{self.counted} counted"
        )


@dataclass(frozen=True, repr=False)
class Verification:
    """All expected counts of a member of a family beside the counts of the engine; see :meth:`Family.verify`."""

    family: Family
    rows: tuple[VerifiedCount, ...]

    @property
    def holds(self) -> bool:
        """Whether every expected count agrees with the count."""
        return all(row.agrees for row in self.rows)

    def __repr__(self) -> str:
        n = sum(row.agrees for row in self.rows)
        return f"<Verification of {self.family!r}: {n} of {len(self.rows)} counts agree>"

    def __str__(self) -> str:
        return "\n".join([f"{self.family!r}:", *(f"  {row}" for row in self.rows)])

    def _repr_html_(self) -> str:
        n = sum(row.agrees for row in self.rows)
        return table(
            [
                (
                    row.expected.notion.replace("_", " "),
                    row.expected.where,
                    row.expected.formula,
                    row.expected.value,
                    count_text(row.counted),
                    "yes" if row.agrees else "NO",
                )
                for row in self.rows
            ],
            head=["notion", "on", "formula", "expected", "counted", "agree"],
            caption=f"{self.family!r}: {n} of {len(self.rows)} counts agree",
            align="lllrrl",
            notes=list(dict.fromkeys(row.expected.citation.short for row in self.rows)),
        )


class Family(ABC):
    """A member of a family of networks; see the module :mod:`tropnet.theory.family`.

    Subclasses are frozen dataclasses whose fields are the parameters, checked and made exact at birth.

    Attributes
    ----------
    citation : Citation
        Where the family comes from.
    """

    citation: ClassVar[Citation]

    @abstractmethod
    def network(self) -> Network:
        """The network of this member."""

    @property
    @abstractmethod
    def expected(self) -> tuple[ExpectedCount, ...]:
        """What theory says about the counts of this member."""

    @classmethod
    @abstractmethod
    def sample(cls, rng: np.random.Generator | int | None = None, *args: Any, **shape: Any) -> Self:
        """A random member, with rational parameters."""

    def verify(
        self, *, executor: Executor | None = None, progress: bool = False, limit: Limit | None = None
    ) -> Verification:
        """Count with the engine what theory expects.

        Parameters
        ----------
        executor, progress, limit
            As for :func:`tropnet.linear_regions`.

        Returns
        -------
        Verification

        Raises
        ------
        LimitReachedError
            If the limit is reached before everything is counted.
        """
        net = self.network()
        domains = dict.fromkeys(expected.within for expected in self.expected)
        counts = {
            within: linear_regions(net, within, executor=executor, progress=progress, limit=limit).counts
            for within in domains
        }
        rows = (VerifiedCount(e, getattr(counts[e.within], e.notion)) for e in self.expected)
        return Verification(self, tuple(rows))
