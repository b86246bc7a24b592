r"""Any network as affine maps and hinges: the form in which one slicing operation is enough.

A *hinge* is :math:`u^+ = \max(u, 0)`.  Every gate is an affine combination of hinges:

* a piecewise linear function with break points :math:`b_i` and slopes :math:`s_i` is
  :math:`f(z) = f(b_1) + s_0 (z - b_1) + \sum_i (s_i - s_{i-1}) (z - b_i)^+`;
* a maximum is :math:`\max(a, b) = a + (b - a)^+`, and more than two numbers play a knock-out tournament.

So a staged network becomes rounds of hinges.  In a round the variables are :math:`v_1, \dots, v_m` and the
constant :math:`t = 1`; each :math:`u` is a linear form in them.  A form is kept as a *primitive* integer row,
which changes it by a positive factor that the weights behind it take up, and equal or opposite rows are one
*sheet*: :math:`(-u)^+ = u^+ - u`.  Hence duplicate, parallel and mirrored neurons cost nothing and never meet
in a tie, and constant ones are no sheets at all.  The network's own neurons remain readable: the
:class:`Readout` of a neuron tells its linear piece from the signs of the sheets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import gcd, lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tropnet.exact.arrays import RationalArray, concatenate
from tropnet.exact.integers import integer_product
from tropnet.networks.activations import MaxGate, PiecewiseLinearFunction1D
from tropnet.networks.stages import StagedNetwork

__all__ = ["HingeNetwork", "Indicator", "Readout", "Round", "hinges"]

Integers = NDArray[np.object_]
Signs = NDArray[np.int8]
Key = tuple[tuple[int, int], ...]
"""A primitive row: pairs of a variable and a coprime integer coefficient, sorted."""

CONSTANT = -1
"""The number of the variable t."""


@dataclass(frozen=True)
class Indicator:
    """Whether a form is positive: a sheet's sign times ``orientation``, or a constant.

    Attributes
    ----------
    sheet : int
        The number of the sheet, counted through all rounds; -1 for a constant.
    orientation : int
        1 or -1; for a constant 1 where it is positive, else 0.
    """

    sheet: int
    orientation: int

    def __call__(self, signs: Signs) -> NDArray[np.bool_]:
        """Where the form is positive, for sign vectors of shape (k, n_sheets)."""
        if self.sheet < 0:
            return np.full(len(signs), self.orientation > 0)
        positive: NDArray[np.bool_] = signs[:, self.sheet] == self.orientation
        return positive


@dataclass(frozen=True)
class Readout:
    """The linear piece of a neuron, from the signs of the sheets.

    Attributes
    ----------
    thresholds : tuple of Indicator
        For a function of one variable: one per break point; the piece is the number of those that hold.
    matches : tuple of (int, int, Indicator)
        For a maximum: in order of play, the places of the two sides, and whether the second wins; the winner
        takes the place of the first.
    """

    thresholds: tuple[Indicator, ...] = ()
    matches: tuple[tuple[int, int, Indicator], ...] = ()

    @property
    def n_pieces(self) -> int:
        """The number of linear pieces of the neuron."""
        return 1 + len(self.thresholds) + len(self.matches)

    @property
    def has_false_walls(self) -> bool:
        """Whether a sheet may separate cells of equal pattern: so for maxima of three numbers and more."""
        return len(self.matches) > 1

    @property
    def is_single_sheet(self) -> bool:
        """Whether the neuron has two pieces, told by one sheet: so for a ReLU that is not constant."""
        return len(self.thresholds) == 1 and self.thresholds[0].sheet >= 0

    def __call__(self, signs: Signs) -> NDArray[np.intp]:
        """The piece for each of k sign vectors, given as an array of shape (k, n_sheets)."""
        if not self.matches:
            held = [holds(signs) for holds in self.thresholds]
            return np.asarray(np.sum(held, axis=0, dtype=np.intp))
        champions: dict[int, NDArray[np.intp]] = {}
        for first, second, wins in self.matches:
            left = champions.get(first, np.full(len(signs), first))
            right = champions.get(second, np.full(len(signs), second))
            champions[first] = np.where(wins(signs), right, left)
        return champions[0]


@dataclass(frozen=True)
class Round:
    """Linear forms in the variables of a round, the first of which are bent.

    Attributes
    ----------
    forms : object array of Python integers, shape (n_forms, m + 1)
        Primitive rows; the last column multiplies the constant t.
    n_sheets : int
        The first ``n_sheets`` forms u become the variables max(u, 0) of the next round.
    passed : tuple of int
        The forms that become variables of the next round as they are, after those.
    """

    forms: Integers
    n_sheets: int
    passed: tuple[int, ...]

    @property
    def n_outputs(self) -> int:
        """The number of variables of the next round."""
        return self.n_sheets + len(self.passed)


@dataclass(frozen=True, eq=False)
class HingeNetwork:
    """A network as rounds of hinges.

    Attributes
    ----------
    input_dim : int
    rounds : tuple of Round
    output : RationalArray, shape (output_dim, m + 1)
        The outputs as linear forms in the variables behind the last round, and t.
    readouts : tuple of Readout
        One per neuron, in the order of the staged network.
    """

    input_dim: int
    rounds: tuple[Round, ...]
    output: RationalArray
    readouts: tuple[Readout, ...]
    first_sheet: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        counts = [r.n_sheets for r in self.rounds]
        object.__setattr__(self, "first_sheet", tuple(int(c) for c in np.cumsum([0, *counts])))

    @property
    def n_sheets(self) -> int:
        """The number of sheets of all rounds."""
        return self.first_sheet[-1]

    def signs_at(self, point: RationalArray) -> Signs:
        """The signs of all sheets at a point of the input space.

        Examples
        --------
        >>> from tropnet.exact.arrays import rational_array
        >>> from tropnet.networks import Network
        >>> from tropnet.networks.stages import stages
        >>> hinges(stages(Network.from_arrays([[[1], [2]], [[1, 1]]], [[0, -1], [0]]))).signs_at(
        ...     rational_array(["1/2"]))
        array([1, 0], dtype=int8)
        """
        # A common denominator as the value of t keeps everything in integers.
        variables = np.append(point.numerators, point.denominator)
        found = [np.zeros(0, np.int8)]
        for r in self.rounds:
            values = integer_product(r.forms, variables[:, None])[:, 0]
            found.append(
                (values[: r.n_sheets] > 0).astype(np.int8) - (values[: r.n_sheets] < 0).astype(np.int8)
            )
            bent = np.maximum(values[: r.n_sheets], 0)
            variables = np.concatenate([bent, values[list(r.passed)], variables[-1:]])
        return np.concatenate(found)

    def linear_forms(self, signs: Signs) -> list[Integers]:
        """The forms of each round as linear forms in (x, t), on a cell with given signs of the sheets.

        Parameters
        ----------
        signs : int8 array
            The signs of the sheets of the first rounds; one more round is returned than they cover.

        Returns
        -------
        list of object arrays of shape (n_forms, input_dim + 1)
        """
        variables = _coordinates(self.input_dim)
        found: list[Integers] = []
        for number, r in enumerate(self.rounds):
            found.append(integer_product(r.forms, _with_constant(variables)))
            if self.first_sheet[number + 1] > len(signs):
                break
            variables = self._behind(number, found[-1], signs)
        return found

    def affine_map(self, signs: Signs) -> RationalArray:
        """The outputs as linear forms in (x, t) on the cell with these signs of all sheets.

        Returns
        -------
        RationalArray, shape (output_dim, input_dim + 1)
        """
        variables = _coordinates(self.input_dim)
        if self.rounds:
            variables = self._behind(len(self.rounds) - 1, self.linear_forms(signs)[-1], signs)
        value: RationalArray = self.output @ RationalArray.from_integers(_with_constant(variables))
        return value

    def _behind(self, number: int, forms: Integers, signs: Signs) -> Integers:
        """The variables of the next round as linear forms in (x, t)."""
        r = self.rounds[number]
        own = signs[self.first_sheet[number] : self.first_sheet[number + 1]]
        bent = forms[: r.n_sheets] * (own > 0).astype(object)[:, None]
        return np.vstack([bent, forms[list(r.passed)]])

    def patterns(self, signs: Signs) -> NDArray[np.unsignedinteger[Any]]:
        """The linear pieces of all neurons, (k, n_neurons), from sign vectors of shape (k, n_sheets).

        Bytes, unless some neuron has more than 256 pieces.

        Examples
        --------
        >>> from tropnet.networks import Network
        >>> from tropnet.networks.stages import stages
        >>> mirrored = hinges(stages(Network.from_arrays([[[1], [-2]], [[1, 1]]])))
        >>> mirrored.patterns(np.array([[-1], [0], [1]], np.int8))
        array([[0, 1],
               [0, 0],
               [1, 0]], dtype=uint8)
        """
        n_pieces = max((readout.n_pieces for readout in self.readouts), default=1)
        found = np.zeros((len(signs), len(self.readouts)), np.min_scalar_type(n_pieces - 1))
        single = [i for i, r in enumerate(self.readouts) if r.is_single_sheet]
        indicators = [self.readouts[i].thresholds[0] for i in single]
        orientation = np.array([indicator.orientation for indicator in indicators], np.int8)
        sheets = [indicator.sheet for indicator in indicators]
        if sheets == list(range(len(self.readouts))):
            held: NDArray[np.uint8] = (signs[:, : len(sheets)] == orientation).view(np.uint8)
            return held
        found[:, single] = signs[:, sheets] == orientation
        for i in sorted(set(range(len(self.readouts))) - set(single)):
            found[:, i] = self.readouts[i](signs)
        return found


def hinges(staged: StagedNetwork) -> HingeNetwork:
    r"""The same function as rounds of hinges, with distinct primitive sheets.

    Examples
    --------
    The two hinges of \|x\| share one sheet:

    >>> from tropnet.networks import Network
    >>> from tropnet.networks.stages import stages
    >>> chain = hinges(stages(Network.from_arrays([[[1], [-2]], [[1, "1/2"]]])))
    >>> chain.rounds[0].forms.tolist(), chain.rounds[0].passed
    ([[1, 0]], (0,))
    >>> chain.output                      # 2 max(u, 0) - u
    RationalArray([[2, -1, 0]])
    """
    m = staged.input_dim
    values: list[Form] = [_variable(i) for i in range(m)]
    rounds: list[Round] = []
    readouts: list[Readout] = []
    n_sheets = 0
    for stage in staged.stages:
        arguments = _forms(stage.weight @ _matrix(values, m) + _constants(stage.bias, m))
        games = _games(stage.gates, arguments)
        while any(game.bend for game in games):
            played, behind = _play(games, m, n_sheets)
            rounds.append(played)
            n_sheets += played.n_sheets
            m = played.n_outputs
            for game in games:
                game.advance(behind)
        values = [game.form for game in games]
        readouts += [
            game.readout() for game, gate in zip(games, stage.gates, strict=True) if not gate.is_identity
        ]
    output = staged.weight @ _matrix(values, m) + _constants(staged.bias, m)
    return HingeNetwork(staged.input_dim, tuple(rounds), output, tuple(readouts))


# -- gates as games of hinges ----------------------------------------------------------------------


class _HingeSum:
    """A piecewise linear function of one variable on its way through the rounds."""

    def __init__(self, function: PiecewiseLinearFunction1D, argument: Form) -> None:
        self.function = function
        self.form = argument
        self.bend = [argument + _variable(CONSTANT, -b) for b in function.breakpoints]
        self.keep = [argument] if function.slopes[0] else []
        self.thresholds: list[Indicator] = []

    def advance(self, behind: _Behind) -> None:
        """Replace the forms before a round by what they are behind it."""
        if not self.bend:
            self.form = behind.line(self.form)
        else:
            f = self.function
            self.form = _variable(CONSTANT, f.intercepts[0])
            if f.slopes[0]:
                self.form = behind.line(self.keep[0]) * f.slopes[0] + self.form
            for form, (before, after) in zip(self.bend, pairwise(f.slopes), strict=True):
                hinge, indicator = behind.hinge(form)
                self.form = self.form + hinge * (after - before)
                self.thresholds.append(indicator)
        self.bend, self.keep = [], [self.form]

    def readout(self) -> Readout:
        return Readout(thresholds=tuple(self.thresholds))


class _Tournament:
    """A maximum on its way through the rounds: in each, the survivors meet in pairs."""

    def __init__(self, arguments: list[Form]) -> None:
        self.survivors = list(enumerate(arguments))
        self.matches: list[tuple[int, int, Indicator]] = []

    @property
    def form(self) -> Form:
        return self.survivors[0][1]

    @property
    def bend(self) -> list[Form]:
        pairs = zip(self.survivors[::2], self.survivors[1::2], strict=False)
        return [second + first * Fraction(-1) for (_, first), (_, second) in pairs]

    @property
    def keep(self) -> list[Form]:
        return [form for _, form in self.survivors[::2]]

    def advance(self, behind: _Behind) -> None:
        """Replace the forms before a round by what they are behind it."""
        survivors = [(place, behind.line(form)) for place, form in self.survivors[::2]]
        for i, form in enumerate(self.bend):
            hinge, indicator = behind.hinge(form)
            place, first = survivors[i]
            survivors[i] = place, first + hinge
            self.matches.append((place, self.survivors[2 * i + 1][0], indicator))
        self.survivors = survivors

    def readout(self) -> Readout:
        return Readout(matches=tuple(self.matches))


Game = _HingeSum | _Tournament


def _games(gates: Sequence[Any], arguments: list[Form]) -> list[Game]:
    games: list[Game] = []
    start = 0
    for gate in gates:
        if isinstance(gate, MaxGate):
            games.append(_Tournament(arguments[start : start + gate.arity]))
        else:
            games.append(_HingeSum(gate, arguments[start]))
        start += gate.arity
    return games


# -- one round -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Behind:
    """What the forms before a round are in the variables behind it.

    ``sheets`` numbers the sheets; ``lines`` gives the passed linear forms, by their primitive rows.
    """

    first_sheet: int
    sheets: dict[Key, int]
    lines: dict[Key, Form]

    def hinge(self, form: Form) -> tuple[Form, Indicator]:
        """The hinge of a form, and the indicator of its being positive."""
        if form.is_constant:
            value = max(form.constant, Fraction(0))
            return _variable(CONSTANT, value), Indicator(-1, int(value > 0))
        key, factor = form.primitive()
        if key in self.sheets:
            number = self.sheets[key]
            return _variable(number, factor), Indicator(self.first_sheet + number, 1)
        number = self.sheets[_opposite(key)]
        return _variable(number, factor) + self.line(form), Indicator(self.first_sheet + number, -1)

    def line(self, form: Form) -> Form:
        """A form that was passed through the round."""
        constant = _variable(CONSTANT, form.constant)
        if form.is_constant:
            return constant
        key, factor = form.linear.primitive()
        if key not in self.lines:
            key, factor = _opposite(key), -factor
        return self.lines[key] * factor + constant


def _play(games: Sequence[Game], m: int, first_sheet: int) -> tuple[Round, _Behind]:
    """The round of hinges that all games want next."""
    sheets: dict[Key, int] = {}
    kept = [form for game in games for form in game.keep]
    for form in [form for game in games for form in game.bend if not form.is_constant]:
        key, _ = form.primitive()
        if _opposite(key) in sheets:
            kept.append(form)
        else:
            sheets.setdefault(key, len(sheets))
    rows = list(sheets)
    # Only linear parts are passed; where a sheet has the same linear part, the sheet is.
    spare = {Form(dict(key)).linear.primitive()[0]: number for key, number in reversed(sheets.items())}
    lines: dict[Key, Form] = {}
    passed: list[int] = []
    for form in [form for form in kept if not form.is_constant]:
        key, _ = form.linear.primitive()
        if key in lines or _opposite(key) in lines:
            continue
        if _opposite(key) in spare:
            key = _opposite(key)
        if key not in spare:
            spare[key] = len(rows)
            rows.append(key)
        row = Form(dict(rows[spare[key]]))
        _, factor = row.linear.primitive()
        lines[key] = (_variable(len(sheets) + len(passed)) + _variable(CONSTANT, -row.constant)) * (
            1 / factor
        )
        passed.append(spare[key])
    forms = np.full((len(rows), m + 1), 0, dtype=object)
    for i, key in enumerate(rows):
        for variable, coefficient in key:
            forms[i, variable] = coefficient
    return Round(forms, len(sheets), tuple(passed)), _Behind(first_sheet, sheets, lines)


# -- linear forms ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Form:
    """A linear form in the variables of a round: integer coefficients by variable, over a denominator."""

    coefficients: dict[int, int]
    denominator: int = 1

    def __add__(self, other: Form) -> Form:
        denominator = lcm(self.denominator, other.denominator)
        mine, its = denominator // self.denominator, denominator // other.denominator
        total = {i: c * mine for i, c in self.coefficients.items()} if mine > 1 else dict(self.coefficients)
        for i, c in other.coefficients.items():
            total[i] = total.get(i, 0) + c * its
        return Form({i: c for i, c in total.items() if c}, denominator)

    def __mul__(self, factor: Fraction) -> Form:
        if not factor:
            return Form({})
        numerator, denominator = factor.as_integer_ratio()
        return Form({i: c * numerator for i, c in self.coefficients.items()}, self.denominator * denominator)

    @property
    def constant(self) -> Fraction:
        """The coefficient of t."""
        return Fraction(self.coefficients.get(CONSTANT, 0), self.denominator)

    @property
    def linear(self) -> Form:
        """The form without its constant."""
        return Form({i: c for i, c in self.coefficients.items() if i != CONSTANT}, self.denominator)

    @property
    def is_constant(self) -> bool:
        """Whether no variable but t occurs."""
        return not self.coefficients.keys() - {CONSTANT}

    def primitive(self) -> tuple[Key, Fraction]:
        """Coprime integers, and the positive factor by which they must be multiplied to give the form."""
        common = gcd(*self.coefficients.values())
        key = tuple(sorted((i, c // common) for i, c in self.coefficients.items()))
        return key, Fraction(common, self.denominator)


def _variable(number: int, factor: Fraction = Fraction(1)) -> Form:
    return Form({number: factor.numerator}, factor.denominator) if factor else Form({})


def _opposite(key: Key) -> Key:
    return tuple((i, -c) for i, c in key)


def _forms(matrix: RationalArray) -> list[Form]:
    """The rows of a matrix of shape (k, m + 1), the last column being the constant."""
    last = matrix.shape[1] - 1
    columns = [*range(last), CONSTANT]
    return [
        Form({columns[j]: c for j, c in enumerate(row) if c}, matrix.denominator)
        for row in matrix.numerators.tolist()
    ]


def _matrix(forms: Sequence[Form], m: int) -> RationalArray:
    """The matrix of shape (len(forms), m + 1) with these rows."""
    denominator = lcm(*(form.denominator for form in forms))
    entries = np.full((len(forms), m + 1), 0, dtype=object)
    for i, form in enumerate(forms):
        for j, c in form.coefficients.items():
            entries[i, j] = c * (denominator // form.denominator)
    return RationalArray.from_integers(entries, denominator)


def _constants(bias: RationalArray, m: int) -> RationalArray:
    """The constants as rows of shape (len(bias), m + 1)."""
    return concatenate([RationalArray.zeros((len(bias), m)), bias.reshape((len(bias), 1))], 1)


def _with_constant(variables: Integers) -> Integers:
    """Linear forms in (x, t), with the form t appended."""
    constant = np.full((1, variables.shape[1]), 0, dtype=object)
    constant[0, -1] = 1
    return np.vstack([variables, constant])


def _coordinates(n: int) -> Integers:
    """The coordinates x as linear forms in (x, t)."""
    forms = np.full((n, n + 1), 0, dtype=object)
    forms[range(n), range(n)] = 1
    return forms
