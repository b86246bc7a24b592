"""Weight matrices in numpy's ``.npz``: W1, b1, W2, b2, ... of a dense ReLU network with affine output.

``W1`` has shape (outputs, inputs); a bias may be missing and is zero then.  The network is the exact function
of the floats or integers in the file.  Pickled arrays are refused, and every array is compared with what its
member of the archive really holds before it is allocated; archives that unpack to more than the size limit
are refused from their directory.
"""

from __future__ import annotations

import re
from io import BytesIO
from math import prod
from typing import Any
from zipfile import ZipFile, ZipInfo

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from tropnet.errors import FormatError
from tropnet.networks.io.dense import dense_relu_layers, require_floats
from tropnet.networks.io.guards import LARGEST_FILE, AnyPath, exact_weights, meant, read_bytes, write_bytes
from tropnet.networks.network import Network

__all__ = ["read_npz", "write_npz"]

NAME = re.compile(r"([Wb])([1-9][0-9]{0,3})\.npy")


def read_npz(path: AnyPath, max_bytes: int = LARGEST_FILE) -> Network:
    """The dense ReLU network whose weights and biases are the arrays W1, b1, W2, b2, ... of a file.

    Parameters
    ----------
    path : str or path-like
        The file.
    max_bytes : int
        The largest size, of the file and of what it unpacks to.

    Raises
    ------
    InputError
        If the file cannot be read.
    FormatError
        If it is no archive of such arrays, or too large.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     np.savez(Path(folder, "net.npz"), W1=np.array([[1.0], [-1.0]]), W2=np.array([[1.0, 1.0]]))
    ...     net = read_npz(Path(folder, "net.npz"))
    >>> net == Network.from_arrays([[[1], [-1]], [[1, 1]]])
    True
    """
    content = read_bytes(path, max_bytes)
    with meant(str(path)), ZipFile(BytesIO(content)) as archive:
        arrays = _arrays(archive, max_bytes)
        n_layers = len({number for _, number in arrays})
        for number in range(1, n_layers + 1):
            if ("W", number) not in arrays:
                raise FormatError(f"the array W{number} is missing; the arrays are {_names(arrays)}")
        weights = [exact_weights(arrays["W", i], f"W{i}") for i in range(1, n_layers + 1)]
        biases = [
            exact_weights(arrays["b", i], f"b{i}") if ("b", i) in arrays else None
            for i in range(1, n_layers + 1)
        ]
        return Network.from_arrays(weights, biases)


def _names(arrays: dict[tuple[str, int], Any]) -> str:
    return ", ".join(f"{letter}{number}" for letter, number in sorted(arrays, key=lambda key: key[::-1]))


def _arrays(archive: ZipFile, max_bytes: int) -> dict[tuple[str, int], NDArray[Any]]:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if unpacked > max_bytes:
        raise FormatError(f"the archive unpacks to {unpacked} bytes, which exceeds {max_bytes}")
    arrays: dict[tuple[str, int], NDArray[Any]] = {}
    for member in members:
        name = NAME.fullmatch(member.filename)
        if name is None:
            raise FormatError(
                f"the array {member.filename!r} is none of W1, b1, W2, b2, ...; "
                "rename the arrays so: np.savez(path, W1=..., b1=..., W2=..., b2=...)"
            )
        key = (name[1], int(name[2]))
        if key in arrays:
            raise FormatError(f"the array {member.filename!r} is there twice")
        arrays[key] = _array(archive, member)
    if not arrays:
        raise FormatError("the archive holds no arrays; save W1, b1, W2, b2, ...")
    return arrays


def _array(archive: ZipFile, member: ZipInfo) -> NDArray[Any]:
    """One array, after its header has been compared with the number of bytes behind it."""
    with archive.open(member) as opened:
        content = opened.read(member.file_size)
    file = BytesIO(content)
    version = npy.read_magic(file)
    read_header = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}.get(version)
    if read_header is None:
        raise FormatError(f"{member.filename}: version {version} of the .npy format is not supported")
    shape, is_fortran, dtype = read_header(file)
    if dtype.kind not in "fiu" or dtype.itemsize > 8:
        raise FormatError(
            f"{member.filename} has the type {dtype}; only floats and integers of at most 64 bits are read, "
            "and nothing is ever unpickled"
        )
    n_bytes = prod(shape) * dtype.itemsize
    if any(n < 1 for n in shape) or n_bytes != len(content) - file.tell():
        raise FormatError(
            f"{member.filename} claims shape {shape} and type {dtype}, which take {n_bytes} bytes, "
            f"but {len(content) - file.tell()} bytes follow"
        )
    flat = np.frombuffer(content, dtype, offset=file.tell())
    return flat.reshape(shape, order="F" if is_fortran else "C")


def write_npz(net: Network, path: AnyPath) -> None:
    """Write the arrays W1, b1, W2, b2, ... of a dense ReLU network as float64; zero biases are left out.

    Names and provenance are not stored.

    Raises
    ------
    UnsupportedLayerError
        If the network is not of the form ``Network.from_arrays(weights, biases)``.
    InputError
        If an entry is no float64, or the file cannot be written.
    """
    arrays = {}
    for i, (weight, bias) in enumerate(dense_relu_layers(net, "npz"), 1):
        arrays[f"W{i}"] = weight
        if bias.sign().any():
            arrays[f"b{i}"] = bias
    require_floats(list(arrays.values()), list(arrays), "npz")
    file = BytesIO()
    np.savez(file, allow_pickle=False, **{name: array.floats() for name, array in arrays.items()})
    write_bytes(path, file.getvalue())
