"""The data of an ONNX file: tensors and attributes, each checked before it is believed.

A tensor's dimensions are compared with the bytes that really follow before an array of that size exists.
Weights in a second file ("external data") are read only from a regular file in the folder of the model or
below it.  Attributes are 32-bit floats in ONNX, and are that number: a LeakyRelu with alpha 0.01 has the
slope 5368709 / 2^29.
"""

from __future__ import annotations

from fractions import Fraction
from math import prod
from pathlib import Path
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from tropnet.errors import FormatError, InputError, UnsupportedLayerError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.exact.numbers import as_fraction
from tropnet.networks.io.graph import Constant
from tropnet.networks.io.guards import LARGEST_FILE, exact_weights
from tropnet.networks.layers import Shape

__all__ = ["Attributes", "integers_of", "tensor"]

#: ONNX's numbers of element types: name, type in the raw bytes, field that holds them otherwise
ELEMENT_TYPES = {
    1: ("float32", "<f4", "float_data"),
    2: ("uint8", "<u1", "int32_data"),
    3: ("int8", "<i1", "int32_data"),
    4: ("uint16", "<u2", "int32_data"),
    5: ("int16", "<i2", "int32_data"),
    6: ("int32", "<i4", "int32_data"),
    7: ("int64", "<i8", "int64_data"),
    9: ("bool", "<u1", "int32_data"),
    10: ("float16", "<f2", "int32_data"),
    11: ("float64", "<f8", "double_data"),
    12: ("uint32", "<u4", "uint64_data"),
    13: ("uint64", "<u8", "uint64_data"),
    16: ("bfloat16", "<u2", "int32_data"),
}
FLOAT16, BFLOAT16 = 10, 16
FLOATS = {1, 10, 11, 16}
EXTERNAL = 1


def tensor(proto: Any, folder: Path | None) -> Constant:
    """The array of a TensorProto, exactly.

    Parameters
    ----------
    proto : onnx.TensorProto
        What the file says.
    folder : Path or None
        Where external data may lie; None if it may not.

    Raises
    ------
    FormatError
        If the data do not fill the shape, or lie outside the folder.
    UnsupportedLayerError
        If the elements are no numbers.
    """
    where = f"tensor {proto.name!r}"
    if proto.data_type not in ELEMENT_TYPES:
        known = ", ".join(name for name, _, _ in ELEMENT_TYPES.values())
        raise UnsupportedLayerError(
            f"{where} has elements of type number {proto.data_type}; those that are read are {known}"
        )
    shape = tuple(proto.dims)
    if any(n < 0 for n in shape):
        raise FormatError(f"{where} claims the shape {shape}")
    flat = _elements(proto, shape, folder, where)
    if flat.size != prod(shape):
        raise FormatError(f"{where} claims the shape {shape} but holds {flat.size} entries")
    is_integer = proto.data_type not in FLOATS
    return Constant(exact_weights(flat.reshape(shape), where), is_integer)


def _elements(proto: Any, shape: Shape, folder: Path | None, where: str) -> NDArray[Any]:
    _, raw_type, field = ELEMENT_TYPES[proto.data_type]
    if proto.data_location == EXTERNAL:
        raw = _external(proto, prod(shape) * np.dtype(raw_type).itemsize, folder, where)
    elif proto.HasField("raw_data"):
        raw = proto.raw_data
    else:
        listed = np.array(getattr(proto, field))
        return _from_bits(listed.astype(np.uint16), proto.data_type) if _is_half(proto) else listed
    if len(raw) % np.dtype(raw_type).itemsize:
        raise FormatError(f"{where} holds {len(raw)} bytes, which are no whole number of entries")
    return _from_bits(np.frombuffer(raw, raw_type), proto.data_type)


def _is_half(proto: Any) -> bool:
    return proto.data_type in {FLOAT16, BFLOAT16}


def _from_bits(values: NDArray[Any], data_type: int) -> NDArray[Any]:
    """The numbers that 16-bit floats are; other types are numbers already."""
    if data_type == BFLOAT16:
        return (values.astype(np.uint32) << 16).view(np.float32)
    if data_type == FLOAT16 and values.dtype.kind == "u":
        return values.view(np.float16)
    return values


def _external(proto: Any, n_bytes: int, folder: Path | None, where: str) -> bytes:
    entries = {entry.key: entry.value for entry in proto.external_data}
    location = entries.get("location", "")
    if folder is None:
        raise FormatError(
            f"{where} lies in another file, {location!r}, but the model was not read from a file; "
            "give its path"
        )
    root = folder.resolve()
    file = (root / location).resolve()
    if not location or Path(location).is_absolute() or not file.is_relative_to(root) or not file.is_file():
        raise FormatError(
            f"{where} lies in {location!r}, which is no file in the folder of the model; "
            "external data is read from there only"
        )
    offset, length = int(entries.get("offset", "0")), int(entries.get("length", str(n_bytes)))
    size = file.stat().st_size
    if length != n_bytes or n_bytes > LARGEST_FILE or offset < 0 or offset + length > size:
        raise FormatError(
            f"{where} claims {n_bytes} bytes and lies in bytes {offset} to {offset + length} of "
            f"{location!r}, which has {size}; at most {LARGEST_FILE} bytes are read"
        )
    try:
        with file.open("rb") as opened:
            opened.seek(offset)
            return bytes(opened.read(length))
    except OSError as error:
        raise InputError(f"cannot read {file}: {error.strerror}") from error


def integers_of(constant: Constant, what: str) -> list[int]:
    """The entries of an integer constant in row-major order; a FormatError if they are no integers."""
    if constant.array.denominator != 1:
        raise FormatError(f"{what} must be integers, but are {constant.array}")
    return [int(n) for n in constant.array.numerators.ravel().tolist()]


@final
class Attributes:
    """The attributes of an ONNX node, each asked for with the type that it must have.

    Parameters
    ----------
    node : onnx.NodeProto
    folder : Path or None
        Where external data may lie.
    """

    FLOAT, INT, STRING, TENSOR, FLOATS, INTS = 1, 2, 3, 4, 6, 7

    def __init__(self, node: Any, folder: Path | None = None) -> None:
        self.by_name = {attribute.name: attribute for attribute in node.attribute}
        self.folder = folder

    def __contains__(self, name: str) -> bool:
        return name in self.by_name

    def _typed(self, name: str, kind: int) -> Any:
        attribute = self.by_name.get(name)
        if attribute is not None and attribute.type != kind:
            raise FormatError(
                f"the attribute {name!r} has type number {attribute.type}, but must have {kind}"
            )
        return attribute

    def integer(self, name: str, default: int = 0) -> int:
        """An integer."""
        attribute = self._typed(name, self.INT)
        return default if attribute is None else int(attribute.i)

    def integers(self, name: str) -> list[int] | None:
        """Integers; None if the attribute is absent."""
        attribute = self._typed(name, self.INTS)
        return None if attribute is None else [int(n) for n in attribute.ints]

    def rational(self, name: str, default: float = 0.0) -> Fraction:
        """A 32-bit float, as the rational that it is; the default is rounded to 32 bits too."""
        attribute = self._typed(name, self.FLOAT)
        return as_fraction(float(np.float32(default)) if attribute is None else attribute.f, f"in {name}")

    def rationals(self, name: str) -> RationalArray | None:
        """32-bit floats; None if the attribute is absent."""
        attribute = self._typed(name, self.FLOATS)
        return None if attribute is None else rational_array(list(attribute.floats))

    def text(self, name: str, default: str = "") -> str:
        """A string."""
        attribute = self._typed(name, self.STRING)
        return default if attribute is None else bytes(attribute.s).decode("utf-8")

    def tensor(self, name: str) -> Constant | None:
        """A tensor; None if the attribute is absent."""
        attribute = self._typed(name, self.TENSOR)
        return None if attribute is None else tensor(attribute.t, self.folder)
