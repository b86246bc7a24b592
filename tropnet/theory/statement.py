"""Theorems as objects: hypotheses, statement, citation, and a check on concrete data.

A :class:`Theorem` is never assumed.  ``theorem.check(data)`` looks at the hypotheses first, and then computes both
sides of the statement exactly:

* *holds*: the hypotheses are met, and so is the conclusion;
* *not applicable*: a hypothesis fails, and the verdict says which and why;
* *refuted*: the hypotheses are met, but the conclusion is not; the verdict carries the witness.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from tropnet.exact.display.html import table
from tropnet.theory.literature import Citation

__all__ = ["Theorem", "Verdict"]

Outcome = Literal["holds", "not applicable", "refuted"]


@dataclass(frozen=True, repr=False)
class Verdict:
    """What the check of a theorem on concrete data found.

    Attributes
    ----------
    theorem : Theorem
    outcome : {"holds", "not applicable", "refuted"}
    reason : str
        Both sides of the conclusion with their values, or the hypothesis that fails.
    witness : object
        What refutes the theorem, or certifies the conclusion; None if nothing but the values does.
    """

    theorem: Theorem
    outcome: Outcome
    reason: str
    witness: Any = None

    def __bool__(self) -> bool:
        raise TypeError(f"a verdict has three outcomes, here {self.outcome!r}; compare .outcome instead")

    def __str__(self) -> str:
        return f"{self.theorem.name}: {self.outcome} ({self.reason})"

    def __repr__(self) -> str:
        return f"<Verdict on {self.theorem.name}: {self.outcome}>"

    def _repr_html_(self) -> str:
        rows = [
            ("source", self.theorem.citation),
            ("conclusion", self.theorem.conclusion),
            ("outcome", self.outcome),
            ("reason", self.reason),
        ]
        return table(rows, caption=self.theorem.name)


class Theorem(ABC):
    """A theorem that can be checked on concrete data.

    Attributes
    ----------
    name : str
    citation : Citation
    hypotheses : tuple of str
    conclusion : str
    correction : str
        How this statement differs from the printed one, and why; empty if it does not.
    """

    name: ClassVar[str]
    citation: ClassVar[Citation]
    hypotheses: ClassVar[tuple[str, ...]]
    conclusion: ClassVar[str]
    correction: ClassVar[str] = ""

    @abstractmethod
    def check(self, *data: Any) -> Verdict:
        """Hypotheses and conclusion on concrete data."""

    def holds(self, reason: str, witness: Any = None) -> Verdict:
        """The verdict that hypotheses and conclusion are met."""
        return Verdict(self, "holds", reason, witness)

    def not_applicable(self, reason: str) -> Verdict:
        """The verdict that a hypothesis fails."""
        return Verdict(self, "not applicable", reason)

    def refuted(self, reason: str, witness: Any) -> Verdict:
        """The verdict that the hypotheses are met and the conclusion is not."""
        return Verdict(self, "refuted", reason, witness)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.name}, {self.citation.short}>"

    def __str__(self) -> str:
        lines = [f"{self.name} ({self.citation.short})"]
        lines += [f"  if {hypothesis}" for hypothesis in self.hypotheses]
        lines += [f"  then {self.conclusion}"]
        return "\n".join([*lines, f"  corrected: {self.correction}"] if self.correction else lines)
