r"""The search for a proof that the functional of the positive part is never positive, or for a function where it is.

A *lemma* says that :math:`\varphi([g]_+) \le 0` for all conforming g that meet some conditions on the signs of values
g(S).  Two kinds of lemmas are enough; :mod:`tropnet.theory.depth.conforming.fan` has the notation.

* By an *identity* (:mod:`tropnet.theory.depth.conforming.identities`), where the signs at all sets of odd size are
  known.
* By three *cases* at a set S: if g(S) > 0, then :math:`g(T) \ge 0` for all T that are comparable to S; if g(S) < 0,
  then :math:`g(T) \le 0` for all these; otherwise g(S) = 0.  In each case an earlier lemma applies, after a permutation
  and possibly for -g.

The proof ends with a lemma that has no condition.

**The search** goes through a tree of conditions, depth first.  If a lemma applies to a node, nothing is left to do.  If
the signs at all odd sets are known, a linear program gives an identity, or a function g that meets the conditions and
has a positive functional.  If that g is conforming, it refutes the claim; otherwise the node is split at a set S with
:math:`g(S) \, g(T) < 0` for some comparable T, so that none of the three cases allows g.  If the signs at odd sets are
not all known, any S may split the node.  Among the possible S the one with the fewest sign patterns left is taken:
the sum of 2 to the number of undecided sets, over the cases to which no lemma applies.

**Lemmas are made general.**  The conditions of a lemma by cases are not those of the node where it was found, but only
those that the three lemmas for its cases need, apart from what the cases say themselves.  This is what a solver for
Boolean formulas learns from a conflict.  Together with the 2 n! symmetries it is why few lemmas are enough.

Each step adds conditions, and there are finitely many, so the search ends.  It is the same with and without an
executor, which only solves the programs of the three cases of a node at the same time.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from tropnet.analysis.enumeration import Limit
from tropnet.errors import InputError, LimitReachedError, MissingDependencyError
from tropnet.theory.depth.conforming.fan import NO_CONDITION, ConformingSpace, Signs, Subset
from tropnet.theory.depth.conforming.identities import Examined, Identity, examine
from tropnet.theory.depth.conforming.lemmas import Cases, Lemma, Library, Reference

__all__ = ["Search"]


@dataclass
class _Node:
    """Conditions; the set where they are split, once that is known; and the lemmas for the first cases."""

    signs: Signs
    split: Subset | None = None
    references: list[Reference] = field(default_factory=list)


class Search:
    """A search that can be interrupted.

    Attributes
    ----------
    space : ConformingSpace
    library : Library
    n_programs : int
        The number of linear programs that were needed.
    refutation : dict or None
        The values of a conforming function whose functional is positive, once there is one.
    """

    def __init__(self, space: ConformingSpace) -> None:
        self.space, self.library = space, Library(space)
        self.n_programs = 0
        self.refutation: dict[Subset, int] | None = None
        self._path = [_Node(NO_CONDITION)]

    @property
    def is_finished(self) -> bool:
        """Whether the claim is proved or refuted."""
        return not self._path

    def run(self, executor: Executor | None, progress: bool, limit: Limit | None) -> None:
        """Go on to the end.

        Raises
        ------
        InputError
            If the limit is no Limit, or counts cells.
        LimitReachedError
            If the limit is reached; the search can be run on.
        """
        _check(limit)
        started = time.monotonic()
        examiner = _Examiner(self.space, executor)
        bar = _bar(progress)
        try:
            while self._path:
                self._step(examiner)
                if bar is not None:
                    bar.update(len(self.library.lemmas) - bar.n)
                reason = limit.reached(0, started) if limit and self._path else None
                if reason:
                    raise LimitReachedError(
                        f"stopped at {reason}: {len(self.library.lemmas)} lemmas are proved; raise the limit, or go on "
                        "from the error's `partial`"
                    )
        finally:
            examiner.cancel()
            if bar is not None:
                bar.close()

    def _step(self, examiner: _Examiner) -> None:
        """One step at the node at the end of the path."""
        node = self._path[-1]
        found = self.library.find(node.signs)
        if found is not None:
            self._path.pop()
            if self._path:
                self._path[-1].references.append(found)
        elif node.split is None:
            self._open(node, examiner)
        elif len(node.references) < 3:
            self._path.append(_Node(node.signs | self.space.cases(node.split)[len(node.references)]))
        else:
            self.library.add(self._lemma_by_cases(node.split, node.references))

    def _lemma_by_cases(self, S: Subset, references: list[Reference]) -> Lemma:
        """The lemma that three lemmas prove together, with the conditions that they need."""
        signs = NO_CONDITION
        for reference, case in zip(references, self.space.cases(S), strict=True):
            signs |= self.library.needed(reference).without(case)
        return Lemma(signs, Cases(S, tuple(references)))

    def _open(self, node: _Node, examiner: _Examiner) -> None:
        """Prove the node by an identity, or choose where to split it."""
        splits: Iterable[Subset] = self.space.subsets
        if self._is_examined(node.signs):
            found = examiner.examined(node.signs)
            self.n_programs += found.n_programs
            if found.identity is not None:
                self.library.add(Lemma(found.signs, found.identity))
                return
            assert found.values is not None
            splits = self.space.conflicts(found.values)
            if not splits:
                self.refutation = found.values
                self._path.clear()
                return
        node.split = min(
            (S for S in splits if all(not case.within(node.signs) for case in self.space.cases(S))),
            key=lambda S: self._patterns_left(node.signs, S),
        )
        cases = (node.signs | case for case in self.space.cases(node.split))
        examiner.expect(c for c in cases if self._is_examined(c) and not self.library.is_settled(c))

    def _is_examined(self, signs: Signs) -> bool:
        """Whether the signs at all odd sets are known, so that a program can decide."""
        return self.space.odd & ~signs.decided == 0

    def _patterns_left(self, signs: Signs, S: Subset) -> int:
        """The number of sign patterns in the cases at S to which no lemma applies."""
        cases = (signs | case for case in self.space.cases(S))
        n_sets = len(self.space.subsets)
        return sum(
            1 << (n_sets - case.decided.bit_count()) for case in cases if not self.library.is_settled(case)
        )

    def proof(self) -> tuple[Lemma, ...]:
        """The lemmas that the last one uses, directly or not, and itself, numbered anew."""
        lemmas = self.library.lemmas
        is_used = [False] * (len(lemmas) - 1) + [True]
        for lemma, used in zip(reversed(lemmas), reversed(range(len(lemmas))), strict=True):
            if is_used[used] and isinstance(lemma.reason, Cases):
                for reference in lemma.reason.references:
                    is_used[reference.lemma] = True
        place = [count - 1 for count in accumulate(is_used)]
        return tuple(_renumbered(lemma, place) for lemma, used in zip(lemmas, is_used, strict=True) if used)


def _renumbered(lemma: Lemma, place: list[int]) -> Lemma:
    if isinstance(lemma.reason, Identity):
        return lemma
    references = tuple(Reference(place[r.lemma], r.symmetry) for r in lemma.reason.references)
    return Lemma(lemma.signs, Cases(lemma.reason.subset, references))


class _Examiner:
    """Solves programs when they are asked for, or by an executor as soon as they are expected."""

    def __init__(self, space: ConformingSpace, executor: Executor | None) -> None:
        self.space, self.executor = space, executor
        self.running: dict[Signs, Future[Examined]] = {}

    def expect(self, several: Iterable[Signs]) -> None:
        """Begin with these conditions."""
        if self.executor is not None:
            for signs in several:
                self.running[signs] = self.executor.submit(examine, self.space, signs)

    def examined(self, signs: Signs) -> Examined:
        """What the programs say; solved here if the executor has not begun."""
        future = self.running.pop(signs, None)
        return examine(self.space, signs) if future is None or future.cancel() else future.result()

    def cancel(self) -> None:
        """Forget what has not been asked for."""
        for future in self.running.values():
            future.cancel()


def _check(limit: Limit | None) -> None:
    if limit is not None and not isinstance(limit, Limit):
        raise InputError(f"limit={limit!r} does not say of what; give Limit(seconds=...) or memory")
    if limit is not None and limit.cells is not None:
        raise InputError(
            f"{limit!r} counts cells, and this search has none; give Limit(seconds=...) or memory"
        )


def _bar(wanted: bool) -> Any:
    """A progress bar of lemmas, or None."""
    if not wanted:
        return None
    try:
        from tqdm import tqdm
    except ImportError as error:
        raise MissingDependencyError("progress=True needs tqdm: pip install 'tropnet[progress]'") from error
    return tqdm(unit=" lemmas")
