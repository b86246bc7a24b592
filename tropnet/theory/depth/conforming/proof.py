r"""No conforming network with two hidden layers computes the maximum of five numbers: a proof from nothing, exactly.

Hertrich, Basu, Di Summa and Skutella proved in 2021 (Theorem 1.7) that no H-conforming ReLU network with two hidden
layers computes max(0, x1, x2, x3, x4), by a mixed integer program; their exact run took 153 hours.  Here the same
statement is proved in seconds, by lemmas up to symmetry (:mod:`tropnet.theory.depth.conforming.search`).  All cases
come down to 18 identities between linear forms, with integers from 0 to 4 as multipliers.

The proof is a value.  It can be written to a file, and ``checker.py``, a program of its own that needs nothing but
Python's standard library, accepts it or rejects it.  That the claim is equivalent to the theorem is shown in
:mod:`tropnet.theory.depth.conforming.fan`.

**Where the theorem stops.**  Networks that do not conform can do more: two hidden layers are enough for five numbers
(E. Bakaev, F. Brunck, C. Hertrich, J. Stade and A. Yehudayoff, 2025), and some of the neurons there bend inside a cone
(:func:`~tropnet.theory.depth.conforming.networks.breaking_neurons`).  For four numbers there is a conforming network,
and the search gives a function that shows it.  M. Grillo, C. Hertrich and G. Loho, Depth-bounds for neural networks via
the braid arrangement, 2025, Theorem 5.2, prove more by hand: conforming networks with two hidden layers compute the
combinations of maxima of four numbers, and nothing else.
"""

from __future__ import annotations

import json
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tropnet.analysis.enumeration import Limit, Resumable
from tropnet.errors import InputError, LimitReachedError
from tropnet.networks.io.guards import LARGEST_FILE, AnyPath, meant, read_bytes, write_bytes
from tropnet.networks.io.json_text import Record, parsed
from tropnet.theory.depth.conforming import checker
from tropnet.theory.depth.conforming.certificate import FORMAT, SCHEMA, lemma_from_json, lemma_to_json
from tropnet.theory.depth.conforming.fan import ConformingSpace
from tropnet.theory.depth.conforming.identities import Identity
from tropnet.theory.depth.conforming.lemmas import Lemma
from tropnet.theory.depth.conforming.search import Search
from tropnet.theory.depth.conforming.witness import ConformingWitness

__all__ = [
    "ConformingProof",
    "PartialConformingProof",
    "decide_conforming",
    "prove_conforming_theorem",
]


def prove_conforming_theorem(
    executor: Executor | None = None, progress: bool = False, limit: Limit | None = None
) -> ConformingProof:
    """The proof that no conforming network with two hidden layers computes the maximum of five numbers.

    It is found anew, which takes seconds; :meth:`ConformingProof.shipped` reads it from a file.

    Parameters
    ----------
    executor : concurrent.futures.Executor, optional
        Solves the linear programs of the cases of a node at the same time; the proof does not depend on it.  For five
        numbers it gains little: programs are needed at 22 nodes only.
    progress : bool
        Whether to show a progress bar.
    limit : Limit, optional
        Seconds, or memory.

    Returns
    -------
    ConformingProof

    Raises
    ------
    LimitReachedError
        If the limit is reached; give its ``partial`` to :func:`tropnet.resume` to go on.
    InputError
        If the limit counts cells.

    Source
    ------
    Hertrich, Basu, Di Summa and Skutella, Towards lower bounds on the depth of ReLU neural networks, 2021, Theorem 1.7.

    Examples
    --------
    >>> from tropnet import resume
    >>> try:
    ...     proof = prove_conforming_theorem(limit=Limit(seconds=0.1))
    ... except LimitReachedError as error:
    ...     proof = resume(error.partial)
    >>> proof.n, proof.arity, proof.check()
    (5, 2, True)
    """
    proof = decide_conforming(5, 2, executor=executor, progress=progress, limit=limit)
    assert isinstance(proof, ConformingProof), proof
    return proof


def decide_conforming(
    n: int,
    arity: int,
    *,
    executor: Executor | None = None,
    progress: bool = False,
    limit: Limit | None = None,
) -> ConformingProof | ConformingWitness:
    r"""Whether one more layer leads from conforming combinations of small maxima to the maximum of n numbers.

    Asked is whether there is a conforming g in the space of the combinations of maxima of at most ``arity`` numbers
    such that :math:`\varphi([g]_+) \ne 0`; see :mod:`tropnet.theory.depth.conforming.fan`.  Conforming networks with
    one hidden layer compute the functions of arity 2, so arity 2 is the question about two hidden layers, and arity 1,
    the linear functions, that about one.

    Parameters
    ----------
    n : int
        From 2 to 6.
    arity : int
        From 1 to n - 1.
    executor, progress, limit
        As for :func:`prove_conforming_theorem`.

    Returns
    -------
    ConformingProof
        If there is none: the maximum of n numbers is no combination of such positive parts.
    ConformingWitness
        Otherwise, such a function.

    Raises
    ------
    InputError
        If n and the arity are no such integers, the limit counts cells, or n is even and larger than twice the arity:
        then a proof for n - 1 numbers says more.
    LimitReachedError
        If the limit is reached; give its ``partial`` to :func:`tropnet.resume` to go on.

    Examples
    --------
    One hidden layer is not enough for three numbers, and two are for four:

    >>> decide_conforming(3, 1).check()
    True
    >>> found = decide_conforming(4, 2)
    >>> found, found.check()
    (<ConformingWitness for 4 numbers and arity 2>, True)
    >>> decide_conforming(4, 1)
    Traceback (most recent call last):
    tropnet.errors.InputError: n is 4, an even number larger than twice the arity 1; a proof for n = 3 says more
    """
    space = ConformingSpace(n, arity)
    # For n <= 2 arity there is a witness: the maximum of one half of the numbers less that of the other half.
    if space.n % 2 == 0 and space.n > 2 * space.arity:
        raise InputError(
            f"n is {space.n}, an even number larger than twice the arity {space.arity}; "
            f"a proof for n = {space.n - 1} says more"
        )
    work = PartialConformingProof(Search(space))
    return work.resumed(executor=executor, progress=progress, limit=limit)


class PartialConformingProof(Resumable):
    """A proof that was stopped by a limit; see :func:`tropnet.resume`."""

    def __init__(self, search: Search) -> None:
        self.search = search

    def resumed(
        self, *, executor: Executor | None, progress: bool, limit: Limit | None
    ) -> ConformingProof | ConformingWitness:
        """The proof, or the witness, after the rest of the search."""
        search, space = self.search, self.search.space
        try:
            search.run(executor, progress, limit)
        except LimitReachedError as error:
            raise LimitReachedError(str(error), partial=self) from None
        if search.refutation is not None:
            return ConformingWitness(space.n, space.arity, tuple(search.refutation.values()))
        return ConformingProof(space.n, space.arity, search.proof(), search.n_programs)

    def __repr__(self) -> str:
        return f"<PartialConformingProof: {len(self.search.library.lemmas)} lemmas>"


@dataclass(frozen=True, repr=False)
class ConformingProof:
    """A list of lemmas that is claimed to prove that the maximum of n numbers is out of reach; see the module.

    Attributes
    ----------
    n, arity : int
    lemmas : tuple of Lemma
        Each with its conditions on signs, and an identity or a reference to earlier lemmas as its reason.
    n_programs : int
        The number of linear programs with which it was found.

    Examples
    --------
    >>> proof = ConformingProof.shipped()
    >>> proof
    <ConformingProof for 5 numbers and arity 2: 112 lemmas, 18 of them identities>
    >>> proof.check()
    True
    """

    n: int
    arity: int
    lemmas: tuple[Lemma, ...]
    n_programs: int

    @classmethod
    def shipped(cls) -> ConformingProof:
        """The proof for five numbers and two hidden layers that comes with tropnet."""
        return cls.read(Path(__file__).with_name("data") / "five_numbers_two_layers.json")

    @property
    def n_lemmas(self) -> int:
        """The number of lemmas, each of which stands for its images under 2 n! symmetries."""
        return len(self.lemmas)

    @property
    def n_identities(self) -> int:
        """The number of lemmas that are proved by an identity: the leaves of the proof.

        Examples
        --------
        >>> ConformingProof.shipped().n_identities
        18
        """
        return sum(isinstance(lemma.reason, Identity) for lemma in self.lemmas)

    @cached_property
    def rejection(self) -> str:
        """Why the checker rejects the proof, and where; empty if it accepts it."""
        try:
            checker.check(self.to_json())
        except checker.Rejected as reason:
            return str(reason)
        return ""

    def check(self) -> bool:
        """Whether the checker accepts the proof; it is exact, and uses nothing of what found the proof.

        Examples
        --------
        >>> proof = decide_conforming(3, 1)
        >>> shorter = ConformingProof(3, 1, proof.lemmas[:-1], 0)
        >>> proof.check(), shorter.check()
        (True, False)
        >>> shorter.rejection.endswith("still has conditions")
        True
        """
        return not self.rejection

    @classmethod
    def parse(cls, text: str | bytes, source: str = "the text") -> ConformingProof:
        """The proof in a JSON text; it is read, not checked.

        Raises
        ------
        FormatError
            If the text is truncated, with the line where it stops, or malformed, with the lemma.
        """
        with meant(source):
            record = Record(parsed(text), source)
            if record.text("format") != FORMAT:
                record.wrong("format", repr(FORMAT))
            if record.integer("schema") != SCHEMA:
                record.wrong("schema", str(SCHEMA))
            space = ConformingSpace(record.integer("n"), record.integer("arity"))
            n_programs = record.integer("programs")
            lemmas = [lemma_from_json(x, space, f"lemma {i}") for i, x in enumerate(record.list("lemmas"))]
            record.finish()
            return cls(space.n, space.arity, tuple(lemmas), n_programs)

    @classmethod
    def read(cls, path: AnyPath, max_bytes: int = LARGEST_FILE) -> ConformingProof:
        """The proof in a file; it is read, not checked.

        Raises
        ------
        InputError
            If there is no such file, or it cannot be read.
        FormatError
            If it is larger than ``max_bytes``, or as for :meth:`parse`.
        """
        return cls.parse(read_bytes(path, max_bytes), str(path))

    def write(self, path: AnyPath) -> None:
        """Write a JSON file, one lemma a line, which ``checker.py`` can check.

        Raises
        ------
        InputError
            If the file cannot be written.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     ConformingProof.shipped().write(Path(folder, "proof.json"))
        ...     ConformingProof.read(Path(folder, "proof.json")) == ConformingProof.shipped()
        True
        """
        write_bytes(path, self.to_json().encode())

    def to_json(self) -> str:
        """The text that :meth:`parse` reads; equal texts mean equal proofs."""
        head = {
            "format": FORMAT,
            "schema": SCHEMA,
            "n": self.n,
            "arity": self.arity,
            "programs": self.n_programs,
        }
        entries = [f"  {json.dumps(key)}: {json.dumps(value)}," for key, value in head.items()]
        lines = ",\n".join(f"    {lemma_to_json(lemma)}" for lemma in self.lemmas)
        return "\n".join(["{", *entries, '  "lemmas": [', *([lines] if lines else []), "  ]", "}", ""])

    def __repr__(self) -> str:
        return (
            f"<ConformingProof for {self.n} numbers and arity {self.arity}: {self.n_lemmas} lemmas, "
            f"{self.n_identities} of them identities>"
        )
