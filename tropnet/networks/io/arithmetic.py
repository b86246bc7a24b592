"""Sums, products and joins of operands, of which each may be computed or constant.

What depends on constants only stays constant, and is computed exactly: exporters write the transposition of a
weight, or the arithmetic of shapes, as nodes of the graph.  A product of two computed arrays is not piecewise
linear, and refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import prod

import numpy as np

from tropnet.errors import FormatError, UnsupportedLayerError
from tropnet.exact.arrays import RationalArray, concatenate, rational_array
from tropnet.networks.io.graph import Constant, GraphBuilder, Operand, Value, broadcast_shapes
from tropnet.networks.layers import Shape

__all__ = [
    "broadcast_to",
    "difference",
    "joined",
    "matrix_product",
    "mean_of",
    "product",
    "quotient",
    "remainder",
    "total",
]

#: bits of a number that arithmetic on constants may give: a chain of squares doubles them each time
LARGEST_COMPUTED_BITS = 2**16


def _checked(array: RationalArray) -> RationalArray:
    """The array, if its numbers have not become too long."""
    lengths = [n.bit_length() for n in array.numerators.ravel().tolist()]
    n_bits = max([array.denominator.bit_length(), *lengths])
    if n_bits > LARGEST_COMPUTED_BITS:
        raise FormatError(f"arithmetic on constants gives numbers of {n_bits} bits")
    return array


def total(graph: GraphBuilder, operands: Sequence[Operand]) -> Operand:
    """The sum of any number of arrays."""
    constants = [x for x in operands if isinstance(x, Constant)]
    if not constants or len(constants) < len(operands):
        return graph.add(operands)
    broadcast_shapes(*(x.shape for x in constants))
    sum_ = constants[0].array
    for x in constants[1:]:
        sum_ = _checked(sum_ + x.array)
    return Constant(sum_, all(x.is_integer for x in constants))


def difference(graph: GraphBuilder, x: Operand, y: Operand) -> Operand:
    """The difference x - y."""
    return total(graph, [x, graph.negative(y)])


def product(graph: GraphBuilder, x: Operand, y: Operand) -> Operand:
    """The product entry by entry, of which one factor is constant."""
    if isinstance(x, Constant):
        x, y = y, x
    if not isinstance(y, Constant):
        raise UnsupportedLayerError("a product of two computed arrays is not piecewise linear")
    if isinstance(x, Value):
        return graph.mul_constant(x, y.array)
    broadcast_shapes(x.shape, y.shape)
    return Constant(_checked(x.array * y.array), x.is_integer and y.is_integer)


def quotient(graph: GraphBuilder, x: Operand, y: Operand) -> Operand:
    """The quotient by a constant, exactly; of integer constants, rounded towards zero."""
    if not isinstance(y, Constant):
        raise UnsupportedLayerError("a quotient by a computed array is not piecewise linear")
    if not y.array.sign().all():
        raise FormatError("a division by 0")
    if isinstance(x, Constant) and x.is_integer and y.is_integer:
        return _truncated_quotient(x, y)
    reciprocals = rational_array([1 / c for c in y.array.ravel().fractions()]).reshape(y.shape)
    return product(graph, x, Constant(reciprocals))


def _truncated_quotient(x: Constant, y: Constant) -> Constant:
    return _of_integers(x, y, lambda a, b: abs(a) // abs(b) * (1 if a * b >= 0 else -1))


def remainder(x: Operand, y: Operand) -> Operand:
    """The remainder of integer constants, with the sign of the divisor."""
    if not (isinstance(x, Constant) and isinstance(y, Constant) and x.is_integer and y.is_integer):
        raise UnsupportedLayerError("a remainder is piecewise linear for constants only")
    if not y.array.sign().all():
        raise FormatError("a division by 0")
    return _of_integers(x, y, lambda a, b: a % b)


def _of_integers(x: Constant, y: Constant, operation: Callable[[int, int], int]) -> Constant:
    """An operation on integer constants, entry by entry."""
    shape = broadcast_shapes(x.shape, y.shape)
    left, right = (np.broadcast_to(c.array.integers(), shape).ravel().tolist() for c in (x, y))
    return Constant(rational_array(list(map(operation, left, right))).reshape(shape), is_integer=True)


def mean_of(graph: GraphBuilder, operands: Sequence[Operand]) -> Operand:
    """The mean of any number of arrays."""
    return product(graph, total(graph, operands), Constant(rational_array(Fraction(1, len(operands)))))


def matrix_product(graph: GraphBuilder, left: Operand, right: Operand) -> Operand:
    """The matrix product by numpy's rules, of which one factor is a constant matrix or vector."""
    if isinstance(right, Constant):
        return _times_matrix(graph, left, right.array)
    if isinstance(left, Constant):
        return _matrix_times(graph, left.array, right)
    raise UnsupportedLayerError("a product of two computed arrays is not piecewise linear")


def _single_matrix(matrix: RationalArray) -> RationalArray:
    if matrix.ndim < 1 or prod(matrix.shape[:-2]) != 1:
        raise UnsupportedLayerError(f"products with a constant of shape {matrix.shape} are not supported")
    return matrix.reshape(matrix.shape[-2:])


def _times_matrix(graph: GraphBuilder, x: Operand, matrix: RationalArray) -> Operand:
    own = _single_matrix(matrix)
    if own.ndim == 1:
        return graph.reshape(graph.product(x, own.reshape((1, own.size))), x.shape[:-1])
    result = graph.product(x, own.T)
    return graph.reshape(result, _ones(matrix, x.shape) + result.shape)


def _matrix_times(graph: GraphBuilder, matrix: RationalArray, x: Value) -> Operand:
    """C X = (X^T C^T)^T."""
    own = _single_matrix(matrix)
    if len(x.shape) == 1:
        rows = own.reshape((prod(own.shape[:-1]), own.shape[-1]))
        result: Operand = graph.product(x, rows)
        return graph.reshape(result, _ones(matrix, (1, 1)) + own.shape[:-1])
    turned = [*range(len(x.shape) - 2), len(x.shape) - 1, len(x.shape) - 2]
    transposed = graph.transpose(x, turned)
    if own.ndim == 1:
        return graph.reshape(graph.product(transposed, own.reshape((1, own.size))), transposed.shape[:-1])
    result = graph.transpose(graph.product(transposed, own), turned)
    return graph.reshape(result, _ones(matrix, x.shape) + result.shape)


def _ones(matrix: RationalArray, shape: Shape) -> Shape:
    """The axes of size 1 that a stack of one matrix adds in front."""
    return (1,) * max(0, matrix.ndim - max(2, len(shape)))


def joined(graph: GraphBuilder, operands: Sequence[Operand], axis: int) -> Operand:
    """The arrays one after the other along an axis."""
    constants = [x for x in operands if isinstance(x, Constant)]
    if not constants or len(constants) < len(operands):
        return graph.concat(operands, axis)
    return Constant(concatenate([x.array for x in constants], axis), all(x.is_integer for x in constants))


def broadcast_to(graph: GraphBuilder, x: Operand, shape: Shape) -> Operand:
    """The array with axes of size 1 repeated to a shape."""
    if shape == x.shape:
        return x
    ones = Constant(rational_array(np.ones(shape, dtype=np.int64)), is_integer=True)
    return product(graph, x, ones)
