"""Files of polyhedra and tropical polynomials: the suffix chooses the format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tropnet.errors import InputError
from tropnet.interchange import cdd_files, native, oscar, polymake
from tropnet.networks.io.guards import LARGEST_FILE, AnyPath, meant, read_bytes, write_bytes
from tropnet.polyhedra.polyhedron import Polyhedron
from tropnet.polyhedra.zonotopes.zonotope import Zonotope
from tropnet.tropical.polynomial import TropicalPolynomial

__all__ = ["load", "save"]


class FileFormat(NamedTuple):
    """How files with one suffix are read and written, and which values they hold."""

    read: Callable[[bytes], native.Value]
    write: Callable[[Any], str]
    holds: tuple[type, ...]


_GEOMETRY = (Polyhedron,)
_BOTH = (Polyhedron, TropicalPolynomial)

FORMATS: Mapping[str, FileFormat] = {
    ".json": FileFormat(native.from_json, native.to_json, tuple(f.type for f in native.FORMS.values())),
    ".poly": FileFormat(polymake.from_polymake, polymake.to_polymake, _BOTH),
    ".mrdi": FileFormat(oscar.from_oscar, oscar.to_oscar, _BOTH),
    ".ine": FileFormat(lambda text: cdd_files.from_cdd(text, "H"), cdd_files.to_ine, _GEOMETRY),
    ".ext": FileFormat(lambda text: cdd_files.from_cdd(text, "V"), cdd_files.to_ext, _GEOMETRY),
}


def load(path: AnyPath, max_bytes: int = LARGEST_FILE) -> native.Value:
    """The polyhedron, zonotope, tropical polynomial, rational function or map in a file.

    Parameters
    ----------
    path : str or path-like
        With the suffix .json, .poly, .mrdi, .ine or .ext.
    max_bytes : int
        Larger files are refused.

    Raises
    ------
    InputError
        If the suffix is unknown, or the file cannot be read.
    FormatError
        If the file is malformed, or holds something else.

    Examples
    --------
    >>> load("cube.stl")
    Traceback (most recent call last):
    tropnet.errors.InputError: cube.stl: the suffix '.stl' names no format of polyhedra and polynomials; \
the suffixes are .json, .poly, .mrdi, .ine, .ext
    """
    chosen, content = _format(path), read_bytes(path, max_bytes)
    with meant(str(path)):
        return chosen.read(content)


def save(value: native.Value, path: AnyPath) -> None:
    """Write a polyhedron, zonotope, tropical polynomial, rational function or map; the suffix names the format.

    Parameters
    ----------
    value : Polyhedron, Zonotope, TropicalPolynomial, TropicalRational or TropicalMap
        A zonotope is written as a polytope where the format has no zonotopes.
    path : str or path-like
        With the suffix .json, .poly, .mrdi, .ine or .ext.

    Raises
    ------
    InputError
        If the suffix is unknown, the format has no such values, or the file cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> square = Polyhedron.parse("[0,1/3]^2")
    >>> with TemporaryDirectory() as folder:
    ...     save(square, Path(folder, "square.mrdi"))
    ...     load(Path(folder, "square.mrdi")) == square
    True
    """
    chosen = _format(path)
    if isinstance(value, Zonotope) and Zonotope not in chosen.holds:
        value = value.polyhedron
    if not isinstance(value, chosen.holds):
        names = ", ".join(kind.__name__ for kind in chosen.holds)
        raise InputError(f"{path}: this format holds {names}, but no {type(value).__name__}")
    write_bytes(path, f"{chosen.write(value).rstrip()}\n".encode())


def _format(path: AnyPath) -> FileFormat:
    suffix = Path(path).suffix.lower()
    if suffix not in FORMATS:
        raise InputError(
            f"{path}: the suffix {suffix!r} names no format of polyhedra and polynomials; the suffixes are "
            f"{', '.join(FORMATS)}"
        )
    return FORMATS[suffix]
