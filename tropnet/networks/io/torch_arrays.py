"""What PyTorch does with arrays: arithmetic, reductions, rearrangements, constants."""

from __future__ import annotations

from math import prod

import numpy as np

from tropnet.errors import ShapeError, UnsupportedLayerError
from tropnet.exact.arrays import RationalArray, rational_array
from tropnet.exact.numbers import as_fraction
from tropnet.networks.io import arithmetic
from tropnet.networks.io.graph import Constant, Operand, axis_of, broadcast_shapes, refuse_large
from tropnet.networks.io.torch_calls import Call, Operator
from tropnet.networks.layers import Shape

# -- arithmetic ---------------------------------------------------------------------------------------


def _scaled(call: Call, name: str) -> Operand:
    """An operand times alpha."""
    x, alpha = call.operand(name), call.number("alpha", 1)
    return x if alpha == 1 else arithmetic.product(call.graph, x, Constant(rational_array(alpha)))


def add(call: Call) -> Operand:
    """The sum x + alpha y."""
    return arithmetic.total(call.graph, [call.operand(), _scaled(call, "other")])


def subtract(call: Call) -> Operand:
    """The difference x - alpha y."""
    return arithmetic.difference(call.graph, call.operand(), _scaled(call, "other"))


def subtract_from(call: Call) -> Operand:
    """The difference y - alpha x."""
    return arithmetic.difference(call.graph, call.operand("other"), _scaled(call, "self"))


def multiply(call: Call) -> Operand:
    """The product x y."""
    return arithmetic.product(call.graph, call.operand(), call.operand("other"))


def divide(call: Call) -> Operand:
    """The quotient x / y, never rounded."""
    if call["rounding_mode"] is not None:
        raise UnsupportedLayerError(f"{call.where}: a division that rounds is not continuous")
    divisor = call.operand("other")
    if isinstance(divisor, Constant):
        divisor = Constant(divisor.array)
    return arithmetic.quotient(call.graph, call.operand(), divisor)


def reduction(kind: str) -> Operator:
    """Mean or sum along axes."""

    def read(call: Call) -> Operand:
        axes = call["dim"]
        listed = [axes] if isinstance(axes, int) else list(axes or ())
        return getattr(call.graph, kind)(call.operand(), listed, bool(call["keepdim"]))  # type: ignore[no-any-return]  # one of two methods

    return read


# -- rearrangements -----------------------------------------------------------------------------------


def flatten(call: Call) -> Operand:
    """Consecutive axes as one."""
    x = call.operand()
    n = len(x.shape)
    start, end = axis_of(call.integer("start_dim"), n), axis_of(call.integer("end_dim", -1), n)
    joined = prod(x.shape[start : end + 1])
    return call.graph.reshape(x, (*x.shape[:start], joined, *x.shape[end + 1 :]))


def unflatten(call: Call) -> Operand:
    """One axis as several."""
    x = call.operand()
    sizes = call["unflattened_size"] if call["sizes"] is None else call["sizes"]
    axis = axis_of(call.integer("dim"), len(x.shape))
    known = prod(n for n in sizes if n != -1)
    full = [x.shape[axis] // known if n == -1 else int(n) for n in sizes]
    return call.graph.reshape(x, (*x.shape[:axis], *full, *x.shape[axis + 1 :]))


def reshape(call: Call) -> Operand:
    """The same entries in another shape."""
    sizes = call["size"] if call["shape"] is None else call["shape"]
    return call.graph.reshape(call.operand(), tuple(int(n) for n in sizes))


def permute(call: Call) -> Operand:
    """The axes in another order."""
    return call.graph.transpose(call.operand(), call["dims"])


def swap(call: Call) -> Operand:
    """Two axes exchanged."""
    x = call.operand()
    n = len(x.shape)
    order = list(range(n))
    first, second = (axis_of(call.integer(name), n) for name in ("dim0", "dim1"))
    order[first], order[second] = second, first
    return call.graph.transpose(x, order)


def turned(call: Call) -> Operand:
    """The axes reversed."""
    x = call.operand()
    return call.graph.transpose(x, list(range(len(x.shape)))[::-1])


def squeeze(call: Call) -> Operand:
    """Without axes of size 1."""
    x, axes = call.operand(), call["dim"]
    n = len(x.shape)
    listed = range(n) if axes is None else [axes] if isinstance(axes, int) else axes
    gone = {axis_of(a, n) for a in listed}
    return call.graph.reshape(x, tuple(m for i, m in enumerate(x.shape) if i not in gone or m != 1))


def unsqueeze(call: Call) -> Operand:
    """With one more axis of size 1."""
    x = call.operand()
    axis = axis_of(call.integer("dim"), len(x.shape) + 1)
    return call.graph.reshape(x, (*x.shape[:axis], 1, *x.shape[axis:]))


def slice_(call: Call) -> Operand:
    """The entries from start to end along an axis."""
    x = call.operand()
    axis = axis_of(call.integer("dim"), len(x.shape))
    own = slice(call["start"], call["end"], call.integer("step", 1))
    return call.graph.slice(x, {axis: range(*own.indices(x.shape[axis]))})


def select(call: Call) -> Operand:
    """One entry along an axis, which disappears."""
    x = call.operand()
    axis = axis_of(call.integer("dim"), len(x.shape))
    chosen = call.graph.select(x, [call.integer("index")], axis)
    return call.graph.reshape(chosen, (*x.shape[:axis], *x.shape[axis + 1 :]))


def index_select(call: Call) -> Operand:
    """The entries with constant indices along an axis."""
    x = call.operand()
    indices = call.weights("index").integers().ravel().tolist()
    return call.graph.select(x, indices, axis_of(call.integer("dim"), len(x.shape)))


def split(call: Call) -> list[Operand]:
    """Parts of equal size, the last maybe smaller, or of given sizes."""
    x = call.operand()
    axis = axis_of(call.integer("dim"), len(x.shape))
    n = x.shape[axis]
    given = call["split_sizes"] if call["split_sizes"] is not None else call["split_size"]
    if isinstance(given, list | tuple):
        ends = np.cumsum(given).tolist()
        ranges = [range(end - size, end) for size, end in zip(given, ends, strict=True)]
    else:
        ranges = [range(start, min(start + given, n)) for start in range(0, n, given)]
    return [call.graph.slice(x, {axis: own}) for own in ranges]


def concat(call: Call) -> Operand:
    """Arrays one after the other; empty ones of one axis do not count."""
    operands = [x for x in call["tensors"] if x.shape != (0,)]
    return arithmetic.joined(call.graph, operands, axis_of(call.integer("dim"), len(operands[0].shape)))


def stacked(call: Call) -> Operand:
    """Arrays along a new axis."""
    operands: list[Operand] = call["tensors"]
    axis = axis_of(call.integer("dim"), len(operands[0].shape) + 1)
    lifted = [call.graph.reshape(x, (*x.shape[:axis], 1, *x.shape[axis:])) for x in operands]
    return arithmetic.joined(call.graph, lifted, axis)


def pad(call: Call) -> Operand:
    """More entries at the ends of the last axes."""
    x = call.operand()
    widths = call["padding"] if call["padding"] is not None else call["pad"]
    modes = {"constant": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}
    mode = modes.get(call["mode"] or "constant")
    if mode is None or len(widths) % 2 or len(widths) > 2 * len(x.shape):
        raise ShapeError(f"the padding {widths} does not fit an input of shape {x.shape}")
    pairs = [(0, 0)] * len(x.shape)
    for i in range(len(widths) // 2):
        pairs[len(x.shape) - 1 - i] = (int(widths[2 * i]), int(widths[2 * i + 1]))
    return call.graph.pad(x, pairs, mode, call.number("value"))


def expand(call: Call) -> Operand:
    """The array repeated to a larger shape; -1 keeps an axis."""
    x, sizes = call.operand(), call["size"]
    lead = len(sizes) - len(x.shape)
    shape = tuple(x.shape[i - lead] if n == -1 and i >= lead else int(n) for i, n in enumerate(sizes))
    return arithmetic.broadcast_to(call.graph, x, broadcast_shapes(x.shape, shape))


def same(call: Call) -> Operand:
    """The same array."""
    return call.operand()


def converted(call: Call) -> Operand:
    """The same numbers in another type, if that rounds nothing by design."""
    x, dtype = call.operand(), call["dtype"]
    if dtype is not None and not dtype.is_floating_point and not (isinstance(x, Constant) and x.is_integer):
        raise UnsupportedLayerError(f"{call.where}: a conversion to {dtype} is not continuous")
    return x


def filled(entry: int | None) -> Operator:
    """An array of equal entries."""

    def read(call: Call) -> Operand:
        shape: Shape = tuple(call["size"])
        refuse_large(shape)
        number = call["fill_value"] if entry is None else entry
        return Constant(RationalArray.zeros(shape) + as_fraction(number))

    return read


def filled_like(entry: int | None) -> Operator:
    """An array of equal entries, of the shape of another."""
    return lambda call: Constant(
        RationalArray.zeros(call.operand().shape)
        + as_fraction(call["fill_value"] if entry is None else entry)
    )
