"""Files of networks: the suffix chooses the format.

==========  ====================================================================================
``.json``   tropnet's own: every layer, every rational, provenance
``.onnx``   ONNX: every layer with an operator there, weights as floats
``.nnet``   the text format of the ACAS Xu networks: dense ReLU networks
``.npz``    numpy arrays W1, b1, W2, b2, ...: dense ReLU networks
==========  ====================================================================================

Checkpoints of PyTorch and pickles of scikit-learn are programs, not data: loading one runs whatever its
author put there.  They are never read; load them with their own library, if you trust them, and use
:func:`~tropnet.networks.io.torch.from_torch` or :func:`~tropnet.networks.io.sklearn.from_sklearn`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import signature
from pathlib import Path
from typing import Any, NamedTuple

from tropnet.errors import InputError
from tropnet.networks.io.guards import AnyPath
from tropnet.networks.io.native import read_json, write_json
from tropnet.networks.io.nnet import read_nnet, write_nnet
from tropnet.networks.io.npz import read_npz, write_npz
from tropnet.networks.io.onnx import read_onnx
from tropnet.networks.io.onnx_writer import write_onnx
from tropnet.networks.network import Network

__all__ = ["FORMATS", "read", "write"]


class FileFormat(NamedTuple):
    """How files with one suffix are read and written."""

    read: Callable[..., Network]
    write: Callable[..., None]


FORMATS: Mapping[str, FileFormat] = {
    ".json": FileFormat(read_json, write_json),
    ".onnx": FileFormat(read_onnx, write_onnx),
    ".nnet": FileFormat(read_nnet, write_nnet),
    ".npz": FileFormat(read_npz, write_npz),
}

PICKLES = {
    **dict.fromkeys((".pt", ".pth", ".ckpt", ".bin"), "torch.load it and use tropnet.from_torch(module)"),
    **dict.fromkeys((".pkl", ".pickle", ".joblib"), "load it and use tropnet.from_sklearn(estimator)"),
}


def read(path: AnyPath, **options: Any) -> Network:
    """The network in a file, in the format that the suffix names.

    Parameters
    ----------
    path : str or path-like
        With the suffix .json, .onnx, .nnet or .npz.
    **options
        Those of the format: ``input_shape``, ``output``, ``drop_last`` for ONNX, ``normalization``,
        ``exact_decimals`` for nnet, and ``max_bytes`` for all.

    Raises
    ------
    InputError
        If the suffix or an option is unknown, or the file cannot be read.
    FormatError
        If the file is malformed, truncated or hostile.
    UnsupportedLayerError
        If a layer is not piecewise linear, or unknown.
    MissingDependencyError
        If the format needs a package that is not installed.

    Examples
    --------
    >>> read("net.h5")
    Traceback (most recent call last):
    tropnet.errors.InputError: net.h5: the suffix '.h5' names no format of networks; \
the suffixes are .json, .onnx, .nnet, .npz
    """
    chosen = _format(path).read
    _check_options(chosen, options, path)
    return chosen(path, **options)


def write(net: Network, path: AnyPath, **options: Any) -> None:
    """Write a network in the format that the suffix of the path names.

    Parameters
    ----------
    net : Network
        What is written.
    path : str or path-like
        With the suffix .json, .onnx, .nnet or .npz.
    **options
        Those of the format: ``notes`` for JSON, ``least``, ``greatest`` for nnet.

    Raises
    ------
    InputError
        If the suffix or an option is unknown, the file cannot be written, or the format cannot hold a number
        without rounding it.
    UnsupportedLayerError
        If the format cannot hold a layer.
    MissingDependencyError
        If the format needs a package that is not installed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> net = Network.from_arrays([[["1/2", -1]]])
    >>> with TemporaryDirectory() as folder:
    ...     write(net, Path(folder, "net.json"))
    ...     read(Path(folder, "net.json")) == net
    True
    """
    if not isinstance(net, Network):
        raise InputError(f"a {type(net).__name__} is no Network; write(net, path) takes the network first")
    chosen = _format(path).write
    _check_options(chosen, options, path)
    chosen(net, path, **options)


def _format(path: AnyPath) -> FileFormat:
    suffix = Path(path).suffix.lower()
    if suffix in FORMATS:
        return FORMATS[suffix]
    known = ", ".join(FORMATS)
    if suffix in PICKLES:
        raise InputError(
            f"{path}: files with the suffix {suffix!r} hold pickles, which can run any program and are never "
            f"read; if you trust it, {PICKLES[suffix]}; the suffixes that are read are {known}"
        )
    raise InputError(f"{path}: the suffix {suffix!r} names no format of networks; the suffixes are {known}")


def _check_options(function: Callable[..., Any], options: Mapping[str, Any], path: AnyPath) -> None:
    known = [name for name in signature(function).parameters if name not in {"net", "path"}]
    for name in options:
        if name not in known:
            raise InputError(
                f"{path}: the option {name!r} is unknown for this format; the options are "
                f"{', '.join(known) or 'none'}"
            )
