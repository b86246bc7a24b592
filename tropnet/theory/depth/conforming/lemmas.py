"""Lemmas on the functional of positive parts, how they read, and which of them apply under given conditions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tropnet.theory.depth.conforming.fan import ConformingSpace, Signs, Subset, Symmetry, members, named
from tropnet.theory.depth.conforming.identities import Identity

__all__ = ["Cases", "Lemma", "Library", "Reference"]


@dataclass(frozen=True)
class Reference:
    """A lemma by its number, after a symmetry."""

    lemma: int
    symmetry: Symmetry

    def __str__(self) -> str:
        images = "".join(map(str, self.symmetry.images))
        return f"lemma {self.lemma} by {images}{' for -g' if self.symmetry.is_negated else ''}"


@dataclass(frozen=True)
class Cases:
    """A set S, and a lemma for each of the cases g(S) > 0, g(S) < 0 and g(S) = 0."""

    subset: Subset
    references: tuple[Reference, ...]

    def __str__(self) -> str:
        relations = (">", "<", "=")
        cases = (
            f"g({named(self.subset)}) {r} 0: {used}"
            for r, used in zip(relations, self.references, strict=True)
        )
        return "; ".join(cases)


@dataclass(frozen=True)
class Lemma:
    """The functional is not positive under these conditions, and the reason.

    Examples
    --------
    >>> from tropnet.theory.depth.conforming import ConformingProof
    >>> proof = ConformingProof.shipped()
    >>> print(proof.lemmas[-1])
    always: g(1) > 0: lemma 34 by 12345; g(1) < 0: lemma 34 by 12345 for -g; g(1) = 0: lemma 110 by 12345
    """

    signs: Signs
    reason: Identity | Cases

    def __str__(self) -> str:
        families = zip((">=", "<="), self.signs, strict=True)
        given = [f"g {r} 0 at {', '.join(map(named, members(family)))}" for r, family in families if family]
        reason = self._identity(self.reason) if isinstance(self.reason, Identity) else str(self.reason)
        return f"{'if ' + ' and '.join(given) if given else 'always'}: {reason}"

    def _identity(self, identity: Identity) -> str:
        """The identity as an equation, with its denominator multiplied out."""
        counted = [S for S in members(self.signs.nonnegative & ~self.signs.nonpositive) if S.bit_count() % 2]
        left = [(S, identity.denominator) for S in counted] + [(T, -theta) for T, theta in identity.theta]
        right = [(S, -mu) for S, mu in identity.mu] + list(identity.nu)
        return f"{_form(left)} = {_form(right)}"


class Library:
    """Lemmas, and which of them apply under given conditions, up to symmetry."""

    def __init__(self, space: ConformingSpace) -> None:
        self.space = space
        self.lemmas: list[Lemma] = []
        self._images = np.zeros((0, 2), dtype=np.int64)

    def add(self, lemma: Lemma) -> None:
        """Put a lemma at the end."""
        self.lemmas.append(lemma)
        self._images = np.concatenate([self._images, self.space.images(lemma.signs)])

    def find(self, signs: Signs) -> Reference | None:
        """The lemma with the fewest conditions that applies, or None."""
        n_symmetries = len(self.space.symmetries)
        applying = np.flatnonzero(self._applies(signs)).tolist()
        if not applying:
            return None
        best = min(applying, key=lambda row: self.lemmas[row // n_symmetries].signs.n_conditions)
        return Reference(best // n_symmetries, self.space.symmetries[best % n_symmetries])

    def is_settled(self, signs: Signs) -> bool:
        """Whether a lemma applies."""
        return bool(self._applies(signs).any())

    def _applies(self, signs: Signs) -> NDArray[np.bool_]:
        missing = self._images & ~np.array(signs, dtype=np.int64)
        applies: NDArray[np.bool_] = (missing[:, 0] | missing[:, 1]) == 0
        return applies

    def needed(self, reference: Reference) -> Signs:
        """The conditions of the lemma after the symmetry."""
        return reference.symmetry.of_signs(self.lemmas[reference.lemma].signs)


def _form(terms: Iterable[tuple[Subset, int]]) -> str:
    """A combination of values in words.

    >>> _form([(1, 1), (3, -2)]), _form([])
    ('g(1) - 2 g(12)', '0')
    """
    written = (
        f"{'-' if c < 0 else '+'} {'' if abs(c) == 1 else f'{abs(c)} '}g({named(S)})" for S, c in terms
    )
    return " ".join(written).removeprefix("+ ") or "0"
