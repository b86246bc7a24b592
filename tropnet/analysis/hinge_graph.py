r"""Networks of hinges in which every hinge may use the inputs and all hinges before it.

A *sheet* is an affine form u in the inputs and in hinges of earlier rounds; its *hinge* :math:`\max(u, 0)` is a new
variable.  The outputs are affine forms in all variables.  Nothing is passed through a round here: a form that skips
rounds just names the variables that it is made of.  So the network is one triangular system of linear forms, and

* two sheets are positive multiples of each other, or mirrored, exactly if their primitive rows are equal or opposite;
* a hinge that is known as a linear form in other variables is removed by substitution;
* a hinge that no other form names is not needed.

Variables are numbered: first the inputs, then the hinges, round by round; the constant is the variable
:data:`~tropnet.networks.hinges.CONSTANT`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm

import numpy as np

from tropnet.exact.arrays import RationalArray
from tropnet.exact.integers import Integers, integer_product, zeros
from tropnet.networks.hinges import CONSTANT, Form, HingeNetwork

__all__ = ["HingeGraph", "combined", "matrix_of", "sheet_values", "variable", "variables_of", "with_hinges"]


@dataclass(frozen=True)
class HingeGraph:
    """Rounds of sheets, and outputs.

    Attributes
    ----------
    input_dim : int
    rounds : tuple of tuples of Form
        The sheets of each round, with coprime integer coefficients, in the inputs and the hinges of earlier rounds.
    outputs : tuple of Form
    """

    input_dim: int
    rounds: tuple[tuple[Form, ...], ...]
    outputs: tuple[Form, ...]

    @classmethod
    def from_hinges(cls, network: HingeNetwork) -> HingeGraph:
        r"""The same function, with what is passed through the rounds written out.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> from tropnet.networks.hinges import hinges
        >>> from tropnet.networks.stages import stages
        >>> HingeGraph.from_hinges(hinges(stages(Network.from_arrays([[[1], [-1]], [[1, 1]]]))))    # 2 max(x, 0) - x
        HingeGraph(input_dim=1, rounds=((Form(coefficients={0: 1}, denominator=1),),),
        outputs=(Form(coefficients={1: 2, 0: -1}, denominator=1),))
        """
        n = network.input_dim
        values = [variable(i) for i in range(n)]
        rounds: list[tuple[Form, ...]] = []
        for r in network.rounds:
            forms = [combined(form, values) for form in _rows(RationalArray.from_integers(r.forms))]
            primitive = [form.primitive() for form in forms[: r.n_sheets]]
            rounds.append(tuple(Form(dict(key)) for key, _ in primitive))
            values = [variable(n + i, factor) for i, (_, factor) in enumerate(primitive)]
            values += [forms[i] for i in r.passed]
            n += r.n_sheets
        outputs = tuple(combined(form, values) for form in _rows(network.output))
        return cls(network.input_dim, tuple(rounds), outputs)

    @property
    def first_variable(self) -> tuple[int, ...]:
        """The number of the first hinge of each round, and one more than the last hinge."""
        return tuple(np.cumsum([self.input_dim, *map(len, self.rounds)]).tolist())

    @property
    def n_sheets(self) -> int:
        """The number of sheets of all rounds."""
        return sum(map(len, self.rounds))

    @property
    def is_zero(self) -> bool:
        """Whether all outputs are formally zero."""
        return not any(form.coefficients for form in self.outputs)

    def pruned(self) -> HingeGraph:
        """The same outputs without the sheets that they do not need, nor empty rounds.

        Examples
        --------
        >>> x, h = variable(0), variable(1)
        >>> HingeGraph(1, ((x, x * Fraction(-1)), (h,)), (h,)).pruned().rounds
        ((Form(coefficients={0: 1}, denominator=1),),)
        """
        used = variables_of(self.outputs)
        kept: list[tuple[int, Form]] = []
        for first, sheets in zip(reversed(self.first_variable[:-1]), reversed(self.rounds), strict=True):
            own = [(first + i, form) for i, form in enumerate(sheets) if first + i in used]
            used |= variables_of(form for _, form in own)
            kept = own + kept
        return self._renumbered(
            [[pair for pair in kept if a <= pair[0] < b] for a, b in pairwise(self.first_variable)]
        )

    def leveled(self) -> HingeGraph:
        """The same sheets, each in the first round in which it can be computed.

        Examples
        --------
        >>> x = variable(0)
        >>> HingeGraph(1, ((x,), (x * Fraction(-1),)), (variable(2),)).leveled().rounds == ((x, x * Fraction(-1)),)
        True
        """
        levels = [0] * self.input_dim
        for form in self._sheets:
            levels.append(1 + max((levels[v] for v in variables_of([form])), default=0))
        rounds: list[list[tuple[int, Form]]] = [[] for _ in range(max(levels, default=0))]
        for number, form in enumerate(self._sheets, self.input_dim):
            rounds[levels[number] - 1].append((number, form))
        return self._renumbered(rounds)

    @property
    def _sheets(self) -> list[Form]:
        return [form for sheets in self.rounds for form in sheets]

    def _renumbered(self, rounds: Iterable[Sequence[tuple[int, Form]]]) -> HingeGraph:
        """The graph of some sheets, given with their old numbers, in new rounds."""
        values = {i: i for i in range(self.input_dim)} | {CONSTANT: CONSTANT}
        found = []
        for sheets in rounds:
            if sheets:
                found.append(tuple(_renamed(form, values) for _, form in sheets))
                for number, _ in sheets:
                    values[number] = len(values) - 1
        return HingeGraph(
            self.input_dim, tuple(found), tuple(_renamed(form, values) for form in self.outputs)
        )

    def values_at(self, points: Integers) -> Integers:
        """All variables at homogeneous points (x, t) with t > 0, times t; the last column is t.

        Parameters
        ----------
        points : object array of Python integers, shape (k, input_dim + 1)

        Returns
        -------
        object array of Python integers, shape (k, input_dim + n_sheets + 1)

        Examples
        --------
        >>> x = variable(0)
        >>> HingeGraph(1, ((x, x * Fraction(-1)),), ()).values_at(np.array([[-1, 2]], dtype=object)).tolist()
        [[-1, 0, 1, 2]]
        """
        values = points
        for sheets in self.rounds:
            values = with_hinges(values, sheet_values(sheets, values))
        return values


def sheet_values(forms: Sequence[Form], values: Integers) -> Integers:
    """Integer forms in the variables with these values: (k, n_variables + 1) to (k, len(forms))."""
    columns = sorted(variables_of(forms))
    matrix, _ = matrix_of(forms, [*columns, CONSTANT])
    return integer_product(values[:, [*columns, -1]], matrix.T)


def with_hinges(values: Integers, arguments: Integers) -> Integers:
    """The values of variables with those of new hinges, before the constant."""
    return np.hstack([values[:, :-1], np.maximum(arguments, 0), values[:, -1:]])


# -- forms -----------------------------------------------------------------------------------------


def variable(number: int, factor: Fraction = Fraction(1)) -> Form:
    """A multiple of a variable."""
    return Form({number: factor.numerator}, factor.denominator) if factor else Form({})


def variables_of(forms: Iterable[Form]) -> set[int]:
    """The variables that occur in forms, without the constant."""
    found: set[int] = set()
    for form in forms:
        found.update(form.coefficients)
    return found - {CONSTANT}


def combined(form: Form, values: Sequence[Form]) -> Form:
    """A form in which every variable is replaced by a form.

    Examples
    --------
    >>> half = variable(0, Fraction(1, 2))
    >>> combined(Form({0: 1, 1: 2, CONSTANT: 3}), [variable(7), half + Form({CONSTANT: 1})])
    Form(coefficients={-1: 10, 7: 2, 0: 2}, denominator=2)
    """
    terms = [(values[i], c) for i, c in form.coefficients.items() if i != CONSTANT]
    common = lcm(*(value.denominator for value, _ in terms))
    total = {CONSTANT: form.coefficients.get(CONSTANT, 0) * common}
    for value, c in terms:
        factor = c * (common // value.denominator)
        for i, d in value.coefficients.items():
            total[i] = total.get(i, 0) + factor * d
    return Form({i: c for i, c in total.items() if c}, form.denominator * common)


def matrix_of(forms: Sequence[Form], columns: Sequence[int]) -> tuple[Integers, int]:
    """The coefficients of forms in some variables, as integers over one denominator.

    Examples
    --------
    >>> matrix, denominator = matrix_of([Form({0: 1, CONSTANT: 1}, 2), variable(1)], [0, 1, CONSTANT])
    >>> matrix.tolist(), denominator
    ([[1, 0, 1], [0, 2, 0]], 2)
    """
    denominator = lcm(*(form.denominator for form in forms))
    place = {variable: j for j, variable in enumerate(columns)}
    entries = zeros((len(forms), len(columns)))
    for row, form in zip(entries, forms, strict=True):
        factor = denominator // form.denominator
        for i, c in form.coefficients.items():
            if i in place:
                row[place[i]] = c * factor
    return entries, denominator


def _rows(matrix: RationalArray) -> list[Form]:
    """The rows of a matrix of shape (k, m + 1), the last column being the constant."""
    columns = [*range(matrix.shape[1] - 1), CONSTANT]
    return [
        Form({i: c for i, c in zip(columns, row, strict=True) if c}, matrix.denominator)
        for row in matrix.numerators.tolist()
    ]


def _renamed(form: Form, names: dict[int, int]) -> Form:
    return Form({names[i]: c for i, c in form.coefficients.items()}, form.denominator)
