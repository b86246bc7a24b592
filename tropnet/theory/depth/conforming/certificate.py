r"""Files of proofs: what they look like, and how they are read.

A JSON object, with one lemma a line; ``checker.py`` says what each entry claims::

    {
      "format": "tropnet conforming proof",
      "schema": 1,
      "n": 3,
      "arity": 1,
      "programs": 2,
      "lemmas": [
        {"nonnegative": ["1"], "nonpositive": ["2", "3"],
         "identity": {"denominator": 1, "theta": {"12": 1, "13": 1}, "mu": {}, "nu": {}}},
        {"nonnegative": [], "nonpositive": ["3"], "cases": {"set": "2", "lemmas": [
          {"lemma": 0, "permutation": [2, 3, 1], "negated": true}, ...]}},
        ...
      ]
    }

A set is the string of its elements in increasing order.  The permutation lists the images of 1, ..., n.  "programs" is
the number of linear programs that the search needed; it proves nothing.

What is read here is well-formed, not proved.  The proof is checked by ``checker.py``, which reads the text on its own.
"""

from __future__ import annotations

import json
from typing import Any

from tropnet.errors import FormatError
from tropnet.networks.io.json_text import Record, is_integer, shown
from tropnet.theory.depth.conforming.fan import (
    ConformingSpace,
    Signs,
    Subset,
    Symmetry,
    members,
    named,
    subset,
)
from tropnet.theory.depth.conforming.identities import Identity, Multipliers
from tropnet.theory.depth.conforming.lemmas import Cases, Lemma, Reference

__all__ = ["FORMAT", "SCHEMA", "lemma_from_json", "lemma_to_json"]

FORMAT = "tropnet conforming proof"
SCHEMA = 1


def lemma_to_json(lemma: Lemma) -> str:
    """The line of a lemma."""
    signs = lemma.signs
    entry: dict[str, Any] = {
        "nonnegative": [named(S) for S in members(signs.nonnegative)],
        "nonpositive": [named(S) for S in members(signs.nonpositive)],
    }
    reason = lemma.reason
    if isinstance(reason, Identity):
        parts = {"theta": reason.theta, "mu": reason.mu, "nu": reason.nu}
        multipliers = {key: {named(S): value for S, value in part} for key, part in parts.items()}
        entry["identity"] = {"denominator": reason.denominator, **multipliers}
    else:
        references = [
            {"lemma": r.lemma, "permutation": r.symmetry.images, "negated": r.symmetry.is_negated}
            for r in reason.references
        ]
        entry["cases"] = {"set": named(reason.subset), "lemmas": references}
    return json.dumps(entry)


def lemma_from_json(content: Any, space: ConformingSpace, where: str) -> Lemma:
    """The lemma in a JSON object, as it is.

    Raises
    ------
    FormatError
        If it is none; the message says where.
    """
    record = Record(content, where)
    signs = Signs(*(_family(record, key, space) for key in ("nonnegative", "nonpositive")))
    reason: Identity | Cases
    if "identity" in record.content:
        reason = _identity(Record(record.entry("identity"), f"{where}, identity"), space)
    else:
        reason = _cases(Record(record.entry("cases"), f"{where}, cases"), space)
    record.finish()
    return Lemma(signs, reason)


def _identity(record: Record, space: ConformingSpace) -> Identity:
    parts = {key: _multipliers(record, key, space) for key in ("theta", "mu", "nu")}
    denominator = record.integer("denominator")
    record.finish()
    return Identity(denominator, **parts)


def _cases(record: Record, space: ConformingSpace) -> Cases:
    S = _subset(record.text("set"), space, f"{record.where}: set")
    used = record.list("lemmas")
    record.finish()
    if len(used) != 3:
        raise FormatError(f"{record.where}: lemmas has {len(used)} entries, but there are 3 cases")
    return Cases(
        S, tuple(_reference(entry, f"{record.where}, lemma for case {i}") for i, entry in enumerate(used))
    )


def _reference(content: Any, where: str) -> Reference:
    record = Record(content, where)
    symmetry = Symmetry(record.integers("permutation"), record.boolean("negated"))
    reference = Reference(record.integer("lemma"), symmetry)
    record.finish()
    return reference


def _family(record: Record, key: str, space: ConformingSpace) -> int:
    subsets = [_subset(name, space, f"{record.where}: {key}") for name in record.list(key)]
    if len(set(subsets)) < len(subsets):
        raise FormatError(f"{record.where}: {key} has a set twice: {shown(record.entry(key))}")
    return sum(1 << S for S in subsets)


def _multipliers(record: Record, key: str, space: ConformingSpace) -> Multipliers:
    entries = record.entry(key)
    if not isinstance(entries, dict) or not all(map(is_integer, entries.values())):
        record.wrong(key, "an object with integers")
    return tuple((_subset(name, space, f"{record.where}: {key}"), value) for name, value in entries.items())


def _subset(name: Any, space: ConformingSpace, where: str) -> Subset:
    # All names of sets are few, and a string of other digits could be long.
    if (
        isinstance(name, str)
        and len(name) < space.n
        and name.isascii()
        and name.isdigit()
        and "0" not in name
    ):
        S = subset(name)
        if S in space.forms and named(S) == name:
            return S
    raise FormatError(
        f"{where}: {shown(name)} is no nonempty proper subset of 1, ..., {space.n}, such as '13'"
    )
