"""Accept or reject a certificate that the maximum of n numbers is a combination of orbit sums: ``checker.py FILE ...``.

Nothing of tropnet is used.  The method is the plainest one: all n! permutations are written down, and every summand

    max(sum over A of max(x_s(i), x_s(j)), sum over B of max(x_s(i), x_s(j)))

is a pair of integer vectors (a, b) on the sorted points x_1 <= ... <= x_n, where max(x_p, x_q) is x_max(p, q).  In the
nonnegative coordinates y_1 = x_1 (of any sign), y_p = x_p - x_(p-1), a difference d = a - b has the coefficients d_p +
... + d_n, of which the first is 0.  If none of them is negative, the summand is a.x; if none is positive, it is b.x;
else it is (a + b).x / 2 + |d.x| / 2, and |d.x| bends at d.x = 0 inside the cone of the sorted points.  Different bends
are independent of each other and of linear functions, so the certificate is right if and only if the coefficients of
each bend cancel, and the linear parts add up to x_n.
"""

import json
import re
import sys
from fractions import Fraction
from itertools import permutations
from math import gcd
from pathlib import Path

import numpy as np


class Rejected(Exception):
    """The certificate proves nothing; the message says why."""


def demand(condition, message):
    if not condition:
        raise Rejected(message)


def read(text):
    """n and the terms (coefficient, A, B) of a certificate."""
    try:
        content = json.loads(text)
    except ValueError as error:
        raise Rejected(f"no JSON: {error}") from error
    demand(isinstance(content, dict), "no JSON object")
    demand(set(content) == {"format", "schema", "n", "k", "terms"}, "wrong keys")
    demand((content["format"], content["schema"]) == ("tropnet max identity", 1), "another format")
    n, k, terms = content["n"], content["k"], content["terms"]
    demand(type(n) is int and 1 <= n <= 9, f"n is {n!r}, no integer from 1 to 9")
    demand(type(k) is int and 1 <= k <= 100, f"k is {k!r}, no integer from 1 to 100")
    demand(isinstance(terms, list), "the terms are no list")
    return n, [read_term(term, n, k, f"term {i}") for i, term in enumerate(terms, 1)]


def read_term(term, n, k, where):
    demand(isinstance(term, dict) and set(term) == {"coefficient", "left", "right"}, f"{where}: wrong keys")
    coefficient = term["coefficient"]
    is_rational = isinstance(coefficient, str) and re.fullmatch(r"-?\d+(/[1-9]\d*)?", coefficient)
    demand(is_rational, f"{where}: {coefficient!r} is no rational in a string")
    for side in (term["left"], term["right"]):
        demand(isinstance(side, list) and len(side) == k, f"{where}: a side has not {k} pairs")
        for pair in side:
            demand(isinstance(pair, list) and len(pair) == 2, f"{where}: {pair!r} is no pair")
            demand(all(type(i) is int and 1 <= i <= n for i in pair), f"{where}: {pair!r} is out of range")
    return Fraction(coefficient), term["left"], term["right"]


def positions(renamed, pairs):
    """For each permutation, how many pairs have their larger image at each position."""
    counts = np.zeros_like(renamed)
    rows = np.arange(len(renamed))
    for i, j in pairs:
        counts[rows, np.maximum(renamed[:, i - 1], renamed[:, j - 1])] += 1
    return counts


def check(text):
    """Raise Rejected unless the certificate is right."""
    n, terms = read(text)
    renamed = np.array([*permutations(range(n))])
    bends, linear = {}, [Fraction(0)] * n
    for coefficient, left, right in terms:
        both = np.hstack([positions(renamed, left), positions(renamed, right)])
        for row, times in tally(both).items():
            a, b = row[:n], row[n:]
            d = [p - q for p, q in zip(a, b, strict=True)]
            slopes = [sum(d[p:]) for p in range(n)]
            if min(slopes) >= 0:
                part = [2 * p for p in a]
            elif max(slopes) <= 0:
                part = [2 * q for q in b]
            else:
                part = [p + q for p, q in zip(a, b, strict=True)]
                content = gcd(*d)
                key = max(tuple(x // content for x in d), tuple(-x // content for x in d))
                bends[key] = bends.get(key, 0) + coefficient * times * content / 2
            linear = [x + coefficient * times * y / 2 for x, y in zip(linear, part, strict=True)]
    for d, total in bends.items():
        demand(total == 0, f"the bend {d} is left with {total}")
    demand(linear == [0] * (n - 1) + [1], f"the linear part is {[*map(str, linear)]}")


def tally(rows):
    """How often each row occurs."""
    packed = np.ascontiguousarray(rows.astype(np.uint8)).view(np.dtype((np.void, rows.shape[1]))).ravel()
    different, counts = np.unique(packed, return_counts=True)
    return {tuple(row.tobytes()): int(times) for row, times in zip(different, counts, strict=True)}


def main(paths):
    accepted = True
    for path in paths:
        try:
            check(Path(path).read_bytes())
            print(f"{path}: accepted")
        except Rejected as reason:
            accepted = False
            print(f"{path}: rejected: {reason}")
    return 0 if accepted else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
