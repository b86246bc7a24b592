r"""Properties of networks in VNN-LIB, version 1.0.

::

    ; the output is at most 1 for inputs between 0 and 1/10
    (declare-const X_0 Real)
    (declare-const Y_0 Real)
    (assert (>= X_0 0))
    (assert (<= X_0 0.1))
    (assert (or (and (>= Y_0 1)) (and (<= Y_0 -1.0))))

A file is a list of commands of SMT-LIB.  The inputs are named ``X_0, X_1, ...``, the outputs ``Y_0, Y_1, ...``;
every assertion must hold at a *counterexample* of the property.  Assertions are made of ``<=`` and ``>=`` between
linear terms, with ``and`` and ``or``; terms of ``+``, ``-``, ``*`` and ``/`` of which all but one factor are
constant.  Decimals are the decimal fractions that they are written as.

What is returned is the disjunctive normal form: finitely many systems of inequalities :math:`a x + c y \le b`.

Source
------
S. Demarchi, D. Guidotti, L. Pulina and A. Tacchella, Supporting standardization of neural networks verification with
VNN-LIB and CoCoNet, 2023; C. Barrett, P. Fontaine and C. Tinelli, The SMT-LIB standard, version 2.6, 2017.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple, NoReturn, TypeAlias

from tropnet.errors import FormatError
from tropnet.exact.arrays import RationalArray
from tropnet.exact.numbers import as_fraction
from tropnet.networks.io.guards import LARGEST_FILE, AnyPath, meant, read_bytes

__all__ = ["Query", "from_vnnlib", "read_vnnlib"]

LARGEST_NESTING = 200
LARGEST_NORMAL_FORM = 20_000
"""Systems in a normal form; a conjunction of k disjunctions of two has 2^k."""

_TOKEN = re.compile(r"(?P<space>\s+|;[^\n]*)|(?P<paren>[()])|(?P<word>[^\s();]+)")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_VARIABLE = re.compile(r"(?P<kind>[XY])_(?P<number>0|[1-9]\d{0,8})")
_SILENT = {"set-logic", "set-info", "set-option", "check-sat", "get-model", "exit"}


class Query(NamedTuple):
    """What a file asks: whether some input and its output satisfy one of several systems.

    Attributes
    ----------
    n_inputs, n_outputs : int
    cases : tuple of RationalArray, shape (k, n_inputs + n_outputs + 1)
        The rows (a, c, b) of inequalities a.x + c.y <= b.
    """

    n_inputs: int
    n_outputs: int
    cases: tuple[RationalArray, ...]


def read_vnnlib(path: AnyPath, max_bytes: int = LARGEST_FILE) -> Query:
    """The query in a file.

    Raises
    ------
    InputError
        If the file cannot be read.
    FormatError
        If it is larger than ``max_bytes``, or malformed; the message names the line and the column.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "small.vnnlib")
    ...     _ = path.write_text("(declare-const X_0 Real) (assert (<= X_0 1/2))".replace("1/2", "0.5"))
    ...     read_vnnlib(path)
    Query(n_inputs=1, n_outputs=0, cases=(RationalArray([[1, 1/2]]),))
    """
    content = read_bytes(path, max_bytes)
    with meant(str(path)):
        return from_vnnlib(content)


def from_vnnlib(text: str | bytes) -> Query:
    """The query in a text.

    Raises
    ------
    FormatError
        If the text is malformed; the message names the line and the column.

    Examples
    --------
    >>> query = from_vnnlib('''
    ...     (declare-const X_0 Real) (declare-const Y_0 Real)
    ...     (assert (and (>= X_0 0) (<= X_0 1e-1)))
    ...     (assert (or (>= Y_0 (* 2 X_0)) (<= (+ Y_0 1) 0)))''')
    >>> for rows in query.cases:
    ...     print(rows)
    RationalArray([[-1, 0, 0], [1, 0, 1/10], [2, -1, 0]])
    RationalArray([[-1, 0, 0], [1, 0, 1/10], [0, 1, -1]])
    >>> from_vnnlib("(assert (<= X_0 1))")
    Traceback (most recent call last):
    tropnet.errors.FormatError: line 1, column 13: 'X_0' is not declared; write (declare-const X_0 Real) before
    """
    if isinstance(text, bytes):
        try:
            text = text.decode()
        except UnicodeDecodeError as error:
            raise FormatError(f"the text is not in UTF-8: {error.reason} at byte {error.start}") from error
    declared: dict[str, _Atom] = {}
    normal_form: _NormalForm = [()]
    for command in _expressions(text):
        if isinstance(command, _Atom) or not command.items or not isinstance(command.items[0], _Atom):
            _refuse(command, "a command in parentheses is expected, such as (assert (<= X_0 1))")
        head = command.items[0]
        if head.text == "declare-const":
            _declare(command, declared)
        elif head.text == "assert":
            normal_form = _meet(normal_form, _formula(_only(command, 1)[0], declared), command)
        elif head.text not in _SILENT:
            _refuse(head, f"{head.text!r} is no command of VNN-LIB; there are declare-const and assert")
    n_inputs, n_outputs = (_count(declared, kind) for kind in "XY")
    columns = {**{f"X_{i}": i for i in range(n_inputs)}, **{f"Y_{j}": n_inputs + j for j in range(n_outputs)}}
    return Query(n_inputs, n_outputs, tuple(_matrix(system, columns) for system in normal_form))


# -- parentheses ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Atom:
    """A word, and the line and column where it begins."""

    text: str
    line: int
    column: int


@dataclass(frozen=True)
class _List:
    """What stands between two parentheses."""

    items: list[_Expression]
    line: int
    column: int


_Expression: TypeAlias = _Atom | _List


def _refuse(where: _Expression, reason: str) -> NoReturn:
    raise FormatError(f"line {where.line}, column {where.column}: {reason}")


def _expressions(text: str) -> list[_Expression]:
    """The expressions of a text, one behind the other."""
    found: list[_Expression] = []
    open_lists: list[_List] = []
    line, begin = 1, 0
    for match in _TOKEN.finditer(text):
        word, column = match.group(), match.start() - begin + 1
        if match.lastgroup == "space":
            if "\n" in word:
                line += word.count("\n")
                begin = match.start() + word.rindex("\n") + 1
            continue
        if word == "(":
            open_lists.append(_List([], line, column))
            if len(open_lists) > LARGEST_NESTING:
                _refuse(open_lists[-1], f"more than {LARGEST_NESTING} parentheses are open")
            continue
        done: _Expression = _Atom(word, line, column)
        if word == ")":
            if not open_lists:
                _refuse(done, "there is no open parenthesis; remove this one")
            done = open_lists.pop()
        (open_lists[-1].items if open_lists else found).append(done)
    if open_lists:
        _refuse(open_lists[-1], "this parenthesis is never closed")
    return found


def _only(expression: _List, count: int) -> list[_Expression]:
    """The arguments of an operator, which are so many."""
    head, *arguments = expression.items
    if len(arguments) != count:
        assert isinstance(head, _Atom)
        _refuse(expression, f"{head.text!r} takes {count} arguments, but {len(arguments)} are given")
    return arguments


def _operator(expression: _Expression, what: str) -> tuple[str, list[_Expression]]:
    """The operator of an expression in parentheses, and its arguments."""
    if isinstance(expression, _Atom):
        _refuse(expression, f"{what} is expected, found {expression.text!r}")
    if not expression.items or not isinstance(expression.items[0], _Atom):
        _refuse(expression, f"{what} is expected, which begins with an operator")
    return expression.items[0].text, expression.items[1:]


# -- declarations --------------------------------------------------------------------------------------


def _declare(command: _List, declared: dict[str, _Atom]) -> None:
    name, sort = _only(command, 2)
    if not isinstance(name, _Atom) or not _VARIABLE.fullmatch(name.text):
        _refuse(name, "variables are named X_0, X_1, ... and Y_0, Y_1, ...")
    if not isinstance(sort, _Atom) or sort.text != "Real":
        _refuse(sort, f"{name.text} must be declared as Real")
    if name.text in declared:
        _refuse(name, f"{name.text!r} is declared twice, first in line {declared[name.text].line}")
    declared[name.text] = name


def _count(declared: dict[str, _Atom], kind: str) -> int:
    """How many inputs, or outputs, there are; their numbers have no gap."""
    names = [name for name in declared if name[0] == kind]
    for name in names:
        if int(name[2:]) >= len(names):
            missing = next(i for i in range(len(names)) if f"{kind}_{i}" not in declared)
            _refuse(
                declared[name], f"{name!r} is declared, but {kind}_{missing} is not; the numbers begin with 0"
            )
    return len(names)


# -- terms and formulas --------------------------------------------------------------------------------


_Term = dict[str, Fraction]
"""A linear term: the coefficients of variables, and of "" for the constant; no zeros."""

_System = tuple[_Term, ...]
"""Terms that are at most 0."""

_NormalForm = list[_System]


def _formula(expression: _Expression, declared: dict[str, _Atom]) -> _NormalForm:
    """The disjunctive normal form of a formula."""
    operator, arguments = _operator(expression, "a condition, such as (<= X_0 1),")
    if operator == "or":
        found = [system for part in arguments for system in _formula(part, declared)]
        _check_size(len(found), expression)
        return found
    if operator == "and":
        normal_form: _NormalForm = [()]
        for part in arguments:
            normal_form = _meet(normal_form, _formula(part, declared), expression)
        return normal_form
    if operator in {"<=", ">="}:
        if len(arguments) < 2:
            _refuse(expression, f"{operator!r} compares two terms, but {len(arguments)} are given")
        terms = [_term(part, declared) for part in arguments]
        ordered = terms if operator == "<=" else terms[::-1]
        return [tuple(_sum(low, _times(high, Fraction(-1))) for low, high in pairwise(ordered))]
    _refuse(
        expression, f"{operator!r} is no condition of VNN-LIB 1.0; there are <= and >=, which and, or join"
    )


def _meet(left: _NormalForm, right: _NormalForm, where: _Expression) -> _NormalForm:
    """The normal form of the conjunction."""
    _check_size(len(left) * len(right), where)
    return [first + second for first in left for second in right]


def _check_size(size: int, where: _Expression) -> None:
    if size > LARGEST_NORMAL_FORM:
        _refuse(where, f"the normal form has {size} systems; {LARGEST_NORMAL_FORM} at most are read")


def _term(expression: _Expression, declared: dict[str, _Atom]) -> _Term:
    """A linear term."""
    if isinstance(expression, _Atom):
        return _word(expression, declared)
    operator, arguments = _operator(expression, "a term")
    terms = [_term(part, declared) for part in arguments]
    if operator not in {"+", "-", "*", "/"}:
        _refuse(expression, f"{operator!r} is no operator of linear terms; there are +, -, * and /")
    if not terms:
        _refuse(expression, f"{operator!r} has no arguments")
    if operator == "+":
        return _sum(*terms)
    if operator == "-":
        first = terms.pop(0) if len(terms) > 1 else {}
        return _sum(first, *(_times(term, Fraction(-1)) for term in terms))
    return _product(terms, expression) if operator == "*" else _quotient(terms, expression)


def _word(atom: _Atom, declared: dict[str, _Atom]) -> _Term:
    if _NUMBER.fullmatch(atom.text):
        with meant(f"line {atom.line}, column {atom.column}"):
            value = as_fraction(atom.text)
        return {"": value} if value else {}
    if atom.text in declared:
        return {atom.text: Fraction(1)}
    if _VARIABLE.fullmatch(atom.text):
        _refuse(atom, f"{atom.text!r} is not declared; write (declare-const {atom.text} Real) before")
    _refuse(atom, f"{atom.text!r} is no number and no variable")


def _product(terms: list[_Term], where: _Expression) -> _Term:
    variable = [term for term in terms if term.keys() - {""}]
    if len(variable) > 1:
        _refuse(where, "a product of two terms with variables is not linear")
    found = variable[0] if variable else {"": Fraction(1)}
    for term in terms:
        if term not in variable:
            found = _times(found, term.get("", Fraction(0)))
    return found


def _quotient(terms: list[_Term], where: _Expression) -> _Term:
    found, *divisors = terms
    for divisor in divisors:
        if divisor.keys() != {""}:
            _refuse(where, "divisors must be numbers that are not 0")
        found = _times(found, 1 / divisor[""])
    return found


def _sum(*terms: _Term) -> _Term:
    total: _Term = {}
    for term in terms:
        for name, coefficient in term.items():
            total[name] = total.get(name, Fraction(0)) + coefficient
    return {name: coefficient for name, coefficient in total.items() if coefficient}


def _times(term: _Term, factor: Fraction) -> _Term:
    return {name: coefficient * factor for name, coefficient in term.items()} if factor else {}


def _matrix(system: _System, columns: dict[str, int]) -> RationalArray:
    """The rows (a, c, b) of a system, without those that are there already."""
    width = len(columns) + 1
    rows: dict[tuple[Fraction, ...], None] = {}
    for term in system:
        row = [Fraction(0)] * width
        for name, coefficient in term.items():
            row[columns.get(name, -1)] = coefficient if name else -coefficient
        rows[tuple(row)] = None
    return RationalArray(list(rows)) if rows else RationalArray.zeros((0, width))
