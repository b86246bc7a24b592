"""What is written on the command line, as values: models, domains, points.

Where a text may be long, the name of a file that holds it will do.  A domain is in the notation of
:mod:`tropnet.polyhedra.notation`.  A point is written as its coordinates, separated by commas or blanks;
several points are separated by semicolons or line ends.
"""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace
from pathlib import Path

from tropnet import models
from tropnet.errors import FormatError, InputError, NotRationalError, ShapeError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.networks import Network
from tropnet.networks.io import read
from tropnet.polyhedra.polyhedron import Polyhedron

__all__ = ["add_model", "add_within", "domain", "model", "model_name", "points", "text_or_file"]

LARGEST_TEXT = 10_000_000
DOMAIN = 'BOX such as "[-1,1]^2" or "[0,1]x[0,inf]", inequalities such as "x1 + x2 <= 1; x1 >= 0", or a FILE'


def add_model(parser: ArgumentParser) -> None:
    """The argument MODEL and how to read it."""
    names = ", ".join(models.names())
    parser.add_argument(
        "model",
        metavar="MODEL",
        help=f"a file .json, .onnx, .nnet or .npz, or a model that comes along: {names}",
    )
    add_reading(parser)


def add_reading(parser: ArgumentParser) -> None:
    """How to read a model of which the file leaves something open."""
    reading = parser.add_argument_group("reading ONNX files")
    reading.add_argument(
        "--drop-last", action="store_true", help="leave out a last softmax, sigmoid or argmax"
    )
    reading.add_argument(
        "--input-shape", metavar="N,N,...", help="shape of one input, where the file leaves it open"
    )
    reading.add_argument("--output-name", metavar="NAME", help="the output, where the file has several")


def add_within(parser: ArgumentParser) -> None:
    """The option of a domain."""
    parser.add_argument(
        "--within", metavar="BOX|FILE", help=f"the domain, all of space if left out: {DOMAIN}"
    )


def model(options: Namespace, name: str | None = None) -> Network:
    """The network that the options name."""
    text = options.model if name is None else name
    path = models.path(text) if text in models.names() else Path(text)
    return read(path, **_reading(options))


def model_name(options: Namespace) -> str:
    """A short name of the model, for titles and file names."""
    return Path(options.model).stem


def _reading(options: Namespace) -> dict[str, object]:
    chosen: dict[str, object] = {}
    if options.drop_last:
        chosen["drop_last"] = True
    if options.output_name is not None:
        chosen["output"] = options.output_name
    if options.input_shape is not None:
        sizes = re.split(r"[,x\s]+", options.input_shape.strip())
        if not all(size.isdecimal() and 0 < len(size) < 9 for size in sizes):
            raise InputError(f"--input-shape {options.input_shape!r} is no list of sizes such as 1,28,28")
        chosen["input_shape"] = [int(size) for size in sizes]
    return chosen


def text_or_file(argument: str) -> str:
    """The text of an argument, which may be the name of a file that holds it."""
    path = Path(argument)
    try:
        if not path.is_file():
            return argument
        if path.stat().st_size > LARGEST_TEXT:
            raise InputError(f"{argument} has more than {LARGEST_TEXT} bytes; that is no domain and no point")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise FormatError(f"{argument} is no text in UTF-8: {error.reason} at byte {error.start}") from error
    except OSError as error:
        # A long text is no name of a file, and some systems say so here.
        if "/" not in argument and len(argument) > 200:
            return argument
        raise InputError(f"{argument} cannot be read: {error.strerror}") from error


def domain(argument: str | None, n: int) -> Polyhedron | None:
    """The polyhedron in R^n that an option names.

    Raises
    ------
    FormatError
        If the text is in neither notation, and there is no such file.
    ShapeError
        If it is a box of another dimension.

    Examples
    --------
    >>> domain("x1 >= 0", 2).rays
    RationalArray([[1, 0]])
    >>> domain("[0,1]", 2)
    Traceback (most recent call last):
    tropnet.errors.ShapeError: '[0,1]' is a box of dimension 1, but 2 are needed, as in '[0,1]^2'
    """
    if argument is None:
        return None
    text = "\n".join(line.partition("#")[0] for line in text_or_file(argument).strip().splitlines())
    if text.startswith(("[", "R")):
        box = Polyhedron.parse(text)
        if box.ambient_dim != n:
            raise ShapeError(
                f"{text!r} is a box of dimension {box.ambient_dim}, but {n} are needed, as in '[0,1]^{n}'"
            )
        return box
    try:
        return Polyhedron.parse(text.strip(), ambient_dim=n)
    except FormatError as error:
        if text == argument and re.search(r"[/\\]|\.\w+$", argument):
            raise FormatError(f"there is no file {argument!r}, and as a domain: {error}") from error
        raise


def points(argument: str, net: Network) -> list[RationalArray]:
    """The points that an option names, each in the shape of the network's input.

    Raises
    ------
    NotRationalError
        If a coordinate is no rational number.
    ShapeError
        If a point has the wrong number of coordinates.

    Examples
    --------
    >>> points("0, 1/2; 1e-1 -3", Network.from_arrays([[[1, 1]]]))
    [RationalArray([0, 1/2]), RationalArray([1/10, -3])]
    """
    found = []
    lines = (line.partition("#")[0].strip() for line in re.split(r"[;\n]", text_or_file(argument)))
    for number, line in enumerate(filter(None, lines), start=1):
        entries = re.split(r"\s*,\s*|\s+", line)
        try:
            point = rational_array(entries)
        except NotRationalError as error:
            raise NotRationalError(f"point {number}: {error}") from error
        if point.size != net.input_dim:
            raise ShapeError(
                f"point {number} has {point.size} coordinates, but the network has {net.input_dim} inputs; "
                "separate coordinates by commas, points by semicolons or lines"
            )
        found.append(point.reshape(net.input_shape))
    return found
