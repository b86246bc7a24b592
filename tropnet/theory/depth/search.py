r"""Whether the maximum of n numbers is a rational combination of orbit sums, decided with a proof.

:func:`search_max_identity` solves the linear system :math:`A c = b` of :mod:`tropnet.theory.depth.identity_system`, in
which c has an entry for each template with k pairs on each side.

**A modular guess, an exact answer.**  Elimination modulo a large prime finds independent rows and columns, and whether
b depends on the columns.  Either guess is then made exact:

* *Solvable.*  The independent rows and columns give one solution over the rationals, and :meth:`MaxIdentity.verify
  <tropnet.theory.depth.MaxIdentity.verify>`, which uses none of this, proves the identity.
* *Not solvable.*  The independent rows of (A | b) have a combination y with :math:`y^T A = 0` and :math:`y^T b \ne 0`,
  a :class:`MaxIdentityRefutation`.  It refutes every solution c, real ones too: :math:`0 = y^T A c = y^T b \ne 0`.

By Fredholm's alternative there is exactly one of the two.  Where the prime divides a number that it should not, the
exact check fails, and the next prime is taken; only finitely many are bad.

**Few terms.**  A solution with the least number of terms is hard to find, but a vertex of the program

.. math::  \min \sum_t w_t |c_t| \text{ subject to } A c = b, \qquad w_t > 0,

has few terms where the weights are well chosen.  Here :math:`w_t` is :math:`(1 + h_t)^q` times a log-normal random
number, where :math:`h_t` is the number of hinges of the orbit sum: terms with few hinges need few others to cancel
them.  With q and the spread drawn anew for each try, from 2 to 3 and from 0 to 1, the best of a few tries for n = 7,
k = 3 without loops has 17 or 18 terms; without the factor :math:`(1 + h_t)^q` they have about 80.  The program is
solved in floating point, and only the support of its solution is used: there the system is solved over the rationals.
The smallest identity of several tries is kept.

**Which supports are possible** is a finite question for small systems.  As b is the last unit vector, the supports of
identities that contain no smaller one are the circuits of the matrix without its last row on whose dependence the
last row does not vanish.  :meth:`MaxIdentitySearch.minimal_supports` finds those of a given size.  Columns are
independent over the rationals where a square matrix of random combinations of their rows has a determinant that is not
0 modulo a prime; so only a few sets of columns are left to be looked at exactly.

**k must be at least (n - 2) / 2**, whatever the coefficients (M. Rueß and others, 2026, arXiv:2607.21651, Corollary
4.3, which they take from C. Koutschan, B. Moser, A. Ponomarchuk and J. Schicho, 2023).  See :func:`fewest_pairs`.

*Proof.*  A sum of k pairwise maxima is the support function of a Minkowski sum of k segments :math:`[e_i, e_j]`, some
of them points; its dimension is at most k.  The larger of two such sums, g, is the support function of the convex
hull P of two such polytopes, so of dimension at most 2k + 1, and the coordinates of every point of P add up to k.  If
2k + 1 < n - 1, then a direction d that is no multiple of (1, ..., 1) is orthogonal to all differences of points of P,
and so is :math:`d - d_n (1, \dots, 1)`.  So on :math:`x_n = 0`, where it is a function of :math:`x_1, \dots, x_{n -
1}`, g has a constant slope in a direction.  But :math:`\max(x_1, \dots, x_{n - 1}, 0)` is no combination of such
functions, by the proof in :mod:`tropnet.theory.representation.small_maxima`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, islice, product
from math import comb
from typing import Any

import flint
import numpy as np
from numpy.typing import NDArray

from tropnet.errors import InconsistentError, InputError, MissingDependencyError, SingularMatrixError
from tropnet.exact.integers import integer_product, to_flint
from tropnet.exact.matrix import nullspace, primitive, solve
from tropnet.polyhedra.reading import integer_at_least
from tropnet.theory.depth.identity_system import LARGEST_SYSTEM, IdentitySystem, identity_system
from tropnet.theory.depth.max_identity import MaxIdentity

__all__ = ["MaxIdentityRefutation", "MaxIdentitySearch", "fewest_pairs", "search_max_identity"]

#: The Mersenne prime from which the primes of the elimination descend.
LARGEST_PRIME = 2**61 - 1
#: A prime below which products of two residues fit an int64.
SMALL_PRIME = 2**31 - 1
#: Entries of the float solution that are smaller, relative to the largest, are taken for zeros.
NEGLIGIBLE = 1e-9
LARGEST_CHOICE = 1_000_000
"""The number of supports that are tried without being asked twice."""
CHUNK = 20_000


def fewest_pairs(n: int) -> int:
    """The least k that is not excluded for the maximum of n numbers: (n - 2) / 2, rounded up, and at least 1.

    With fewer pairs on each side there is no identity, with any real coefficients.  For n up to 8,
    :func:`search_max_identity` finds one with so many.

    Raises
    ------
    InputError
        If n is no positive integer.

    Source
    ------
    M. Rueß and others, 2026, arXiv:2607.21651, Corollary 4.3; the module has a proof.

    Examples
    --------
    >>> [fewest_pairs(n) for n in range(1, 11)]
    [1, 1, 1, 1, 2, 2, 3, 3, 4, 4]
    """
    return max(1, (integer_at_least(1, n, "the number of numbers n") - 1) // 2)


@dataclass(frozen=True, repr=False)
class MaxIdentityRefutation:
    """A combination of the rows of the system that vanishes on every orbit sum, but not on the maximum.

    Attributes
    ----------
    system : IdentitySystem
    weights : tuple of int
        The vector y: one integer for each row, coprime.
    """

    system: IdentitySystem
    weights: tuple[int, ...]

    def check(self) -> bool:
        """Whether the combination proves that there is no identity, decided in integers.

        Examples
        --------
        >>> refutation = search_max_identity(6, 1).refutation
        >>> refutation.check()
        True
        >>> MaxIdentityRefutation(refutation.system, (1,) * 6).check()
        False
        """
        if len(self.weights) != self.system.n_rows:
            return False
        y = np.array([self.weights], dtype=object)
        rows = np.column_stack([self.system.matrix, self.system.right_side]).astype(object)
        *vanishing, last = integer_product(y, rows)[0].tolist()
        return not any(vanishing) and bool(last)

    def __repr__(self) -> str:
        used = sum(map(bool, self.weights))
        return f"<MaxIdentityRefutation: a combination of {used} of {len(self.weights)} rows>"


@dataclass(frozen=True, repr=False)
class MaxIdentitySearch:
    """The answer whether the maximum of n numbers is a combination of orbit sums with k pairs on each side.

    Attributes
    ----------
    system : IdentitySystem
    outcome : MaxIdentity or MaxIdentityRefutation
        A proved identity, or a proof that there is none.
    """

    system: IdentitySystem
    outcome: MaxIdentity | MaxIdentityRefutation

    @property
    def n(self) -> int:
        """The number of numbers."""
        return self.system.n

    @property
    def k(self) -> int:
        """The number of pairs on each side."""
        return self.system.k

    @property
    def loops(self) -> bool:
        """Whether pairs {i, i} were allowed."""
        return self.system.loops

    @property
    def n_templates(self) -> int:
        """The number of orbit sums."""
        return len(self.system.templates)

    @property
    def n_rows(self) -> int:
        """The number of equations."""
        return self.system.n_rows

    @property
    def rank(self) -> int:
        """The rank of the system, over the rationals."""
        return self.system.rank

    @property
    def is_solvable(self) -> bool:
        """Whether there is an identity."""
        return isinstance(self.outcome, MaxIdentity)

    @property
    def identity(self) -> MaxIdentity:
        """An identity, proved.

        Raises
        ------
        InputError
            If there is none.
        """
        if isinstance(self.outcome, MaxIdentity):
            return self.outcome
        kind = "" if self.loops else " without loops"
        raise InputError(
            f"the maximum of {self.n} numbers is no combination of orbit sums with k = {self.k}{kind}; .refutation "
            f"proves it; take a larger k (at least {fewest_pairs(self.n)} is needed)"
        )

    @property
    def refutation(self) -> MaxIdentityRefutation:
        """The proof that there is no identity.

        Raises
        ------
        InputError
            If there is one.
        """
        if isinstance(self.outcome, MaxIdentityRefutation):
            return self.outcome
        raise InputError(f"there is an identity, so there is no refutation; .identity is {self.outcome!r}")

    def minimal_supports(self, size: int, largest: int = LARGEST_CHOICE) -> tuple[MaxIdentity, ...]:
        """All identities with so many orbit sums whose support contains no smaller one, found exhaustively.

        Their coefficients are determined by the orbit sums.  The support of any identity contains one of these, of some
        size.

        Parameters
        ----------
        size : int
        largest : int
            The largest number of supports to try.  Orbit sums that are multiples of each other count once.

        Raises
        ------
        InputError
            If ``size`` is no positive integer, or there are more supports.

        Examples
        --------
        For six numbers and k = 2 there is one with four orbit sums and none with fewer:

        >>> search = search_max_identity(6, 2, loops=False)
        >>> [len(search.minimal_supports(size)) for size in (1, 2, 3, 4)]
        [0, 0, 0, 1]
        >>> print(*search.minimal_supports(4))
        max(x1, ..., x6) =
          1/720 * sum max(m(1,2) + m(1,2), m(3,4) + m(3,4))
          1/360 * sum max(m(1,2) + m(1,3), m(1,4) + m(5,6))
          -1/1440 * sum max(m(1,2) + m(1,3), m(4,5) + m(4,6))
          -1/360 * sum max(m(1,2) + m(3,4), m(1,3) + m(5,6))
        """
        size = integer_at_least(1, size, "the number of orbit sums")
        directions = self.system.directions
        count = comb(len(directions.members), size)
        if count > largest:
            raise InputError(
                f"there are {count} sets of {size} orbit sums, and all would have to be tried; give "
                f"largest={count} to do it all the same"
            )
        found: list[MaxIdentity] = []
        for support in _dependent(directions.columns[:-1], size):
            kernel = nullspace(directions.columns[:-1, support])
            if len(kernel) != 1 or not all(kernel[0].tolist()):
                continue
            total = kernel[0] @ directions.columns[-1, support]
            if total:
                coefficients = (kernel[0] / total).tolist()
                members = product(*(directions.members[direction] for direction in support))
                found += (_identity(self.system, columns, coefficients) for columns in members)
        return tuple(found)

    def smallest_identities(self, largest: int = LARGEST_CHOICE) -> tuple[MaxIdentity, ...]:
        """All identities with the least number of orbit sums, found exhaustively.

        Parameters
        ----------
        largest : int
            The largest number of supports of one size to try.

        Raises
        ------
        InputError
            If there is no identity, or there are more supports of a size, with all smaller sizes excluded; the message
            says which.

        Examples
        --------
        >>> [len(identity.terms) for identity in search_max_identity(6, 2, loops=False).smallest_identities()]
        [4]
        """
        for size in range(1, len(self.identity.terms) + 1):
            try:
                found = self.minimal_supports(size, largest)
            except InputError as error:
                raise InputError(f"no identity has fewer than {size} orbit sums, but {error}") from error
            if found:
                return found
        raise AssertionError

    def __repr__(self) -> str:
        kind = "" if self.loops else ", without loops"
        return f"<MaxIdentitySearch for n = {self.n}, k = {self.k}{kind}: {self.outcome!r}>"


def search_max_identity(
    n: int,
    k: int,
    loops: bool = True,
    *,
    tries: int = 12,
    rng: np.random.Generator | int | None = 0,
    largest: int = LARGEST_SYSTEM,
    executor: Executor | None = None,
    progress: bool = False,
) -> MaxIdentitySearch:
    """Decide exactly whether the maximum of n numbers is a combination of orbit sums with k pairs on each side.

    Parameters
    ----------
    n : int
        From 1 to 9, as all permutations are written down.
    k : int
        At least 1.
    loops : bool
        Whether pairs {i, i} are allowed.  Without them there are far fewer orbit sums.
    tries : int
        How many linear programs with random weights look for an identity with few terms; the one with the fewest is
        kept.  With 0 any identity is given, and scipy is not needed.
    rng : numpy.random.Generator, int or None
        Where the weights come from.
    largest : int
        A system with more orbit sums than this is refused.
    executor : concurrent.futures.Executor, optional
        What assembles the system.
    progress : bool
        Whether to show a bar while the system is assembled; needs tqdm.

    Returns
    -------
    MaxIdentitySearch
        With a proved identity or a refutation.

    Raises
    ------
    InputError
        If n, k or ``tries`` is no such integer, or the system is too large.
    MissingDependencyError
        If there is an identity, ``tries`` is not 0, and scipy is not installed; or tqdm is needed and missing.

    Source
    ------
    M. Rueß and others, 2026, arXiv:2607.21651, Section 4.1.

    Examples
    --------
    >>> search = search_max_identity(5, 2, loops=False)
    >>> search.n_templates, search.n_rows, search.rank, search.is_solvable
    (30, 10, 8, True)
    >>> len(search.identity.terms), search.identity.verify().holds
    (4, True)

    Seven numbers need more than two pairs on each side:

    >>> search_max_identity(7, 2)
    <MaxIdentitySearch for n = 7, k = 2: <MaxIdentityRefutation: a combination of 22 of 77 rows>>
    >>> search_max_identity(7, 2).refutation.check()
    True
    """
    tries = integer_at_least(0, tries, "the number of tries")
    system = identity_system(n, k, loops, largest=largest, executor=executor, progress=progress)
    for prime in _primes():
        outcome = _outcome(system, prime, tries, np.random.default_rng(rng))
        is_proved = outcome.verify().holds if isinstance(outcome, MaxIdentity) else outcome.check()
        if is_proved:
            return MaxIdentitySearch(system, outcome)
    raise AssertionError


def _primes() -> Iterator[int]:
    """Primes, from a large one downwards."""
    return (number for number in range(LARGEST_PRIME, 1, -2) if flint.fmpz(number).is_prime())


def _outcome(
    system: IdentitySystem, prime: int, tries: int, rng: np.random.Generator
) -> MaxIdentity | MaxIdentityRefutation:
    """What holds if the ranks modulo the prime are those over the rationals."""
    columns = system.directions.columns
    rows = _leading(np.vstack([columns.T, system.right_side]), prime)
    matrix, right = columns[rows], system.right_side[rows]
    *basis, last = _leading(np.column_stack([matrix, right]), prime)
    if last == columns.shape[1]:
        return _refutation(system, rows, np.column_stack([matrix[:, basis], right]))
    found = [_solution(system, matrix, right, np.array([*basis, last]))]
    for support in _sparse_supports(system, rows, tries, rng):
        try:
            found.append(_solution(system, matrix, right, support))
        except (InconsistentError, SingularMatrixError):
            # The floats were wrong about which entries are zero.
            continue
    return min(found, key=lambda identity: len(identity.terms))


def _leading(matrix: NDArray[Any], prime: int) -> list[int]:
    """The columns that are independent of those before, modulo a prime."""
    form, n_leading = flint.nmod_mat(to_flint(matrix), prime).rref()
    leading: list[int] = []
    for i in range(n_leading):
        start = leading[-1] + 1 if leading else 0
        leading.append(next(j for j in range(start, matrix.shape[1]) if int(form[i, j])))
    return leading


def _refutation(system: IdentitySystem, rows: list[int], square: NDArray[Any]) -> MaxIdentityRefutation:
    """The combination of these rows that is 0 on all columns of the matrix but the last, which is the right side."""
    weights = np.zeros(system.n_rows, dtype=object)
    weights[rows] = primitive(solve(square.T, np.eye(len(square), dtype=np.int64)[-1])).numerators
    return MaxIdentityRefutation(system, tuple(map(int, weights)))


def _solution(
    system: IdentitySystem, matrix: NDArray[Any], right: NDArray[Any], support: NDArray[Any]
) -> MaxIdentity:
    """The solution of some rows of the system in some directions, which is unique."""
    coefficients = solve(matrix[:, support], right).tolist()
    return _identity(system, [system.directions.members[j][0] for j in support], coefficients)


def _identity(system: IdentitySystem, columns: Iterable[int], coefficients: Iterable[Any]) -> MaxIdentity:
    """The identity with these multiples of the primitive columns of templates."""
    content = system.directions.content
    return MaxIdentity(
        system.n,
        system.k,
        [
            (Fraction(c) / int(content[j]), *system.templates[j])
            for j, c in zip(columns, coefficients, strict=True)
        ],
    )


def _sparse_supports(
    system: IdentitySystem, rows: list[int], tries: int, rng: np.random.Generator
) -> Iterator[NDArray[Any]]:
    """Supports of vertices of the linear programs with random weights, as floats have them."""
    if not tries:
        return
    try:
        from scipy.optimize import linprog
    except ImportError as error:
        raise MissingDependencyError(
            "few terms are looked for with scipy: pip install 'tropnet[hull]', or take tries=0 for any identity"
        ) from error
    columns = system.directions.columns
    n_hinges = np.count_nonzero(columns[: len(system.hinges)], axis=0)
    matrix = columns[rows].astype(np.float64)
    matrix /= np.abs(matrix).max(axis=1, keepdims=True)
    for _ in range(tries):
        spread = rng.uniform(0, 1)
        weights = (1.0 + n_hinges) ** rng.uniform(2, 3) * np.exp(spread * rng.standard_normal(len(n_hinges)))
        program = linprog(
            np.concatenate([weights, weights]),
            A_eq=np.hstack([matrix, -matrix]),
            b_eq=system.right_side[rows],
            method="highs",
        )
        if program.x is not None:
            sizes = np.abs(program.x[: len(weights)] - program.x[len(weights) :])
            yield np.flatnonzero(sizes > NEGLIGIBLE * sizes.max())


def _dependent(matrix: NDArray[Any], size: int) -> Iterator[list[int]]:
    """All sets of so many columns but some that are independent.

    A square matrix of integer combinations of the rows is looked at modulo a prime: where its determinant is not 0
    the columns are independent over the rationals.
    """
    factors = np.random.default_rng(0).integers(1, SMALL_PRIME, (size, len(matrix), 1))
    mixed = (factors * (matrix % SMALL_PRIME) % SMALL_PRIME).sum(axis=1) % SMALL_PRIME
    every = combinations(range(matrix.shape[1]), size)
    while chunk := [*islice(every, CHUNK)]:
        sets = np.array(chunk)
        yield from sets[_is_singular(mixed[:, sets].transpose(1, 0, 2))].tolist()


def _is_singular(matrices: NDArray[Any]) -> NDArray[np.bool_]:
    """Which square matrices have determinant 0 modulo the small prime, shape (m,); they are overwritten."""
    every = np.arange(len(matrices))
    singular = np.zeros(len(matrices), bool)
    for i in range(matrices.shape[1]):
        pivot = i + (matrices[:, i:, i] != 0).argmax(axis=1)
        matrices[every, pivot], matrices[:, i] = matrices[:, i].copy(), matrices[every, pivot]
        head = matrices[:, i, i, None, None]
        singular |= head[:, 0, 0] == 0
        below = matrices[:, i + 1 :]
        # A product of two residues has less than 62 bits.
        below[:] = (
            below * head % SMALL_PRIME - below[:, :, i, None] * matrices[:, None, i] % SMALL_PRIME
        ) % SMALL_PRIME
    return singular
