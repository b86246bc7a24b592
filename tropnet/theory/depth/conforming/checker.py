"""Accept or reject a proof about conforming networks: ``python checker.py FILE ...``.

This file uses the standard library of Python, and nothing of tropnet.  It accepts a file only if what follows is
proved.  Let n be odd and k < n.  For a function g on the nonempty proper subsets of {1, ..., n} that has the form

    g(S) = sum of a_M over the M inside S,  1 <= |M| <= k,  with  sum of all a_M = 0,

and that is *conforming*, which means g(S) g(T) >= 0 whenever one of S, T contains the other, the functional

    phi(g) = sum over the S of odd size of max(0, g(S))  -  sum over the S of even size of max(0, g(S))

is never positive.  (Then it is 0: the function S -> g(complement of S) has the same form, is conforming as well, and
changes the sign of phi.  For n = 5 and k = 2 it follows that no conforming network with two hidden layers computes the
maximum of five numbers; tropnet.theory.depth.conforming.fan has that part of the argument.)

A file is a list of lemmas, numbered from 0.  A lemma says: phi(g) <= 0 for all conforming g with g(S) >= 0 for S in
its list "nonnegative" and g(S) <= 0 for S in its list "nonpositive".  The last lemma has no condition left.  Sets are
written as strings of digits, "134".  There are two kinds of lemmas.

"identity".  Every S of odd size is in one of the lists.  Let O be those that are in the first and not in the second:
then the first sum of phi is the sum of g over O.  Let 0 <= theta_T <= d for the T of even size, where d is the
denominator, and mu_S, nu_S >= 0, such that

    d * (sum of g over O) - sum of theta_T g(T) = - sum of mu_S g(S) + sum of nu_S g(S)

for all g, where mu_S belongs to a set S of the first list and nu_S to one of the second.  As max(0, g(T)) >=
(theta_T / d) g(T), d * phi(g) is at most the left side; and the right side is not positive.  Both sides are linear in
the a_M, which add up to 0; so they agree if and only if the coefficients of all a_M have the same difference.

"cases".  One of three cases holds for the given set S: g is >= 0 at all sets that contain S or are contained in it,
which is so if g(S) > 0, as g is conforming; or it is <= 0 at all of them; or g(S) = 0.  In each of these cases an
earlier lemma is used, after a permutation of 1, ..., n, where "negated" says that it is used for -g: phi(-g) = phi(g),
as the sum of (-1)^|S| g(S) is 0 for all g.  The conditions that this lemma needs must be those of the present lemma or
of the case.
"""

import json
import sys
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import Any

Conditions = list[set[frozenset[int]]]


class Rejected(Exception):
    """The file proves nothing; the message says where and why."""


def demand(condition: Any, message: str) -> None:
    if not condition:
        raise Rejected(message)


def check(text: str | bytes) -> tuple[int, int, int]:
    """Raise Rejected unless the text proves the statement; return (n, k, number of lemmas)."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Rejected(f"no JSON, perhaps truncated: {error}") from error
    fields(content, {"format", "schema", "n", "arity", "programs", "lemmas"}, "the file")
    demand((content["format"], content["schema"]) == ("tropnet conforming proof", 1), "another format")
    n, k, lemmas = content["n"], content["arity"], content["lemmas"]
    demand(type(n) is int and n in (3, 5), f"n is {n!r}, and not 3 or 5")
    demand(type(k) is int and 1 <= k < n, f"the arity is {k!r}, no integer from 1 to {n - 1}")
    demand(isinstance(lemmas, list) and lemmas, "there are no lemmas")
    proved: list[Conditions] = []
    for number, lemma in enumerate(lemmas):
        where = f"lemma {number}"
        demand(isinstance(lemma, dict), f"{where} is no object")
        kind = "identity" if "identity" in lemma else "cases"
        fields(lemma, {"nonnegative", "nonpositive", kind}, where)
        conditions = [sets(lemma[side], n, where) for side in ("nonnegative", "nonpositive")]
        if kind == "identity":
            check_identity(n, k, conditions, lemma[kind], where)
        else:
            check_cases(n, conditions, lemma[kind], proved, where)
        proved.append(conditions)
    demand(not any(proved[-1]), f"the last lemma, {len(proved) - 1}, still has conditions")
    return n, k, len(proved)


def check_identity(n: int, k: int, conditions: Conditions, identity: Any, where: str) -> None:
    """The two sides are the same linear form, and the multipliers have the right signs."""
    fields(identity, {"denominator", "theta", "mu", "nu"}, where)
    d = integer(identity["denominator"], 1, None, f"{where}, denominator")
    nonnegative, nonpositive = conditions
    difference = dict.fromkeys(
        (M for size in range(1, k + 1) for M in combinations(range(1, n + 1), size)), 0
    )

    def add(S: frozenset[int], factor: int) -> None:
        for M in difference:
            difference[M] += factor * S.issuperset(M)

    for S in (frozenset(c) for size in range(1, n, 2) for c in combinations(range(1, n + 1), size)):
        demand(S in nonnegative or S in nonpositive, f"{where}: the sign at {name(S)} is not known")
        if S not in nonpositive:
            add(S, d)
    for T, theta in multipliers(identity["theta"], n, d, f"{where}, theta"):
        demand(len(T) % 2 == 0, f"{where}, theta: {name(T)} has odd size")
        add(T, -theta)
    for key, given, sign in (("mu", nonnegative, 1), ("nu", nonpositive, -1)):
        for S, multiplier in multipliers(identity[key], n, None, f"{where}, {key}"):
            demand(S in given, f"{where}, {key}: {name(S)} is not among the conditions")
            add(S, sign * multiplier)
    for M, coefficient in difference.items():
        demand(
            coefficient == difference[1,],
            f"{where}: the two sides differ, by {coefficient} at a_{name(M)} and by {difference[1,]} at a_1",
        )


def check_cases(
    n: int,
    conditions: Conditions,
    cases: Any,
    proved: list[Conditions],
    where: str,
) -> None:
    """In each of the three cases an earlier lemma applies."""
    fields(cases, {"set", "lemmas"}, where)
    (S,) = sets([cases["set"]], n, where)
    star = {T for T in all_sets(n) if S <= T or T <= S}
    used = cases["lemmas"]
    demand(isinstance(used, list) and len(used) == 3, f"{where}: it needs three lemmas, one for each case")
    for case, (added, reference) in enumerate(
        zip(((star, set()), (set(), star), ({S}, {S})), used, strict=True)
    ):
        at = f"{where}, case {('>= 0', '<= 0', '= 0')[case]} at {name(S)}"
        fields(reference, {"lemma", "permutation", "negated"}, at)
        number = integer(reference["lemma"], 0, len(proved) - 1, f"{at}, number of an earlier lemma")
        images, negated = reference["permutation"], reference["negated"]
        is_permutation = isinstance(images, list) and all(type(i) is int for i in images)
        demand(is_permutation and sorted(images) == [*range(1, n + 1)], f"{at}: {images!r} is no permutation")
        demand(type(negated) is bool, f"{at}: negated is {negated!r}, and not true or false")
        needed = [{frozenset(images[i - 1] for i in T) for T in side} for side in proved[number]]
        for side, need in enumerate(reversed(needed) if negated else needed):
            missing = need - conditions[side] - added[side]
            sign = (">=", "<=")[side]
            demand(
                not missing,
                f"{at}: lemma {number} needs g {sign} 0 at {', '.join(sorted(map(name, missing)))}",
            )


def all_sets(n: int) -> list[frozenset[int]]:
    return [frozenset(c) for size in range(1, n) for c in combinations(range(1, n + 1), size)]


def name(S: Iterable[int]) -> str:
    return "".join(map(str, sorted(S)))


def sets(names: Any, n: int, where: str) -> set[frozenset[int]]:
    """The sets with these names, all different, nonempty and proper."""
    demand(isinstance(names, list), f"{where}: {names!r} is no list of sets")
    known = {name(S): S for S in all_sets(n)}
    for entry in names:
        demand(isinstance(entry, str) and entry in known, f"{where}: {entry!r} is no set, such as '13'")
    demand(len(set(names)) == len(names), f"{where}: a set stands twice in {names!r}")
    return {known[entry] for entry in names}


def multipliers(entries: Any, n: int, largest: int | None, where: str) -> list[tuple[frozenset[int], int]]:
    demand(isinstance(entries, dict), f"{where}: {entries!r} is no object")
    sets([*entries], n, where)
    return [(frozenset(map(int, S)), integer(x, 0, largest, f"{where}, {S}")) for S, x in entries.items()]


def integer(value: Any, least: int, largest: int | None, where: str) -> int:
    demand(type(value) is int and value >= least, f"{where}: {value!r} is no integer >= {least}")
    demand(largest is None or value <= largest, f"{where}: {value} is larger than {largest}")
    return int(value)


def fields(content: Any, keys: set[str], where: str) -> None:
    demand(isinstance(content, dict), f"{where}: {content!r} is no object")
    demand(set(content) == keys, f"{where}: the keys are {sorted(content)}, and not {sorted(keys)}")


def main(paths: list[str]) -> int:
    if not paths:
        print("usage: python checker.py FILE ...")
    accepted = bool(paths)
    for path in paths:
        try:
            n, k, n_lemmas = check(Path(path).read_bytes())
            print(f"{path}: accepted, {n_lemmas} lemmas for n = {n} and arity {k}")
        except (Rejected, OSError) as reason:
            accepted = False
            print(f"{path}: rejected: {reason}")
    return 0 if accepted else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
