r"""Networks of hinges without what can be told to be superfluous: round by round, from the inputs on.

A sheet u of a round is removed if its hinge is a known form in the variables that are left:

==================  =============================================  ==========================================
reason              proof                                          its hinge is replaced by
==================  =============================================  ==========================================
``constant``        u names no variable                            a constant
``parallel``        u = c u' for a sheet u' and some c > 0         :math:`c \max(u', 0)`
``mirrored``        u = -c u' for a sheet u' and some c > 0        :math:`c \max(u', 0) + u`
``dead``            u <= 0 on the domain                           0
``always active``   u >= 0 on the domain                           u
``dependent``       its hinge is a combination of other hinges     that combination
                    and affine forms
==================  =============================================  ==========================================

and as ``unused`` if no form needs its hinge.  What one round loses, makes more forms of the next rounds equal.

**The sign of a sheet.**  Sample points at which u is positive, and others at which it is negative, show that u bends.
The other sheets are decided by bounds (:mod:`tropnet.analysis.extents`; for forms in the inputs these are exact), and
where these do not tell, by a *judge*, who may look at the cells of the rounds before.  If the judge declines, there are
relaxations, and a search for points of either sign: from the best sample on, as far as the gradient there points.

**Dependence.**  In the first round there is none: hinges of different hyperplanes that meet the interior of the domain
are independent modulo affine functions, as each is bent where no other is.  In later rounds the values at sample points
are a matrix; if its columns are independent, so are the functions.  If not, a *prover* is asked whether the
combinations of its nullspace vanish everywhere; if one does not, it gives a point, and the matrix gets a row more.
So each question but the last one lowers the dimension of the nullspace.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from tropnet.analysis.extents import Extents
from tropnet.analysis.hinge_graph import (
    HingeGraph,
    combined,
    matrix_of,
    sheet_values,
    variable,
    variables_of,
    with_hinges,
)
from tropnet.analysis.layering import Lines
from tropnet.exact.arrays import RationalArray
from tropnet.exact.integers import Integers, integer_product
from tropnet.exact.matrix import nullspace, row_space
from tropnet.networks.hinges import CONSTANT, Form
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["Methods", "Reduction", "reduced"]

SAMPLES = 48
CLIMBS = 8
MOST_DEPENDENT = 256
"""Dependences are looked for among so many functions at most."""

Judge = Callable[[HingeGraph], "Sequence[int] | None"]
"""Signs of the sheets of the last round of a graph: 1 if never negative, -1 if never positive, 0 if both; None if it
is too hard."""

Prover = Callable[[HingeGraph], "Integers | str"]
"""A point (x, t) at which an output is not zero; or "zero" if there is none, "undecided" if it is too hard."""

Key = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Methods:
    """How the reduction decides what costs more than a look at the rows.

    Attributes
    ----------
    relaxations : bool
        Whether linear programs are solved for sheets that the judge does not decide.
    judge : callable, optional
    prover : callable, optional
    """

    relaxations: bool = False
    judge: Judge | None = None
    prover: Prover | None = None


@dataclass
class Reduction:
    """A graph of hinges that has been reduced.

    Attributes
    ----------
    graph : HingeGraph
        Unused sheets are still there.
    extents : Extents
        Of its sheets.
    lines : list of Lines
        For each round, the forms of sheets that were always active or mirrored.
    removed : Counter
        The number of sheets for each reason.
    n_undecided : int
        The sheets that are kept because nothing tells whether they bend, or depend on others.
    points : object array of Python integers, shape (k, input_dim + 1)
        Interior points of the domain, as rows (x, t).
    values : object array of Python integers, shape (k, input_dim + n_sheets + 1)
        The variables at these points.
    """

    graph: HingeGraph
    extents: Extents
    lines: list[Lines]
    removed: Counter[str]
    n_undecided: int
    points: Integers
    values: Integers


def reduced(
    graph: HingeGraph,
    within: Polyhedron | None = None,
    methods: Methods | None = None,
    *,
    mirrored: Sequence[int] = (),
    across_rounds: bool = False,
) -> Reduction:
    """A graph without the sheets that are superfluous on a domain.

    Parameters
    ----------
    graph : HingeGraph
    within : Polyhedron, optional
    methods : Methods, optional
        Bounds by intervals alone, unless given.
    mirrored : sequence of int
        Variables, the sheets of which the given network had with both signs.
    across_rounds : bool
        Whether a sheet may be replaced by one of an earlier round.

    Examples
    --------
    >>> from tropnet.polyhedra.bodies import box
    >>> x = variable(0)
    >>> shifted = Form({0: 1, CONSTANT: 3})
    >>> graph = HingeGraph(1, ((x, shifted), (Form({1: 1, 2: 1}), Form({1: -1}))), (Form({3: 1, 4: 1}),))
    >>> found = reduced(graph, box([-1], [1]))       # x + 3 and the sum are active, -max(x, 0) is dead
    >>> found.graph.rounds == ((x,), ()), found.graph.outputs == (shifted + variable(1),)
    (True, True)
    >>> sorted(found.removed.items())
    [('always active', 2), ('dead', 1)]
    """
    work = _Work(graph, within, methods or Methods(), across_rounds)
    for first, sheets in zip(graph.first_variable, graph.rounds, strict=False):
        work.take(sheets, [v - first for v in mirrored if first <= v < first + len(sheets)])
    outputs = tuple(combined(form, work.values_of) for form in graph.outputs)
    found = HingeGraph(graph.input_dim, tuple(work.rounds), outputs)
    return Reduction(
        found, work.extents, work.lines, work.removed, len(work.undecided), work.points, work.values
    )


@dataclass
class _Round:
    """The sheets of a round that differ, and its given sheets as multiples of them."""

    sheets: list[Form] = field(default_factory=list)
    active: list[Form] = field(default_factory=list)
    mirrored: list[Form] = field(default_factory=list)


class _Work:
    """The rounds that are done."""

    def __init__(
        self, graph: HingeGraph, within: Polyhedron | None, methods: Methods, across_rounds: bool
    ) -> None:
        n = graph.input_dim
        self.methods = methods
        self.across_rounds = across_rounds
        self.extents = Extents(n, within)
        self.values_of = [variable(i) for i in range(n)]
        self.rounds: list[tuple[Form, ...]] = []
        self.lines: list[Lines] = []
        self.removed: Counter[str] = Counter()
        self.undecided: set[Key] = set()
        self.known: dict[Key, int] = {}
        widths = [len(sheets) for sheets in graph.rounds[1:] if len(sheets) <= MOST_DEPENDENT]
        count = SAMPLES + (max(widths, default=0) if methods.prover else 0)
        self.points = self.values = self.extents.samples(count, graph.rounds[0] if graph.rounds else ())

    @property
    def n_variables(self) -> int:
        return len(self.values[0]) - 1 if len(self.values) else 0

    def take(self, given: Sequence[Form], mirrored: Sequence[int]) -> None:
        """Reduce one more round."""
        if not self.across_rounds:
            self.known = {}
        forms = [combined(form, self.values_of) for form in given]
        lines = _Round(mirrored=[forms[i] for i in mirrored])
        new = self._distinct(forms, lines)
        values = self._settled(new, lines)
        self.values_of += [self._hinge(form, values) for form in forms]
        self.lines.append(_lines(lines, values))

    def _distinct(self, forms: Sequence[Form], lines: _Round) -> list[Form]:
        """The sheets that are neither constant nor multiples of earlier ones."""
        found: dict[Key, Form] = {}
        for form in forms:
            key, _ = form.primitive()
            if form.is_constant:
                self.removed["constant"] += 1
            elif key in found or key in self.known:
                self.removed["parallel"] += 1
            elif _opposite(key) in found or _opposite(key) in self.known:
                self.removed["mirrored"] += 1
                lines.mirrored.append(form)
            else:
                found[key] = Form(dict(key))
        return list(found.values())

    def _hinge(self, form: Form, values: dict[Key, Form]) -> Form:
        """The hinge of a form whose sheet, or the opposite one, is settled."""
        if form.is_constant:
            return variable(CONSTANT, max(form.constant, Fraction(0)))
        key, factor = form.primitive()
        if key in values:
            return values[key] * factor
        if key in self.known:
            return variable(self.known[key], factor)
        opposite = _opposite(key)
        hinge = values[opposite] if opposite in values else variable(self.known[opposite])
        return hinge * factor + form

    def _settled(self, sheets: list[Form], lines: _Round) -> dict[Key, Form]:
        """The hinges of distinct sheets, by their keys; those that are needed become variables."""
        values: dict[Key, Form] = {}
        for form, sign in zip(sheets, self._signs(sheets), strict=True):
            key, _ = form.primitive()
            if sign < 0:
                self.removed["dead"] += 1
                values[key] = Form({})
            elif sign > 0:
                self.removed["always active"] += 1
                values[key] = form
                lines.active.append(form)
            else:
                lines.sheets.append(form)
        n = self.n_variables
        replaced = self._dependent(lines)
        kept = [i for i in range(len(lines.sheets)) if i not in replaced]
        renamed = [variable(v) for v in range(n)] + [Form({})] * len(lines.sheets)
        for number, i in enumerate(kept, n):
            renamed[n + i] = variable(number)
        for i, form in enumerate(lines.sheets):
            key, _ = form.primitive()
            values[key] = combined(replaced[i], renamed) if i in replaced else renamed[n + i]
        self._append([lines.sheets[i] for i in kept])
        return values

    def _append(self, sheets: list[Form]) -> None:
        for number, form in enumerate(sheets, self.n_variables):
            self.extents.append(form)
            self.known[form.primitive()[0]] = number
        self.rounds.append(tuple(sheets))
        self.values = with_hinges(self.values, sheet_values(sheets, self.values))

    # -- signs -------------------------------------------------------------------------------------

    def _signs(self, sheets: list[Form]) -> list[int]:
        """1 for sheets that are never negative on the domain, -1 for those that are never positive, else 0."""
        seen = sheet_values(sheets, self.values)
        bends = (seen > 0).any(axis=0) & (seen < 0).any(axis=0)
        signs = [0] * len(sheets)
        unknown: list[int] = []
        for i in np.flatnonzero(~bends).tolist():
            signs[i] = self.extents.of(sheets[i]).sign
            if not signs[i] and not self.extents.is_exact(sheets[i]):
                unknown.append(i)
        for i, sign in zip(unknown, self._judged([sheets[i] for i in unknown]), strict=True):
            signs[i] = sign
        return signs

    def _judged(self, sheets: list[Form]) -> Sequence[int]:
        """The signs of sheets that neither samples nor intervals tell."""
        if not sheets:
            return []
        if self.methods.judge:
            graph = HingeGraph(self.extents.dim, (*self.rounds, tuple(sheets)), ())
            hinges = tuple(variable(self.n_variables + i) for i in range(len(sheets)))
            judged = self.methods.judge(HingeGraph(graph.input_dim, graph.rounds, hinges).pruned())
            if judged is not None:
                return judged
        signs = [0] * len(sheets)
        for i, form in enumerate(sheets):
            if self.methods.relaxations:
                signs[i] = self.extents.relaxed(form).sign
            if not (
                signs[i] or (self.methods.relaxations and self._climbs(form, 1) and self._climbs(form, -1))
            ):
                self.undecided.add(form.primitive()[0])
        return signs

    def _climbs(self, form: Form, sign: int) -> bool:
        """Whether a point is found at which a form has a sign, from the best sample on along its gradients."""
        heights = sheet_values([form], self.values)[:, 0] * sign
        best = max(range(len(heights)), key=lambda k: Fraction(heights[k], self.values[k, -1]))
        height, values = Fraction(heights[best], self.values[best, -1]), self.values[best]
        for _ in range(CLIMBS):
            if height > 0:
                return True
            linear = self.extents.linear_at(form, values) * Fraction(sign)
            points = np.array(self.extents.towards(linear), dtype=object).reshape(-1, self.extents.dim + 1)
            reached = HingeGraph(self.extents.dim, tuple(self.rounds), ()).values_at(points)
            found = sheet_values([form], reached)[:, 0] * sign
            higher = [(Fraction(h, v[-1]), k) for k, (h, v) in enumerate(zip(found, reached, strict=True))]
            if not higher or max(higher)[0] <= height:
                return False
            height, values = max(higher)[0], reached[max(higher)[1]]
        return height > 0

    # -- dependence --------------------------------------------------------------------------------

    def _dependent(self, lines: _Round) -> dict[int, Form]:
        """Sheets of the round whose hinges are combinations of others, and these combinations.

        Variables behind those that are known stand for the hinges of the round.
        """
        is_first = all(v < self.extents.dim for v in variables_of(lines.sheets))
        if self.methods.prover is None or is_first:
            return {}
        n, k = self.n_variables, len(lines.sheets)
        others = list(lines.active + lines.mirrored)
        if self.across_rounds:
            others = [variable(v) for v in range(n)]
        functions = [*others, variable(CONSTANT), *(variable(n + i) for i in range(k))]
        if len(functions) > MOST_DEPENDENT + SAMPLES:
            return {}
        rounds = (*self.rounds, tuple(lines.sheets))
        while True:
            relations = self._relations(functions, lines.sheets)
            # Echelon from the last function on: each relation has a hinge of its own, or is one of the others alone.
            outputs = [_combination(relation, functions) for relation in relations]
            outputs = [form for form in outputs if any(v >= n for v in form.coefficients)]
            if not outputs:
                return {}
            answer = self.methods.prover(HingeGraph(self.extents.dim, rounds, tuple(outputs)).pruned())
            if isinstance(answer, str):
                break
            self._add_point(answer)
        last = [max(form.coefficients) for form in outputs]
        if answer != "zero":
            self.undecided.update(lines.sheets[v - n].primitive()[0] for v in last)
            return {}
        self.removed["dependent"] += len(outputs)
        return {v - n: _solved(form, v) for form, v in zip(outputs, last, strict=True)}

    def _relations(self, functions: Sequence[Form], sheets: Sequence[Form]) -> RationalArray:
        """The linear relations between the values at the samples, in echelon form from the right."""
        values = with_hinges(self.values, sheet_values(sheets, self.values))
        columns = [*range(values.shape[1] - 1), CONSTANT]
        matrix, _ = matrix_of(functions, columns)
        found = nullspace(integer_product(values, matrix.T))
        return row_space(found[:, ::-1])[:, ::-1] if len(found) else found

    def _add_point(self, point: Integers) -> None:
        self.points = np.vstack([self.points, point])
        values = HingeGraph(self.extents.dim, tuple(self.rounds), ()).values_at(point[None])
        self.values = np.vstack([self.values, values])


def _lines(found: _Round, values: dict[Key, Form]) -> Lines:
    """The affine forms that a round has, given what became of its hinges."""
    active, mirrored = list(found.active), []
    for form in found.mirrored:
        key, _ = form.primitive()
        base = key if key in values else _opposite(key)
        if base not in values:
            continue
        sheet, hinge = Form(dict(base)), values[base]
        if not hinge.coefficients:
            active.append(sheet * Fraction(-1))
        elif hinge != sheet:
            mirrored.append(sheet)
    return Lines(tuple(active), tuple(mirrored))


def _solved(form: Form, v: int) -> Form:
    """What a variable is where a form vanishes."""
    rest = Form({i: c for i, c in form.coefficients.items() if i != v}, form.denominator)
    return rest * Fraction(-form.denominator, form.coefficients[v])


def _combination(relation: RationalArray, functions: Sequence[Form]) -> Form:
    """The combination of functions with these coefficients."""
    total = combined(Form({i: c for i, c in enumerate(relation.numerators.tolist()) if c}), functions)
    return total * Fraction(1, relation.denominator)


def _opposite(key: Key) -> Key:
    return tuple((i, -c) for i, c in key)
