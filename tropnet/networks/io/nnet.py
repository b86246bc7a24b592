"""The text format ``.nnet`` of the ACAS Xu networks: dense ReLU networks with an input normalisation.

After comment lines that begin with ``//`` come, separated by commas:

1. the number of layers, of inputs, of outputs, and the largest layer size;
2. the layer sizes, inputs and outputs included;
3. a number that nothing uses;
4. the least and 5. the greatest value of each input;
6. the mean and 7. the range of each input, and one of each for all outputs;
8. for each layer its weights, one line per neuron, and its biases, one per line.

The function of a file is  output_range * net((x - mean) / range) + output_mean.  (Programs also clip x to
the box between least and greatest values first; here the box is recorded in the provenance instead.)  Whether
the normalisation belongs to the network is a choice: ``normalization="fold"`` makes it part of the network,
with the exact reciprocals of the ranges; ``"record"`` writes it into the provenance and reads the bare
network on normalised inputs, as verification benchmarks do.

A decimal such as 0.1 is read as the nearest float64, the number that every program for this format computes
with; with ``exact_decimals=True`` it is one tenth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from typing import Any, Literal, final

from tropnet.errors import FormatError, InputError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.exact.numbers import as_fraction
from tropnet.networks.activations import relu
from tropnet.networks.affine import AddConstant, Dense, MulConstant
from tropnet.networks.gates import Activation
from tropnet.networks.io.dense import dense_relu_layers, require_floats
from tropnet.networks.io.guards import (
    LARGEST_FILE,
    AnyPath,
    meant,
    read_bytes,
    refuse_large_numbers,
    write_bytes,
)
from tropnet.networks.layers import Layer
from tropnet.networks.network import Network

__all__ = ["read_nnet", "write_nnet"]

#: what stands for "no bound" in the lines of least and greatest values
NO_BOUND = 1.7976931348623157e308


@final
@dataclass(frozen=True)
class Normalization:
    """The box of inputs and the scaling that a file prescribes.

    ``means`` and ``ranges`` hold one number per input, and one more for all outputs.
    """

    least: RationalArray
    greatest: RationalArray
    means: RationalArray
    ranges: RationalArray

    def before(self) -> list[Layer]:
        """The layers x -> (x - mean) / range, those that change nothing left out."""
        shift, scale = -self.means[:-1], rational_array([1 / r for r in self.ranges[:-1]])
        return _nontrivial(shift, scale)

    def after(self) -> list[Layer]:
        """The layers y -> range * y + mean, those that change nothing left out."""
        scale, shift = self.ranges[-1:], self.means[-1:]
        return _nontrivial(shift, scale)[::-1]

    def notes(self, is_folded: bool) -> list[str]:
        """What the provenance says of it."""
        notes = []
        if any(abs(x) < as_fraction(NO_BOUND) for x in (*self.least, *self.greatest)):
            notes.append(f"nnet: inputs between {_listed(self.least)} and {_listed(self.greatest)}")
        if self.before() or self.after():
            notes.append(
                f"nnet: means {_listed(self.means)} and ranges {_listed(self.ranges)} (of the inputs, then "
                f"of all outputs) {'are' if is_folded else 'are not'} part of the network"
            )
        return notes


def _listed(numbers: RationalArray) -> str:
    """The numbers as floats where they are floats, else as fractions."""
    return "[" + ", ".join(repr(float(x)) if as_fraction(float(x)) == x else str(x) for x in numbers) + "]"


def _nontrivial(shift: RationalArray, scale: RationalArray) -> list[Layer]:
    layers: list[Layer] = [AddConstant(shift)] if shift.sign().any() else []
    return layers + ([MulConstant(scale)] if any(x != 1 for x in scale) else [])


def read_nnet(
    path: AnyPath,
    normalization: Literal["fold", "record"] = "fold",
    exact_decimals: bool = False,
    max_bytes: int = LARGEST_FILE,
) -> Network:
    r"""The network of an ``.nnet`` file, exactly.

    Parameters
    ----------
    path : str or path-like
        The file.
    normalization : "fold" or "record"
        Whether means and ranges become part of the network, or only of its provenance.
    exact_decimals : bool
        Whether 0.1 is one tenth, and not the nearest float64.
    max_bytes : int
        The largest size of the file.

    Raises
    ------
    InputError
        If the file cannot be read, or the option is unknown.
    FormatError
        If the file is malformed or truncated.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> lines = ["// |x|", "2,1,1,2,", "1,2,1,", "0,", "-9,", "9,", "5,0,", "1,1,",
    ...          "1,", "-1,", "0,", "0,", "1,1,", "0,"]
    >>> with TemporaryDirectory() as folder:
    ...     Path(folder, "abs.nnet").write_text("\n".join(lines)) and None
    ...     net = read_nnet(Path(folder, "abs.nnet"))
    >>> net([3])
    RationalArray([2])
    """
    if normalization not in {"fold", "record"}:
        raise InputError(f"normalization={normalization!r} is unknown; choose 'fold' or 'record'")
    content = read_bytes(path, max_bytes)
    with meant(str(path)):
        numbers = _numbers(content.decode("utf-8"))
        given, layers = _content(numbers, exact_decimals)
        is_folded = normalization == "fold"
        every = [*given.before(), *layers, *given.after()] if is_folded else layers
        return Network.sequential(every, given.least.size, given.notes(is_folded))


def _numbers(text: str) -> Iterator[tuple[int, str]]:
    """The entries of all lines, each with the number of its line."""
    is_header = True
    for number, line in enumerate(text.splitlines(), 1):
        is_header = is_header and line.lstrip().startswith("//")
        if not is_header:
            yield from ((number, entry.strip()) for entry in line.split(",") if entry.strip())


def _content(numbers: Iterator[tuple[int, str]], exact_decimals: bool) -> tuple[Normalization, list[Layer]]:
    n_layers, n_inputs, n_outputs, _ = _integers(numbers, 4, "the header")
    if n_layers < 1:
        raise FormatError(f"the header claims {n_layers} layers; it takes at least one")
    sizes = _integers(numbers, n_layers + 1, "the layer sizes")
    if min(sizes) < 1 or sizes[0] != n_inputs or sizes[-1] != n_outputs:
        raise FormatError(
            f"the layer sizes {sizes[:20]} do not begin with {n_inputs} inputs, end with {n_outputs} "
            "outputs, and stay positive between"
        )
    _rationals(numbers, 1, "the unused number", exact_decimals)
    given = Normalization(
        least=_rationals(numbers, n_inputs, "the least inputs", exact_decimals),
        greatest=_rationals(numbers, n_inputs, "the greatest inputs", exact_decimals),
        means=_rationals(numbers, n_inputs + 1, "the means", exact_decimals),
        ranges=_rationals(numbers, n_inputs + 1, "the ranges", exact_decimals),
    )
    if not given.ranges.sign().all():
        raise FormatError("a range is 0, and inputs are divided by it")
    layers: list[Layer] = []
    for i, (n_in, n_out) in enumerate(pairwise(sizes)):
        weight = _rationals(numbers, n_in * n_out, f"the weights of layer {i}", exact_decimals)
        bias = _rationals(numbers, n_out, f"the biases of layer {i}", exact_decimals)
        layers += [Dense(weight.reshape((n_out, n_in)), bias), Activation(relu())]
    for line, entry in numbers:
        raise FormatError(f"line {line}: {entry[:40]!r} stands behind the last bias")
    return given, layers[:-1]


def _take(numbers: Iterator[tuple[int, str]], n: int, what: str) -> list[tuple[int, str]]:
    """The next n entries; they are read one by one, so that a claimed size allocates nothing."""
    taken: list[tuple[int, str]] = []
    for pair in numbers if n else ():
        taken.append(pair)
        if len(taken) == n:
            return taken
    if n > 0:
        raise FormatError(f"the file ends inside {what}: {n} numbers are claimed, {len(taken)} are there")
    return taken


def _integers(numbers: Iterator[tuple[int, str]], n: int, what: str) -> list[int]:
    found = []
    for line, entry in _take(numbers, n, what):
        if not entry.isdecimal() or len(entry) > 9:
            raise FormatError(f"line {line}: {entry[:40]!r} in {what} is no size")
        found.append(int(entry))
    return found


def _rationals(numbers: Iterator[tuple[int, str]], n: int, what: str, exact_decimals: bool) -> RationalArray:
    values: list[Any] = []
    for line, entry in _take(numbers, n, what):
        try:
            value = as_fraction(entry) if exact_decimals else float(entry)
        except ValueError as error:
            raise FormatError(f"line {line}: {entry[:40]!r} in {what} is no number") from error
        if isinstance(value, float) and not isfinite(value):
            raise FormatError(f"line {line}: {entry[:40]!r} in {what} is no finite number")
        values.append(as_fraction(value))
    if not values:
        return RationalArray.zeros((0,))
    widest = max(x.numerator.bit_length() for x in values) + max(x.denominator.bit_length() for x in values)
    refuse_large_numbers(len(values), widest, what)
    return rational_array(values)


def write_nnet(
    net: Network, path: AnyPath, least: Sequence[float] | None = None, greatest: Sequence[float] | None = None
) -> None:
    """Write a dense ReLU network as ``.nnet``, with means 0 and ranges 1.

    Every number is written with the digits that give the same float64 when they are read.

    Parameters
    ----------
    net : Network
        Of the form ``Network.from_arrays(weights, biases)``.
    path : str or path-like
        Where to.
    least, greatest : sequence of float, optional
        The box of inputs; as large as the format allows if left out.

    Raises
    ------
    UnsupportedLayerError
        If the network has other layers.
    InputError
        If an entry is no float64, a bound is missing, or the file cannot be written.
    """
    layers = dense_relu_layers(net, "nnet")
    names = [f"the {kind} of layer {i}" for i in range(len(layers)) for kind in ("weight", "bias")]
    require_floats([array for pair in layers for array in pair], names, "nnet")
    n = net.input_dim
    box = [[-NO_BOUND] * n if least is None else least, [NO_BOUND] * n if greatest is None else greatest]
    if any(len(bounds) != n for bounds in box):
        raise InputError(f"the network has {n} inputs, so least and greatest need {n} numbers each")
    sizes = [n, *(weight.shape[0] for weight, _ in layers)]
    lines = ["// exact weights, written by tropnet", _line([len(layers), n, sizes[-1], max(sizes)])]
    lines += [_line(sizes), "0,", *(_line([float(x) for x in bounds]) for bounds in box)]
    lines += [_line([0.0] * (n + 1)), _line([1.0] * (n + 1))]
    for weight, bias in layers:
        lines += [_line(row) for row in weight.floats().tolist()] + [
            _line([x]) for x in bias.floats().tolist()
        ]
    write_bytes(path, ("\n".join(lines) + "\n").encode())


def _line(numbers: Sequence[float]) -> str:
    return "".join(f"{x!r}," for x in numbers)
