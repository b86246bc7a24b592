"""What every reader shares: sizes that are refused, errors that are meant, packages that may be missing.

A file is untrusted.  Three habits keep that harmless.

* Nothing is unpickled, and nothing in a file is executed.
* A size is compared with a bound before anything of that size is allocated: the bytes of the file, the
  entries of an array inside the network, the bits of the integers that a weight matrix becomes.
* What goes wrong while a file is read is one error, :class:`~tropnet.errors.FormatError` or
  :class:`~tropnet.errors.UnsupportedLayerError`, that names the file and the place.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from math import prod
from os import PathLike
from pathlib import Path
from typing import Any, TypeAlias
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from tropnet.errors import (
    FormatError,
    InputError,
    MissingDependencyError,
    TropnetError,
    UnsupportedLayerError,
)
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.networks.layers import Layer, Shape

__all__ = [
    "LARGEST_ARRAY",
    "LARGEST_FILE",
    "PathLike",
    "exact_weights",
    "meant",
    "read_bytes",
    "refuse_large_output",
    "require",
    "write_bytes",
]

#: bytes of a file, uncompressed
LARGEST_FILE = 2**28
#: entries of one array that a network computes on the way, and of one table of pooling windows
LARGEST_ARRAY = 2**24
#: bits of all numerators of one array of weights
LARGEST_NUMBERS = 2**34

AnyPath: TypeAlias = str | PathLike[str]

#: what numpy, protobuf, zipfile and json raise on bytes that are not what they should be
MALFORMED = (
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    EOFError,
    RuntimeError,
    MemoryError,
    NotImplementedError,
    BadZipFile,
    zlib.error,
)


@contextmanager
def meant(source: str, kind: type[TropnetError] = FormatError) -> Iterator[None]:
    """Errors inside the block come out as one error that names the source.

    It is of the given kind; only an UnsupportedLayerError or a MissingDependencyError stays what it is.

    Examples
    --------
    >>> with meant("net.json"):
    ...     int("seven")
    Traceback (most recent call last):
    tropnet.errors.FormatError: net.json is malformed: invalid literal for int() with base 10: 'seven'
    """
    try:
        yield
    except MissingDependencyError:
        raise
    except TropnetError as error:
        own = UnsupportedLayerError if isinstance(error, UnsupportedLayerError) else kind
        if isinstance(error, own) and str(error).startswith(source):
            raise
        raise own(f"{source}: {error}") from error
    except MALFORMED as error:
        raise kind(f"{source} is malformed: {str(error) or type(error).__name__}") from error


def read_bytes(path: AnyPath, max_bytes: int = LARGEST_FILE) -> bytes:
    """The content of a file of at most ``max_bytes`` bytes.

    Raises
    ------
    InputError
        If there is no such file, or it cannot be read.
    FormatError
        If it is larger than max_bytes, which is found out before it is read.
    """
    try:
        with Path(path).open("rb") as file:
            content = file.read(max_bytes + 1) if _size(path) <= max_bytes else None
    except (OSError, ValueError) as error:
        raise InputError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from error
    if content is None or len(content) > max_bytes:
        raise FormatError(
            f"{path} is larger than {max_bytes} bytes; if you trust it, give a larger max_bytes"
        )
    return content


def _size(path: AnyPath) -> int:
    return Path(path).stat().st_size


def write_bytes(path: AnyPath, content: bytes) -> None:
    """Write a file; an InputError if that is not possible."""
    try:
        Path(path).write_bytes(content)
    except (OSError, ValueError) as error:
        raise InputError(f"cannot write {path}: {getattr(error, 'strerror', None) or error}") from error


def require(package: str, extra: str, purpose: str) -> Any:
    """The optional package, imported; a MissingDependencyError with the command that installs it if absent.

    Examples
    --------
    >>> require("no_such_package", "onnx", "reading ONNX files")
    Traceback (most recent call last):
    tropnet.errors.MissingDependencyError: reading ONNX files needs the package no_such_package; \
install it with: pip install 'tropnet[onnx]'
    """
    try:
        return import_module(package)
    except ImportError as error:
        raise MissingDependencyError(
            f"{purpose} needs the package {package}; install it with: pip install 'tropnet[{extra}]'"
        ) from error


def exact_weights(values: NDArray[Any], where: str) -> RationalArray:
    """The floats or integers as rationals over one denominator, if they fit into memory.

    Floats between 2^-1074 and 2^1023 have numerators of up to 2098 bits over their common denominator; a
    hostile file could ask for that in millions of entries.

    Raises
    ------
    FormatError
        If the numerators take more than 2^34 bits in all.
    NotRationalError
        If an entry is infinite or no number.
    """
    if values.dtype.kind == "f" and values.size:
        finite = values[np.isfinite(values) & (values != 0)].astype(np.float64)
        exponents = np.frexp(finite)[1]
        n_bits = 53 + int(exponents.max(initial=0)) - int(exponents.min(initial=0))
        refuse_large_numbers(values.size, n_bits, where)
    return rational_array(values)


def refuse_large_numbers(n_entries: int, n_bits: int, where: str) -> None:
    """Raise a FormatError if the numerators of an array would take too much memory."""
    if n_entries * n_bits > LARGEST_NUMBERS:
        raise FormatError(
            f"{where}: {n_entries} entries of up to {n_bits} bits over their common denominator exceed "
            f"{LARGEST_NUMBERS} bits; the entries differ too much in magnitude or denominator"
        )


def refuse_large_output(layer: Layer, output_shape: Shape) -> None:
    """Raise a FormatError if a layer's output has too many entries.

    Examples
    --------
    >>> from tropnet.networks import AddConstant
    >>> refuse_large_output(AddConstant(0), (10**6, 10**6))
    Traceback (most recent call last):
    tropnet.errors.FormatError: AddConstant gives an array of shape (1000000, 1000000), which exceeds \
16777216 entries
    """
    if prod(output_shape) > LARGEST_ARRAY:
        raise FormatError(
            f"{type(layer).__name__} gives an array of shape {output_shape}, which exceeds "
            f"{LARGEST_ARRAY} entries"
        )


def guarded_output_shape(layer: Layer, *input_shapes: Shape) -> Shape:
    """The output shape of a layer, with everything that grows with a claimed size refused first."""
    windows = getattr(layer, "windows", None)
    if windows is not None and input_shapes:
        places = windows.output_shape(type(layer).__name__, input_shapes[0][1:])
        refuse_large_output(layer, (*places, *windows.kernel))
    shape = layer.output_shape(*input_shapes)
    refuse_large_output(layer, shape)
    return shape
