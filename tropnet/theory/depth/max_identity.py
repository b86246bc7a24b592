r"""The maximum of n numbers as a rational combination of functions with two hidden layers.

A :class:`MaxIdentity` claims that for all real x

.. math::  \max(x_1, \dots, x_n) = \sum_t c_t F_{A_t, B_t}(x),

where :math:`F_{A, B}` is the orbit sum of :mod:`tropnet.theory.depth.orbit_sums`: the sum over all n! permutations of
the larger of two sums of k pairwise maxima.  Pairwise maxima take one hidden layer, the larger of two sums of them
another.  So the identity gives a network with two hidden layers, where a balanced tree has
:math:`\lceil \log_2 n \rceil`.

**Normalisation.**  The coefficient multiplies the sum of all n! summands; where m of them are the same function, that
function has the coefficient m c.  At x = (1, ..., 1) every summand is k, so :math:`n! \, k \sum_t c_t = 1`.

**Verification is a proof, either way.**  Both sides are symmetric, so it is enough to compare them on the cone
:math:`C = \{x_1 \le \dots \le x_n\}`, where the left side is :math:`x_n`.

1. On C a summand is :math:`b \cdot x + [d \cdot x]_+` with integer vectors b, d and :math:`d_1 + \dots + d_n = 0`, as
   A and B have k pairs each.
2. Let :math:`s_p = d_p + \dots + d_n`.  Then :math:`d \cdot x = \sum_{p \ge 2} s_p (x_p - x_{p - 1})`, and the brackets
   are any nonnegative numbers.  If all :math:`s_p \ge 0`, then :math:`[d \cdot x]_+ = d \cdot x` on C; if all
   :math:`s_p \le 0`, it is 0.  Otherwise d vanishes at an interior point of C; such a d is called a hinge.
3. By :math:`[d \cdot x]_+ = d \cdot x + [-d \cdot x]_+` and positive homogeneity each hinge can be made primitive, with
   a positive first nonzero entry.  So the difference of both sides is
   :math:`\ell \cdot x + \sum_d r_d [d \cdot x]_+` on C, with finitely many different hinges d.
4. This is zero on C *if and only if* :math:`\ell = 0` and all :math:`r_d = 0`.  For, the hyperplane of a hinge d meets
   the interior of C, and not all of that part lies in the hyperplanes of the other hinges; at a point outside them the
   gradient jumps by :math:`r_d d`.  So :math:`r_d = 0` for all d, and :math:`\ell \cdot x = 0` on an open set.

The numbers :math:`r_d` and :math:`\ell_p` are the *rows*; :meth:`MaxIdentity.verify` computes them over the rationals.
They are linear in the coefficients, so the identities with given A_t, B_t are the solutions of a linear system.

**Files.**  A JSON object, with one term a line as :meth:`MaxIdentity.write` writes it::

    {
      "format": "tropnet max identity",
      "schema": 1,
      "n": 4,
      "k": 1,
      "terms": [
        {"coefficient": "1/24", "left": [[1, 2]], "right": [[3, 4]]}
      ]
    }

``left`` and ``right`` are A and B: k pairs each, of indices from 1 to n.  Coefficients are strings, so that no reader
rounds them.

Source: E. Bakaev, F. Brunck, C. Hertrich, J. Stade and A. Yehudayoff, Better neural network expressivity: subdividing
the simplex, 2025, arXiv:2505.14338, for n = 5; M. Rueß and others, 2026, arXiv:2607.21651, Section 4.1, for orbit
sums and the linear system, and for the four templates of n = 6.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, count
from math import comb, factorial, gcd, lcm
from operator import index
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tropnet.errors import InputError
from tropnet.exact.arrays import RationalArray, RationalArrayLike, rational_array
from tropnet.exact.numbers import Rational, RationalLike, as_fraction
from tropnet.networks.io.guards import LARGEST_FILE, AnyPath, meant, read_bytes, write_bytes
from tropnet.networks.io.json_text import Record, parsed, rational_to_json
from tropnet.networks.network import Network
from tropnet.polyhedra.reading import integer_at_least, point_of
from tropnet.theory.depth.orbit_sums import Pair, gates, pairs_of, sorted_differences
from tropnet.theory.depth.templates import orbit_size

__all__ = ["SHIPPED", "FailingRow", "MaxIdentity", "MaxIdentityProof", "OrbitTerm"]

FORMAT = "tropnet max identity"
SCHEMA = 1
SHIPPED = (5, 6, 7, 8)
"""The numbers of numbers for which an identity comes with tropnet."""
# Verification takes 2^n steps, so a larger n could only be a file that means harm.
LARGEST_N = 16
#: neurons of a network that is built without being asked twice
LARGEST_NETWORK = 200_000


class OrbitTerm(NamedTuple):
    """A rational multiple of an orbit sum."""

    coefficient: Fraction
    left: tuple[Pair, ...]
    right: tuple[Pair, ...]

    def __str__(self) -> str:
        sides = (" + ".join(f"m({i},{j})" for i, j in side) for side in (self.left, self.right))
        return f"{self.coefficient} * sum max({', '.join(sides)})"


class FailingRow(NamedTuple):
    """A row in which the two sides of a claimed identity differ on the sorted points.

    For a hinge d the right side has ``excess`` times [d . x]_+; for a linear row, which is a unit vector, it has
    ``excess`` times that coordinate more than the left side.
    """

    kind: Literal["hinge", "linear"]
    direction: tuple[int, ...]
    excess: Fraction

    def at(self, x: Iterable[Rational]) -> Fraction:
        """What the row contributes to the right side less the left side at a sorted point.

        >>> FailingRow("hinge", (1, -2, 1), Fraction(1, 2)).at([0, 1, 5])
        Fraction(3, 2)
        """
        value = sum(d * entry for d, entry in zip(self.direction, x, strict=True))
        return self.excess * (max(value, 0) if self.kind == "hinge" else value)

    def __str__(self) -> str:
        factors = {1: "", -1: "-"}
        form = " + ".join(f"{factors.get(d, f'{d} ')}x{p}" for p, d in enumerate(self.direction, 1) if d)
        form = form.replace("+ -", "- ")
        return f"{self.excess} [{form}]{'_+' if self.kind == 'hinge' else ''}"


@dataclass(frozen=True, repr=False)
class MaxIdentityProof:
    """The proof that an identity holds, or that it does not.

    Attributes
    ----------
    identity : MaxIdentity
    n_hinges : int
        The number of hinges that were compared, besides n linear rows.
    failing : tuple of FailingRow
        The rows that are not zero, hinges first; empty if and only if the identity holds.
    """

    identity: MaxIdentity
    n_hinges: int
    failing: tuple[FailingRow, ...]

    @property
    def holds(self) -> bool:
        """Whether both sides are the same function."""
        return not self.failing

    @cached_property
    def witness(self) -> RationalArray:
        """A point, sorted, at which the two sides differ.

        Raises
        ------
        InputError
            If there is none, because the identity holds.
        """
        if self.holds:
            raise InputError("the identity holds; there is no point at which the two sides differ")
        rng = np.random.default_rng(0)
        # The sides differ on an open cone, which points of a growing grid hit.
        for largest in count(2):
            x = np.cumsum(rng.integers(0, largest, self.identity.n)).tolist()
            if self.excess_at(x):
                return rational_array(x)
        raise AssertionError

    def excess_at(self, x: RationalArrayLike) -> Fraction:
        """The right side less the left side at a point.

        Raises
        ------
        ShapeError
            If the point has not n entries.
        NotRationalError
            If an entry is no rational number.

        Examples
        --------
        >>> MaxIdentity(2, 1, [("1/3", [(1, 1)], [(2, 2)])]).verify().excess_at([3, 0])
        Fraction(-1, 1)
        """
        point = sorted(point_of(x, self.identity.n, "the point").tolist())
        return sum((row.at(point) for row in self.failing), Fraction(0))

    def __repr__(self) -> str:
        return f"<MaxIdentityProof: {self}>"

    def __str__(self) -> str:
        n = self.identity.n
        if self.holds:
            return f"proved on {self.n_hinges} hinges and {n} linear rows"
        return (
            f"refuted in {len(self.failing)} of {self.n_hinges + n} rows; right side less left side on sorted points "
            f"has {self.failing[0]}"
        )


@dataclass(frozen=True, repr=False)
class MaxIdentity:
    r"""A claim that the maximum of n numbers is a combination of orbit sums; see the module.

    Two are equal if they have the same terms, up to the order of the terms, of the two sides, of the pairs and in the
    pairs.  Renaming the indices of a term gives another formula for the same function.

    Parameters
    ----------
    n : int
        From 1 to 16.
    k : int
        At least 1: the number of pairs on each side.
    terms : iterable of (coefficient, left, right)
        A rational number and two sides of k pairs of indices from 1 to n.  Terms with the same sides are added.

    Raises
    ------
    InputError
        If n or k is no such integer, a side has not k pairs, or an index is none of 1, ..., n.
    NotRationalError
        If a coefficient is no rational number.

    Examples
    --------
    The maximum of four numbers is the larger of two maxima, and a third of it for each of the three ways to pair them:

    >>> four = MaxIdentity(4, 1, [("1/24", [(1, 2)], [(3, 4)])])
    >>> four.verify()
    <MaxIdentityProof: proved on 0 hinges and 4 linear rows>
    >>> four.network().widths, four.network()([3, 1, 4, 1])
    ((11, 5), RationalArray([4]))

    The maximum of eight:

    >>> eight = MaxIdentity.shipped(8)
    >>> eight, eight.verify().holds
    (<MaxIdentity of 8 numbers: 24 orbit sums with k = 3>, True)
    """

    n: int
    k: int
    terms: tuple[OrbitTerm, ...]

    def __init__(self, n: int, k: int, terms: Iterable[tuple[RationalLike, Any, Any]]) -> None:
        n = integer_at_least(1, n, "the number of numbers n")
        k = integer_at_least(1, k, "the number of pairs k")
        if n > LARGEST_N:
            raise InputError(f"the number of numbers n is {n}; it must be at most {LARGEST_N}")
        collected: defaultdict[tuple[tuple[Pair, ...], ...], Fraction] = defaultdict(Fraction)
        for number, term in enumerate(terms, 1):
            try:
                coefficient, *sides = term
                left, right = sides
            except (TypeError, ValueError) as error:
                raise InputError(
                    f"term {number} is {term!r}; give (coefficient, left, right), such as "
                    "('1/24', [(1, 2)], [(3, 4)])"
                ) from error
            value = as_fraction(coefficient, f"as the coefficient of term {number}")
            read = (
                _side(n, k, pairs, f"term {number}, {name}")
                for name, pairs in (("left", left), ("right", right))
            )
            collected[tuple(sorted(read))] += value
        object.__setattr__(self, "n", n)
        object.__setattr__(self, "k", k)
        nonzero = (OrbitTerm(c, *sides) for sides, c in sorted(collected.items()) if c)
        object.__setattr__(self, "terms", tuple(nonzero))

    @classmethod
    def shipped(cls, n: int) -> MaxIdentity:
        """The identity that comes with tropnet for n = 5, 6, 7 or 8.

        =====  =====  ===========  ====================================================================
        n      k      orbit sums   from
        =====  =====  ===========  ====================================================================
        5      2      4            the linear system of the module, solved for a small support
        6      2      4            Rueß and others, 2026
        7      3      17           the linear system, solved for a small support, not known to be least
        8      3      24           the same
        =====  =====  ===========  ====================================================================

        Raises
        ------
        InputError
            If there is none for n.

        Examples
        --------
        >>> print(MaxIdentity.shipped(6))
        max(x1, ..., x6) =
          1/720 * sum max(m(1,2) + m(1,2), m(3,4) + m(3,4))
          1/360 * sum max(m(1,2) + m(1,3), m(1,4) + m(5,6))
          -1/1440 * sum max(m(1,2) + m(1,3), m(4,5) + m(4,6))
          -1/360 * sum max(m(1,2) + m(3,4), m(1,3) + m(5,6))
        """
        if n not in SHIPPED:
            raise InputError(
                f"no identity comes with tropnet for n = {n!r}; there is one for each n of {SHIPPED}"
            )
        return cls.read(Path(__file__).with_name("data") / f"max_{n}.json")

    # -- files ----------------------------------------------------------------------------------------

    @classmethod
    def parse(cls, text: str | bytes, source: str = "the text") -> MaxIdentity:
        """The identity in a JSON text; it is read, not verified.

        Parameters
        ----------
        text : str or bytes
        source : str
            What error messages call it.

        Raises
        ------
        FormatError
            If the text is truncated or malformed, a coefficient is no string that is a rational number, a side has
            not k pairs, or an index is none of 1, ..., n; the message names the term.

        Examples
        --------
        >>> four = MaxIdentity(4, 1, [("1/24", [(1, 2)], [(3, 4)])])
        >>> MaxIdentity.parse(four.to_json()) == four
        True
        >>> MaxIdentity.parse(four.to_json().replace('"1/24"', "0.04"))
        Traceback (most recent call last):
        tropnet.errors.FormatError: the text: term 1: coefficient: 0.04 is no rational; write it as a string such as \
"-3/7"
        """
        with meant(source):
            record = Record(parsed(text), source)
            if record.text("format") != FORMAT:
                record.wrong("format", repr(FORMAT))
            if record.integer("schema") != SCHEMA:
                record.wrong("schema", str(SCHEMA))
            n, k = record.integer("n"), record.integer("k")
            terms = [_read_term(entry, f"term {i}") for i, entry in enumerate(record.list("terms"), 1)]
            record.finish()
            return cls(n, k, terms)

    @classmethod
    def read(cls, path: AnyPath, max_bytes: int = LARGEST_FILE) -> MaxIdentity:
        """The identity in a file; it is read, not verified.

        Raises
        ------
        InputError
            If there is no such file, or it cannot be read.
        FormatError
            If it is larger than ``max_bytes``, or as for :meth:`parse`.
        """
        return cls.parse(read_bytes(path, max_bytes), str(path))

    def write(self, path: AnyPath) -> None:
        """Write a JSON file, one term a line.

        Raises
        ------
        InputError
            If the file cannot be written.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     MaxIdentity.shipped(7).write(Path(folder, "seven.json"))
        ...     MaxIdentity.read(Path(folder, "seven.json")) == MaxIdentity.shipped(7)
        True
        """
        write_bytes(path, self.to_json().encode())

    def to_json(self) -> str:
        """The text that :meth:`parse` reads; equal texts mean equal identities."""
        head = {"format": FORMAT, "schema": SCHEMA, "n": self.n, "k": self.k}
        entries = [f"  {json.dumps(key)}: {json.dumps(value)}," for key, value in head.items()]
        terms = (
            {"coefficient": rational_to_json(c), "left": left, "right": right}
            for c, left, right in self.terms
        )
        lines = ",\n".join(f"    {json.dumps(term)}" for term in terms)
        return "\n".join(["{", *entries, '  "terms": [', *([lines] if lines else []), "  ]", "}", ""])

    # -- proof ----------------------------------------------------------------------------------------

    def verify(self) -> MaxIdentityProof:
        """The proof that the two sides are equal everywhere, or that they are not.

        The cost grows with 2^n; it takes less than a second for n = 8.

        Examples
        --------
        >>> right = MaxIdentity.shipped(5)
        >>> right.verify().holds
        True
        >>> wrong = MaxIdentity(5, 2, [*right.terms, ("1/7", [(1, 1), (2, 2)], [(1, 3), (4, 5)])])
        >>> wrong.verify().failing[0]
        FailingRow(kind='hinge', direction=(0, 1, -1, -1, 1), excess=Fraction(8, 7))
        >>> x = wrong.verify().witness
        >>> wrong.verify().excess_at(x) != 0
        True
        """
        common = lcm(*(term.coefficient.denominator for term in self.terms))
        hinges: Counter[tuple[int, ...]] = Counter()
        linear = [0] * (self.n - 1) + [-common]
        for coefficient, left, right in self.terms:
            weight = int(coefficient * common)
            _add(linear, weight, _larger_positions(self.n, right))
            for d, times in sorted_differences(self.n, left, right).items():
                sums = [*accumulate(reversed(d))]
                if min(sums) >= 0:
                    _add(linear, weight * times, d)
                elif max(sums) > 0:
                    if next(entry for entry in d if entry) < 0:
                        _add(linear, weight * times, d)
                        d = tuple(-entry for entry in d)  # noqa: PLW2901
                    content = gcd(*d)
                    hinges[tuple(entry // content for entry in d)] += weight * times * content
        rows: list[tuple[Literal["hinge", "linear"], tuple[int, ...], int]] = [
            *(("hinge", d, excess) for d, excess in sorted(hinges.items())),
            *(("linear", _unit(self.n, p), excess) for p, excess in enumerate(linear)),
        ]
        failing = (FailingRow(kind, d, Fraction(excess, common)) for kind, d, excess in rows if excess)
        return MaxIdentityProof(self, len(hinges), tuple(failing))

    # -- network --------------------------------------------------------------------------------------

    @cached_property
    def _neurons(self) -> tuple[list[tuple[NDArray[Any], Fraction]], list[Fraction]]:
        """The right side over the pairwise maxima: neurons with a common output weight, and a linear part.

        Two orbits of neurons are the same or disjoint, so one neuron tells which orbit it is.
        """
        rows: dict[bytes, NDArray[Any]] = {}
        weights: defaultdict[bytes, Fraction] = defaultdict(Fraction)
        linear = [Fraction(0)] * len(pairs_of(self.n))
        for coefficient, left, right in self.terms:
            found = gates(self.n, left, right)
            linear = [
                entry + coefficient * c for entry, c in zip(linear, found.carried.tolist(), strict=True)
            ]
            if len(found.rows):
                name = found.rows[0].tobytes()
                rows[name] = found.rows
                weights[name] += coefficient * found.factor
        return [(rows[name], weight) for name, weight in weights.items() if weight], linear

    @cached_property
    def widths(self) -> tuple[int, int]:
        """The widths of the two hidden layers of the network, which is not built for that.

        The first one is (n^2 + n + 2) / 2.  The second one has a neuron for every function that occurs in the orbit
        sums, up to sign and factor, and two neurons for what is linear in the pairwise maxima.  The cost grows with n!.

        Examples
        --------
        >>> [MaxIdentity.shipped(n).widths for n in (5, 6)]
        [(16, 197), (22, 497)]
        """
        orbits, linear = self._neurons
        return comb(self.n + 1, 2) + 1, sum(len(rows) for rows, _ in orbits) + 2 * any(linear)

    @cached_property
    def n_atoms(self) -> int:
        """The number of different summands of all orbit sums together.

        Examples
        --------
        >>> [MaxIdentity.shipped(n).n_atoms for n in (5, 6, 7, 8)]
        [195, 495, 32620, 200480]
        """
        return sum(orbit_size(self.n, left, right) for _, left, right in self.terms)

    @property
    def size(self) -> int:
        """The number of neurons of the network, exactly, without building it."""
        return sum(self.widths)

    def network(self, largest: int = LARGEST_NETWORK) -> Network:
        r"""The network with two hidden layers that computes the right side; the identity is not verified.

        The first layer has :math:`[x_j - x_i]_+` for i < j, :math:`[x_i - x_{i + 1}]_+`, :math:`[x_1]_+` and
        :math:`[-x_1]_+`; they span the pairwise maxima :math:`\max(x_i, x_j) = x_i + [x_j - x_i]_+`, as
        :math:`x_{i + 1} - x_i = [x_{i + 1} - x_i]_+ - [x_i - x_{i + 1}]_+`.

        Parameters
        ----------
        largest : int
            A network with more neurons than this is refused.  The shipped identities have 213, 519, 27926 and
            174164 neurons for n = 5, 6, 7 and 8; the last takes a second and some 100 MB.

        Raises
        ------
        InputError
            If the network has more than ``largest`` neurons.

        Examples
        --------
        >>> MaxIdentity.shipped(6).network()([3, 1, 4, 1, 5, 9])
        RationalArray([9])
        """
        if self.size > largest:
            raise InputError(
                f"the network has {self.size} neurons; give largest={self.size} to build it all the same"
            )
        orbits, linear = self._neurons
        common = lcm(*(entry.denominator for entry in linear))
        carried = np.array([int(entry * common) for entry in linear], dtype=object)
        maxima = _pairwise_maxima(self.n)
        second = [(rows @ maxima).astype(object) for rows, _ in orbits]
        output = [weight for rows, weight in orbits for _ in rows]
        if any(linear):
            second += [(sign * carried @ maxima)[None] for sign in (1, -1)]
            output += [Fraction(1, common), Fraction(-1, common)]
        return Network.from_arrays(
            [_first_layer(self.n), np.concatenate(second), [output]] if second else [[[0] * self.n]]
        )

    def __repr__(self) -> str:
        return f"<MaxIdentity of {self.n} numbers: {len(self.terms)} orbit sums with k = {self.k}>"

    def __str__(self) -> str:
        return "\n".join([f"max(x1, ..., x{self.n}) =", *(f"  {term}" for term in self.terms)])


def _read_term(entry: Any, where: str) -> tuple[Fraction, list[tuple[int, ...]], list[tuple[int, ...]]]:
    record = Record(entry, where)
    term = record.rational("coefficient"), record.pairs("left"), record.pairs("right")
    record.finish()
    return term


def _side(n: int, k: int, pairs: Any, where: str) -> tuple[Pair, ...]:
    """A side in its canonical order."""
    try:
        read = [tuple(sorted(index(i) for i in pair)) for pair in pairs]
    except TypeError as error:
        raise InputError(f"{where} is {pairs!r}; give {k} pairs of integers") from error
    if len(read) != k:
        raise InputError(f"{where} has {len(read)} pairs, but k is {k}; both sides need k pairs")
    for pair in read:
        if len(pair) != 2 or not 1 <= pair[0] <= pair[1] <= n:
            raise InputError(f"{where} has {list(pair)}, which is no pair of indices from 1 to {n}")
    return tuple(sorted((pair[0], pair[1]) for pair in read))


def _larger_positions(n: int, pairs: Iterable[Pair]) -> list[int]:
    """How many pairs have their larger index at each position, in all permutations together."""
    singles = sum(i == j for i, j in pairs)
    others = sum(i != j for i, j in pairs)
    per_pair = factorial(n) // comb(n, 2) if n > 1 else 0
    return [singles * factorial(n - 1) + others * per_pair * p for p in range(n)]


def _add(vector: list[int], factor: int, other: Iterable[int]) -> None:
    for p, entry in enumerate(other):
        vector[p] += factor * entry


def _unit(n: int, p: int) -> tuple[int, ...]:
    return tuple(int(q == p) for q in range(n))


def _first_layer(n: int) -> NDArray[Any]:
    """The weights of the first hidden layer: differences of pairs, of neighbours reversed, and the first number."""
    one = np.eye(n, dtype=np.int64)
    pairs = [one[j - 1] - one[i - 1] for i, j in pairs_of(n) if i < j]
    return np.array([*pairs, *(one[i] - one[i + 1] for i in range(n - 1)), one[0], -one[0]])


def _pairwise_maxima(n: int) -> NDArray[Any]:
    """The pairwise maxima over the neurons of the first hidden layer, a row for each pair."""
    unequal = [pair for pair in pairs_of(n) if pair[0] < pair[1]]
    neuron = np.eye(len(unequal) + n + 1, dtype=np.int64)
    hinge = dict(zip(unequal, neuron, strict=False))
    single = [neuron[-2] - neuron[-1]]
    for i in range(1, n):
        single.append(single[-1] + hinge[i, i + 1] - neuron[len(unequal) + i - 1])
    return np.array([single[i - 1] + (hinge[i, j] if i < j else 0) for i, j in pairs_of(n)])
